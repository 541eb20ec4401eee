// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync

import (
	"context"

	"cosell/internal/ace/rule"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// Answer sends a deal about which AWS asked a question back to review, with everything that waits on it. A save that came
// after the question does so by itself; this is for a seller whose edits of before say all there is to say.
func (r *Room) Answer(ctx context.Context, account, object, id string) (ledger.Pairing, error) {
	t, err := r.shareable(account, object)
	if err != nil {
		return ledger.Pairing{}, err
	}
	var p ledger.Pairing
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		var err error
		if p, err = r.Ledger.Lock(tx, t.key(object, id)); err != nil {
			return err
		}
		if !asked(p) {
			return ErrNoQuestion
		}
		p.Answered, p.Refused, p.State = p.Base.Question, "", ledger.Waiting // somebody asks for it
		if err := r.Ledger.Put(tx, p); err != nil {
			return err
		}
		return r.Wake(tx, p.Key, jobq.Human)
	})
	return p, err
}

// asked says whether AWS waits for an answer, as far as the CRM knows.
func asked(p ledger.Pairing) bool {
	return p.Base != nil && p.Base.Question > 0 && p.Base.Review == rule.ReviewActionRequired
}

// ask brings AWS's question to the CRM before anything else is done.
func (w *work) ask(ctx context.Context, p plan.Plan, in plan.Input) error {
	if p.Tells() {
		_, err := w.inward(ctx, p, in)
		return err
	}
	return w.settle(ctx, func(_ *sqldb.Tx, pairing *ledger.Pairing, _ *ledger.Entry) error {
		pairing.Base = p.Agreed(pairing.Base, plan.ToCRM, in.AWS, nil)
		return nil
	})
}

// answers notes, before the first of its steps, that the plan answers AWS's question: once a solution is tied, nothing else
// may be left that tells an answer.
func (w *work) answers(ctx context.Context, p plan.Plan) error {
	if !p.Answers || w.pairing.Base == nil || w.pairing.Answered == w.pairing.Base.Question {
		return nil
	}
	return w.settle(ctx, func(_ *sqldb.Tx, pairing *ledger.Pairing, _ *ledger.Entry) error {
		pairing.Answered = pairing.Base.Question
		return nil
	})
}
