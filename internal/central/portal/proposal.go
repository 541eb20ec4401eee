// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/central/proposal"
	"cosell/internal/pages"
)

// ProposalSummary is a proposal as a list shows it.
type ProposalSummary struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind" enum:"create,update,associate,disassociate,assign,submit"`
	Status      string     `json:"status" enum:"pending,executed,rejected,stale,expired"`
	Opportunity string     `json:"opportunity,omitempty" doc:"absent while a new one is not made yet"`
	Title       string     `json:"title"`
	User        string     `json:"user" doc:"for whom it was proposed"`
	Assistant   string     `json:"assistant" doc:"what proposed it: the name of a token"`
	Problems    int        `json:"problems" doc:"how many rules stood against it when it was proposed"`
	Created     time.Time  `json:"created"`
	Expires     time.Time  `json:"expires"`
	Decided     *time.Time `json:"decided,omitempty"`
	Decider     string     `json:"decider,omitempty"`
	Way         string     `json:"way,omitempty" enum:"page,signature"`
	Comment     string     `json:"comment,omitempty"`
}

// ProposalView is a proposal whole.
type ProposalView struct {
	ProposalSummary
	Version   string            `json:"version,omitempty" doc:"LastModifiedDate of the record that it was decided on"`
	Company   string            `json:"company"`
	Hash      string            `json:"hash" doc:"of all that is approved; the approval names it"`
	Statement string            `json:"statement" doc:"what is signed to approve by a key"`
	Diff      []ChangeValue     `json:"diff" nullable:"false"`
	Findings  []pages.Violation `json:"findings" nullable:"false" doc:"what the change would have been refused for when it was proposed"`
}

// ProposalPage is a page of proposals, newest first.
type ProposalPage struct {
	Items []ProposalSummary `json:"items" nullable:"false"`
	pages.Page
}

// Approval names what a person has seen and approves.
type Approval struct {
	_    struct{} `json:"-" additionalProperties:"true"`
	Hash string   `json:"hash,omitempty" required:"false"`
}

// Rejection says why not.
type Rejection struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Comment string   `json:"comment,omitempty" required:"false"`
}

// ApprovalKey is a key by which the user signs approvals.
type ApprovalKey struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Created time.Time  `json:"created"`
	Revoked *time.Time `json:"revoked,omitempty"`
}

// NewApprovalKey registers a key.
type NewApprovalKey struct {
	_         struct{} `json:"-" additionalProperties:"true"`
	Name      string   `json:"name,omitempty" required:"false"`
	PublicKey string   `json:"publicKey,omitempty" required:"false" doc:"Ed25519: a PEM block, or 32 bytes in base64"`
}

type (
	approveIn struct {
		ID   string `path:"id"`
		Body Approval
	}
	rejectIn struct {
		ID   string `path:"id"`
		Body Rejection
	}
	keyIn struct{ Body NewApprovalKey }
)

func (p *Portal) proposals() {
	const all, one, keys = "/api/central/proposals", "/api/central/proposals/{id}", "/api/central/approval-keys"
	serve(p, pages.Operation("listProposals", http.MethodGet, all, "List proposals", 200, 400), p.listProposals)
	serve(p, pages.Operation("getProposal", http.MethodGet, one, "Read a proposal", 200, 404), p.getProposal)
	serve(p, pages.Operation("approveProposal", http.MethodPost, one+"/approve", "Approve a proposal: it is executed", 200, 404, 409, 422), p.approve)
	serve(p, pages.Operation("rejectProposal", http.MethodPost, one+"/reject", "Reject a proposal", 200, 404, 409, 422), p.reject)
	serve(p, pages.Operation("listApprovalKeys", http.MethodGet, keys, "List the keys that sign approvals", 200), p.approvalKeys)
	serve(p, pages.Operation("addApprovalKey", http.MethodPost, keys, "Register a key that signs approvals", 201, 409, 422), p.addApprovalKey)
	serve(p, pages.Operation("revokeApprovalKey", http.MethodDelete, keys+"/{id}", "Revoke a key that signs approvals", 200, 404), p.revokeApprovalKey)
}

