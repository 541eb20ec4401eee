// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"cosell/internal/ace/fact"
	"cosell/internal/central/opportunity/concordance"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/sqldb"
)

// looks is how many records a page and its count may ask for their facts: some thirty milliseconds' worth.
const looks = 2000

// narrowed is what the conditions leave of a place's records, in the transaction that lists them.
func narrowed(tx *sqldb.Tx, p concordance.Place, conds []fact.Cond) (*listing.Among, error) {
	holds := func(f fact.Facts) bool {
		for _, c := range conds {
			if !c.Holds(f) {
				return false
			}
		}
		return true
	}
	needs := make([]fact.Need, len(conds))
	for i, c := range conds {
		needs[i] = c.Need()
	}
	in, exact, err := concordance.Find(tx, p, needs)
	if err != nil {
		return nil, err
	}
	a := &listing.Among{In: in, Fresh: map[int64]bool{}, Sure: exact, Looks: looks, Along: along(tx, p)}
	a.Look = func(numbers []int64) (map[int64]bool, error) {
		all, err := concordance.Facts(tx, p, numbers, conds...)
		wanted := make(map[int64]bool, len(all))
		for n, f := range all {
			wanted[n] = holds(f)
		}
		return wanted, err
	}
	unread, err := concordance.Unread(tx, p, 2*asides)
	if err != nil {
		return nil, err
	}
	for _, n := range unread {
		f, err := factsOf(tx, Key{p.Account, p.Catalog, n})
		if err != nil {
			return nil, err
		}
		a.Fresh[n] = holds(f)
	}
	return a, nil
}

// factOf are the sorts whose order the concordance knows, with the field that has their values.
var factOf = map[listing.Field]string{listing.Created: "created_date", listing.Modified: "last_modified_date",
	listing.CloseDay: "target_close_date", listing.Amount: FieldRevenue}

// along goes through candidates by the days or the numbers that the concordance has of them.
func along(tx *sqldb.Tx, p concordance.Place) func(listing.Field, bool, *int64, *concordance.Set, func(listing.Stretch) (bool, error)) (bool, error) {
	const little = 1000
	return func(sort listing.Field, falling bool, from *int64, in *concordance.Set, take func(listing.Stretch) (bool, error)) (bool, error) {
		id, known := factOf[sort]
		if !known {
			return false, nil
		}
		walk := concordance.Along{Tx: tx, Place: p, Field: Sheet.ByID(id), Falling: falling, Little: little}
		if from != nil {
			walk.From = keyOf(sort, *from)
		}
		return true, walk.Each(in, func(s concordance.Stretch) (bool, error) {
			low, high := valuesOf(sort, s.Low, s.High)
			return take(listing.Stretch{Numbers: s.Set, Low: low, High: high})
		})
	}
}

// keyOf is the value of a sort as facts have it.
func keyOf(sort listing.Field, value int64) string {
	switch sort {
	case listing.Created, listing.Modified:
		return sqldb.Time(value).UTC().Format("20060102")
	case listing.CloseDay:
		return fmt.Sprintf("%08d", value)
	}
	const most = 999_999_999_999_999_999 // facts have eighteen digits
	return fmt.Sprintf("%018d", min(max(value, 0), most))
}

// valuesOf are the least and the largest value of a sort whose keys lie between two, which may be the ends of a year or a month.
func valuesOf(sort listing.Field, low, high string) (least, most int64) {
	if strings.Trim(low, "0") == "" {
		least = math.MinInt64
	}
	if sort == listing.CloseDay || sort == listing.Amount {
		if least == 0 {
			least = digits(low)
		}
		if most = digits(high); sort == listing.Amount && strings.Trim(high, "9") == "" {
			most = math.MaxInt64
		}
		return least, most
	}
	if least == 0 {
		least = sqldb.Micros(time.Date(int(digits(low[:4])), time.Month(max(digits(low[4:6]), 1)), int(max(digits(low[6:]), 1)), 0, 0, 0, 0, time.UTC))
	}
	year, month := int(digits(high[:4])), time.Month(min(digits(high[4:6]), 12))
	end := time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC)
	if day := int(digits(high[6:])); day < 31 {
		end = time.Date(year, month, day+1, 0, 0, 0, 0, time.UTC)
	}
	return least, sqldb.Micros(end) - 1
}

// digits is the number that digits are.
func digits(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0 // keys are digits
	}
	return n
}
