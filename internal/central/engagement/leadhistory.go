// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// The actions of a lead's history.
const (
	LeadActionAccept   = "accept"
	LeadActionStatus   = "status"
	LeadActionUpdate   = "update"
	LeadActionTransfer = "transfer"
	LeadActionConvert  = "convert"
)

// A LeadValue is one value of a lead that became another. The path is that of AWS's Lead, or Owner or Opportunity.
type LeadValue struct {
	Path   string `json:"path"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// A LeadEntry is one line of a lead's history.
type LeadEntry struct {
	Number               int64
	At                   int64  // microseconds
	Kind, Name, Proposer string // of who did it, as in the history of an opportunity
	Action, Comment      string
	Changes              []LeadValue
}

// A leadKey names a lead of an account.
type leadKey struct{ account, catalog, engagement string }

func (k leadKey) historyPlace(number int64) string {
	return fmt.Sprintf("engagement_lead_history.changes/%s/%s/%d", k.catalog, k.engagement, number)
}

// enterInto writes a line into the history of a lead. The lead's row is claimed first, so that two at once get two numbers.
func (r *Room) enterInto(tx *sqldb.Tx, k leadKey, c identity.Caller, e LeadEntry) error {
	tx.About(k.account, k.engagement)
	if err := heed(tx, k.account, k.catalog, k.engagement); err != nil {
		return err
	}
	if err := tx.Row(`SELECT COALESCE(max(number), 0) + 1 FROM engagement_lead_history WHERE account_id = ? AND catalog = ? AND engagement = ?`,
		k.account, k.catalog, k.engagement).Scan(&e.Number); err != nil {
		return err
	}
	e.Kind, e.Name, e.Proposer = c.Kind(), c.Name, c.Proposer
	actor := c.Principal
	if c.Account != k.account { // a colleague at another company is theirs: the company is all that is told
		company, err := companyOf(tx, c.Account)
		if err != nil {
			return err
		}
		e.Name, e.Proposer, actor = company, "", c.Account
	}
	var sealed any
	if len(e.Changes) > 0 {
		plain, err := json.Marshal(e.Changes)
		if err != nil {
			return err
		}
		if sealed, err = r.Box.SealTx(tx, k.account, k.historyPlace(e.Number), plain); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`INSERT INTO engagement_lead_history (account_id, catalog, engagement, number, at_us, action, actor_kind, actor, actor_name, proposer, comment, changes)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, k.account, k.catalog, k.engagement, e.Number, sqldb.Micros(tx.Now()), e.Action, e.Kind, actor,
		e.Name, e.Proposer, e.Comment, sealed)
	return err
}

// enterIntoAll writes a line into the history that each member of an engagement keeps of its lead.
func (r *Room) enterIntoAll(tx *sqldb.Tx, c identity.Caller, e *engagement, line LeadEntry) error {
	members, err := r.Members(tx, e.catalog, e.id)
	if err != nil {
		return err
	}
	for _, account := range members {
		if account == identity.AWS {
			continue
		}
		own := line
		if account != c.Account {
			own.Comment = "" // a reason is for the partner's own people
		}
		if err := r.enterInto(tx, leadKey{account, e.catalog, e.id}, c, own); err != nil {
			return err
		}
	}
	return nil
}

// leadHistoryPage is how many entries a page of history has.
const leadHistoryPage = 50

