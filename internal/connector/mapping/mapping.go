// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package mapping says which field of the CRM is which field of an ACE opportunity, and how a value crosses over.
//
// A pair is a row. Values are compared in one form, the canonical wire value, so that 12000.00 and 12000 are the same
// amount and a second sync of an unchanged deal sends nothing.
package mapping

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/connector/crm"
)

// A Way is the direction in which a pair carries values.
type Way string

// The directions.
const (
	ToAWS Way = "toAws"
	ToCRM Way = "toCrm"
	Both  Way = "both"
)

// A Winner says whose value stays when both sides changed.
type Winner string

// The winners.
const (
	CRMWins    Winner = "crm"
	AWSWins    Winner = "aws"
	LatestWins Winner = "latest"
)

// A Pair ties one field of the CRM to one field of ACE.
type Pair struct {
	Object string // of the CRM
	Field  string // of the object; "Id" is the record's own id
	Path   string // wire path, as in the catalogue
	Way    Way
	Wins   Winner
	Codec  string // how values are converted: a name of Codecs
	Picks  []Pick // values that are spelled differently on the two sides
}

// A Pick ties two values of picklists. Several CRM values may stand for one of ACE; the first is taken on the way back.
type Pick struct{ CRM, ACE string }

// A Mapping is a checked set of pairs.
type Mapping struct {
	pairs    []Pair
	byPath   map[string]int
	required map[string]bool
}

// New checks pairs against what the CRM describes and what ACE demands, and names everything that is wrong at once.
func New(pairs []Pair, objects []crm.Object) (*Mapping, error) {
	m := &Mapping{pairs: slices.Clone(pairs), byPath: map[string]int{}, required: map[string]bool{}}
	var faults []error
	for i, p := range m.pairs {
		if _, twice := m.byPath[p.Path]; twice {
			faults = append(faults, fmt.Errorf("%s is mapped twice", p.Path))
		}
		m.byPath[p.Path] = i
		faults = append(faults, p.check(objects)...)
	}
	// What the rule engine misses in an empty opportunity is what every opportunity needs.
	empty := rule.Change{Moment: rule.OnSubmit, After: rule.Record{Doc: doc.Doc{}}, Involvement: "Co-Sell", Visibility: "Full"}
	for _, v := range rule.Check(empty) {
		if v.Code != catalogue.RequiredFieldMissing {
			continue
		}
		m.required[v.Path] = true
		if m.supplies(v.Path) {
			continue
		}
		faults = append(faults, fmt.Errorf("%s is required by ACE and no field of the CRM is mapped to it", v.Path))
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("mapping: %w", errors.Join(faults...))
	}
	return m, nil
}

func (p Pair) check(objects []crm.Object) []error {
	var faults []error
	if catalogue.Opportunity.ByPath(p.Path) == nil {
		faults = append(faults, fmt.Errorf("%s is no field of an ACE opportunity", p.Path))
	}
	c, known := codecs[p.Codec]
	if !known {
		faults = append(faults, fmt.Errorf("%s: there is no codec %q", p.Path, p.Codec))
	}
	if p.Way != ToAWS && p.Way != ToCRM && p.Way != Both {
		faults = append(faults, fmt.Errorf("%s: way %q: choose toAws, toCrm or both", p.Path, p.Way))
	}
	if p.Wins != CRMWins && p.Wins != AWSWins && p.Wins != LatestWins {
		faults = append(faults, fmt.Errorf("%s: wins %q: choose crm, aws or latest", p.Path, p.Wins))
	}
	if p.Field == "Id" {
		return faults
	}
	i := slices.IndexFunc(objects, func(o crm.Object) bool { return o.Name == p.Object })
	if i < 0 {
		return append(faults, fmt.Errorf("%s: the CRM has no object %s", p.Path, p.Object))
	}
	f, has := objects[i].Field(p.Field)
	if !has {
		return append(faults, fmt.Errorf("%s: the CRM has no field %s.%s", p.Path, p.Object, p.Field))
	}
	if known && !slices.Contains(c.takes, f.Type) {
		faults = append(faults, fmt.Errorf("%s: %s.%s is of type %s, which codec %s does not take", p.Path, p.Object, p.Field, f.Type, p.Codec))
	}
	return faults
}

// supplies says whether a required field gets a value. A list of objects has one when a member of it is mapped.
func (m *Mapping) supplies(path string) bool {
	if _, mapped := m.byPath[path]; mapped {
		return true
	}
	for _, p := range m.pairs {
		if len(p.Path) > len(path) && p.Path[:len(path)] == path && (p.Path[len(path)] == '.' || p.Path[len(path)] == '[') {
			return true
		}
	}
	return slices.ContainsFunc(fixed, func(f fixedValue) bool { return f.path == path })
}

// Pairs are the rows, in order. Callers do not change them.
func (m *Mapping) Pairs() []Pair { return m.pairs }

// Required says whether every opportunity needs the field at a path when it is submitted.
func (m *Mapping) Required(path string) bool {
	for needed := range m.required {
		if path == needed || strings.HasPrefix(path, needed+"[]") && path == amountPath {
			return true
		}
	}
	return false
}

