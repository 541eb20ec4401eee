// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package link links a partner's users of the pages to IAM roles of its AWS account.
//
// Linking makes AWS's three standard roles and gives them to groups of users; a single user may be given another role. The
// alliance lead or a cloud administrator does it. Source: guide, "Linking AWS Partner Central and AWS Marketplace accounts";
// reference 15.3.
package link

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"strings"
	"time"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "link", Files: files}
}

// Service is the one of AWS's services that assumes roles for users of the pages.
const Service = "partnercentral-account-management.amazonaws.com"

const trustPolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"` + Service + `"},"Action":"sts:AssumeRole"}]}`

// A Duty is what one of the standard roles is for.
type Duty string

// The duties.
const (
	CloudAdmin Duty = "cloudAdmin"
	Alliance   Duty = "alliance"
	ACE        Duty = "ace"
)

// A Standard is one of AWS's three standard roles. Which managed policies they hold is inferred from what their users do.
type Standard struct {
	Duty    Duty
	Prefix  string // of the role's name; the account follows
	Managed []string
	Groups  []identity.Role // whom linking gives it to; Source: the guide's step 5
}

// Standards are the three.
var Standards = []Standard{
	{CloudAdmin, "PartnerCentralRoleForCloudAdmin-", []string{policy.FullAccess, policy.UserRoleAssociation},
		[]identity.Role{identity.AllianceLead, identity.CloudAdmin}},
	{Alliance, "PartnerCentralRoleForAlliance-", []string{policy.OpportunityManagement, policy.MarketingManagement, policy.ChannelManagement},
		[]identity.Role{identity.AllianceTeam}},
	{ACE, "PartnerCentralRoleForAce-", []string{policy.OpportunityManagement},
		[]identity.Role{identity.ACEManager, identity.ACEUser}},
}

// A Room links accounts.
type Room struct {
	db       *sqldb.DB
	identity *identity.Room
}

// New is the room.
func New(db *sqldb.DB, people *identity.Room) *Room { return &Room{db: db, identity: people} }

// maxLegalName is how long a legal name may be, in characters.
const maxLegalName = 255

// A Linking is the guide's form: the legal name, and the standard roles that are given to their groups at once.
type Linking struct {
	LegalName string
	Assign    []Duty
}

// Link links the caller's account: it makes the standard roles that are not there, and gives them out. An account that is
// linked already is refused.
func (r *Room) Link(ctx context.Context, c identity.Caller, l Linking) error {
	if !c.Administers() {
		return denied
	}
	if err := l.check(); err != nil {
		return err
	}
	err := r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(`INSERT INTO account_link (account_id, legal_name, linked_by, linked_us) VALUES (?, ?, ?, ?)`,
			c.Account, strings.TrimSpace(l.LegalName), c.Name, sqldb.Micros(tx.Now())); err != nil {
			return err
		}
		for _, s := range Standards {
			if err := s.make(tx, c.Account); err != nil {
				return err
			}
			if !l.assigns(s.Duty) {
				continue
			}
			for _, group := range s.Groups {
				if err := put(tx, c, mapping{kindGroup, string(group), s.role(c.Account)}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return alreadyLinked
	}
	return err
}

func (l Linking) assigns(d Duty) bool {
	for _, a := range l.Assign {
		if a == d {
			return true
		}
	}
	return false
}

func (l Linking) check() error {
	name := strings.TrimSpace(l.LegalName)
	if name == "" || utf8.RuneCountInString(name) > maxLegalName {
		return refuse("legalName", catalogue.RequiredFieldMissing, name,
			"The legal business name has 1 to 255 characters.", "正式な会社名は 1～255 文字で入力してください。",
			"Enter the name under which the company is registered.", "登記上の会社名を入力してください。")
	}
	for _, d := range l.Assign {
		if _, known := standardFor(d); !known {
			return refuse("assign", catalogue.InvalidEnumValue, string(d),
				"The standard roles are cloudAdmin, alliance and ace.", "標準ロールは cloudAdmin、alliance、ace のいずれかです。",
				"Choose from these three.", "この 3 つから選択してください。")
		}
	}
	return nil
}

func standardFor(d Duty) (Standard, bool) {
	for _, s := range Standards {
		if s.Duty == d {
			return s, true
		}
	}
	return Standard{}, false
}

// role is the standard role's name in an account.
func (s Standard) role(account string) string { return s.Prefix + account }

// make makes the role, unless an earlier link has: what the account changed in it since stays.
func (s Standard) make(tx *sqldb.Tx, account string) error {
	_, err := identity.FindRole(tx, account, s.role(account))
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	return identity.InsertRole(tx, identity.RoleEntry{Account: account, Name: s.role(account), Trust: trustPolicy, Managed: s.Managed})
}

// Unlink takes the link and all mappings away. Roles stay: they belong to the account. Sessions that users hold run to their
// end.
func (r *Room) Unlink(ctx context.Context, c identity.Caller) error {
	if !c.Administers() {
		return denied
	}
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`DELETE FROM account_link WHERE account_id = ?`, c.Account)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing()
		}
		_, err = tx.Exec(`DELETE FROM role_mapping WHERE account_id = ?`, c.Account)
		return err
	})
}

// A Link is an account that was linked.
type Link struct {
	LegalName string
	By        string // name of who did it
	At        time.Time
}

// find is the link of an account; the zero Link where there is none.
func find(tx *sqldb.Tx, account string) (l Link, linked bool, err error) {
	var at int64
	err = tx.Row(`SELECT legal_name, linked_by, linked_us FROM account_link WHERE account_id = ?`, account).Scan(&l.LegalName, &l.By, &at)
	if errors.Is(err, sqldb.ErrNone) {
		return Link{}, false, nil
	}
	l.At = sqldb.Time(at)
	return l, err == nil, err
}

// claim is find for a change: the row is held until it is stored, so that no mapping outlives its link.
func claim(tx *sqldb.Tx, account string) error {
	var name string
	err := tx.Row(`SELECT legal_name FROM account_link WHERE account_id = ?`+tx.Dialect().Lock, account).Scan(&name)
	if errors.Is(err, sqldb.ErrNone) {
		return notLinked
	}
	return err
}

var (
	denied        = fault.Denied("Only an alliance lead or a cloud administrator links accounts and gives out roles.")
	alreadyLinked = refuse("", catalogue.InvalidResourceState, "",
		"The account is linked already.", "このアカウントはすでにリンクされています。",
		"Change the mappings of the link that is there, or unlink the account first.", "既存のリンクのロール割り当てを変更するか、先にリンクを解除してください。")
	notLinked = refuse("", catalogue.InvalidResourceState, "",
		"The account is not linked.", "このアカウントはまだリンクされていません。",
		"Link the account first.", "先にアカウントをリンクしてください。")
)

func refuse(field string, code catalogue.Code, value, en, ja, fixEN, fixJA string) error {
	v := catalogue.Violation{Field: field, Path: field, At: field, Code: code, Rule: "link-" + string(code), Value: value,
		Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
	if code == catalogue.InvalidResourceState {
		return fault.Broken(v)
	}
	return fault.Malformed(v)
}
