// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

var update = flag.Bool("update", false, "write the golden files; read the diff before you commit it")

// A desk is the API over a world.
type desk struct {
	*centraltest.World
	t       testing.TB
	service awsjson.Service
}

func newDesk(t testing.TB, w *centraltest.World) *desk {
	return &desk{w, t, awsapi.Service(&awsapi.Rooms{Opportunities: w.Opportunities, Solutions: w.Solutions, Engagements: w.Engagements,
		Snapshots: w.Snapshots, Tags: w.Tags, Tasks: w.Tasks})}
}

func each(t *testing.T, test func(*testing.T, *desk, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		test(t, newDesk(t, centraltest.New(t, db, clk)), clk)
	},
		centraltest.Schemas()...)
}

// call runs an operation for a caller.
func (d *desk) call(who identity.Caller, operation, body string) ([]byte, *awsjson.Error) {
	d.t.Helper()
	answer, err := d.service.Operations[operation](awsapi.WithCaller(context.Background(), who), []byte(body))
	if err == nil {
		return answer, nil
	}
	e, ok := errors.AsType[*awsjson.Error](err)
	if !ok {
		d.t.Fatalf("%s answers an error that is not AWS's: %v", operation, err)
	}
	if e.Status >= 500 {
		d.t.Errorf("%s: %v", operation, e)
	}
	return nil, e
}

// must is call for what has to succeed.
func (d *desk) must(who identity.Caller, operation, body string) doc.Doc {
	d.t.Helper()
	answer, e := d.call(who, operation, body)
	if e != nil {
		d.t.Fatalf("%s: %v %v", operation, e, e.List)
	}
	if answer == nil {
		return nil
	}
	parsed, err := doc.Parse(answer)
	if err != nil {
		d.t.Fatal(err)
	}
	return parsed
}

// complete is a request of CreateOpportunity with a token.
func complete(t testing.TB, token string, changes ...any) string {
	t.Helper()
	return string(doc.Append(nil, centraltest.Complete(t, append([]any{"ClientToken", token}, changes...)...)))
}

// submitted makes an opportunity that is under review.
func (d *desk) submitted(p centraltest.Partner, catalog, token string) (id string) {
	d.t.Helper()
	id = doc.Text(d.must(p.API, "CreateOpportunity", complete(d.t, token, "Catalog", catalog)), "Id")
	solution := p.Solution
	if catalog == selling.CatalogSandbox {
		solution = "S-1234567"
	}
	d.must(p.API, "AssociateOpportunity", fill(`{"Catalog":"{1}","OpportunityIdentifier":"{2}","RelatedEntityType":"Solutions","RelatedEntityIdentifier":"{3}"}`, catalog, id, solution))
	d.must(p.API, "StartEngagementFromOpportunityTask", fill(`{"Catalog":"{1}","Identifier":"{2}","ClientToken":"{3}","AwsSubmission":{"InvolvementType":"Co-Sell"}}`, catalog, id, token))
	return id
}

// fill puts values into {1}, {2}, ... of a template.
func fill(template string, values ...string) string {
	for i, v := range values {
		template = strings.ReplaceAll(template, "{"+string(rune('1'+i))+"}", v)
	}
	return template
}

