// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/central/awsapi"
	"cosell/test/program"
)

// bodies are sound requests of every operation, as rich as they can be. {id} is an opportunity of the caller, {related} another one,
// {email} a colleague.
var bodies = map[string]string{
	"CreateOpportunity": `{"Catalog":"Sandbox","ClientToken":"t","Origin":"Partner Referral","PartnerOpportunityIdentifier":"crm-1",
		"OpportunityTeam":[{"Email":"a@b.example","FirstName":"A","LastName":"B","BusinessTitle":"PartnerAccountManager","Phone":"+12065550111"}],
		"Tags":[{"Key":"k","Value":"v"}],` + record + `}`,
	"UpdateOpportunity":                  `{"Catalog":"Sandbox","Identifier":"{id}","LastModifiedDate":"2026-01-31T00:00:00Z","PartnerOpportunityIdentifier":"crm-1",` + record + `}`,
	"GetOpportunity":                     `{"Catalog":"Sandbox","Identifier":"{id}"}`,
	"GetAwsOpportunitySummary":           `{"Catalog":"Sandbox","RelatedOpportunityIdentifier":"{id}"}`,
	"AssignOpportunity":                  `{"Catalog":"Sandbox","Identifier":"{id}","Assignee":{"Email":"{email}","FirstName":"A","LastName":"B","BusinessTitle":"OpportunityOwner","Phone":"+12065550111"}}`,
	"AssociateOpportunity":               `{"Catalog":"Sandbox","OpportunityIdentifier":"{id}","RelatedEntityType":"AwsProducts","RelatedEntityIdentifier":"AWSLambda"}`,
	"DisassociateOpportunity":            `{"Catalog":"Sandbox","OpportunityIdentifier":"{id}","RelatedEntityType":"AwsProducts","RelatedEntityIdentifier":"AWSLambda"}`,
	"SubmitOpportunity":                  `{"Catalog":"Sandbox","Identifier":"{id}","InvolvementType":"Co-Sell","Visibility":"Full"}`,
	"StartEngagementFromOpportunityTask": `{"Catalog":"Sandbox","ClientToken":"t","Identifier":"{id}","AwsSubmission":{"InvolvementType":"Co-Sell","Visibility":"Full"},"Tags":[{"Key":"k","Value":"v"}]}`,
	"ListOpportunities": `{"Catalog":"Sandbox","MaxResults":5,"NextToken":null,"Sort":{"SortBy":"CreatedDate","SortOrder":"ASCENDING"},
		"LastModifiedDate":{"AfterLastModifiedDate":"2026-01-31T00:00:00Z","BeforeLastModifiedDate":"2027-01-31T00:00:00Z"},"Identifier":["{id}"],
		"LifeCycleStage":["Prospect"],"LifeCycleReviewStatus":["Approved"],"CustomerCompanyName":["A"],
		"CreatedDate":{"AfterCreatedDate":"2026-01-31T00:00:00Z","BeforeCreatedDate":"2027-01-31T00:00:00Z"},
		"TargetCloseDate":{"AfterTargetCloseDate":"2026-01-31","BeforeTargetCloseDate":"2027-01-31"}}`,
	"ListEngagementFromOpportunityTasks": `{"Catalog":"Sandbox","MaxResults":5,"NextToken":null,"Sort":{"SortBy":"StartTime","SortOrder":"ASCENDING"},
		"TaskStatus":["COMPLETE"],"TaskIdentifier":["task-0123456789abc"],"OpportunityIdentifier":["{id}"],"EngagementIdentifier":["eng-0123456789abcd"]}`,
	"ListSolutions": `{"Catalog":"Sandbox","MaxResults":5,"NextToken":null,"Sort":{"SortBy":"Name","SortOrder":"ASCENDING"},"Status":["Active"],
		"Identifier":["S-1234567"],"Category":["Software Product"],"AwsMarketplaceSolutionArn":["arn:aws:aws-marketplace:us-east-1:111122223333:AWSMarketplace/Solution/soln-1"]}`,
}

