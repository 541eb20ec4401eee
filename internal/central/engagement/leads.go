// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/fact"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// leadSorts are the sorts of the list of leads.
var leadSorts = map[string]bool{"": true, "modified": true, "shared": true, "company": true}

// LeadShelf is a page of leads.
type LeadShelf struct {
	Rows           []LeadRow
	Next, Previous string
	Total          int
}

// mostLeads is how many leads of a partner a list looks at: what partners have is far below.
const mostLeads = 20_000

// mostFlaggedLeads is how many leads somebody may have flagged.
const mostFlaggedLeads = 500

// Leads is a page of the leads of the caller's partner: those that wait for an answer, and those that were accepted. A lead
// that waits says what its invitation says, and nothing of people is in the list at all.
func (r *Room) Leads(ctx context.Context, c identity.Caller, in opportunity.Browse) (out LeadShelf, err error) {
	if err := enterLeads(c, in.Catalog); err != nil {
		return out, err
	}
	wants, err := r.leadConds(in.Filters, in.Sort)
	if err != nil {
		return out, err
	}
	if in.Size < 1 || in.Size > 100 {
		return out, badLeadFilter("pageSize", "")
	}
	if err := r.freshenAll(ctx, c.Account, in.Catalog); err != nil {
		return out, fmt.Errorf("freshen leads: %w", err)
	}
	var all []LeadRow
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		flags, err := leadFlags(tx, c, in.Catalog)
		if err != nil {
			return err
		}
		owners, err := leadOwners(tx, c.Account, in.Catalog)
		if err != nil {
			return err
		}
		all, err = leadRows(tx, c, in.Catalog)
		for i := range all {
			all[i].Flagged, all[i].Owner = flags[all[i].Engagement], owners[all[i].Engagement]
		}
		all = slices.DeleteFunc(all, func(l LeadRow) bool {
			return c.OwnOnly() && l.Owner.Email != c.Email || slices.ContainsFunc(wants, func(want leadCond) bool { return !want(&l) })
		})
		return err
	})
	if err != nil {
		return out, fmt.Errorf("list leads: %w", err)
	}
	slices.SortFunc(all, func(a, b LeadRow) int {
		if in.Desc {
			a, b = b, a
		}
		return a.compare(b, in.Sort)
	})
	return out, r.leaf(ctx, c, in, all, &out)
}

func (l LeadRow) compare(o LeadRow, sort string) int {
	by := 0
	switch sort {
	case "company":
		by = strings.Compare(fact.Fold(l.Company), fact.Fold(o.Company))
	case "shared":
		by = cmp.Compare(l.Shared, o.Shared)
	default:
		by = cmp.Compare(l.Modified, o.Modified)
	}
	return cmp.Or(by, strings.Compare(l.Engagement, o.Engagement))
}

// leaf cuts sorted leads to a page. A cursor is how many leads come before it.
func (r *Room) leaf(ctx context.Context, c identity.Caller, in opportunity.Browse, all []LeadRow, out *LeadShelf) error {
	cursor, size := in.Cursor, in.Size
	in.Cursor, in.Size = "", 0
	text, err := json.Marshal(in)
	if err != nil {
		return err
	}
	query, at := "Leads"+string(c.Role)+c.Principal+string(text), 0
	if cursor != "" {
		m, err := r.Tokens.Open(ctx, c.Account, query, cursor)
		if err != nil {
			return err
		}
		if at, err = strconv.Atoi(m.ID); err != nil {
			return err
		}
	}
	at = min(at, len(all))
	end := min(at+size, len(all))
	out.Rows, out.Total = all[at:end], len(all)
	if end < len(all) {
		if out.Next, err = r.Tokens.Seal(ctx, c.Account, query, page.Mark{ID: strconv.Itoa(end)}); err != nil {
			return err
		}
	}
	if at > 0 {
		out.Previous, err = r.Tokens.Seal(ctx, c.Account, query, page.Mark{ID: strconv.Itoa(max(0, at-size))})
	}
	return err
}

