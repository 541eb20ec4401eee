// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"cosell/internal/aws/selling"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// Watch has an opportunity published to an engagement from now on: it makes the job where there is none, starts it, and takes
// the first snapshot of the record as it is given. Asked again, it takes a snapshot only of a record that shows otherwise.
// An engagement that the record's account is no member of is missing. It answers the identifier of the job.
//
// Watching the summary also has AWS publish its own side to the partner once it has approved the record.
//
// The first snapshot is taken by right of whoever calls, so it needs no role; those that follow do. Source: reference 9.6.
func (r *Room) Watch(tx *sqldb.Tx, rec *opportunity.Record, engagement, templateName string) (job string, err error) {
	p, err := placed(rec.Catalog, engagement, rec.ID(), templateName)
	if err != nil {
		return "", err
	}
	members, err := r.members(tx, rec.Account, rec.Catalog, engagement)
	if err != nil {
		return "", err
	}
	if job, err = startJob(tx, p, rec.Account); err != nil {
		return "", err
	}
	s, err := r.lock(tx, p, rec.Account)
	if err != nil {
		return "", err
	}
	if err := r.project(tx, rec, engagement); err != nil {
		return "", err
	}
	if err := r.follow(tx, s, rec, members); err != nil {
		return "", err
	}
	if p.own {
		return job, nil
	}
	return job, invite(tx, p, rec.Account)
}

// startJob makes the job of a place where there is none, and has it run. Jobs are held before series, and series before engagements,
// here and everywhere.
func startJob(tx *sqldb.Tx, p place, account string) (id string, err error) {
	if _, err := tx.Exec(insertJob+` ON CONFLICT (account_id, catalog, number, template, engagement) DO NOTHING`,
		newJob(tx, selling.NewID("job-", 13), p, account)...); err != nil {
		return "", err
	}
	err = tx.Row(`UPDATE resource_snapshot_job SET status = ?, succeeded_us = ?, failure = ''
		WHERE account_id = ? AND catalog = ? AND number = ? AND template = ? AND engagement = ? RETURNING id`,
		selling.JobRunning, sqldb.Micros(tx.Now()), account, p.catalog, p.number, p.name, p.engagement).Scan(&id)
	return id, err
}

// project gives the engagement the opportunity's project where it has none.
func (r *Room) project(tx *sqldb.Tx, rec *opportunity.Record, engagement string) error {
	if r.Project == nil {
		return nil
	}
	return r.Project(tx, rec, engagement)
}

const insertJob = `INSERT INTO resource_snapshot_job (account_id, catalog, id, engagement, number, template, status, created_us, succeeded_us, failure)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '')`

// newJob is the row of a new job, which is stopped.
func newJob(tx *sqldb.Tx, id string, p place, account string) []any {
	return []any{account, p.catalog, id, p.engagement, p.number, p.name, selling.JobStopped, sqldb.Micros(tx.Now())}
}
