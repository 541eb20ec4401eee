// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package tally

import (
	"errors"
	"slices"

	"github.com/shopspring/decimal"

	"cosell/internal/ace/fact"
	"cosell/internal/sqldb"
)

// A Sum is what a slot comes to.
type Sum struct {
	Records int64
	Amount  decimal.Decimal // of the slot's currency; zero in charts without money
}

// Counts are what charts show.
type Counts map[Slot]Sum

// add puts a record into its slots, or with by -1 takes it out.
func (c Counts) add(slots map[Slot]string, by int64) {
	for s, hundredths := range slots {
		sum := c[s]
		sum.Records += by
		if amount, err := decimal.NewFromString(hundredths); err == nil {
			sum.Amount = sum.Amount.Add(amount.Shift(-2).Mul(decimal.NewFromInt(by)))
		}
		c[s] = sum
	}
}

// Move takes a record out of where it was and puts it where it is now, as far as it is an owner's; "" stands for all.
func (p Past) Move(c Counts, owner string, was, now fact.Facts) {
	if owner == "" || of(was, OwnerFact) == owner {
		c.add(p.Slots(was), -1)
	}
	if owner == "" || of(now, OwnerFact) == owner {
		c.add(p.Slots(now), 1)
	}
}

// A Change is records that moved, for all of a partner and for each owner. The owner "" stands for all.
type Change struct {
	past Past
	by   map[string]Counts
}

// Changes begins a change.
func (p Past) Changes() *Change { return &Change{p, map[string]Counts{}} }

// Note remembers that a record has moved.
func (c *Change) Note(was, now fact.Facts) {
	owners := []string{"", of(was, OwnerFact), of(now, OwnerFact)}
	slices.Sort(owners)
	for _, owner := range slices.Compact(owners) {
		if c.by[owner] == nil {
			c.by[owner] = Counts{}
		}
		c.past.Move(c.by[owner], owner, was, now)
	}
}

const slotIs = ` WHERE account_id = ? AND catalog = ? AND owner = ? AND chart = ? AND slot = ?`

// Apply writes the change. Whoever does holds the place, so nobody counts beside it.
func (c *Change) Apply(tx *sqldb.Tx, account, catalog string) error {
	for owner, counts := range c.by {
		for s, by := range counts {
			if by.Records == 0 && by.Amount.IsZero() {
				continue
			}
			if err := write(tx, []any{account, catalog, owner, string(s.Chart), []byte(s.Key)}, by); err != nil {
				return err
			}
		}
	}
	return nil
}

func write(tx *sqldb.Tx, key []any, by Sum) error {
	var records int64
	var text string
	err := tx.Row(`SELECT records, amount FROM opportunity_tally`+slotIs, key...).Scan(&records, &text)
	if err != nil && !errors.Is(err, sqldb.ErrNone) {
		return err
	}
	amount := by.Amount
	if err == nil {
		stood, err := decimal.NewFromString(text)
		if err != nil {
			return err
		}
		amount = amount.Add(stood)
	}
	if records += by.Records; records == 0 {
		_, err = tx.Exec(`DELETE FROM opportunity_tally`+slotIs, key...)
		return err
	}
	_, err = tx.Exec(`INSERT INTO opportunity_tally (account_id, catalog, owner, chart, slot, records, amount) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, catalog, owner, chart, slot) DO UPDATE SET records = excluded.records, amount = excluded.amount`,
		append(key, records, amount.String())...)
	return err
}

// selectCounts reads all counts of an owner along the table's key.
const selectCounts = `SELECT chart, slot, records, amount FROM opportunity_tally WHERE account_id = ? AND catalog = ? AND owner = ?`

// Read reads the counts of an owner, "" for all of the partner's.
func Read(tx *sqldb.Tx, account, catalog, owner string) (c Counts, err error) {
	rows, err := tx.Query(selectCounts, account, catalog, owner)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	c = Counts{}
	for rows.Next() {
		var s Slot
		var key []byte
		var sum Sum
		var amount string
		if err := rows.Scan(&s.Chart, &key, &sum.Records, &amount); err != nil {
			return nil, err
		}
		if sum.Amount, err = decimal.NewFromString(amount); err != nil {
			return nil, err
		}
		s.Key = string(key)
		c[s] = sum
	}
	return c, rows.Err()
}
