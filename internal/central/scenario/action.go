// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"context"
	"slices"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/central/review"
	"cosell/internal/sqldb"
)

// An actor is somebody whom scenarios play.
type actor struct {
	id, name string
	side     side
}

// A side says for whom an actor acts.
type side int

// The sides. The zero value is nobody's.
const (
	_         side = iota
	ofAWS          // for AWS
	ofPartner      // for the partner whose scene it is
	ofOther        // for the other partner of an invitation or a connection
)

// The people of AWS.
const (
	reviewer = "reviewer"
	seller   = "seller"
	manager  = "account manager"
)

// The partners, whose names are those of their accounts.
const (
	partner = "partner"
	other   = "other partner"
)

var actors = []actor{{reviewer, "AWS reviewer", ofAWS}, {seller, "AWS seller", ofAWS}, {manager, "AWS account manager", ofAWS},
	{partner, "", ofPartner}, {other, "", ofOther}}

// An action is something that an actor can do in a scene.
type action struct {
	id    string
	says  string
	with  kind                // what the scene has to be about, one of several
	makes kind                // what it is about afterwards, too
	by    []string            // actors
	takes []string            // keys that a step may give
	needs []string            // those of them that it must give
	some  bool                // it must give at least one
	of    map[string][]string // what keys may say, where it differs from choices
	do    func(ctx context.Context, r *Room, p part) (made, error)
}

// A part is one step on its way: who does it, with what, and what has to be stored with it.
type part struct {
	job    stepJob
	as     identity.Caller
	key    opportunity.Key
	entity string
	given  Given
	once   string                      // names an act that is no step of a run
	finish func(*sqldb.Tx, made) error // marks the step as done, in the transaction of what it does
}

// done is finish beside a change of the record.
func (p part) done(tx *sqldb.Tx, _ *opportunity.Record) error { return p.finish(tx, made{}) }

func (p part) id() string { return p.key.ID() }

// sideKeys are what a step may say of AWS's side.
var sideKeys = []string{keyStage, keyCloseDate, keyNextSteps, keyLostReason, keyMotion, keyInvolvement, keyInvolvementReason, keyTeam, keyInsights}

// people and partners are who may do something.
var (
	people   = []string{reviewer, seller, manager}
	partners = []string{partner, other}
)

// actions are all of them.
var actions = []action{
	{id: opportunity.ActionOpen, says: "begin the review", with: aDeal, by: []string{reviewer}, do: decision(opportunity.ActionOpen)},
	{id: opportunity.ActionApprove, says: "approve", with: aDeal, by: []string{reviewer}, takes: []string{keyComment}, do: decision(opportunity.ActionApprove)},
	{id: opportunity.ActionAsk, says: "ask the partner for action", with: aDeal, by: []string{reviewer}, takes: []string{keyComment, keyReason},
		needs: []string{keyComment, keyReason}, do: decision(opportunity.ActionAsk)},
	{id: opportunity.ActionReject, says: "reject", with: aDeal, by: []string{reviewer}, takes: []string{keyComment, keyReason}, needs: []string{keyReason},
		do: decision(opportunity.ActionReject)},
	{id: "judge", says: "approve what is complete, and ask for the rest in the words of the rules", with: aDeal, by: []string{reviewer}, do: judge},
	{id: "side", says: "set AWS's side: stage, close date, next steps, lost reason, motion, involvement, team, insights", with: aDeal,
		by: people, takes: sideKeys, some: true, do: setSide},
	{id: "refer", says: "refer an opportunity of AWS to the partner", with: aPartner, makes: anOffer, by: people,
		takes: []string{keyOpportunity, keyCloseDate, keyMessage, keyTeam}, needs: []string{keyOpportunity}, do: refer},
	{id: "share lead", says: "share a lead of AWS with the partner", with: aPartner, makes: anOffer, by: people,
		takes: []string{keyLead, keyMessage}, needs: []string{keyLead}, do: shareLead},

	{id: "accept", says: "accept an invitation, to an engagement or to be connected", with: anOffer | aRequest, makes: aDeal | aConnection, by: partners, do: accept},
	{id: "decline", says: "reject an invitation; one to an opportunity needs a reason", with: anOffer | aRequest, by: partners, takes: []string{keyReason},
		of: map[string][]string{keyReason: values("rejection_reason")}, do: decline},
	{id: "qualify", says: "set the status of an accepted lead; with an action, an interaction with the contact or with who was met last is kept", with: anOffer,
		by: []string{partner}, takes: []string{keyStatus, keyAction, keyContact}, needs: []string{keyStatus},
		of: map[string][]string{keyStatus: values("lead_qualification_status")}, do: qualify},
	{id: "convert", says: "make an opportunity of an accepted lead", with: anOffer, makes: aDeal, by: []string{partner}, do: convert},
	{id: "invite", says: "invite another partner to the opportunity", with: aDeal, makes: anOffer | another, by: []string{partner},
		takes: []string{keyPartner, keyMessage}, needs: []string{keyPartner, keyMessage}, do: invite},
	{id: "update", says: "change the partner's own opportunity: stage, close date, next steps", with: aDeal, by: []string{partner},
		takes: []string{keyStage, keyCloseDate, keyNextSteps, keyLostReason}, some: true,
		of: map[string][]string{keyStage: listing.Stages, keyLostReason: values("closed_lost_reason")}, do: revise},
	{id: "connect", says: "ask another partner to be connected", with: aPartner, makes: aRequest | another, by: []string{partner},
		takes: []string{keyPartner, keyMessage}, needs: []string{keyPartner, keyMessage}, do: connect},
	{id: "withdraw", says: "take a request to be connected back", with: aRequest, by: partners, do: withdraw},
	{id: "disconnect", says: "end the connection", with: aConnection, by: partners, takes: []string{keyReason}, needs: []string{keyReason},
		of: map[string][]string{keyReason: nil}, do: disconnect},
}

