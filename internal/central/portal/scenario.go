// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/scenario"
	"cosell/internal/pages"
)

// Scenario is a script by which the people of AWS are played.
type Scenario struct {
	Name      string     `json:"name"`
	TitleEN   string     `json:"titleEn"`
	TitleJA   string     `json:"titleJa"`
	SaysEN    string     `json:"saysEn,omitempty"`
	SaysJA    string     `json:"saysJa,omitempty"`
	Source    string     `json:"source,omitempty" doc:"the part of the guides that it follows"`
	Shipped   bool       `json:"shipped" doc:"it comes with the program"`
	Started   bool       `json:"started" doc:"it takes records"`
	StartedAt *time.Time `json:"startedAt,omitempty"`
	StartedBy string     `json:"startedBy,omitempty" doc:"a name; settings: it is played always"`
	Fault     string     `json:"fault,omitempty" doc:"why it cannot be played"`
	Text      string     `json:"text,omitempty" doc:"YAML; only where one scenario is read"`
}

// Start names a scenario that comes with the program, or gives the text of another.
type Start struct {
	_    struct{} `json:"-" additionalProperties:"true"`
	Name string   `json:"name,omitempty" required:"false"`
	Text string   `json:"text,omitempty" required:"false" doc:"YAML; goes before name"`
}

// Script is the text of a scenario.
type Script struct {
	_    struct{} `json:"-" additionalProperties:"true"`
	Text string   `json:"text,omitempty" required:"false" doc:"YAML"`
}

// ScriptProblem is something that is wrong with a script.
type ScriptProblem struct {
	Line      int    `json:"line"`
	Field     string `json:"field,omitempty" doc:"of a request that the script has"`
	Rule      string `json:"rule,omitempty" doc:"that the request breaks"`
	Message   string `json:"message"`
	MessageJA string `json:"messageJa"`
	FixEN     string `json:"fixEn"`
	FixJA     string `json:"fixJa"`
}

// ScriptChecked is everything that is wrong with a script; nothing: it can be started.
type ScriptChecked struct {
	Problems []ScriptProblem `json:"problems" nullable:"false"`
}

// Run is a scene of a scenario, played on a record.
type Run struct {
	ID          int64     `json:"id"`
	Scenario    string    `json:"scenario"`
	Scene       string    `json:"scene" doc:"what began it"`
	Partner     string    `json:"partner" doc:"account"`
	Catalog     string    `json:"catalog"`
	Opportunity string    `json:"opportunity,omitempty" doc:"absent while there is none"`
	Entity      string    `json:"entity,omitempty" doc:"the invitation or the connection that the scene is about"`
	Began       time.Time `json:"began"`
	Steps       []RunStep `json:"steps" nullable:"false"`
}

// RunStep is what was done, is due, or was refused.
type RunStep struct {
	Actor     string     `json:"actor"`
	Action    string     `json:"action"`
	Due       time.Time  `json:"due"`
	State     string     `json:"state" enum:"planned,waiting,done,refused,dropped"`
	At        *time.Time `json:"at,omitempty" doc:"when it was done or refused"`
	Message   string     `json:"message,omitempty" doc:"why it was refused"`
	MessageJA string     `json:"messageJa,omitempty"`
}

// RunPage is a page of runs, the latest first.
type RunPage struct {
	Items []Run  `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty"`
}

type (
	nameIn struct {
		ID string `path:"id"`
	}
	startIn  struct{ Body Start }
	scriptIn struct{ Body Script }
)

func (p *Portal) scenarios() {
	const all, one = "/api/central/desk/scenarios", "/api/central/desk/scenarios/{id}"
	serve(p, pages.Operation("deskScenarios", http.MethodGet, all, "List scenarios, those first that take records", 200), p.deskScenarios)
	serve(p, pages.Operation("deskScenario", http.MethodGet, one, "Read a scenario by its name", 200, 404), p.deskScenario)
	serve(p, pages.Operation("deskStart", http.MethodPost, all, "Start a scenario", 200, 404, 422), p.deskStart)
	serve(p, pages.Operation("deskStop", http.MethodPost, one+"/stop", "Stop a scenario", 200, 404), p.deskStop)
	serve(p, pages.Operation("deskCheckScript", http.MethodPost, "/api/central/desk/scenario-check", "Ask what is wrong with a script", 200), p.deskCheckScript)
	serve(p, pages.Operation("deskRuns", http.MethodGet, "/api/central/desk/runs", "List what scenarios play and have played", 200, 400), p.deskRuns)
}

// known are all scenarios: what was started, then what could be.
func (p *Portal) known(ctx context.Context, who identity.Caller) ([]Scenario, error) {
	started, err := p.Scenarios.Started(ctx, who)
	if err != nil {
		return nil, err
	}
	list, seen := []Scenario{}, map[string]bool{}
	for _, s := range started {
		v := scenarioView(s.Script)
		v.Started, v.StartedBy, v.Fault = true, s.By, s.Fault
		if !s.At.IsZero() {
			v.StartedAt = &s.At
		}
		list, seen[v.Name] = append(list, v), true
	}
	for _, s := range scenario.Shipped() {
		if !seen[s.Name] {
			list = append(list, scenarioView(s))
		}
	}
	return list, nil
}

