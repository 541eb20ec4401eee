// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package sheet reads and writes the tables that people keep in files: CSV in the encodings that spreadsheets write, and
// XLSX. It knows nothing of what the tables are about.
//
// What it reads comes from strangers: every size is bounded before it is believed, and a file that cannot be read whole is
// refused whole, with the line where it went wrong. Nothing is guessed that could lose a character.
package sheet

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// A Kind is what sort of thing stands in a cell.
type Kind int

// The kinds.
const (
	Text    Kind = iota
	Number       // a number of a spreadsheet: it has no leading zeros any more
	Date         // a day of a spreadsheet's calendar, as 2006-01-02
	Formula      // the text is its last result, or the formula itself
	Broken       // a result that is an error, such as #REF!
)

// A Cell is one value of a table.
type Cell struct {
	Text string
	Kind Kind
}

// A Row is one row of a table that has something in it. Cells behind the last one that says something are left out.
type Row struct {
	Line  int // in the file, from 1
	Cells []Cell
}

// Limits bound what is read. A zero bound takes nothing.
type Limits struct {
	Bytes    int   // of the file
	Unpacked int64 // bytes of what is packed in an XLSX file
	Rows     int   // that say something
	Columns  int
	Cell     int // characters of a cell
}

// A Code says why a file is refused.
type Code string

// The reasons.
const (
	Empty    Code = "empty"     // nothing is in it
	Large    Code = "large"     // more bytes than Most
	Packed   Code = "packed"    // unpacked it is larger than anybody's table
	Rows     Code = "rows"      // more rows than Most
	Columns  Code = "columns"   // a row has more columns than Most
	Long     Code = "long"      // a cell has more characters than Most
	Encoding Code = "encoding"  // bytes that are no characters in any encoding that is known
	Quote    Code = "quote"     // a quotation mark is not closed, or stands inside of a text
	OldExcel Code = "old-excel" // .xls, or a workbook with a password
	Damaged  Code = "damaged"   // an XLSX file that cannot be read
	NoSheet  Code = "no-sheet"  // a workbook without a sheet of cells
)

// A Trouble is why a file is refused. Line and Column are 0 where it has none.
type Trouble struct {
	Code   Code
	Line   int
	Column int
	Most   int64
	Err    error
}

func (t *Trouble) Error() string {
	text := fmt.Sprintf("sheet: %s (line %d, column %d, at most %d)", t.Code, t.Line, t.Column, t.Most)
	if t.Err != nil {
		text += ": " + t.Err.Error()
	}
	return text
}

// Unwrap is the cause.
func (t *Trouble) Unwrap() error { return t.Err }

var (
	zipMagic = []byte("PK\x03\x04")
	oleMagic = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}
)

// Read hands every row of a file that says something to each, in order. Of a workbook the sheet is read whose name is
// among prefer, else the first one. An error of each ends it.
func Read(file []byte, prefer []string, l Limits, each func(Row) error) error {
	if len(file) > l.Bytes {
		return &Trouble{Code: Large, Most: int64(l.Bytes)}
	}
	g := &gate{limits: l, each: each}
	var err error
	switch {
	case bytes.HasPrefix(file, zipMagic):
		err = readWorkbook(file, prefer, l, g)
	case bytes.HasPrefix(file, oleMagic):
		return &Trouble{Code: OldExcel}
	default:
		err = readText(file, g)
	}
	if err == nil && g.rows == 0 {
		return &Trouble{Code: Empty}
	}
	return err
}

// A gate lets rows through that say something, within the limits.
type gate struct {
	limits Limits
	each   func(Row) error
	rows   int
}

func (g *gate) pass(r Row) error {
	last := len(r.Cells)
	for last > 0 && r.Cells[last-1].Text == "" && r.Cells[last-1].Kind == Text {
		last--
	}
	r.Cells = r.Cells[:last]
	if last == 0 {
		return nil
	}
	if last > g.limits.Columns {
		return &Trouble{Code: Columns, Line: r.Line, Column: last, Most: int64(g.limits.Columns)}
	}
	if g.rows++; g.rows > g.limits.Rows {
		return &Trouble{Code: Rows, Line: r.Line, Most: int64(g.limits.Rows)}
	}
	for i, c := range r.Cells {
		if len(c.Text) > g.limits.Cell && len([]rune(c.Text)) > g.limits.Cell {
			return &Trouble{Code: Long, Line: r.Line, Column: i + 1, Most: int64(g.limits.Cell)}
		}
	}
	return g.each(r)
}

var (
	// forced is how spreadsheets are told in CSV that something is text: ="00123".
	forced = regexp.MustCompile(`^="([^"]*)"$`)
	// spoilt are the results of formulas that failed, and a number in a column that was too narrow.
	spoilt = regexp.MustCompile(`^(#(REF|VALUE|NAME|DIV/0|NUM|N/A|NULL|SPILL|CALC)[!?]?|#{3,})$`)
)

// plain is a text of a file as a cell: spaces around it are nobody's meaning.
func plain(text string) Cell {
	text = strings.TrimSpace(text)
	if m := forced.FindStringSubmatch(text); m != nil {
		return Cell{Text: m[1]}
	}
	switch {
	case strings.HasPrefix(text, "="):
		return Cell{text, Formula}
	case spoilt.MatchString(text):
		return Cell{text, Broken}
	}
	return Cell{Text: Bare(text)}
}
