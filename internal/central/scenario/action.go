// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"context"
	"slices"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/review"
)

// An actor is somebody whom scenarios play.
type actor struct{ id, name string }

// The people of AWS.
const (
	reviewer = "reviewer"
	seller   = "seller"
	manager  = "account manager"
)

var actors = []actor{{reviewer, "AWS reviewer"}, {seller, "AWS seller"}, {manager, "AWS account manager"}}

// An action is something that an actor can do with a record.
type action struct {
	id    string
	says  string
	by    []string // actors
	takes []string // keys that a step may give
	needs []string // those of them that it must give
	some  bool     // it must give at least one
	do    func(ctx context.Context, r *Room, p part) error
}

// A part is one step on its way: who does it, with what, and what has to be stored with it.
type part struct {
	as     identity.Caller
	key    opportunity.Key
	given  Given
	finish opportunity.With // marks the step as done, in the transaction of what it does
}

func (p part) id() string { return p.key.ID() }

// sideKeys are what a step may say of AWS's side.
var sideKeys = []string{keyStage, keyCloseDate, keyNextSteps, keyLostReason, keyMotion, keyInvolvement, keyInvolvementReason, keyTeam, keyInsights}

// actions are all of them.
var actions = []action{
	{id: opportunity.ActionOpen, says: "begin the review", by: []string{reviewer}, do: decision(opportunity.ActionOpen)},
	{id: opportunity.ActionApprove, says: "approve", by: []string{reviewer}, takes: []string{keyComment}, do: decision(opportunity.ActionApprove)},
	{id: opportunity.ActionAsk, says: "ask the partner for action", by: []string{reviewer}, takes: []string{keyComment, keyReason},
		needs: []string{keyComment, keyReason}, do: decision(opportunity.ActionAsk)},
	{id: opportunity.ActionReject, says: "reject", by: []string{reviewer}, takes: []string{keyComment, keyReason}, needs: []string{keyReason},
		do: decision(opportunity.ActionReject)},
	{id: "judge", says: "approve what is complete, and ask for the rest in the words of the rules", by: []string{reviewer}, do: judge},
	{id: "side", says: "set AWS's side: stage, close date, next steps, lost reason, motion, involvement, team, insights",
		by: []string{reviewer, seller, manager}, takes: sideKeys, some: true, do: side},
}

func actionOf(id string) *action {
	i := slices.IndexFunc(actions, func(a action) bool { return a.id == id })
	if i < 0 {
		return nil
	}
	return &actions[i]
}

func decision(action string) func(context.Context, *Room, part) error {
	return func(ctx context.Context, r *Room, p part) error {
		_, err := r.Desk.Decide(ctx, p.as, p.key.Catalog, p.id(),
			opportunity.Decision{Action: action, Comment: p.given.Comment, Reason: p.given.Reason}, p.finish)
		return err
	}
}

func judge(ctx context.Context, r *Room, p part) error {
	d, err := r.Desk.Judge(ctx, p.as, p.key.Catalog, p.id())
	if err != nil {
		return err
	}
	_, err = r.Desk.Decide(ctx, p.as, p.key.Catalog, p.id(), d, p.finish)
	return err
}

// side changes what the step names, and leaves the rest of AWS's side as it is.
func side(ctx context.Context, r *Room, p part) error {
	f, err := r.Desk.Open(ctx, p.as, p.key.Catalog, p.id())
	if err != nil {
		return err
	}
	_, err = r.Desk.SetSide(ctx, p.as, p.key.Catalog, p.id(), p.given.onto(f.AsItIs(), r.DB.Clock().Now()), p.finish)
	return err
}

// onto puts what is given over a change of AWS's side.
func (g Given) onto(c review.SideChange, now time.Time) review.SideChange {
	for _, t := range []struct {
		to   *string
		text string
	}{{&c.NextSteps, g.NextSteps}, {&c.Motion, g.Motion}, {&c.Involvement, g.Involvement}, {&c.InvolvementReason, g.InvolvementReason},
		{&c.TargetCloseDate, g.closes(now)}} {
		if t.text != "" {
			*t.to = t.text
		}
	}
	if g.Stage != "" {
		c.Stage, c.ClosedLostReason = g.Stage, "" // a reason belongs to the stage that it comes with
	}
	if g.LostReason != "" {
		c.ClosedLostReason = g.LostReason
	}
	if g.Insights != nil {
		c.Insights = g.Insights
	}
	if len(g.Team) > 0 {
		c.Team = nil
	}
	for _, m := range g.Team {
		c.Team = append(c.Team, selling.AwsTeamMember{BusinessTitle: m.Title, FirstName: selling.OrNull(m.First), LastName: selling.OrNull(m.Last),
			Email: selling.OrNull(m.Email)})
	}
	return c
}

// closes is the close date: as it is given, or so long after today.
func (g Given) closes(now time.Time) string {
	if p, err := ParsePace(g.CloseDate); err == nil {
		return p.From(now, None).Format(time.DateOnly)
	}
	return g.CloseDate
}