const record = `"OpportunityType":"Net New Business","NationalSecurity":"No","PrimaryNeedsFromAws":["Co-Sell - Architectural Validation"],
	"Customer":{"Account":{"CompanyName":"Tidewater Robotics","Industry":"Other","OtherIndustry":"Robots","WebsiteUrl":"https://tidewater-robotics.example","AwsAccountId":"111122223333",
		"Duns":"123456789","Address":{"CountryCode":"US","PostalCode":"98101","StateOrRegion":"Washington","City":"Seattle","StreetAddress":"1402 Third Avenue"}},
		"Contacts":[{"Email":"mina.park@tidewater-robotics.example","FirstName":"Mina","LastName":"Park","BusinessTitle":"Head of Platform","Phone":"+12065550111"}]},
	"Project":{"Title":"Fleet telemetry","CustomerBusinessProblem":"Robots report their faults by hand; the plant wants them collected at once.","CustomerUseCase":"IOT",
		"DeliveryModels":["SaaS or PaaS"],"ExpectedCustomerSpend":[{"Amount":"2500.00","CurrencyCode":"EUR","Frequency":"Monthly","TargetCompany":"AWS",
		"EstimationUrl":"https://calculator.aws/#/estimate?id=0123456789abcdef0123456789abcdef"}],"ExpectedContractDuration":null,
		"ApnPrograms":["APN Immersion Days"],"SalesActivities":["Initialized discussions with customer"],"CompetitorName":"*Other","OtherCompetitorNames":"X",
		"OtherSolutionDescription":"Y","RelatedOpportunityIdentifier":"{related}","AdditionalComments":"Z","AwsPartition":"aws-eusc"},
	"Marketing":{"Source":"Marketing Activity","CampaignName":"Autumn","UseCases":["Analytics"],"Channels":["Email"],"AwsFundingUsed":"Yes"},
	"SoftwareRevenue":{"DeliveryModel":"Contract","Value":{"Amount":"10","CurrencyCode":"USD"},"EffectiveDate":"2027-01-01","ExpirationDate":"2028-01-01"},
	"LifeCycle":{"Stage":"Prospect","TargetCloseDate":"2061-06-30","NextSteps":"Next","ClosedLostReason":"Price","ReviewStatus":null,"ReviewComments":null,"ReviewStatusReason":null,
		"NextStepsHistory":[{"Value":"a","Time":"2026-01-31T00:00:00Z"}]}`

// A subjectBody is a request, and what it is about.
type subjectBody struct{ about, body string }

// subjectOf is a request that is about more than an opportunity; zero for the others.
func subjectOf(operation string) subjectBody {
	if b, known := engagementBodies[operation]; known {
		return b
	}
	return snapshotBodies[operation]
}

