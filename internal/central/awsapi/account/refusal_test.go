// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	accountapi "cosell/internal/central/awsapi/account"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// requests are a well-formed body of each operation: {1} is a partner, {2} an invitation, {3} a connection, {4} a task. An
// operation without one fails the tests.
var requests = map[string]string{
	"AcceptConnectionInvitation":                      `{"Catalog":"AWS","Identifier":"{2}","ClientToken":"t"}`,
	"AssociateAwsTrainingCertificationEmailDomain":    `{"Catalog":"AWS","Identifier":"{1}","Email":"x@alpha.example","EmailVerificationCode":"000000"}`,
	"CancelConnection":                                `{"Catalog":"AWS","Identifier":"{3}","ConnectionType":"OPPORTUNITY_COLLABORATION","Reason":"x","ClientToken":"t"}`,
	"CancelConnectionInvitation":                      `{"Catalog":"AWS","Identifier":"{2}","ClientToken":"t"}`,
	"CancelProfileUpdateTask":                         `{"Catalog":"AWS","Identifier":"{1}","TaskId":"{4}"}`,
	"CreateConnectionInvitation":                      `{"Catalog":"AWS","ClientToken":"t","ConnectionType":"OPPORTUNITY_COLLABORATION","Email":"a@b.example","Name":"N","Message":"m","ReceiverIdentifier":"pprofile-0000000000000"}`,
	"CreatePartner":                                   fill(createPartner, "AWS", "t", "000000"),
	"DisassociateAwsTrainingCertificationEmailDomain": `{"Catalog":"AWS","Identifier":"{1}","DomainName":"alpha.example"}`,
	"GetAllianceLeadContact":                          `{"Catalog":"AWS","Identifier":"{1}"}`,
	"GetConnection":                                   `{"Catalog":"AWS","Identifier":"{3}"}`,
	"GetConnectionInvitation":                         `{"Catalog":"AWS","Identifier":"{2}"}`,
	"GetConnectionPreferences":                        `{"Catalog":"AWS"}`,
	"GetPartner":                                      `{"Catalog":"AWS","Identifier":"{1}"}`,
	"GetProfileUpdateTask":                            `{"Catalog":"AWS","Identifier":"{1}"}`,
	"GetProfileVisibility":                            `{"Catalog":"AWS","Identifier":"{1}"}`,
	"GetQualificationsAssociationDetails":             `{"Catalog":"AWS","Identifier":"{1}"}`,
	"GetQualificationsAssociationTask":                `{"Catalog":"AWS","Identifier":"{1}"}`,
	"GetQualificationsDisassociationTask":             `{"Catalog":"AWS","Identifier":"{1}"}`,
	"GetVerification":                                 `{"VerificationType":"BUSINESS_VERIFICATION"}`,
	"ListConnectionInvitations":                       `{"Catalog":"AWS"}`,
	"ListConnections":                                 `{"Catalog":"AWS"}`,
	"ListPartners":                                    `{"Catalog":"AWS"}`,
	"ListTagsForResource":                             `{"ResourceArn":"arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/partner/{1}"}`,
	"PutAllianceLeadContact":                          `{"Catalog":"AWS","Identifier":"{1}","AllianceLeadContact":{"FirstName":"A","LastName":"B","Email":"lead@alpha.example","BusinessTitle":"C"}}`,
	"PutProfileVisibility":                            `{"Catalog":"AWS","Identifier":"{1}","Visibility":"PRIVATE"}`,
	"RejectConnectionInvitation":                      `{"Catalog":"AWS","Identifier":"{2}","ClientToken":"t"}`,
	"SendEmailVerificationCode":                       `{"Catalog":"AWS","Email":"x@alpha.example"}`,
	"StartProfileUpdateTask":                          fill(startTask, "AWS", "{1}", "t", "Alpha"),
	"StartQualificationsAssociationTask":              `{"Catalog":"AWS","Identifier":"{1}","PrimaryPartner":{"AccountId":"222222222222"}}`,
	"StartQualificationsDisassociationTask":           `{"Catalog":"AWS","Identifier":"{1}","AssociatedPartner":{"AccountId":"222222222222"}}`,
	"StartVerification":                               fill(startBusiness, "t"),
	"TagResource":                                     `{"ResourceArn":"arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/partner/{1}","Tags":[{"Key":"k","Value":"v"}]}`,
	"UntagResource":                                   `{"ResourceArn":"arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/partner/{1}","TagKeys":["k"]}`,
	"UpdateConnectionPreferences":                     `{"Catalog":"AWS","Revision":1,"AccessType":"DENY_ALL"}`,
}

