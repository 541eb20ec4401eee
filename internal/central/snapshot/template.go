// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"fmt"

	"github.com/go-json-experiment/json"

	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/opportunity"
)

// A template says what a snapshot shows of an opportunity, and to whom.
type template struct {
	name string
	// own: only the account that owns the opportunity reads it, not the other members.
	own bool
	// view is what the template shows, nil where there is nothing to show yet. Equal records have equal views.
	view func(*opportunity.Record, opportunity.Side) (any, error)
	// payload puts a stored view into an answer.
	payload func(view []byte) selling.ResourceSnapshotPayload
}

// templates are all there are. Source: reference 9.5.
var templates = []*template{
	{name: selling.TemplateSummary, view: summary, payload: func(view []byte) selling.ResourceSnapshotPayload {
		return selling.ResourceSnapshotPayload{OpportunitySummary: view}
	}},
	{name: selling.TemplateAWSFull, own: true, view: awsFull, payload: func(view []byte) selling.ResourceSnapshotPayload {
		return selling.ResourceSnapshotPayload{AwsOpportunitySummaryFullView: view}
	}},
}

func templateNamed(name string) (*template, error) {
	for _, t := range templates {
		if t.name == name {
			return t, nil
		}
	}
	return nil, unknownTemplate(name)
}

// readers are the members who may read what account publishes by the template.
func (t *template) readers(account string, members []string) []string {
	if t.own {
		return []string{account}
	}
	return members
}

// read says whether a member reads what account publishes by the template.
func (t *template) read(member, account string) bool { return !t.own || member == account }

// write is the view as it is stored, nil where there is none.
func (t *template) write(rec *opportunity.Record, side opportunity.Side) ([]byte, error) {
	view, err := t.view(rec, side)
	if view == nil || err != nil {
		return nil, err
	}
	text, err := json.Marshal(view, json.FormatNilSliceAsNull(true))
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w", t.name, rec.ID(), err)
	}
	return text, nil
}

// shown are the members of an opportunity that its summary has, beside the life cycle. What of them, its types say.
var shown = []string{"Customer", "OpportunityTeam", "OpportunityType", "PrimaryNeedsFromAws", "Project", "RelatedEntityIdentifiers"}

// summary is the partner's opportunity for the members of its engagement.
func summary(rec *opportunity.Record, _ opportunity.Side) (any, error) {
	part := doc.Doc{"Lifecycle": rec.Doc["LifeCycle"]}
	for _, name := range shown {
		part[name] = rec.Doc[name]
	}
	var view selling.OpportunitySummaryView
	if err := json.Unmarshal(doc.Append(nil, part), &view); err != nil {
		return nil, fmt.Errorf("summary of %s: %w", rec.ID(), err)
	}
	// Lists that GetOpportunity answers as [] are here, too. Source: reference 1.2.
	if view.Customer == nil {
		view.Customer = &selling.Customer{}
	}
	if view.Lifecycle == nil {
		view.Lifecycle = &selling.LifeCycleForView{}
	}
	if view.RelatedEntityIdentifiers == nil {
		view.RelatedEntityIdentifiers = &selling.RelatedIdentifiers{}
	}
	related := view.RelatedEntityIdentifiers
	for _, list := range []*[]string{&related.AwsMarketplaceOfferSets, &related.AwsMarketplaceOffers, &related.AwsMarketplaceProducts,
		&related.AwsMarketplaceSolutions, &related.AwsProducts, &related.Solutions} {
		filled(list)
	}
	filled(&view.Customer.Contacts)
	filled(&view.OpportunityTeam)
	return view, nil
}

// filled makes a list one that is answered as [].
func filled[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}

// awsFull is AWS's side for the partner who owns the opportunity: what GetAwsOpportunitySummary answers. A draft has none.
func awsFull(rec *opportunity.Record, side opportunity.Side) (any, error) {
	if !rule.MayCall(rec.State(), rule.CallSummary, "") {
		return nil, nil
	}
	s := rec.Disclosed(side, false)
	for _, list := range []*[]string{&s.RelatedEntityIDs.AwsMarketplaceProducts, &s.RelatedEntityIDs.AwsMarketplaceSolutions,
		&s.RelatedEntityIDs.AwsProducts, &s.RelatedEntityIDs.Solutions} {
		filled(list)
	}
	return selling.AwsOpportunitySummaryFullView{
		CosellMotion: s.CosellMotion, Customer: s.Customer, Insights: s.Insights, InvolvementType: s.InvolvementType,
		InvolvementTypeChangeReason: s.InvolvementTypeChangeReason, LifeCycle: s.LifeCycle, OpportunityTeam: s.OpportunityTeam,
		Origin: s.Origin, Project: s.Project, RelatedEntityIDs: s.RelatedEntityIDs, RelatedOpportunityID: s.RelatedOpportunityID,
		Visibility: s.Visibility,
	}, nil
}
