// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package ledger remembers what the connector did: which record is which opportunity, what both sides last agreed on,
// what was sent under which token, how much of AWS's quota is used, and the log of every sync.
//
// Everything is written in the transaction of its occasion. Values that may hold personal data are sealed.
package ledger

import (
	"crypto/rand"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/connector/plan"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this room.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "ledger", Files: files}
}

// Ledger is the memory of the connector, for all tenants.
type Ledger struct {
	db    *sqldb.DB
	box   *secret.Box
	stood func(tx *sqldb.Tx, k Key, s State, review string) error
	own   map[string]Limit // by kind: limits that hold instead of AWS's published ones
}

// New is the ledger kept in db. Stood, if not nil, is told in the same transaction where a pairing stands now, so that a
// CRM beside it can show the state in its lists. A limit that is given holds instead of the one that AWS publishes for its
// kind: AWS raises quotas for some accounts.
func New(db *sqldb.DB, box *secret.Box, stood func(tx *sqldb.Tx, k Key, s State, review string) error, limits ...Limit) *Ledger {
	if stood == nil {
		stood = func(*sqldb.Tx, Key, State, string) error { return nil }
	}
	l := &Ledger{db: db, box: box, stood: stood, own: map[string]Limit{}}
	for _, limit := range limits {
		l.own[limit.Kind] = limit
	}
	return l
}

// DB is where the ledger is kept, for transactions that span rooms.
func (l *Ledger) DB() *sqldb.DB { return l.db }

// A Key names a CRM record of a tenant in a catalog.
type Key struct {
	Account string `json:"account"`
	Catalog string `json:"catalog"`
	Object  string `json:"object"`
	Record  string `json:"record"`
}

func (k Key) String() string { return k.Account + "/" + k.Catalog + "/" + k.Object + "/" + k.Record }

// A State is where a pairing stands, in the words of the pages.
type State string

// The states. A record without a pairing is in state None.
const (
	None    State = "none"
	Blocked State = "blocked" // the check before sending found faults
	Waiting State = "waiting" // a job is queued or under way
	Synced  State = "synced"
	Failed  State = "failed" // AWS or the CRM refused; the log tells
	Parked  State = "parked" // edits wait for the review to end
)

// A Pairing ties a CRM record to an opportunity.
type Pairing struct {
	Key
	Name        string // of the record
	Opportunity string // "" until it is created
	State       State
	Share       plan.Share
	SharedBy    string
	SharedAt    time.Time
	Review      string
	Comments    string // the reviewer's
	AWSStage    string
	AWSModified string // LastModifiedDate as the wire printed it
	Message     string
	Problems    []catalogue.Violation
	Parked      []ParkedEdit
	Locked      []ParkedEdit // edits that cannot be sent in the state of the opportunity
	Refused     string       // digest of the request that AWS refused last; it is not sent again unchanged
	SyncedAt    time.Time
	WritesFrom  time.Time // the day's quota was used up: writes wait until then, or later
	Base        *plan.Base
	Answered    int     // number of AWS's question that is to be answered with what the CRM has; see plan.Base
	Edits       doc.Doc // corrections that somebody made to the payload in the log, by path, for the next write
}

// A ParkedEdit waits: for the review to end, for the answer to AWS's question, or for a state in which ACE takes it.
type ParkedEdit struct {
	Object string    `json:"object"`
	Field  string    `json:"field"`
	Path   string    `json:"path"`
	Value  any       `json:"value"`
	Since  time.Time `json:"since"`
}

// kept is the part of a pairing that may hold personal data.
type kept struct {
	Base   *plan.Base   `json:"base,omitempty"`
	Parked []ParkedEdit `json:"parked,omitempty"`
	Edits  doc.Doc      `json:"edits,omitempty"`
	Writes time.Time    `json:"writes,omitzero"`
	// Answered is Pairing.Answered.
	Answered int          `json:"answered,omitempty"`
	Locked   []ParkedEdit `json:"locked,omitempty"`
}

// ErrNone says that the record was never shared.
var ErrNone = errors.New("the record is not shared with AWS")

