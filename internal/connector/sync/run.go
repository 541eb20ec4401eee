// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// notable is a wait that people are told of.
const notable = time.Minute

// spread is the time over which records that waited for the day's quota come back.
const spread = 10 * time.Minute

// attempts is how often a run may fail for a reason of our own before somebody must look.
const attempts = 20

// rounds bounds how often one run plans anew; what is left then is another run's.
const rounds = 24

// work is one run for one record.
type work struct {
	*Room
	tenant  Tenant
	key     ledger.Key
	job     jobq.Job[RecordJob]
	class   ledger.Class
	pairing ledger.Pairing
	open    map[string]ledger.Entry // rows of earlier runs that nobody ended, by operation
	entry   *ledger.Entry           // the row of the call that is under way
	sent    []string                // paths of the last write whose answer gave sentAt
	sentAt  string                  // LastModifiedDate of our last write
	clashes int
	reached bool                  // AWS has answered this run
	untaken []catalogue.Violation // values that the CRM does not take
}

var classes = map[jobq.Level]ledger.Class{jobq.Human: ledger.Human, jobq.Event: ledger.Event, jobq.Backfill: ledger.Backfill}

func (r *Room) run(ctx context.Context, j jobq.Job[RecordJob]) error {
	t, known := r.tenants[j.Args.Account]
	if !known || t.Remote.Catalog() != j.Args.Catalog {
		return jobq.Dead{Err: fmt.Errorf("no tenant %s in catalog %s", j.Args.Account, j.Args.Catalog)}
	}
	w := &work{Room: r, tenant: t, key: ledger.Key(j.Args), job: j, class: classes[j.Priority], open: map[string]ledger.Entry{}}
	shared, err := w.begin(ctx)
	if err != nil || !shared {
		return err
	}
	for range rounds {
		again, err := w.guarded(ctx)
		if err != nil {
			return w.halted(ctx, err)
		}
		if !again {
			return nil
		}
	}
	return jobq.Snooze{For: time.Second}
}

// guarded turns a panic over one record into that record's own error; its neighbours go on.
func (w *work) guarded(ctx context.Context) (again bool, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			again, err = false, &broken{thrown}
		}
	}()
	return w.round(ctx)
}

// broken is a record over which the program stumbled.
type broken struct{ thrown any }

func (b *broken) Error() string { return fmt.Sprintf("the record cannot be worked: %v", b.thrown) }

// begin reads the pairing and what earlier runs left open. While Partner Central is known not to answer, the job waits.
func (w *work) begin(ctx context.Context) (shared bool, err error) {
	var wait time.Duration
	err = w.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		var err error
		if wait, err = w.Ledger.Enter(tx, w.key.Account); err != nil || wait > 0 {
			return err
		}
		w.pairing, err = w.Ledger.Pairing(tx, w.key)
		if errors.Is(err, ledger.ErrNone) {
			shared = false
			return nil
		}
		if err != nil {
			return err
		}
		shared = true
		if wait, err = w.starved(tx); err != nil || wait > 0 {
			return err
		}
		left, err := w.Ledger.Unfinished(tx, w.key)
		clear(w.open)
		for _, e := range left {
			w.open[e.Operation] = e
		}
		return err
	})
	if err == nil && wait > 0 {
		return false, jobq.Snooze{For: wait}
	}
	return shared, err
}

// starved says how long a record whose writes wait for the day's quota goes on waiting: looking again would cost reads.
// Those that waited come back one after the other.
func (w *work) starved(tx *sqldb.Tx) (time.Duration, error) {
	if w.pairing.WritesFrom.IsZero() || w.class == ledger.Human {
		return 0, nil
	}
	free, err := w.Ledger.Free(tx, w.key.Account, ledger.Writes, w.class)
	if err != nil || free <= notable {
		return 0, err
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(w.key.String())) // a hash takes everything
	return free + time.Duration(h.Sum32()%uint32(spread/time.Second))*time.Second, nil
}

