// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"encoding/json"
	"fmt"

	"cosell/internal/aws/selling"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// A notice is what of an event says whom and what it is about.
type notice struct {
	Catalog string `json:"catalog"`
	Offer   struct {
		ID          string `json:"id"`
		Engagement  string `json:"engagementId"`
		Sender      string `json:"senderAccountId"`
		Receiver    string `json:"receiverAccountId"`
		As          string `json:"participantType"` // what the account of the event is
		PayloadType string `json:"payloadType"`
	} `json:"engagementInvitation"`
	Request struct {
		ID string `json:"id"`
	} `json:"connectionInvitation"`
	Connection struct {
		ID string `json:"id"`
		By string `json:"canceledBy"`
	} `json:"connection"`

	asks  bool   // the account sent the request to be connected
	other string // the other partner
}

func (n *notice) sent() bool { return n.Offer.As == selling.ParticipantSender }

func (n *notice) shared() bool { return n.sent() && n.Offer.Receiver != identity.AWS }

func (n *notice) received() bool { return n.Offer.As == selling.ParticipantReceiver }

func (n *notice) fromPartner() bool { return n.received() && n.Offer.Sender != identity.AWS }

func (n *notice) referral() bool {
	return n.received() && n.Offer.Sender == identity.AWS && n.Offer.PayloadType == selling.PayloadOpportunity
}

func (n *notice) lead() bool {
	return n.received() && n.Offer.Sender == identity.AWS && n.Offer.PayloadType == selling.PayloadLead
}

// asked holds for the side that sent the request: both sides are told of an answer, and one scene is begun.
func (n *notice) asked() bool { return n.asks }

// published begins the scenes that an event triggers.
func (r *Room) published(tx *sqldb.Tx, e event.Event) error {
	var scripts []Script
	var n *notice
	for i := range triggers {
		t := &triggers[i]
		if t.event != e.DetailType || e.DetailType == "" {
			continue
		}
		if n == nil {
			var err error
			if scripts, err = r.playing(tx); err != nil || len(scripts) == 0 {
				return err
			}
			if n, err = r.read(tx, e); err != nil {
				return err
			}
		}
		if t.of != nil && !t.of(n) {
			continue
		}
		s, err := r.subjectOf(tx, e.Account, n)
		if err != nil {
			return err
		}
		if err := r.cue(tx, scripts, t.id, "", s); err != nil {
			return err
		}
	}
	return nil
}

// read reads an event, and finds out who the other partner is.
func (r *Room) read(tx *sqldb.Tx, e event.Event) (*notice, error) {
	text, err := json.Marshal(e.Detail)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", e.DetailType, err)
	}
	n := &notice{}
	if err := json.Unmarshal(text, n); err != nil {
		return nil, fmt.Errorf("read %s: %w", e.DetailType, err)
	}
	switch {
	case n.sent():
		n.other = n.Offer.Receiver
	case n.received():
		n.other = n.Offer.Sender
	case n.Connection.By != "":
		n.other = n.Connection.By
	case n.Request.ID != "":
		p, err := r.Connections.PartOf(tx, n.Catalog, e.Account, n.Request.ID)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", e.DetailType, err)
		}
		n.asks, n.other = p.Sends, p.Other
	}
	return n, nil
}

// subjectOf is what a scene of an event is about. Its title is that of the opportunity, else of the invitation; of a
// connection it is the other partner's name.
func (r *Room) subjectOf(tx *sqldb.Tx, account string, n *notice) (s subject, err error) {
	s = subject{Key: opportunity.Key{Account: account, Catalog: n.Catalog}, other: n.other}
	if n.Offer.ID == "" {
		s.entity = n.Request.ID
		if n.Connection.ID != "" {
			s.entity = n.Connection.ID
		}
		p, err := identity.Of(tx, n.other)
		s.title = p.Name
		return s, err
	}
	s.entity = n.Offer.ID
	if n.sent() {
		k, found, err := r.Engagements.Resource(tx, n.Catalog, n.Offer.Engagement, account)
		if err != nil {
			return s, err
		}
		if found {
			s.Key = k
			s.title, err = opportunity.TitleOf(tx, k)
			return s, err
		}
	}
	i, err := r.Engagements.Known(tx, account, n.Catalog, n.Offer.ID)
	if fault.Is(err, fault.NotFound) {
		return s, nil
	}
	if err == nil {
		s.title = i.Title()
	}
	return s, err
}
