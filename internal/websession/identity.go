// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"cosell/internal/sqldb"
	"cosell/internal/websession/openid"
)

// LinkedIdentity is who a provider says the user is.
type LinkedIdentity struct {
	ID     string    `json:"id"`
	Issuer string    `json:"issuer"`
	Name   string    `json:"name,omitempty" doc:"what people call the provider, while it is the one that they can sign in by"`
	Email  string    `json:"email" doc:"as the provider told it when the two were linked"`
	Made   time.Time `json:"made"`
	Seen   time.Time `json:"seen" doc:"last sign-in"`
}

// errOther is the answer for a user who has another name at the provider already.
var errOther = errors.New("the user is linked to another account at the provider")

// same compares what a guess must not be able to measure. Nothing is not the same as nothing.
func same(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// recognised is the user whom a provider vouches for.
type recognised struct {
	realm string
	user  Subject
	first bool // by the mail address; nothing links the two yet
}

// recognise finds the user whom the provider vouches for: by its lasting name, or the first time by a mail address that it has
// verified. No user is made.
func (s *Sessions) recognise(ctx context.Context, who openid.Somebody) (known recognised, refused *Problem) {
	var realm, id string
	err := s.db.View(ctx, func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT realm, user_id FROM linked_identity WHERE issuer = ? AND subject = ?`, s.settings.Provider.Issuer(), who.Subject).
			Scan(&realm, &id)
	})
	switch {
	case errors.Is(err, sqldb.ErrNone):
		return s.byEmail(ctx, who)
	case err != nil:
		return recognised{}, s.failed(ctx, fmt.Errorf("find linked identity: %w", err))
	}
	r := s.realm(realm)
	if r == nil {
		return recognised{}, identityShut // of a part that is switched off now
	}
	user, err := r.Lookup(ctx, id)
	switch {
	case errors.Is(err, ErrGone):
		return recognised{}, identityShut
	case err != nil:
		return recognised{}, s.failed(ctx, err)
	}
	return recognised{realm, user, false}, nil
}

// byEmail finds the one user who has the mail address. An address in other letters than ASCII is nobody's: some of them turn
// into ASCII when they are made lower case.
func (s *Sessions) byEmail(ctx context.Context, who openid.Somebody) (one recognised, refused *Problem) {
	email := strings.TrimSpace(who.Email)
	if !who.Verified || email == "" {
		return recognised{}, identityUnverified
	}
	if strings.ContainsFunc(email, func(c rune) bool { return c > '~' }) {
		return recognised{}, identityUnknown
	}
	known, shut := 0, false
	for _, r := range s.realms {
		found, err := r.ByEmail(ctx, strings.ToLower(email))
		switch {
		case errors.Is(err, ErrWrong):
			continue
		case errors.Is(err, ErrGone):
			shut = true
		case err != nil:
			return recognised{}, s.failed(ctx, err)
		}
		one = recognised{r.Name, found, true}
		known++
	}
	switch {
	case known == 0:
		return recognised{}, identityUnknown
	case known > 1:
		return recognised{}, identitySeveral
	case shut:
		return recognised{}, identityShut
	}
	return one, nil
}

// linkIdentity keeps who the provider says the user is, or that it has said so again.
func (s *Sessions) linkIdentity(tx *sqldb.Tx, one recognised, who openid.Somebody) error {
	issuer, now := s.settings.Provider.Issuer(), sqldb.Micros(s.clock.Now())
	if one.first {
		n, err := tx.Exec(`INSERT INTO linked_identity (id, issuer, subject, realm, user_id, account_id, email, made, seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, rand.Text(), issuer, who.Subject, one.realm, one.user.ID, one.user.Account.ID, who.Email, now, now)
		if err != nil || n > 0 {
			return err
		}
	}
	n, err := tx.Exec(`UPDATE linked_identity SET seen = ? WHERE issuer = ? AND subject = ? AND realm = ? AND user_id = ?`,
		now, issuer, who.Subject, one.realm, one.user.ID)
	if err == nil && n == 0 {
		return errOther
	}
	return err
}

// identities are who providers say the user is, in the order in which they were linked.
func (s *Sessions) identities(ctx context.Context, x Session) (all []LinkedIdentity, err error) {
	all = []LinkedIdentity{}
	err = s.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		rows, err := tx.Query(`SELECT id, issuer, email, made, seen FROM linked_identity WHERE realm = ? AND user_id = ? ORDER BY made, id`,
			x.Realm, x.Subject.ID)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var one LinkedIdentity
			var made, seen int64
			if err := rows.Scan(&one.ID, &one.Issuer, &one.Email, &made, &seen); err != nil {
				return err
			}
			if p := s.settings.Provider; p != nil && p.Issuer() == one.Issuer {
				one.Name = p.Name()
			}
			one.Made, one.Seen = sqldb.Time(made), sqldb.Time(seen)
			all = append(all, one)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list linked identities: %w", err)
	}
	return all, nil
}

var notLinked = problem(http.StatusNotFound, "not-found", "This link has been removed already.")

type unlinkIn struct {
	ID string `path:"id"`
}

// unlinkIdentity forgets one of the user's. Sessions that were begun by it go on: they can be ended by themselves.
func (s *Sessions) unlinkIdentity(ctx context.Context, in *unlinkIn) (*struct{}, error) {
	who, ok := From(ctx)
	if !ok {
		return nil, signedOut
	}
	var n int64
	err := s.db.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		n, err = tx.Exec(`DELETE FROM linked_identity WHERE realm = ? AND user_id = ? AND id = ?`, who.Realm, who.Subject.ID, in.ID)
		if n > 0 {
			tx.About(who.Account.ID, "user/"+who.Subject.ID)
		}
		return err
	})
	switch {
	case err != nil:
		return nil, s.failed(ctx, fmt.Errorf("forget linked identity: %w", err))
	case n == 0:
		return nil, notLinked
	}
	return nil, nil
}
