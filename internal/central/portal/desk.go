// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/central/review"
	"cosell/internal/pages"
)

// DeskRecord is an opportunity as the AWS desk sees it.
type DeskRecord struct {
	Record
	Decisions       []string      `json:"decisions" nullable:"false" doc:"those of open, approve, ask and reject that are possible now"`
	AwsSideEditable bool          `json:"awsSideEditable"`
	Reviewer        *Reviewer     `json:"reviewer,omitempty" doc:"who has taken it, while it waits"`
	Points          []ReviewPoint `json:"points" nullable:"false" doc:"what the reviewer is pointed at, while it waits"`
	Due             *time.Time    `json:"due,omitempty" doc:"when the review should be over; absent: it does not wait for AWS"`
	Follows         *Sender       `json:"follows,omitempty" doc:"the record that it was taken over from, and that it is decided with; absent where it has a review of its own"`
}

// Sender is the opportunity of the partner that has shared it.
type Sender struct {
	ID      string  `json:"id"`
	Partner Partner `json:"partner"`
}

// Decision is what the reviewer decides.
type Decision struct {
	_        struct{} `json:"-" additionalProperties:"true"`
	Version  string   `json:"version,omitempty" required:"false"`
	Decision string   `json:"decision,omitempty" required:"false" doc:"open, approve, ask or reject"`
	Comment  string   `json:"comment,omitempty" required:"false" doc:"what to do; needed with ask"`
	Reason   string   `json:"reason,omitempty" required:"false" doc:"needed with ask and reject"`
}

// AwsSide is AWS's side of an opportunity, all of it each time: what is empty is cleared.
type AwsSide struct {
	_                 struct{}     `json:"-" additionalProperties:"true"`
	Version           string       `json:"version,omitempty" required:"false"`
	Stage             string       `json:"stage,omitempty" required:"false"`
	TargetCloseDate   string       `json:"targetCloseDate,omitempty" required:"false"`
	NextSteps         string       `json:"nextSteps,omitempty" required:"false"`
	ClosedLostReason  string       `json:"closedLostReason,omitempty" required:"false"`
	Involvement       string       `json:"involvement,omitempty" required:"false"`
	InvolvementReason string       `json:"involvementReason,omitempty" required:"false"`
	Team              []TeamMember `json:"team,omitempty" required:"false" nullable:"false"`
	CosellMotion      string       `json:"cosellMotion,omitempty" required:"false" doc:"absent: as it is"`
	Insights          *Insights    `json:"insights,omitempty" required:"false" doc:"absent: as they are"`
}

// Insights are what AWS says of an opportunity.
type Insights struct {
	_               struct{}         `json:"-" additionalProperties:"true"`
	EngagementScore string           `json:"engagementScore,omitempty" required:"false" doc:"High, Medium or Low"`
	NextBestActions string           `json:"nextBestActions,omitempty" required:"false"`
	QualityScore    int              `json:"qualityScore,omitempty" required:"false" doc:"0 to 100"`
	QualityTrend    string           `json:"qualityTrend,omitempty" required:"false" doc:"Improving, Declining or No Change"`
	Recommendations []Recommendation `json:"recommendations,omitempty" required:"false" nullable:"false"`
}

// Recommendation is something that AWS suggests.
type Recommendation struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Type    string   `json:"type,omitempty" required:"false"`
	Details string   `json:"details,omitempty" required:"false"`
}

// TeamMember is one of AWS's people on an opportunity.
type TeamMember struct {
	_             struct{} `json:"-" additionalProperties:"true"`
	BusinessTitle string   `json:"BusinessTitle,omitempty" required:"false"`
	FirstName     string   `json:"FirstName,omitempty" required:"false"`
	LastName      string   `json:"LastName,omitempty" required:"false"`
	Email         string   `json:"Email,omitempty" required:"false"`
}

type (
	decideIn struct {
		ID   string `path:"id"`
		Body Decision
	}
	sideIn struct {
		ID   string `path:"id"`
		Body AwsSide
	}
)

func (p *Portal) desk() {
	const all, one = "/api/central/desk/opportunities", "/api/central/desk/opportunities/{id}"
	serve(p, pages.Operation("deskQueue", http.MethodGet, all, "List what partners handed in", 200, 400), p.deskQueue)
	serve(p, pages.Operation("deskRecord", http.MethodGet, one, "Read an opportunity at the AWS desk", 200, 404), p.deskRecord)
	serve(p, pages.Operation("deskHistory", http.MethodGet, one+"/history", "Read what happened to an opportunity", 200, 400, 404), p.deskHistory)
	serve(p, pages.Operation("deskPartners", http.MethodGet, "/api/central/desk/partners", "List partners", 200), p.deskPartners)
	serve(p, pages.Operation("deskDecide", http.MethodPost, one+"/decision", "Decide on an opportunity", 200, 404, 409, 422), p.deskDecide)
	serve(p, pages.Operation("deskAwsSide", http.MethodPut, one+"/aws-side", "Change AWS's side of an opportunity", 200, 404, 409, 422), p.deskAwsSide)
	p.deskWaits()
	p.offers()
}

