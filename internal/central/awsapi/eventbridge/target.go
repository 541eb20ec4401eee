// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package eventbridge

import (
	"context"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"cosell/internal/central/event"
	"cosell/internal/central/fault"
)

var targetRows = []row{
	bind("ListRuleNamesByTarget", nil, listRuleNames),
	bind("ListTargetsByRule", func(account string, in listTargetsIn) string { return event.RuleARN(account, in.Rule) }, listTargets),
	bind("PutTargets", func(account string, in putTargetsIn) string { return event.RuleARN(account, in.Rule) }, putTargets),
	bind("RemoveTargets", func(account string, in removeTargetsIn) string { return event.RuleARN(account, in.Rule) }, removeTargets),
}

// A targetWire is a target as requests and answers have it.
type targetWire struct {
	ID          string           `json:"Id"`
	ARN         string           `json:"Arn"`
	Role        string           `json:"RoleArn,omitempty"`
	Input       string           `json:"Input,omitempty"`
	InputPath   string           `json:"InputPath,omitempty"`
	Transformer *transformerWire `json:"InputTransformer,omitempty"`
	HTTP        *httpWire        `json:"HttpParameters,omitempty"`
	SQS         *sqsWire         `json:"SqsParameters,omitempty"`
	DeadLetter  *deadLetterWire  `json:"DeadLetterConfig,omitempty"`
	Retry       *retryWire       `json:"RetryPolicy,omitempty"`
	unserved
}

// unserved are the parameters of targets that there are none of here. They are refused: a target that silently left them
// out would not do what it was asked for.
type unserved struct {
	AppSync   jsontext.Value `json:"AppSyncParameters,omitempty"`
	Batch     jsontext.Value `json:"BatchParameters,omitempty"`
	ECS       jsontext.Value `json:"EcsParameters,omitempty"`
	Kinesis   jsontext.Value `json:"KinesisParameters,omitempty"`
	Redshift  jsontext.Value `json:"RedshiftDataParameters,omitempty"`
	Command   jsontext.Value `json:"RunCommandParameters,omitempty"`
	SageMaker jsontext.Value `json:"SageMakerPipelineParameters,omitempty"`
}

func (u unserved) any() bool {
	return len(u.AppSync)+len(u.Batch)+len(u.ECS)+len(u.Kinesis)+len(u.Redshift)+len(u.Command)+len(u.SageMaker) > 0
}

type transformerWire struct {
	Paths    map[string]string `json:"InputPathsMap,omitempty"`
	Template string            `json:"InputTemplate"`
}

type httpWire struct {
	Path   []string          `json:"PathParameterValues,omitempty"`
	Header map[string]string `json:"HeaderParameters,omitempty"`
	Query  map[string]string `json:"QueryStringParameters,omitempty"`
}

type sqsWire struct {
	Group string `json:"MessageGroupId,omitempty"`
}

type deadLetterWire struct {
	ARN string `json:"Arn,omitempty"`
}

// A retryWire tells what is not said from a zero: no retries are a choice.
type retryWire struct {
	Retries *int `json:"MaximumRetryAttempts,omitempty"`
	Age     *int `json:"MaximumEventAgeInSeconds,omitempty"` // seconds
}

// target reads a target. Where it leads decides its ARN: an API destination, or a queue.
func (w targetWire) target(account string) (event.Target, error) {
	t := event.Target{ID: w.ID, Settings: event.Settings{Role: w.Role, Input: w.Input, InputPath: w.InputPath}}
	if w.any() {
		return t, refused("Targets", "Targets of this bus take Input, InputPath, InputTransformer, HttpParameters, SqsParameters, RetryPolicy and DeadLetterConfig.",
			"Leave other parameters out.")
	}
	switch name := event.NameIn(account, "api-destination", w.ARN); {
	case name != "":
		t.Destination = name
	case strings.HasPrefix(w.ARN, "arn:aws:sqs:"):
		t.Queue = w.ARN
	default:
		return t, refused("Arn", "Parameter TargetArn is not valid. Reason: "+w.ARN+" is neither an API destination nor a queue of this account.",
			"Make an API destination, or use an SQS queue.")
	}
	if w.Transformer != nil {
		t.Transformer = &event.Transformer{Paths: w.Transformer.Paths, Template: w.Transformer.Template}
	}
	if w.HTTP != nil {
		t.Path, t.Header, t.Query = w.HTTP.Path, w.HTTP.Header, w.HTTP.Query
	}
	if w.SQS != nil {
		t.Group = w.SQS.Group
	}
	if w.DeadLetter != nil {
		t.DeadLetter = w.DeadLetter.ARN
	}
	if w.Retry != nil {
		if w.Retry.Retries != nil {
			if t.Tries = *w.Retry.Retries + 1; t.Tries == 0 {
				t.Tries = -1 // less than none, which is refused, and not the default
			}
		}
		if w.Retry.Age != nil {
			if t.Age = time.Duration(*w.Retry.Age) * time.Second; t.Age == 0 {
				t.Age = -time.Second
			}
		}
	}
	return t, nil
}

