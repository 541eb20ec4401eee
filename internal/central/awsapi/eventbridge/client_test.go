// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package eventbridge_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/awsapi/eventbridge"
	"cosell/internal/central/centraltest"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// client is AWS's own client, signed with a key, against a server with our door.
func client(t *testing.T, w *centraltest.World, statement string) *sdk.Client {
	t.Helper()
	verifier := sigv4.New(sigv4.Config{Clock: clock.System{}, Region: "us-east-1", Services: []string{eventbridge.SigningName}, Lookup: w.Identity.Lookup})
	door, err := awsjson.NewServer(awsjson.Config{Services: []awsjson.Service{eventbridge.Service(w.Bus)}, Authenticate: awsapi.Authenticate(verifier)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(door)
	t.Cleanup(server.Close)
	key := allow(t, w, statement)
	return sdk.New(sdk.Options{Region: "us-east-1", BaseEndpoint: aws.String(server.URL), Credentials: credentials.NewStaticCredentialsProvider(key.ID, key.Secret, ""),
		Retryer: aws.NopRetryer{}})
}

// A receiver is a web address that keeps what it gets.
type receiver struct {
	*httptest.Server
	mu  sync.Mutex
	got []string
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			t.Error(err)
		}
		user, password, _ := q.BasicAuth()
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, fmt.Sprintf("%s %s %s:%s %s %s", q.Method, q.URL, user, password, q.Header.Get("X-From"), body))
	}))
	t.Cleanup(r.Close)
	return r
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestAWSsOwnClientSetsUpADeliveryArchivesAndReplays(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		w := centraltest.New(t, db, clk)
		c, s, ctx := client(t, w, everything), newReceiver(t), t.Context()
		connection := must[*sdk.CreateConnectionOutput](t)(c.CreateConnection(ctx, &sdk.CreateConnectionInput{Name: aws.String("crm"), AuthorizationType: types.ConnectionAuthorizationTypeBasic,
			AuthParameters: &types.CreateConnectionAuthRequestParameters{BasicAuthParameters: &types.CreateConnectionBasicAuthRequestParameters{Username: aws.String("me"), Password: aws.String("secret")},
				InvocationHttpParameters: &types.ConnectionHttpParameters{QueryStringParameters: []types.ConnectionQueryStringParameter{{Key: aws.String("k"), Value: aws.String("hidden"), IsValueSecret: true}}}}}))
		destination := must[*sdk.CreateApiDestinationOutput](t)(c.CreateApiDestination(ctx, &sdk.CreateApiDestinationInput{Name: aws.String("crm"), ConnectionArn: connection.ConnectionArn,
			HttpMethod: types.ApiDestinationHttpMethodPut, InvocationEndpoint: aws.String(s.URL + "/deals/*")}))
		bus := must[*sdk.DescribeEventBusOutput](t)(c.DescribeEventBus(ctx, &sdk.DescribeEventBusInput{}))
		must[*sdk.CreateArchiveOutput](t)(c.CreateArchive(ctx, &sdk.CreateArchiveInput{ArchiveName: aws.String("kept"), EventSourceArn: bus.Arn}))
		must[*sdk.PutRuleOutput](t)(c.PutRule(ctx, &sdk.PutRuleInput{Name: aws.String("won"), EventPattern: aws.String(`{"source":["crm"],"$or":[{"detail":{"size":[{"numeric":[">",5]}]}},{"detail":{"vip":[true]}}]}`)}))
		put := must[*sdk.PutTargetsOutput](t)(c.PutTargets(ctx, &sdk.PutTargetsInput{Rule: aws.String("won"), Targets: []types.Target{{Id: aws.String("crm"), Arn: destination.ApiDestinationArn,
			HttpParameters:   &types.HttpParameters{PathParameterValues: []string{"$.detail.id"}, HeaderParameters: map[string]string{"X-From": "$.source"}},
			InputTransformer: &types.InputTransformer{InputPathsMap: map[string]string{"n": "$.detail.name"}, InputTemplate: aws.String(`{"name":"Deal <n>","rule":<aws.events.rule-name>}`)}}}}))
		if put.FailedEntryCount != 0 {
			t.Fatalf("targets: %+v", put)
		}
		happened := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
		sent := must[*sdk.PutEventsOutput](t)(c.PutEvents(ctx, &sdk.PutEventsInput{Entries: []types.PutEventsRequestEntry{
			{Source: aws.String("crm"), DetailType: aws.String("Won"), Detail: aws.String(`{"id":"a/b","size":6,"name":"Say \"hi\"\n<n>"}`), Time: &happened},
			{Source: aws.String("crm"), DetailType: aws.String("Won"), Detail: aws.String(`{"id":"c","size":5}`)},
			{Source: aws.String("aws.partnercentral-selling"), DetailType: aws.String("Won"), Detail: aws.String(`{}`)},
		}}))
		if sent.FailedEntryCount != 1 || aws.ToString(sent.Entries[2].ErrorCode) == "" || aws.ToString(sent.Entries[0].EventId) == "" {
			t.Errorf("entries: %+v", sent.Entries)
		}
		work(t, w)
		want := "PUT /deals/a%2Fb?k=hidden me:secret crm " + `{"name":"Deal Say \"hi\"\n<n>","rule":"won"}`
		if len(s.got) != 1 || s.got[0] != want {
			t.Fatalf("received %q, want %q", s.got, want)
		}
		archive := must[*sdk.DescribeArchiveOutput](t)(c.DescribeArchive(ctx, &sdk.DescribeArchiveInput{ArchiveName: aws.String("kept")}))
		if archive.EventCount != 2 || archive.State != types.ArchiveStateEnabled {
			t.Errorf("the archive: %+v", archive)
		}
		before, after := happened.Add(-time.Second), happened.Add(time.Second)
		must[*sdk.StartReplayOutput](t)(c.StartReplay(ctx, &sdk.StartReplayInput{ReplayName: aws.String("again"), EventSourceArn: archive.ArchiveArn,
			EventStartTime: &before, EventEndTime: &after, Destination: &types.ReplayDestination{Arn: bus.Arn}}))
		work(t, w)
		replay := must[*sdk.DescribeReplayOutput](t)(c.DescribeReplay(ctx, &sdk.DescribeReplayInput{ReplayName: aws.String("again")}))
		if replay.State != types.ReplayStateCompleted || !aws.ToTime(replay.EventLastReplayedTime).Equal(happened) || len(s.got) != 2 || s.got[1] != want {
			t.Errorf("the replay: %+v; received %q", replay, s.got)
		}
		described := must[*sdk.DescribeConnectionOutput](t)(c.DescribeConnection(ctx, &sdk.DescribeConnectionInput{Name: aws.String("crm")}))
		if p := described.AuthParameters.InvocationHttpParameters.QueryStringParameters; len(p) != 1 || p[0].Value != nil || !p[0].IsValueSecret {
			t.Errorf("a secret parameter is read out: %+v", p)
		}
	}, centraltest.Schemas()...)
}

