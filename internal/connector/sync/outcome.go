// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync

import (
	"context"
	"errors"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

const (
	throttled    = 2 * time.Second        // how long an account's calls are held back after AWS says that there were too many
	crowded      = 5                      // how often a run decides anew because the opportunity changed under it
	freshness    = 30 * time.Second       // how old the note may be that Partner Central answers
	crmPause     = 30 * time.Second       // between looks at a CRM that does not answer
	refusedPause = 15 * time.Minute       // between looks that AWS refuses
	taskPause    = 2 * time.Second        // between looks at a task of AWS
	clashWait    = 500 * time.Millisecond // before deciding anew once more
)

// errCRM marks a CRM that does not answer. It is waited for as long as it takes.
var errCRM = errors.New("the CRM does not answer")

// done ends the row of the call that succeeded, and changes the pairing with it.
func (w *work) done(ctx context.Context, answer doc.Doc, change func(*sqldb.Tx, *ledger.Pairing) error) error {
	return w.settle(ctx, func(tx *sqldb.Tx, p *ledger.Pairing, e *ledger.Entry) error {
		if err := change(tx, p); err != nil {
			return err
		}
		e.Outcome, e.Code, e.Message, e.Answer = ledger.LogDone, "", "", answer
		p.Refused, p.WritesFrom = "", time.Time{}
		c, err := w.Ledger.Contact(tx, w.key.Account)
		if err != nil || c.Failures == 0 && tx.Now().Sub(c.LastOK) < freshness {
			return err
		}
		return w.Ledger.Succeeded(tx, w.key.Account)
	})
}

// log adds a row about this record, or ends the one that waits for this operation.
func (w *work) log(tx *sqldb.Tx, e ledger.Entry) error {
	e.Key, e.Name, e.Opportunity = w.key, w.pairing.Name, w.pairing.Opportunity
	if was, waits := w.open[e.Operation]; waits {
		e.ID, e.At, e.Attempts = was.ID, was.At, was.Attempts+1
		if e.Payload == nil {
			e.Payload = was.Payload
		}
		return w.Ledger.Finish(tx, e)
	}
	_, err := w.Ledger.Begin(tx, e)
	return err
}

// settle writes row and pairing in one transaction, if this run still has the job.
func (w *work) settle(ctx context.Context, change func(*sqldb.Tx, *ledger.Pairing, *ledger.Entry) error) error {
	var p ledger.Pairing
	err := w.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := w.job.Hold(tx); err != nil {
			return err
		}
		var err error
		if p, err = w.current(tx); err != nil {
			return err
		}
		edits := p.Edits
		var e ledger.Entry
		if w.entry != nil {
			e = *w.entry
		}
		if err := change(tx, &p, &e); err != nil {
			return err
		}
		if !doc.Equal(edits, w.pairing.Edits) {
			p.Edits = edits // newer than those that this run has sent
		}
		e.Opportunity = p.Opportunity
		if w.entry != nil {
			if err := w.Ledger.Finish(tx, e); err != nil {
				return err
			}
		}
		return w.Ledger.Put(tx, p)
	})
	if err == nil {
		w.pairing, w.entry = p, nil
	}
	return err
}

// current is the pairing as this run knows it, with what people have changed meanwhile: how it is shared, corrections of
// the payload, and that a refused request may be sent again.
func (w *work) current(tx *sqldb.Tx) (ledger.Pairing, error) {
	now, err := w.Ledger.Lock(tx, w.key)
	p := w.pairing
	p.Share, p.Edits = now.Share, now.Edits
	p.Answered = max(p.Answered, now.Answered)
	if now.Refused == "" {
		p.Refused = ""
	}
	return p, err
}

// unsent tells what became of a call without success, and answers how the job goes on.
func (w *work) unsent(ctx context.Context, p plan.Plan, err error) error {
	e, isCall := errors.AsType[*remote.Error](err)
	if !isCall || w.entry == nil {
		return err
	}
	if lasting[e.Kind] {
		return w.refused(ctx, p, e)
	}
	return err // halted tells
}

// lasting are the refusals that no retry mends.
var lasting = map[remote.Kind]bool{remote.Refused: true, remote.NotFound: true, remote.Denied: true, remote.Quota: true, remote.Conflict: true}

