// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote"
	"cosell/internal/sqldb"
)

// trusted is how long AWS is relied on to remember a token. Its own time is not published; a day is what is said of it.
const trusted = 20 * time.Hour

// attempt is the open attempt of an operation.
func (w *work) attempt(ctx context.Context, operation string) (a ledger.Attempt, open bool, err error) {
	err = w.DB.View(ctx, func(tx *sqldb.Tx) error {
		a, open, err = w.Ledger.Attempt(tx, w.key, operation)
		return err
	})
	return a, open, err
}

func (w *work) close(ctx context.Context, a ledger.Attempt) error {
	return w.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := w.job.Hold(tx); err != nil {
			return err
		}
		return w.Ledger.Close(tx, a)
	})
}

// resume takes up a creation whose outcome is not known: the same token with the same bytes answers what was created, or
// creates it now. When the token may be forgotten, the opportunity is looked for first.
func (w *work) resume(ctx context.Context, a ledger.Attempt) error {
	if w.Clock.Now().Sub(a.FirstAt) > trusted {
		return w.search(ctx, a, nil)
	}
	_, err := w.tenant.CRM.Read(ctx, w.key.Object, w.key.Record)
	if errors.Is(err, crm.ErrNotFound) {
		return w.search(ctx, a, nil) // deleted since: what may not exist is not made now
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errCRM, err)
	}
	answer, err := w.call(ctx, opCreate, a.Body, &a)
	if err != nil {
		return w.unmade(ctx, a, plan.Plan{Document: doc.Doc{}}, err)
	}
	// What was sent then is not what the CRM says now; the next plan compares.
	return w.created(ctx, a, answer, w.pairing.Base, nil)
}

// unmade tells what became of a creation without success.
func (w *work) unmade(ctx context.Context, a ledger.Attempt, p plan.Plan, err error) error {
	switch k := remote.KindOf(err); {
	case k == remote.Conflict:
		return w.search(ctx, a, err)
	case k == remote.Refused && taken(err):
		return w.search(ctx, a, err)
	case lasting[k]:
		if err := w.close(ctx, a); err != nil {
			return err
		}
	}
	return w.unsent(ctx, p, err)
}

// taken says whether AWS refused because another opportunity carries our record's id already.
func taken(err error) bool {
	e, ok := errors.AsType[*remote.Error](err)
	return ok && slices.ContainsFunc(e.List, func(f awsjson.FieldError) bool {
		return f.Code == "DUPLICATE_KEY_VALUE" && f.FieldName == "partnerOpportunityIdentifier"
	})
}

// search looks for the opportunity that an attempt may have made: the customer's, created since then, with our record's id.
func (w *work) search(ctx context.Context, a ledger.Attempt, cause error) error {
	sent, err := doc.Parse(a.Body)
	if err != nil {
		return err
	}
	// A minute for clocks that differ. A reference that is taken may be far older.
	since := a.FirstAt.Add(-time.Minute)
	in := selling.ListOpportunitiesRequest{MaxResults: 100}
	if name := doc.Text(sent, catalogue.PathCompany); name != "" {
		in.CustomerCompanyName = []string{name}
	}
	if !taken(cause) {
		in.CreatedDate = &selling.CreatedDateFilter{After: selling.Timestamp(since)}
	}
	for {
		page, err := read(ctx, w, func() (selling.ListOpportunitiesResponse, error) { return w.tenant.Remote.List(ctx, in) })
		if err != nil {
			return err
		}
		for _, s := range page.OpportunitySummaries {
			if s.PartnerOpportunityIdentifier != nil && *s.PartnerOpportunityIdentifier == w.key.Record {
				return w.adopt(ctx, a, s.ID)
			}
		}
		if page.NextToken == nil || *page.NextToken == "" {
			break
		}
		in.NextToken = *page.NextToken
	}
	if taken(cause) {
		if err := w.close(ctx, a); err != nil {
			return err
		}
		return w.unsent(ctx, plan.Plan{Document: sent}, cause)
	}
	return w.forsake(ctx, a)
}

// adopt ties the record to the opportunity that was found.
func (w *work) adopt(ctx context.Context, a ledger.Attempt, id string) error {
	if err := w.row(ctx, a); err != nil {
		return err
	}
	return w.done(ctx, doc.Doc{"Id": id}, func(tx *sqldb.Tx, p *ledger.Pairing) error {
		p.Opportunity = id
		return w.Ledger.Close(tx, a)
	})
}

// forsake ends an attempt that had no effect; the next round makes another.
func (w *work) forsake(ctx context.Context, a ledger.Attempt) error {
	if err := w.row(ctx, a); err != nil {
		return err
	}
	return w.settle(ctx, func(tx *sqldb.Tx, _ *ledger.Pairing, e *ledger.Entry) error {
		e.Outcome, e.Message = ledger.LogSkipped, "AWS has no such opportunity: the call had no effect. It is made anew."
		return w.Ledger.Close(tx, a)
	})
}

// row makes the attempt's own log row the one that is ended next.
func (w *work) row(ctx context.Context, a ledger.Attempt) error {
	if w.entry != nil {
		return nil
	}
	return w.DB.View(ctx, func(tx *sqldb.Tx) error {
		e, err := w.Ledger.Entry(tx, a.Account, a.LogID)
		if err == nil {
			w.entry = &e
			delete(w.open, a.Operation)
		}
		return err
	})
}
