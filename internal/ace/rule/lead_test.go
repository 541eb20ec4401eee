// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
)

var leadMoments = map[string]rule.LeadMoment{
	"accept": rule.OnAccept, "reject": rule.OnReject, "update": rule.OnLeadUpdate, "convert": rule.OnLeadConvert,
}

type leadFixture struct {
	Why, Moment, Payload, Invitation, RejectionReason, Qualification string
	Expires                                                          time.Time
	Changed                                                          []string
	Interactions                                                     []rule.Interaction
	HasInteraction                                                   bool
	Broken                                                           []expectedViolation
	AlsoBroken                                                       []string
}

func TestEveryLeadRuleHoldsAndBreaksAsItsFixturesSay(t *testing.T) {
	t.Parallel()
	for _, r := range rule.LeadRules {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join("testdata", "leads", r.ID)
			holds, _ := filepath.Glob(filepath.Join(folder, "holds-*.json"))
			broken, _ := filepath.Glob(filepath.Join(folder, "broken-*.json"))
			if len(holds) == 0 || len(broken) == 0 {
				t.Fatalf("%s needs a holds-*.json and a broken-*.json: it has %d and %d", folder, len(holds), len(broken))
			}
			for _, file := range append(holds, broken...) {
				holdLeadAgainst(t, r.ID, file, strings.HasPrefix(filepath.Base(file), "broken-"))
			}
		})
	}
}

func holdLeadAgainst(t *testing.T, id, file string, breaks bool) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var f leadFixture
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	moment, known := leadMoments[f.Moment]
	if !known || f.Why == "" || breaks != (len(f.Broken) > 0) {
		t.Errorf("%s: name a moment, say why, and what is broken where something is", file)
	}
	var got []expectedViolation
	also := map[string]bool{}
	for _, v := range rule.CheckLead(rule.LeadChange{
		Moment: moment, Payload: f.Payload, Invitation: f.Invitation, Expires: f.Expires, Now: now, RejectionReason: f.RejectionReason,
		Qualification: f.Qualification, Changed: f.Changed, Interactions: f.Interactions, HasInteraction: f.HasInteraction,
	}) {
		if v.Rule != id {
			also[v.Rule] = true
			continue
		}
		got = append(got, expectedViolation{Field: v.Field, At: v.At, Code: string(v.Code), Value: v.Value})
		speaks(t, file, v)
	}
	if !reflect.DeepEqual(got, f.Broken) || !slices.Equal(slices.Sorted(maps.Keys(also)), f.AlsoBroken) {
		t.Errorf("%s: broken %+v, want %+v; other rules %v, want %v", file, got, f.Broken, also, f.AlsoBroken)
	}
}

func TestInvitationsAreAnsweredOnce(t *testing.T) {
	t.Parallel()
	for _, from := range append(apis("partner_acceptance_status"), "") {
		for _, to := range append(apis("partner_acceptance_status"), "") {
			if got := rule.NextInvitation(from, to); got != (from == "PENDING" && to != "PENDING" && to != "") {
				t.Errorf("%q to %q: %v", from, to, got)
			}
		}
	}
}

func TestInvitationsExpireByTheirSender(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		payload, invited, want string
		fromAWS                bool
	}{
		{rule.OpportunityInvitation, "2024-11-14T19:41:29Z", "2024-11-21T07:00:00Z", true},      // as recorded
		{rule.OpportunityInvitation, "2027-04-02T23:30:00-08:00", "2027-04-09T07:00:00Z", true}, // Saturday in UTC
		{rule.OpportunityInvitation, "2026-03-09T01:50:25.685385312Z", "2026-03-24T01:50:25.685385312Z", false},
		{rule.LeadInvitation, "2026-03-09T01:50:25Z", "2026-03-24T01:50:25Z", true},
	} {
		invited, err := time.Parse(time.RFC3339Nano, c.invited)
		if err != nil {
			t.Fatal(err)
		}
		if got := rule.Deadline(c.payload, c.fromAWS, invited).Format(time.RFC3339Nano); got != c.want {
			t.Errorf("%s of %s (AWS %v) expires %s, want %s", c.payload, c.invited, c.fromAWS, got, c.want)
		}
	}
}

func TestLeadFieldsOpenWithAcceptance(t *testing.T) {
	t.Parallel()
	const status, company = "Contexts[].Payload.Lead.QualificationStatus", "Contexts[].Payload.Lead.Customer.CompanyName"
	for _, row := range catalogue.Lead.Fields {
		if row.Path == "" {
			continue
		}
		for _, invitation := range []string{"REJECTED", "EXPIRED", ""} {
			if rule.MayEditLead(invitation, row.Path) {
				t.Errorf("%s is editable while the invitation is %q", row.Path, invitation)
			}
		}
	}
	if !rule.MayEditLead("ACCEPTED", status) || rule.MayEditLead("PENDING", status) || rule.MayEditLead("ACCEPTED", company) || rule.MayEditLead("ACCEPTED", "No.Such") {
		t.Error("the status opens with acceptance, the company never")
	}
}
