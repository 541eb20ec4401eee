// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package listing

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"cosell/internal/central/page"
	"cosell/internal/sqldb"
)

// A Query asks for one page of opportunities.
type Query struct {
	Account string // empty for the AWS desk, which sees all partners
	Catalog string
	Where   []Cond
	Begins  []Text
	Among   *Among // nil: all
	Sort    Field
	Desc    bool
	After   *page.Mark // where the last page ended; a mark that leads back ends the page before it
	Limit   int
	Docs    bool // rows come with their documents
}

// A Text is looked for at the beginning of company and title, and as a whole identifier.
type Text struct {
	Prefix []byte // folded
	Number int64  // of the identifier that the text is, or 0
}

// A Row is an opportunity as lists show it.
type Row struct {
	Account, Catalog             string
	Number                       int64
	Company, Title, Country      string
	Stage, Review                string
	Origin, Involvement          string
	Owner, OwnerName, PartnerRef string
	Amount, Currency             string
	CloseDay                     int64
	Created, Modified, Submitted int64
	Doc                          []byte // the stored answer of GetOpportunity; for queries with Docs
}

// A Page is a part of a list.
type Page struct {
	Rows     []Row
	Next     *page.Mark // nil at the end
	Previous *page.Mark // nil at the beginning
	Short    bool       // as much was looked at as one page may: what follows may have more of this page
}

const rowColumns = `account_id, catalog, number, company, title, country, stage, review, origin, involvement, owner, owner_name,
	COALESCE(partner_ref, ''), amount, currency, close_day, created_us, modified_us, submitted_us`

func (r *Row) scan(scan func(...any) error, more ...any) error {
	return scan(append([]any{&r.Account, &r.Catalog, &r.Number, &r.Company, &r.Title, &r.Country, &r.Stage, &r.Review, &r.Origin,
		&r.Involvement, &r.Owner, &r.OwnerName, &r.PartnerRef, &r.Amount, &r.Currency, &r.CloseDay, &r.Created, &r.Modified,
		&r.Submitted}, more...)...)
}

// A key is a row as far as its place in the list goes.
type key struct {
	account string
	number  int64
	sort    any // int64 or []byte
}

// compare orders keys as the database does.
func (k key) compare(o key) int {
	if by := compareValues(k.sort, o.sort); by != 0 {
		return by
	}
	return compareValues(k.number, o.number)
}

func compareValues(a, b any) int {
	if x, isText := a.([]byte); isText {
		y, _ := b.([]byte)
		return bytes.Compare(x, y)
	}
	x, y := a.(int64), b.(int64)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// mark is what a token remembers of a key.
func (k key) mark(back bool) *page.Mark {
	m := &page.Mark{ID: strconv.FormatInt(k.number, 10), Back: back}
	switch v := k.sort.(type) {
	case int64:
		m.Key = strconv.FormatInt(v, 10)
	case []byte:
		m.Key = string(v)
	}
	return m
}

// from reads a mark of this query.
func (q *Query) from() (*key, error) {
	if q.After == nil {
		return nil, nil
	}
	number, err := strconv.ParseInt(q.After.ID, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("mark of a page: %w", err)
	}
	k := &key{number: number, sort: []byte(q.After.Key)}
	if !columns[q.Sort].bytes {
		n, err := strconv.ParseInt(q.After.Key, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("mark of a page: %w", err)
		}
		k.sort = n
	}
	return k, nil
}

// back says whether the page before a mark is asked for; it is found in the opposite order and turned round.
func (q *Query) back() bool { return q.After != nil && q.After.Back }

// falling is the order in which rows are looked for.
func (q *Query) falling() bool { return q.Desc != q.back() }

// implied adds what the filters imply for the sort: nothing is changed before it is created or submitted, or created before
// it is shared. A walk then begins where the first row may lie.
func (q *Query) implied() {
	for _, c := range q.Where {
		switch {
		case q.Sort == Modified && c.Field == Created && c.Op == From:
			q.Where = append(slices.Clip(q.Where), Cond{Modified, From, c.Values})
		case (q.Sort == Modified || q.Sort == Created) && c.Field == Shared && c.Op == From, q.Sort == Modified && c.Field == Submitted && c.Op == From:
			q.Where = append(slices.Clip(q.Where), Cond{q.Sort, From, c.Values})
		case q.Sort == Created && c.Field == Modified && c.Op == Until:
			q.Where = append(slices.Clip(q.Where), Cond{Created, Until, c.Values})
		}
	}
}

// Find answers one page.
func Find(tx *sqldb.Tx, q Query) (Page, error) {
	if !sorts[q.Sort] && (q.Account != "" || q.Sort != Submitted) {
		return Page{}, fmt.Errorf("field %d is no sort of this list", q.Sort)
	}
	from, err := q.from()
	if err != nil {
		return Page{}, err
	}
	q.implied()
	f := finder{tx: tx, q: &q, from: from}
	keys, err := f.keys(q.Limit + 1)
	if err != nil {
		return Page{}, err
	}
	return f.page(keys)
}

// page cuts the keys to the page, marks its ends and reads its rows.
func (f *finder) page(keys []key) (Page, error) {
	more := len(keys) > f.q.Limit
	if more {
		keys = keys[:f.q.Limit]
	}
	p := Page{Rows: make([]Row, 0, len(keys)), Short: f.end != nil && !more}
	if more || p.Short {
		last := f.end
		if more {
			last = &keys[len(keys)-1]
		}
		p.mark(f.q.back(), last)
	}
	if len(keys) == 0 {
		return p, nil
	}
	if f.q.After != nil {
		p.mark(!f.q.back(), &keys[0])
	}
	if f.q.back() {
		slices.Reverse(keys)
	}
	rows, err := f.rows(keys)
	if err != nil {
		return Page{}, err
	}
	for _, k := range keys {
		p.Rows = append(p.Rows, rows[k.number])
	}
	return p, nil
}

// mark says where the next page begins, or the one before.
func (p *Page) mark(back bool, at *key) {
	if back {
		p.Previous = at.mark(true)
	} else {
		p.Next = at.mark(false)
	}
}

// rows reads the rows of a page at once. The desk's rows have their own tenants: it finds them by number alone.
func (f *finder) rows(keys []key) (map[int64]Row, error) {
	var s clause
	s.add("SELECT " + rowColumns)
	if f.q.Docs {
		s.add(", doc")
	}
	if f.q.Account == "" {
		s.add(f.by("opportunity_number")+" WHERE "+HandedIn+" AND catalog = ?", f.q.Catalog)
	} else {
		s.add(f.by(columns[Number].index)+" WHERE account_id = ? AND catalog = ?", f.q.Account, f.q.Catalog)
	}
	numbers := make([]any, len(keys))
	for i, k := range keys {
		numbers[i] = k.number
	}
	s.and(Cond{Number, In, numbers})
	found, err := f.query(&s)
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }() // Err is read below
	all := make(map[int64]Row, len(keys))
	for found.Next() {
		var r Row
		var more []any
		if f.q.Docs {
			more = []any{&r.Doc}
		}
		if err := r.scan(found.Scan, more...); err != nil {
			return nil, err
		}
		all[r.Number] = r
	}
	return all, found.Err()
}