const pairingColumns = `account_id, catalog, object, record_id, record_name, opportunity_id, state, involvement, visibility, shared_by,
	shared_at, review, comments, aws_stage, aws_modified, message, problems, refused, synced_at, kept`

func (l *Ledger) scan(tx *sqldb.Tx, scan func(...any) error) (Pairing, error) {
	var p Pairing
	var state, problems string
	var shared, synced int64
	var sealed []byte
	err := scan(&p.Account, &p.Catalog, &p.Object, &p.Record, &p.Name, &p.Opportunity, &state, &p.Share.Involvement, &p.Share.Visibility,
		&p.SharedBy, &shared, &p.Review, &p.Comments, &p.AWSStage, &p.AWSModified, &p.Message, &problems, &p.Refused, &synced, &sealed)
	if errors.Is(err, sqldb.ErrNone) {
		return Pairing{}, ErrNone
	}
	if err != nil {
		return Pairing{}, err
	}
	p.State, p.SharedAt = State(state), sqldb.Time(shared)
	if synced > 0 {
		p.SyncedAt = sqldb.Time(synced)
	}
	if problems != "" {
		if err := json.Unmarshal([]byte(problems), &p.Problems); err != nil {
			return Pairing{}, fmt.Errorf("problems of %s: %w", p.Key, err)
		}
	}
	if len(sealed) == 0 {
		return p, nil
	}
	text, err := l.box.OpenTx(tx, p.Account, p.where(), sealed)
	if err != nil {
		return Pairing{}, err
	}
	var k kept
	if err := json.Unmarshal(text, &k); err != nil {
		return Pairing{}, fmt.Errorf("memory of %s: %w", p.Key, err)
	}
	p.Base, p.Parked, p.Edits, p.WritesFrom, p.Answered, p.Locked = k.Base, k.Parked, k.Edits, k.Writes, k.Answered, k.Locked
	return p, nil
}

func (k Key) where() string {
	return "ledger_pairing.kept/" + k.Catalog + "/" + k.Object + "/" + k.Record
}

const pairingOf = `SELECT ` + pairingColumns + ` FROM ledger_pairing WHERE account_id = ? AND catalog = ? AND object = ? AND record_id = ?`

// Pairing is the pairing of a record, or ErrNone.
func (l *Ledger) Pairing(tx *sqldb.Tx, k Key) (Pairing, error) {
	return l.scan(tx, tx.Row(pairingOf, k.Account, k.Catalog, k.Object, k.Record).Scan)
}

// Lock is Pairing for whoever will Put it: until the transaction is over, nobody else does.
func (l *Ledger) Lock(tx *sqldb.Tx, k Key) (Pairing, error) {
	return l.scan(tx, tx.Row(pairingOf+tx.Dialect().Lock, k.Account, k.Catalog, k.Object, k.Record).Scan)
}

// ByOpportunity is the pairing of an opportunity, or ErrNone.
func (l *Ledger) ByOpportunity(tx *sqldb.Tx, account, catalog, id string) (Pairing, error) {
	if id == "" {
		return Pairing{}, ErrNone
	}
	return l.scan(tx, tx.Row(`SELECT `+pairingColumns+` FROM ledger_pairing WHERE account_id = ? AND catalog = ? AND opportunity_id = ?`,
		account, catalog, id).Scan)
}

