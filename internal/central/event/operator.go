// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cosell/internal/ace/doc"
)

// operators are the match types of the language, by the name that a pattern gives them. What EventBridge has beyond
// these is refused by name: a rule that silently took too much or too little would be worse.
var operators = map[string]func(at string, argument any) (test, error){
	"prefix":       prefix,
	"anything-but": anythingBut,
}

// tests reads the list of values that a member takes.
func tests(at string, values []any) ([]test, error) {
	if len(values) == 0 {
		return nil, &PatternFault{At: at, Why: "Empty arrays are not allowed",
			Fix: "List at least one value, or leave the member out."}
	}
	all := make([]test, 0, len(values))
	for _, v := range values {
		var t test
		var err error
		switch v := v.(type) {
		case doc.Doc:
			t, err = operator(at, v)
		case []any:
			err = &PatternFault{At: at, Why: "a list inside a list means nothing here",
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

func operator(at string, d doc.Doc) (test, error) {
	if len(d) != 1 {
		return nil, &PatternFault{At: at, Why: "Only one key allowed in match expression",
			Fix: `Write each expression as an object of its own: [{"prefix":"a"},{"prefix":"b"}].`}
	}
	name := slices.Sorted(maps.Keys(d))[0]
	read, known := operators[name]
	if !known {
		return nil, &PatternFault{At: at, Why: "Unrecognized match type " + name,
			Fix: "Match types here are prefix and anything-but."}
	}
	return read(join(at, name), d[name])
}

// exactly compares texts character by character and numbers as they are written: to EventBridge 300 is not 3.0e2.
func exactly(want any) test { return func(v any) bool { return v == want } }

func prefix(at string, argument any) (test, error) {
	begin, ok := argument.(string)
	if !ok || begin == "" {
		return nil, &PatternFault{At: at, Why: "prefix match pattern must be a string that is not empty",
			Fix: `Write {"prefix":"Opportunity"}.`}
	}
	return func(v any) bool {
		s, ok := v.(string)
		return ok && strings.HasPrefix(s, begin)
	}, nil
}

// anythingBut takes a scalar, a list of one kind of scalar, or {"prefix": text or list}. The member must be there.
func anythingBut(at string, argument any) (test, error) {
	var none []test
	var err error
	switch a := argument.(type) {
	case string, json.Number:
		none = []test{exactly(a)}
	case []any:
		none, err = sameKind(at, a)
	case doc.Doc:
		none, err = anythingButPrefix(at, a)
	default:
		err = &PatternFault{At: at, Why: "Value of anything-but must be an array or single string/number value",
			Fix: `Write {"anything-but":["Sandbox"]}.`}
	}
	if err != nil {
		return nil, err
	}
	return func(v any) bool {
		return !slices.ContainsFunc(none, func(t test) bool { return t(v) })
	}, nil
}

func sameKind(at string, list []any) ([]test, error) {
	if len(list) == 0 {
		return nil, &PatternFault{At: at, Why: "Empty arrays are not allowed", Fix: "List at least one value."}
	}
	var all []test
	for _, v := range list {
		switch v.(type) {
		case string, json.Number:
		default:
			return nil, &PatternFault{At: at, Why: "Inside anything-but list, only strings and numbers are supported",
				Fix: "List strings, or numbers."}
		}
		if fmt.Sprintf("%T", v) != fmt.Sprintf("%T", list[0]) {
			return nil, &PatternFault{At: at,
				Why: "Inside anything-but list, either all values are number or string, mixed type is not supported",
				Fix: "Write two rules, one for strings and one for numbers."}
		}
		all = append(all, exactly(v))
	}
	return all, nil
}

func anythingButPrefix(at string, d doc.Doc) ([]test, error) {
	argument, there := d["prefix"]
	if !there || len(d) != 1 {
		return nil, &PatternFault{At: at, Why: "Inside anything-but only prefix is offered",
			Fix: `Write {"anything-but":{"prefix":"Engagement"}}.`}
	}
	at = join(at, "prefix")
	list, many := argument.([]any)
	if !many {
		list = []any{argument}
	}
	if len(list) == 0 {
		return nil, &PatternFault{At: at, Why: "Empty arrays are not allowed", Fix: "List at least one prefix."}
	}
	var all []test
	for _, v := range list {
		t, err := prefix(at, v)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}
