// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const aws = selling.CatalogAWS

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) },
		centraltest.Schemas()...)
}

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%v %+v", err, fault.Of(err).Violations)
		}
		return v
	}
}

func p(s string) *string { return &s }

// none is a ticket of a request without a token.
var none idempotency.Ticket

func project() selling.ContextPayload {
	return selling.ContextPayload{CustomerProject: &selling.CustomerProject{
		Customer: &selling.EngagementCustomer{CompanyName: "Marble Foods", CountryCode: "JP", Industry: "Retail", WebsiteURL: "https://marble.example"},
		Project:  &selling.EngagementProject{Title: "Fresh shelves", BusinessProblem: "Store data arrives a day late.", TargetCompletionDate: "2027-03-31"}}}
}

func lead() selling.ContextPayload {
	return selling.ContextPayload{Lead: &selling.Lead{Customer: selling.LeadCustomer{CompanyName: "Marble Foods", Industry: p("Retail")},
		Interactions: []selling.LeadInteraction{met("Ai")}}}
}

func met(first string) selling.LeadInteraction {
	return selling.LeadInteraction{Usecase: p("Analytics"), Contact: selling.LeadContact{BusinessTitle: "Head of IT",
		Email: strings.ToLower(first) + "@marble.example", FirstName: first, LastName: "Sonnenschein"}}
}

// create makes an engagement with contexts and answers its id.
func create(t *testing.T, w *centraltest.World, c identity.Caller, catalog string, contexts ...selling.ContextPayload) string {
	t.Helper()
	in := selling.CreateEngagementRequest{Catalog: catalog, Title: "Fresh shelves", Description: "Marble Foods wants data at once"}
	for _, payload := range contexts {
		kind := selling.ContextLead
		if payload.CustomerProject != nil {
			kind = selling.ContextCustomerProject
		}
		in.Contexts = append(in.Contexts, selling.EngagementContext{Type: kind, Payload: &payload})
	}
	return must[selling.CreateEngagementResponse](t)(w.Engagements.Create(t.Context(), c, in, none)).ID
}

// opportunityFor is an invitation of an account with an opportunity.
func opportunityFor(account string) selling.Invitation {
	return selling.Invitation{Message: "Let us do this together", Receiver: selling.Receiver{Account: &selling.AccountReceiver{AwsAccountID: account}},
		Payload: selling.InvitationPayload{OpportunityInvitation: &selling.OpportunityInvitation{ReceiverResponsibilities: []string{"Reseller"},
			Customer: selling.EngagementCustomer{CompanyName: "Marble Foods", CountryCode: "JP", Industry: "Retail", WebsiteURL: "https://marble.example"},
			Project:  selling.ProjectDetails{Title: "Fresh shelves", BusinessProblem: "Store data arrives a day late.", TargetCompletionDate: "2027-03-31"}}}}
}

func leadFor(account string) selling.Invitation {
	return selling.Invitation{Message: "A lead", Receiver: selling.Receiver{Account: &selling.AccountReceiver{AwsAccountID: account}},
		Payload: selling.InvitationPayload{LeadInvitation: &selling.LeadInvitation{Customer: selling.LeadInvitationCustomer{CompanyName: "Marble Foods"},
			Interaction: selling.LeadInvitationInteraction{ContactBusinessTitle: "Head of IT"}}}}
}

// invite sends an invitation and answers its id.
func invite(t *testing.T, w *centraltest.World, c identity.Caller, catalog, id string, i selling.Invitation) string {
	t.Helper()
	return must[selling.CreateEngagementInvitationResponse](t)(w.Engagements.Invite(t.Context(), c,
		selling.CreateEngagementInvitationRequest{Catalog: catalog, EngagementIdentifier: id, Invitation: i}, none)).ID
}

