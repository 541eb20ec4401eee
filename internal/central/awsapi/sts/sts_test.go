// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sts_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	client "github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"

	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/audit"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/awsapi/sts"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// A place is Central's door for programs, with STS beside the Selling API, over HTTP.
type place struct {
	*centraltest.World
	t     *testing.T
	clock *shifted
	url   string
}

// shifted is the machine's clock moved on by hand: the official client signs with the machine's time.
type shifted struct {
	clock.System
	by time.Duration
}

func (s *shifted) Now() time.Time { return s.System.Now().Add(s.by) }

func newPlace(t *testing.T, db *sqldb.DB, clk *shifted) *place {
	t.Helper()
	p := &place{World: centraltest.New(t, db, clk), t: t, clock: clk}
	verifier := sigv4.New(sigv4.Config{Clock: clk, Region: selling.Region, Services: []string{selling.SigningName}, Lookup: p.Identity.Lookup})
	api, err := awsjson.NewServer(awsjson.Config{Clock: clk, Authenticate: awsapi.Authenticate(verifier),
		Services: []awsjson.Service{awsapi.Service(&awsapi.Rooms{Opportunities: p.Opportunities, Solutions: p.Solutions, Engagements: p.Engagements})}})
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewServer(sts.New(sts.Config{Identity: p.Identity, Region: selling.Region, Clock: clk}).Beside(api))
	t.Cleanup(door.Close)
	p.url = door.URL
	return p
}

func onSQLite(t *testing.T) *place {
	t.Helper()
	clk := &shifted{}
	return newPlace(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
}

// sts is the official client with these credentials.
func (p *place) sts(c aws.CredentialsProvider) *client.Client {
	return client.New(client.Options{Region: selling.Region, BaseEndpoint: &p.url, Credentials: c, RetryMaxAttempts: 1})
}

func lasting(k identity.Key) aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(k.ID, k.Secret, "")
}

func temporary(c *types.Credentials) aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(*c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)
}

// selling calls the Selling API.
func (p *place) selling(c aws.CredentialsProvider, operation, body string) *awsjson.APIError {
	p.t.Helper()
	api, err := awsjson.NewClient(awsjson.ClientConfig{Endpoint: p.url, Target: selling.Target, SigningName: selling.SigningName,
		Region: selling.Region, Credentials: c, Attempts: 1, Clock: p.clock})
	if err != nil {
		p.t.Fatal(err)
	}
	err = api.Call(p.t.Context(), operation, []byte(body), nil)
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*awsjson.APIError](err)
	if !ok {
		p.t.Fatal(err)
	}
	return e
}

// code is the error that the service answered.
func code(t *testing.T, err error) (code, message string) {
	t.Helper()
	if err == nil {
		return "", ""
	}
	e, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		t.Fatalf("%v is no answer of the service", err)
	}
	return e.ErrorCode(), e.ErrorMessage()
}

const (
	list    = `{"Catalog":"AWS"}`
	roleARN = "arn:aws:iam::111111111111:role/Sync"
	clerk   = "arn:aws:iam::111111111111:user/CRM"
)

