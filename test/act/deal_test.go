// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package act

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/test/program"
)

// referred is a request of CreateOpportunity, led what a Lead context has; the person who was met last is Ren.
const (
	referred = `{"PrimaryNeedsFromAws":["Co-Sell - Technical Consultation"],"NationalSecurity":"No","OpportunityType":"Net New Business",
		"Customer":{"Account":{"CompanyName":"Harbor Foods","Industry":"Retail","WebsiteUrl":"https://harbor-foods.example","Address":{"CountryCode":"US","PostalCode":"98101"}}},
		"Project":{"Title":"Inventory in one day","CustomerBusinessProblem":"Stock of 80 stores is counted by hand, and shelves stay empty.",
		"ExpectedCustomerSpend":[{"Amount":"9000.00","CurrencyCode":"USD","Frequency":"Monthly","TargetCompany":"AWS"}]},
		"LifeCycle":{"Stage":"Qualified","TargetCloseDate":"2030-12-01"},"Marketing":{"Source":"None"}}`
	led = `{"Customer":{"CompanyName":"Quay Foods"},"Interactions":[
		{"InteractionDate":"2026-05-01T00:00:00Z","SourceType":"Event","Contact":{"BusinessTitle":"Head of IT","Email":"ren@quay.example.com","FirstName":"Ren","LastName":"Sato"}},
		{"InteractionDate":"2026-03-01T00:00:00Z","SourceType":"Website","Contact":{"BusinessTitle":"Buyer","Email":"mei@quay.example.com","FirstName":"Mei","LastName":"Ono"}}]}`
)

// A deal is a demo that is directed, and what its commands have made so far, by name.
type deal struct {
	t        *testing.T
	dir      string
	first    partner
	accounts *awsjson.Client // the first partner's, for the Account API
	made     map[string]string
}

// A line is one command and what it must print. Words in braces are what earlier lines have kept.
type line struct {
	act     string // the arguments, with | between them
	want    string // a regular expression; its group is kept
	keep    string
	refused bool
	then    func(*deal)
}

