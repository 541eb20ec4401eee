// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/bulk/sheet"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// The states of a row.
const (
	bad    = "bad"    // the rules stand against it
	good   = "good"   // it waits to be carried out
	same   = "same"   // it would change nothing
	done   = "done"   // it was carried out
	failed = "failed" // it was refused when it was carried out
)

// RowStates are all states of a row.
var RowStates = []string{bad, good, same, done, failed}

// A Row is one line of a file, or one record of a selection.
type Row struct {
	Number    int
	State     string
	Version   int64
	Subject   string // the record or invitation that it is about; empty for a new one
	Outcome   string // the record that came of it
	reference string
	body
}

// A body is what of a row is sealed.
type body struct {
	Cells    []string             `json:"cells,omitempty"`
	Kinds    map[int]sheet.Kind   `json:"kinds,omitempty"` // of cells that are no text
	Problems []Problem            `json:"problems,omitempty"`
	Changes  []opportunity.Change `json:"changes,omitempty"`
	Company  string               `json:"company,omitempty"`
	Title    string               `json:"title,omitempty"`
}

// setCells takes the cells of a file over.
func (b *body) setCells(cells []sheet.Cell) {
	b.Cells, b.Kinds = make([]string, len(cells)), map[int]sheet.Kind{}
	for i, c := range cells {
		b.Cells[i] = c.Text
		if c.Kind != sheet.Text {
			b.Kinds[i] = c.Kind
		}
	}
}

// cells are the row's cells as they were read.
func (b *body) cells() []sheet.Cell {
	all := make([]sheet.Cell, len(b.Cells))
	for i, text := range b.Cells {
		all[i] = sheet.Cell{Text: text, Kind: b.Kinds[i]}
	}
	return all
}

// text is what a row says in a column.
func (r *Row) text(columns []*Column, id string) string {
	for i, c := range columns {
		if c.ID == id && i < len(r.Cells) {
			return r.Cells[i]
		}
	}
	return ""
}

func rowPlace(run string, number int) string { return fmt.Sprintf("bulk_row.body/%s/%d", run, number) }

// seal closes the body of a row, before the transaction that stores it.
func (r *Room) seal(ctx context.Context, run *Run, row *Row) ([]byte, error) {
	plain, err := json.Marshal(row.body)
	if err != nil {
		return nil, err
	}
	return r.Box.Seal(ctx, run.Account, rowPlace(run.ID, row.Number), plain)
}

func (r *Room) unseal(ctx context.Context, run *Run, row *Row, sealed []byte) error {
	plain, err := r.Box.Open(ctx, run.Account, rowPlace(run.ID, row.Number), sealed)
	if err == nil {
		err = json.Unmarshal(plain, &row.body)
	}
	if err != nil {
		return fmt.Errorf("row %d of run %s: %w", row.Number, run.ID, err)
	}
	return nil
}

func insertRow(tx *sqldb.Tx, run *Run, row *Row, sealed []byte) error {
	_, err := tx.Exec(`INSERT INTO bulk_row (account_id, run, number, state, version, subject, outcome, reference, body)
		VALUES (?, ?, ?, ?, 1, ?, '', ?, ?)`, run.Account, run.ID, row.Number, row.State, row.Subject, row.reference, sealed)
	return err
}

// errTaken says that a row was changed, or carried out, by another hand meanwhile.
var errTaken = errors.New("the row is another meanwhile")

// settle stores what became of a row that waited to be carried out.
func settle(tx *sqldb.Tx, run *Run, row *Row, state, outcome string) error {
	n, err := tx.Exec(`UPDATE bulk_row SET state = ?, outcome = ?, version = version + 1 WHERE account_id = ? AND run = ? AND number = ?
		AND state = ? AND version = ?`, state, outcome, run.Account, run.ID, row.Number, good, row.Version)
	if err == nil && n == 0 {
		return errTaken
	}
	return err
}

// A RowQuery asks for rows of a run in their order.
type RowQuery struct {
	States []string // none: all
	After  int      // the number of the last row that was seen
	Size   int
}

// A RowPage is a page of rows.
type RowPage struct {
	Rows []Row
	More bool
}

