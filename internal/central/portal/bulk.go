// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/bulk"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// BulkRun is one import, update, acceptance, assignment or transfer of many records.
type BulkRun struct {
	ID       string            `json:"id"`
	Kind     string            `json:"kind" enum:"import,update,accept,assign,transfer"`
	State    string            `json:"state" enum:"uploading,reading,ready,running,finished,refused"`
	File     string            `json:"file,omitempty" doc:"name of the file it began with"`
	Size     int64             `json:"size" doc:"bytes of the file"`
	Received int64             `json:"received" doc:"bytes of it that are here: where an upload goes on"`
	Submit   bool              `json:"submit" doc:"new records are submitted at once"`
	Target   string            `json:"target,omitempty" doc:"mail address of who gets the records"`
	By       string            `json:"by" doc:"name of who began it"`
	Mine     bool              `json:"mine" doc:"only who began it goes on with it"`
	Total    int               `json:"total" doc:"rows"`
	Good     int               `json:"good" doc:"rows that wait to be carried out"`
	Bad      int               `json:"bad" doc:"rows that rules stand against"`
	Same     int               `json:"same" doc:"rows that would change nothing"`
	Done     int               `json:"done"`
	Failed   int               `json:"failed" doc:"rows that were refused when they were carried out"`
	Trouble  []pages.Violation `json:"trouble" nullable:"false" doc:"what stands against the file as a whole"`
	Created  time.Time         `json:"created"`
}

// BulkRunPage is a page of runs, newest first.
type BulkRunPage struct {
	Items []BulkRun `json:"items" nullable:"false"`
	Next  string    `json:"next,omitempty"`
}

// BulkColumn is a column of a run's file.
type BulkColumn struct {
	ID      string       `json:"id"`
	EN      string       `json:"labelEn"`
	JA      string       `json:"labelJa"`
	Key     bool         `json:"key" doc:"it says which record a row is about, and is not mended"`
	Many    bool         `json:"many" doc:"values are separated by semicolons"`
	Choices []BulkChoice `json:"choices" nullable:"false"`
}

// BulkChoice is a value of a column's list, as a cell takes it.
type BulkChoice struct {
	EN string `json:"labelEn"`
	JA string `json:"labelJa"`
}

// BulkRow is a line of a file, or a record of a selection.
type BulkRow struct {
	Number   int           `json:"number"`
	State    string        `json:"state" enum:"bad,good,same,done,failed"`
	Version  int64         `json:"version"`
	Subject  string        `json:"subject,omitempty" doc:"the record that it is about"`
	Outcome  string        `json:"outcome,omitempty" doc:"the record that came of it"`
	Company  string        `json:"company,omitempty"`
	Title    string        `json:"title,omitempty"`
	Cells    []string      `json:"cells" nullable:"false" doc:"in the order of the columns"`
	Problems []BulkProblem `json:"problems" nullable:"false"`
	Changes  []ChangeValue `json:"changes" nullable:"false"`
}

// BulkProblem is something wrong with a row.
type BulkProblem struct {
	Column string `json:"column" doc:"where it is to be mended; empty: the row as a whole"`
	pages.Violation
}

// BulkRowPage is a part of a run's rows.
type BulkRowPage struct {
	Columns []BulkColumn `json:"columns" nullable:"false"`
	Items   []BulkRow    `json:"items" nullable:"false"`
	Next    string       `json:"next,omitempty"`
}

// BulkFacts are what a page says before anything is begun.
type BulkFacts struct {
	Template string `json:"template" doc:"day of the template's last change"`
	Rows     int    `json:"rows" doc:"of a file at most"`
	Records  int    `json:"records" doc:"of a selection at most"`
	Bytes    int    `json:"bytes" doc:"of a file at most"`
	Piece    int    `json:"piece" doc:"bytes that are sent at once"`
}

// BulkBegin begins a run with a file.
type BulkBegin struct {
	_      struct{} `json:"-" additionalProperties:"true"`
	Kind   string   `json:"kind,omitempty" required:"false" doc:"import or update"`
	File   string   `json:"file,omitempty" required:"false"`
	Size   int64    `json:"size,omitempty" required:"false"`
	Submit bool     `json:"submit,omitempty" required:"false"`
	Token  string   `json:"token,omitempty" required:"false"`
}

// BulkPiece is a piece of a file.
type BulkPiece struct {
	_     struct{} `json:"-" additionalProperties:"true"`
	Start int64    `json:"start,omitempty" required:"false" doc:"byte of the file that it begins with"`
	Data  []byte   `json:"data,omitempty" required:"false"`
}

// BulkMend changes cells of a row.
type BulkMend struct {
	_       struct{}          `json:"-" additionalProperties:"true"`
	Version int64             `json:"version,omitempty" required:"false"`
	Cells   map[string]string `json:"cells,omitempty" required:"false" doc:"by the ids of columns"`
}

