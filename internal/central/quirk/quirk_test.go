// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package quirk_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/quirk"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// A service is the API with quirks around it.
type service struct {
	*centraltest.World
	t      *testing.T
	quirks *quirk.Room
	calls  awsjson.Service
	lot    int // what is drawn next
	clk    *clock.Manual
}

func each(t *testing.T, test func(*testing.T, *service)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		s := &service{World: centraltest.New(t, db, clk), t: t, clk: clk}
		s.quirks = quirk.New(quirk.Options{DB: db, Clock: clk, Log: slog.New(slog.DiscardHandler), Bus: s.Bus,
			Account: func(ctx context.Context) string { return awsapi.CallerOf(ctx).Account }, Review: s.Opportunities.ReviewOf,
			Draw: func() int { return s.lot }})
		s.calls = awsapi.Service(&awsapi.Rooms{Opportunities: s.Opportunities, Solutions: s.Solutions, Engagements: s.Engagements,
			Snapshots: s.Snapshots, Tagging: s.Tags, Tasks: s.Tasks})
		for name, do := range s.calls.Operations {
			s.calls.Operations[name] = s.quirks.Around(name, do)
		}
		test(t, s)
	}, centraltest.Schemas()...)
}

func (s *service) call(who identity.Caller, operation string, body doc.Doc) (doc.Doc, *awsjson.Error) {
	s.t.Helper()
	answer, err := s.calls.Operations[operation](awsapi.WithCaller(s.t.Context(), who), doc.Append(nil, body))
	if e, refused := errors.AsType[*awsjson.Error](err); refused {
		return nil, e
	} else if err != nil {
		s.t.Fatal(err)
	}
	d, err := doc.Parse(answer)
	if err != nil {
		s.t.Fatalf("%s answers %q: %v", operation, answer, err)
	}
	return d, nil
}

func (s *service) turn(id string, on bool, given map[string]string) {
	s.t.Helper()
	if _, err := s.quirks.Turn(s.t.Context(), s.Reviewer, id, on, given); err != nil {
		s.t.Fatal(err, fault.Of(err).Violations)
	}
}

func (s *service) get(id string) doc.Doc {
	return doc.Doc{"Catalog": selling.CatalogAWS, "Identifier": id}
}

func (s *service) create(changes ...any) (doc.Doc, *awsjson.Error) {
	d := centraltest.Complete(s.t, changes...)
	d["Catalog"], d["ClientToken"] = selling.CatalogAWS, fmt.Sprint(time.Now().UnixNano())
	return s.call(s.A.API, "CreateOpportunity", d)
}

func TestReadsLagBehindACreate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *service) {
		s.turn(quirk.ReadsLag, true, map[string]string{"milliseconds": "300"})
		made, e := s.create()
		if e != nil {
			t.Fatal(e, e.List)
		}
		id := doc.Text(made, "Id")
		if _, e := s.call(s.A.API, "GetOpportunity", s.get(id)); e == nil || e.Type != "ResourceNotFoundException" {
			t.Errorf("right after it was created: %v", e)
		}
		list := func() int {
			t.Helper()
			d, e := s.call(s.A.API, "ListOpportunities", doc.Doc{"Catalog": selling.CatalogAWS})
			if e != nil {
				t.Fatal(e)
			}
			return len(doc.Objects(d, "OpportunitySummaries"))
		}
		if n := list(); n != 0 {
			t.Errorf("the list shows %d", n)
		}
		s.clk.Advance(300 * time.Millisecond)
		if _, e := s.call(s.A.API, "GetOpportunity", s.get(id)); e != nil || list() != 1 {
			t.Errorf("after the lag: %v", e)
		}
	})
}

func TestApprovedIsTheEndOfUpdates(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *service) {
		s.turn(quirk.ApprovedTerminal, true, nil)
		id := s.Submitted(s.A, selling.CatalogAWS)
		if _, err := s.Desk.Decide(t.Context(), s.Reviewer, selling.CatalogAWS, id, opportunity.Decision{Action: "approve"}); err != nil {
			t.Fatal(err)
		}
		update := func() *awsjson.Error {
			t.Helper()
			d, e := s.call(s.A.API, "GetOpportunity", s.get(id))
			if e != nil {
				t.Fatal(e)
			}
			d["Identifier"] = id
			for _, member := range []string{"Id", "Arn", "CreatedDate", "OpportunityTeam", "RelatedEntityIdentifiers"} {
				delete(d, member)
			}
			doc.Set(d, "LifeCycle.NextSteps", "Call")
			_, e = s.call(s.A.API, "UpdateOpportunity", d)
			return e
		}
		if e := update(); e == nil || len(e.List) != 1 || e.List[0].Code != "INVALID_RESOURCE_STATE" {
			t.Errorf("%v", e)
		}
		s.turn(quirk.ApprovedTerminal, false, nil)
		if e := update(); e != nil {
			t.Errorf("turned off: %v %v", e, e.List)
		}
	})
}

