// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/opportunity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// A life is one record on its way through calls drawn by chance.
type life struct {
	*centraltest.World
	t       *testing.T
	catalog string
	id      string
}

// edits are values that an update may set, fit and unfit for every state.
var edits = []struct {
	path   string
	values []any
}{
	{"Project.Title", []any{"Title one", "Title two"}},
	{"Project.CustomerBusinessProblem", []any{"A problem of more than twenty characters.", "Another problem of more than twenty characters."}},
	{"Customer.Account.CompanyName", []any{"Northwind Traders", "Contoso"}},
	{"Customer.Account.WebsiteUrl", []any{"https://www.contoso.example.com"}},
	{"Customer.Account.AwsAccountId", []any{"123456789012", nil}},
	{"LifeCycle.Stage", []any{"Prospect", "Qualified", "Committed", "Launched", "Closed Lost", nil}},
	{"LifeCycle.ClosedLostReason", []any{"Price", "Lost to Competitor - Google", nil}},
	{"LifeCycle.NextSteps", []any{"Call", "Meet", nil}},
	{"LifeCycle.TargetCloseDate", []any{"2027-06-30", "2020-01-01", nil}},
	{"LifeCycle.ReviewStatus", []any{"Approved", "Action Required", "Rejected", "Submitted", "In review"}},
	{"PrimaryNeedsFromAws", []any{[]any{"Co-Sell - Deal Support"}, []any{"Do Not Need Support from AWS Sales Rep"}, nil}},
	{"Project.ExpectedCustomerSpend", []any{[]any{doc.Doc{"Amount": "1.00", "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS"}}, nil}},
	{"Project.AdditionalComments", []any{"More", nil}},
	{"Marketing.Source", []any{"None", "Marketing Activity"}},
}

func (l *life) step(rt *rapid.T) error {
	ctx := l.t.Context()
	related := selling.AssociateOpportunityRequest{Catalog: l.catalog, OpportunityIdentifier: l.id,
		RelatedEntityType:       rapid.SampledFrom([]string{rule.Solutions, rule.AwsProducts}).Draw(rt, "type"),
		RelatedEntityIdentifier: rapid.SampledFrom([]string{l.A.Solution, "S-1234567", "AmazonS3", "AWSLambda", "nonsense"}).Draw(rt, "entity")}
	switch rapid.SampledFrom([]string{"update", "update", "update", "submit", "associate", "disassociate", "assign", "decide"}).Draw(rt, "call") {
	case "update":
		e := rapid.SampledFrom(edits).Draw(rt, "field")
		return l.Update(l.A.API, l.catalog, l.id, e.path, rapid.SampledFrom(e.values).Draw(rt, "value"))
	case "submit":
		_, err := l.Opportunities.Submit(ctx, l.A.API, opportunity.Submission{Catalog: l.catalog, ID: l.id,
			Involvement: rapid.SampledFrom([]string{selling.CoSell, selling.ForVisibilityOnly}).Draw(rt, "involvement")})
		return err
	case "associate":
		_, err := l.Opportunities.Associate(ctx, l.A.API, related)
		return err
	case "disassociate":
		_, err := l.Opportunities.Disassociate(ctx, l.A.API, related)
		return err
	case "assign":
		_, err := l.Opportunities.Assign(ctx, l.A.API, selling.AssignOpportunityRequest{Catalog: l.catalog, Identifier: l.id, Assignee: selling.Assignee{
			Email:         rapid.SampledFrom([]string{"user@alpha.example", "lead@beta.example"}).Draw(rt, "email"),
			BusinessTitle: rapid.SampledFrom([]string{"OpportunityOwner", "PartnerAccountManager", "King"}).Draw(rt, "title")}})
		return err
	default:
		_, err := l.Desk.Decide(ctx, l.Reviewer, l.catalog, l.id, opportunity.Decision{Comment: "why", Reason: "Other",
			Action: rapid.SampledFrom([]string{"open", "approve", "ask", "reject"}).Draw(rt, "decision")})
		return err
	}
}

