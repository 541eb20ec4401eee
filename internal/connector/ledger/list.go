// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cosell/internal/sqldb"
)

// A Filter is what a list of the log asks for. Fields that are empty ask for nothing; of a field's values, any.
type Filter struct {
	Outcomes, Directions, Operations, Records, Opportunities []string
	NotOutcomes, NotOperations                               []string
	After, Before                                            time.Time // At or later; before
	Text                                                     string    // the record's name begins with it, or an id is it
	OldestFirst                                              bool
	Cursor                                                   string // of an earlier page with the same filter
	Limit                                                    int
}

// A Page is one page of the log. Next and Previous are cursors, "" at the ends.
type Page struct {
	Entries        []Entry
	Next, Previous string
	Total          int // at most Counted
}

// Counted is how far a list counts.
const Counted = 1000

// ErrCursor says that a cursor is not one that a list gave out.
var ErrCursor = fmt.Errorf("the cursor is not one of this list")

// List is a page of the log.
func (l *Ledger) List(tx *sqldb.Tx, account string, f Filter) (Page, error) {
	where, args := f.where(account)
	var p Page
	err := tx.Row(`SELECT COUNT(*) FROM (SELECT 1 AS one FROM ledger_log WHERE `+where+` LIMIT `+strconv.Itoa(Counted+1)+`) AS counted`, args...).Scan(&p.Total)
	if err != nil {
		return p, err
	}
	c, err := parseCursor(f.Cursor)
	if err != nil {
		return p, err
	}
	// Going back is going forward in the other order, turned round.
	ascending := f.OldestFirst != c.back
	order, than := "DESC", "<"
	if ascending {
		order, than = "ASC", ">"
	}
	if c.id != "" {
		where += ` AND (at ` + than + ` ? OR at = ? AND id ` + than + ` ?)`
		args = append(args, c.at, c.at, c.id)
	}
	p.Entries, err = l.rows(tx, false, `SELECT `+logColumns+` FROM ledger_log WHERE `+where+` ORDER BY at `+order+`, id `+order+` LIMIT ?`,
		append(args, f.Limit+1)...)
	if err != nil {
		return p, err
	}
	more := len(p.Entries) > f.Limit
	if more {
		p.Entries = p.Entries[:f.Limit]
	}
	if c.back {
		for i, j := 0, len(p.Entries)-1; i < j; i, j = i+1, j-1 {
			p.Entries[i], p.Entries[j] = p.Entries[j], p.Entries[i]
		}
	}
	if len(p.Entries) == 0 {
		return p, nil
	}
	first, last := p.Entries[0], p.Entries[len(p.Entries)-1]
	if more || c.back {
		p.Next = cursor{at: sqldb.Micros(last.At), id: last.ID}.String()
	}
	if c.back && more || !c.back && c.id != "" {
		p.Previous = cursor{at: sqldb.Micros(first.At), id: first.ID, back: true}.String()
	}
	return p, nil
}

// where builds the condition. Only column names that stand here get into the text; values are bound.
func (f Filter) where(account string) (string, []any) {
	where, args := []string{"account_id = ?"}, []any{account}
	in := func(column string, values []string, not string) {
		if len(values) == 0 {
			return
		}
		where = append(where, column+not+" IN (?"+strings.Repeat(", ?", len(values)-1)+")")
		for _, v := range values {
			args = append(args, v)
		}
	}
	in("outcome", f.Outcomes, "")
	in("outcome", f.NotOutcomes, " NOT")
	in("direction", f.Directions, "")
	in("operation", f.Operations, "")
	in("operation", f.NotOperations, " NOT")
	in("record_id", f.Records, "")
	in("opportunity_id", f.Opportunities, "")
	if !f.After.IsZero() {
		where, args = append(where, "at >= ?"), append(args, sqldb.Micros(f.After))
	}
	if !f.Before.IsZero() {
		where, args = append(where, "at < ?"), append(args, sqldb.Micros(f.Before))
	}
	if f.Text != "" {
		where = append(where, `(record_id = ? OR opportunity_id = ? OR id = ? OR LOWER(record_name) LIKE ? ESCAPE '\')`)
		args = append(args, f.Text, f.Text, f.Text, strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(f.Text))+"%")
	}
	return strings.Join(where, " AND "), args
}

// A cursor is the row that a page begins behind.
type cursor struct {
	at   int64
	id   string
	back bool
}

func (c cursor) String() string {
	way := "f"
	if c.back {
		way = "b"
	}
	return base64.RawURLEncoding.EncodeToString([]byte(way + strconv.FormatInt(c.at, 10) + "/" + c.id))
}

func parseCursor(s string) (cursor, error) {
	if s == "" {
		return cursor{}, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(text) < 2 || text[0] != 'f' && text[0] != 'b' {
		return cursor{}, ErrCursor
	}
	at, id, ok := strings.Cut(string(text[1:]), "/")
	n, err := strconv.ParseInt(at, 10, 64)
	if err != nil || !ok || id == "" {
		return cursor{}, ErrCursor
	}
	return cursor{at: n, id: id, back: text[0] == 'b'}, nil
}