func TestAPartnerReferralGoesItsWholeWay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, clk *clock.Manual) {
		api := d.A.API
		id := d.submitted(d.A, "Sandbox", "t1")
		status := func() string {
			return doc.Text(d.must(api, "GetOpportunity", fill(`{"Catalog":"Sandbox","Identifier":"{1}"}`, id)), "LifeCycle.ReviewStatus")
		}
		if got := status(); got != "Submitted" {
			t.Fatalf("after the task the review status is %q", got)
		}
		// Get, modify, update: as official clients do, the whole answer is sent back.
		change := func(path, value string) *awsjson.Error {
			clk.Advance(time.Minute)
			whole := d.must(api, "GetOpportunity", fill(`{"Catalog":"Sandbox","Identifier":"{1}"}`, id))
			whole["Identifier"] = id
			doc.Set(whole, path, value)
			if path == "LifeCycle.ReviewStatus" {
				doc.Set(whole, "LifeCycle.ReviewComments", "Please say more about the customer's problem.")
			}
			_, e := d.call(api, "UpdateOpportunity", string(doc.Append(nil, whole)))
			return e
		}
		if e := change("Project.CustomerBusinessProblem", "A problem that is described well enough."); e == nil || e.List[0].Code != "INVALID_RESOURCE_STATE" {
			t.Fatalf("an update under review answers %v", e)
		}
		for _, step := range []struct{ path, value, status string }{
			{"LifeCycle.ReviewStatus", "Action Required", "Action Required"},
			{"Project.CustomerBusinessProblem", "Store data arrives a day late, so shelves stay empty.", "Submitted"},
			{"LifeCycle.ReviewStatus", "Approved", "Approved"},
			{"LifeCycle.Stage", "Qualified", "Approved"},
			{"LifeCycle.NextSteps", "Contract is with legal", "Approved"},
		} {
			if e := change(step.path, step.value); e != nil {
				t.Fatalf("%s = %q: %v %v", step.path, step.value, e, e.List)
			}
			if got := status(); got != step.status {
				t.Fatalf("after %s = %q the review status is %q, want %q", step.path, step.value, got, step.status)
			}
		}
		whole := d.must(api, "GetOpportunity", fill(`{"Catalog":"Sandbox","Identifier":"{1}"}`, id))
		if n := len(doc.Objects(whole, "LifeCycle.NextStepsHistory")); n != 2 {
			t.Errorf("%d next steps are remembered, want 2", n)
		}
	})
}

