// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// take publishes an opportunity by hand.
func take(t *testing.T, w *centraltest.World, p centraltest.Partner, id, engagement, template, token string) selling.CreateResourceSnapshotResponse {
	t.Helper()
	out, err := w.Snapshots.Create(t.Context(), p.API, selling.CreateResourceSnapshotRequest{Catalog: aws, EngagementIdentifier: engagement,
		ResourceType: selling.ResourceOpportunity, ResourceIdentifier: id, ResourceSnapshotTemplateIdentifier: template},
		ticket(p.Account, "CreateResourceSnapshot", token))
	must(t, err)
	return out
}

func get(t *testing.T, w *centraltest.World, c identity.Caller, id, engagement, template string, revision int) (selling.GetResourceSnapshotResponse, error) {
	t.Helper()
	return w.Snapshots.Get(t.Context(), c, selling.GetResourceSnapshotRequest{Catalog: aws, EngagementIdentifier: engagement,
		ResourceType: selling.ResourceOpportunity, ResourceIdentifier: id, ResourceSnapshotTemplateIdentifier: template, Revision: revision})
}

func TestMembersReadWhatTheTemplateLetsThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, engagement := shared(t, w, w.A)
		for _, template := range []string{selling.TemplateSummary, selling.TemplateAWSFull} {
			take(t, w, w.A, id, engagement, template, "")
			if _, err := get(t, w, w.B.API, id, engagement, template, 0); !fault.Is(err, fault.NotFound) {
				t.Errorf("a stranger reads %s: %v", template, err)
			}
		}
		join(t, w, w.B, engagement)
		s, err := get(t, w, w.B.API, id, engagement, selling.TemplateSummary, 1)
		must(t, err)
		if s.CreatedBy != w.A.Account || !slices.Equal(s.TargetMemberAccounts, []string{w.A.Account, w.B.Account}) ||
			!bytes.Contains(s.Payload.OpportunitySummary, []byte("Northwind Traders")) || s.Payload.AwsOpportunitySummaryFullView != nil {
			t.Errorf("a member reads %+v", s)
		}
		for _, revision := range []int{0, 1} {
			if _, err := get(t, w, w.B.API, id, engagement, selling.TemplateAWSFull, revision); !fault.Is(err, fault.NotFound) {
				t.Errorf("another member reads AWS's side: %v", err)
			}
		}
		list, err := w.Snapshots.List(t.Context(), w.B.API, selling.ListResourceSnapshotsRequest{Catalog: aws, EngagementIdentifier: engagement})
		must(t, err)
		if len(list.ResourceSnapshotSummaries) != 1 || list.ResourceSnapshotSummaries[0].ResourceSnapshotTemplateName != selling.TemplateSummary {
			t.Errorf("another member lists %v", list.ResourceSnapshotSummaries)
		}
		own, err := w.Snapshots.List(t.Context(), w.A.API, selling.ListResourceSnapshotsRequest{Catalog: aws, EngagementIdentifier: engagement})
		must(t, err)
		if len(own.ResourceSnapshotSummaries) != 2 {
			t.Errorf("the owner lists %v", own.ResourceSnapshotSummaries)
		}
	})
}

func TestMembersAreToldOfWhatTheyMayRead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, engagement := shared(t, w, w.A)
		join(t, w, w.B, engagement)
		take(t, w, w.A, id, engagement, selling.TemplateSummary, "")
		take(t, w, w.A, id, engagement, selling.TemplateAWSFull, "")
		base := fmt.Sprintf(`"resourceSnapshot":{"arn":"arn:aws:partnercentral:us-east-1::catalog/AWS/engagement/%s/resource/Opportunity/%s/template/`, engagement, id)
		rest := fmt.Sprintf(`/snapshot/1","engagementId":"%s","resourceId":"%s","resourceType":"Opportunity","createdBy":"111111111111","resourceSnapshotTemplateName":"`, engagement, id)
		both := base + "OpportunitySummaryView" + rest + `OpportunitySummaryView","targetMemberAccounts":["111111111111","222222222222"]`
		own := base + "AwsOpportunitySummaryFullView" + rest + `AwsOpportunitySummaryFullView","targetMemberAccounts":["111111111111"]`
		for account, want := range map[string][]string{w.A.Account: {own, both}, w.B.Account: {both}} {
			details := snapshotEvents(t, w, account)
			if len(details) != len(want) {
				t.Errorf("%s is told %v", account, details)
				continue
			}
			for i, d := range details {
				if !strings.Contains(d, want[i]) || !strings.Contains(d, `"schemaVersion":"1","catalog":"AWS"`) {
					t.Errorf("%s is told %s, want %s", account, d, want[i])
				}
			}
		}
	})
}