// BulkAction asks for something to be done to a selection.
type BulkAction struct {
	_      struct{} `json:"-" additionalProperties:"true"`
	Kind   string   `json:"kind,omitempty" required:"false" doc:"accept, assign or transfer"`
	IDs    []string `json:"ids,omitempty" required:"false" nullable:"false" doc:"none: all of the view"`
	Filter string   `json:"filter,omitempty" required:"false" doc:"as of a list"`
	Target string   `json:"target,omitempty" required:"false"`
	Token  string   `json:"token,omitempty" required:"false"`
}

// BulkPlan is what an action would do.
type BulkPlan struct {
	Total    int          `json:"total"`
	Eligible int          `json:"eligible"`
	Most     int          `json:"most"`
	Over     bool         `json:"over" doc:"the selection has more records than may be"`
	Reasons  []BulkReason `json:"reasons" nullable:"false"`
}

// BulkReason is why some records are left out.
type BulkReason struct {
	Count int `json:"count"`
	pages.Violation
}

type (
	bulkRunsIn struct {
		Cursor string `query:"cursor"`
	}
	bulkBeginIn struct{ Body BulkBegin }
	bulkPieceIn struct {
		ID   string `path:"id"`
		Body BulkPiece
	}
	bulkRowsIn struct {
		ID     string `path:"id"`
		States string `query:"states" doc:"bad, good, same, done, failed, with commas between; absent: all"`
		Cursor string `query:"cursor"`
		Size   int    `query:"pageSize"`
	}
	bulkMendIn struct {
		ID     string `path:"id"`
		Number string `path:"number"`
		Body   BulkMend
	}
	bulkActionIn struct{ Body BulkAction }
)

func (p *Portal) bulkRuns() {
	const runs, one = "/api/central/bulk/runs", "/api/central/bulk/runs/{id}"
	serve(p, pages.Operation("bulkFacts", http.MethodGet, "/api/central/bulk/facts", "Say what bulk actions take", 200), p.bulkFacts)
	serve(p, pages.Operation("listBulkRuns", http.MethodGet, runs, "List bulk actions", 200, 400), p.listBulkRuns)
	serve(p, pages.Operation("beginBulkRun", http.MethodPost, runs, "Begin an import or an update", 201, 422), p.beginBulkRun)
	serve(p, pages.Operation("getBulkRun", http.MethodGet, one, "Read a bulk action", 200, 404), p.getBulkRun)
	serve(p, pages.Operation("sendBulkPiece", http.MethodPut, one+"/file", "Send the next piece of a file", 200, 404, 422), p.sendBulkPiece)
	serve(p, pages.Operation("listBulkRows", http.MethodGet, one+"/rows", "List the rows of a bulk action", 200, 400, 404), p.listBulkRows)
	serve(p, pages.Operation("mendBulkRow", http.MethodPut, one+"/rows/{number}", "Mend a row and judge it anew", 200, 404, 409, 422), p.mendBulkRow)
	serve(p, pages.Operation("startBulkRun", http.MethodPost, one+"/start", "Carry the good rows out", 200, 404, 409), p.startBulkRun)
	serve(p, pages.Operation("planBulkAction", http.MethodPost, "/api/central/bulk/plan", "Count what an action on a selection would do", 200, 422), p.planBulkAction)
	serve(p, pages.Operation("beginBulkAction", http.MethodPost, "/api/central/bulk/actions", "Accept, assign or transfer a selection", 201, 422), p.beginBulkAction)
}

func (p *Portal) bulkFacts(context.Context, identity.Caller, *struct{}) (BulkFacts, error) {
	return BulkFacts{Template: bulk.TemplateIssue.Changed, Rows: p.Bulk.RowLimit, Records: p.Bulk.RecordLimit, Bytes: bulk.MostBytes, Piece: bulk.MostPiece}, nil
}

func bulkRun(r bulk.Run) BulkRun {
	return BulkRun{ID: r.ID, Kind: string(r.Kind), State: string(r.State), File: r.File, Size: r.Size, Received: r.Received, Submit: r.Submit,
		Target: r.Target, By: r.UserName, Mine: r.Mine, Total: r.Total, Good: r.Count.Good, Bad: r.Count.Bad, Same: r.Count.Same,
		Done: r.Count.Done, Failed: r.Count.Failed, Trouble: violations(r.Trouble), Created: r.Created}
}

func (p *Portal) listBulkRuns(ctx context.Context, who identity.Caller, in *bulkRunsIn) (BulkRunPage, error) {
	found, err := p.Bulk.Runs(ctx, who, 20, in.Cursor)
	out := BulkRunPage{Items: []BulkRun{}, Next: found.Next}
	for _, r := range found.Items {
		out.Items = append(out.Items, bulkRun(r))
	}
	return out, err
}

func (p *Portal) beginBulkRun(ctx context.Context, who identity.Caller, in *bulkBeginIn) (BulkRun, error) {
	b := in.Body
	r, err := p.Bulk.Begin(ctx, who, bulk.Begin{Kind: bulk.Kind(b.Kind), File: b.File, Size: b.Size, Submit: b.Submit, Token: b.Token})
	return bulkRun(r), err
}

func (p *Portal) getBulkRun(ctx context.Context, who identity.Caller, in *recordIn) (BulkRun, error) {
	r, err := p.Bulk.Read(ctx, who, in.ID)
	return bulkRun(r), err
}