func trusting(principal, more string) string {
	return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"sts:AssumeRole"` + more + `}}`
}

// role makes a role in the first partner's account, or changes it.
func (p *place) role(e identity.RoleEntry) {
	p.t.Helper()
	e.Name = "Sync"
	err := p.Identity.AddRole(p.t.Context(), p.A.Admin, e)
	if err != nil {
		err = p.Identity.SetRole(p.t.Context(), p.A.Admin, e)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func TestTheOfficialClientLearnsWhoItIs(t *testing.T) {
	t.Parallel()
	p := onSQLite(t)
	out, err := p.sts(lasting(p.A.Key)).GetCallerIdentity(t.Context(), &client.GetCallerIdentityInput{})
	if err != nil {
		t.Fatal(err)
	}
	if *out.Account != p.A.Account || *out.Arn != clerk || !strings.HasPrefix(*out.UserId, "AIDA") || len(*out.UserId) != 21 {
		t.Errorf("%s %s %s", *out.Account, *out.Arn, *out.UserId)
	}
	_, err = p.sts(credentials.NewStaticCredentialsProvider("AKIAUNKNOWN000000000", "x", "")).GetCallerIdentity(t.Context(), &client.GetCallerIdentityInput{})
	if c, _ := code(t, err); c != "InvalidClientTokenId" {
		t.Errorf("an unknown key: %v", err)
	}
	_, err = p.sts(credentials.NewStaticCredentialsProvider(p.A.Key.ID, "wrong", "")).GetCallerIdentity(t.Context(), &client.GetCallerIdentityInput{})
	if c, _ := code(t, err); c != "SignatureDoesNotMatch" {
		t.Errorf("a wrong secret: %v", err)
	}
}

func TestWhoTookARoleStandsInTheAuditLog(t *testing.T) {
	t.Parallel()
	p := onSQLite(t)
	p.role(identity.RoleEntry{Trust: trusting(clerk, ""), Managed: []string{"AWSPartnerCentralOpportunityManagement"}})
	before, _, err := p.Audit.Page(t.Context(), p.A.Lead, audit.Query{Size: 10})
	if err != nil {
		t.Fatal(err)
	}
	c := p.sts(lasting(p.A.Key))
	if _, err := c.GetCallerIdentity(t.Context(), &client.GetCallerIdentityInput{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.AssumeRole(t.Context(), &client.AssumeRoleInput{RoleArn: aws.String(roleARN), RoleSessionName: aws.String("nightly")}); err != nil {
		t.Fatal(err)
	}
	log, _, err := p.Audit.Page(t.Context(), p.A.Lead, audit.Query{Size: 10})
	if err != nil || len(log) != len(before)+1 || log[0].Action != "AssumeRole" || log[0].Target != roleARN || log[0].Actor != p.A.Key.ID {
		t.Errorf("the audit log has %+v, %v", log, err)
	}
}

func TestAClientWorksWithCredentialsOfARoleUntilTheyEnd(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, clock.Clock, ...sqldb.Schema) *sqldb.DB{"SQLite": sqldbtest.SQLite, "PostgreSQL": sqldbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clk := &shifted{}
			aClientWorks(t, newPlace(t, open(t, clk, centraltest.Schemas()...), clk))
		})
	}
}

func aClientWorks(t *testing.T, p *place) {
	t.Helper()
	p.role(identity.RoleEntry{Trust: trusting(clerk, ""), Managed: []string{policy.OpportunityManagement}})
	provider := stscreds.NewAssumeRoleProvider(p.sts(lasting(p.A.Key)), roleARN, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName, o.Duration = "nightly", 15*time.Minute
	})
	if e := p.selling(provider, "ListOpportunities", list); e != nil {
		t.Fatalf("with the role's credentials: %v", e)
	}
	got, err := provider.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	session := credentials.NewStaticCredentialsProvider(got.AccessKeyID, got.SecretAccessKey, got.SessionToken)
	who, err := p.sts(session).GetCallerIdentity(t.Context(), &client.GetCallerIdentityInput{})
	if err != nil || *who.Arn != "arn:aws:sts::111111111111:assumed-role/Sync/nightly" || !strings.HasPrefix(*who.UserId, "AROA") || !strings.HasSuffix(*who.UserId, ":nightly") {
		t.Fatalf("%+v, %v", who, err)
	}
	for name, wrong := range map[string]aws.CredentialsProvider{
		"no token":      credentials.NewStaticCredentialsProvider(got.AccessKeyID, got.SecretAccessKey, ""),
		"another token": credentials.NewStaticCredentialsProvider(got.AccessKeyID, got.SecretAccessKey, got.SessionToken+"x"),
	} {
		if e := p.selling(wrong, "ListOpportunities", list); e == nil || e.Type != "UnrecognizedClientException" || e.Status != 403 {
			t.Errorf("%s: %v", name, e)
		}
	}
	p.clock.by = 15*time.Minute - 5*time.Second // less than the skew that signatures may have
	if e := p.selling(session, "ListOpportunities", list); e != nil {
		t.Errorf("shortly before the end: %v", e)
	}
	p.clock.by = 15 * time.Minute
	if e := p.selling(session, "ListOpportunities", list); e == nil || e.Type != "ExpiredTokenException" || e.Status != 403 {
		t.Errorf("after the end: %v", e)
	}
}

func TestWhatARoleMayDoCountsAtOnceAndADroppedRoleEndsItsSessions(t *testing.T) {
	t.Parallel()
	p := onSQLite(t)
	p.role(identity.RoleEntry{Trust: trusting(clerk, ""), Managed: []string{policy.OpportunityManagement}})
	out, err := p.sts(lasting(p.A.Key)).AssumeRole(t.Context(), &client.AssumeRoleInput{RoleArn: aws.String(roleARN), RoleSessionName: aws.String("s1")})
	if err != nil {
		t.Fatal(err)
	}
	if got := time.Until(*out.Credentials.Expiration); got < 59*time.Minute || got > time.Hour {
		t.Errorf("without a duration it lasts %s", got)
	}
	session := temporary(out.Credentials)
	p.role(identity.RoleEntry{Trust: trusting(clerk, ""), Document: `{"Statement":{"Effect":"Allow","Action":"partnercentral:Get*","Resource":"*"}}`})
	e := p.selling(session, "ListOpportunities", list)
	const want = "User: arn:aws:sts::111111111111:assumed-role/Sync/s1 is not authorized to perform: partnercentral:ListOpportunities on resource: * because no identity-based policy allows the partnercentral:ListOpportunities action"
	if e == nil || e.Message != want {
		t.Errorf("got %v\nwant %s", e, want)
	}
	if err := p.Identity.DropRole(t.Context(), p.A.Admin, "Sync"); err != nil {
		t.Fatal(err)
	}
	p.role(identity.RoleEntry{Trust: trusting(clerk, ""), Managed: []string{policy.FullAccess}}) // another one of that name
	if e := p.selling(session, "ListOpportunities", list); e == nil || e.Type != "UnrecognizedClientException" {
		t.Errorf("a session of a dropped role: %v", e)
	}
}

func TestASessionPolicyNarrowsAndNeverWidens(t *testing.T) {
	t.Parallel()
	p := onSQLite(t)
	p.role(identity.RoleEntry{Trust: trusting(clerk, ""), Managed: []string{policy.OpportunityManagement}})
	for name, c := range map[string]struct {
		policy  string
		arns    []string
		list    string // code of the refusal
		sandbox string
	}{
		"inline":          {`{"Statement":{"Effect":"Allow","Action":"partnercentral:List*","Resource":"*"}}`, nil, "", ""},
		"inline of other": {`{"Statement":{"Effect":"Allow","Action":"partnercentral:Get*","Resource":"*"}}`, nil, "AccessDeniedException", "AccessDeniedException"},
		"managed":         {"", []string{policy.SandboxFullAccess}, "AccessDeniedException", ""},
		"any of both":     {`{"Statement":{"Effect":"Allow","Action":"partnercentral:Get*","Resource":"*"}}`, []string{policy.SandboxFullAccess}, "AccessDeniedException", ""},
		"both, one denies": {`{"Statement":{"Effect":"Deny","Action":"partnercentral:List*","Resource":"*"}}`, []string{policy.SandboxFullAccess}, "AccessDeniedException",
			"AccessDeniedException"},
	} {
		in := &client.AssumeRoleInput{RoleArn: aws.String(roleARN), RoleSessionName: aws.String("s1")}
		if c.policy != "" {
			in.Policy = &c.policy
		}
		for _, a := range c.arns {
			in.PolicyArns = append(in.PolicyArns, types.PolicyDescriptorType{Arn: aws.String("arn:aws:iam::aws:policy/" + a)})
		}
		out, err := p.sts(lasting(p.A.Key)).AssumeRole(t.Context(), in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		packed := out.PackedPolicySize //nolint:staticcheck // deprecated at AWS, and still what clients read
		if (packed != nil) != (c.policy != "") {
			t.Errorf("%s: packed policy size %v", name, packed)
		}
		kind := func(e *awsjson.APIError) string {
			if e == nil {
				return ""
			}
			return e.Type
		}
		session := temporary(out.Credentials)
		if got := kind(p.selling(session, "ListOpportunities", list)); got != c.list {
			t.Errorf("%s: list answers %q", name, got)
		}
		if got := kind(p.selling(session, "ListOpportunities", `{"Catalog":"Sandbox"}`)); got != c.sandbox {
			t.Errorf("%s: list of the Sandbox answers %q", name, got)
		}
		if got := kind(p.selling(session, "SubmitOpportunity", `{"Catalog":"AWS","Identifier":"O1","InvolvementType":"Co-Sell"}`)); got != "AccessDeniedException" {
			t.Errorf("%s: what the session policy leaves out answers %q", name, got)
		}
	}
}

func TestWhoMayAssumeARole(t *testing.T) {
	t.Parallel()
	p := onSQLite(t)
	const mayAssume = `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/Sync"}}`
	const mayNot = `{"Statement":{"Effect":"Deny","Action":"sts:*","Resource":"*"}}`
	for name, c := range map[string]struct {
		trust, document string
		foreign         bool
		external        string
		allowed         bool
	}{
		"named in the same account":         {trust: trusting(clerk, ""), allowed: true},
		"named, but its own policy forbids": {trust: trusting(clerk, ""), document: mayNot},
		"the account, without a policy":     {trust: trusting("111111111111", "")},
		"the account, with a policy":        {trust: trusting("111111111111", ""), document: mayAssume, allowed: true},
		"another account, without a policy": {trust: trusting("222222222222", ""), foreign: true},
		"another account, with a policy":    {trust: trusting("222222222222", ""), foreign: true, document: mayAssume, allowed: true},
		"another account that is not named": {trust: trusting("111111111111", ""), foreign: true, document: mayAssume},
		"an external id that is missing":    {trust: trusting("222222222222", `,"Condition":{"StringEquals":{"sts:ExternalId":"deal"}}`), foreign: true, document: mayAssume},
		"an external id":                    {trust: trusting("222222222222", `,"Condition":{"StringEquals":{"sts:ExternalId":"deal"}}`), foreign: true, document: mayAssume, external: "deal", allowed: true},
		"a session name that is asked for":  {trust: trusting(clerk, `,"Condition":{"StringLike":{"sts:RoleSessionName":"CRM-*"}}`)},
	} {
		p.role(identity.RoleEntry{Trust: c.trust, Managed: []string{policy.FullAccess}})
		who := p.A
		if c.foreign {
			who = p.B
		}
		if err := p.Identity.SetPolicies(t.Context(), identity.Client{Account: who.Account, ID: who.Client, Managed: []string{policy.FullAccess}, Document: c.document}); err != nil {
			t.Fatal(err)
		}
		in := &client.AssumeRoleInput{RoleArn: aws.String(roleARN), RoleSessionName: aws.String("night")}
		if c.external != "" {
			in.ExternalId = &c.external
		}
		out, err := p.sts(lasting(who.Key)).AssumeRole(t.Context(), in)
		if (err == nil) != c.allowed {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err != nil {
			want := "User: arn:aws:iam::" + who.Account + ":user/CRM is not authorized to perform: sts:AssumeRole on resource: " + roleARN
			if got, message := code(t, err); got != "AccessDenied" || message != want {
				t.Errorf("%s: %v", name, err)
			}
			in.RoleArn = aws.String(strings.Replace(roleARN, "Sync", "None", 1))
			_, missing := p.sts(lasting(who.Key)).AssumeRole(t.Context(), in)
			if got, message := code(t, missing); got != "AccessDenied" || message != strings.Replace(want, "Sync", "None", 1) {
				t.Errorf("%s: a role that does not exist: %v", name, missing)
			}
			continue
		}
		id := p.Caller(*out.Credentials.AccessKeyId)
		if id.Account != p.A.Account || id.Partner.Name != p.A.Name {
			t.Errorf("%s: the session belongs to %s", name, id.Account)
		}
	}
}

