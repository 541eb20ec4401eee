// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package crm

// A Type is the kind of a field's value.
type Type string

// The kinds of values, and what Fields holds for each: a bool for Boolean, a []string for MultiPicklist, and a string for
// all others (numbers as decimal text, dates as YYYY-MM-DD, instants as RFC 3339 in UTC).
const (
	Text          Type = "text"
	LongText      Type = "longtext"
	Number        Type = "number"
	Currency      Type = "currency"
	Date          Type = "date"
	DateTime      Type = "datetime"
	Boolean       Type = "boolean"
	Picklist      Type = "picklist"
	MultiPicklist Type = "multipicklist"
	Reference     Type = "reference"
	Email         Type = "email"
	Phone         Type = "phone"
	URL           Type = "url"
)

// An Object describes one kind of record.
type Object struct {
	Name    string
	Label   string
	LabelJA string
	NameIn  []string // the fields that make the name of a record
	Fields  []Field
}

// A Field describes one field of an object.
type Field struct {
	Name       string
	Label      string
	LabelJA    string
	Section    string // heading on a page
	Type       Type
	Length     int // characters at most; 0 = the CRM sets no limit
	Required   bool
	ReadOnly   bool // for sellers; the integration user writes it
	ExternalID bool // unique; Find and Key take it
	Sensitive  bool // personal data: stored sealed, kept out of logs
	Values     []Value
	Open       bool   // other values than Values are taken as well
	To         string // the object that a reference points to, or whose ids a text holds
}

// A Value is one choice of a picklist.
type Value struct {
	Value   string
	Label   string
	LabelJA string
}

// Field is the description of a field.
func (o Object) Field(name string) (Field, bool) {
	for _, f := range o.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Fields are the values of a record by field name. An absent field is empty.
type Fields map[string]any

// Text is a value as text; "" for what is empty, a list or a yes/no.
func (f Fields) Text(name string) string {
	s, _ := f[name].(string)
	return s
}

// List is a value of several choices.
func (f Fields) List(name string) []string {
	l, _ := f[name].([]string)
	return l
}

// Yes is a yes/no value.
func (f Fields) Yes(name string) bool {
	b, _ := f[name].(bool)
	return b
}

// Empty says whether a value stands for nothing.
func Empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []string:
		return len(v) == 0
	default:
		return false
	}
}
