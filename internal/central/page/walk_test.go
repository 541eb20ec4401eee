// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package page_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/central/page"
	"cosell/internal/clock"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

type row struct {
	at   int64
	name string
	id   string
}

// A shelf is a table of rows that are listed, with many that share what they are sorted by.
type shelf struct {
	t      *testing.T
	db     *sqldb.DB
	tokens *page.Tokens
	rows   []row
}

func each(t *testing.T, test func(*testing.T, *shelf, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		master, err := secret.ParseMasterKey(strings.Repeat("7", 64))
		if err != nil {
			t.Fatal(err)
		}
		box, err := secret.Open(db, master)
		if err != nil {
			t.Fatal(err)
		}
		s := &shelf{t: t, db: db, tokens: page.NewTokens(box, clk)}
		if err := db.InTx(t.Context(), func(tx *sqldb.Tx) error {
			blob := "BLOB"
			if tx.Dialect().Numbered {
				blob = "BYTEA"
			}
			if _, err := tx.Exec(`CREATE TABLE shelf (at_us BIGINT NOT NULL, name_key ` + blob + ` NOT NULL, id TEXT NOT NULL)`); err != nil {
				return err
			}
			for n := range 23 {
				r := row{int64(n / 4), []string{"Äpfel", "apples", "", "林檎"}[n%4], fmt.Sprintf("id-%02d", n*7%23)}
				s.rows = append(s.rows, r)
				if _, err := tx.Exec(`INSERT INTO shelf (at_us, name_key, id) VALUES (?, ?, ?)`, r.at, []byte(r.name), r.id); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		test(t, s, clk)
	}, secret.Schema())
}

// page reads one page, as a room does.
func (s *shelf) page(w page.Walk, tenant, token string) ([]row, string, error) {
	if err := w.Begin(s.t.Context(), s.tokens, tenant, "ListShelf", map[string]string{"of": "all"}, token); err != nil {
		return nil, "", err
	}
	var found []row
	if err := s.db.View(s.t.Context(), func(tx *sqldb.Tx) (err error) {
		found = nil
		more, args := w.Continue([]any{"no-such"})
		rows, err := tx.Query(`SELECT at_us, name_key, id FROM shelf WHERE id <> ?`+more, args...)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var r row
			var name []byte
			if err := rows.Scan(&r.at, &name, &r.id); err != nil {
				return err
			}
			r.name = string(name)
			found = append(found, r)
		}
		return rows.Err()
	}); err != nil {
		return nil, "", err
	}
	found, next, err := page.End(s.t.Context(), &w, s.tokens, tenant, found, func(r row) page.Mark {
		if w.Bytes {
			return page.Mark{Key: r.name, ID: r.id}
		}
		return page.Number(r.at, r.id)
	})
	if next == nil {
		return found, "", err
	}
	return found, *next, err
}

func TestAWalkMeetsEachRowOnceInOrderWhateverItsPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *shelf, _ *clock.Manual) {
		for _, w := range []page.Walk{{By: "at_us"}, {By: "at_us", Falling: true}, {By: "name_key", Bytes: true}, {By: "name_key", Bytes: true, Falling: true}} {
			w.ID = "id"
			want := slices.Clone(s.rows)
			slices.SortFunc(want, func(a, b row) int {
				by := int(a.at - b.at)
				if w.Bytes {
					by = strings.Compare(a.name, b.name)
				}
				if by == 0 {
					by = strings.Compare(a.id, b.id)
				}
				if w.Falling {
					by = -by
				}
				return by
			})
			for _, w.Size = range []int{1, 4, 22, 23, 100} {
				var met []row
				for token, pages := "", 1; ; pages++ {
					rows, next, err := s.page(w, "1", token)
					if err != nil {
						t.Fatal(err)
					}
					if met = append(met, rows...); len(rows) > w.Size || pages > len(want)+1 {
						t.Fatalf("page %d has %d rows of %d", pages, len(rows), w.Size)
					}
					if token = next; token == "" {
						break
					}
				}
				if !slices.Equal(met, want) {
					t.Errorf("by %s falling %v in pages of %d: %v, want %v", w.By, w.Falling, w.Size, met, want)
				}
			}
		}
	})
}

func TestATokenIsOneTenantsForOneQueryAndOneDay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *shelf, clk *clock.Manual) {
		w := page.Walk{By: "at_us", ID: "id", Size: 3}
		_, token, err := s.page(w, "1", "")
		if err != nil || token == "" {
			t.Fatal(token, err)
		}
		falling, byName := w, w
		falling.Falling, byName.By, byName.Bytes = true, "name_key", true
		for name, try := range map[string]func() error{
			"another tenant": func() error { _, _, err := s.page(w, "2", token); return err },
			"another order":  func() error { _, _, err := s.page(falling, "1", token); return err },
			"another sort":   func() error { _, _, err := s.page(byName, "1", token); return err },
			"another query": func() error {
				other := w
				return other.Begin(t.Context(), s.tokens, "1", "ListShelf", map[string]string{"of": "some"}, token)
			},
			"another operation": func() error {
				other := w
				return other.Begin(t.Context(), s.tokens, "1", "ListOther", map[string]string{"of": "all"}, token)
			},
			"a changed token": func() error { _, _, err := s.page(w, "1", "A"+token[1:]+"A"); return err },
			"a long token":    func() error { _, _, err := s.page(w, "1", strings.Repeat("A", 4096)); return err },
			"no token":        func() error { _, _, err := s.page(w, "1", "not of here!"); return err },
		} {
			if err := try(); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.Size = 5
		if rows, _, err := s.page(w, "1", token); err != nil || len(rows) != 5 {
			t.Errorf("in larger pages: %v %v", rows, err)
		}
		clk.Advance(page.Lifetime - time.Second)
		if _, _, err := s.page(w, "1", token); err != nil {
			t.Errorf("within the day: %v", err)
		}
		clk.Advance(time.Second)
		if _, _, err := s.page(w, "1", token); !fault.Is(err, fault.Invalid) {
			t.Errorf("after the day: %v", err)
		}
	})
}

func TestNoValuesFilterNothing(t *testing.T) {
	t.Parallel()
	if sql, args := page.In("x", []string(nil), []any{1}); sql != "" || len(args) != 1 {
		t.Errorf("%q %v", sql, args)
	}
	if sql, args := page.In("x", []string{"a", "b"}, []any{1}); sql != " AND x IN (?, ?)" || !slices.Equal(args, []any{1, "a", "b"}) {
		t.Errorf("%q %v", sql, args)
	}
}
