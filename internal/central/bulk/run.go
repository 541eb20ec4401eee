// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/oklog/ulid/v2"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// A Kind is what a run does.
type Kind string

// The kinds.
const (
	Import   Kind = "import"   // makes opportunities from a file
	Update   Kind = "update"   // changes opportunities by a file
	Accept   Kind = "accept"   // accepts what AWS refers
	Assign   Kind = "assign"   // gives opportunities an account manager
	Transfer Kind = "transfer" // gives opportunities another owner
)

// Kinds are all kinds.
var Kinds = []Kind{Import, Update, Accept, Assign, Transfer}

// byFile says whether a kind begins with a file.
func (k Kind) byFile() bool { return k == Import || k == Update }

// A State is where a run stands.
type State string

// The states.
const (
	Uploading State = "uploading" // the file is on its way in
	Reading   State = "reading"   // its rows are read and judged
	Ready     State = "ready"     // somebody looks at what was found
	Running   State = "running"   // the good rows are carried out
	Finished  State = "finished"
	Refused   State = "refused" // the file cannot be read
)

// A Count is how many rows of a run are in a state.
type Count struct {
	Bad    int // the rules stand against them
	Good   int // they wait to be carried out
	Same   int // they would change nothing
	Done   int
	Failed int // they were refused when they were carried out
}

// A Run is one import, update, acceptance, assignment or transfer.
type Run struct {
	Account  string
	ID       string
	Kind     Kind
	State    State
	UserID   string
	UserName string
	File     string
	Size     int64 // bytes of the file
	Received int64 // of it
	Submit   bool
	Target   string
	Total    int
	Trouble  []catalogue.Violation
	Created  time.Time
	Changed  time.Time
	Count    Count
	Mine     bool // of whoever asks: only they go on with it

	token   string
	columns []*Column
}

// A Begin asks for a run that a file belongs to.
type Begin struct {
	Kind   Kind
	File   string // its name
	Size   int64  // bytes
	Submit bool   // hand new records in at once
	Token  string // the same request with the same token begins nothing
}

// longest is how many characters of a file's name are kept.
const longest = 200

// Begin begins an import or an update: the file comes in pieces.
func (r *Room) Begin(ctx context.Context, c identity.Caller, in Begin) (Run, error) {
	if err := person(c); err != nil {
		return Run{}, err
	}
	switch {
	case !in.Kind.byFile():
		return Run{}, fault.Malformed(fileFault("bulk-kind", "The kind is import or update.", "種別は import または update です。", "Choose one of them.", "いずれかを選択してください。"))
	case in.Size <= 0:
		return Run{}, fault.Malformed(fileFault("sheet-empty", "The file is empty.", "ファイルが空です。", "Choose a file with rows.", "行のあるファイルを選択してください。"))
	case in.Size > MostBytes:
		return Run{}, fault.Malformed(fileFault("sheet-large", fmt.Sprintf("The file is larger than %d MiB.", MostBytes>>20),
			fmt.Sprintf("ファイルが %d MiB を超えています。", MostBytes>>20), "Split it into several files.", "複数のファイルに分割してください。"))
	}
	run := begun(c, in.Kind, in.Token)
	run.State, run.File, run.Size, run.Submit = Uploading, cut(in.File), in.Size, in.Submit && in.Kind == Import
	return r.keep(ctx, run, nil)
}

func cut(name string) string {
	if all := []rune(name); len(all) > longest {
		return string(all[:longest])
	}
	return name
}

// person lets people in who work with opportunities: a run is somebody's, who is asked what to do with bad rows.
func person(c identity.Caller) error {
	if err := enter(c); err != nil {
		return err
	}
	if c.Role == "" {
		return fault.Denied("Bulk actions are for people who are signed in to the pages.")
	}
	return nil
}

func begun(c identity.Caller, k Kind, token string) Run {
	id := ulid.Make().String()
	if token == "" {
		token = id
	}
	return Run{Account: c.Account, ID: id, Kind: k, UserID: c.Principal, UserName: c.Name, Mine: true, token: token}
}

// keep stores a run that begins, with its rows. One that was begun by the same request before is answered instead.
func (r *Room) keep(ctx context.Context, run Run, with func(tx *sqldb.Tx) error) (Run, error) {
	err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		run.Created, run.Changed = tx.Now(), tx.Now()
		if err := run.insert(tx); err != nil {
			return err
		}
		if with == nil {
			return nil
		}
		return with(tx)
	})
	if !errors.Is(err, sqldb.ErrDuplicate) {
		return run, err
	}
	var again Run
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		again, err = loadRun(tx, `account_id = ? AND user_id = ? AND token = ?`, run.Account, run.UserID, run.token)
		return err
	})
	again.Mine = true
	return again, err
}

