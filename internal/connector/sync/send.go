// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote"
	"cosell/internal/sqldb"
)

// Operations of the Selling API, as log rows and attempts name them.
const (
	opCreate       = "CreateOpportunity"
	opUpdate       = "UpdateOpportunity"
	opAssociate    = "AssociateOpportunity"
	opDisassociate = "DisassociateOpportunity"
	opAssign       = "AssignOpportunity"
	opSubmit       = "SubmitOpportunity"
	opStart        = "StartEngagementFromOpportunityTask"
)

// send takes the first of the plan's steps that call AWS; associations that follow each other are one step.
func (w *work) send(ctx context.Context, p plan.Plan, in plan.Input) (again bool, err error) {
	for i, s := range p.Steps {
		switch o := s.Operation; {
		case o == plan.Create:
			return true, w.create(ctx, p)
		case o == plan.Update:
			return true, w.update(ctx, p, in)
		case o == plan.Submit:
			return true, w.submit(ctx, p, in)
		case o == plan.Assign:
			return true, w.assign(ctx, p, in)
		case o == plan.Associate || o == plan.Disassociate:
			if err := w.associate(ctx, p, s); err != nil {
				return true, err
			}
			if i+1 == len(p.Steps) || p.Steps[i+1].Operation != s.Operation {
				return true, nil
			}
		}
	}
	return true, nil
}

// create makes the opportunity. Token and bytes are kept before the call, so that an answer that gets lost makes no second one.
func (w *work) create(ctx context.Context, p plan.Plan) error {
	d := doc.Clone(p.Document)
	a := ledger.Attempt{Key: w.key, Operation: opCreate, Token: ledger.NewToken()}
	d["Catalog"], d["Origin"], d["ClientToken"] = w.key.Catalog, "Partner Referral", a.Token
	a.Body = doc.Append(nil, d)
	answer, err := w.call(ctx, opCreate, a.Body, &a)
	if err != nil {
		return w.unmade(ctx, a, p, err)
	}
	return w.created(ctx, a, answer, p.Agreed(w.pairing.Base, plan.ToAWS, nil, nil), p.Sent())
}

// created keeps the id that AWS gave.
func (w *work) created(ctx context.Context, a ledger.Attempt, answer doc.Doc, base *plan.Base, sent []string) error {
	id := doc.Text(answer, "Id")
	if id == "" {
		return &remote.Error{Kind: remote.Unknown, Operation: opCreate, Err: fmt.Errorf("the answer names no opportunity")}
	}
	return w.done(ctx, answer, func(tx *sqldb.Tx, p *ledger.Pairing) error {
		p.Opportunity, p.AWSModified, p.Edits, p.Base = id, doc.Text(answer, "LastModifiedDate"), nil, base
		w.sent, w.sentAt = sent, p.AWSModified
		return w.Ledger.Close(tx, a)
	})
}

// update replaces the opportunity, naming the version that the plan was made on.
func (w *work) update(ctx context.Context, p plan.Plan, in plan.Input) error {
	d := doc.Clone(p.Document)
	d["Catalog"], d["Identifier"], d["LastModifiedDate"] = w.key.Catalog, w.pairing.Opportunity, doc.Get(in.AWS, "LastModifiedDate")
	answer, err := w.call(ctx, opUpdate, doc.Append(nil, d), nil)
	if remote.KindOf(err) == remote.Conflict && err != nil {
		return w.overtaken(ctx, err)
	}
	if err != nil {
		return w.unsent(ctx, p, err)
	}
	return w.done(ctx, answer, func(_ *sqldb.Tx, pairing *ledger.Pairing) error {
		pairing.Base = p.Agreed(pairing.Base, plan.ToAWS, in.AWS, nil)
		pairing.AWSModified, pairing.Edits = doc.Text(answer, "LastModifiedDate"), nil
		w.sent, w.sentAt = p.Sent(), pairing.AWSModified
		return nil
	})
}

func (w *work) associate(ctx context.Context, p plan.Plan, s plan.Step) error {
	body := doc.Append(nil, doc.Doc{"Catalog": w.key.Catalog, "OpportunityIdentifier": w.pairing.Opportunity,
		"RelatedEntityIdentifier": s.Entity, "RelatedEntityType": s.Type})
	operation := opAssociate
	if s.Operation == plan.Disassociate {
		operation = opDisassociate
	}
	answer, err := w.call(ctx, operation, body, nil)
	if err != nil {
		return w.unsent(ctx, p, err)
	}
	return w.done(ctx, answer, func(*sqldb.Tx, *ledger.Pairing) error { return nil })
}

// assign gives the opportunity to the owner of the deal. A repeated call changes nothing, and the next plan reads back.
func (w *work) assign(ctx context.Context, p plan.Plan, in plan.Input) error {
	body := doc.Append(nil, doc.Doc{"Catalog": w.key.Catalog, "Identifier": w.pairing.Opportunity, "Assignee": doc.Doc{
		"BusinessTitle": "OpportunityOwner", "Email": in.Owner.Email, "FirstName": in.Owner.FirstName, "LastName": in.Owner.LastName}})
	answer, err := w.call(ctx, opAssign, body, nil)
	if err != nil {
		return w.unsent(ctx, p, err)
	}
	return w.done(ctx, answer, func(*sqldb.Tx, *ledger.Pairing) error { return nil })
}