func (p *Portal) sendBulkPiece(ctx context.Context, who identity.Caller, in *bulkPieceIn) (BulkRun, error) {
	r, err := p.Bulk.Piece(ctx, who, in.ID, in.Body.Start, in.Body.Data)
	return bulkRun(r), err
}

func (p *Portal) startBulkRun(ctx context.Context, who identity.Caller, in *recordIn) (BulkRun, error) {
	r, err := p.Bulk.Start(ctx, who, in.ID)
	return bulkRun(r), err
}

func (p *Portal) listBulkRows(ctx context.Context, who identity.Caller, in *bulkRowsIn) (BulkRowPage, error) {
	q := bulk.RowQuery{Size: in.Size}
	if q.Size == 0 {
		q.Size = 50
	}
	if q.Size < 1 || q.Size > 100 {
		return BulkRowPage{}, pages.Malformed("pageSize", "a page has 1 to 100 rows")
	}
	if in.States != "" {
		q.States = strings.Split(in.States, ",")
	}
	for _, state := range q.States {
		if !slices.Contains(bulk.RowStates, state) {
			return BulkRowPage{}, pages.Malformed("states", "a row has no such state")
		}
	}
	if in.Cursor != "" {
		n, err := strconv.Atoi(in.Cursor)
		if err != nil || n < 0 {
			return BulkRowPage{}, pages.Malformed("cursor", "the cursor is not one of this list")
		}
		q.After = n
	}
	run, found, err := p.Bulk.Rows(ctx, who, in.ID, q)
	if err != nil {
		return BulkRowPage{}, err
	}
	out := BulkRowPage{Columns: bulkColumns(run.Columns()), Items: []BulkRow{}}
	for _, row := range found.Rows {
		out.Items = append(out.Items, bulkRow(row))
	}
	if found.More {
		out.Next = strconv.Itoa(found.Rows[len(found.Rows)-1].Number)
	}
	return out, nil
}

func bulkColumns(all []*bulk.Column) []BulkColumn {
	out := make([]BulkColumn, len(all))
	for i, c := range all {
		out[i] = BulkColumn{ID: c.ID, EN: c.Heading(bulk.English), JA: c.Heading(bulk.Japanese), Key: c.Key, Many: c.Many(), Choices: []BulkChoice{}}
		ja := c.Choices(bulk.Japanese)
		for j, en := range c.Choices(bulk.English) {
			out[i].Choices = append(out[i].Choices, BulkChoice{en, ja[j]})
		}
	}
	return out
}

func bulkRow(r bulk.Row) BulkRow {
	out := BulkRow{Number: r.Number, State: r.State, Version: r.Version, Subject: r.Subject, Outcome: r.Outcome, Company: r.Company, Title: r.Title,
		Cells: some(r.Cells), Problems: []BulkProblem{}, Changes: []ChangeValue{}}
	for _, problem := range r.Problems {
		out.Problems = append(out.Problems, BulkProblem{problem.Column, violations([]catalogue.Violation{problem.Violation})[0]})
	}
	for _, c := range r.Changes {
		out.Changes = append(out.Changes, ChangeValue{c.Path, pages.Value{Of: c.Before}, pages.Value{Of: c.After}})
	}
	return out
}

func (p *Portal) mendBulkRow(ctx context.Context, who identity.Caller, in *bulkMendIn) (BulkRow, error) {
	number, err := strconv.Atoi(in.Number)
	if err != nil {
		number = 0 // a row that is not there, whoever asks
	}
	row, err := p.Bulk.Mend(ctx, who, in.ID, bulk.Edit{Number: number, Version: in.Body.Version, Cells: in.Body.Cells})
	return bulkRow(row), err
}

// selection is what an action is about.
func selection(ids []string, l pages.List) (bulk.Selection, error) {
	view, err := browse(l, "modified", false)
	return bulk.Selection{IDs: ids, View: view}, err
}

func (p *Portal) planBulkAction(ctx context.Context, who identity.Caller, in *bulkActionIn) (BulkPlan, error) {
	s, err := selection(in.Body.IDs, pages.List{Filter: in.Body.Filter})
	if err != nil {
		return BulkPlan{}, err
	}
	plan, err := p.Bulk.Plan(ctx, who, bulk.Kind(in.Body.Kind), s)
	out := BulkPlan{Total: plan.Total, Eligible: plan.Eligible, Most: plan.Most, Over: plan.Over, Reasons: []BulkReason{}}
	for _, reason := range plan.Reasons {
		out.Reasons = append(out.Reasons, BulkReason{reason.Count, violations([]catalogue.Violation{reason.Violation})[0]})
	}
	return out, err
}

func (p *Portal) beginBulkAction(ctx context.Context, who identity.Caller, in *bulkActionIn) (BulkRun, error) {
	s, err := selection(in.Body.IDs, pages.List{Filter: in.Body.Filter})
	if err != nil {
		return BulkRun{}, err
	}
	run, err := p.Bulk.Act(ctx, who, bulk.Order{Kind: bulk.Kind(in.Body.Kind), Selection: s, Target: in.Body.Target, Token: in.Body.Token})
	return bulkRun(run), err
}