func (r *Run) insert(tx *sqldb.Tx) error {
	_, err := tx.Exec(`INSERT INTO bulk_run (account_id, id, kind, state, user_id, user_name, token, file, size, received, submit, target,
		columns, total, trouble, created_us, changed_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, '[]', ?, '[]', ?, ?)`,
		r.Account, r.ID, string(r.Kind), string(r.State), r.UserID, r.UserName, r.token, r.File, r.Size, oneIf(r.Submit), r.Target,
		r.Total, sqldb.Micros(r.Created), sqldb.Micros(r.Changed))
	return err
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// move brings a run from one of some states to another; false says that it is in none of them.
func move(tx *sqldb.Tx, account, id string, to State, from ...State) (bool, error) {
	for _, state := range from {
		n, err := tx.Exec(`UPDATE bulk_run SET state = ?, changed_us = ? WHERE account_id = ? AND id = ? AND state = ?`,
			string(to), sqldb.Micros(tx.Now()), account, id, string(state))
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

const runColumns = `account_id, id, kind, state, user_id, user_name, token, file, size, received, submit, target, columns, total, trouble,
	created_us, changed_us`

func loadRun(tx *sqldb.Tx, where string, args ...any) (Run, error) {
	run, err := scanRun(tx.Row(`SELECT `+runColumns+` FROM bulk_run WHERE `+where, args...).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		return Run{}, fault.Missing()
	}
	return run, err
}

func scanRun(scan func(...any) error) (r Run, err error) {
	var columns, trouble string
	var submit int
	var created, changed int64
	if err := scan(&r.Account, &r.ID, (*string)(&r.Kind), (*string)(&r.State), &r.UserID, &r.UserName, &r.token, &r.File, &r.Size, &r.Received,
		&submit, &r.Target, &columns, &r.Total, &trouble, &created, &changed); err != nil {
		return Run{}, err
	}
	r.Submit, r.Created, r.Changed = submit == 1, sqldb.Time(created), sqldb.Time(changed)
	var ids []string
	if err := errors.Join(json.Unmarshal([]byte(columns), &ids), json.Unmarshal([]byte(trouble), &r.Trouble)); err != nil {
		return Run{}, fmt.Errorf("run %s: %w", r.ID, err)
	}
	for _, id := range ids {
		r.columns = append(r.columns, catalogueColumn(columnsOf(r.Kind), id))
	}
	return r, nil
}

// Columns are the columns of the run's file.
func (r *Run) Columns() []*Column { return r.columns }

// Read is one run with its counts. Who sees only own records sees only own runs.
func (r *Room) Read(ctx context.Context, c identity.Caller, id string) (run Run, err error) {
	if err := enter(c); err != nil {
		return Run{}, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		if run, err = loadRun(tx, `account_id = ? AND id = ?`, c.Account, id); err != nil {
			return err
		}
		run.Count, err = counts(tx, run.Account, run.ID)
		return err
	})
	if err == nil && c.OwnOnly() && run.UserID != c.Principal {
		return Run{}, fault.Missing()
	}
	run.Mine = run.UserID == c.Principal
	return run, err
}

// own is a run of the caller's own: nobody else goes on with it.
func (r *Room) own(ctx context.Context, c identity.Caller, id string) (Run, error) {
	run, err := r.Read(ctx, c, id)
	if err == nil && !run.Mine {
		return Run{}, fault.Denied("Only who began a bulk action goes on with it.")
	}
	return run, err
}

func counts(tx *sqldb.Tx, account, run string) (n Count, err error) {
	rows, err := tx.Query(`SELECT state, count(*) FROM bulk_row WHERE account_id = ? AND run = ? GROUP BY state`, account, run)
	if err != nil {
		return Count{}, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	into := map[string]*int{bad: &n.Bad, good: &n.Good, same: &n.Same, done: &n.Done, failed: &n.Failed}
	for rows.Next() {
		var state string
		var number int
		if err := rows.Scan(&state, &number); err != nil {
			return Count{}, err
		}
		*into[state] = number
	}
	return n, rows.Err()
}

// A RunPage is a page of runs, newest first.
type RunPage struct {
	Items []Run
	Next  string // token; empty at the end
}

// Runs is a page of the runs that the caller may see.
func (r *Room) Runs(ctx context.Context, c identity.Caller, size int, token string) (out RunPage, err error) {
	if err := enter(c); err != nil {
		return RunPage{}, err
	}
	where, args := `account_id = ?`, []any{c.Account}
	if c.OwnOnly() {
		where, args = where+` AND user_id = ?`, append(args, c.Principal)
	}
	bound := "bulk runs " + where + fmt.Sprint(args)
	if token != "" {
		m, err := r.Tokens.Open(ctx, c.Account, bound, token)
		if err != nil {
			return RunPage{}, err
		}
		us, err := strconv.ParseInt(m.Key, 10, 64)
		if err != nil {
			return RunPage{}, err
		}
		where, args = where+` AND (created_us, id) < (?, ?)`, append(args, us, m.ID)
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		out.Items, err = listRuns(tx, where, append(args[:len(args):len(args)], size+1))
		for i := range out.Items {
			run := &out.Items[i]
			run.Mine = run.UserID == c.Principal
			if run.Count, err = counts(tx, run.Account, run.ID); err != nil {
				return err
			}
		}
		return err
	})
	if err == nil && len(out.Items) > size {
		out.Items = out.Items[:size]
		last := out.Items[size-1]
		out.Next, err = r.Tokens.Seal(ctx, c.Account, bound, page.Mark{Key: strconv.FormatInt(sqldb.Micros(last.Created), 10), ID: last.ID})
	}
	return out, err
}

func listRuns(tx *sqldb.Tx, where string, args []any) ([]Run, error) {
	rows, err := tx.Query(`SELECT `+runColumns+` FROM bulk_run WHERE `+where+` ORDER BY created_us DESC, id DESC LIMIT ?`, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	all := []Run{}
	for rows.Next() {
		run, err := scanRun(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, run)
	}
	return all, rows.Err()
}
