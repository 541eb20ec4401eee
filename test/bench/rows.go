// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"cosell/internal/central/opportunity/listing"
)

// multiply copies the account's opportunities, with other numbers, names, dates and states, until there are n. What an
// interruption leaves is thrown away by the next run, so there is no journal; the cache holds the indexes, whose pages are
// met at random.
func multiply(ctx context.Context, file, account string, n int) (err error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-1200000)&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	names, rows, err := existing(ctx, db, account)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errors.New("there is no opportunity to copy")
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	st, err := tx.PrepareContext(ctx, `INSERT INTO opportunity (`+strings.Join(names, ", ")+`) VALUES (?`+strings.Repeat(", ?", len(names)-1)+`)`)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(42, 42))
	for i := len(rows); i < n; i++ {
		if _, err := st.ExecContext(ctx, vary(names, rows[i%len(rows)], i, random)...); err != nil {
			return fmt.Errorf("row %d: %w", i, err)
		}
	}
	return tx.Commit()
}

func existing(ctx context.Context, db *sql.DB, account string) (names []string, all [][]any, err error) {
	rows, err := db.QueryContext(ctx, `SELECT * FROM opportunity WHERE account_id = ? AND catalog = 'AWS'`, account)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }() // Err tells
	if names, err = rows.Columns(); err != nil {
		return nil, nil, err
	}
	for rows.Next() {
		row, into := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, nil, err
		}
		all = append(all, row)
	}
	return names, all, rows.Err()
}

// states are what copies are in, by weight.
var states = []struct{ review, stage string }{
	{"Approved", "Qualified"}, {"Approved", "Technical Validation"}, {"Approved", "Prospect"}, {"Approved", "Committed"},
	{"Pending Submission", "Prospect"}, {"Submitted", "Prospect"}, {"Approved", "Launched"}, {"Approved", "Closed Lost"},
	{"Action Required", "Qualified"}, {"Rejected", "Prospect"},
}

var (
	firstDay = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	firstEnd = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
)

// vary is a copy of row. One in a hundred has the same instant as many others, as a bulk import leaves them.
func vary(names []string, row []any, i int, random *rand.Rand) []any {
	made := append([]any(nil), row...)
	state := states[random.IntN(len(states))]
	company, title := fmt.Sprintf("Company %02d", i%20), fmt.Sprintf("Project %06d", random.IntN(1_000_000))
	created := firstDay.Add(time.Duration(random.Int64N(int64(500 * 24 * time.Hour))))
	modified := created.Add(time.Duration(random.Int64N(int64(180 * 24 * time.Hour))))
	if i%100 == 0 {
		modified = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	}
	closes := firstEnd.AddDate(0, 0, random.IntN(400))
	cents := int64(random.IntN(10_000_000))
	sum := fmt.Sprintf("%d.%02d", cents/100, cents%100)
	set := map[string]any{
		"number": int64(100_000_000 + i), "state": listing.StateOf(state.review, state.stage), "review": state.review, "stage": state.stage,
		"company": company, "company_key": listing.Fold(company), "title": title, "title_key": listing.Fold(title),
		"created_us": created.UnixMicro(), "modified_us": modified.UnixMicro(), "submitted_us": modified.UnixMicro(),
		"close_day": int64(closes.Year()*10_000 + int(closes.Month())*100 + closes.Day()),
		"amount":    sum, "amount_cents": cents, "partner_ref": nil,
	}
	for k, name := range names {
		if v, ok := set[name]; ok {
			made[k] = v
		}
		if text, is := made[k].(string); is && name == "doc" {
			made[k] = retold(reworded(reworded(text, `"CompanyName":"`, company), `"Title":"`, title), map[string]string{
				`"Stage":"`: state.stage, `"ReviewStatus":"`: state.review, `"TargetCloseDate":"`: closes.Format(time.DateOnly), `"Amount":"`: sum})
		}
	}
	return made
}

// reworded is a document in which a member has another value, filled up to the length of the old one: places in the document
// are kept beside it.
func reworded(text, member, value string) string {
	before, rest, found := strings.Cut(text, member)
	old, after, whole := strings.Cut(rest, `"`)
	if !found || !whole || len(old) < len(value) {
		return text
	}
	return before + member + value + strings.Repeat(" ", len(old)-len(value)) + `"` + after
}

// retold is a document in which members behind the customer's people have other values: facts are read there.
func retold(text string, values map[string]string) string {
	head, tail, _ := strings.Cut(text, `"LifeCycle":`)
	for member, value := range values {
		before, rest, found := strings.Cut(tail, member)
		if _, after, whole := strings.Cut(rest, `"`); found && whole {
			tail = before + member + value + `"` + after
		}
	}
	return head + `"LifeCycle":` + tail
}
