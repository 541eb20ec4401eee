// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"crypto/sha256"
	"net/http"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/pages"
)

// Form is an opportunity as a page edits it.
type Form struct {
	_           struct{}   `json:"-" additionalProperties:"true"`
	Document    pages.JSON `json:"document,omitempty" required:"false" doc:"the whole record, as the API takes it"`
	Solutions   []string   `json:"solutions,omitempty" required:"false" nullable:"false" doc:"absent: as they are"`
	Products    []string   `json:"products,omitempty" required:"false" nullable:"false" doc:"absent: as they are"`
	Involvement string     `json:"involvement,omitempty" required:"false"`
	Visibility  string     `json:"visibility,omitempty" required:"false"`
}

// Saved is what a page needs to go on after a write.
type Saved struct {
	ID           string `json:"id"`
	Version      string `json:"version"`
	ReviewStatus string `json:"reviewStatus"`
}

// Checked is everything that a save would be refused for.
type Checked struct {
	Violations []pages.Violation `json:"violations" nullable:"false"`
}

// CheckForm asks what would be refused.
type CheckForm struct {
	Form
	Moment string `json:"moment,omitempty" required:"false" doc:"create, update or submit"`
	ID     string `json:"id,omitempty" required:"false"`
}

// CreateForm makes an opportunity.
type CreateForm struct {
	Form
	ClientToken string `json:"clientToken,omitempty" required:"false"`
	Submit      bool   `json:"submit,omitempty" required:"false"`
}

// UpdateForm replaces an opportunity.
type UpdateForm struct {
	Form
	Version string `json:"version,omitempty" required:"false"`
	Submit  bool   `json:"submit,omitempty" required:"false"`
}

// SubmitForm hands an opportunity in.
type SubmitForm struct {
	_           struct{} `json:"-" additionalProperties:"true"`
	Version     string   `json:"version,omitempty" required:"false"`
	Involvement string   `json:"involvement,omitempty" required:"false"`
	Visibility  string   `json:"visibility,omitempty" required:"false"`
}

// Association names what is tied to an opportunity.
type Association struct {
	_      struct{} `json:"-" additionalProperties:"true"`
	Type   string   `json:"type,omitempty" required:"false" doc:"Solutions or AwsProducts"`
	Entity string   `json:"entity,omitempty" required:"false"`
}

// Assignment names who gets an opportunity.
type Assignment struct {
	_     struct{} `json:"-" additionalProperties:"true"`
	Email string   `json:"email,omitempty" required:"false"`
	As    string   `json:"as,omitempty" required:"false" doc:"OpportunityOwner or PartnerAccountManager"`
}

type (
	listIn   struct{ pages.List }
	recordIn struct {
		ID string `path:"id"`
	}
	historyIn struct {
		ID     string `path:"id"`
		Cursor string `query:"cursor"`
	}
	checkIn  struct{ Body CheckForm }
	createIn struct {
		RawBody []byte
		Body    CreateForm
	}
	updateIn struct {
		ID   string `path:"id"`
		Body UpdateForm
	}
	submitIn struct {
		ID   string `path:"id"`
		Body SubmitForm
	}
	associateIn struct {
		ID   string `path:"id"`
		Body Association
	}
	disassociateIn struct {
		ID     string `path:"id"`
		Type   string `query:"type"`
		Entity string `query:"entity"`
	}
	assignIn struct {
		ID   string `path:"id"`
		Body Assignment
	}
)

func (p *Portal) opportunities() {
	const all, one = "/api/central/opportunities", "/api/central/opportunities/{id}"
	serve(p, pages.Operation("listOpportunities", http.MethodGet, all, "List opportunities", 200, 400), p.list)
	serve(p, pages.Operation("getOpportunity", http.MethodGet, one, "Read an opportunity", 200, 404), p.get)
	serve(p, pages.Operation("opportunityHistory", http.MethodGet, one+"/history", "Read what happened to an opportunity", 200, 400, 404), p.history)
	serve(p, pages.Operation("checkOpportunity", http.MethodPost, all+"/check", "Say all that a save would be refused for", 200, 400, 404), p.check)
	serve(p, pages.Operation("createOpportunity", http.MethodPost, all, "Make an opportunity, and submit it if asked", 201, 409, 422), p.create)
	serve(p, pages.Operation("updateOpportunity", http.MethodPut, one, "Replace an opportunity, and submit it if asked", 200, 404, 409, 422), p.update)
	serve(p, pages.Operation("submitOpportunity", http.MethodPost, one+"/submit", "Submit an opportunity to AWS", 200, 404, 409, 422), p.submit)
	serve(p, pages.Operation("associate", http.MethodPost, one+"/associations", "Associate a solution or product", 200, 404, 409, 422), p.associate)
	serve(p, pages.Operation("disassociate", http.MethodDelete, one+"/associations", "Take an association away", 200, 404, 409, 422), p.disassociate)
	serve(p, pages.Operation("flagOpportunities", http.MethodPost, all+"/flags", "Flag opportunities to follow up, or take the flag away", 200, 404, 422), p.flag)
	serve(p, pages.Operation("assignOpportunity", http.MethodPost, one+"/assign", "Give an opportunity to a colleague", 200, 404, 409, 422), p.assign)
}

