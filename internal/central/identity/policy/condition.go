// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"maps"
	"slices"
	"strings"
)

// The condition keys that a request can carry. Source: reference 15.2; IAM user guide, "Global condition context keys".
const (
	KeyCatalog           = "partnercentral:Catalog"
	KeyRelatedEntityType = "partnercentral:RelatedEntityType"
	KeyVerificationType  = "partnercentral:VerificationType"
	KeyRequestTag        = "aws:RequestTag/" // and the tag's name
	KeyResourceTag       = "aws:ResourceTag/"
	KeyTagKeys           = "aws:TagKeys"
	KeyPrincipalARN      = "aws:PrincipalArn"
	KeyPrincipalAccount  = "aws:PrincipalAccount"
	KeyPrincipalType     = "aws:PrincipalType"
	KeyUserID            = "aws:userid"
	KeyUserName          = "aws:username"
	KeyRegion            = "aws:RequestedRegion"
	KeyMFA               = "aws:MultiFactorAuthPresent"
	KeyViaService        = "aws:ViaAWSService"
	KeyExternalID        = "sts:ExternalId"
	KeySessionName       = "sts:RoleSessionName"
)

// A keyRow says how a condition key behaves.
type keyRow struct {
	name   string
	family bool // the name goes on behind the slash, as that of a tag does
	many   bool // may have several values in one request
}

var keyRows = []keyRow{
	{name: KeyCatalog}, {name: KeyRelatedEntityType}, {name: KeyVerificationType},
	{name: KeyRequestTag, family: true}, {name: KeyResourceTag, family: true}, {name: KeyTagKeys, many: true},
	{name: KeyPrincipalARN}, {name: KeyPrincipalAccount}, {name: KeyPrincipalType}, {name: KeyUserID}, {name: KeyUserName},
	{name: KeyRegion}, {name: KeyMFA}, {name: KeyViaService}, {name: KeyExternalID}, {name: KeySessionName},
}

// ConditionKeys are the names of all keys that are evaluated; a name that ends in a slash goes on with that of a tag.
func ConditionKeys() []string {
	all := make([]string, len(keyRows))
	for i, k := range keyRows {
		all[i] = k.name
	}
	return all
}

func keyNamed(key string) (keyRow, bool) {
	for _, k := range keyRows {
		if strings.EqualFold(k.name, key) && !k.family ||
			k.family && len(key) > len(k.name) && strings.EqualFold(k.name, key[:len(k.name)]) {
			return k, true
		}
	}
	return keyRow{}, false
}

// Keys are the condition keys of one request, by their names in lower case. A key has one value or several.
type Keys map[string][]string

// Put adds values to a key. IAM does not look at the case of a key's name, so that two tags may meet in one key.
func (k Keys) Put(name string, values ...string) {
	name = strings.ToLower(name)
	k[name] = append(k[name], values...)
}

// An operator compares one value of the request with one of the condition. A negated one holds where none of the
// condition's values matches, and for a key that the request does not have.
type operator struct {
	match   func(have, want string) bool
	negated bool
}

var operators = map[string]operator{
	"StringEquals":              {match: equal},
	"StringNotEquals":           {match: equal, negated: true},
	"StringEqualsIgnoreCase":    {match: strings.EqualFold},
	"StringNotEqualsIgnoreCase": {match: strings.EqualFold, negated: true},
	"StringLike":                {match: likes},
	"StringNotLike":             {match: likes, negated: true},
	"ArnEquals":                 {match: arnLikes}, // as with AWS, the same as ArnLike
	"ArnLike":                   {match: arnLikes},
	"ArnNotEquals":              {match: arnLikes, negated: true},
	"ArnNotLike":                {match: arnLikes, negated: true},
	"Bool":                      {match: strings.EqualFold},
	null:                        {},
}

// null asks whether the request has the key: "true" holds where it has not.
const null = "Null"

// quantifier says which of a key's values must satisfy the condition.
type quantifier int

const (
	single quantifier = iota
	forAny
	forAll
)

// A condition is one key of one operator.
type condition struct {
	operator
	absent   bool // the operator is Null
	of       quantifier
	ifExists bool
	key      string // lower case
	want     []string
}