// TestOperationsAnswerAsRecorded holds one request and its answer of every operation against the golden files.
func TestOperationsAnswerAsRecorded(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk))
	names := map[string]string{} // what is drawn by chance, by the name that stands for it
	for _, c := range []struct{ name, operation, body string }{
		{"create", "CreateOpportunity", complete(t, "token-1", "PartnerOpportunityIdentifier", "CRM-1")},
		{"create-again", "CreateOpportunity", complete(t, "token-1", "PartnerOpportunityIdentifier", "CRM-1")},
		{"create-conflict", "CreateOpportunity", complete(t, "token-1")},
		{"create-almost-empty", "CreateOpportunity", `{"Catalog":"AWS","ClientToken":"token-2"}`},
		{"create-broken", "CreateOpportunity", complete(t, "token-3", "LifeCycle.TargetCloseDate", "2020-01-01", "Customer.Account.Industry", "Other")},
		{"create-malformed", "CreateOpportunity", `{"Catalog":"AWS","Customer":{"Account":{"Duns":"12"},"Contacts":[{"Email":"A@B"}]}}`},
		{"get", "GetOpportunity", `{"Catalog":"AWS","Identifier":"O1000001"}`},
		{"get-almost-empty", "GetOpportunity", `{"Catalog":"AWS","Identifier":"O1000003"}`},
		{"get-missing", "GetOpportunity", `{"Catalog":"AWS","Identifier":"O1"}`},
		{"get-catalog", "GetOpportunity", `{"Catalog":"Nowhere","Identifier":"O1000001"}`},
		{"update-stale", "UpdateOpportunity", `{"Catalog":"AWS","Identifier":"O1000001","LastModifiedDate":"2020-01-01T00:00:00Z"}`},
		{"update", "UpdateOpportunity", complete(t, "-", "ClientToken", nil, "Identifier", "O1000001", "LastModifiedDate", "2026-11-20T09:00:00Z", "Project.Title", "Data lake for 200 stores", "PartnerOpportunityIdentifier", "CRM-1")},
		{"solutions", "ListSolutions", `{"Catalog":"AWS","Status":["Active"],"Sort":{"SortBy":"Name","SortOrder":"DESCENDING"}}`},
		{"associate", "AssociateOpportunity", `{"Catalog":"AWS","OpportunityIdentifier":"O1000001","RelatedEntityType":"Solutions","RelatedEntityIdentifier":"S-0050001"}`},
		{"associate-product", "AssociateOpportunity", `{"Catalog":"AWS","OpportunityIdentifier":"O1000001","RelatedEntityType":"AwsProducts","RelatedEntityIdentifier":"Teapot"}`},
		{"disassociate-missing", "DisassociateOpportunity", `{"Catalog":"AWS","OpportunityIdentifier":"O1000001","RelatedEntityType":"Solutions","RelatedEntityIdentifier":"S-0000009"}`},
		{"assign", "AssignOpportunity", `{"Catalog":"AWS","Identifier":"O1000001","Assignee":{"Email":"user@alpha.example","FirstName":"x","LastName":"y","BusinessTitle":"OpportunityOwner"}}`},
		{"submit-incomplete", "SubmitOpportunity", `{"Catalog":"AWS","Identifier":"O1000003","InvolvementType":"Co-Sell"}`},
		{"summary-draft", "GetAwsOpportunitySummary", `{"Catalog":"AWS","RelatedOpportunityIdentifier":"O1000001"}`},
		{"start", "StartEngagementFromOpportunityTask", `{"Catalog":"AWS","Identifier":"O1000001","ClientToken":"token-4","AwsSubmission":{"InvolvementType":"Co-Sell","Visibility":"Full"}}`},
		{"start-again", "StartEngagementFromOpportunityTask", `{"Catalog":"AWS","Identifier":"O1000001","ClientToken":"token-4","AwsSubmission":{"InvolvementType":"Co-Sell","Visibility":"Full"}}`},
		{"submit-twice", "SubmitOpportunity", `{"Catalog":"AWS","Identifier":"O1000001","InvolvementType":"Co-Sell"}`},
		{"tasks", "ListEngagementFromOpportunityTasks", `{"Catalog":"AWS"}`},
		{"tasks-none", "ListEngagementFromOpportunityTasks", `{"Catalog":"AWS","TaskStatus":["FAILED"]}`},
		{"summary", "GetAwsOpportunitySummary", `{"Catalog":"AWS","RelatedOpportunityIdentifier":"O1000001"}`},
		{"list", "ListOpportunities", `{"Catalog":"AWS","LifeCycleReviewStatus":["Submitted"],"NextToken":null,"Identifier":[]}`},
		{"list-token", "ListOpportunities", `{"Catalog":"AWS","NextToken":"forged"}`},
	} {
		answer, e := d.call(d.A.API, c.operation, c.body)
		golden(t, c.name, c.operation+"\n"+c.body+"\n\n"+masked(written(answer, e), names)+"\n")
	}
	for _, o := range awsapi.Served() {
		if found, _ := filepath.Glob("testdata/*.txt"); !slices.ContainsFunc(found, func(path string) bool {
			text, err := os.ReadFile(path)
			return err == nil && strings.HasPrefix(string(text), o.Name+"\n")
		}) {
			t.Errorf("%s has no golden file", o.Name)
		}
	}
}

func written(answer []byte, e *awsjson.Error) string {
	if e == nil {
		return "200\n" + string(answer)
	}
	text := e.Type + "\n" + e.Message
	if e.Reason != "" {
		text += "\nReason: " + e.Reason
	}
	for _, f := range e.List {
		text += "\n" + f.Code + " " + f.FieldName + ": " + f.Message
	}
	return text
}

// masked writes identifiers that are drawn by chance under steady names.
func masked(text string, names map[string]string) string {
	for _, prefix := range []string{"task-", "engi-", "eng-", "job-", "ctx-"} {
		for at := 0; ; {
			i := strings.Index(text[at:], prefix)
			if i < 0 {
				break
			}
			i += at
			end := i + len(prefix)
			for end < len(text) && (text[end] >= '0' && text[end] <= '9' || text[end] >= 'a' && text[end] <= 'z') {
				end++
			}
			id := text[i:end]
			if len(id) < 17 || len(id) > 19 {
				at = end
				continue
			}
			if names[id] == "" {
				names[id] = prefix + "CHANCE" + strconv.Itoa(1+len(names))
			}
			text = strings.ReplaceAll(text, id, names[id])
			at = i + len(names[id])
		}
	}
	return text
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s differs; if that is meant, run with -update and read the diff.\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}
