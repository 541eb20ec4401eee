// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package doc_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"cosell/internal/ace/doc"
)

func parse(t *testing.T, text string) doc.Doc {
	t.Helper()
	d, err := doc.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

const deal = `{"Customer":{"Account":{"CompanyName":"Example"},"Contacts":[{"Email":"a@example.com"},{"Email":"b@example.com","Phone":null}]},
	"Needs":["x","y"],"Count":3,"Gone":null}`

func TestGetFollowsPaths(t *testing.T) {
	t.Parallel()
	d := parse(t, deal)
	for path, want := range map[string]string{
		"Customer.Account.CompanyName": "Example", "Customer.Contacts[].Email": "a@example.com",
		"Customer.Contacts[1].Email": "b@example.com", "Customer.Contacts[2].Email": "", "Needs[1]": "y", "Count": "3",
		"Gone": "", "Nowhere.At.All": "", "Count.Below": "", "Customer[].Account": "", "Customer": "",
	} {
		if got := doc.Text(d, path); got != want {
			t.Errorf("Text(%s) = %q, want %q", path, got, want)
		}
	}
	if !doc.Has(d, "Gone") || !doc.Has(d, "Customer.Contacts[1].Phone") || doc.Has(d, "Nowhere") {
		t.Error("Has tells an explicit null from an absent member")
	}
	if got := doc.Texts(d, "Needs"); !reflect.DeepEqual(got, []string{"x", "y"}) {
		t.Errorf("Texts = %v", got)
	}
	if got := doc.Objects(d, "Customer.Contacts"); len(got) != 2 || len(doc.Objects(d, "Needs")) != 0 {
		t.Errorf("Objects = %v", got)
	}
}

func TestSetMakesTheWay(t *testing.T) {
	t.Parallel()
	d := doc.Doc{"Plain": "text"}
	doc.Set(d, "A.B[].C", "first")
	doc.Set(d, "A.B[1].C", "second")
	doc.Set(d, "A.B[9].C", "third")
	doc.Set(d, "A.B[0].C", "changed")
	doc.Set(d, "Plain.Inner", "over")
	doc.Set(d, "List[]", "one")
	want := `{"A":{"B":[{"C":"changed"},{"C":"second"},{"C":"third"}]},"List":["one"],"Plain":{"Inner":"over"}}`
	if got := string(doc.Append(nil, d)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDeleteRemovesWhatThePathNames(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"A.B[].C": `{"A":{"B":[{"D":1},{"D":2}]}}`, "A.B[1].C": `{"A":{"B":[{"C":1,"D":1},{"D":2}]}}`,
		"A.B[0]": `{"A":{"B":[{"C":2,"D":2}]}}`, "A.B[]": `{"A":{"B":[]}}`, "A.B[7]": `{"A":{"B":[{"C":1,"D":1},{"C":2,"D":2}]}}`,
		"A": `{}`, "X.Y": `{"A":{"B":[{"C":1,"D":1},{"C":2,"D":2}]}}`, "A[].B": `{"A":{"B":[{"C":1,"D":1},{"C":2,"D":2}]}}`,
	} {
		d := parse(t, `{"A":{"B":[{"C":1,"D":1},{"C":2,"D":2}]}}`)
		doc.Delete(d, path)
		if got := string(doc.Append(nil, d)); got != want {
			t.Errorf("Delete(%s): %s, want %s", path, got, want)
		}
	}
}

func TestEachVisitsEveryElement(t *testing.T) {
	t.Parallel()
	d := parse(t, deal)
	for path, want := range map[string][]string{
		"Customer.Contacts[].Email":  {"Customer.Contacts[0].Email", "Customer.Contacts[1].Email"},
		"Customer.Contacts[].Phone":  nil,
		"Customer.Contacts[1].Email": {"Customer.Contacts[1].Email"},
		"Needs[]":                    {"Needs[0]", "Needs[1]"},
		"Needs":                      {"Needs"}, "Gone": nil, "Count.X": nil, "Customer[].X": nil,
	} {
		var got []string
		doc.Each(d, path, func(at string, v any) {
			got = append(got, at)
			if !reflect.DeepEqual(doc.Get(d, at), v) {
				t.Errorf("%s is visited with %v", at, v)
			}
		})
		if !reflect.DeepEqual(got, want) {
			t.Errorf("Each(%s) visits %v, want %v", path, got, want)
		}
	}
}

func TestRowTakesTheIndexesOut(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"A.B[3].C[]": "A.B[].C[]", "A.B": "A.B", "A[0]": "A[]"} {
		if got := doc.Row(path); got != want {
			t.Errorf("Row(%s) = %s, want %s", path, got, want)
		}
	}
}

func TestDiffNamesPathsAsTheCatalogueWritesThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b string
		want []string
	}{
		"nothing said either way": {`{"A":null,"B":[],"C":{"D":{}},"E":[null]}`, `{}`, nil},
		"a leaf":                  {`{"A":{"B":"x","C":"y"}}`, `{"A":{"B":"z","C":"y"}}`, []string{"A.B"}},
		"an object appears":       {`{}`, `{"A":{"B":"x","C":null}}`, []string{"A.B"}},
		"an object goes":          {`{"A":{"B":"x","C":{"D":1}}}`, `{"A":null}`, []string{"A.B", "A.C.D"}},
		"plain list":              {`{"A":["x"]}`, `{"A":["x","y"]}`, []string{"A"}},
		"element changes":         {`{"A":[{"B":1},{"B":2}]}`, `{"A":[{"B":1},{"B":3,"C":4}]}`, []string{"A[].B", "A[].C"}},
		"element goes":            {`{"A":[{"B":1},{"B":2}]}`, `{"A":[{"B":1}]}`, []string{"A[].B"}},
		"list appears":            {`{}`, `{"A":[{"B":1}]}`, []string{"A[].B"}},
		"mixed list":              {`{"A":[{"B":1},2]}`, `{"A":[{"B":1},3]}`, []string{"A"}},
		"other kind":              {`{"A":"x"}`, `{"A":{"B":1}}`, []string{"A"}},
		"number and text":         {`{"A":"1"}`, `{"A":1}`, []string{"A"}},
	} {
		a, b := parse(t, c.a), parse(t, c.b)
		if got := doc.Diff(a, b); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if got := doc.Diff(b, a); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s, the other way: %v, want %v", name, got, c.want)
		}
		if doc.Equal(a, b) != (len(c.want) == 0) || doc.Equal(b, a) != (len(c.want) == 0) {
			t.Errorf("%s: Equal disagrees with Diff", name)
		}
	}
	if !doc.Equal(doc.Doc{"A": 5, "B": 1.5}, parse(t, `{"A":5,"B":1.5}`)) {
		t.Error("a Go number differs from the same number as it was read")
	}
}

func TestEqualAndDiffAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := trees().Draw(t, "a"), trees().Draw(t, "b")
		if diff := doc.Diff(a, b); (len(diff) == 0) != doc.Equal(a, b) {
			t.Fatalf("Equal is %v, Diff is %v", doc.Equal(a, b), diff)
		}
		if !doc.Equal(a, doc.Clone(a)) {
			t.Fatal("a clone differs")
		}
	})
}

func TestACloneIsIndependent(t *testing.T) {
	t.Parallel()
	d := parse(t, deal)
	copied := doc.Clone(d)
	doc.Set(copied, "Customer.Contacts[0].Email", "changed")
	doc.Set(copied, "Needs[0]", "changed")
	if !doc.Equal(d, parse(t, deal)) || doc.Clone(nil) != nil {
		t.Error("changing the clone changed the original")
	}
}
