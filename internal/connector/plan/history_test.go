// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package plan_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/plan"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// A history is what happened on both sides, in order, with what each sync was to do.
type history struct {
	Says   string  `json:"says"`
	Events []event `json:"events"`
}

type event struct {
	CRM     crm.Fields        `json:"crm"`     // a seller edits the opportunity
	Account crm.Fields        `json:"account"` // a seller edits the account
	AWS     map[string]any    `json:"aws"`     // somebody edits the opportunity in Partner Central
	Summary map[string]any    `json:"summary"` // AWS edits its own side
	Correct map[string]any    `json:"correct"` // AWS corrects what the next write says, silently
	Delete  bool              `json:"delete"`
	Answer  bool              `json:"answer"` // the seller says that what the CRM has answers AWS's question
	Sync    *[]plan.Operation `json:"sync"`   // the operations that a sync does
	Decides map[string]string `json:"decides"`
	Refuses []string          `json:"refuses"` // paths that the check before sending refuses
	CRMSays crm.Fields        `json:"crmSays"` // afterwards
	AWSSays map[string]any    `json:"awsSays"` // afterwards
	ACESays crm.Fields        `json:"aceSays"` // afterwards, in the CRM's record of AWS
	Comment string            `json:"comment"` // shown by this sync
}

func TestHistories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no histories: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var h history
			if err := json.Unmarshal(text, &h); err != nil {
				t.Fatal(err)
			}
			w := newWorld(standard(t))
			for i, e := range h.Events {
				w.happen(e)
				if e.Sync != nil {
					w.sync(t, i, e)
				}
			}
		})
	}
}

// A world is the two sides and what the connector remembers.
type world struct {
	mapping *mapping.Mapping
	in      plan.Input
	correct map[string]any
	now     time.Time
}

