// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cosell/internal/ace/doc"
	"cosell/internal/central/event"
)

const updated = `{"version":"0","id":"8c56be05-0000-4000-8000-000000000002","detail-type":"Opportunity Updated",
"source":"aws.partnercentral-selling","account":"111111111111","time":"2025-02-19T04:20:23Z","region":"us-east-1",
"resources":["arn:a","arn:b"],"detail":{"schemaVersion":"1","catalog":"AWS","opportunity":{"identifier":"O5465588"},
"n":300,"flag":true,"none":null,"empty":[],"tags":["red","blue"],"nested":[["x"],[["y"]]],
"members":[{"role":"lead","country":"JP"},{"role":"team","country":"US"}]}}`

func TestPatternsTakeWhatEventBridgeTakes(t *testing.T) {
	t.Parallel()
	d, err := doc.Parse([]byte(updated))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		pattern string
		takes   bool
	}{
		{`{"source":["aws.partnercentral-selling"],"detail-type":["Opportunity Updated"],"detail":{"catalog":["AWS"]}}`, true},
		{`{"detail":{"catalog":["Sandbox"]}}`, false},
		{`{"detail":{"catalog":["Sandbox","AWS"]}}`, true},
		{`{"detail":{"opportunity":{"identifier":["O5465588"]}}}`, true},
		{`{"detail":{"opportunity":["O5465588"]}}`, false},
		{`{"detail":{"catalog":{"deeper":["AWS"]}}}`, false},
		{`{"detail":{"absent":["AWS"]}}`, false},
		{`{"resources":["arn:b"]}`, true},
		{`{"resources":["arn:c"]}`, false},
		{`{"detail":{"n":[300]}}`, true},
		{`{"detail":{"n":[300.0]}}`, false},
		{`{"detail":{"n":["300"]}}`, false},
		{`{"detail":{"flag":[true],"none":[null]}}`, true},
		{`{"detail":{"none":[false]}}`, false},
		{`{"detail":{"empty":[null]}}`, false},
		{`{"detail":{"nested":["y"]}}`, true},
		{`{"detail":{"members":{"role":["lead"],"country":["JP"]}}}`, true},
		{`{"detail":{"members":{"role":["lead"],"country":["US"]}}}`, false},
		{`{"detail-type":[{"prefix":"Opportunity "}]}`, true},
		{`{"detail-type":[{"prefix":"Engagement"},{"prefix":"Opportunity U"}]}`, true},
		{`{"detail-type":[{"prefix":"opportunity"}]}`, false},
		{`{"detail":{"n":[{"prefix":"3"}]}}`, false},
		{`{"detail":{"tags":[{"prefix":"bl"}]}}`, true},
		{`{"detail":{"catalog":[{"anything-but":"Sandbox"}]}}`, true},
		{`{"detail":{"catalog":[{"anything-but":["Sandbox","AWS"]}]}}`, false},
		{`{"detail":{"tags":[{"anything-but":"red"}]}}`, true},
		{`{"detail":{"tags":[{"anything-but":["red","blue"]}]}}`, false},
		{`{"detail":{"absent":[{"anything-but":"red"}]}}`, false},
		{`{"detail":{"empty":[{"anything-but":"red"}]}}`, false},
		{`{"detail":{"n":[{"anything-but":[300,301]}]}}`, false},
		{`{"detail":{"n":[{"anything-but":299}]}}`, true},
		{`{"detail-type":[{"anything-but":{"prefix":"Opportunity"}}]}`, false},
		{`{"detail-type":[{"anything-but":{"prefix":["Engagement","Partner"]}}]}`, true},
		{`{"detail-type":[{"anything-but":{"prefix":"Opportunity"}},"Opportunity Updated"]}`, true},
	} {
		p, err := event.ParsePattern([]byte(c.pattern))
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		if got := p.Match(d); got != c.takes {
			t.Errorf("%s takes the event: %t, want %t", c.pattern, got, c.takes)
		}
	}
}

