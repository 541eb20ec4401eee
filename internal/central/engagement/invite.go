// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"errors"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// Invite answers CreateEngagementInvitation: a member invites one account. Source: reference 9.3.
func (r *Room) Invite(ctx context.Context, c identity.Caller, in selling.CreateEngagementInvitationRequest, ticket idempotency.Ticket) (out selling.CreateEngagementInvitationResponse, err error) {
	if err := enter(c, in.Catalog); err != nil {
		return out, err
	}
	return idempotency.Once(ctx, r.DB, ticket, func(tx *sqldb.Tx) (selling.CreateEngagementInvitationResponse, error) {
		i, err := r.post(tx, c, in)
		if err != nil {
			return out, err
		}
		return selling.CreateEngagementInvitationResponse{Arn: selling.InvitationARN(i.Catalog, i.ID), ID: i.ID}, nil
	})
}

// post holds an invitation against the rules and sends it.
func (r *Room) post(tx *sqldb.Tx, c identity.Caller, in selling.CreateEngagementInvitationRequest) (*Invitation, error) {
	i, err := r.invite(tx, c, in)
	if err != nil {
		return nil, err
	}
	if err := r.send(tx, i, offer{Payload: in.Invitation.Payload}); errors.Is(err, sqldb.ErrDuplicate) {
		return nil, invited() // somebody was faster
	} else if err != nil {
		return nil, err
	}
	return i, nil
}

// invite is the invitation that a request asks for, held against the rules.
func (r *Room) invite(tx *sqldb.Tx, c identity.Caller, in selling.CreateEngagementInvitationRequest) (*Invitation, error) {
	e, err := find(tx, in.Catalog, in.EngagementIdentifier, c.Account)
	if err != nil {
		return nil, err
	}
	to := in.Invitation.Receiver.Account
	i := &Invitation{Catalog: e.catalog, Engagement: e.id, Sender: c.Account, Receiver: to.AwsAccountID, title: e.title,
		description: e.description, message: in.Invitation.Message, PayloadType: selling.PayloadOpportunity}
	if to.Alias != nil {
		i.alias = *to.Alias
	}
	if in.Invitation.Payload.LeadInvitation != nil {
		i.PayloadType = selling.PayloadLead
	}
	broken := i.unsuited(e)
	if p := in.Invitation.Payload.OpportunityInvitation; p != nil {
		broken = append(broken, aDay("Invitation.Payload.OpportunityInvitation.Project.TargetCompletionDate", p.Project.TargetCompletionDate)...)
	}
	more, err := r.mayReach(tx, i)
	if err != nil {
		return nil, err
	}
	if broken = append(broken, more...); len(broken) > 0 {
		return nil, fault.Broken(broken...)
	}
	shared, err := r.shareable(tx, i)
	if err != nil {
		return nil, err
	}
	if len(shared) > 0 {
		return nil, fault.Broken(shared...)
	}
	return i, r.vacant(tx, i)
}

const receiverPath = "Invitation.Receiver.Account.AwsAccountId"

// unsuited refuses an invitation that the engagement is not for.
func (i *Invitation) unsuited(e *engagement) (broken []catalogue.Violation) {
	lead, project := bitOf([]string{selling.ContextLead}), bitOf([]string{selling.ContextCustomerProject})
	switch {
	case i.PayloadType == selling.PayloadLead && e.types&lead == 0:
		broken = append(broken, violation("Invitation.Payload.LeadInvitation", catalogue.InvalidValue, "invitation-lead", "",
			"needs a lead among the engagement's contexts", "にはリードのコンテキストが必要です。",
			"Add a Lead context to the engagement, or send an opportunity invitation.", "エンゲージメントにリードのコンテキストを追加するか、オポチュニティの招待を送信してください。"))
	case e.types&lead != 0 && e.types&project == 0 && (i.Sender != e.creator || i.PayloadType != selling.PayloadLead):
		broken = append(broken, violation("EngagementIdentifier", catalogue.ActionNotPermitted, "invitation-converted", e.id,
			"names a lead that is not converted yet", "のリードはまだオポチュニティに変換されていません。",
			"Convert the lead with StartOpportunityFromEngagementTask first.", "先に StartOpportunityFromEngagementTask でリードを変換してください。"))
	}
	return broken
}

