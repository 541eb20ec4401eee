// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"context"
	"fmt"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/connection"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// keep stores that the step is done, together with what it did to an invitation.
func (p part) keep(tx *sqldb.Tx, invitation string) error {
	return p.finish(tx, made{entity: invitation})
}

// ticket makes a step that is tried again answer as it did the first time.
func (p part) ticket(what string) idempotency.Ticket {
	return idempotency.Ticket{Account: p.as.Account, Catalog: p.key.Catalog, Operation: "scenario." + what, Token: fmt.Sprintf("%d-%d%s", p.job.Run, p.job.Place, p.once)}
}

// isRequest says whether the scene is about an invitation to be connected, and not about one to an engagement.
func (p part) isRequest() bool { return strings.HasPrefix(p.entity, account.InvitationPrefix) }

func refer(ctx context.Context, r *Room, p part) (made, error) {
	d := doc.Clone(p.given.Opportunity)
	if day := p.given.closes(r.DB.Clock().Now()); day != "" {
		doc.Set(d, catalogue.PathCloseDate, day)
	}
	id, err := r.Engagements.Refer(ctx, p.as, engagement.Referral{Catalog: p.key.Catalog, Partner: p.key.Account, Opportunity: d,
		Contacts: p.given.contacts(), Message: p.given.Message}, p.keep)
	return made{entity: id}, err
}

// contacts are the people of AWS whom an invitation names.
func (g Given) contacts() (all []selling.SenderContact) {
	for _, m := range g.Team {
		all = append(all, selling.SenderContact{BusinessTitle: selling.OrNull(m.Title), Email: m.Email, FirstName: selling.OrNull(m.First), LastName: selling.OrNull(m.Last)})
	}
	return all
}

func shareLead(ctx context.Context, r *Room, p part) (made, error) {
	id, err := r.Engagements.ShareLeadOf(ctx, p.as, engagement.LeadShare{Catalog: p.key.Catalog, Partner: p.key.Account, Message: p.given.Message},
		doc.Clone(p.given.Lead), p.keep)
	return made{entity: id}, err
}

// accept accepts what the scene is about: a request to be connected, a lead, or an opportunity, which becomes the actor's own.
func accept(ctx context.Context, r *Room, p part) (made, error) {
	if p.isRequest() {
		out, err := r.Connections.Accept(ctx, p.as, connection.Answer{Catalog: p.key.Catalog, ID: p.entity}, p.ticket("connect"))
		return made{entity: out.Connection.ID}, err
	}
	i, err := r.invitation(ctx, p)
	if err != nil {
		return made{}, err
	}
	if i.PayloadType == selling.PayloadLead {
		_, err := r.Engagements.AcceptInvitation(ctx, p.as, selling.EngagementInvitationRequest{Catalog: p.key.Catalog, Identifier: p.entity}, p.keep)
		return made{}, err
	}
	out, err := r.Tasks.Accept(ctx, p.as, selling.StartEngagementByAcceptingInvitationTaskRequest{Catalog: p.key.Catalog, Identifier: p.entity}, p.ticket("accept"))
	if err != nil {
		return made{}, err
	}
	return p.owned(out.TaskStatus, out.Message, out.OpportunityID)
}

// owned is what a task has made: the scene is about the opportunity from now on, where it is the account's of the scene.
func (p part) owned(status string, message, id *string) (made, error) {
	if status != selling.TaskComplete || id == nil {
		why := "The task did not complete."
		if message != nil {
			why = *message
		}
		return made{}, &fault.Fault{Kind: fault.BusinessInvalid, Msg: why}
	}
	if p.as.Account != p.key.Account {
		return made{}, nil
	}
	return made{number: opportunity.ParseID(*id)}, nil
}

func (r *Room) invitation(ctx context.Context, p part) (i *engagement.Invitation, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		i, err = r.Engagements.Known(tx, p.as.Account, p.key.Catalog, p.entity)
		return err
	})
	return i, err
}

