// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"cosell/internal/connector/crm"
	"cosell/internal/sqldb"
)

// A Role is what a user of the CRM may do.
type Role string

// Sellers edit and share records; sales operations also see the log, the mapping and the state of the connector.
const (
	Seller   Role = "Seller"
	SalesOps Role = "SalesOps"
)

// A User is a person who works in the CRM.
type User struct {
	Account  string // the tenant: the partner's AWS account id
	ID       string
	Email    string
	Name     string
	Role     Role
	Language string // en, ja or empty
	Active   bool
}

// ErrNoUser says that there is no such user.
var ErrNoUser = errors.New("no such user of the CRM")

// AddUser makes a user. The password comes hashed. Addresses are unique over all tenants, since people sign in by them.
func (r *Room) AddUser(ctx context.Context, u User, passwordHash string) (User, error) {
	u.Email = strings.ToLower(strings.TrimSpace(u.Email))
	if a, err := mail.ParseAddress(u.Email); err != nil || a.Address != u.Email {
		return User{}, fmt.Errorf("add user: %q is not an e-mail address", u.Email)
	}
	if u.Role != Seller && u.Role != SalesOps {
		return User{}, fmt.Errorf("add user: role %q: choose %s or %s", u.Role, Seller, SalesOps)
	}
	n, err := r.ids.Next(ctx)
	if err != nil {
		return User{}, err
	}
	u.ID, u.Active = fmt.Sprintf("US-%d", n), true
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO crm_user (account_id, id, email, name, role, language, password, active) VALUES (?, ?, ?, ?, ?, ?, ?, 1)`,
			u.Account, u.ID, u.Email, u.Name, string(u.Role), u.Language, passwordHash)
		return err
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return User{}, fmt.Errorf("add user: %s has an account already: %w", u.Email, err)
	}
	if err != nil {
		return User{}, fmt.Errorf("add user %s: %w", u.Email, err)
	}
	return u, nil
}

const userColumns = `account_id, id, email, name, role, language, active`

func scanUser(row *sqldb.Row, more ...any) (User, error) {
	var u User
	var role string
	var active int
	err := row.Scan(append([]any{&u.Account, &u.ID, &u.Email, &u.Name, &role, &u.Language, &active}, more...)...)
	if errors.Is(err, sqldb.ErrNone) {
		return User{}, ErrNoUser
	}
	u.Role, u.Active = Role(role), active == 1
	return u, err
}

// UserByEmail is the user with an address, and the hash of the password.
func (r *Room) UserByEmail(ctx context.Context, email string) (User, string, error) {
	var u User
	var hash string
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		var err error
		u, err = scanUser(tx.Row(`SELECT `+userColumns+`, password FROM crm_user WHERE email = ?`, strings.ToLower(strings.TrimSpace(email))), &hash)
		return err
	})
	return u, hash, err
}

// User is the user with an id.
func (r *Room) User(ctx context.Context, account, id string) (User, error) {
	var u User
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		var err error
		u, err = scanUser(tx.Row(`SELECT `+userColumns+` FROM crm_user WHERE account_id = ? AND id = ?`, account, id))
		return err
	})
	return u, err
}

// Person is the user with an id, whichever tenant's.
func (r *Room) Person(ctx context.Context, id string) (User, error) {
	var u User
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		var err error
		u, err = scanUser(tx.Row(`SELECT `+userColumns+` FROM crm_user WHERE id = ?`, id))
		return err
	})
	return u, err
}

// Users are the active users of somebody's tenant, by name.
func (r *Room) Users(ctx context.Context, who User) ([]User, error) {
	var all []User
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Query(`SELECT id, email, name FROM crm_user WHERE account_id = ? AND active = 1 ORDER BY name, id`, who.Account)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		all = nil
		for rows.Next() {
			u := User{Account: who.Account, Active: true}
			if err := rows.Scan(&u.ID, &u.Email, &u.Name); err != nil {
				return err
			}
			all = append(all, u)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list the users of the CRM: %w", err)
	}
	return all, nil
}

// SetPassword keeps a new hash, as after a sign-in that found the old one too weak.
func (r *Room) SetPassword(ctx context.Context, account, id, hash string) error {
	return r.change(ctx, `UPDATE crm_user SET password = ? WHERE account_id = ? AND id = ?`, hash, account, id)
}

// SetLanguage keeps the language that a user reads.
func (r *Room) SetLanguage(ctx context.Context, account, id, language string) error {
	return r.change(ctx, `UPDATE crm_user SET language = ? WHERE account_id = ? AND id = ?`, language, account, id)
}

// SetActive lets a user in or keeps one out.
func (r *Room) SetActive(ctx context.Context, account, id string, active bool) error {
	n := 0
	if active {
		n = 1
	}
	return r.change(ctx, `UPDATE crm_user SET active = ? WHERE account_id = ? AND id = ?`, n, account, id)
}

func (r *Room) change(ctx context.Context, query string, args ...any) error {
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(query, args...)
		if err == nil && n == 0 {
			return ErrNoUser
		}
		return err
	})
}

// owned refuses an owner who does not work in this CRM. One who has left stays where the record had that owner already.
func (r *Room) owned(ctx context.Context, who User, w crm.Write) error {
	owner := w.Fields.Text("Owner")
	if owner == "" {
		return nil
	}
	u, _, err := r.UserByEmail(ctx, owner)
	if err == nil && u.Account == who.Account && u.Active {
		return nil
	}
	if err != nil && !errors.Is(err, ErrNoUser) {
		return fmt.Errorf("find the owner: %w", err)
	}
	if w.ID != "" {
		now, err := r.read(ctx, who.Account, w.Object, w.ID)
		if err != nil || now.Fields.Text("Owner") == owner {
			return err
		}
	}
	return &crm.Refusal{Object: w.Object, Faults: []crm.Fault{{Field: "Owner", Code: "INVALID_VALUE",
		Message: "Owner: choose an active user of this CRM.", MessageJA: "所有者には、この CRM の有効なユーザーを選んでください。"}}}
}

// Read is one record as a seller sees it.
func (r *Room) Read(ctx context.Context, who User, object, id string) (crm.Record, error) {
	return r.read(ctx, who.Account, object, id)
}

// Save creates or changes a record as a seller.
func (r *Room) Save(ctx context.Context, who User, w crm.Write) (crm.Record, error) {
	if err := r.owned(ctx, who, w); err != nil {
		return crm.Record{}, err
	}
	if w.ID == "" && (w.Object == crm.Opportunity || w.Object == crm.Account || w.Object == crm.Lead) && crm.Empty(w.Fields["Owner"]) {
		fields := crm.Fields{"Owner": who.Email}
		for name, v := range w.Fields {
			if name != "Owner" {
				fields[name] = v
			}
		}
		w.Fields = fields
	}
	return r.save(ctx, author{account: who.Account, id: who.ID}, w)
}

// Delete marks a record as deleted, as a seller.
func (r *Room) Delete(ctx context.Context, who User, object, id string) error {
	return r.delete(ctx, author{account: who.Account, id: who.ID}, object, id)
}

// Mark notes beside a record where its pairing and AWS's review stand, so that lists can show and filter them. It is no
// edit: neither the version nor the feed moves.
func (r *Room) Mark(tx *sqldb.Tx, account, object, id, mark, review string) error {
	_, err := tx.Exec(`UPDATE crm_record SET mark = ?, review = ? WHERE account_id = ? AND object = ? AND id = ?`, mark, review, account, object, id)
	return err
}