// round takes one step. Again asks for another round.
func (w *work) round(ctx context.Context) (again bool, err error) {
	if w.pairing.Opportunity == "" {
		if a, open, err := w.attempt(ctx, opCreate); err != nil || open {
			if err == nil {
				err = w.resume(ctx, a)
			}
			return true, err
		}
	}
	in, err := w.load(ctx)
	if err != nil {
		return false, err
	}
	p := plan.Make(in)
	p.Amend(w.pairing.Edits)
	if p.Asked && p.Sends() { // first of all the seller learns what AWS asks
		return true, w.ask(ctx, p, in)
	}
	held := w.check(ctx, p, in)
	if p.Sends() && held == nil {
		if err := w.answers(ctx, p); err != nil {
			return false, err
		}
		return w.send(ctx, p, in)
	}
	w.untaken = nil
	if stale, err := w.inward(ctx, p, in); err != nil || stale {
		return stale, err
	}
	return false, w.finish(ctx, p, in, held)
}

// held is why nothing goes to AWS although the plan wants it.
type held struct {
	violations []catalogue.Violation
	message    string
	refused    bool // AWS said so, to this very request
}

// check holds the plan against ACE's rules before anything is sent.
func (w *work) check(ctx context.Context, p plan.Plan, in plan.Input) *held {
	if len(p.Unfit) == 0 && !p.Sends() {
		return nil
	}
	if found := w.faults(ctx, p, in); len(found) > 0 {
		return &held{violations: found, message: found[0].Message}
	}
	if w.class != ledger.Human && w.pairing.Refused != "" && w.pairing.Refused == digest(p) {
		return &held{violations: w.pairing.Problems, message: w.pairing.Message, refused: true}
	}
	return nil
}

// faults are what AWS would refuse of a plan.
func (w *work) faults(ctx context.Context, p plan.Plan, in plan.Input) []catalogue.Violation {
	return p.Check(in, rule.Change{Catalog: w.key.Catalog, Now: w.Clock.Now(), Partner: w.tenant.Partner, SolutionState: w.solutionState(ctx, p)})
}

// load reads both sides as they are now.
func (w *work) load(ctx context.Context) (plan.Input, error) {
	in := plan.Input{Mapping: w.Mapping, Base: w.pairing.Base, Share: w.pairing.Share, Answered: w.pairing.Answered}
	if err := loadCRM(ctx, w.tenant.CRM, w.key, &in); err != nil {
		return in, fmt.Errorf("%w: %w", errCRM, err)
	}
	if w.tenant.Owner != nil {
		in.Owner = w.tenant.Owner(in.CRM[crm.Opportunity].Fields.Text("Owner"))
	}
	if w.pairing.Opportunity == "" {
		return in, nil
	}
	aws, err := read(ctx, w, func() (doc.Doc, error) { return w.tenant.Remote.Get(ctx, w.pairing.Opportunity) })
	if err != nil {
		return in, err
	}
	if !w.reached {
		if err := w.Reached(ctx, w.key.Account); err != nil {
			return in, err
		}
		w.reached = true
	}
	in.AWS = aws
	modified := doc.Text(aws, "LastModifiedDate")
	if at, err := time.Parse(time.RFC3339Nano, modified); err == nil {
		in.AWSTime = at
	}
	if sent, err := time.Parse(time.RFC3339Nano, w.sentAt); err == nil && sent.Equal(in.AWSTime) && w.pairing.Base != nil {
		w.pairing.Base.Corrected(w.sent, w.Mapping.Read(aws))
		w.sentAt = ""
	}
	state := rule.StateOf(doc.Text(aws, catalogue.PathReviewStatus), stageOf(aws))
	if !rule.MayCall(state, rule.CallSummary, "") {
		return in, nil
	}
	in.Summary, err = read(ctx, w, func() (doc.Doc, error) { return w.tenant.Remote.Summary(ctx, w.pairing.Opportunity) })
	if remote.KindOf(err) == remote.NotFound {
		return in, nil // AWS discloses nothing yet
	}
	return in, err
}

func stageOf(d doc.Doc) string {
	if s := doc.Text(d, catalogue.PathStage); s != "" {
		return s
	}
	return rule.StageProspect
}

// read makes a reading call under the quota.
func read[T any](ctx context.Context, w *work, call func() (T, error)) (T, error) {
	var none T
	if err := w.turn(ctx, ledger.Reads); err != nil {
		return none, err
	}
	out, err := call()
	if err != nil {
		return none, err
	}
	return out, nil
}

