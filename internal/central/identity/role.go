// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity/policy"
	"cosell/internal/sqldb"
)

// How long sessions of a role may be. Source: STS API reference, AssumeRole.
const (
	ShortestSession = 15 * time.Minute
	LongestSession  = 12 * time.Hour // and no role may allow more
	UsualSession    = time.Hour      // of a request that does not say, and of a role that does not
)

// MaxRoles is how many roles an account may have: AWS's own limit.
const MaxRoles = 1000

// A RoleEntry is an IAM role of a partner's account: who may assume it, and what its sessions may do.
type RoleEntry struct {
	Account    string
	ID         string // AROA and what was drawn
	Name       string
	Trust      string   // trust policy
	Managed    []string // names of AWS's own policies
	Document   string   // a policy document of the partner's, or empty
	MaxSession time.Duration
	Created    time.Time
}

// ARN is how AWS names the role.
func (e RoleEntry) ARN() string { return RoleARN(e.Account, e.Name) }

// RoleARN names a role of an account.
func RoleARN(account, name string) string { return iamARN + account + ":role/" + name }

var (
	roleName   = regexp.MustCompile(`^[A-Za-z0-9_+=,.@-]{1,64}$`)
	roleARN    = regexp.MustCompile(`^arn:aws:iam::([0-9]{12}):role/([A-Za-z0-9_+=,.@-]{1,64})$`)
	notAllowed = fault.Denied("Only an alliance lead or a cloud administrator decides on roles of the account.")
)

// AddRole makes a role in the caller's account. Refusals: a name or policy without sense, a name in use, too many roles.
func (r *Room) AddRole(ctx context.Context, c Caller, e RoleEntry) error {
	if !c.Administers() {
		return notAllowed
	}
	e.Account = c.Account
	err := r.db.InTx(ctx, func(tx *sqldb.Tx) error { return InsertRole(tx, e) })
	if errors.Is(err, sqldb.ErrDuplicate) {
		return nameTaken(e.Name)
	}
	return err
}

// InsertRole is AddRole inside a transaction, for a caller who has been asked already. sqldb.ErrDuplicate says that the name
// is in use.
func InsertRole(tx *sqldb.Tx, e RoleEntry) error {
	if err := e.check(); err != nil {
		return err
	}
	names, err := json.Marshal(append([]string{}, e.Managed...))
	if err != nil {
		return err
	}
	var n int
	if err := tx.Row(`SELECT count(*) FROM iam_role WHERE account_id = ?`, e.Account).Scan(&n); err != nil {
		return err
	}
	if n >= MaxRoles {
		return tooManyRoles()
	}
	_, err = tx.Exec(`INSERT INTO iam_role (account_id, id, name, trust, managed, document, max_session_s, created_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Account, drawID(roleID), e.Name, e.Trust, string(names), e.Document, e.seconds(), sqldb.Micros(tx.Now()))
	return err
}

// SetRole changes what a role trusts, what its sessions may do and how long they are, at once and for sessions that run.
func (r *Room) SetRole(ctx context.Context, c Caller, e RoleEntry) error {
	if !c.Administers() {
		return notAllowed
	}
	e.Account = c.Account
	if err := e.check(); err != nil {
		return err
	}
	names, err := json.Marshal(append([]string{}, e.Managed...))
	if err != nil {
		return err
	}
	defer r.keys.forget()
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE iam_role SET trust = ?, managed = ?, document = ?, max_session_s = ? WHERE account_id = ? AND name = ?`,
			e.Trust, string(names), e.Document, e.seconds(), e.Account, e.Name)
		if err == nil && n == 0 {
			return fault.Missing()
		}
		return err
	})
}

// DropRole ends a role and its sessions: at once on this node, and within a second on every other. A later role of the same
// name is another one.
func (r *Room) DropRole(ctx context.Context, c Caller, name string) error {
	if !c.Administers() {
		return notAllowed
	}
	defer r.keys.forget()
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		e, err := FindRole(tx, c.Account, name)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM sts_session WHERE account_id = ? AND role_id = ?`, c.Account, e.ID); err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM iam_role WHERE account_id = ? AND name = ?`, c.Account, name)
		return err
	})
}

// IAMRoles are the roles of the caller's account, by name.
func (r *Room) IAMRoles(ctx context.Context, c Caller) (all []RoleEntry, err error) {
	if !c.Administers() {
		return nil, notAllowed
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT `+roleColumns+` FROM iam_role WHERE account_id = ? ORDER BY name`, c.Account)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			e, err := scanRole(rows.Scan)
			if err != nil {
				return err
			}
			all = append(all, e)
		}
		return rows.Err()
	})
	return all, err
}

func (e RoleEntry) seconds() int64 {
	if e.MaxSession == 0 {
		e.MaxSession = UsualSession
	}
	return int64(e.MaxSession / time.Second)
}

func (e RoleEntry) check() error {
	if !roleName.MatchString(e.Name) {
		return nameUnfit(e.Name)
	}
	if _, err := policy.ParseTrust([]byte(e.Trust)); err != nil {
		return policyUnfit("Trust", err)
	}
	if e.MaxSession != 0 && (e.MaxSession < time.Hour || e.MaxSession > LongestSession) {
		return sessionUnfit(e.MaxSession)
	}
	_, err := documents(e.Managed, e.Document)
	return err
}

const roleColumns = `account_id, id, name, trust, managed, document, max_session_s, created_us`

// FindRole is a role of an account by its name, inside a transaction.
func FindRole(tx *sqldb.Tx, account, name string) (RoleEntry, error) {
	return oneRole(tx, `account_id = ? AND name = ?`, account, name)
}

func oneRole(tx *sqldb.Tx, where string, args ...any) (RoleEntry, error) {
	e, err := scanRole(tx.Row(`SELECT `+roleColumns+` FROM iam_role WHERE `+where, args...).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		return RoleEntry{}, fault.Missing()
	}
	return e, err
}

func scanRole(scan func(...any) error) (e RoleEntry, err error) {
	var names string
	var seconds, created int64
	if err := scan(&e.Account, &e.ID, &e.Name, &e.Trust, &names, &e.Document, &seconds, &created); err != nil {
		return RoleEntry{}, err
	}
	e.MaxSession, e.Created = time.Duration(seconds)*time.Second, sqldb.Time(created)
	if e.Managed, err = knownManaged(names); err != nil {
		return RoleEntry{}, fmt.Errorf("policies of role %s: %w", e.Name, err)
	}
	return e, nil
}
