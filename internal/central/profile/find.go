// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cosell/internal/aws/account"
	"cosell/internal/central/identity"
	"cosell/internal/central/page"
	"cosell/internal/central/verification"
	"cosell/internal/sqldb"
)

// A Listing is what everybody may know of a partner whose profile is public. The account is for rooms, not for others.
type Listing struct {
	Account   string
	ProfileID string
	Profile   account.TaskDetails
	Awards    Awards
}

// Country is where the partner sits, empty where its profile does not say.
func (l *Listing) Country() string {
	if l.Profile.Headquarters == nil {
		return ""
	}
	return l.Profile.Headquarters.CountryCode
}

// A Search asks the partner finder. All that is given holds; of several values one suffices.
type Search struct {
	Catalog    string
	Name       string // a part of the display name
	Industries []string
	Solutions  []string // primary solution types
	Countries  []string // by ISO 3166

	Competencies, Programs []string // that AWS has awarded
	Size                   int
	Cursor                 string
}

// What partners are found by.
const (
	byIndustry = "industry"
	bySolution = "solution"
	byCountry  = "country"
)

// Find is a page of the partner finder: other partners with a public profile, by name. Source: reference 16.5.
func (r *Room) Find(ctx context.Context, c identity.Caller, in Search) (found []Listing, next *string, err error) {
	if err := belongs(c); err != nil {
		return nil, nil, err
	}
	if err := verification.KnownCatalog(in.Catalog); err != nil {
		return nil, nil, err
	}
	w := page.Walk{By: "display_key", ID: "profile_id", Text: true, Size: in.Size}
	bound := in
	bound.Size, bound.Cursor = 0, ""
	if err := w.Begin(ctx, r.tokens, c.Account, "FindPartners", bound, in.Cursor); err != nil {
		return nil, nil, err
	}
	query, args := in.sql(c.Account, &w)
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		found, err = listings(tx, in.Catalog, query, args...)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("find partners: %w", err)
	}
	found, next, err = page.End(ctx, &w, r.tokens, c.Account, found, func(l Listing) page.Mark {
		return page.Mark{Key: keyOf(l.Profile.DisplayName), ID: l.ProfileID}
	})
	return found, next, err
}

// sql walks along the names, and passes over who does not have the traits.
func (in Search) sql(acct string, w *page.Walk) (string, []any) {
	sql := `SELECT account_id, profile_id, profile FROM account_partner p WHERE catalog = ? AND visibility = ? AND account_id <> ?`
	args := []any{in.Catalog, account.Public, acct}
	if name := keyOf(in.Name); name != "" {
		sql += ` AND display_key LIKE ? ESCAPE '\'`
		args = append(args, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(name)+"%")
	}
	for _, trait := range []struct {
		kind   string
		values []string
	}{{byIndustry, in.Industries}, {bySolution, in.Solutions}, {byCountry, in.Countries}, {byCompetency, in.Competencies}, {byProgram, in.Programs}} {
		if len(trait.values) == 0 {
			continue
		}
		sql += ` AND EXISTS (SELECT 1 FROM partner_trait t WHERE t.account_id = p.account_id AND t.catalog = p.catalog AND t.kind = ?`
		args = append(args, trait.kind)
		var more string
		more, args = page.In("t.value", trait.values, args)
		sql += more + ")"
	}
	more, args := w.Continue(args)
	return sql + more, args
}

// mostAlike is how many partners are looked at who have something in common with another.
const mostAlike = 2000

// Alike are the other partners with a public profile who work in one of some industries or sell one of some solution types,
// by name.
func (r *Room) Alike(tx *sqldb.Tx, acct, catalog string, industries, solutions []string) ([]Listing, error) {
	if len(industries)+len(solutions) == 0 {
		return nil, nil
	}
	sql := `SELECT account_id, profile_id, profile FROM account_partner p WHERE catalog = ? AND visibility = ? AND account_id <> ?
		AND (1 = 0`
	args := []any{catalog, account.Public, acct}
	for kind, values := range map[string][]string{byIndustry: industries, bySolution: solutions} {
		if len(values) == 0 {
			continue
		}
		sql += ` OR EXISTS (SELECT 1 FROM partner_trait t WHERE t.account_id = p.account_id AND t.catalog = p.catalog AND t.kind = ?`
		args = append(args, kind)
		var more string
		more, args = page.In("t.value", values, args)
		sql += more + ")"
	}
	return listings(tx, catalog, sql+`) ORDER BY display_key LIMIT ?`, append(args, mostAlike)...)
}

// Listed are the public profiles among some, by their id.
func (r *Room) Listed(ctx context.Context, c identity.Caller, catalog string, profiles []string) (map[string]Listing, error) {
	all := map[string]Listing{}
	if err := belongs(c); err != nil || len(profiles) == 0 {
		return all, err
	}
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		in, args := page.In("profile_id", profiles, []any{catalog, account.Public})
		found, err := listings(tx, catalog, `SELECT account_id, profile_id, profile FROM account_partner WHERE catalog = ? AND visibility = ?`+in, args...)
		for _, l := range found {
			all[l.ProfileID] = l
		}
		return err
	})
	return all, err
}

// listings reads partners, and what AWS has awarded to them.
func listings(tx *sqldb.Tx, catalog, query string, args ...any) ([]Listing, error) {
	all, err := profiles(tx, query, args)
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(all, atOnce) {
		accounts := make([]string, len(part))
		for i := range part {
			accounts[i] = part[i].Account
		}
		awards, err := awardsOf(tx, catalog, accounts)
		if err != nil {
			return nil, err
		}
		for i := range part {
			part[i].Awards = awards[part[i].Account]
		}
	}
	return all, nil
}

func profiles(tx *sqldb.Tx, query string, args []any) (all []Listing, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var l Listing
		var text string
		if err := rows.Scan(&l.Account, &l.ProfileID, &text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &l.Profile); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

// describe writes what a partner is found by, as its profile says.
func describe(tx *sqldb.Tx, acct, catalog string, d *account.TaskDetails) error {
	if _, err := tx.Exec(`DELETE FROM partner_trait WHERE account_id = ? AND catalog = ? AND kind IN (?, ?, ?)`,
		acct, catalog, byIndustry, bySolution, byCountry); err != nil || d == nil {
		return err
	}
	found := map[string][]string{byIndustry: d.IndustrySegments, bySolution: {d.PrimarySolutionType}}
	if d.Headquarters != nil {
		found[byCountry] = []string{d.Headquarters.CountryCode}
	}
	return traits(tx, acct, catalog, found)
}

// traits stores what a partner is found by.
func traits(tx *sqldb.Tx, acct, catalog string, found map[string][]string) error {
	for kind, values := range found {
		for _, value := range values {
			if _, err := tx.Exec(`INSERT INTO partner_trait (catalog, kind, value, account_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				catalog, kind, value, acct); err != nil {
				return err
			}
		}
	}
	return nil
}