func TestParametersWithoutSenseAreRefusedAsAWSDoes(t *testing.T) {
	t.Parallel()
	p := onSQLite(t)
	p.role(identity.RoleEntry{Trust: trusting(clerk, ""), Managed: []string{policy.FullAccess}, MaxSession: 2 * time.Hour})
	api := p.sts(lasting(p.A.Key))
	for name, c := range map[string]struct {
		change     func(*client.AssumeRoleInput)
		code, says string
	}{
		"too short":     {func(in *client.AssumeRoleInput) { in.DurationSeconds = aws.Int32(899) }, "ValidationError", "between 900 and 43200"},
		"too long":      {func(in *client.AssumeRoleInput) { in.DurationSeconds = aws.Int32(43201) }, "ValidationError", "between 900 and 43200"},
		"over the role": {func(in *client.AssumeRoleInput) { in.DurationSeconds = aws.Int32(7201) }, "ValidationError", "exceeds the MaxSessionDuration"},
		"as the role":   {func(in *client.AssumeRoleInput) { in.DurationSeconds = aws.Int32(7200) }, "", ""},
		"name":          {func(in *client.AssumeRoleInput) { in.RoleSessionName = aws.String("a b") }, "ValidationError", "roleSessionName"},
		"short name":    {func(in *client.AssumeRoleInput) { in.RoleSessionName = aws.String("a") }, "ValidationError", "roleSessionName"},
		"no ARN":        {func(in *client.AssumeRoleInput) { in.RoleArn = aws.String(strings.Repeat("x", 30)) }, "ValidationError", "no ARN of a role"},
		"short ARN":     {func(in *client.AssumeRoleInput) { in.RoleArn = aws.String("x") }, "ValidationError", "roleArn"},
		"external id":   {func(in *client.AssumeRoleInput) { in.ExternalId = aws.String("x") }, "ValidationError", "externalId"},
		"policy":        {func(in *client.AssumeRoleInput) { in.Policy = aws.String(`{}`) }, "MalformedPolicyDocument", "no Statement"},
		"long policy":   {func(in *client.AssumeRoleInput) { in.Policy = aws.String(strings.Repeat(" ", 2049)) }, "ValidationError", "2048"},
		"unknown policy": {func(in *client.AssumeRoleInput) {
			in.PolicyArns = []types.PolicyDescriptorType{{Arn: aws.String("arn:aws:iam::aws:policy/X")}}
		}, "ValidationError", "does not exist"},
		"too many": {func(in *client.AssumeRoleInput) {
			in.PolicyArns = make([]types.PolicyDescriptorType, 11)
			for i := range in.PolicyArns {
				in.PolicyArns[i].Arn = aws.String("arn:aws:iam::aws:policy/" + policy.FullAccess)
			}
		}, "ValidationError", "less than or equal to 10"},
		"tags": {func(in *client.AssumeRoleInput) {
			in.Tags = []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}}
		}, "ValidationError", "not served"},
		"MFA": {func(in *client.AssumeRoleInput) {
			in.SerialNumber, in.TokenCode = aws.String("arn:aws:iam::1:mfa/x"), aws.String("123456")
		}, "ValidationError", "not served"},
	} {
		in := &client.AssumeRoleInput{RoleArn: aws.String(roleARN), RoleSessionName: aws.String("night")}
		c.change(in)
		_, err := api.AssumeRole(t.Context(), in)
		if got, message := code(t, err); got != c.code || !strings.Contains(message, c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAClientGetsASessionOfItsOwnOnce(t *testing.T) {
	t.Parallel()
	p := onSQLite(t)
	out, err := p.sts(lasting(p.A.Key)).GetSessionToken(t.Context(), &client.GetSessionTokenInput{})
	if err != nil {
		t.Fatal(err)
	}
	session := temporary(out.Credentials)
	if got := time.Until(*out.Credentials.Expiration); got < 12*time.Hour-time.Minute || got > 12*time.Hour {
		t.Errorf("without a duration it lasts %s", got)
	}
	if e := p.selling(session, "ListOpportunities", list); e != nil {
		t.Error(e)
	}
	who, err := p.sts(session).GetCallerIdentity(t.Context(), &client.GetCallerIdentityInput{})
	if err != nil || *who.Arn != clerk {
		t.Errorf("%+v, %v", who, err)
	}
	_, err = p.sts(session).GetSessionToken(t.Context(), &client.GetSessionTokenInput{})
	if got, _ := code(t, err); got != "AccessDenied" {
		t.Errorf("a session of a session: %v", err)
	}
	_, err = p.sts(lasting(p.A.Key)).GetSessionToken(t.Context(), &client.GetSessionTokenInput{DurationSeconds: aws.Int32(129601)})
	if got, _ := code(t, err); got != "ValidationError" {
		t.Errorf("more than 36 hours: %v", err)
	}
	p.role(identity.RoleEntry{Trust: trusting(clerk, ""), Managed: []string{policy.FullAccess}, MaxSession: 12 * time.Hour})
	in := &client.AssumeRoleInput{RoleArn: aws.String(roleARN), RoleSessionName: aws.String("chained"), DurationSeconds: aws.Int32(3601)}
	_, err = p.sts(session).AssumeRole(t.Context(), in)
	if got, message := code(t, err); got != "ValidationError" || !strings.Contains(message, "role chaining") {
		t.Errorf("a chain of more than an hour: %v", err)
	}
}

func TestTheQueryMayStandInTheAddress(t *testing.T) {
	t.Parallel()
	p := onSQLite(t)
	get := func(sign bool) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/?Action=GetCallerIdentity&Version=2011-06-15", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if sign {
			const nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
			creds := aws.Credentials{AccessKeyID: p.A.Key.ID, SecretAccessKey: p.A.Key.Secret}
			if err := v4.NewSigner().SignHTTP(context.Background(), creds, r, nothing, "sts", selling.Region, p.clock.Now()); err != nil {
				t.Fatal(err)
			}
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(text)
	}
	if status, text := get(true); status != 200 || !strings.Contains(text, "<GetCallerIdentityResult><Arn>"+clerk+"</Arn>") {
		t.Errorf("%d %s", status, text)
	}
	if status, text := get(false); status != 403 || !strings.Contains(text, "<Code>MissingAuthenticationToken</Code>") {
		t.Errorf("%d %s", status, text)
	}
}