// mayReach refuses a receiver whom the sender is not connected with. Whether there is such an account is not told.
func (r *Room) mayReach(tx *sqldb.Tx, i *Invitation) ([]catalogue.Violation, error) {
	if i.Receiver == i.Sender {
		return []catalogue.Violation{violation(receiverPath, catalogue.InvalidValue, "invitation-self", i.Receiver, "is the sender's own account", "は送信者自身のアカウントです。",
			"Name the account of another partner.", "別のパートナーのアカウントを指定してください。")}, nil
	}
	if i.Receiver == identity.AWS {
		return nil, nil
	}
	connected := i.Sender == identity.AWS
	if !connected && r.Connected != nil {
		var err error
		if connected, err = r.Connected(tx, i.Catalog, i.Sender, i.Receiver); err != nil {
			return nil, err
		}
	}
	if connected {
		_, err := identity.Of(tx, i.Receiver)
		if connected = err == nil; err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	if connected {
		return nil, nil
	}
	return []catalogue.Violation{violation(receiverPath, catalogue.ActionNotPermitted, "invitation-connected", i.Receiver,
		"is not connected with you for opportunity collaboration", "とは、オポチュニティの共同作業のための接続がありません。",
		"Connect with the partner first, then invite it.", "先にパートナーと接続してから招待してください。")}, nil
}

// shareable refuses to share an opportunity that AWS has rejected. Source: reference 3.9.
func (r *Room) shareable(tx *sqldb.Tx, i *Invitation) ([]catalogue.Violation, error) {
	k, found, err := r.Resource(tx, i.Catalog, i.Engagement, i.Sender)
	if err != nil || !found {
		return nil, err
	}
	review, stage, err := opportunity.Standing(tx, k)
	if err != nil || rule.MayCall(rule.StateOf(review, stage), rule.CallShare, "") {
		return nil, err
	}
	return []catalogue.Violation{violation("EngagementIdentifier", catalogue.InvalidResourceState, "invitation-shareable", i.Engagement,
		"is about an opportunity that AWS has rejected", "のオポチュニティは AWS により却下されています。",
		"Share another opportunity.", "別のオポチュニティを共有してください。")}, nil
}

// vacant refuses a receiver who is in already, was invited already, or for whom there is no seat.
func (r *Room) vacant(tx *sqldb.Tx, i *Invitation) error {
	member, err := isMember(tx, i.Catalog, i.Engagement, i.Receiver)
	if err != nil {
		return err
	}
	if member {
		return (&fault.Fault{Kind: fault.Conflict, Msg: "The receiver is a member of the engagement already."}).Telling(fault.State("invitation-member",
			"The partner is a member of the engagement already.", "このパートナーはすでにエンゲージメントのメンバーです。",
			"Reload the page, and invite others.", "ページを再読み込みし、別のパートナーを招待してください。"))
	}
	var waiting int
	if err := tx.Row(`SELECT count(*) FROM engagement_invitation WHERE catalog = ? AND engagement = ? AND receiver = ? AND status = ?`,
		i.Catalog, i.Engagement, i.Receiver, rule.InvitationPending).Scan(&waiting); err != nil {
		return err
	}
	if waiting > 0 {
		return invited()
	}
	left, err := seatsLeft(tx, i.Catalog, i.Engagement)
	if err != nil {
		return err
	}
	if left == 0 && i.Receiver != identity.AWS {
		return full("partners, with those who have not answered yet", "パートナー (回答待ちを含む) ", maxPartners)
	}
	return nil
}

// seatsLeft is how many more partners an engagement has room for: those who were invited and have not answered hold a seat
// each, and AWS none.
func seatsLeft(tx *sqldb.Tx, catalog, engagement string) (int, error) {
	var in, open int
	err := tx.Row(`SELECT (SELECT count(*) FROM engagement_member WHERE catalog = ? AND engagement = ? AND account_id <> ?),
		(SELECT count(*) FROM engagement_invitation WHERE catalog = ? AND engagement = ? AND status = ? AND receiver <> ?)`,
		catalog, engagement, identity.AWS, catalog, engagement, rule.InvitationPending, identity.AWS).Scan(&in, &open)
	return max(0, maxPartners-in-open), err
}

func invited() error {
	return (&fault.Fault{Kind: fault.Conflict, Msg: "The receiver has a pending invitation into the engagement already."}).Telling(fault.State("invitation-waiting",
		"The partner is invited already and has not answered yet.", "このパートナーはすでに招待済みで、回答待ちです。",
		"Wait for the answer, or invite others.", "回答を待つか、別のパートナーを招待してください。"))
}
