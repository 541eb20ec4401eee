// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package doc_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cosell/internal/ace/doc"
)

func TestParseReadsWhatJSONAllows(t *testing.T) {
	t.Parallel()
	got, err := doc.Parse([]byte(` {"A":{"B":[1,-0.5e+3,"x\u00e9\n\/\ud83d\ude00",true,false,null,[],{}]},"日本":"語"} `))
	if err != nil {
		t.Fatal(err)
	}
	want := doc.Doc{
		"A":  doc.Doc{"B": []any{json.Number("1"), json.Number("-0.5e+3"), "xé\n/😀", true, false, nil, []any{}, doc.Doc{}}},
		"日本": "語",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
}

func TestParseRefusesAndSaysWhere(t *testing.T) {
	t.Parallel()
	manyKeys := func(n int) string {
		var s strings.Builder
		for i := range n {
			fmt.Fprintf(&s, `,"k%d":0`, i)
		}
		return "{" + s.String()[1:]
	}
	for name, c := range map[string]struct {
		text, why string
		at        int
	}{
		"empty":                    {``, "does not begin", 0},
		"a list":                   {`[]`, "does not begin", 0},
		"invalid UTF-8":            {"{\"a\":\"\xff\"}", "UTF-8", 6},
		"text after":               {`{} {}`, "after the object", 3},
		"unfinished":               {`{"a":`, "ends in the middle", 5},
		"no colon":                 {`{"a" 1}`, "colon", 5},
		"comma at the end":         {`{"a":1,}`, "name of a member", 7},
		"list comma at the end":    {`{"a":[1,]}`, "value is expected", 8},
		"twice":                    {`{"a":1,"a":2}`, `"a" is there twice`, 13},
		"cases":                    {`{"Catalog":1,"catalog":2}`, `differ only in case`, 25},
		"Kelvin sign":              {"{\"k\":1,\"\u212a\":2}", `differ only in case`, 15},
		"escaped twin":             {`{"a":1,"\u0041":2}`, `differ only in case`, 18},
		"twin among many":          {manyKeys(100) + `,"K7":1}`, `differ only in case`, 0},
		"leading zero":             {`{"a":01}`, "not a JSON number", 7},
		"bare minus":               {`{"a":-}`, "not a JSON number", 6},
		"no fraction":              {`{"a":1.}`, "not a JSON number", 7},
		"no exponent":              {`{"a":1e}`, "not a JSON number", 7},
		"NaN":                      {`{"a":NaN}`, "value is expected", 5},
		"control character":        {"{\"a\":\"\t\"}", "control character", 6},
		"unknown escape":           {`{"a":"\x"}`, "escape", 6},
		"short escape":             {`{"a":"\u12"}`, "escape", 6},
		"half a pair":              {`{"a":"\ud83d"}`, "surrogate", 12},
		"NUL":                      {`{"a":"\u0000"}`, "U+0000", 12},
		"open string":              {`{"a":"x`, "does not end", 7},
		"open string after escape": {`{"a":"\n`, "does not end", 8},
		"too deep":                 {strings.Repeat(`{"a":`, 33) + "1" + strings.Repeat("}", 33), "deeper than 32", 160},
		"lists too deep":           {`{"a":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + "}", "deeper than 32", 36},
		"too many members":         {manyKeys(doc.MaxKeys+1) + "}", "more than 10000 members", 0},
		"too long":                 {`{"a":"` + strings.Repeat("x", doc.MaxBytes) + `"}`, "longer than", doc.MaxBytes},
	} {
		_, err := doc.Parse([]byte(c.text))
		malformed, isMalformed := errors.AsType[*doc.Malformed](err)
		if !isMalformed {
			t.Errorf("%s: error %v, want a *Malformed", name, err)
			continue
		}
		if !strings.Contains(malformed.Why, c.why) {
			t.Errorf("%s: %q does not say %q", name, malformed.Why, c.why)
		}
		if c.at > 0 && malformed.At != c.at {
			t.Errorf("%s: at %d, want %d (%v)", name, malformed.At, c.at, malformed)
		}
	}
}

func TestParseTakesWhatLiesOnTheLimits(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"a":`, doc.MaxDepth-1) + "{}" + strings.Repeat("}", doc.MaxDepth-1)
	long := `{"a":"` + strings.Repeat("x", doc.MaxBytes-8) + `"}`
	for _, text := range []string{deep, long} {
		if _, err := doc.Parse([]byte(text)); err != nil {
			t.Errorf("%.20s…: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":[1,2.5e-3,{"b":null}],"c":"\ud83d\ude00 \"x\""}`, `{"a":1,"A":2}`, "{\"\u212a\":1}", `{"a":tru}`,
		`{"Customer":{"Account":{"CompanyName":"株式会社サンプル"}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := doc.Parse(text)
		if err != nil {
			if _, isMalformed := errors.AsType[*doc.Malformed](err); !isMalformed {
				t.Fatalf("error %T, want *Malformed", err)
			}
			return
		}
		var reference map[string]any
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		if err := decoder.Decode(&reference); err != nil {
			t.Fatalf("Parse takes what encoding/json refuses: %v", err)
		}
		if !reflect.DeepEqual(d, reference) {
			t.Fatalf("Parse reads %#v, encoding/json %#v", d, reference)
		}
		written := doc.Append(nil, d)
		again, err := doc.Parse(written)
		if err != nil || !reflect.DeepEqual(again, d) {
			t.Fatalf("read again from %s: %#v, %v", written, again, err)
		}
	})
}

// trees draws documents of the shapes that Parse makes.
func trees() *rapid.Generator[doc.Doc] {
	name := rapid.SampledFrom([]string{"A", "B", "Name", "Contacts", "値"})
	scalar := rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) any { return strings.ReplaceAll(s, "\x00", "") }),
		rapid.Map(rapid.Int(), func(i int) any { return json.Number(fmt.Sprint(i)) }),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Just(any(nil)),
	)
	value := scalar
	for range 3 {
		inner := value
		value = rapid.OneOf(scalar,
			rapid.Map(rapid.SliceOfN(inner, 0, 3), func(l []any) any { return append([]any{}, l...) }),
			rapid.Map(rapid.MapOfN(name, inner, 0, 3), func(m map[string]any) any { return m }))
	}
	return rapid.MapOfN(name, value, 0, 4)
}

func TestWhatAppendWritesParseReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := trees().Draw(t, "doc")
		text := doc.Append(nil, d)
		again, err := doc.Parse(text)
		if err != nil || !reflect.DeepEqual(again, d) {
			t.Fatalf("%s reads as %#v, %v; want %#v", text, again, err, d)
		}
		if !json.Valid(text) {
			t.Fatalf("%s is not JSON", text)
		}
	})
}

func TestAppendWritesGoValuesToo(t *testing.T) {
	t.Parallel()
	d := doc.Doc{
		"b": 5, "a": "<&>\u0001\"\\\n\r\t", "c": []string{"x"}, "d": []doc.Doc{{"e": int64(7)}}, "f": 1.5,
		"g": json.Number("1.20"), "h": []any(nil), "i": make(chan int), "j": "\xff", "k": doc.Doc(nil), "l": json.Number(""), "m": true,
	}
	want := `{"a":"<&>\u0001\"\\\n\r\t","b":5,"c":["x"],"d":[{"e":7}],"f":1.5,"g":1.20,"h":null,"i":null,"j":"` + "\ufffd" +
		`","k":null,"l":0,"m":true}`
	if got := string(doc.Append(nil, d)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
