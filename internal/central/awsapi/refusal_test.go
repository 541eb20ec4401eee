// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// requests are a well-formed body of each operation; {1} stands for the opportunity. An operation without one fails the tests.
var requests = map[string]string{
	"AssignOpportunity":                  `{"Catalog":"AWS","Identifier":"{1}","Assignee":{"Email":"user@alpha.example","FirstName":"x","LastName":"y","BusinessTitle":"OpportunityOwner"}}`,
	"AssociateOpportunity":               `{"Catalog":"AWS","OpportunityIdentifier":"{1}","RelatedEntityType":"AwsProducts","RelatedEntityIdentifier":"AmazonS3"}`,
	"CreateOpportunity":                  `{"Catalog":"AWS","ClientToken":"t"}`,
	"CreateResourceSnapshot":             `{"Catalog":"AWS","ClientToken":"t","EngagementIdentifier":"eng-00000000000000","ResourceType":"Opportunity","ResourceIdentifier":"{1}","ResourceSnapshotTemplateIdentifier":"OpportunitySummaryView"}`,
	"CreateResourceSnapshotJob":          `{"Catalog":"AWS","ClientToken":"t","EngagementIdentifier":"eng-00000000000000","ResourceType":"Opportunity","ResourceIdentifier":"{1}","ResourceSnapshotTemplateIdentifier":"OpportunitySummaryView"}`,
	"DeleteResourceSnapshotJob":          `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"job-0000000000000"}`,
	"DisassociateOpportunity":            `{"Catalog":"AWS","OpportunityIdentifier":"{1}","RelatedEntityType":"Solutions","RelatedEntityIdentifier":"S-0050001"}`,
	"GetAwsOpportunitySummary":           `{"Catalog":"AWS","RelatedOpportunityIdentifier":"{1}"}`,
	"GetOpportunity":                     `{"Catalog":"AWS","Identifier":"{1}"}`,
	"GetResourceSnapshot":                `{"Catalog":"AWS","EngagementIdentifier":"eng-00000000000000","ResourceType":"Opportunity","ResourceIdentifier":"{1}","ResourceSnapshotTemplateIdentifier":"OpportunitySummaryView"}`,
	"GetResourceSnapshotJob":             `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"job-0000000000000"}`,
	"GetSellingSystemSettings":           `{"Catalog":"AWS"}`,
	"ListEngagementFromOpportunityTasks": `{"Catalog":"AWS","OpportunityIdentifier":["{1}"]}`,
	"ListEngagementResourceAssociations": `{"Catalog":"AWS"}`,
	"ListOpportunities":                  `{"Catalog":"AWS","Identifier":["{1}"]}`,
	"ListResourceSnapshotJobs":           `{"Catalog":"AWS"}`,
	"ListResourceSnapshots":              `{"Catalog":"AWS","EngagementIdentifier":"eng-00000000000000","ResourceIdentifier":"{1}"}`,
	"ListSolutions":                      `{"Catalog":"AWS"}`,
	"ListTagsForResource":                `{"ResourceArn":"arn:aws:partnercentral:us-east-1:222222222222:catalog/AWS/opportunity/{1}"}`,
	"PutSellingSystemSettings":           `{"Catalog":"AWS"}`,
	"StartEngagementFromOpportunityTask": `{"Catalog":"AWS","Identifier":"{1}","ClientToken":"t","AwsSubmission":{"InvolvementType":"Co-Sell"}}`,
	"StartResourceSnapshotJob":           `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"job-0000000000000"}`,
	"StopResourceSnapshotJob":            `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"job-0000000000000"}`,
	"SubmitOpportunity":                  `{"Catalog":"AWS","Identifier":"{1}","InvolvementType":"Co-Sell"}`,
	"TagResource":                        `{"ResourceArn":"arn:aws:partnercentral:us-east-1:222222222222:catalog/AWS/opportunity/{1}","Tags":[{"Key":"k","Value":"v"}]}`,
	"UntagResource":                      `{"ResourceArn":"arn:aws:partnercentral:us-east-1:222222222222:catalog/AWS/opportunity/{1}","TagKeys":["k"]}`,
	"UpdateOpportunity":                  `{"Catalog":"AWS","Identifier":"{1}","LastModifiedDate":"2026-11-20T09:00:00Z"}`,

	"AcceptEngagementInvitation":               `{"Catalog":"AWS","Identifier":"engi-0123456789abc"}`,
	"CreateEngagement":                         `{"Catalog":"AWS","ClientToken":"t","Title":"x","Description":"y"}`,
	"CreateEngagementContext":                  `{"Catalog":"AWS","ClientToken":"t","EngagementIdentifier":"eng-0123456789abcd","Type":"CustomerProject","Payload":{"CustomerProject":{}}}`,
	"CreateEngagementInvitation":               `{"Catalog":"AWS","ClientToken":"t","EngagementIdentifier":"eng-0123456789abcd","Invitation":` + invitationToB + `}`,
	"GetEngagement":                            `{"Catalog":"AWS","Identifier":"eng-0123456789abcd"}`,
	"GetEngagementInvitation":                  `{"Catalog":"AWS","Identifier":"engi-0123456789abc"}`,
	"GetProspectingFromEngagementTask":         `{"Catalog":"AWS","TaskIdentifier":"task-0123456789abcd"}`,
	"ListEngagementByAcceptingInvitationTasks": `{"Catalog":"AWS","OpportunityIdentifier":["{1}"]}`,
	"ListEngagementInvitations":                `{"Catalog":"AWS","ParticipantType":"RECEIVER"}`,
	"ListEngagementMembers":                    `{"Catalog":"AWS","Identifier":"eng-0123456789abcd"}`,
	"ListEngagements":                          `{"Catalog":"AWS","EngagementIdentifier":["eng-0123456789abcd"]}`,
	"ListOpportunityFromEngagementTasks":       `{"Catalog":"AWS","OpportunityIdentifier":["{1}"]}`,
	"ListProspectingFromEngagementTasks":       `{"Catalog":"AWS","TaskName":["x"]}`,
	"RejectEngagementInvitation":               `{"Catalog":"AWS","Identifier":"engi-0123456789abc","RejectionReason":"Other"}`,
	"StartEngagementByAcceptingInvitationTask": `{"Catalog":"AWS","ClientToken":"t","Identifier":"engi-0123456789abc"}`,
	"StartOpportunityFromEngagementTask":       `{"Catalog":"AWS","ClientToken":"t","Identifier":"eng-0123456789abcd","ContextIdentifier":"1"}`,
	"StartProspectingFromEngagementTask":       `{"Catalog":"AWS","ClientToken":"t","Identifiers":["eng-0123456789abcd"],"TaskName":"x"}`,
	"UpdateEngagementContext": `{"Catalog":"AWS","EngagementIdentifier":"eng-0123456789abcd","ContextIdentifier":"1","EngagementLastModifiedAt":"2026-11-20T09:00:00Z",
		"Type":"CustomerProject","Payload":{"CustomerProject":{}}}`,
}

