// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package task does in one step what takes several rooms: it shares an opportunity with AWS, makes an opportunity of an
// invitation or of a lead, and finds out about the customers of engagements.
//
// AWS describes tasks as asynchronous; here each is done when it answers, but for prospecting, which takes its time. A
// request that breaks a rule is refused before a task begins; what cannot be done further on leaves a task that failed,
// with AWS's reason code. Source: reference 11.
package task

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/central/tag"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "task", Files: files}
}

// Options are what the room works with. All is needed.
type Options struct {
	DB            *sqldb.DB
	Tokens        *page.Tokens
	Jobs          *jobq.Jobs
	Opportunities *opportunity.Room
	Engagements   *engagement.Room
	// Watch has snapshots of an opportunity taken in an engagement, the first at once, and answers the job that takes
	// them. Asked again, it is the same job.
	Watch func(tx *sqldb.Tx, rec *opportunity.Record, engagement, template string) (job string, err error)
}

// A Room does tasks.
type Room struct{ Options }

// New is the room. It declares its jobs, gives records that a page hands in their engagement, and has the opportunities
// that partners took over from others follow the review of those.
func New(o Options) *Room {
	r := &Room{o}
	o.Opportunities.Engage = func(tx *sqldb.Tx, rec *opportunity.Record) error {
		_, err := r.tie(tx, rec)
		return err
	}
	before := o.Opportunities.Reviewed
	o.Opportunities.Reviewed = func(tx *sqldb.Tx, rec *opportunity.Record) error {
		if err := before(tx, rec); err != nil {
			return err
		}
		return r.lead(tx, rec)
	}
	o.Opportunities.Watch(r.moved)
	jobq.Handle(o.Jobs, r.follow, jobq.Policy{})
	jobq.Handle(o.Jobs, r.prospect, jobq.Policy{})
	return r
}

// template is the view of an opportunity that all members of its engagement may read.
const template = "OpportunitySummaryView"

// The kinds of task, as their ARNs name them.
const (
	fromOpportunity = "engagement-from-opportunity-task"
	byInvitation    = "engagement-by-accepting-invitation-task"
	fromEngagement  = "opportunity-from-engagement-task"
)

// Why a task fails. Source: model, ReasonCode.
const (
	invitationValidationFailed         = "InvitationValidationFailed"
	opportunityConflict                = "OpportunityConflict"
	contextNotFound                    = "ContextNotFound"
	customerProjectContextNotPermitted = "CustomerProjectContextNotPermitted"
	disqualifiedLeadNotPermitted       = "DisqualifiedLeadNotPermitted"
	engagementAccessDenied             = "EngagementAccessDenied"
	engagementValidationFailed         = "EngagementValidationFailed"
	serviceQuotaExceeded               = "ServiceQuotaExceeded"
)

// A row is a stored task.
type row struct {
	account, catalog, kind, id string
	start                      int64 // microseconds
	status, reason, message    string
	number                     int64 // of the opportunity, 0 for none
	engagement, invitation     string
	context, job               string
}

// begin is a task that starts now and is complete.
func begin(c identity.Caller, catalog, kind string) *row {
	return &row{account: c.Account, catalog: catalog, kind: kind, id: selling.NewID("task-", 13), status: selling.TaskComplete}
}

func (t *row) insert(tx *sqldb.Tx) error {
	t.start = sqldb.Micros(tx.Now())
	_, err := tx.Exec(`INSERT INTO task (account_id, catalog, kind, id, start_us, status, reason, message, number, engagement, invitation, context, job)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, t.account, t.catalog, t.kind, t.id, t.start, t.status, t.reason, t.message,
		t.number, t.engagement, t.invitation, t.context, t.job)
	return err
}

// started is when the task began, as answers write it.
func (t *row) started() string { return stamp(t.start) }

func stamp(us int64) string { return sqldb.Time(us).Format("2006-01-02T15:04:05.999999Z") }

// opportunity is the identifier of the task's opportunity, nil for none.
func (t *row) opportunity() *string {
	if t.number == 0 {
		return nil
	}
	return selling.OrNull(opportunity.Key{Number: t.number}.ID())
}

// enter lets a caller in who works with opportunities of its account, into a catalog that exists.
func enter(c identity.Caller, catalog string) error {
	if !c.UsesACE() {
		return fault.Denied("Your role does not work with opportunities.")
	}
	return opportunity.KnownCatalog(catalog)
}

// enterShared is enter for what an engagement shares: who sees only records of their own sees nothing of it.
func enterShared(c identity.Caller, catalog string) error {
	if c.OwnOnly() {
		return fault.Denied("Your role does not work with engagements.")
	}
	return enter(c, catalog)
}

// fail keeps a task that failed, with its answer.
func fail[T any](ctx context.Context, r *Room, t *row, reason, message string, ticket idempotency.Ticket, answer func(*row) T) (T, error) {
	t.status, t.reason, t.message = selling.TaskFailed, reason, message
	return idempotency.Once(ctx, r.DB, ticket, func(tx *sqldb.Tx) (out T, err error) {
		err = t.insert(tx)
		return answer(t), err
	})
}

// label puts the tags of a request on what its task made: the opportunity and the job. Source: reference 9.7.
func label(tx *sqldb.Tx, rec *opportunity.Record, job string, tags []selling.Tag) error {
	if len(tags) == 0 {
		return nil
	}
	if err := tag.Put(tx, rec.ARN(), tags); err != nil {
		return err
	}
	return tag.Put(tx, selling.SnapshotJobARN(rec.Account, rec.Catalog, job), tags)
}

// checked refuses tags that cannot be kept.
func checked(tags []selling.Tag) error {
	if broken := tag.Check(tags); len(broken) > 0 {
		return fault.Broken(broken...)
	}
	return nil
}

// raced answers a request that was refused because the very same request was served elsewhere meanwhile.
func raced[T any](ctx context.Context, r *Room, ticket idempotency.Ticket, out T, err error) (T, error) {
	if err == nil {
		return out, nil
	}
	if again, seen, lookup := idempotency.Replay[T](ctx, r.DB, ticket); seen || lookup != nil {
		return again, lookup
	}
	return out, err
}

// today is the day of an instant, some days later.
func today(now time.Time, later int) string {
	return now.UTC().AddDate(0, 0, later).Format(time.DateOnly)
}
