// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/plan"
	"cosell/internal/sqldb"
)

// inward writes to the CRM what the plan says. Stale means that a seller was faster: the decision is made anew. Writing the
// same again changes nothing, so that a run which was cut off here is simply taken up.
func (w *work) inward(ctx context.Context, p plan.Plan, in plan.Input) (stale bool, err error) {
	if !p.Tells() {
		return false, nil
	}
	after := mapping.Bundle{}
	for object, rec := range in.CRM {
		after[object] = rec
	}
	for object, fields := range p.Write {
		rec, err := w.put(ctx, crm.Write{Object: object, ID: in.CRM[object].ID, Version: in.CRM[object].Version, Fields: fields})
		if errors.Is(err, crm.ErrStale) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		after[object] = rec
	}
	if p.Comment != "" {
		if err := w.comment(ctx, p.Comment); err != nil {
			return false, err
		}
	}
	if p.ACE != nil {
		if err := w.ace(ctx, p.ACE); err != nil {
			return false, err
		}
	}
	written, _ := w.Mapping.Out(after)
	return false, w.wrote(ctx, p, in, written)
}

// put writes to the CRM. Fields that it does not take are told and left out; the others are written.
func (w *work) put(ctx context.Context, write crm.Write) (crm.Record, error) {
	rec, err := w.tenant.CRM.Upsert(ctx, write)
	refusal, isRefusal := errors.AsType[*crm.Refusal](err)
	switch {
	case err == nil || errors.Is(err, crm.ErrStale):
		return rec, err
	case !isRefusal && !errors.Is(err, crm.ErrNotFound):
		return rec, fmt.Errorf("%w: %w", errCRM, err)
	case !isRefusal:
		return rec, err
	}
	rest := maps.Clone(write.Fields)
	for _, f := range refusal.Faults {
		w.untaken = append(w.untaken, untaken(write.Object, f))
		delete(rest, f.Field)
	}
	if len(rest) == len(write.Fields) || len(rest) == 0 {
		if write.ID == "" {
			return crm.Record{}, nil
		}
		return w.tenant.CRM.Read(ctx, write.Object, write.ID)
	}
	write.Fields = rest
	return w.tenant.CRM.Upsert(ctx, write)
}

func untaken(object string, f crm.Fault) catalogue.Violation {
	return catalogue.Violation{Field: object + "." + f.Field, Path: object + "." + f.Field, Code: catalogue.Code(f.Code), Message: f.Message, MessageJA: f.MessageJA,
		Rule: "crm", FixEN: "Correct the value in Partner Central, or let the CRM take it.", FixJA: "Partner Central の値を修正するか、CRM 側で受け入れられるようにしてください。"}
}

// wrote keeps the base and the log row of what was written to the CRM.
func (w *work) wrote(ctx context.Context, p plan.Plan, in plan.Input, written mapping.Values) error {
	payload := doc.Doc{}
	for object, fields := range p.Write {
		payload[object] = plainOf(fields)
	}
	if p.ACE != nil {
		payload[crm.ACEOpportunity] = plainOf(p.ACE)
	}
	if p.Comment != "" {
		payload["Comment"] = p.Comment
	}
	err := w.settle(ctx, func(tx *sqldb.Tx, pairing *ledger.Pairing, _ *ledger.Entry) error {
		pairing.Base = p.Without(w.refusedByCRM).Agreed(pairing.Base, plan.ToCRM, in.AWS, written)
		e := ledger.Entry{Direction: ledger.ToCRM, Operation: string(plan.WriteCRM), Outcome: ledger.LogDone, Payload: payload}
		if len(w.untaken) > 0 {
			if sameProblems(w.untaken, pairing.Problems) && !w.waits(plan.WriteCRM) {
				return nil // the log tells it already
			}
			e.Outcome, e.Code, e.Message, e.Violations = ledger.LogFailed, "CRM", w.untaken[0].Message, w.untaken
		}
		return w.log(tx, e)
	})
	if err == nil {
		delete(w.open, string(plan.WriteCRM))
	}
	return err
}

func plainOf(f crm.Fields) doc.Doc {
	d := doc.Doc{}
	for name, v := range f {
		if list, ok := v.([]string); ok {
			elements := make([]any, 0, len(list))
			for _, s := range list {
				elements = append(elements, s)
			}
			d[name] = elements
			continue
		}
		d[name] = v
	}
	return d
}

// refusedByCRM says whether the CRM did not take a field: on that the two sides do not agree.
func (w *work) refusedByCRM(p mapping.Pair) bool {
	return slices.ContainsFunc(w.untaken, func(v catalogue.Violation) bool { return v.Path == p.Object+"."+p.Field })
}

// waits says whether a row of an operation waits to be ended by this run.
func (w *work) waits(o plan.Operation) bool {
	_, open := w.open[string(o)]
	return open
}

