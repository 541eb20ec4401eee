// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	accountapi "cosell/internal/central/awsapi/account"
	"cosell/internal/central/awsapi/door"
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
	return &desk{w, t, accountapi.Service(&accountapi.Rooms{Verifications: w.Verifications, Profiles: w.Profiles, Connections: w.Connections})}
}

func each(t *testing.T, test func(*testing.T, *desk, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		test(t, newDesk(t, centraltest.New(t, db, clk)), clk)
	}, centraltest.Schemas()...)
}

func onSQLite(t testing.TB) (*desk, *clock.Manual) {
	clk := clock.NewManual(sqldbtest.Start)
	return newDesk(t, centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)), clk
}

// call runs an operation for a caller.
func (d *desk) call(who identity.Caller, operation, body string) ([]byte, *awsjson.Error) {
	d.t.Helper()
	answer, err := d.service.Operations[operation](door.WithCaller(context.Background(), who), []byte(body))
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
		d.t.Fatalf("%s: %s", operation, written(nil, e))
	}
	parsed, err := doc.Parse(answer)
	if err != nil {
		d.t.Fatal(err)
	}
	return parsed
}

// refused is call for what has to be refused, as exception and reason, or the codes of a validation.
func (d *desk) refused(who identity.Caller, operation, body, want string) {
	d.t.Helper()
	answer, e := d.call(who, operation, body)
	if got := short(e); got != want {
		d.t.Errorf("%s %s answers %s %s, want %s", operation, body, got, answer, want)
	}
}

// short is a refusal in one line.
func short(e *awsjson.Error) string {
	if e == nil {
		return "no refusal"
	}
	text := strings.TrimSuffix(e.Type, "Exception") + " " + e.Reason
	for _, f := range e.Details {
		if f.Field != nil {
			text += " " + f.Field.Name + "=" + f.Field.Code
		} else {
			text += " " + f.Business.Code
		}
	}
	return text
}

func written(answer []byte, e *awsjson.Error) string {
	if e == nil {
		return "200\n" + string(answer)
	}
	details, err := json.Marshal(e.Details)
	if err != nil {
		panic(err) // structs of text always encode
	}
	text := e.Type + "\n" + e.Message + "\nReason: " + e.Reason
	if len(e.Details) > 0 {
		text += "\n" + string(details)
	}
	return text
}

// fill puts values into {1}, {2}, ... of a template.
func fill(template string, values ...string) string {
	for i, v := range values {
		template = strings.ReplaceAll(template, "{"+string(rune('1'+i))+"}", v)
	}
	return template
}

// work runs what is due.
func (d *desk) work() {
	d.t.Helper()
	if err := d.Jobs.Drain(context.Background()); err != nil {
		d.t.Fatal(err)
	}
}

var digits = regexp.MustCompile(`[0-9]{6}`)

// code is the last code that was mailed to somebody of a partner.
func (d *desk) code(account string) string {
	d.t.Helper()
	letters, err := d.Outbox.Latest(context.Background(), account, 20)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, l := range letters {
		if strings.Contains(l.Subject, "verification code") {
			return digits.FindString(l.Body)
		}
	}
	d.t.Fatalf("no code among %d letters", len(letters))
	return ""
}

const (
	startBusiness   = `{"ClientToken":"{1}","VerificationDetails":{"BusinessVerificationDetails":{"LegalName":"Gamma 株式会社","RegistrationId":"0100-01-000001","CountryCode":"JP"}}}`
	startRegistrant = `{"ClientToken":"{1}","VerificationDetails":{"RegistrantVerificationDetails":{}}}`
	createPartner   = `{"Catalog":"{1}","ClientToken":"{2}","LegalName":"Gamma 株式会社","PrimarySolutionType":"SOFTWARE_PRODUCTS","AllianceLeadContact":{"FirstName":"Gen","LastName":"Mori","Email":"gen@gamma.example","BusinessTitle":"Alliance Lead"},"EmailVerificationCode":"{3}"}`
	startTask       = `{"Catalog":"{1}","Identifier":"{2}","ClientToken":"{3}","TaskDetails":{"DisplayName":"{4}","Description":"We build on AWS.","WebsiteUrl":"https://gamma.example","LogoUrl":"https://gamma.example/logo.png","PrimarySolutionType":"SOFTWARE_PRODUCTS","IndustrySegments":["RETAIL"],"TranslationSourceLocale":"ja-JP","Headquarters":{"CountryCode":"JP","SubdivisionCode":"13"}}}`
	invite          = `{"Catalog":"{1}","ClientToken":"{2}","ConnectionType":"{3}","Email":"gen@gamma.example","Name":"Gen Mori","Message":"Let us share opportunities","ReceiverIdentifier":"{4}"}`
)

