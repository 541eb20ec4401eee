// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement_test

import (
	"strings"
	"testing"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/clock"
)

func TestAQualificationKeepsAnInteractionWithThePersonWhoIsChosen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		on := func(first, day string) selling.LeadInteraction {
			m := met(first)
			m.InteractionDate, m.SourceName = p(day+"T00:00:00Z"), p("Fair of "+first)
			return m
		}
		payload := lead()
		payload.Lead.Interactions = []selling.LeadInteraction{on("Ai", "2026-03-01"), on("Ren", "2026-05-01"), on("Mei", "2026-04-01")}
		id := create(t, w, w.A.API, aws, payload)
		read := func() *selling.Lead {
			e := must[selling.GetEngagementResponse](t)(w.Engagements.Get(t.Context(), w.A.API, selling.GetEngagementRequest{Catalog: aws, Identifier: id}))
			return e.Contexts[0].Payload.Lead
		}
		do := func(q engagement.Qualification) error {
			q.Catalog, q.Engagement, q.Context = aws, id, "1"
			_, err := w.Engagements.Qualify(t.Context(), w.A.API, q)
			return err
		}
		for _, c := range []struct{ contact, wants string }{{"", "Ren"}, {"AI@marble.example", "Ai"}, {"mei@marble.example", "Mei"}, {"", "Mei"}} {
			before := len(read().Interactions)
			if err := do(engagement.Qualification{Status: "Qualified", Action: "Asks for a demo", Contact: c.contact}); err != nil {
				t.Fatal(err)
			}
			all := read().Interactions
			last := all[len(all)-1]
			if len(all) != before+1 || last.Contact.FirstName != c.wants || *last.CustomerAction != "Asks for a demo" || *last.SourceName != "Fair of "+c.wants || last.InteractionDate == nil {
				t.Errorf("with %q the interaction is %+v", c.contact, last)
			}
		}
		before := len(read().Interactions)
		if err := do(engagement.Qualification{Status: "Disqualified", Contact: "ai@marble.example"}); err != nil || len(read().Interactions) != before {
			t.Errorf("without an action an interaction is kept: %v", err)
		}
		if got := read(); *got.QualificationStatus != "Disqualified" || got.Customer.CompanyName != "Marble Foods" {
			t.Errorf("the lead is %+v", got)
		}
		for name, c := range map[string]struct {
			q    engagement.Qualification
			rule string
		}{
			"a stranger":      {engagement.Qualification{Status: "Qualified", Action: "Calls", Contact: "nobody@marble.example"}, "lead-contact"},
			"a long action":   {engagement.Qualification{Status: "Qualified", Action: strings.Repeat("あ", 256)}, "lead-action"},
			"no such context": {engagement.Qualification{Status: "Qualified", Context: "7"}, "lead-context"},
		} {
			c.q.Catalog, c.q.Engagement = aws, id
			if c.q.Context == "" {
				c.q.Context = "1"
			}
			_, err := w.Engagements.Qualify(t.Context(), w.A.API, c.q)
			if v := fault.Of(err).Violations; len(v) != 1 || v[0].Rule != c.rule || v[0].FixEN == "" || v[0].FixJA == "" || strings.Contains(v[0].Value, "@") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := do(engagement.Qualification{Status: "Qualified", Version: "2026-01-01T00:00:00Z"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("decided on an old version: %v", err)
		}
	})
}
