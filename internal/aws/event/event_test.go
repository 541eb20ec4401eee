// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/event"
)

const (
	sender, receiver = "111111111111", "222222222222"
	shared           = "eng-t1mfgo4bsg73e0"
)

func head(n, account, at string) event.Head {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		panic(err)
	}
	return event.Head{ID: "8c56be05-0000-4000-8000-0000000000" + n, Account: account, Catalog: "AWS", Time: t}
}

// invitation is the invitation of the samples, as the one side or the other sees it.
func invitation(participant, payload string) event.Invitation {
	return event.Invitation{
		ID: "engi-dansn8enotil9", Engagement: "eng-xjn5vr10vyjm1t", Sender: sender, Receiver: receiver, Company: "Sender Co",
		Expires: time.Date(2026, 3, 24, 1, 50, 25, 685385312, time.UTC), ParticipantType: participant, PayloadType: payload,
	}
}

// built are the events of testdata/selling.jsonl, in its order. Those about opportunities, the created invitation and the snapshot were
// recorded at AWS; the others follow its documentation.
func built() []event.Envelope {
	created := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	return []event.Envelope{
		event.OpportunityCreated(head("01", sender, "2025-02-19T03:11:25Z"), "O5465588"),
		event.OpportunityUpdated(head("02", sender, "2025-02-19T04:20:23Z"), "O5465588"),
		event.InvitationCreated(head("03", receiver, "2026-03-09T01:50:25Z"), invitation("RECEIVER", "LeadInvitation")),
		event.InvitationAccepted(head("04", sender, "2026-03-10T08:00:00Z"), invitation("SENDER", "OpportunityInvitation")),
		event.InvitationRejected(head("05", sender, "2026-03-10T08:00:00Z"), invitation("SENDER", "OpportunityInvitation")),
		event.InvitationExpired(head("06", receiver, "2026-03-24T01:51:00Z"), invitation("RECEIVER", "OpportunityInvitation")),
		event.MemberAdded(head("07", sender, "2026-03-10T08:00:01Z"), "eng-xjn5vr10vyjm1t", receiver, "Receiver Co"),
		event.SnapshotCreated(head("08", sender, "2025-02-19T04:20:25Z"), event.Snapshot{
			Engagement: shared, Opportunity: "O5465588", Template: "OpportunitySummaryView", Revision: 4,
			CreatedBy: sender, Targets: []string{sender, "aws"},
		}),
		event.EngagementCreated(head("09", sender, "2026-03-10T08:00:00Z"), shared, sender, created, []string{"CustomerProject"}),
		event.EngagementUpdated(head("10", receiver, "2026-03-10T08:05:00Z"), shared, sender, created.Add(5*time.Minute), []string{"Lead", "CustomerProject"}),
	}
}

func TestEventsAreThoseOfAWSToTheByte(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/selling.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(raw)), "\n")
	got := built()
	if len(got) != len(want) || len(got) != len(event.Types) {
		t.Fatalf("%d events are built, %d are recorded, %d types exist", len(got), len(want), len(event.Types))
	}
	for i, e := range got {
		if string(e.JSON()) != want[i] {
			t.Errorf("%s\n got %s\nwant %s", e.DetailType, e.JSON(), want[i])
		}
		if !slices.Contains(event.Types, e.DetailType) {
			t.Errorf("%q is missing from Types", e.DetailType)
		}
	}
}

func TestAnEventIsReadBack(t *testing.T) {
	t.Parallel()
	for _, e := range built() {
		got, err := event.Parse(e.JSON())
		if err != nil || string(got.JSON()) != string(e.JSON()) {
			t.Errorf("%s is read as %+v, %v", e.JSON(), got, err)
		}
		catalog, id, ok := got.Opportunity()
		if about := strings.HasPrefix(e.DetailType, "Opportunity "); ok != about || (ok && (catalog != "AWS" || id != "O5465588")) {
			t.Errorf("%s is about %s %s, %v", e.DetailType, catalog, id, ok)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, e := range built() {
		f.Add(string(e.JSON()))
	}
	for _, s := range []string{"", "null", "[]", `{"detail":1}`, `{"id":"a","detail-type":"Opportunity Updated","source":"aws.partnercentral-selling","detail":{"opportunity":[]}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		e, err := event.Parse([]byte(raw))
		if err != nil {
			return
		}
		if catalog, id, ok := e.Opportunity(); ok && (catalog == "" || !strings.HasPrefix(id, "O")) {
			t.Fatalf("%q is about %q %q", raw, catalog, id)
		}
	})
}

// joined is the connection invitation of the samples.
var joined = event.ConnectionInvitation{ID: "pacinv-a1b2c3d4e5f6g", Type: "OPPORTUNITY_COLLABORATION"}

// builtOfAccounts are the events of testdata/account.jsonl, in its order. All follow AWS's documentation.
func builtOfAccounts() []event.Envelope {
	expires := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	return []event.Envelope{
		event.ConnectionInvitationReceived(head("11", receiver, "2026-04-01T09:00:00Z"), joined, event.Inviter{Email: "a@sender.example",
			Message: "Let us work together", Company: "Sender Co", Profile: "pprofile-a1b2c3d4e5f6g", Expires: expires}),
		event.ConnectionInvitationAccepted(head("12", sender, "2026-04-02T09:00:00Z"), joined, "pac-a1b2c3d4e5f6g", sender, receiver),
		event.ConnectionInvitationRejected(head("13", sender, "2026-04-02T09:00:00Z"), joined, "pprofile-b1b2c3d4e5f6g"),
		event.ConnectionInvitationCancelled(head("14", receiver, "2026-04-02T09:00:00Z"), joined, "pprofile-a1b2c3d4e5f6g"),
		event.ConnectionInvitationExpired(head("15", sender, "2026-05-01T09:00:00Z"), joined, "pprofile-a1b2c3d4e5f6g"),
		event.ConnectionCancelled(head("16", receiver, "2026-06-01T09:00:00Z"), "pac-a1b2c3d4e5f6g", "OPPORTUNITY_COLLABORATION", sender),
	}
}

func TestEventsOfTheAccountAPIAreThoseOfAWSToTheByte(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/account.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(raw)), "\n")
	got := builtOfAccounts()
	if len(got) != len(want) || len(got) != len(event.AccountTypes) {
		t.Fatalf("%d events are built, %d are documented, %d types exist", len(got), len(want), len(event.AccountTypes))
	}
	for i, e := range got {
		if string(e.JSON()) != want[i] {
			t.Errorf("%s\n got %s\nwant %s", e.DetailType, e.JSON(), want[i])
		}
		if !slices.Contains(event.AccountTypes, e.DetailType) {
			t.Errorf("%q is missing from AccountTypes", e.DetailType)
		}
		if _, _, ok := e.Opportunity(); ok {
			t.Errorf("%q is taken for an event about an opportunity", e.DetailType)
		}
	}
}
