// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// mostParts is how many files an XLSX file packs at most. Real ones have some dozens.
const mostParts = 2000

// A book is an XLSX file that is being read. What is unpacked of it, of all parts together, is bounded: a file that packs
// more than anybody's table is a trap.
type book struct {
	parts  map[string]*zip.File
	left   int64 // bytes that may still be unpacked
	most   int64
	limits Limits
	shared []string // texts that cells name by number
	dates  []bool   // by style: the number is a day
	since  int      // 1900 or 1904, when days begin to count
}

// What is kept of a book while its cells are read: as many styles as a spreadsheet itself has, and a quarter of what may be
// unpacked for the texts that cells name by number.
const (
	mostStyles  = 1 << 16
	textQuarter = 4
	textHeader  = 16 // bytes that a text takes beside its own
)

func (b *book) trap() error { return &Trouble{Code: Packed, Most: b.most} }

func damaged(err error) error { return &Trouble{Code: Damaged, Err: err} }

func readWorkbook(file []byte, prefer []string, l Limits, g *gate) error {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return damaged(err)
	}
	if len(z.File) > mostParts {
		return &Trouble{Code: Packed, Most: mostParts}
	}
	b := &book{parts: make(map[string]*zip.File, len(z.File)), left: l.Unpacked, most: l.Unpacked, limits: l, since: 1900}
	for _, f := range z.File {
		b.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	if b.parts["xl/workbook.xml"] == nil {
		return damaged(errors.New("it packs no workbook"))
	}
	at, err := b.sheet(prefer)
	if err != nil {
		return err
	}
	if err := errors.Join(b.readShared(), b.readStyles()); err != nil {
		return err
	}
	return b.cells(at, g)
}

// mostElement is how many bytes one text or tag has at most: the reader of XML holds it whole, and a cell of a spreadsheet ends
// at 32,767 characters.
const mostElement = 1 << 20

// bounded gives at most what is left of the book's bound, and says so when there is more, of it all or of one element.
type bounded struct {
	b       *book
	from    io.Reader
	element int // bytes since the element began
}

func (r *bounded) Read(into []byte) (int, error) {
	n, err := r.from.Read(into[:min(int64(len(into)), r.b.left+1)])
	r.element += n
	if r.b.left -= int64(n); r.b.left < 0 || r.element > mostElement {
		return 0, r.b.trap()
	}
	return n, err
}

// walk reads a part of the book element by element. A part that is not there is empty.
func (b *book) walk(name string, visit func(token xml.Token) error) error {
	f := b.parts[name]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return damaged(err)
	}
	defer func() { _ = r.Close() }() // what was read is judged by itself
	in := &bounded{b: b, from: r}
	d := xml.NewDecoder(in)
	for {
		in.element = 0
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if _, known := errors.AsType[*Trouble](err); known {
			return err
		}
		if err != nil {
			return damaged(fmt.Errorf("%s: %w", name, err))
		}
		if err := visit(token); err != nil {
			return err
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// sheet is the part that holds the cells of the sheet that is wanted.
func (b *book) sheet(prefer []string) (string, error) {
	type entry struct{ name, rel string }
	var all []entry
	err := b.walk("xl/workbook.xml", func(token xml.Token) error {
		e, begins := token.(xml.StartElement)
		switch {
		case !begins:
		case e.Name.Local == "workbookPr" && (attribute(e, "date1904") == "1" || attribute(e, "date1904") == "true"):
			b.since = 1904
		case e.Name.Local == "sheet":
			one := entry{name: attribute(e, "name")}
			for _, a := range e.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					one.rel = a.Value
				}
			}
			if all = append(all, one); len(all) > mostParts {
				return b.trap()
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	targets := map[string]string{}
	err = b.walk("xl/_rels/workbook.xml.rels", func(token xml.Token) error {
		if e, begins := token.(xml.StartElement); begins && e.Name.Local == "Relationship" && strings.HasSuffix(attribute(e, "Type"), "/worksheet") {
			if targets[attribute(e, "Id")] = attribute(e, "Target"); len(targets) > mostParts {
				return b.trap()
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	all = slices.DeleteFunc(all, func(e entry) bool { return targets[e.rel] == "" })
	if len(all) == 0 {
		return "", &Trouble{Code: NoSheet}
	}
	chosen := max(slices.IndexFunc(all, func(e entry) bool { return slices.Contains(prefer, e.name) }), 0)
	target := targets[all[chosen].rel]
	if rooted, is := strings.CutPrefix(target, "/"); is {
		return rooted, nil
	}
	return path.Join("xl", target), nil
}

// readShared reads the texts that cells name by number. How a word is pronounced is no part of it.
func (b *book) readShared() error {
	var text strings.Builder
	inText, sound, left := false, 0, b.most/textQuarter
	return b.walk("xl/sharedStrings.xml", func(token xml.Token) error {
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				text.Reset()
			case "rPh":
				sound++
			case "t":
				inText = sound == 0
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "si":
				if left -= int64(text.Len()) + textHeader; left < 0 {
					return b.trap()
				}
				b.shared = append(b.shared, text.String())
			case "rPh":
				sound--
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText {
				_, _ = text.Write(e) // a builder takes all
			}
			if int64(text.Len()) > left {
				return b.trap()
			}
		}
		return nil
	})
}

// readStyles finds out which styles show a number as a day.
func (b *book) readStyles() error {
	codes, inside := map[string]string{}, false
	return b.walk("xl/styles.xml", func(token xml.Token) error {
		switch e := token.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == "numFmt":
				codes[attribute(e, "numFmtId")] = attribute(e, "formatCode")
			case e.Name.Local == "cellXfs":
				inside = true
			case e.Name.Local == "xf" && inside:
				id := attribute(e, "numFmtId")
				n, _ := strconv.Atoi(id) // what is no number is no format of a day
				b.dates = append(b.dates, builtIn(n) || dayCode(codes[id]))
			}
			if len(codes)+len(b.dates) > mostStyles {
				return b.trap()
			}
		case xml.EndElement:
			inside = inside && e.Name.Local != "cellXfs"
		}
		return nil
	})
}

// builtIn says whether a format that every spreadsheet has shows a day. From 27 on they are those of East Asia.
func builtIn(id int) bool {
	return 14 <= id && id <= 17 || id == 22 || 27 <= id && id <= 31 || id == 36 || 50 <= id && id <= 54 || 57 <= id && id <= 58
}

// dayCode says whether a format of the workbook's own has a year or a day in it, quoted words and conditions aside.
func dayCode(code string) bool {
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '"':
			quoted = !quoted
		case quoted:
		case code[i] == '\\':
			i++
		case code[i] == '[':
			bracket = true
		case code[i] == ']':
			bracket = false
		case !bracket && (c == 'y' || c == 'd'):
			return true
		}
	}
	return false
}
