// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"bytes"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

var update = flag.Bool("update", false, "write the files that tests compare with; read the diff")

const (
	root   = "/api/connector"
	seller = "seller@kaede.example"
	ops    = "ops@kaede.example"
	rival  = "ops@harbor.example"
)

func TestTheCommittedDocumentIsThatOfTheEndpoints(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	got, err := newStage(t, sqldbtest.SQLite(t, clk, schemas()...), clk).portal.Document()
	must(t, err)
	file := filepath.Join("..", "..", "..", "web", "openapi", "connector.json")
	if *update {
		must(t, os.WriteFile(file, got, 0o644))
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the endpoints are any more (%v): run this test with -update and read the diff", file, err)
	}
}

// deal makes an account and an opportunity over the pages.
func (s *stage) deal(changes map[string]any) (account, id string) {
	account = s.call(201, seller, "POST", root+"/objects/Account/records", map[string]any{"fields": map[string]any{"Name": "Fjordlight Shipping AS",
		"Industry": "Retail", "Website": "https://fjordlight.example", "BillingCountry": "Norway", "BillingPostalCode": "0150"}}).str("id")
	fields := map[string]any{"Name": "Port call planner", "AccountId": account, "StageName": "Qualification", "CloseDate": "2027-03-31", "AwsMonthlyRevenue": "11500",
		"UseCase": "Containers & Serverless", "DeliveryModels": []string{"SaaS or PaaS"}, "SalesActivities": []string{"Conducted POC / Demo"},
		"PrimaryNeeds": []string{"Co-Sell - Deal Support"}, "Solutions": []string{"S-0072001"}, "Description": "Waiting time at anchor costs more than bunker fuel."}
	for name, v := range changes {
		fields[name] = v
	}
	return account, s.call(201, seller, "POST", root+"/objects/Opportunity/records", map[string]any{"fields": fields}).str("id")
}

func TestASellerSharesADealAndSeesWhatBecomesOfIt(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		s := newStage(t, db, clk)
		_, id := s.deal(map[string]any{"UseCase": "", "Description": "short"})
		at := root + "/objects/Opportunity/records/" + id
		before := s.call(200, seller, "GET", at, nil)
		if before.str("pairing.state") != "none" || doc.Get(before.body, "allowed.share") != true || before.str("references.AccountId.name") != "Fjordlight Shipping AS" {
			t.Errorf("before sharing: %s", before.text)
		}
		pre := s.call(200, seller, "GET", at+"/preflight", nil).list("violations")
		if len(pre) != 2 || doc.Text(pre[0], "crmLabel") == "" || doc.Text(pre[0], "recordId") != id || doc.Text(pre[0], "fixEn") == "" {
			t.Errorf("pre-flight: %v", pre)
		}
		refused := s.call(422, seller, "POST", at+"/share", map[string]any{"involvement": "Co-Sell", "visibility": "Full"})
		if len(refused.list("errors")) != 2 {
			t.Errorf("sharing what cannot be sent: %s", refused.text)
		}
		if got := s.call(200, seller, "GET", at, nil); got.str("pairing.state") != "blocked" {
			t.Errorf("afterwards it stands at %s", got.str("pairing.state"))
		}
		stale := s.call(409, seller, "PUT", at, map[string]any{"version": "0", "fields": map[string]any{"UseCase": "IOT"}})
		if stale.str("code") != "stale" || stale.str("version") != before.str("version") {
			t.Errorf("a stale version: %s", stale.text)
		}
		s.call(200, seller, "PUT", at, map[string]any{"version": before.str("version"), "fields": map[string]any{"UseCase": "IOT", "Description": "Waiting time at anchor costs more than bunker fuel."}})
		s.call(202, seller, "POST", at+"/share", map[string]any{})
		s.settle()
		got := s.call(200, seller, "GET", at, nil)
		if got.str("pairing.state") != "synced" || got.str("pairing.reviewStatus") != "Submitted" || len(got.list("log")) == 0 {
			t.Fatalf("after sharing: %s", got.text)
		}
		page := s.call(200, seller, "GET", root+"/objects/Opportunity/records?filter="+url.QueryEscape(`{"tokens":[{"property":"pairing","operator":"=","value":"synced"}]}`), nil)
		if rows := page.list("items"); len(rows) != 1 || doc.Text(rows[0], "account.name") != "Fjordlight Shipping AS" {
			t.Errorf("the list: %s", page.text)
		}
		if got.str("aws.fields.ReviewStatus") != "Submitted" || got.list("editable") == nil || len(got.list("editable")) != 0 {
			t.Errorf("what AWS says: %s; what may be changed under review: %v", got.text, got.list("editable"))
		}
		if row := page.list("items")[0]; doc.Text(row, "fields.UseCase") != "IOT" || doc.Get(row, "fields.Description") != nil {
			t.Errorf("the fields of a row are %v", row["fields"])
		}
		s.call(200, seller, "PUT", at, map[string]any{"version": got.str("version"), "fields": map[string]any{"NextStep": "Call on Monday"}})
		s.settle()
		parked := s.call(200, seller, "GET", at, nil)
		if edits := parked.list("parked"); parked.str("pairing.state") != "parked" || len(edits) != 1 || doc.Text(edits[0], "label") != "Next step" || doc.Text(edits[0], "value") != "Call on Monday" {
			t.Errorf("an edit during review: %s", parked.text)
		}
		plan := s.call(200, seller, "GET", at+"/plan", nil)
		if !slices.ContainsFunc(plan.list("fields"), func(f doc.Doc) bool {
			return doc.Text(f, "decision") == "parked" && doc.Text(f, "crmField") == "NextStep" && doc.Text(f, "why") != "" && doc.Text(f, "whyJa") != ""
		}) || len(plan.list("steps")) != 0 {
			t.Errorf("the plan: %s", plan.text)
		}
	}, schemas()...)
}

