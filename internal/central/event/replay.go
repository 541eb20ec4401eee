// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// A ReplayState is where a replay stands.
type ReplayState string

// The states of a replay. Starting and running are under way; the others are final.
const (
	ReplayStarting  ReplayState = "STARTING"
	ReplayRunning   ReplayState = "RUNNING"
	ReplayCompleted ReplayState = "COMPLETED"
	ReplayCancelled ReplayState = "CANCELLED"
	ReplayFailed    ReplayState = "FAILED"
)

// ends says which states are final.
var ends = map[ReplayState]bool{ReplayStarting: false, ReplayRunning: false, ReplayCompleted: true, ReplayCancelled: true, ReplayFailed: true}

// A Replay gives the events of an archive back to the bus: to all rules, or to those that are named.
type Replay struct {
	Name, Description string
	Archive           string
	Rules             []string // by name; empty: all
	From, Until       time.Time

	State  ReplayState // read only, as what follows
	Reason string
	Begun  time.Time
	Ended  time.Time // zero while it runs
	Last   time.Time // of the event that was given back last; zero before the first
}

// maxReplays is how many replays of an account run at a time: EventBridge's quota.
const maxReplays = 10

// keepReplays is how long a replay that has ended is remembered, as EventBridge does.
const keepReplays = 90 * day

// reach is the job that gives back a handful of a replay's events. After is where it goes on, so that a job which was
// done but not settled when its node died finds, when it runs again, that it is over.
type reach struct {
	Account string `json:"account"`
	Replay  string `json:"replay"`
	After   string `json:"after"`
}

// Kind is stored with every job.
func (reach) Kind() string { return "event.replay" }

// StartReplay begins to give an archive's events back, in the order of their time.
func (b *Bus) StartReplay(ctx context.Context, who identity.Caller, r Replay) (Replay, error) {
	if err := manage(who); err != nil {
		return r, err
	}
	if err := r.check(); err != nil {
		return r, err
	}
	err := b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if _, err := readArchive(tx, who.Account, r.Archive); err != nil {
			if errors.Is(err, sqldb.ErrNone) {
				return missing("Archive", r.Archive)
			}
			return fmt.Errorf("read archive %s: %w", r.Archive, err)
		}
		if err := r.fits(tx, who.Account); err != nil {
			return err
		}
		r.State, r.Begun = ReplayStarting, tx.Now()
		rules, err := json.Marshal(slices.Concat([]string{}, r.Rules))
		if err != nil {
			return fmt.Errorf("write replay %s: %w", r.Name, err)
		}
		_, err = tx.Exec(`INSERT INTO event_replay (account_id, name, description, archive, rules, from_us, until_us, state, reason,
			begun_us, ended_us, last_us, last_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, 0, 0, '')`,
			who.Account, r.Name, r.Description, r.Archive, string(rules), sqldb.Micros(r.From), sqldb.Micros(r.Until), string(r.State), sqldb.Micros(r.Begun))
		if err != nil {
			return fmt.Errorf("store replay %s: %w", r.Name, err)
		}
		return b.jobs.Enqueue(tx, reach{who.Account, r.Name, ""})
	})
	return r, err
}

func (r *Replay) check() error {
	var f form
	f.name("Name", r.Name)
	f.short("Description", r.Description, 512)
	if !archiveNamed.MatchString(r.Archive) {
		f.name("Archive", r.Archive)
	}
	if !r.From.Before(r.Until) {
		f.wrong("EventEndTime", r.Until.Format(time.RFC3339), "EventEndTime must be after EventStartTime.", "EventEndTime は EventStartTime より後の日時にします。",
			"Choose a later end.", "より後の日時を指定してください。")
	}
	return f.err()
}

// fits holds a replay against what is there: its name is free, its rules exist, and not too many run.
func (r *Replay) fits(tx *sqldb.Tx, account string) error {
	_, err := readReplay(tx, account, r.Name)
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return fmt.Errorf("read replay %s: %w", r.Name, err)
	}
	if err := mustBeNew.check(err == nil, "Replay", r.Name); err != nil {
		return err
	}
	var running int
	err = tx.Row(`SELECT COUNT(*) FROM event_replay WHERE account_id = ? AND ended_us = 0`, account).Scan(&running)
	if err != nil {
		return fmt.Errorf("count the replays: %w", err)
	}
	if running >= maxReplays {
		return tooMany("An account", maxReplays, "replays at a time")
	}
	var f form
	for _, rule := range r.Rules {
		var one int
		err := tx.Row(`SELECT 1 FROM event_rule WHERE account_id = ? AND name = ?`, account, rule).Scan(&one)
		if errors.Is(err, sqldb.ErrNone) {
			f.breach("Rules", catalogue.InvalidValue, catalogue.Violation{Message: "There is no rule of this name.", MessageJA: "この名前のルールはありません。",
				Value: rule, FixEN: "Name rules that exist, or leave them out for all.", FixJA: "存在するルールを指定するか、省略してすべてのルールを対象にしてください。"})
		} else if err != nil {
			return fmt.Errorf("look for rule %s: %w", rule, err)
		}
	}
	return f.err()
}