// TestNoSequenceOfCallsLeavesTheTablesOfTheRules: whatever is called in whatever order, a call either is refused and
// changes nothing, or makes a step that the state tables allow, later than the one before and told in the history.
func TestNoSequenceOfCallsLeavesTheTablesOfTheRules(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	rapid.Check(t, func(rt *rapid.T) {
		l := &life{World: w, t: t, catalog: rapid.SampledFrom([]string{aws, sandbox}).Draw(rt, "catalog")}
		l.id = w.Create(w.A.API, l.catalog, centraltest.Complete(t))
		for range rapid.IntRange(1, 15).Draw(rt, "steps") {
			before := w.Read(w.A.API, l.catalog, l.id)
			err := l.step(rt)
			after := w.Read(w.A.API, l.catalog, l.id)
			if err != nil {
				if k := fault.Of(err).Kind; k == fault.Internal || k == fault.Unavailable {
					rt.Fatal(err)
				}
				if after.Version != before.Version || !doc.Equal(after.Doc, before.Doc) {
					rt.Fatalf("refused with %v, and changed", err)
				}
				continue
			}
			l.stepped(rt, before, after)
		}
	})
}

func (l *life) stepped(rt *rapid.T, before, after *opportunity.Record) {
	if after.Version == before.Version {
		return // nothing to change
	}
	if after.Version != before.Version+1 || !after.Modified.After(before.Modified) {
		rt.Fatalf("version %d to %d, modified %v to %v", before.Version, after.Version, before.Modified, after.Modified)
	}
	if from, to := before.Review(), after.Review(); from != to && !rule.NextReview(from, to) {
		rt.Fatalf("review went from %s to %s", from, to)
	}
	if !rule.NextStage(before.Stage(), after.Stage()) && before.State() != rule.Draft {
		rt.Fatalf("stage went from %s to %s", before.Stage(), after.Stage())
	}
	entries, _, err := l.Opportunities.History(l.t.Context(), l.A.API, l.catalog, l.id, 0)
	if err != nil || entries[0].Version != after.Version {
		rt.Fatalf("the step is not in the history: %+v, %v", entries, err)
	}
	if entries[0].Action == opportunity.ActionUpdate {
		if !rule.MayCall(before.State(), rule.CallUpdate, "") {
			rt.Fatalf("updated while %s", before.State())
		}
		for _, path := range doc.Diff(before.Doc, after.Doc) {
			if before.State() != rule.Draft && !rule.MayEdit(before.State(), path) && !slices.Contains(free, path) && !strings.HasPrefix(path, "LifeCycle.Review") {
				rt.Fatalf("%s was changed while %s", path, before.State())
			}
		}
	}
	// What is stored breaks no rule of an update that changes nothing.
	if rule.MayCall(after.State(), rule.CallUpdate, "") && entries[0].Action == opportunity.ActionUpdate && after.State() != rule.ActionRequired {
		c := rule.Change{Moment: rule.OnUpdate, Before: &rule.Record{Doc: after.Doc}, After: rule.Record{Doc: after.Doc,
			Solutions: after.Related(rule.Solutions), Involvement: after.Involvement}, Catalog: l.catalog, Now: l.Clock.Now()}
		if broken := rule.Check(c); len(broken) > 0 {
			rt.Fatalf("what was stored breaks %s: %s", broken[0].Rule, broken[0].Message)
		}
	}
}

// free are members that an update changes by itself.
var free = []string{"LifeCycle.NextStepsHistory[].Value", "LifeCycle.NextStepsHistory[].Time", "LifeCycle.ClosedLostReason"}

// TestEveryChangeIsInRecordHistoryAndEventsOrInNone holds the three books against each other after a busy minute.
func TestEveryChangeIsInRecordHistoryAndEventsOrInNone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := w.Create(w.A.API, aws, centraltest.Complete(t))
		done := make(chan error)
		const writers = 12
		for i := range writers {
			go func() {
				rec, err := w.Opportunities.Read(t.Context(), w.A.API, aws, id)
				if err != nil {
					done <- err
					return
				}
				d := doc.Clone(rec.Doc)
				doc.Set(d, "Project.Title", "Title "+string(rune('a'+i)))
				_, err = w.Opportunities.Update(t.Context(), w.A.API, opportunity.Update{Catalog: aws, ID: id, Modified: rec.Modified, Request: d})
				done <- err
			}()
		}
		stored := int64(1)
		for range writers {
			if err := <-done; err == nil {
				stored++
			} else if !fault.Is(err, fault.Conflict) {
				t.Error(err)
			}
		}
		if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
			var version, history, events int64
			if err := tx.Row(`SELECT version, (SELECT count(*) FROM opportunity_history), (SELECT count(*) FROM event) FROM opportunity`).
				Scan(&version, &history, &events); err != nil {
				return err
			}
			if version != stored || history != stored || events != stored {
				t.Errorf("%d changes were acknowledged; the record has %d, its history %d, the bus %d", stored, version, history, events)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
