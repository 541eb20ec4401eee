// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package proposal

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
)

// A Kind is what sort of change is proposed.
type Kind string

// The kinds.
const (
	Create       Kind = "create"
	Update       Kind = "update"
	Associate    Kind = "associate"
	Disassociate Kind = "disassociate"
	Assign       Kind = "assign"
	Submit       Kind = "submit"
)

// A Change is what is proposed, exactly. Which members count, the kind says.
type Change struct {
	Kind        Kind            `json:"kind"`
	Catalog     string          `json:"catalog"`
	Opportunity string          `json:"opportunity,omitempty"` // empty for Create
	Document    json.RawMessage `json:"document,omitempty"`    // Create: as CreateOpportunity takes it
	Solutions   []string        `json:"solutions,omitempty"`   // Create
	Products    []string        `json:"products,omitempty"`    // Create
	Edits       []Edit          `json:"edits,omitempty"`       // Update
	Type        string          `json:"type,omitempty"`        // Associate, Disassociate: type of the entity
	Entity      string          `json:"entity,omitempty"`      // Associate, Disassociate
	Email       string          `json:"email,omitempty"`       // Assign: of the colleague
	As          string          `json:"as,omitempty"`          // Assign: OpportunityOwner or PartnerAccountManager
	Involvement string          `json:"involvement,omitempty"` // Submit
	Visibility  string          `json:"visibility,omitempty"`  // Submit; empty: Full
}

// An Edit gives one place of a record a new value; null clears it. A place is a path of the catalogue, with the position in
// a list where it has one: "LifeCycle.NextSteps", "Customer.Contacts[0].Email", or a whole list: "Project.DeliveryModels".
type Edit struct {
	Path  string          `json:"path"`
	Value json.RawMessage `json:"value"`
}

// A mover is what the room knows of a kind: how to see what it would do, and how to do it.
type mover struct {
	preview func(context.Context, *Room, identity.Caller, Change) (opportunity.Preview, error)
	execute func(context.Context, *Room, identity.Caller, Proposal, opportunity.With) error
}

var movers = map[Kind]mover{
	Create: {
		func(ctx context.Context, r *Room, c identity.Caller, ch Change) (opportunity.Preview, error) {
			form, err := ch.form()
			if err != nil {
				return opportunity.Preview{}, err
			}
			return r.Opportunities.PreviewForm(ctx, c, ch.Catalog, "", form)
		},
		func(ctx context.Context, r *Room, c identity.Caller, p Proposal, settle opportunity.With) error {
			form, err := p.Change.form()
			if err != nil {
				return err
			}
			_, err = r.Opportunities.CreateForm(ctx, c, p.Change.Catalog, form, idempotency.Ticket{}, settle)
			return err
		},
	},
	Update: {
		func(ctx context.Context, r *Room, c identity.Caller, ch Change) (opportunity.Preview, error) {
			form, _, err := r.edited(ctx, c, ch)
			if err != nil {
				return opportunity.Preview{}, err
			}
			return r.Opportunities.PreviewForm(ctx, c, ch.Catalog, ch.Opportunity, form)
		},
		func(ctx context.Context, r *Room, c identity.Caller, p Proposal, settle opportunity.With) error {
			form, version, err := r.edited(ctx, c, p.Change)
			if err != nil {
				return err
			}
			_, err = r.Opportunities.SaveForm(ctx, c, p.Change.Catalog, p.Change.Opportunity, version, form, settle)
			return err
		},
	},
	Associate:    related(false),
	Disassociate: related(true),
	Assign: {
		func(ctx context.Context, r *Room, c identity.Caller, ch Change) (opportunity.Preview, error) {
			return r.Opportunities.PreviewAssignment(ctx, c, ch.assignment())
		},
		func(ctx context.Context, r *Room, c identity.Caller, p Proposal, settle opportunity.With) error {
			_, err := r.Opportunities.Assign(ctx, c, p.Change.assignment(), settle)
			return err
		},
	},
	Submit: {
		func(ctx context.Context, r *Room, c identity.Caller, ch Change) (opportunity.Preview, error) {
			return r.Opportunities.PreviewSubmission(ctx, c, ch.submission(""))
		},
		func(ctx context.Context, r *Room, c identity.Caller, p Proposal, settle opportunity.With) error {
			_, err := r.Opportunities.HandIn(ctx, c, p.Change.submission(p.Modified), settle)
			return err
		},
	},
}

func related(untie bool) mover {
	return mover{
		func(ctx context.Context, r *Room, c identity.Caller, ch Change) (opportunity.Preview, error) {
			return r.Opportunities.PreviewAssociation(ctx, c, ch.relation(), untie)
		},
		func(ctx context.Context, r *Room, c identity.Caller, p Proposal, settle opportunity.With) (err error) {
			if untie {
				_, err = r.Opportunities.Disassociate(ctx, c, p.Change.relation(), settle)
			} else {
				_, err = r.Opportunities.Associate(ctx, c, p.Change.relation(), settle)
			}
			return err
		},
	}
}