func TestSalesOperationsSeeLogStatusAndMapping(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	s := newStage(t, sqldbtest.SQLite(t, clk, schemas()...), clk)
	_, id := s.deal(nil)
	s.call(202, seller, "POST", root+"/objects/Opportunity/records/"+id+"/share", map[string]any{})
	s.settle()
	log := s.call(200, ops, "GET", root+"/log?pageSize=10", nil)
	rows := log.list("items")
	if len(rows) < 4 || doc.Text(rows[len(rows)-1], "operation") != "CreateOpportunity" {
		t.Fatalf("the log: %s", log.text)
	}
	if first := doc.Text(status(s).list("quotas")[0], "day.freesAt"); first == "" {
		t.Error("nothing says when the day's writes come free")
	}
	entry := s.call(200, ops, "GET", root+"/log/"+doc.Text(rows[len(rows)-1], "id"), nil)
	if entry.str("payload.Project.Title") != "Port call planner" || entry.str("answer.Id") == "" || doc.Get(entry.body, "mayRetry") != false {
		t.Errorf("the row: %s", entry.text)
	}
	filtered := s.call(200, ops, "GET", root+"/log?filter="+url.QueryEscape(`{"tokens":[{"property":"outcome","operator":"=","value":["failed"]}]}`), nil)
	if len(filtered.list("items")) != 0 {
		t.Errorf("failed rows: %s", filtered.text)
	}
	status := s.call(200, ops, "GET", root+"/status", nil)
	if status.str("remote.account") != "111122223333" || doc.Get(status.body, "remote.reachable") != true || len(status.list("quotas")) != 2 || status.str("records.synced") != "1" ||
		doc.Text(status.list("quotas")[0], "day.limit") != "10000" || doc.Text(status.list("quotas")[0], "day.used") != "3" {
		t.Errorf("status: %s", status.text)
	}
	pairs := s.call(200, ops, "GET", root+"/mapping", nil).list("pairs")
	if !slices.ContainsFunc(pairs, func(p doc.Doc) bool {
		return doc.Text(p, "path") == "Project.Title" && doc.Get(p, "required") == true && doc.Text(p, "crmLabel") == "Opportunity name"
	}) {
		t.Errorf("mapping: %v", pairs[:2])
	}
	s.call(403, seller, "GET", root+"/status", nil)
}

func TestAnotherTenantFindsNothing(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	s := newStage(t, sqldbtest.SQLite(t, clk, schemas()...), clk)
	account, id := s.deal(nil)
	s.call(202, seller, "POST", root+"/objects/Opportunity/records/"+id+"/share", map[string]any{})
	s.settle()
	row := s.call(200, ops, "GET", root+"/log", nil).list("items")[0]
	unknown := s.call(404, rival, "GET", root+"/objects/Opportunity/records/OP-1", nil)
	for _, path := range []string{"/objects/Opportunity/records/" + id, "/objects/Account/records/" + account, "/objects/Opportunity/records/" + id + "/plan",
		"/objects/Opportunity/records/" + id + "/preflight", "/log/" + doc.Text(row, "id"), "/objects/Nothing", "/nothing"} {
		if got := s.call(404, rival, "GET", root+path, nil); got.text != unknown.text {
			t.Errorf("%s: %s, an unknown record: %s", path, got.text, unknown.text)
		}
	}
	s.call(404, rival, "PUT", root+"/objects/Opportunity/records/"+id, map[string]any{"version": "1", "fields": map[string]any{"Name": "Mine"}})
	s.call(404, rival, "POST", root+"/objects/Opportunity/records/"+id+"/share", map[string]any{})
	s.call(404, rival, "POST", root+"/log/"+doc.Text(row, "id")+"/retry", map[string]any{})
	if got := s.call(200, rival, "GET", root+"/objects/Opportunity/records", nil); len(got.list("items")) != 0 {
		t.Errorf("the list of another tenant: %s", got.text)
	}
	s.call(401, "", "GET", root+"/objects", nil)
}