// ByPath is the pair of a wire path. Indexes may stand in the path.
func (m *Mapping) ByPath(path string) (Pair, bool) {
	i, known := m.byPath[doc.Row(path)]
	if !known {
		return Pair{}, false
	}
	return m.pairs[i], true
}

// For is the pair by which a path is mended: its own, or that of the first member below it.
func (m *Mapping) For(path string) (Pair, bool) {
	if p, mapped := m.ByPath(path); mapped || path == "" {
		return p, mapped
	}
	row := doc.Row(path)
	for _, p := range m.pairs {
		if strings.HasPrefix(p.Path, row) {
			return p, true
		}
	}
	return Pair{}, false
}

// Values are canonical wire values by path: nil, a string, or a sorted []string.
type Values map[string]any

// UnmarshalJSON reads values that were kept; JSON knows no list of texts, so lists are turned back.
func (v *Values) UnmarshalJSON(text []byte) error {
	var in map[string]any
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	*v = make(Values, len(in))
	for path, value := range in {
		if list, ok := value.([]any); ok {
			texts := make([]string, 0, len(list))
			for _, e := range list {
				if s, ok := e.(string); ok {
					texts = append(texts, s)
				}
			}
			value = texts
		}
		(*v)[path] = value
	}
	return nil
}

// A Bundle is a CRM opportunity with the records it refers to, by object.
type Bundle map[string]crm.Record

// At is the value of a pair's field in the CRM.
func (b Bundle) At(p Pair) any {
	rec, has := b[p.Object]
	if !has {
		return nil
	}
	if p.Field == "Id" {
		return rec.ID
	}
	return rec.Fields[p.Field]
}

// Out is what the CRM says, as wire values, and what cannot be said in ACE's words. A pair that only goes to the CRM
// has no part in it.
func (m *Mapping) Out(b Bundle) (Values, []catalogue.Violation) { return m.OutBeside(b, nil) }

// OutBeside is what the CRM will say once some of AWS's values have come in: what ACE takes only beside another value depends on
// that other value as it is then. The paths of comes themselves have what the CRM says now.
func (m *Mapping) OutBeside(b Bundle, comes Values) (Values, []catalogue.Violation) {
	out := Values{}
	var wrong []catalogue.Violation
	var around surroundings
	if p, mapped := m.ByPath(countryPath); mapped {
		if iso, err := codecs[p.Codec].out(p, b.At(p), around); err == nil {
			around.country, _ = iso.(string)
		}
	}
	for _, p := range m.pairs {
		if p.Way == ToCRM {
			continue
		}
		v, err := codecs[p.Codec].out(p, b.At(p), around)
		if err != nil {
			wrong = append(wrong, p.violation(b.At(p), err))
			continue
		}
		out[p.Path] = v
	}
	then := maps.Clone(out)
	derive(out, b)
	if len(comes) == 0 {
		return out, wrong
	}
	maps.Copy(then, comes)
	derive(then, b)
	for path := range comes {
		then[path] = out[path]
	}
	return then, wrong
}

// Read is what an opportunity says, as wire values.
func (m *Mapping) Read(d doc.Doc) Values {
	out := Values{}
	for _, p := range m.pairs {
		out[p.Path] = codecs[p.Codec].canon(read(d, p.Path))
	}
	return out
}

// Back is a wire value in the CRM's words. Where what the CRM has now already means the value, it stays.
func (m *Mapping) Back(p Pair, wire any, b Bundle) (any, error) {
	c := codecs[p.Codec]
	now := b.At(p)
	if had, err := c.out(p, now, surroundings{}); err == nil && Same(had, wire) && !crm.Empty(now) {
		return now, nil
	}
	return c.back(p, wire)
}

// Same compares canonical values.
func Same(a, b any) bool {
	if crm.Empty(a) || crm.Empty(b) {
		return crm.Empty(a) && crm.Empty(b)
	}
	if l, ok := a.([]string); ok {
		r, ok := b.([]string)
		return ok && slices.Equal(l, r)
	}
	r, ok := b.(string)
	return ok && a == r
}

// Equal compares members of two documents as they stand there.
func Equal(a, b any) bool { return doc.Equal(doc.Doc{"v": a}, doc.Doc{"v": b}) }

func (p Pair) violation(v any, err error) catalogue.Violation {
	f := catalogue.Opportunity.ByPath(p.Path)
	shown, _ := v.(string)
	out := catalogue.Violation{Field: catalogue.WireName(p.Path), Path: p.Path, At: p.Path, Code: catalogue.InvalidValue,
		Message: err.Error(), MessageJA: err.Error(), Value: catalogue.Shown(shown, f != nil && f.Sensitive), Rule: "mapping"}
	if w, ok := errors.AsType[*unfit](err); ok {
		out.Code, out.Message, out.MessageJA, out.FixEN, out.FixJA = w.code, w.says, w.saysJA, w.fix, w.fixJA
	}
	return out
}
