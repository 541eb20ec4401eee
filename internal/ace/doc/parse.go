// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package doc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// What Parse takes at most: bytes of text, objects and lists inside each other, members over the whole document.
const (
	MaxBytes = 1 << 20
	MaxDepth = 32
	MaxKeys  = 10_000
)

// Malformed says why a text is not a document and where, in bytes from zero.
type Malformed struct {
	At  int
	Why string
}

func (m *Malformed) Error() string { return fmt.Sprintf("%s (at byte %d)", m.Why, m.At) }

// Parse reads one JSON object and is strict: valid UTF-8, no member twice or in two spellings of its case, nothing after
// the object, and the limits above. Two readers that choose differently between duplicates would check one value and
// store the other. Strings share memory with one copy of the text.
func Parse(text []byte) (Doc, error) {
	if len(text) > MaxBytes {
		return nil, &Malformed{At: MaxBytes, Why: fmt.Sprintf("the text is longer than %d bytes", MaxBytes)}
	}
	if !utf8.Valid(text) {
		return nil, &Malformed{At: invalidByte(text), Why: "the text is not valid UTF-8"}
	}
	p := parser{text: string(text)}
	p.space()
	if p.at >= len(p.text) || p.text[p.at] != '{' {
		return nil, &Malformed{At: p.at, Why: "the text does not begin with a JSON object"}
	}
	v, ok := p.value(1)
	if ok {
		p.space()
		if p.at == len(p.text) {
			return v.(Doc), nil
		}
		p.refuse("there is text after the object")
	}
	return nil, p.fault
}

func invalidByte(text []byte) int {
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return at
}

type parser struct {
	text string
	at   int
	keys int
	// names and values of the objects that are still open, innermost last
	names  []string
	values []any
	wide   bool // a name goes beyond ASCII, so that names of different length may be one
	fault  *Malformed
}

func (p *parser) refuse(why string) bool {
	p.fault = &Malformed{At: p.at, Why: why}
	return false
}

func (p *parser) space() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

func (p *parser) value(depth int) (any, bool) {
	if p.at >= len(p.text) {
		return nil, p.refuse("the text ends in the middle")
	}
	switch c := p.text[p.at]; {
	case c == '"':
		text, ok := p.str()
		return text, ok
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.list(depth)
	case c == 't':
		return true, p.word("true")
	case c == 'f':
		return false, p.word("false")
	case c == 'n':
		return nil, p.word("null")
	case c == '-' || '0' <= c && c <= '9':
		return p.number()
	default:
		return nil, p.refuse("a JSON value is expected here")
	}
}

func (p *parser) word(word string) bool {
	if !strings.HasPrefix(p.text[p.at:], word) {
		return p.refuse("a JSON value is expected here")
	}
	p.at += len(word)
	return true
}

func (p *parser) object(depth int) (any, bool) {
	if depth > MaxDepth {
		return nil, p.refuse(fmt.Sprintf("objects and lists lie deeper than %d in each other", MaxDepth))
	}
	first := len(p.names)
	p.at++
	for more := p.begins('}'); more; {
		if !p.member(depth) {
			return nil, false
		}
		var ok bool
		if more, ok = p.goesOn('}'); !ok {
			return nil, false
		}
	}
	if !p.distinct(p.names[first:]) {
		return nil, false
	}
	made := make(Doc, len(p.names)-first)
	for i, name := range p.names[first:] {
		made[name] = p.values[first+i]
	}
	p.names, p.values = p.names[:first], p.values[:first]
	return made, true
}

func (p *parser) member(depth int) bool {
	p.space()
	if p.at >= len(p.text) || p.text[p.at] != '"' {
		return p.refuse("the name of a member is expected here")
	}
	name, ok := p.str()
	if !ok {
		return false
	}
	p.space()
	if p.at >= len(p.text) || p.text[p.at] != ':' {
		return p.refuse("a colon is expected here")
	}
	p.at++
	p.space()
	if p.keys++; p.keys > MaxKeys {
		return p.refuse(fmt.Sprintf("the document has more than %d members", MaxKeys))
	}
	// The name waits on the stack while its value is read, so that objects inside begin above it.
	p.names = append(p.names, name)
	p.wide = p.wide || !ascii(name)
	p.values = append(p.values, nil)
	here := len(p.names) - 1
	v, ok := p.value(depth + 1)
	if !ok {
		return false
	}
	p.values[here] = v
	return true
}

// fewNames is the number of members up to which comparing each with each is faster than a set.
const fewNames = 32

// distinct refuses an object that has a member twice, whatever its case.
func (p *parser) distinct(names []string) bool {
	if len(names) > fewNames {
		return p.distinctMany(names)
	}
	for i, name := range names {
		for _, earlier := range names[:i] {
			if (p.wide || len(earlier) == len(name)) && strings.EqualFold(earlier, name) {
				return p.twins(earlier, name)
			}
		}
	}
	return true
}

