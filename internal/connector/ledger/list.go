// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"fmt"
	"strings"
	"time"

	"cosell/internal/connector/keyset"
	"cosell/internal/sqldb"
)

// A Filter is what a list of the log asks for. Fields that are empty ask for nothing; of a field's values, any.
type Filter struct {
	Outcomes, Directions, Operations, Records, Opportunities []string
	NotOutcomes, NotDirections, NotOperations                []string
	NotRecords, NotOpportunities                             []string
	After, Before                                            time.Time // At or later; before
	Text                                                     string    // the record's name begins with it, or an id is it
	OldestFirst                                              bool
	Cursor                                                   string // of an earlier page with the same filter
	Limit                                                    int
}

// list is a page of the log.
func (l *Ledger) list(tx *sqldb.Tx, account string, f Filter) (keyset.Page[Entry], error) {
	var page keyset.Page[Entry]
	where, args := f.where(account)
	query := fmt.Sprintf("%s\n%v\n%t", where, args, f.OldestFirst)
	mark, err := keyset.Parse(f.Cursor, query)
	if err != nil {
		return page, err
	}
	var total int
	if err := tx.Row(fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 AS one FROM ledger_log WHERE %s LIMIT %d) AS counted`, where, keyset.Counted+1),
		args...).Scan(&total); err != nil {
		return page, err
	}
	behind, more, orderBy := keyset.Order{Column: "at", ID: "id", Desc: !f.OldestFirst}.Clause(mark)
	rows, err := l.rows(tx, false, `SELECT `+logColumns+` FROM ledger_log WHERE `+where+behind+orderBy+` LIMIT ?`,
		append(append(args, more...), f.Limit+1)...)
	if err != nil {
		return page, err
	}
	page = keyset.Cut(rows, f.Limit, mark, query, func(e Entry) (any, string) { return sqldb.Micros(e.At), e.ID })
	page.Total, page.Capped = min(total, keyset.Counted), total > keyset.Counted
	return page, nil
}

// indexed are the columns with an index in the order of the log.
var indexed = map[string]bool{"outcome": true, "record_id": true, "opportunity_id": true}

// where builds the condition. Only column names that stand here get into the text; values are bound.
func (f Filter) where(account string) (string, []any) {
	where, args := []string{"account_id = ?"}, []any{account}
	// One value of a column is read from its index, which is in the list's order. Several would leave the rows to be sorted,
	// so they are looked at in the order of the list.
	in := func(column string, values []string, not string) {
		switch {
		case len(values) == 0:
			return
		case len(values) == 1 && not == "" && indexed[column]:
			where = append(where, column+" = ?")
		default:
			where = append(where, "("+column+" || '')"+not+" IN (?"+strings.Repeat(", ?", len(values)-1)+")")
		}
		for _, v := range values {
			args = append(args, v)
		}
	}
	in("outcome", f.Outcomes, "")
	in("outcome", f.NotOutcomes, " NOT")
	in("direction", f.Directions, "")
	in("direction", f.NotDirections, " NOT")
	in("operation", f.Operations, "")
	in("operation", f.NotOperations, " NOT")
	in("record_id", f.Records, "")
	in("record_id", f.NotRecords, " NOT")
	in("opportunity_id", f.Opportunities, "")
	in("opportunity_id", f.NotOpportunities, " NOT")
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
