// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mcp

import (
	"context"
	"encoding/json"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/central/solution"
)

// A Filter is one condition of a list.
type Filter struct {
	Property string   `json:"property" jsonschema:"id, company, title, stage, reviewStatus, origin, involvement, owner, closeDate, created, modified, revenue or partnerReference"`
	Operator string   `json:"operator" jsonschema:"operators are = and != for most; ^ begins with, for company and title; < <= > >= for dates and revenue"`
	Values   []string `json:"values" jsonschema:"one suffices; dates as 2026-12-31"`
}

// List asks for a page of opportunities.
type List struct {
	Text     string   `json:"text,omitempty" jsonschema:"looks at the beginning of company and title, and for an identifier"`
	Filters  []Filter `json:"filters,omitempty" jsonschema:"all hold together"`
	Sort     string   `json:"sort,omitempty" jsonschema:"modified (the standard), created, closeDate, company, title, revenue or id"`
	Order    string   `json:"order,omitempty" jsonschema:"asc or desc"`
	PageSize int      `json:"pageSize,omitempty" jsonschema:"1 to 100; 20 is the standard"`
	Cursor   string   `json:"cursor,omitempty" jsonschema:"next of the last answer, with the same query"`
}

// browse is the query as the room takes it.
func (l List) browse(desc bool) opportunity.Browse {
	b := opportunity.Browse{Catalog: catalog, Sort: l.Sort, Desc: desc, Size: l.PageSize, Cursor: l.Cursor}
	if l.Order != "" {
		b.Desc = l.Order == "desc"
	}
	if b.Size == 0 {
		b.Size = 20
	}
	for _, f := range l.Filters {
		b.Filters = append(b.Filters, opportunity.Filter(f))
	}
	if l.Text != "" {
		b.Filters = append(b.Filters, opportunity.Filter{Operator: ":", Values: []string{l.Text}})
	}
	return b
}

// Row is an opportunity in a list.
type Row struct {
	ID              string     `json:"id"`
	Title           string     `json:"title"`
	Company         string     `json:"company"`
	Country         string     `json:"country,omitempty"`
	Stage           string     `json:"stage"`
	ReviewStatus    string     `json:"reviewStatus"`
	Origin          string     `json:"origin"`
	Involvement     string     `json:"involvement,omitempty"`
	TargetCloseDate string     `json:"targetCloseDate,omitempty"`
	Amount          string     `json:"monthlyAwsRevenue,omitempty"`
	Currency        string     `json:"currency,omitempty"`
	Owner           string     `json:"owner"`
	Modified        time.Time  `json:"lastModified"`
	Partner         string     `json:"partner,omitempty"`
	Submitted       *time.Time `json:"submitted,omitempty"`
}

// Shelf is a page of opportunities.
type Shelf struct {
	Items  []Row  `json:"items"`
	Next   string `json:"next,omitempty"`
	Total  int    `json:"total"` // counted up to a thousand
	Capped bool   `json:"totalCapped"`
	Short  bool   `json:"short,omitempty"` // as much was looked at as one page may: next may lead to more
}

func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }

func row(r *listing.Row) Row {
	return Row{ID: opportunity.Key{Number: r.Number}.ID(), Title: r.Title, Company: r.Company, Country: r.Country, Stage: r.Stage,
		ReviewStatus: r.Review, Origin: r.Origin, Involvement: r.Involvement, TargetCloseDate: opportunity.Date(r.CloseDay),
		Amount: r.Amount, Currency: r.Currency, Owner: r.OwnerName, Modified: instant(r.Modified)}
}

func shelf(s opportunity.Shelf, show func(*listing.Row) Row) Shelf {
	out := Shelf{Items: []Row{}, Next: s.Next, Total: s.Total, Capped: s.Capped, Short: s.Short}
	for i := range s.Rows {
		out.Items = append(out.Items, show(&s.Rows[i]))
	}
	return out
}

func listOpportunities(ctx context.Context, c call, in List) (Shelf, error) {
	s, err := c.Opportunities.Browse(ctx, c.Caller, in.browse(true))
	if err != nil {
		return Shelf{}, err
	}
	return shelf(s, row), nil
}