// comment shows what the reviewer said. Each round of review has its own key, so that the same words asked twice show twice,
// and a repeated write once.
func (w *work) comment(ctx context.Context, text string) error {
	rounds := 0
	if w.pairing.Base != nil {
		rounds = w.pairing.Base.Rounds
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d\n%s", w.pairing.Opportunity, rounds, text))
	err := w.tenant.CRM.Comment(ctx, w.key.Object, w.key.Record, crm.Comment{Key: hex.EncodeToString(sum[:16]), Author: "AWS", Text: text, FromAWS: true})
	if err != nil && !errors.Is(err, crm.ErrNotFound) {
		return fmt.Errorf("%w: %w", errCRM, err)
	}
	return nil
}

// ace writes the CRM's record of what AWS says.
func (w *work) ace(ctx context.Context, facts crm.Fields) error {
	fields := crm.Fields{"AwsOpportunityId": w.pairing.Opportunity, "Catalog": w.key.Catalog,
		"LastSyncDate": w.Clock.Now().UTC().Format(time.RFC3339Nano)}
	for name, v := range facts {
		fields[name] = v
	}
	_, err := w.put(ctx, crm.Write{Object: crm.ACEOpportunity, Key: crm.Key{Field: "OpportunityRef", Value: w.key.Record}, Fields: fields})
	return err
}

// finish writes where the pairing stands now that this run has nothing more to do.
func (w *work) finish(ctx context.Context, p plan.Plan, in plan.Input, h *held) error {
	w.entry = nil
	fresh := h != nil && !h.refused && !sameProblems(h.violations, w.pairing.Problems)
	return w.settle(ctx, func(tx *sqldb.Tx, pairing *ledger.Pairing, _ *ledger.Entry) error {
		w.facts(pairing, p, in, tx.Now())
		switch {
		case in.Gone:
			pairing.State, pairing.Message = ledger.Failed, "The record was deleted in the CRM. The opportunity stays at AWS as it is."
		case h != nil && h.refused:
			pairing.State, pairing.Message = ledger.Failed, h.message
		case h != nil:
			pairing.State, pairing.Message, pairing.Problems = ledger.Blocked, h.message, h.violations
		case len(w.untaken) > 0:
			pairing.State, pairing.Message, pairing.Problems = ledger.Failed, w.untaken[0].Message, w.untaken
		case len(pairing.Parked) > 0:
			pairing.State, pairing.Message, pairing.Problems = ledger.Parked, "", nil
		default:
			pairing.State, pairing.Message, pairing.Problems, pairing.SyncedAt = ledger.Synced, "", nil, tx.Now()
		}
		if h == nil && in.AWS != nil && !p.Tells() && !in.Gone {
			pairing.Base = p.Agreed(pairing.Base, plan.ToCRM, in.AWS, nil) // otherwise inward has done so
		}
		told := ""
		if fresh || h != nil && w.class == ledger.Human {
			told = w.heldOperation()
			if err := w.log(tx, ledger.Entry{Direction: ledger.ToAWS, Operation: told, Outcome: ledger.LogFailed, Code: "PreFlight",
				Message: h.message, Violations: h.violations, Payload: p.Document}); err != nil {
				return err
			}
		}
		return w.tidy(tx, told)
	})
}

// heldOperation is the call that was not made.
func (w *work) heldOperation() string {
	if w.pairing.Opportunity == "" {
		return opCreate
	}
	return opUpdate
}

// facts notes what the pages show of an opportunity, and the edits that wait.
func (w *work) facts(pairing *ledger.Pairing, p plan.Plan, in plan.Input, now time.Time) {
	if deal, has := in.CRM[crm.Opportunity]; has {
		pairing.Name = deal.Fields.Text("Name")
	}
	if in.AWS != nil {
		pairing.Review, pairing.Comments = doc.Text(in.AWS, catalogue.PathReviewStatus), doc.Text(in.AWS, catalogue.PathReviewComments)
		pairing.AWSStage, pairing.AWSModified = doc.Text(in.AWS, catalogue.PathStage), doc.Text(in.AWS, "LastModifiedDate")
	}
	pairing.Parked, pairing.Locked = kept(p.Parked(), pairing.Parked, now), kept(p.Locked(), pairing.Locked, now)
}

// kept are edits that are not sent, with the time since when they have not been.
func kept(fields []plan.Field, before []ledger.ParkedEdit, now time.Time) []ledger.ParkedEdit {
	since := map[string]time.Time{}
	for _, e := range before {
		since[e.Path] = e.Since
	}
	var out []ledger.ParkedEdit
	for _, f := range fields {
		at, known := since[f.Pair.Path]
		if !known {
			at = now
		}
		out = append(out, ledger.ParkedEdit{Object: f.Pair.Object, Field: f.Pair.Field, Path: f.Pair.Path, Value: f.CRM, Since: at})
	}
	return out
}

// tidy ends rows that earlier runs left open: what they sent is read back, and nothing of it is left to send.
func (w *work) tidy(tx *sqldb.Tx, told string) error {
	for operation, e := range w.open {
		if operation == told {
			continue
		}
		e.Outcome, e.Message = ledger.LogSkipped, "AWS gave no answer. Reading back shows that nothing is left to send."
		if err := w.Ledger.Finish(tx, e); err != nil {
			return err
		}
	}
	if w.pairing.Opportunity == "" {
		return nil
	}
	return w.Ledger.Close(tx, ledger.Attempt{Key: w.key, Operation: opStart})
}

func sameProblems(a, b []catalogue.Violation) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Path != b[i].Path || a[i].Code != b[i].Code || a[i].Message != b[i].Message {
			return false
		}
	}
	return true
}
