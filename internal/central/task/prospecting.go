// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// How long prospecting takes for one engagement here. AWS publishes no figure.
const prospectingTime = 5 * time.Second

// prospectJob takes one engagement of a task on: first to IN_PROGRESS, then to its result.
type prospectJob struct {
	Account string `json:"account"`
	Catalog string `json:"catalog"`
	Task    string `json:"task"`
	Place   int    `json:"place"`
	Begun   bool   `json:"begun"`
}

// Kind names the job in the store; it stays.
func (prospectJob) Kind() string { return "task.prospect" }

// StartProspecting answers StartProspectingFromEngagementTask. Each engagement goes its own way, also into failure.
func (r *Room) StartProspecting(ctx context.Context, c identity.Caller, in selling.StartProspectingFromEngagementTaskRequest, ticket idempotency.Ticket) (out selling.StartProspectingFromEngagementTaskResponse, err error) {
	if err := enterShared(c, in.Catalog); err != nil {
		return out, err
	}
	return idempotency.Once(ctx, r.DB, ticket, func(tx *sqldb.Tx) (selling.StartProspectingFromEngagementTaskResponse, error) {
		id, now := selling.NewID("task-", 14), sqldb.Micros(tx.Now())
		ended := int64(0)
		if len(in.Identifiers) == 0 {
			ended = now
		}
		if _, err := tx.Exec(`INSERT INTO prospecting_task (account_id, catalog, id, name, name_key, start_us, end_us, total, completed, failed)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`, c.Account, in.Catalog, id, in.TaskName, []byte(in.TaskName), now, ended, len(in.Identifiers)); err != nil {
			return out, err
		}
		for place, engagement := range in.Identifiers {
			if _, err := tx.Exec(`INSERT INTO prospecting_engagement (account_id, catalog, task, place, engagement, status, context, reason, message)
				VALUES (?, ?, ?, ?, ?, ?, '', '', '')`, c.Account, in.Catalog, id, place, engagement, selling.ProspectingPending); err != nil {
				return out, err
			}
			if err := r.Jobs.Enqueue(tx, prospectJob{Account: c.Account, Catalog: in.Catalog, Task: id, Place: place}); err != nil {
				return out, err
			}
		}
		status := selling.ProspectingPending
		if ended != 0 {
			status = selling.ProspectingCompleted
		}
		return selling.StartProspectingFromEngagementTaskResponse{Identifiers: append([]string{}, in.Identifiers...), StartTime: stamp(now),
			TaskArn: selling.ProspectingTaskARN(c.Account, in.Catalog, id), TaskID: id, TaskName: in.TaskName, TaskStatus: status}, nil
	})
}

// prospect does one step of one engagement.
func (r *Room) prospect(ctx context.Context, j jobq.Job[prospectJob]) error {
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		if j.Args.Begun {
			return r.result(tx, j.Args)
		}
		n, err := tx.Exec(`UPDATE prospecting_engagement SET status = ? WHERE account_id = ? AND catalog = ? AND task = ? AND place = ? AND status = ?`,
			selling.ProspectingInProgress, j.Args.Account, j.Args.Catalog, j.Args.Task, j.Args.Place, selling.ProspectingPending)
		if err != nil || n == 0 {
			return err
		}
		next := j.Args
		next.Begun = true
		return r.Jobs.Enqueue(tx, next, jobq.At(tx.Now().Add(prospectingTime)))
	})
}

// result adds what was found to the engagement, or says why nothing was.
func (r *Room) result(tx *sqldb.Tx, job prospectJob) error {
	var engagement, name string
	var start int64
	err := tx.Row(`SELECT p.engagement, t.name, t.start_us FROM prospecting_engagement p
		JOIN prospecting_task t ON t.account_id = p.account_id AND t.catalog = p.catalog AND t.id = p.task
		WHERE p.account_id = ? AND p.catalog = ? AND p.task = ? AND p.place = ? AND p.status = ?`,
		job.Account, job.Catalog, job.Task, job.Place, selling.ProspectingInProgress).Scan(&engagement, &name, &start)
	if errors.Is(err, sqldb.ErrNone) {
		return nil // this step was done before
	}
	if err != nil {
		return err
	}
	no, err := r.find(tx, job, engagement, name, start)
	if err != nil {
		return err
	}
	status, id := selling.ProspectingCompleted, selling.NewID("ctx-", 14)
	if no.reason != "" {
		status, id = selling.ProspectingFailed, ""
	}
	if _, err := tx.Exec(`UPDATE prospecting_engagement SET status = ?, context = ?, reason = ?, message = ?
		WHERE account_id = ? AND catalog = ? AND task = ? AND place = ?`, status, id, no.reason, no.message,
		job.Account, job.Catalog, job.Task, job.Place); err != nil {
		return err
	}
	column := map[string]string{selling.ProspectingCompleted: "completed", selling.ProspectingFailed: "failed"}[status]
	_, err = tx.Exec(`UPDATE prospecting_task SET `+column+` = `+column+` + 1, end_us = CASE WHEN completed + failed + 1 >= total THEN ? ELSE end_us END
		WHERE account_id = ? AND catalog = ? AND id = ?`, sqldb.Micros(tx.Now()), job.Account, job.Catalog, job.Task)
	return err
}