// preview holds a change against the rules, and answers it as it is to be stored.
func (r *Room) preview(ctx context.Context, c identity.Caller, ch Change) (Change, opportunity.Preview, error) {
	m, known := movers[ch.Kind]
	if !known {
		return ch, opportunity.Preview{}, fault.Malformed(wrong("kind", string(ch.Kind), "The kind of change is not known.", "変更の種類が不明です。",
			"Use one of the tools that propose.", "提案用のツールを使用してください。"))
	}
	if ch.Kind != Create && ch.Opportunity == "" {
		return ch, opportunity.Preview{}, fault.Missing()
	}
	p, err := m.preview(ctx, r, c, ch)
	return ch, p, err
}

// form is the form of a new record.
func (ch Change) form() (opportunity.Form, error) {
	d, err := doc.Parse(ch.Document)
	if err != nil {
		return opportunity.Form{}, fault.Malformed(wrong("document", "", "The document is not a JSON object that the API takes: "+err.Error()+".",
			"ドキュメントを読み取れません。", "Send a JSON object in the shape of CreateOpportunity.", "CreateOpportunity の形式の JSON を指定してください。"))
	}
	return opportunity.Form{Document: d, Solutions: ch.Solutions, Products: ch.Products}, nil
}

// edited is the form of the record as it is now with the edits in it, and the version that it was made from.
func (r *Room) edited(ctx context.Context, c identity.Caller, ch Change) (opportunity.Form, string, error) {
	rec, err := r.Opportunities.Read(ctx, c, ch.Catalog, ch.Opportunity)
	if err != nil {
		return opportunity.Form{}, "", err
	}
	d := doc.Clone(rec.Doc)
	if broken := apply(d, ch.Edits); len(broken) > 0 {
		return opportunity.Form{}, "", fault.Malformed(broken...)
	}
	return opportunity.Form{Document: d}, rec.Locked(), nil
}

// most are how many edits a proposal has at most; a record has some hundred fields.
const most = 200

// apply puts edits into a document, and says which of them cannot be.
func apply(d doc.Doc, edits []Edit) (broken []catalogue.Violation) {
	if len(edits) == 0 || len(edits) > most {
		return []catalogue.Violation{wrong("edits", "", "A proposal has 1 to 200 edits.", "変更は 1〜200 件です。",
			"Send the fields that are to change.", "変更する項目を指定してください。")}
	}
	for _, e := range edits {
		if !editable(e.Path) {
			broken = append(broken, wrong("edits", catalogue.Shown(e.Path, false), "The path names no field that an update may change.",
				"変更できる項目のパスではありません。", "Look the field up and send its path, with the position in its list.",
				"項目を検索し、そのパス（リストは位置付き）を指定してください。"))
			continue
		}
		v, err := doc.Parse(append(append([]byte(`{"v":`), e.Value...), '}'))
		if err != nil || len(v) != 1 || strings.Contains(string(e.Value), `"`+catalogue.Hidden+`"`) {
			broken = append(broken, wrong("edits", catalogue.Shown(e.Path, false), "The value is not JSON, or is one that was hidden.",
				"値が JSON ではないか、伏せられた値です。", "Send the value itself, or null to clear the field.",
				"実際の値、または空にする場合は null を指定してください。"))
			continue
		}
		if v["v"] == nil {
			doc.Delete(d, e.Path)
		} else {
			doc.Set(d, e.Path, v["v"])
		}
	}
	return broken
}

const update = "UpdateOpportunity"

// written is how a place is written: members, with a position where a member is a list.
var written = regexp.MustCompile(`^[A-Za-z]+(\[[0-9]{1,3}\])?(\.[A-Za-z]+(\[[0-9]{1,3}\])?)*$`)

// editable says whether a path is a field that UpdateOpportunity takes, or a member that holds such fields.
func editable(path string) bool {
	if !written.MatchString(path) {
		return false
	}
	row := doc.Row(path)
	for _, f := range catalogue.Opportunity.From("Opportunity") {
		if !f.SetBy(update) || f.Path == "" || f.Path == selling.MemberCatalog {
			continue
		}
		if f.Path == row || strings.HasPrefix(f.Path, row+"[]") || strings.HasPrefix(f.Path, row+".") {
			return true
		}
	}
	return false
}

func (ch Change) relation() selling.AssociateOpportunityRequest {
	return selling.AssociateOpportunityRequest{Catalog: ch.Catalog, OpportunityIdentifier: ch.Opportunity, RelatedEntityType: ch.Type, RelatedEntityIdentifier: ch.Entity}
}

func (ch Change) assignment() selling.AssignOpportunityRequest {
	return selling.AssignOpportunityRequest{Catalog: ch.Catalog, Identifier: ch.Opportunity, Assignee: selling.Assignee{BusinessTitle: ch.As, Email: ch.Email}}
}

func (ch Change) submission(version string) opportunity.Submission {
	return opportunity.Submission{Catalog: ch.Catalog, ID: ch.Opportunity, Involvement: ch.Involvement, Visibility: ch.Visibility, Version: version}
}

func wrong(field, value, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: field, Path: field, At: field, Code: catalogue.InvalidValue, Rule: "proposal-" + field, Value: value,
		Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}
