// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"cosell/internal/sqldb"
	"cosell/internal/telemetry"
)

const (
	tokenLen   = 32          // bytes
	touchEvery = time.Minute // a session's last use is kept to this precision, to spare a write at each request
	agentLen   = 200         // bytes of the browser's name that are kept
)

// An Entry is one session in the list of a user's sessions.
type Entry struct {
	ID     string
	Made   time.Time
	Seen   time.Time // to the minute
	Client string    // network address at sign-in
	Agent  string    // browser at sign-in, as it names itself
}

// hash is how a token is stored: whoever reads the database cannot use it. A token is random, so no salt is needed.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// begin makes a session and ends the one that the browser had: a token from before sign-in is worth nothing after.
// A session that waits for something is short. What goes with it is done in the same transaction.
func (s *Sessions) begin(ctx context.Context, realm string, who Subject, v *visit, pending string, with func(*sqldb.Tx) error) (token string, _ Session, err error) {
	raw := make([]byte, tokenLen)
	_, _ = rand.Read(raw) // never fails
	token = base64.RawURLEncoding.EncodeToString(raw)
	session, life := Session{ID: rand.Text(), Realm: realm, Subject: who, pending: pending}, s.settings.Absolute
	if pending != "" {
		life = pendingLife
	}
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		now := s.clock.Now()
		if _, err := tx.Exec(`DELETE FROM session WHERE expires <= ?`, sqldb.Micros(now)); err != nil {
			return err
		}
		if v.token != "" {
			if _, err := tx.Exec(`DELETE FROM session WHERE token_hash = ?`, hash(v.token)); err != nil {
				return err
			}
		}
		tx.About(who.Account.ID, "user/"+who.ID)
		_, err := tx.Exec(`INSERT INTO session (token_hash, id, realm, user_id, made, seen, expires, client, agent, pending) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			hash(token), session.ID, realm, who.ID, sqldb.Micros(now), sqldb.Micros(now), sqldb.Micros(now.Add(life)),
			clientName(ctx), v.agent, pending)
		if err != nil || with == nil {
			return err
		}
		return with(tx)
	})
	if err != nil {
		return "", Session{}, fmt.Errorf("begin session: %w", err)
	}
	return token, session, nil
}

func clientName(ctx context.Context) string {
	if a := telemetry.Client(ctx); a.IsValid() {
		return a.String()
	}
	return ""
}

// find is the session of a token, or nil when it has ended, was never there, or its user is gone.
func (s *Sessions) find(ctx context.Context, token string) (*Session, error) {
	var found Session
	var userID string
	var seen int64
	key, now := hash(token), s.clock.Now()
	err := s.db.View(ctx, func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT id, realm, user_id, seen, pending FROM session WHERE token_hash = ? AND expires > ? AND seen > ?`,
			key, sqldb.Micros(now), sqldb.Micros(now.Add(-s.settings.Idle))).Scan(&found.ID, &found.Realm, &userID, &seen, &found.pending)
	})
	if errors.Is(err, sqldb.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find session: %w", err)
	}
	realm := s.realm(found.Realm)
	if realm == nil {
		return nil, nil // of a part that is switched off now
	}
	found.Subject, err = realm.Lookup(ctx, userID)
	if errors.Is(err, ErrGone) {
		return nil, s.EndAll(ctx, found.Realm, userID, "")
	}
	if err != nil {
		return nil, fmt.Errorf("find user of session: %w", err)
	}
	if now.Sub(sqldb.Time(seen)) >= touchEvery {
		s.touch(ctx, key, now)
	}
	return &found, nil
}

// touch notes that the session is used. When that cannot be written, reading still works, and so goes on.
func (s *Sessions) touch(ctx context.Context, key string, now time.Time) {
	err := s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`UPDATE session SET seen = ? WHERE token_hash = ? AND seen < ?`,
			sqldb.Micros(now), key, sqldb.Micros(now.Add(-touchEvery/2))) // requests at the same time write once
		return err
	})
	if err != nil {
		s.log.WarnContext(ctx, "the use of a session could not be noted", "error", err)
	}
}

// List is a user's sessions that have not ended, newest first.
func (s *Sessions) List(ctx context.Context, realm, userID string) (all []Entry, err error) {
	now := s.clock.Now()
	err = s.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		rows, err := tx.Query(`SELECT id, made, seen, client, agent FROM session
			WHERE realm = ? AND user_id = ? AND expires > ? AND seen > ? AND pending = '' ORDER BY made DESC, id LIMIT 100`,
			realm, userID, sqldb.Micros(now), sqldb.Micros(now.Add(-s.settings.Idle)))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var e Entry
			var made, seen int64
			if err := rows.Scan(&e.ID, &made, &seen, &e.Client, &e.Agent); err != nil {
				return err
			}
			e.Made, e.Seen = sqldb.Time(made), sqldb.Time(seen)
			all = append(all, e)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return all, nil
}

// End ends one session of a user and says whether it was there.
func (s *Sessions) End(ctx context.Context, realm, userID, id string) (ended bool, err error) {
	err = s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`DELETE FROM session WHERE realm = ? AND user_id = ? AND id = ?`, realm, userID, id)
		ended = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("end session: %w", err)
	}
	return ended, nil
}

// EndAll ends every session of a user but the one with the id except: after a change of password, and to sign
// out everywhere (then except is empty).
func (s *Sessions) EndAll(ctx context.Context, realm, userID, except string) error {
	err := s.db.InTx(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`DELETE FROM session WHERE realm = ? AND user_id = ? AND id <> ?`, realm, userID, except)
		return err
	})
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}