func (p *Portal) listProposals(ctx context.Context, who identity.Caller, in *listIn) (ProposalPage, error) {
	q, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"status": {Operators: "="}}, Sorts: []string{"created"}, Sort: "created"})
	if err != nil {
		return ProposalPage{}, err
	}
	query := proposal.Query{Size: q.Size, Token: q.Cursor}
	for _, t := range q.Tokens {
		for _, v := range t.Values {
			query.Statuses = append(query.Statuses, proposal.Status(v))
		}
	}
	found, err := p.Proposals.List(ctx, who, query)
	if err != nil {
		return ProposalPage{}, err
	}
	out := ProposalPage{Items: []ProposalSummary{}, Page: pages.Page{Next: found.Next, Previous: found.Previous, Total: found.Total, TotalCapped: found.Capped}}
	for _, one := range found.Items {
		out.Items = append(out.Items, proposalSummary(one))
	}
	return out, nil
}

func proposalSummary(p proposal.Proposal) ProposalSummary {
	s := ProposalSummary{ID: p.ID, Kind: string(p.Kind()), Status: string(p.Status), Opportunity: p.Opportunity(), Title: p.Title, User: p.UserName,
		Assistant: p.Assistant, Problems: p.Troubles(), Created: p.Created, Expires: p.Expires, Decider: p.Person, Way: string(p.Way), Comment: p.Comment}
	if !p.Decided.IsZero() {
		s.Decided = &p.Decided
	}
	return s
}

// proposalView lays a proposal out whole.
func proposalView(p proposal.Proposal, err error) (ProposalView, error) {
	if err != nil {
		return ProposalView{}, err
	}
	v := ProposalView{ProposalSummary: proposalSummary(p), Version: p.Modified, Company: p.Company, Hash: p.Hash,
		Statement: proposal.Statement(p.Account, p.ID, p.Hash), Diff: []ChangeValue{}, Findings: violations(p.Body.Problems)}
	for _, c := range p.Diff {
		v.Diff = append(v.Diff, ChangeValue{c.Path, pages.Value{Of: c.Before}, pages.Value{Of: c.After}})
	}
	return v, nil
}

func (p *Portal) getProposal(ctx context.Context, who identity.Caller, in *recordIn) (ProposalView, error) {
	return proposalView(p.Proposals.Read(ctx, who, in.ID))
}

func (p *Portal) approve(ctx context.Context, who identity.Caller, in *approveIn) (ProposalView, error) {
	return proposalView(p.Proposals.Approve(ctx, who, in.ID, in.Body.Hash))
}

func (p *Portal) reject(ctx context.Context, who identity.Caller, in *rejectIn) (ProposalView, error) {
	return proposalView(p.Proposals.Reject(ctx, who, in.ID, in.Body.Comment))
}

func approvalKey(k proposal.Key) ApprovalKey {
	v := ApprovalKey{ID: k.ID, Name: k.Name, Created: k.Created}
	if !k.Revoked.IsZero() {
		v.Revoked = &k.Revoked
	}
	return v
}

func (p *Portal) approvalKeys(ctx context.Context, who identity.Caller, _ *struct{}) (Items[ApprovalKey], error) {
	keys, err := p.Proposals.Keys(ctx, who)
	out := Items[ApprovalKey]{Items: []ApprovalKey{}}
	for _, k := range keys {
		out.Items = append(out.Items, approvalKey(k))
	}
	return out, err
}

func (p *Portal) addApprovalKey(ctx context.Context, who identity.Caller, in *keyIn) (ApprovalKey, error) {
	k, err := p.Proposals.AddKey(ctx, who, in.Body.Name, in.Body.PublicKey)
	return approvalKey(k), err
}

// Done says that something was done which has nothing to tell.
type Done struct {
	Done bool `json:"done"`
}

func (p *Portal) revokeApprovalKey(ctx context.Context, who identity.Caller, in *recordIn) (Done, error) {
	err := p.Proposals.RevokeKey(ctx, who, in.ID)
	return Done{err == nil}, err
}
