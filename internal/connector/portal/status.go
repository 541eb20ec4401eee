// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/sync"
	"cosell/internal/jobq"
	"cosell/internal/pages"
)

// Status is how the connector stands.
type Status struct {
	Remote  RemoteStatus   `json:"remote"`
	Quotas  []Quota        `json:"quotas" nullable:"false"`
	Queue   QueueStatus    `json:"queue"`
	Events  EventStatus    `json:"events"`
	Poll    PollStatus     `json:"poll"`
	Records map[string]int `json:"records"`
	Log     map[string]int `json:"log"`
}

// RemoteStatus is how it stands between the connector and AWS.
type RemoteStatus struct {
	URL         string     `json:"url"`
	Catalog     string     `json:"catalog"`
	Account     string     `json:"account"`
	Reachable   bool       `json:"reachable"`
	LastContact *time.Time `json:"lastContact,omitempty"`
	LastError   string     `json:"lastError,omitempty"`
	PausedUntil *time.Time `json:"pausedUntil,omitempty"`
}

// Quota is the gauge of a quota.
type Quota struct {
	Name   string `json:"name" enum:"write,read"`
	Second Gauge  `json:"second"`
	Day    Gauge  `json:"day"`
}

// Gauge is what is used of a limit.
type Gauge struct {
	Used    int        `json:"used"`
	Limit   int        `json:"limit"`
	FreesAt *time.Time `json:"freesAt,omitempty" doc:"when the oldest call leaves the window"`
}

// QueueStatus is how many jobs wait, by who waits for them.
type QueueStatus struct {
	Human    int `json:"human"`
	Event    int `json:"event"`
	Backfill int `json:"backfill"`
}

// EventStatus is what came in from AWS.
type EventStatus struct {
	Received     int        `json:"received"`
	LastReceived *time.Time `json:"lastReceived,omitempty"`
}

// PollStatus is when the reconciling poll ran.
type PollStatus struct {
	Last *time.Time `json:"last,omitempty"`
	Next *time.Time `json:"next,omitempty"`
}

func (p *Portal) status() {
	serve(p, pages.Operation("connectorStatus", http.MethodGet, "/api/connector/status", "How the connector stands", 200, 404), operations,
		func(ctx context.Context, who embedded.User, _ *struct{}) (Status, error) {
			s, err := p.Sync.Status(ctx, who.Account)
			if err != nil {
				return Status{}, err
			}
			out := Status{Remote: RemoteStatus{URL: s.URL, Catalog: s.Catalog, Account: who.Account, Reachable: s.Contact.Failures == 0,
				LastContact: known(s.Contact.LastOK), LastError: s.Contact.Error, PausedUntil: known(s.Contact.PausedUntil)}, Quotas: []Quota{},
				Events: EventStatus{s.Events, known(s.LastEvent)}, Poll: PollStatus{Last: known(s.LastPoll)}, Records: map[string]int{}, Log: map[string]int{}}
			if p.Poll > 0 && !s.LastPoll.IsZero() {
				out.Poll.Next = known(s.LastPoll.Add(p.Poll))
			}
			for _, u := range s.Quotas {
				out.Quotas = append(out.Quotas, Quota{u.Kind, Gauge{u.InSecond, u.Second, known(u.SecondFrees)},
					Gauge{u.InDay, u.Day, known(u.DayFrees)}})
			}
			for _, state := range []ledger.State{ledger.Blocked, ledger.Waiting, ledger.Synced, ledger.Failed, ledger.Parked} {
				out.Records[string(state)] = s.Records[state]
			}
			if out.Records[string(ledger.None)], err = p.unshared(ctx, who); err != nil {
				return Status{}, err
			}
			for outcome, n := range s.Log {
				out.Log[string(outcome)] = n
			}
			out.Queue, err = p.queue(ctx, who.Account)
			return out, err
		})
}

func known(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// unshared counts the deals that nobody shared, as far as lists count.
func (p *Portal) unshared(ctx context.Context, who embedded.User) (int, error) {
	found, err := p.CRM.List(ctx, who, embedded.Query{Object: "Opportunity", Sort: "modified", Size: 1,
		Filters: []embedded.Filter{{Property: "pairing", Operator: "=", Values: []string{string(ledger.None)}}}})
	return found.Total, err
}

// queue counts the records that wait, by level. The queue lists a thousand jobs at most, of all tenants.
func (p *Portal) queue(ctx context.Context, account string) (QueueStatus, error) {
	var out QueueStatus
	waiting, err := p.Jobs.Waiting(ctx)
	if err != nil {
		return out, err
	}
	for _, e := range waiting {
		if e.Kind != (sync.RecordJob{}).Kind() || !sync.JobOf(e.Args, account) {
			continue
		}
		switch e.Priority {
		case jobq.Human:
			out.Human++
		case jobq.Event:
			out.Event++
		case jobq.Backfill:
			out.Backfill++
		}
	}
	return out, nil
}
