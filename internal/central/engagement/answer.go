// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"time"

	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// AcceptInvitation answers AcceptEngagementInvitation: the receiver joins the engagement, and nothing else happens.
func (r *Room) AcceptInvitation(ctx context.Context, c identity.Caller, in selling.EngagementInvitationRequest, with ...With) (struct{}, error) {
	if err := enter(c, in.Catalog); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		i, err := r.Received(tx, c.Account, in.Catalog, in.Identifier)
		if err != nil {
			return err
		}
		if err := maySee(tx, c, i.Catalog, i.Engagement); err != nil {
			return err
		}
		if err := r.accept(tx, c, i); err != nil {
			return err
		}
		return Along(tx, i.ID, with)
	})
}

// Accept accepts an invitation for its receiver, who joins the engagement.
func (r *Room) Accept(tx *sqldb.Tx, i *Invitation) error {
	if err := r.answer(tx, i, rule.OnAccept, ""); err != nil {
		return err
	}
	if err := r.tellBoth(tx, i, awsevent.InvitationAccepted); err != nil {
		return err
	}
	if err := r.answered(tx, i); err != nil {
		return err
	}
	return r.join(tx, i.Catalog, i.Engagement, i.Receiver)
}

// Made keeps which opportunity was made of an invitation, and forgets what AWS had withheld: the partner has it now.
func (r *Room) Made(tx *sqldb.Tx, i *Invitation, number int64) error {
	n, err := tx.Exec(`UPDATE engagement_invitation SET number = ? WHERE catalog = ? AND id = ? AND number = 0`, number, i.Catalog, i.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return Used()
	}
	return i.forget(tx)
}

// Used refuses to make a second opportunity of an invitation.
func Used() error {
	return (&fault.Fault{Kind: fault.Conflict, Msg: "An opportunity was made of the invitation already."}).Telling(fault.State("invitation-once",
		"The invitation was accepted already, and an opportunity was made of it.", "この招待はすでに承諾され、オポチュニティが作成されています。",
		"Reload the page and go on with that opportunity.", "ページを再読み込みし、作成されたオポチュニティで対応を続けてください。"))
}

// RejectInvitation answers RejectEngagementInvitation. An opportunity is not declined without a reason.
func (r *Room) RejectInvitation(ctx context.Context, c identity.Caller, in selling.RejectEngagementInvitationRequest, with ...With) (struct{}, error) {
	if err := enter(c, in.Catalog); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		i, err := r.Received(tx, c.Account, in.Catalog, in.Identifier)
		if err != nil {
			return err
		}
		if err := maySee(tx, c, i.Catalog, i.Engagement); err != nil {
			return err
		}
		if err := r.reject(tx, i, in.RejectionReason); err != nil {
			return err
		}
		return Along(tx, i.ID, with)
	})
}

func (r *Room) reject(tx *sqldb.Tx, i *Invitation, reason string) error {
	if err := r.answer(tx, i, rule.OnReject, reason); err != nil {
		return err
	}
	if err := i.forget(tx); err != nil {
		return err
	}
	if err := r.answered(tx, i); err != nil {
		return err
	}
	return r.tellBoth(tx, i, awsevent.InvitationRejected)
}

var answers = map[rule.LeadMoment]string{rule.OnAccept: rule.InvitationAccepted, rule.OnReject: rule.InvitationRejected}

// answer gives a pending invitation its answer, by the rules.
func (r *Room) answer(tx *sqldb.Tx, i *Invitation, moment rule.LeadMoment, reason string) error {
	if broken := rule.CheckLead(rule.LeadChange{Moment: moment, Payload: i.PayloadType, Invitation: i.Status, Expires: instant(i.expires),
		Now: tx.Now(), RejectionReason: reason}); len(broken) > 0 {
		return fault.Broken(broken...)
	}
	return r.close(tx, i, answers[moment], reason)
}

// close takes an invitation out of its waiting state. Of several who want to, one does.
func (r *Room) close(tx *sqldb.Tx, i *Invitation, status, reason string) error {
	i.about(tx)
	n, err := tx.Exec(`UPDATE engagement_invitation SET status = ?, reason = ? WHERE catalog = ? AND id = ? AND status = ?`,
		status, reason, i.Catalog, i.ID, rule.InvitationPending)
	if err != nil {
		return err
	}
	if n == 0 {
		return (&fault.Fault{Kind: fault.Conflict, Msg: "The invitation was answered meanwhile."}).Telling(fault.State("invitation-pending",
			"Somebody else answered the invitation meanwhile.", "ほかのユーザーがこの招待に回答しました。",
			"Reload the page to see the answer.", "ページを再読み込みして、回答を確認してください。"))
	}
	i.Status, i.reason = status, reason
	if i.PayloadType == selling.PayloadLead {
		return heed(tx, i.Receiver, i.Catalog, i.Engagement)
	}
	return nil
}

// expireJob ends an invitation that nobody answered.
type expireJob struct {
	Catalog string `json:"catalog"`
	ID      string `json:"id"`
}

// Kind names the job in the store; it stays.
func (expireJob) Kind() string { return "engagement.expire" }

// watch has an invitation end at its very instant.
func (r *Room) watch(tx *sqldb.Tx, i *Invitation) error {
	if i.expires == 0 {
		return nil
	}
	return r.Jobs.Enqueue(tx, expireJob{i.Catalog, i.ID}, jobq.At(instant(i.expires)))
}

// expire ends an invitation that still waits. One that is not due yet is looked at again when it is.
func (r *Room) expire(ctx context.Context, j jobq.Job[expireJob]) error {
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		i, err := load(tx, j.Args.Catalog, j.Args.ID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || i.Status != rule.InvitationPending {
			return err
		}
		if tx.Now().Before(instant(i.expires)) {
			return r.watch(tx, i)
		}
		if err := r.close(tx, i, rule.InvitationExpired, ""); err != nil {
			return err
		}
		if err := i.forget(tx); err != nil {
			return err
		}
		if err := r.answered(tx, i); err != nil {
			return err
		}
		return r.tellBoth(tx, i, awsevent.InvitationExpired)
	})
}

// forget erases what AWS has withheld of a referral: nobody may read it any more, or its receiver has it.
func (i *Invitation) forget(tx *sqldb.Tx) error {
	if !i.Referral() {
		return nil
	}
	_, err := tx.Exec(`DELETE FROM engagement_referral WHERE catalog = ? AND invitation = ?`, i.Catalog, i.ID)
	return err
}

// Expires is when the invitation ends; zero for one that stays open.
func (i *Invitation) Expires() time.Time { return instant(i.expires) }