func eachOperation(t *testing.T, test func(operation, request string)) {
	t.Helper()
	for _, o := range awsapi.Served() {
		request, known := requests[o.Name]
		if !known {
			t.Errorf("%s has no request to try it with: add one", o.Name)
			continue
		}
		test(o.Name, request)
	}
}

// TestAnotherTenantsRecordAnswersAsOneThatDoesNotExist is a matrix: every operation, with a record of the caller's own, of
// another tenant, of the other catalog, guessed, and of odd spelling. All but the first answer byte for byte alike.
func TestAnotherTenantsRecordAnswersAsOneThatDoesNotExist(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *clock.Manual) {
		foreign := d.submitted(d.A, "AWS", "t1")
		sandbox := d.submitted(d.B, "Sandbox", "t2")
		before := snapshot(t, d.DB)
		eachOperation(t, func(operation, request string) {
			missing := written(d.call(d.B.API, operation, fill(request, "O9999999999")))
			for what, id := range map[string]string{"another tenant's": foreign, "of the other catalog": sandbox, "long": "O9999999999999999999",
				"zero": "O0", "with a leading zero": "O0" + foreign[1:]} {
				if operation == "CreateOpportunity" {
					continue
				}
				if got := written(d.call(d.B.API, operation, fill(request, id))); got != missing {
					t.Errorf("%s of one %s answers\n%s\nand of one that does not exist\n%s", operation, what, got, missing)
				}
			}
			if strings.Contains(request, `Identifier":"{1}"`) && !strings.HasPrefix(missing, "ResourceNotFoundException\nResource not found") {
				t.Errorf("%s of one that does not exist answers %s", operation, missing)
			}
		})
		if after := snapshot(t, d.DB); after != before+1 { // CreateOpportunity made the one
			t.Errorf("refused calls left %d rows behind", after-before-1)
		}
	})
}