// engagementBodies are requests about an engagement, an invitation or a prospecting task: {id} stands for a new one each time.
var engagementBodies = map[string]subjectBody{
	"AcceptEngagementInvitation": {anInvitation, `{"Catalog":"Sandbox","Identifier":"{id}"}`},
	"CreateEngagement": {anEngagement, `{"Catalog":"Sandbox","ClientToken":"t","Title":"Fleet telemetry","Description":"Faults at once","Contexts":[{"Type":"Lead","Payload":{"Lead":` + sharedLead + `}},
		{"Type":"CustomerProject","Payload":{"CustomerProject":` + sharedProject + `}}]}`},
	"CreateEngagementContext": {anEngagement, `{"Catalog":"Sandbox","ClientToken":"t","EngagementIdentifier":"{id}","Type":"CustomerProject","Payload":{"CustomerProject":` + sharedProject + `}}`},
	"CreateEngagementInvitation": {anEngagement, `{"Catalog":"Sandbox","ClientToken":"t","EngagementIdentifier":"{id}","Invitation":{"Message":"Join us","Receiver":{"Account":{"AwsAccountId":"aws","Alias":"AWS"}},
		"Payload":{"LeadInvitation":{"Customer":{"CompanyName":"A","CountryCode":"US","Industry":"Retail","AwsMaturity":"Evaluating","MarketSegment":"Small","WebsiteUrl":"a.example"},
		"Interaction":{"ContactBusinessTitle":"CIO","SourceType":"Event","SourceId":"1","SourceName":"Fair","Usecase":"Analytics"}}}}}`},
	"GetEngagement":                    {anEngagement, `{"Catalog":"Sandbox","Identifier":"{id}"}`},
	"GetEngagementInvitation":          {anInvitation, `{"Catalog":"Sandbox","Identifier":"{id}"}`},
	"GetProspectingFromEngagementTask": {aTask, `{"Catalog":"Sandbox","TaskIdentifier":"{id}"}`},
	"ListEngagementByAcceptingInvitationTasks": {anInvitation, `{"Catalog":"Sandbox","MaxResults":5,"NextToken":null,"Sort":{"SortBy":"StartTime","SortOrder":"ASCENDING"},
		"TaskStatus":["COMPLETE"],"TaskIdentifier":["task-0123456789abc"],"OpportunityIdentifier":["O1"],"EngagementInvitationIdentifier":["{id}"]}`},
	"ListEngagementInvitations": {anEngagement, `{"Catalog":"Sandbox","ParticipantType":"RECEIVER","MaxResults":5,"NextToken":null,"Sort":{"SortBy":"InvitationDate","SortOrder":"ASCENDING"},
		"Status":["PENDING"],"PayloadType":["LeadInvitation"],"EngagementIdentifier":["{id}"],"SenderAwsAccountId":["aws"]}`},
	"ListEngagementMembers": {anEngagement, `{"Catalog":"Sandbox","Identifier":"{id}","MaxResults":5,"NextToken":null}`},
	"ListEngagements": {anEngagement, `{"Catalog":"Sandbox","MaxResults":5,"NextToken":null,"Sort":{"SortBy":"CreatedDate","SortOrder":"ASCENDING"},"CreatedBy":["aws"],"ExcludeCreatedBy":["111122223333"],
		"ContextTypes":["Lead"],"ExcludeContextTypes":["ProspectingResult"],"EngagementIdentifier":["{id}"]}`},
	"ListOpportunityFromEngagementTasks": {anEngagement, `{"Catalog":"Sandbox","MaxResults":5,"NextToken":null,"Sort":{"SortBy":"StartTime","SortOrder":"ASCENDING"},
		"TaskStatus":["COMPLETE"],"TaskIdentifier":["task-0123456789abc"],"OpportunityIdentifier":["O1"],"EngagementIdentifier":["{id}"],"ContextIdentifier":["1"]}`},
	"ListProspectingFromEngagementTasks": {aTask, `{"Catalog":"Sandbox","MaxResults":5,"NextToken":null,"Sort":{"SortBy":"TaskName","SortOrder":"ASCENDING"},"TaskIdentifier":["{id}"],"TaskName":["Autumn"],
		"StartAfter":"2026-01-31T00:00:00Z","StartBefore":"2061-01-31T00:00:00Z"}`},
	"RejectEngagementInvitation":               {anInvitation, `{"Catalog":"Sandbox","Identifier":"{id}","RejectionReason":"Other"}`},
	"StartEngagementByAcceptingInvitationTask": {anInvitation, `{"Catalog":"Sandbox","ClientToken":"t","Identifier":"{id}","Tags":[{"Key":"k","Value":"v"}]}`},
	"StartOpportunityFromEngagementTask":       {anEngagement, `{"Catalog":"Sandbox","ClientToken":"t","Identifier":"{id}","ContextIdentifier":"1","Tags":[{"Key":"k","Value":"v"}]}`},
	"StartProspectingFromEngagementTask":       {anEngagement, `{"Catalog":"Sandbox","ClientToken":"t","Identifiers":["{id}"],"TaskName":"Autumn"}`},
	"UpdateEngagementContext": {anEngagement, `{"Catalog":"Sandbox","EngagementIdentifier":"{id}","ContextIdentifier":"1","EngagementLastModifiedAt":"2026-01-31T00:00:00Z","Type":"Lead",
		"Payload":{"Lead":{"Customer":{"CompanyName":"A","Address":{"City":"Seattle"}},"Insights":{"LeadReadinessScore":"High"},"QualificationStatus":"Qualified","Interaction":` + sharedInteraction + `}}}`},
}

