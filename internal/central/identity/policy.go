// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// A Policy is a policy document as AWS writes it, of which the parts served here are: Allow and Deny, actions and
// resources with wildcards, and conditions by StringEquals, StringNotEquals, StringLike and StringNotLike. A document
// with anything else is refused when it is saved: a condition that nobody evaluates must not look like protection.
type Policy struct {
	Version    string     `json:"Version"`
	ID         string     `json:"Id,omitempty"`
	Statements statements `json:"Statement"`
}

// A Statement allows or denies.
type Statement struct {
	Sid       string               `json:"Sid,omitempty"`
	Effect    string               `json:"Effect"`
	Action    oneOrMany            `json:"Action"`
	Resource  oneOrMany            `json:"Resource"`
	Condition map[string]condition `json:"Condition,omitempty"`
}

type condition map[string]oneOrMany

// statements are written as one object or as a list.
type statements []Statement

// UnmarshalJSON reads one statement or a list.
func (s *statements) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		return strict(text, (*[]Statement)(s))
	}
	var one Statement
	if err := strict(text, &one); err != nil {
		return err
	}
	*s = statements{one}
	return nil
}

// oneOrMany is a string or a list of strings.
type oneOrMany []string

// UnmarshalJSON reads a string or a list of strings.
func (o *oneOrMany) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		return json.Unmarshal(text, (*[]string)(o))
	}
	var one string
	if err := json.Unmarshal(text, &one); err != nil {
		return err
	}
	*o = oneOrMany{one}
	return nil
}

func strict(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// The condition keys of the operations served here.
const (
	KeyCatalog           = "partnercentral:Catalog"
	KeyRelatedEntityType = "partnercentral:RelatedEntityType"
	KeyVerificationType  = "partnercentral:VerificationType"
)

// operators evaluate one condition: any of the wanted values, over a value that the request has.
var operators = map[string]func(have string, want []string) bool{
	"StringEquals":    func(have string, want []string) bool { return anyOf(want, have, equal) },
	"StringNotEquals": func(have string, want []string) bool { return !anyOf(want, have, equal) },
	"StringLike":      func(have string, want []string) bool { return anyOf(want, have, like) },
	"StringNotLike":   func(have string, want []string) bool { return !anyOf(want, have, like) },
}

// negated operators hold for a key that the request does not have, as with AWS.
var negated = map[string]bool{"StringEquals": false, "StringNotEquals": true, "StringLike": false, "StringNotLike": true}

// knownKeys are the condition keys that a request can carry.
var knownKeys = map[string]bool{KeyCatalog: true, KeyRelatedEntityType: true, KeyVerificationType: true}

// ParsePolicy reads a policy document.
func ParsePolicy(text []byte) (Policy, error) {
	var p Policy
	if err := strict(text, &p); err != nil {
		return Policy{}, fmt.Errorf("the policy document cannot be read: %w", err)
	}
	if len(p.Statements) == 0 {
		return Policy{}, errors.New("the policy document has no Statement")
	}
	for i, s := range p.Statements {
		if err := s.check(); err != nil {
			return Policy{}, fmt.Errorf("statement %d: %w", i+1, err)
		}
	}
	return p, nil
}

func (s Statement) check() error {
	switch {
	case s.Effect != "Allow" && s.Effect != "Deny":
		return fmt.Errorf("the Effect is %q; write Allow or Deny", s.Effect)
	case len(s.Action) == 0:
		return errors.New("the Action is missing; write for example partnercentral:GetOpportunity")
	case len(s.Resource) == 0:
		return errors.New(`the Resource is missing; write "*" or an ARN`)
	}
	for operator, wanted := range s.Condition {
		if operators[operator] == nil {
			return fmt.Errorf("the condition operator %q is not evaluated here; use StringEquals, StringNotEquals, StringLike or StringNotLike", operator)
		}
		for key := range wanted {
			if !knownKeys[canonicalKey(key)] {
				return fmt.Errorf("the condition key %q is not known here; use %s, %s or %s", key, KeyCatalog, KeyRelatedEntityType, KeyVerificationType)
			}
		}
	}
	return nil
}

// canonicalKey is a condition key in its usual spelling: AWS does not look at case here.
func canonicalKey(key string) string {
	for known := range knownKeys {
		if strings.EqualFold(known, key) {
			return known
		}
	}
	return key
}

// Allow says whether the caller's policies let it do an action, such as partnercentral:GetOpportunity, in a catalog.
// cond holds the request's other condition keys. An explicit Deny wins; what nobody allows is denied.
func (c Caller) Allow(action, catalog string, cond map[string]string) bool {
	return c.AllowOn(action, "*", catalog, cond)
}

// AllowOn is Allow for one resource, given by its ARN.
func (c Caller) AllowOn(action, resource, catalog string, cond map[string]string) bool {
	allowed := false
	for _, p := range c.policies {
		for i := range p.Statements {
			s := &p.Statements[i]
			if !s.covers(action, resource, catalog, cond) {
				continue
			}
			if s.Effect == "Deny" {
				return false
			}
			allowed = true
		}
	}
	return allowed
}

func (s *Statement) covers(action, resource, catalog string, cond map[string]string) bool {
	if !anyOf(s.Action, strings.ToLower(action), likeFolded) || !anyOf(s.Resource, resource, like) {
		return false
	}
	for operator, wanted := range s.Condition {
		for key, values := range wanted {
			have, sent := cond[canonicalKey(key)]
			if canonicalKey(key) == KeyCatalog {
				have, sent = catalog, catalog != ""
			}
			if !sent && !negated[operator] || sent && !operators[operator](have, values) {
				return false
			}
		}
	}
	return true
}

func anyOf(patterns []string, s string, match func(pattern, s string) bool) bool {
	for _, p := range patterns {
		if match(p, s) {
			return true
		}
	}
	return false
}

func equal(a, b string) bool { return a == b }

func likeFolded(pattern, s string) bool { return like(strings.ToLower(pattern), s) }

// like matches "*" (any text) and "?" (any one byte) in time proportional to the product of the lengths.
func like(pattern, s string) bool {
	p, i, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
