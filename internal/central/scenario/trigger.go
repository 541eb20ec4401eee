// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"encoding/json"
	"fmt"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/central/event"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// A trigger is something that begins a scene: a step of a record's life, or an event on a partner's bus.
type trigger struct {
	id    string
	says  string
	fires func(opportunity.Happening) bool // nil: it is an event
	event string                           // detail-type
}

// triggers are all of them. Source: reference 3.2, 3.3, 14.3.
var triggers = []trigger{
	{id: "created", says: "a partner creates an opportunity", fires: func(h opportunity.Happening) bool { return h.Before == nil }},
	{id: "submitted", says: "a partner hands an opportunity in for the first time", fires: func(h opportunity.Happening) bool {
		return moved(rule.ReviewPending, rule.ReviewSubmitted)(h) && !h.After.Follows // what follows was handed in by another
	}},
	{id: "answered", says: "a partner answers a request for action", fires: moved(rule.ReviewActionRequired, rule.ReviewSubmitted)},
	{id: "opened", says: "the review begins", fires: moved("", rule.ReviewInReview)},
	{id: "action required", says: "the reviewer asks for action", fires: moved("", rule.ReviewActionRequired)},
	{id: "approved", says: "the reviewer approves", fires: moved("", rule.ReviewApproved)},
	{id: "rejected", says: "the reviewer rejects", fires: moved("", rule.ReviewRejected)},
	{id: stageChanged, says: "the partner moves the stage; a stage may be named", fires: func(h opportunity.Happening) bool {
		return h.Before != nil && h.Before.Stage() != h.After.Stage()
	}},
	{id: "invitation sent", says: "the partner's invitation to an engagement is sent", event: awsevent.TypeInvitationCreated},
	{id: "invitation accepted", says: "the partner's invitation is accepted", event: awsevent.TypeInvitationAccepted},
	{id: "invitation rejected", says: "the partner's invitation is rejected", event: awsevent.TypeInvitationRejected},
	{id: "invitation expired", says: "nobody answers the partner's invitation in time", event: awsevent.TypeInvitationExpired},
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
		s := subject{h.After.Key, doc.Text(h.After.Doc, catalogue.PathTitle)}
		if err := r.cue(tx, scripts, t.id, h.After.Stage(), s); err != nil {
			return err
		}
	}
	return nil
}

// published begins the scenes that an event triggers: one about an invitation that a partner sent with an opportunity.
func (r *Room) published(tx *sqldb.Tx, e event.Event) error {
	for i := range triggers {
		if triggers[i].event != e.DetailType || e.DetailType == "" {
			continue
		}
		scripts, err := r.playing(tx)
		if err != nil || len(scripts) == 0 {
			return err
		}
		s, found, err := r.invited(tx, e)
		if err != nil || !found {
			return err
		}
		return r.cue(tx, scripts, triggers[i].id, "", s)
	}
	return nil
}

// sender is how an event says that it is about an invitation of the account's own.
const sender = "SENDER"

// invited is the opportunity whose engagement an event's invitation is to.
func (r *Room) invited(tx *sqldb.Tx, e event.Event) (s subject, found bool, err error) {
	text, err := json.Marshal(e.Detail)
	if err != nil {
		return s, false, fmt.Errorf("read %s: %w", e.DetailType, err)
	}
	var detail struct {
		Catalog    string `json:"catalog"`
		Invitation struct {
			Engagement      string `json:"engagementId"`
			ParticipantType string `json:"participantType"`
		} `json:"engagementInvitation"`
	}
	if err := json.Unmarshal(text, &detail); err != nil {
		return s, false, fmt.Errorf("read %s: %w", e.DetailType, err)
	}
	if detail.Invitation.ParticipantType != sender {
		return s, false, nil
	}
	if s.Key, found, err = r.Engagements.Resource(tx, detail.Catalog, detail.Invitation.Engagement, e.Account); err != nil || !found {
		return s, false, err
	}
	s.title, err = opportunity.TitleOf(tx, s.Key)
	return s, err == nil, err
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
