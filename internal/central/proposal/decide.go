// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package proposal

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
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
		return Proposal{}, conflict(otherChange)
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
	return conflict(outdated)
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
	return Proposal{}, conflict(beingDecided)
}

// closed says why nothing more is decided about a proposal, by its status; a pending one is open.
var closed = map[Status]catalogue.Violation{
	Pending: {},
	Executed: fault.State("proposal-pending", "The proposal was executed already.", "この提案はすでに実行されています。",
		"Nothing is executed twice: look at the opportunity.", "同じ提案は二度実行されません。オポチュニティをご確認ください。"),
	Rejected: fault.State("proposal-pending", "The proposal was rejected.", "この提案は却下されています。",
		"Have it proposed anew if it is wanted after all.", "必要な場合は、もう一度提案を依頼してください。"),
	Stale: fault.State("proposal-pending", "The opportunity was changed after this was proposed.", "提案の後にオポチュニティが変更されました。",
		"Have it proposed anew on the present record.", "現在の内容に基づいて、もう一度提案を依頼してください。"),
	Expired: fault.State("proposal-pending", "The proposal has expired.", "この提案は期限切れです。",
		"Have it proposed anew.", "もう一度提案を依頼してください。"),
}

var (
	otherChange = fault.State("proposal-same", "The approval is for another change than the proposal's.", "承認しようとした変更が、提案の内容と一致しません。",
		"Read the proposal again, and approve what it says.", "提案を読み直し、その内容を承認してください。")
	outdated = fault.State("proposal-record", "The opportunity was changed after this was proposed. Nothing was executed.", "提案の後にオポチュニティが変更されたため、実行されませんでした。",
		"Have it proposed anew on the present record.", "現在の内容に基づいて、もう一度提案を依頼してください。")
	beingDecided = fault.State("proposal-once", "The proposal is being decided by somebody else.", "ほかのユーザーがこの提案を処理しています。",
		"Read it again.", "ページを再読み込みしてください。")
	strange = fault.State("proposal-status", "The proposal is in a state that this program does not know.", "この提案は、このプログラムでは扱えない状態です。",
		"Run the program that wrote it, or a later one.", "提案を書き込んだバージョン以降のプログラムをご利用ください。")
)

// open refuses a proposal about which nothing more is decided.
func (p Proposal) open() error {
	why, known := closed[p.Status]
	switch {
	case !known:
		return conflict(strange)
	case why.Message != "":
		return conflict(why)
	}
	return nil
}

func conflict(state catalogue.Violation) error {
	return (&fault.Fault{Kind: fault.Conflict, Msg: state.Message + " " + state.FixEN}).Telling(state)
}

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
