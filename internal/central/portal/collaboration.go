// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// Collaboration is who works on an opportunity together.
type Collaboration struct {
	Engagement  string              `json:"engagement,omitempty" doc:"absent while nobody else is asked in"`
	Members     []Member            `json:"members" nullable:"false"`
	Invitations []InvitationSummary `json:"invitations" nullable:"false" doc:"that the caller's partner sent to other partners, the latest first"`
	Snapshots   []PartnerSnapshot   `json:"snapshots" nullable:"false" doc:"what the other partners publish of theirs"`
	Candidates  []Partner           `json:"candidates" nullable:"false" doc:"connected partners who are neither in nor invited"`
	Left        int                 `json:"left" doc:"how many more may be invited: members and open invitations are ten at most"`
	Stage       string              `json:"stage" doc:"of the caller's own opportunity"`

	// Offer is what travels with an invitation.
	Offer *selling.OpportunityInvitation `json:"offer" doc:"what an invited partner sees before it accepts"`
}

// Member is a member of an engagement.
type Member struct {
	Partner
	Joined    time.Time `json:"joined"`
	InvitedBy string    `json:"invitedBy,omitempty" doc:"company; absent for who began"`
}

// PartnerSnapshot is the latest copy of another partner's opportunity.
type PartnerSnapshot struct {
	Partner  Partner                        `json:"partner"`
	Revision int                            `json:"revision"`
	At       time.Time                      `json:"at"`
	View     selling.OpportunitySummaryView `json:"view"`
}

// Sharing names whom an opportunity is shared with.
type Sharing struct {
	_                struct{} `json:"-" additionalProperties:"true"`
	Partners         []string `json:"partners,omitempty" required:"false" nullable:"false" doc:"accounts of connected partners, at most 9"`
	Responsibilities []string `json:"responsibilities,omitempty" required:"false" nullable:"false"`
	Message          string   `json:"message,omitempty" required:"false"`
}

type shareIn struct {
	ID   string `path:"id"`
	Body Sharing
}

func (p *Portal) collaboration() {
	const one = "/api/central/opportunities/{id}/partners"
	serve(p, pages.Operation("opportunityPartners", http.MethodGet, one, "Read who works on an opportunity together", 200, 404), p.partners)
	serve(p, pages.Operation("shareOpportunity", http.MethodPost, one, "Share an opportunity with connected partners", 200, 404, 409, 422), p.share)
}

func (p *Portal) partners(ctx context.Context, who identity.Caller, in *recordIn) (Collaboration, error) {
	out := Collaboration{Members: []Member{}, Invitations: []InvitationSummary{}, Snapshots: []PartnerSnapshot{}, Candidates: []Partner{}}
	var err error
	if out.Engagement, err = p.Tasks.EngagementOf(ctx, who, catalog, in.ID); err != nil {
		return out, err
	}
	rec, err := p.Opportunities.Read(ctx, who, catalog, in.ID)
	if err != nil {
		return out, err
	}
	out.Stage, out.Offer, out.Left = rec.Stage(), engagement.Offered(rec), engagement.NewRoster().Left
	connected, err := p.connected(ctx, who)
	if err != nil {
		return out, err
	}
	taken := map[string]bool{}
	if out.Engagement != "" {
		if out.Members, out.Left, err = p.members(ctx, who, out.Engagement); err != nil {
			return out, err
		}
		if out.Invitations, err = p.sent(ctx, who, out.Engagement, connected); err != nil {
			return out, err
		}
		if out.Snapshots, err = p.snapshots(ctx, who, out.Engagement, out.Members); err != nil {
			return out, err
		}
	}
	for _, m := range out.Members {
		taken[m.ID] = true
	}
	for _, i := range out.Invitations {
		taken[i.Receiver.ID] = taken[i.Receiver.ID] || i.Status == rule.InvitationPending
	}
	for _, c := range connected {
		if !taken[c.ID] {
			out.Candidates = append(out.Candidates, c)
		}
	}
	return out, nil
}

// mostConnected is more connections than an account may have. Source: reference 13.
const mostConnected = 1000