// loadCRM reads the record and those it refers to.
func loadCRM(ctx context.Context, c crm.CRM, k ledger.Key, in *plan.Input) error {
	deal, err := c.Read(ctx, k.Object, k.Record)
	if errors.Is(err, crm.ErrNotFound) {
		in.Gone, in.CRM = true, mapping.Bundle{}
		return nil
	}
	if err != nil {
		return err
	}
	in.CRM, in.CRMTime = mapping.Bundle{crm.Opportunity: deal}, deal.ModifiedDate
	for object, field := range referring {
		id := deal.Fields.Text(field)
		if id == "" {
			continue
		}
		rec, err := c.Read(ctx, object, id)
		if errors.Is(err, crm.ErrNotFound) {
			continue // deleted since: the rules say what is missing
		}
		if err != nil {
			return err
		}
		in.CRM[object] = rec
		if rec.ModifiedDate.After(in.CRMTime) {
			in.CRMTime = rec.ModifiedDate
		}
	}
	ace, err := c.Find(ctx, crm.ACEOpportunity, "OpportunityRef", k.Record)
	if err == nil && len(ace) > 0 {
		in.ACE = ace[0].Fields
	}
	return err
}

// turn waits for a turn under the quota, or sends the job back to the queue when that takes too long.
func (w *work) turn(ctx context.Context, limit ledger.Limit) error {
	at, err := w.reserve(ctx, limit)
	if err != nil {
		return err
	}
	return w.sleep(ctx, at)
}

// reserve takes a turn and says when it is.
func (w *work) reserve(ctx context.Context, limit ledger.Limit) (time.Time, error) {
	at, wait, err := w.Ledger.Reserve(ctx, w.key.Account, limit, w.class, w.Patience)
	if err == nil && wait > notable && w.job.ID != 0 {
		until := w.Clock.Now().Add(wait)
		if limit == ledger.Writes {
			w.pairing.WritesFrom = until
		}
		return at, w.wait(ctx, "AWS's daily quota is used up for now; the connector goes on at "+until.UTC().Format(time.RFC3339)+".", wait)
	}
	if err == nil && wait > 0 {
		err = jobq.Snooze{For: wait}
	}
	return at, err
}

// sleep waits for an instant.
func (r *Room) sleep(ctx context.Context, until time.Time) error {
	ahead := until.Sub(r.Clock.Now())
	if ahead <= 0 {
		return nil
	}
	select {
	case <-r.Clock.After(ahead):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Turn waits for a turn under an account's quota, for a call that belongs to no record. When that takes longer than
// patience, it answers a jobq.Snooze.
func (r *Room) Turn(ctx context.Context, account string, limit ledger.Limit, class ledger.Class, patience time.Duration) error {
	at, wait, err := r.Ledger.Reserve(ctx, account, limit, class, patience)
	if err != nil {
		return err
	}
	if wait > 0 {
		return jobq.Snooze{For: wait}
	}
	return r.sleep(ctx, at)
}

// Reached notes that Partner Central answers, if that is news.
func (r *Room) Reached(ctx context.Context, account string) error {
	var c ledger.Contact
	var now time.Time
	err := r.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		c, err = r.Ledger.Contact(tx, account)
		now = tx.Now()
		return err
	})
	if err != nil || c.Failures == 0 && now.Sub(c.LastOK) < freshness {
		return err
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error { return r.Ledger.Succeeded(tx, account) })
}

// Halted answers the queue for a reading call without success that belongs to no record, and pauses the account where that helps.
func (r *Room) Halted(ctx context.Context, account string, cause error) error {
	kind := ""
	switch remote.KindOf(cause) {
	case remote.Throttled:
		if err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error { return r.Ledger.HoldBack(tx, account, ledger.Reads, throttled) }); err != nil {
			return err
		}
		return jobq.Snooze{For: throttled}
	case remote.Credential:
		kind = "credential"
	case remote.Unknown, remote.Down, remote.Unreached:
		kind = "down"
	default: // nobody but a person can mend that; asking every minute helps nobody
		r.Log.ErrorContext(ctx, "AWS refuses a reading call", "account", account, "error", cause)
		return jobq.Snooze{For: refusedPause}
	}
	var d time.Duration
	if err := r.DB.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		d, err = r.Ledger.Failed(tx, account, kind, cause.Error())
		return err
	}); err != nil {
		return err
	}
	return jobq.Snooze{For: d}
}
