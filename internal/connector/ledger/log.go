// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/sqldb"
)

// A Direction is where a sync went.
type Direction string

// The directions.
const (
	ToAWS Direction = "toAws"
	ToCRM Direction = "toCrm"
)

// An Outcome is how a sync ended, or that it has not.
type Outcome string

// The outcomes. Every row ends in one of the last three; Waiting rows have a job that will end them.
const (
	LogWaiting Outcome = "waiting"
	LogDone    Outcome = "done"
	LogFailed  Outcome = "failed"
	LogSkipped Outcome = "skipped"
)

// An Entry is one row of the sync log.
type Entry struct {
	ID          string
	At          time.Time
	Key         Key
	Name        string // of the record
	Opportunity string
	Direction   Direction
	Operation   string
	Outcome     Outcome
	Attempts    int
	Code        string
	Message     string
	RequestID   string
	Duration    time.Duration
	Violations  []catalogue.Violation
	RetriedBy   string
	Payload     doc.Doc // what was sent or written; sealed where it rests
	Answer      doc.Doc
}

// maxText bounds what a log row keeps of somebody else's words: an error text must not break the job it reports.
const maxText = 4000

func clip(s string) string {
	if r := []rune(s); len(r) > maxText {
		return string(r[:maxText]) + "…"
	}
	return s
}

type logged struct {
	Payload doc.Doc `json:"payload,omitempty"`
	Answer  doc.Doc `json:"answer,omitempty"`
}

func (e Entry) where() string { return "ledger_log.sealed/" + e.ID }

// Begin adds a row and gives it its id and time.
func (l *Ledger) Begin(tx *sqldb.Tx, e Entry) (Entry, error) {
	id, err := ulid.New(ulid.Timestamp(tx.Now()), rand.Reader)
	if err != nil {
		return e, fmt.Errorf("log id: %w", err)
	}
	e.ID, e.At = id.String(), tx.Now()
	if e.Attempts == 0 {
		e.Attempts = 1
	}
	sealed, violations, err := l.pack(tx, e)
	if err != nil {
		return e, err
	}
	_, err = tx.Exec(`INSERT INTO ledger_log (account_id, id, at, catalog, object, record_id, record_name, opportunity_id, direction, operation,
		outcome, attempts, code, message, request_id, duration_us, violations, retried_by, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Key.Account, e.ID, sqldb.Micros(e.At), e.Key.Catalog, e.Key.Object, e.Key.Record, e.Name, e.Opportunity, string(e.Direction), e.Operation,
		string(e.Outcome), e.Attempts, e.Code, clip(e.Message), e.RequestID, e.Duration.Microseconds(), violations, e.RetriedBy, sealed)
	if err != nil {
		return e, fmt.Errorf("write the sync log: %w", err)
	}
	return e, nil
}

func (l *Ledger) pack(tx *sqldb.Tx, e Entry) (sealed []byte, violations string, err error) {
	if len(e.Violations) > 0 {
		text, err := json.Marshal(e.Violations)
		if err != nil {
			return nil, "", fmt.Errorf("violations: %w", err)
		}
		violations = string(text)
	}
	if e.Payload == nil && e.Answer == nil {
		return nil, violations, nil
	}
	text, err := json.Marshal(logged{e.Payload, e.Answer})
	if err != nil {
		return nil, "", fmt.Errorf("payload: %w", err)
	}
	sealed, err = l.box.SealTx(tx, e.Key.Account, e.where(), text)
	return sealed, violations, err
}

// Finish writes how a row ended; with outcome Waiting, how it stands.
func (l *Ledger) Finish(tx *sqldb.Tx, e Entry) error {
	sealed, violations, err := l.pack(tx, e)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE ledger_log SET opportunity_id = ?, outcome = ?, attempts = ?, code = ?, message = ?, request_id = ?,
		duration_us = ?, violations = ?, sealed = ? WHERE account_id = ? AND id = ?`,
		e.Opportunity, string(e.Outcome), e.Attempts, e.Code, clip(e.Message), e.RequestID, e.Duration.Microseconds(), violations, sealed,
		e.Key.Account, e.ID)
	if err != nil {
		return fmt.Errorf("write the sync log: %w", err)
	}
	return nil
}

// Retried notes which row took a failed one up again.
func (l *Ledger) Retried(tx *sqldb.Tx, account, id, by string) error {
	_, err := tx.Exec(`UPDATE ledger_log SET retried_by = ? WHERE account_id = ? AND id = ?`, by, account, id)
	return err
}

