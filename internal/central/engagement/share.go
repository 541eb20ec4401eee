// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"encoding/json"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// mostReceivers is how many partners may be invited at once. Source: reference 17.
const mostReceivers = 9

// A Sharing is an opportunity that its partner shares with others.
type Sharing struct {
	Receivers        []string // accounts
	Responsibilities []string // of all receivers
	Message          string
}

// Share invites partners into the engagement of an opportunity, which is made where there is none yet. It answers the
// engagement and the identifiers of the invitations: either all are sent or none. Source: reference 10.5.
func (r *Room) Share(tx *sqldb.Tx, c identity.Caller, rec *opportunity.Record, s Sharing) (engagement string, invitations []string, err error) {
	offered, missing := offered(rec.Doc)
	if broken := append(lacks(missing, "sharing-complete", "is required before the opportunity is shared", "はオポチュニティの共有前に必須です。"),
		s.broken()...); len(broken) > 0 {
		return "", nil, fault.Broken(broken...)
	}
	offered.ReceiverResponsibilities = s.Responsibilities
	if offered.SenderContacts = team(rec.Doc); len(offered.SenderContacts) == 0 && c.Email != "" {
		offered.SenderContacts = []selling.SenderContact{{Email: c.Email, FirstName: selling.OrNull(c.Name)}}
	}
	requests := make([]selling.CreateEngagementInvitationRequest, len(s.Receivers))
	for n, account := range s.Receivers {
		requests[n] = selling.CreateEngagementInvitationRequest{Catalog: rec.Catalog, Invitation: selling.Invitation{Message: s.Message,
			Receiver: selling.Receiver{Account: &selling.AccountReceiver{AwsAccountID: account}},
			Payload:  selling.InvitationPayload{OpportunityInvitation: offered}}}
		if broken := misshapen(requests[n]); len(broken) > 0 {
			return "", nil, fault.Malformed(broken...)
		}
	}
	e, _, err := r.host(tx, rec)
	if err != nil {
		return "", nil, err
	}
	for _, request := range requests {
		request.EngagementIdentifier = e.id
		i, err := r.post(tx, c, request)
		if err != nil {
			return "", nil, err
		}
		invitations = append(invitations, i.ID)
	}
	return e.id, invitations, nil
}

// broken says what is wrong with the number of receivers.
func (s Sharing) broken() []catalogue.Violation {
	switch n := len(s.Receivers); {
	case n == 0:
		return []catalogue.Violation{violation(receiverPath, catalogue.RequiredFieldMissing, "sharing-receivers", "", "names nobody", "が指定されていません。",
			"Choose a partner.", "パートナーを選択してください。")}
	case n > mostReceivers:
		return []catalogue.Violation{violation(receiverPath, catalogue.TooManyValues, "sharing-receivers", number(n), "are more partners than may be invited at once",
			"に、一度に招待できる数を超えるパートナーが指定されています。", "Choose at most 9 partners.", "パートナーは 9 社までにしてください。")}
	}
	return nil
}

// misshapen holds a request against AWS's model, as the request of a program is held.
func misshapen(in selling.CreateEngagementInvitationRequest) []catalogue.Violation {
	in.ClientToken, in.EngagementIdentifier = "page", "eng-00000000000000" // which the page does not choose
	text, err := json.Marshal(in)
	if err != nil {
		panic(err) // a struct of texts and numbers
	}
	d, err := doc.Parse(text)
	if err != nil {
		panic(err)
	}
	return catalogue.CheckRequest("CreateEngagementInvitation", d)
}
