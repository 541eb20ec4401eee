// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/test/program"
)

// testRole is the role of each of the demo's partners that may call the catalog Sandbox only.
const testRole = "SandboxOnly"

// signed is a client of the Selling API, for which AWS's Go modules are not needed: any JSON client with a signer is one.
func signed(t *testing.T, demo *program.Demo, p aws.CredentialsProvider) *awsjson.Client {
	t.Helper()
	c, err := awsjson.NewClient(awsjson.ClientConfig{Endpoint: demo.AWS, Target: selling.Target, SigningName: selling.SigningName, Region: selling.Region,
		Credentials: p, Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func keys(p program.Partner) aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(p.AccessKeyID, p.SecretAccessKey, "")
}

// refusal is the code of the error that a service answered.
func refusal(t *testing.T, err error) string {
	t.Helper()
	if e, said := errors.AsType[smithy.APIError](err); said {
		return e.ErrorCode()
	}
	if e, said := errors.AsType[*awsjson.APIError](err); said {
		return e.Type
	}
	t.Errorf("%v is no answer of a service", err)
	return ""
}

func TestAWSsGoClientOfSTSIsAnswered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, demo *program.Demo) {
		ctx, partner, stranger := t.Context(), demo.Partners[0], demo.Partners[1]
		client := func(p aws.CredentialsProvider) *sts.Client {
			return sts.New(sts.Options{Region: selling.Region, BaseEndpoint: aws.String(demo.AWS), Credentials: p, Retryer: aws.NopRetryer{}})
		}
		who, err := client(keys(partner)).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil || aws.ToString(who.Account) != partner.AccountID || aws.ToString(who.Arn) != "arn:aws:iam::"+partner.AccountID+":user/Integration" {
			t.Fatalf("the caller is %+v, %v", who, err)
		}

		role := aws.String("arn:aws:iam::" + partner.AccountID + ":role/" + testRole)
		assume := &sts.AssumeRoleInput{RoleArn: role, RoleSessionName: aws.String("pipeline"), DurationSeconds: aws.Int32(900)}
		session, err := client(keys(partner)).AssumeRole(ctx, assume)
		if err != nil {
			t.Fatal(err)
		}
		c := session.Credentials
		if left := time.Until(aws.ToTime(c.Expiration)); left <= 0 || left > 15*time.Minute {
			t.Errorf("the credentials end in %v", left)
		}
		temporary := credentials.NewStaticCredentialsProvider(aws.ToString(c.AccessKeyId), aws.ToString(c.SecretAccessKey), aws.ToString(c.SessionToken))
		if who, err = client(temporary).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}); err != nil || !strings.HasSuffix(aws.ToString(who.Arn), ":assumed-role/"+testRole+"/pipeline") {
			t.Errorf("with the credentials of a role the caller is %+v, %v", who, err)
		}
		var page selling.ListOpportunitiesResponse
		if err := signed(t, demo, temporary).Call(ctx, "ListOpportunities", doc.Doc{"Catalog": "Sandbox"}, &page); err != nil {
			t.Error(err)
		}
		if code := refusal(t, signed(t, demo, temporary).Call(ctx, "ListOpportunities", doc.Doc{"Catalog": "AWS"}, nil)); code != "AccessDeniedException" {
			t.Errorf("the role may call the catalog AWS: %s", code)
		}
		forged := credentials.NewStaticCredentialsProvider(aws.ToString(c.AccessKeyId), aws.ToString(c.SecretAccessKey), aws.ToString(c.SessionToken)+"x")
		if code := refusal(t, signed(t, demo, forged).Call(ctx, "ListOpportunities", doc.Doc{"Catalog": "Sandbox"}, nil)); code != "UnrecognizedClientException" {
			t.Errorf("with a token that was never given: %s", code)
		}
		if _, err := client(keys(stranger)).AssumeRole(ctx, assume); refusal(t, err) != "AccessDenied" {
			t.Errorf("another partner assumes the role: %v", err)
		}

		own, err := client(keys(partner)).GetSessionToken(ctx, &sts.GetSessionTokenInput{})
		if err != nil {
			t.Fatal(err)
		}
		mine := credentials.NewStaticCredentialsProvider(aws.ToString(own.Credentials.AccessKeyId), aws.ToString(own.Credentials.SecretAccessKey), aws.ToString(own.Credentials.SessionToken))
		if err := signed(t, demo, mine).Call(ctx, "ListOpportunities", doc.Doc{"Catalog": "AWS"}, &page); err != nil || len(page.OpportunitySummaries) == 0 {
			t.Errorf("with a session of its own the partner reads %d records, %v", len(page.OpportunitySummaries), err)
		}
	})
}

// integrationRole is the role of each of the demo's partners that may do what its key may.
const integrationRole = "CosellIntegration"

