// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// readText reads a table of text: commas, semicolons or tabs between the values.
func readText(file []byte, g *gate) error {
	text, err := decode(file)
	if err != nil {
		return err
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = separator(text), -1, true
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			t := &Trouble{Code: Quote, Err: err}
			if at, ok := errors.AsType[*csv.ParseError](err); ok {
				t.Line, t.Err = at.StartLine, at.Err
			}
			return t
		}
		line, _ := r.FieldPos(0)
		row := Row{Line: line, Cells: make([]Cell, 0, min(len(record), g.limits.Columns+1))}
		for i, value := range record {
			if c := plain(value); i < g.limits.Columns || c.Text != "" {
				row.Cells = append(row.Cells, c)
			}
			if len(row.Cells) > g.limits.Columns {
				break // one too many is enough to refuse it
			}
		}
		if err := g.pass(row); err != nil {
			return err
		}
	}
}

// separator is what stands between the values of the first line: whichever of the three stands there most, outside of quotes.
func separator(text string) rune {
	counts, quoted := map[rune]int{}, false
	for _, r := range text {
		if r == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if r == '\n' {
			break
		}
		counts[r]++
	}
	best := ','
	for _, r := range []rune{'\t', ';'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}

// decode is the text of a file. UTF-8 and UTF-16 are known by their mark or by their bytes; what is neither can only be
// Shift_JIS, as Japanese spreadsheets write it, and only if it has bytes that no western encoding has in words.
func decode(file []byte) (string, error) {
	var text string
	switch rest, marked := bytes.CutPrefix(file, []byte("\xef\xbb\xbf")); {
	case marked:
		if !utf8.Valid(rest) {
			return "", &Trouble{Code: Encoding, Line: badLine(rest)}
		}
		text = string(rest)
	case bytes.HasPrefix(file, []byte("\xff\xfe")):
		return decode16(file[2:], false)
	case bytes.HasPrefix(file, []byte("\xfe\xff")):
		return decode16(file[2:], true)
	case wide(file, 1):
		return decode16(file, false)
	case wide(file, 0):
		return decode16(file, true)
	case utf8.Valid(file):
		text = string(file)
	default:
		plain, err := japanese.ShiftJIS.NewDecoder().Bytes(file)
		if err != nil || !eastern(file, string(plain)) {
			return "", &Trouble{Code: Encoding, Line: badLine(file), Err: err}
		}
		text = string(plain)
	}
	return readable(text)
}

// eastern says whether bytes that were decoded as Shift_JIS are Japanese and no western language: a byte of 0x81 to 0x9F is
// there, which are control characters in Latin-1, and the text has kana, or characters that stand in words. What western
// letters with accents come out as stands alone among ASCII.
func eastern(file []byte, text string) bool {
	if !slices.ContainsFunc(file, func(b byte) bool { return 0x81 <= b && b <= 0x9f }) {
		return false
	}
	alone, together, run := 0, 0, 0
	for _, r := range text + "\n" {
		switch {
		case 'ぁ' <= r && r <= 'ヿ':
			return true
		case r > 0xff && !('｡' <= r && r <= 'ﾟ'):
			run++
			continue
		case run == 1:
			alone++
		case run > 1:
			together++
		}
		run = 0
	}
	return together > alone
}

// readable refuses a text with characters that mean that something was lost.
func readable(text string) (string, error) {
	if i := strings.IndexAny(text, "\uFFFD\x00"); i >= 0 {
		return "", &Trouble{Code: Encoding, Line: 1 + strings.Count(text[:i], "\n")}
	}
	return text, nil
}

// badLine is the line of the first byte that is no UTF-8.
func badLine(text []byte) int {
	line := 1
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		text = text[size:]
	}
	return line
}

// wide says whether text without a mark is UTF-16: nearly every second byte of a heading is zero.
func wide(file []byte, zeroAt int) bool {
	head := file[:min(len(file), 200)]
	if len(head) < 4 {
		return false
	}
	zeros, others := 0, 0
	for i, b := range head {
		if b == 0 && i%2 == zeroAt {
			zeros++
		} else if b == 0 {
			others++
		}
	}
	return others == 0 && zeros*4 > len(head)
}

func decode16(file []byte, bigEndian bool) (string, error) {
	if len(file)%2 != 0 {
		return "", &Trouble{Code: Encoding}
	}
	units := make([]uint16, len(file)/2)
	for i := range units {
		a, b := uint16(file[2*i]), uint16(file[2*i+1])
		if bigEndian {
			units[i] = a<<8 | b
		} else {
			units[i] = b<<8 | a
		}
	}
	return readable(string(utf16.Decode(units))) // half of a pair becomes U+FFFD, which is refused
}
