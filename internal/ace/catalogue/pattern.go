// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A textRule is what AWS's model wants of a string. The model writes lengths as patterns, and some with a lookahead that
// Go's engine lacks or with repeats it refuses; they are taken apart into length and rest.
type textRule struct {
	min, max int  // characters; max 0: no limit
	line     bool // one line: no line break
	pattern  *regexp.Regexp
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
	rule.pattern = fullPattern(rest)
	return rule
}

// fullPattern makes a pattern of AWS's dialect match whole values in Go's.
func fullPattern(pattern string) *regexp.Regexp {
	pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, "^"), "$")
	return regexp.MustCompile(`^(?:` + unicodeText.ReplaceAllString(pattern, `\x{$1}`) + `)$`)
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
