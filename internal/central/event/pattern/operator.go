// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pattern

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"cosell/internal/ace/doc"
)

// A test decides on one scalar of an event: text, json.Number, bool or nil.
type test struct {
	takes  func(scalar any) bool
	absent bool // takes what is not there, and no scalar
	key    key  // by which an index finds the scalars that it may take
}

// An operator reads the argument of a match type, which stands at a place of the pattern.
type operator func(r *reader, at string, argument any) (test, error)

// operators are the match types of the language, by the name that a pattern gives them, and textOperators those that
// anything-but turns round.
var operators, textOperators = map[string]operator{
	"prefix":             prefix,
	"suffix":             suffix,
	"equals-ignore-case": equalsIgnoreCase,
	"wildcard":           wildcardTest,
	"anything-but":       anythingBut,
	"numeric":            numeric,
	"exists":             exists,
	"cidr":               cidr,
}, map[string]operator{
	"prefix":             prefix,
	"suffix":             suffix,
	"equals-ignore-case": equalsIgnoreCase,
	"wildcard":           wildcardTest,
}

// tests reads the list of values that a member takes.
func (r *reader) tests(at string, values []any) ([]test, error) {
	if len(values) == 0 {
		return nil, &Fault{At: at, Why: "Empty arrays are not allowed",
			Fix: "List at least one value, or leave the member out."}
	}
	all := make([]test, 0, len(values))
	for _, v := range values {
		var t test
		var err error
		switch v := v.(type) {
		case doc.Doc:
			t, err = r.operator(at, v)
		case []any:
			err = &Fault{At: at, Why: "a list inside a list means nothing here",
				Fix: "Write all values into one list."}
		default:
			t = exactly(v)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

func (r *reader) operator(at string, d doc.Doc) (test, error) {
	if len(d) != 1 {
		return test{}, &Fault{At: at, Why: "Only one key allowed in match expression",
			Fix: `Write each expression as an object of its own: [{"prefix":"a"},{"prefix":"b"}].`}
	}
	name := sorted(d)[0]
	read, known := operators[name]
	if !known {
		return test{}, &Fault{At: at, Why: "Unrecognized match type " + name,
			Fix: "Match types are " + strings.Join(sorted(operators), ", ") + "."}
	}
	return read(r, join(at, name), d[name])
}

// exactly compares texts character by character and numbers as they are written: to EventBridge 300 is not 3.0e2.
func exactly(want any) test {
	return test{takes: func(v any) bool { return v == want }, key: key{kind: byValue, value: want}}
}

// onText is a test that takes texts only.
func onText(k key, takes func(s string) bool) test {
	return test{key: k, takes: func(v any) bool {
		s, ok := v.(string)
		return ok && takes(s)
	}}
}

// words are what refusals call the operators of texts, with an argument that they take.
var words = map[string]string{"prefix": "Opportunity", "suffix": "Updated", "equals-ignore-case": "aws", "wildcard": "Opportunity*"}

// text reads an argument that is a text and not empty.
func text(at, operator string, argument any) (string, error) {
	s, ok := argument.(string)
	if !ok || s == "" {
		return "", &Fault{At: at, Why: operator + " match pattern must be a string that is not empty",
			Fix: fmt.Sprintf(`Write {%q:%q}.`, operator, words[operator])}
	}
	return s, nil
}

func prefix(_ *reader, at string, argument any) (test, error) {
	if s, folded, err := ignoringCase(at, "prefix", argument); folded {
		return onText(key{}, func(v string) bool { return foldedPrefix(v, s) }), err
	}
	begin, err := text(at, "prefix", argument)
	return onText(key{kind: byPrefix, text: begin}, func(v string) bool { return strings.HasPrefix(v, begin) }), err
}

func suffix(_ *reader, at string, argument any) (test, error) {
	if s, folded, err := ignoringCase(at, "suffix", argument); folded {
		return onText(key{}, func(v string) bool { return foldedSuffix(v, s) }), err
	}
	end, err := text(at, "suffix", argument)
	return onText(key{kind: bySuffix, text: end}, func(v string) bool { return strings.HasSuffix(v, end) }), err
}

// ignoringCase reads {"equals-ignore-case": text} as the argument of prefix or suffix. folded says whether it is one.
func ignoringCase(at, operator string, argument any) (s string, folded bool, err error) {
	d, ok := argument.(doc.Doc)
	if !ok {
		return "", false, nil
	}
	argument, ok = d["equals-ignore-case"]
	if !ok || len(d) != 1 {
		return "", true, &Fault{At: at, Why: "Inside " + operator + " only equals-ignore-case is allowed",
			Fix: fmt.Sprintf(`Write {%q:{"equals-ignore-case":%q}}.`, operator, words[operator])}
	}
	s, err = text(join(at, "equals-ignore-case"), "equals-ignore-case", argument)
	return s, true, err
}

func equalsIgnoreCase(_ *reader, at string, argument any) (test, error) {
	want, err := text(at, "equals-ignore-case", argument)
	return onText(key{kind: byFold, text: fold(want)}, func(v string) bool { return strings.EqualFold(v, want) }), err
}

func wildcardTest(r *reader, at string, argument any) (test, error) {
	w, err := r.wildcard(at, argument)
	if err != nil {
		return test{}, err
	}
	return onText(key{kind: byPrefix, text: w.parts[0]}, w.match), nil
}

func exists(_ *reader, at string, argument any) (test, error) {
	is, ok := argument.(bool)
	if !ok {
		return test{}, &Fault{At: at, Why: "exists match pattern must be either true or false.",
			Fix: `Write {"exists":true} or {"exists":false}.`}
	}
	return test{takes: func(any) bool { return is }, absent: !is}, nil
}

func cidr(_ *reader, at string, argument any) (test, error) {
	s, _ := argument.(string)
	net, err := netip.ParsePrefix(s)
	if err != nil {
		return test{}, &Fault{At: at, Why: "Malformed CIDR, it must be an IPv4 or IPv6 address, a slash and the number of bits",
			Fix: `Write {"cidr":"10.0.0.0/24"} or {"cidr":"2001:db8::/32"}.`}
	}
	return onText(key{}, func(v string) bool {
		if len(v) > len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255") {
			return false
		}
		ip, err := netip.ParseAddr(v)
		return err == nil && ip.Zone() == "" && net.Contains(ip)
	}), nil
}

// anythingBut takes a scalar, a list of one kind of scalar, or one of the operators of texts with a text or a list of
// them. The member must be there.
func anythingBut(r *reader, at string, argument any) (test, error) {
	var none []test
	var err error
	switch a := argument.(type) {
	case string, json.Number:
		none = []test{exactly(a)}
	case []any:
		none, err = sameKind(at, a)
	case doc.Doc:
		none, err = r.butText(at, a)
	default:
		err = &Fault{At: at, Why: "Value of anything-but must be an array or single string/number value",
			Fix: `Write {"anything-but":["Sandbox"]}.`}
	}
	if err != nil {
		return test{}, err
	}
	var k key
	if all := values(none); all != nil {
		k = key{kind: byOther, values: all}
	}
	return test{key: k, takes: func(v any) bool {
		return !slices.ContainsFunc(none, func(t test) bool { return t.takes(v) })
	}}, nil
}

// values are what exact tests take; nil when one is of another kind.
func values(tests []test) (all []any) {
	for _, t := range tests {
		if t.key.kind != byValue {
			return nil
		}
		all = append(all, t.key.value)
	}
	return all
}

func sameKind(at string, list []any) ([]test, error) {
	if len(list) == 0 {
		return nil, &Fault{At: at, Why: "Empty arrays are not allowed", Fix: "List at least one value."}
	}
	var all []test
	for _, v := range list {
		switch v.(type) {
		case string, json.Number:
		default:
			return nil, &Fault{At: at, Why: "Inside anything-but list, only strings and numbers are supported",
				Fix: "List strings, or numbers."}
		}
		if fmt.Sprintf("%T", v) != fmt.Sprintf("%T", list[0]) {
			return nil, &Fault{At: at,
				Why: "Inside anything-but list, either all values are number or string, mixed type is not supported",
				Fix: "Write two rules, one for strings and one for numbers."}
		}
		all = append(all, exactly(v))
	}
	return all, nil
}

func (r *reader) butText(at string, d doc.Doc) ([]test, error) {
	var name string
	if len(d) == 1 {
		name = sorted(d)[0]
	}
	read, known := textOperators[name]
	if !known {
		return nil, &Fault{At: at, Why: "Inside anything-but only one of " + strings.Join(sorted(textOperators), ", ") + " is allowed",
			Fix: `Write {"anything-but":{"prefix":"Engagement"}}.`}
	}
	at = join(at, name)
	list, many := d[name].([]any)
	if !many {
		list = []any{d[name]}
	}
	if len(list) == 0 {
		return nil, &Fault{At: at, Why: "Empty arrays are not allowed", Fix: "List at least one " + name + "."}
	}
	var all []test
	for _, v := range list {
		if _, err := text(at, name, v); err != nil {
			return nil, err // a list inside, or another operator
		}
		t, err := read(r, at, v)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}
