// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"errors"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/solution"
	"cosell/internal/sqldb"
)

// question is a change as the rules are asked about it, with what they may look up.
type question struct {
	rule.Change
	failed error // the first look-up that failed: the answers after it mean nothing
}

// ask prepares a question about a record. before is nil on create.
func (r *Room) ask(ctx context.Context, c identity.Caller, moment rule.Moment, before, after *Record) *question {
	q := &question{Change: rule.Change{
		Moment: moment, API: c.ByAPI(), After: after.forRules(), Catalog: after.Catalog, Now: r.Clock.Now(), Settings: r.Settings,
		Partner: rule.Partner{Consulting: c.Partner.Consulting, SpecialProgram: c.Partner.SpecialProgram()},
	}}
	if before != nil {
		was := before.forRules()
		q.Before = &was
	}
	k := after.Key
	q.Related = func(id string) bool {
		found := false
		q.look(r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
			found, err = exists(tx, Key{k.Account, k.Catalog, ParseID(id)})
			return err
		}))
		return found
	}
	q.Taken = func(reference string) (other string) {
		if before != nil && doc.Text(before.Doc, referencePath) == reference {
			return ""
		}
		q.look(r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
			other, err = referenced(tx, k, reference)
			return err
		}))
		return other
	}
	q.SolutionState = func(id string) (status string) {
		q.look(r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
			status, err = solution.Status(tx, k.Account, k.Catalog, id)
			return err
		}))
		return status
	}
	q.MarketplaceOK = func(arn string) bool { return ownMarketplace(arn, k.Account) }
	q.OfferTaken = func(offer string) (other string) {
		q.look(r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
			other, err = offered(tx, k, offer)
			return err
		}))
		return other
	}
	return q
}

func (q *question) look(err error) {
	if q.failed == nil {
		q.failed = err
	}
}

// normalize puts AWS's silent corrections into the question and the record.
func (q *question) normalize(after *Record) {
	after.Doc = rule.Normalize(q.Change)
	if after.Stage() == "" && after.Review() == rule.ReviewPending {
		doc.Set(after.Doc, stagePath, rule.StageProspect) // a draft without a stage is at the first one
	}
	q.After.Doc = after.Doc
}

// broken are all rules that the change breaks.
func (q *question) broken() ([]catalogue.Violation, error) {
	violations := rule.Check(q.Change)
	return violations, q.failed
}

// Exists says whether an account has an opportunity of an identifier.
func (r *Room) Exists(tx *sqldb.Tx, account, catalog, id string) (bool, error) {
	return exists(tx, Key{account, catalog, ParseID(id)})
}

func exists(tx *sqldb.Tx, k Key) (bool, error) {
	var one int
	err := tx.Row(`SELECT 1 FROM opportunity WHERE account_id = ? AND catalog = ? AND number = ?`, k.Account, k.Catalog, k.Number).Scan(&one)
	if errors.Is(err, sqldb.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// referenced is the other opportunity that has a partner's identifier.
func referenced(tx *sqldb.Tx, k Key, reference string) (other string, err error) {
	return otherID(tx.Row(`SELECT number FROM opportunity WHERE account_id = ? AND catalog = ? AND partner_ref = ?`,
		k.Account, k.Catalog, reference), k)
}

// offered is the other opportunity that has a Marketplace offer.
func offered(tx *sqldb.Tx, k Key, offer string) (other string, err error) {
	return otherID(tx.Row(`SELECT number FROM opportunity_offer WHERE account_id = ? AND catalog = ? AND offer = ?`,
		k.Account, k.Catalog, offer), k)
}

func otherID(row *sqldb.Row, k Key) (string, error) {
	var n int64
	err := row.Scan(&n)
	switch {
	case errors.Is(err, sqldb.ErrNone) || err == nil && n == k.Number:
		return "", nil
	case err != nil:
		return "", err
	}
	return Key{Number: n}.ID(), nil
}

func unknownCatalog(catalog string) catalogue.Violation {
	return catalogue.Violation{
		Field: "catalog", Path: "Catalog", At: "Catalog", Code: catalogue.InvalidValue, Rule: "catalog-known",
		Value:   catalogue.Shown(catalog, false),
		Message: "catalog must be AWS or Sandbox", MessageJA: "カタログは AWS または Sandbox でなければなりません。",
		FixEN: "Choose AWS or Sandbox.", FixJA: "AWS または Sandbox を選択してください。",
	}
}

func badTime(err error) error {
	return fault.Malformed(catalogue.Violation{
		Field: "date", Path: "Date", Code: catalogue.InvalidStringFormat, Rule: "request-time", Message: err.Error(),
		MessageJA: "日時の形式ではありません。",
		FixEN:     "Give a time such as 2026-04-01T09:00:00Z.", FixJA: "2026-04-01T09:00:00Z のような日時を指定してください。",
	})
}
