// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi_test

import (
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

const (
	customerProject = `{"CustomerProject":{"Customer":{"CompanyName":"Marble Foods","CountryCode":"JP","Industry":"Retail","WebsiteUrl":"https://marble.example"},
		"Project":{"Title":"Fresh shelves","BusinessProblem":"Store data arrives a day late, so shelves stay empty.","TargetCompletionDate":"2027-03-31"}}}`
	lead = `{"Lead":{"Customer":{"CompanyName":"Marble Foods","Industry":"Retail","MarketSegment":"Medium","WebsiteUrl":"https://marble.example",
		"Address":{"CountryCode":"JP","City":"Osaka","PostalCode":"530-0001"}},
		"Interactions":[{"SourceType":"Event","SourceName":"Autumn fair","Usecase":"Analytics","BusinessProblem":"Store data arrives a day late, so shelves stay empty.",
		"Contact":{"BusinessTitle":"Head of IT","Email":"Ai.Mori@marble.example","FirstName":"Ai","LastName":"Mori","Phone":"+81312345678"}}]}}`
	invitationToB = `{"Message":"Let us do this together","Receiver":{"Account":{"AwsAccountId":"222222222222","Alias":"Beta"}},"Payload":{"OpportunityInvitation":{
		"SenderContacts":[{"Email":"Lead@alpha.example","FirstName":"Lead","LastName":"Alpha"}],"ReceiverResponsibilities":["Reseller"],
		"Customer":{"CompanyName":"Marble Foods","CountryCode":"JP","Industry":"Retail","WebsiteUrl":"https://marble.example"},
		"Project":{"Title":"Fresh shelves","BusinessProblem":"Store data arrives a day late, so shelves stay empty.","TargetCompletionDate":"2027-03-31",
		"ExpectedCustomerSpend":[{"Amount":"2000","CurrencyCode":"USD","Frequency":"Monthly","TargetCompany":"AWS"}]}}}}`
	leadToB = `{"Message":"A lead for you","Receiver":{"Account":{"AwsAccountId":"222222222222"}},"Payload":{"LeadInvitation":{
		"Customer":{"CompanyName":"Marble Foods","CountryCode":"JP","Industry":"Retail"},"Interaction":{"ContactBusinessTitle":"Head of IT","SourceType":"Event"}}}}`
)

// TestPartnersWorkTogetherAsRecorded holds what two partners say to each other and to AWS against the golden files. {name}
// stands for an identifier or timestamp of an earlier answer.
func TestPartnersWorkTogetherAsRecorded(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk))
	referral, err := d.Engagements.Refer(t.Context(), d.Reviewer, engagement.Referral{Catalog: "AWS", Partner: d.A.Account, Opportunity: centraltest.Complete(t)})
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]string{"referral": referral}
	names := map[string]string{}
	for _, c := range []struct {
		who             identity.Caller
		name, operation string
		body            string
		keep            map[string]string // names for members of the answer
	}{
		{d.A.API, "engagement-create", "CreateEngagement", `{"Catalog":"AWS","ClientToken":"e1","Title":"Fresh shelves","Description":"Marble Foods wants data at once","Contexts":[{"Type":"Lead","Payload":` + lead + `}]}`,
			map[string]string{"e": "Id", "lock": "ModifiedAt"}},
		{d.A.API, "engagement-create-again", "CreateEngagement", `{"Catalog":"AWS","ClientToken":"e1","Title":"Fresh shelves","Description":"Marble Foods wants data at once","Contexts":[{"Type":"Lead","Payload":` + lead + `}]}`, nil},
		{d.A.API, "engagement-create-conflict", "CreateEngagement", `{"Catalog":"AWS","ClientToken":"e1"}`, nil},
		{d.A.API, "engagement-create-broken", "CreateEngagement", `{"Catalog":"AWS","ClientToken":"e2","Contexts":[{"Type":"CustomerProject","Payload":` + lead + `}]}`, nil},
		{d.A.API, "context-prospecting", "CreateEngagementContext", `{"Catalog":"AWS","ClientToken":"c0","EngagementIdentifier":"{e}","Type":"ProspectingResult","Payload":{"ProspectingResult":{}}}`, nil},
		{d.A.API, "context-update-stale", "UpdateEngagementContext", `{"Catalog":"AWS","EngagementIdentifier":"{e}","ContextIdentifier":"1","EngagementLastModifiedAt":"2020-01-01T00:00:00Z","Type":"Lead","Payload":{"Lead":{"Customer":{"CompanyName":"x"}}}}`, nil},
		{d.A.API, "context-update", "UpdateEngagementContext", `{"Catalog":"AWS","EngagementIdentifier":"{e}","ContextIdentifier":"1","EngagementLastModifiedAt":"{lock}","Type":"Lead","Payload":{"Lead":{"QualificationStatus":"Qualified",
			"Customer":{"CompanyName":"Marble Foods","Industry":"Retail","WebsiteUrl":"https://marble.example","Address":{"CountryCode":"JP"}},
			"Interaction":{"BusinessProblem":"They want yesterday's sales before the shops open.","Usecase":"Analytics","Contact":{"BusinessTitle":"CIO","Email":"cio@marble.example","FirstName":"Jun","LastName":"Abe"}}}}}`, nil},
		{d.A.API, "engagement-get", "GetEngagement", `{"Catalog":"AWS","Identifier":"{e}"}`, nil},
		{d.B.API, "engagement-get-foreign", "GetEngagement", `{"Catalog":"AWS","Identifier":"{e}"}`, nil},
		{d.A.API, "invitation-create", "CreateEngagementInvitation", `{"Catalog":"AWS","ClientToken":"i1","EngagementIdentifier":"{e}","Invitation":` + leadToB + `}`, map[string]string{"i": "Id"}},
		{d.A.API, "invitation-create-twice", "CreateEngagementInvitation", `{"Catalog":"AWS","ClientToken":"i2","EngagementIdentifier":"{e}","Invitation":` + leadToB + `}`, nil},
		{d.A.API, "invitation-create-unconverted", "CreateEngagementInvitation", `{"Catalog":"AWS","ClientToken":"i3","EngagementIdentifier":"{e}","Invitation":` + invitationToB + `}`, nil},
		{d.A.API, "invitation-create-unconnected", "CreateEngagementInvitation", `{"Catalog":"AWS","ClientToken":"i4","EngagementIdentifier":"{e}","Invitation":` + strings.ReplaceAll(leadToB, "222222222222", "333333333333") + `}`, nil},
		{d.B.API, "invitation-get", "GetEngagementInvitation", `{"Catalog":"AWS","Identifier":"{i}"}`, nil},
		{d.B.API, "invitation-list", "ListEngagementInvitations", `{"Catalog":"AWS","ParticipantType":"RECEIVER","Status":["PENDING"],"PayloadType":["LeadInvitation"]}`, nil},
		{d.B.API, "invitation-accept", "AcceptEngagementInvitation", `{"Catalog":"AWS","Identifier":"{i}"}`, nil},
		{d.B.API, "invitation-accept-twice", "AcceptEngagementInvitation", `{"Catalog":"AWS","Identifier":"{i}"}`, nil},
		{d.B.API, "members", "ListEngagementMembers", `{"Catalog":"AWS","Identifier":"{e}"}`, nil},
		{d.B.API, "engagements", "ListEngagements", `{"Catalog":"AWS","ContextTypes":["Lead"],"Sort":{"SortBy":"CreatedDate","SortOrder":"ASCENDING"}}`, nil},
		{d.B.API, "lead-start-unknown", "StartOpportunityFromEngagementTask", `{"Catalog":"AWS","ClientToken":"l0","Identifier":"{e}","ContextIdentifier":"9"}`, nil},
		{d.B.API, "lead-start", "StartOpportunityFromEngagementTask", `{"Catalog":"AWS","ClientToken":"l1","Identifier":"{e}","ContextIdentifier":"1"}`, map[string]string{"o": "OpportunityId"}},
		{d.B.API, "lead-start-again", "StartOpportunityFromEngagementTask", `{"Catalog":"AWS","ClientToken":"l1","Identifier":"{e}","ContextIdentifier":"1"}`, nil},
		{d.B.API, "lead-opportunity", "GetOpportunity", `{"Catalog":"AWS","Identifier":"{o}"}`, nil},
		{d.B.API, "lead-tasks", "ListOpportunityFromEngagementTasks", `{"Catalog":"AWS","TaskStatus":["COMPLETE"],"EngagementIdentifier":["{e}"]}`, nil},
		{d.B.API, "engagement-converted", "GetEngagement", `{"Catalog":"AWS","Identifier":"{e}"}`, nil},
		{d.A.API, "context-create", "CreateEngagementContext", `{"Catalog":"AWS","ClientToken":"c1","EngagementIdentifier":"{e}","Type":"CustomerProject","Payload":` + customerProject + `}`, nil},
		{d.A.API, "referral-get", "GetEngagementInvitation", `{"Catalog":"AWS","Identifier":"{referral}"}`, nil},
		{d.A.API, "referral-reject-silent", "RejectEngagementInvitation", `{"Catalog":"AWS","Identifier":"{referral}"}`, nil},
		{d.A.API, "referral-start", "StartEngagementByAcceptingInvitationTask", `{"Catalog":"AWS","ClientToken":"r1","Identifier":"{referral}"}`, map[string]string{"r": "OpportunityId"}},
		{d.A.API, "referral-opportunity", "GetOpportunity", `{"Catalog":"AWS","Identifier":"{r}"}`, nil},
		{d.A.API, "referral-accepted", "GetEngagementInvitation", `{"Catalog":"AWS","Identifier":"{referral}"}`, nil},
		{d.A.API, "invitation-reject-late", "RejectEngagementInvitation", `{"Catalog":"AWS","Identifier":"{referral}","RejectionReason":"Other"}`, nil},
		{d.A.API, "referral-tasks", "ListEngagementByAcceptingInvitationTasks", `{"Catalog":"AWS","EngagementInvitationIdentifier":["{referral}"]}`, nil},
		{d.A.API, "prospecting-start", "StartProspectingFromEngagementTask", `{"Catalog":"AWS","ClientToken":"p1","Identifiers":["{e}","eng-00000000000000"],"TaskName":"Autumn"}`, map[string]string{"p": "TaskId"}},
		{d.A.API, "prospecting-get", "GetProspectingFromEngagementTask", `{"Catalog":"AWS","TaskIdentifier":"{p}"}`, nil},
	} {
		clk.Advance(time.Minute)
		for name, value := range kept {
			c.body = strings.ReplaceAll(c.body, "{"+name+"}", value)
		}
		answer, e := d.call(c.who, c.operation, c.body)
		golden(t, c.name, masked(c.operation+"\n"+c.body+"\n\n"+written(answer, e), names)+"\n")
		for name, member := range c.keep {
			parsed, err := doc.Parse(answer)
			if err != nil {
				t.Fatal(err)
			}
			kept[name] = doc.Text(parsed, member)
		}
	}
	for range 2 { // to its begin, and to its end
		if err := d.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Minute)
	}
	for _, c := range []struct{ name, operation, body string }{
		{"prospecting-done", "GetProspectingFromEngagementTask", `{"Catalog":"AWS","TaskIdentifier":"` + kept["p"] + `"}`},
		{"prospecting-list", "ListProspectingFromEngagementTasks", `{"Catalog":"AWS","Sort":{"SortBy":"TaskName","SortOrder":"ASCENDING"}}`},
		{"prospecting-engagement", "GetEngagement", `{"Catalog":"AWS","Identifier":"` + kept["e"] + `"}`},
	} {
		answer, e := d.call(d.A.API, c.operation, c.body)
		golden(t, c.name, masked(c.operation+"\n"+c.body+"\n\n"+written(answer, e), names)+"\n")
	}
}