func (p *Portal) list(ctx context.Context, who identity.Caller, in *listIn) (SummaryPage, error) {
	q, err := browse(in.List, "modified", false)
	if err != nil {
		return SummaryPage{}, err
	}
	s, err := p.Opportunities.Browse(ctx, who, q)
	if err != nil {
		return SummaryPage{}, err
	}
	out := shelf(s, summary)
	waiting, more, err := p.Engagements.Referrals(ctx, who, catalog, p.Opportunities.TakesReferrals(q.Filters))
	if err != nil {
		return SummaryPage{}, err
	}
	out.Total, out.TotalCapped = out.Total+len(waiting), out.TotalCapped || more
	if out.Previous == "" { // what waits for an answer comes first, whatever the order
		rows := make([]Summary, len(waiting))
		for i, w := range waiting {
			rows[i] = p.referral(w)
		}
		out.Items = append(rows, out.Items...)
	}
	return out, nil
}

func (p *Portal) get(ctx context.Context, who identity.Caller, in *recordIn) (Record, error) {
	r, err := p.Opportunities.Read(ctx, who, catalog, in.ID)
	if err != nil {
		return Record{}, err
	}
	out, err := p.record(ctx, r, Partner{who.Account, who.Partner.Name})
	if err != nil {
		return Record{}, err
	}
	look, err := p.Opportunities.Outlook(ctx, who, r)
	if err != nil {
		return Record{}, err
	}
	out.Editable, out.NextStages, out.Problems = some(look.Editable), some(look.NextStages), violations(look.Problems)
	out.Allowed = Allowed{Update: look.MayUpdate, Submit: look.MaySubmit, Associate: look.MayAssociate, Assign: look.MayAssign}
	if out.Flagged, err = p.Opportunities.Flagged(ctx, who, r.Key); err != nil {
		return Record{}, err
	}
	last, found, err := p.Opportunities.LastByProgram(ctx, r.Key)
	if err != nil {
		return Record{}, err
	}
	if found {
		out.Program = &ProgramChange{instant(last.AtUs), last.Actor.Name}
	}
	s, err := p.Opportunities.Summary(ctx, who, catalog, in.ID)
	if fault.Is(err, fault.NotFound) {
		return out, nil
	}
	if err != nil {
		return Record{}, err
	}
	out.AwsSummary, err = summaryJSON(s)
	return out, err
}

func (p *Portal) history(ctx context.Context, who identity.Caller, in *historyIn) (HistoryPage, error) {
	from, err := until(in.Cursor)
	if err != nil {
		return HistoryPage{}, err
	}
	entries, next, err := p.Opportunities.History(ctx, who, catalog, in.ID, from)
	if err != nil {
		return HistoryPage{}, err
	}
	return history(entries, next), nil
}

// form reads what a page has edited.
func form(f Form, submit bool) (opportunity.Form, error) {
	out := opportunity.Form{Document: doc.Doc{}, Solutions: f.Solutions, Products: f.Products,
		Involvement: f.Involvement, Visibility: f.Visibility, Submit: submit}
	if len(f.Document) == 0 {
		return out, nil
	}
	d, err := doc.Parse(f.Document)
	if err != nil {
		return out, pages.Malformed("document", "the document is not a JSON object")
	}
	out.Document = d
	return out, nil
}

func (p *Portal) check(ctx context.Context, who identity.Caller, in *checkIn) (Checked, error) {
	switch in.Body.Moment {
	case "create", "update", "submit":
	default:
		return Checked{}, pages.Malformed("moment", "the moment is create, update or submit")
	}
	f, err := form(in.Body.Form, in.Body.Moment == "submit")
	if err != nil {
		return Checked{}, err
	}
	broken, err := p.Opportunities.CheckForm(ctx, who, catalog, in.Body.ID, f)
	return Checked{violations(broken)}, err
}

