// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package policy_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"cosell/internal/central/identity/policy"
)

const get, put = "partnercentral:GetOpportunity", "partnercentral:UpdateOpportunity"

const everything = `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`

func read(t testing.TB, text string) policy.Document {
	t.Helper()
	d, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

// keys makes condition keys of "name=value" words; a name that comes twice has two values.
func keys(words ...string) policy.Keys {
	k := policy.Keys{}
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		k.Put(name, value)
	}
	return k
}

func TestConditionsHoldAsInIAM(t *testing.T) {
	t.Parallel()
	const catalog, related, tags = "partnercentral:Catalog", "partnercentral:RelatedEntityType", "aws:TagKeys"
	for _, c := range []struct {
		condition string
		have      []string
		want      bool
	}{
		{`"StringEquals":{"partnercentral:Catalog":"AWS"}`, []string{catalog + "=AWS"}, true},
		{`"StringEquals":{"partnercentral:catalog":"AWS"}`, []string{catalog + "=AWS"}, true},
		{`"StringEquals":{"partnercentral:Catalog":"aws"}`, []string{catalog + "=AWS"}, false},
		{`"StringEquals":{"partnercentral:Catalog":["Sandbox","AWS"]}`, []string{catalog + "=AWS"}, true},
		{`"StringEquals":{"partnercentral:Catalog":"AWS"}`, nil, false},
		{`"StringEqualsIfExists":{"partnercentral:Catalog":"AWS"}`, nil, true},
		{`"StringEqualsIfExists":{"partnercentral:Catalog":"AWS"}`, []string{catalog + "=Sandbox"}, false},
		{`"StringEqualsIgnoreCase":{"partnercentral:Catalog":"aws"}`, []string{catalog + "=AWS"}, true},
		{`"StringNotEqualsIgnoreCase":{"partnercentral:Catalog":"aws"}`, []string{catalog + "=AWS"}, false},
		{`"StringNotEquals":{"partnercentral:Catalog":["AWS","Sandbox"]}`, []string{catalog + "=Sandbox"}, false},
		{`"StringNotEquals":{"partnercentral:Catalog":"AWS"}`, nil, true},
		{`"StringNotEquals":{"aws:RequestTag/Team":"a"}`, []string{"aws:RequestTag/team=b", "aws:RequestTag/TEAM=a"}, false},
		{`"StringLike":{"partnercentral:Catalog":"Sand*"}`, []string{catalog + "=Sandbox"}, true},
		{`"StringLike":{"partnercentral:Catalog":"San?box"}`, []string{catalog + "=Sandbox"}, true},
		{`"StringNotLike":{"partnercentral:Catalog":"Sand*"}`, []string{catalog + "=Sandbox"}, false},
		{`"StringEquals":{"partnercentral:Catalog":"AWS","partnercentral:RelatedEntityType":"Solutions"}`, []string{catalog + "=AWS", related + "=AwsProducts"}, false},
		{`"StringEquals":{"partnercentral:Catalog":"AWS"},"StringLike":{"partnercentral:RelatedEntityType":"Sol*"}`, []string{catalog + "=AWS", related + "=Solutions"}, true},
		{`"StringEquals":{"aws:RequestTag/Team":"a"}`, []string{"aws:RequestTag/Team=a"}, true},
		{`"StringEquals":{"aws:RequestTag/Team":"a"}`, []string{"aws:RequestTag/Other=a"}, false},
		{`"StringEquals":{"aws:ResourceTag/team":"a"}`, []string{"aws:ResourceTag/Team=a"}, true},
		{`"ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}`, []string{tags + "=c", tags + "=b"}, true},
		{`"ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}`, []string{tags + "=c"}, false},
		{`"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}`, nil, false},
		{`"ForAnyValue:StringNotEquals":{"aws:TagKeys":"a"}`, []string{tags + "=a", tags + "=b"}, true},
		{`"ForAnyValue:StringNotEquals":{"aws:TagKeys":"a"}`, nil, false},
		{`"ForAnyValue:StringEqualsIfExists":{"aws:TagKeys":"a"}`, nil, true},
		{`"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}`, []string{tags + "=a", tags + "=b"}, true},
		{`"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}`, []string{tags + "=a", tags + "=c"}, false},
		{`"ForAllValues:StringEquals":{"aws:TagKeys":"a"}`, nil, true},
		{`"ForAllValues:StringLike":{"aws:TagKeys":"t*"}`, []string{tags + "=team", tags + "=type"}, true},
		{`"ForAllValues:StringNotLike":{"aws:TagKeys":"t*"}`, []string{tags + "=x", tags + "=type"}, false},
		{`"Null":{"aws:RequestTag/Team":"true"}`, nil, true},
		{`"Null":{"aws:RequestTag/Team":"true"}`, []string{"aws:RequestTag/Team="}, false},
		{`"Null":{"aws:RequestTag/Team":false}`, []string{"aws:RequestTag/Team=x"}, true},
		{`"Null":{"aws:TagKeys":"true"}`, []string{tags + "=x"}, false},
		{`"Bool":{"aws:MultiFactorAuthPresent":"false"}`, []string{"aws:MultiFactorAuthPresent=false"}, true},
		{`"Bool":{"aws:MultiFactorAuthPresent":true}`, []string{"aws:MultiFactorAuthPresent=false"}, false},
		{`"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}`, nil, true},
		{`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/CI*"}`, []string{"aws:PrincipalArn=arn:aws:iam::111111111111:role/CI-1"}, true},
		{`"ArnLike":{"aws:PrincipalArn":"arn:aws:*:role/CI"}`, []string{"aws:PrincipalArn=arn:aws:iam::111111111111:role/CI"}, false},
		{`"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::*:role/CI"}`, []string{"aws:PrincipalArn=arn:aws:iam::111111111111:role/CI"}, false},
	} {
		d := read(t, `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{`+c.condition+`}}}`)
		g := policy.Grant{Identity: []policy.Document{d}}
		if got := g.Decide(policy.Request{Action: get, Resource: "*", Keys: keys(c.have...)}).Allowed; got != c.want {
			t.Errorf("%s with %v: %v", c.condition, c.have, got)
		}
	}
}

