// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"encoding/json"
	"maps"
	"slices"
)

// A Value is one choice of a picklist.
type Value struct {
	API string // as the API spells it; "" when only the S3 exchange knows it
	S3  string // as the S3 exchange spells it; "" when only the API knows it
	EN  string
	JA  string
	// Aliases are spellings that are taken too and stored as API.
	Aliases   []string
	AliasesS3 []string
	// Attributes are the further columns of the set: "terminal", "iso", "involvement_type", "note", …
	Attributes map[string]any
}

// A valueSet is a picklist in order, with every spelling the API takes.
type valueSet struct {
	values    []Value
	spellings map[string]int
}

var valueSets = loadValueSets()

func loadValueSets() map[string]valueSet {
	var file map[string][]map[string]any
	mustLoad("value-sets.json", &file)
	sets := make(map[string]valueSet, len(file))
	for id, rows := range file {
		set := valueSet{values: make([]Value, len(rows)), spellings: map[string]int{}}
		for i, row := range rows {
			v := valueOf(row)
			set.values[i] = v
			for _, spelling := range append([]string{v.API}, v.Aliases...) {
				if _, owned := set.spellings[spelling]; !owned && spelling != "" {
					set.spellings[spelling] = i
				}
			}
		}
		sets[id] = set
	}
	return sets
}

func valueOf(row map[string]any) Value {
	v := Value{Attributes: map[string]any{}}
	for name, column := range row {
		text, _ := column.(string)
		switch name {
		case "value_api":
			v.API = text
		case "value_s3":
			v.S3 = text
		case "label_en":
			v.EN = text
		case "label_ja":
			v.JA = text
		case "aliases_api":
			v.Aliases = textsOf(column)
		case "aliases_s3":
			v.AliasesS3 = textsOf(column)
		default:
			v.Attributes[name] = column
		}
	}
	if v.EN == "" {
		v.EN = v.API
	}
	if v.EN == "" {
		v.EN = v.S3
	}
	return v
}

func textsOf(column any) []string {
	var texts []string
	elements, _ := column.([]any)
	for _, element := range elements {
		if text, isText := element.(string); isText {
			texts = append(texts, text)
		}
	}
	return texts
}

// Values are the choices of a set in their published order, nil for an unknown set. Callers do not change them.
func Values(set string) []Value { return valueSets[set].values }

// ValueSets lists the ids of all sets, sorted.
func ValueSets() []string { return slices.Sorted(maps.Keys(valueSets)) }

// Find looks a value up by any spelling that the API takes.
func Find(set, spelling string) (Value, bool) {
	s := valueSets[set]
	i, known := s.spellings[spelling]
	if !known {
		return Value{}, false
	}
	return s.values[i], true
}

// A Product is an AWS service that can be associated with an opportunity.
type Product struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Family string `json:"family"`
}

var products, productByID = loadProducts()

func loadProducts() ([]Product, map[string]Product) {
	var list []Product
	mustLoad("aws-products.json", &list)
	byID := make(map[string]Product, len(list))
	for _, p := range list {
		byID[p.ID] = p
	}
	return list, byID
}

// Products are the AWS products in the order of AWS's list. Callers do not change them.
func Products() []Product { return products }

// FindProduct looks an AWS product up by its code.
func FindProduct(id string) (Product, bool) {
	p, known := productByID[id]
	return p, known
}

// UnmarshalJSON reads the country, where null is a name that no longer has a code.
func (p *PostalRule) UnmarshalJSON(text []byte) error {
	type plain PostalRule
	if err := json.Unmarshal(text, (*plain)(p)); err != nil {
		return err
	}
	if p.RegexText != "" {
		p.Regex = shapeOf(p.RegexText)
	}
	return nil
}