// snapshot counts what could have been stored.
func snapshot(t *testing.T, db *sqldb.DB) (n int) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT (SELECT count(*) FROM opportunity) + (SELECT count(*) FROM task)
			+ (SELECT sum(version) - count(*) FROM opportunity)`).Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEveryOperationAsksThePolicies(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk))
	id := d.submitted(d.A, "AWS", "t1")
	for name, client := range map[string]identity.Client{
		"nothing":      {},
		"sandbox only": {Managed: []string{"AWSPartnerCentralSandboxFullAccess"}},
		"denied":       {Managed: []string{"AWSPartnerCentralFullAccess"}, Document: `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`},
	} {
		client.Account, client.ID = d.A.Account, d.A.Client
		if err := d.Identity.SetPolicies(t.Context(), client); err != nil {
			t.Fatal(err)
		}
		who := d.Caller(d.A.Key.ID)
		eachOperation(t, func(operation, request string) {
			_, e := d.call(who, operation, fill(request, id))
			if e == nil || e.Type != "AccessDeniedException" || e.Reason != "" || !strings.Contains(e.Message, "partnercentral:"+operation) {
				t.Errorf("%s, policies allow %s: %v", operation, name, e)
			}
		})
	}
	eachOperation(t, func(operation, request string) { // nobody was authenticated
		if _, e := d.call(identity.Caller{}, operation, fill(request, id)); e == nil || e.Type != "AccessDeniedException" {
			t.Errorf("%s for nobody: %v", operation, e)
		}
	})
}

func TestAssociationsAreAllowedByTheirType(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk))
	id := d.Create(d.A.API, "AWS", centraltest.Complete(t))
	if err := d.Identity.SetPolicies(t.Context(), identity.Client{Account: d.A.Account, ID: d.A.Client,
		Document: `{"Statement":{"Effect":"Allow","Action":"partnercentral:*","Resource":"*","Condition":{"StringEquals":{"partnercentral:RelatedEntityType":"Solutions"}}}}`}); err != nil {
		t.Fatal(err)
	}
	who := d.Caller(d.A.Key.ID)
	body := `{"Catalog":"AWS","OpportunityIdentifier":"{1}","RelatedEntityType":"{2}","RelatedEntityIdentifier":"{3}"}`
	if _, e := d.call(who, "AssociateOpportunity", fill(body, id, "Solutions", d.A.Solution)); e != nil {
		t.Error(e)
	}
	if _, e := d.call(who, "AssociateOpportunity", fill(body, id, "AwsProducts", "AmazonS3")); e == nil || e.Type != "AccessDeniedException" {
		t.Error(e)
	}
}

func TestAPartnerWithoutTermsIsTurnedAwayWithAWSsReason(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk))
	who := d.A.API
	who.Partner.Terms = false
	if _, e := d.call(who, "GetOpportunity", `{"Catalog":"AWS","Identifier":"O1"}`); e == nil || e.Type != "AccessDeniedException" || e.Reason != "INCOMPATIBLE_BENEFIT_AWS_PARTNER_STATE" {
		t.Error(e)
	}
}

// TestEachKindOfRefusalIsAnExceptionOfTheModel holds the table against what the model lets each operation answer.
func TestEachKindOfRefusalIsAnExceptionOfTheModel(t *testing.T) {
	t.Parallel()
	statuses := map[fault.Kind]int{fault.Internal: 500, fault.Invalid: 400, fault.BusinessInvalid: 400, fault.NotFound: 400, fault.Conflict: 400,
		fault.AccessDenied: 400, fault.Throttled: 400, fault.QuotaExceeded: 400, fault.Unavailable: 503}
	for kind := fault.Internal; kind <= fault.Unavailable; kind++ {
		e, said := errors.AsType[*awsjson.Error](awsapi.Wire(&fault.Fault{Kind: kind, Msg: "why"}))
		if !said {
			t.Fatalf("kind %d is not in the table", kind)
		}
		if e.Status != statuses[kind] {
			t.Errorf("kind %d answers %d", kind, e.Status)
		}
		modelled, known := selling.Exceptions[e.Type]
		if kind == fault.Unavailable {
			if e.Type != "ServiceUnavailable" {
				t.Errorf("a lost database answers %s", e.Type)
			}
			continue
		}
		if !known || modelled != e.Status {
			t.Errorf("kind %d answers %s %d; the model has %d", kind, e.Type, e.Status, modelled)
		}
	}
	if e, _ := errors.AsType[*awsjson.Error](awsapi.Wire(errors.New("secret cause"))); e.Status != 500 || strings.Contains(e.Message, "secret") {
		t.Errorf("an unknown error answers %v", e.Message)
	}
}

// modelOperations reads which errors each operation may answer.
func modelOperations(t *testing.T) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "reference", "models", "partnercentral-selling.json"))
	if err != nil {
		const missing = "AWS's service model is not at ../shared/reference/models, so nothing was compared with it"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	var m struct {
		Operations map[string]struct {
			Errors []struct{ Shape string }
		}
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for name, o := range m.Operations {
		for _, e := range o.Errors {
			all[name] = append(all[name], e.Shape)
		}
	}
	return all
}

// TestRefusalsAreThoseThatTheModelGivesEachOperation tries each operation in ways that must fail.
func TestRefusalsAreThoseThatTheModelGivesEachOperation(t *testing.T) {
	t.Parallel()
	model := modelOperations(t)
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk))
	id := d.submitted(d.A, "AWS", "t1")
	eachOperation(t, func(operation, request string) {
		for _, body := range []string{
			fill(request, id), fill(request, "O7"), strings.Replace(fill(request, id), `"AWS"`, `"Elsewhere"`, 1),
			strings.Replace(fill(request, id), `"Catalog":"AWS"`, `"Catalog":7`, 1), `{}`,
		} {
			if _, e := d.call(d.A.API, operation, body); e != nil && !slices.Contains(model[operation], e.Type) {
				t.Errorf("%s answers %s, which its model does not have", operation, e.Type)
			}
		}
	})
}

func TestBodiesThatAreNotJSONAreRefusedBeforeAnythingElse(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk))
	for name, body := range map[string]string{
		"empty": ``, "no object": `[]`, "cut": `{"Catalog":`, "trailing": `{"Catalog":"AWS"} x`, "twice": `{"Catalog":"AWS","Catalog":"AWS"}`,
		"case": `{"Catalog":"AWS","catalog":"AWS"}`, "not UTF-8": "{\"Catalog\":\"\xff\"}", "deep": `{"a":` + strings.Repeat(`[`, 40) + strings.Repeat(`]`, 40) + `}`,
		"byte order mark": "\ufeff{}",
	} {
		for _, operation := range []string{"CreateOpportunity", "GetOpportunity"} {
			if _, e := d.call(d.A.API, operation, body); e == nil || e.Type != "SerializationException" || e.Status != 400 {
				t.Errorf("%s: %v", name, e)
			}
		}
	}
}

func TestALostDatabaseAnswersServiceUnavailable(t *testing.T) {
	t.Parallel()
	e, said := errors.AsType[*awsjson.Error](awsapi.Wire(errors.Join(errors.New("save"), sqldb.ErrUnavailable)))
	if !said || e.Status != 503 || e.Type != "ServiceUnavailable" {
		t.Error(e)
	}
}

// FuzzBody: no body makes a server fault, and an accepted create can be read.
func FuzzBody(f *testing.F) {
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(f, centraltest.New(f, sqldbtest.SQLite(f, clk, centraltest.Schemas()...), clk))
	id := d.Create(d.A.API, "AWS", centraltest.Complete(f))
	names := make([]string, 0, len(requests))
	for name := range requests {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		f.Add(uint8(i), fill(requests[name], id))
	}
	f.Add(uint8(slices.Index(names, "CreateOpportunity")), complete(f, "seed"))
	f.Add(uint8(slices.Index(names, "UpdateOpportunity")), complete(f, "-", "ClientToken", nil, "Identifier", id, "LastModifiedDate", "2026-11-20T09:00:00Z"))
	f.Fuzz(func(t *testing.T, operation uint8, body string) {
		name := names[int(operation)%len(names)]
		_, err := d.service.Operations[name](awsapi.WithCaller(context.Background(), d.A.API), []byte(body))
		if e, said := errors.AsType[*awsjson.Error](err); err != nil && (!said || e.Status >= 500) {
			t.Fatalf("%s: %v\n%s", name, err, body)
		}
	})
}
