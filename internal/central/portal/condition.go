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
	"cosell/internal/central/quirk"
	"cosell/internal/central/scenario"
	"cosell/internal/pages"
)

// Clock is how time stands in this Partner Central.
type Clock struct {
	Movable      bool      `json:"movable" doc:"false: it is the machine's clock"`
	Now          time.Time `json:"now"`
	Frozen       bool      `json:"frozen"`
	AheadSeconds int64     `json:"aheadSeconds" doc:"of the machine's clock"`
}

// Shift moves the clock forward in one way, or in none, and may freeze it or let it go on.
type Shift struct {
	_               struct{} `json:"-" additionalProperties:"true"`
	By              string   `json:"by,omitempty" required:"false" doc:"10 minutes, 3 days, 2 business days"`
	To              string   `json:"to,omitempty" required:"false" doc:"an instant: 2027-04-01T09:00:00Z"`
	NextBusinessDay bool     `json:"nextBusinessDay,omitempty" required:"false"`
	Calendar        string   `json:"calendar,omitempty" required:"false" doc:"whose business days count: JP, US or none"`
	Freeze          bool     `json:"freeze,omitempty" required:"false"`
	Resume          bool     `json:"resume,omitempty" required:"false"`
}

// Quirk is a way of the real Partner Central that can be turned on.
type Quirk struct {
	ID         string           `json:"id"`
	What       string           `json:"what"`
	WhatJA     string           `json:"whatJa"`
	Source     string           `json:"source" doc:"where it is known from"`
	Where      string           `json:"where" enum:"operations,events"`
	On         bool             `json:"on"`
	Parameters []QuirkParameter `json:"parameters" nullable:"false"`
}

// QuirkParameter is something that can be set of a quirk.
type QuirkParameter struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Default string `json:"default"`
	Rule    string `json:"rule"`
	RuleJA  string `json:"ruleJa"`
}

// Turn turns a quirk on or off.
type Turn struct {
	_          struct{}          `json:"-" additionalProperties:"true"`
	On         bool              `json:"on,omitempty" required:"false"`
	Parameters map[string]string `json:"parameters,omitempty" required:"false" doc:"those that are not named are at their defaults"`
}

type (
	shiftIn struct{ Body Shift }
	turnIn  struct {
		ID   string `path:"id"`
		Body Turn
	}
)

func (p *Portal) conditions() {
	const at, quirks = "/api/central/desk/clock", "/api/central/desk/quirks"
	serve(p, pages.Operation("deskClock", http.MethodGet, at, "Read the clock", 200), p.deskClock)
	serve(p, pages.Operation("deskShift", http.MethodPost, at, "Move, freeze or resume the clock", 200, 409, 422), p.deskShift)
	serve(p, pages.Operation("deskQuirks", http.MethodGet, quirks, "List quirks", 200), p.deskQuirks)
	serve(p, pages.Operation("deskTurn", http.MethodPut, quirks+"/{id}", "Turn a quirk on or off", 200, 404, 422), p.deskTurn)
}

func (p *Portal) deskClock(ctx context.Context, who identity.Caller, _ *struct{}) (Clock, error) {
	return clockView(p.Scenarios.Time(ctx, who))
}

func clockView(t scenario.Time, err error) (Clock, error) {
	return Clock{t.Movable, t.Now, t.Frozen, int64(t.Ahead.Round(time.Second).Seconds())}, err
}

func (p *Portal) deskShift(ctx context.Context, who identity.Caller, in *shiftIn) (Clock, error) {
	if !who.Reviews() {
		return Clock{}, fault.Denied("Only the AWS desk moves the clock.")
	}
	b := in.Body
	s := scenario.Shift{NextDay: b.NextBusinessDay, Freeze: b.Freeze, Resume: b.Resume}
	var errs [3]error
	if b.By != "" {
		s.By, errs[0] = scenario.ParsePace(b.By)
	}
	if b.To != "" {
		s.To, errs[1] = time.Parse(time.RFC3339, b.To)
	}
	s.In, errs[2] = scenario.ParseCalendar(b.Calendar)
	var broken []catalogue.Violation
	for i, f := range []struct{ name, fixEN, fixJA string }{
		{"by", "Give a span such as 3 days or 2 business days.", "3 days や 2 business days のような期間を指定してください。"},
		{"to", "Give an instant such as 2027-04-01T09:00:00Z.", "2027-04-01T09:00:00Z のような日時を指定してください。"},
		{"calendar", "Choose JP, US or none.", "JP、US、none から選択してください。"},
	} {
		if errs[i] != nil {
			broken = append(broken, catalogue.Violation{Field: f.name, Path: f.name, At: f.name, Code: catalogue.InvalidValue, Rule: "clock-shift",
				Message: "The clock cannot be moved by what " + f.name + " says.", MessageJA: "時計の指定を読み取れません。", FixEN: f.fixEN, FixJA: f.fixJA})
		}
	}
	if len(broken) > 0 {
		return Clock{}, fault.Malformed(broken...)
	}
	return clockView(p.Scenarios.Shift(ctx, who, s))
}

func (p *Portal) deskQuirks(ctx context.Context, who identity.Caller, _ *struct{}) (Items[Quirk], error) {
	list, err := p.Quirks.List(ctx, who)
	out := Items[Quirk]{Items: []Quirk{}}
	for _, q := range list {
		out.Items = append(out.Items, quirkView(q))
	}
	return out, err
}

func quirkView(q quirk.State) Quirk {
	v := Quirk{ID: q.ID, What: q.What, WhatJA: q.WhatJA, Source: q.Source, Where: q.Where, On: q.On, Parameters: []QuirkParameter{}}
	for _, p := range q.Parameters {
		v.Parameters = append(v.Parameters, QuirkParameter{p.Name, q.Values[p.Name], p.Default, p.Rule, p.RuleJA})
	}
	return v
}

func (p *Portal) deskTurn(ctx context.Context, who identity.Caller, in *turnIn) (Quirk, error) {
	q, err := p.Quirks.Turn(ctx, who, in.ID, in.Body.On, in.Body.Parameters)
	if err != nil {
		return Quirk{}, err
	}
	return quirkView(q), nil
}