func (p *Portal) deskQueue(ctx context.Context, who identity.Caller, in *listIn) (SummaryPage, error) {
	q, err := browse(in.List, "submitted", true)
	if err != nil {
		return SummaryPage{}, err
	}
	s, err := p.Review.Queue(ctx, who, q)
	if err != nil {
		return SummaryPage{}, err
	}
	partners, err := p.partnersByAccount(ctx, who)
	if err != nil {
		return SummaryPage{}, err
	}
	return shelf(s, func(r *listing.Row) Summary { return deskSummary(r, partners) }), nil
}

// partnersByAccount are all partners.
func (p *Portal) partnersByAccount(ctx context.Context, who identity.Caller) (map[string]identity.Partner, error) {
	list, err := p.Review.Partners(ctx, who)
	all := map[string]identity.Partner{}
	for _, partner := range list {
		all[partner.Account] = partner
	}
	return all, err
}

func (p *Portal) deskRecord(ctx context.Context, who identity.Caller, in *recordIn) (DeskRecord, error) {
	file, err := p.Review.Open(ctx, who, catalog, in.ID)
	if err != nil {
		return DeskRecord{}, err
	}
	record, err := p.record(ctx, file.Record, Partner{file.Partner.Account, file.Partner.Name})
	if err != nil {
		return DeskRecord{}, err
	}
	record.AwsSummary, err = summaryJSON(file.Summary())
	if err != nil {
		return DeskRecord{}, err
	}
	out := DeskRecord{Record: record, Decisions: some(file.Decisions()), AwsSideEditable: rule.MayCall(file.State(), rule.CallSummary, "") && !file.Follows,
		Reviewer: reviewerView(file.Reviewer, who), Points: []ReviewPoint{}}
	if len(out.Decisions) > 0 {
		due := review.Due(file.Submitted)
		out.Due = &due
		if out.Points, err = p.points(ctx, file); err != nil {
			return DeskRecord{}, err
		}
	}
	if file.Follows {
		out.Follows, err = p.sender(ctx, who, file.Key)
	}
	return out, err
}

// sender is the record that another one follows.
func (p *Portal) sender(ctx context.Context, who identity.Caller, follower opportunity.Key) (*Sender, error) {
	k, err := p.Tasks.Leader(ctx, who, follower)
	if err != nil {
		return nil, err
	}
	file, err := p.Review.Open(ctx, who, k.Catalog, k.ID())
	if err != nil {
		return nil, err
	}
	return &Sender{ID: file.ID(), Partner: Partner{file.Partner.Account, file.Partner.Name}}, nil
}

func (p *Portal) deskHistory(ctx context.Context, who identity.Caller, in *historyIn) (HistoryPage, error) {
	from, err := until(in.Cursor)
	if err != nil {
		return HistoryPage{}, err
	}
	entries, next, err := p.Review.History(ctx, who, catalog, in.ID, from)
	if err != nil {
		return HistoryPage{}, err
	}
	return history(entries, next), nil
}

func (p *Portal) deskPartners(ctx context.Context, who identity.Caller, _ *struct{}) (Items[Partner], error) {
	list, err := p.Review.Partners(ctx, who)
	out := Items[Partner]{Items: []Partner{}}
	for _, partner := range list {
		out.Items = append(out.Items, Partner{partner.Account, partner.Name})
	}
	return out, err
}

func (p *Portal) deskDecide(ctx context.Context, who identity.Caller, in *decideIn) (Saved, error) {
	if err := p.decidedOn(ctx, who, in.ID, in.Body.Version); err != nil {
		return Saved{}, err
	}
	return changed(p.Review.Decide(ctx, who, catalog, in.ID, opportunity.Decision{Action: in.Body.Decision, Version: in.Body.Version,
		Comment: in.Body.Comment, Reason: in.Body.Reason}))
}

// decidedOn lets the desk in with a record that is there and the version that it was decided on.
func (p *Portal) decidedOn(ctx context.Context, who identity.Caller, id, version string) error {
	if _, err := p.Review.Open(ctx, who, catalog, id); err != nil {
		return err
	}
	return needVersion(version)
}

func (p *Portal) deskAwsSide(ctx context.Context, who identity.Caller, in *sideIn) (Saved, error) {
	b := in.Body
	if err := p.decidedOn(ctx, who, in.ID, b.Version); err != nil {
		return Saved{}, err
	}
	change := review.SideChange{Version: b.Version, Stage: b.Stage, TargetCloseDate: b.TargetCloseDate, NextSteps: b.NextSteps,
		ClosedLostReason: b.ClosedLostReason, Involvement: b.Involvement, InvolvementReason: b.InvolvementReason,
		Motion: b.CosellMotion, Insights: b.Insights.of()}
	for _, m := range b.Team {
		change.Team = append(change.Team, selling.AwsTeamMember{BusinessTitle: m.BusinessTitle, FirstName: selling.OrNull(m.FirstName),
			LastName: selling.OrNull(m.LastName), Email: selling.OrNull(m.Email)})
	}
	return changed(p.Review.SetSide(ctx, who, catalog, in.ID, change))
}

func (i *Insights) of() *opportunity.Insights {
	if i == nil {
		return nil
	}
	out := &opportunity.Insights{EngagementScore: i.EngagementScore, NextBestActions: i.NextBestActions, QualityScore: i.QualityScore, QualityTrend: i.QualityTrend}
	for _, r := range i.Recommendations {
		out.Recommendations = append(out.Recommendations, opportunity.Recommendation{Type: r.Type, Details: r.Details})
	}
	return out
}
