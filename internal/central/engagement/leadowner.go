// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"errors"
	"strconv"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// A LeadOwner is the user of the partner who works on a lead; the zero one is nobody.
type LeadOwner struct{ Email, Name string }

// enterLeads lets a caller in who works with leads of its account. Who sees only records of their own sees leads that they
// own, and of those without an owner none.
func enterLeads(c identity.Caller, catalog string) error {
	if !c.UsesACE() {
		return fault.Denied("Your role does not work with leads.")
	}
	return opportunity.KnownCatalog(catalog)
}

// mayWork hides leads of others from users who see only their own, and those of the Partner Solutions Finder from all but
// the alliance lead.
func mayWork(tx *sqldb.Tx, c identity.Caller, k leadKey) error {
	if err := maySee(tx, c, k.catalog, k.engagement); err != nil || !c.OwnOnly() {
		return err
	}
	owner, err := leadOwner(tx, k)
	if err == nil && (owner.Email == "" || owner.Email != c.Email) {
		return fault.Missing()
	}
	return err
}

func leadOwner(tx *sqldb.Tx, k leadKey) (o LeadOwner, err error) {
	err = tx.Row(`SELECT email, name FROM engagement_lead_owner WHERE account_id = ? AND catalog = ? AND engagement = ?`,
		k.account, k.catalog, k.engagement).Scan(&o.Email, &o.Name)
	if errors.Is(err, sqldb.ErrNone) {
		return LeadOwner{}, nil
	}
	return o, err
}

// leadOwners are the owners of all leads of an account, by engagement.
func leadOwners(tx *sqldb.Tx, account, catalog string) (all map[string]LeadOwner, err error) {
	all = map[string]LeadOwner{}
	rows, err := tx.Query(`SELECT engagement, email, name FROM engagement_lead_owner WHERE account_id = ? AND catalog = ?`, account, catalog)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id string
		var o LeadOwner
		if err := rows.Scan(&id, &o.Email, &o.Name); err != nil {
			return nil, err
		}
		all[id] = o
	}
	return all, rows.Err()
}

// give makes somebody the owner of a lead.
func give(tx *sqldb.Tx, k leadKey, o LeadOwner) error {
	_, err := tx.Exec(`INSERT INTO engagement_lead_owner (account_id, catalog, engagement, email, name) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (account_id, catalog, engagement) DO UPDATE SET email = excluded.email, name = excluded.name`,
		k.account, k.catalog, k.engagement, o.Email, o.Name)
	return err
}

// mostTransferred is how many leads change hands at once.
const mostTransferred = 100

// TransferLeads gives leads to a colleague: all of them, or none. Those that are the colleague's already stay as they are.
func (r *Room) TransferLeads(ctx context.Context, c identity.Caller, catalog string, ids []string, email string) error {
	if err := enterLeads(c, catalog); err != nil {
		return err
	}
	if n := len(ids); n < 1 || n > mostTransferred {
		return fault.Malformed(violation("Leads", catalogue.TooManyValues, "lead-transfer-many", "", "takes 1 to 100 leads at once", "は一度に 1 件から 100 件までです。",
			"Select fewer leads.", "選択するリードを減らしてください。"))
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		user, found, err := identity.FindOwner(tx, c.Account, email)
		if err != nil {
			return err
		}
		if !found {
			return fault.Broken(violation("Email", catalogue.InvalidValue, "lead-owner-is-user", catalogue.Hidden, "is no active user of your company with an ACE role",
				"は、ACE の役割を持つ自社の有効なユーザーではありません。", "Choose a colleague from the list.", "一覧から担当者を選択してください。"))
		}
		to := LeadOwner{user.Email, user.Name()}
		for _, id := range ids {
			if err := r.hand(tx, c, leadKey{c.Account, catalog, selling.IDOf(id)}, to); err != nil {
				return err
			}
		}
		return nil
	})
}

// hand gives one lead to its new owner.
func (r *Room) hand(tx *sqldb.Tx, c identity.Caller, k leadKey, to LeadOwner) error {
	row, found, err := r.leadRow(tx, k.account, k.catalog, k.engagement)
	if err != nil || !found {
		return errors.Join(err, missingUnless(found))
	}
	if err := mayWork(tx, c, k); err != nil {
		return err
	}
	from, err := leadOwner(tx, k)
	if err != nil || from.Email == to.Email {
		return err
	}
	if err := give(tx, k, to); err != nil {
		return err
	}
	if err := r.enterInto(tx, k, c, LeadEntry{Action: LeadActionTransfer, Changes: []LeadValue{{"Owner", from.Name, to.Name}}}); err != nil {
		return err
	}
	told := notice.Notice{Account: k.account, Kind: notice.LeadGained, Subject: k.engagement, Cause: strconv.FormatInt(sqldb.Micros(tx.Now()), 10),
		Users: []string{to.Email}, By: c.Principal, Data: map[string]string{"company": row.Company, "by": c.Name, "to": to.Name}}
	if err := notice.Post(tx, told); err != nil || from.Email == "" {
		return err
	}
	told.Kind, told.Users = notice.LeadLost, []string{from.Email}
	return notice.Post(tx, told)
}
