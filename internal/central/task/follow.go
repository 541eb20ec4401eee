// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"context"
	"errors"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// followJob has the review of an opportunity follow that of the one it was taken over from.
type followJob struct {
	Catalog      string `json:"catalog"`
	Leader       string `json:"leader"` // account
	LeaderNumber int64  `json:"leaderNumber"`
	Account      string `json:"account"`
	Number       int64  `json:"number"`
}

// Kind names the job in the store; it stays.
func (followJob) Kind() string { return "task.follow" }

// heed keeps that a record follows another. The job is made at once: the other may be decided meanwhile.
func (r *Room) heed(tx *sqldb.Tx, leader, follower opportunity.Key) error {
	if _, err := tx.Exec(`INSERT INTO task_follower (catalog, leader, leader_number, account_id, number) VALUES (?, ?, ?, ?, ?)`,
		leader.Catalog, leader.Account, leader.Number, follower.Account, follower.Number); err != nil {
		return err
	}
	return r.Jobs.Enqueue(tx, followJob{leader.Catalog, leader.Account, leader.Number, follower.Account, follower.Number})
}

// moved has those follow who took a record over, when it is handed in for the first time.
func (r *Room) moved(tx *sqldb.Tx, h opportunity.Happening) error {
	if h.Before == nil || h.Before.Review() != rule.ReviewPending || h.After.Review() == rule.ReviewPending {
		return nil
	}
	return r.lead(tx, h.After)
}

// lead has those follow who took a record over.
func (r *Room) lead(tx *sqldb.Tx, rec *opportunity.Record) error {
	followers, err := followers(tx, rec.Key)
	for _, f := range followers {
		if err := r.Jobs.Enqueue(tx, followJob{rec.Catalog, rec.Account, rec.Number, f.Account, f.Number}); err != nil {
			return err
		}
	}
	return err
}

func followers(tx *sqldb.Tx, leader opportunity.Key) (all []opportunity.Key, err error) {
	rows, err := tx.Query(`SELECT account_id, number FROM task_follower WHERE catalog = ? AND leader = ? AND leader_number = ? ORDER BY account_id, number`,
		leader.Catalog, leader.Account, leader.Number)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		k := opportunity.Key{Catalog: leader.Catalog}
		if err := rows.Scan(&k.Account, &k.Number); err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// Leader is the record that another one follows, for the AWS desk.
func (r *Room) Leader(ctx context.Context, c identity.Caller, follower opportunity.Key) (k opportunity.Key, err error) {
	if !c.Reviews() {
		return k, fault.Denied("Only the AWS desk sees whose opportunity was taken over.")
	}
	k.Catalog = follower.Catalog
	err = r.DB.Row(ctx, selectLeader, follower.Catalog, follower.Account, follower.Number).Scan(&k.Account, &k.Number)
	if errors.Is(err, sqldb.ErrNone) {
		return opportunity.Key{}, fault.Missing()
	}
	return k, err
}

// selectLeader finds the record that another one follows.
const selectLeader = `SELECT leader, leader_number FROM task_follower WHERE catalog = ? AND account_id = ? AND number = ?`

// follow hands a record in and decides on it as AWS has decided on the one it was taken over from. The receiver is never reviewed itself;
// when the sender's is rejected, so is its own, since nothing else would ever end its waiting. Source: reference 9.4.
func (r *Room) follow(ctx context.Context, j jobq.Job[followJob]) error {
	leader, err := r.Opportunities.ReadFor(ctx, opportunity.Key{Account: j.Args.Leader, Catalog: j.Args.Catalog, Number: j.Args.LeaderNumber})
	if err != nil {
		return err
	}
	k := opportunity.Key{Account: j.Args.Account, Catalog: j.Args.Catalog, Number: j.Args.Number}
	follower, err := r.Opportunities.ReadFor(ctx, k)
	if err != nil {
		return err
	}
	if !follower.Follows {
		return nil
	}
	d := opportunity.Decision{Action: opportunity.ActionApprove, Led: true}
	by := identity.System(identity.AWS, identity.Partner{Account: identity.AWS, Name: "AWS"})
	if leader.Review() != rule.ReviewPending {
		if follower, err = r.Opportunities.Lead(ctx, by, k, leader.Involvement, leader.Visibility); err != nil {
			return err
		}
	}
	switch leader.Review() {
	case rule.ReviewApproved:
	case rule.ReviewRejected:
		d.Action, d.Reason = opportunity.ActionReject, doc.Text(leader.Doc, catalogue.PathReviewReason)
	default:
		return nil // the job is made again when it is decided
	}
	if !follower.Follows {
		return nil
	}
	_, err = r.Opportunities.Decide(ctx, by, k, d)
	return err
}
