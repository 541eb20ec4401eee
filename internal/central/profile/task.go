// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/verification"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// updatesPerDay is how many updates of a profile are begun in a day. Source: reference 13.
const updatesPerDay = 10

// A task is a stored update of a profile.
type task struct {
	account, catalog string
	number           int64
	id, status       string
	details          account.TaskDetails
	found            []account.ErrorDetail
	started          time.Time
	ended            *int64
}

// Start answers StartProfileUpdateTask: the update waits for moderation. There is one at a time.
func (r *Room) Start(ctx context.Context, c identity.Caller, in account.StartProfileUpdateTaskRequest, ticket idempotency.Ticket) (out account.ProfileUpdateTask, err error) {
	if err := manages(c); err != nil {
		return out, err
	}
	if err := verification.KnownCatalog(in.Catalog); err != nil {
		return out, err
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (account.ProfileUpdateTask, error) {
		rec, err := r.claim(tx, c, in.Catalog, in.Identifier)
		if err != nil {
			return account.ProfileUpdateTask{}, err
		}
		if broken := detailsBroken(in.TaskDetails); len(broken) > 0 {
			return account.ProfileUpdateTask{}, fault.Broken(broken...)
		}
		last, err := latest(tx, rec)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return account.ProfileUpdateTask{}, err
		}
		if last.status == account.TaskInProgress {
			return account.ProfileUpdateTask{}, fault.Because(fault.Conflict, account.IncompatiblePartnerProfileTaskState,
				"An update of the profile is in progress. Wait for its end, or cancel it with CancelProfileUpdateTask.").Telling(updateWaits)
		}
		if err := take(tx, rec, quota{"profile-update", updatesPerDay, account.LimitExceededNumberOfProfileUpdatePerDay, updatesSpent}); err != nil {
			return account.ProfileUpdateTask{}, err
		}
		t := task{account: rec.Account, catalog: rec.Catalog, number: last.number + 1, id: account.NewID(account.ProfileTaskPrefix),
			status: account.TaskInProgress, details: in.TaskDetails, started: tx.Now()}
		details, err := json.Marshal(t.details)
		if err != nil {
			return account.ProfileUpdateTask{}, err
		}
		if _, err := tx.Exec(`INSERT INTO profile_task (account_id, catalog, number, id, details, status, found, started_us) VALUES (?, ?, ?, ?, ?, ?, '[]', ?)`,
			t.account, t.catalog, t.number, t.id, string(details), t.status, sqldb.Micros(t.started)); err != nil {
			return account.ProfileUpdateTask{}, err
		}
		return t.wire(rec), r.jobs.Enqueue(tx, moderateJob{t.account, t.catalog, t.id}, jobq.At(tx.Now().Add(r.delay)))
	})
}

// latest is the last update that was begun.
func latest(tx *sqldb.Tx, rec *Record) (task, error) {
	return loadTask(tx, `account_id = ? AND catalog = ? ORDER BY number DESC LIMIT 1`, rec.Account, rec.Catalog)
}

func loadTask(tx *sqldb.Tx, which string, args ...any) (t task, err error) {
	var details, found string
	var started int64
	err = tx.Row(`SELECT account_id, catalog, number, id, details, status, found, started_us, ended_us FROM profile_task WHERE `+which, args...).
		Scan(&t.account, &t.catalog, &t.number, &t.id, &details, &t.status, &found, &started, &t.ended)
	if errors.Is(err, sqldb.ErrNone) {
		return task{}, fault.Because(fault.NotFound, account.PartnerProfileTaskNotFound, "There is no such update of the profile.")
	}
	if err != nil {
		return task{}, err
	}
	t.started = sqldb.Time(started)
	return t, errors.Join(json.Unmarshal([]byte(details), &t.details), json.Unmarshal([]byte(found), &t.found))
}

func (t task) wire(rec *Record) account.ProfileUpdateTask {
	out := account.ProfileUpdateTask{Catalog: rec.Catalog, ARN: rec.ARN(), ID: rec.ID, TaskID: t.id, TaskDetails: t.details,
		StartedAt: timestamp(t.started), Status: t.status}
	if len(t.found) > 0 {
		out.ErrorDetailList = t.found
	}
	if t.ended != nil {
		out.EndedAt = selling.OrNull(timestamp(sqldb.Time(*t.ended)))
	}
	return out
}

// Task answers GetProfileUpdateTask: the last update that was begun.
func (r *Room) Task(ctx context.Context, c identity.Caller, in account.PartnerRequest) (out account.ProfileUpdateTask, err error) {
	err = r.read(ctx, c, in, func(tx *sqldb.Tx, rec *Record) error {
		t, err := latest(tx, rec)
		out = t.wire(rec)
		return err
	})
	return out, err
}

// Cancel answers CancelProfileUpdateTask. What was decided stays.
func (r *Room) Cancel(ctx context.Context, c identity.Caller, in account.CancelProfileUpdateTaskRequest, ticket idempotency.Ticket) (out account.ProfileUpdateTask, err error) {
	if err := manages(c); err != nil {
		return out, err
	}
	if err := verification.KnownCatalog(in.Catalog); err != nil {
		return out, err
	}
	return idempotency.OnceSealed(ctx, r.desk, ticket, func(tx *sqldb.Tx) (account.ProfileUpdateTask, error) {
		rec, err := r.claim(tx, c, in.Catalog, in.Identifier)
		if err != nil {
			return account.ProfileUpdateTask{}, err
		}
		t, err := loadTask(tx, `account_id = ? AND catalog = ? AND id = ?`, rec.Account, rec.Catalog, in.TaskID)
		if err != nil {
			return account.ProfileUpdateTask{}, err
		}
		if t.status != account.TaskInProgress {
			return account.ProfileUpdateTask{}, fault.Because(fault.Conflict, account.IncompatiblePartnerProfileTaskState,
				"The update has ended as "+t.status+". Start another one.").Telling(endedAs[t.status])
		}
		if err := t.end(tx, account.TaskCanceled, nil); err != nil {
			return account.ProfileUpdateTask{}, err
		}
		return t.wire(rec), nil
	})
}

// end ends a task that is in progress.
func (t *task) end(tx *sqldb.Tx, status string, found []account.ErrorDetail) error {
	text, err := json.Marshal(append([]account.ErrorDetail{}, found...))
	if err != nil {
		return err
	}
	now := sqldb.Micros(tx.Now())
	t.status, t.found, t.ended = status, found, &now
	_, err = tx.Exec(`UPDATE profile_task SET status = ?, found = ?, ended_us = ? WHERE account_id = ? AND catalog = ? AND number = ?`,
		status, string(text), now, t.account, t.catalog, t.number)
	return err
}