// work does all jobs that are due.
func work(t *testing.T, w *centraltest.World) {
	t.Helper()
	if err := w.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestRefusalsAreTheClientsOwnTypes(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	c, ctx := client(t, w, everything), t.Context()
	_, err := c.PutRule(ctx, &sdk.PutRuleInput{Name: aws.String("r"), EventPattern: aws.String(`{"source":[{"cidr":"x"}]}`)})
	if e, ok := errors.AsType[*types.InvalidEventPatternException](err); !ok || !strings.Contains(e.ErrorMessage(), "source.cidr") {
		t.Errorf("a broken pattern: %v", err)
	}
	_, err = c.DescribeRule(ctx, &sdk.DescribeRuleInput{Name: aws.String("r")})
	if _, ok := errors.AsType[*types.ResourceNotFoundException](err); !ok {
		t.Errorf("a missing rule: %v", err)
	}
	archive := &sdk.CreateArchiveInput{ArchiveName: aws.String("a"), EventSourceArn: aws.String("arn:aws:events:us-east-1:111111111111:event-bus/default")}
	if _, err = c.CreateArchive(ctx, archive); err != nil {
		t.Fatal(err)
	}
	_, err = c.CreateArchive(ctx, archive)
	if _, ok := errors.AsType[*types.ResourceAlreadyExistsException](err); !ok {
		t.Errorf("an archive that is there: %v", err)
	}
	_, err = client(t, w, `{"Effect":"Allow","Action":"events:Put*","Resource":"*"}`).ListRules(ctx, &sdk.ListRulesInput{})
	if _, ok := errors.AsType[*types.AccessDeniedException](err); !ok {
		t.Errorf("without a right: %v", err)
	}
}

func TestListsArePagedByTheClient(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		c, ctx := client(t, centraltest.New(t, db, clk), everything), t.Context()
		for i := range 7 {
			must[*sdk.PutRuleOutput](t)(c.PutRule(ctx, &sdk.PutRuleInput{Name: aws.String(fmt.Sprintf("%c%d", "ab"[i%2], i)), EventPattern: aws.String(`{"source":["a"]}`)}))
		}
		var names []string
		in := &sdk.ListRulesInput{NamePrefix: aws.String("a"), Limit: aws.Int32(2)}
		for {
			out := must[*sdk.ListRulesOutput](t)(c.ListRules(ctx, in))
			for _, r := range out.Rules {
				names = append(names, aws.ToString(r.Name))
			}
			if out.NextToken == nil {
				break
			}
			in.NextToken = out.NextToken
		}
		if got := strings.Join(names, " "); got != "a0 a2 a4 a6" {
			t.Errorf("listed %s", got)
		}
		in.NamePrefix = aws.String("b")
		if _, err := c.ListRules(ctx, in); in.NextToken != nil && err == nil {
			t.Error("a token of another list was taken")
		}
	}, centraltest.Schemas()...)
}