func (d *deal) fill(text string) string {
	for name, value := range d.made {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

func (d *deal) run(l line) {
	d.t.Helper()
	args := append([]string{"act", "--data", d.dir}, strings.Split(d.fill(l.act), "|")...)
	out, code := cosell(d.t, args...)
	found := regexp.MustCompile(d.fill(l.want)).FindStringSubmatch(out)
	if found == nil || code != map[bool]int{false: 0, true: 1}[l.refused] {
		d.t.Fatalf("%s answers %d: %s, want %q", strings.Join(args[3:], " "), code, out, d.fill(l.want))
	}
	if l.keep != "" {
		d.made[l.keep] = found[1]
	}
	if l.then != nil {
		l.then(d)
	}
}

// says holds what the interface answers the first partner against what a command has done.
func says(operation string, in doc.Doc, path, want string) func(*deal) {
	return func(d *deal) {
		d.t.Helper()
		asked := doc.Doc{}
		for name, value := range in {
			text, isText := value.(string)
			if !isText {
				asked[name] = value
				continue
			}
			asked[name] = d.fill(text)
		}
		if got := doc.Text(d.first.call(operation, asked), path); got != d.fill(want) {
			d.t.Errorf("%s %v has %s %q, want %q", operation, asked, path, got, want)
		}
	}
}

// The commands in their order: each is tried with what it takes and with what it must refuse.
var lines = []line{
	{act: "refer|{folder}/broken.json|--partner|{a}", want: "is no JSON", refused: true},
	{act: "refer|{folder}/empty.json|--partner|{a}", want: "companyName is required for a referral", refused: true},
	{act: "refer|{folder}/referred.json|--partner|999999999999", want: "is no partner", refused: true},
	{act: "refer|{folder}/referred.json|--partner|{a}|--message|Please look", want: `^(engi-\w+) is sent`, keep: "referral",
		then: says("GetEngagementInvitation", doc.Doc{"Identifier": "{referral}"}, "InvitationMessage", "Please look")},
	{act: "accept|{b}|{referral}", want: "nothing here", refused: true},
	{act: "accept|{a}|{referral}", want: `^(O\d+): accept is done`, keep: "opportunity",
		then: says("GetOpportunity", doc.Doc{"Identifier": "{opportunity}"}, "LifeCycle.ReviewStatus", "Approved")},
	{act: "accept|{a}|{referral}", want: `an opportunity was made of it`, refused: true},

	{act: "refer|{folder}/referred.json|--partner|{a}", want: `^(engi-\w+) is sent`, keep: "unwanted"},
	{act: "decline|{a}|{unwanted}|--reason|Mood", want: "reason", refused: true},
	{act: "decline|{a}|{unwanted}|--reason|Unable to support", want: "{unwanted}: decline is done",
		then: says("GetEngagementInvitation", doc.Doc{"Identifier": "{unwanted}"}, "Status", "REJECTED")},

	{act: "lead|{folder}/empty.json|--partner|{a}", want: "(?i)customer", refused: true},
	{act: "lead|{folder}/led.json|--partner|{a}", want: `^(engi-\w+) is sent`, keep: "lead",
		then: func(d *deal) {
			d.made["engagement"] = doc.Text(d.first.call("GetEngagementInvitation", doc.Doc{"Identifier": d.made["lead"]}), "EngagementId")
		}},
	{act: "qualify|{a}|{lead}", want: "Accept the invitation first", refused: true},
	{act: "accept|{a}|{lead}", want: "{lead}: accept is done"},
	{act: "qualify|{a}|{lead}|--status|Maybe", want: "status", refused: true},
	{act: "qualify|{a}|{lead}|--action|Calls|--contact|nobody@quay.example.com", want: "(?i)contact", refused: true},
	{act: "qualify|{a}|{lead}|--action|Asks for a demo|--contact|mei@quay.example.com", want: "{lead}: qualify is done", then: met("Mei", "Qualified")},
	{act: "qualify|{a}|{lead}|--status|Disqualified|--action|Has no time", want: "{lead}: qualify is done", then: met("Mei", "Disqualified")}, // she was met last now
	{act: "convert|{a}|{lead}", want: "(?i)disqualified", refused: true},
	{act: "qualify|{a}|{lead}", want: "{lead}: qualify is done"},
	{act: "convert|{a}|{lead}", want: `^(O\d+): convert is done`, keep: "converted",
		then: says("GetOpportunity", doc.Doc{"Identifier": "{converted}"}, "LifeCycle.ReviewStatus", "Pending Submission")},

	{act: "invite|{a}|{opportunity}|999999999999", want: "(?i)connect|partner", refused: true},
	{act: "invite|{a}|{opportunity}|{b}|--message|Together", want: `^(engi-\w+): invite is done`, keep: "shared",
		then: says("GetEngagementInvitation", doc.Doc{"Identifier": "{shared}"}, "InvitationMessage", "Together")},
	{act: "accept|{b}|{shared}", want: `^(O\d+): accept is done`, keep: "theirs"},

	{act: "connect|{a}|{b}", want: "(?i)connected", refused: true},
	{act: "disconnect|{a}|{connection}", want: "(?i)reason", refused: true},
	{act: "disconnect|{a}|{connection}|--reason|We part", want: "{connection}: disconnect is done", then: connected("0")},
	{act: "connect|{a}|{b}|--message|Again", want: `^(pacinv-\w+): connect is done`, keep: "request"},
	{act: "withdraw|{b}|{request}", want: ".", refused: true}, // it is not theirs to take back
	{act: "withdraw|{a}|{request}", want: "{request}: withdraw is done"},
	{act: "accept|{b}|{request}", want: ".", refused: true},
	{act: "connect|{b}|{a}", want: `^(pacinv-\w+): connect is done`, keep: "request"},
	{act: "accept|{a}|{request}", want: `: accept is done`, then: connected("1")},

	{act: "quota", want: `quotas are off, at 100% of AWS's rates(?s).*CreateOpportunity +1 in a second +10000 in 24 hours`},
	{act: "quota|sometimes", want: "says no quota", refused: true},
	{act: "quota|5000%", want: "(?i)percent", refused: true},
	{act: "quota|50%", want: "at 50% of AWS's rates"},
	{act: "quota|ListSolutions=0", want: "(?i)second", refused: true},
	{act: "quota|ListSolutions=1/20000", want: "ListSolutions +1 in a second +20000 in 24 hours +set"},
	{act: "quota|on", want: "quotas are on, at 50%", then: throttled},
	{act: "quota|ListSolutions=default", want: "quotas are on"},
	{act: "quota|ListSolutions=default", want: "nothing here", refused: true},
	{act: "quota|default", want: "quotas are off, at 100%"},
}

// met holds the lead against whom it was met with last, and its status.
func met(first, status string) func(*deal) {
	return func(d *deal) {
		d.t.Helper()
		lead, isLead := doc.Get(doc.Objects(d.first.call("GetEngagement", doc.Doc{"Identifier": d.made["engagement"]}), "Contexts")[0], "Payload.Lead").(doc.Doc)
		all := doc.Objects(lead, "Interactions")
		if !isLead || len(all) == 0 || doc.Text(all[len(all)-1], "Contact.FirstName") != first || doc.Text(lead, "QualificationStatus") != status {
			d.t.Errorf("the lead is %v, want %s and %s", lead, first, status)
		}
	}
}

// connected says how many partners the first one is connected with.
func connected(want string) func(*deal) {
	return func(d *deal) {
		d.t.Helper()
		if got := d.connections(); len(got) != int(want[0]-'0') {
			d.t.Errorf("connected with %v, want %s", got, want)
		}
	}
}

func (d *deal) connections() (ids []string) {
	d.t.Helper()
	var out account.ListConnectionsResponse
	if err := d.accounts.Call(d.t.Context(), "ListConnections", doc.Doc{"Catalog": selling.CatalogAWS}, &out); err != nil {
		d.t.Fatal(err)
	}
	for _, c := range out.ConnectionSummaries {
		ids = append(ids, c.ID)
	}
	return ids
}

// throttled calls until the rate of one in a second refuses; a machine that is slower than that makes the test fail.
func throttled(d *deal) {
	d.t.Helper()
	for range 100 {
		var e *awsjson.APIError
		err := d.first.client.Call(d.t.Context(), "ListSolutions", doc.Doc{"Catalog": selling.CatalogAWS}, nil)
		if errors.As(err, &e) && strings.HasPrefix(e.Type, "Throttling") {
			return
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
	d.t.Error("a hundred calls at once are within one in a second")
}

func TestAPersonPlaysAWSAndItsPartnersFromATerminal(t *testing.T) {
	t.Parallel()
	dir, folder := program.Seeded(t), t.TempDir()
	demo := program.Start(t, dir, nil)
	for name, text := range map[string]string{"referred": referred, "led": led, "empty": "{}", "broken": "{"} {
		if err := os.WriteFile(filepath.Join(folder, name+".json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, b := demo.Partners[0], demo.Partners[1]
	accounts, err := awsjson.NewClient(awsjson.ClientConfig{Endpoint: demo.AWS, Target: account.Target, SigningName: account.SigningName, Region: selling.Region,
		Credentials: credentials.NewStaticCredentialsProvider(a.AccessKeyID, a.SecretAccessKey, ""), Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	d := &deal{t: t, dir: dir, first: partnerOf(t, demo), accounts: accounts, made: map[string]string{"a": a.AccountID, "b": b.AccountID, "folder": folder}}
	d.made["connection"] = d.connections()[0]
	tried := map[string]bool{}
	for _, l := range lines {
		d.run(l)
		if command, _, _ := strings.Cut(l.act, "|"); !l.refused {
			tried[command] = true
		}
	}
	for _, command := range strings.Fields("refer lead accept decline qualify convert invite connect withdraw disconnect quota") {
		if !tried[command] {
			t.Errorf("act %s is not tried", command)
		}
	}
}
