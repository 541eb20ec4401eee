// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A LeadShare is a lead that the AWS desk shares with a partner.
type LeadShare struct {
	Catalog            string
	Partner            string // account
	Title, Description string // of the engagement; at most 40 and 255 characters are kept
	Message            string
	Lead               selling.Lead
}

// ShareLeadOf is ShareLead of a lead as the API takes it in a context: it is held against AWS's model first.
func (r *Room) ShareLeadOf(ctx context.Context, c identity.Caller, in LeadShare, lead doc.Doc, with ...With) (id string, err error) {
	if err := desk(c, in.Catalog); err != nil {
		return "", err
	}
	var broken []catalogue.Violation
	if in.Lead, broken, err = leadOf(in.Catalog, lead); err != nil {
		return "", err
	}
	if len(broken) > 0 {
		return "", fault.Malformed(broken...)
	}
	return r.ShareLead(ctx, c, in, with...)
}

// leadOf reads a lead as the API takes it in a context, and says what AWS's model has against it.
func leadOf(catalog string, lead doc.Doc) (l selling.Lead, broken []catalogue.Violation, err error) {
	asked := doc.Doc{"Catalog": catalog, "ClientToken": "desk", "EngagementIdentifier": "eng-00000000000000", "Type": selling.ContextLead,
		"Payload": doc.Doc{"Lead": lead}}
	if broken = under("Payload.Lead", "Lead", catalogue.CheckRequest("CreateEngagementContext", asked)); len(broken) > 0 {
		return l, broken, nil
	}
	if err := json.Unmarshal(doc.Append(nil, lead), &l); err != nil {
		return l, nil, fmt.Errorf("a lead passed the checks of the model, and cannot be read: %w", err)
	}
	return l, nil, nil
}

// CheckLead is all for which ShareLeadOf would refuse a lead, whoever the partner is. Places are below Lead.
func CheckLead(catalog string, lead doc.Doc) ([]catalogue.Violation, error) {
	l, broken, err := leadOf(catalog, lead)
	if len(broken) > 0 || err != nil {
		return broken, err
	}
	_, broken = shareable(l)
	return broken, nil
}

// shareable is a lead as the context of AWS's engagement, and what is wrong with it.
func shareable(lead selling.Lead) (p selling.ContextPayload, broken []catalogue.Violation) {
	p, broken = proposed("", selling.ContextLead, &selling.ContextPayload{Lead: &lead})
	if len(lead.Interactions) == 0 {
		broken = append(broken, withoutInteraction())
	}
	return p, broken
}

// ShareLead has AWS share a lead with a partner, and answers the identifier of the invitation. Until it is accepted the
// partner learns the title of the contact, and no more of the person.
func (r *Room) ShareLead(ctx context.Context, c identity.Caller, in LeadShare, with ...With) (id string, err error) {
	if err := desk(c, in.Catalog); err != nil {
		return "", err
	}
	if broken := Wording(in.Message, nil); len(broken) > 0 {
		return "", fault.Malformed(broken...)
	}
	in.Title = cmp.Or(in.Title, in.Lead.Customer.CompanyName)
	p, broken := shareable(in.Lead)
	if len(broken) > 0 {
		return "", fault.Broken(broken...)
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := known(tx, in.Partner); err != nil {
			return err
		}
		e := &engagement{catalog: in.Catalog, title: in.Title, description: in.Description, creator: identity.AWS}
		if err := r.start(tx, e, []selling.ContextPayload{p}); err != nil {
			return err
		}
		company, err := companyOf(tx, in.Partner)
		if err != nil {
			return err
		}
		i := &Invitation{Catalog: in.Catalog, Engagement: e.id, Sender: identity.AWS, Receiver: in.Partner, alias: company, title: e.title,
			description: e.description, message: in.Message, PayloadType: selling.PayloadLead}
		o := offer{Payload: selling.InvitationPayload{LeadInvitation: introduced(in.Lead)}}
		if in.Lead.Insights != nil {
			o.Enrichment = &selling.EnrichmentContext{LeadInsights: in.Lead.Insights}
		}
		if err := r.send(tx, i, o); err != nil {
			return err
		}
		id = i.ID
		return Along(tx, id, with)
	})
	return id, err
}

// introduced is what of a lead an invitation says: the company and its last interaction, without the person.
func introduced(lead selling.Lead) *selling.LeadInvitation {
	last := lead.Interactions[len(lead.Interactions)-1]
	l := &selling.LeadInvitation{
		Customer: selling.LeadInvitationCustomer{AwsMaturity: lead.Customer.AwsMaturity, CompanyName: lead.Customer.CompanyName,
			Industry: lead.Customer.Industry, MarketSegment: lead.Customer.MarketSegment, WebsiteURL: lead.Customer.WebsiteURL},
		Interaction: selling.LeadInvitationInteraction{ContactBusinessTitle: last.Contact.BusinessTitle, SourceID: last.SourceID,
			SourceName: last.SourceName, SourceType: last.SourceType, Usecase: last.Usecase},
	}
	if lead.Customer.Address != nil {
		l.Customer.CountryCode = lead.Customer.Address.CountryCode
	}
	return l
}
