// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package act has cosell act direct a sandbox that runs, as a person at a terminal does.
package act

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/sqldb/sqldbtest"
	"cosell/test/program"
)

func TestMain(m *testing.M) {
	code := m.Run()
	program.Clean()
	os.Exit(code)
}

// cosell runs the program and answers what it printed and its exit code.
func cosell(t *testing.T, args ...string) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program.Binary(t), args...)
	out, err := cmd.CombinedOutput()
	exit, failed := errors.AsType[*exec.ExitError](err)
	if err != nil && !failed {
		t.Fatal(err)
	}
	if failed {
		return string(out), exit.ExitCode()
	}
	return string(out), 0
}

// A partner is a program that calls the sandbox with its own signatures.
type partner struct {
	t      *testing.T
	client *awsjson.Client
}

func partnerOf(t *testing.T, d *program.Demo) partner {
	t.Helper()
	p := d.Partners[0]
	c, err := awsjson.NewClient(awsjson.ClientConfig{Endpoint: d.AWS, Target: selling.Target, SigningName: selling.SigningName, Region: selling.Region,
		Credentials: credentials.NewStaticCredentialsProvider(p.AccessKeyID, p.SecretAccessKey, ""), Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	return partner{t, c}
}

func (p partner) call(operation string, in doc.Doc) (out doc.Doc) {
	p.t.Helper()
	in["Catalog"] = selling.CatalogAWS
	if err := p.client.Call(p.t.Context(), operation, in, &out); err != nil {
		p.t.Fatal(operation, err)
	}
	return out
}

// submit hands a complete opportunity in and answers its id.
func (p partner) submit(token string) string {
	p.t.Helper()
	made := p.call("CreateOpportunity", doc.Doc{"ClientToken": token, "Origin": "Partner Referral", "OpportunityType": "Net New Business", "NationalSecurity": "No",
		"PrimaryNeedsFromAws": []string{"Co-Sell - Deal Support"},
		"Customer": doc.Doc{"Account": doc.Doc{"CompanyName": "Minato Logistics", "Industry": "Transportation and Logistics", "WebsiteUrl": "https://minato.example.com",
			"Address": doc.Doc{"CountryCode": "US", "PostalCode": "98101", "StateOrRegion": "Washington"}}},
		"Project": doc.Doc{"Title": "Container inspection", "CustomerBusinessProblem": "Containers are inspected by eye, and damage is found too late.",
			"CustomerUseCase": "AI Machine Learning and Analytics", "DeliveryModels": []string{"Professional Services"},
			"SalesActivities": []string{"Initialized discussions with customer"}, "OtherSolutionDescription": "Inspection by image",
			"ExpectedCustomerSpend": []any{doc.Doc{"Amount": "5000", "CurrencyCode": "USD", "Frequency": "Monthly", "TargetCompany": "AWS"}}},
		"LifeCycle": doc.Doc{"Stage": "Qualified", "TargetCloseDate": "2030-12-01", "NextSteps": "Visit the site"}, "Marketing": doc.Doc{"Source": "None"}})
	id := doc.Text(made, "Id")
	solutions := p.call("ListSolutions", doc.Doc{})
	p.call("AssociateOpportunity", doc.Doc{"OpportunityIdentifier": id, "RelatedEntityType": "Solutions",
		"RelatedEntityIdentifier": doc.Text(solutions, "SolutionSummaries[].Id")})
	p.call("StartEngagementFromOpportunityTask", doc.Doc{"ClientToken": token, "Identifier": id, "AwsSubmission": doc.Doc{"InvolvementType": "Co-Sell"}})
	return id
}

func (p partner) status(id string) string {
	p.t.Helper()
	return doc.Text(p.call("GetOpportunity", doc.Doc{"Identifier": id}), "LifeCycle.ReviewStatus")
}

func TestAPersonIsAWSFromATerminal(t *testing.T) {
	t.Parallel()
	for _, on := range []struct {
		name string
		env  func() []string
	}{
		{"SQLite", func() []string { return nil }},
		{"PostgreSQL", func() []string { return []string{"COSELL_DATABASE_URL=" + sqldbtest.PostgresURL(t)} }},
	} {
		t.Run(on.name, func(t *testing.T) {
			t.Parallel()
			direct(t, on.env())
		})
	}
}

func direct(t *testing.T, env []string) {
	dir := t.TempDir()
	d := program.Sandbox(t, dir, env...)
	p := partnerOf(t, d)
	act := func(want string, args ...string) {
		t.Helper()
		out, code := cosell(t, append([]string{"act", "--data", dir}, args...)...)
		if code != 0 || !strings.Contains(out, want) {
			t.Fatalf("act %s answers %d: %s, want %q", strings.Join(args, " "), code, out, want)
		}
	}
	refused := func(want string, args ...string) {
		t.Helper()
		out, code := cosell(t, append([]string{"act", "--data", dir}, args...)...)
		if code != 1 || !strings.Contains(out, want) {
			t.Errorf("act %s answers %d: %s, want %q", strings.Join(args, " "), code, out, want)
		}
	}
	first := p.submit("first")
	refused("comment", "ask", first)
	act(first+" is In review", "open", first)
	act(first+" is Approved", "approve", first, "--comment", "Good luck")
	act("is changed", "side", first, "--next-steps", "Call the customer", "--motion", "Agent-engaged", "--stage", "Qualified")
	act("is changed", "side", first, "--next-steps", "Call again")
	summary := p.call("GetAwsOpportunitySummary", doc.Doc{"RelatedOpportunityIdentifier": first})
	if doc.Text(summary, "LifeCycle.NextSteps") != "Call again" || doc.Text(summary, "CosellMotion") != "Agent-engaged" {
		t.Errorf("AWS's side: %v", summary)
	}
	refused("Cannot transition", "reject", first)
	refused("handed in an opportunity O9; at the desk are "+first, "approve", "O9")
	refused("Choose one of reads-lag", "quirk", "on", "gremlins")

	act("is started", "scenario", "start", "action-required-then-approved")
	second := p.submit("second")
	act("72h0", "clock", "+3d")
	if got := p.status(second); got != "Action Required" { // signed by the real clock, three days behind
		t.Errorf("after three days the record is %s", got)
	}
	act("done", "scenario", "runs")
	refused("forward only", "clock", "2020-01-01T00:00:00Z")

	act("is on", "quirk", "on", "server-errors", "percent=100", "operations=ListSolutions")
	if code := d.Stop(); code != 0 {
		t.Fatalf("asked to end, the program answers %d:\n%s", code, d.Output())
	}
	d = program.Sandbox(t, dir, env...)
	p = partnerOf(t, d)
	act("72h0", "clock")
	var e *awsjson.APIError
	if err := p.client.Call(t.Context(), "ListSolutions", doc.Doc{"Catalog": selling.CatalogAWS}, nil); !errors.As(err, &e) || e.Status != 500 {
		t.Errorf("the quirk is gone after a restart: %v", err)
	}
	act("is off", "quirk", "off", "server-errors")
	act("is stopped", "scenario", "stop", "action-required-then-approved")
	out, code := cosell(t, "act", "--url", d.Control, "--token", "wrong", "clock")
	if code != 1 || !strings.Contains(out, "token") {
		t.Errorf("with a wrong token: %d %s", code, out)
	}
}

func TestAScriptIsCheckedWithFileAndLine(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(file, []byte("name: mine\ntitle: {en: Mine, ja: 私}\nplay:\n  - when: never\n    steps: [{as: reviewer, do: open}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := cosell(t, "scenario", "check", file); code != 1 || !strings.Contains(out, file+":4: ") || !strings.Contains(out, "submitted") {
		t.Errorf("answers %d: %s", code, out)
	}
	text, _ := cosell(t, "scenario", "show", "launched")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := cosell(t, "scenario", "check", file); code != 0 || !strings.Contains(out, "can be played") {
		t.Errorf("answers %d: %s", code, out)
	}
	text, _ = cosell(t, "scenario", "show", "aws-referral-accepted")
	if err := os.WriteFile(file, []byte(strings.Replace(text, "Industry: Retail", "Industry: Shops", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := cosell(t, "scenario", "check", file); code != 1 || !strings.Contains(out, file+":23: opportunity.Customer.Account.Industry: ") ||
		!strings.Contains(out, "(request-enum)") {
		t.Errorf("a request in a script: %d %s", code, out)
	}
	if out, code := cosell(t, "scenario", "list"); code != 0 || !strings.Contains(out, "visibility-upgrade") {
		t.Errorf("answers %d: %s", code, out)
	}
	if out, code := cosell(t, "act", "--data", t.TempDir(), "clock"); code != 1 || !strings.Contains(out, "no demo or sandbox runs") {
		t.Errorf("with nothing running: %d %s", code, out)
	}
}