// find finds out about the customer of an engagement and adds the context; the refusal says why it could not.
func (r *Room) find(tx *sqldb.Tx, job prospectJob, engagement, name string, start int64) (refusal, error) {
	known, err := r.Engagements.Customer(tx, job.Account, job.Catalog, engagement)
	if fault.Is(err, fault.NotFound) {
		return refusal{engagementAccessDenied, "You are no member of the engagement, or it does not exist."}, nil
	}
	if err != nil {
		return refusal{}, err
	}
	if known.Company == "" {
		return refusal{engagementValidationFailed, "The engagement has no customer. Add a Lead or CustomerProject context first."}, nil
	}
	began, ended := stamp(start), stamp(sqldb.Micros(tx.Now()))
	arn := selling.ProspectingTaskARN(job.Account, job.Catalog, job.Task)
	found := research(known)
	found.StartTime, found.EndTime, found.TaskArn, found.TaskID, found.TaskName = &began, &ended, &arn, &job.Task, &name
	_, err = r.Engagements.AddContext(tx, job.Account, job.Catalog, engagement, selling.ContextPayload{ProspectingResult: &selling.ProspectingResult{Aws: found}})
	if fault.Is(err, fault.QuotaExceeded) {
		return refusal{serviceQuotaExceeded, fault.Of(err).Msg}, nil
	}
	return refusal{}, err
}

// GetProspecting answers GetProspectingFromEngagementTask.
func (r *Room) GetProspecting(ctx context.Context, c identity.Caller, in selling.GetProspectingFromEngagementTaskRequest) (out selling.GetProspectingFromEngagementTaskResponse, err error) {
	if err := enterShared(c, in.Catalog); err != nil {
		return out, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		var start, end int64
		err := tx.Row(`SELECT name, start_us, end_us FROM prospecting_task WHERE account_id = ? AND catalog = ? AND id = ?`,
			c.Account, in.Catalog, in.TaskIdentifier).Scan(&out.TaskName, &start, &end)
		if errors.Is(err, sqldb.ErrNone) {
			return fault.Missing()
		}
		if err != nil {
			return err
		}
		out.TaskID, out.TaskArn = in.TaskIdentifier, selling.ProspectingTaskARN(c.Account, in.Catalog, in.TaskIdentifier)
		out.StartTime, out.EndTime = stamp(start), ended(end)
		out.Engagements, err = prospected(tx, c.Account, in.Catalog, in.TaskIdentifier)
		return err
	})
	return out, err
}

func ended(us int64) *string {
	if us == 0 {
		return nil
	}
	return selling.OrNull(stamp(us))
}

func prospected(tx *sqldb.Tx, account, catalog, task string) (all []selling.EngagementProspecting, err error) {
	all = []selling.EngagementProspecting{}
	rows, err := tx.Query(`SELECT engagement, status, context, reason, message FROM prospecting_engagement
		WHERE account_id = ? AND catalog = ? AND task = ? ORDER BY place`, account, catalog, task)
	if err != nil {
		return nil, fmt.Errorf("engagements of %s: %w", task, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var e selling.EngagementProspecting
		var context, reason, message string
		if err := rows.Scan(&e.EngagementIdentifier, &e.Status, &context, &reason, &message); err != nil {
			return nil, err
		}
		e.EngagementContextID, e.ReasonCode, e.Message = selling.OrNull(context), selling.OrNull(reason), selling.OrNull(message)
		all = append(all, e)
	}
	return all, rows.Err()
}