// replayColumns are what scanReplay reads.
const replayColumns = `name, description, archive, rules, from_us, until_us, state, reason, begun_us, ended_us, last_us`

func scanReplay(scan func(...any) error) (r Replay, err error) {
	var rules, state string
	var from, until, begun, ended, last int64
	if err := scan(&r.Name, &r.Description, &r.Archive, &rules, &from, &until, &state, &r.Reason, &begun, &ended, &last); err != nil {
		return r, err
	}
	r.From, r.Until, r.Begun, r.State = sqldb.Time(from), sqldb.Time(until), sqldb.Time(begun), ReplayState(state)
	if ended != 0 {
		r.Ended = sqldb.Time(ended)
	}
	if last != 0 {
		r.Last = sqldb.Time(last)
	}
	if err := json.Unmarshal([]byte(rules), &r.Rules); err != nil {
		return r, fmt.Errorf("rules of replay %s: %w", r.Name, err)
	}
	return r, nil
}

func readReplay(tx *sqldb.Tx, account, name string) (Replay, error) {
	return scanReplay(tx.Row(`SELECT `+replayColumns+` FROM event_replay WHERE account_id = ? AND name = ?`, account, name).Scan)
}

// Replay is one replay.
func (b *Bus) Replay(ctx context.Context, who identity.Caller, name string) (r Replay, err error) {
	if err := look(who); err != nil {
		return r, err
	}
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		r, err = readReplay(tx, who.Account, name)
		if errors.Is(err, sqldb.ErrNone) {
			return missing("Replay", name)
		}
		return err
	})
	return r, err
}

// Replays lists the account's replays by name; a state or an archive that is not empty narrows.
func (b *Bus) Replays(ctx context.Context, who identity.Caller, state ReplayState, archive string, w Window) (Listing[Replay], error) {
	q := query{what: "replays " + string(state) + " of " + archive, from: `SELECT ` + replayColumns + ` FROM event_replay`}
	if state != "" {
		q.where, q.args = q.where+` AND state = ?`, append(q.args, string(state))
	}
	if archive != "" {
		q.where, q.args = q.where+` AND archive = ?`, append(q.args, archive)
	}
	return list(ctx, b, who, w, q, func(scan func(...any) error) (Replay, string, error) {
		r, err := scanReplay(scan)
		return r, r.Name, err
	})
}