const logColumns = `account_id, id, at, catalog, object, record_id, record_name, opportunity_id, direction, operation, outcome, attempts, code,
	message, request_id, duration_us, violations, retried_by, sealed`

func (l *Ledger) scanLog(tx *sqldb.Tx, scan func(...any) error, whole bool) (Entry, error) {
	var e Entry
	var at, us int64
	var direction, outcome, violations string
	var sealed []byte
	err := scan(&e.Key.Account, &e.ID, &at, &e.Key.Catalog, &e.Key.Object, &e.Key.Record, &e.Name, &e.Opportunity, &direction, &e.Operation,
		&outcome, &e.Attempts, &e.Code, &e.Message, &e.RequestID, &us, &violations, &e.RetriedBy, &sealed)
	if err != nil {
		return e, err
	}
	e.At, e.Duration, e.Direction, e.Outcome = sqldb.Time(at), time.Duration(us)*time.Microsecond, Direction(direction), Outcome(outcome)
	if violations != "" {
		if err := json.Unmarshal([]byte(violations), &e.Violations); err != nil {
			return e, fmt.Errorf("violations of log row %s: %w", e.ID, err)
		}
	}
	if !whole || len(sealed) == 0 {
		return e, nil
	}
	text, err := l.box.OpenTx(tx, e.Key.Account, e.where(), sealed)
	if err != nil {
		return e, err
	}
	var in logged
	if err := json.Unmarshal(text, &in); err != nil {
		return e, fmt.Errorf("payload of log row %s: %w", e.ID, err)
	}
	e.Payload, e.Answer = in.Payload, in.Answer
	return e, nil
}

// ErrNoEntry says that the log has no such row.
var ErrNoEntry = errors.New("the sync log has no such row")

// Entry is one row, with its payload.
func (l *Ledger) Entry(tx *sqldb.Tx, account, id string) (Entry, error) {
	e, err := l.scanLog(tx, tx.Row(`SELECT `+logColumns+` FROM ledger_log WHERE account_id = ? AND id = ?`, account, id).Scan, true)
	if errors.Is(err, sqldb.ErrNone) {
		return Entry{}, ErrNoEntry
	}
	return e, err
}

// Unfinished lists the rows of a record that no run has ended, oldest first.
func (l *Ledger) Unfinished(tx *sqldb.Tx, k Key) ([]Entry, error) {
	return l.rows(tx, true, `SELECT `+logColumns+` FROM ledger_log WHERE account_id = ? AND object = ? AND record_id = ? AND catalog = ?
		AND outcome = 'waiting' ORDER BY at, id LIMIT 100`, k.Account, k.Object, k.Record, k.Catalog)
}

// Latest lists the newest rows of a record.
func (l *Ledger) Latest(tx *sqldb.Tx, k Key, limit int) ([]Entry, error) {
	return l.rows(tx, false, `SELECT `+logColumns+` FROM ledger_log WHERE account_id = ? AND object = ? AND record_id = ?
		ORDER BY at DESC, id DESC LIMIT ?`, k.Account, k.Object, k.Record, limit)
}

func (l *Ledger) rows(tx *sqldb.Tx, whole bool, query string, args ...any) ([]Entry, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error shows in rows.Err
	var out []Entry
	for rows.Next() {
		e, err := l.scanLog(tx, rows.Scan, false)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	if err := rows.Err(); err != nil || !whole {
		return out, err
	}
	for i, e := range out { // the keys are read once the rows are: PostgreSQL's connection carries one query at a time
		if out[i], err = l.Entry(tx, e.Key.Account, e.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Tally counts the log's rows by outcome: what was received is what was done, failed, skipped or still waits.
func (l *Ledger) Tally(tx *sqldb.Tx, account string) (map[Outcome]int, error) {
	rows, err := tx.Query(`SELECT outcome, COUNT(*) FROM ledger_log WHERE account_id = ? GROUP BY outcome`, account)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error shows in rows.Err
	out := map[Outcome]int{}
	for rows.Next() {
		var o string
		var n int
		if err := rows.Scan(&o, &n); err != nil {
			return nil, err
		}
		out[Outcome(o)] = n
	}
	return out, rows.Err()
}

// Prune forgets ended log rows and event ids that are older than an instant.
func (l *Ledger) Prune(tx *sqldb.Tx, account string, before time.Time) error {
	if _, err := tx.Exec(`DELETE FROM ledger_log WHERE account_id = ? AND at < ? AND outcome <> 'waiting'`, account, sqldb.Micros(before)); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM ledger_event WHERE account_id = ? AND at < ?`, account, sqldb.Micros(before))
	return err
}
