// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

func sampleRequest(t testing.TB) doc.Doc {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "testdata", "opportunity.json"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := doc.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func request(t *testing.T, text string) doc.Doc {
	t.Helper()
	d, err := doc.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

func TestTheSampleOpportunityIsAValidRequest(t *testing.T) {
	t.Parallel()
	if found := catalogue.CheckRequest("CreateOpportunity", sampleRequest(t)); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

func TestRequestsAreRefusedInAWSsWords(t *testing.T) {
	t.Parallel()
	const spend = `{"Catalog":"AWS","ClientToken":"t","Project":{"ExpectedCustomerSpend":[{"CurrencyCode":"USD","Frequency":"Monthly","TargetCompany":"AWS",%s}]}}`
	for _, c := range []struct {
		operation, text string
		message         string
		field, at       string
		code            catalogue.Code
		value           string
	}{
		{"CreateOpportunity", `{"ClientToken":"t"}`, "Value at 'catalog' failed to satisfy constraint: Member must not be null",
			"catalog", "Catalog", catalogue.RequiredFieldMissing, ""},
		{"CreateOpportunity", `{"Catalog":null,"ClientToken":"t"}`, "Value at 'catalog' failed to satisfy constraint: Member must not be null",
			"catalog", "Catalog", catalogue.RequiredFieldMissing, ""},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"t","Customer":{"Contacts":[{"Email":"a@b.example"},{"Email":"A@b.example"}]}}`,
			"Value at 'customer.contacts.2.member.email' failed to satisfy constraint: Member must satisfy regular expression pattern: (?=.{0,80}$)[a-z0-9",
			"customer.contacts.email", "Customer.Contacts[1].Email", catalogue.InvalidStringFormat, "***"},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"t","Customer":{"Contacts":[{"Email":"` + strings.Repeat("a", 79) + `@b.example"}]}}`,
			"Value at 'customer.contacts.1.member.email' failed to satisfy constraint: Member must have length less than or equal to 80",
			"customer.contacts.email", "Customer.Contacts[0].Email", catalogue.InvalidStringFormat, "***"},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"t","Customer":{"Account":{}}}`,
			"Value at 'customer.account.companyName' failed to satisfy constraint: Member must not be null",
			"customer.account.companyName", "Customer.Account.CompanyName", catalogue.RequiredFieldMissing, ""},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"t","Project":{"Title":"` + strings.Repeat("題", 256) + `"}}`,
			"Value at 'project.title' failed to satisfy constraint: Member must have length less than or equal to 255",
			"project.title", "Project.Title", catalogue.InvalidStringFormat, "***"},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"t","Project":{"CustomerBusinessProblem":"too short"}}`,
			"Value at 'project.customerBusinessProblem' failed to satisfy constraint: Member must have length greater than or equal to 20",
			"project.customerBusinessProblem", "Project.CustomerBusinessProblem", catalogue.InvalidStringFormat, "***"},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"t","Project":{"AdditionalComments":""}}`,
			"Value at 'project.additionalComments' failed to satisfy constraint: Member must have length greater than or equal to 1",
			"project.additionalComments", "Project.AdditionalComments", catalogue.InvalidStringFormat, ""},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"t","OpportunityType":"Renewal"}`,
			"Value at 'opportunityType' failed to satisfy constraint: Member must satisfy enum value set: [Net New Business, Flat Renewal, Expansion]",
			"opportunityType", "OpportunityType", catalogue.InvalidEnumValue, "Renewal"},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"a\nb"}`,
			"Value at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: .{1,255}",
			"clientToken", "ClientToken", catalogue.InvalidStringFormat, "a\nb"},
		{"CreateOpportunity", fmt.Sprintf(spend, `"Amount":"12,5"`), "Value at 'project.expectedCustomerSpend.1.member.amount' failed",
			"project.expectedCustomerSpend.amount", "Project.ExpectedCustomerSpend[0].Amount", catalogue.InvalidStringFormat, "***"},
		{"CreateOpportunity", fmt.Sprintf(spend, `"EstimationUrl":"https://example.com"`), "Value at 'project.expectedCustomerSpend.1.member.estimationUrl' failed",
			"project.expectedCustomerSpend.estimationUrl", "Project.ExpectedCustomerSpend[0].EstimationUrl", catalogue.InvalidStringFormat, "https://example.com"},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"t","Project":{"DeliveryModels":["Resell",null]}}`,
			"Value at 'project.deliveryModels.2.member' failed to satisfy constraint: Member must not be null",
			"project.deliveryModels", "Project.DeliveryModels[1]", catalogue.RequiredFieldMissing, ""},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"t","Project":[]}`, "Value at 'project' failed to satisfy constraint: Member must be an object",
			"project", "Project", catalogue.InvalidValue, ""},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":"t","PrimaryNeedsFromAws":"x"}`, "Member must be a list",
			"primaryNeedsFromAws", "PrimaryNeedsFromAws", catalogue.InvalidValue, ""},
		{"CreateOpportunity", `{"Catalog":"AWS","ClientToken":7}`, "Member must be a string", "clientToken", "ClientToken", catalogue.InvalidValue, ""},
		{"UpdateOpportunity", `{"Catalog":"AWS","Identifier":"O1","LastModifiedDate":"yesterday"}`, "Member must be a timestamp",
			"lastModifiedDate", "LastModifiedDate", catalogue.InvalidStringFormat, "yesterday"},
		{"UpdateOpportunity", `{"Catalog":"AWS","Identifier":"O1","LastModifiedDate":1735689600}`, "Member must be a timestamp",
			"lastModifiedDate", "LastModifiedDate", catalogue.InvalidStringFormat, ""},
		{"GetOpportunity", `{"Catalog":"AWS","Identifier":"1"}`, "Member must satisfy regular expression pattern: O[0-9]{1,19}",
			"identifier", "Identifier", catalogue.InvalidStringFormat, "1"},
		{"ListOpportunities", `{"Catalog":"AWS","MaxResults":101}`, "Member must have value less than or equal to 100",
			"maxResults", "MaxResults", catalogue.ValueOutOfRange, "101"},
		{"ListOpportunities", `{"Catalog":"AWS","MaxResults":0}`, "Member must have value greater than or equal to 1",
			"maxResults", "MaxResults", catalogue.ValueOutOfRange, "0"},
		{"ListOpportunities", `{"Catalog":"AWS","MaxResults":1.5}`, "Member must be a whole number", "maxResults", "MaxResults", catalogue.InvalidValue, ""},
		{"ListOpportunities", `{"Catalog":"AWS","Identifier":[` + strings.Repeat(`"O1",`, 20) + `"O1"]}`, "Member must have length less than or equal to 20",
			"identifier", "Identifier", catalogue.TooManyValues, ""},
		{"StartEngagementFromOpportunityTask", `{"Catalog":"AWS","ClientToken":"t","Identifier":"O1","AwsSubmission":{"InvolvementType":"Both"}}`,
			"Value at 'awsSubmission.involvementType' failed to satisfy constraint: Member must satisfy enum value set: [For Visibility Only, Co-Sell]",
			"awsSubmission.involvementType", "AwsSubmission.InvolvementType", catalogue.InvalidEnumValue, "Both"},
		{"CreateEngagementInvitation", `{"Catalog":"AWS","ClientToken":"t","EngagementIdentifier":"eng-00000000000000","Invitation":{"Message":"Hi","Receiver":{},"Payload":{"LeadInvitation":{"Customer":{"CompanyName":"X"},"Interaction":{"ContactBusinessTitle":"CTO"}}}}}`,
			"Value at 'invitation.receiver' failed to satisfy constraint: Member must have exactly one member set",
			"invitation.receiver", "Invitation.Receiver", catalogue.InvalidValue, ""},
		{"RejectEngagementInvitation", `{"Catalog":"AWS","Identifier":"engi-0000000000000","RejectionReason":"\u0001"}`, "Member must satisfy regular expression pattern",
			"rejectionReason", "RejectionReason", catalogue.InvalidStringFormat, "\u0001"},
	} {
		found := catalogue.CheckRequest(c.operation, request(t, c.text))
		if len(found) != 1 {
			t.Errorf("%s %.90s: %d violations: %+v", c.operation, c.text, len(found), found)
			continue
		}
		v := found[0]
		if !strings.Contains(v.Message, c.message) || v.Field != c.field || v.At != c.at || v.Code != c.code || v.Value != c.value {
			t.Errorf("%s %.90s:\ngot  %+v\nwant %+v", c.operation, c.text, v, c)
		}
		if v.Rule == "" || v.FixEN == "" || !japanese(v.MessageJA) || !japanese(v.FixJA) || v.Path != doc.Row(v.At) {
			t.Errorf("%s: it is not told whole: %+v", c.at, v)
		}
	}
}