// What a request can be about, beside an opportunity.
const (
	anEngagement = "an engagement"
	anInvitation = "an invitation"
	aTask        = "a task"
)

const (
	sharedInteraction = `{"BusinessProblem":"Robots report their faults by hand.","CustomerAction":"Asked","InteractionDate":"2026-01-31T00:00:00Z","SourceId":"1","SourceName":"Fair","SourceType":"Event","Usecase":"Analytics",
		"Contact":{"BusinessTitle":"CIO","Email":"mina.park@tidewater-robotics.example","FirstName":"Mina","LastName":"Park","Phone":"+12065550111"}}`
	sharedLead = `{"Customer":{"CompanyName":"Tidewater Robotics","Industry":"Robots","AwsMaturity":"Evaluating","MarketSegment":"Small","WebsiteUrl":"tidewater-robotics.example",
		"Address":{"City":"Seattle","CountryCode":"US","PostalCode":"98101","StateOrRegion":"Washington"}},"Insights":{"LeadReadinessScore":"High"},"QualificationStatus":"Qualified","Interactions":[` + sharedInteraction + `]}`
	sharedProject = `{"Customer":{"CompanyName":"Tidewater Robotics","CountryCode":"US","Industry":"Manufacturing","WebsiteUrl":"https://tidewater-robotics.example"},
		"Project":{"Title":"Fleet telemetry","BusinessProblem":"Robots report their faults by hand.","TargetCompletionDate":"2061-06-30"}}`
)

// subject is what a request of an operation is about: always a new one.
func (s *stranger) subject(operation string) (id string) {
	call := func(operation, body string, into any) {
		d, err := doc.Parse([]byte(body))
		if err != nil {
			s.Fatalf("%s: %v", operation, err)
		}
		s.renew(d, "")
		if err := s.client.Call(s.Context(), operation, d, into); err != nil {
			s.Fatalf("%s: %v", operation, err)
		}
	}
	engagement := func() string {
		var made selling.CreateEngagementResponse
		call("CreateEngagement", `{"Catalog":"Sandbox","ClientToken":"t","Contexts":[{"Type":"Lead","Payload":{"Lead":`+sharedLead+`}}]}`, &made)
		return made.ID
	}
	switch subjectOf(operation).about {
	case aCopy:
		return s.copyOf(false)
	case aJob:
		return s.copyOf(true)
	case anEngagement:
		return engagement()
	case aTask:
		var made selling.StartProspectingFromEngagementTaskResponse
		call("StartProspectingFromEngagementTask", `{"Catalog":"Sandbox","ClientToken":"t","TaskName":"Autumn","Identifiers":["`+engagement()+`"]}`, &made)
		return made.TaskID
	case anInvitation:
		referral := s.sound("CreateOpportunity", "")
		referral["Origin"] = "AWS Referral"
		if err := s.client.Call(s.Context(), "CreateOpportunity", referral, nil); err != nil {
			s.Fatal(err)
		}
		var list selling.ListEngagementInvitationsResponse
		call("ListEngagementInvitations", `{"Catalog":"Sandbox","ParticipantType":"RECEIVER","Status":["PENDING"],"MaxResults":1}`, &list)
		return list.EngagementInvitationSummaries[0].ID // the latest
	}
	return s.opportunity()
}

// broken are bodies that no operation can take.
var broken = map[string]string{
	"empty": "", "null": "null", "a list": "[]", "text": `"x"`, "a number": "7", "half": `{"Catalog":`, "trailing bytes": `{"Catalog":"Sandbox"} x`,
	"two documents": `{}{}`, "a name twice": `{"Catalog":"Sandbox","Catalog":"AWS"}`, "a name in two cases": `{"Catalog":"Sandbox","catalog":"AWS"}`,
	"broken UTF-8": "{\"Catalog\":\"\xff\"}", "half a surrogate": `{"Catalog":"\ud800"}`, "a byte order mark": "\ufeff{}", "NaN": `{"MaxResults":NaN}`,
	"33 deep": strings.Repeat(`{"a":`, 33) + "1" + strings.Repeat("}", 33), "a hundred thousand deep": strings.Repeat("[", 100_000),
	"10,001 names": manyNames(10_001), "comments": `{/**/}`, "single quotes": `{'Catalog':'Sandbox'}`, "a control character": "{\"Catalog\":\"a\x01b\"}",
}

