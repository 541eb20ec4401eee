// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package portal is the door for the connector's pages: the CRM's records, sharing them with AWS, and the sync log.
//
// It binds what the pages send to the use cases and decides nothing itself.
package portal

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/keyset"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/sync"
	"cosell/internal/jobq"
	"cosell/internal/pages"
	"cosell/internal/websession"
)

// Rooms are what the pages reach.
type Rooms struct {
	CRM    *embedded.Room
	Ledger *ledger.Ledger
	Sync   *sync.Room
	Jobs   *jobq.Jobs
	Log    *slog.Logger
	Poll   time.Duration // between looks at AWS; zero when there are none
}

// A Portal answers the connector's pages.
type Portal struct {
	Rooms
	api     huma.API
	handler http.Handler
}

//go:generate go test -count=1 -run ^TestTheCommittedDocumentIsThatOfTheEndpoints$ . -update

// New is the portal. Its handler stands behind websession's Guard.
func New(rooms Rooms) *Portal {
	p := &Portal{Rooms: rooms}
	p.api, p.handler = pages.New("Connector pages", strict)
	p.objects()
	p.choices()
	p.records()
	p.sharing()
	p.answering()
	p.log()
	p.status()
	return p
}

// Handler serves /api/connector.
func (p *Portal) Handler() http.Handler { return p.handler }

// Document is the OpenAPI document of all endpoints, as web/openapi/connector.json has it.
func (p *Portal) Document() ([]byte, error) { return pages.Document(p.api) }

// strict refuses what two readers could understand differently, such as a member that is there twice.
func strict(body []byte) error {
	_, err := doc.Parse(body)
	return err
}

// An answer is the body of an answer.
type answer[T any] struct{ Body T }

// A right is what an endpoint asks of its caller beside being signed in.
type right bool

const (
	everybody  right = false
	operations right = true
)

// serve makes an endpoint of a use case: it finds the caller, and turns refusals into problems.
func serve[In, Out any](p *Portal, op huma.Operation, need right, do func(context.Context, embedded.User, *In) (Out, error)) {
	op.Tags = []string{"connector"}
	huma.Register(p.api, op, func(ctx context.Context, in *In) (*answer[Out], error) {
		who, err := caller(ctx, need)
		if err != nil {
			return nil, err
		}
		out, err := do(ctx, who, in)
		if err != nil {
			return nil, p.refuse(ctx, op, err)
		}
		return &answer[Out]{out}, nil
	})
}

// caller is the signed-in user of the CRM.
func caller(ctx context.Context, need right) (embedded.User, error) {
	s, ok := websession.From(ctx)
	switch {
	case !ok:
		return embedded.User{}, pages.NewProblem(http.StatusUnauthorized, "signed-out", "Nobody is signed in. Sign in and try again.")
	case s.Realm != embedded.RealmName:
		return embedded.User{}, pages.NewProblem(http.StatusForbidden, "forbidden", "Your account does not belong to this part of the program.")
	case need == operations && !mayOperate(s):
		return embedded.User{}, pages.NewProblem(http.StatusForbidden, "forbidden", "This page is for sales operations.")
	}
	return embedded.User{Account: s.Account.ID, ID: s.Subject.ID, Email: s.Email, Name: s.Name, Role: embedded.Role(s.Role)}, nil
}

func mayOperate(s websession.Session) bool {
	for _, f := range s.Features {
		if f == embedded.Operations {
			return true
		}
	}
	return false
}

// refuse is the problem that an error amounts to. What is our mistake goes to the log, and nowhere else.
func (p *Portal) refuse(ctx context.Context, op huma.Operation, err error) error {
	if problem, ok := errors.AsType[*pages.Problem](err); ok {
		return problem
	}
	if refusal, ok := errors.AsType[*crm.Refusal](err); ok {
		return invalid(faults(refusal))
	}
	if wrong, ok := errors.AsType[*sync.Faults](err); ok {
		return invalid(p.violations(wrong.Violations))
	}
	if snooze, ok := errors.AsType[jobq.Snooze](err); ok {
		return pages.TooMany(snooze.For)
	}
	switch {
	case errors.Is(err, crm.ErrNotFound), errors.Is(err, ledger.ErrNone), errors.Is(err, ledger.ErrNoEntry), errors.Is(err, sync.ErrNoTenant):
		return pages.NotFound()
	case errors.Is(err, crm.ErrStale):
		return pages.NewProblem(http.StatusConflict, "stale", "Somebody was faster: the record is another since you opened it. Reload it and try again.")
	case errors.Is(err, sync.ErrState), errors.Is(err, sync.ErrNotShareable):
		return pages.NewProblem(http.StatusConflict, "state", "This is not possible now: "+err.Error()+".")
	case errors.Is(err, embedded.ErrQuery), errors.Is(err, keyset.ErrCursor):
		return pages.Malformed("filter", "this list cannot be asked for that way")
	}
	p.Log.ErrorContext(ctx, "page request", "operation", op.OperationID, "error", err)
	if errors.Is(err, ledger.ErrUnavailable) {
		return pages.Unavailable()
	}
	return p.remote(err)
}

func invalid(wrong []pages.Violation) error {
	return pages.NewProblem(http.StatusUnprocessableEntity, "invalid", "Some fields need your attention.", wrong...)
}

// faults are the CRM's own complaints; the place is the CRM's field.
func faults(r *crm.Refusal) []pages.Violation {
	var out []pages.Violation
	for _, f := range r.Faults {
		out = append(out, pages.Violation{Location: f.Field, Code: f.Code, Message: f.Message, MessageJA: f.MessageJA, FixEN: f.Message, FixJA: f.MessageJA, Rule: "crm"})
	}
	return out
}

func (p *Portal) violations(in []catalogue.Violation) []pages.Violation {
	out := make([]pages.Violation, 0, len(in))
	for _, v := range in {
		out = append(out, violation(v))
	}
	return out
}

func violation(v catalogue.Violation) pages.Violation {
	at := v.At
	if at == "" {
		at = v.Path
	}
	value := v.Value
	if value == catalogue.Hidden {
		value = ""
	}
	return pages.Violation{Location: at, Field: v.Field, Code: string(v.Code), Message: v.Message, MessageJA: v.MessageJA, FixEN: v.FixEN, FixJA: v.FixJA,
		Rule: v.Rule, Value: value}
}
