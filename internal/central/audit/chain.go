// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"cosell/internal/sqldb"
)

const (
	batch = 500 // entries that are chained by one transaction, or read by one query

	// longest is how long after its instant an entry can still arrive: the longest transaction on PostgreSQL.
	longest = 10 * time.Minute
)

// digest is the hash of an entry behind the hash before. A JSON list keeps one field from running into the next.
func (e *Entry) digest(before string) (string, error) {
	text, err := json.Marshal([]any{before, e.Account, e.Position, sqldb.Micros(e.At), e.tie, e.Kind, e.Actor, e.ActorName, e.Proposer, e.Door,
		e.Action, e.Target, e.Subject, e.Request, e.Remote})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// ChainAll gives the entries of all accounts their places.
func (r *Room) ChainAll(ctx context.Context) error {
	all, err := r.Accounts(ctx)
	for _, account := range all {
		if err := r.Chain(ctx, account); err != nil {
			return err
		}
	}
	return err
}

// Chain gives the account's new entries their places: those of later instants than the chain has, then those that came late.
func (r *Room) Chain(ctx context.Context, account string) error {
	for n := batch; n == batch; {
		err := r.atTheEnd(ctx, func(tx *sqldb.Tx) (err error) {
			n, err = r.chainNewer(tx, account)
			return err
		})
		if err != nil {
			return err
		}
	}
	late, err := r.late(ctx, account)
	for part := range slices.Chunk(late, batch) {
		if err == nil {
			err = r.atTheEnd(ctx, func(tx *sqldb.Tx) error { return r.chain(tx, account, part) })
		}
	}
	return err
}

// atTheEnd writes at the chain's end. Another node that has done so meanwhile is no error: the next pass finds what is left.
func (r *Room) atTheEnd(ctx context.Context, write func(*sqldb.Tx) error) error {
	err := r.db.InTx(ctx, write)
	if errors.Is(err, sqldb.ErrDuplicate) {
		return nil
	}
	return err
}

// latest is the last instant that has a place in the chain.
const latest = `SELECT COALESCE(MAX(at_us), 0) FROM audit_chain WHERE account_id = ?`

func (r *Room) chainNewer(tx *sqldb.Tx, account string) (int, error) {
	var last int64
	if err := tx.Row(latest, account).Scan(&last); err != nil {
		return 0, err
	}
	news, err := r.entries(tx, selectEntry+`, 0, '' FROM audit_entry e WHERE e.account_id = ? AND e.at_us > ?
		ORDER BY e.at_us, e.tie LIMIT ?`, account, last, batch)
	if err != nil {
		return 0, err
	}
	return len(news), r.chain(tx, account, news)
}

// late are entries without a place at or before the last instant that has one. They are looked for without a claim on the
// database, each once: on a busy day the stretch holds many that have theirs.
func (r *Room) late(ctx context.Context, account string) (all []*Entry, err error) {
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		var last int64
		if err := tx.Row(latest, account).Scan(&last); err != nil {
			return err
		}
		all, err = r.entries(tx, selectEntry+`, 0, '' FROM audit_entry e WHERE e.account_id = ? AND e.at_us >= ? AND e.at_us <= ?
			AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.account_id = e.account_id AND c.at_us = e.at_us AND c.tie = e.tie)
			ORDER BY e.at_us, e.tie`, account, last-longest.Microseconds(), last)
		return err
	})
	return all, err
}

// chain puts entries at the end of the account's chain.
func (r *Room) chain(tx *sqldb.Tx, account string, news []*Entry) error {
	if len(news) == 0 {
		return nil
	}
	var last Entry
	err := tx.Row(`SELECT position, hash FROM audit_chain WHERE account_id = ? ORDER BY position DESC LIMIT 1`, account).
		Scan(&last.Position, &last.Hash)
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return err
	}
	for _, e := range news {
		e.Position = last.Position + 1
		if e.Hash, err = e.digest(last.Hash); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO audit_chain (account_id, position, at_us, tie, actor, action, subject, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			account, e.Position, sqldb.Micros(e.At), e.tie, e.Actor, e.Action, Short(e.Subject), e.Hash); err != nil {
			return err
		}
		last = *e
	}
	return nil
}

// Short is how people know a subject: of an ARN, what stands at its end.
func Short(subject string) string {
	if !strings.HasPrefix(subject, "arn:") {
		return subject
	}
	return subject[strings.LastIndexByte(subject, '/')+1:]
}

const selectEntry = `SELECT e.account_id, e.at_us, e.tie, e.kind, e.actor, e.actor_name, e.proposer, e.door, e.action, e.target, e.subject,
	e.request, e.remote`

// entries reads what a query selects: selectEntry, the position and the hash.
func (r *Room) entries(tx *sqldb.Tx, query string, args ...any) (all []*Entry, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		e := &Entry{}
		var at int64
		if err := rows.Scan(&e.Account, &at, &e.tie, &e.Kind, &e.Actor, &e.ActorName, &e.Proposer, &e.Door, &e.Action, &e.Target, &e.Subject,
			&e.Request, &e.Remote, &e.Position, &e.Hash); err != nil {
			return nil, err
		}
		e.At = sqldb.Time(at)
		all = append(all, e)
	}
	return all, rows.Err()
}

