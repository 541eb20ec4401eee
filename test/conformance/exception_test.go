// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/test/program"
)

// A pair is an operation of a service and an exception that its model gives it.
type pair struct{ service, operation, exception string }

// modelled are the pairs of AWS's models.
func modelled(t *testing.T) (all []pair) {
	t.Helper()
	for _, s := range services {
		text, err := os.ReadFile(filepath.Join(models(t), s.name+".json"))
		need(t, err == nil, "AWS's service model "+s.name+".json is not in "+models(t))
		var model struct {
			Operations map[string]struct {
				Errors []struct{ Shape string } `json:"errors"`
			} `json:"operations"`
		}
		if err := json.Unmarshal(text, &model); err != nil {
			t.Fatal(err)
		}
		for name, o := range model.Operations {
			for _, e := range o.Errors {
				all = append(all, pair{strings.TrimPrefix(s.name, "partnercentral-"), name, e.Shape})
			}
		}
	}
	slices.SortFunc(all, func(a, b pair) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return all
}

func (m means) covers(p pair) bool {
	return m.exception == p.exception && (m.service == "" || m.service == p.service) && (m.of == nil || slices.Contains(m.of, p.operation))
}

// exceptionsPart shows the means on the coverage page.
func exceptionsPart(b *strings.Builder) {
	b.WriteString("\n## How each exception comes about\n\n| Exception | Operations | How |\n| --- | --- | --- |\n")
	for _, m := range ways {
		of, how := "every one that has it", "Not here: "+m.reason
		if m.of != nil {
			of = strings.Join(m.of, ", ")
		}
		switch {
		case m.do != "":
			how = "Tried on each: " + m.do
		case m.test != "":
			how = "Test: " + m.test
		}
		service := map[string]string{"": "both APIs", "selling": "Selling API", "account": "Account API"}[m.service]
		fmt.Fprintf(b, "| `%s` | %s: %s | %s |\n", m.exception, service, of, plain(how))
	}
}

func TestEveryModelledExceptionHasAMeansOrAReason(t *testing.T) {
	t.Parallel()
	all := modelled(t)
	for _, p := range all {
		if n := len(slices.Collect(func(yield func(means) bool) {
			for _, m := range ways {
				if m.covers(p) && !yield(m) {
					return
				}
			}
		})); n != 1 {
			t.Errorf("%v stands in %d rows of the table", p, n)
		}
	}
	known := testNames(t)
	for _, m := range ways {
		given := 0
		for _, way := range []string{m.do, m.test, m.reason} {
			if way != "" {
				given++
			}
		}
		if given != 1 {
			t.Errorf("%s of %v has %d ways", m.exception, m.of, given)
		}
		if m.test != "" && !known[m.test] {
			t.Errorf("%q is no test", m.test)
		}
		for _, o := range m.of {
			if !slices.Contains(all, pair{m.service, o, m.exception}) {
				t.Errorf("the model of the %s API gives %s no %s", m.service, o, m.exception)
			}
		}
	}
}

var goTest = regexp.MustCompile(`(?m)^func (Test\w+)\(`)

// testNames are the promises of the scripts and the names of the tests in Go of Central and of this package.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, p := range proofs(t, func(string) bool { return true }) {
		for _, promise := range p.promises {
			names[promise] = true
		}
	}
	for _, pattern := range []string{"internal/central/*/*_test.go", "internal/central/*/*/*_test.go", "test/conformance/*_test.go"} {
		files, err := filepath.Glob(filepath.Join(program.Root(t), pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range goTest.FindAllStringSubmatch(string(text), -1) {
				names[m[1]] = true
			}
		}
	}
	return names
}

// A caller is a partner's client of both APIs.
type caller struct{ selling, account *awsjson.Client }

func callerOf(t *testing.T, demo *program.Demo, p aws.CredentialsProvider) caller {
	t.Helper()
	c, err := awsjson.NewClient(awsjson.ClientConfig{Endpoint: demo.AWS, Target: account.Target, SigningName: account.SigningName, Region: selling.Region,
		Credentials: p, Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	return caller{signed(t, demo, p), c}
}

// answers is the exception that a call answers with, or nothing.
func (c caller) answers(t *testing.T, service, operation, body string) string {
	t.Helper()
	client := c.selling
	if service == "account" {
		client = c.account
	}
	err := client.Call(t.Context(), operation, []byte(body), nil)
	if err == nil {
		return ""
	}
	return refusal(t, err)
}

// about is a request with a catalog and some members; operations on ARNs and on verifications take no catalog, and ignore it.
func about(catalog, members string) string {
	if members != "" {
		members = "," + members
	}
	return `{"Catalog":"` + catalog + `"` + members + `}`
}

// turn turns a quirk on or off, as `cosell act quirk` does.
func turn(t *testing.T, demo *program.Demo, quirk string, on bool) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"on": on, "parameters": map[string]string{"percent": "100"}})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, demo.Control+"/control/quirks/"+quirk, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+demo.Token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("turn %s: %d, %v", quirk, res.StatusCode, err)
	}
}