func TestFreeTextIsEscapedOnRead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *service) {
		id := s.Create(s.A.API, selling.CatalogAWS, centraltest.Complete(t, "Project.Title", "R&D: <phase 1>"))
		for times, want := range map[string]string{"1": "R&amp;D&colon; &lt;phase 1&gt;", "2": "R&amp;amp;D&amp;colon; &amp;lt;phase 1&amp;gt;"} {
			s.turn(quirk.EscapedText, true, map[string]string{"times": times})
			d, e := s.call(s.A.API, "GetOpportunity", s.get(id))
			if e != nil || doc.Text(d, "Project.Title") != want || strings.Contains(doc.Text(d, "Arn"), "&") {
				t.Errorf("%s times: %v, %q, %v", times, e, doc.Text(d, "Project.Title"), d["Arn"])
			}
		}
	})
}

func TestStrictSpendIsThatOfOlderDocuments(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *service) {
		entry := func(company, currency string) doc.Doc {
			return doc.Doc{"Amount": "100", "CurrencyCode": currency, "Frequency": "Monthly", "TargetCompany": company}
		}
		spends := map[string][]any{
			"project.expectedCustomerSpend":              {entry("AWS", "USD"), entry("Self", "USD")},
			"project.expectedCustomerSpend.currencyCode": {entry("AWS", "EUR")},
		}
		for field, entries := range spends {
			changes := []any{"Project.ExpectedCustomerSpend", entries}
			if len(entries) > 1 {
				changes = append(changes, "Project.ExpectedContractDuration", doc.Doc{"Term": "Months", "Value": "12"})
			}
			s.turn(quirk.StrictSpend, true, nil)
			if _, e := s.create(changes...); e == nil || len(e.List) == 0 || e.List[0].FieldName != field {
				t.Errorf("%s: %v", field, e)
			}
			s.turn(quirk.StrictSpend, false, nil)
			if _, e := s.create(changes...); e != nil {
				t.Errorf("%s, loose: %v %v", field, e, e.List)
			}
		}
	})
}

func TestEventsArePublishedMoreThanOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *service) {
		s.turn(quirk.DuplicateEvents, true, map[string]string{"copies": "3"})
		id := s.Create(s.A.API, selling.CatalogAWS, centraltest.Complete(t))
		if err := s.Update(s.A.API, selling.CatalogAWS, id, "LifeCycle.NextSteps", "Call"); err != nil {
			t.Fatal(err)
		}
		for detailType, want := range map[string]int{"Opportunity Created": 1, "Opportunity Updated": 3} {
			var n, ids int
			if err := s.DB.View(t.Context(), func(tx *sqldb.Tx) error {
				return tx.Row(`SELECT count(*), count(DISTINCT id) FROM event WHERE detail_type = ?`, detailType).Scan(&n, &ids)
			}); err != nil || n != want || ids != want {
				t.Errorf("%s: %d with %d ids, want %d; %v", detailType, n, ids, want, err)
			}
		}
	})
}

func TestStormsAndFailuresMeetTheirShareOfTheOperations(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *service) {
		id := s.Create(s.A.API, selling.CatalogAWS, centraltest.Complete(t))
		read := func() string {
			t.Helper()
			if _, e := s.call(s.A.API, "GetOpportunity", s.get(id)); e != nil {
				return fmt.Sprint(e.Type, " ", e.Status)
			}
			return "ok"
		}
		for _, c := range []struct {
			id    string
			given map[string]string
			lot   int
			want  string
		}{
			{quirk.ThrottlingStorm, map[string]string{"percent": "30"}, 29, "ThrottlingException 400"},
			{quirk.ThrottlingStorm, map[string]string{"percent": "30"}, 30, "ok"},
			{quirk.ThrottlingStorm, map[string]string{"percent": "100", "operations": "CreateOpportunity,ListOpportunities"}, 0, "ok"},
			{quirk.ServerErrors, map[string]string{"operations": "GetOpportunity"}, 19, "InternalServerException 500"},
			{quirk.ServerErrors, map[string]string{"kind": "ServiceUnavailable"}, 0, "ServiceUnavailable 503"},
			{quirk.ServerErrors, nil, 20, "ok"},
		} {
			s.lot = c.lot
			s.turn(c.id, true, c.given)
			if got := read(); got != c.want {
				t.Errorf("%s %v, drawn %d: %s, want %s", c.id, c.given, c.lot, got, c.want)
			}
			s.turn(c.id, false, nil)
		}
	})
}

func TestAnswersTakeTheirTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *service) {
		id := s.Create(s.A.API, selling.CatalogAWS, centraltest.Complete(t))
		s.turn(quirk.SlowAnswers, true, map[string]string{"milliseconds": "2000", "operations": "GetOpportunity"})
		ctx, cancel := context.WithCancel(awsapi.WithCaller(t.Context(), s.A.API))
		cancel()
		if _, err := s.calls.Operations["GetOpportunity"](ctx, doc.Append(nil, s.get(id))); !errors.Is(err, context.Canceled) {
			t.Errorf("a client that does not wait gets %v", err)
		}
		if _, e := s.call(s.A.API, "ListOpportunities", doc.Doc{"Catalog": selling.CatalogAWS}); e != nil {
			t.Errorf("another operation: %v", e)
		}
		done := make(chan *awsjson.Error, 1)
		go func() {
			_, e := s.call(s.A.API, "GetOpportunity", s.get(id))
			done <- e
		}()
		for waits := true; waits; {
			s.clk.Advance(2 * time.Second)
			select {
			case e := <-done:
				if waits = false; e != nil {
					t.Error(e)
				}
			default:
			}
		}
	})
}

func TestASucceededTaskHasTheReasonNull(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *service) {
		id := s.Create(s.A.API, selling.CatalogAWS, centraltest.Complete(t))
		if _, err := s.Opportunities.Associate(t.Context(), s.A.API, selling.AssociateOpportunityRequest{Catalog: selling.CatalogAWS,
			OpportunityIdentifier: id, RelatedEntityType: selling.RelatedSolutions, RelatedEntityIdentifier: s.A.Solution}); err != nil {
			t.Fatal(err)
		}
		if _, e := s.call(s.A.API, "StartEngagementFromOpportunityTask", doc.Doc{"Catalog": selling.CatalogAWS, "ClientToken": "t1", "Identifier": id,
			"AwsSubmission": doc.Doc{"InvolvementType": selling.CoSell}}); e != nil {
			t.Fatal(e, e.List)
		}
		reason := func() any {
			t.Helper()
			d, e := s.call(s.A.API, "ListEngagementFromOpportunityTasks", doc.Doc{"Catalog": selling.CatalogAWS})
			if e != nil {
				t.Fatal(e)
			}
			return doc.Objects(d, "TaskSummaries")[0]["ReasonCode"]
		}
		if got := reason(); got != nil {
			t.Errorf("off: %v", got)
		}
		s.turn(quirk.NullReasonCode, true, nil)
		if got := reason(); got != "null" {
			t.Errorf("on: %v", got)
		}
	})
}

func TestQuirksAreTurnedByTheDeskAndStayOverARestart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *service) {
		ctx := t.Context()
		if _, err := s.quirks.Turn(ctx, s.A.Lead, quirk.ReadsLag, true, nil); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a partner: %v", err)
		}
		if _, err := s.quirks.List(ctx, s.A.API); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a partner: %v", err)
		}
		if _, err := s.quirks.Turn(ctx, s.Reviewer, "gremlins", true, nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "gremlins") {
			t.Errorf("an unknown one: %v", err)
		}
		_, err := s.quirks.Turn(ctx, s.Reviewer, quirk.ServerErrors, true, map[string]string{"percent": "101", "kind": "Fire", "operations": "a b", "mood": "bad"})
		if v := fault.Of(err).Violations; !fault.Is(err, fault.Invalid) || len(v) != 4 {
			t.Errorf("four mistakes: %v", v)
		}
		s.turn(quirk.ServerErrors, true, map[string]string{"percent": "7"})
		again := quirk.New(quirk.Options{DB: s.DB, Clock: s.clk, Log: slog.New(slog.DiscardHandler), Bus: s.Again().Bus})
		list, err := again.List(ctx, s.Reviewer)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range list {
			if q.On != (q.ID == quirk.ServerErrors) || q.On && (q.Values["percent"] != "7" || q.Values["operations"] != "*") {
				t.Errorf("%s: on %v, %v", q.ID, q.On, q.Values)
			}
			if q.Source == "" || q.What == "" || q.WhatJA == "" || q.Where == "" {
				t.Errorf("%s does not say what it is", q.ID)
			}
		}
	})
}
