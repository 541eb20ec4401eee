// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
)

// A Qualification is what a partner makes of a lead that it has accepted. With an action it keeps one more interaction, with
// a person of the lead.
type Qualification struct {
	Catalog, Engagement, Context string

	Version string // the engagement's ModifiedAt that it was decided on; empty: any
	Status  string // one of Qualifications, or another of AWS's values
	Action  string // what the customer does next; empty keeps no interaction
	Contact string // mail address of the person whom it is about; empty: who was met last
	Reason  string // for the partner's own history of the lead
}

// Qualify sets the status of a lead.
func (r *Room) Qualify(ctx context.Context, c identity.Caller, in Qualification) (out selling.EngagementContextResponse, err error) {
	if n := len([]rune(in.Reason)); n > longestAction {
		return out, fault.Broken(violation("Reason", catalogue.InvalidStringFormat, "lead-reason", catalogue.Shown(in.Reason, false),
			"is longer than "+number(longestAction)+" characters", "は "+number(longestAction)+" 文字以内で入力してください。", "Shorten it.", "短くしてください。"))
	}
	return r.changeLead(ctx, c, leadChange{catalog: in.Catalog, engagement: in.Engagement, context: in.Context, version: in.Version,
		action: LeadActionStatus, comment: in.Reason}, func(lead *selling.Lead) (*selling.LeadChange, error) {
		change := &selling.LeadChange{Customer: lead.Customer, QualificationStatus: &in.Status}
		var broken []catalogue.Violation
		if change.Interaction, broken = in.interaction(lead); len(broken) > 0 {
			return nil, fault.Broken(broken...)
		}
		return change, nil
	})
}

// longestAction is how long the customer's action may be. Source: model, CustomerAction.
const longestAction = 255

// interaction is the one that a qualification keeps; nil for none.
func (in Qualification) interaction(lead *selling.Lead) (*selling.LeadInteraction, []catalogue.Violation) {
	met, found := lastMet(lead, in.Contact)
	if !found && (in.Contact != "" || in.Action != "") {
		return nil, []catalogue.Violation{violation("Contact", catalogue.InvalidValue, "lead-contact", catalogue.Hidden, "is nobody whom the lead names", "はこのリードの担当者ではありません。",
			"Choose one of the people of the lead, by mail address.", "リードに登録されている担当者のメールアドレスを指定してください。")}
	}
	if in.Action == "" {
		return nil, nil
	}
	if n := len([]rune(in.Action)); n > longestAction {
		return nil, []catalogue.Violation{violation("Action", catalogue.InvalidStringFormat, "lead-action", catalogue.Shown(in.Action, false), "is longer than "+number(longestAction)+" characters",
			"は "+number(longestAction)+" 文字以内で入力してください。", "Shorten it.", "短くしてください。")}
	}
	return &selling.LeadInteraction{Contact: met.Contact, CustomerAction: &in.Action, SourceType: met.SourceType, SourceID: met.SourceID,
		SourceName: met.SourceName, Usecase: met.Usecase}, nil
}

// lastMet is the latest interaction with a person of the lead, or with anybody for no address. Of two at the same time, and
// of those without one, the later entry counts.
func lastMet(lead *selling.Lead, email string) (last selling.LeadInteraction, found bool) {
	var at time.Time
	for _, met := range lead.Interactions {
		if email != "" && !strings.EqualFold(met.Contact.Email, email) {
			continue
		}
		var when time.Time
		if met.InteractionDate != nil {
			if t, err := selling.ParseTimestamp(*met.InteractionDate); err == nil {
				when = t
			}
		}
		if !found || !when.Before(at) {
			last, at, found = met, when, true
		}
	}
	return last, found
}

// Qualifications are the statuses that a person chooses from for a lead.
var Qualifications = []string{rule.LeadOpen, rule.LeadResearch, rule.LeadQualified, rule.LeadDisqualified}
