// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/bulk/sheet"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// checkJob reads and judges the file of a run.
type checkJob struct {
	Account string `json:"account"`
	Run     string `json:"run"`
}

// Kind names the job in the store; it stays.
func (checkJob) Kind() string { return "bulk.check" }

// together is how many rows are judged and stored at once: as often is told how far it is.
const together = 200

// check reads the file of a run, judges every row as saving it would, and stores what was found. Interrupted, it begins anew.
func (r *Room) check(ctx context.Context, j jobq.Job[checkJob]) error {
	run, err := r.load(ctx, j.Args.Account, j.Args.Run)
	if err != nil || run.State != Reading {
		return err
	}
	file, err := r.whole(ctx, &run)
	if err != nil {
		return err
	}
	c, err := r.Identity.CallerOf(ctx, run.UserID)
	if err != nil {
		return r.refuse(ctx, j, &run, err)
	}
	t := &table{kind: run.Kind}
	if err := sheet.Read(file, prefer, r.limits(), t.take); err != nil {
		if bad, is := errors.AsType[*sheet.Trouble](err); is {
			err = fault.Malformed(unreadable(bad))
		}
		return r.refuse(ctx, j, &run, err)
	}
	if len(t.lines) == 0 {
		return r.refuse(ctx, j, &run, fault.Malformed(unreadable(&sheet.Trouble{Code: sheet.Empty})))
	}
	run.columns, run.Total = t.columns, len(t.lines)
	if err := r.open(ctx, j, &run); err != nil {
		return err
	}
	twice := repeated(t)
	for lines := range slices.Chunk(t.lines, together) {
		if err := r.judgeAll(ctx, j, c, &run, lines, twice); err != nil {
			return err
		}
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		if err := dropPieces(tx, run.Account, run.ID); err != nil {
			return err
		}
		_, err := move(tx, run.Account, run.ID, Ready, Reading)
		return err
	})
}

func (r *Room) load(ctx context.Context, account, id string) (run Run, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		run, err = loadRun(tx, `account_id = ? AND id = ?`, account, id)
		return err
	})
	return run, err
}

