// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/central/proposal"
)

// Proposal is a proposal as an assistant gets it.
type Proposal struct {
	ID          string     `json:"id"`
	Status      string     `json:"status"` // pending, executed, rejected, stale or expired
	Kind        string     `json:"kind"`
	Opportunity string     `json:"opportunity,omitempty"`
	Title       string     `json:"title"`
	Version     string     `json:"version,omitempty"` // LastModifiedDate that it was decided on
	Proposer    string     `json:"proposer"`
	Created     time.Time  `json:"created"`
	Expires     time.Time  `json:"expires"`
	Decided     *time.Time `json:"decided,omitempty"`
	Person      string     `json:"decidedBy,omitempty"`
	Comment     string     `json:"comment,omitempty"`
	ApproveAt   string     `json:"approveAt"`
	Ready       bool       `json:"ready"` // nothing stood against it when it was proposed
	Diff        []Line     `json:"diff,omitempty"`
	Findings    []Finding  `json:"findings,omitempty"`
	Hash        string     `json:"hash"`
	Statement   string     `json:"statement,omitempty"` // what a person signs who approves by a key
}

// Line is one value that would become another.
type Line struct {
	Field  string `json:"field"`
	Path   string `json:"path"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

func (d *Door) proposal(p proposal.Proposal) Proposal {
	out := Proposal{ID: p.ID, Status: string(p.Status), Kind: string(p.Kind()), Opportunity: p.Opportunity(), Title: p.Title, Version: p.Modified,
		Proposer: p.Proposer(), Created: p.Created, Expires: p.Expires, Person: p.Person, Comment: p.Comment, Ready: p.Troubles() == 0,
		ApproveAt: d.Pages + "/proposals/" + p.ID, Hash: p.Hash, Findings: findings(p.Problems)}
	if !p.Decided.IsZero() {
		out.Decided = &p.Decided
	}
	if p.Status == proposal.Pending {
		out.Statement = proposal.Statement(p.Account, p.ID, p.Hash)
	}
	for _, c := range p.Diff {
		l := Line{Field: c.Path, Path: c.Path, Before: c.Before, After: c.After}
		if f := catalogue.Opportunity.ByPath(doc.Row(c.Path)); f != nil {
			l.Field = f.LabelEN
		}
		out.Diff = append(out.Diff, l)
	}
	return out
}

func (c call) propose(ctx context.Context, change proposal.Change) (Proposal, error) {
	change.Catalog = catalog
	p, err := c.Proposals.Propose(ctx, c.Caller, c.Name, change)
	if err != nil {
		return Proposal{}, err
	}
	return c.proposal(p), nil
}

// Draft proposes a new opportunity.
type Draft struct {
	Document  map[string]any `json:"document" jsonschema:"the opportunity in the shape of CreateOpportunity, without Catalog and ClientToken"`
	Solutions []string       `json:"solutions,omitempty" jsonschema:"identifiers of solutions to associate"`
	Products  []string       `json:"products,omitempty" jsonschema:"identifiers of AWS products to associate"`
}

func proposeDraft(ctx context.Context, c call, in Draft) (Proposal, error) {
	text, err := json.Marshal(in.Document)
	if err != nil {
		return Proposal{}, fmt.Errorf("document of a draft: %w", err)
	}
	return c.propose(ctx, proposal.Change{Kind: proposal.Create, Document: text, Solutions: in.Solutions, Products: in.Products})
}

// Update proposes new values.
type Update struct {
	ID    string `json:"id" jsonschema:"identifier of the opportunity, such as O1000001"`
	Edits []Edit `json:"edits" jsonschema:"the fields that are to change, and no others"`
}

// Edit is one new value.
type Edit struct {
	Path  string `json:"path" jsonschema:"path of the field, with its position in a list: LifeCycle.NextSteps, Project.ExpectedCustomerSpend[0].Amount"`
	Value any    `json:"value" jsonschema:"the new value; null clears the field"`
}

func proposeUpdate(ctx context.Context, c call, in Update) (Proposal, error) {
	change := proposal.Change{Kind: proposal.Update, Opportunity: in.ID}
	for _, e := range in.Edits {
		text, err := json.Marshal(e.Value)
		if err != nil {
			return Proposal{}, fmt.Errorf("value of an edit: %w", err)
		}
		change.Edits = append(change.Edits, proposal.Edit{Path: e.Path, Value: text})
	}
	return c.propose(ctx, change)
}

// Association proposes a tie.
type Association struct {
	ID     string `json:"id" jsonschema:"identifier of the opportunity, such as O1000001"`
	Type   string `json:"type" jsonschema:"Solutions, AwsProducts, AwsMarketplaceOffers, AwsMarketplaceOfferSets, AwsMarketplaceSolutions or AwsMarketplaceProducts"`
	Entity string `json:"entity" jsonschema:"identifier of the entity"`
	Remove bool   `json:"remove,omitempty" jsonschema:"take the association away instead"`
}

func proposeAssociation(ctx context.Context, c call, in Association) (Proposal, error) {
	kind := proposal.Associate
	if in.Remove {
		kind = proposal.Disassociate
	}
	return c.propose(ctx, proposal.Change{Kind: kind, Opportunity: in.ID, Type: in.Type, Entity: in.Entity})
}

// Assignment proposes other hands.
type Assignment struct {
	ID    string `json:"id" jsonschema:"identifier of the opportunity, such as O1000001"`
	Email string `json:"email" jsonschema:"mail address of the colleague; see list_colleagues"`
	As    string `json:"as,omitempty" jsonschema:"OpportunityOwner (the standard) or PartnerAccountManager"`
}

func proposeAssignment(ctx context.Context, c call, in Assignment) (Proposal, error) {
	if in.As == "" {
		in.As = "OpportunityOwner"
	}
	return c.propose(ctx, proposal.Change{Kind: proposal.Assign, Opportunity: in.ID, Email: in.Email, As: in.As})
}

// Submission proposes to hand in.
type Submission struct {
	ID          string `json:"id" jsonschema:"identifier of the opportunity, such as O1000001"`
	Involvement string `json:"involvement" jsonschema:"Co-Sell or For Visibility Only"`
	Visibility  string `json:"visibility,omitempty" jsonschema:"Full (the standard) or Limited"`
}

func proposeSubmission(ctx context.Context, c call, in Submission) (Proposal, error) {
	return c.propose(ctx, proposal.Change{Kind: proposal.Submit, Opportunity: in.ID, Involvement: in.Involvement, Visibility: in.Visibility})
}

// Proposals asks for a page of proposals.
type Proposals struct {
	Status []string `json:"status,omitempty" jsonschema:"pending, executed, rejected, stale, expired; all when left out"`
	Cursor string   `json:"cursor,omitempty" jsonschema:"next of the last answer"`
}

// ProposalPage is a page of proposals, newest first, without their diffs.
type ProposalPage struct {
	Items []Proposal `json:"items"`
	Next  string     `json:"next,omitempty"`
	Total int        `json:"total"`
}

func listProposals(ctx context.Context, c call, in Proposals) (ProposalPage, error) {
	q := proposal.Query{Token: in.Cursor}
	for _, s := range in.Status {
		q.Statuses = append(q.Statuses, proposal.Status(s))
	}
	page, err := c.Proposals.List(ctx, c.Caller, q)
	out := ProposalPage{Items: []Proposal{}, Next: page.Next, Total: page.Total}
	for _, p := range page.Items {
		out.Items = append(out.Items, c.proposal(p))
	}
	return out, err
}

// ProposalID names a proposal.
type ProposalID struct {
	ID string `json:"id" jsonschema:"identifier of the proposal"`
}

func getProposal(ctx context.Context, c call, in ProposalID) (Proposal, error) {
	p, err := c.Proposals.Read(ctx, c.Caller, in.ID)
	if err != nil {
		return Proposal{}, err
	}
	return c.proposal(p), nil
}

// Signed is an approval that a person has signed.
type Signed struct {
	Proposal  string `json:"proposal" jsonschema:"identifier of the proposal"`
	Hash      string `json:"hash" jsonschema:"hash of the proposal that the person approved"`
	Key       string `json:"key" jsonschema:"identifier of the person's registered key"`
	Signature string `json:"signature" jsonschema:"Ed25519 signature over the proposal's statement, in base64; only the person can make it"`
}

func approveWithSignature(ctx context.Context, c call, in Signed) (Proposal, error) {
	if _, err := c.Proposals.Read(ctx, c.Caller, in.Proposal); err != nil {
		return Proposal{}, err // what the user does not see, no assistant hands an approval over for
	}
	p, err := c.Proposals.ApproveSigned(ctx, c.Caller.Account, proposal.Signed(in))
	if err != nil {
		return Proposal{}, err
	}
	return c.proposal(p), nil
}
