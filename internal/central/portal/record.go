// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/solution"
	"cosell/internal/pages"
)

// Record is one opportunity with all that its page needs.
type Record struct {
	ID           string            `json:"id"`
	Version      string            `json:"version" doc:"LastModifiedDate as the API prints it"`
	Document     pages.JSON        `json:"document" doc:"as GetOpportunity answers it"`
	AwsSummary   pages.JSON        `json:"awsSummary,omitempty" doc:"as GetAwsOpportunitySummary answers it; absent when it would not be found"`
	Origin       string            `json:"origin"`
	Involvement  string            `json:"involvement"`
	Visibility   string            `json:"visibility"`
	Owner        Person            `json:"owner"`
	Partner      Partner           `json:"partner"`
	Solutions    []Solution        `json:"solutions" nullable:"false"`
	Products     []Product         `json:"products" nullable:"false"`
	StagesPassed []string          `json:"stagesPassed" nullable:"false" doc:"in order, the current one last"`
	Editable     []string          `json:"editable" nullable:"false" doc:"paths that may be changed now; * for all that are written by partners"`
	Allowed      Allowed           `json:"allowed"`
	NextStages   []string          `json:"nextStages" nullable:"false"`
	Problems     []pages.Violation `json:"problems" nullable:"false" doc:"what a submission would be refused for now"`
	Flagged      bool              `json:"flagged,omitempty"`
	Program      *ProgramChange    `json:"program,omitempty" doc:"the latest change over the API; absent: there was none"`
}

// ProgramChange is a change that a connector or another program made over the API.
type ProgramChange struct {
	At   time.Time `json:"at"`
	Name string    `json:"name" doc:"of the access key"`
}

// Allowed is what the signed-in user may do with a record now.
type Allowed struct {
	Update    bool `json:"update"`
	Submit    bool `json:"submit"`
	Associate bool `json:"associate"`
	Assign    bool `json:"assign"`
}

// Solution is a partner's solution.
type Solution struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Status   string `json:"status"`
	Category string `json:"category"`
}

// Product is a product of AWS.
type Product struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Family string `json:"family"`
}

// Change is one step of a record's history.
type Change struct {
	At      time.Time     `json:"at"`
	Actor   ChangeActor   `json:"actor"`
	Action  string        `json:"action" enum:"create,update,submit,open,approve,ask,reject,associate,disassociate,assign,aws"`
	Comment string        `json:"comment,omitempty"`
	Changes []ChangeValue `json:"changes" nullable:"false"`
}

// ChangeActor is who made a change.
type ChangeActor struct {
	Name string `json:"name"`
	Kind string `json:"kind" enum:"partner,aws,system,connector,api"`

	Proposer string `json:"proposer,omitempty" doc:"who proposed it, where the actor approved a proposal"`
}

// ChangeValue is one value that became another.
type ChangeValue struct {
	Path   string      `json:"path"`
	Before pages.Value `json:"before"`
	After  pages.Value `json:"after"`
}

// HistoryPage is a page of a record's history, newest first.
type HistoryPage struct {
	Items []Change `json:"items" nullable:"false"`
	Next  string   `json:"next,omitempty"`
}

// record lays a record out; what the caller may do with it is put on by whoever knows.
func (p *Portal) record(ctx context.Context, r *opportunity.Record, partner Partner) (Record, error) {
	solutions, err := p.Solutions.All(ctx, r.Account, r.Catalog)
	if err != nil {
		return Record{}, err
	}
	passed, err := p.Opportunities.StagesPassed(ctx, r.Key)
	if err != nil {
		return Record{}, err
	}
	return Record{
		ID: r.ID(), Version: r.Locked(), Document: document(r), Origin: r.Origin, Involvement: r.Involvement, Visibility: r.Visibility,
		Owner: Person{r.OwnerName, r.Owner}, Partner: partner, StagesPassed: some(passed),
		Solutions: solutionsOf(r.Related(rule.Solutions), solutions), Products: productsOf(r.Related(rule.AwsProducts)),
		Editable: []string{}, NextStages: []string{}, Problems: []pages.Violation{},
	}, nil
}

// document is the record in the shape of GetOpportunity's answer.
func document(r *opportunity.Record) pages.JSON {
	d := make(doc.Doc, len(r.Doc)+5)
	for name, v := range r.Doc {
		d[name] = v
	}
	d["Arn"], d["Catalog"], d["Id"] = r.ARN(), r.Catalog, r.ID()
	d["CreatedDate"], d["LastModifiedDate"] = selling.Timestamp(r.Created), r.Locked()
	return doc.Append(nil, d)
}

func solutionsOf(ids []string, known []solution.Solution) []Solution {
	all := []Solution{}
	for _, id := range ids {
		s := Solution{ID: id}
		if i := slices.IndexFunc(known, func(k solution.Solution) bool { return k.ID == id }); i >= 0 {
			s = solutionView(known[i])
		}
		all = append(all, s)
	}
	return all
}

func solutionView(s solution.Solution) Solution { return Solution{s.ID, s.Name, s.Status, s.Category} }

func productsOf(ids []string) []Product {
	all := []Product{}
	for _, id := range ids {
		product := Product{ID: id, Name: id}
		if known, found := catalogue.FindProduct(id); found {
			product = Product(known)
		}
		all = append(all, product)
	}
	return all
}

// some is a list that is never null.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// summaryJSON writes AWS's side of a record.
func summaryJSON(s selling.GetAwsOpportunitySummaryResponse) (pages.JSON, error) {
	return json.Marshal(s)
}

func history(entries []opportunity.Entry, next int64) HistoryPage {
	p := HistoryPage{Items: make([]Change, len(entries))}
	for i, e := range entries {
		c := Change{At: instant(e.AtUs), Actor: ChangeActor(e.Actor), Action: e.Action, Comment: e.Comment, Changes: []ChangeValue{}}
		for _, v := range e.Changes {
			c.Changes = append(c.Changes, ChangeValue{v.Path, pages.Value{Of: v.Before}, pages.Value{Of: v.After}})
		}
		p.Items[i] = c
	}
	p.Next = cursor(next)
	return p
}

// cursor is where a history goes on, empty at its end.
func cursor(next int64) string {
	if next <= 0 {
		return ""
	}
	return strconv.FormatInt(next, 10)
}

// until reads the cursor of a history.
func until(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n <= 0 {
		return 0, pages.Malformed("cursor", "the cursor is not one of this list")
	}
	return n, nil
}