// LeadHistory is a page of what happened to a lead, newest first. until is the number from which on older entries are asked
// for, 0 for the newest; next is that of the following page, 0 at the end.
func (r *Room) LeadHistory(ctx context.Context, c identity.Caller, catalog, id string, until int64) (all []LeadEntry, next int64, err error) {
	if err := enterLeads(c, catalog); err != nil {
		return nil, 0, err
	}
	if until <= 0 {
		until = 1<<63 - 1
	}
	k := leadKey{c.Account, catalog, selling.IDOf(id)}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		all, next = nil, 0
		if _, found, err := r.leadRow(tx, k.account, k.catalog, k.engagement); err != nil || !found {
			return errors.Join(err, missingUnless(found))
		}
		if err := mayWork(tx, c, k); err != nil {
			return err
		}
		sealed, err := leadEntries(tx, k, until, &all)
		if err != nil {
			return err
		}
		if len(all) > leadHistoryPage {
			next, all = all[leadHistoryPage].Number, all[:leadHistoryPage]
		}
		for i := range all {
			if sealed[i] == nil {
				continue
			}
			plain, err := r.Box.OpenTx(tx, k.account, k.historyPlace(all[i].Number), sealed[i])
			if err != nil {
				return err
			}
			if err := json.Unmarshal(plain, &all[i].Changes); err != nil {
				return fmt.Errorf("history of lead %s: %w", k.engagement, err)
			}
		}
		return nil
	})
	return all, next, err
}

func missingUnless(found bool) error {
	if found {
		return nil
	}
	return fault.Missing()
}

func leadEntries(tx *sqldb.Tx, k leadKey, until int64, all *[]LeadEntry) (sealed [][]byte, err error) {
	rows, err := tx.Query(`SELECT number, at_us, action, actor_kind, actor_name, proposer, comment, changes FROM engagement_lead_history
		WHERE account_id = ? AND catalog = ? AND engagement = ? AND number <= ? ORDER BY number DESC LIMIT ?`,
		k.account, k.catalog, k.engagement, until, leadHistoryPage+1)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var e LeadEntry
		var changes []byte
		if err := rows.Scan(&e.Number, &e.At, &e.Action, &e.Kind, &e.Name, &e.Proposer, &e.Comment, &changes); err != nil {
			return nil, err
		}
		*all, sealed = append(*all, e), append(sealed, changes)
	}
	return sealed, rows.Err()
}

// leadChanges are the values in which two states of a lead differ. Of the interactions the last one counts: it is what the
// lead says of its person and its need.
func leadChanges(before, after *selling.Lead) (all []LeadValue) {
	was, is := leadValues(before), leadValues(after)
	for i := range was {
		if was[i].After != is[i].After {
			all = append(all, LeadValue{was[i].Path, was[i].After, is[i].After})
		}
	}
	return all
}

func leadValues(l *selling.Lead) []LeadValue {
	a, m := selling.LeadAddress{}, selling.LeadInteraction{}
	if l.Customer.Address != nil {
		a = *l.Customer.Address
	}
	if n := len(l.Interactions); n > 0 {
		m = l.Interactions[n-1]
	}
	return []LeadValue{
		{"QualificationStatus", "", standing(l)}, {"Customer.CompanyName", "", l.Customer.CompanyName},
		{"Customer.WebsiteUrl", "", or(l.Customer.WebsiteURL)}, {"Customer.Industry", "", or(l.Customer.Industry)},
		{"Customer.MarketSegment", "", or(l.Customer.MarketSegment)}, {"Customer.AwsMaturity", "", or(l.Customer.AwsMaturity)},
		{"Customer.Address.CountryCode", "", or(a.CountryCode)}, {"Customer.Address.StateOrRegion", "", or(a.StateOrRegion)},
		{"Customer.Address.City", "", or(a.City)}, {"Customer.Address.PostalCode", "", or(a.PostalCode)},
		{"Interactions[].Usecase", "", or(m.Usecase)}, {"Interactions[].BusinessProblem", "", or(m.BusinessProblem)},
		{"Interactions[].CustomerAction", "", or(m.CustomerAction)}, {"Interactions[].Contact.LastName", "", m.Contact.LastName},
		{"Interactions[].Contact.FirstName", "", m.Contact.FirstName}, {"Interactions[].Contact.BusinessTitle", "", m.Contact.BusinessTitle},
		{"Interactions[].Contact.Email", "", m.Contact.Email}, {"Interactions[].Contact.Phone", "", or(m.Contact.Phone)},
	}
}

func or(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