func leadRows(tx *sqldb.Tx, c identity.Caller, catalog string) (all []LeadRow, err error) {
	rows, err := tx.Query(`SELECT engagement, invitation, stage, company, shared_us, modified_us, expires_us, number, facts, lead
		FROM engagement_lead WHERE account_id = ? AND catalog = ?`+seen(c, "engagement_lead.catalog", "engagement_lead.engagement")+
		` ORDER BY modified_us DESC, engagement DESC LIMIT ?`, c.Account, catalog, mostLeads)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var l LeadRow
		var facts, lead []byte
		if err := rows.Scan(&l.Engagement, &l.Invitation, &l.Stage, &l.Company, &l.Shared, &l.Modified, &l.Expires, &l.Number, &facts, &lead); err != nil {
			return nil, err
		}
		if l.Stage == "" {
			continue // it was declined, or the partner has left
		}
		l.facts = fact.Decode(facts)
		if err := json.Unmarshal(lead, &l.Lead); err != nil {
			return nil, fmt.Errorf("stored lead of %s: %w", l.Engagement, err)
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

// A leadCond is a condition on a lead.
type leadCond func(*LeadRow) bool

// CheckLeads says whether the list of leads offers filters and a sort.
func (r *Room) CheckLeads(_ identity.Caller, filters []opportunity.Filter, sort string) error {
	_, err := r.leadConds(filters, sort)
	return err
}

func (r *Room) leadConds(filters []opportunity.Filter, sort string) (conds []leadCond, err error) {
	if !leadSorts[sort] {
		return nil, badLeadFilter("sort", sort)
	}
	for _, f := range filters {
		if slices.ContainsFunc(f.Values, func(v string) bool { return strings.ContainsRune(v, 0) || !utf8.ValidString(v) }) {
			return nil, badLeadFilter(f.Property, "")
		}
		cond, err := leadCondOf(f, r.DB.Clock().Now())
		if err != nil {
			return nil, err
		}
		conds = append(conds, cond)
	}
	return conds, nil
}

// leadFields are the fields of the catalogue that the list knows by shorter names.
var leadFields = map[string]string{"status": "lead_status"}

// leadChoices are what a list chooses leads by beside the fields of the catalogue.
var leadChoices = map[string]func(*LeadRow) string{
	"stage": func(l *LeadRow) string { return l.Stage },
	"owner": func(l *LeadRow) string { return l.Owner.Email }, // "" is nobody
}

func leadCondOf(f opportunity.Filter, now time.Time) (leadCond, error) {
	one := len(f.Values) == 1
	switch {
	case f.Property == "" && one:
		cond := LeadSheet.Anywhere(f.Values[0])
		return func(l *LeadRow) bool { return cond.Holds(l.facts) }, nil
	case f.Property == "flagged" && one && f.Operator == "=" && (f.Values[0] == "Yes" || f.Values[0] == "No"):
		return func(l *LeadRow) bool { return l.Flagged == (f.Values[0] == "Yes") }, nil
	case leadChoices[f.Property] != nil && (f.Operator == "=" || f.Operator == "!="):
		says := leadChoices[f.Property]
		return func(l *LeadRow) bool { return slices.Contains(f.Values, says(l)) == (f.Operator == "=") }, nil
	case (f.Property == "shared" || f.Property == "modified") && one:
		return leadTime(f, now)
	}
	values := slices.Clone(f.Values)
	for i, v := range values {
		if day, known := page.Day(v, now); known && strings.HasPrefix(v, "@") {
			values[i] = day.Format(time.DateOnly)
		}
	}
	cond, _, ok := LeadSheet.Ask(cmp.Or(leadFields[f.Property], f.Property), f.Operator, values)
	if !ok {
		return nil, badLeadFilter(f.Property, strings.Join(f.Values, ", "))
	}
	return func(l *LeadRow) bool { return cond.Holds(l.facts) }, nil
}

// leadTime is a filter by the day on which a lead was shared or changed, in UTC.
func leadTime(f opportunity.Filter, now time.Time) (leadCond, error) {
	day, known := page.Day(f.Values[0], now)
	if !known {
		return nil, badLeadFilter(f.Property, f.Values[0])
	}
	first, next := sqldb.Micros(day), sqldb.Micros(day.AddDate(0, 0, 1))
	holds := map[string]func(int64) bool{
		"=": func(at int64) bool { return at >= first && at < next }, "<": func(at int64) bool { return at < first },
		"<=": func(at int64) bool { return at < next }, ">": func(at int64) bool { return at >= next }, ">=": func(at int64) bool { return at >= first },
	}[f.Operator]
	if holds == nil {
		return nil, badLeadFilter(f.Property, f.Operator)
	}
	if f.Property == "shared" {
		return func(l *LeadRow) bool { return holds(l.Shared) }, nil
	}
	return func(l *LeadRow) bool { return holds(l.Modified) }, nil
}

func badLeadFilter(field, value string) error {
	return fault.Malformed(catalogue.Violation{
		Field: field, Path: field, Code: catalogue.InvalidValue, Rule: "list-filter", Value: catalogue.Shown(value, false),
		Message: "The list of leads has no such filter or sort.", MessageJA: "リードの一覧では、このフィルターまたは並び順は使用できません。",
		FixEN: "Choose a filter and a sort that the list offers.", FixJA: "一覧にあるフィルターと並び順を選択してください。",
	})
}

// FlagLeads marks leads for the caller to follow up, or takes the mark away. A flag is the caller's own.
func (r *Room) FlagLeads(ctx context.Context, c identity.Caller, catalog string, ids []string, on bool) error {
	if err := enterLeads(c, catalog); err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		for _, id := range ids {
			if err := mayWork(tx, c, leadKey{c.Account, catalog, id}); err != nil {
				return err
			}
			var one int
			err := tx.Row(`SELECT 1 FROM engagement_lead WHERE account_id = ? AND catalog = ? AND engagement = ?`, c.Account, catalog, id).Scan(&one)
			if errors.Is(err, sqldb.ErrNone) {
				return fault.Missing()
			}
			if err == nil && on {
				_, err = tx.Exec(`INSERT INTO engagement_lead_flag (account_id, catalog, principal, engagement) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
					c.Account, catalog, c.Principal, id)
			} else if err == nil {
				_, err = tx.Exec(`DELETE FROM engagement_lead_flag WHERE account_id = ? AND catalog = ? AND principal = ? AND engagement = ?`,
					c.Account, catalog, c.Principal, id)
			}
			if err != nil {
				return err
			}
		}
		flags, err := leadFlags(tx, c, catalog)
		if err == nil && on && len(flags) > mostFlaggedLeads {
			return fault.Broken(violation("Flag", catalogue.InvalidValue, "flags-limit", "", "is on 500 leads, which is the most", "を付けられるリードは 500 件までです。",
				"Remove the flag from leads that you have followed up.", "対応が済んだリードのフラグを外してください。"))
		}
		return err
	})
}

func leadFlags(tx *sqldb.Tx, c identity.Caller, catalog string) (flags map[string]bool, err error) {
	flags = map[string]bool{}
	rows, err := tx.Query(`SELECT engagement FROM engagement_lead_flag WHERE account_id = ? AND catalog = ? AND principal = ?`, c.Account, catalog, c.Principal)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		flags[id] = true
	}
	return flags, rows.Err()
}
