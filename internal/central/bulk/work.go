// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/audit"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// workJob carries the good rows of a run out.
type workJob struct {
	Account string `json:"account"`
	Run     string `json:"run"`
}

// Kind names the job in the store; it stays.
func (workJob) Kind() string { return "bulk.work" }

// Start has the good rows of a run carried out. The bad ones stay, to be mended or taken home.
func (r *Room) Start(ctx context.Context, c identity.Caller, id string) (Run, error) {
	run, err := r.own(ctx, c, id)
	if err != nil || run.State == Running {
		return run, err
	}
	if run.Count.Good == 0 {
		return Run{}, &fault.Fault{Kind: fault.Conflict, Msg: "No row waits to be carried out."}
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		moved, err := move(tx, run.Account, run.ID, Running, Ready, Finished)
		if err == nil && !moved {
			err = &fault.Fault{Kind: fault.Conflict, Msg: "The file is not ready yet."}
		}
		if err != nil {
			return err
		}
		return r.enqueue(tx, &run)
	})
	if err != nil {
		return Run{}, err
	}
	return r.own(ctx, c, id)
}

func (r *Room) enqueue(tx *sqldb.Tx, run *Run) error {
	return r.Jobs.Enqueue(tx, workJob{run.Account, run.ID}, jobq.Unique(run.ID), jobq.Priority(jobq.Human))
}

// some is how many rows are read at once.
const some = 50

// work carries out what waits, row by row, under the rights that the person of the run has now. Interrupted, it goes on
// with the first row that still waits.
func (r *Room) work(ctx context.Context, j jobq.Job[workJob]) error {
	run, err := r.load(ctx, j.Args.Account, j.Args.Run)
	if err != nil || run.State != Running {
		return err
	}
	for after := 0; ; {
		rows, err := r.rows(ctx, &run, []string{good}, after, some)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		c, err := r.Identity.CallerOf(ctx, run.UserID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err // a user who is no more has no rights: each row is refused for that
		}
		asked := audit.Follow(run.summed(ctx), audit.Trail{Door: audit.DoorJob, Action: j.Args.Kind(), Target: run.ID, Account: run.Account, Kind: c.Kind(),
			Actor: run.UserID, ActorName: run.UserName})
		for i := range rows {
			after = rows[i].Number
			if err := r.carryOut(asked, c, &run, &rows[i]); err != nil {
				return fmt.Errorf("row %d of run %s: %w", after, run.ID, err)
			}
		}
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		ended, err := move(tx, run.Account, run.ID, Finished, Running)
		if err != nil || !ended {
			return err
		}
		return r.announce(tx, &run)
	})
}

// carryOut does what a row asks for, and keeps in the same transaction that it is done; or keeps why it was refused.
func (r *Room) carryOut(ctx context.Context, c identity.Caller, run *Run, row *Row) error {
	err := r.perform(ctx, c, run, row)
	if err == nil || errors.Is(err, errTaken) {
		return nil
	}
	if !final(err) {
		return err
	}
	row.Problems = run.failing(refused(err))
	sealed, err := r.seal(ctx, run, row)
	if err != nil {
		return err
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := settle(tx, run, row, failed, ""); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE bulk_row SET body = ? WHERE account_id = ? AND run = ? AND number = ?`, sealed, run.Account, run.ID, row.Number)
		return err
	})
	if errors.Is(err, errTaken) {
		return nil
	}
	return err
}

func (r *Room) perform(ctx context.Context, c identity.Caller, run *Run, row *Row) error {
	if err := enter(c); err != nil {
		return err
	}
	kept := func(tx *sqldb.Tx, rec *opportunity.Record) error { return settle(tx, run, row, done, rec.ID()) }
	switch run.Kind {
	case Import:
		return r.makeOne(ctx, c, run, row, kept)
	case Update:
		return r.changeOne(ctx, c, run, row, kept)
	case Accept:
		return r.acceptOne(ctx, c, run, row)
	case Assign, Transfer:
		return r.giveOne(ctx, c, run, row, kept)
	}
	return fmt.Errorf("run %s is of no kind", run.ID)
}

// ticket is the row's own client token: whatever is done twice for it is done once.
func (r *Room) ticket(run *Run, row *Row) (idempotency.Ticket, error) {
	asked, err := json.Marshal(row.Cells)
	return idempotency.Ticket{Account: run.Account, Catalog: catalog, Operation: "bulk." + string(run.Kind),
		Token: fmt.Sprintf("%s/%d", run.ID, row.Number), Request: sha256.Sum256(asked)}, err
}

func (r *Room) makeOne(ctx context.Context, c identity.Caller, run *Run, row *Row, kept opportunity.With) error {
	d := drafted(run.columns, row.cells(), doc.Doc{})
	d.involve(run.Submit)
	if len(d.odd) > 0 {
		return fault.Malformed(d.odd[0].Violation)
	}
	ticket, err := r.ticket(run, row)
	if err != nil {
		return err
	}
	_, err = r.Opportunities.CreateForm(ctx, c, catalog, d.form, ticket, kept)
	return err
}

func (r *Room) changeOne(ctx context.Context, c identity.Caller, run *Run, row *Row, kept opportunity.With) error {
	d, rec, odd, err := r.changed(ctx, c, run, row)
	switch {
	case err != nil:
		return err
	case odd != nil:
		return fault.Malformed(odd.Violation)
	case len(d.odd) > 0:
		return fault.Malformed(d.odd[0].Violation)
	}
	_, err = r.Opportunities.SaveForm(ctx, c, catalog, rec.ID(), rec.Locked(), d.form, kept)
	return err
}

// acceptOne accepts an invitation. The opportunity is made by a task, which has a ticket of its own: when the program ends
// between the two, the task answers again what it has made.
func (r *Room) acceptOne(ctx context.Context, c identity.Caller, run *Run, row *Row) error {
	ticket, err := r.ticket(run, row)
	if err != nil {
		return err
	}
	made, err := r.Tasks.Accept(ctx, c, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: catalog, Identifier: row.Subject}, ticket)
	if err != nil {
		return err
	}
	id := ""
	if made.OpportunityID != nil {
		id = *made.OpportunityID
	}
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error { return settle(tx, run, row, done, id) })
}

// The roles in the team that a selection can be given to somebody with.
const (
	ownerTitle   = "OpportunityOwner"
	managerTitle = "PartnerAccountManager"
)

// giveOne gives a record to a colleague. What changed meanwhile may have taken it out of what the guide lets be given.
func (r *Room) giveOne(ctx context.Context, c identity.Caller, run *Run, row *Row, kept opportunity.With) error {
	rec, err := r.Opportunities.Read(ctx, c, catalog, row.Subject)
	if err != nil {
		return err
	}
	if why := against(run.Kind, rec.Review(), rec.Stage()); why != nil {
		return fault.Broken(*why)
	}
	title := ownerTitle
	if run.Kind == Assign {
		title = managerTitle
	}
	_, err = r.Opportunities.Assign(ctx, c, selling.AssignOpportunityRequest{Catalog: catalog, Identifier: rec.ID(),
		Assignee: selling.Assignee{Email: run.Target, BusinessTitle: title}}, kept)
	return err
}
