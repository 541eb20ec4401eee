// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldb

import (
	"strconv"
	"strings"
)

// A Dialect is everything in which the two databases differ. All SQL is written once, with "?".
type Dialect struct {
	Name     string // "sqlite" or "postgres"
	Numbered bool   // $1 rather than ?
	Lock     string // suffix that claims rows for this transaction, or "" where one writer is the rule
	SkipLock string // the same, passing over rows that another transaction has claimed
	blob     string // type of sealed bytes
	serial   string // type of a key that the database counts up
	inKey    string // keeps the rows of a table in its key's own tree, where the database can: one tree less to write
}

var (
	onSQLite = Dialect{Name: "sqlite", blob: "BLOB", serial: "INTEGER PRIMARY KEY AUTOINCREMENT",
		inKey: "WITHOUT ROWID"}

	onPostgres = Dialect{
		Name: "postgres", Numbered: true, Lock: " FOR UPDATE", SkipLock: " FOR UPDATE SKIP LOCKED",
		blob: "BYTEA", serial: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
	}
)

// types puts the dialect's own type names into a migration.
func (d Dialect) types() *strings.Replacer {
	return strings.NewReplacer("{{blob}}", d.blob, "{{serial}}", d.serial, "{{in key}}", d.inKey)
}

// bind numbers the placeholders where the dialect wants it. A "?" inside quotes stays.
func (d Dialect) bind(query string) string {
	if !d.Numbered || !strings.Contains(query, "?") {
		return query
	}
	var b strings.Builder
	b.Grow(len(query) + 16)
	quoted, n := false, 0
	for i := range len(query) {
		switch c := query[i]; {
		case c == '\'':
			quoted = !quoted
			b.WriteByte(c)
		case c == '?' && !quoted:
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
