// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pattern_test

import (
	"encoding/json"
	"math/big"
	"net"
	"regexp"
	"slices"
	"strings"

	"cosell/internal/ace/doc"
)

// The reference reads a pattern again for each event and each value, by the slowest means that are surely right: regular
// expressions for texts, fractions for numbers, package net for addresses.

// naive decides whether one object of an event meets one object of a pattern.
func naive(p, e doc.Doc) bool {
	for name, want := range p {
		if name == "$or" {
			if !slices.ContainsFunc(want.([]any), func(one any) bool { return naive(one.(doc.Doc), e) }) {
				return false
			}
			continue
		}
		var there []any
		if v, ok := e[name]; ok {
			there = flat(v)
		}
		switch want := want.(type) {
		case doc.Doc:
			objects := slices.DeleteFunc(there, func(v any) bool { _, is := v.(doc.Doc); return !is })
			if len(objects) == 0 {
				objects = []any{doc.Doc{}}
			}
			if !slices.ContainsFunc(objects, func(o any) bool { return naive(want, o.(doc.Doc)) }) {
				return false
			}
		case []any:
			scalars := slices.DeleteFunc(there, func(v any) bool { _, is := v.(doc.Doc); return is })
			if !slices.ContainsFunc(want, func(w any) bool { return naiveTaken(w, scalars) }) {
				return false
			}
		}
	}
	return true
}

// flat is what lies in a value once all lists are opened.
func flat(v any) (all []any) {
	list, ok := v.([]any)
	if !ok {
		return []any{v}
	}
	for _, e := range list {
		all = append(all, flat(e)...)
	}
	return all
}

func naiveTaken(want any, scalars []any) bool {
	if d, ok := want.(doc.Doc); ok && d["exists"] == false {
		return len(scalars) == 0
	}
	return slices.ContainsFunc(scalars, func(v any) bool { return naiveScalar(want, v) })
}

func naiveScalar(want, v any) bool {
	d, ok := want.(doc.Doc)
	if !ok {
		return want == v
	}
	for name, argument := range d {
		switch name {
		case "exists":
			return true
		case "numeric":
			return naiveNumeric(argument.([]any), v)
		case "cidr":
			_, network, err := net.ParseCIDR(argument.(string))
			s, _ := v.(string)
			ip := net.ParseIP(s)
			four := strings.Contains(argument.(string), ".")
			return err == nil && ip != nil && four == !strings.Contains(s, ":") && network.Contains(ip)
		case "anything-but":
			list, many := argument.([]any)
			if inner, ok := argument.(doc.Doc); ok {
				for name, a := range inner {
					if list, many = a.([]any); !many {
						list = []any{a}
					}
					return !slices.ContainsFunc(list, func(a any) bool { return naiveScalar(doc.Doc{name: a}, v) })
				}
			}
			if !many {
				list = []any{argument}
			}
			return !slices.Contains(list, v)
		default:
			s, isText := v.(string)
			return isText && expression(name, argument).MatchString(s)
		}
	}
	return false
}

// expression is an operator of texts as a regular expression.
func expression(name string, argument any) *regexp.Regexp {
	flags, text := "(?s)", ""
	if inner, ok := argument.(doc.Doc); ok {
		flags, text = "(?si)", inner["equals-ignore-case"].(string)
	} else {
		text = argument.(string)
	}
	quoted := regexp.QuoteMeta(text)
	switch name {
	case "prefix":
		quoted += ".*"
	case "suffix":
		quoted = ".*" + quoted
	case "equals-ignore-case":
		flags = "(?si)"
	case "wildcard":
		quoted = ""
		for i := 0; i < len(text); i++ {
			switch text[i] {
			case '\\':
				i++
				quoted += regexp.QuoteMeta(text[i : i+1])
			case '*':
				quoted += ".*"
			default:
				quoted += regexp.QuoteMeta(text[i : i+1])
			}
		}
	}
	return regexp.MustCompile(flags + "^(?:" + quoted + ")$")
}

func naiveNumeric(list []any, v any) bool {
	n, ok := v.(json.Number)
	if !ok {
		return false
	}
	have, ok := new(big.Rat).SetString(string(n))
	if !ok || new(big.Rat).Abs(have).Cmp(big.NewRat(5_000_000_000, 1)) > 0 {
		return false
	}
	for i := 0; i < len(list); i += 2 {
		want, _ := new(big.Rat).SetString(string(list[i+1].(json.Number)))
		c := have.Cmp(want)
		if !map[string]bool{"=": c == 0, ">": c > 0, ">=": c >= 0, "<": c < 0, "<=": c <= 0}[list[i].(string)] {
			return false
		}
	}
	return true
}
