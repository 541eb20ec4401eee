// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"errors"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/review"
)

// atTheDesk is the first reviewer at the AWS desk.
func (b *Builder) atTheDesk(ctx context.Context) (identity.Caller, error) {
	users, err := b.Identity.Users(ctx, identity.AWS)
	if err != nil {
		return identity.Caller{}, err
	}
	for _, u := range users {
		if u.Role == identity.AWSReviewer {
			return b.Identity.CallerOf(ctx, u.ID)
		}
	}
	return identity.Caller{}, errors.New("nobody sits at the AWS desk")
}

// team are the people of AWS who join an approved deal.
var team = []selling.AwsTeamMember{
	{BusinessTitle: "AWSSalesRep", FirstName: new("Morgan"), LastName: new("Reyes"), Email: new("morgan.reyes@aws-desk.example")},
	{BusinessTitle: "PDM", FirstName: new("葵"), LastName: new("高橋"), Email: new("aoi.takahashi@aws-desk.example")},
}

// decide does what the AWS desk did.
func (b *Builder) decide(ctx context.Context, id string, s Step) error {
	d := opportunity.Decision{Action: s.What}
	switch s.What {
	case opportunity.ActionAsk:
		d.Comment, d.Reason = s.With, "Clarify Revenue"
	case opportunity.ActionReject:
		d.Reason = s.With
	}
	if _, err := b.Desk.Decide(ctx, b.reviewer, selling.CatalogAWS, id, d); err != nil {
		return err
	}
	if s.What != opportunity.ActionApprove {
		return nil
	}
	return b.say(ctx, id, "Introduce the AWS account team")
}

// say is the account manager who writes AWS's next step; the team stands beside it.
func (b *Builder) say(ctx context.Context, id, text string) error {
	_, err := b.Desk.SetSide(ctx, b.reviewer, selling.CatalogAWS, id, review.SideChange{NextSteps: text, Team: team})
	return err
}

// end is the account manager whose own deal is over: from then on the partner sees AWS's stage.
func (b *Builder) end(ctx context.Context, id, stage string) error {
	in := review.SideChange{Stage: stage, Team: team, TargetCloseDate: b.Clock.Now().UTC().Format(time.DateOnly)}
	if stage == rule.StageClosedLost {
		in.ClosedLostReason = "Other"
	}
	_, err := b.Desk.SetSide(ctx, b.reviewer, selling.CatalogAWS, id, in)
	return err
}
