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
	"cosell/internal/ace/rule"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

var (
	// ErrNoTenant says that the account has no connector.
	ErrNoTenant = errors.New("the account has no connector")
	// ErrNoQuestion says that AWS has asked nothing, or that it was answered.
	ErrNoQuestion = errors.New("AWS waits for no answer")
	// ErrNotShareable says that only opportunities are shared.
	ErrNotShareable = errors.New("only opportunities are shared with AWS")
)

// Faults is a refusal with every field that is wrong.
type Faults struct{ Violations []catalogue.Violation }

func (f *Faults) Error() string {
	if len(f.Violations) == 0 {
		return "the record cannot be sent"
	}
	return f.Violations[0].Message
}

// involvements and visibilities are what may be asked of AWS.
var (
	involvements = []string{"Co-Sell", "For Visibility Only"}
	visibilities = []string{"Full", "Limited"}
)

func wish(share *plan.Share) error {
	if share.Involvement == "" {
		share.Involvement = involvements[0]
	}
	if share.Visibility == "" {
		share.Visibility = visibilities[0]
	}
	choose := func(path, value string, of []string) []catalogue.Violation {
		if slices.Contains(of, value) {
			return nil
		}
		return []catalogue.Violation{{Field: catalogue.WireName(path), Path: path, At: path, Code: catalogue.InvalidEnumValue, Value: catalogue.Shown(value, false),
			Rule: "share", Message: fmt.Sprintf("Choose one of %q.", of), MessageJA: fmt.Sprintf("%q から選んでください。", of),
			FixEN: "Choose " + of[0] + ".", FixJA: of[0] + " を選んでください。"}}
	}
	if bad := append(choose("InvolvementType", share.Involvement, involvements), choose("Visibility", share.Visibility, visibilities)...); len(bad) > 0 {
		return &Faults{bad}
	}
	return nil
}

// PreFlight says what AWS would refuse if a record were sent now, without sending anything. A record that AWS has already is
// held against the rules of what a sync would do with it there, not against those of a first submission.
func (r *Room) PreFlight(ctx context.Context, account, object, id string, share plan.Share) ([]catalogue.Violation, error) {
	made, err := r.made(ctx, account, object, id, share, true)
	return made.Violations, err
}

func (r *Room) shareable(account, object string) (Tenant, error) {
	t, known := r.tenants[account]
	if !known {
		return t, ErrNoTenant
	}
	if object != crm.Opportunity {
		return t, ErrNotShareable
	}
	return t, nil
}

// Share has a record shared with AWS. A record that breaks a rule is refused with all its faults, and noted as blocked.
// Sharing twice is sharing once.
func (r *Room) Share(ctx context.Context, account, object, id string, share plan.Share, by string) (ledger.Pairing, error) {
	t, err := r.shareable(account, object)
	if err != nil {
		return ledger.Pairing{}, err
	}
	if err := wish(&share); err != nil {
		return ledger.Pairing{}, err
	}
	rec, err := t.CRM.Read(ctx, object, id)
	if err != nil {
		return ledger.Pairing{}, err
	}
	k := t.key(object, id)
	p, err := r.pairing(ctx, k)
	if err == nil && p.Opportunity != "" {
		return r.SyncNow(ctx, account, object, id)
	}
	if err != nil && !errors.Is(err, ledger.ErrNone) {
		return ledger.Pairing{}, err
	}
	faults, err := r.PreFlight(ctx, account, object, id, share)
	if err != nil {
		return ledger.Pairing{}, err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		now, err := r.Ledger.Lock(tx, k)
		if errors.Is(err, ledger.ErrNone) {
			now, err = ledger.Pairing{Key: k, SharedBy: by, SharedAt: tx.Now()}, nil
		}
		if err != nil {
			return err
		}
		now.Name, now.Problems, now.Message = rec.Fields.Text("Name"), faults, ""
		if now.Opportunity == "" {
			now.Share = share
		}
		now.State = ledger.Waiting
		if len(faults) > 0 {
			now.State, now.Message = ledger.Blocked, faults[0].Message
		}
		p = now
		if err := r.Ledger.Put(tx, now); err != nil || len(faults) > 0 {
			return err
		}
		return r.Wake(tx, k, jobq.Human)
	})
	if err == nil && len(faults) > 0 {
		err = &Faults{faults}
	}
	return p, err
}

// SyncNow has a shared record synced before all others.
func (r *Room) SyncNow(ctx context.Context, account, object, id string) (ledger.Pairing, error) {
	t, err := r.shareable(account, object)
	if err != nil {
		return ledger.Pairing{}, err
	}
	var p ledger.Pairing
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		var err error
		if p, err = r.Ledger.Pairing(tx, t.key(object, id)); err != nil {
			return err
		}
		p.State = ledger.Waiting
		return r.Wake(tx, p.Key, jobq.Human)
	})
	return p, err
}