// choices are what keys may say, by the key; a key that is not here, or has no list, takes any text.
var choices = map[string][]string{keyReason: values("review_status_reason"), keyStage: values("aws_stage"), keyLostReason: values("aws_closed_lost_reason")}

// mayBe is what a key of the action may say.
func (a *action) mayBe(key string) []string {
	if a != nil {
		if own, differs := a.of[key]; differs {
			return own
		}
	}
	return choices[key]
}

// kinds are what a scene of this subject is about.
func (s subject) kinds() kind {
	k := aPartner
	if s.Number != 0 {
		k |= aDeal
	}
	switch {
	case strings.HasPrefix(s.entity, account.InvitationPrefix):
		k |= aRequest
	case strings.HasPrefix(s.entity, account.ConnectionPrefix):
		k |= aConnection
	case s.entity != "":
		k |= anOffer
	}
	return k
}

// suits refuses an action on something that is not there, such as the review of a lead that was not converted.
func (a *action) suits(s subject) error {
	if a.with&s.kinds() != 0 {
		return nil
	}
	return fault.Broken(catalogue.Violation{Field: "do", Path: "do", At: "do", Code: catalogue.InvalidResourceState, Rule: "scenario-subject", Value: a.id,
		Message: "The scene has nothing to " + a.id + " here", MessageJA: "この場面には " + a.id + " の対象がありません。",
		FixEN: "Begin the scene with an event that is about such a thing.", FixJA: "対象となるイベントから場面を開始してください。"})
}

func actionOf(id string) *action {
	i := slices.IndexFunc(actions, func(a action) bool { return a.id == id })
	if i < 0 {
		return nil
	}
	return &actions[i]
}

func decision(action string) func(context.Context, *Room, part) (made, error) {
	return func(ctx context.Context, r *Room, p part) (made, error) {
		_, err := r.Desk.Decide(ctx, p.as, p.key.Catalog, p.id(),
			opportunity.Decision{Action: action, Comment: p.given.Comment, Reason: p.given.Reason}, p.done)
		return made{}, err
	}
}

func judge(ctx context.Context, r *Room, p part) (made, error) {
	d, err := r.Desk.Judge(ctx, p.as, p.key.Catalog, p.id())
	if err != nil {
		return made{}, err
	}
	_, err = r.Desk.Decide(ctx, p.as, p.key.Catalog, p.id(), d, p.done)
	return made{}, err
}

// setSide changes what the step names, and leaves the rest of AWS's side as it is.
func setSide(ctx context.Context, r *Room, p part) (made, error) {
	f, err := r.Desk.Open(ctx, p.as, p.key.Catalog, p.id())
	if err != nil {
		return made{}, err
	}
	_, err = r.Desk.SetSide(ctx, p.as, p.key.Catalog, p.id(), p.given.onto(f.AsItIs(), r.DB.Clock().Now()), p.done)
	return made{}, err
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
