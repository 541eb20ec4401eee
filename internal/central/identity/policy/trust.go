// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// writtenPrincipal is "*" or an object of principals by kind.
type writtenPrincipal struct {
	everybody bool
	of        map[string]words
}

// UnmarshalJSONFrom reads "*" or an object.
func (p *writtenPrincipal) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '"' {
		return json.UnmarshalDecode(d, &p.of)
	}
	t, err := d.ReadToken()
	if err == nil && t.String() != "*" {
		err = mistake(`the Principal is text, but not "*"; write "*" or an object`, `Principal が "*" 以外の文字列です。"*" またはオブジェクトを指定してください`)
	}
	p.everybody = true
	return err
}

// A principal is one of those whom a trust policy names.
type principal struct {
	everybody bool
	account   string // all of an account, whose own policies then decide
	arn       string // one user, role or session
	service   string // one of AWS's own services
}

var (
	accountARN   = regexp.MustCompile(`^(?:arn:aws:iam::)?([0-9]{12})(?::root)?$`)
	principalARN = regexp.MustCompile(`^arn:aws:(?:iam::[0-9]{12}:(?:user|role)/[A-Za-z0-9_+=,.@/-]{1,512}|sts::[0-9]{12}:assumed-role/[A-Za-z0-9_+=,.@-]{1,64}/[A-Za-z0-9_+=,.@-]{2,64})$`)
	serviceName  = regexp.MustCompile(`^[a-z0-9.-]{1,128}\.amazonaws\.com$`)
)

func (w *writtenStatement) compileTrust(s *statement) error {
	switch {
	case w.Principal == nil:
		return mistake(`a trust policy says whom it trusts; write for example "Principal": {"AWS": "111122223333"}`,
			`信頼ポリシーには信頼する相手が必要です。例: "Principal": {"AWS": "111122223333"}`)
	case len(w.Resource)+len(w.NotResource) > 0:
		return mistake("a trust policy has no Resource: it is about the role that it belongs to; leave it out",
			"信頼ポリシーに Resource は指定できません。ポリシーを持つロールが対象になります。Resource を削除してください")
	case w.Principal.everybody:
		s.principals = []principal{{everybody: true}}
		return nil
	}
	for kind, names := range w.Principal.of {
		for _, name := range names {
			p, err := readPrincipal(kind, name)
			if err != nil {
				return err
			}
			s.principals = append(s.principals, p)
		}
	}
	if len(s.principals) == 0 {
		return mistake("the Principal names nobody; name an account or a service", "Principal に誰も指定されていません。アカウントまたはサービスを指定してください")
	}
	return nil
}

func readPrincipal(kind, name string) (principal, error) {
	switch m := accountARN.FindStringSubmatch(name); {
	case kind == "Service" && serviceName.MatchString(name):
		return principal{service: name}, nil
	case kind == "AWS" && name == "*":
		return principal{everybody: true}, nil
	case kind == "AWS" && m != nil:
		return principal{account: m[1]}, nil
	case kind == "AWS" && principalARN.MatchString(name):
		return principal{arn: name}, nil
	}
	return principal{}, mistake("the principal %s %q is not known here; name an account, the ARN of a user, role or session, or a service",
		"プリンシパル %s %q は使用できません。アカウント、ユーザー・ロール・セッションの ARN、またはサービスを指定してください", kind, name)
}

// A Principal is who wants to assume a role.
type Principal struct {
	Account string
	ARN     string // of the user, or of the session
	Role    string // of a session: the ARN of its role
	Service string // of one of AWS's own services, which has nothing else
}

// Trusts says how a trust policy takes a principal.
type Trusts int

// The zero Trusts is no trust.
const (
	Nobody    Trusts = iota // nothing allows it
	Never                   // an explicit Deny
	ByAccount               // its account may, so that its own policies decide
	ByName                  // it may itself, or everybody may
)

// Trust says whether a role with this trust policy lets somebody assume it.
func (d Document) Trust(who Principal, r Request) Trusts {
	found, action := Nobody, strings.ToLower(r.Action)
	for i := range d.statements {
		s := &d.statements[i]
		by := s.names(who)
		if by == Nobody || !s.covers(action, &r) {
			continue
		}
		if s.deny {
			return Never
		}
		found = max(found, by)
	}
	return found
}

func (s *statement) names(who Principal) Trusts {
	found := Nobody
	for _, p := range s.principals {
		switch {
		case p.everybody && who.Service == "", p.arn != "" && (p.arn == who.ARN || p.arn == who.Role), p.service != "" && p.service == who.Service:
			return ByName
		case p.account != "" && p.account == who.Account:
			found = ByAccount
		}
	}
	return found
}
