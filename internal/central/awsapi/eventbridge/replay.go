// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package eventbridge

import (
	"context"

	"cosell/internal/central/event"
)

var replayRows = []row{
	illegal(bind("CancelReplay", replay, cancelReplay)),
	bind("DescribeReplay", replay, describeReplay),
	bind("ListReplays", nil, listReplays),
	alreadyThere(bind("StartReplay", func(account string, in startReplayIn) string { return event.ReplayARN(account, in.Name) }, startReplay)),
}

// illegal is a row whose conflict is a state in which it cannot be done.
func illegal(r row) row {
	r.conflict = "IllegalStatusException"
	return r
}

type replayIn struct {
	Name string `json:"ReplayName"`
}

func replay(account string, in replayIn) string { return event.ReplayARN(account, in.Name) }

type replayDestination struct {
	ARN     string   `json:"Arn"`
	Filters []string `json:"FilterArns,omitempty"`
}

type startReplayIn struct {
	Name        string             `json:"ReplayName"`
	Description string             `json:"Description"`
	Source      string             `json:"EventSourceArn"`
	From        *stamp             `json:"EventStartTime"`
	Until       *stamp             `json:"EventEndTime"`
	Destination *replayDestination `json:"Destination"`
}

type replayedOut struct {
	ARN    string `json:"ReplayArn"`
	State  string `json:"State"`
	Reason string `json:"StateReason,omitempty"`
	Begun  *stamp `json:"ReplayStartTime,omitempty"`
}

func startReplay(ctx context.Context, c call, in startReplayIn) (out replayedOut, err error) {
	if in.Destination == nil || in.From == nil || in.Until == nil {
		return out, refused("Destination", "Destination, EventStartTime and EventEndTime are needed.", "Name the bus as destination, and a stretch of time.")
	}
	if err := onDefault(c.who.Account, in.Destination.ARN); err != nil {
		return out, err
	}
	r := event.Replay{Name: in.Name, Description: in.Description, From: in.From.Time, Until: in.Until.Time}
	if r.Archive, err = named(c.who.Account, "archive", "Archive", in.Source); err != nil {
		return out, err
	}
	for _, filter := range in.Destination.Filters {
		name, err := named(c.who.Account, "rule", "Rule", filter)
		if err != nil {
			return out, err
		}
		r.Rules = append(r.Rules, name)
	}
	r, err = c.bus.StartReplay(ctx, c.who, r)
	return replayedOut{event.ReplayARN(c.who.Account, r.Name), string(r.State), r.Reason, at(r.Begun)}, err
}

func cancelReplay(ctx context.Context, c call, in replayIn) (replayedOut, error) {
	r, err := c.bus.CancelReplay(ctx, c.who, in.Name)
	return replayedOut{ARN: event.ReplayARN(c.who.Account, r.Name), State: string(r.State), Reason: r.Reason}, err
}

type replayOut struct {
	Name   string `json:"ReplayName"`
	Source string `json:"EventSourceArn"`
	State  string `json:"State"`
	Reason string `json:"StateReason,omitempty"`
	From   *stamp `json:"EventStartTime"`
	Until  *stamp `json:"EventEndTime"`
	Last   *stamp `json:"EventLastReplayedTime,omitempty"`
	Begun  *stamp `json:"ReplayStartTime"`
	Ended  *stamp `json:"ReplayEndTime,omitempty"`
}

func replayView(account string, r event.Replay) replayOut {
	return replayOut{r.Name, event.ArchiveARN(account, r.Archive), string(r.State), r.Reason, at(r.From), at(r.Until), at(r.Last), at(r.Begun), at(r.Ended)}
}

type describedReplayOut struct {
	replayOut
	ARN         string            `json:"ReplayArn"`
	Description string            `json:"Description,omitempty"`
	Destination replayDestination `json:"Destination"`
}

func describeReplay(ctx context.Context, c call, in replayIn) (describedReplayOut, error) {
	r, err := c.bus.Replay(ctx, c.who, in.Name)
	out := describedReplayOut{replayView(c.who.Account, r), event.ReplayARN(c.who.Account, r.Name), r.Description,
		replayDestination{ARN: event.BusARN(c.who.Account)}}
	for _, rule := range r.Rules {
		out.Destination.Filters = append(out.Destination.Filters, event.RuleARN(c.who.Account, rule))
	}
	return out, err
}

type listReplaysIn struct {
	listIn
	State  string `json:"State"`
	Source string `json:"EventSourceArn"`
}

type listReplaysOut struct {
	Replays []replayOut `json:"Replays"`
	Next    string      `json:"NextToken,omitempty"`
}

func listReplays(ctx context.Context, c call, in listReplaysIn) (out listReplaysOut, err error) {
	out.Replays = []replayOut{}
	of := ""
	if in.Source != "" {
		if of, err = named(c.who.Account, "archive", "Archive", in.Source); err != nil {
			return out, err
		}
	}
	l, err := c.bus.Replays(ctx, c.who, event.ReplayState(in.State), of, in.window())
	out.Next = l.Next
	for _, r := range l.Items {
		out.Replays = append(out.Replays, replayView(c.who.Account, r))
	}
	return out, err
}
