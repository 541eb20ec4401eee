// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"cosell/internal/ace/rule/hint"
	"cosell/internal/central/identity"
	"cosell/internal/central/review"
	"cosell/internal/pages"
)

// Reviewer is somebody at the AWS desk.
type Reviewer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Me   bool   `json:"me,omitempty"`
}

// Waiting is an opportunity that waits at the AWS desk.
type Waiting struct {
	Summary
	Industry string    `json:"industry"`
	Hints    int       `json:"hints" doc:"how many things a reviewer is pointed at"`
	Due      time.Time `json:"due" doc:"when the review should be over"`
	Left     int       `json:"left" doc:"business days until then; negative: over"`
	Reviewer *Reviewer `json:"reviewer,omitempty" doc:"who has taken it; absent: nobody"`
}

// WaitingPage is a page of what waits, the longest first unless asked otherwise.
type WaitingPage struct {
	Items []Waiting `json:"items" nullable:"false"`
	Next  string    `json:"next,omitempty"`
}

// HintName is a hint that the queue can be filtered by.
type HintName struct {
	ID string `json:"id"`
	EN string `json:"en"`
	JA string `json:"ja"`
}

// DeskFacts are what the queue's filters offer.
type DeskFacts struct {
	Hints     []HintName `json:"hints" nullable:"false"`
	Reviewers []Reviewer `json:"reviewers" nullable:"false"`
}

// ReviewPoint is something that a reviewer is pointed at.
type ReviewPoint struct {
	ID       string `json:"id"`
	Path     string `json:"path" doc:"of the field"`
	Why      string `json:"why"`
	WhyJA    string `json:"whyJa"`
	Question string `json:"question" doc:"what the partner may be asked, in the language of the opportunity"`
	Rule     bool   `json:"rule" doc:"a rule of submission as it stands today, not a hint"`
}

// Taking gives what waits to a reviewer.
type Taking struct {
	_        struct{} `json:"-" additionalProperties:"true"`
	Reviewer string   `json:"reviewer,omitempty" required:"false" doc:"id of a reviewer; absent: nobody"`
}

type takeIn struct {
	ID   string `path:"id"`
	Body Taking
}

func (p *Portal) deskWaits() {
	serve(p, pages.Operation("deskWaiting", http.MethodGet, "/api/central/desk/queue", "List what waits at the AWS desk", 200, 400), p.deskWaiting)
	serve(p, pages.Operation("deskFacts", http.MethodGet, "/api/central/desk/facts", "Say what the queue can be filtered by", 200), p.deskFacts)
	serve(p, pages.Operation("deskTake", http.MethodPut, "/api/central/desk/opportunities/{id}/reviewer", "Give an opportunity to a reviewer", 200, 404, 409, 422), p.deskTake)
}

// mostDays is more than anything waits.
const mostDays = 3650

// queueOffer is what the queue can be asked for. Days are those that something waits at least.
var queueOffer = pages.Offer{Properties: map[string]pages.Property{"reviewStatus": {Operators: "="}, "partner": {Operators: "="}, "country": {Operators: "="},
	"industry": {Operators: "="}, "hint": {Operators: "="}, "reviewer": {Operators: "="}, "days": {Operators: "="}},
	Sorts: []string{"since", "company", "hints"}, Sort: "since", Asc: true}

func (p *Portal) deskWaiting(ctx context.Context, who identity.Caller, in *listIn) (WaitingPage, error) {
	q, err := in.Read(queueOffer)
	if err != nil {
		return WaitingPage{}, err
	}
	asked := review.Wait{Catalog: catalog, Reviews: chosen(q, "reviewStatus"), Partners: chosen(q, "partner"), Countries: chosen(q, "country"),
		Industries: chosen(q, "industry"), Hints: chosen(q, "hint"), Reviewers: chosen(q, "reviewer"), Sort: q.Sort, Desc: !q.Asc, Size: q.Size, Token: q.Cursor}
	for i, id := range asked.Reviewers {
		if id == "me" {
			asked.Reviewers[i] = who.Principal
		}
	}
	for _, t := range q.Tokens {
		if t.Property != "days" {
			continue
		}
		least := mostDays
		for _, v := range t.Values {
			n, err := strconv.Atoi(v)
			if err != nil || n < 0 || n > mostDays {
				return WaitingPage{}, pages.Malformed("filter", "the days are a whole number")
			}
			least = min(least, n)
		}
		asked.LeastDays = max(asked.LeastDays, least)
	}
	found, next, err := p.Review.Wait(ctx, who, asked)
	if err != nil {
		return WaitingPage{}, err
	}
	partners, err := p.partnersByAccount(ctx, who)
	out := WaitingPage{Items: []Waiting{}, Next: text(next)}
	for i := range found {
		f := &found[i]
		out.Items = append(out.Items, Waiting{Summary: deskSummary(&f.Row, partners), Industry: f.Industry, Hints: f.Hints, Due: f.Due, Left: f.Left,
			Reviewer: reviewerView(f.Reviewer, who)})
	}
	return out, err
}

func reviewerView(r review.Reviewer, who identity.Caller) *Reviewer {
	if r.ID == "" {
		return nil
	}
	return &Reviewer{ID: r.ID, Name: r.Name, Me: r.ID == who.Principal}
}

func (p *Portal) deskFacts(ctx context.Context, who identity.Caller, _ *struct{}) (DeskFacts, error) {
	people, err := p.Review.Reviewers(ctx, who)
	if err != nil {
		return DeskFacts{}, err
	}
	out := DeskFacts{Hints: []HintName{}, Reviewers: []Reviewer{}}
	for _, h := range hint.Hints {
		out.Hints = append(out.Hints, HintName{h.ID, h.WhyEN, h.WhyJA})
	}
	for _, r := range people {
		out.Reviewers = append(out.Reviewers, *reviewerView(r, who))
	}
	return out, nil
}

func (p *Portal) deskTake(ctx context.Context, who identity.Caller, in *takeIn) (Done, error) {
	err := p.Review.Take(ctx, who, catalog, in.ID, in.Body.Reviewer)
	return Done{err == nil}, err
}

// points are what the reviewer of a file is pointed at.
func (p *Portal) points(ctx context.Context, f review.File) ([]ReviewPoint, error) {
	found, err := p.Review.Points(ctx, f)
	out := []ReviewPoint{}
	for _, one := range found {
		out = append(out, ReviewPoint{ID: one.ID, Path: one.Path, Why: one.WhyEN, WhyJA: one.WhyJA, Question: one.Question, Rule: one.Rule})
	}
	return out, err
}