func standard(t *testing.T) *mapping.Mapping {
	t.Helper()
	m, err := mapping.New(mapping.Standard(), embedded.Objects())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func newWorld(m *mapping.Mapping) *world {
	deal := crm.Fields{"Name": "Port call planner", "StageName": "Qualification", "CloseDate": "2027-03-31", "NextStep": "Collect samples",
		"Type": "New Business", "AwsMonthlyRevenue": "11500", "UseCase": "Containers & Serverless", "DeliveryModels": []string{"SaaS or PaaS"},
		"SalesActivities": []string{"Conducted POC / Demo"}, "PrimaryNeeds": []string{"Co-Sell - Deal Support"}, "Solutions": []string{"S-0072001"},
		"Description": "Waiting time at anchor costs more than bunker fuel."}
	account := crm.Fields{"Name": "Fjordlight Shipping AS", "Industry": "Retail", "Website": "https://fjordlight.example", "BillingCountry": "Norway", "BillingPostalCode": "0150"}
	contact := crm.Fields{"FirstName": "Ingrid", "LastName": "Solberg", "Email": "ingrid@fjordlight.example", "Phone": "+4722555107"}
	return &world{mapping: m, now: noon, in: plan.Input{Mapping: m, Share: plan.Share{Involvement: "Co-Sell", Visibility: "Full"}, CRM: mapping.Bundle{
		crm.Opportunity: {ID: "OP-1", Fields: deal}, crm.Account: {ID: "AC-1", Fields: account}, crm.Contact: {ID: "CT-1", Fields: contact}}}}
}

func (w *world) happen(e event) {
	w.now = w.now.Add(time.Minute)
	edit := func(object string, f crm.Fields) {
		if f == nil {
			return
		}
		o, _ := embedded.ObjectNamed(object)
		checked, _ := o.Check(f, false)
		maps.Copy(w.in.CRM[object].Fields, checked)
		w.in.CRMTime = w.now
	}
	edit(crm.Opportunity, e.CRM)
	edit(crm.Account, e.Account)
	for path, v := range e.AWS {
		doc.Set(w.in.AWS, path, v)
		w.in.AWSTime = w.now
	}
	for path, v := range e.Summary {
		if w.in.Summary == nil {
			w.in.Summary = doc.Doc{}
		}
		doc.Set(w.in.Summary, path, v)
	}
	if e.Correct != nil {
		w.correct = e.Correct
	}
	if e.Answer {
		w.in.Answered = w.in.Base.Question
	}
	w.in.Gone = w.in.Gone || e.Delete
}

// sync does what a sync does, on values: it plans, checks, carries out and remembers. A second sync must find nothing to do.
func (w *world) sync(t *testing.T, i int, e event) {
	t.Helper()
	p := plan.Make(w.in)
	for path, want := range e.Decides {
		for _, f := range p.Fields {
			if f.Pair.Path == path && string(f.Decision) != want {
				t.Errorf("event %d: %s is %s (%s), want %s", i, path, f.Decision, f.Why, want)
			}
			if f.Why == "" || f.WhyJA == "" {
				t.Errorf("event %d: %s: no reason is given", i, f.Pair.Path)
			}
		}
	}
	if refused := paths(p.Check(w.in, w.change())); !slices.Equal(refused, e.Refuses) {
		t.Errorf("event %d: the check refuses %v, want %v", i, refused, e.Refuses)
	}
	if got := operations(p); !slices.Equal(got, *e.Sync) {
		t.Errorf("event %d: the sync does %v, want %v", i, got, *e.Sync)
	}
	if p.Comment != e.Comment {
		t.Errorf("event %d: shows comment %q, want %q", i, p.Comment, e.Comment)
	}
	if len(e.Refuses) > 0 {
		return
	}
	w.carryOut(p)
	if again := plan.Make(w.in); !again.Empty() {
		t.Errorf("event %d: a second sync still does %v: %+v", i, operations(again), again.ACE)
	}
	w.compare(t, i, e)
}

func (w *world) change() rule.Change { return rule.Change{Catalog: "AWS", Now: noon} }

func (w *world) compare(t *testing.T, i int, e event) {
	t.Helper()
	values := w.mapping.Read(w.in.AWS)
	for name, want := range e.CRMSays {
		if got := w.in.CRM[crm.Opportunity].Fields[name]; !mapping.Same(got, texts(want)) {
			t.Errorf("event %d: the CRM says %s = %v, want %v", i, name, got, want)
		}
	}
	for path, want := range e.AWSSays {
		got, mapped := values[path]
		if !mapped {
			got = doc.Text(w.in.AWS, path)
		}
		if !mapping.Same(got, texts(want)) {
			t.Errorf("event %d: AWS says %s = %v, want %v", i, path, got, want)
		}
	}
	for name, want := range e.ACESays {
		if got := w.in.ACE[name]; !mapping.Same(got, want) {
			t.Errorf("event %d: the CRM's ACE opportunity says %s = %v, want %v", i, name, got, want)
		}
	}
}

// carryOut does the steps of a plan on the values, as AWS and the CRM would.
func (w *world) carryOut(p plan.Plan) {
	aws := w.in.AWS
	for _, s := range p.Steps {
		switch o := s.Operation; {
		case o == plan.Create:
			aws = doc.Clone(p.Document)
			doc.Set(aws, "LifeCycle.ReviewStatus", rule.ReviewPending)
		case o == plan.Update:
			related := doc.Get(aws, "RelatedEntityIdentifiers")
			aws = doc.Clone(p.Document)
			doc.Set(aws, "RelatedEntityIdentifiers", related)
			if doc.Text(aws, "LifeCycle.ReviewStatus") == rule.ReviewActionRequired {
				doc.Set(aws, "LifeCycle.ReviewStatus", rule.ReviewSubmitted)
			}
		case o == plan.Associate || o == plan.Disassociate:
			aws = doc.Clone(aws)
			path := "RelatedEntityIdentifiers." + s.Type
			list := slices.DeleteFunc(doc.Texts(aws, path), func(id string) bool { return id == s.Entity })
			if s.Operation == plan.Associate {
				list = append(list, s.Entity)
			}
			var elements []any
			for _, id := range list {
				elements = append(elements, id)
			}
			doc.Set(aws, path, elements)
		case o == plan.Submit:
			doc.Set(aws, "LifeCycle.ReviewStatus", rule.ReviewSubmitted)
		}
		if s.Operation == plan.Create || s.Operation == plan.Update {
			for path, v := range w.correct {
				doc.Set(aws, path, v)
			}
		}
	}
	written := mapping.Values{}
	for object, fields := range p.Write {
		maps.Copy(w.in.CRM[object].Fields, fields)
		written, _ = w.mapping.Out(w.in.CRM)
	}
	if p.ACE != nil {
		w.in.ACE = p.ACE
	}
	b := p.Agreed(w.in.Base, plan.ToAWS, w.in.AWS, nil)
	b.Corrected(p.Sent(), w.mapping.Read(aws))
	w.in.Base, w.in.AWS = p.Agreed(b, plan.ToCRM, aws, written), aws
	if summary := plan.Facts(aws, w.in.Summary); p.ACE == nil || !maps.EqualFunc(summary, p.ACE, mapping.Same) {
		w.in.ACE = summary // the connector reads once more after it wrote
	}
}

func operations(p plan.Plan) []plan.Operation {
	out := []plan.Operation{}
	for _, s := range p.Steps {
		out = append(out, s.Operation)
	}
	return out
}

func paths(vs []catalogue.Violation) []string {
	var out []string
	for _, v := range vs {
		out = append(out, v.Path)
	}
	return out
}

// texts turns JSON's list into a list of texts.
func texts(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	var out []string
	for _, e := range list {
		s, _ := e.(string)
		out = append(out, s)
	}
	return out
}

// After any edits on both sides, one sync brings them together as far as ACE allows, and a second has nothing to do.
func TestTwoSidesConverge(t *testing.T) {
	t.Parallel()
	m := standard(t)
	pairs := m.Pairs()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(m)
		w.carryOut(plan.Make(w.in))
		doc.Set(w.in.AWS, "LifeCycle.ReviewStatus", rule.ReviewApproved)
		w.carryOut(plan.Make(w.in))
		for range rapid.IntRange(1, 6).Draw(t, "edits") {
			p := rapid.SampledFrom(pairs).Draw(t, "pair")
			w.now = w.now.Add(time.Minute)
			if rapid.Bool().Draw(t, "in the CRM") && p.Field != "Id" {
				o, _ := embedded.ObjectNamed(p.Object)
				f, _ := o.Field(p.Field)
				w.in.CRM[p.Object].Fields[p.Field] = value(t, f)
				w.in.CRMTime = w.now
			} else if f := catalogue.Opportunity.ByPath(p.Path); f.Values != "" && !f.Many() {
				mapping.Put(w.in.AWS, p.Path, rapid.SampledFrom(catalogue.Values(f.Values)).Draw(t, "choice").API)
				w.in.AWSTime = w.now
			} else if !f.Many() {
				mapping.Put(w.in.AWS, p.Path, rapid.SampledFrom([]string{"1", "22", "333"}).Draw(t, "text"))
				w.in.AWSTime = w.now
			}
		}
		p := plan.Make(w.in)
		if len(p.Unfit) > 0 {
			return
		}
		w.carryOut(p)
		again := plan.Make(w.in)
		for _, f := range again.Fields {
			if f.Goes() != "" {
				t.Fatalf("%s still goes %s: base %v, CRM %v, AWS %v", f.Pair.Path, f.Goes(), f.Base, f.CRM, f.AWS)
			}
		}
		if !again.Empty() {
			t.Fatalf("a second sync does %v", operations(again))
		}
	})
}

// value is something that the CRM may hold in a field.
func value(t *rapid.T, f crm.Field) any {
	switch {
	case f.Type == crm.Boolean:
		return rapid.Bool().Draw(t, "value")
	case f.Type == crm.MultiPicklist && f.Open:
		return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"S-1", "S-2", "S-3"}), 1, 2, rapid.ID).Draw(t, "values")
	case f.Type == crm.MultiPicklist:
		return []string{rapid.SampledFrom(f.Values).Draw(t, "value").Value}
	case f.Type == crm.Picklist:
		return rapid.SampledFrom(f.Values).Draw(t, "value").Value
	case f.Type == crm.Date:
		return rapid.SampledFrom([]string{"2027-01-01", "2027-02-02"}).Draw(t, "value")
	}
	return rapid.SampledFrom([]string{"", "1", "22", "100.50", "+4722555107"}).Draw(t, "value")
}