func TestBadRequestsAreTheCallersFault(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	s := newStage(t, sqldbtest.SQLite(t, clk, schemas()...), clk)
	records := root + "/objects/Opportunity/records"
	wrong := s.call(422, seller, "POST", records, map[string]any{"fields": map[string]any{"CloseDate": "tomorrow", "Nope": 1}})
	for _, want := range []string{"CloseDate", "Nope", "Name", "AccountId", "StageName"} {
		if !slices.ContainsFunc(wrong.list("errors"), func(e doc.Doc) bool { return doc.Text(e, "location") == want }) {
			t.Errorf("nothing is said about %s: %s", want, wrong.text)
		}
	}
	s.call(400, seller, "POST", records, map[string]any{"fields": "x"})
	s.call(400, seller, "PUT", records+"/OP-1", map[string]any{"fields": map[string]any{}})
	for _, query := range []string{"?filter=x", "?sort=fields", "?pageSize=3", "?cursor=abc", "?filter=" + url.QueryEscape(`{"tokens":[{"property":"fields","operator":"=","value":"x"}]}`)} {
		s.call(400, seller, "GET", records+query, nil)
	}
	s.call(400, ops, "GET", root+"/log?cursor=abc", nil)
	s.call(404, seller, "POST", root+"/objects/Nothing/records", map[string]any{"fields": map[string]any{}})
	account, _ := s.deal(nil)
	s.call(409, seller, "POST", root+"/objects/Account/records/"+account+"/share", map[string]any{})
}

func status(s *stage) reply { return s.call(200, ops, "GET", root+"/status", nil) }

func TestWhatAWSAsksForIsFoundAndMayBeAnswered(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		s := newStage(t, db, clk)
		account, id := s.deal(nil)
		at := root + "/objects/Opportunity/records/" + id
		if got := s.call(200, seller, "GET", at, nil); doc.Get(got.body, "editable") != nil || doc.Get(got.body, "aws") != nil {
			t.Errorf("before sharing: %s", got.text)
		}
		s.call(202, seller, "POST", at+"/share", map[string]any{})
		s.settle()
		s.central.Review(t, id, "Action Required", "Which port?")
		s.call(202, seller, "POST", at+"/sync", nil)
		s.settle()
		list := func(operator string) []doc.Doc {
			return s.call(200, seller, "GET", root+"/objects/Opportunity/records?filter="+
				url.QueryEscape(`{"tokens":[{"property":"review","operator":"`+operator+`","value":["Action Required"]}]}`), nil).list("items")
		}
		if rows := list("="); len(rows) != 1 || doc.Text(rows[0], "pairing.reviewStatus") != "Action Required" {
			t.Errorf("records that AWS asks about: %v", rows)
		}
		if rows := list("!="); len(rows) != 0 {
			t.Errorf("all others: %v", rows)
		}
		got := s.call(200, seller, "GET", at, nil)
		may := func(object, record, field string) bool {
			return slices.ContainsFunc(got.list("editable"), func(e doc.Doc) bool {
				return doc.Text(e, "object") == object && doc.Text(e, "id") == record && doc.Text(e, "field") == field
			})
		}
		if !may("Opportunity", id, "Description") || !may("Opportunity", id, "Solutions") || may("Opportunity", id, "AwsProducts") || !may("Account", account, "Website") {
			t.Errorf("the answer may change %v", got.list("editable"))
		}
		if got.str("aws.fields.ReviewComments") != "Which port?" || len(got.list("comments")) == 0 {
			t.Errorf("what AWS says: %s", got.text)
		}
		s.call(202, seller, "POST", at+"/answer", nil)
		s.settle()
		if got := s.call(200, seller, "GET", at, nil); got.str("pairing.reviewStatus") != "Submitted" {
			t.Errorf("after the answer: %s", got.text)
		}
		s.call(409, seller, "POST", at+"/answer", nil)
		s.call(404, rival, "POST", at+"/answer", nil)
		log := s.call(200, seller, "GET", root+"/log", nil).list("items")
		s.call(200, seller, "GET", root+"/log/"+doc.Text(log[0], "id"), nil)
		s.call(403, seller, "POST", root+"/log/"+doc.Text(log[0], "id")+"/retry", map[string]any{})
	}, schemas()...)
}