func eachOperation(t *testing.T, test func(operation, request string)) {
	t.Helper()
	for _, o := range account.Operations {
		request, known := requests[o.Name]
		if !known {
			t.Errorf("%s has no request to try it with: add one", o.Name)
			continue
		}
		test(o.Name, request)
	}
}

// things are a partner, a pending invitation, a connection and a task of A, which B takes part in.
func (d *desk) things() []string {
	d.t.Helper()
	ctx := context.Background()
	connection := d.Connect("AWS")
	id := doc.Text(doc.Objects(d.must(d.A.API, "ListPartners", `{"Catalog":"AWS"}`), "PartnerSummaryList")[0], "Id")
	task := doc.Text(d.must(d.A.API, "StartProfileUpdateTask", fill(startTask, "AWS", id, "things", "Alpha Software")), "TaskId")
	sent, err := d.Connections.Invite(ctx, d.A.API, account.CreateConnectionInvitationRequest{Catalog: "AWS", ConnectionType: account.Subsidiary,
		Email: "a@alpha.example", Name: "A", Message: "m", ReceiverIdentifier: d.B.Account}, idempotency.Ticket{})
	if err != nil {
		d.t.Fatal(err)
	}
	return []string{id, sent.ID, connection, task}
}

// TestAnotherTenantsThingsAnswerAsThoseThatDoNotExist tries every operation as a third partner, with what A and B have
// between them and with what nobody has. Both answer byte for byte alike, and nothing changes.
func TestAnotherTenantsThingsAnswerAsThoseThatDoNotExist(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *clock.Manual) {
		foreign := d.things()
		stranger := d.Newcomer("333333333333", "Gamma")
		d.Introduce(stranger, "AWS")
		before := snapshot(t, d.DB)
		eachOperation(t, func(operation, request string) {
			if !strings.Contains(request, "{") || request == fill(request, foreign...) {
				return // names nothing
			}
			got := written(d.call(stranger.API, operation, fill(request, foreign...)))
			missing := written(d.call(stranger.API, operation, fill(request, "partner-0000000000000", "pacinv-0000000000000", "pac-0000000000000", "pprofiletask-0000000000000")))
			if got != missing || !strings.HasPrefix(got, "ResourceNotFoundException\n") {
				t.Errorf("%s of another tenant's answers\n%s\nand of one that does not exist\n%s", operation, got, missing)
			}
		})
		if after := snapshot(t, d.DB); after != before {
			t.Errorf("a stranger changed something:\n%s\n%s", before, after)
		}
	})
}

