// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"

	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/mapping"
	"cosell/internal/pages"
)

// ObjectName names an object of the CRM.
type ObjectName struct {
	Name    string `json:"name"`
	Label   string `json:"label"`
	LabelJA string `json:"labelJa"`
}

// ObjectNames is the list of objects.
type ObjectNames struct {
	Items []ObjectName `json:"items" nullable:"false"`
}

// Object describes an object with its fields.
type Object struct {
	ObjectName
	Fields []Field `json:"fields" nullable:"false"`
}

// Field describes a field.
type Field struct {
	Name      string  `json:"name"`
	Label     string  `json:"label"`
	LabelJA   string  `json:"labelJa"`
	Type      string  `json:"type" enum:"text,longtext,number,currency,date,datetime,boolean,picklist,multipicklist,reference,email,phone,url"`
	Required  bool    `json:"required"`
	ReadOnly  bool    `json:"readOnly"`
	Open      bool    `json:"open" doc:"other values than those listed are taken too"`
	Sensitive bool    `json:"sensitive" doc:"personal data"`
	Length    int     `json:"length"`
	Section   string  `json:"section"`
	Object    string  `json:"object,omitempty" doc:"of a reference: what it points to"`
	Shared    bool    `json:"shared" doc:"AWS demands it before a deal is shared"`
	Values    []Value `json:"values" nullable:"false"`
}

// Value is a choice of a picklist.
type Value struct {
	Value   string `json:"value"`
	Label   string `json:"label"`
	LabelJA string `json:"labelJa"`
}

// MappingPair ties a field of the CRM to one of ACE.
type MappingPair struct {
	CRMObject  string `json:"crmObject"`
	CRMField   string `json:"crmField"`
	CRMLabel   string `json:"crmLabel"`
	CRMLabelJA string `json:"crmLabelJa"`
	Path       string `json:"path"`
	Label      string `json:"label"`
	LabelJA    string `json:"labelJa"`
	Way        string `json:"way" enum:"toAws,toCrm,both"`
	Wins       string `json:"wins" enum:"crm,aws,latest"`
	Convert    string `json:"convert"`
	Required   bool   `json:"required"`
	Picks      []Pick `json:"picks" nullable:"false"`
}

// Pick ties two values.
type Pick struct {
	CRM string `json:"crm"`
	ACE string `json:"ace"`
}

// Mapping is all pairs.
type Mapping struct {
	Pairs []MappingPair `json:"pairs" nullable:"false"`
}

type objectIn struct {
	Object string `path:"object"`
}

func (p *Portal) objects() {
	serve(p, pages.Operation("listObjects", http.MethodGet, "/api/connector/objects", "Objects of the CRM", 200), everybody,
		func(context.Context, embedded.User, *struct{}) (ObjectNames, error) {
			out := ObjectNames{Items: []ObjectName{}}
			for _, o := range embedded.Objects() {
				out.Items = append(out.Items, ObjectName{o.Name, o.Label, o.LabelJA})
			}
			return out, nil
		})
	serve(p, pages.Operation("describeObject", http.MethodGet, "/api/connector/objects/{object}", "Fields of an object", 200, 404), everybody,
		func(_ context.Context, _ embedded.User, in *objectIn) (Object, error) {
			o, known := embedded.ObjectNamed(in.Object)
			if !known {
				return Object{}, crm.ErrNotFound
			}
			out := Object{ObjectName: ObjectName{o.Name, o.Label, o.LabelJA}, Fields: []Field{}}
			for _, f := range o.Fields {
				shown := field(f)
				shown.Shared = p.demanded(in.Object, f.Name)
				out.Fields = append(out.Fields, shown)
			}
			return out, nil
		})
	serve(p, pages.Operation("getMapping", http.MethodGet, "/api/connector/mapping", "Which CRM field is which ACE field", 200), operations,
		func(context.Context, embedded.User, *struct{}) (Mapping, error) {
			out := Mapping{Pairs: []MappingPair{}}
			for _, pair := range p.Sync.Mapping.Pairs() {
				out.Pairs = append(out.Pairs, p.pair(pair))
			}
			return out, nil
		})
}

// demanded says whether every deal needs the field before it is shared.
func (p *Portal) demanded(object, name string) bool {
	for _, pair := range p.Sync.Mapping.Pairs() {
		if pair.Object == object && pair.Field == name && p.Sync.Mapping.Required(pair.Path) {
			return true
		}
	}
	return false
}

func field(f crm.Field) Field {
	out := Field{Name: f.Name, Label: f.Label, LabelJA: f.LabelJA, Type: string(f.Type), Required: f.Required, ReadOnly: f.ReadOnly, Open: f.Open,
		Sensitive: f.Sensitive, Length: f.Length, Section: f.Section, Object: f.To, Values: []Value{}}
	for _, v := range f.Values {
		out.Values = append(out.Values, Value{v.Value, v.Label, v.LabelJA})
	}
	return out
}

func (p *Portal) pair(m mapping.Pair) MappingPair {
	out := MappingPair{CRMObject: m.Object, CRMField: m.Field, Path: m.Path, Way: string(m.Way), Wins: string(m.Wins), Convert: m.Codec, Picks: []Pick{},
		Required: p.Sync.Mapping.Required(m.Path)}
	out.CRMLabel, out.CRMLabelJA = crmLabel(m.Object, m.Field)
	out.Label, out.LabelJA = mapping.Label(m.Path)
	for _, pick := range m.Picks {
		out.Picks = append(out.Picks, Pick(pick))
	}
	return out
}

// crmLabel is what the CRM calls a field.
func crmLabel(object, name string) (en, ja string) {
	o, _ := embedded.ObjectNamed(object)
	f, known := o.Field(name)
	if !known {
		return name, name
	}
	return f.Label, f.LabelJA
}
