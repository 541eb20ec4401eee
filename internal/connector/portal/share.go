// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"errors"
	"net/http"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote"
	"cosell/internal/connector/sync"
	"cosell/internal/pages"
)

// MendHere is a violation with the CRM field where it is mended.
type MendHere struct {
	pages.Violation
	CRMObject  string `json:"crmObject,omitempty"`
	CRMField   string `json:"crmField,omitempty"`
	CRMLabel   string `json:"crmLabel,omitempty"`
	CRMLabelJA string `json:"crmLabelJa,omitempty"`
	RecordID   string `json:"recordId,omitempty"`
	Hidden     bool   `json:"hidden,omitempty" doc:"there is a value, and it is personal data"`
	Said       string `json:"said,omitempty" doc:"AWS's own words"`
}

// PreFlight is what AWS would refuse.
type PreFlight struct {
	Violations []MendHere `json:"violations" nullable:"false"`
}

// Plan is what a sync would do.
type Plan struct {
	MadeDate   time.Time   `json:"madeDate"`
	Fields     []PlanField `json:"fields" nullable:"false"`
	Steps      []PlanStep  `json:"steps" nullable:"false"`
	Violations []MendHere  `json:"violations" nullable:"false"`
}

// PlanField is the decision on a field.
type PlanField struct {
	Path       string      `json:"path"`
	Label      string      `json:"label"`
	LabelJA    string      `json:"labelJa"`
	CRMObject  string      `json:"crmObject"`
	CRMField   string      `json:"crmField"`
	CRMLabel   string      `json:"crmLabel"`
	CRMLabelJA string      `json:"crmLabelJa"`
	Base       pages.Value `json:"base"`
	CRM        pages.Value `json:"crm"`
	AWS        pages.Value `json:"aws"`
	Decision   string      `json:"decision" enum:"toAws,toCrm,same,parked,conflict,refused"`
	Winner     string      `json:"winner,omitempty"`
	Why        string      `json:"why"`
	WhyJA      string      `json:"whyJa"`
}

// PlanStep is one thing that a sync would do.
type PlanStep struct {
	Operation string `json:"operation" enum:"CreateOpportunity,UpdateOpportunity,AssociateOpportunity,DisassociateOpportunity,AssignOpportunity,SubmitOpportunity,WriteCrm,Comment"`
	Says      string `json:"says"`
	SaysJA    string `json:"saysJa"`
}

type shareIn struct {
	RecordPath
	Body struct {
		Involvement string `json:"involvement" required:"false"`
		Visibility  string `json:"visibility" required:"false"`
	}
}

type preflightIn struct {
	RecordPath
	Involvement string `query:"involvement"`
	Visibility  string `query:"visibility"`
}

func (p *Portal) sharing() {
	serve(p, pages.Operation("preflight", http.MethodGet, recordPath+"/preflight", "What AWS would refuse", 200, 404, 409), everybody,
		func(ctx context.Context, who embedded.User, in *preflightIn) (PreFlight, error) {
			found, err := p.Sync.PreFlight(ctx, who.Account, in.Object, in.ID, plan.Share{Involvement: in.Involvement, Visibility: in.Visibility})
			if err != nil {
				return PreFlight{}, err
			}
			return PreFlight{p.mend(ctx, who, in.RecordPath, found, nil)}, nil
		})
	serve(p, pages.Operation("share", http.MethodPost, recordPath+"/share", "Share with AWS", 202, 404, 409, 422), everybody,
		func(ctx context.Context, who embedded.User, in *shareIn) (Pairing, error) {
			found, err := p.Sync.Share(ctx, who.Account, in.Object, in.ID, plan.Share{Involvement: in.Body.Involvement, Visibility: in.Body.Visibility}, who.Email)
			return p.shown(found), err
		})
	serve(p, pages.Operation("syncNow", http.MethodPost, recordPath+"/sync", "Sync before all others", 202, 404, 409), everybody,
		func(ctx context.Context, who embedded.User, in *RecordPath) (Pairing, error) {
			if _, err := p.CRM.Read(ctx, who, in.Object, in.ID); err != nil {
				return Pairing{}, err
			}
			found, err := p.Sync.SyncNow(ctx, who.Account, in.Object, in.ID)
			if errors.Is(err, ledger.ErrNone) {
				return Pairing{}, pages.NewProblem(http.StatusConflict, "state", "The record is not shared with AWS: share it first.")
			}
			return p.shown(found), err
		})
	serve(p, pages.Operation("previewPlan", http.MethodGet, recordPath+"/plan", "What a sync would do", 200, 404, 409, 429), everybody, p.preview)
}

