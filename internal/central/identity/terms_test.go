// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity_test

import (
	"testing"
	"time"

	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
)

func TestOnlyTheAllianceLeadAcceptsTheTermsAndTheScorecardSaysWhen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		const account = "333333333333"
		if err := w.Identity.AddPartner(ctx, identity.Partner{Account: account, Name: "Gamma"}); err != nil {
			t.Fatal(err)
		}
		lead := w.Person(identity.User{Account: account, Email: "lead@gamma.example", FirstName: "Lia", LastName: "Lead", Role: identity.AllianceLead})
		user := w.Person(identity.User{Account: account, Email: "user@gamma.example", FirstName: "Uma", LastName: "User", Role: identity.ACEManager})
		for who, c := range map[string]identity.Caller{"the lead": lead, "a manager": user, "a program": {Account: account}} {
			f := fault.Of(c.Admitted())
			if f.Kind != fault.AccessDenied || f.Reason != identity.ReasonTerms || f.Violations[0].FixJA == "" {
				t.Errorf("%s is admitted: %v", who, c.Admitted())
			}
		}
		if fault.Of(lead.Admitted()).Violations[0].FixEN == fault.Of(user.Admitted()).Violations[0].FixEN {
			t.Error("the lead is told to ask somebody else")
		}
		s, err := w.Identity.Scorecard(ctx, user)
		if err != nil || s.Partner.Terms || !s.Accepted.At.IsZero() || len(s.Leads) != 1 || s.Leads[0].Email != lead.Email || s.ACEUsers != 2 || s.Managers != 1 {
			t.Errorf("before: %+v, %v", s, err)
		}
		for who, c := range map[string]identity.Caller{"a manager": user, "another partner's admin": w.A.Admin, "AWS": w.Reviewer, "a program": w.A.API, "nobody": {}} {
			if err := w.Identity.AcceptTerms(ctx, c, identity.TermsVersion); !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s accepts: %v", who, err)
			}
		}
		if err := w.Identity.AcceptTerms(ctx, lead, "2001-01-01"); !fault.Is(err, fault.QuotaExceeded) {
			t.Errorf("other words: %v", err)
		}
		clk.Advance(time.Hour)
		at := clk.Now()
		if err := w.Identity.AcceptTerms(ctx, lead, identity.TermsVersion); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Hour)
		if err := w.Identity.AcceptTerms(ctx, lead, identity.TermsVersion); err != nil { // again: stays as it was
			t.Fatal(err)
		}
		s, err = w.Identity.Scorecard(ctx, user)
		if err != nil || !s.Partner.Terms || !s.Accepted.At.Equal(at) || s.Accepted.By != lead.Name || s.Accepted.Version != identity.TermsVersion {
			t.Errorf("afterwards: %+v, %v", s, err)
		}
		if c, err := w.Identity.CallerOf(ctx, user.Principal); err != nil || c.Admitted() != nil {
			t.Errorf("still not admitted: %v, %v", c.Admitted(), err)
		}
		for who, c := range map[string]identity.Caller{"AWS": w.Reviewer, "a program": w.A.API, "nobody": {}} {
			if _, err := w.Identity.Scorecard(ctx, c); !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s reads a scorecard: %v", who, err)
			}
		}
		if w.Reviewer.Admitted() != nil {
			t.Error("AWS needs its own terms")
		}
	})
}

func TestEveryClauseIsInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, c := range identity.Terms {
		if c.TitleEN == "" || c.TitleJA == "" || c.EN == "" || c.JA == "" {
			t.Errorf("%+v", c)
		}
	}
}
