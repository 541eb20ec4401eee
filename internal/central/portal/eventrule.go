// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/central/event"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// EventPage is a part of a list of the event bus, by name.
type EventPage[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty"`
}

// EventTransformer makes what a target gets out of an event.
type EventTransformer struct {
	_        struct{}          `json:"-" additionalProperties:"true"`
	Paths    map[string]string `json:"paths,omitempty" required:"false" doc:"by name: $.detail.opportunity.identifier"`
	Template string            `json:"template,omitempty" required:"false"`
}

// EventTarget is where a rule sends what it takes: an API destination or a queue.
type EventTarget struct {
	_           struct{}          `json:"-" additionalProperties:"true"`
	ID          string            `json:"id,omitempty" required:"false"`
	Destination string            `json:"destination,omitempty" required:"false" doc:"name of an API destination"`
	Queue       string            `json:"queue,omitempty" required:"false" doc:"ARN"`
	Tries       int               `json:"tries,omitempty" required:"false" doc:"attempts at most, the first included"`
	AgeSeconds  int               `json:"ageSeconds,omitempty" required:"false" doc:"how long it is tried"`
	Role        string            `json:"role,omitempty" required:"false"`
	Input       string            `json:"input,omitempty" required:"false" doc:"JSON that is sent in place of the event"`
	InputPath   string            `json:"inputPath,omitempty" required:"false" doc:"the part of the event that is sent"`
	Transformer *EventTransformer `json:"transformer,omitempty" required:"false"`
	Path        []string          `json:"path,omitempty" required:"false" nullable:"false" doc:"values for the stars of the address"`
	Header      map[string]string `json:"header,omitempty" required:"false"`
	Query       map[string]string `json:"query,omitempty" required:"false"`
	Group       string            `json:"group,omitempty" required:"false" doc:"message group of a FIFO queue"`
	DeadLetter  string            `json:"deadLetter,omitempty" required:"false" doc:"ARN of the queue that gets what could not be delivered"`
}

// EventRule takes events by its pattern and sends each to all of its targets. Lists leave the targets out.
type EventRule struct {
	_           struct{}      `json:"-" additionalProperties:"true"`
	Name        string        `json:"name,omitempty" required:"false"`
	Description string        `json:"description,omitempty" required:"false"`
	Pattern     string        `json:"pattern,omitempty" required:"false" doc:"JSON"`
	Role        string        `json:"role,omitempty" required:"false"`
	Enabled     bool          `json:"enabled" required:"false"`
	Version     string        `json:"version,omitempty" required:"false" doc:"what a change was decided on; a new rule needs none"`
	Changed     *time.Time    `json:"changed,omitempty" required:"false" readOnly:"true" doc:"last, with its targets"`
	Targets     []EventTarget `json:"targets,omitempty" required:"false" nullable:"false"`
}

// RuleSwitch enables a rule or disables it.
type RuleSwitch struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Enabled bool     `json:"enabled,omitempty" required:"false"`
}

// SampleOrder asks for a sample to be sent.
type SampleOrder struct {
	_      struct{} `json:"-" additionalProperties:"true"`
	Target string   `json:"target,omitempty" required:"false"`
	Type   string   `json:"type,omitempty" required:"false" doc:"detail-type"`
}

// SentSample names the delivery of a sample.
type SentSample struct {
	Delivery string `json:"delivery"`
}

// PatternTest is a pattern to try on the samples, and on an event of one's own.
type PatternTest struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Pattern string   `json:"pattern,omitempty" required:"false"`
	Event   string   `json:"event,omitempty" required:"false" doc:"a whole event; absent: the samples only"`
}

// PatternTested is what a pattern takes.
type PatternTested struct {
	Takes   bool          `json:"takes" doc:"of the event that was given"`
	Samples []EventSample `json:"samples" nullable:"false" doc:"one of each published detail-type"`
}