func (p *parser) distinctMany(names []string) bool {
	seen := make(map[string]string, len(names))
	for _, name := range names {
		key := strings.Map(fold, name)
		if earlier, twice := seen[key]; twice {
			return p.twins(earlier, name)
		}
		seen[key] = name
	}
	return true
}

// fold is the same for all runes that differ only in case.
func fold(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return least
}

func (p *parser) twins(earlier, name string) bool {
	if earlier == name {
		return p.refuse(fmt.Sprintf("the member %q is there twice", name))
	}
	return p.refuse(fmt.Sprintf("the members %q and %q differ only in case", earlier, name))
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}

func (p *parser) list(depth int) (any, bool) {
	if depth > MaxDepth {
		return nil, p.refuse(fmt.Sprintf("objects and lists lie deeper than %d in each other", MaxDepth))
	}
	p.at++
	elements := []any{}
	for more := p.begins(']'); more; {
		p.space()
		v, ok := p.value(depth + 1)
		if !ok {
			return nil, false
		}
		elements = append(elements, v)
		if more, ok = p.goesOn(']'); !ok {
			return nil, false
		}
	}
	return elements, true
}

// begins steps over the end of an empty object or list and says whether there is a first element.
func (p *parser) begins(end byte) bool {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == end {
		p.at++
		return false
	}
	return true
}

func (p *parser) goesOn(end byte) (more, ok bool) {
	p.space()
	if p.at < len(p.text) {
		switch p.text[p.at] {
		case ',':
			p.at++
			return true, true
		case end:
			p.at++
			return false, true
		}
	}
	return false, p.refuse(fmt.Sprintf("a comma or %q is expected here", end))
}

func (p *parser) number() (any, bool) {
	began := p.at
	if p.text[p.at] == '-' {
		p.at++
	}
	whole := p.digits()
	if whole == 0 || whole > 1 && p.text[p.at-whole] == '0' {
		return nil, p.refuse("this is not a JSON number")
	}
	if p.at < len(p.text) && p.text[p.at] == '.' {
		p.at++
		if p.digits() == 0 {
			return nil, p.refuse("this is not a JSON number")
		}
	}
	if p.at < len(p.text) && p.text[p.at]|0x20 == 'e' {
		p.at++
		if p.at < len(p.text) && (p.text[p.at] == '+' || p.text[p.at] == '-') {
			p.at++
		}
		if p.digits() == 0 {
			return nil, p.refuse("this is not a JSON number")
		}
	}
	return json.Number(p.text[began:p.at]), true
}

func (p *parser) digits() int {
	began := p.at
	for p.at < len(p.text) && '0' <= p.text[p.at] && p.text[p.at] <= '9' {
		p.at++
	}
	return p.at - began
}

func (p *parser) str() (string, bool) {
	p.at++
	began := p.at
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '"':
			p.at++
			return p.text[began : p.at-1], true
		case c == '\\':
			return p.escaped(began)
		case c < 0x20:
			return "", p.refuse("a control character stands unescaped in a string")
		}
		p.at++
	}
	return "", p.refuse("a string does not end")
}

// escaped reads on from the first backslash of a string that began earlier.
func (p *parser) escaped(began int) (string, bool) {
	var plain bytes.Buffer
	plain.WriteString(p.text[began:p.at])
	for p.at < len(p.text) {
		c := p.text[p.at]
		switch {
		case c == '"':
			p.at++
			return plain.String(), true
		case c == '\\':
			r, ok := p.escape()
			if !ok {
				return "", false
			}
			plain.WriteRune(r)
			continue
		case c < 0x20:
			return "", p.refuse("a control character stands unescaped in a string")
		}
		plain.WriteByte(c)
		p.at++
	}
	return "", p.refuse("a string does not end")
}

var escapes = map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (p *parser) escape() (rune, bool) {
	if p.at+1 >= len(p.text) {
		return 0, p.refuse("a string does not end")
	}
	if p.text[p.at+1] != 'u' {
		r, known := escapes[p.text[p.at+1]]
		if !known {
			return 0, p.refuse("this escape is not known in JSON")
		}
		p.at += 2
		return r, true
	}
	r, ok := p.hex()
	if !ok {
		return 0, false
	}
	if r == 0 {
		return 0, p.refuse("a string holds the character U+0000, which no field takes")
	}
	if !utf16.IsSurrogate(r) {
		return r, true
	}
	if strings.HasPrefix(p.text[p.at:], `\u`) {
		low, ok := p.hex()
		if !ok {
			return 0, false
		}
		if r = utf16.DecodeRune(r, low); r != unicode.ReplacementChar {
			return r, true
		}
	}
	return 0, p.refuse("half of a surrogate pair is no character")
}

func (p *parser) hex() (rune, bool) {
	if p.at+6 > len(p.text) {
		return 0, p.refuse("an escape does not end")
	}
	var r rune
	for _, c := range []byte(p.text[p.at+2 : p.at+6]) {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, p.refuse("an escape is not four hexadecimal digits")
		}
	}
	p.at += 6
	return r, true
}