// values replace a member one after the other.
var values = []any{
	nil, true, "", " ", "x", "\x00", "a\x00b", "𝒳\u202e<script>&amp;", strings.Repeat("あ", 3000), "9999-99-99", "2026-02-30", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
	json.Number("0"), json.Number("-1"), json.Number("1e400"), json.Number("99999999999999999999999"), json.Number("1041.67"),
	[]any{}, []any{nil}, []any{""}, []any{[]any{}}, []any{map[string]any{}}, manyOf("x", 500), map[string]any{}, map[string]any{"a": nil},
}

func manyOf(v any, n int) []any { return slices.Repeat([]any{v}, n) }

func manyNames(n int) string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf(`"n%d":1`, i)
	}
	return "{" + strings.Join(names, ",") + "}"
}

func TestNoBodyMakesAFaultOfOurs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, demo *program.Demo) {
		s := newStranger(t, demo)
		for _, operation := range awsapi.Served() {
			for what, body := range broken {
				if s.try(what, operation.Name, []byte(body)) {
					t.Errorf("%s took %s", operation.Name, what)
				}
			}
			s.spoil(operation.Name)
		}
	})
}

// A stranger is a client that sends anything, and expects to be told so in AWS's words.
type stranger struct {
	*testing.T
	client *awsjson.Client
	with   *strings.Replacer
	count  int // makes every token and identifier new
	places map[string]placing
}

