// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded

import (
	"context"
	"errors"

	"cosell/internal/websession"
	"cosell/internal/websession/password"
)

// RealmName names the CRM's users among those who sign in.
const RealmName = "connector"

// Operations is the feature that shows log, mapping and status.
const Operations = "operations"

// Realm lets the CRM's users sign in. Company names a tenant; with open, sellers see what sales operations see.
func (r *Room) Realm(hasher *password.Hasher, company func(account string) string, open bool) websession.Realm {
	subject := func(u User) websession.Subject {
		s := websession.Subject{ID: u.ID, Name: u.Name, Email: u.Email, Role: string(u.Role), Language: u.Language,
			Account: websession.Account{ID: u.Account, Name: company(u.Account)}}
		if u.Role == SalesOps || open {
			s.Features = []string{Operations}
		}
		return s
	}
	return websession.Realm{Name: RealmName,
		Authenticate: func(ctx context.Context, email, plain string) (websession.Subject, error) {
			u, err := r.authenticate(ctx, hasher, email, plain)
			return subject(u), err
		},
		Lookup: func(ctx context.Context, id string) (websession.Subject, error) {
			u, err := r.Person(ctx, id)
			if errors.Is(err, ErrNoUser) || err == nil && !u.Active {
				return websession.Subject{}, websession.ErrGone
			}
			return subject(u), err
		},
		ByEmail: func(ctx context.Context, email string) (websession.Subject, error) {
			u, _, err := r.UserByEmail(ctx, email)
			switch {
			case errors.Is(err, ErrNoUser):
				return websession.Subject{}, websession.ErrWrong
			case err == nil && !u.Active:
				return websession.Subject{}, websession.ErrGone
			}
			return subject(u), err
		},
		SetLanguage: func(ctx context.Context, id, language string) error {
			u, err := r.Person(ctx, id)
			if err != nil {
				return err
			}
			return r.SetLanguage(ctx, u.Account, id, language)
		},
		ChangePassword: func(ctx context.Context, id, email, present, next string) error {
			u, err := r.authenticate(ctx, hasher, email, present)
			if err == nil && u.ID != id {
				err = websession.ErrWrong
			}
			if err != nil {
				return err
			}
			hash, err := hasher.Hash(ctx, next)
			if err != nil {
				return err
			}
			return r.SetPassword(ctx, u.Account, u.ID, hash)
		},
	}
}

// authenticate verifies nobody's password too, so that it takes as long as somebody's.
func (r *Room) authenticate(ctx context.Context, hasher *password.Hasher, email, plain string) (User, error) {
	u, stored, err := r.UserByEmail(ctx, email)
	if err != nil && !errors.Is(err, ErrNoUser) {
		return User{}, err
	}
	if !u.Active {
		stored = ""
	}
	right, old, err := hasher.Verify(ctx, stored, plain)
	if err != nil {
		return User{}, err
	}
	if !right {
		return User{}, websession.ErrWrong
	}
	if !old || password.Check(plain) != nil {
		return u, nil
	}
	hash, err := hasher.Hash(ctx, plain)
	if err != nil {
		return User{}, err
	}
	return u, r.SetPassword(ctx, u.Account, u.ID, hash)
}
