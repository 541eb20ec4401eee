// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync

import (
	"context"
	"errors"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// ErrState says that the log row cannot be taken up again as it is.
var ErrState = errors.New("the log row cannot be retried")

// Retry takes a failed log row up again. With a payload, the differences from what was sent are checked and go over what
// the next plan sends; a correction never brings back an old value of another field.
func (r *Room) Retry(ctx context.Context, account, id string, payload doc.Doc) (ledger.Entry, error) {
	t, known := r.tenants[account]
	if !known {
		return ledger.Entry{}, ErrNoTenant
	}
	var e ledger.Entry
	if err := r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		e, err = r.Ledger.Entry(tx, account, id)
		return err
	}); err != nil {
		return e, err
	}
	if !MayRetry(e) || payload != nil && !MayEdit(e) || e.Key.Catalog != t.Remote.Catalog() {
		return e, ErrState
	}
	edits := doc.Doc{}
	if payload != nil {
		edits = differences(e.Payload, payload)
		if err := r.checkEdited(ctx, t, e, payload, edits); err != nil {
			return e, err
		}
	}
	var next ledger.Entry
	err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		p, err := r.Ledger.Lock(tx, e.Key)
		if err != nil {
			return err
		}
		p.Refused = "" // somebody asks for it
		if asked(p) {
			p.Answered = p.Base.Question
		}
		if len(edits) > 0 {
			p.Edits = edits
		}
		if err := r.Ledger.Put(tx, p); err != nil {
			return err
		}
		next, err = r.Ledger.Begin(tx, ledger.Entry{Key: e.Key, Name: e.Name, Opportunity: p.Opportunity, Direction: e.Direction,
			Operation: e.Operation, Outcome: ledger.LogWaiting, Message: "Retry of " + e.ID, Payload: payload})
		if err != nil {
			return err
		}
		if err := r.Ledger.Retried(tx, account, e.ID, next.ID); err != nil {
			return err
		}
		return r.Wake(tx, e.Key, jobq.Human)
	})
	return next, err
}

// envelope are members of a request that belong to the call and not to the opportunity.
var envelope = []string{"Catalog", "ClientToken", "Identifier", "LastModifiedDate", "Origin"}

// differences are what somebody changed in a payload, by path. A list of objects is one value.
func differences(before, after doc.Doc) doc.Doc {
	out := doc.Doc{}
	for _, path := range doc.Diff(before, after) {
		path, _, _ = strings.Cut(path, "[]")
		if !slices.Contains(envelope, path) {
			out[path] = doc.Get(after, path)
		}
	}
	return out
}

// MayRetry says whether a log row can be taken up again.
func MayRetry(e ledger.Entry) bool { return e.Outcome == ledger.LogFailed && e.RetriedBy == "" }

// MayEdit says whether a log row's payload can be corrected.
func MayEdit(e ledger.Entry) bool {
	return MayRetry(e) && e.Payload != nil && (e.Operation == opCreate || e.Operation == opUpdate)
}

// checkEdited holds a corrected payload against AWS's model, and what the next run would send with its corrections against
// the rules: what AWS has now is before, not what it was never given.
func (r *Room) checkEdited(ctx context.Context, t Tenant, e ledger.Entry, payload, edits doc.Doc) error {
	full := doc.Clone(payload)
	full["Catalog"] = t.Remote.Catalog()
	if e.Operation == opCreate {
		full["ClientToken"] = "token"
	} else {
		full["Identifier"], full["LastModifiedDate"] = e.Opportunity, "2026-01-01T00:00:00Z"
	}
	found := catalogue.CheckRequest(e.Operation, full)
	w := &work{Room: r, tenant: t, key: e.Key, class: ledger.Human}
	var err error
	if w.pairing, err = r.pairing(ctx, e.Key); err != nil {
		return err
	}
	if asked(w.pairing) {
		w.pairing.Answered = w.pairing.Base.Question // a retry answers
	}
	in, err := w.load(ctx)
	if err != nil {
		return err
	}
	if in.Gone {
		return ErrState
	}
	p := plan.Make(in)
	p.Amend(edits)
	if found = append(found, w.faults(ctx, p, in)...); len(found) > 0 {
		return &Faults{found}
	}
	return nil
}
