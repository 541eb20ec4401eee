// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package review

import (
	"context"
	"strings"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// An automatic reviewer decides without a person.
type automatic struct {
	jobs  *jobq.Jobs
	delay time.Duration
}

// reviewJob asks the automatic reviewer to decide on a record.
type reviewJob struct {
	Account string `json:"account"`
	Catalog string `json:"catalog"`
	ID      string `json:"id"`
}

// Kind names the job in the store; it stays.
func (reviewJob) Kind() string { return "review.automatic" }

// Automate has every record of the catalog AWS that is handed in decided after a delay: what is complete is approved,
// for the rest the partner is asked, in the words of the rules. In the Sandbox, partners play the reviewer themselves.
func (r *Room) Automate(jobs *jobq.Jobs, delay time.Duration) {
	r.auto = automatic{jobs: jobs, delay: delay}
	jobq.Handle(jobs, func(ctx context.Context, j jobq.Job[reviewJob]) error { return r.decide(ctx, j.Args) }, jobq.Policy{})
	r.opportunities.HandedIn = r.handedIn
}

func (r *Room) handedIn(tx *sqldb.Tx, rec *opportunity.Record) error {
	if rec.Catalog != rule.AWS {
		return nil
	}
	return r.auto.jobs.Enqueue(tx, reviewJob{rec.Account, rec.Catalog, rec.ID()}, jobq.At(tx.Now().Add(r.auto.delay)))
}

// decide looks at a record as it is now. One that was decided on meanwhile stays as it is.
func (r *Room) decide(ctx context.Context, job reviewJob) error {
	k := opportunity.Key{Account: job.Account, Catalog: job.Catalog, Number: opportunity.ParseID(job.ID)}
	rec, err := r.opportunities.ReadFor(ctx, k)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if rec.State() != rule.InReview {
		return nil
	}
	p, err := r.identity.Partner(ctx, k.Account)
	if err != nil {
		return err
	}
	d, err := r.judge(ctx, identity.System(k.Account, p), rec)
	if err != nil {
		return err
	}
	d.Version = rec.Locked()
	_, err = r.opportunities.Decide(ctx, identity.System(identity.AWS, identity.Partner{Account: identity.AWS, Name: "AWS"}), k, d)
	return err
}

// judge approves a complete record and says of another what is missing.
func (r *Room) judge(ctx context.Context, partner identity.Caller, rec *opportunity.Record) (opportunity.Decision, error) {
	problems, err := r.opportunities.Hints(ctx, partner, rec)
	if err != nil {
		return opportunity.Decision{}, err
	}
	if len(problems) == 0 {
		return opportunity.Decision{Action: opportunity.ActionApprove}, nil
	}
	says := make([]string, len(problems))
	for i, v := range problems {
		says[i] = v.FixEN
	}
	return opportunity.Decision{Action: opportunity.ActionAsk, Comment: strings.Join(says, " "), Reason: "Other"}, nil
}