// EventSample is an event of a detail-type about records that nobody has.
type EventSample struct {
	Type  string     `json:"type"`
	Takes bool       `json:"takes"`
	Event pages.JSON `json:"event"`
}

type (
	ruleIn   struct{ Body EventRule }
	ruleAtIn struct {
		ID   string `path:"id"`
		Body EventRule
	}
	switchIn struct {
		ID   string `path:"id"`
		Body RuleSwitch
	}
	sampleIn struct {
		ID   string `path:"id"`
		Body SampleOrder
	}
	patternIn struct{ Body PatternTest }
)

func (p *Portal) eventRules() {
	const all, one = "/api/central/event-rules", "/api/central/event-rules/{id}"
	serve(p, pages.Operation("listEventRules", http.MethodGet, all, "List event rules", 200, 400), p.listEventRules)
	serve(p, pages.Operation("getEventRule", http.MethodGet, one, "Read an event rule with its targets", 200, 404), p.getEventRule)
	serve(p, pages.Operation("createEventRule", http.MethodPost, all, "Create an event rule", 201, 409, 422), p.createEventRule)
	serve(p, pages.Operation("updateEventRule", http.MethodPut, one, "Change an event rule and its targets", 200, 404, 409, 422), p.updateEventRule)
	serve(p, pages.Operation("switchEventRule", http.MethodPost, one+"/switch", "Enable or disable an event rule", 200, 404, 422), p.switchEventRule)
	serve(p, pages.Operation("deleteEventRule", http.MethodDelete, one, "Delete an event rule", 200, 404), p.deleteEventRule)
	serve(p, pages.Operation("sendEventSample", http.MethodPost, one+"/sample", "Send a sample to a target", 200, 404, 422), p.sendEventSample)
	serve(p, pages.Operation("testEventPattern", http.MethodPost, "/api/central/event-patterns/test", "Try an event pattern", 200, 422), p.testEventPattern)
}

// window is the part of a list by name that a page asks for. The room has names by their beginning, in one direction.
func (in *listIn) window() (event.Window, error) {
	q, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"name": {Operators: "^"}}, Sorts: []string{"name"}, Sort: "name", Asc: true})
	if err != nil {
		return event.Window{}, err
	}
	if !q.Asc {
		return event.Window{}, pages.Malformed("order", "this list is read from a to z only")
	}
	w := event.Window{Size: q.Size, Token: q.Cursor}
	for _, t := range q.Tokens {
		if len(q.Tokens) > 1 || len(t.Values) > 1 {
			return event.Window{}, pages.Malformed("filter", "names are looked for by one beginning")
		}
		w.Prefix = t.Values[0]
	}
	return w, nil
}

// eventPage is a listing of the room as pages read it.
func eventPage[In, Out any](l event.Listing[In], err error, view func(In) Out) (EventPage[Out], error) {
	out := EventPage[Out]{Items: []Out{}, Next: l.Next}
	for _, item := range l.Items {
		out.Items = append(out.Items, view(item))
	}
	return out, err
}

func (p *Portal) listEventRules(ctx context.Context, who identity.Caller, in *listIn) (EventPage[EventRule], error) {
	w, err := in.window()
	if err != nil {
		return EventPage[EventRule]{}, err
	}
	l, err := p.Events.Rules(ctx, who, w)
	return eventPage(l, err, eventRuleView)
}

func (p *Portal) getEventRule(ctx context.Context, who identity.Caller, in *recordIn) (EventRule, error) {
	r, err := p.Events.Rule(ctx, who, in.ID)
	return eventRuleView(r), err
}

func (p *Portal) createEventRule(ctx context.Context, who identity.Caller, in *ruleIn) (EventRule, error) {
	if err := p.Events.NewRule(ctx, who, in.Body.rule()); err != nil {
		return EventRule{}, err
	}
	return p.getEventRule(ctx, who, &recordIn{ID: in.Body.Name})
}

