// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// A textRule is what AWS's model wants of a string. The model writes lengths as patterns, and some with a lookahead that
// Go's engine lacks or with repeats it refuses; they are taken apart into length and rest.
type textRule struct {
	min, max int  // characters; max 0: no limit
	line     bool // one line: no line break
	pattern  *Shape
	text     string // the pattern as AWS publishes it
}

var (
	lengthOnly  = regexp.MustCompile(`^(\(\?s\))?\.\{(\d+),(\d+)\}$`)
	lengthAhead = regexp.MustCompile(`^\(\?=\.\{(\d+),(\d+)\}\$\)`)
	unicodeText = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`)
)

func newTextRule(pattern string, shortest, longest int) *textRule {
	rule := &textRule{min: shortest, max: longest, text: pattern}
	if pattern == "" {
		return rule
	}
	if parts := lengthOnly.FindStringSubmatch(pattern); parts != nil {
		rule.line = parts[1] == ""
		rule.min, rule.max = digits(parts[2]), digits(parts[3])
		return rule
	}
	rest := pattern
	if parts := lengthAhead.FindStringSubmatch(pattern); parts != nil {
		rule.min, rule.max = digits(parts[1]), digits(parts[2])
		rest = strings.TrimPrefix(pattern, parts[0])
	}
	rule.pattern = shapeOf(rest)
	return rule
}

// A Shape is a pattern in AWS's dialect that whole values match. It is compiled for the first of them: most fields and most
// countries' postal codes are never asked about by one program.
type Shape struct{ compiled func() *regexp.Regexp }

// MatchString says whether the value has the shape.
func (s *Shape) MatchString(value string) bool { return s.compiled().MatchString(value) }

// String is the pattern in Go's dialect.
func (s *Shape) String() string { return s.compiled().String() }

func shapeOf(pattern string) *Shape {
	return &Shape{sync.OnceValue(func() *regexp.Regexp {
		pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, "^"), "$")
		return regexp.MustCompile(`^(?:` + unicodeText.ReplaceAllString(pattern, `\x{$1}`) + `)$`) // a test compiles all
	})}
}

// tooShort, tooLong and misshapen look at one side of the rule each.
func (r *textRule) tooShort(s string) bool {
	return len(s) < 4*r.min && utf8.RuneCountInString(s) < r.min
}

func (r *textRule) tooLong(s string) bool {
	return r.max > 0 && len(s) > r.max && utf8.RuneCountInString(s) > r.max
}

func (r *textRule) misshapen(s string) bool {
	return r.line && strings.ContainsAny(s, "\n\r\u0085\u2028\u2029") || r.pattern != nil && !r.pattern.MatchString(s)
}

func digits(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// TextLimits takes a pattern of AWS's model apart: the lengths it sets (no longest: 0) and the pattern that is left.
func TextLimits(pattern string, shortest, longest int) (minLen, maxLen int, rest string) {
	rule := newTextRule(pattern, shortest, longest)
	if rule.pattern != nil {
		rest = lengthAhead.ReplaceAllString(pattern, "")
	}
	return rule.min, rule.max, rest
}
