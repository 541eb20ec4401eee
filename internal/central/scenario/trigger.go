// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// A kind is what a scene is about. A scene may be about several at once, and gets more by its steps.
type kind uint8

const (
	aPartner    kind = 1 << iota // who is part of every scene
	anOffer                      // an invitation to an engagement
	aDeal                        // an opportunity
	aRequest                     // an invitation to be connected
	aConnection                  // two partners who are connected
	another                      // the other partner
)

// A trigger is something that begins a scene: a step of a record's life, or an event on a partner's bus.
type trigger struct {
	id    string
	says  string
	about kind
	fires func(opportunity.Happening) bool // nil: it is an event, or the start of the scenario
	event string                           // detail-type
	of    func(*notice) bool               // which of those events
}

// started is the trigger of the scenario's own start: once for each partner that it is about.
const started = "started"

// triggers are all of them. Source: reference 3.2, 3.3, 5, 14.2, 14.3.
var triggers = []trigger{
	{id: started, says: "the scenario is started; it is played once for each partner that it is about", about: aPartner},

	{id: "created", says: "a partner creates an opportunity", about: aDeal, fires: func(h opportunity.Happening) bool { return h.Before == nil }},
	{id: "submitted", says: "a partner hands an opportunity in for the first time", about: aDeal, fires: func(h opportunity.Happening) bool {
		return moved(rule.ReviewPending, rule.ReviewSubmitted)(h) && !h.After.Follows // what follows was handed in by another
	}},
	{id: "answered", says: "a partner answers a request for action", about: aDeal, fires: moved(rule.ReviewActionRequired, rule.ReviewSubmitted)},
	{id: "opened", says: "the review begins", about: aDeal, fires: moved("", rule.ReviewInReview)},
	{id: "action required", says: "the reviewer asks for action", about: aDeal, fires: moved("", rule.ReviewActionRequired)},
	{id: "approved", says: "the reviewer approves", about: aDeal, fires: moved("", rule.ReviewApproved)},
	{id: "rejected", says: "the reviewer rejects", about: aDeal, fires: moved("", rule.ReviewRejected)},
	{id: stageChanged, says: "the partner moves the stage; a stage may be named", about: aDeal, fires: func(h opportunity.Happening) bool {
		return h.Before != nil && h.Before.Stage() != h.After.Stage()
	}},

	{id: "invitation sent", says: "the partner invites AWS or another partner to an engagement", about: anOffer | aDeal, event: awsevent.TypeInvitationCreated, of: (*notice).sent},
	{id: "invitation accepted", says: "the partner's invitation is accepted", about: anOffer | aDeal, event: awsevent.TypeInvitationAccepted, of: (*notice).sent},
	{id: "invitation rejected", says: "the partner's invitation is rejected", about: anOffer | aDeal, event: awsevent.TypeInvitationRejected, of: (*notice).sent},
	{id: "invitation expired", says: "nobody answers the partner's invitation in time", about: anOffer | aDeal, event: awsevent.TypeInvitationExpired, of: (*notice).sent},
	{id: "invitation received", says: "another partner invites the partner to an engagement", about: anOffer | another, event: awsevent.TypeInvitationCreated, of: (*notice).fromPartner},

	{id: "share sent", says: "the partner invites another partner to an engagement", about: anOffer | aDeal | another, event: awsevent.TypeInvitationCreated, of: (*notice).shared},
	{id: "share accepted", says: "another partner accepts the partner's invitation", about: anOffer | aDeal | another, event: awsevent.TypeInvitationAccepted, of: (*notice).shared},
	{id: "share rejected", says: "another partner rejects the partner's invitation", about: anOffer | aDeal | another, event: awsevent.TypeInvitationRejected, of: (*notice).shared},
	{id: "share expired", says: "another partner lets the partner's invitation pass", about: anOffer | aDeal | another, event: awsevent.TypeInvitationExpired, of: (*notice).shared},

	{id: "referral received", says: "AWS refers an opportunity to the partner", about: anOffer, event: awsevent.TypeInvitationCreated, of: (*notice).referral},
	{id: "referral accepted", says: "the partner accepts AWS's referral", about: anOffer, event: awsevent.TypeInvitationAccepted, of: (*notice).referral},
	{id: "referral rejected", says: "the partner rejects AWS's referral", about: anOffer, event: awsevent.TypeInvitationRejected, of: (*notice).referral},
	{id: "referral expired", says: "the partner lets AWS's referral pass", about: anOffer, event: awsevent.TypeInvitationExpired, of: (*notice).referral},

	{id: "lead received", says: "AWS shares a lead with the partner", about: anOffer, event: awsevent.TypeInvitationCreated, of: (*notice).lead},
	{id: "lead accepted", says: "the partner accepts AWS's lead", about: anOffer, event: awsevent.TypeInvitationAccepted, of: (*notice).lead},
	{id: "lead rejected", says: "the partner rejects AWS's lead", about: anOffer, event: awsevent.TypeInvitationRejected, of: (*notice).lead},
	{id: "lead expired", says: "the partner lets AWS's lead pass", about: anOffer, event: awsevent.TypeInvitationExpired, of: (*notice).lead},

	{id: "connection invited", says: "another partner asks the partner to be connected", about: aRequest | another, event: awsevent.TypeConnectionInvitationReceived},
	{id: "connection accepted", says: "the partner's request to be connected is accepted", about: aConnection | another, event: awsevent.TypeConnectionInvitationAccepted, of: (*notice).asked},
	{id: "connection rejected", says: "the partner's request to be connected is rejected", about: another, event: awsevent.TypeConnectionInvitationRejected},
	{id: "connection withdrawn", says: "another partner takes its request to be connected back", about: another, event: awsevent.TypeConnectionInvitationCancelled},
	{id: "connection expired", says: "nobody answers the partner's request to be connected in time", about: another, event: awsevent.TypeConnectionInvitationExpired, of: (*notice).asked},
	{id: "connection cancelled", says: "another partner ends the connection", about: another, event: awsevent.TypeConnectionCancelled},
}

