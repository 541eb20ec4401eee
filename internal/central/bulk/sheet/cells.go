// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sheet

import (
	"encoding/xml"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// A reader stands in the cells of one sheet.
type reader struct {
	*book
	gate *gate
	row  Row
	at   int // column of the cell, from 0

	kind, style string
	formula     bool
	inside      string // the element whose text is read: v or t
	sound       int
	text        strings.Builder
}

// cells hands the rows of a sheet to the gate.
func (b *book) cells(part string, g *gate) error {
	if b.parts[part] == nil {
		return damaged(errors.New("the sheet is not there"))
	}
	r := &reader{book: b, gate: g}
	return b.walk(part, func(token xml.Token) error {
		switch e := token.(type) {
		case xml.StartElement:
			return r.begin(e)
		case xml.EndElement:
			return r.end(e.Name.Local)
		case xml.CharData:
			if r.inside != "" {
				_, _ = r.text.Write(e) // a builder takes all
			}
			if r.text.Len() > mostElement {
				return b.trap()
			}
		}
		return nil
	})
}

func (r *reader) begin(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		line := r.row.Line + 1
		if n, err := strconv.Atoi(attribute(e, "r")); err == nil && n > 0 {
			line = n
		}
		r.row, r.at = Row{Line: line}, -1
	case "c":
		r.at++
		if at, ok := columnOf(attribute(e, "r")); ok {
			r.at = at
		}
		r.kind, r.style, r.formula = attribute(e, "t"), attribute(e, "s"), false
		r.text.Reset()
	case "f":
		r.formula = true
	case "rPh":
		r.sound++
	case "v", "t":
		if r.sound == 0 {
			r.inside = e.Name.Local
		}
	}
	return nil
}

func (r *reader) end(name string) error {
	switch name {
	case "v", "t":
		r.inside = ""
	case "rPh":
		r.sound--
	case "c":
		return r.cell()
	case "row":
		return r.gate.pass(r.row)
	}
	return nil
}

// cell ends a cell. One without a value is there for its colour only.
func (r *reader) cell() error {
	c, err := r.value(strings.TrimSpace(r.text.String()))
	if err != nil || c.Text == "" && c.Kind == Text {
		return err
	}
	if r.at >= r.limits.Columns {
		return &Trouble{Code: Columns, Line: r.row.Line, Column: r.at + 1, Most: int64(r.limits.Columns)}
	}
	for len(r.row.Cells) <= r.at {
		r.row.Cells = append(r.row.Cells, Cell{})
	}
	r.row.Cells[r.at] = c
	return nil
}

// value is what a cell says.
func (r *reader) value(text string) (Cell, error) {
	if r.kind == "s" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n >= len(r.shared) {
			return Cell{}, damaged(errors.New("a cell names a text that is not there"))
		}
		text = strings.TrimSpace(r.shared[n])
	}
	switch {
	case r.formula:
		return Cell{text, Formula}, nil
	case r.kind == "e":
		return Cell{text, Broken}, nil
	case r.kind == "b":
		return Cell{Text: map[string]string{"1": "TRUE", "0": "FALSE"}[text]}, nil
	case r.kind == "d":
		return Cell{text[:min(len(text), len(time.DateOnly))], Date}, nil
	case r.kind == "s" || r.kind == "inlineStr" || r.kind == "str":
		return Cell{Text: Bare(text)}, nil
	case text == "":
		return Cell{}, nil
	}
	return r.number(text)
}

// number is a number, or the day that its style shows it as.
func (r *reader) number(text string) (Cell, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return Cell{}, damaged(errors.New("a number of the sheet is none"))
	}
	if style, err := strconv.Atoi(r.style); err == nil && style >= 0 && style < len(r.dates) && r.dates[style] {
		if day := r.day(n); day != "" {
			return Cell{day, Date}, nil
		}
	}
	// A spreadsheet shows fifteen digits of a number; the rest comes from how it is stored.
	if rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64); err == nil {
		n = rounded
	}
	if math.Abs(n) >= 1e21 {
		return Cell{text, Number}, nil
	}
	return Cell{strconv.FormatFloat(n, 'f', -1, 64), Number}, nil
}

// day is the date of a serial number. Those of 1900 count a 29 February that never was.
func (r *reader) day(serial float64) string {
	if serial < 61 && r.since == 1900 || serial < 0 || serial > 2_958_465 {
		return ""
	}
	from := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if r.since == 1904 {
		from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return from.AddDate(0, 0, int(serial)).Format(time.DateOnly)
}

// columnOf is the number of a cell's column, from 0: that of AB12 is 27.
func columnOf(ref string) (int, bool) {
	n := 0
	for i := 0; i < len(ref) && 'A' <= ref[i] && ref[i] <= 'Z'; i++ {
		if n = n*26 + int(ref[i]-'A') + 1; n > 1<<20 {
			return n, true
		}
	}
	return n - 1, n > 0
}
