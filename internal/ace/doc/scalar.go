// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package doc

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf16"
)

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