// refuse ends a run whose file cannot be taken. What is a fault of ours is not the file's: then the job runs again.
func (r *Room) refuse(ctx context.Context, j jobq.Job[checkJob], run *Run, why error) error {
	if !final(why) {
		return why
	}
	text, err := json.Marshal(refused(why))
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		if err := dropPieces(tx, run.Account, run.ID); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE bulk_run SET state = ?, trouble = ?, changed_us = ? WHERE account_id = ? AND id = ?`,
			string(Refused), string(text), sqldb.Micros(tx.Now()), run.Account, run.ID)
		if err != nil {
			return err
		}
		return notice.Post(tx, notice.Notice{Account: run.Account, Kind: notice.BulkRefused, Subject: run.ID, Users: []string{run.UserID},
			Data: map[string]string{"file": run.File}})
	})
}

// open says what the file has, before its rows are judged one after the other.
func (r *Room) open(ctx context.Context, j jobq.Job[checkJob], run *Run) error {
	ids := make([]string, len(run.columns))
	for i, c := range run.columns {
		ids[i] = c.ID
	}
	text, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM bulk_row WHERE account_id = ? AND run = ?`, run.Account, run.ID); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE bulk_run SET columns = ?, total = ? WHERE account_id = ? AND id = ?`, string(text), run.Total, run.Account, run.ID)
		return err
	})
}

// repeated finds the lines whose identifier, the partner's own or the record's, stands in an earlier line as well.
func repeated(t *table) map[int]int {
	first, twice := map[string]int{}, map[int]int{}
	at := slices.IndexFunc(t.columns, func(c *Column) bool { return c.ID == idOpportunity })
	if at < 0 {
		at = slices.IndexFunc(t.columns, func(c *Column) bool { return c.ID == idReference })
	}
	if at < 0 {
		return twice
	}
	for _, l := range t.lines {
		text := l.cells[at].Text
		if text == "" {
			continue
		}
		if earlier, there := first[text]; there {
			twice[l.number] = earlier
		} else {
			first[text] = l.number
		}
	}
	return twice
}

// judgeAll judges lines at once, as many as there are processors, and stores them.
func (r *Room) judgeAll(ctx context.Context, j jobq.Job[checkJob], c identity.Caller, run *Run, lines []line, twice map[int]int) error {
	rows, sealed := make([]Row, len(lines)), make([][]byte, len(lines))
	g, within := errgroup.WithContext(ctx)
	g.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for i, l := range lines {
		g.Go(func() (err error) {
			row := &rows[i]
			row.Number = l.number
			row.setCells(l.cells)
			if err = r.judge(within, c, run, row); err != nil {
				return err
			}
			if earlier, there := twice[l.number]; there {
				row.repeats(run, earlier)
			}
			sealed[i], err = r.seal(within, run, row)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		for i := range rows {
			if err := insertRow(tx, run, &rows[i], sealed[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// repeats says that the row has an identifier of an earlier one.
func (r *Row) repeats(run *Run, earlier int) {
	id := idReference
	if run.Kind == Update {
		id = idOpportunity
	}
	c := catalogueColumn(run.columns, id)
	r.State = bad
	r.Problems = append(r.Problems, Problem{id, *c.odd(oddTwice, r.text(run.columns, id), strconv.Itoa(earlier))})
}

// judge says of a row what carrying it out would say: by the same rules, and without storing anything.
func (r *Room) judge(ctx context.Context, c identity.Caller, run *Run, row *Row) error {
	row.Problems, row.Changes = nil, nil
	row.reference = row.text(run.columns, idReference)
	row.Company, row.Title = row.text(run.columns, idCompany), row.text(run.columns, idTitle)
	if run.Kind == Update {
		return r.judgeUpdate(ctx, c, run, row)
	}
	d := drafted(run.columns, row.cells(), doc.Doc{})
	row.tidy(run.columns, d)
	d.involve(run.Submit)
	broken, err := r.Opportunities.CheckForm(ctx, c, catalog, "", d.form)
	if err != nil {
		if !final(err) {
			return err
		}
		broken = refused(err)
	}
	row.Problems = d.placed(run.columns, broken)
	row.State = good
	if len(row.Problems) > 0 {
		row.State = bad
	}
	return nil
}

// judgeUpdate compares a row of a prepared file with the record that it is about.
func (r *Room) judgeUpdate(ctx context.Context, c identity.Caller, run *Run, row *Row) error {
	row.Subject, row.State = row.text(run.columns, idOpportunity), bad
	d, rec, odd, err := r.changed(ctx, c, run, row)
	if err != nil {
		return err
	}
	if odd != nil {
		row.Problems = []Problem{*odd}
		return nil
	}
	row.tidy(run.columns, d)
	p, err := r.Opportunities.PreviewForm(ctx, c, catalog, rec.ID(), d.form)
	if err != nil {
		if !final(err) {
			return err
		}
		p.Problems = refused(err)
	}
	row.Company, row.Title, row.Changes = p.Company, p.Title, p.Changes
	switch row.Problems = d.placed(run.columns, p.Problems); {
	case len(d.odd) == 0 && len(p.Changes) == 0:
		row.Problems, row.State = nil, same
	case len(row.Problems) == 0:
		row.State = good
	}
	return nil
}

// changed is a record's document with what a row says of it. odd is why the row is about no record that may be changed.
func (r *Room) changed(ctx context.Context, c identity.Caller, run *Run, row *Row) (d draft, rec *opportunity.Record, odd *Problem, err error) {
	rec, err = r.Opportunities.Read(ctx, c, catalog, row.Subject)
	if fault.Is(err, fault.NotFound) {
		return d, nil, &Problem{idOpportunity, *named(idOpportunity).odd(oddKey, row.Subject, catalogue.Shown(row.Subject, false))}, nil
	}
	if err != nil {
		return d, nil, nil, err
	}
	version := row.text(run.columns, idModified)
	switch at, err := selling.ParseTimestamp(version); {
	case err != nil:
		return d, rec, &Problem{idModified, *named(idModified).odd(oddVersion, version, "")}, nil
	case !at.Equal(rec.Modified):
		return d, rec, &Problem{idModified, *named(idModified).odd(oddStale, "", "")}, nil
	}
	return drafted(run.columns, row.cells(), doc.Clone(rec.Doc)), rec, nil, nil
}
