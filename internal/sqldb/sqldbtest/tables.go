// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldbtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// SameTables fails where the migrations leave SQLite and PostgreSQL with different tables, columns, keys or indexes.
func SameTables(t *testing.T, schemas ...sqldb.Schema) {
	t.Helper()
	clk := clock.NewManual(Start)
	lite := describe(t, SQLite(t, clk, schemas...), sqliteColumns, sqliteIndexes)
	post := describe(t, Postgres(t, clk, schemas...), postgresColumns, postgresIndexes)
	for _, line := range lite {
		if !slices.Contains(post, line) {
			t.Errorf("only SQLite has: %s", line)
		}
	}
	for _, line := range post {
		if !slices.Contains(lite, line) {
			t.Errorf("only PostgreSQL has: %s", line)
		}
	}
}

// Each query answers lines that mean the same on both: name, family of type, may it be null, place in the key.
const (
	sqliteColumns = `SELECT m.name || '.' || c.name || ' ' ||
			CASE upper(c.type) WHEN 'TEXT' THEN 'text' WHEN 'BLOB' THEN 'bytes' WHEN 'INTEGER' THEN 'number'
				WHEN 'BIGINT' THEN 'number' ELSE lower(c.type) END ||
			CASE WHEN c."notnull" = 1 OR c.pk > 0 THEN ' not null' ELSE '' END ||
			CASE WHEN c.pk > 0 THEN ' key ' || c.pk ELSE '' END
		FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'migration_%'`

	sqliteIndexes = `SELECT m.tbl_name || ' index ' || m.name || CASE WHEN l."unique" = 1 THEN ' unique' ELSE '' END ||
			' (' || (SELECT group_concat(COALESCE(name, 'expression') || CASE "desc" WHEN 1 THEN ' desc' ELSE '' END, ', ')
				FROM (SELECT name, "desc" FROM pragma_index_xinfo(m.name) WHERE key = 1 ORDER BY seqno)) || ')' ||
			CASE WHEN l.partial = 1 THEN ' partial' ELSE '' END
		FROM sqlite_master m JOIN pragma_index_list(m.tbl_name) l ON l.name = m.name
		WHERE m.type = 'index' AND m.sql IS NOT NULL`

	postgresColumns = `SELECT c.table_name || '.' || c.column_name || ' ' ||
			CASE c.data_type WHEN 'bytea' THEN 'bytes' WHEN 'integer' THEN 'number' WHEN 'bigint' THEN 'number' ELSE c.data_type END ||
			CASE WHEN c.is_nullable = 'NO' THEN ' not null' ELSE '' END ||
			COALESCE(' key ' || k.ordinal_position, '')
		FROM information_schema.columns c
		LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema AND p.table_name = c.table_name
			AND p.constraint_type = 'PRIMARY KEY'
		LEFT JOIN information_schema.key_column_usage k ON k.constraint_name = p.constraint_name
			AND k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = c.column_name
		WHERE c.table_schema = 'public' AND c.table_name NOT LIKE 'migration_%'`

	postgresIndexes = `SELECT t.relname || ' index ' || i.relname || CASE WHEN x.indisunique THEN ' unique' ELSE '' END ||
			' (' || (SELECT string_agg(COALESCE(a.attname, 'expression') ||
					CASE WHEN x.indoption[n - 1] & 1 = 1 THEN ' desc' ELSE '' END, ', ' ORDER BY n)
				FROM generate_series(1, x.indnkeyatts) n
				LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[n - 1] AND a.attnum > 0) || ')' ||
			CASE WHEN x.indpred IS NOT NULL THEN ' partial' ELSE '' END
		FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
		JOIN pg_namespace s ON s.oid = t.relnamespace
		WHERE s.nspname = 'public' AND t.relname NOT LIKE 'migration_%'
			AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid)`
)

func describe(t *testing.T, db *sqldb.DB, queries ...string) (lines []string) {
	t.Helper()
	for _, query := range queries {
		found, err := texts(t, db, query)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, found...)
	}
	slices.Sort(lines)
	return lines
}

// texts runs a query that answers one text a row.
func texts(t testing.TB, db *sqldb.DB, query string, args ...any) (lines []string, err error) {
	t.Helper()
	err = db.View(t.Context(), func(tx *sqldb.Tx) error {
		lines, err = read(tx, query, args...)
		return err
	})
	return lines, err
}

func read(tx *sqldb.Tx, query string, args ...any) (lines []string, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", firstWords(query), err)
	}
	defer func() { _ = rows.Close() }() // Err tells
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(any)
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprint(*into[len(into)-1].(*any))) // the last column is the one that is read
	}
	return lines, rows.Err()
}

func firstWords(query string) string {
	words := strings.Fields(query)
	return strings.Join(words[:min(8, len(words))], " ")
}
