// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/central/link"
	"cosell/internal/pages"
)

// AccountLink is how the account is linked, and who has which IAM role.
type AccountLink struct {
	Linked    bool           `json:"linked"`
	Account   string         `json:"account"`
	LegalName string         `json:"legalName,omitempty"`
	LinkedBy  string         `json:"linkedBy,omitempty"`
	LinkedAt  *time.Time     `json:"linkedAt,omitempty"`
	Standard  []StandardRole `json:"standard" nullable:"false" doc:"what linking makes and gives out"`
	Roles     []IAMRole      `json:"roles" nullable:"false" doc:"all IAM roles of the account"`
	Groups    []GroupRole    `json:"groups" nullable:"false"`
	Members   []MemberRole   `json:"members" nullable:"false"`
}

// StandardRole is one of AWS's three standard roles.
type StandardRole struct {
	Duty   string   `json:"duty" enum:"cloudAdmin,alliance,ace"`
	Role   string   `json:"role"`
	Groups []string `json:"groups" nullable:"false" doc:"roles of the pages whose users get it"`
}

// IAMRole is an IAM role of the account.
type IAMRole struct {
	Name    string   `json:"name"`
	ARN     string   `json:"arn"`
	Managed []string `json:"managedPolicies" nullable:"false"`
}

// GroupRole is the IAM role of all users with a role of the pages.
type GroupRole struct {
	Group string    `json:"group"`
	Role  string    `json:"role"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
}

// MemberRole is an active user with the IAM role that counts.
type MemberRole struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	Group   string `json:"group"`
	Role    string `json:"role,omitempty"`
	ByGroup bool   `json:"byGroup"`
}

// Linking is the form that links the account.
type Linking struct {
	_         struct{} `json:"-" additionalProperties:"true"`
	LegalName string   `json:"legalName,omitempty" required:"false"`
	Assign    []string `json:"assign,omitempty" required:"false" nullable:"false" doc:"standard roles to give out: cloudAdmin, alliance, ace"`
}

// RoleChoice is the IAM role that a group is given; empty takes it away.
type RoleChoice struct {
	_    struct{} `json:"-" additionalProperties:"true"`
	Role string   `json:"role,omitempty" required:"false"`
}

// UsersRole is the IAM role that single users are given; empty takes it away.
type UsersRole struct {
	_     struct{} `json:"-" additionalProperties:"true"`
	Users []string `json:"users,omitempty" required:"false" nullable:"false"`
	Role  string   `json:"role,omitempty" required:"false"`
}

// Credentials are temporary ones of the caller's IAM role. They are shown once.
type Credentials struct {
	AccessKeyID     string    `json:"accessKeyId"`
	SecretAccessKey string    `json:"secretAccessKey"`
	SessionToken    string    `json:"sessionToken"`
	Expires         time.Time `json:"expires"`
	ARN             string    `json:"arn"`
}

type (
	noIn      struct{}
	linkingIn struct{ Body Linking }
	groupIn   struct {
		Group string `path:"id" doc:"role of the pages"`
		Body  RoleChoice
	}
	usersIn struct{ Body UsersRole }
)

func (p *Portal) accountLink() {
	const one = "/api/central/account-link"
	serve(p, pages.Operation("accountLink", http.MethodGet, one, "Read how the account is linked", 200), p.readLink)
	serve(p, pages.Operation("linkAccount", http.MethodPost, one, "Link the account", 200, 409, 422), p.linkAccount)
	serve(p, pages.Operation("unlinkAccount", http.MethodDelete, one, "Unlink the account", 200, 404), p.unlinkAccount)
	serve(p, pages.Operation("mapGroup", http.MethodPut, one+"/groups/{id}", "Give a group of users an IAM role", 200, 409, 422), p.mapGroup)
	serve(p, pages.Operation("mapUsers", http.MethodPost, one+"/users", "Give users an IAM role", 200, 409, 422), p.mapUsers)
	serve(p, pages.Operation("enterRole", http.MethodPost, one+"/credentials", "Get temporary credentials of one's IAM role", 200), p.enterRole)
}

func (p *Portal) readLink(ctx context.Context, who identity.Caller, _ *noIn) (AccountLink, error) {
	s, err := p.Links.Status(ctx, who)
	if err != nil {
		return AccountLink{}, err
	}
	out := AccountLink{Linked: s.Linked, Account: who.Account, Standard: []StandardRole{}, Roles: []IAMRole{}, Groups: []GroupRole{}, Members: []MemberRole{}}
	if s.Linked {
		out.LegalName, out.LinkedBy, out.LinkedAt = s.Link.LegalName, s.Link.By, &s.Link.At
	}
	for _, standard := range link.Standards {
		view := StandardRole{Duty: string(standard.Duty), Role: standard.Prefix + who.Account, Groups: []string{}}
		for _, g := range standard.Groups {
			view.Groups = append(view.Groups, string(g))
		}
		out.Standard = append(out.Standard, view)
	}
	for _, role := range s.Roles {
		out.Roles = append(out.Roles, IAMRole{Name: role.Name, ARN: role.ARN(), Managed: append([]string{}, role.Managed...)})
	}
	for _, g := range s.Groups {
		out.Groups = append(out.Groups, GroupRole{Group: string(g.Group), Role: g.Role, By: g.By, At: g.At})
	}
	for _, m := range s.Members {
		out.Members = append(out.Members, MemberRole{ID: m.User.ID, Name: m.User.Name(), Email: m.User.Email, Group: string(m.User.Role), Role: m.Role, ByGroup: m.ByGroup})
	}
	return out, nil
}

func (p *Portal) linkAccount(ctx context.Context, who identity.Caller, in *linkingIn) (AccountLink, error) {
	l := link.Linking{LegalName: in.Body.LegalName}
	for _, d := range in.Body.Assign {
		l.Assign = append(l.Assign, link.Duty(d))
	}
	if err := p.Links.Link(ctx, who, l); err != nil {
		return AccountLink{}, err
	}
	return p.readLink(ctx, who, nil)
}

func (p *Portal) unlinkAccount(ctx context.Context, who identity.Caller, _ *noIn) (AccountLink, error) {
	if err := p.Links.Unlink(ctx, who); err != nil {
		return AccountLink{}, err
	}
	return p.readLink(ctx, who, nil)
}

func (p *Portal) mapGroup(ctx context.Context, who identity.Caller, in *groupIn) (AccountLink, error) {
	if err := p.Links.MapGroup(ctx, who, identity.Role(in.Group), in.Body.Role); err != nil {
		return AccountLink{}, err
	}
	return p.readLink(ctx, who, nil)
}

func (p *Portal) mapUsers(ctx context.Context, who identity.Caller, in *usersIn) (AccountLink, error) {
	if err := p.Links.MapUsers(ctx, who, in.Body.Users, in.Body.Role); err != nil {
		return AccountLink{}, err
	}
	return p.readLink(ctx, who, nil)
}

func (p *Portal) enterRole(ctx context.Context, who identity.Caller, _ *noIn) (Credentials, error) {
	t, err := p.Links.Enter(ctx, who)
	return Credentials{AccessKeyID: t.ID, SecretAccessKey: t.Secret, SessionToken: t.Token, Expires: t.Expires, ARN: t.ARN}, err
}