// connected are the partners with whom the caller's may share opportunities.
func (p *Portal) connected(ctx context.Context, who identity.Caller) ([]Partner, error) {
	found, err := p.Connections.List(ctx, who, account.ListConnectionsRequest{Catalog: catalog, MaxResults: mostConnected,
		ConnectionType: account.OpportunityCollaboration + ":" + account.ConnectionActive})
	var all []Partner
	for _, c := range found.ConnectionSummaries {
		other, _ := participant(c.ConnectionTypes[account.OpportunityCollaboration].OtherParticipant)
		all = append(all, Partner{c.OtherParticipantAccountID, other})
	}
	return all, err
}

// participant is what the other side is called, with the identifier of its profile if it has one.
func participant(o account.Participant) (name, profile string) {
	switch {
	case o.PartnerProfile != nil:
		return o.PartnerProfile.Name, o.PartnerProfile.ID
	case o.SellerProfile != nil:
		return o.SellerProfile.Name, o.SellerProfile.ID
	case o.Account != nil:
		return o.Account.Name, ""
	}
	return "", ""
}

// members are who is in an engagement, and how many more may be invited.
func (p *Portal) members(ctx context.Context, who identity.Caller, id string) ([]Member, int, error) {
	roster, err := p.Engagements.RosterOf(ctx, who, catalog, id)
	all := []Member{}
	for _, s := range roster.Seats {
		all = append(all, Member{Partner: Partner{s.Account, s.Company}, Joined: s.Joined, InvitedBy: s.InvitedBy})
	}
	return all, roster.Left, err
}

// sent are the invitations that the caller's partner sent to other partners, by the names that it knows them by.
func (p *Portal) sent(ctx context.Context, who identity.Caller, engagement string, connected []Partner) ([]InvitationSummary, error) {
	found, err := p.Engagements.ListInvitations(ctx, who, selling.ListEngagementInvitationsRequest{Catalog: catalog, ParticipantType: selling.ParticipantSender,
		EngagementIdentifier: []string{engagement}, MaxResults: 100})
	all := []InvitationSummary{}
	for _, i := range found.EngagementInvitationSummaries {
		s := p.invitation(i)
		if s.Receiver.ID == identity.AWS {
			continue // AWS answers with its review, which has a place of its own
		}
		if n := slices.IndexFunc(connected, func(c Partner) bool { return c.ID == s.Receiver.ID }); n >= 0 && s.Receiver.Name == "" {
			s.Receiver.Name = connected[n].Name
		}
		all = append(all, s)
	}
	return all, err
}

// snapshots are the latest copies that the other members publish.
func (p *Portal) snapshots(ctx context.Context, who identity.Caller, engagement string, members []Member) ([]PartnerSnapshot, error) {
	all := []PartnerSnapshot{}
	found, err := p.Snapshots.Associations(ctx, who, selling.ListEngagementResourceAssociationsRequest{Catalog: catalog, EngagementIdentifier: engagement, MaxResults: 100})
	if err != nil {
		return nil, err
	}
	for _, a := range found.EngagementResourceAssociationSummaries {
		if a.CreatedBy == who.Account {
			continue
		}
		s, err := p.Snapshots.Get(ctx, who, selling.GetResourceSnapshotRequest{Catalog: catalog, EngagementIdentifier: engagement, ResourceIdentifier: a.ResourceID,
			ResourceType: a.ResourceType, ResourceSnapshotTemplateIdentifier: selling.TemplateSummary})
		if err != nil {
			return nil, err
		}
		one := PartnerSnapshot{Partner: Partner{ID: a.CreatedBy}, Revision: s.Revision, At: moment(s.CreatedAt)}
		if n := slices.IndexFunc(members, func(m Member) bool { return m.ID == a.CreatedBy }); n >= 0 {
			one.Partner = members[n].Partner
		}
		if err := json.Unmarshal(s.Payload.OpportunitySummary, &one.View); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (p *Portal) share(ctx context.Context, who identity.Caller, in *shareIn) (Collaboration, error) {
	if _, err := p.Tasks.Share(ctx, who, catalog, in.ID, engagement.Sharing{Receivers: in.Body.Partners,
		Responsibilities: in.Body.Responsibilities, Message: in.Body.Message}); err != nil {
		return Collaboration{}, err
	}
	return p.partners(ctx, who, &recordIn{ID: in.ID})
}
