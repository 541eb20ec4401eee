// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/central/verification"
	"cosell/internal/sqldb"
)

// Awards are what AWS has awarded to a partner. Everybody who finds the partner sees them.
type Awards struct {
	Competencies, Programs []string // of the catalogue's value sets, in their order
	Version                int64    // 0 before the first
}

// Awarded is a partner with its awards, as the AWS desk sees it.
type Awarded struct {
	Account, Name string
	Awards
}

// What partners are found by, of what AWS has awarded.
const (
	byCompetency = "competency"
	byProgram    = "program"
)

const setCompetency, setProgram = "partner_competency", "partner_program"

// AwardsOf are a partner's awards, inside a transaction.
func AwardsOf(tx *sqldb.Tx, acct, catalog string) (Awards, error) {
	all, err := awardsOf(tx, catalog, []string{acct})
	return all[acct], err
}

// atOnce is of how many partners one statement reads the awards.
const atOnce = 200

// awardsOf are the awards of some partners. Who has none is not among them.
func awardsOf(tx *sqldb.Tx, catalog string, accounts []string) (all map[string]Awards, err error) {
	in, args := page.In("account_id", accounts, []any{catalog})
	rows, err := tx.Query(`SELECT account_id, competencies, programs, version FROM partner_award WHERE catalog = ?`+in, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	all = map[string]Awards{}
	for rows.Next() {
		var acct, competencies, programs string
		var a Awards
		if err := rows.Scan(&acct, &competencies, &programs, &a.Version); err != nil {
			return nil, err
		}
		if err := errors.Join(json.Unmarshal([]byte(competencies), &a.Competencies), json.Unmarshal([]byte(programs), &a.Programs)); err != nil {
			return nil, err
		}
		all[acct] = a
	}
	return all, rows.Err()
}

// Award replaces what AWS has awarded to a partner. a.Version is the one that it was decided on.
func (r *Room) Award(ctx context.Context, c identity.Caller, catalog, acct string, a Awards) (Awarded, error) {
	if err := errors.Join(awarding(c), verification.KnownCatalog(catalog)); err != nil {
		return Awarded{}, err
	}
	var broken []catalogue.Violation
	a.Competencies = ordered(setCompetency, "Competencies", a.Competencies, &broken)
	a.Programs = ordered(setProgram, "Programs", a.Programs, &broken)
	if len(broken) > 0 {
		return Awarded{}, fault.Broken(broken...)
	}
	out := Awarded{Account: acct}
	err := r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		rec, err := r.Of(tx, acct, catalog)
		if err != nil {
			return err
		}
		now, err := AwardsOf(tx, acct, catalog)
		if err != nil {
			return err
		}
		if now.Version != a.Version {
			return fault.Stale(strconv.FormatInt(now.Version, 10))
		}
		tx.About(acct, rec.ARN())
		out.Name, out.Awards = rec.Name(), Awards{a.Competencies, a.Programs, a.Version + 1}
		return errors.Join(out.put(tx, catalog), out.describe(tx, catalog))
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return Awarded{}, fault.Stale("1") // somebody was faster with the first
	}
	return out, err
}

func awarding(c identity.Caller) error {
	if !c.Reviews() {
		return fault.Denied("Only the AWS desk awards competencies and programs.")
	}
	return nil
}

// put stores awards: a first version is new, a later one holds for the version before it only.
func (a *Awarded) put(tx *sqldb.Tx, catalog string) error {
	competencies, err := json.Marshal(a.Competencies)
	if err != nil {
		return err
	}
	programs, err := json.Marshal(a.Programs)
	if err != nil {
		return err
	}
	values := []any{a.Version, string(competencies), string(programs), sqldb.Micros(tx.Now()), a.Account, catalog}
	if a.Version == 1 {
		_, err = tx.Exec(`INSERT INTO partner_award (version, competencies, programs, awarded_us, account_id, catalog) VALUES (?, ?, ?, ?, ?, ?)`, values...)
		return err
	}
	n, err := tx.Exec(`UPDATE partner_award SET version = ?, competencies = ?, programs = ?, awarded_us = ? WHERE account_id = ? AND catalog = ? AND version = ?`,
		append(values, a.Version-1)...)
	if err == nil && n == 0 {
		return fault.Stale(strconv.FormatInt(a.Version, 10))
	}
	return err
}

// describe writes what the partner is found by.
func (a *Awarded) describe(tx *sqldb.Tx, catalog string) error {
	if _, err := tx.Exec(`DELETE FROM partner_trait WHERE account_id = ? AND catalog = ? AND kind IN (?, ?)`, a.Account, catalog, byCompetency, byProgram); err != nil {
		return err
	}
	return traits(tx, a.Account, catalog, map[string][]string{byCompetency: a.Competencies, byProgram: a.Programs})
}

// ordered are the chosen values of a set, once each and in its order; what the set does not have is a breach.
func ordered(set, field string, chosen []string, broken *[]catalogue.Violation) []string {
	all := []string{}
	for _, v := range catalogue.Values(set) {
		if slices.Contains(chosen, v.API) {
			all = append(all, v.API)
		}
	}
	for _, value := range chosen {
		if !slices.Contains(all, value) {
			*broken = append(*broken, catalogue.Violation{Field: field, Path: field, At: field, Code: catalogue.InvalidEnumValue, Value: catalogue.Shown(value, false),
				Rule: "award-known", Message: fmt.Sprintf("%q is not awarded by AWS.", value), MessageJA: "「" + value + "」は AWS の認定にありません。",
				FixEN: "Choose from the list.", FixJA: "一覧から選択してください。"})
		}
	}
	return all
}

// AllAwards is a page of the partners of a catalog with their awards, by legal name; for the AWS desk.
func (r *Room) AllAwards(ctx context.Context, c identity.Caller, catalog string, size int, token string) (all []Awarded, next *string, err error) {
	if err := errors.Join(awarding(c), verification.KnownCatalog(catalog)); err != nil {
		return nil, nil, err
	}
	w := page.Walk{By: "legal_key", ID: "account_id", Text: true, Size: size}
	if err := w.Begin(ctx, r.tokens, identity.AWS, "profile.AllAwards", catalog, token); err != nil {
		return nil, nil, err
	}
	more, args := w.Continue([]any{catalog})
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		all = nil
		if err := named(tx, `SELECT account_id, legal_name FROM account_partner WHERE catalog = ?`+more, args, &all); err != nil {
			return err
		}
		accounts := make([]string, len(all))
		for i := range all {
			accounts[i] = all[i].Account
		}
		awards, err := awardsOf(tx, catalog, accounts)
		for i := range all {
			all[i].Awards = awards[all[i].Account]
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return page.End(ctx, &w, r.tokens, identity.AWS, all, func(a Awarded) page.Mark { return page.Mark{Key: keyOf(a.Name), ID: a.Account} })
}

func named(tx *sqldb.Tx, query string, args []any, into *[]Awarded) (err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var a Awarded
		if err := rows.Scan(&a.Account, &a.Name); err != nil {
			return err
		}
		*into = append(*into, a)
	}
	return rows.Err()
}
