// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"encoding/json"
	"math"
	"strconv"
)

// widest is the largest number, either way, that numeric compares. Source: EventBridge, "Numeric matching".
const widest = 5.0e9

// A span is a range of numbers. Numbers are compared as doubles, which tell the six decimals apart that EventBridge
// compares at any size it takes.
type span struct {
	low, high         float64
	lowOpen, highOpen bool // the bound itself is outside
}

func (s span) holds(f float64) bool {
	return (f > s.low || f == s.low && !s.lowOpen) && (f < s.high || f == s.high && !s.highOpen)
}

// bounds are numeric's comparisons: how each narrows a span.
var bounds = map[string]func(s *span, f float64){
	"=":  func(s *span, f float64) { s.low, s.high = f, f },
	">":  func(s *span, f float64) { s.low, s.lowOpen = f, true },
	">=": func(s *span, f float64) { s.low = f },
	"<":  func(s *span, f float64) { s.high, s.highOpen = f, true },
	"<=": func(s *span, f float64) { s.high = f },
}

func numeric(_ *reader, at string, argument any) (test, error) {
	s, why := readSpan(argument)
	if why != "" {
		return test{}, &Fault{At: at, Why: why, Fix: `Write {"numeric":["=",5]} or {"numeric":[">",0,"<=",100]}.`}
	}
	return test{key: key{kind: byNumber, span: s}, takes: func(v any) bool {
		f, ok := number(v)
		return ok && s.holds(f)
	}}, nil
}

// number is a scalar as numeric compares it; what is beyond its range is no number to it.
func number(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(n), 64)
	return f, err == nil && math.Abs(f) <= widest
}

// readSpan reads one comparison, or two of which the first is from below and the second from above.
func readSpan(argument any) (s span, why string) {
	list, ok := argument.([]any)
	if !ok || len(list) == 0 {
		return s, "Value of numeric must be an array that is not empty"
	}
	if len(list) != 2 && len(list) != 4 {
		return s, "numeric takes one comparison and its number, or two of them"
	}
	s = span{low: -widest, high: widest}
	for i := 0; i < len(list); i += 2 {
		name, _ := list[i].(string)
		narrow, known := bounds[name]
		if !known {
			return s, "Unrecognized numeric range operator: " + name
		}
		f, ok := number(list[i+1])
		if !ok {
			return s, "Value of " + name + " must be a number between -5.0e9 and 5.0e9"
		}
		if len(list) == 4 && (i == 0 && name[0] != '>' || i == 2 && name[0] != '<') {
			return s, "a range begins with > or >= and ends with < or <="
		}
		narrow(&s, f)
	}
	if s.low > s.high || len(list) == 4 && s.low == s.high {
		return s, "Bottom must be less than top"
	}
	return s, ""
}
