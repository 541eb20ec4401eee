// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package link

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// Whom a mapping is for.
const (
	kindGroup = "group" // all active users with a role of the pages
	kindUser  = "user"
)

// A mapping gives an IAM role to a group or to one user.
type mapping struct{ kind, subject, role string }

func put(tx *sqldb.Tx, c identity.Caller, m mapping) error {
	_, err := tx.Exec(`INSERT INTO role_mapping (account_id, kind, subject, role, set_by, set_us) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, kind, subject) DO UPDATE SET role = excluded.role, set_by = excluded.set_by, set_us = excluded.set_us`,
		c.Account, m.kind, m.subject, m.role, c.Name, sqldb.Micros(tx.Now()))
	return err
}

func remove(tx *sqldb.Tx, account, kind, subject string) error {
	_, err := tx.Exec(`DELETE FROM role_mapping WHERE account_id = ? AND kind = ? AND subject = ?`, account, kind, subject)
	return err
}

// MapGroup gives an IAM role of the account to all active users with a role of the pages, those to come among them. An empty
// role takes theirs away.
func (r *Room) MapGroup(ctx context.Context, c identity.Caller, group identity.Role, role string) error {
	if !c.Administers() {
		return denied
	}
	if !slices.Contains(identity.Roles, group) || group == identity.AWSReviewer {
		return refuse("group", catalogue.InvalidEnumValue, string(group),
			fmt.Sprintf("%q is no group of a partner's users.", group), "ユーザーグループが正しくありません。",
			"Choose one of AllianceLead, AllianceTeam, ACEManager, ACEUser, CloudAdmin.", "AllianceLead、AllianceTeam、ACEManager、ACEUser、CloudAdmin から選択してください。")
	}
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := claim(tx, c.Account); err != nil {
			return err
		}
		if role == "" {
			return remove(tx, c.Account, kindGroup, string(group))
		}
		if err := known(tx, c.Account, role); err != nil {
			return err
		}
		return put(tx, c, mapping{kindGroup, string(group), role})
	})
}

// maxUsers is how many users one request maps.
const maxUsers = 100

// MapUsers gives an IAM role of the account to single users, whatever their groups have. An empty role takes it away again,
// so that their groups' count. Either all of them change or none.
func (r *Room) MapUsers(ctx context.Context, c identity.Caller, users []string, role string) error {
	if !c.Administers() {
		return denied
	}
	if len(users) == 0 || len(users) > maxUsers {
		return refuse("users", catalogue.ValueOutOfRange, "",
			fmt.Sprintf("Between 1 and %d users are given a role at once.", maxUsers), fmt.Sprintf("一度に割り当てられるのは 1～%d 人です。", maxUsers),
			"Choose the users.", "ユーザーを選択してください。")
	}
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := claim(tx, c.Account); err != nil {
			return err
		}
		if role != "" {
			if err := known(tx, c.Account, role); err != nil {
				return err
			}
		}
		for _, id := range users {
			if err := mapUser(tx, c, id, role); err != nil {
				return err
			}
		}
		return nil
	})
}

func mapUser(tx *sqldb.Tx, c identity.Caller, id, role string) error {
	u, err := identity.FindUser(tx, c.Account, id)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if role == "" && err == nil {
		return remove(tx, c.Account, kindUser, id)
	}
	if err != nil || !u.Active {
		return refuse("users", catalogue.InvalidValue, id,
			"One of the users is not an active user of the account.", "有効なユーザーではない人が含まれています。",
			"Reload the list of users and choose again.", "ユーザー一覧を再読み込みして、選択し直してください。")
	}
	return put(tx, c, mapping{kindUser, id, role})
}

// known refuses a role that the account does not have.
func known(tx *sqldb.Tx, account, role string) error {
	_, err := identity.FindRole(tx, account, role)
	if fault.Is(err, fault.NotFound) {
		return refuse("role", catalogue.InvalidValue, role,
			"The account has no such role.", "このアカウントに該当するロールはありません。",
			"Choose one of the account's roles, or make it first.", "アカウントのロールから選択するか、先にロールを作成してください。")
	}
	return err
}

// A Given is an IAM role that a group was given.
type Given struct {
	Group identity.Role
	Role  string
	By    string
	At    time.Time
}

// A Member is a user of the account with the role that counts for that user.
type Member struct {
	User    identity.User
	Role    string // name of the IAM role; empty: none
	ByGroup bool   // the user's group has it, not the user alone
}

// A Status is all about an account's link.
type Status struct {
	Linked  bool
	Link    Link
	Roles   []identity.RoleEntry // of the account, by name
	Groups  []Given              // by group
	Members []Member             // active users, by name
}

// Status tells how the caller's account is linked and who has which role.
func (r *Room) Status(ctx context.Context, c identity.Caller) (s Status, err error) {
	if !c.Administers() {
		return s, denied
	}
	if s.Roles, err = r.identity.IAMRoles(ctx, c); err != nil {
		return s, err
	}
	users, err := r.identity.Users(ctx, c.Account)
	if err != nil {
		return s, err
	}
	var given map[string]mapping
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		if s.Link, s.Linked, err = find(tx, c.Account); err != nil {
			return err
		}
		s.Groups, given, err = mappings(tx, c.Account)
		return err
	})
	if err != nil {
		return Status{}, err
	}
	for _, u := range users {
		if u.Active {
			m := roleOf(given, u)
			s.Members = append(s.Members, Member{User: u, Role: m.role, ByGroup: m.kind == kindGroup})
		}
	}
	return s, nil
}

// mappings are those of an account: the groups' as a list, and all by kind and subject.
func mappings(tx *sqldb.Tx, account string) (groups []Given, all map[string]mapping, err error) {
	all = map[string]mapping{}
	rows, err := tx.Query(`SELECT kind, subject, role, set_by, set_us FROM role_mapping WHERE account_id = ? ORDER BY kind, subject`, account)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var m mapping
		var g Given
		var at int64
		if err := rows.Scan(&m.kind, &m.subject, &m.role, &g.By, &at); err != nil {
			return nil, nil, err
		}
		all[m.kind+m.subject] = m
		if m.kind == kindGroup {
			g.Group, g.Role, g.At = identity.Role(m.subject), m.role, sqldb.Time(at)
			groups = append(groups, g)
		}
	}
	return groups, all, rows.Err()
}

// roleOf is the mapping that counts for a user: the user's own before the group's; the zero mapping where there is none.
func roleOf(all map[string]mapping, u identity.User) mapping {
	if own, set := all[kindUser+u.ID]; set {
		return own
	}
	return all[kindGroup+string(u.Role)]
}

// Enter gives the signed-in user temporary credentials of the role that the user was given, for an hour.
func (r *Room) Enter(ctx context.Context, c identity.Caller) (identity.Temporary, error) {
	return r.identity.AssumeFor(ctx, Service, c, func(tx *sqldb.Tx) (identity.RoleEntry, error) {
		u, err := identity.FindUser(tx, c.Account, c.Principal)
		if err != nil {
			return identity.RoleEntry{}, err
		}
		_, all, err := mappings(tx, c.Account)
		if err != nil {
			return identity.RoleEntry{}, err
		}
		m := roleOf(all, u)
		if m.role == "" || !u.Active {
			return identity.RoleEntry{}, noRole
		}
		e, err := identity.FindRole(tx, c.Account, m.role)
		if fault.Is(err, fault.NotFound) {
			return identity.RoleEntry{}, noRole // dropped since it was given
		}
		return e, err
	})
}

var noRole = fault.Denied("You were not given an IAM role of the account. Ask the alliance lead or a cloud administrator for one.")