func decline(ctx context.Context, r *Room, p part) (made, error) {
	if p.isRequest() {
		_, err := r.Connections.Reject(ctx, p.as, connection.Answer{Catalog: p.key.Catalog, ID: p.entity, Reason: p.given.Reason}, p.ticket("decline"))
		return made{}, err
	}
	_, err := r.Engagements.RejectInvitation(ctx, p.as, selling.RejectEngagementInvitationRequest{Catalog: p.key.Catalog, Identifier: p.entity,
		RejectionReason: p.given.Reason}, p.keep)
	return made{}, err
}

// invite asks another partner to work on the opportunity of the scene, too.
func invite(ctx context.Context, r *Room, p part) (made, error) {
	m := made{other: p.given.Partner}
	_, err := r.Tasks.Share(ctx, p.as, p.key.Catalog, p.key.ID(), engagement.Sharing{Receivers: []string{p.given.Partner}, Message: p.given.Message,
		Responsibilities: []string{"Co-Sell Facilitator"}},
		func(tx *sqldb.Tx, id string) error {
			m.entity = id
			return p.finish(tx, m)
		})
	return m, err
}

// theLead is the number of the lead among the contexts of its engagement: AWS makes the engagement for it.
const theLead = "1"

// qualify says what the partner thinks of the lead.
func qualify(ctx context.Context, r *Room, p part) (made, error) {
	i, err := r.invitation(ctx, p)
	if err != nil {
		return made{}, err
	}
	_, err = r.Engagements.Qualify(ctx, p.as, engagement.Qualification{Catalog: p.key.Catalog, Engagement: i.Engagement, Context: theLead,
		Status: p.given.Status, Action: p.given.Action, Contact: p.given.Contact})
	return made{}, err
}

func convert(ctx context.Context, r *Room, p part) (made, error) {
	i, err := r.invitation(ctx, p)
	if err != nil {
		return made{}, err
	}
	out, err := r.Tasks.Convert(ctx, p.as, selling.StartOpportunityFromEngagementTaskRequest{Catalog: p.key.Catalog, Identifier: i.Engagement,
		ContextIdentifier: theLead}, p.ticket("convert"))
	if err != nil {
		return made{}, err
	}
	return p.owned(out.TaskStatus, out.Message, out.OpportunityID)
}

// revise changes the partner's own opportunity, as a client does that reads, modifies and writes.
func revise(ctx context.Context, r *Room, p part) (made, error) {
	rec, err := r.Opportunities.Read(ctx, p.as, p.key.Catalog, p.id())
	if err != nil {
		return made{}, err
	}
	d := doc.Clone(rec.Doc)
	for _, f := range []struct{ path, text string }{{catalogue.PathStage, p.given.Stage}, {catalogue.PathNextSteps, p.given.NextSteps},
		{catalogue.PathCloseDate, p.given.closes(r.DB.Clock().Now())}, {catalogue.PathLostReason, p.given.LostReason}} {
		if f.text != "" {
			doc.Set(d, f.path, f.text)
		}
	}
	_, err = r.Opportunities.Update(ctx, p.as, opportunity.Update{Catalog: p.key.Catalog, ID: p.id(), Modified: rec.Modified, Request: d})
	return made{}, err
}

func connect(ctx context.Context, r *Room, p part) (made, error) {
	out, err := r.Connections.Ask(ctx, p.as, p.key.Catalog, p.given.Partner, p.given.Message, p.ticket("ask"))
	return made{entity: out.ID, other: p.given.Partner}, err
}

func withdraw(ctx context.Context, r *Room, p part) (made, error) {
	_, err := r.Connections.Withdraw(ctx, p.as, connection.Answer{Catalog: p.key.Catalog, ID: p.entity}, p.ticket("withdraw"))
	return made{}, err
}

func disconnect(ctx context.Context, r *Room, p part) (made, error) {
	_, err := r.Connections.Cancel(ctx, p.as, account.CancelConnectionRequest{Catalog: p.key.Catalog, ConnectionType: account.OpportunityCollaboration,
		Identifier: p.entity, Reason: p.given.Reason}, p.ticket("disconnect"))
	return made{}, err
}