// onVersion lets in whoever may change the bus, with the version that the change was decided on.
func (p *Portal) onVersion(who identity.Caller, version string) error {
	if err := p.Events.MayChange(who); err != nil {
		return err
	}
	return needVersion(version)
}

func (p *Portal) updateEventRule(ctx context.Context, who identity.Caller, in *ruleAtIn) (EventRule, error) {
	if err := p.onVersion(who, in.Body.Version); err != nil {
		return EventRule{}, err
	}
	r := in.Body.rule()
	r.Name = in.ID
	if err := p.Events.ChangeRule(ctx, who, r, in.Body.Version); err != nil {
		return EventRule{}, err
	}
	return p.getEventRule(ctx, who, &recordIn{ID: in.ID})
}

func (p *Portal) switchEventRule(ctx context.Context, who identity.Caller, in *switchIn) (EventRule, error) {
	if err := p.Events.SwitchRule(ctx, who, in.ID, in.Body.Enabled); err != nil {
		return EventRule{}, err
	}
	return p.getEventRule(ctx, who, &recordIn{ID: in.ID})
}

func (p *Portal) deleteEventRule(ctx context.Context, who identity.Caller, in *recordIn) (Done, error) {
	err := p.Events.DeleteRule(ctx, who, in.ID)
	return Done{err == nil}, err
}

func (p *Portal) sendEventSample(ctx context.Context, who identity.Caller, in *sampleIn) (SentSample, error) {
	id, err := p.Events.SendSample(ctx, who, in.ID, in.Body.Target, in.Body.Type, catalog)
	return SentSample{id}, err
}

func (p *Portal) testEventPattern(ctx context.Context, who identity.Caller, in *patternIn) (out PatternTested, err error) {
	tried, err := p.Events.TestSamples(ctx, who, in.Body.Pattern, catalog)
	if err != nil {
		return out, err
	}
	out.Samples = []EventSample{}
	for _, s := range tried {
		out.Samples = append(out.Samples, EventSample{Type: s.Type, Takes: s.Taken, Event: pages.JSON(s.Event)})
	}
	if in.Body.Event != "" {
		out.Takes, err = p.Events.TestPattern(ctx, who, in.Body.Pattern, in.Body.Event)
	}
	return out, err
}

// rule is the form as the room has it.
func (r EventRule) rule() event.Rule {
	out := event.Rule{Name: r.Name, Description: r.Description, Pattern: r.Pattern, Role: r.Role, Enabled: r.Enabled}
	for _, t := range r.Targets {
		target := event.Target{ID: t.ID, Destination: t.Destination, Queue: t.Queue, Tries: t.Tries, Age: time.Duration(t.AgeSeconds) * time.Second,
			Settings: event.Settings{Role: t.Role, Input: t.Input, InputPath: t.InputPath, Path: t.Path, Header: t.Header, Query: t.Query,
				Group: t.Group, DeadLetter: t.DeadLetter}}
		if t.Transformer != nil {
			target.Transformer = &event.Transformer{Paths: t.Transformer.Paths, Template: t.Transformer.Template}
		}
		out.Targets = append(out.Targets, target)
	}
	return out
}

func eventRuleView(r event.Rule) EventRule {
	v := EventRule{Name: r.Name, Description: r.Description, Pattern: r.Pattern, Role: r.Role, Enabled: r.Enabled, Version: event.Version(r.Changed), Changed: &r.Changed}
	for _, t := range r.Targets {
		target := EventTarget{ID: t.ID, Destination: t.Destination, Queue: t.Queue, Tries: t.Tries, AgeSeconds: int(t.Age / time.Second),
			Role: t.Role, Input: t.Input, InputPath: t.InputPath, Path: t.Path, Header: t.Header, Query: t.Query, Group: t.Group, DeadLetter: t.DeadLetter}
		if t.Transformer != nil {
			target.Transformer = &EventTransformer{Paths: t.Transformer.Paths, Template: t.Transformer.Template}
		}
		v.Targets = append(v.Targets, target)
	}
	return v
}
