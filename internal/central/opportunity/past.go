// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/sqldb"
)

// pastSource is where the facts come from that only the history of a record tells.
const pastSource = "Past"

// The fields that lists have of a record's past. They are filtered by and counted, and no request carries them.
const (
	FieldRoundTrips   = "review_round_trips" // how often AWS has sent it back
	FieldCloseMoves   = "close_date_moves"   // how often the target close date was put off
	FieldStepsChanged = "next_steps_changed" // the day of the last change; none without next steps
	FieldClosed       = "closed_date"        // the day on which it was launched or lost; none while it is open
)

// FieldRevenue is the amount that lists show and sort by: AWS's part of the customer's spend, or the first that there is.
const FieldRevenue = "listed_revenue"

// pastFields are what no catalogue has: what follows from a record's past, and what lists make of it.
var pastFields = []*catalogue.Field{
	{ID: FieldRoundTrips, Type: "number", Source: pastSource, Path: "RoundTrips"},
	{ID: FieldCloseMoves, Type: "number", Source: pastSource, Path: "CloseMoves"},
	{ID: FieldStepsChanged, Type: "date", Source: pastSource, Path: "StepsChanged"},
	{ID: FieldClosed, Type: "date", Source: pastSource, Path: "Closed"},
	{ID: FieldRevenue, Type: "currency", Source: pastSource, Path: "Revenue"},
}

// A past is what a record's history comes to.
type past struct {
	rounds, moves   int
	stepped, closed time.Time // zero for never
}

// pastOf reads the history of a record.
func pastOf(tx *sqldb.Tx, rec *Record) (p past, err error) {
	rows, err := tx.Query(`SELECT at_us, action, stage, changes FROM opportunity_history WHERE account_id = ? AND catalog = ? AND number = ?
		ORDER BY version`, rec.Account, rec.Catalog, rec.Number)
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var stage string
	for rows.Next() {
		var at int64
		var action, now, changes string
		if err := rows.Scan(&at, &action, &now, &changes); err != nil {
			return p, err
		}
		if action == ActionAsk {
			p.rounds++
		}
		if now != stage {
			stage, p.closed = now, sqldb.Time(at)
		}
		if err := p.read(changes); err != nil {
			return p, fmt.Errorf("history of %s: %w", rec.ID(), err)
		}
	}
	if doc.Text(rec.Doc, catalogue.PathNextSteps) != "" {
		p.stepped = rec.stepped()
	}
	if s := rec.Stage(); s != rule.StageLaunched && s != rule.StageClosedLost {
		p.closed = time.Time{}
	}
	return p, rows.Err()
}

// stepped is when the next steps changed last, as their own history tells; the record's is sealed where it says what they were.
func (r *Record) stepped() time.Time {
	last := r.Created
	for _, entry := range doc.Objects(r.Doc, catalogue.PathNextStepsHistory) {
		if at, err := selling.ParseTimestamp(doc.Text(entry, "Time")); err == nil && at.After(last) {
			last = at
		}
	}
	return last
}

// read takes what one entry of the history changed.
func (p *past) read(changes string) error {
	if !strings.Contains(changes, catalogue.PathCloseDate) {
		return nil
	}
	var all []Change
	if err := json.Unmarshal([]byte(changes), &all); err != nil {
		return err
	}
	for _, c := range all {
		before, _ := c.Before.(string)
		after, _ := c.After.(string)
		if c.Path == catalogue.PathCloseDate && before != "" && day(after) > day(before) {
			p.moves++
		}
	}
	return nil
}

// doc is the past as facts are read out of it.
func (p past) doc() doc.Doc {
	d := doc.Doc{"RoundTrips": strconv.Itoa(p.rounds), "CloseMoves": strconv.Itoa(p.moves)}
	if !p.stepped.IsZero() {
		d["StepsChanged"] = p.stepped.UTC().Format(time.DateOnly)
	}
	if !p.closed.IsZero() {
		d["Closed"] = p.closed.UTC().Format(time.DateOnly)
	}
	return d
}