// golden holds one request and its answer against the file.
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

var chance = regexp.MustCompile(`\b(partner|pprofile|pprofiletask|pac|pacinv)-[a-z0-9]{13}\b|verification/[A-Z2-7]{26}\b`)

// A mask writes what is drawn by chance under steady names.
type mask map[string]string

func (m mask) of(text string) string {
	return chance.ReplaceAllStringFunc(text, func(id string) string {
		if m[id] == "" {
			kind, _, _ := strings.Cut(id, "-")
			if strings.HasPrefix(id, "verification/") {
				kind = "verification/"
			}
			m[id] = fmt.Sprintf("%s-CHANCE%d", kind, len(m)+1)
		}
		return m[id]
	})
}

// TestOperationsAnswerAsRecorded walks a newcomer from its verification to a connection, and holds each operation's request
// and answer against the golden files. {name} stands for an id that an earlier answer gave.
func TestOperationsAnswerAsRecorded(t *testing.T) {
	t.Parallel()
	d, clk := onSQLite(t)
	gamma := d.Newcomer("333333333333", "Gamma")
	d.Introduce(d.A, "AWS")
	ids, masked := map[string]string{}, mask{}
	seen := map[string]bool{}
	for _, c := range []struct {
		name, operation, body string
		who                   identity.Caller
		keep                  string // "name=path": an id for later
		after                 func()
	}{
		{name: "verification-none", operation: "GetVerification", body: `{"VerificationType":"BUSINESS_VERIFICATION"}`},
		{name: "verification-without", operation: "StartVerification", body: `{}`},
		{name: "verification-malformed", operation: "StartVerification", body: `{"VerificationDetails":{"BusinessVerificationDetails":{"LegalName":"X","CountryCode":"JPN"}}}`},
		{name: "create-unverified", operation: "CreatePartner", body: fill(createPartner, "AWS", "p0", "000000")},
		{name: "verification-business", operation: "StartVerification", body: fill(startBusiness, "v1")},
		{name: "verification-again", operation: "StartVerification", body: fill(startBusiness, "v1")},
		{name: "verification-conflict", operation: "StartVerification", body: fill(startRegistrant, "v1")},
		{name: "verification-running", operation: "StartVerification", body: fill(startBusiness, "v2")},
		{name: "verification-registrant", operation: "StartVerification", body: fill(startRegistrant, "v3"), keep: "link=VerificationResponseDetails.RegistrantVerificationResponse.CompletionUrl",
			after: func() {
				clk.Advance(centraltest.Moderation)
				d.work()
				if err := d.Verifications.Complete(t.Context(), strings.TrimPrefix(ids["link"], centraltest.CompletionURL)); err != nil {
					t.Fatal(err)
				}
			}},
		{name: "verification-succeeded", operation: "GetVerification", body: `{"VerificationType":"BUSINESS_VERIFICATION"}`},
		{name: "verification-completed", operation: "GetVerification", body: `{"VerificationType":"REGISTRANT_VERIFICATION"}`},
		{name: "verification-done", operation: "StartVerification", body: fill(startBusiness, "v4")},
		{name: "code", operation: "SendEmailVerificationCode", body: `{"Catalog":"AWS","Email":"gen@gamma.example"}`, after: func() { ids["code"] = d.code("333333333333") }},
		{name: "partners-none", operation: "ListPartners", body: `{"Catalog":"AWS"}`},
		{name: "create", operation: "CreatePartner", body: strings.Replace(fill(createPartner, "AWS", "p1", "{code}"), `"ClientToken"`, `"Tags":[{"Key":"team","Value":"東京"}],"ClientToken"`, 1), keep: "partner=Id"},
		{name: "create-duplicate", operation: "CreatePartner", body: fill(createPartner, "AWS", "p2", "000000")},
		{name: "partner", operation: "GetPartner", body: `{"Catalog":"AWS","Identifier":"{partner}"}`, keep: "profile=Profile.ProfileId"},
		{name: "partner-missing", operation: "GetPartner", body: `{"Catalog":"AWS","Identifier":"partner-0000000000000"}`},
		{name: "partner-catalog", operation: "GetPartner", body: `{"Catalog":"Nowhere","Identifier":"{partner}"}`},
		{name: "partner-malformed", operation: "GetPartner", body: `{"Catalog":"AWS","Identifier":"O1"}`},
		{name: "partners", operation: "ListPartners", body: `{"Catalog":"AWS"}`},
		{name: "contact", operation: "GetAllianceLeadContact", body: `{"Catalog":"AWS","Identifier":"{partner}"}`},
		{name: "contact-code", operation: "PutAllianceLeadContact", body: `{"Catalog":"AWS","Identifier":"{partner}","AllianceLeadContact":{"FirstName":"Mio","LastName":"Abe","Email":"mio@gamma.example","BusinessTitle":"CTO"}}`},
		{name: "contact-put", operation: "PutAllianceLeadContact", body: `{"Catalog":"AWS","Identifier":"{partner}","AllianceLeadContact":{"FirstName":"Gen","LastName":"Mori","Email":"GEN@gamma.example","BusinessTitle":"CTO"}}`},
		{name: "tags", operation: "ListTagsForResource", body: `{"ResourceArn":"arn:aws:partnercentral:us-east-1:333333333333:catalog/AWS/partner/{partner}"}`},
		{name: "tag", operation: "TagResource", body: `{"ResourceArn":"arn:aws:partnercentral:us-east-1:333333333333:catalog/AWS/partner/{partner}","Tags":[{"Key":"team","Value":"x"},{"Key":"cost","Value":""}]}`},
		{name: "tag-reserved", operation: "TagResource", body: `{"ResourceArn":"arn:aws:partnercentral:us-east-1:333333333333:catalog/AWS/partner/{partner}","Tags":[{"Key":"aws:x","Value":"x"},{"Key":"a","Value":"1"},{"Key":"a","Value":"2"},{"Key":"#","Value":""}]}`},
		{name: "untag", operation: "UntagResource", body: `{"ResourceArn":"arn:aws:partnercentral:us-east-1:333333333333:catalog/AWS/partner/{partner}","TagKeys":["team","nobody"]}`},
		{name: "visibility-none", operation: "GetProfileVisibility", body: `{"Catalog":"AWS","Identifier":"{partner}"}`},
		{name: "task-none", operation: "GetProfileUpdateTask", body: `{"Catalog":"AWS","Identifier":"{partner}"}`},
		{name: "task-duplicate-values", operation: "StartProfileUpdateTask", body: strings.Replace(fill(startTask, "AWS", "{partner}", "t0", "Gamma"), `["RETAIL"]`, `["RETAIL","RETAIL"]`, 1)},
		{name: "task", operation: "StartProfileUpdateTask", body: fill(startTask, "AWS", "{partner}", "t1", "Gamma"), keep: "task=TaskId"},
		{name: "task-second", operation: "StartProfileUpdateTask", body: fill(startTask, "AWS", "{partner}", "t2", "Gamma")},
		{name: "task-cancel", operation: "CancelProfileUpdateTask", body: `{"Catalog":"AWS","Identifier":"{partner}","TaskId":"{task}"}`},
		{name: "task-cancel-twice", operation: "CancelProfileUpdateTask", body: `{"Catalog":"AWS","Identifier":"{partner}","TaskId":"{task}"}`},
		{name: "task-broken", operation: "StartProfileUpdateTask", body: strings.Replace(fill(startTask, "AWS", "{partner}", "t3", "alpha  software"), "gamma.example/logo.png", "localhost/logo.exe", 1),
			after: func() { clk.Advance(centraltest.Moderation); d.work() }},
		{name: "task-failed", operation: "GetProfileUpdateTask", body: `{"Catalog":"AWS","Identifier":"{partner}"}`},
		{name: "invite-without-profile", operation: "CreateConnectionInvitation", body: fill(invite, "AWS", "i0", "OPPORTUNITY_COLLABORATION", "{profile}")},
		{name: "task-anew", operation: "StartProfileUpdateTask", body: fill(startTask, "AWS", "{partner}", "t4", "Gamma"), after: func() { clk.Advance(centraltest.Moderation); d.work() }},
		{name: "task-succeeded", operation: "GetProfileUpdateTask", body: `{"Catalog":"AWS","Identifier":"{partner}"}`},
		{name: "partner-with-profile", operation: "GetPartner", body: `{"Catalog":"AWS","Identifier":"arn:aws:partnercentral:us-east-1:333333333333:catalog/AWS/partner/{partner}"}`},
		{name: "visibility", operation: "GetProfileVisibility", body: `{"Catalog":"AWS","Identifier":"{partner}"}`},
		{name: "invite-private", operation: "CreateConnectionInvitation", body: fill(invite, "AWS", "i1", "OPPORTUNITY_COLLABORATION", "{alpha}")},
		{name: "visibility-put", operation: "PutProfileVisibility", body: `{"Catalog":"AWS","Identifier":"{partner}","Visibility":"PUBLIC"}`},
		{name: "domain-code", operation: "SendEmailVerificationCode", body: `{"Catalog":"AWS","Email":"training@Gamma.example"}`, after: func() { ids["code"] = d.code("333333333333") }},
		{name: "domain-public", operation: "AssociateAwsTrainingCertificationEmailDomain", body: `{"Catalog":"AWS","Identifier":"{partner}","Email":"gamma@gmail.com","EmailVerificationCode":"000000"}`},
		{name: "domain", operation: "AssociateAwsTrainingCertificationEmailDomain", body: `{"Catalog":"AWS","Identifier":"{partner}","Email":"training@Gamma.example","EmailVerificationCode":"{code}"}`},
		{name: "partner-with-domain", operation: "GetPartner", body: `{"Catalog":"AWS","Identifier":"{partner}"}`},
		{name: "domain-drop", operation: "DisassociateAwsTrainingCertificationEmailDomain", body: `{"Catalog":"AWS","Identifier":"{partner}","DomainName":"gamma.example"}`},
		{name: "domain-missing", operation: "DisassociateAwsTrainingCertificationEmailDomain", body: `{"Catalog":"AWS","Identifier":"{partner}","DomainName":"gamma.example"}`},
		{name: "invite-itself", operation: "CreateConnectionInvitation", body: fill(invite, "AWS", "i2", "OPPORTUNITY_COLLABORATION", "{profile}")},
		{name: "invite-nobody", operation: "CreateConnectionInvitation", body: fill(invite, "AWS", "i3", "OPPORTUNITY_COLLABORATION", "pprofile-0000000000000")},
		{name: "invite", operation: "CreateConnectionInvitation", body: fill(invite, "AWS", "i4", "OPPORTUNITY_COLLABORATION", "{alpha}"), keep: "invitation=Id"},
		{name: "invite-again", operation: "CreateConnectionInvitation", body: fill(invite, "AWS", "i4", "OPPORTUNITY_COLLABORATION", "{alpha}")},
		{name: "invite-twice", operation: "CreateConnectionInvitation", body: fill(invite, "AWS", "i5", "OPPORTUNITY_COLLABORATION", "{alpha}")},
		{name: "invitation-received", operation: "GetConnectionInvitation", who: d.A.API, body: `{"Catalog":"AWS","Identifier":"{invitation}"}`},
		{name: "invitations", operation: "ListConnectionInvitations", body: `{"Catalog":"AWS","Status":"PENDING","ParticipantType":"SENDER","OtherParticipantIdentifiers":["{alpha}"]}`},
		{name: "invitation-cancel", operation: "CancelConnectionInvitation", body: `{"Catalog":"AWS","Identifier":"{invitation}","ClientToken":"c1"}`},
		{name: "invitation-accept-late", operation: "AcceptConnectionInvitation", who: d.A.API, body: `{"Catalog":"AWS","Identifier":"{invitation}","ClientToken":"c2"}`},
		{name: "invite-second", operation: "CreateConnectionInvitation", body: fill(invite, "AWS", "i6", "OPPORTUNITY_COLLABORATION", "{alpha}"), keep: "invitation=Id"},
		{name: "invitation-reject", operation: "RejectConnectionInvitation", who: d.A.API, body: `{"Catalog":"AWS","Identifier":"{invitation}","ClientToken":"c3","Reason":"Not now"}`},
		{name: "invite-third", operation: "CreateConnectionInvitation", body: fill(invite, "AWS", "i7", "OPPORTUNITY_COLLABORATION", "{alpha}"), keep: "invitation=Id"},
		{name: "invitation-accept-own", operation: "AcceptConnectionInvitation", body: `{"Catalog":"AWS","Identifier":"{invitation}","ClientToken":"c4"}`},
		{name: "invitation-accept", operation: "AcceptConnectionInvitation", who: d.A.API, body: `{"Catalog":"AWS","Identifier":"{invitation}","ClientToken":"c5"}`, keep: "connection=Connection.Id"},
		{name: "invite-connected", operation: "CreateConnectionInvitation", body: fill(invite, "AWS", "i8", "OPPORTUNITY_COLLABORATION", "{alpha}")},
		{name: "connection", operation: "GetConnection", body: `{"Catalog":"AWS","Identifier":"{connection}"}`},
		{name: "connection-missing", operation: "GetConnection", who: d.B.API, body: `{"Catalog":"AWS","Identifier":"{connection}"}`},
		{name: "connections", operation: "ListConnections", body: `{"Catalog":"AWS","ConnectionType":"OPPORTUNITY_COLLABORATION:ACTIVE","OtherParticipantIdentifiers":["{alpha}"]}`},
		{name: "connections-filter", operation: "ListConnections", body: `{"Catalog":"AWS","ConnectionType":"FRIENDS"}`},
		{name: "connections-token", operation: "ListConnections", body: `{"Catalog":"AWS","NextToken":"forged"}`},
		{name: "connection-cancel", operation: "CancelConnection", body: `{"Catalog":"AWS","Identifier":"{connection}","ConnectionType":"OPPORTUNITY_COLLABORATION","Reason":"No common customers","ClientToken":"c6"}`},
		{name: "connection-cancel-without-reason", operation: "CancelConnection", who: d.A.API, body: `{"Catalog":"AWS","Identifier":"{connection}","ConnectionType":"OPPORTUNITY_COLLABORATION","Reason":"","ClientToken":"c7"}`},
		{name: "connection-cancel-twice", operation: "CancelConnection", who: d.A.API, body: `{"Catalog":"AWS","Identifier":"{connection}","ConnectionType":"OPPORTUNITY_COLLABORATION","Reason":"Once more","ClientToken":"c8"}`},
		{name: "preferences", operation: "GetConnectionPreferences", body: `{"Catalog":"AWS"}`},
		{name: "preferences-put", operation: "UpdateConnectionPreferences", body: `{"Catalog":"AWS","Revision":1,"AccessType":"ALLOW_BY_DEFAULT_DENY_SOME","ExcludedParticipantIdentifiers":["{alpha}"]}`},
		{name: "preferences-stale", operation: "UpdateConnectionPreferences", body: `{"Catalog":"AWS","Revision":1,"AccessType":"DENY_ALL"}`},
		{name: "preferences-broken", operation: "UpdateConnectionPreferences", body: `{"Catalog":"AWS","Revision":2,"AccessType":"DENY_ALL","ExcludedParticipantIdentifiers":["{alpha}"]}`},
		{name: "invite-excluded", operation: "CreateConnectionInvitation", who: d.A.API, body: fill(invite, "AWS", "i9", "OPPORTUNITY_COLLABORATION", "{profile}")},
		{name: "qualifications", operation: "GetQualificationsAssociationDetails", body: `{"Catalog":"AWS","Identifier":"{partner}"}`},
		{name: "qualifications-task", operation: "GetQualificationsAssociationTask", body: `{"Catalog":"AWS","Identifier":"{partner}"}`},
		{name: "qualifications-untask", operation: "GetQualificationsDisassociationTask", body: `{"Catalog":"AWS","Identifier":"{partner}"}`},
		{name: "qualifications-start", operation: "StartQualificationsAssociationTask", body: `{"Catalog":"AWS","Identifier":"{partner}","PrimaryPartner":{"AccountId":"111111111111"}}`},
		{name: "qualifications-end", operation: "StartQualificationsDisassociationTask", body: `{"Catalog":"AWS","Identifier":"{partner}","AssociatedPartner":{"AccountId":"111111111111"}}`},
	} {
		if ids["alpha"] == "" {
			ids["alpha"] = doc.Text(d.must(d.A.API, "GetPartner", fill(`{"Catalog":"AWS","Identifier":"{1}"}`,
				doc.Text(doc.Objects(d.must(d.A.API, "ListPartners", `{"Catalog":"AWS"}`), "PartnerSummaryList")[0], "Id"))), "Profile.ProfileId")
		}
		who := c.who
		if who.Account == "" {
			who = gamma.API
		}
		body := c.body
		for name, id := range ids {
			body = strings.ReplaceAll(body, "{"+name+"}", id)
		}
		answer, e := d.call(who, c.operation, body)
		if code := ids["code"]; code != "" {
			body = strings.ReplaceAll(body, code, "CODE42")
		}
		golden(t, c.name, c.operation+"\n"+masked.of(body)+"\n\n"+masked.of(written(answer, e))+"\n")
		if name, path, kept := strings.Cut(c.keep, "="); kept && e == nil {
			parsed, err := doc.Parse(answer)
			if err != nil || doc.Text(parsed, path) == "" {
				t.Fatalf("%s: no %s in %s (%v)", c.name, path, answer, err)
			}
			ids[name] = doc.Text(parsed, path)
		}
		if c.after != nil {
			c.after()
		}
		seen[c.operation] = true
	}
	for operation := range d.service.Operations {
		if !seen[operation] {
			t.Errorf("%s has no golden file", operation)
		}
	}
}
