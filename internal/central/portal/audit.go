// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/central/audit"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// AuditEntry is one thing that was done.
type AuditEntry struct {
	Position  int64     `json:"position"`
	At        time.Time `json:"at"`
	Kind      string    `json:"kind" enum:"partner,api,aws,system"`
	Actor     string    `json:"actor"`
	ActorName string    `json:"actorName,omitempty"`
	Proposer  string    `json:"proposer,omitempty"`
	Door      string    `json:"door" enum:"pages,api,job,command"`
	Action    string    `json:"action"`
	Target    string    `json:"target,omitempty"`
	Subject   string    `json:"subject,omitempty"`
	Request   string    `json:"request,omitempty"`
	Remote    string    `json:"remote,omitempty"`
	Hash      string    `json:"hash"`
}

// AuditPage is a page of the log, the latest first.
type AuditPage struct {
	Items  []AuditEntry `json:"items" nullable:"false"`
	Before int64        `json:"before,omitempty" doc:"ask for what is before this position; absent: there is nothing"`
}

// AuditFinding is what a look at the whole chain has shown.
type AuditFinding struct {
	Entries int64  `json:"entries"`
	Head    string `json:"head" doc:"position and hash of the last entry, to be kept elsewhere"`
	Broken  int64  `json:"broken,omitempty" doc:"first position at which the chain does not hold"`
	Why     string `json:"why,omitempty" enum:"gone,changed,cut,slipped"`
}

type (
	auditIn struct {
		Actor   string `query:"actor" maxLength:"200"`
		Action  string `query:"action" maxLength:"200"`
		Subject string `query:"subject" maxLength:"400"`
		From    string `query:"from" doc:"RFC 3339"`
		Until   string `query:"until" doc:"RFC 3339"`
		Before  int64  `query:"before" minimum:"0"`
		Size    int    `query:"size" minimum:"1" maximum:"100" default:"50"`
	}
	auditVerifyIn struct {
		Body struct {
			_    struct{} `json:"-" additionalProperties:"true"`
			Head string   `json:"head,omitempty" required:"false" doc:"a head that was kept"`
		}
	}
)

func (p *Portal) auditLog() {
	const all = "/api/central/audit"
	serve(p, pages.Operation("listAudit", http.MethodGet, all, "Read the audit log", 200, 400), p.listAudit)
	serve(p, pages.Operation("verifyAudit", http.MethodPost, all+"/verify", "Check the chain of the audit log", 200, 400), p.verifyAudit)
}

// query is what the request asks for.
func (in *auditIn) query() (q audit.Query, err error) {
	q = audit.Query{Actor: in.Actor, Action: in.Action, Subject: in.Subject, Before: in.Before, Size: in.Size}
	for _, one := range []struct {
		name, text string
		at         *time.Time
	}{{"from", in.From, &q.From}, {"until", in.Until, &q.Until}} {
		if one.text == "" {
			continue
		}
		if *one.at, err = time.Parse(time.RFC3339, one.text); err != nil {
			return q, pages.Malformed("query."+one.name, "is no instant such as 2026-04-01T00:00:00Z")
		}
	}
	return q, nil
}

func (p *Portal) listAudit(ctx context.Context, who identity.Caller, in *auditIn) (out AuditPage, err error) {
	q, err := in.query()
	if err != nil {
		return out, err
	}
	found, before, err := p.Audit.Page(ctx, who, q)
	out = AuditPage{Items: []AuditEntry{}, Before: before}
	for _, e := range found {
		out.Items = append(out.Items, AuditEntry{e.Position, e.At, e.Kind, e.Actor, e.ActorName, e.Proposer, e.Door, e.Action, e.Target, e.Subject,
			e.Request, e.Remote, e.Hash})
	}
	return out, err
}

func (p *Portal) verifyAudit(ctx context.Context, who identity.Caller, in *auditVerifyIn) (AuditFinding, error) {
	kept, err := audit.ParseHead(in.Body.Head)
	if err != nil {
		return AuditFinding{}, pages.Malformed("body.head", err.Error())
	}
	f, err := p.Audit.Check(ctx, who, kept)
	return AuditFinding{f.Head.Position, f.Head.String(), f.Broken, f.Why}, err
}
