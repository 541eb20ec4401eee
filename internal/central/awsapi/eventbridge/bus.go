// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package eventbridge

import (
	"context"
	"strings"

	"cosell/internal/central/event"
)

var busRows = []row{
	bind("DescribeEventBus", nil, describeBus),
	bind("ListEventBuses", nil, listBuses),
	bind("PutEvents", func(account string, _ putEventsIn) string { return event.BusARN(account) }, putEvents),
	bind("TestEventPattern", nil, testPattern),
}

// A busOut is the one bus of an account.
type busOut struct {
	Name string `json:"Name"`
	ARN  string `json:"Arn"`
}

type busIn struct {
	Name string `json:"Name"`
}

func describeBus(_ context.Context, c call, in busIn) (busOut, error) {
	return busOut{event.BusName, event.BusARN(c.who.Account)}, onDefault(c.who.Account, in.Name)
}

type listBusesIn struct {
	Prefix string `json:"NamePrefix"`
}

type listBusesOut struct {
	Buses []busOut `json:"EventBuses"`
}

func listBuses(_ context.Context, c call, in listBusesIn) (listBusesOut, error) {
	out := listBusesOut{Buses: []busOut{}}
	if strings.HasPrefix(event.BusName, in.Prefix) {
		out.Buses = append(out.Buses, busOut{event.BusName, event.BusARN(c.who.Account)})
	}
	return out, nil
}

type entryIn struct {
	Bus        string   `json:"EventBusName"`
	Source     string   `json:"Source"`
	DetailType string   `json:"DetailType"`
	Detail     string   `json:"Detail"`
	Resources  []string `json:"Resources"`
	Time       *stamp   `json:"Time"`
}

type putEventsIn struct {
	Entries []entryIn `json:"Entries"`
}

type receiptOut struct {
	EventID string `json:"EventId,omitempty"`
	Code    string `json:"ErrorCode,omitempty"`
	Message string `json:"ErrorMessage,omitempty"`
}

type putEventsOut struct {
	Failed  int          `json:"FailedEntryCount"`
	Entries []receiptOut `json:"Entries"`
}

func putEvents(ctx context.Context, c call, in putEventsIn) (out putEventsOut, err error) {
	entries := make([]event.Entry, len(in.Entries))
	for i, e := range in.Entries {
		entries[i] = event.Entry{Bus: e.Bus, Source: e.Source, DetailType: e.DetailType, Detail: e.Detail, Resources: e.Resources, Time: e.Time.time()}
	}
	receipts, err := c.bus.Put(ctx, c.who, entries)
	for _, r := range receipts {
		out.Entries = append(out.Entries, receiptOut{r.ID, r.Code, r.Message})
		if r.Code != "" {
			out.Failed++
		}
	}
	return out, err
}

type testPatternIn struct {
	Pattern string `json:"EventPattern"`
	Event   string `json:"Event"`
}

type testPatternOut struct {
	Result bool `json:"Result"`
}

func testPattern(ctx context.Context, c call, in testPatternIn) (testPatternOut, error) {
	takes, err := c.bus.TestPattern(ctx, c.who, in.Pattern, in.Event)
	return testPatternOut{takes}, err
}