func scenarioView(s scenario.Script) Scenario {
	_, shipped := scenario.ShippedAs(s.Name)
	return Scenario{Name: s.Name, TitleEN: s.Title.EN, TitleJA: s.Title.JA, SaysEN: s.Says.EN, SaysJA: s.Says.JA, Source: s.Source,
		Shipped: shipped, Text: s.Text}
}

func (p *Portal) deskScenarios(ctx context.Context, who identity.Caller, _ *struct{}) (Items[Scenario], error) {
	list, err := p.known(ctx, who)
	for i := range list {
		list[i].Text = ""
	}
	return Items[Scenario]{Items: list}, err
}

func (p *Portal) deskScenario(ctx context.Context, who identity.Caller, in *nameIn) (Scenario, error) {
	list, err := p.known(ctx, who)
	if err != nil {
		return Scenario{}, err
	}
	for _, s := range list {
		if s.Name == in.ID {
			return s, nil
		}
	}
	return Scenario{}, fault.Missing()
}

func (p *Portal) deskStart(ctx context.Context, who identity.Caller, in *startIn) (Scenario, error) {
	text := in.Body.Text
	if text == "" {
		if !who.Reviews() {
			return Scenario{}, fault.Denied("Only the AWS desk directs scenarios.")
		}
		s, shipped := scenario.ShippedAs(in.Body.Name)
		if !shipped {
			return Scenario{}, fault.Malformed(unshipped(in.Body.Name))
		}
		text = s.Text
	}
	s, err := p.Scenarios.Start(ctx, who, []byte(text))
	if err != nil {
		return Scenario{}, err
	}
	v := scenarioView(s)
	v.Started, v.StartedBy = true, who.Name
	return v, nil
}

func unshipped(name string) catalogue.Violation {
	return catalogue.Violation{Field: "name", Path: "name", At: "name", Code: catalogue.InvalidValue, Rule: "scenario-known", Value: catalogue.Shown(name, false),
		Message: "No scenario of this name comes with the program.", MessageJA: "この名前のシナリオは同梱されていません。",
		FixEN: "Choose one from the list, or send the text of your own.", FixJA: "一覧から選択するか、独自のシナリオのテキストを送信してください。"}
}

func (p *Portal) deskStop(ctx context.Context, who identity.Caller, in *nameIn) (Scenario, error) {
	return Scenario{Name: in.ID}, p.Scenarios.Stop(ctx, who, in.ID)
}

func (p *Portal) deskCheckScript(_ context.Context, who identity.Caller, in *scriptIn) (ScriptChecked, error) {
	if !who.Reviews() {
		return ScriptChecked{}, fault.Denied("Only the AWS desk directs scenarios.")
	}
	_, problems := scenario.Parse([]byte(in.Body.Text))
	out := ScriptChecked{Problems: []ScriptProblem{}}
	for _, pr := range problems {
		out.Problems = append(out.Problems, ScriptProblem{Line: pr.Line, Field: pr.Field, Rule: pr.Rule, Message: pr.What, MessageJA: pr.WhatJA, FixEN: pr.Fix, FixJA: pr.FixJA})
	}
	return out, nil
}

func (p *Portal) deskRuns(ctx context.Context, who identity.Caller, in *listIn) (RunPage, error) {
	q, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"scenario": {Operators: "="}}, Sorts: []string{"began"}, Sort: "began"})
	if err != nil {
		return RunPage{}, err
	}
	query := scenario.Runs{Size: q.Size, Token: q.Cursor}
	for _, t := range q.Tokens {
		if len(t.Values) > 1 || len(q.Tokens) > 1 {
			return RunPage{}, pages.Malformed("filter", "this list is of one scenario or of all")
		}
		query.Scenario = t.Values[0]
	}
	list, next, err := p.Scenarios.Runs(ctx, who, query)
	if err != nil {
		return RunPage{}, err
	}
	out := RunPage{Items: []Run{}, Next: next}
	for _, r := range list {
		out.Items = append(out.Items, runView(r))
	}
	return out, nil
}

func runView(r scenario.Run) Run {
	v := Run{ID: r.ID, Scenario: r.Scenario, Scene: r.Scene, Partner: r.Key.Account, Catalog: r.Key.Catalog, Entity: r.Entity, Began: r.Began,
		Steps: []RunStep{}}
	if r.Key.Number != 0 {
		v.Opportunity = r.Key.ID()
	}
	for _, s := range r.Steps {
		step := RunStep{Actor: s.Actor, Action: s.Action, Due: s.Due, State: s.State, Message: s.Note, MessageJA: s.NoteJA}
		if !s.At.IsZero() {
			step.At = &s.At
		}
		v.Steps = append(v.Steps, step)
	}
	return v
}