func accept(t *testing.T, w *centraltest.World, c identity.Caller, catalog, id string) {
	t.Helper()
	must[struct{}](t)(w.Engagements.AcceptInvitation(t.Context(), c, selling.EngagementInvitationRequest{Catalog: catalog, Identifier: id}))
}

func get(t *testing.T, w *centraltest.World, c identity.Caller, id string) selling.GetEngagementResponse {
	t.Helper()
	return must[selling.GetEngagementResponse](t)(w.Engagements.Get(t.Context(), c, selling.GetEngagementRequest{Catalog: aws, Identifier: id}))
}

// told are the events of an account: their types with how it took part in them, sorted.
func told(t *testing.T, w *centraltest.World, account string) (all []string) {
	t.Helper()
	if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT detail_type, detail FROM event WHERE account_id = ?`, account)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var name, detail string
			if err := rows.Scan(&name, &detail); err != nil {
				return err
			}
			for _, as := range []string{"SENDER", "RECEIVER"} {
				if strings.Contains(detail, `"participantType":"`+as+`"`) {
					name += " " + as
				}
			}
			all = append(all, name)
		}
		return rows.Err()
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func TestAnEngagementExistsForItsMembersOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := create(t, w, w.A.API, aws, project())
		ctx, change := t.Context(), project()
		uses := map[string]func(c identity.Caller, catalog, id string) error{
			"get": func(c identity.Caller, catalog, id string) error {
				_, err := w.Engagements.Get(ctx, c, selling.GetEngagementRequest{Catalog: catalog, Identifier: id})
				return err
			},
			"members": func(c identity.Caller, catalog, id string) error {
				_, err := w.Engagements.ListMembers(ctx, c, selling.ListEngagementMembersRequest{Catalog: catalog, Identifier: id})
				return err
			},
			"create context": func(c identity.Caller, catalog, id string) error {
				_, err := w.Engagements.CreateContext(ctx, c, selling.CreateEngagementContextRequest{Catalog: catalog, EngagementIdentifier: id, Type: "CustomerProject", Payload: change}, none)
				return err
			},
			"update context": func(c identity.Caller, catalog, id string) error {
				_, err := w.Engagements.UpdateContext(ctx, c, selling.UpdateEngagementContextRequest{Catalog: catalog, EngagementIdentifier: id, ContextIdentifier: "1",
					EngagementLastModifiedAt: "2026-11-20T09:00:00Z", Type: "CustomerProject", Payload: selling.ContextChange{CustomerProject: change.CustomerProject}})
				return err
			},
			"invite": func(c identity.Caller, catalog, id string) error {
				_, err := w.Engagements.Invite(ctx, c, selling.CreateEngagementInvitationRequest{Catalog: catalog, EngagementIdentifier: id, Invitation: opportunityFor(w.A.Account)}, none)
				return err
			},
		}
		for name, use := range uses {
			for what, err := range map[string]error{"another tenant": use(w.B.API, aws, id), "the other catalog": use(w.A.API, selling.CatalogSandbox, id),
				"one that does not exist": use(w.A.API, aws, "eng-00000000000000"), "AWS": use(w.Reviewer, aws, id)} {
				if !fault.Is(err, fault.NotFound) || fault.Of(err).Msg != "Resource not found" {
					t.Errorf("%s of %s: %v", name, what, err)
				}
			}
			for _, c := range []identity.Caller{w.A.Admin, w.A.User} {
				if err := use(c, aws, id); !fault.Is(err, fault.AccessDenied) {
					t.Errorf("%s by a %s: %v", name, c.Role, err)
				}
			}
		}
		if got := get(t, w, w.A.API, selling.EngagementARN(aws, id)); got.MemberCount != 1 || len(got.Contexts) != 1 || got.CreatedBy != w.A.Account {
			t.Errorf("by its ARN: %+v", got)
		}
		if got := told(t, w, w.A.Account); !slices.Equal(got, []string{"Engagement Created"}) {
			t.Errorf("events: %v", got)
		}
	})
}

func TestEngagementsAreListedByEveryFilterAndPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		var ids []string
		for i := range 6 {
			clk.Advance(time.Minute)
			contexts := []selling.ContextPayload{project()}
			if i%2 == 0 {
				contexts = []selling.ContextPayload{lead()}
			}
			ids = append(ids, create(t, w, w.A.API, aws, contexts...))
		}
		create(t, w, w.A.API, selling.CatalogSandbox)
		create(t, w, w.B.API, aws)
		clk.Advance(time.Minute)
		shared := create(t, w, w.B.API, aws, project())
		accept(t, w, w.A.API, aws, invite(t, w, w.B.API, aws, shared, opportunityFor(w.A.Account)))
		ids = append(ids, shared)
		list := func(in selling.ListEngagementsRequest) (found []string) {
			t.Helper()
			in.Catalog = aws
			for {
				out := must[selling.ListEngagementsResponse](t)(w.Engagements.List(t.Context(), w.A.API, in))
				for _, e := range out.EngagementSummaryList {
					found = append(found, e.ID)
				}
				if out.NextToken == nil {
					return found
				}
				in.NextToken = *out.NextToken
			}
		}
		down := slices.Clone(ids)
		slices.Reverse(down)
		up := &selling.Sort{SortBy: "CreatedDate", SortOrder: selling.Ascending}
		for name, c := range map[string]struct {
			in   selling.ListEngagementsRequest
			want []string
		}{
			"latest first":    {selling.ListEngagementsRequest{MaxResults: 2}, down},
			"first first":     {selling.ListEngagementsRequest{MaxResults: 3, Sort: up}, ids},
			"leads":           {selling.ListEngagementsRequest{ContextTypes: []string{"Lead"}, MaxResults: 1, Sort: up}, []string{ids[0], ids[2], ids[4]}},
			"no leads":        {selling.ListEngagementsRequest{ExcludeContextTypes: []string{"Lead", "ProspectingResult"}, Sort: up}, []string{ids[1], ids[3], ids[5], ids[6]}},
			"created by":      {selling.ListEngagementsRequest{CreatedBy: []string{w.B.Account, "aws"}}, ids[6:]},
			"created by else": {selling.ListEngagementsRequest{ExcludeCreatedBy: []string{w.B.Account}, Sort: up}, ids[:6]},
			"by id and ARN":   {selling.ListEngagementsRequest{EngagementIdentifier: []string{ids[3], selling.EngagementARN(aws, ids[1])}, Sort: up}, []string{ids[1], ids[3]}},
			"nothing":         {selling.ListEngagementsRequest{CreatedBy: []string{"aws"}}, nil},
		} {
			if got := list(c.in); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		first := must[selling.ListEngagementsResponse](t)(w.Engagements.List(t.Context(), w.A.API, selling.ListEngagementsRequest{Catalog: aws, MaxResults: 1}))
		for name, in := range map[string]selling.ListEngagementsRequest{"another filter": {Catalog: aws, CreatedBy: []string{"aws"}}, "another order": {Catalog: aws, Sort: up}, "another catalog": {Catalog: selling.CatalogSandbox}} {
			in.NextToken = *first.NextToken
			if _, err := w.Engagements.List(t.Context(), w.A.API, in); !fault.Is(err, fault.Invalid) {
				t.Errorf("a token of %s: %v", name, err)
			}
		}
	})
}

func TestListsAreReadFromIndexesInTheirOwnOrder(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		for _, falling := range []bool{false, true} {
			for _, after := range []*page.Mark{nil, {Key: "7", ID: "x"}} {
				engagements := page.Walk{By: "m.created_us", ID: "m.engagement", Size: 20, Falling: falling, After: after}
				sql, args := engagement.EngagementsQuery(identity.Caller{Account: "1", Role: identity.ACEManager}, selling.ListEngagementsRequest{Catalog: aws, ContextTypes: []string{"Lead"}, ExcludeCreatedBy: []string{"aws"}}, &engagements)
				sqldbtest.NoScanNoSort(t, db, sql, args...)
				for _, as := range []string{selling.ParticipantSender, selling.ParticipantReceiver} {
					invitations := page.Walk{By: "invited_us", ID: "id", Size: 20, Falling: falling, After: after}
					sql, args := engagement.InvitationsQuery(identity.Caller{Account: "1", Role: identity.ACEManager}, selling.ListEngagementInvitationsRequest{Catalog: aws, ParticipantType: as, Status: []string{"PENDING", "ACCEPTED"}}, engagement.Span{}, &invitations)
					sqldbtest.NoScanNoSort(t, db, sql, args...)
				}
			}
		}
	}, centraltest.Schemas()...)
}

func TestOfManyWhoChangeAContextOnWhatTheyReadOneDoes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id := create(t, w, w.A.API, aws, lead())
		lock := get(t, w, w.A.API, id).ModifiedAt
		var mu sync.Mutex
		var done, stale int
		var group sync.WaitGroup
		for n := range 6 {
			group.Go(func() {
				interaction := met(fmt.Sprintf("Person%d", n))
				_, err := w.Engagements.UpdateContext(t.Context(), w.A.API, selling.UpdateEngagementContextRequest{Catalog: aws, EngagementIdentifier: id, ContextIdentifier: "1",
					EngagementLastModifiedAt: lock, Type: "Lead", Payload: selling.ContextChange{Lead: &selling.LeadChange{
						Customer: selling.LeadCustomer{CompanyName: "Marble Foods"}, Interaction: &interaction, QualificationStatus: p("Qualified")}}})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					done++
				case fault.Is(err, fault.Conflict):
					stale++
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		now := get(t, w, w.A.API, id)
		l := now.Contexts[0].Payload.Lead
		if done != 1 || stale != 5 || len(l.Interactions) != 2 || *l.QualificationStatus != "Qualified" || l.Customer.Industry != nil {
			t.Errorf("%d changed, %d were late: %+v", done, stale, l)
		}
		if *l.Interactions[0].InteractionDate != "2026-11-20T09:00:00Z" || now.ModifiedAt == lock {
			t.Errorf("dated %s, modified %s", *l.Interactions[0].InteractionDate, now.ModifiedAt)
		}
	})
}

func TestAContextIsChangedByItsOwnRules(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := create(t, w, w.A.API, aws, lead(), project())
		update := func(context, kind string, change selling.ContextChange) error {
			_, err := w.Engagements.UpdateContext(t.Context(), w.A.API, selling.UpdateEngagementContextRequest{Catalog: aws, EngagementIdentifier: id, ContextIdentifier: context,
				EngagementLastModifiedAt: get(t, w, w.A.API, id).ModifiedAt, Type: kind, Payload: change})
			return err
		}
		company := selling.LeadCustomer{CompanyName: "Marble Foods"}
		nobody := met("")
		noDay := project()
		noDay.CustomerProject.Project.TargetCompletionDate = "2027-02-30"
		for name, c := range map[string]struct {
			context, kind string
			change        selling.ContextChange
			rule          string
		}{
			"a project as a lead":     {"2", "Lead", selling.ContextChange{Lead: &selling.LeadChange{Customer: company}}, "context-type"},
			"a lead by a wrong type":  {"1", "CustomerProject", selling.ContextChange{Lead: &selling.LeadChange{Customer: company}}, "context-type"},
			"a status of no list":     {"1", "Lead", selling.ContextChange{Lead: &selling.LeadChange{Customer: company, QualificationStatus: p("Great")}}, "lead-status-listed"},
			"a contact without name":  {"1", "Lead", selling.ContextChange{Lead: &selling.LeadChange{Customer: company, Interaction: &nobody}}, "lead-has-interaction"},
			"a day that is none":      {"2", "CustomerProject", selling.ContextChange{CustomerProject: noDay.CustomerProject}, "engagement-date"},
			"what prospecting writes": {"2", "ProspectingResult", selling.ContextChange{ProspectingResult: &selling.ProspectingResult{}}, "context-type"},
		} {
			err := update(c.context, c.kind, c.change)
			if v := fault.Of(err).Violations; !fault.Is(err, fault.BusinessInvalid) || v[0].Rule != c.rule || v[0].FixEN == "" || v[0].FixJA == "" {
				t.Errorf("%s: %v %+v", name, err, v)
			}
		}
		if err := update("3", "Lead", selling.ContextChange{Lead: &selling.LeadChange{Customer: company}}); !fault.Is(err, fault.NotFound) {
			t.Errorf("a context that does not exist: %v", err)
		}
		other := project()
		other.CustomerProject.Project.Title = "Fresher shelves"
		if err := update("2", "CustomerProject", selling.ContextChange{CustomerProject: other.CustomerProject}); err != nil {
			t.Error(err)
		}
		if got := get(t, w, w.A.API, id).Contexts[1].Payload.CustomerProject.Project.Title; got != "Fresher shelves" {
			t.Errorf("the project is called %s", got)
		}
	})
}

func TestAnEngagementHasItsLimits(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id := create(t, w, w.A.API, aws, lead())
		add := func() error {
			_, err := w.Engagements.CreateContext(t.Context(), w.A.API, selling.CreateEngagementContextRequest{Catalog: aws, EngagementIdentifier: id, Type: "CustomerProject", Payload: project()}, none)
			return err
		}
		for range 4 {
			if err := add(); err != nil {
				t.Fatal(err)
			}
		}
		if err := add(); !fault.Is(err, fault.QuotaExceeded) {
			t.Errorf("a sixth context: %v", err)
		}
		for n := 2; n <= 11; n++ {
			interaction := met("Ai")
			_, err := w.Engagements.UpdateContext(t.Context(), w.A.API, selling.UpdateEngagementContextRequest{Catalog: aws, EngagementIdentifier: id, ContextIdentifier: "1",
				EngagementLastModifiedAt: get(t, w, w.A.API, id).ModifiedAt, Type: "Lead",
				Payload: selling.ContextChange{Lead: &selling.LeadChange{Customer: selling.LeadCustomer{CompanyName: "x"}, Interaction: &interaction}}})
			if n <= 10 && err != nil || n == 11 && !fault.Is(err, fault.QuotaExceeded) {
				t.Errorf("interaction %d: %v", n, err)
			}
		}
		// Ten seats: the maker's, and nine that are invited or taken.
		for n := range 10 {
			account := fmt.Sprintf("90000000000%d", n)
			if err := w.Identity.AddPartner(t.Context(), identity.Partner{Account: account, Name: "Partner " + account, Terms: true}); err != nil {
				t.Fatal(err)
			}
			w.Connected[w.A.Account+" "+account] = true
			_, err := w.Engagements.Invite(t.Context(), w.A.API, selling.CreateEngagementInvitationRequest{Catalog: aws, EngagementIdentifier: id, Invitation: opportunityFor(account)}, none)
			if n < 9 && err != nil || n == 9 && !fault.Is(err, fault.QuotaExceeded) {
				t.Errorf("invitation %d: %v", n+1, err)
			}
		}
	})
}

func TestPeopleOfCustomersAreSealedInTheStore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := create(t, w, w.A.API, aws, lead())
		var payload []byte
		if err := w.DB.Row(t.Context(), `SELECT payload FROM engagement_context WHERE engagement = ?`, id).Scan(&payload); err != nil {
			t.Fatal(err)
		}
		if len(payload) == 0 || bytes.Contains(payload, []byte("Sonnenschein")) {
			t.Errorf("stored as %q", payload)
		}
	})
}