// submit sends the opportunity to review. The first time that is the task that also makes the engagement with AWS; it has a
// token. After a correction the engagement is there, and the plain call submits.
func (w *work) submit(ctx context.Context, p plan.Plan, in plan.Input) error {
	if p.State != rule.Draft {
		body := doc.Append(nil, doc.Doc{"Catalog": w.key.Catalog, "Identifier": w.pairing.Opportunity,
			"InvolvementType": in.Share.Involvement, "Visibility": in.Share.Visibility})
		answer, err := w.call(ctx, opSubmit, body, nil)
		if err != nil {
			return w.unsent(ctx, p, err)
		}
		return w.done(ctx, answer, func(_ *sqldb.Tx, pairing *ledger.Pairing) error {
			if pairing.Base != nil {
				pairing.Base.Resubmitted()
			}
			return nil
		})
	}
	a, open, err := w.attempt(ctx, opStart)
	if err != nil {
		return err
	}
	if open && w.Clock.Now().Sub(a.FirstAt) > trusted {
		open = false // the token may be forgotten; that the opportunity is still a draft shows that the call had no effect
		if err := w.close(ctx, a); err != nil {
			return err
		}
	}
	if !open {
		a = ledger.Attempt{Key: w.key, Operation: opStart, Token: ledger.NewToken()}
		a.Body = doc.Append(nil, doc.Doc{"Catalog": w.key.Catalog, "Identifier": w.pairing.Opportunity, "ClientToken": a.Token,
			"AwsSubmission": doc.Doc{"InvolvementType": in.Share.Involvement, "Visibility": in.Share.Visibility}})
	}
	answer, err := w.call(ctx, opStart, a.Body, &a)
	if err != nil {
		if k := remote.KindOf(err); k == remote.Refused || k == remote.Conflict {
			if err := w.close(ctx, a); err != nil {
				return err
			}
		}
		return w.unsent(ctx, p, err)
	}
	return w.started(ctx, a, p, answer)
}

// started reads how the task stands. Sent again with its token, it tells again.
func (w *work) started(ctx context.Context, a ledger.Attempt, p plan.Plan, answer doc.Doc) error {
	switch doc.Text(answer, "TaskStatus") {
	case "IN_PROGRESS", "PENDING":
		return w.later(ctx, "AWS works on the submission.", "")
	case "FAILED":
		if err := w.close(ctx, a); err != nil {
			return err
		}
		return w.unsent(ctx, p, &remote.Error{Kind: remote.Refused, Operation: opStart, Type: doc.Text(answer, "ReasonCode"), Message: doc.Text(answer, "Message")})
	}
	return w.done(ctx, answer, func(tx *sqldb.Tx, _ *ledger.Pairing) error { return w.Ledger.Close(tx, a) })
}

// call writes down what is to be sent, waits for its turn, and sends it once. An attempt that is open already counts one call more.
func (w *work) call(ctx context.Context, operation string, body []byte, a *ledger.Attempt) (doc.Doc, error) {
	at, err := w.reserve(ctx, ledger.Writes)
	if err != nil {
		return nil, err
	}
	payload, err := doc.Parse(body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	if err := w.announce(ctx, operation, payload, a); err != nil {
		return nil, err
	}
	if err := w.sleep(ctx, at); err != nil { // last of all: AWS counts when the request arrives
		return nil, err
	}
	began := w.Clock.Now()
	text, err := w.tenant.Remote.Do(ctx, operation, body)
	w.entry.Duration = w.Clock.Now().Sub(began)
	if err != nil {
		return nil, err
	}
	if len(text) == 0 {
		return doc.Doc{}, nil
	}
	answer, err := doc.Parse(text)
	if err != nil {
		return nil, &remote.Error{Kind: remote.Unknown, Operation: operation, Err: fmt.Errorf("the answer cannot be read: %w", err)}
	}
	return answer, nil
}

// announce opens the log row, and the attempt where there is a token, before the call.
func (w *work) announce(ctx context.Context, operation string, payload doc.Doc, a *ledger.Attempt) error {
	var e ledger.Entry
	err := w.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := w.job.Hold(tx); err != nil {
			return err
		}
		var err error
		var known bool
		if e, known = w.open[operation]; known {
			e.Attempts++
			e.Payload = payload
			err = w.Ledger.Finish(tx, e)
		} else {
			e, err = w.Ledger.Begin(tx, ledger.Entry{Key: w.key, Name: w.pairing.Name, Opportunity: w.pairing.Opportunity,
				Direction: ledger.ToAWS, Operation: operation, Outcome: ledger.LogWaiting, Payload: payload})
		}
		if err != nil || a == nil {
			return err
		}
		if a.Tries > 0 {
			return w.Ledger.Again(tx, *a)
		}
		a.LogID = e.ID
		return w.Ledger.Open(tx, *a)
	})
	if err != nil {
		return err
	}
	delete(w.open, operation)
	w.entry = &e
	return nil
}

// digest names a request by its content, to tell whether it is the one that AWS refused.
func digest(p plan.Plan) string {
	d := doc.Clone(p.Document)
	doc.Delete(d, "LastModifiedDate")
	h := sha256.New()
	_, _ = h.Write(doc.Append(nil, d)) // a hash takes everything
	for _, s := range p.Steps {
		if s.Operation.ToAWS() {
			_, _ = fmt.Fprintf(h, "\n%s %s %s", s.Operation, s.Type, s.Entity)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