func reviewQueue(ctx context.Context, c call, in List) (Shelf, error) {
	s, err := c.Review.Queue(ctx, c.Caller, in.browse(false))
	if err != nil {
		return Shelf{}, err
	}
	list, err := c.Review.Partners(ctx, c.Caller)
	if err != nil {
		return Shelf{}, err
	}
	partners := map[string]identity.Partner{}
	for _, p := range list {
		partners[p.Account] = p
	}
	return shelf(s, func(r *listing.Row) Row {
		out := row(r)
		out.Partner = partners[r.Account].Name
		if r.Submitted > 0 {
			at := instant(r.Submitted)
			out.Submitted = &at
		}
		return out
	}), nil
}

// ID names an opportunity.
type ID struct {
	ID string `json:"id" jsonschema:"identifier of the opportunity, such as O1000001"`
}

// Record is one opportunity with all that an assistant needs.
type Record struct {
	ID         string   `json:"id"`
	Version    string   `json:"version"` // LastModifiedDate
	Owner      string   `json:"owner"`
	Document   doc.Doc  `json:"document"`             // as GetOpportunity answers it
	AwsSummary any      `json:"awsSummary,omitempty"` // as GetAwsOpportunitySummary answers it
	May        May      `json:"may"`
	NextStages []string `json:"nextStages"`
	History    []Entry  `json:"history"` // the latest entries, newest first
	Page       string   `json:"page"`
}

// May is what the user may do with a record now.
type May struct {
	Update    bool     `json:"update"`
	Submit    bool     `json:"submit"`
	Associate bool     `json:"associate"`
	Assign    bool     `json:"assign"`
	Edit      []string `json:"edit"` // paths; * for all that partners write
}

// Entry is one line of a history.
type Entry struct {
	At       time.Time            `json:"at"`
	Who      string               `json:"who"`
	Kind     string               `json:"kind"` // partner, aws, system or api
	Proposer string               `json:"proposer,omitempty"`
	Action   string               `json:"action"`
	Comment  string               `json:"comment,omitempty"`
	Changes  []opportunity.Change `json:"changes"`
}

func entry(e opportunity.Entry) Entry {
	out := Entry{At: instant(e.AtUs), Who: e.Actor.Name, Kind: e.Actor.Kind, Proposer: e.Actor.Proposer, Action: e.Action, Comment: e.Comment, Changes: e.Changes}
	if out.Changes == nil {
		out.Changes = []opportunity.Change{}
	}
	return out
}

// told is how many entries of a history are told.
const told = 10

func getOpportunity(ctx context.Context, c call, in ID) (Record, error) {
	rec, err := c.Opportunities.Read(ctx, c.Caller, catalog, in.ID)
	if err != nil {
		return Record{}, err
	}
	look, err := c.Opportunities.Outlook(ctx, c.Caller, rec)
	if err != nil {
		return Record{}, err
	}
	entries, _, err := c.Opportunities.History(ctx, c.Caller, catalog, in.ID, 0)
	if err != nil {
		return Record{}, err
	}
	out := Record{ID: rec.ID(), Version: rec.Locked(), Owner: rec.OwnerName, Document: document(rec), NextStages: look.NextStages,
		May:     May{Update: look.MayUpdate, Submit: look.MaySubmit, Associate: look.MayAssociate, Assign: look.MayAssign, Edit: look.Editable},
		History: []Entry{}, Page: c.Pages + "/opportunities/" + rec.ID()}
	for _, e := range entries[:min(told, len(entries))] {
		out.History = append(out.History, entry(e))
	}
	s, err := c.Opportunities.Summary(ctx, c.Caller, catalog, in.ID)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err != nil {
		return Record{}, err
	}
	text, err := json.Marshal(s)
	out.AwsSummary = json.RawMessage(text)
	return out, err
}

// document is the record in the shape of GetOpportunity's answer.
func document(r *opportunity.Record) doc.Doc {
	d := doc.Clone(r.Doc)
	d["Arn"], d["Catalog"], d["Id"] = r.ARN(), r.Catalog, r.ID()
	d["CreatedDate"], d["LastModifiedDate"] = selling.Timestamp(r.Created), r.Locked()
	return d
}

// Check is whether a record may be submitted, and if not, why.
type Check struct {
	ID           string    `json:"id"`
	Version      string    `json:"version"`
	ReviewStatus string    `json:"reviewStatus"`
	Stage        string    `json:"stage"`
	Ready        bool      `json:"ready"`
	Findings     []Finding `json:"findings"`
}

