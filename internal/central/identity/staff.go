// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"context"
	"errors"
	"strings"

	"cosell/internal/central/fault"
	"cosell/internal/sqldb"
)

// GiveRole is ChangeRole inside a transaction.
func GiveRole(tx *sqldb.Tx, account, id string, role Role) error {
	u, err := loadUser(tx, `account_id = ? AND id = ?`, account, id)
	if err != nil || u.Role == role {
		return err
	}
	was := u
	u.Role = role
	if err := u.check(); err != nil {
		return err
	}
	if err := roomForRole(tx, account, role); err != nil {
		return err
	}
	if was.Role == AllianceLead && was.Active {
		if err := leadRemains(tx, account, id); err != nil {
			return err
		}
	}
	tx.About(account, UserSubject(id))
	_, err = tx.Exec(`UPDATE partner_user SET role = ?, version = version + 1 WHERE account_id = ? AND id = ?`, string(role), account, id)
	return err
}

// Activate is SetActive inside a transaction. Whoever is kept out has no open invitation either.
func Activate(tx *sqldb.Tx, account, id string, active bool) error {
	u, err := loadUser(tx, `account_id = ? AND id = ?`, account, id)
	if err != nil || active && u.Active || !active && u.State() == Deactivated {
		return err
	}
	if active && u.State() == Deactivated {
		if err := roomForRole(tx, account, u.Role); err != nil {
			return err
		}
	}
	if !active && u.Role == AllianceLead && u.Active {
		if err := roomForRole(tx, account, u.Role); err != nil { // claims the partner's row
			return err
		}
		if err := leadRemains(tx, account, id); err != nil {
			return err
		}
	}
	tx.About(account, UserSubject(id))
	_, err = tx.Exec(`UPDATE partner_user SET active = ?, invited_us = 0, version = version + 1 WHERE account_id = ? AND id = ?`,
		oneIf(active), account, id)
	return err
}

// Invite takes a user in who has no password yet and may not sign in, and answers the user's id.
func Invite(tx *sqldb.Tx, u User) (id string, err error) {
	u.Email, u.Active, u.Invited = strings.ToLower(strings.TrimSpace(u.Email)), false, tx.Now()
	if err := u.check(); err != nil {
		return "", err
	}
	return insert(tx, u, "")
}

// InviteAgain opens the invitation of somebody anew who has no password yet. Whoever had one is let in by Activate.
func InviteAgain(tx *sqldb.Tx, account, id string) error {
	u, err := loadUser(tx, `account_id = ? AND id = ?`, account, id)
	if err != nil {
		return err
	}
	if u.State() == Deactivated {
		if err := roomForRole(tx, account, u.Role); err != nil {
			return err
		}
	}
	tx.About(account, UserSubject(id))
	_, err = tx.Exec(`UPDATE partner_user SET invited_us = ?, version = version + 1 WHERE account_id = ? AND id = ? AND active = 0 AND password = ''`,
		sqldb.Micros(tx.Now()), account, id)
	return err
}

// HasPassword says whether a user ever set one.
func HasPassword(tx *sqldb.Tx, account, id string) (bool, error) {
	var hash string
	err := tx.Row(`SELECT password FROM partner_user WHERE account_id = ? AND id = ?`, account, id).Scan(&hash)
	if errors.Is(err, sqldb.ErrNone) {
		return false, fault.Missing()
	}
	return hash != "", err
}

// Hashed is what is kept of a new password.
func (r *Room) Hashed(ctx context.Context, plain string) (string, error) { return r.hash(ctx, plain) }

// StorePassword gives a user the password of a hash. With it an open invitation is taken up.
func StorePassword(tx *sqldb.Tx, account, id, hash string) error {
	tx.About(account, UserSubject(id))
	n, err := tx.Exec(`UPDATE partner_user SET password = ?, active = CASE WHEN invited_us > 0 THEN 1 ELSE active END, invited_us = 0,
		version = version + 1 WHERE account_id = ? AND id = ? AND (active = 1 OR invited_us > 0)`, hash, account, id)
	if err == nil && n == 0 {
		return fault.Missing()
	}
	return err
}

// ClaimUser is FindUser for a change: the partner's row is claimed first, as everything that changes its people does.
func ClaimUser(tx *sqldb.Tx, account, id string) (User, error) {
	var name string
	err := tx.Row(`SELECT name FROM partner WHERE account_id = ?`+tx.Dialect().Lock, account).Scan(&name)
	if errors.Is(err, sqldb.ErrNone) {
		return User{}, fault.Missing()
	}
	if err != nil {
		return User{}, err
	}
	return FindUser(tx, account, id)
}

// CountManagers is how many ACE Managers a partner has, those invited among them.
func CountManagers(tx *sqldb.Tx, account string) (n int, err error) {
	err = tx.Row(`SELECT count(*) FROM partner_user WHERE account_id = ? AND role = ? AND (active = 1 OR invited_us > 0)`,
		account, string(ACEManager)).Scan(&n)
	return n, err
}

// A Search looks for users of an account.
type Search struct {
	Text       string // part of a name or mail address, in any case of letters
	Role       Role   // empty: all
	State      State  // empty: all
	From, Most int
}

// states are how the store tells them apart.
var states = map[State]string{
	Active: ` AND active = 1`, Invited: ` AND active = 0 AND invited_us > 0`, Deactivated: ` AND active = 0 AND invited_us = 0`,
}

// plainLike takes its meaning from what LIKE takes for a pattern.
var plainLike = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// FindUsers is a part of the users that fit, by name, and how many fit.
func FindUsers(tx *sqldb.Tx, account string, s Search) (found []User, total int, err error) {
	where, args := ` FROM partner_user WHERE account_id = ?`, []any{account}
	if s.Role != "" {
		where, args = where+` AND role = ?`, append(args, string(s.Role))
	}
	where += states[s.State]
	if text := strings.ToLower(strings.TrimSpace(s.Text)); text != "" {
		where += ` AND lower(last_name || ' ' || first_name || ' ' || last_name || ' ' || email) LIKE ? ESCAPE '\'`
		args = append(args, `%`+plainLike.Replace(text)+`%`)
	}
	if err := tx.Row(`SELECT count(*)`+where, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	rows, err := tx.Query(`SELECT `+userColumns+where+` ORDER BY last_name, first_name, id LIMIT ? OFFSET ?`, append(args, s.Most, s.From)...)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		u, err := scanUser(rows.Scan)
		if err != nil {
			return nil, 0, err
		}
		found = append(found, u)
	}
	return found, total, rows.Err()
}
