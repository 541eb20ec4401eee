// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi_test

import (
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/central/centraltest"
	"cosell/internal/clock"
)

// TestOddTextIsAnsweredAlikeOnBothDatabases: PostgreSQL stores no U+0000 and SQLite does; clients see no difference.
func TestOddTextIsAnsweredAlikeOnBothDatabases(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *clock.Manual) {
		id := d.Create(d.A.API, "AWS", centraltest.Complete(t))
		for _, odd := range []string{`\u0000`, `a\u0000b`, `\ud800`, `\udc00x`} {
			for operation, request := range requests {
				for _, member := range []string{`"Catalog":"AWS"`, `"ClientToken":"t"`} {
					body := strings.Replace(fill(request, id), member, strings.TrimSuffix(member, `"`)+odd+`"`, 1)
					if _, e := d.call(d.A.API, operation, body); body != fill(request, id) && (e == nil || e.Status != 400) {
						t.Errorf("%s with %s answers %v", operation, body, e)
					}
				}
			}
			for _, path := range []string{"Customer.Account.CompanyName", "Project.Title", "PartnerOpportunityIdentifier", "LifeCycle.NextSteps",
				"Project.AdditionalComments", "Customer.Contacts[0].FirstName", "Marketing.CampaignName"} {
				body := strings.Replace(complete(t, "odd", path, "ODD"), "ODD", odd, 1)
				if _, e := d.call(d.A.API, "CreateOpportunity", body); e == nil || e.Status != 400 {
					t.Errorf("%s with %s answers %v", path, odd, e)
				}
			}
			if _, e := d.call(d.A.API, "ListOpportunities", `{"Catalog":"AWS","CustomerCompanyName":["`+odd+`"]}`); e == nil || e.Status != 400 {
				t.Errorf("a filter with %s answers %v", odd, e)
			}
		}
	})
}

func TestNamesOfAllScriptsComeBackByteForByte(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *clock.Manual) {
		for i, name := range []string{"株式会社さくら", "شركة الشمال", "Ünïcödé 𝔘𝔫𝔦", "zero\u200bwidth", "emoji 👩‍👩‍👧‍👦", "<b>&amp;</b>", "\u202eRTL", "tab\tand\nline", strings.Repeat("界", 120)} {
			id := doc.Text(d.must(d.A.API, "CreateOpportunity", complete(t, "n"+string(rune('a'+i)), "Customer.Account.CompanyName", name)), "Id")
			got := doc.Text(d.must(d.A.API, "GetOpportunity", fill(`{"Catalog":"AWS","Identifier":"{1}"}`, id)), "Customer.Account.CompanyName")
			if got != name {
				t.Errorf("sent %q, got %q", name, got)
			}
			request := doc.Append(nil, doc.Doc{"Catalog": "AWS", "CustomerCompanyName": []any{strings.ToUpper(name)}})
			if found := doc.Objects(d.must(d.A.API, "ListOpportunities", string(request)), "OpportunitySummaries"); len(found) != 1 || doc.Text(found[0], "Id") != id {
				t.Errorf("%q is found as %v", name, found)
			}
		}
	})
}

// TestMembersThatAreNotTheCallersStayAsTheyAre sends every member that GetOpportunity answers and no request takes.
func TestMembersThatAreNotTheCallersStayAsTheyAre(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *clock.Manual) {
		id := d.Create(d.A.API, "AWS", centraltest.Complete(t))
		get := fill(`{"Catalog":"AWS","Identifier":"{1}"}`, id)
		before := d.must(d.A.API, "GetOpportunity", get)
		forged := doc.Clone(before)
		forged["Identifier"] = id
		for path, value := range map[string]any{
			"Arn": "arn:aws:partnercentral:us-east-1:222222222222:catalog/AWS/opportunity/O1", "Id": "O1", "CreatedDate": "2000-01-01T00:00:00Z",
			"Origin": "AWS Referral", "ClientToken": "x", "Tags": []any{doc.Doc{"Key": "k", "Value": "v"}}, "Unknown": doc.Doc{"Deep": "x"},
			"OpportunityTeam":            []any{doc.Doc{"BusinessTitle": "OpportunityOwner", "Email": "evil@alpha.example"}},
			"RelatedEntityIdentifiers":   doc.Doc{"Solutions": []any{"S-0050001"}, "AwsProducts": []any{"AmazonS3"}},
			"LifeCycle.NextStepsHistory": []any{doc.Doc{"Time": "2000-01-01T00:00:00Z", "Value": "forged"}},
			"Customer.Account.Unknown":   "x",
		} {
			doc.Set(forged, path, value)
		}
		d.must(d.A.API, "UpdateOpportunity", string(doc.Append(nil, forged)))
		after := d.must(d.A.API, "GetOpportunity", get)
		delete(before, "LastModifiedDate")
		delete(after, "LastModifiedDate")
		if diff := doc.Diff(before, after); len(diff) != 0 {
			t.Errorf("an update changed %v", diff)
		}
	})
}