func TestRequestsAreTakenAsTheServiceTakesThem(t *testing.T) {
	t.Parallel()
	for operation, text := range map[string]string{
		"CreateOpportunity": `{"Catalog":"AWS","ClientToken":"t","Unknown":{"a":1},"Customer":null,"PrimaryNeedsFromAws":["Do Not Need Support from AWS Sales Rep"],
			"LifeCycle":{"ClosedLostReason":"Lost to Competitor – Google"},
			"Project":{"ExpectedCustomerSpend":[{"Amount":"","CurrencyCode":"USD","Frequency":"None","TargetCompany":"Self"}],"CustomerUseCase":"anything"}}`,
		"UpdateOpportunity": `{"Catalog":"AWS","Identifier":"O1","LastModifiedDate":"2024-11-15T00:05:50.123456789Z","Arn":"arn:x","CreatedDate":"x",
			"RelatedEntityIdentifiers":{"Solutions":["S-1"]},"OpportunityTeam":[{"Email":"UPPER"}]}`,
		"GetOpportunity": `{"Catalog":"Sandbox","Identifier":"O1234567890123456789"}`,
		"ListOpportunities": `{"Catalog":"AWS","NextToken":null,"MaxResults":100,"Identifier":[],"LifeCycleStage":["Prospect"],
			"Sort":{"SortBy":"LastModifiedDate","SortOrder":"DESCENDING"},"LastModifiedDate":{"AfterLastModifiedDate":"2026-01-01T00:00:00Z"}}`,
		"StartEngagementFromOpportunityTask": `{"Catalog":"AWS","ClientToken":"t","Identifier":"O1","AwsSubmission":{"InvolvementType":"For visibility only"}}`,
		"AssociateOpportunity":               `{"Catalog":"AWS","OpportunityIdentifier":"O1","RelatedEntityType":"Solutions","RelatedEntityIdentifier":"S-1"}`,
		"AssignOpportunity":                  `{"Catalog":"AWS","Identifier":"O1","Assignee":{"Email":"a@b.example","FirstName":"A","LastName":"B","BusinessTitle":"OpportunityOwner"}}`,
		"SubmitOpportunity":                  `{"Catalog":"AWS","Identifier":"O1","InvolvementType":"Co-Sell"}`,
		"GetAwsOpportunitySummary":           `{"Catalog":"AWS","RelatedOpportunityIdentifier":"O1"}`,
		"ListSolutions":                      `{"Catalog":"AWS","Status":["Active"]}`,
		"TagResource":                        `{"ResourceArn":"arn:aws:partnercentral:us-east-1:111122223333:catalog/AWS/opportunity/O1","Tags":[{"Key":"地域","Value":"東京 1"}]}`,
	} {
		if found := catalogue.CheckRequest(operation, request(t, text)); len(found) > 0 {
			t.Errorf("%s: %+v", operation, found)
		}
	}
}

