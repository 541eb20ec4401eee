// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"slices"
	"strings"
)

// A clause is a piece of SQL with its arguments.
type clause struct {
	sql  strings.Builder
	args []any
}

func (c *clause) add(sql string, args ...any) {
	c.sql.WriteString(sql)
	c.args = append(c.args, args...)
}

// and joins conditions that the database may serve by an index.
func (c *clause) and(conds ...Cond) {
	for _, cond := range conds {
		c.add(" AND ")
		cond.write(c, columns[cond.Field].name)
	}
}

// leaving says, in the index's own words, that what it leaves out is not wanted: without them it cannot be used.
func (c *clause) leaving(f Field) {
	if but := columns[f].but; but != nil {
		c.add(" AND " + columns[f].name + " <> '" + *but + "'")
	}
	if columns[f].above {
		c.add(" AND " + columns[f].name + " > 0")
	}
}

// passing joins conditions that the database must not choose an index by: it has been decided which one serves. An
// expression over the column is such a condition, on both databases.
func (c *clause) passing(conds ...Cond) {
	for _, cond := range conds {
		c.add(" AND ")
		cond.write(c, plain(cond.Field))
	}
}

func plain(f Field) string {
	name := columns[f].name
	return "COALESCE(" + name + ", " + name + ")"
}

// write compares expr, which stands for the column.
func (c Cond) write(into *clause, expr string) {
	switch c.Op {
	case In, NotIn:
		c.writeAmong(into, expr)
	case From:
		into.add(expr+" >= ?", c.Values[0])
	case Until:
		into.add(expr+" <= ?", c.Values[0])
	case Prefix:
		into.add("(")
		for i, v := range c.Values {
			if i > 0 {
				into.add(" OR ")
			}
			into.writeRange(expr, v.([]byte))
		}
		into.add(")")
	}
}

func (c Cond) writeAmong(into *clause, expr string) {
	if len(c.Values) == 0 { // none of nothing holds always, any of nothing never
		into.add(map[Op]string{In: "1 = 0", NotIn: "1 = 1"}[c.Op])
		return
	}
	if c.Op == In && len(c.Values) == 1 {
		into.add(expr+" = ?", c.Values[0])
		return
	}
	not := ""
	if c.Op == NotIn {
		not = " NOT"
	}
	into.add(expr+not+" IN (?"+strings.Repeat(", ?", len(c.Values)-1)+")", c.Values...)
}

// writeRange is "begins with" as a range that an index serves.
func (c *clause) writeRange(expr string, prefix []byte) {
	c.add("("+expr+" >= ?", prefix)
	if end := after(prefix); end != nil {
		c.add(" AND "+expr+" < ?", end)
	}
	c.add(")")
}

// beginning demands each text at the beginning of company or title, or as the identifier.
func (c *clause) beginning(texts []Text) {
	for _, t := range texts {
		c.add(" AND (")
		c.writeRange(plain(Company), t.Prefix)
		c.add(" OR ")
		c.writeRange(plain(Title), t.Prefix)
		c.add(" OR "+plain(Number)+" = ?)", t.Number)
	}
}

// after is the first text that no longer begins with prefix, or nil when every later text does.
func after(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < 0xff {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}

// different are the values without repetitions: texts that a caller tells apart may be the same once folded.
func (c Cond) different() (values []any) {
	for _, v := range c.Values {
		if !slices.ContainsFunc(values, func(w any) bool { return compareValues(v, w) == 0 }) {
			values = append(values, v)
		}
	}
	return values
}