func (p *Portal) create(ctx context.Context, who identity.Caller, in *createIn) (Saved, error) {
	f, err := form(in.Body.Form, in.Body.Submit)
	if err != nil {
		return Saved{}, err
	}
	ticket := idempotency.Ticket{Account: who.Account, Catalog: catalog, Operation: "page.create", Token: in.Body.ClientToken,
		Request: sha256.Sum256(in.RawBody)}
	s, err := p.Opportunities.CreateForm(ctx, who, catalog, f, ticket)
	return saved(s), err
}

func (p *Portal) update(ctx context.Context, who identity.Caller, in *updateIn) (Saved, error) {
	if _, err := p.Opportunities.Read(ctx, who, catalog, in.ID); err != nil {
		return Saved{}, err // who may not see it, learns nothing of what is wrong with the form
	}
	if err := needVersion(in.Body.Version); err != nil {
		return Saved{}, err
	}
	f, err := form(in.Body.Form, in.Body.Submit)
	if err != nil {
		return Saved{}, err
	}
	s, err := p.Opportunities.SaveForm(ctx, who, catalog, in.ID, in.Body.Version, f)
	return saved(s), err
}

func saved(s opportunity.Saved) Saved {
	return Saved{ID: s.ID, Version: s.Version, ReviewStatus: s.Review}
}

// changed answers with a record that a use case has changed.
func changed(r *opportunity.Record, err error) (Saved, error) {
	if err != nil {
		return Saved{}, err
	}
	return Saved{ID: r.ID(), Version: r.Locked(), ReviewStatus: r.Review()}, nil
}

func (p *Portal) submit(ctx context.Context, who identity.Caller, in *submitIn) (Saved, error) {
	if _, err := p.Opportunities.Read(ctx, who, catalog, in.ID); err != nil {
		return Saved{}, err
	}
	if err := needVersion(in.Body.Version); err != nil {
		return Saved{}, err
	}
	s, err := p.Opportunities.HandIn(ctx, who, opportunity.Submission{Catalog: catalog, ID: in.ID,
		Involvement: in.Body.Involvement, Visibility: in.Body.Visibility, Version: in.Body.Version})
	if err != nil {
		return Saved{}, err
	}
	return saved(s), nil
}

func (p *Portal) associate(ctx context.Context, who identity.Caller, in *associateIn) (Saved, error) {
	return changed(p.Opportunities.Associate(ctx, who, relation(in.ID, in.Body.Type, in.Body.Entity)))
}

func (p *Portal) disassociate(ctx context.Context, who identity.Caller, in *disassociateIn) (Saved, error) {
	return changed(p.Opportunities.Disassociate(ctx, who, relation(in.ID, in.Type, in.Entity)))
}

func relation(id, kind, entity string) selling.AssociateOpportunityRequest {
	return selling.AssociateOpportunityRequest{Catalog: catalog, OpportunityIdentifier: id, RelatedEntityType: kind, RelatedEntityIdentifier: entity}
}

func (p *Portal) assign(ctx context.Context, who identity.Caller, in *assignIn) (Saved, error) {
	return changed(p.Opportunities.Assign(ctx, who, selling.AssignOpportunityRequest{Catalog: catalog, Identifier: in.ID,
		Assignee: selling.Assignee{BusinessTitle: in.Body.As, Email: in.Body.Email}}))
}

// Flags names what is flagged, or not any more.
type Flags struct {
	_   struct{} `json:"-" additionalProperties:"true"`
	IDs []string `json:"ids,omitempty" required:"false" nullable:"false" doc:"at most 100"`
	On  bool     `json:"on,omitempty" required:"false"`
}

// Flagged says how many were asked about.
type Flagged struct {
	Count int `json:"count"`
}

type flagIn struct{ Body Flags }

// mostAtOnce is how many things a page flags at once.
const mostAtOnce = 100

func (in *flagIn) check() error {
	if n := len(in.Body.IDs); n == 0 || n > mostAtOnce {
		return pages.Malformed("ids", "1 to 100 records are flagged at once")
	}
	return nil
}

func (p *Portal) flag(ctx context.Context, who identity.Caller, in *flagIn) (Flagged, error) {
	if err := in.check(); err != nil {
		return Flagged{}, err
	}
	return Flagged{len(in.Body.IDs)}, p.Opportunities.Flag(ctx, who, catalog, in.Body.IDs, in.Body.On)
}