func TestNoRequestSuitsAnUnknownOperation(t *testing.T) {
	t.Parallel()
	if found := catalogue.CheckRequest("NoSuchOperation", doc.Doc{}); len(found) != 1 || found[0].Rule != "request-operation" {
		t.Errorf("%+v", found)
	}
}

func TestEverythingWrongIsSaidAtOnceUpToALimit(t *testing.T) {
	t.Parallel()
	found := catalogue.CheckRequest("CreateOpportunity", request(t, `{"OpportunityType":"x","Marketing":{"Source":"y"},"Tags":[{}]}`))
	if len(found) != 6 {
		t.Errorf("%d violations, want 6: %+v", len(found), found)
	}
	many := `{"Catalog":"AWS","ClientToken":"t","PrimaryNeedsFromAws":[` + strings.TrimSuffix(strings.Repeat(`"x",`, 5000), ",") + `]}`
	if found := catalogue.CheckRequest("CreateOpportunity", request(t, many)); len(found) != 100 {
		t.Errorf("%d violations of a request that is wrong everywhere", len(found))
	}
}

func TestKnownKeepsWhatTheOperationTakes(t *testing.T) {
	t.Parallel()
	d := request(t, `{"Catalog":"AWS","Arn":"arn:x","Customer":{"Account":{"CompanyName":"X","Nickname":"Y"},"Contacts":[{"Email":"a@b.example","Fax":"1"}]},"Project":null}`)
	want := request(t, `{"Catalog":"AWS","Customer":{"Account":{"CompanyName":"X"},"Contacts":[{"Email":"a@b.example"}]},"Project":null}`)
	if got := catalogue.Known("CreateOpportunity", d); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	if got := catalogue.Known("NoSuchOperation", d); len(got) != 0 {
		t.Errorf("an unknown operation takes %v", got)
	}
}