func TestAProgramWorksWithTheTemporaryCredentialsOfTheIntegrationRole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, demo *program.Demo) {
		ctx := t.Context()
		for i, partner := range demo.Partners[:2] {
			c := sts.New(sts.Options{Region: selling.Region, BaseEndpoint: aws.String(demo.AWS), Credentials: keys(partner), Retryer: aws.NopRetryer{}})
			session, err := c.AssumeRole(ctx, &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::" + partner.AccountID + ":role/" + integrationRole),
				RoleSessionName: aws.String("crm")})
			if err != nil {
				t.Fatal(err)
			}
			temporary := credentials.NewStaticCredentialsProvider(aws.ToString(session.Credentials.AccessKeyId), aws.ToString(session.Credentials.SecretAccessKey),
				aws.ToString(session.Credentials.SessionToken))
			for _, catalog := range []string{"AWS", "Sandbox"} {
				var made selling.CreateOpportunityResponse
				if err := signed(t, demo, temporary).Call(ctx, "CreateOpportunity", doc.Doc{"Catalog": catalog, "ClientToken": "role-" + catalog}, &made); err != nil {
					t.Fatalf("%s in %s: %v", partner.Name, catalog, err)
				}
				// The account's own key finds what the role has made; the other partner does not.
				if err := signed(t, demo, keys(partner)).Call(ctx, "GetOpportunity", doc.Doc{"Catalog": catalog, "Identifier": made.ID}, nil); err != nil {
					t.Errorf("the key of %s in %s: %v", partner.Name, catalog, err)
				}
				other := signed(t, demo, keys(demo.Partners[1-i]))
				if code := refusal(t, other.Call(ctx, "GetOpportunity", doc.Doc{"Catalog": catalog, "Identifier": made.ID}, nil)); code != "ResourceNotFoundException" {
					t.Errorf("another partner reads what a role of %s has made in %s: %s", partner.Name, catalog, code)
				}
			}
			bus := eventbridge.New(eventbridge.Options{Region: selling.Region, BaseEndpoint: aws.String(demo.AWS), Credentials: temporary, Retryer: aws.NopRetryer{}})
			if _, err := bus.ListRules(ctx, &eventbridge.ListRulesInput{}); err != nil {
				t.Errorf("the event bus: %v", err)
			}
			again := sts.New(sts.Options{Region: selling.Region, BaseEndpoint: aws.String(demo.AWS), Credentials: temporary, Retryer: aws.NopRetryer{}})
			if who, err := again.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}); err != nil || aws.ToString(who.Arn) != "arn:aws:sts::"+partner.AccountID+":assumed-role/"+integrationRole+"/crm" {
				t.Errorf("the caller is %+v, %v", who, err)
			}
		}
	})
}

// A delivery is what the sink received.
type delivery struct {
	key   string
	event map[string]any
}

func sink(t *testing.T) (url string, got <-chan delivery) {
	t.Helper()
	all := make(chan delivery, 100)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		d := delivery{key: r.Header.Get("X-Api-Key")}
		if err != nil || json.Unmarshal(text, &d.event) != nil {
			t.Errorf("the sink gets %q, %v", text, err)
		}
		all <- d
	}))
	t.Cleanup(s.Close)
	return s.URL, all
}

func TestAWSsGoClientOfEventBridgeHasEventsDelivered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, demo *program.Demo) {
		ctx, partner := t.Context(), demo.Partners[0]
		url, got := sink(t)
		c := eventbridge.New(eventbridge.Options{Region: selling.Region, BaseEndpoint: aws.String(demo.AWS), Credentials: keys(partner), Retryer: aws.NopRetryer{}})
		connection, err := c.CreateConnection(ctx, &eventbridge.CreateConnectionInput{Name: aws.String("sink"), AuthorizationType: types.ConnectionAuthorizationTypeApiKey,
			AuthParameters: &types.CreateConnectionAuthRequestParameters{ApiKeyAuthParameters: &types.CreateConnectionApiKeyAuthRequestParameters{
				ApiKeyName: aws.String("X-Api-Key"), ApiKeyValue: aws.String("a secret")}}})
		if err != nil {
			t.Fatal(err)
		}
		destination, err := c.CreateApiDestination(ctx, &eventbridge.CreateApiDestinationInput{Name: aws.String("sink"), ConnectionArn: connection.ConnectionArn,
			HttpMethod: types.ApiDestinationHttpMethodPost, InvocationEndpoint: aws.String(url + "/events")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String("sandbox"),
			EventPattern: aws.String(`{"source":["aws.partnercentral-selling"],"detail":{"catalog":["Sandbox"]}}`)}); err != nil {
			t.Fatal(err)
		}
		put, err := c.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String("sandbox"), Targets: []types.Target{{Id: aws.String("sink"), Arn: destination.ApiDestinationArn,
			RoleArn: aws.String("arn:aws:iam::" + partner.AccountID + ":role/Events")}}})
		if err != nil || put.FailedEntryCount != 0 {
			t.Fatalf("targets: %+v, %v", put, err)
		}
		var made selling.CreateOpportunityResponse
		for _, catalog := range []string{"AWS", "Sandbox"} { // the rule takes the second only
			if err := signed(t, demo, keys(partner)).Call(ctx, "CreateOpportunity", doc.Doc{"Catalog": catalog, "ClientToken": catalog}, &made); err != nil {
				t.Fatal(err)
			}
		}
		select {
		case d := <-got:
			event := d.event
			if d.key != "a secret" || doc.Text(event, "detail-type") != "Opportunity Created" || doc.Text(event, "account") != partner.AccountID ||
				doc.Text(event, "detail.opportunity.identifier") != made.ID {
				t.Errorf("with key %q arrives %v", d.key, d.event)
			}
		case <-time.After(time.Minute):
			t.Error("no event arrives")
		}
	})
}
