// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package portal is the door for Central's pages: partners' pipeline and the AWS desk, over JSON and a session.
//
// It binds what the pages send to the use cases that the AWS operations call too, and decides nothing itself.
package portal

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/assistant"
	"cosell/internal/central/audit"
	"cosell/internal/central/bulk"
	"cosell/internal/central/collaboration"
	"cosell/internal/central/connection"
	"cosell/internal/central/engagement"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/link"
	"cosell/internal/central/listview"
	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/pipeline"
	"cosell/internal/central/profile"
	"cosell/internal/central/proposal"
	"cosell/internal/central/quirk"
	"cosell/internal/central/quota"
	"cosell/internal/central/recommendation"
	"cosell/internal/central/review"
	"cosell/internal/central/scenario"
	"cosell/internal/central/snapshot"
	"cosell/internal/central/solution"
	"cosell/internal/central/staff"
	"cosell/internal/central/support"
	"cosell/internal/central/task"
	"cosell/internal/central/verification"
	"cosell/internal/pages"
	"cosell/internal/telemetry"
	"cosell/internal/websession"
)

// catalog is the one that the pages show; the Sandbox is for programs.
const catalog = selling.CatalogAWS

// Rooms are what the pages reach.
type Rooms struct {
	Sessions        *websession.Sessions
	Identity        *identity.Room
	Opportunities   *opportunity.Room
	Engagements     *engagement.Room
	Solutions       *solution.Room
	Review          *review.Room
	Events          *event.Bus
	Links           *link.Room
	Verifications   *verification.Room
	Proposals       *proposal.Room
	Assistants      *assistant.Room
	Scenarios       *scenario.Room
	Quirks          *quirk.Room
	Tasks           *task.Room
	Snapshots       *snapshot.Room
	Connections     *connection.Room
	Profiles        *profile.Room
	Quotas          *quota.Room
	Views           *listview.Room
	Pipeline        *pipeline.Room
	Recommendations *recommendation.Room
	Notices         *notice.Room
	Audit           *audit.Room
	Bulk            *bulk.Room
	Staff           *staff.Room
	Support         *support.Room
	Channels        *collaboration.Room
	Log             *slog.Logger
}

// A Portal answers Central's pages.
type Portal struct {
	Rooms
	api     huma.API
	handler http.Handler
}

//go:generate go test -count=1 -run ^TestTheCommittedDocumentIsThatOfTheEndpoints$ . -update

// New is the portal. Its handler stands behind websession's Guard.
func New(rooms Rooms) *Portal {
	p := &Portal{Rooms: rooms}
	p.api, p.handler = pages.New("Partner Central pages", strict)
	p.api.UseMiddleware(aimed)
	rooms.Sessions.Register(p.api)
	p.opportunities()
	p.reference()
	p.deliveries()
	p.eventRules()
	p.eventDestinations()
	p.eventArchives()
	p.accountLink()
	p.desk()
	p.referrals()
	p.letters()
	p.proposals()
	p.assistants()
	p.scenarios()
	p.conditions()
	p.invitations()
	p.collaboration()
	p.connections()
	p.finder()
	p.awards()
	p.profile()
	p.engagements()
	p.quotas()
	p.verifications()
	p.profileUpdates()
	p.acts()
	p.iamRoles()
	p.views()
	p.dashboard()
	p.leads()
	p.auditLog()
	p.bulkRuns()
	p.bulkFiles()
	p.scorecard()
	p.staff()
	p.notices()
	p.noticePreferences()
	p.channels()
	p.support()
	return p
}

// Handler serves /api/session, /api/sessions and /api/central.
func (p *Portal) Handler() http.Handler { return p.handler }

// Document is the OpenAPI document of all endpoints, as web/openapi/central.json has it.
func (p *Portal) Document() ([]byte, error) { return pages.Document(p.api) }

// strict refuses what two readers could understand differently, such as a member that is there twice.
func strict(body []byte) error {
	_, err := doc.Parse(body)
	return err
}

// An answer is the body of an answer.
type answer[T any] struct{ Body T }