// Pairing is how it stands with a record; ledger.ErrNone when it was never shared.
func (r *Room) Pairing(ctx context.Context, account, object, id string) (ledger.Pairing, error) {
	t, known := r.tenants[account]
	if !known {
		return ledger.Pairing{}, ErrNoTenant
	}
	return r.pairing(ctx, t.key(object, id))
}

func (r *Room) pairing(ctx context.Context, k ledger.Key) (p ledger.Pairing, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		p, err = r.Ledger.Pairing(tx, k)
		return err
	})
	return p, err
}

// A Preview is what a sync would do now, and what it would be refused for.
type Preview struct {
	Made       time.Time
	Plan       plan.Plan
	Violations []catalogue.Violation
}

// Preview makes the plan that a sync would make, and carries out nothing. Reading AWS's side takes its turn under the quota.
func (r *Room) Preview(ctx context.Context, account, object, id string) (Preview, error) {
	return r.made(ctx, account, object, id, plan.Share{}, false)
}

// made is what would be done with a record, answering AWS's question if there is one and that is to be assumed. How it is to
// be shared counts until AWS has it.
func (r *Room) made(ctx context.Context, account, object, id string, share plan.Share, answering bool) (Preview, error) {
	t, err := r.shareable(account, object)
	if err != nil {
		return Preview{}, err
	}
	k := t.key(object, id)
	w := &work{Room: r, tenant: t, key: k, class: ledger.Human}
	w.pairing, err = r.pairing(ctx, k)
	if errors.Is(err, ledger.ErrNone) {
		w.pairing, err = ledger.Pairing{Key: k}, nil
	}
	if err != nil {
		return Preview{}, err
	}
	if w.pairing.Opportunity == "" && share != (plan.Share{}) {
		w.pairing.Share = share
	}
	if err := wish(&w.pairing.Share); err != nil {
		return Preview{}, err
	}
	if answering && asked(w.pairing) {
		w.pairing.Answered = w.pairing.Base.Question
	}
	in, err := w.load(ctx)
	if err != nil {
		return Preview{}, err
	}
	if in.Gone {
		return Preview{}, crm.ErrNotFound
	}
	p := plan.Make(in)
	p.Amend(w.pairing.Edits)
	return Preview{Made: r.Clock.Now(), Plan: p, Violations: append(w.faults(ctx, p, in), w.strangers(in)...)}, nil
}

// strangers finds an owner to whom nothing can be assigned. A deal that is at AWS goes on without: it stays with whom it is.
func (w *work) strangers(in plan.Input) []catalogue.Violation {
	owner := in.CRM[crm.Opportunity].Fields.Text("Owner")
	if w.tenant.Knows == nil || owner == "" || w.tenant.Knows(owner) {
		return nil
	}
	found := rule.Check(rule.Change{Moment: rule.OnAssign, Catalog: w.key.Catalog, Now: w.Clock.Now(),
		Assignee: &rule.Assignee{Email: owner, BusinessTitle: "OpportunityOwner"}})
	return slices.DeleteFunc(found, func(v catalogue.Violation) bool { return v.Path != AssigneePath })
}

// AssigneePath is where a breach of the rules about owners stands.
const AssigneePath = "Assignee.Email"

// Status is how the connector of an account stands.
type Status struct {
	URL, Catalog string
	Contact      ledger.Contact
	Quotas       []ledger.Used
	Events       int
	LastEvent    time.Time
	LastPoll     time.Time
	Records      map[ledger.State]int
	Log          map[ledger.Outcome]int
}

// PollCursor names the cursor of the reconciling poll of a catalog.
func PollCursor(catalog string) string { return "poll/" + catalog }

// Status reads how the connector stands.
func (r *Room) Status(ctx context.Context, account string) (s Status, err error) {
	t, known := r.tenants[account]
	if !known {
		return s, ErrNoTenant
	}
	s.URL, s.Catalog = t.Remote.URL(), t.Remote.Catalog()
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		var err error
		if s.Contact, err = r.Ledger.Contact(tx, account); err != nil {
			return err
		}
		s.Quotas = nil
		for _, limit := range []ledger.Limit{ledger.Writes, ledger.Reads} {
			u, err := r.Ledger.Used(tx, account, limit)
			if err != nil {
				return err
			}
			s.Quotas = append(s.Quotas, u)
		}
		if s.Events, s.LastEvent, err = r.Ledger.Events(tx, account); err != nil {
			return err
		}
		if _, s.LastPoll, err = r.Ledger.Cursor(tx, account, PollCursor(s.Catalog)); err != nil {
			return err
		}
		if s.Records, err = r.Ledger.Counts(tx, account, s.Catalog); err != nil {
			return err
		}
		s.Log, err = r.Ledger.Tally(tx, account)
		return err
	})
	return s, err
}
