// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package proposal

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"cosell/internal/central/audit"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// Approve executes a proposal under the rights of a signed-in person. hash is that of the proposal that the person saw.
func (r *Room) Approve(ctx context.Context, c identity.Caller, id, hash string) (Proposal, error) {
	return r.approve(ctx, c, id, hash, OnPage)
}

// errSettled says that somebody else decided meanwhile, or that the time was over.
var errSettled = errors.New("the proposal was decided meanwhile")

// approve executes a proposal once, in the transaction that settles it.
func (r *Room) approve(ctx context.Context, c identity.Caller, id, hash string, way Way) (Proposal, error) {
	p, err := r.Read(ctx, c, id)
	if err != nil {
		return Proposal{}, err
	}
	if err := p.open(); err != nil {
		return Proposal{}, err
	}
	if hash != p.Hash {
		return Proposal{}, conflict("The approval is for another change than the proposal's. Read the proposal again, and approve what it says.")
	}
	if stale, err := r.passed(ctx, c, p); err != nil || stale {
		if err != nil {
			return Proposal{}, err
		}
		return Proposal{}, r.outdate(ctx, c, p, way)
	}
	settled := false
	c.Proposer = p.Proposer()
	err = movers[p.kind].execute(audit.Approving(ctx, c.Proposer), r, c, p, func(tx *sqldb.Tx, after *opportunity.Record) error {
		settled = false
		if p.kind != Create && after.Version != p.Version+1 {
			return fault.Stale(after.Locked())
		}
		if err := settle(tx, c, p, Executed, way, "", after.Number); err != nil {
			return err
		}
		settled = true
		return nil
	})
	switch {
	case errors.Is(err, errSettled):
		return r.overtaken(ctx, c, id)
	case isStale(err), err == nil && !settled: // without a change in the store, the record was that way when it came to it
		return Proposal{}, r.outdate(ctx, c, p, way)
	case err != nil:
		return Proposal{}, err
	}
	return r.Read(ctx, c, id)
}

// isStale says whether a write was refused since the record is another.
func isStale(err error) bool {
	return fault.Is(err, fault.Conflict) && fault.Of(err).Version != ""
}

// passed says whether the record is another than the one that the proposal was decided on.
func (r *Room) passed(ctx context.Context, c identity.Caller, p Proposal) (bool, error) {
	if p.kind == Create {
		return false, nil
	}
	rec, err := r.Opportunities.Read(ctx, c, p.Change.Catalog, p.Opportunity())
	if err != nil {
		return false, err
	}
	return rec.Version != p.Version, nil
}

// outdate marks a proposal stale, and answers the refusal that says so.
func (r *Room) outdate(ctx context.Context, c identity.Caller, p Proposal, way Way) error {
	err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error { return settle(tx, c, p, Stale, way, "", p.Number) })
	if err != nil && !errors.Is(err, errSettled) {
		return err
	}
	return conflict("The opportunity was changed after this was proposed. Nothing was executed; have it proposed anew on the present record.")
}

// overtaken is the refusal for a proposal that somebody else has decided meanwhile.
func (r *Room) overtaken(ctx context.Context, c identity.Caller, id string) (Proposal, error) {
	p, err := r.Read(ctx, c, id)
	if err != nil {
		return Proposal{}, err
	}
	if err := p.open(); err != nil {
		return Proposal{}, err
	}
	return Proposal{}, conflict("The proposal is being decided by somebody else. Read it again.")
}

// closed says why nothing more is decided about a proposal, by its status; a pending one is open.
var closed = map[Status]string{
	Pending:  "",
	Executed: "The proposal was executed already. Nothing is executed twice.",
	Rejected: "The proposal was rejected. Have it proposed anew if it is wanted after all.",
	Stale:    "The opportunity was changed after this was proposed. Have it proposed anew on the present record.",
	Expired:  "The proposal has expired. Have it proposed anew.",
}

// open refuses a proposal about which nothing more is decided.
func (p Proposal) open() error {
	why, known := closed[p.Status]
	switch {
	case !known:
		return conflict("The proposal is in a state that this program does not know.")
	case why != "":
		return conflict(why)
	}
	return nil
}

func conflict(msg string) error { return &fault.Fault{Kind: fault.Conflict, Msg: msg} }

// settle decides about a pending proposal, once.
func settle(tx *sqldb.Tx, c identity.Caller, p Proposal, status Status, way Way, comment string, number int64) error {
	n, err := tx.Exec(`UPDATE proposal SET status = ?, decided_us = ?, decider = ?, decider_name = ?, way = ?, comment = ?, number = ?
		WHERE account_id = ? AND id = ? AND status = 'pending' AND expires_us > ?`,
		string(status), sqldb.Micros(tx.Now()), c.Principal, c.Name, string(way), comment, number, p.Account, p.ID, sqldb.Micros(tx.Now()))
	if err == nil && n == 0 {
		return errSettled
	}
	return err
}

// longComment is how many characters a rejection may say.
const longComment = 500

// Reject ends a proposal without executing it.
func (r *Room) Reject(ctx context.Context, c identity.Caller, id, comment string) (Proposal, error) {
	comment = strings.TrimSpace(comment)
	p, err := r.Read(ctx, c, id)
	if err != nil {
		return Proposal{}, err
	}
	if err := p.open(); err != nil {
		return Proposal{}, err
	}
	if utf8.RuneCountInString(comment) > longComment {
		return Proposal{}, fault.Broken(wrong("comment", "", "The comment has more than 500 characters.", "コメントが 500 文字を超えています。",
			"Shorten the comment.", "コメントを短くしてください。"))
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error { return settle(tx, c, p, Rejected, OnPage, comment, p.Number) })
	if errors.Is(err, errSettled) {
		return r.overtaken(ctx, c, id)
	}
	if err != nil {
		return Proposal{}, err
	}
	return r.Read(ctx, c, id)
}