func TestActionsAndResourcesArePatterns(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/opportunity/O1"
	for statement, want := range map[string]bool{
		`"Action":"partnercentral:getopportunity","Resource":"*"`:                                               true,
		`"Action":"partnercentral:Ge?Opportunity","Resource":"*"`:                                               true,
		`"Action":["partnercentral:List*","partnercentral:Get*"],"Resource":"*"`:                                true,
		`"Action":"partnercentral:Update*","Resource":"*"`:                                                      false,
		`"NotAction":"partnercentral:Update*","Resource":"*"`:                                                   true,
		`"NotAction":["partnercentral:*"],"Resource":"*"`:                                                       false,
		`"Action":"*","Resource":"arn:aws:partnercentral:us-east-1:*:catalog/AWS/opportunity/*"`:                true,
		`"Action":"*","Resource":"arn:aws:partnercentral:us-east-1:*:catalog/Sandbox/*"`:                        false,
		`"Action":"*","NotResource":"arn:aws:partnercentral:us-east-1:*:catalog/Sandbox/*"`:                     true,
		`"Action":"*","NotResource":["arn:aws:partnercentral:*:*:catalog/*/opportunity/O1","arn:aws:s3:::x/*"]`: false,
	} {
		g := policy.Grant{Identity: []policy.Document{read(t, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",`+statement+`}]}`)}}
		if got := g.Decide(policy.Request{Action: get, Resource: arn}).Allowed; got != want {
			t.Errorf("%s: %v", statement, got)
		}
	}
}

func TestADenyWinsAndTheSentenceSaysWhichPolicyItWas(t *testing.T) {
	t.Parallel()
	deny := read(t, `{"Statement":{"Effect":"Deny","Action":"partnercentral:Get*","Resource":"*"}}`)
	all := read(t, everything)
	other := read(t, `{"Statement":{"Effect":"Allow","Action":"partnercentral:List*","Resource":"*"}}`)
	for name, c := range map[string]struct {
		grant policy.Grant
		want  string
	}{
		"nothing":                  {policy.Grant{}, "because no identity-based policy allows the " + get + " action"},
		"identity":                 {policy.Grant{Identity: []policy.Document{all}}, ""},
		"identity denies":          {policy.Grant{Identity: []policy.Document{all, deny}}, "with an explicit deny in an identity-based policy"},
		"narrowed to all":          {policy.Grant{Identity: []policy.Document{all}, Narrowed: true, Session: []policy.Document{all}}, ""},
		"narrowed to other":        {policy.Grant{Identity: []policy.Document{all}, Narrowed: true, Session: []policy.Document{other}}, "because no session policy allows the " + get + " action"},
		"narrowed to nothing":      {policy.Grant{Identity: []policy.Document{all}, Narrowed: true}, "because no session policy allows the " + get + " action"},
		"session denies":           {policy.Grant{Identity: []policy.Document{all}, Narrowed: true, Session: []policy.Document{all, deny}}, "with an explicit deny in a session policy"},
		"a session widens nothing": {policy.Grant{Identity: []policy.Document{other}, Narrowed: true, Session: []policy.Document{all}}, "because no identity-based policy allows the " + get + " action"},
	} {
		if v := c.grant.Decide(policy.Request{Action: get, Resource: "*"}); v.Allowed != (c.want == "") || v.Because != c.want {
			t.Errorf("%s: %+v, want %q", name, v, c.want)
		}
	}
}

func TestWhatNobodyWouldEvaluateIsNotRead(t *testing.T) {
	t.Parallel()
	statement := func(s string) string { return `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*",` + s + `}}` }
	for name, document := range map[string]string{
		"cannot be read":   `{"Statement":`,
		"duplicate":        `{"Statement":[{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}]}`,
		"unknown object":   `{"Statement":{"Effect":"Allow","action":"*","Resource":"*"}}`,
		"no Statement":     `{"Version":"2012-10-17"}`,
		"Version":          `{"Version":"2012-10-18","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`,
		"Effect":           `{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}`,
		"one of Action":    `{"Statement":{"Effect":"Allow","Resource":"*"}}`,
		"and not both":     `{"Statement":{"Effect":"Allow","Action":"*","NotAction":"s3:*","Resource":"*"}}`,
		"one of Resource":  `{"Statement":{"Effect":"Allow","Action":"*"}}`,
		"lacks its":        `{"Statement":{"Effect":"Allow","Action":"GetOpportunity","Resource":"*"}}`,
		"is no ARN":        `{"Statement":{"Effect":"Allow","Action":"*","Resource":"O123"}}`,
		"policy variable":  `{"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:partnercentral:us-east-1:${aws:PrincipalAccount}:*"}}`,
		"no Principal":     statement(`"Principal":"*"`),
		"NotPrincipal":     statement(`"NotPrincipal":{"AWS":"*"}`),
		"IpAddress":        statement(`"Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}`),
		"aws:SourceIp":     statement(`"Condition":{"StringEquals":{"aws:SourceIp":"10.0.0.1"}}`),
		"RequestTag/":      statement(`"Condition":{"StringEquals":{"aws:RequestTag/":"x"}}`),
		"NullIfExists":     statement(`"Condition":{"NullIfExists":{"aws:TagKeys":"true"}}`),
		"ForSomeValues":    statement(`"Condition":{"ForSomeValues:StringEquals":{"aws:TagKeys":"x"}}`),
		"may have several": statement(`"Condition":{"StringEquals":{"aws:TagKeys":"x"}}`),
		"true or false":    statement(`"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"yes"}}`),
		"has no value":     statement(`"Condition":{"StringEquals":{"partnercentral:Catalog":[]}}`),
		"has no key":       statement(`"Condition":{"StringEquals":{}}`),
		"value is text":    statement(`"Condition":{"StringEquals":{"partnercentral:Catalog":{"a":"b"}}}`),
		"at most":          `{"Id":"` + strings.Repeat("x", policy.MaxDocument) + `","Statement":[]}`,
	} {
		_, err := policy.Parse([]byte(document))
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if m, is := errors.AsType[*policy.Mistake](err); !is || !strings.ContainsFunc(m.JA, func(r rune) bool { return unicode.Is(unicode.Hiragana, r) }) {
			t.Errorf("%s is not told in Japanese: %+v", name, err)
		}
	}
}

func TestARoleTrustsWhomItsPolicyNames(t *testing.T) {
	t.Parallel()
	const user, role, session = "arn:aws:iam::111111111111:user/CRM", "arn:aws:iam::111111111111:role/Ops", "arn:aws:sts::111111111111:assumed-role/Ops/night"
	crm := policy.Principal{Account: "111111111111", ARN: user}
	night := policy.Principal{Account: "111111111111", ARN: session, Role: role}
	foreign := policy.Principal{Account: "222222222222", ARN: "arn:aws:iam::222222222222:user/CRM"}
	statement := func(principal, more string) string {
		return `{"Effect":"Allow","Principal":` + principal + `,"Action":"sts:AssumeRole"` + more + `}`
	}
	for _, c := range []struct {
		statements string
		who        policy.Principal
		keys       policy.Keys
		want       policy.Trusts
	}{
		{statement(`{"AWS":"111111111111"}`, ""), crm, nil, policy.ByAccount},
		{statement(`{"AWS":"arn:aws:iam::111111111111:root"}`, ""), crm, nil, policy.ByAccount},
		{statement(`{"AWS":"arn:aws:iam::111111111111:root"}`, ""), foreign, nil, policy.Nobody},
		{statement(`{"AWS":["`+user+`","222222222222"]}`, ""), crm, nil, policy.ByName},
		{statement(`{"AWS":["`+user+`","222222222222"]}`, ""), foreign, nil, policy.ByAccount},
		{statement(`{"AWS":"`+role+`"}`, ""), night, nil, policy.ByName},
		{statement(`{"AWS":"`+session+`"}`, ""), night, nil, policy.ByName},
		{statement(`{"AWS":"`+role+`"}`, ""), crm, nil, policy.Nobody},
		{statement(`"*"`, ""), foreign, nil, policy.ByName},
		{statement(`{"Service":"resource-snapshot-job.partnercentral-selling.amazonaws.com"}`, ""), crm, nil, policy.Nobody},
		{statement(`{"Service":"partnercentral-account-management.amazonaws.com"}`, ""), policy.Principal{Service: "partnercentral-account-management.amazonaws.com"}, nil, policy.ByName},
		{statement(`{"Service":"partnercentral-account-management.amazonaws.com"}`, ""), policy.Principal{Service: "other.amazonaws.com"}, nil, policy.Nobody},
		{statement(`"*"`, ""), policy.Principal{Service: "other.amazonaws.com"}, nil, policy.Nobody},
		{statement(`"*"`, `,"Condition":{"StringEquals":{"sts:ExternalId":"x"}}`), foreign, keys("sts:ExternalId=x"), policy.ByName},
		{statement(`"*"`, `,"Condition":{"StringEquals":{"sts:ExternalId":"x"}}`), foreign, nil, policy.Nobody},
		{statement(`"*"`, "") + `,{"Effect":"Deny","Principal":{"AWS":"222222222222"},"Action":"*"}`, foreign, nil, policy.Never},
		{`{"Effect":"Allow","Principal":"*","Action":"sts:TagSession"}`, foreign, nil, policy.Nobody},
	} {
		d, err := policy.ParseTrust([]byte(`{"Version":"2012-10-17","Statement":[` + c.statements + `]}`))
		if err != nil {
			t.Fatalf("%s: %v", c.statements, err)
		}
		if got := d.Trust(c.who, policy.Request{Action: "sts:AssumeRole", Resource: role, Keys: c.keys}); got != c.want {
			t.Errorf("%s for %s: %v, want %v", c.statements, c.who.ARN, got, c.want)
		}
	}
	if (policy.Document{}).Trust(crm, policy.Request{Action: "sts:AssumeRole"}) != policy.Nobody {
		t.Error("the zero trust policy trusts somebody")
	}
	for name, statements := range map[string]string{
		"whom it trusts": `{"Effect":"Allow","Action":"sts:AssumeRole"}`,
		"no Resource":    statement(`"*"`, `,"Resource":"*"`),
		"not known here": statement(`{"AWS":"arn:aws:iam::111111111111:user/*"}`, ""),
		"Federated":      statement(`{"Federated":"accounts.example.com"}`, ""),
		"names nobody":   statement(`{}`, ""),
		`but not "*"`:    statement(`"me"`, ""),
	} {
		if _, err := policy.ParseTrust([]byte(`{"Statement":` + statements + `}`)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestManagedPoliciesAllowWhatAWSPublishes(t *testing.T) {
	t.Parallel()
	const mine, job = "arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/opportunity/O1", "arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/resource-snapshot-job/job-1"
	const deal = "arn:aws:partnercentral:us-east-1::catalog/AWS/engagement/eng-1"
	const someone = "arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/partner/partner-1"
	for _, c := range []struct {
		name, action, resource, catalog string
		want                            bool
	}{
		{policy.FullAccess, "partnercentral:PutSellingSystemSettings", "*", "AWS", true},
		{policy.FullAccess, "partnercentral:CreatePartner", "*", "AWS", true},
		{policy.FullAccess, "sts:AssumeRole", "arn:aws:iam::111111111111:role/x", "", false},
		{policy.OpportunityManagement, "partnercentral:SubmitOpportunity", mine, "AWS", true},
		{policy.OpportunityManagement, "partnercentral:StartProspectingFromEngagementTask", "*", "AWS", true},
		{policy.OpportunityManagement, "partnercentral:CreateEngagementContext", deal, "AWS", true},
		{policy.OpportunityManagement, "partnercentral:GetSellingSystemSettings", "*", "AWS", false},
		{policy.OpportunityManagement, "partnercentral:PutSellingSystemSettings", "*", "AWS", false},
		{policy.OpportunityManagement, "partnercentral:ListPartners", "*", "AWS", true},
		{policy.OpportunityManagement, "partnercentral:GetPartner", someone, "AWS", true},
		{policy.OpportunityManagement, "partnercentral:PutProfileVisibility", someone, "AWS", false},
		{policy.OpportunityManagement, "partnercentral:TagResource", mine, "", true},
		{policy.OpportunityManagement, "partnercentral:UntagResource", job, "", true},
		{policy.OpportunityManagement, "partnercentral:TagResource", someone, "", false},
		{policy.OpportunityManagement, "aws-marketplace:ListEntities", "*", "", true},
		{policy.SandboxFullAccess, "partnercentral:CreatePartner", "*", "Sandbox", true},
		{policy.SandboxFullAccess, "partnercentral:CreatePartner", "*", "AWS", false},
		{policy.SandboxFullAccess, "partnercentral:TagResource", mine, "", false}, // TagResource carries no catalog
		{policy.SnapshotJobExecution, "partnercentral:CreateResourceSnapshot", deal, "AWS", true},
		{policy.SnapshotJobExecution, get, mine, "AWS", true},
		{policy.SnapshotJobExecution, put, mine, "AWS", false},
		{policy.ChannelManagement, get, mine, "AWS", false},
		{policy.UserRoleAssociation, policy.AssociateUser, "*", "", true},
		{policy.UserRoleAssociation, "iam:PassRole", "arn:aws:iam::111111111111:role/PartnerCentralRoleForAce-1", "", true},
		{policy.UserRoleAssociation, "iam:PassRole", "arn:aws:iam::111111111111:role/Admin", "", false},
	} {
		d, known := policy.Managed(c.name)
		k := policy.Keys{}
		if c.catalog != "" {
			k.Put(policy.KeyCatalog, c.catalog)
		}
		g := policy.Grant{Identity: []policy.Document{d}}
		if got := g.Decide(policy.Request{Action: c.action, Resource: c.resource, Keys: k}).Allowed; !known || got != c.want {
			t.Errorf("%s: %s on %s in %s: %v", c.name, c.action, c.resource, c.catalog, got)
		}
	}
	if n := len(policy.ManagedNames()); n != 10 {
		t.Errorf("%d managed policies, want the 8 of reference 15.3 and EventBridge's 2", n)
	}
	if name, is := policy.ManagedName("arn:aws:iam::aws:policy/service-role/X"); !is || name != "X" {
		t.Error(name, is)
	}
}

// TestTheTableOfActionsIsThatOfBothModels reads AWS's own service descriptions.
func TestTheTableOfActionsIsThatOfBothModels(t *testing.T) {
	t.Parallel()
	want := map[string]policy.API{}
	for file, api := range map[string]policy.API{"partnercentral-selling.json": policy.Selling, "partnercentral-account.json": policy.Account} {
		raw, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "..", "shared", "reference", "models", file))
		if err != nil {
			const missing = "AWS's service models are not at ../shared/reference/models, so nothing was compared with them"
			if os.Getenv("CI") == "true" {
				t.Fatal(missing)
			}
			t.Skip(missing)
		}
		var m struct {
			Operations map[string]struct {
				Input struct{ Shape string }
			}
			Shapes map[string]struct{ Members map[string]any }
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		for name, o := range m.Operations {
			want[name] |= api
			a, _ := policy.ActionNamed(name)
			if _, has := m.Shapes[o.Input.Shape].Members["Catalog"]; has != slices.Contains(a.ConditionKeys(), policy.KeyCatalog) {
				t.Errorf("%s has a Catalog: %v", name, has)
			}
			for member, key := range map[string]string{"RelatedEntityType": policy.KeyRelatedEntityType, "VerificationType": policy.KeyVerificationType, "Tags": policy.KeyRequestTag} {
				if _, has := m.Shapes[o.Input.Shape].Members[member]; has && !slices.Contains(a.Keys, key) {
					t.Errorf("%s has %s, and the table no %s", name, member, key)
				}
			}
		}
	}
	for _, a := range policy.Actions {
		if want[a.Name] != a.API {
			t.Errorf("%s is of API %d here, of %d in the models", a.Name, a.API, want[a.Name])
		}
		delete(want, a.Name)
		for _, k := range a.Keys {
			if !slices.Contains(policy.ConditionKeys(), k) {
				t.Errorf("%s lists the key %s, which nobody evaluates", a.Name, k)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("operations without a row: %v", want)
	}
	if !slices.IsSortedFunc(policy.Actions, func(a, b policy.Action) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the table is not sorted")
	}
}

// FuzzParse: whatever a partner writes is read or refused; what was read allows nothing without an Allow, and a Deny of
// everything beside it always wins.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"Statement":[{"Effect":"Allow","Action":"partnercentral:Get*","Resource":"*","Condition":{"StringEquals":{"partnercentral:Catalog":"AWS"}}}]}`))
	f.Add([]byte(`{"Statement":{"Effect":"Deny","NotAction":["*:x"],"NotResource":["arn:*"],"Condition":{"ForAllValues:StringNotLikeIfExists":{"aws:TagKeys":["a*",true,1]}}}}`))
	f.Add([]byte(`{"Statement":{"Effect":"Allow","Principal":{"AWS":["*","111111111111"]},"Action":"sts:AssumeRole","Condition":{"Null":{"sts:ExternalId":false}}}}`))
	deny := read(f, `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`)
	f.Fuzz(func(t *testing.T, text []byte) {
		k := keys("partnercentral:Catalog=AWS", "aws:TagKeys=a", "aws:TagKeys=b", "sts:ExternalId=x")
		if d, err := policy.Parse(text); err == nil {
			g := policy.Grant{Identity: []policy.Document{d}}
			if g.Decide(policy.Request{Action: get, Resource: "*", Keys: k}).Allowed && !strings.Contains(string(text), "A") && !strings.Contains(string(text), `\u`) {
				t.Errorf("%s allows without an Allow", text)
			}
			g.Identity = append(g.Identity, deny)
			if g.Decide(policy.Request{Action: get, Resource: "*", Keys: k}).Allowed {
				t.Errorf("%s outweighs a Deny", text)
			}
		}
		if d, err := policy.ParseTrust(text); err == nil {
			d.Trust(policy.Principal{Account: "111111111111", ARN: "arn:aws:iam::111111111111:user/x"}, policy.Request{Action: "sts:AssumeRole", Keys: k})
		}
	})
}

// FuzzLike holds the matcher against the library's regular expressions.
func FuzzLike(f *testing.F) {
	f.Add("partnercentral:*Opp?rtunity*", "partnercentral:GetOpportunity")
	f.Add("**a*?", "aaaab")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if len(pattern) > 64 || len(s) > 256 {
			t.Skip("the yardstick is slow")
		}
		var re strings.Builder
		re.WriteString(`(?s)\A`)
		for i := range len(pattern) {
			switch c := pattern[i]; c {
			case '*':
				re.WriteString(`.*`)
			case '?':
				re.WriteString(`.`)
			default:
				re.WriteString(regexp.QuoteMeta(bytewise(string([]byte{c}))))
			}
		}
		want := regexp.MustCompile(re.String() + `\z`).MatchString(bytewise(s))
		if got := policy.Like(pattern, s); got != want {
			t.Errorf("%q against %q: %v", pattern, s, got)
		}
	})
}

// bytewise makes each byte a character, since the matcher counts bytes.
func bytewise(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}
