// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A Side is AWS's own view of an opportunity: its stage and dates are not the partner's.
type Side struct {
	Stage             string                  `json:"stage"`
	CloseDate         string                  `json:"closeDate"`
	LostReason        string                  `json:"lostReason"`
	NextSteps         string                  `json:"nextSteps"`
	History           []selling.NextStep      `json:"history"`
	Team              []selling.AwsTeamMember `json:"team"`
	Motion            string                  `json:"motion"`
	InvolvementReason string                  `json:"involvementReason"`  // why AWS made more of it than the partner asked
	Insights          *Insights               `json:"insights,omitempty"` // nil: what the record itself suggests
}

// Insights are what AWS's models say of a deal, or somebody in their place. Source: reference 6.3.
type Insights struct {
	EngagementScore string           `json:"engagementScore"` // High, Medium or Low; empty: none
	NextBestActions string           `json:"nextBestActions"`
	QualityScore    int              `json:"qualityScore"` // 0 to 100
	QualityTrend    string           `json:"qualityTrend"` // Improving, Declining or No Change
	Recommendations []Recommendation `json:"recommendations,omitempty"`
}

// A Recommendation is one thing that AWS suggests.
type Recommendation struct {
	Type    string `json:"type"`
	Details string `json:"details"`
}

// The co-sell motions. Source: reference 6.4.
const (
	FieldEngaged = "AWS Field-engaged"
	AgentEngaged = "Agent-engaged"
	PartnerLed   = "Partner-led"
)

// Over says whether AWS's own deal is at its end; only then its stage is disclosed.
func (s Side) Over() bool { return s.Stage == rule.StageLaunched || s.Stage == rule.StageClosedLost }

// ensureSide opens AWS's side of a record that is handed in, and scores it.
func ensureSide(tx *sqldb.Tx, rec *Record) error {
	side, found, err := readSide(tx, rec.Key)
	if err != nil {
		return err
	}
	side.Motion = FieldEngaged
	if rec.Involvement == selling.ForVisibilityOnly {
		side.Motion = PartnerLed
	}
	if found {
		return side.store(tx, rec.Key)
	}
	text, err := json.Marshal(side)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO opportunity_aws (account_id, catalog, number, side) VALUES (?, ?, ?, ?)`,
		rec.Account, rec.Catalog, rec.Number, string(text))
	return err
}

func readSide(tx *sqldb.Tx, k Key) (s Side, found bool, err error) {
	var text []byte
	err = tx.Row(`SELECT side FROM opportunity_aws WHERE account_id = ? AND catalog = ? AND number = ?`,
		k.Account, k.Catalog, k.Number).Scan(&text)
	switch {
	case errors.Is(err, sqldb.ErrNone):
		return Side{}, false, nil
	case err != nil:
		return Side{}, false, err
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return Side{}, false, fmt.Errorf("AWS's side of %s: %w", k.ID(), err)
	}
	return s, true, nil
}

// SideIn is AWS's side of a record inside a transaction; false for one that AWS has none of yet.
func SideIn(tx *sqldb.Tx, k Key) (Side, bool, error) { return readSide(tx, k) }

func (s Side) store(tx *sqldb.Tx, k Key) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE opportunity_aws SET side = ? WHERE account_id = ? AND catalog = ? AND number = ?`,
		string(text), k.Account, k.Catalog, k.Number)
	return err
}

// SideOf is AWS's side of a record, with all that the partner does not see; for the AWS desk.
func (r *Room) SideOf(ctx context.Context, k Key) (s Side, err error) {
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		s, _, err = readSide(tx, k)
		return err
	})
	return s, err
}

// Summary answers GetAwsOpportunitySummary: as much of AWS's side as the state of the record discloses.
func (r *Room) Summary(ctx context.Context, c identity.Caller, catalog, id string) (selling.GetAwsOpportunitySummaryResponse, error) {
	rec, err := r.Read(ctx, c, catalog, id)
	if err != nil {
		return selling.GetAwsOpportunitySummaryResponse{}, err
	}
	if !rule.MayCall(rec.State(), rule.CallSummary, "") {
		return selling.GetAwsOpportunitySummaryResponse{}, fault.Missing()
	}
	side, err := r.SideOf(ctx, rec.Key)
	if err != nil {
		return selling.GetAwsOpportunitySummaryResponse{}, err
	}
	return rec.Disclosed(side, false), nil
}

