// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"context"
	"errors"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// Accept answers StartEngagementByAcceptingInvitationTask: the caller joins the engagement and gets an opportunity of its
// own. AWS's referral comes unmasked and approved; of another partner's opportunity the review state is inherited.
// An invitation that was accepted before, without an opportunity, gets one now. Source: reference 5.3, 9.4.
func (r *Room) Accept(ctx context.Context, c identity.Caller, in selling.StartEngagementByAcceptingInvitationTaskRequest, ticket idempotency.Ticket) (out selling.InvitationTask, err error) {
	if err := errors.Join(enterShared(c, in.Catalog), checked(in.Tags)); err != nil {
		return out, err
	}
	if again, seen, err := idempotency.Replay[selling.InvitationTask](ctx, r.DB, ticket); seen || err != nil {
		return again, err
	}
	var i *engagement.Invitation
	var adoption opportunity.Adoption
	var leader *opportunity.Key
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		if i, err = r.Engagements.Received(tx, c.Account, in.Catalog, in.Identifier); err != nil {
			return err
		}
		if err := open(i, tx); err != nil || i.PayloadType == selling.PayloadLead {
			return err
		}
		adoption, leader, err = r.taken(tx, i)
		return err
	})
	if err != nil {
		return raced(ctx, r, ticket, out, err)
	}
	t := begin(c, in.Catalog, byInvitation)
	t.invitation = i.ID
	if i.PayloadType == selling.PayloadLead {
		return fail(ctx, r, t, invitationValidationFailed, "The invitation offers a lead. Accept it with AcceptEngagementInvitation.", ticket, invitationTask)
	}
	if leader != nil {
		if err := r.inherit(ctx, &adoption, *leader); err != nil {
			return out, err
		}
	}
	_, err = r.Opportunities.Adopt(ctx, c, adoption,
		func(tx *sqldb.Tx, rec *opportunity.Record) error { return r.claim(tx, rec, i.ID) },
		func(tx *sqldb.Tx, rec *opportunity.Record) error {
			if err := engagement.Tie(tx, rec.Key, i.Engagement); err != nil {
				return err
			}
			if t.job, err = r.Watch(tx, rec, i.Engagement, template); err != nil {
				return err
			}
			if leader != nil {
				if err := r.heed(tx, *leader, rec.Key); err != nil {
					return err
				}
			}
			t.number = rec.Number
			if err := label(tx, rec, t.job, in.Tags); err != nil {
				return err
			}
			if err := t.insert(tx); err != nil {
				return err
			}
			out = invitationTask(t)
			return ticket.KeepAnswer(tx, out)
		})
	return raced(ctx, r, ticket, out, err)
}

// open refuses an invitation of which no opportunity can be made any more.
func open(i *engagement.Invitation, tx *sqldb.Tx) error {
	if i.Number != 0 {
		return engagement.Used()
	}
	if i.Status == rule.InvitationAccepted {
		return nil
	}
	if broken := rule.CheckLead(rule.LeadChange{Moment: rule.OnAccept, Payload: i.PayloadType, Invitation: i.Status, Expires: i.Expires(),
		Now: tx.Now()}); len(broken) > 0 {
		return fault.Broken(broken...)
	}
	return nil
}

// claim accepts the invitation, if it was not accepted before, and keeps that the record was made of it.
func (r *Room) claim(tx *sqldb.Tx, rec *opportunity.Record, id string) error {
	i, err := r.Engagements.Received(tx, rec.Account, rec.Catalog, id)
	if err != nil {
		return err
	}
	if err := open(i, tx); err != nil {
		return err
	}
	if i.Status == rule.InvitationPending {
		if err := r.Engagements.Accept(tx, i); err != nil {
			return err
		}
	}
	return r.Engagements.Made(tx, i, rec.Number)
}

// taken is what an invitation brings: AWS's whole opportunity, or what another partner says of its own. leader is the
// other partner's opportunity, nil for none.
func (r *Room) taken(tx *sqldb.Tx, i *engagement.Invitation) (a opportunity.Adoption, leader *opportunity.Key, err error) {
	a = opportunity.Adoption{Catalog: i.Catalog, Origin: opportunity.OriginPartner, Review: rule.ReviewPending}
	if i.Referral() {
		a.Origin, a.Review, a.Involvement, a.Visibility = opportunity.OriginAWS, rule.ReviewApproved, selling.CoSell, selling.VisibilityFull
		a.Shared = i.Invited()
		a.Document, a.Number, err = r.Engagements.Referred(tx, i)
		return a, nil, err
	}
	k, found, err := r.Engagements.Resource(tx, i.Catalog, i.Engagement, i.Sender)
	if err != nil {
		return a, nil, err
	}
	if found {
		return a, &k, nil
	}
	p, err := r.Engagements.Offer(tx, i)
	if err != nil {
		return a, nil, err
	}
	a.Document = described(p.OpportunityInvitation)
	return a, nil, nil
}

