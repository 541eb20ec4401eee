// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package doc

import (
	"fmt"
	"strings"
	"unicode"
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
