// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"maps"
	"slices"
	"strings"
)

// A shape is one type of AWS's service model, ready to check a value.
type shape struct {
	kind      string // structure, list, map, string, integer, long, timestamp
	members   []member
	element   *shape // of a list or map
	min, max  int
	text      *textRule
	enum      map[string]bool
	enumText  string
	sensitive bool
	union     bool
}

type member struct {
	name     string
	shape    *shape
	required bool
}

// A leniency is a value that the service takes although its model does not list it.
type leniency struct {
	shape, value, source string
}

var leniencies = []leniency{
	{"PrimaryNeedFromAws", "Do Not Need Support from AWS Sales Rep", "recorded answers and samples carry it after a visibility-only submission"},
	{"PaymentFrequency", "None", "documentation of total contract value: the Self entry has no frequency"},
}

// aliased are the shapes whose value set knows further spellings, which are taken and stored as the published one.
var aliased = map[string]string{
	"SalesInvolvementType": "involvement_type",   // samples write "For visibility only"
	"ClosedLostReason":     "closed_lost_reason", // the S3 exchange writes an en dash
}

// A Model is one of AWS's services, by what its model wants of requests.
type Model struct {
	name   string
	inputs map[string]*shape // by operation
	fields *Table            // names the members to people; nil where no field has a row
}

// The services whose requests are checked.
var (
	selling = Model{"Selling API", loadRequests("constraints.json"), Opportunity}
	Account = Model{"Account API", loadRequests("account-constraints.json"), accountNames}
)

func loadRequests(name string) map[string]*shape {
	var file struct {
		Operations map[string]string
		Shapes     map[string]struct {
			Type, Member, Pattern string
			Required, Enum        []string
			Members               map[string]string
			Min, Max              int
			Sensitive, Union      bool
		}
	}
	mustLoad(name, &file)
	shapes := make(map[string]*shape, len(file.Shapes))
	for name := range file.Shapes {
		shapes[name] = &shape{}
	}
	for name, from := range file.Shapes {
		made := shapes[name]
		*made = shape{
			kind: from.Type, element: shapes[from.Member], min: from.Min, max: from.Max,
			sensitive: from.Sensitive, union: from.Union, enumText: "[" + strings.Join(from.Enum, ", ") + "]",
		}
		if from.Type == "string" {
			made.text = newTextRule(from.Pattern, from.Min, from.Max)
		}
		if len(from.Enum) > 0 {
			made.enum = enumOf(name, from.Enum)
		}
		for _, memberName := range slices.Sorted(maps.Keys(from.Members)) {
			made.members = append(made.members, member{
				name: memberName, shape: shapes[from.Members[memberName]], required: slices.Contains(from.Required, memberName),
			})
		}
	}
	operations := make(map[string]*shape, len(file.Operations))
	for operation, name := range file.Operations {
		operations[operation] = shapes[name]
	}
	return operations
}

func enumOf(name string, values []string) map[string]bool {
	enum := map[string]bool{}
	for _, value := range values {
		enum[value] = true
	}
	for _, more := range leniencies {
		if more.shape == name {
			enum[more.value] = true
		}
	}
	for _, value := range Values(aliased[name]) {
		for _, alias := range value.Aliases {
			enum[alias] = true
		}
	}
	return enum
}

// Operations lists the operations whose requests CheckRequest knows, sorted.
func Operations() []string { return selling.Operations() }

// Operations lists the operations of the service, sorted.
func (a Model) Operations() []string { return slices.Sorted(maps.Keys(a.inputs)) }