// described is an opportunity of which no more is known than its invitation says.
func described(o *selling.OpportunityInvitation) doc.Doc {
	return doc.Doc{
		"Customer": doc.Doc{"Account": doc.Doc{"CompanyName": o.Customer.CompanyName, "Industry": o.Customer.Industry,
			"WebsiteUrl": o.Customer.WebsiteURL, "Address": doc.Doc{"CountryCode": o.Customer.CountryCode}}},
		"Project": doc.Doc{"Title": o.Project.Title, "CustomerBusinessProblem": o.Project.BusinessProblem},
	}
}

// travels are the members of another partner's opportunity that a receiver gets. The rest it fills in itself (use case,
// delivery models, solution, needs, target close date, spend, marketing source and funding) or never learns (next steps,
// comments, competitors, own identifiers, revenue). Source: reference 9.4.
var travels = []string{
	catalogue.PathAccount, catalogue.PathContacts, "NationalSecurity", "OpportunityType", catalogue.PathTitle, catalogue.PathBusinessProblem,
	catalogue.PathPartition, catalogue.PathProducts,
}

// inherited is the review status that an opportunity begins with, by that of the one it was taken over from. A rejected
// one is not taken over.
var inherited = map[string]string{
	rule.ReviewPending: rule.ReviewPending, rule.ReviewSubmitted: rule.ReviewSubmitted, rule.ReviewInReview: rule.ReviewSubmitted,
	rule.ReviewActionRequired: rule.ReviewSubmitted, rule.ReviewApproved: rule.ReviewApproved,
}

// inherit fills in what comes from the other partner's opportunity.
func (r *Room) inherit(ctx context.Context, a *opportunity.Adoption, leader opportunity.Key) error {
	rec, err := r.Opportunities.ReadFor(ctx, leader)
	if err != nil {
		return err
	}
	a.Review, a.Follows = inherited[rec.Review()], true
	if a.Review == "" {
		return fault.Broken(catalogue.Violation{Field: "identifier", Path: "Identifier", At: "Identifier", Code: catalogue.InvalidResourceState,
			Rule: "invitation-shareable", Message: "identifier offers a part in an opportunity that AWS has rejected",
			MessageJA: "この招待のオポチュニティは AWS により却下されています。",
			FixEN:     "Reject the invitation, or ask the sender for another one.", FixJA: "招待を拒否するか、送信者に別の招待を依頼してください。"})
	}
	a.Document = doc.Doc{}
	for _, path := range travels {
		if v := doc.Get(rec.Doc, path); v != nil {
			doc.Set(a.Document, path, v)
		}
	}
	if a.Review != rule.ReviewPending {
		a.Involvement, a.Visibility = rec.Involvement, rec.Visibility
	}
	return nil
}

func invitationTask(t *row) selling.InvitationTask {
	return selling.InvitationTask{
		TaskID: t.id, TaskArn: selling.EngagementByAcceptingInvitationTaskARN(t.catalog, t.id), TaskStatus: t.status, StartTime: t.started(),
		Message: selling.OrNull(t.message), ReasonCode: selling.OrNull(t.reason), OpportunityID: t.opportunity(),
		EngagementInvitationID: selling.OrNull(t.invitation), ResourceSnapshotJobID: selling.OrNull(t.job),
	}
}

// Acceptances answers ListEngagementByAcceptingInvitationTasks.
func (r *Room) Acceptances(ctx context.Context, c identity.Caller, in selling.ListEngagementByAcceptingInvitationTasksRequest) (out selling.ListEngagementByAcceptingInvitationTasksResponse, err error) {
	q := query{catalog: in.Catalog, kind: byInvitation, sort: in.Sort, size: in.MaxResults, token: in.NextToken}
	q.filter("id", ids(in.TaskIdentifier))
	q.filter("number", numbers(in.OpportunityIdentifier))
	q.filter("invitation", ids(in.EngagementInvitationIdentifier))
	q.filter("status", texts(in.TaskStatus))
	out.TaskSummaries, out.NextToken, err = list(ctx, r, c, q, invitationTask)
	return out, err
}
