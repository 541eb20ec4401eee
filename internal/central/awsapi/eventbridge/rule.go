// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package eventbridge

import (
	"context"
	"maps"
	"slices"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
)

var ruleRows = []row{
	bind("DeleteRule", rule, deleteRule),
	bind("DescribeRule", rule, describeRule),
	bind("DisableRule", rule, func(ctx context.Context, c call, in ruleIn) (nothing, error) { return switchRule(ctx, c, in, false) }),
	bind("EnableRule", rule, func(ctx context.Context, c call, in ruleIn) (nothing, error) { return switchRule(ctx, c, in, true) }),
	bind("ListRules", nil, listRules),
	bind("ListTagsForResource", tagged, listTags),
	bind("PutRule", func(account string, in putRuleIn) string { return event.RuleARN(account, in.Name) }, putRule),
	bind("TagResource", func(_ string, in tagIn) string { return in.ARN }, tag),
	bind("UntagResource", func(_ string, in untagIn) string { return in.ARN }, untag),
}

type ruleIn struct {
	Name string `json:"Name"`
	Bus  string `json:"EventBusName"`
}

func rule(account string, in ruleIn) string { return event.RuleARN(account, in.Name) }

// A ruleOut is a rule as lists and descriptions show it.
type ruleOut struct {
	Name        string `json:"Name"`
	ARN         string `json:"Arn"`
	Pattern     string `json:"EventPattern"`
	State       string `json:"State"`
	Description string `json:"Description,omitempty"`
	Role        string `json:"RoleArn,omitempty"`
	Bus         string `json:"EventBusName"`
	CreatedBy   string `json:"CreatedBy,omitempty"`
}

// The states of a rule.
const (
	enabled  = "ENABLED"
	disabled = "DISABLED"
)

func ruleView(account string, r event.Rule) ruleOut {
	out := ruleOut{Name: r.Name, ARN: event.RuleARN(account, r.Name), Pattern: r.Pattern, State: disabled, Description: r.Description,
		Role: r.Role, Bus: event.BusName}
	if r.Enabled {
		out.State = enabled
	}
	return out
}

type tagWire struct {
	Key   string `json:"Key"`
	Value string `json:"Value"`
}

func tagsOf(list []tagWire) map[string]string {
	tags := map[string]string{}
	for _, t := range list {
		tags[t.Key] = t.Value
	}
	return tags
}

type putRuleIn struct {
	Name        string    `json:"Name"`
	Bus         string    `json:"EventBusName"`
	Description string    `json:"Description"`
	Pattern     string    `json:"EventPattern"`
	Schedule    string    `json:"ScheduleExpression"`
	State       string    `json:"State"`
	Role        string    `json:"RoleArn"`
	Tags        []tagWire `json:"Tags"`
}

type putRuleOut struct {
	ARN string `json:"RuleArn"`
}

func putRule(ctx context.Context, c call, in putRuleIn) (out putRuleOut, err error) {
	if err := onDefault(c.who.Account, in.Bus); err != nil {
		return out, err
	}
	if in.Schedule != "" {
		return out, refused("ScheduleExpression", "Parameter ScheduleExpression is not valid. Reason: this bus has no schedules.", "Give the rule an EventPattern.")
	}
	if in.State != "" && in.State != enabled && in.State != disabled {
		return out, refused("State", "Parameter State is not valid.", "Write ENABLED or DISABLED.")
	}
	r := event.Rule{Name: in.Name, Description: in.Description, Pattern: in.Pattern, Role: in.Role, Enabled: in.State != disabled}
	return putRuleOut{event.RuleARN(c.who.Account, in.Name)}, c.bus.DefineRule(ctx, c.who, r, tagsOf(in.Tags))
}

// refused is a request with a value that is not taken here.
func refused(field, message, fix string) error {
	return fault.Malformed(catalogue.Violation{Field: field, Path: field, At: field, Code: catalogue.InvalidValue, Rule: "event-" + string(catalogue.InvalidValue),
		Message: message, MessageJA: field + " に指定できない値です。", FixEN: fix, FixJA: fix})
}

func describeRule(ctx context.Context, c call, in ruleIn) (out ruleOut, err error) {
	if err := onDefault(c.who.Account, in.Bus); err != nil {
		return out, err
	}
	r, err := c.bus.Rule(ctx, c.who, in.Name)
	out = ruleView(c.who.Account, r)
	out.CreatedBy = c.who.Account
	return out, err
}

func deleteRule(ctx context.Context, c call, in ruleIn) (nothing, error) {
	if err := onDefault(c.who.Account, in.Bus); err != nil {
		return nothing{}, err
	}
	err := c.bus.DeleteBareRule(ctx, c.who, in.Name)
	if fault.Is(err, fault.NotFound) {
		return nothing{}, nil // EventBridge does not mind
	}
	return nothing{}, err
}

func switchRule(ctx context.Context, c call, in ruleIn, on bool) (nothing, error) {
	if err := onDefault(c.who.Account, in.Bus); err != nil {
		return nothing{}, err
	}
	return nothing{}, c.bus.SwitchRule(ctx, c.who, in.Name, on)
}

// A listIn is what all lists by name take.
type listIn struct {
	Bus    string `json:"EventBusName"`
	Prefix string `json:"NamePrefix"`
	Limit  int    `json:"Limit"`
	Token  string `json:"NextToken"`
}

func (in listIn) window() event.Window {
	return event.Window{Prefix: in.Prefix, Size: in.Limit, Token: in.Token}
}

type listRulesOut struct {
	Rules []ruleOut `json:"Rules"`
	Next  string    `json:"NextToken,omitempty"`
}

func listRules(ctx context.Context, c call, in listIn) (out listRulesOut, err error) {
	if err := onDefault(c.who.Account, in.Bus); err != nil {
		return out, err
	}
	l, err := c.bus.Rules(ctx, c.who, in.window())
	out.Next = l.Next
	for _, r := range l.Items {
		out.Rules = append(out.Rules, ruleView(c.who.Account, r))
	}
	return out, err
}

type taggedIn struct {
	ARN string `json:"ResourceARN"`
}

func tagged(_ string, in taggedIn) string { return in.ARN }

type listTagsOut struct {
	Tags []tagWire `json:"Tags"`
}

func listTags(ctx context.Context, c call, in taggedIn) (out listTagsOut, err error) {
	name, err := named(c.who.Account, "rule", "Rule", in.ARN)
	if err != nil {
		return out, err
	}
	tags, err := c.bus.Tags(ctx, c.who, name)
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		out.Tags = append(out.Tags, tagWire{key, tags[key]})
	}
	return out, err
}

type tagIn struct {
	ARN  string    `json:"ResourceARN"`
	Tags []tagWire `json:"Tags"`
}

func tag(ctx context.Context, c call, in tagIn) (nothing, error) {
	name, err := named(c.who.Account, "rule", "Rule", in.ARN)
	if err != nil {
		return nothing{}, err
	}
	return nothing{}, c.bus.Tag(ctx, c.who, name, tagsOf(in.Tags))
}

type untagIn struct {
	ARN  string   `json:"ResourceARN"`
	Keys []string `json:"TagKeys"`
}

func untag(ctx context.Context, c call, in untagIn) (nothing, error) {
	name, err := named(c.who.Account, "rule", "Rule", in.ARN)
	if err != nil {
		return nothing{}, err
	}
	return nothing{}, c.bus.Untag(ctx, c.who, name, in.Keys)
}
