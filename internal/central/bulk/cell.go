// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/entry"
	"cosell/internal/central/bulk/sheet"
)

var (
	isoDay     = regexp.MustCompile(`^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?$`)
	usDay      = regexp.MustCompile(`^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})$`)
	scientific = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$`)
	digits     = regexp.MustCompile(`^[0-9]+$`)
)

// read is what a cell says of its field: a text, a list of texts, or nil for nothing, and what is odd about the cell
// itself. A value that is not understood stays as it is: the rules say what they take.
func (c *Column) read(cell sheet.Cell) (any, *catalogue.Violation) {
	switch cell.Kind {
	case sheet.Formula:
		return nil, c.odd(oddFormula, cell.Text, "")
	case sheet.Broken:
		return nil, c.odd(oddBroken, cell.Text, "")
	case sheet.Text, sheet.Number, sheet.Date:
	}
	text := strings.TrimSpace(cell.Text)
	if text == "" {
		return nil, nil
	}
	if c.ImportMaxLen > 0 && !c.Many() && utf8.RuneCountInString(text) > c.ImportMaxLen {
		return text, c.odd(oddLength, text, "")
	}
	if c.Many() {
		return c.readMany(text), nil
	}
	return c.readOne(text)
}

// readOne reads a cell of one value.
func (c *Column) readOne(text string) (any, *catalogue.Violation) {
	switch c.Type {
	case "date":
		return c.readDay(text)
	case "currency":
		return text, nil // read when it is known which currency the record has
	case "phone":
		return entry.Phone(text), nil
	case "email":
		return strings.ToLower(text), nil
	}
	if w := wordlists()[c.Values]; w != nil {
		return w.value(text), nil
	}
	if c.Type == "text" && scientific.MatchString(text) && (c.Pattern != nil || c.ID == idPostal) {
		return text, c.odd(oddScientific, text, "")
	}
	switch c.ID {
	case idPostal:
		return entry.PostalCode(text), nil
	case idAccount, idDUNS:
		text = entry.Number(text)
	}
	return text, c.lostZeros(text)
}

// readMany reads a cell of several values.
func (c *Column) readMany(text string) any {
	all := []any{}
	for _, one := range several(text) {
		if w := wordlists()[c.Values]; w != nil {
			one = w.value(one)
		}
		if !slices.Contains(all, any(one)) {
			all = append(all, one)
		}
	}
	return all
}

// readDay reads a date. The month stands before the day, as in the United States, or the year before both; where only the
// other order makes a day, somebody's spreadsheet has turned them round, and perhaps in other rows where nobody can tell.
func (c *Column) readDay(text string) (any, *catalogue.Violation) {
	if m := isoDay.FindStringSubmatch(text); m != nil {
		if t, err := time.Parse("2006-1-2", m[1]+"-"+m[2]+"-"+m[3]); err == nil {
			return t.Format(time.DateOnly), nil
		}
	}
	m := usDay.FindStringSubmatch(text)
	if m == nil {
		return text, c.odd(oddDay, text, "")
	}
	if t, err := time.Parse("1/2/2006", text); err == nil {
		return t.Format(time.DateOnly), nil
	}
	if t, err := time.Parse("2/1/2006", text); err == nil {
		return text, c.odd(oddOrder, text, t.Format("01/02/2006"))
	}
	return text, c.odd(oddDay, text, "")
}

// lostZeros says that a number of fixed length has lost the zeros that it began with, as spreadsheets do to text that
// looks like a number.
func (c *Column) lostZeros(text string) *catalogue.Violation {
	want := map[string]int{idAccount: 12, idDUNS: 9}[c.ID]
	if want == 0 || len(text) >= want || !digits.MatchString(text) {
		return nil
	}
	return c.odd(oddZeros, text, strings.Repeat("0", want-len(text))+text)
}

// lostPostal says the same of a postal code, whose length is its country's. A code that has lost something and one that is
// just wrong are told apart by whether zeros mend it.
func (c *Column) lostPostal(text, country string) *catalogue.Violation {
	rule := catalogue.Postal(country)
	if rule.Regex == nil || rule.Fits(text) || !digits.MatchString(text) {
		return nil
	}
	for zeros := "0"; len(zeros) <= 3; zeros += "0" {
		if rule.Fits(zeros + text) {
			return c.odd(oddZeros, text, zeros+text)
		}
	}
	return nil
}