// Put keeps a pairing.
func (l *Ledger) Put(tx *sqldb.Tx, p Pairing) error {
	text, err := json.Marshal(kept{p.Base, p.Parked, p.Edits, p.WritesFrom, p.Answered, p.Locked})
	if err != nil {
		return fmt.Errorf("memory of %s: %w", p.Key, err)
	}
	sealed, err := l.box.SealTx(tx, p.Account, p.where(), text)
	if err != nil {
		return err
	}
	problems := ""
	if len(p.Problems) > 0 {
		text, err := json.Marshal(p.Problems)
		if err != nil {
			return fmt.Errorf("problems of %s: %w", p.Key, err)
		}
		problems = string(text)
	}
	synced := int64(0)
	if !p.SyncedAt.IsZero() {
		synced = sqldb.Micros(p.SyncedAt)
	}
	_, err = tx.Exec(`INSERT INTO ledger_pairing (`+pairingColumns+`, problem_count, parked_count, changed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, catalog, object, record_id) DO UPDATE SET record_name = excluded.record_name,
		opportunity_id = excluded.opportunity_id, state = excluded.state, involvement = excluded.involvement, visibility = excluded.visibility,
		review = excluded.review, comments = excluded.comments, aws_stage = excluded.aws_stage, aws_modified = excluded.aws_modified,
		message = excluded.message, problems = excluded.problems, refused = excluded.refused, synced_at = excluded.synced_at,
		kept = excluded.kept, problem_count = excluded.problem_count, parked_count = excluded.parked_count, changed_at = excluded.changed_at`,
		p.Account, p.Catalog, p.Object, p.Record, p.Name, p.Opportunity, string(p.State), p.Share.Involvement, p.Share.Visibility, p.SharedBy,
		sqldb.Micros(p.SharedAt), p.Review, p.Comments, p.AWSStage, p.AWSModified, p.Message, problems, p.Refused, synced, sealed,
		len(p.Problems), len(p.Parked), sqldb.Micros(tx.Now()))
	if err != nil {
		return fmt.Errorf("keep pairing %s: %w", p.Key, err)
	}
	return l.stood(tx, p.Key, p.State, p.Review)
}

// Wait notes that a job is under way for a pairing.
func (l *Ledger) Wait(tx *sqldb.Tx, k Key) error {
	var review string
	err := tx.Row(`UPDATE ledger_pairing SET state = 'waiting', changed_at = ?
		WHERE account_id = ? AND catalog = ? AND object = ? AND record_id = ? RETURNING review`,
		sqldb.Micros(tx.Now()), k.Account, k.Catalog, k.Object, k.Record).Scan(&review)
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return fmt.Errorf("wait for %s: %w", k, err)
	}
	return l.stood(tx, k, Waiting, review)
}

// Stuck lists pairings that have been waiting since before an instant, oldest first.
func (l *Ledger) Stuck(tx *sqldb.Tx, account, catalog string, before time.Time, limit int) ([]Key, error) {
	return keys(tx, `SELECT account_id, catalog, object, record_id FROM ledger_pairing
		WHERE account_id = ? AND catalog = ? AND state = 'waiting' AND changed_at < ? ORDER BY changed_at LIMIT ?`,
		account, catalog, sqldb.Micros(before), limit)
}

// Longest lists pairings that nobody looked at since before an instant, oldest first.
func (l *Ledger) Longest(tx *sqldb.Tx, account, catalog string, before time.Time, limit int) ([]Key, error) {
	return keys(tx, `SELECT account_id, catalog, object, record_id FROM ledger_pairing
		WHERE account_id = ? AND catalog = ? AND state = 'synced' AND changed_at < ? ORDER BY changed_at LIMIT ?`,
		account, catalog, sqldb.Micros(before), limit)
}

// Shared lists pairings in the order of their records, from behind a record.
func (l *Ledger) Shared(tx *sqldb.Tx, account, catalog, object, after string, limit int) ([]Key, error) {
	return keys(tx, `SELECT account_id, catalog, object, record_id FROM ledger_pairing
		WHERE account_id = ? AND catalog = ? AND object = ? AND record_id > ? ORDER BY record_id LIMIT ?`, account, catalog, object, after, limit)
}

func keys(tx *sqldb.Tx, query string, args ...any) ([]Key, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error shows in rows.Err
	var out []Key
	for rows.Next() {
		var k Key
		if err := rows.Scan(&k.Account, &k.Catalog, &k.Object, &k.Record); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

// Counts is how many pairings are in each state.
func (l *Ledger) Counts(tx *sqldb.Tx, account, catalog string) (map[State]int, error) {
	rows, err := tx.Query(`SELECT state, COUNT(*) FROM ledger_pairing WHERE account_id = ? AND catalog = ? GROUP BY state`, account, catalog)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error shows in rows.Err
	out := map[State]int{}
	for rows.Next() {
		var state string
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return nil, err
		}
		out[State(state)] = n
	}
	return out, rows.Err()
}

// NewToken is a ClientToken that nobody guesses.
func NewToken() string { return rand.Text() }