func TestARefusedPatternSaysWhereAndWhatToWrite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pattern, at, why string }{
		{``, "", "not a JSON object"},
		{`[]`, "", "not a JSON object"},
		{`{"source":["a"]} x`, "", "after the object"},
		{`{"source":["a"],"source":["b"]}`, "", "twice"},
		{`{}`, "", "without members"},
		{`{"detail":{}}`, "detail", "without members"},
		{`{"source":"a"}`, "source", "must be an object or an array"},
		{`{"detail":{"catalog":null}}`, "detail.catalog", "must be an object or an array"},
		{`{"source":[]}`, "source", "Empty arrays"},
		{`{"source":[["a"]]}`, "source", "inside a list"},
		{`{"source":[{}]}`, "source", "Only one key"},
		{`{"source":[{"prefix":"a","suffix":"b"}]}`, "source", "Only one key"},
		{`{"source":[{"suffix":"b"}]}`, "source", "Unrecognized match type suffix"},
		{`{"source":[{"prefix":1}]}`, "source.prefix", "must be a string"},
		{`{"source":[{"prefix":""}]}`, "source.prefix", "not empty"},
		{`{"source":[{"anything-but":[]}]}`, "source.anything-but", "Empty arrays"},
		{`{"source":[{"anything-but":true}]}`, "source.anything-but", "single string/number"},
		{`{"source":[{"anything-but":["a",1]}]}`, "source.anything-but", "mixed type"},
		{`{"source":[{"anything-but":[["a"]]}]}`, "source.anything-but", "only strings and numbers"},
		{`{"source":[{"anything-but":{"suffix":"a"}}]}`, "source.anything-but", "only prefix"},
		{`{"source":[{"anything-but":{"prefix":[]}}]}`, "source.anything-but.prefix", "Empty arrays"},
		{`{"source":[{"anything-but":{"prefix":[1]}}]}`, "source.anything-but.prefix", "must be a string"},
		{`{"source":["` + strings.Repeat("a", 2048) + `"]}`, "", "at most 2048"},
	} {
		_, err := event.ParsePattern([]byte(c.pattern))
		var f *event.PatternFault
		if !errors.As(err, &f) {
			t.Errorf("%.60s: %v, want a fault", c.pattern, err)
			continue
		}
		if f.At != c.at || !strings.Contains(f.Why, c.why) || f.Fix == "" {
			t.Errorf("%.60s: at %q: %s (fix: %s), want at %q: ...%s...", c.pattern, f.At, f.Why, f.Fix, c.at, c.why)
		}
	}
}

// The drawn events and patterns share few names and values, so that they often meet.
var (
	names   = rapid.SampledFrom([]string{"a", "b"})
	texts   = rapid.SampledFrom([]string{"x", "xy", "y", "1"})
	numbers = rapid.SampledFrom([]json.Number{"1", "1.0", "2"})
	scalars = rapid.OneOf(texts.AsAny(), numbers.AsAny(), rapid.Bool().AsAny(), rapid.Just[any](nil))
)

func events(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		kind := rapid.IntRange(0, 5).Draw(t, "kind") // small figures are drawn more often
		switch {
		case depth == 0 || kind > 4:
			return scalars.Draw(t, "scalar")
		case kind%2 == 1:
			return rapid.SliceOfN(events(depth-1), 0, 3).Draw(t, "list")
		}
		return rapid.MapOfN(names, events(depth-1), 0, 2).Draw(t, "object")
	})
}

// patternFor draws a pattern after the event: of members that it has, often with values that it has.
func patternFor(t *rapid.T, object map[string]any) map[string]any {
	d := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		v := object[name]
		if rapid.IntRange(0, 5).Draw(t, "left out") > 3 {
			continue
		}
		var list []any
		for ok := true; ok; { // down into one element of each list
			if list, ok = v.([]any); ok {
				if len(list) == 0 {
					break
				}
				v = rapid.SampledFrom(list).Draw(t, "element")
			}
		}
		inner, isObject := v.(map[string]any)
		switch {
		case isObject && len(inner) > 0:
			d[name] = patternFor(t, inner)
		case isObject || rapid.IntRange(0, 5).Draw(t, "a stranger") > 2:
			d[name] = rapid.SliceOfN(leaves, 1, 3).Draw(t, "values")
		case reflect.TypeOf(v) != reflect.TypeOf([]any{}):
			d[name] = []any{v}
		}
	}
	if len(d) == 0 {
		d["a"] = rapid.SliceOfN(leaves, 1, 3).Draw(t, "values")
	}
	return d
}

