// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
	"cosell/internal/pages"
)

// AccountRole is an IAM role of the partner's account.
type AccountRole struct {
	Name           string    `json:"name"`
	ARN            string    `json:"arn"`
	Trust          string    `json:"trust" doc:"trust policy, JSON"`
	Managed        []string  `json:"managed" nullable:"false" doc:"names of AWS's own policies"`
	Document       string    `json:"document,omitempty" doc:"a policy of the partner's own, JSON"`
	SessionSeconds int64     `json:"sessionSeconds" doc:"how long sessions may be"`
	Created        time.Time `json:"created"`
}

// AccountRoles are all IAM roles of the account, with what they can be made of.
type AccountRoles struct {
	Items    []AccountRole `json:"items" nullable:"false"`
	Policies []string      `json:"policies" nullable:"false" doc:"names of AWS's own policies that a role may have"`
	Account  string        `json:"account"`
}

// NewAccountRole is a role that is to be there.
type NewAccountRole struct {
	_              struct{} `json:"-" additionalProperties:"true"`
	Name           string   `json:"name,omitempty" required:"false"`
	Trust          string   `json:"trust,omitempty" required:"false" doc:"trust policy, JSON"`
	Managed        []string `json:"managed,omitempty" required:"false" nullable:"false"`
	Document       string   `json:"document,omitempty" required:"false"`
	SessionSeconds int64    `json:"sessionSeconds,omitempty" required:"false" doc:"3600 to 43200; absent: an hour"`
}

type (
	addIAMRoleIn struct{ Body NewAccountRole }
	setIAMRoleIn struct {
		ID   string `path:"id"`
		Body NewAccountRole
	}
)

func (p *Portal) iamRoles() {
	const all, one = "/api/central/iam-roles", "/api/central/iam-roles/{id}"
	serve(p, pages.Operation("iamRoles", http.MethodGet, all, "List IAM roles of the account", 200), p.listIAMRoles)
	serve(p, pages.Operation("addIamRole", http.MethodPost, all, "Make an IAM role", 201, 409, 422), p.addIAMRole)
	serve(p, pages.Operation("setIamRole", http.MethodPut, one, "Change an IAM role", 200, 404, 422), p.setIAMRole)
	serve(p, pages.Operation("dropIamRole", http.MethodDelete, one, "Delete an IAM role and end its sessions", 200, 404), p.dropIAMRole)
}

func (p *Portal) listIAMRoles(ctx context.Context, who identity.Caller, _ *struct{}) (AccountRoles, error) {
	list, err := p.Identity.IAMRoles(ctx, who)
	out := AccountRoles{Items: []AccountRole{}, Policies: policy.ManagedNames(), Account: who.Account}
	for _, e := range list {
		out.Items = append(out.Items, AccountRole{Name: e.Name, ARN: e.ARN(), Trust: e.Trust, Managed: some(e.Managed), Document: e.Document,
			SessionSeconds: int64(e.MaxSession / time.Second), Created: e.Created})
	}
	return out, err
}

// entry is the role that a body asks for. The account is the caller's, which the room puts in.
func (b NewAccountRole) entry(name string) identity.RoleEntry {
	const longest = int64(365 * 24 * 3600) // so that the product fits; the room refuses what is too long
	return identity.RoleEntry{Name: name, Trust: b.Trust, Managed: b.Managed, Document: b.Document,
		MaxSession: time.Duration(min(max(b.SessionSeconds, -1), longest)) * time.Second}
}

func (p *Portal) addIAMRole(ctx context.Context, who identity.Caller, in *addIAMRoleIn) (AccountRoles, error) {
	if err := p.Identity.AddRole(ctx, who, in.Body.entry(in.Body.Name)); err != nil {
		return AccountRoles{}, err
	}
	return p.listIAMRoles(ctx, who, nil)
}

func (p *Portal) setIAMRole(ctx context.Context, who identity.Caller, in *setIAMRoleIn) (AccountRoles, error) {
	if err := p.Identity.SetRole(ctx, who, in.Body.entry(in.ID)); err != nil {
		return AccountRoles{}, err
	}
	return p.listIAMRoles(ctx, who, nil)
}

func (p *Portal) dropIAMRole(ctx context.Context, who identity.Caller, in *nameIn) (AccountRoles, error) {
	if err := p.Identity.DropRole(ctx, who, in.ID); err != nil {
		return AccountRoles{}, err
	}
	return p.listIAMRoles(ctx, who, nil)
}