func (p *Portal) preview(ctx context.Context, who embedded.User, in *RecordPath) (Plan, error) {
	made, err := p.Sync.Preview(ctx, who.Account, in.Object, in.ID)
	if err != nil {
		return Plan{}, err
	}
	out := Plan{MadeDate: made.Made, Fields: []PlanField{}, Steps: []PlanStep{}, Violations: p.mend(ctx, who, *in, made.Violations, nil)}
	for _, f := range made.Plan.Fields {
		row := PlanField{Path: f.Pair.Path, CRMObject: f.Pair.Object, CRMField: f.Pair.Field, Base: pages.Value{Of: f.Base}, CRM: pages.Value{Of: f.CRM},
			AWS: pages.Value{Of: f.AWS}, Decision: string(f.Decision), Winner: string(f.Winner), Why: f.Why, WhyJA: f.WhyJA}
		pair := p.pair(f.Pair)
		row.Label, row.LabelJA, row.CRMLabel, row.CRMLabelJA = pair.Label, pair.LabelJA, pair.CRMLabel, pair.CRMLabelJA
		out.Fields = append(out.Fields, row)
	}
	for _, s := range made.Plan.Steps {
		out.Steps = append(out.Steps, PlanStep{string(s.Operation), s.Says, s.SaysJA})
	}
	return out, nil
}

// mend adds to each violation where in the CRM it is mended: on the deal, its account or its contact. Those of a row of the
// log come with the row.
func (p *Portal) mend(ctx context.Context, who embedded.User, in RecordPath, found []catalogue.Violation, e *ledger.Entry) []MendHere {
	records := map[string]crm.Record{}
	if rec, err := p.CRM.Read(ctx, who, in.Object, in.ID); err == nil {
		records[in.Object] = rec
		for object, reference := range map[string]string{crm.Account: "AccountId", crm.Contact: "ContactId"} {
			if other, err := p.CRM.Read(ctx, who, object, rec.Fields.Text(reference)); err == nil {
				records[object] = other
			}
		}
	}
	out := make([]MendHere, 0, len(found))
	for _, v := range found {
		said := v.Message
		v := p.reworded(v, e)
		if (v.Value == "" || v.Value == catalogue.Hidden) && v.Path != "" && e != nil && e.Payload != nil {
			v.Value = sent(e.Payload, v.Path)
		}
		m := p.where(v)
		rec := records[m.CRMObject]
		m.RecordID = rec.ID
		if m.Hidden && readable(m.CRMObject, m.CRMField) {
			m.Value, m.Hidden = catalogue.Shown(rec.Fields.Text(m.CRMField), false), false
		}
		if said != v.Message {
			m.Said = said
		}
		out = append(out, m)
	}
	return out
}

// readable says whether a field of the CRM is nobody's personal data. ACE hides more than that: titles and next steps.
func readable(object, name string) bool {
	o, _ := embedded.ObjectNamed(object)
	f, has := o.Field(name)
	return has && !f.Sensitive
}

// where finds the CRM field of a violation.
func (p *Portal) where(v catalogue.Violation) MendHere {
	m := MendHere{Violation: violation(v), Hidden: v.Value == catalogue.Hidden}
	if v.Path == sync.AssigneePath {
		m.CRMObject, m.CRMField = crm.Opportunity, "Owner"
		m.CRMLabel, m.CRMLabelJA = crmLabel(m.CRMObject, m.CRMField)
		return m
	}
	if object, field, own := crmPath(v.Path); own {
		m.CRMObject, m.CRMField = object, field
		m.CRMLabel, m.CRMLabelJA = crmLabel(object, field)
		return m
	}
	if pair, mapped := p.Sync.Mapping.For(v.Path); mapped && v.Path != "" {
		m.CRMObject, m.CRMField = pair.Object, pair.Field
		m.CRMLabel, m.CRMLabelJA = crmLabel(pair.Object, pair.Field)
	}
	return m
}

// remote tells of a reading call to AWS that did not succeed.
func (p *Portal) remote(err error) error {
	e, ok := errors.AsType[*remote.Error](err)
	if !ok {
		return pages.Internal()
	}
	return pages.NewProblem(http.StatusServiceUnavailable, "unavailable", "Partner Central does not answer as it should"+named(e.Type)+". The state of the connector says why; try again in a while.")
}

// named is AWS's name of a refusal, in brackets. AWS's words stay out: a stranger's text is shown to nobody as it is.
func named(exception string) string {
	if exception == "" {
		return ""
	}
	return " (" + exception + ")"
}