var leaves = rapid.OneOf(scalars,
	rapid.Map(texts, func(s string) any { return map[string]any{"prefix": s} }),
	rapid.Map(texts, func(s string) any { return map[string]any{"anything-but": s} }),
	rapid.Map(rapid.SliceOfN(texts.AsAny(), 1, 2), func(l []any) any { return map[string]any{"anything-but": l} }),
	rapid.Map(rapid.SliceOfN(numbers.AsAny(), 1, 2), func(l []any) any { return map[string]any{"anything-but": l} }),
	rapid.Map(rapid.SliceOfN(texts.AsAny(), 1, 2), func(l []any) any {
		return map[string]any{"anything-but": map[string]any{"prefix": l}}
	}))

func TestPatternsDecideLikeANaiveReading(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.MapOfN(names, events(4), 1, 2).Draw(t, "event")
		pattern := patternFor(t, e)
		text, err := json.Marshal(pattern)
		if err != nil {
			t.Fatal(err)
		}
		p, err := event.ParsePattern(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		want := false
		for _, flat := range withoutLists(e) {
			want = want || naive(pattern, flat)
		}
		if got := p.Match(e); got != want {
			t.Fatalf("%s takes %v: %t, the naive reading says %t", text, e, got, want)
		}
	})
}

// missing stands where an empty list was.
type missing struct{}

// withoutLists is the event once for every way of keeping one element of each of its lists.
func withoutLists(v any) []any {
	var all []any
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			all = append(all, withoutLists(e)...)
		}
		if len(v) == 0 {
			all = []any{missing{}}
		}
	case map[string]any:
		all = []any{map[string]any{}}
		for name, inner := range v {
			var more []any
			for _, choice := range withoutLists(inner) {
				for _, so := range all {
					object := map[string]any{name: choice}
					for k, x := range so.(map[string]any) {
						object[k] = x
					}
					more = append(more, object)
				}
			}
			all = more
		}
	default:
		all = []any{v}
	}
	return all
}

// naive decides on an event without lists.
func naive(pattern, e any) bool {
	switch p := pattern.(type) {
	case map[string]any:
		object, ok := e.(map[string]any)
		for name, inner := range p {
			value, there := object[name]
			if _, gone := value.(missing); !ok || !there || gone || !naive(inner, value) {
				return false
			}
		}
		return true
	case []any:
		if _, object := e.(map[string]any); object {
			return false
		}
		for _, leaf := range p {
			if naiveLeaf(leaf, e) {
				return true
			}
		}
	}
	return false
}

func naiveLeaf(leaf, e any) bool {
	expression, ok := leaf.(map[string]any)
	if !ok {
		return leaf == e
	}
	if begin, ok := expression["prefix"].(string); ok {
		text, isText := e.(string)
		return isText && strings.HasPrefix(text, begin)
	}
	switch but := expression["anything-but"].(type) {
	case map[string]any:
		for _, begin := range but["prefix"].([]any) {
			if text, isText := e.(string); isText && strings.HasPrefix(text, begin.(string)) {
				return false
			}
		}
	case []any:
		for _, v := range but {
			if v == e {
				return false
			}
		}
	default:
		return but != e
	}
	return true
}

func FuzzParsePattern(f *testing.F) {
	f.Add([]byte(`{"detail":{"catalog":[{"anything-but":{"prefix":["S"]}}]}}`))
	f.Add([]byte(updated))
	d, err := doc.Parse([]byte(updated))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := event.ParsePattern(text)
		var fault *event.PatternFault
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("%q is refused without a reason: %v", text, err)
		}
		if err == nil {
			p.Match(d)
		}
	})
}
