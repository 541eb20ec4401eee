// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"strconv"
	"strings"
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
	Door      string    `json:"door" enum:"pages,api,assistant,job,operator"`
	Action    string    `json:"action"`
	Target    string    `json:"target,omitempty"`
	Subject   string    `json:"subject,omitempty"`
	Named     string    `json:"subjectName,omitempty" doc:"of a user"`
	Request   string    `json:"request,omitempty"`
	Remote    string    `json:"remote,omitempty"`
	Hash      string    `json:"hash"`
}

// AuditPage is a page of the log, the latest first.
type AuditPage struct {
	Items []AuditEntry `json:"items" nullable:"false"`
	pages.Page
}

// AuditFinding is what a look at the whole chain has shown.
type AuditFinding struct {
	Entries int64  `json:"entries"`
	Head    string `json:"head" doc:"position and hash of the last entry, to be kept elsewhere"`
	Broken  int64  `json:"broken,omitempty" doc:"first position at which the chain does not hold"`
	Why     string `json:"why,omitempty" enum:"gone,changed,cut,slipped"`
}

type auditVerifyIn struct {
	Body struct {
		_    struct{} `json:"-" additionalProperties:"true"`
		Head string   `json:"head,omitempty" required:"false" doc:"a head that was kept"`
	}
}

func (p *Portal) auditLog() {
	const all = "/api/central/audit"
	serve(p, pages.Operation("listAudit", http.MethodGet, all, "Read the audit log", 200, 400), p.listAudit)
	download(p, pages.Operation("exportAudit", http.MethodGet, all+"/export", "Download the audit log", 200, 400), p.exportAudit)
	serve(p, pages.Operation("verifyAudit", http.MethodPost, all+"/verify", "Check the chain of the audit log", 200, 400), p.verifyAudit)
}

// auditQuery is what the request asks for. Days are those of UTC.
func auditQuery(in *listIn) (audit.Query, error) {
	l, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"actor": {Operators: "="}, "action": {Operators: "="},
		"subject": {Operators: "="}, "at": {Operators: ">= <= > < =", Date: true}}, Sorts: []string{"at"}, Sort: "at"})
	if err != nil {
		return audit.Query{}, err
	}
	q := audit.Query{Size: l.Size}
	if l.Cursor != "" {
		if q.Before, err = strconv.ParseInt(l.Cursor, 10, 64); err != nil || q.Before < 1 {
			return q, pages.Malformed("cursor", "is no cursor of this list")
		}
	}
	for _, t := range l.Tokens {
		switch v := t.Values[0]; t.Property {
		case "actor":
			q.Actor = v
		case "action":
			q.Actions = t.Values
		case "subject":
			q.Subject = v
		default:
			day, err := time.Parse(time.DateOnly, v)
			if err != nil {
				return q, err
			}
			if strings.HasPrefix(t.Operator, ">") || t.Operator == "=" {
				q.From = later(q.From, day, t.Operator == ">")
			}
			if strings.HasPrefix(t.Operator, "<") || t.Operator == "=" {
				q.Until = sooner(q.Until, day, t.Operator != "<")
			}
		}
	}
	return q, nil
}

// later is the later of two bounds, the second a day or the one after it.
func later(bound, day time.Time, next bool) time.Time {
	if next {
		day = day.AddDate(0, 0, 1)
	}
	if bound.After(day) {
		return bound
	}
	return day
}

// sooner is the sooner of two bounds, where there is a first, the second a day or the one after it.
func sooner(bound, day time.Time, next bool) time.Time {
	if next {
		day = day.AddDate(0, 0, 1)
	}
	if !bound.IsZero() && bound.Before(day) {
		return bound
	}
	return day
}

func (p *Portal) listAudit(ctx context.Context, who identity.Caller, in *listIn) (out AuditPage, err error) {
	q, err := auditQuery(in)
	if err != nil {
		return out, err
	}
	found, before, err := p.Audit.Page(ctx, who, q)
	if err != nil {
		return out, err
	}
	if out.Total, out.TotalCapped, err = p.Audit.Count(ctx, who, q); err != nil {
		return out, err
	}
	if before > 0 {
		out.Next = strconv.FormatInt(before, 10)
	}
	names, err := p.userNames(ctx, who.Account)
	if err != nil {
		return out, err
	}
	out.Items = []AuditEntry{}
	for _, e := range found {
		v := AuditEntry{e.Position, e.At, e.Kind, e.Actor, e.ActorName, e.Proposer, e.Door, e.Action, e.Target,
			audit.Short(e.Subject), names[e.Subject], e.Request, e.Remote, e.Hash}
		if v.ActorName == "" {
			v.ActorName = names[e.Actor]
		}
		out.Items = append(out.Items, v)
	}
	return out, nil
}

// userNames are the names of an account's users, by how the log knows them.
func (p *Portal) userNames(ctx context.Context, account string) (map[string]string, error) {
	users, err := p.Identity.Users(ctx, account)
	names := make(map[string]string, len(users))
	for _, u := range users {
		names[identity.UserSubject(u.ID)] = u.Name()
	}
	return names, err
}

func (p *Portal) verifyAudit(ctx context.Context, who identity.Caller, in *auditVerifyIn) (AuditFinding, error) {
	kept, err := audit.ParseHead(in.Body.Head)
	if err != nil {
		return AuditFinding{}, pages.Malformed("body.head", err.Error())
	}
	f, err := p.Audit.Check(ctx, who, kept)
	return AuditFinding{f.Head.Position, f.Head.String(), f.Broken, f.Why}, err
}