// CancelReplay ends a replay that is under way. What it has given back already is delivered.
func (b *Bus) CancelReplay(ctx context.Context, who identity.Caller, name string) (r Replay, err error) {
	if err := manage(who); err != nil {
		return r, err
	}
	err = b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE event_replay SET state = ?, reason = ?, ended_us = ? WHERE account_id = ? AND name = ? AND ended_us = 0`,
			string(ReplayCancelled), "Cancelled by its owner.", sqldb.Micros(tx.Now()), who.Account, name)
		if err != nil {
			return fmt.Errorf("cancel replay %s: %w", name, err)
		}
		if r, err = readReplay(tx, who.Account, name); errors.Is(err, sqldb.ErrNone) {
			return missing("Replay", name)
		}
		if err != nil {
			return fmt.Errorf("read replay %s: %w", name, err)
		}
		if n == 0 {
			return (&fault.Fault{Kind: fault.Conflict, Msg: fmt.Sprintf("Replay %s is %s, and cannot be cancelled any more.", name, r.State)}).Telling(
				fault.State("event-replay", fmt.Sprintf("Replay %s has ended and cannot be cancelled any more.", name), fmt.Sprintf("リプレイ %s はすでに終了しているため、キャンセルできません。", name),
					"Reload the page to see how it ended.", "ページを再読み込みして、結果を確認してください。"))
		}
		return nil
	})
	return r, err
}

// stretch is how many events one run of the job gives back.
const stretch = 100

// replay is the job: it gives back a stretch of events and leaves the rest to the next one.
func (b *Bus) replay(ctx context.Context, job jobq.Job[reach]) error {
	err := b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := job.Hold(tx); err != nil {
			return err
		}
		r, err := readReplay(tx, job.Args.Account, job.Args.Replay)
		if errors.Is(err, sqldb.ErrNone) || err == nil && ends[r.State] {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := readArchive(tx, job.Args.Account, r.Archive); errors.Is(err, sqldb.ErrNone) {
			return r.settle(tx, job.Args.Account, ReplayFailed, "The archive was deleted.")
		} else if err != nil {
			return err
		}
		return b.giveBack(tx, job.Args, r)
	})
	if err != nil {
		return fmt.Errorf("replay %s: %w", job.Args.Replay, err)
	}
	return nil
}

// giveBack plans the deliveries of one stretch. The rules are those of now: that is what a replay is for.
func (b *Bus) giveBack(tx *sqldb.Tx, at reach, r Replay) error {
	var lastUS int64
	var lastID string
	err := tx.Row(`SELECT last_us, last_id FROM event_replay WHERE account_id = ? AND name = ?`, at.Account, at.Replay).Scan(&lastUS, &lastID)
	if err != nil || lastID != at.After {
		return err // another run was faster
	}
	notes, err := archivedAfter(tx, at.Account, r, lastUS, lastID)
	if err != nil {
		return fmt.Errorf("read archive %s: %w", r.Archive, err)
	}
	for _, n := range notes {
		n.replay = r.Name
		if err := b.judgeAgain(tx, n, r.Rules); err != nil {
			return err
		}
		lastUS, lastID = sqldb.Micros(n.at), n.id
	}
	_, err = tx.Exec(`UPDATE event_replay SET state = ?, last_us = ?, last_id = ? WHERE account_id = ? AND name = ?`,
		string(ReplayRunning), lastUS, lastID, at.Account, at.Replay)
	if err != nil {
		return err
	}
	if len(notes) < stretch {
		return r.settle(tx, at.Account, ReplayCompleted, "")
	}
	return b.jobs.Enqueue(tx, reach{at.Account, at.Replay, lastID})
}

// judgeAgain makes the deliveries of an event that is given back, for the rules that are named, or for all.
func (b *Bus) judgeAgain(tx *sqldb.Tx, n note, only []string) error {
	var version int64
	err := tx.Row(`SELECT version FROM event_ruleset WHERE account_id = ?`, n.account).Scan(&version)
	if err != nil {
		return fmt.Errorf("version of the rules: %w", err)
	}
	rules, err := b.rules.of(tx, n.account, version)
	if err != nil {
		return fmt.Errorf("rules of %s: %w", n.account, err)
	}
	d, err := n.doc()
	if err != nil {
		return err
	}
	for _, j := range rules.taking(d) {
		if j.archive != "" || len(only) > 0 && !slices.Contains(only, j.rule) {
			continue
		}
		for _, target := range j.targets {
			if _, err := b.plan(tx, n, j.rule, target); err != nil {
				return fmt.Errorf("plan the delivery of %s: %w", n.id, err)
			}
		}
	}
	return nil
}

func (r *Replay) settle(tx *sqldb.Tx, account string, state ReplayState, reason string) error {
	_, err := tx.Exec(`UPDATE event_replay SET state = ?, reason = ?, ended_us = ? WHERE account_id = ? AND name = ?`,
		string(state), reason, sqldb.Micros(tx.Now()), account, r.Name)
	return err
}

// archivedAfter reads the next stretch of an archive, in the order of time.
func archivedAfter(tx *sqldb.Tx, account string, r Replay, lastUS int64, lastID string) (all []note, err error) {
	from := max(lastUS, sqldb.Micros(r.From))
	if lastID == "" {
		from = sqldb.Micros(r.From)
	}
	err = eachRow(tx, `SELECT e.id, e.at_us, e.source, e.detail_type, e.resources, e.detail FROM event_archived h
		JOIN event e ON e.account_id = h.account_id AND e.id = h.event_id
		WHERE h.account_id = ? AND h.archive = ? AND (h.at_us, h.event_id) > (?, ?) AND h.at_us < ? ORDER BY h.at_us, h.event_id LIMIT ?`,
		[]any{account, r.Archive, from, lastID, sqldb.Micros(r.Until), stretch}, func(scan func(...any) error) error {
			n := note{account: account}
			var at int64
			var resources, detail string
			err := scan(&n.id, &at, &n.source, &n.detailType, &resources, &detail)
			n.at, n.resources, n.detail = sqldb.Time(at), json.RawMessage(resources), json.RawMessage(detail)
			all = append(all, n)
			return err
		})
	return all, err
}
