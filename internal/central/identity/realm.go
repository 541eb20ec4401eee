// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"context"
	"errors"
	"strings"

	"cosell/internal/central/fault"
	"cosell/internal/sqldb"
	"cosell/internal/websession"
	"cosell/internal/websession/password"
)

// RealmName is what sessions of Central's users are marked with.
const RealmName = "central"

// NeedsTerms is the feature of sessions whose partner has not accepted the terms.
const NeedsTerms = "needs-terms"

// Realm lets the users of partners and of the AWS desk sign in.
func (r *Room) Realm() websession.Realm {
	return websession.Realm{Name: RealmName, Authenticate: r.authenticate, Lookup: r.subject, ByEmail: r.byEmail, SetLanguage: r.setLanguage,
		ChangePassword: r.changePassword}
}

// hash is what is kept of a password.
func (r *Room) hash(ctx context.Context, plain string) (string, error) {
	if err := password.Check(plain); err != nil {
		return "", refuse("Password", "%s", err.Error())
	}
	return r.hasher.Hash(ctx, plain)
}

func (r *Room) authenticate(ctx context.Context, email, plain string) (websession.Subject, error) {
	var id, stored string
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT id, password FROM partner_user WHERE email = ? AND active = 1`,
			strings.ToLower(strings.TrimSpace(email))).Scan(&id, &stored)
	})
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return websession.Subject{}, err
	}
	// Nobody's password is verified too, so that it takes as long as somebody's.
	right, old, err := r.hasher.Verify(ctx, stored, plain)
	if err != nil {
		return websession.Subject{}, err
	}
	if !right {
		return websession.Subject{}, websession.ErrWrong
	}
	if old && password.Check(plain) == nil {
		if err := r.SetPassword(ctx, id, plain); err != nil {
			return websession.Subject{}, err
		}
	}
	return r.subject(ctx, id)
}

// byEmail is the user with this mail address, as sessions know it.
func (r *Room) byEmail(ctx context.Context, email string) (websession.Subject, error) {
	var id string
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT id FROM partner_user WHERE email = ?`, email).Scan(&id)
	})
	if errors.Is(err, sqldb.ErrNone) {
		return websession.Subject{}, websession.ErrWrong
	}
	if err != nil {
		return websession.Subject{}, err
	}
	return r.subject(ctx, id)
}

// changePassword takes a new password from somebody who knows the present one.
func (r *Room) changePassword(ctx context.Context, userID, email, present, next string) error {
	who, err := r.authenticate(ctx, email, present)
	if err == nil && who.ID != userID {
		err = websession.ErrWrong
	}
	if err != nil {
		return err
	}
	return r.SetPassword(ctx, userID, next)
}

// answers are the roles that answer for others.
var answers = map[Role]bool{AllianceLead: true, CloudAdmin: true, AWSReviewer: true}

// SetPassword gives a user a new password.
func (r *Room) SetPassword(ctx context.Context, userID, plain string) error {
	hash, err := r.hash(ctx, plain)
	if err != nil {
		return err
	}
	return r.setUser(ctx, `UPDATE partner_user SET password = ? WHERE id = ?`, hash, userID)
}

func (r *Room) setLanguage(ctx context.Context, userID, language string) error {
	return r.setUser(ctx, `UPDATE partner_user SET language = ? WHERE id = ?`, language, userID)
}

func (r *Room) setUser(ctx context.Context, sql string, args ...any) error {
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(sql, args...)
		if err == nil && n == 0 {
			return fault.Missing()
		}
		return err
	})
}

// subject is a user as sessions know it.
func (r *Room) subject(ctx context.Context, userID string) (websession.Subject, error) {
	u, p, err := r.user(ctx, userID)
	if fault.Is(err, fault.NotFound) {
		return websession.Subject{}, websession.ErrGone
	}
	if err != nil {
		return websession.Subject{}, err
	}
	s := websession.Subject{ID: u.ID, Name: u.Name(), Email: u.Email, Role: string(u.Role), Language: u.Language, Admin: answers[u.Role],
		Account: websession.Account{ID: u.Account, Name: p.Name}}
	if u.Account != AWS && !p.Terms {
		s.Features = []string{NeedsTerms}
	}
	return s, nil
}

// user is an active user with its partner.
func (r *Room) user(ctx context.Context, id string) (u User, p Partner, err error) {
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		if u, err = loadUser(tx, `id = ? AND active = 1`, id); err != nil {
			return err
		}
		if u.Account == AWS {
			p = Partner{Account: AWS, Name: "AWS"}
			return nil
		}
		p, err = Of(tx, u.Account)
		return err
	})
	return u, p, err
}

// CallerOf is the signed-in user as use cases know it. It is read anew for every request: a changed role counts at once.
func (r *Room) CallerOf(ctx context.Context, userID string) (Caller, error) {
	u, p, err := r.user(ctx, userID)
	if err != nil {
		return Caller{}, err
	}
	return Caller{Account: u.Account, Partner: p, Principal: u.ID, Name: u.Name(), Email: u.Email, Role: u.Role}, nil
}