func compileConditions(of map[string]map[string]values) ([]condition, error) {
	var all []condition
	for _, name := range slices.Sorted(maps.Keys(of)) {
		base, err := readOperator(name)
		if err != nil {
			return nil, err
		}
		if len(of[name]) == 0 {
			return nil, mistake("the condition %s has no key; name one", "条件 %s にキーがありません。キーを指定してください", name)
		}
		for _, key := range slices.Sorted(maps.Keys(of[name])) {
			c := base
			c.key, c.want = strings.ToLower(key), of[name][key]
			if err := c.check(name, key); err != nil {
				return nil, err
			}
			all = append(all, c)
		}
	}
	return all, nil
}

// readOperator takes ForAnyValue:StringEqualsIfExists apart.
func readOperator(name string) (condition, error) {
	c, rest := condition{}, name
	if after, found := strings.CutPrefix(rest, "ForAnyValue:"); found {
		c.of, rest = forAny, after
	} else if after, found := strings.CutPrefix(rest, "ForAllValues:"); found {
		c.of, rest = forAll, after
	}
	if before, found := strings.CutSuffix(rest, "IfExists"); found {
		c.ifExists, rest = true, before
	}
	op, known := operators[rest]
	c.operator, c.absent = op, rest == null
	if !known || c.absent && (c.ifExists || c.of != single) {
		return c, mistake("the condition operator %q is not evaluated here; use one of %s, the ones besides Null also with ForAnyValue:, ForAllValues: and IfExists",
			"条件演算子 %q は使用できません。%s のいずれかを使用してください。Null 以外には ForAnyValue:、ForAllValues:、IfExists も付けられます",
			name, strings.Join(slices.Sorted(maps.Keys(operators)), ", "))
	}
	return c, nil
}

func (c *condition) check(operator, key string) error {
	row, known := keyNamed(key)
	switch {
	case !known:
		return mistake("the condition key %q is not known here; use one of %s", "条件キー %q は使用できません。%s のいずれかを使用してください", key, strings.Join(ConditionKeys(), ", "))
	case len(c.want) == 0:
		return mistake("the condition %s of %s has no value; give one", "条件 %s の %s に値がありません。値を指定してください", operator, key)
	case row.many && c.of == single && !c.absent:
		return mistake("a request may have several %s; write ForAnyValue:%s or ForAllValues:%s",
			"%s は 1 つのリクエストに複数含まれることがあります。ForAnyValue:%s または ForAllValues:%s を使用してください", key, operator, operator)
	}
	for _, v := range c.want {
		if err := noVariable(v); err != nil {
			return err
		}
		if (c.absent || strings.Contains(operator, "Bool")) && !strings.EqualFold(v, "true") && !strings.EqualFold(v, "false") {
			return mistake("the condition %s of %s is %q; write true or false", "条件 %s の %s が %q です。true または false と入力してください", operator, key, v)
		}
	}
	return nil
}

// holds says whether the request satisfies the condition.
func (c *condition) holds(k Keys) bool {
	have := k[c.key]
	if c.absent {
		return slices.ContainsFunc(c.want, func(v string) bool { return strings.EqualFold(v, "true") == (len(have) == 0) })
	}
	if len(have) == 0 {
		return c.ifExists || c.of == forAll || c.of == single && c.negated
	}
	satisfied := func(v string) bool { return c.any(v) != c.negated }
	if c.of == forAll || c.of == single && c.negated {
		return !slices.ContainsFunc(have, func(v string) bool { return !satisfied(v) })
	}
	return slices.ContainsFunc(have, satisfied)
}

// any says whether one of the condition's values matches.
func (c *condition) any(have string) bool {
	for _, w := range c.want {
		if c.match(have, w) {
			return true
		}
	}
	return false
}

func equal(a, b string) bool { return a == b }

func likes(have, pattern string) bool { return like(pattern, have) }

// arnLikes compares the six parts of an ARN one by one, so that a star does not reach over a colon. Stars in the last
// part reach to the end.
func arnLikes(have, pattern string) bool {
	const parts = 6
	h, p := strings.SplitN(have, ":", parts), strings.SplitN(pattern, ":", parts)
	if len(h) != parts || len(p) != parts {
		return false
	}
	for i := range h {
		if !like(p[i], h[i]) {
			return false
		}
	}
	return true
}

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
