// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package eventbridge_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/awsjson"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/awsapi/eventbridge"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

var update = flag.Bool("update", false, "write the golden files; read the diff before you commit it")

// allow is a caller of the partner A whose policy allows what is named.
func allow(t testing.TB, w *centraltest.World, statement string) identity.Key {
	t.Helper()
	id, err := w.Identity.AddClient(t.Context(), identity.Client{Account: w.A.Account, Name: "Events", Document: `{"Version":"2012-10-17","Statement":` + statement + `}`})
	if err != nil {
		t.Fatal(err)
	}
	key, err := w.Identity.IssueKey(t.Context(), w.A.Account, id)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

const everything = `{"Effect":"Allow","Action":"events:*","Resource":"*"}`

// steps are one request after the other, of every operation, with what is refused in between.
var steps = []struct{ name, operation, body string }{
	{"describe-bus", "DescribeEventBus", `{}`},
	{"describe-bus-missing", "DescribeEventBus", `{"Name":"other"}`},
	{"list-buses", "ListEventBuses", `{}`},
	{"create-connection", "CreateConnection", `{"Name":"crm","Description":"The CRM","AuthorizationType":"OAUTH_CLIENT_CREDENTIALS","AuthParameters":{"OAuthParameters":{"AuthorizationEndpoint":"http://127.0.0.1:1/token","HttpMethod":"POST","ClientParameters":{"ClientID":"me","ClientSecret":"hidden"},"OAuthHttpParameters":{"BodyParameters":[{"Key":"audience","Value":"crm","IsValueSecret":false}]}},"InvocationHttpParameters":{"HeaderParameters":[{"Key":"X-Key","Value":"hidden","IsValueSecret":true}]}}}`},
	{"create-connection-again", "CreateConnection", `{"Name":"crm","AuthorizationType":"BASIC","AuthParameters":{"BasicAuthParameters":{"Username":"me","Password":"hidden"}}}`},
	{"create-connection-mixed", "CreateConnection", `{"Name":"two","AuthorizationType":"BASIC","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"X-Key","ApiKeyValue":"hidden"}}}`},
	{"create-connection-key", "CreateConnection", `{"Name":"key","AuthorizationType":"API_KEY","AuthParameters":{"ApiKeyAuthParameters":{"ApiKeyName":"X-Key","ApiKeyValue":"hidden"}}}`},
	{"describe-connection", "DescribeConnection", `{"Name":"crm"}`},
	{"describe-connection-missing", "DescribeConnection", `{"Name":"none"}`},
	{"update-connection", "UpdateConnection", `{"Name":"key","Description":"by key"}`},
	{"list-connections", "ListConnections", `{}`},
	{"create-destination", "CreateApiDestination", `{"Name":"crm","ConnectionArn":"{connection/crm}","InvocationEndpoint":"http://127.0.0.1:1/events/*","HttpMethod":"POST","InvocationRateLimitPerSecond":100}`},
	{"create-destination-private", "CreateApiDestination", `{"Name":"inside","ConnectionArn":"{connection/crm}","InvocationEndpoint":"http://169.254.169.254/latest","HttpMethod":"POST"}`},
	{"describe-destination", "DescribeApiDestination", `{"Name":"crm"}`},
	{"update-destination", "UpdateApiDestination", `{"Name":"crm","InvocationRateLimitPerSecond":50}`},
	{"list-destinations", "ListApiDestinations", `{"NamePrefix":"c","ConnectionArn":"{connection/crm}"}`},
	{"put-rule", "PutRule", `{"Name":"all","EventPattern":"{\"source\":[{\"prefix\":\"\"},{\"wildcard\":\"aws.*\"}]}"}`},
	{"put-rule-taken", "PutRule", `{"Name":"all","Description":"All events","EventPattern":"{\"source\":[{\"wildcard\":\"aws.*\"}]}","State":"ENABLED","Tags":[{"Key":"team","Value":"alliance"}]}`},
	{"put-rule-schedule", "PutRule", `{"Name":"daily","ScheduleExpression":"rate(1 day)"}`},
	{"describe-rule", "DescribeRule", `{"Name":"all"}`},
	{"describe-rule-missing", "DescribeRule", `{"Name":"none"}`},
	{"list-rules", "ListRules", `{"Limit":1}`},
	{"list-tags", "ListTagsForResource", `{"ResourceARN":"arn:aws:events:us-east-1:111111111111:rule/all"}`},
	{"tag", "TagResource", `{"ResourceARN":"arn:aws:events:us-east-1:111111111111:rule/all","Tags":[{"Key":"stage","Value":"test"}]}`},
	{"untag", "UntagResource", `{"ResourceARN":"arn:aws:events:us-east-1:111111111111:rule/all","TagKeys":["team"]}`},
	{"put-targets", "PutTargets", `{"Rule":"all","Targets":[{"Id":"crm","Arn":"{api-destination/crm}","RoleArn":"arn:aws:iam::111111111111:role/events","HttpParameters":{"PathParameterValues":["$.id"],"HeaderParameters":{"X-From":"cosell"}},"InputTransformer":{"InputPathsMap":{"id":"$.detail.opportunity.identifier"},"InputTemplate":"{\"id\":<id>}"},"RetryPolicy":{"MaximumRetryAttempts":0,"MaximumEventAgeInSeconds":60}}]}`},
	{"put-targets-lambda", "PutTargets", `{"Rule":"all","Targets":[{"Id":"f","Arn":"arn:aws:lambda:us-east-1:111111111111:function:f"}]}`},
	{"put-targets-foreign-queue", "PutTargets", `{"Rule":"all","Targets":[{"Id":"q","Arn":"arn:aws:sqs:us-east-1:222222222222:events"}]}`},
	{"put-targets-kinesis", "PutTargets", `{"Rule":"all","Targets":[{"Id":"crm","Arn":"{api-destination/crm}","KinesisParameters":{"PartitionKeyPath":"$.id"}}]}`},
	{"list-targets", "ListTargetsByRule", `{"Rule":"all"}`},
	{"list-rule-names", "ListRuleNamesByTarget", `{"TargetArn":"{api-destination/crm}"}`},
	{"delete-rule-with-targets", "DeleteRule", `{"Name":"all"}`},
	{"disable-rule", "DisableRule", `{"Name":"all"}`},
	{"enable-rule", "EnableRule", `{"Name":"all"}`},
	{"create-archive", "CreateArchive", `{"ArchiveName":"kept","EventSourceArn":"arn:aws:events:us-east-1:111111111111:event-bus/default","RetentionDays":10}`},
	{"create-archive-again", "CreateArchive", `{"ArchiveName":"kept","EventSourceArn":"arn:aws:events:us-east-1:111111111111:event-bus/default"}`},
	{"update-archive", "UpdateArchive", `{"ArchiveName":"kept","EventPattern":"{\"source\":[\"crm\"]}"}`},
	{"put-events", "PutEvents", `{"Entries":[{"Source":"crm","DetailType":"Deal won","Detail":"{\"deal\":\"D1\"}","Time":1700000000},{"Source":"aws.partnercentral-selling","DetailType":"Forged","Detail":"{}"},{"Source":"crm","DetailType":"Broken","Detail":"{},\"x\":{}"}]}`},
	{"put-events-none", "PutEvents", `{"Entries":[]}`},
	{"test-pattern", "TestEventPattern", `{"EventPattern":"{\"source\":[{\"anything-but\":{\"suffix\":\"x\"}}]}","Event":"{\"id\":\"1\",\"account\":\"1\",\"source\":\"crm\",\"time\":\"2026-01-01T00:00:00Z\",\"region\":\"us-east-1\",\"resources\":[],\"detail-type\":\"x\",\"detail\":{}}"}`},
	{"test-pattern-broken", "TestEventPattern", `{"EventPattern":"{\"source\":[{\"cidr\":\"10\"}]}","Event":"{}"}`},
	{"describe-archive", "DescribeArchive", `{"ArchiveName":"kept"}`},
	{"list-archives", "ListArchives", `{}`},
	{"start-replay", "StartReplay", `{"ReplayName":"again","EventSourceArn":"arn:aws:events:us-east-1:111111111111:archive/kept","EventStartTime":1699999999.5,"EventEndTime":1700000001,"Destination":{"Arn":"arn:aws:events:us-east-1:111111111111:event-bus/default","FilterArns":["arn:aws:events:us-east-1:111111111111:rule/all"]}}`},
	{"start-replay-again", "StartReplay", `{"ReplayName":"again","EventSourceArn":"arn:aws:events:us-east-1:111111111111:archive/kept","EventStartTime":1,"EventEndTime":2,"Destination":{"Arn":"arn:aws:events:us-east-1:111111111111:event-bus/default"}}`},
	{"describe-replay", "DescribeReplay", `{"ReplayName":"again"}`},
	{"cancel-replay", "CancelReplay", `{"ReplayName":"again"}`},
	{"cancel-replay-twice", "CancelReplay", `{"ReplayName":"again"}`},
	{"list-replays", "ListReplays", `{"State":"CANCELLED"}`},
	{"remove-targets", "RemoveTargets", `{"Rule":"all","Ids":["crm","other"]}`},
	{"delete-rule", "DeleteRule", `{"Name":"all"}`},
	{"delete-archive", "DeleteArchive", `{"ArchiveName":"kept"}`},
	{"delete-destination", "DeleteApiDestination", `{"Name":"crm"}`},
	{"delete-connection", "DeleteConnection", `{"Name":"crm"}`},
	{"malformed", "PutRule", `{"Name":5}`},
}

// TestOperationsAnswerAsRecorded holds a request and its answer of every operation against the golden files.
func TestOperationsAnswerAsRecorded(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	service := eventbridge.Service(w.Bus)
	ctx := awsapi.WithCaller(context.Background(), w.Caller(allow(t, w, everything).ID))
	arns, served := map[string]string{}, map[string]bool{}
	for _, s := range steps {
		body := s.body
		for name, arn := range arns {
			body = strings.ReplaceAll(body, "{"+name+"}", arn)
		}
		answer, err := service.Operations[s.operation](ctx, []byte(body))
		for _, m := range drawn.FindAllStringSubmatch(string(answer), -1) {
			arns[m[2]] = m[0]
		}
		served[s.operation] = true
		golden(t, s.name, s.operation+"\n"+s.body+"\n\n"+masked(written(t, answer, err))+"\n")
	}
	for _, name := range eventbridge.Served() {
		if !served[name] {
			t.Errorf("%s has no golden file", name)
		}
	}
}

// What is drawn by chance: the last parts of some ARNs, and ids.
var (
	drawn = regexp.MustCompile(`(arn:aws:events:us-east-1:[0-9]+:((?:connection|api-destination)/[^/"]+))/[0-9a-f-]{36}`)
	ids   = regexp.MustCompile(`"[0-9a-f]{8}-[0-9a-f-]{27}"`)
	token = regexp.MustCompile(`"NextToken":"[^"]+"`)
)

func masked(text string) string {
	text = ids.ReplaceAllString(drawn.ReplaceAllString(text, "$1/CHANCE"), `"CHANCE"`)
	return token.ReplaceAllString(text, `"NextToken":"CHANCE"`)
}

func written(t *testing.T, answer []byte, err error) string {
	t.Helper()
	if err == nil {
		return "200\n" + string(answer)
	}
	e, ok := errors.AsType[*awsjson.Error](err)
	if !ok || e.Status >= 500 {
		t.Errorf("an error that is not EventBridge's: %v", err)
		return err.Error()
	}
	return e.Type + "\n" + e.Message
}

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

func TestPoliciesDecideOnTheBus(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	service := eventbridge.Service(w.Bus)
	call := func(who identity.Caller, operation, body string) string {
		_, err := service.Operations[operation](awsapi.WithCaller(context.Background(), who), []byte(body))
		if e, ok := errors.AsType[*awsjson.Error](err); ok {
			return e.Type
		}
		return ""
	}
	reader := w.Caller(allow(t, w, `[{"Effect":"Allow","Action":["events:List*","events:Describe*"],"Resource":"*"},
		{"Effect":"Allow","Action":"events:PutRule","Resource":"arn:aws:events:us-east-1:111111111111:rule/mine-*"}]`).ID)
	for _, c := range []struct {
		who             identity.Caller
		operation, body string
		want            string
	}{
		{reader, "ListRules", `{}`, ""},
		{reader, "PutRule", `{"Name":"mine-1","EventPattern":"{\"source\":[\"a\"]}"}`, ""},
		{reader, "PutRule", `{"Name":"other","EventPattern":"{\"source\":[\"a\"]}"}`, "AccessDeniedException"},
		{reader, "DeleteRule", `{"Name":"mine-1"}`, "AccessDeniedException"},
		{w.A.API, "ListRules", `{}`, "AccessDeniedException"}, // partnercentral:* is not events:*
		{identity.Caller{}, "ListRules", `{}`, "AccessDeniedException"},
	} {
		if got := call(c.who, c.operation, c.body); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.operation, c.body, got, c.want)
		}
	}
	for _, operation := range eventbridge.Served() {
		if got := call(w.A.API, operation, `{}`); got != "AccessDeniedException" {
			t.Errorf("%s without a policy: %q", operation, got)
		}
	}
}

// FuzzOperations holds that strangers' bytes are refused in EventBridge's words, whatever they are.
func FuzzOperations(f *testing.F) {
	for i, s := range steps {
		f.Add(uint(i), s.body)
	}
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(f, sqldbtest.SQLite(f, clk, centraltest.Schemas()...), clk)
	service := eventbridge.Service(w.Bus)
	ctx, cancel := context.WithTimeout(awsapi.WithCaller(context.Background(), w.Caller(allow(f, w, everything).ID)), time.Hour)
	f.Cleanup(cancel)
	names := eventbridge.Served()
	f.Fuzz(func(t *testing.T, n uint, body string) {
		operation := names[n%uint(len(names))]
		_, err := service.Operations[operation](ctx, []byte(body))
		if e, ok := errors.AsType[*awsjson.Error](err); err != nil && (!ok || e.Status >= 500) {
			t.Errorf("%s %q: %v", operation, body, err)
		}
	})
}

func TestTheOperationsAreSorted(t *testing.T) {
	t.Parallel()
	if names := eventbridge.Served(); len(names) != len(slices.Compact(slices.Clone(names))) || len(names) != len(eventbridge.Service(nil).Operations) {
		t.Errorf("an operation stands in the lists twice: %v", names)
	}
}