func targetView(ctx context.Context, c call, t event.Target) (w targetWire, err error) {
	w = targetWire{ID: t.ID, ARN: t.Queue, Role: t.Role, Input: t.Input, InputPath: t.InputPath}
	if t.Destination != "" {
		d, err := c.bus.Destination(ctx, c.who, t.Destination)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return w, err
		}
		w.ARN = orElse(d.ARN, strings.TrimSuffix(event.BusARN(c.who.Account), "event-bus/"+event.BusName)+"api-destination/"+t.Destination)
	}
	if t.Transformer != nil {
		w.Transformer = &transformerWire{t.Transformer.Paths, t.Transformer.Template}
	}
	if len(t.Path)+len(t.Header)+len(t.Query) > 0 {
		w.HTTP = &httpWire{t.Path, t.Header, t.Query}
	}
	if t.Group != "" {
		w.SQS = &sqsWire{t.Group}
	}
	if t.DeadLetter != "" {
		w.DeadLetter = &deadLetterWire{t.DeadLetter}
	}
	retries, age := t.Tries-1, int(t.Age/time.Second)
	w.Retry = &retryWire{&retries, &age}
	return w, nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

type putTargetsIn struct {
	Rule    string       `json:"Rule"`
	Bus     string       `json:"EventBusName"`
	Targets []targetWire `json:"Targets"`
}

type failedOut struct {
	Target  string `json:"TargetId"`
	Code    string `json:"ErrorCode"`
	Message string `json:"ErrorMessage"`
}

type changedTargetsOut struct {
	Failed  int         `json:"FailedEntryCount"`
	Entries []failedOut `json:"FailedEntries"`
}

func putTargets(ctx context.Context, c call, in putTargetsIn) (out changedTargetsOut, err error) {
	if err := onDefault(c.who.Account, in.Bus); err != nil {
		return out, err
	}
	targets := make([]event.Target, len(in.Targets))
	for i, w := range in.Targets {
		if targets[i], err = w.target(c.who.Account); err != nil {
			return out, err
		}
	}
	return changedTargetsOut{Entries: []failedOut{}}, c.bus.PutTargets(ctx, c.who, in.Rule, targets)
}

type removeTargetsIn struct {
	Rule string   `json:"Rule"`
	Bus  string   `json:"EventBusName"`
	IDs  []string `json:"Ids"`
}

func removeTargets(ctx context.Context, c call, in removeTargetsIn) (out changedTargetsOut, err error) {
	if err := onDefault(c.who.Account, in.Bus); err != nil {
		return out, err
	}
	unknown, err := c.bus.RemoveTargets(ctx, c.who, in.Rule, in.IDs)
	out = changedTargetsOut{Failed: len(unknown), Entries: []failedOut{}}
	for _, id := range unknown {
		out.Entries = append(out.Entries, failedOut{id, "ResourceNotFoundException", "Rule " + in.Rule + " has no target " + id + "."})
	}
	return out, err
}

type listTargetsIn struct {
	Rule  string `json:"Rule"`
	Bus   string `json:"EventBusName"`
	Limit int    `json:"Limit"`
	Token string `json:"NextToken"`
}

type listTargetsOut struct {
	Targets []targetWire `json:"Targets"`
}

// listTargets answers all targets of a rule on one page: there are at most five.
func listTargets(ctx context.Context, c call, in listTargetsIn) (out listTargetsOut, err error) {
	if err := onDefault(c.who.Account, in.Bus); err != nil {
		return out, err
	}
	r, err := c.bus.Rule(ctx, c.who, in.Rule)
	if err != nil {
		return out, err
	}
	for _, t := range r.Targets {
		w, err := targetView(ctx, c, t)
		if err != nil {
			return out, err
		}
		out.Targets = append(out.Targets, w)
	}
	return out, nil
}

type ruleNamesIn struct {
	Target string `json:"TargetArn"`
	Bus    string `json:"EventBusName"`
	Limit  int    `json:"Limit"`
	Token  string `json:"NextToken"`
}

type ruleNamesOut struct {
	Names []string `json:"RuleNames"`
	Next  string   `json:"NextToken,omitempty"`
}

func listRuleNames(ctx context.Context, c call, in ruleNamesIn) (ruleNamesOut, error) {
	if err := onDefault(c.who.Account, in.Bus); err != nil {
		return ruleNamesOut{}, err
	}
	if in.Target == "" {
		return ruleNamesOut{}, refused("TargetArn", "TargetArn is missing.", "Name an API destination or a queue by its ARN.")
	}
	l, err := c.bus.RulesAt(ctx, c.who, event.NameIn(c.who.Account, "api-destination", in.Target), in.Target, event.Window{Size: in.Limit, Token: in.Token})
	return ruleNamesOut{append([]string{}, l.Items...), l.Next}, err
}