// Disclosed lays AWS's side out as the summary. whole discloses everything, for the AWS desk itself.
// Source: reference 6.1.
func (r *Record) Disclosed(s Side, whole bool) selling.GetAwsOpportunitySummaryResponse {
	out := selling.GetAwsOpportunitySummaryResponse{
		Catalog: r.Catalog, RelatedOpportunityID: selling.OrNull(r.ID()), Origin: selling.OrNull(r.Origin),
		InvolvementType: selling.OrNull(r.Involvement), Visibility: selling.OrNull(r.Visibility),
		CosellMotion: selling.OrNull(s.Motion), Customer: r.part(summaryCustomer, "Customer"), Project: r.part(summaryProject, "Project"),
		RelatedEntityIDs: &selling.RelatedEntities{
			AwsMarketplaceProducts: r.Related(rule.MPProducts), AwsMarketplaceSolutions: r.Related(rule.MPSolutions),
			AwsProducts: r.Related(rule.AwsProducts), Solutions: r.Related(rule.Solutions)},
	}
	if r.Review() != rule.ReviewApproved && !whole {
		return out
	}
	out.LifeCycle = &selling.AwsLifeCycle{NextSteps: selling.OrNull(s.NextSteps), NextStepsHistory: s.History}
	if s.Over() || whole {
		out.LifeCycle.Stage, out.LifeCycle.TargetCloseDate = selling.OrNull(s.Stage), selling.OrNull(s.CloseDate)
		out.LifeCycle.ClosedLostReason = selling.OrNull(s.LostReason)
	}
	out.OpportunityTeam = s.Team
	out.InvolvementTypeChangeReason = selling.OrNull(s.InvolvementReason)
	out.Insights = r.insights(s.Insights)
	return out
}

var (
	summaryCustomer = []member{{name: "Contacts", list: true, never: true, of: contact}}
	summaryProject  = []member{{name: "AwsPartition"}, {name: "ExpectedCustomerSpend", list: true, of: spending}}
)

// part lays one member of the record out.
func (r *Record) part(of []member, name string) json.RawMessage {
	object, _ := r.Doc[name].(doc.Doc)
	w := writer{}
	w.out = append(w.out, '{')
	for i := range of {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = append(doc.AppendValue(w.out, of[i].name), ':')
		if of[i].list {
			w.list(&of[i], object[of[i].name])
		} else {
			w.value(&of[i], object[of[i].name])
		}
	}
	return append(w.out, '}')
}

// recommended are the members that make a record worth AWS's time, with what to do about a missing one.
var recommended = []struct{ path, action string }{
	{contactsPath, "Add a customer contact."},
	{catalogue.PathUseCase, "Choose the customer's use case."},
	{catalogue.PathSalesActivities, "Record your sales activities."},
	{relatedPath + ".AwsProducts", "Associate the AWS products of the deal."},
	{relatedPath + ".Solutions", "Associate the solution that you sell."},
	{catalogue.PathNextSteps, "Say what happens next."},
	{catalogue.PathCloseDate, "Set a target close date."},
}

// insights are AWS's where it has said any; else they say how complete the record is, as AWS's own come from models that
// nobody outside has.
func (r *Record) insights(said *Insights) json.RawMessage {
	if said == nil {
		said = r.suggested()
	}
	list := make([]any, len(said.Recommendations))
	for i, rec := range said.Recommendations {
		list[i] = doc.Doc{"Attributes": doc.Doc{}, "Details": rec.Details, "Type": rec.Type}
	}
	return doc.Append(nil, doc.Doc{
		"AwsProductsSpendInsightsBySource": nil, "EngagementScore": orNil(said.EngagementScore), "NextBestActions": orNil(said.NextBestActions),
		"Recommendations": list, "OpportunityQuality": doc.Doc{"Score": said.QualityScore, "Trend": orNil(said.QualityTrend)},
	})
}

// steady is a trend of the quality of a record.
const steady = "No Change"

func (r *Record) suggested() *Insights {
	given, best := 0, ""
	for _, row := range recommended {
		if doc.Says(doc.Get(r.Doc, row.path)) {
			given++
		} else if best == "" {
			best = row.action
		}
	}
	return &Insights{NextBestActions: best, QualityScore: 100 * given / len(recommended), QualityTrend: steady}
}

// maxHistory is how many of AWS's next steps are remembered.
const maxHistory = 50

// Remember puts AWS's next steps on the record, with what they were before.
func (s *Side) Remember(steps string, now time.Time) {
	if steps != "" && steps != s.NextSteps {
		s.History = append([]selling.NextStep{{Time: selling.Timestamp(now), Value: steps}}, s.History...)
		s.History = slices.Clip(s.History[:min(len(s.History), maxHistory)])
	}
	s.NextSteps = steps
}
