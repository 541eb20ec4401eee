// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const (
	aws     = selling.CatalogAWS
	sandbox = selling.CatalogSandbox
)

// each runs a test in a fresh world on both databases.
func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) },
		centraltest.Schemas()...)
}

func wantKind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if !fault.Is(err, want) {
		t.Fatalf("error %v (kind %d), want kind %d", err, fault.Of(err).Kind, want)
	}
}

func TestACreatedRecordIsReadAsItWasSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		sent := centraltest.Complete(t, "PartnerOpportunityIdentifier", "CRM-1")
		id := w.Create(w.A.API, aws, sent)
		text, err := w.Opportunities.Get(t.Context(), w.A.API, aws, id)
		if err != nil {
			t.Fatal(err)
		}
		got, err := doc.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"Customer", "Project", "PrimaryNeedsFromAws", "PartnerOpportunityIdentifier", "LifeCycle.TargetCloseDate", "LifeCycle.NextSteps"} {
			if !doc.Equal(doc.Doc{"v": doc.Get(sent, path)}, doc.Doc{"v": doc.Get(got, path)}) {
				t.Errorf("%s: sent %v, read %v", path, doc.Get(sent, path), doc.Get(got, path))
			}
		}
		for path, want := range map[string]string{"Id": id, "Catalog": aws, "LifeCycle.ReviewStatus": "Pending Submission",
			"CreatedDate": "2026-11-20T09:00:00Z", "LastModifiedDate": "2026-11-20T09:00:00Z",
			"Arn":                      "arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/opportunity/" + id,
			"OpportunityTeam[0].Email": "lead@alpha.example", "OpportunityTeam[0].BusinessTitle": "OpportunityOwner"} {
			if doc.Text(got, path) != want {
				t.Errorf("%s is %q, want %q", path, doc.Text(got, path), want)
			}
		}
		if again := doc.Append(nil, got); !bytes.Equal(again, text) {
			t.Errorf("the answer is not compact and in order:\n%s\n%s", text, again)
		}
	})
}

func TestCustomerContactsAreNotReadableInTheDatabase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := w.Create(w.A.API, aws, centraltest.Complete(t))
		if err := w.Update(w.A.API, aws, id, "Customer.Contacts[0].FirstName", "Canary2"); err != nil {
			t.Fatal(err)
		}
		if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
			for _, query := range []string{`SELECT doc FROM opportunity`, `SELECT changes FROM opportunity_history`} {
				rows, err := tx.Query(query)
				if err != nil {
					return err
				}
				for rows.Next() {
					var text string
					if err := rows.Scan(&text); err != nil {
						return err
					}
					if strings.Contains(strings.ToLower(text), "canary") {
						t.Errorf("%s shows a contact: %s", query, text)
					}
				}
				if err := rows.Close(); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		entries, _, err := w.Opportunities.History(t.Context(), w.A.API, aws, id, 0)
		if err != nil || len(entries) != 2 {
			t.Fatalf("%d entries, %v", len(entries), err)
		}
		if c := entries[0].Changes; len(c) != 1 || c[0].Path != "Customer.Contacts[0].FirstName" || c[0].Before != "Hanako" || c[0].After != "Canary2" {
			t.Errorf("history shows %+v", c)
		}
	})
}

func TestATokenMakesOneRecordHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		in := opportunity.Creation{Catalog: aws, Request: centraltest.Complete(t),
			Ticket: idempotency.Ticket{Account: w.A.Account, Catalog: aws, Operation: "CreateOpportunity", Token: "once", Request: [32]byte{1}}}
		ids := make(chan string, 20)
		for range cap(ids) {
			go func() {
				out, err := w.Opportunities.Create(t.Context(), w.A.API, in)
				if err != nil {
					t.Error(err)
				}
				ids <- out.Answer.ID
			}()
		}
		first := <-ids
		for range cap(ids) - 1 {
			if id := <-ids; id != first {
				t.Errorf("one request made %s and %s", first, id)
			}
		}
		in.Ticket.Request = [32]byte{2}
		_, err := w.Opportunities.Create(t.Context(), w.A.API, in)
		wantKind(t, err, fault.Conflict)
		in.Ticket.Account = w.B.Account
		if out, err := w.Opportunities.Create(t.Context(), w.B.API, in); err != nil || out.Answer.ID == first {
			t.Errorf("another partner's token is the same: %s, %v", out.Answer.ID, err)
		}
	})
}

func TestAnUpdateOfAnOldVersionChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id := w.Create(w.A.API, aws, centraltest.Complete(t))
		old := w.Read(w.A.API, aws, id)
		for range 3 { // within one millisecond: each change is later all the same
			before := w.Read(w.A.API, aws, id).Modified
			if err := w.Update(w.A.API, aws, id, "Project.Title", "New "+before.String()); err != nil {
				t.Fatal(err)
			}
			if after := w.Read(w.A.API, aws, id).Modified; !after.After(before) {
				t.Fatalf("LastModifiedDate went from %v to %v", before, after)
			}
		}
		clk.Advance(time.Second)
		now := w.Read(w.A.API, aws, id)
		_, err := w.Opportunities.Update(t.Context(), w.A.API, opportunity.Update{Catalog: aws, ID: id, Modified: old.Modified, Request: old.Doc})
		wantKind(t, err, fault.Conflict)
		if fault.Of(err).Version != now.Locked() {
			t.Errorf("the refusal names %q as current, it is %q", fault.Of(err).Version, now.Locked())
		}
		if w.Read(w.A.API, aws, id).Version != now.Version {
			t.Error("a refused update was stored")
		}
	})
}

func TestAPartnersIdentifierIsUsedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		d := centraltest.Complete(t, "PartnerOpportunityIdentifier", "CRM-1")
		id := w.Create(w.A.API, aws, d)
		_, err := w.Opportunities.Create(t.Context(), w.A.API, opportunity.Creation{Catalog: aws, Request: d})
		wantKind(t, err, fault.BusinessInvalid)
		if v := fault.Of(err).Violations; len(v) != 1 || v[0].Code != "DUPLICATE_KEY_VALUE" || !strings.Contains(v[0].Message, id) {
			t.Errorf("refused with %+v", v)
		}
		w.Create(w.A.API, sandbox, d)
		w.Create(w.B.API, aws, d)
		if err := w.Update(w.A.API, aws, id, "Project.Title", "Same identifier, same record"); err != nil {
			t.Error(err)
		}
	})
}

func TestNobodySeesAnotherTenantsRecord(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := w.Create(w.A.API, aws, centraltest.Complete(t))
		for name, try := range map[string]func() error{
			"get":     func() error { _, err := w.Opportunities.Get(t.Context(), w.B.API, aws, id); return err },
			"catalog": func() error { _, err := w.Opportunities.Get(t.Context(), w.A.API, sandbox, id); return err },
			"user":    func() error { _, err := w.Opportunities.Get(t.Context(), w.A.User, aws, id); return err },
			"history": func() error { _, _, err := w.Opportunities.History(t.Context(), w.B.Lead, aws, id, 0); return err },
			"update": func() error {
				_, err := w.Opportunities.Update(t.Context(), w.B.API, opportunity.Update{Catalog: aws, ID: id})
				return err
			},
		} {
			err := try()
			if !fault.Is(err, fault.NotFound) || fault.Of(err).Msg != "Resource not found" {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := w.Opportunities.Get(t.Context(), w.A.Admin, aws, id)
		wantKind(t, err, fault.AccessDenied)
	})
}
