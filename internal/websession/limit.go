// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"time"

	"cosell/internal/sqldb"
	"cosell/internal/telemetry"
)

// A limit slows guessing down: after free failures each further attempt has to wait, twice as long each time.
type limit struct {
	name     string
	free     int
	forgiven bool // a success forgives all failures
	of       func(email, network string) string
}

// limits are checked and counted together. The pair stops one guesser without locking the user out elsewhere; the
// account stops many guessers at one user; the network stops one guesser at many users, behind whom a whole
// office may stand.
var limits = []limit{
	{"account and network", 5, true, func(email, network string) string { return email + " " + network }},
	{"account", 50, true, func(email, _ string) string { return email }},
	{"network", 100, false, func(_, network string) string { return network }},
}

const (
	firstWait = time.Second
	longWait  = 15 * time.Minute
	memory    = 24 * time.Hour // failures are forgotten so long after the last one
)

// wait is how long the next attempt has to wait after n failures.
func (l limit) wait(n int) time.Duration {
	if n < l.free {
		return 0
	}
	w := firstWait
	for range min(n-l.free, 32) {
		if w *= 2; w >= longWait {
			return longWait
		}
	}
	return w
}

// key is what the limit counts under. It is hashed: who fails to sign in leaves no address behind.
func (l limit) key(email, network string) string {
	sum := sha256.Sum256([]byte(l.name + "\x00" + l.of(email, network)))
	return hex.EncodeToString(sum[:16])
}

// network is the part of an address that one party usually has to itself.
func network(a netip.Addr) string {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return "unknown" // all who come without an address share one count
	}
	return p.String()
}

// attempt counts an attempt as failed before it is made, so that many at once cannot slip through. It answers
// how long to wait when there are too many.
func (s *Sessions) attempt(ctx context.Context, email string) (wait time.Duration, err error) {
	from := network(telemetry.Client(ctx))
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		now := s.clock.Now()
		wait = 0
		if _, err := tx.Exec(`DELETE FROM sign_in_limit WHERE updated < ?`, sqldb.Micros(now.Add(-memory))); err != nil {
			return err
		}
		failures := make([]int, len(limits))
		for i, l := range limits { // always in this order, so that two attempts never wait for each other
			until, n, err := l.read(tx, email, from, now)
			if err != nil {
				return err
			}
			failures[i], wait = n, max(wait, until.Sub(now))
		}
		if wait > 0 {
			return nil
		}
		for i, l := range limits {
			until := now.Add(l.wait(failures[i] + 1))
			if _, err := tx.Exec(`UPDATE sign_in_limit SET failures = failures + 1, blocked_until = ?, updated = ? WHERE subject = ?`,
				sqldb.Micros(until), sqldb.Micros(now), l.key(email, from)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("count sign-in: %w", err)
	}
	return wait, nil
}

// read is the limit's row, made when missing and claimed for this transaction.
func (l limit) read(tx *sqldb.Tx, email, from string, now time.Time) (until time.Time, failures int, err error) {
	key := l.key(email, from)
	if _, err := tx.Exec(`INSERT INTO sign_in_limit (subject, failures, blocked_until, updated) VALUES (?, 0, 0, ?) ON CONFLICT (subject) DO NOTHING`,
		key, sqldb.Micros(now)); err != nil {
		return until, 0, err
	}
	var us int64
	err = tx.Row(`SELECT failures, blocked_until FROM sign_in_limit WHERE subject = ?`+tx.Dialect().Lock, key).Scan(&failures, &us)
	return sqldb.Time(us), failures, err
}

// succeeded forgives the account its failures. The network, behind which others may guess, loses only this one.
func (s *Sessions) succeeded(ctx context.Context, email string) error {
	return s.takeBack(ctx, email, true)
}

// uncount takes back an attempt that could not be decided.
func (s *Sessions) uncount(ctx context.Context, email string) error {
	return s.takeBack(ctx, email, false)
}

func (s *Sessions) takeBack(ctx context.Context, email string, forgive bool) error {
	from := network(telemetry.Client(ctx))
	err := s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		for _, l := range limits {
			query := `UPDATE sign_in_limit SET failures = failures - 1, blocked_until = 0 WHERE subject = ? AND failures > 0`
			if forgive && l.forgiven {
				query = `DELETE FROM sign_in_limit WHERE subject = ?`
			}
			if _, err := tx.Exec(query, l.key(email, from)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("take sign-in back: %w", err)
	}
	return nil
}
