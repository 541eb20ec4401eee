// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"errors"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// An Adoption is an opportunity that a partner takes over from elsewhere: from AWS, another partner or a lead. What is in
// it was decided there, so it is corrected like every new record and not refused.
type Adoption struct {
	Catalog     string
	Number      int64   // reserved for it; 0 takes the next
	Document    doc.Doc // as CreateOpportunity takes it, with RelatedEntityIdentifiers
	Origin      string
	Review      string // review status that it begins with
	Follows     bool   // its review is that of the record that it comes from
	Involvement string
	Visibility  string
	Shared      time.Time // by AWS; zero for what AWS did not share
}

// Adopt makes the caller's own opportunity of one that comes from elsewhere. claim is asked first, in the transaction that
// stores it: it may say that the opportunity is to be had no more. What comes along is stored after the record.
func (r *Room) Adopt(ctx context.Context, c identity.Caller, in Adoption, claim With, along ...With) (*Record, error) {
	if err := r.enter(c, in.Catalog); err != nil {
		return nil, err
	}
	rec, err := r.adopted(ctx, c, in)
	if err != nil {
		return nil, err
	}
	if rec.Number == 0 {
		if rec.Number, err = r.numbers[in.Catalog].Next(ctx); err != nil {
			return nil, err
		}
	}
	if err := r.seal(ctx, rec); err != nil {
		return nil, err
	}
	l, err := r.line(ctx, c, nil, step{action: ActionCreate, after: rec})
	if err != nil {
		return nil, err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		rec.Version, rec.Created = 1, selling.Instant(tx.Now())
		rec.Modified = rec.Created
		if rec.Review() != rule.ReviewPending {
			rec.Submitted = rec.Created
		}
		if err := claim(tx, rec); err != nil {
			return err
		}
		if err := r.insert(tx, rec); err != nil {
			return err
		}
		if err := l.insert(tx, rec); err != nil {
			return err
		}
		return r.settle(tx, rec, along)
	})
	return rec, err
}

// settle tells of an adopted record, opens AWS's side of one that AWS knows, and stores what comes along.
func (r *Room) settle(tx *sqldb.Tx, rec *Record, along []With) error {
	if err := r.tell(tx, rec, awsevent.OpportunityCreated); err != nil {
		return err
	}
	if rec.Review() != rule.ReviewPending {
		if err := ensureSide(tx, rec); err != nil {
			return err
		}
		if err := r.tell(tx, rec, awsevent.OpportunityUpdated); err != nil {
			return err
		}
	}
	for _, with := range along {
		if err := with(tx, rec); err != nil {
			return err
		}
	}
	return nil
}

// adopted is the record of an adoption with its owner.
func (r *Room) adopted(ctx context.Context, c identity.Caller, in Adoption) (*Record, error) {
	rec := &Record{Key: Key{Account: c.Account, Catalog: in.Catalog, Number: in.Number}, Doc: doc.Clone(in.Document), Origin: in.Origin, Follows: in.Follows && in.Review != rule.ReviewApproved,
		Involvement: in.Involvement, Visibility: in.Visibility, Shared: in.Shared}
	for _, own := range []string{teamPath, referencePath, catalogue.PathRelated} {
		doc.Delete(rec.Doc, own) // of whoever had it before
	}
	q := r.ask(ctx, c, rule.OnCreate, nil, rec)
	q.normalize(rec)
	if q.failed != nil {
		return nil, q.failed
	}
	// Products are AWS's own and mean the same to everybody; solutions and Marketplace entities belong to a partner.
	if products := doc.Texts(in.Document, relatedPath+"."+rule.AwsProducts); len(products) > 0 {
		rec.setRelated(rule.AwsProducts, products)
	}
	doc.Set(rec.Doc, reviewPath, in.Review)
	doc.Set(rec.Doc, stagePath, rule.StageProspect)
	return rec, r.staff(ctx, c, rec)
}

// Standing is the review status and the stage of an opportunity, for rooms that decide by them in a transaction.
func Standing(tx *sqldb.Tx, k Key) (review, stage string, err error) {
	err = tx.Row(`SELECT review, stage FROM opportunity WHERE account_id = ? AND catalog = ? AND number = ?`, k.Account, k.Catalog, k.Number).Scan(&review, &stage)
	if errors.Is(err, sqldb.ErrNone) {
		return "", "", fault.Missing()
	}
	return review, stage, err
}
