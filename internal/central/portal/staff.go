// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cosell/internal/central/audit"
	"cosell/internal/central/identity"
	"cosell/internal/central/staff"
	"cosell/internal/pages"
	"cosell/internal/telemetry"
)

// Colleague is one of the partner's people, as who manages them sees it.
type Colleague struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Email   string     `json:"email"`
	Role    string     `json:"role"`
	State   string     `json:"state" enum:"active,invited,deactivated"`
	Invited *time.Time `json:"invited,omitempty" doc:"while the invitation is open"`
	Since   time.Time  `json:"since"`
	Version int64      `json:"version"`
	Self    bool       `json:"self" doc:"whether it is the caller"`
	Roles   []string   `json:"roles" nullable:"false" doc:"what the caller may give; empty: the caller may not change this one"`
}

// Colleagues are a page of the partner's people.
type Colleagues struct {
	Items        []Colleague `json:"items" nullable:"false"`
	Total        int         `json:"total"`
	PageSize     int         `json:"pageSize"`
	Roles        []string    `json:"roles" nullable:"false" doc:"what the caller may give to somebody who is invited"`
	Managers     int         `json:"managers" doc:"ACE managers, those invited too"`
	ManagerLimit int         `json:"managerLimit"`
}

// NewColleague is somebody to invite.
type NewColleague struct {
	_         struct{} `json:"-" additionalProperties:"true"`
	Email     string   `json:"email,omitempty" required:"false"`
	FirstName string   `json:"firstName,omitempty" required:"false"`
	LastName  string   `json:"lastName,omitempty" required:"false"`
	Role      string   `json:"role,omitempty" required:"false"`
	Language  string   `json:"language,omitempty" required:"false" doc:"of the mail: en or ja"`
}

// ColleagueChange is what is changed of one, decided on a version.
type ColleagueChange struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Version int64    `json:"version,omitempty" required:"false"`
	Role    string   `json:"role,omitempty" required:"false" doc:"absent: stays"`
	Active  *bool    `json:"active,omitempty" required:"false" doc:"absent: stays"`
}

// Made names what was made.
type Made struct {
	ID string `json:"id"`
}

type (
	staffIn struct {
		Text  string `query:"text" doc:"part of a name or mail address"`
		Role  string `query:"role"`
		State string `query:"state"`
		Page  int    `query:"page" doc:"from 1"`
	}
	inviteColleagueIn struct{ Body NewColleague }
	changeColleagueIn struct {
		ID   string `path:"id"`
		Body ColleagueChange
	}
)

func (p *Portal) staff() {
	const all, one = "/api/central/staff", "/api/central/staff/{id}"
	serve(p, pages.Operation("listStaff", http.MethodGet, all, "List the partner's people", 200), p.listStaff)
	serve(p, pages.Operation("inviteColleague", http.MethodPost, all, "Invite a colleague by mail", 201, 409, 422), p.inviteColleague)
	serve(p, pages.Operation("changeColleague", http.MethodPatch, one, "Change role or state of a colleague", 200, 404, 409, 422), p.changeColleague)
	serve(p, pages.Operation("remindColleague", http.MethodPost, one+"/invitation", "Mail an invitation again", 200, 404, 409), p.remindColleague)
	serve(p, pages.Operation("resetColleague", http.MethodPost, one+"/reset", "Mail a link to set a new password", 200, 404, 409), p.resetColleague)
	serve(p, pages.Operation("dropColleagueFactor", http.MethodDelete, one+"/factor", "Take a colleague's second step at sign-in away", 200, 404, 409), p.dropColleagueFactor)
	p.passwordLinks()
}

func (p *Portal) listStaff(ctx context.Context, who identity.Caller, in *staffIn) (Colleagues, error) {
	found, err := p.Staff.People(ctx, who, staff.Query{Text: in.Text, Role: in.Role, State: in.State, Page: in.Page})
	out := Colleagues{Items: []Colleague{}, Total: found.Total, PageSize: staff.PageSize, Roles: names(staff.Gives(who, identity.ACEUser)),
		Managers: found.Managers, ManagerLimit: identity.MaxACEManagers}
	for _, u := range found.People {
		one := Colleague{ID: u.ID, Name: u.Name(), Email: u.Email, Role: string(u.Role), State: string(u.State()), Since: u.Created, Version: u.Version,
			Self: u.ID == who.Principal, Roles: names(staff.Gives(who, u.Role))}
		if !u.Invited.IsZero() {
			one.Invited = &u.Invited
		}
		out.Items = append(out.Items, one)
	}
	return out, err
}

func names(roles []identity.Role) []string {
	all := []string{}
	for _, r := range roles {
		all = append(all, string(r))
	}
	return all
}

func (p *Portal) inviteColleague(ctx context.Context, who identity.Caller, in *inviteColleagueIn) (Made, error) {
	b := in.Body
	id, err := p.Staff.Invite(ctx, who, staff.Newcomer{Email: b.Email, FirstName: b.FirstName, LastName: b.LastName, Role: identity.Role(b.Role), Language: b.Language})
	return Made{id}, err
}

