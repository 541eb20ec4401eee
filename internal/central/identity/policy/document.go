// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package policy reads and evaluates IAM's policy documents: what a caller may do, and who may assume a role.
//
// It is pure: a request goes in as action, resource and condition keys, a verdict comes out. What it cannot evaluate it
// refuses to read: a condition that nobody evaluates must not look like protection. Source: reference 15; IAM user guide,
// "Policy evaluation logic" and "Grammar of the IAM JSON policy language".
package policy

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// MaxDocument is how long a policy document may be, in bytes: AWS's limit for a managed policy is 6144 characters without
// white space, so that a document that AWS takes fits in here with its indentation.
const MaxDocument = 16 << 10

// A Document is a policy that was read and found to be one that can be evaluated. The zero Document allows nothing.
type Document struct{ statements []statement }

// A statement is one that was checked, ready for evaluation.
type statement struct {
	deny       bool
	actions    []string // patterns in lower case
	notAction  bool     // holds for all actions but these
	resources  []string // patterns; nil in a trust policy
	notRes     bool
	principals []principal // trust policies only
	conditions []condition
}

// written is a policy document as JSON has it.
type written struct {
	Version    string            `json:"Version"`
	ID         string            `json:"Id"`
	Statements writtenStatements `json:"Statement"`
}

type writtenStatement struct {
	Sid          string                       `json:"Sid"`
	Effect       string                       `json:"Effect"`
	Principal    *writtenPrincipal            `json:"Principal"`
	Action       words                        `json:"Action"`
	NotAction    words                        `json:"NotAction"`
	Resource     words                        `json:"Resource"`
	NotResource  words                        `json:"NotResource"`
	NotPrincipal jsontext.Value               `json:"NotPrincipal"`
	Condition    map[string]map[string]values `json:"Condition"`
}

// writtenStatements are one object or a list.
type writtenStatements []writtenStatement

// UnmarshalJSONFrom reads one statement or a list.
func (s *writtenStatements) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, (*[]writtenStatement)(s))
	}
	var one writtenStatement
	if err := json.UnmarshalDecode(d, &one); err != nil {
		return err
	}
	*s = writtenStatements{one}
	return nil
}

// words are a string or a list of strings.
type words []string

// UnmarshalJSONFrom reads a string or a list of strings.
func (w *words) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, (*[]string)(w))
	}
	var one string
	if err := json.UnmarshalDecode(d, &one); err != nil {
		return err
	}
	*w = words{one}
	return nil
}

// values are those of a condition: strings, or the truths and numbers that AWS takes for strings.
type values []string

// UnmarshalJSONFrom reads a scalar or a list of scalars.
func (v *values) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '[' {
		one, err := scalar(d)
		*v = values{one}
		return err
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	*v = values{}
	for d.PeekKind() != ']' {
		one, err := scalar(d)
		if err != nil {
			return err
		}
		*v = append(*v, one)
	}
	_, err := d.ReadToken()
	return err
}

func scalar(d *jsontext.Decoder) (string, error) {
	t, err := d.ReadToken()
	if err != nil {
		return "", err
	}
	switch t.Kind() {
	case '"', 't', 'f', '0':
		return t.String(), nil
	}
	return "", mistake("a condition's value is text, true, false or a number, or a list of these", "条件の値には文字列、true、false、数値、またはそれらのリストを指定してください")
}

// Parse reads a policy of an identity or of a session. The error says what to mend.
func Parse(text []byte) (Document, error) { return parse(text, false) }

// ParseTrust reads a trust policy: who may assume a role. It has principals and no resources.
func ParseTrust(text []byte) (Document, error) { return parse(text, true) }