// final ends a run that has told what it had to tell.
type final struct{}

func (final) Error() string { return "the run is over" }

// refused ends a call that no retry mends: the row says what is wrong, and nothing is sent until something changes.
func (w *work) refused(ctx context.Context, p plan.Plan, e *remote.Error) error {
	violations := w.explain(e)
	w.solutions.forget(w.tenant.Account)
	err := w.settle(ctx, func(_ *sqldb.Tx, pairing *ledger.Pairing, row *ledger.Entry) error {
		row.Outcome, row.Code, row.Message, row.RequestID, row.Violations = ledger.LogFailed, e.Type, e.Message, e.RequestID, violations
		row.Answer = doc.Doc{"Type": e.Type, "Message": e.Message, "Reason": e.Reason}
		pairing.State, pairing.Message, pairing.Problems, pairing.Refused = ledger.Failed, e.Message, violations, digest(p)
		pairing.Answered = 0 // the next correction, or a retry, answers anew
		return nil
	})
	if err != nil {
		return err
	}
	return final{}
}

// explain finds for each field that AWS names the row of the catalogue, so that the page can show where to mend it.
func (w *work) explain(e *remote.Error) []catalogue.Violation {
	var out []catalogue.Violation
	for _, f := range e.List {
		v := catalogue.Violation{Field: f.FieldName, Code: catalogue.Code(f.Code), Message: f.Message, MessageJA: f.Message, Rule: "aws"}
		for _, c := range catalogue.Opportunity.Fields {
			if c.Path != "" && catalogue.WireName(c.Path) == f.FieldName {
				v.Path, v.At = c.Path, c.Path
				break
			}
		}
		if p, mapped := w.Mapping.ByPath(v.Path); mapped && v.Path != "" {
			v.FixEN, v.FixJA = "Correct "+p.Object+"."+p.Field+" in the CRM.", "CRM の "+p.Object+"."+p.Field+" を修正してください。"
		}
		out = append(out, v)
	}
	if len(out) == 0 {
		v := catalogue.Violation{Code: catalogue.Code(e.Type), Message: e.Message, MessageJA: e.Message, Rule: "aws"}
		if e.Kind == remote.Denied {
			v.FixEN, v.FixJA = "Allow "+e.Operation+" in the IAM policy of the connector's keys, then retry.", "コネクタのキーの IAM ポリシーで "+e.Operation+" を許可し、再試行してください。"
		}
		if e.Kind == remote.NotFound {
			v.FixEN, v.FixJA = "Check that the opportunity still exists in this catalog.", "案件がこのカタログに存在するか確認してください。"
		}
		out = append(out, v)
	}
	return out
}

// overtaken: somebody changed the opportunity between our reading and our writing. The decision is made anew.
func (w *work) overtaken(ctx context.Context, err error) error {
	w.clashes++
	e, _ := errors.AsType[*remote.Error](err)
	if err := w.settle(ctx, func(_ *sqldb.Tx, _ *ledger.Pairing, row *ledger.Entry) error {
		row.Outcome, row.Code, row.RequestID = ledger.LogSkipped, e.Type, e.RequestID
		row.Message = "The opportunity changed meanwhile; it was read again and decided anew."
		return nil
	}); err != nil {
		return err
	}
	if w.clashes >= crowded {
		return jobq.Snooze{For: crowded * clashWait}
	}
	return nil
}

// later keeps the row open and has the job come back.
func (w *work) later(ctx context.Context, message, code string) error {
	err := w.settle(ctx, func(_ *sqldb.Tx, p *ledger.Pairing, row *ledger.Entry) error {
		row.Outcome, row.Code, row.Message = ledger.LogWaiting, code, message
		p.State, p.Message = ledger.Waiting, message
		return nil
	})
	if err != nil {
		return err
	}
	return jobq.Snooze{For: taskPause}
}