// A Head is the end of a chain.
type Head struct {
	Position int64
	Hash     string
}

// A Finding is what a look at a whole chain has shown.
type Finding struct {
	Account string
	Head    Head
	Broken  int64  // the first position at which it does not hold; 0: it holds
	Why     string // one of the reasons below
}

// Why a chain does not hold.
const (
	Gone    = "gone"    // an entry, or a place in the chain, has been taken out
	Changed = "changed" // an entry is not what was chained
	Cut     = "cut"     // the chain does not have the head that was kept elsewhere
	Slipped = "slipped" // an entry has no place in the chain, though it is old: it was put in later
)

// Verify looks at an account's whole chain. kept is a head that somebody has kept elsewhere, or the zero Head.
func (r *Room) Verify(ctx context.Context, account string, kept Head) (Finding, error) {
	if err := r.Chain(ctx, account); err != nil {
		return Finding{}, err
	}
	f := Finding{Account: account}
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		for {
			n, err := r.verify(tx, &f, kept)
			if err != nil || f.Broken > 0 {
				return err
			}
			if n < batch {
				break
			}
		}
		if f.Head.Position < kept.Position {
			f.Broken, f.Why = f.Head.Position+1, Cut
			return nil
		}
		return r.strays(tx, &f)
	})
	return f, err
}

// verify looks at the next entries behind the head.
func (r *Room) verify(tx *sqldb.Tx, f *Finding, kept Head) (int, error) {
	part, err := r.entries(tx, `SELECT c.account_id, c.at_us, c.tie, COALESCE(e.kind, ''), COALESCE(e.actor, ''), COALESCE(e.actor_name, ''),
		COALESCE(e.proposer, ''), COALESCE(e.door, ''), COALESCE(e.action, ''), COALESCE(e.target, ''), COALESCE(e.subject, ''),
		COALESCE(e.request, ''), COALESCE(e.remote, ''), c.position, c.hash FROM audit_chain c LEFT JOIN audit_entry e
		ON e.account_id = c.account_id AND e.at_us = c.at_us AND e.tie = c.tie
		WHERE c.account_id = ? AND c.position > ? ORDER BY c.position LIMIT ?`, f.Account, f.Head.Position, batch)
	if err != nil {
		return 0, err
	}
	for _, e := range part {
		if e.Position != f.Head.Position+1 || e.Kind == "" {
			f.Broken, f.Why = f.Head.Position+1, Gone
			return 0, nil
		}
		hash, err := e.digest(f.Head.Hash)
		if err != nil {
			return 0, err
		}
		if hash != e.Hash {
			f.Broken, f.Why = e.Position, Changed
			return 0, nil
		}
		f.Head = Head{e.Position, e.Hash}
		if kept.Position == e.Position && kept.Hash != e.Hash {
			f.Broken, f.Why = e.Position, Cut
			return 0, nil
		}
	}
	return len(part), nil
}

// strays looks for an entry that was put in behind the chain's back.
func (r *Room) strays(tx *sqldb.Tx, f *Finding) error {
	var n int64
	err := tx.Row(`SELECT count(*) FROM audit_entry e WHERE e.account_id = ? AND NOT EXISTS (
		SELECT 1 FROM audit_chain c WHERE c.account_id = e.account_id AND c.at_us = e.at_us AND c.tie = e.tie)
		AND e.at_us < (SELECT MAX(at_us) FROM audit_chain WHERE account_id = ?) - ?`, f.Account, f.Account, longest.Microseconds()).Scan(&n)
	if err == nil && n > 0 {
		f.Broken, f.Why = f.Head.Position+1, Slipped
	}
	return err
}

// Accounts are all that have a log.
func (r *Room) Accounts(ctx context.Context) (all []string, err error) {
	account := ""
	for {
		err := r.db.Row(ctx, `SELECT account_id FROM audit_entry WHERE account_id > ? ORDER BY account_id LIMIT 1`, account).Scan(&account)
		if errors.Is(err, sqldb.ErrNone) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, account)
	}
}

// String is the head as people keep it: position:hash; empty for the zero Head.
func (h Head) String() string {
	if h.Position == 0 {
		return ""
	}
	return strconv.FormatInt(h.Position, 10) + ":" + h.Hash
}

// ParseHead reads what String wrote.
func ParseHead(text string) (h Head, err error) {
	if text = strings.TrimSpace(text); text == "" {
		return Head{}, nil
	}
	at, hash, _ := strings.Cut(text, ":")
	h.Hash = hash
	if h.Position, err = strconv.ParseInt(at, 10, 64); err != nil || h.Position < 1 || len(hash) != 2*sha256.Size {
		return Head{}, errors.New("a head is a position, a colon and a hash of 64 characters, as the log's page shows it")
	}
	return h, nil
}
