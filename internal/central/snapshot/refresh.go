// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"errors"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/opportunity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// refreshJob asks for the next snapshot of a record by a template, wherever a running job publishes it.
type refreshJob struct {
	Account  string `json:"account"`
	Catalog  string `json:"catalog"`
	ID       string `json:"id"`
	Template string `json:"template"`
}

// Kind names the job in the store; it stays.
func (refreshJob) Kind() string { return "snapshot.refresh" }

// changed has the running jobs of a changed record look at it: one look per template, however many changes wait for it.
func (r *Room) changed(tx *sqldb.Tx, rec *opportunity.Record) (err error) {
	names, err := texts(tx, `SELECT template FROM resource_snapshot_job WHERE account_id = ? AND catalog = ? AND number = ? AND status = ?
		GROUP BY template ORDER BY template`, rec.Account, rec.Catalog, rec.Number, selling.JobRunning)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := r.look(tx, rec.Key, name); err != nil {
			return err
		}
	}
	return nil
}

// look has the running jobs of a record and template look at it soon.
func (r *Room) look(tx *sqldb.Tx, k opportunity.Key, template string) error {
	return r.Jobs.Enqueue(tx, refreshJob{k.Account, k.Catalog, k.ID(), template},
		jobq.Unique(k.Account+"/"+k.Catalog+"/"+k.ID()+"/"+template))
}

// texts is a query of one text per row.
func texts(tx *sqldb.Tx, query string, args ...any) (all []string, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// refresh takes the next snapshot of a record at every place where a running job publishes it and its view changed.
func (r *Room) refresh(ctx context.Context, j jobq.Job[refreshJob]) error {
	k := opportunity.Key{Account: j.Args.Account, Catalog: j.Args.Catalog, Number: opportunity.ParseID(j.Args.ID)}
	t, err := templateNamed(j.Args.Template)
	if err != nil {
		return jobq.Dead{Err: err}
	}
	places, err := r.watched(ctx, k, t)
	if err != nil {
		return err
	}
	for _, p := range places { // each on its own: what fails at one does not keep the others back
		err = errors.Join(err, r.run(ctx, p, k.Account))
	}
	return err
}

// watched are the places where a running job publishes a record by a template.
func (r *Room) watched(ctx context.Context, k opportunity.Key, t *template) (places []place, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		engagements, err := texts(tx, `SELECT engagement FROM resource_snapshot_job WHERE account_id = ? AND catalog = ? AND number = ?
			AND template = ? AND status = ? ORDER BY engagement`, k.Account, k.Catalog, k.Number, t.name, selling.JobRunning)
		places = nil
		for _, e := range engagements {
			places = append(places, place{k.Catalog, e, k.Number, t})
		}
		return err
	})
	return places, err
}

// run is one run of the job at a place. It holds the place's job, so one that is stopped meanwhile writes nothing. Two runs
// at once do no harm: they lock the series, and the second finds nothing changed.
func (r *Room) run(ctx context.Context, p place, account string) error {
	err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		id, err := holdRunning(tx, p, account)
		if errors.Is(err, sqldb.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		role, err := roleOf(tx, account, p.catalog)
		if err != nil {
			return err
		}
		if role == "" {
			return ended(tx, p, account, id, noRole)
		}
		if err := r.publish(tx, p, account); err != nil {
			return err
		}
		return ended(tx, p, account, id, "")
	})
	if err == nil || errors.Is(err, sqldb.ErrUnavailable) || ctx.Err() != nil {
		return err
	}
	// The partner is to see that it failed, whether or not a retry will mend it.
	why := "The snapshot could not be taken because of an internal error. It is tried again."
	if f := fault.Of(err); f.Kind != fault.Internal {
		why = f.Msg
	}
	return errors.Join(err, r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		id, err := holdRunning(tx, p, account)
		if errors.Is(err, sqldb.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		return ended(tx, p, account, id, why)
	}))
}

// publish takes the place's next snapshot when the view changed.
func (r *Room) publish(tx *sqldb.Tx, p place, account string) error {
	members, err := r.members(tx, account, p.catalog, p.engagement)
	if err != nil {
		return err
	}
	s, rec, err := r.fresh(tx, p, account)
	if err != nil {
		return err
	}
	return r.follow(tx, s, rec, members)
}

// noRole is what a job says that has no role to run under. Source: reference 9.6.
const noRole = "No IAM role is set for resource snapshot jobs, so the snapshot was not refreshed. Set one with PutSellingSystemSettings."

// holdRunning is the running job of a place, held until tx is over; sqldb.ErrNone when none runs.
func holdRunning(tx *sqldb.Tx, p place, account string) (id string, err error) {
	err = tx.Row(`SELECT id FROM resource_snapshot_job WHERE account_id = ? AND catalog = ? AND number = ? AND template = ? AND engagement = ?
		AND status = ?`+tx.Dialect().Lock, account, p.catalog, p.number, p.name, p.engagement, selling.JobRunning).Scan(&id)
	return id, err
}

// ended notes how a run of a job ended: well when failure is empty.
func ended(tx *sqldb.Tx, p place, account, id, failure string) error {
	query, args := `UPDATE resource_snapshot_job SET failure = ?`, []any{failure}
	if failure == "" {
		query, args = query+`, succeeded_us = ?`, append(args, sqldb.Micros(tx.Now()))
	}
	_, err := tx.Exec(query+` WHERE account_id = ? AND catalog = ? AND id = ?`, append(args, account, p.catalog, id)...)
	return err
}