func (p *Portal) changeColleague(ctx context.Context, who identity.Caller, in *changeColleagueIn) (Done, error) {
	b, ch := in.Body, staff.Change{ID: in.ID, Version: in.Body.Version}
	version := ""
	if b.Version > 0 {
		version = "given"
	}
	if err := needVersion(version); err != nil {
		return Done{}, err
	}
	switch {
	case b.Active != nil && *b.Active:
		return Done{true}, p.Staff.Restore(ctx, who, ch)
	case b.Active != nil:
		return Done{true}, p.Staff.Shut(ctx, who, ch)
	}
	return Done{true}, p.Staff.GiveRole(ctx, who, ch, identity.Role(b.Role))
}

func (p *Portal) remindColleague(ctx context.Context, who identity.Caller, in *nameIn) (Done, error) {
	return Done{true}, p.Staff.Remind(ctx, who, in.ID)
}

func (p *Portal) resetColleague(ctx context.Context, who identity.Caller, in *nameIn) (Done, error) {
	return Done{true}, p.Staff.SendReset(ctx, who, in.ID)
}

func (p *Portal) dropColleagueFactor(ctx context.Context, who identity.Caller, in *nameIn) (Done, error) {
	if err := p.Staff.May(ctx, who, in.ID); err != nil {
		return Done{}, err
	}
	return Done{true}, p.Sessions.DropFactor(ctx, identity.RealmName, who.Account, in.ID)
}

// PasswordLink is a link to set a password, as whoever holds it sees it.
type PasswordLink struct {
	Purpose string `json:"purpose" enum:"invitation,reset"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	Partner string `json:"partner"`
}

// PasswordByLink sets a password.
type PasswordByLink struct {
	_        struct{} `json:"-" additionalProperties:"true"`
	Token    string   `json:"token,omitempty" required:"false"`
	Password string   `json:"password,omitempty" required:"false"`
}

type byLinkIn struct{ Body PasswordByLink }

// passwordLinks are for people who cannot sign in yet: the link is what they have.
func (p *Portal) passwordLinks() {
	const at = "/api/password-links"
	open := func(id, path, summary string, do func(context.Context, huma.Operation, *byLinkIn) (PasswordLink, error)) {
		op := pages.Operation(id, http.MethodPost, path, summary, 200, 404, 422)
		op.Tags = []string{"session"}
		huma.Register(p.api, op, func(ctx context.Context, in *byLinkIn) (*answer[PasswordLink], error) {
			out, err := do(ctx, op, in)
			if err != nil {
				return nil, p.refuse(ctx, op, err)
			}
			return &answer[PasswordLink]{out}, nil
		})
	}
	open("readPasswordLink", at+"/look", "Read a link to set a password", func(ctx context.Context, _ huma.Operation, in *byLinkIn) (PasswordLink, error) {
		l, err := p.Staff.Read(ctx, in.Body.Token)
		return linkView(l), err
	})
	p.forgottenPassword(at + "/request")
	open("usePasswordLink", at, "Set a password by a link", func(ctx context.Context, op huma.Operation, in *byLinkIn) (PasswordLink, error) {
		l, err := p.Staff.Read(ctx, in.Body.Token)
		if err != nil {
			return PasswordLink{}, err
		}
		ctx = audit.Follow(ctx, audit.Trail{Door: audit.DoorPages, Action: op.OperationID, Target: op.Path, Account: l.User.Account, Kind: "partner",
			Actor: l.User.ID, ActorName: l.User.Name(), Request: telemetry.RequestID(ctx)})
		if l, err = p.Staff.Use(ctx, in.Body.Token, in.Body.Password); err != nil {
			return PasswordLink{}, err
		}
		return linkView(l), p.Sessions.EndAll(ctx, identity.RealmName, l.User.ID, "")
	})
}

// ForgottenPassword asks for a link.
type ForgottenPassword struct {
	_     struct{} `json:"-" additionalProperties:"true"`
	Email string   `json:"email,omitempty" required:"false"`
}

type forgottenIn struct{ Body ForgottenPassword }

// forgottenPassword mails a link to an address. Its answer never tells whether somebody has the address.
func (p *Portal) forgottenPassword(at string) {
	op := pages.Operation("requestPasswordLink", http.MethodPost, at, "Ask for a link to set a password", 200, 422, 429)
	op.Tags = []string{"session"}
	huma.Register(p.api, op, func(ctx context.Context, in *forgottenIn) (*answer[Done], error) {
		if err := p.Staff.Request(ctx, telemetry.Client(ctx), in.Body.Email); err != nil {
			return nil, p.refuse(ctx, op, err)
		}
		return &answer[Done]{Done{true}}, nil
	})
}

func linkView(l staff.Link) PasswordLink {
	return PasswordLink{Purpose: string(l.Purpose), Name: l.User.Name(), Email: l.User.Email, Partner: l.Partner}
}
