// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
)

// Update asks for a record to be replaced. The request is the body of UpdateOpportunity.
type Update struct {
	Catalog  string
	ID       string
	Modified time.Time // the LastModifiedDate that the change was decided on
	Request  doc.Doc
}

// Update replaces what the partner may change of a record. While AWS asks for action, it also hands the record in again.
func (r *Room) Update(ctx context.Context, c identity.Caller, in Update) (selling.UpdateOpportunityResponse, error) {
	after, err := r.update(ctx, c, in)
	if err != nil {
		return selling.UpdateOpportunityResponse{}, err
	}
	return selling.UpdateOpportunityResponse{ID: after.ID(), LastModifiedDate: after.Locked()}, nil
}

func (r *Room) update(ctx context.Context, c identity.Caller, in Update) (*Record, error) {
	if err := r.enter(c, in.Catalog); err != nil {
		return nil, err
	}
	k, err := key(c, in.Catalog, in.ID)
	if err != nil {
		return nil, err
	}
	return r.change(ctx, c, k, func(before *Record) (step, error) {
		if !before.Modified.Equal(in.Modified) {
			return step{}, fault.Stale(before.Locked())
		}
		return r.updated(ctx, c, before, in.Request)
	})
}

// updated decides an update.
func (r *Room) updated(ctx context.Context, c identity.Caller, before *Record, request doc.Doc) (step, error) {
	after := before.clone()
	after.Doc = request
	moment := rule.UpdateMoment(before.Catalog, before.Doc, request)
	q := r.ask(ctx, c, moment, before, after)
	q.beside(before)
	q.normalize(after)
	broken, err := q.broken()
	if err != nil {
		return step{}, err
	}
	if len(broken) > 0 {
		return step{}, fault.Broken(broken...)
	}
	switch {
	case moment == rule.OnSimulatedReview:
		s := after.simulated()
		s.also = r.reviewed(after)
		return s, nil
	case before.Review() == rule.ReviewActionRequired:
		after.handIn(r.Clock.Now())
	}
	return step{action: ActionUpdate, after: after}, nil
}

// beside keeps what an update cannot touch: associations are no part of its request.
func (q *question) beside(before *Record) {
	was := before.forRules()
	was.Doc = q.After.Doc
	q.After = was
}

// handIn puts the record before AWS, for the first time or again.
func (r *Record) handIn(now time.Time) {
	doc.Set(r.Doc, reviewPath, rule.ReviewSubmitted)
	doc.Delete(r.Doc, commentsPath)
	doc.Delete(r.Doc, reasonPath)
	r.Submitted = selling.Instant(now)
	r.Follows = false // whoever hands it in himself has it reviewed
}

// simulated is a review that a partner played in the Sandbox: the status stands in the record already.
func (r *Record) simulated() step {
	s := step{after: r, comment: doc.Text(r.Doc, commentsPath)}
	r.Follows = false
	switch r.Review() {
	case rule.ReviewApproved:
		s.action = ActionApprove
		doc.Delete(r.Doc, commentsPath)
		doc.Delete(r.Doc, reasonPath)
	case rule.ReviewRejected:
		s.action = ActionReject
	default:
		s.action = ActionAsk
	}
	return s
}

// reviewed tells whoever waits for the end of a review.
func (r *Room) reviewed(after *Record) []With {
	if r.Reviewed == nil || after.Review() != rule.ReviewApproved && after.Review() != rule.ReviewRejected {
		return nil
	}
	return []With{r.Reviewed}
}