// Rows is a page of the rows of a run.
func (r *Room) Rows(ctx context.Context, c identity.Caller, id string, q RowQuery) (Run, RowPage, error) {
	run, err := r.Read(ctx, c, id)
	if err != nil {
		return Run{}, RowPage{}, err
	}
	rows, err := r.rows(ctx, &run, q.States, q.After, q.Size+1)
	if err != nil {
		return Run{}, RowPage{}, err
	}
	p := RowPage{Rows: rows, More: len(rows) > q.Size}
	if p.More {
		p.Rows = rows[:q.Size]
	}
	return run, p, nil
}

// rows reads rows of a run behind a number. Of several states each is found by its index.
func (r *Room) rows(ctx context.Context, run *Run, states []string, after, limit int) (all []Row, err error) {
	if len(states) == 0 {
		states = RowStates
	}
	found := make([][]Row, len(states))
	bodies := map[int][]byte{}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		clear(bodies)
		for i, state := range states {
			if found[i], err = readRows(tx, run, bodies, `state = ? AND number > ?`, state, after, limit); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for len(all) < limit {
		next := -1
		for i := range found {
			if len(found[i]) > 0 && (next < 0 || found[i][0].Number < found[next][0].Number) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		row := found[next][0]
		found[next] = found[next][1:]
		if err := r.unseal(ctx, run, &row, bodies[row.Number]); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

func readRows(tx *sqldb.Tx, run *Run, bodies map[int][]byte, where string, args ...any) ([]Row, error) {
	rows, err := tx.Query(`SELECT number, state, version, subject, outcome, reference, body FROM bulk_row WHERE account_id = ? AND run = ? AND `+
		where+` ORDER BY number LIMIT ?`, append([]any{run.Account, run.ID}, args...)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	var all []Row
	for rows.Next() {
		var row Row
		var sealed []byte
		if err := rows.Scan(&row.Number, &row.State, &row.Version, &row.Subject, &row.Outcome, &row.reference, &sealed); err != nil {
			return nil, err
		}
		bodies[row.Number] = sealed
		all = append(all, row)
	}
	return all, rows.Err()
}

// An Edit mends cells of a row, by the ids of their columns.
type Edit struct {
	Number  int
	Version int64
	Cells   map[string]string
}

// Mend changes cells of a row in place and has it judged anew. What was carried out already is not changed.
func (r *Room) Mend(ctx context.Context, c identity.Caller, id string, in Edit) (Row, error) {
	run, err := r.own(ctx, c, id)
	if err != nil {
		return Row{}, err
	}
	row, err := r.row(ctx, &run, in.Number)
	if err != nil {
		return Row{}, err
	}
	if run.State != Ready && run.State != Finished || row.State == done || !run.Kind.byFile() {
		return Row{}, &fault.Fault{Kind: fault.Conflict, Msg: "The row cannot be changed now."}
	}
	if row.Version != in.Version {
		return Row{}, fault.Stale(fmt.Sprint(row.Version))
	}
	for i, column := range run.columns {
		if text, changed := in.Cells[column.ID]; changed && !column.Key {
			row.Cells[i] = text
			delete(row.Kinds, i)
		}
	}
	if err := r.judge(ctx, c, &run, &row); err != nil {
		return Row{}, err
	}
	sealed, err := r.seal(ctx, &run, &row)
	if err != nil {
		return Row{}, err
	}
	row.Version = in.Version + 1
	return row, r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE bulk_row SET state = ?, version = ?, reference = ?, body = ? WHERE account_id = ? AND run = ? AND number = ? AND version = ?`,
			row.State, row.Version, row.reference, sealed, run.Account, run.ID, row.Number, in.Version)
		if err == nil && n == 0 {
			return fault.Stale("")
		}
		return err
	})
}

func (r *Room) row(ctx context.Context, run *Run, number int) (Row, error) {
	bodies := map[int][]byte{}
	var found []Row
	err := r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		found, err = readRows(tx, run, bodies, `number = ?`, number, 1)
		return err
	})
	if err == nil && len(found) == 0 {
		err = fault.Missing()
	}
	if err != nil {
		return Row{}, err
	}
	err = r.unseal(ctx, run, &found[0], bodies[number])
	return found[0], err
}

// failing are the problems of a refusal, at the columns of the file.
func (r *Run) failing(broken []catalogue.Violation) []Problem {
	none := draft{}
	return none.placed(r.columns, broken)
}