// snapshot is what could have changed, as text.
func snapshot(t *testing.T, db *sqldb.DB) (s string) {
	t.Helper()
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT (SELECT count(*) FROM profile_task) || ' ' || (SELECT count(*) FROM partner_tag) || ' ' || (SELECT count(*) FROM partner_domain) || ' ' ||
			(SELECT count(*) FROM connection_invitation WHERE status = 'PENDING') || ' ' || (SELECT count(*) FROM partner_connection_type WHERE status = 'ACTIVE') || ' ' ||
			(SELECT count(*) FROM account_partner WHERE visibility = 'PUBLIC') || ' ' || (SELECT count(*) FROM profile_task WHERE status = 'IN_PROGRESS')`).Scan(&s)
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryOperationAsksThePolicies(t *testing.T) {
	t.Parallel()
	d, _ := onSQLite(t)
	ids := d.things()
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
			_, e := d.call(who, operation, fill(request, ids...))
			if e == nil || e.Type != "AccessDeniedException" || e.Reason != account.DeniedAccess || !strings.Contains(e.Message, "partnercentral:"+operation) {
				t.Errorf("%s, policies allow %s: %v", operation, name, e)
			}
		})
	}
	eachOperation(t, func(operation, request string) { // nobody was authenticated
		if _, e := d.call(identity.Caller{}, operation, fill(request, ids...)); e == nil || e.Type != "AccessDeniedException" {
			t.Errorf("%s for nobody: %v", operation, e)
		}
	})
}

func TestAPolicyMayNameWhatAnOperationIsAbout(t *testing.T) {
	t.Parallel()
	d, _ := onSQLite(t)
	ids := d.things()
	for _, c := range []struct{ resource, operation, body, want string }{
		{account.PartnerARN(d.A.Account, "AWS", ids[0]), "GetPartner", requests["GetPartner"], "no refusal"},
		{account.PartnerARN(d.A.Account, "AWS", ids[0]), "GetPartner", `{"Catalog":"AWS","Identifier":"arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/partner/{1}"}`, "no refusal"},
		{account.PartnerARN(d.A.Account, "AWS", ids[0]), "TagResource", requests["TagResource"], "no refusal"},
		{account.PartnerARN(d.A.Account, "AWS", "partner-0000000000000"), "TagResource", requests["TagResource"], "AccessDenied ACCESS_DENIED"},
		{account.ConnectionARN("AWS", ids[2]), "GetConnection", requests["GetConnection"], "no refusal"},
		{account.ConnectionARN("AWS", ids[2]), "GetConnectionInvitation", requests["GetConnectionInvitation"], "AccessDenied ACCESS_DENIED"},
		{account.InvitationARN("AWS", ids[1]), "GetConnectionInvitation", requests["GetConnectionInvitation"], "no refusal"},
		{account.PreferencesARN(d.A.Account, "AWS"), "GetConnectionPreferences", requests["GetConnectionPreferences"], "no refusal"},
		{account.PreferencesARN(d.A.Account, "Sandbox"), "GetConnectionPreferences", requests["GetConnectionPreferences"], "AccessDenied ACCESS_DENIED"},
	} {
		if err := d.Identity.SetPolicies(t.Context(), identity.Client{Account: d.A.Account, ID: d.A.Client,
			Document: `{"Statement":{"Effect":"Allow","Action":"partnercentral:*","Resource":"` + c.resource + `"}}`}); err != nil {
			t.Fatal(err)
		}
		d.refused(d.Caller(d.A.Key.ID), c.operation, fill(c.body, ids...), c.want)
	}
}

func TestVerificationsAreAllowedByTheirType(t *testing.T) {
	t.Parallel()
	d, _ := onSQLite(t)
	if err := d.Identity.SetPolicies(t.Context(), identity.Client{Account: d.A.Account, ID: d.A.Client,
		Document: `{"Statement":{"Effect":"Allow","Action":"partnercentral:*","Resource":"*","Condition":{"StringEquals":{"partnercentral:VerificationType":"BUSINESS_VERIFICATION"}}}}`}); err != nil {
		t.Fatal(err)
	}
	who := d.Caller(d.A.Key.ID)
	d.refused(who, "StartVerification", fill(startBusiness, "a"), "no refusal")
	d.refused(who, "GetVerification", `{"VerificationType":"BUSINESS_VERIFICATION"}`, "no refusal")
	d.refused(who, "StartVerification", fill(startRegistrant, "b"), "AccessDenied ACCESS_DENIED")
	d.refused(who, "GetVerification", `{"VerificationType":"REGISTRANT_VERIFICATION"}`, "AccessDenied ACCESS_DENIED")
	d.refused(who, "StartVerification", `{}`, "AccessDenied ACCESS_DENIED")
}

func TestAPartnerWithoutTermsIsTurnedAwayWithAWSsReason(t *testing.T) {
	t.Parallel()
	d, _ := onSQLite(t)
	who := d.A.API
	who.Partner.Terms = false
	d.refused(who, "ListPartners", `{"Catalog":"AWS"}`, "AccessDenied INCOMPATIBLE_BENEFIT_AWS_PARTNER_STATE")
}

// modelOperations reads which errors each operation may answer.
func modelOperations(t *testing.T) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "..", "shared", "reference", "models", "partnercentral-account.json"))
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

// lawful says whether a refusal is one that the model gives the operation, with a reason and codes of the model.
func lawful(modelled []string, e *awsjson.Error) bool {
	if !slices.Contains(modelled, e.Type) {
		return false
	}
	if e.Type == "ValidationException" {
		for _, f := range e.Details {
			if (f.Field == nil) == (f.Business == nil) || f.Field != nil && !slices.Contains(account.FieldCodes, f.Field.Code) || f.Field != nil && f.Field.Name == "" ||
				f.Business != nil && !slices.Contains(account.BusinessCodes, f.Business.Code) {
				return false
			}
		}
		return len(e.Details) > 0 && (e.Reason == awsjson.RequestValidationFailed || e.Reason == awsjson.BusinessValidationFailed)
	}
	return slices.Contains(account.Reasons[e.Type], e.Reason)
}

// TestRefusalsAreThoseThatTheModelGivesEachOperation tries each operation in ways that must fail.
func TestRefusalsAreThoseThatTheModelGivesEachOperation(t *testing.T) {
	t.Parallel()
	model := modelOperations(t)
	d, _ := onSQLite(t)
	ids := d.things()
	nobody := []string{"partner-0000000000000", "pacinv-0000000000000", "pac-0000000000000", "pprofiletask-0000000000000"}
	tried := 0
	eachOperation(t, func(operation, request string) {
		for _, who := range []identity.Caller{d.A.API, d.B.API, d.Newcomer("4"+strings.Repeat("0", 9)+twoDigits(tried), "N"+twoDigits(tried)).API} {
			for _, body := range []string{
				fill(request, ids...), fill(request, ids...), fill(request, nobody...), strings.Replace(fill(request, ids...), `"AWS"`, `"Elsewhere"`, 1),
				strings.Replace(fill(request, ids...), `"Catalog":"AWS"`, `"Catalog":7`, 1), `{}`,
			} {
				if _, e := d.call(who, operation, body); e != nil && !lawful(model[operation], e) {
					t.Errorf("%s answers %s, which its model does not have; it has %v", operation, written(nil, e), model[operation])
				}
			}
		}
		tried++
	})
}

func twoDigits(n int) string { return string(rune('0'+n/10)) + string(rune('0'+n%10)) }

func TestEveryOperationIsServedOrRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	d, _ := onSQLite(t)
	ids := d.things()
	found := map[string]int{}
	for _, o := range accountapi.Served() {
		found[o.Name]++
		if o.Action != "partnercentral:"+o.Name || o.Resource == "" || len(o.Keys) == 0 {
			t.Errorf("%+v", o)
		}
	}
	for _, o := range accountapi.Refused() {
		found[o.Name]++
		_, e := d.call(d.A.API, o.Name, fill(requests[o.Name], ids...))
		if e == nil || e.Type != o.Error || !strings.Contains(short(e), o.Reason) || o.Why == "" {
			t.Errorf("%+v answers %v", o, e)
		}
	}
	for _, o := range account.Operations {
		if found[o.Name] != 1 || d.service.Operations[o.Name] == nil {
			t.Errorf("%s stands %d times in the lists", o.Name, found[o.Name])
		}
	}
	if len(found) != len(account.Operations) {
		t.Errorf("%d operations; the model has %d", len(found), len(account.Operations))
	}
}

// TestEachKindOfRefusalIsAnExceptionOfTheModel holds the table against the model's exceptions.
func TestEachKindOfRefusalIsAnExceptionOfTheModel(t *testing.T) {
	t.Parallel()
	for kind := fault.Internal; kind <= fault.Unavailable; kind++ {
		e, said := errors.AsType[*awsjson.Error](accountapi.Wire(&fault.Fault{Kind: kind, Msg: "why", Reason: "BECAUSE"}))
		if !said {
			t.Fatalf("kind %d is not in the table", kind)
		}
		if kind == fault.Unavailable {
			if e.Type != "ServiceUnavailable" || e.Status != 503 {
				t.Errorf("a lost database answers %s", e.Type)
			}
			continue
		}
		if modelled, known := account.Exceptions[e.Type]; !known || modelled != e.Status {
			t.Errorf("kind %d answers %s %d; the model has %d", kind, e.Type, e.Status, modelled)
		}
	}
	if e, _ := errors.AsType[*awsjson.Error](accountapi.Wire(errors.New("secret cause"))); e.Status != 500 || strings.Contains(e.Message, "secret") {
		t.Errorf("an unknown error answers %v", e.Message)
	}
}

// TestOddTextIsRefusedOrKept: PostgreSQL stores no U+0000; clients see no difference between the databases.
func TestOddTextIsRefusedOrKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *clock.Manual) {
		ids := d.things()
		eachOperation(t, func(operation, request string) {
			body := fill(request, ids...)
			for _, odd := range []string{`\u0000`, `a\u0000b`, `\ud800`} {
				for _, member := range []string{`"Reason":"x"`, `"Name":"N"`, `"ReceiverIdentifier":"pprofile-0000000000000"`, `"Value":"v"`, `"Key":"k"`, `["k"]`,
					`"DisplayName":"Alpha"`, `"ClientToken":"t"`, `"BusinessTitle":"C"`} {
					changed := strings.Replace(body, member, strings.TrimSuffix(strings.TrimSuffix(member, `]`), `"`)+odd+member[len(strings.TrimSuffix(strings.TrimSuffix(member, `]`), `"`)):], 1)
					if changed == body {
						continue
					}
					if _, e := d.call(d.A.API, operation, changed); e != nil && e.Status != 400 {
						t.Errorf("%s with %s answers %v", operation, changed, e)
					}
				}
			}
		})
	})
}

// FuzzBody: no body makes a server fault.
func FuzzBody(f *testing.F) {
	d, _ := onSQLite(f)
	ids := d.things()
	names := make([]string, 0, len(requests))
	for name := range requests {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		f.Add(uint8(i), fill(requests[name], ids...))
	}
	f.Fuzz(func(t *testing.T, operation uint8, body string) {
		name := names[int(operation)%len(names)]
		_, err := d.service.Operations[name](door.WithCaller(context.Background(), d.A.API), []byte(body))
		if e, said := errors.AsType[*awsjson.Error](err); err != nil && (!said || e.Status >= 500) {
			t.Fatalf("%s: %v\n%s", name, err, body)
		}
	})
}
