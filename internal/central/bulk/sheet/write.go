// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sheet

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Writer writes a table row by row; nothing of it is kept in memory.
type Writer interface {
	Row(cells ...Cell) error
	Close() error // the table is whole only after it
}

// triggers are the characters with which a spreadsheet begins to calculate, in both widths, and the mark that Safe puts
// before them.
const triggers = "=+-@\t\r\n'＝＋－＠"

// begins says whether a text begins with a trigger, spaces aside.
func begins(text string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, " \u00a0\u3000"))
	return r != utf8.RuneError && strings.ContainsRune(triggers, r)
}

// Safe is a text that no spreadsheet calculates: one that begins like a formula gets an apostrophe. Bare takes it off again.
func Safe(text string) string {
	if begins(text) {
		return "'" + text
	}
	return text
}

// Bare is the text that Safe was given.
func Bare(text string) string {
	if rest, marked := strings.CutPrefix(text, "'"); marked && begins(rest) {
		return rest
	}
	return text
}

// A csvWriter writes UTF-8 with the mark by which spreadsheets know it.
type csvWriter struct {
	out *csv.Writer
	row []string
}

// NewCSV writes a table as CSV.
func NewCSV(w io.Writer) (Writer, error) {
	if _, err := io.WriteString(w, "\xef\xbb\xbf"); err != nil {
		return nil, err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return &csvWriter{out: out}, nil
}

func (c *csvWriter) Row(cells ...Cell) error {
	c.row = c.row[:0]
	for _, cell := range cells {
		c.row = append(c.row, Safe(cell.Text))
	}
	return c.out.Write(c.row)
}

func (c *csvWriter) Close() error {
	c.out.Flush()
	return c.out.Error()
}

// An xlsxWriter packs a workbook of one sheet while it is written.
type xlsxWriter struct {
	pack *zip.Writer
	out  *bufio.Writer
	line int
	name []string // letters of the columns
}

// parts are what a workbook has beside its sheet. Style 1 is text, 2 the heading.
var parts = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`},
}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	sheetHead = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultColWidth="22" defaultRowHeight="15"/><sheetData>`
)

// NewXLSX writes a table as a workbook of one sheet. The first row is its heading.
func NewXLSX(w io.Writer, name string) (Writer, error) {
	x := &xlsxWriter{pack: zip.NewWriter(w)}
	// Packing well costs more than all the rest: a sheet repeats itself so much that packing fast is nearly as small.
	x.pack.RegisterCompressor(zip.Deflate, func(into io.Writer) (io.WriteCloser, error) { return flate.NewWriter(into, flate.BestSpeed) })
	book := `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="` + escaped(name) + `" sheetId="1" r:id="rId1"/></sheets></workbook>`
	for _, p := range append(parts[:len(parts):len(parts)], struct{ name, text string }{"xl/workbook.xml", book}) {
		part, err := x.pack.Create(p.name)
		if err == nil {
			_, err = io.WriteString(part, xmlHead+p.text)
		}
		if err != nil {
			return nil, fmt.Errorf("write workbook: %w", err)
		}
	}
	part, err := x.pack.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	x.out = bufio.NewWriterSize(part, 1<<16)
	_, err = x.out.WriteString(xmlHead + sheetHead)
	return x, err
}

// isNumber is a number as a sheet holds it.
var isNumber = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,6})?$`)

func (x *xlsxWriter) Row(cells ...Cell) error {
	x.line++
	style := "1"
	if x.line == 1 {
		style = "2"
	}
	put := func(texts ...string) {
		for _, text := range texts {
			_, _ = x.out.WriteString(text) // a writer remembers its first error for Flush
		}
	}
	line := strconv.Itoa(x.line)
	put(`<row r="`, line, `">`)
	for i, c := range cells {
		for len(x.name) <= i {
			x.name = append(x.name, letters(len(x.name)))
		}
		if c.Text == "" {
			continue
		}
		put(`<c r="`, x.name[i], line)
		if c.Kind == Number && isNumber.MatchString(c.Text) {
			put(`"><v>`, c.Text, `</v></c>`)
			continue
		}
		put(`" s="`, style, `" t="inlineStr"><is><t xml:space="preserve">`)
		if text := Safe(c.Text); simple(text) {
			put(text)
		} else if err := xml.EscapeText(x.out, []byte(text)); err != nil {
			return err
		}
		put(`</t></is></c>`)
	}
	_, err := x.out.WriteString("</row>")
	return err
}

// simple says whether a text stands in XML as it is: nothing in it is markup, control or beyond what a document may hold.
func simple(text string) bool {
	for i := range len(text) {
		switch b := text[i]; {
		case b < ' ', b == '<', b == '>', b == '&', b == '"', b == '\'', b == 0xef: // with 0xef begin U+FFFE and U+FFFF
			return false
		}
	}
	return utf8.ValidString(text)
}

func (x *xlsxWriter) Close() error {
	_, _ = x.out.WriteString("</sheetData></worksheet>") // Flush tells
	if err := x.out.Flush(); err != nil {
		return err
	}
	return x.pack.Close()
}

// letters is the name of a column: A for 0, AA for 26.
func letters(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes all
	return b.String()
}