func newStranger(t *testing.T, demo *program.Demo) *stranger {
	partner := demo.Partners[0]
	c, err := awsjson.NewClient(awsjson.ClientConfig{
		Endpoint: demo.AWS, Target: selling.Target, SigningName: selling.SigningName, Region: selling.Region, Attempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider(partner.AccessKeyID, partner.SecretAccessKey, ""),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &stranger{T: t, client: c, with: strings.NewReplacer("{related}", "O1"), places: map[string]placing{}}
	colleague := slices.IndexFunc(demo.Users, func(u program.User) bool { return u.Role == "ACEManager" })
	s.with = strings.NewReplacer("{related}", s.opportunity(), "{email}", demo.Users[colleague].Email, "{account}", partner.AccountID)
	return s
}

// filled is a request about id.
func (s *stranger) filled(text, id string) string {
	place := s.places[id]
	return s.with.Replace(strings.NewReplacer("{id}", id, "{engagement}", place.engagement, "{job}", place.job).Replace(text))
}

// sound is an operation's sound request about id.
func (s *stranger) sound(operation, id string) doc.Doc {
	d, err := doc.Parse([]byte(s.filled(cmp.Or(bodies[operation], subjectOf(operation).body), id)))
	if err != nil {
		s.Fatalf("%s: %v", operation, err)
	}
	s.renew(d, "")
	return d
}

// renew gives a request what must be new in each: its token, and the identifier at the partner. The member that is being spoilt stays.
func (s *stranger) renew(d doc.Doc, spoilt string) {
	s.count++
	for _, name := range []string{"ClientToken", "PartnerOpportunityIdentifier"} {
		if d[name] != nil && spoilt != "."+name {
			d[name] = fmt.Sprintf("%s %d", s.Name(), s.count)
		}
	}
	if _, lock := d["EngagementLastModifiedAt"].(string); lock && spoilt != ".EngagementLastModifiedAt" && spoilt != ".EngagementIdentifier" {
		var now selling.GetEngagementResponse
		if err := s.client.Call(s.Context(), "GetEngagement", doc.Doc{"Catalog": "Sandbox", "Identifier": d["EngagementIdentifier"]}, &now); err != nil {
			s.Fatal(err)
		}
		d["EngagementLastModifiedAt"] = now.ModifiedAt
	}
	_, lock := d["LastModifiedDate"].(string)
	if lock && spoilt != ".LastModifiedDate" && spoilt != ".Identifier" {
		var now doc.Doc
		if err := s.client.Call(s.Context(), "GetOpportunity", doc.Doc{"Catalog": "Sandbox", "Identifier": d["Identifier"]}, &now); err != nil {
			s.Fatal(err)
		}
		d["LastModifiedDate"] = now["LastModifiedDate"]
	}
}

// opportunity makes one that lacks nothing.
func (s *stranger) opportunity() (id string) {
	d := s.sound("CreateOpportunity", "")
	if s.count == 1 { // the first has nothing to be related to
		doc.Delete(d, "Project.RelatedOpportunityIdentifier")
	}
	var made selling.CreateOpportunityResponse
	if err := s.client.Call(s.Context(), "CreateOpportunity", d, &made); err != nil {
		s.Fatal(err)
	}
	return made.ID
}

// try sends a body and says whether it was accepted. A refusal must be the client's fault, in AWS's shape.
func (s *stranger) try(what, operation string, body []byte) (accepted bool) {
	err := s.client.Call(s.Context(), operation, body, nil)
	if err == nil {
		return true
	}
	e, answered := errors.AsType[*awsjson.APIError](err)
	if !answered || e.Status < 400 || e.Status > 499 || e.Type == "UnknownError" || e.Message == "" || len(e.RequestID) != 36 {
		s.Errorf("%s, %s: %v", operation, what, err)
	}
	return false
}

// spoil sends an operation's sound request with each member spoilt in each way, then as it is.
func (s *stranger) spoil(operation string) {
	about := subjectOf(operation).about
	if bodies[operation] == "" && about == "" {
		s.Errorf("%s has no sound request here", operation)
		return
	}
	once := strings.HasPrefix(operation, "Start") || strings.HasPrefix(operation, "Submit") ||
		strings.HasPrefix(operation, "Accept") || strings.HasPrefix(operation, "Reject") // what they accept is over for its opportunity
	id := s.subject(operation)
	d := s.sound(operation, id)
	eachMember(d, "", func(path string, was any, set func(any)) {
		for _, v := range values {
			if _, named := d["Identifier"].(string); once && named && path != ".Identifier" {
				d["Identifier"] = s.subject(operation)
			}
			s.renew(d, path)
			set(v)
			what := fmt.Sprintf("%s = %.60q", path, fmt.Sprint(v))
			if s.try(what, operation, doc.Append(nil, d)) && misfits(was, v) {
				s.Errorf("%s took %s in place of %.60q", operation, what, fmt.Sprint(was))
			}
		}
	})
	if operation == "GetAwsOpportunitySummary" {
		return // a draft has none
	}
	fresh := s.subject(operation)
	if operation == "DisassociateOpportunity" {
		s.try("before", "AssociateOpportunity", doc.Append(nil, s.sound("AssociateOpportunity", fresh)))
	}
	if err := s.client.Call(s.Context(), operation, s.sound(operation, fresh), nil); err != nil {
		s.Errorf("%s refuses a sound request, so nothing was learnt: %v", operation, err)
	}
	if about != "" {
		return
	}
	if err := s.client.Call(s.Context(), "GetOpportunity", selling.GetOpportunityRequest{Catalog: "Sandbox", Identifier: id}, nil); err != nil {
		s.Errorf("after %s, the opportunity cannot be read: %v", operation, err)
	}
}

// eachMember calls do for every member of a document with a way to replace it, and puts back what was there.
func eachMember(at any, path string, do func(path string, was any, set func(any))) {
	switch node := at.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(node)) {
			was := node[name]
			eachMember(was, path+"."+name, do)
			do(path+"."+name, was, func(v any) { node[name] = v })
			node[name] = was
		}
	case []any:
		for i, was := range node {
			eachMember(was, fmt.Sprintf("%s[%d]", path, i), do)
			do(fmt.Sprintf("%s[%d]", path, i), was, func(v any) { node[i] = v })
			node[i] = was
		}
	}
}
