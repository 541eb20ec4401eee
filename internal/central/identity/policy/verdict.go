// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"slices"
	"strings"
)

// A Request is what somebody wants to do.
type Request struct {
	Action   string // partnercentral:GetOpportunity
	Resource string // ARN; "*" where the action acts on no single resource
	Keys     Keys
}

// A Grant is what one caller may do: at least one policy of its identity must allow a request, and for a session that
// was narrowed, one of the session's too. The zero Grant allows nothing.
type Grant struct {
	Identity []Document
	Session  []Document // of AssumeRole, inline and managed; only where Narrowed
	Narrowed bool
}

// A Verdict says whether a request is allowed. Because ends AWS's sentence about one that is not.
type Verdict struct {
	Allowed  bool
	Explicit bool // a Deny says so
	Because  string
}

// Decide is IAM's evaluation: a Deny anywhere wins; what nobody allows is denied.
func (g *Grant) Decide(r Request) Verdict {
	action := strings.ToLower(r.Action)
	identity, session := outcome(g.Identity, action, &r), allowed
	if g.Narrowed {
		session = outcome(g.Session, action, &r)
	}
	switch {
	case identity == denied:
		return Verdict{Explicit: true, Because: "with an explicit deny in an identity-based policy"}
	case session == denied:
		return Verdict{Explicit: true, Because: "with an explicit deny in a session policy"}
	case identity != allowed:
		return Verdict{Because: "because no identity-based policy allows the " + r.Action + " action"}
	case session != allowed:
		return Verdict{Because: "because no session policy allows the " + r.Action + " action"}
	}
	return Verdict{Allowed: true}
}

// Asks says whether any policy has a condition on a key, or on one of a family such as aws:ResourceTag/: what costs a
// read is looked up for those only.
func (g *Grant) Asks(key string) bool {
	key = strings.ToLower(key)
	for _, all := range [][]Document{g.Identity, g.Session} {
		for _, d := range all {
			for i := range d.statements {
				if slices.ContainsFunc(d.statements[i].conditions, func(c condition) bool { return strings.HasPrefix(c.key, key) }) {
					return true
				}
			}
		}
	}
	return false
}

// result is what policies say together. The zero one refuses.
type result int

const (
	silent result = iota
	allowed
	denied
)

func outcome(of []Document, action string, r *Request) result {
	found := silent
	for _, d := range of {
		for i := range d.statements {
			s := &d.statements[i]
			if !s.covers(action, r) {
				continue
			}
			if s.deny {
				return denied
			}
			found = allowed
		}
	}
	return found
}

func (s *statement) covers(action string, r *Request) bool {
	if anyLike(s.actions, action) == s.notAction {
		return false
	}
	if s.resources != nil && anyLike(s.resources, r.Resource) == s.notRes {
		return false
	}
	for i := range s.conditions {
		if !s.conditions[i].holds(r.Keys) {
			return false
		}
	}
	return true
}

func anyLike(patterns []string, s string) bool {
	for _, p := range patterns {
		if like(p, s) {
			return true
		}
	}
	return false
}