// serve makes an endpoint of a use case: it finds the caller, and turns refusals into problems.
func serve[In, Out any](p *Portal, op huma.Operation, do func(context.Context, identity.Caller, *In) (Out, error)) {
	op.Tags = []string{"central"}
	huma.Register(p.api, op, func(ctx context.Context, in *In) (*answer[Out], error) {
		who, err := p.caller(ctx)
		if err != nil {
			return nil, p.refuse(ctx, op, err)
		}
		if err := admit(op.Path, who); err != nil {
			return nil, p.refuse(ctx, op, err)
		}
		out, err := do(followed(ctx, op, who), who, in)
		if err != nil {
			return nil, p.refuse(ctx, op, err)
		}
		return &answer[Out]{out}, nil
	})
}

// followed lays the audit's trail of a request that may change something.
func followed(ctx context.Context, op huma.Operation, who identity.Caller) context.Context {
	if op.Method == http.MethodGet {
		return ctx
	}
	target, _ := ctx.Value(targetKey{}).(string)
	return audit.Follow(ctx, audit.Trail{Door: audit.DoorPages, Action: op.OperationID, Target: target, Account: who.Account, Kind: who.Kind(),
		Actor: who.Principal, ActorName: who.Name, Request: telemetry.RequestID(ctx)})
}

type targetKey struct{}

// aimed keeps the address that a request is for, and who asks as far as the session says.
func aimed(ctx huma.Context, next func(huma.Context)) {
	path, op := ctx.URL().Path, ctx.Operation()
	ctx = huma.WithValue(ctx, targetKey{}, path)
	if op.Method != http.MethodGet { // for sessions, which are no room's; serve knows better who it is
		t := audit.Trail{Door: audit.DoorPages, Action: op.OperationID, Target: path, Kind: "partner", Request: telemetry.RequestID(ctx.Context())}
		if session, ok := websession.From(ctx.Context()); ok {
			t.Account, t.Actor, t.ActorName = session.Account.ID, session.Subject.ID, session.Name
		}
		ctx = huma.WithContext(ctx, audit.Follow(ctx.Context(), t))
	}
	next(ctx)
}

var (
	signedOut = pages.NewProblem(http.StatusUnauthorized, "signed-out", "Nobody is signed in. Sign in and try again.")
	elsewhere = pages.NewProblem(http.StatusForbidden, "forbidden", "Your account does not belong to this part of the program.")
)

// caller is the signed-in user with the rights that he has now.
func (p *Portal) caller(ctx context.Context) (identity.Caller, error) {
	session, ok := websession.From(ctx)
	switch {
	case ctx.Value(operatorKey{}) != nil:
		return operator, nil
	case !ok:
		return identity.Caller{}, signedOut
	case session.Realm != identity.RealmName:
		return identity.Caller{}, elsewhere
	}
	who, err := p.Identity.CallerOf(ctx, session.Subject.ID)
	if fault.Is(err, fault.NotFound) {
		return identity.Caller{}, signedOut // disabled since the session was looked up
	}
	return who, err
}

// refuse is the problem that an error amounts to. What is our mistake goes to the log, and nowhere else.
func (p *Portal) refuse(ctx context.Context, op huma.Operation, err error) error {
	if problem, ok := errors.AsType[*pages.Problem](err); ok {
		return problem
	}
	f := fault.Of(err)
	switch f.Kind {
	case fault.Invalid, fault.BusinessInvalid:
		return invalid(op, f)
	case fault.NotFound:
		if len(f.Violations) > 0 { // not what was asked for is missing, but what it needs
			return standing(f)
		}
		return pages.NotFound()
	case fault.Conflict:
		if f.Version == "" {
			return standing(f)
		}
		problem := pages.NewProblem(http.StatusConflict, "stale", "Somebody was faster: the record is another since you opened it. Reload it and try again.",
			violations(f.Violations)...)
		problem.Version = f.Version
		return problem
	case fault.AccessDenied:
		if f.Reason == identity.ReasonTerms {
			return pages.NewProblem(http.StatusForbidden, "terms", f.Msg, violations(f.Violations)...)
		}
		return pages.NewProblem(http.StatusForbidden, "forbidden", f.Msg)
	case fault.Throttled:
		return pages.TooMany(busy)
	case fault.QuotaExceeded:
		return standing(f)
	case fault.Unavailable:
		p.Log.ErrorContext(ctx, "page request", "operation", op.OperationID, "error", err)
		return pages.Unavailable()
	case fault.Internal:
	}
	p.Log.ErrorContext(ctx, "page request", "operation", op.OperationID, "error", err)
	return pages.Internal()
}
