// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Code is AWS's code for a broken rule: one of ValidationExceptionErrorCode.
type Code string

// The codes AWS uses in an ErrorList.
const (
	RequiredFieldMissing Code = "REQUIRED_FIELD_MISSING"
	InvalidEnumValue     Code = "INVALID_ENUM_VALUE"
	InvalidStringFormat  Code = "INVALID_STRING_FORMAT"
	InvalidValue         Code = "INVALID_VALUE"
	NotEnoughValues      Code = "NOT_ENOUGH_VALUES"
	TooManyValues        Code = "TOO_MANY_VALUES"
	ValueOutOfRange      Code = "VALUE_OUT_OF_RANGE"
	DuplicateKeyValue    Code = "DUPLICATE_KEY_VALUE"
	InvalidResourceState Code = "INVALID_RESOURCE_STATE"
	ActionNotPermitted   Code = "ACTION_NOT_PERMITTED"
)

// A Violation is one broken rule, told to the person who can mend it.
type Violation struct {
	Field     string `json:"field"`        // AWS's FieldName: "customer.account.companyName", no list indexes
	Path      string `json:"path"`         // the catalogue's path: "Customer.Contacts[].Email"
	At        string `json:"at,omitempty"` // the very value: "Customer.Contacts[1].Email"
	Code      Code   `json:"code"`
	Message   string `json:"message"` // English, as AWS would put it
	MessageJA string `json:"messageJa"`
	Value     string `json:"value,omitempty"` // what was sent; "***" where the field is sensitive
	Rule      string `json:"rule"`            // id of the rule, or "request-…" for the shape of a request
	FixEN     string `json:"fixEn"`
	FixJA     string `json:"fixJa"`
}

// Hidden stands for a value that must not be shown.
const Hidden = "***"

// WireName is a path as AWS writes it in FieldName: "Customer.Contacts[1].Email" is "customer.contacts.email".
func WireName(path string) string {
	var name strings.Builder
	inIndex, first := false, true
	for _, r := range path {
		switch {
		case r == '[':
			inIndex = true
		case r == ']':
			inIndex = false
		case inIndex:
		case r == '.':
			name.WriteRune('.')
			first = true
		case first:
			name.WriteRune(unicode.ToLower(r))
			first = false
		default:
			name.WriteRune(r)
		}
	}
	return name.String()
}

// maxShown is the number of characters of a refused value that an answer repeats.
const maxShown = 120

// Shown is a refused value as an answer may repeat it: hidden where sensitive, cut where long.
func Shown(value string, sensitive bool) string {
	switch {
	case value == "":
		return ""
	case sensitive:
		return Hidden
	case utf8.RuneCountInString(value) <= maxShown:
		return value
	default:
		return string([]rune(value)[:maxShown]) + "…"
	}
}
