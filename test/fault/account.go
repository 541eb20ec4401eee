// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/central/event/pattern"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// look opens the database beside the program, or after it.
func look(t *testing.T, url string, do func(tx *sqldb.Tx) error) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), url, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.View(t.Context(), do); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// arrived waits until all shared deals are with AWS and none has work left.
func (s *seller) arrived(t *testing.T, url string) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), url, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // it was only read
	states := map[string]string{}
	for end := time.Now().Add(bound); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		err := db.View(t.Context(), func(tx *sqldb.Tx) error { return standing(tx, s.account, states) })
		if err != nil {
			t.Fatal(err)
		}
		open := 0
		for _, deal := range s.shared {
			if states[deal] != "synced" {
				open++
			}
		}
		if open == 0 {
			return
		}
	}
	for _, deal := range s.shared {
		if states[deal] != "synced" {
			t.Errorf("after %v the deal %s is %q", bound, deal, states[deal])
		}
	}
}

// standing reads where each pairing with an opportunity stands.
func standing(tx *sqldb.Tx, account string, states map[string]string) error {
	rows, err := tx.Query(`SELECT record_id, CASE WHEN opportunity_id = '' THEN state || ', ' || message ELSE state END FROM ledger_pairing WHERE account_id = ?`, account)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var record, state string
		if err := rows.Scan(&record, &state); err != nil {
			return err
		}
		states[record] = state
	}
	return rows.Err()
}

// accounted looks into the database when the program has ended: each opportunity has one event that says it was
// created and the history of its version, and each event since an instant has one delivery for each target of each rule
// that takes it, which is delivered, dead, or waits with a time to try again.
func accounted(t *testing.T, url string, since time.Time) {
	t.Helper()
	from := strconv.FormatInt(sqldb.Micros(since), 10) // older events may be forgotten already
	look(t, url, func(tx *sqldb.Tx) error {
		for what, sql := range map[string]string{
			"opportunities without the history of their version": `SELECT COUNT(*) FROM opportunity o WHERE NOT EXISTS (SELECT 1 FROM opportunity_history h
				WHERE h.account_id = o.account_id AND h.catalog = o.catalog AND h.number = o.number AND h.version = o.version)`,
			"too many or too few events of creation": `SELECT ABS((SELECT COUNT(*) FROM opportunity_history WHERE version = 1 AND at_us >= ` + from + `) -
				(SELECT COUNT(*) FROM event WHERE detail_type = 'Opportunity Created' AND at_us >= ` + from + `))`,
			"records with two opportunities": `SELECT COUNT(*) FROM (SELECT partner_ref FROM opportunity WHERE partner_ref <> ''
				GROUP BY account_id, catalog, partner_ref HAVING COUNT(*) > 1) twice`,
			"deliveries in no known state": `SELECT COUNT(*) FROM event_delivery WHERE NOT (state IN ('delivered', 'dead') AND ended_us > 0
				OR state = 'waiting' AND due_us > 0 AND ended_us = 0)`,
			"deliveries without their event": `SELECT COUNT(*) FROM event_delivery d WHERE NOT EXISTS (SELECT 1 FROM event e
				WHERE e.account_id = d.account_id AND e.id = d.event_id)`,
			"deliveries that were planned twice": `SELECT COUNT(*) FROM (SELECT event_id FROM event_delivery
				GROUP BY account_id, event_id, rule, target HAVING COUNT(*) > 1) twice`,
		} {
			var n int
			if err := tx.Row(sql).Scan(&n); err != nil {
				return err
			}
			if n != 0 {
				t.Errorf("%d %s", n, what)
			}
		}
		return delivered(t, tx, since)
	})
}

// delivered holds the deliveries of all events since an instant against the rules.
func delivered(t *testing.T, tx *sqldb.Tx, since time.Time) error {
	events, err := texts(tx, 4, `SELECT account_id, id, detail_type, detail FROM event WHERE at_us >= ? ORDER BY account_id, id`, sqldb.Micros(since))
	if err != nil {
		return err
	}
	rules, err := texts(tx, 4, `SELECT r.account_id, r.name, r.pattern, t.id FROM event_rule r
		JOIN event_target t ON t.account_id = r.account_id AND t.rule = r.name WHERE r.enabled = 1`)
	if err != nil {
		return err
	}
	planned, err := texts(tx, 4, `SELECT account_id, event_id, rule, target FROM event_delivery`)
	if err != nil {
		return err
	}
	found := map[[4]string]bool{}
	for _, p := range planned {
		found[[4]string(p)] = true
	}
	taken := 0
	for _, e := range events {
		for _, r := range rules {
			if e[0] != r[0] || !takes(t, r[2], e[2], e[3]) {
				continue
			}
			taken++
			if !found[[4]string{e[0], e[1], r[1], r[3]}] {
				t.Errorf("the event %s (%s) has no delivery to %s of the rule %s", e[1], e[2], r[3], r[1])
			}
		}
	}
	t.Logf("%d events, %d deliveries", len(events), taken)
	return nil
}

// takes says whether a rule's pattern takes an event of Partner Central.
func takes(t *testing.T, text, detailType, detail string) bool {
	t.Helper()
	p, err := pattern.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := json.Marshal(map[string]any{"source": "aws.partnercentral-selling", "detail-type": detailType, "detail": json.RawMessage(detail)})
	if err != nil {
		t.Fatal(err)
	}
	d, err := doc.Parse(whole)
	if err != nil {
		t.Fatal(err)
	}
	return p.Match(d)
}

// texts reads rows of so many texts.
func texts(tx *sqldb.Tx, columns int, sql string, args ...any) (all [][]string, err error) {
	rows, err := tx.Query(sql, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		row, into := make([]string, columns), make([]any, columns)
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}
