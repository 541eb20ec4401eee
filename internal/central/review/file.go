// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package review

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/ace/rule/hint"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// waits says in which review statuses a record has a file: while somebody is to decide on it, or the partner to answer.
var waits = map[string]bool{rule.ReviewPending: false, rule.ReviewSubmitted: true, rule.ReviewInReview: true, rule.ReviewActionRequired: true,
	rule.ReviewApproved: false, rule.ReviewRejected: false}

// dealOf is a record as hints look at it.
func dealOf(rec *opportunity.Record, now time.Time) hint.Deal {
	return hint.Deal{Doc: rec.Doc, Involvement: rec.Involvement, Now: now, Products: rec.Related(rule.AwsProducts),
		Solutions: append(rec.Related(rule.Solutions), rec.Related(rule.MPSolutions)...)}
}

// shadow writes the file of a record, or takes it away. Who has taken it keeps it as long as it has one.
func (r *Room) shadow(tx *sqldb.Tx, rec *opportunity.Record) error {
	if _, err := tx.Exec(`DELETE FROM review_hint WHERE catalog = ? AND number = ?`, rec.Catalog, rec.Number); err != nil {
		return err
	}
	if !waits[rec.Review()] || rec.Follows {
		_, err := tx.Exec(`DELETE FROM review_file WHERE catalog = ? AND number = ?`, rec.Catalog, rec.Number)
		return err
	}
	found := hint.Find(dealOf(rec, tx.Now()))
	if _, err := tx.Exec(`INSERT INTO review_file (catalog, number, account_id, review, since_us, country, industry, company_key, hints, seen_us, reviewer, reviewer_name)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '') ON CONFLICT (catalog, number) DO UPDATE SET review = excluded.review, since_us = excluded.since_us,
		country = excluded.country, industry = excluded.industry, company_key = excluded.company_key, hints = excluded.hints, seen_us = excluded.seen_us`,
		rec.Catalog, rec.Number, rec.Account, rec.Review(), sqldb.Micros(rec.Submitted), doc.Text(rec.Doc, catalogue.PathCountry),
		doc.Text(rec.Doc, catalogue.PathIndustry), listing.Fold(rec.Company()), len(found), sqldb.Micros(tx.Now())); err != nil {
		return err
	}
	for _, h := range found {
		if _, err := tx.Exec(`INSERT INTO review_hint (catalog, number, hint) VALUES (?, ?, ?)`, rec.Catalog, rec.Number, h.ID); err != nil {
			return err
		}
	}
	return nil
}

// happened keeps the file of a record that has changed.
func (r *Room) happened(tx *sqldb.Tx, h opportunity.Happening) error {
	if h.Before != nil && !waits[h.Before.Review()] && !waits[h.After.Review()] {
		return nil
	}
	if h.Before == nil && !waits[h.After.Review()] {
		return nil
	}
	return r.shadow(tx, h.After)
}

// gatherJob looks at everything that waits anew: hints depend on the day, and an older program kept no files.
type gatherJob struct{}

// Kind names the job in the store; it stays.
func (gatherJob) Kind() string { return "review.gather" }

// atOnce is how many files are gathered in one transaction.
const atOnce = 50

// Gather looks at everything that waits anew, and says at how much.
func (r *Room) Gather(ctx context.Context) (n int, err error) {
	desk := identity.System(identity.AWS, identity.Partner{Account: identity.AWS, Name: "AWS"})
	for _, catalog := range []string{selling.CatalogAWS, selling.CatalogSandbox} {
		in := opportunity.Browse{Catalog: catalog, Size: atOnce, Filters: []opportunity.Filter{{Property: "reviewStatus", Operator: "=",
			Values: []string{rule.ReviewSubmitted, rule.ReviewInReview, rule.ReviewActionRequired}}}}
		for {
			page, err := r.opportunities.BrowseAll(ctx, desk, in)
			if err != nil {
				return n, fmt.Errorf("gather files: %w", err)
			}
			err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
				tx.Bookkeeping()
				for i := range page.Rows {
					row := &page.Rows[i]
					rec, err := r.opportunities.ReadIn(tx, opportunity.Key{Account: row.Account, Catalog: row.Catalog, Number: row.Number})
					if err != nil {
						return err
					}
					if err := r.shadow(tx, rec); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return n, fmt.Errorf("gather files: %w", err)
			}
			n += len(page.Rows)
			if in.Cursor = page.Next; in.Cursor == "" {
				break
			}
		}
	}
	return n, nil
}

// Schedule has files gathered every day.
func (r *Room) Schedule(jobs *jobq.Jobs) {
	jobq.Handle(jobs, func(ctx context.Context, _ jobq.Job[gatherJob]) error {
		_, err := r.Gather(ctx)
		return err
	}, jobq.Policy{Timeout: 30 * time.Minute})
	jobs.Every(gatherJob{}, 24*time.Hour)
}

// Take gives what waits to a reviewer: to the caller, to a colleague by id, or with an empty one to nobody.
func (r *Room) Take(ctx context.Context, c identity.Caller, catalog, id, reviewer string) error {
	k, err := r.find(ctx, c, catalog, id)
	if err != nil {
		return err
	}
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		name := ""
		if reviewer != "" {
			u, err := identity.FindUser(tx, identity.AWS, reviewer)
			if fault.Is(err, fault.NotFound) || err == nil && !(u.Active && u.Role == identity.AWSReviewer) {
				return fault.Malformed(noReviewer(reviewer))
			}
			if err != nil {
				return err
			}
			name = u.Name()
		}
		tx.About(identity.AWS, k.ARN())
		n, err := tx.Exec(`UPDATE review_file SET reviewer = ?, reviewer_name = ? WHERE catalog = ? AND number = ?`, reviewer, name, k.Catalog, k.Number)
		if err == nil && n == 0 {
			return fault.Broken(notWaiting)
		}
		return err
	})
}

// A Reviewer is who has taken a file; the zero one is nobody.
type Reviewer struct{ ID, Name string }

// reviewerOf is who has taken a record that waits.
func (r *Room) reviewerOf(ctx context.Context, k opportunity.Key) (who Reviewer, err error) {
	err = r.db.Row(ctx, `SELECT reviewer, reviewer_name FROM review_file WHERE catalog = ? AND number = ?`, k.Catalog, k.Number).Scan(&who.ID, &who.Name)
	if errors.Is(err, sqldb.ErrNone) {
		return Reviewer{}, nil
	}
	return who, err
}

// Reviewers are those to whom a file may be given.
func (r *Room) Reviewers(ctx context.Context, c identity.Caller) (all []Reviewer, err error) {
	if err := r.enter(c); err != nil {
		return nil, err
	}
	users, err := r.identity.Users(ctx, identity.AWS)
	for _, u := range users {
		if u.Active && u.Role == identity.AWSReviewer {
			all = append(all, Reviewer{u.ID, u.Name()})
		}
	}
	return all, err
}