func parse(text []byte, trust bool) (Document, error) {
	if len(text) > MaxDocument {
		return Document{}, mistake("the policy document has %d bytes; at most %d are read", "ポリシードキュメントが %d バイトあります。%d バイト以内にしてください", len(text), MaxDocument)
	}
	var w written
	if err := json.Unmarshal(text, &w, json.RejectUnknownMembers(true)); err != nil {
		return Document{}, unreadable(err)
	}
	switch {
	case !slices.Contains([]string{"", "2012-10-17", "2008-10-17"}, w.Version):
		return Document{}, mistake("the Version is %q; write 2012-10-17", "Version が %q です。2012-10-17 と入力してください", w.Version)
	case len(w.Statements) == 0:
		return Document{}, mistake("the policy document has no Statement; write one at least", "ポリシードキュメントに Statement がありません。1 つ以上指定してください")
	}
	var d Document
	for i := range w.Statements {
		s, err := w.Statements[i].compile(trust)
		if err != nil {
			return Document{}, inStatement(i+1, err)
		}
		d.statements = append(d.statements, s)
	}
	return d, nil
}

func (w *writtenStatement) compile(trust bool) (s statement, err error) {
	switch {
	case w.Effect != "Allow" && w.Effect != "Deny":
		return s, mistake("the Effect is %q; write Allow or Deny", "Effect が %q です。Allow または Deny と入力してください", w.Effect)
	case (len(w.Action) == 0) == (len(w.NotAction) == 0):
		return s, mistake(`one of Action and NotAction belongs into it, and not both; write for example "Action": "partnercentral:GetOpportunity"`,
			`Action と NotAction のどちらか一方だけを指定してください。例: "Action": "partnercentral:GetOpportunity"`)
	case len(w.NotPrincipal) > 0:
		return s, mistake("NotPrincipal is not evaluated here; name those who may in Principal", "NotPrincipal は使用できません。許可する対象を Principal に指定してください")
	}
	s.deny, s.notAction = w.Effect == "Deny", len(w.NotAction) > 0
	if s.actions, err = actionPatterns(append(w.Action, w.NotAction...)); err != nil {
		return s, err
	}
	if trust {
		err = w.compileTrust(&s)
	} else {
		err = w.compileResources(&s)
	}
	if err != nil {
		return s, err
	}
	s.conditions, err = compileConditions(w.Condition)
	return s, err
}

func (w *writtenStatement) compileResources(s *statement) error {
	switch {
	case w.Principal != nil:
		return mistake("the policy of a user, role or session has no Principal: it belongs to whom it is attached to; leave it out",
			"ユーザー、ロール、セッションのポリシーに Principal は指定できません。アタッチ先が対象になります。Principal を削除してください")
	case (len(w.Resource) == 0) == (len(w.NotResource) == 0):
		return mistake(`one of Resource and NotResource belongs into it, and not both; write "Resource": "*" or an ARN`,
			`Resource と NotResource のどちらか一方だけを指定してください。"Resource": "*" または ARN を入力してください`)
	}
	s.resources, s.notRes = append(w.Resource, w.NotResource...), len(w.NotResource) > 0
	for _, r := range s.resources {
		if r != "*" && !strings.HasPrefix(r, "arn:") && !strings.HasPrefix(r, "*") {
			return mistake(`the resource %q is no ARN; write "*" or one such as arn:aws:partnercentral:us-east-1:*:catalog/AWS/opportunity/*`,
				`リソース %q は ARN ではありません。"*" または arn:aws:partnercentral:us-east-1:*:catalog/AWS/opportunity/* のような ARN を入力してください`, r)
		}
		if err := noVariable(r); err != nil {
			return err
		}
	}
	return nil
}

// actionPatterns are the actions in lower case: IAM does not look at their case.
func actionPatterns(of words) ([]string, error) {
	all := make([]string, len(of))
	for i, a := range of {
		service, name, split := strings.Cut(a, ":")
		if a != "*" && (!split || service == "" || name == "") {
			return nil, mistake("the action %q lacks its service; write for example partnercentral:GetOpportunity",
				"アクション %q にサービス名がありません。例: partnercentral:GetOpportunity", a)
		}
		all[i] = strings.ToLower(a)
	}
	return all, nil
}

// noVariable refuses IAM's policy variables: a pattern with one would never match, and a Deny by it never deny.
func noVariable(text string) error {
	if strings.Contains(text, "${") {
		return mistake("%q holds a policy variable, and those are not evaluated here; write the value itself, or * for any text",
			"%q にポリシー変数が含まれています。ポリシー変数は使用できません。値そのもの、または任意の文字列を表す * を入力してください", text)
	}
	return nil
}