// TestNoRequestBreaksTheCheck throws documents of every shape at every operation: each violation must be told whole.
func TestNoRequestBreaksTheCheck(t *testing.T) {
	t.Parallel()
	operations := catalogue.Operations()
	if len(operations) != 45 {
		t.Errorf("%d operations, want 45", len(operations))
	}
	whole := sampleRequest(t)
	rapid.Check(t, func(t *rapid.T) {
		d := doc.Clone(whole)
		for path := range rapid.MapOfN(rapid.SampledFrom(paths), rapid.Just(true), 1, 6).Draw(t, "paths") {
			value := rapid.SampledFrom([]any{nil, "", "x", "日本", true, []any{}, []any{nil, "x", []any{}}, doc.Doc{}, doc.Doc{"Amount": 1}}).Draw(t, "value")
			doc.Set(d, path, value)
		}
		operation := rapid.SampledFrom(operations).Draw(t, "operation")
		for _, v := range catalogue.CheckRequest(operation, d) {
			if v.Field == "" || v.At == "" || v.Code == "" || v.Message == "" || v.MessageJA == "" || v.FixEN == "" || v.FixJA == "" || v.Rule == "" {
				t.Fatalf("%s: %+v", operation, v)
			}
		}
	})
}

var paths = []string{
	"Catalog", "ClientToken", "Customer", "Customer.Account", "Customer.Contacts", "Customer.Contacts[0]", "Customer.Contacts[1].Email",
	"Project", "Project.ExpectedCustomerSpend", "Project.ExpectedCustomerSpend[0].Amount", "Project.DeliveryModels", "Marketing",
	"LifeCycle.TargetCloseDate", "Tags", "Tags[0].Key", "Identifier", "LastModifiedDate", "MaxResults", "AwsSubmission", "Sort", "Payload",
}

func TestRequestsOfTheAccountAPIAreHeldAgainstTheirOwnModel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ operation, text, at string }{ // at: empty for a request that is taken
		{"GetPartner", `{"Catalog":"AWS","Identifier":"arn:aws:partnercentral:us-east-1:111122223333:catalog/AWS/partner/partner-a1b2c3d4e5f6g"}`, ""},
		{"GetPartner", `{"Catalog":"AWS","Identifier":"O1"}`, "Identifier"},
		{"CreateConnectionInvitation", `{"Catalog":"AWS","ClientToken":"t","ConnectionType":"SUBSIDIARY","Email":"a@b.example","Name":"名前","Message":"一行目\n二行目","ReceiverIdentifier":"111122223333"}`, ""},
		{"CreateConnectionInvitation", `{"Catalog":"AWS","ClientToken":"t","ConnectionType":"FRIENDS","Email":"a@b.example","Name":"N","Message":"m","ReceiverIdentifier":"x"}`, "ConnectionType"},
		{"CreateConnectionInvitation", `{"Catalog":"AWS","ClientToken":"t","ConnectionType":"SUBSIDIARY","Email":"a b","Name":"N","Message":"m","ReceiverIdentifier":"x"}`, "Email"},
		{"CreateConnectionInvitation", `{"Catalog":"AWS","ConnectionType":"SUBSIDIARY","Email":"a@b.example","Name":"N","Message":"m","ReceiverIdentifier":"x"}`, "ClientToken"},
		{"UpdateConnectionPreferences", `{"Catalog":"AWS","AccessType":"DENY_ALL","Revision":9007199254740993}`, ""},
		{"UpdateConnectionPreferences", `{"Catalog":"AWS","AccessType":"DENY_ALL","Revision":1.5}`, "Revision"},
		{"StartVerification", `{"VerificationDetails":{"RegistrantVerificationDetails":{}}}`, ""},
		{"StartVerification", `{"VerificationDetails":{}}`, "VerificationDetails"},
		{"StartVerification", `{"VerificationDetails":{"BusinessVerificationDetails":{"LegalName":"X","RegistrationId":"1","CountryCode":"usa"}}}`, "VerificationDetails.BusinessVerificationDetails.CountryCode"},
		{"SendEmailVerificationCode", `{"Catalog":"AWS","Email":"lead@alpha.example"}`, ""},
		{"NoSuchOperation", `{}`, "operation"},
		{"GetOpportunity", `{"Catalog":"AWS","Identifier":"O1"}`, "operation"},
	} {
		found := catalogue.Account.Check(c.operation, request(t, c.text))
		if c.at == "" && len(found) == 0 {
			continue
		}
		if len(found) != 1 || found[0].At != c.at || !japanese(found[0].MessageJA) || !japanese(found[0].FixJA) || found[0].FixEN == "" {
			t.Errorf("%s %s: %+v", c.operation, c.text, found)
		}
	}
	if found := catalogue.Account.Check("CreatePartner", request(t, `{"Catalog":"AWS","LegalName":"\u0001secret","PrimarySolutionType":"SOFTWARE_PRODUCTS",
		"AllianceLeadContact":{"FirstName":"A","LastName":"B","Email":"a@b.example","BusinessTitle":"C"},"EmailVerificationCode":"12345"}`)); len(found) != 2 ||
		found[0].Value != catalogue.Hidden || found[1].Value != catalogue.Hidden {
		t.Errorf("what is sensitive is shown: %+v", found)
	}
}
