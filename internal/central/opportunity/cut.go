// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import "bytes"

// item cuts the item of ListOpportunities out of a stored answer of GetOpportunity. Both are laid out by the same
// tables in the same order, so that it is one pass over the text, without reading it into a tree.
func item(dst, stored []byte) []byte {
	c := cutter{text: stored, out: dst}
	c.object(brief)
	return c.out
}

// A cutter stands at a place of a stored text, which this program has written.
type cutter struct {
	text []byte
	at   int
	out  []byte
}

// object copies the members of an object that want has.
func (c *cutter) object(want []member) {
	c.out = append(c.out, '{')
	first := true
	for c.at++; c.text[c.at] != '}'; {
		if c.text[c.at] == ',' {
			c.at++
		}
		nameAt := c.at
		c.string()
		name := c.text[nameAt+1 : c.at-1]
		c.at++ // the colon
		for len(want) > 0 && want[0].name < string(name) {
			want = want[1:]
		}
		if len(want) == 0 || want[0].name != string(name) {
			c.skip()
			continue
		}
		if !first {
			c.out = append(c.out, ',')
		}
		first = false
		c.out = append(c.out, c.text[nameAt:c.at]...)
		c.value(&want[0])
	}
	c.at++
	c.out = append(c.out, '}')
}

// value copies a value: an object with members of its own by those, everything else as it stands.
func (c *cutter) value(m *member) {
	if m.of != nil && !m.list && c.text[c.at] == '{' {
		c.object(m.of)
		return
	}
	from := c.at
	c.skip()
	c.out = append(c.out, c.text[from:c.at]...)
}

// skip goes behind the value.
func (c *cutter) skip() {
	depth := 0
	for {
		switch c.text[c.at] {
		case '"':
			c.string()
		case '{', '[':
			depth++
			c.at++
		case '}', ']':
			if depth == 0 {
				return
			}
			depth--
			c.at++
		case ',':
			if depth == 0 {
				return
			}
			c.at++
		default:
			c.at++
		}
		if depth == 0 && c.at < len(c.text) && (c.text[c.at] == ',' || c.text[c.at] == '}' || c.text[c.at] == ']') {
			return
		}
	}
}

// string goes behind a string.
func (c *cutter) string() {
	for c.at++; ; {
		end := bytes.IndexByte(c.text[c.at:], '"')
		escapes := 0
		for i := c.at + end - 1; i >= c.at && c.text[i] == '\\'; i-- {
			escapes++
		}
		c.at += end + 1
		if escapes%2 == 0 {
			return
		}
	}
}