// halted answers the queue for a run that ended early, and tells people why they wait.
func (w *work) halted(ctx context.Context, err error) error {
	if _, over := errors.AsType[final](err); over {
		return nil
	}
	if errors.Is(err, errCRM) {
		return w.wait(ctx, err.Error(), crmPause)
	}
	e, isCall := errors.AsType[*remote.Error](err)
	if ctx.Err() != nil {
		return err
	}
	if !isCall {
		return w.stumbled(ctx, err)
	}
	switch e.Kind {
	case remote.Throttled:
		return w.held(ctx, e)
	case remote.Credential:
		return w.pause(ctx, e, "credential", "Paused: AWS does not accept the connector's keys. "+e.Message)
	case remote.Unknown, remote.Down, remote.Unreached:
		return w.pause(ctx, e, "down", "AWS does not answer; the connector tries again. "+e.Error())
	case remote.NotFound, remote.Denied, remote.Refused, remote.Quota, remote.Conflict:
		return w.unreadable(ctx, e)
	}
	return err
}

// stumbled: the fault is ours. The queue tries again, but not for ever, and then the record says so.
func (w *work) stumbled(ctx context.Context, err error) error {
	_, isSnooze := errors.AsType[jobq.Snooze](err)
	_, isBroken := errors.AsType[*broken](err)
	if isSnooze || errors.Is(err, jobq.ErrLost) || !isBroken && w.job.Attempt < attempts {
		return err
	}
	e := ledger.Entry{Direction: ledger.ToAWS, Operation: "Sync", Outcome: ledger.LogFailed, Code: "Internal", Message: err.Error()}
	w.entry = nil
	told := w.settle(ctx, func(tx *sqldb.Tx, p *ledger.Pairing, _ *ledger.Entry) error {
		p.State, p.Message = ledger.Failed, err.Error()
		return w.log(tx, e)
	})
	return jobq.Dead{Err: errors.Join(err, told)}
}

// unreadable: a reading call was refused. Without reading there is no sync until somebody mends it.
func (w *work) unreadable(ctx context.Context, e *remote.Error) error {
	violations := w.explain(e)
	cut := w.entry != nil
	return w.settle(ctx, func(tx *sqldb.Tx, p *ledger.Pairing, row *ledger.Entry) error {
		p.State, p.Message, p.Problems = ledger.Failed, e.Message, violations
		if cut { // the call before it is not resolved; its attempt stays open for the next run
			row.Outcome, row.Code, row.Message, row.Violations = ledger.LogFailed, e.Type, e.Error(), violations
		}
		return w.log(tx, ledger.Entry{Direction: ledger.ToCRM, Operation: e.Operation, Outcome: ledger.LogFailed, Code: e.Type,
			Message: e.Message, RequestID: e.RequestID, Violations: violations})
	})
}

func (w *work) held(ctx context.Context, e *remote.Error) error {
	limit := ledger.Reads
	if w.entry != nil {
		limit = ledger.Writes
	}
	err := w.settle(ctx, func(tx *sqldb.Tx, p *ledger.Pairing, row *ledger.Entry) error {
		row.Outcome, row.Code, row.Message, row.RequestID = ledger.LogWaiting, e.Type, e.Message, e.RequestID
		p.State, p.Message = ledger.Waiting, "AWS asks for fewer calls; the connector goes on shortly."
		return w.Ledger.HoldBack(tx, w.key.Account, limit, throttled)
	})
	if err != nil {
		return err
	}
	return jobq.Snooze{For: throttled}
}

// pause keeps the whole account from calling for a while.
func (w *work) pause(ctx context.Context, e *remote.Error, kind, message string) error {
	var d time.Duration
	err := w.settle(ctx, func(tx *sqldb.Tx, p *ledger.Pairing, row *ledger.Entry) error {
		row.Outcome, row.Code, row.Message, row.RequestID = ledger.LogWaiting, e.Type, e.Error(), e.RequestID
		p.State, p.Message = ledger.Waiting, message
		var err error
		d, err = w.Ledger.Failed(tx, w.key.Account, kind, e.Error())
		return err
	})
	if err != nil {
		return err
	}
	return jobq.Snooze{For: d}
}

// wait tells people what the record waits for, and has the job come back.
func (w *work) wait(ctx context.Context, message string, d time.Duration) error {
	w.entry = nil
	err := w.settle(ctx, func(_ *sqldb.Tx, p *ledger.Pairing, _ *ledger.Entry) error {
		p.State, p.Message = ledger.Waiting, message
		return nil
	})
	if err != nil {
		return err
	}
	return jobq.Snooze{For: d}
}