// snapshotEvents are the details of the events about snapshots that an account was told, sorted.
func snapshotEvents(t *testing.T, w *centraltest.World, account string) (all []string) {
	t.Helper()
	must(t, w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT detail FROM event WHERE account_id = ? AND detail_type = 'Engagement Resource Snapshot Created'`, account)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				return err
			}
			all = append(all, s)
		}
		return rows.Err()
	}))
	slices.Sort(all)
	return all
}

// TestACopyIsSealed searches what the room stores for the people of the customer.
func TestACopyIsSealed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, engagement := shared(t, w, w.A)
		take(t, w, w.A, id, engagement, selling.TemplateSummary, "sealed")
		take(t, w, w.A, id, engagement, selling.TemplateAWSFull, "")
		must(t, w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
			var n int
			for _, query := range []string{`SELECT payload FROM resource_snapshot`, `SELECT answer FROM client_token`, `SELECT detail FROM event`, `SELECT args FROM job`} {
				rows, err := tx.Query(query)
				if err != nil {
					return err
				}
				for rows.Next() {
					var stored []byte
					if err := rows.Scan(&stored); err != nil {
						return err
					}
					n++
					if bytes.Contains(stored, []byte("Canary")) || bytes.Contains(stored, []byte("northwind")) {
						t.Errorf("%s holds %s", query, stored)
					}
				}
				if err := rows.Close(); err != nil {
					return err
				}
			}
			if n < 4 {
				t.Errorf("only %d rows were searched", n)
			}
			return nil
		}))
		s, err := get(t, w, w.A.API, id, engagement, selling.TemplateSummary, 0)
		if err != nil || !bytes.Contains(s.Payload.OpportunitySummary, []byte(`"LastName":"Canary"`)) {
			t.Errorf("the owner reads %s, %v", s.Payload.OpportunitySummary, err)
		}
	})
}

func TestADraftHasNoSideOfAWSToPublish(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		_, engagement := shared(t, w, w.A)
		draft := w.Create(w.A.API, aws, centraltest.Complete(t))
		_, err := w.Snapshots.Create(t.Context(), w.A.API, selling.CreateResourceSnapshotRequest{Catalog: aws, EngagementIdentifier: engagement,
			ResourceType: selling.ResourceOpportunity, ResourceIdentifier: draft, ResourceSnapshotTemplateIdentifier: selling.TemplateAWSFull}, idempotency.Ticket{})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("AWS's side of a draft: %v", err)
		}
		_, err = watch(t, w, w.A, draft, engagement, selling.TemplateAWSFull)
		must(t, err) // the job waits for the submission
		found, err := w.Snapshots.Associations(t.Context(), w.A.API, selling.ListEngagementResourceAssociationsRequest{Catalog: aws})
		must(t, err)
		if len(found.EngagementResourceAssociationSummaries) != 0 {
			t.Errorf("without a snapshot there is the association %v", found.EngagementResourceAssociationSummaries)
		}
	})
}

func TestOneRequestSentManyTimesAtOnceTakesOneSnapshot(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id, engagement := shared(t, w, w.A)
		answers := make(chan int, 16)
		for i := range cap(answers) {
			go func() { // half of them are one request, the others are each their own
				token := "once"
				if i%2 == 1 {
					token = ""
				}
				out, err := w.Snapshots.Create(t.Context(), w.A.API, selling.CreateResourceSnapshotRequest{Catalog: aws, EngagementIdentifier: engagement,
					ResourceType: selling.ResourceOpportunity, ResourceIdentifier: id, ResourceSnapshotTemplateIdentifier: selling.TemplateSummary},
					ticket(w.A.Account, "CreateResourceSnapshot", token))
				if err != nil {
					t.Error(err)
				}
				answers <- out.Revision
			}()
		}
		for range cap(answers) {
			<-answers
		}
		if got := revisions(t, w, id, selling.TemplateSummary); !slices.Equal(got, []int{1, 2, 3, 4, 5, 6, 7, 8, 9}) {
			t.Errorf("one request and eight others made the revisions %v", got)
		}
	})
}

func TestListsAreReadPageByPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		var want []string
		var one, shares string
		for i := range 4 {
			id, engagement := shared(t, w, w.A)
			for range i + 1 {
				take(t, w, w.A, id, engagement, selling.TemplateSummary, "")
			}
			take(t, w, w.A, id, engagement, selling.TemplateAWSFull, "")
			want, one, shares = append(want, engagement+" "+id), id, engagement
		}
		join(t, w, w.B, shares)
		theirs := w.Create(w.B.API, aws, centraltest.Complete(t))
		take(t, w, w.B, theirs, shares, selling.TemplateSummary, "")
		mine := slices.Clone(want)
		want = append(want, shares+" "+theirs)
		slices.Sort(want)
		associations := func(c identity.Caller, in selling.ListEngagementResourceAssociationsRequest) (found []string) {
			in.Catalog, in.MaxResults = aws, 2
			for range 10 {
				out, err := w.Snapshots.Associations(t.Context(), c, in)
				must(t, err)
				for _, a := range out.EngagementResourceAssociationSummaries {
					found = append(found, a.EngagementID+" "+a.ResourceID)
				}
				if out.NextToken == nil {
					return found
				}
				in.NextToken = *out.NextToken
			}
			t.Fatal("the list does not end")
			return nil
		}
		type request = selling.ListEngagementResourceAssociationsRequest
		slices.Sort(mine)
		for what, got := range map[string][2][]string{
			"all":                   {associations(w.A.API, request{}), want},
			"A's own":               {associations(w.A.API, request{CreatedBy: w.A.Account}), mine},
			"B's in A's":            {associations(w.A.API, request{CreatedBy: w.B.Account}), {shares + " " + theirs}},
			"of one resource":       {associations(w.A.API, request{ResourceIdentifier: one}), {shares + " " + one}},
			"of no resource":        {associations(w.A.API, request{ResourceIdentifier: "O9"}), nil},
			"of one engagement":     {associations(w.B.API, request{EngagementIdentifier: shares}), {shares + " " + one, shares + " " + theirs}},
			"B's all":               {associations(w.B.API, request{}), {shares + " " + one, shares + " " + theirs}},
			"another's, for B":      {associations(w.B.API, request{ResourceIdentifier: strings.Fields(mine[0])[1]}), ofB(mine[0], shares)},
			"of nobody's, for both": {associations(w.A.API, request{CreatedBy: "333333333333"}), nil},
		} {
			if !slices.Equal(got[0], got[1]) {
				t.Errorf("%s: %v, want %v", what, got[0], got[1])
			}
		}
		if _, err := w.Snapshots.Associations(t.Context(), w.B.API, request{Catalog: aws, EngagementIdentifier: strings.Fields(want[0])[0]}); strings.Fields(want[0])[0] != shares && !fault.Is(err, fault.NotFound) {
			t.Errorf("another's engagement: %v", err)
		}
		in := selling.ListResourceSnapshotsRequest{Catalog: aws, EngagementIdentifier: shares, MaxResults: 2}
		var found []string
		for range 10 {
			out, err := w.Snapshots.List(t.Context(), w.A.API, in)
			must(t, err)
			for _, s := range out.ResourceSnapshotSummaries {
				found = append(found, fmt.Sprintf("%s %s %d", s.ResourceID, s.ResourceSnapshotTemplateName[:3], s.Revision))
			}
			if out.NextToken == nil {
				break
			}
			in.NextToken = *out.NextToken
		}
		if got, want := found, []string{one + " Aws 1", one + " Opp 1", one + " Opp 2", one + " Opp 3", one + " Opp 4", theirs + " Opp 1"}; !slices.Equal(got, want) {
			t.Errorf("snapshots %v, want %v", got, want)
		}
	})
}

// ofB is what B sees of a pair of A's: nothing, unless it is the shared one.
func ofB(pair, shares string) []string {
	if strings.HasPrefix(pair, shares) {
		return []string{pair}
	}
	return nil
}

func TestTheSummaryLeavesOutWhatIsThePartnersOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := w.Create(w.A.API, aws, centraltest.Complete(t, "Project.Title", "SECRET title", "Project.CustomerBusinessProblem", "SECRET problem of twenty characters",
			"Project.AdditionalComments", "SECRET comment", "Marketing.Source", "Marketing Activity", "Marketing.AwsFundingUsed", "No",
			"Marketing.CampaignName", "SECRET campaign", "PartnerOpportunityIdentifier", "SECRET reference"))
		_, engagement := shared(t, w, w.A)
		take(t, w, w.A, id, engagement, selling.TemplateSummary, "")
		s, err := get(t, w, w.A.API, id, engagement, selling.TemplateSummary, 0)
		must(t, err)
		var view map[string]json.RawMessage
		if err := json.Unmarshal(s.Payload.OpportunitySummary, &view); err != nil || bytes.Contains(s.Payload.OpportunitySummary, []byte("SECRET")) {
			t.Errorf("the summary is %s, %v", s.Payload.OpportunitySummary, err)
		}
		if _, spelt := view["Lifecycle"]; !spelt {
			t.Errorf("the summary has no Lifecycle: %s", s.Payload.OpportunitySummary)
		}
	})
}