func TestEveryExceptionThatCanBeTriedIsAnswered(t *testing.T) {
	t.Parallel()
	all := modelled(t)
	demo := program.Start(t, program.Seeded(t), nil)
	full := callerOf(t, demo, keys(demo.Partners[0]))
	try := func(do string, answers func(service, operation string) string) {
		tried := 0
		for _, p := range all {
			for _, m := range ways {
				if m.do != do || !m.covers(p) {
					continue
				}
				tried++
				if got := answers(p.service, p.operation); got != p.exception {
					t.Errorf("%s: %s of the %s API answers %q, want %s", do, p.operation, p.service, got, p.exception)
				}
			}
		}
		if tried == 0 {
			t.Errorf("nothing was tried by %s", do)
		}
	}
	try(saysNothing, func(service, operation string) string { return full.answers(t, service, operation, "{}") })
	try(namesNobody, func(service, operation string) string {
		members, known := absent[service+" "+operation]
		if !known {
			t.Errorf("%s has no request about what nobody has", operation)
		}
		return full.answers(t, service, operation, about("Sandbox", members))
	})
	turn(t, demo, "server-errors", true)
	try(orderedToFail, func(service, operation string) string { return full.answers(t, service, operation, "{}") })
	turn(t, demo, "server-errors", false)
	if got := full.answers(t, "selling", "ListSolutions", about("AWS", "")); got != "" {
		t.Errorf("when the quirk is off, the answer is %s", got)
	}
}

func TestEveryOperationIsThrottledOverItsQuota(t *testing.T) {
	t.Parallel()
	var rates []string
	for _, p := range modelled(t) {
		if rate := p.operation + "=1"; p.exception == throttling && !slices.Contains(rates, rate) {
			rates = append(rates, rate)
		}
	}
	demo := program.Sandbox(t, t.TempDir(), "COSELL_QUOTAS=on", "COSELL_QUOTA_OVERRIDES="+strings.Join(rates, ","))
	c := callerOf(t, demo, keys(demo.Partners[0]))
	for _, p := range modelled(t) {
		if p.exception != throttling {
			continue
		}
		got := ""
		for n := 0; n < 20 && got != throttling; n++ { // on a busy machine two calls may be a second apart
			got = c.answers(t, p.service, p.operation, "{}")
		}
		if got != throttling {
			t.Errorf("%s of the %s API is not throttled: %s", p.operation, p.service, got)
		}
	}
}

func TestATokenOfAnotherRequestIsAConflict(t *testing.T) {
	t.Parallel()
	demo := program.Start(t, program.Seeded(t), nil)
	c, s := callerOf(t, demo, keys(demo.Partners[0])), newStranger(t, demo)
	made := func(service, operation, members string) doc.Doc {
		t.Helper()
		client := map[string]*awsjson.Client{"selling": c.selling, "account": c.account}[service]
		var out doc.Doc
		if err := client.Call(t.Context(), operation, []byte(about("Sandbox", members)), &out); err != nil {
			t.Fatalf("%s: %v", operation, err)
		}
		return out
	}
	twice := func(service, operation, members, change, to string) {
		t.Helper()
		members = `"ClientToken":"` + operation + `",` + members
		made(service, operation, members)
		if got := c.answers(t, service, operation, about("Sandbox", strings.Replace(members, change, to, 1))); got != conflict {
			t.Errorf("%s with the token of another request answers %q", operation, got)
		}
	}
	engagement := doc.Text(made("selling", "CreateEngagement", `"ClientToken":"e","Title":"T","Description":"D","Contexts":[{"Type":"Lead","Payload":{"Lead":`+sharedLead+`}}]`), "Id")
	on := `"EngagementIdentifier":"` + engagement + `"`
	twice("selling", "CreateEngagementContext", on+`,"Type":"CustomerProject","Payload":{"CustomerProject":`+sharedProject+`}`, "Fleet telemetry", "Another")
	twice("selling", "StartProspectingFromEngagementTask", `"Identifiers":["`+engagement+`"],"TaskName":"Autumn"`, "Autumn", "Winter")
	twice("selling", "StartOpportunityFromEngagementTask", `"Identifier":"`+engagement+`","ContextIdentifier":"1","Tags":[{"Key":"k","Value":"v"}]`, `v"}]`, `w"}]`)

	id := s.opportunity()
	made("selling", "AssociateOpportunity", `"OpportunityIdentifier":"`+id+`","RelatedEntityType":"Solutions","RelatedEntityIdentifier":"S-1234567"`)
	submit := `"Identifier":"` + id + `","Tags":[{"Key":"k","Value":"v"}],"AwsSubmission":{"InvolvementType":"Co-Sell","Visibility":"Full"}`
	twice("selling", "StartEngagementFromOpportunityTask", submit, `v"}]`, `w"}]`)
	tasks := made("selling", "ListEngagementFromOpportunityTasks", `"OpportunityIdentifier":["`+id+`"]`)
	snapshot := `"EngagementIdentifier":"` + doc.Text(tasks, "TaskSummaries[].EngagementId") + `","ResourceType":"Opportunity","ResourceIdentifier":"` + id + `"`
	twice("selling", "CreateResourceSnapshot", snapshot+`,"ResourceSnapshotTemplateIdentifier":"OpportunitySummaryView"`, "OpportunitySummaryView", "AwsOpportunitySummaryFullView")

	partner := doc.Text(made("account", "ListPartners", ""), "PartnerSummaryList[].Id")
	domain := `"Identifier":"` + partner + `","Email":"a@tokens.example","EmailVerificationCode":"123456"`
	twice("account", "AssociateAwsTrainingCertificationEmailDomain", domain, "tokens.example", "other.example")
	twice("account", "DisassociateAwsTrainingCertificationEmailDomain", `"Identifier":"`+partner+`","DomainName":"tokens.example"`, "tokens.example", "other.example")
}