func checkOpportunity(ctx context.Context, c call, in ID) (Check, error) {
	rec, err := c.Opportunities.Read(ctx, c.Caller, catalog, in.ID)
	if err != nil {
		return Check{}, err
	}
	look, err := c.Opportunities.Outlook(ctx, c.Caller, rec)
	if err != nil {
		return Check{}, err
	}
	problems := look.Problems
	if !look.MaySubmit { // its state stands in the way, which the rules of submission say
		p, err := c.Opportunities.PreviewSubmission(ctx, c.Caller, opportunity.Submission{Catalog: catalog, ID: in.ID, Involvement: selling.CoSell})
		if err != nil {
			return Check{}, err
		}
		problems = p.Problems
	}
	return Check{ID: rec.ID(), Version: rec.Locked(), ReviewStatus: rec.Review(), Stage: rec.Stage(),
		Ready: look.MaySubmit && len(problems) == 0, Findings: findings(problems)}, nil
}

// Solutions asks for solutions.
type Solutions struct {
	Status string `json:"status,omitempty" jsonschema:"Active, Inactive or Draft; all when left out"`
}

// Items is a short list.
type Items[T any] struct {
	Items []T `json:"items"`
}

// Solution is a partner's solution.
type Solution struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Status   string `json:"status"`
	Category string `json:"category"`
}

func listSolutions(ctx context.Context, c call, in Solutions) (Items[Solution], error) {
	var all []solution.Solution
	all, err := c.Rooms.Solutions.All(ctx, c.Caller.Account, catalog)
	out := Items[Solution]{Items: []Solution{}}
	for _, s := range all {
		if in.Status == "" || s.Status == in.Status {
			out.Items = append(out.Items, Solution{s.ID, s.Name, s.Status, s.Category})
		}
	}
	return out, err
}

// Colleague is who may own opportunities.
type Colleague struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Role  string `json:"role"`
}

func listColleagues(ctx context.Context, c call, _ struct{}) (Items[Colleague], error) {
	owners, err := c.Rooms.Identity.Owners(ctx, c.Caller)
	out := Items[Colleague]{Items: []Colleague{}}
	for _, u := range owners {
		out.Items = append(out.Items, Colleague{u.Name(), u.Email, string(u.Role)})
	}
	return out, err
}

// Hints are what a CRM sync needs to know of a record.
type Hints struct {
	ID       string   `json:"id"`
	Version  string   `json:"version"` // the LastModifiedDate that the next UpdateOpportunity must name
	Writable []string `json:"writable"`
	// LastWritten is when an access key last wrote the record; absent when none has, as far as the latest history tells.
	LastWritten *time.Time `json:"lastWrittenByApi,omitempty"`
	Since       []Entry    `json:"changedSince"` // what others changed after that, newest first
	More        bool       `json:"more"`         // there is older history that was not looked at
	Hint        string     `json:"hint"`
}

func syncHints(ctx context.Context, c call, in ID) (Hints, error) {
	rec, err := c.Opportunities.Read(ctx, c.Caller, catalog, in.ID)
	if err != nil {
		return Hints{}, err
	}
	look, err := c.Opportunities.Outlook(ctx, c.Caller, rec)
	if err != nil {
		return Hints{}, err
	}
	entries, next, err := c.Opportunities.History(ctx, c.Caller, catalog, in.ID, 0)
	if err != nil {
		return Hints{}, err
	}
	out := Hints{ID: rec.ID(), Version: rec.Locked(), Writable: look.Editable, Since: []Entry{}}
	for _, e := range entries {
		if e.Actor.Kind == "api" {
			at := instant(e.AtUs)
			out.LastWritten = &at
			break
		}
		out.Since = append(out.Since, entry(e))
	}
	out.More = out.LastWritten == nil && next > 0
	switch {
	case !look.MayUpdate:
		out.Hint = "A sync cannot write now: the review status does not allow it. Read the record, and write after the next decision."
	case len(out.Since) > 0:
		out.Hint = "The CRM has not written since these changes. Take them over before the next write, and name the version."
	default:
		out.Hint = "Nobody changed the record since the last write by an access key. The next write names the version."
	}
	return out, nil
}