// stageChanged is the trigger that a stage may be named with.
const stageChanged = "stage changed"

// moved fires when the review status becomes another; from nothing is from any.
func moved(from, to string) func(opportunity.Happening) bool {
	return func(h opportunity.Happening) bool {
		return h.Before != nil && h.Before.Review() != to && h.After.Review() == to && (from == "" || h.Before.Review() == from)
	}
}

func triggerOf(id string) *trigger {
	for i := range triggers {
		if triggers[i].id == id {
			return &triggers[i]
		}
	}
	return nil
}

// happened begins the scenes that a step of a record's life triggers, in its transaction.
func (r *Room) happened(tx *sqldb.Tx, h opportunity.Happening) error {
	var scripts []Script
	for i := range triggers {
		t := &triggers[i]
		if t.fires == nil || !t.fires(h) {
			continue
		}
		if scripts == nil {
			all, err := r.playing(tx)
			if err != nil || len(all) == 0 {
				return err
			}
			scripts = all
		}
		s := subject{Key: h.After.Key, title: doc.Text(h.After.Doc, catalogue.PathTitle)}
		if err := r.cue(tx, scripts, t.id, h.After.Stage(), s); err != nil {
			return err
		}
	}
	return nil
}

// cue has the first scenario that takes the record, and has a scene for what happened, begin it.
func (r *Room) cue(tx *sqldb.Tx, scripts []Script, when, stage string, s subject) error {
	for i := range scripts {
		script := &scripts[i]
		scene := script.scene(when, stage)
		if scene == nil || !script.For.takes(script.Name, s) {
			continue
		}
		taken, err := script.casts(tx, s)
		if err != nil {
			return err
		}
		if taken {
			return r.begin(tx, script, scene, s)
		}
	}
	return nil
}

func (s *Script) scene(when, stage string) *Scene {
	for i := range s.Scenes {
		if c := &s.Scenes[i]; c.When == when && (c.Stage == "" || c.Stage == stage) {
			return c
		}
	}
	return nil
}

// open begins the scene of a scenario's own start, for each partner that it is about.
func (r *Room) open(tx *sqldb.Tx, script *Script, partners []identity.Partner) error {
	scene := script.scene(started, "")
	if scene == nil {
		return nil
	}
	for _, p := range partners {
		s := subject{Key: opportunity.Key{Account: p.Account, Catalog: selling.CatalogAWS}, title: p.Name}
		if script.For.Catalog != "" {
			s.Catalog = script.For.Catalog
		}
		anyTitle := script.For
		anyTitle.title = nil // which is that of records
		if !anyTitle.takes(script.Name, s) {
			continue
		}
		if err := r.begin(tx, script, scene, s); err != nil {
			return err
		}
	}
	return nil
}
