// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
)

// A Preview is what a change would make of a record, and everything that it would be refused for. Nothing is stored.
type Preview struct {
	Version  int64    // of the record that the change was held against; 0 for a new one
	Modified string   // its LastModifiedDate; empty for a new one
	Title    string   // of the project, as it would be
	Company  string   // of the customer, as it would be
	Changes  []Change // in the order of their paths
	Problems []catalogue.Violation
}

// preview compares a record with what it would be.
func preview(before, after *Record, broken []catalogue.Violation) Preview {
	p := Preview{Changes: []Change{}, Problems: broken}
	if broken == nil {
		p.Problems = []catalogue.Violation{}
	}
	none := &Record{}
	if before == nil {
		before = none
	} else {
		p.Version, p.Modified = before.Version, before.Locked()
	}
	if after == nil {
		after = before
	}
	p.Title, p.Company = after.Title(), after.Company()
	p.Changes = append(p.Changes, differences(before.Doc, after.Doc)...)
	for _, beside := range []struct{ path, before, after string }{
		{"Involvement", before.Involvement, after.Involvement}, {"Visibility", before.Visibility, after.Visibility},
	} {
		if beside.before != beside.after {
			p.Changes = append(p.Changes, Change{beside.path, empty(beside.before), beside.after})
		}
	}
	return p
}

// empty is a text, or nil for none.
func empty(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// PreviewForm is what saving a form would do. id is empty for a new record.
func (r *Room) PreviewForm(ctx context.Context, c identity.Caller, catalog, id string, f Form) (Preview, error) {
	if err := r.enter(c, catalog); err != nil {
		return Preview{}, err
	}
	var before *Record
	if id != "" {
		rec, err := r.Read(ctx, c, catalog, id)
		if err != nil {
			return Preview{}, err
		}
		before = rec
	}
	after, broken, err := r.formed(ctx, c, catalog, before, f)
	if err != nil {
		return Preview{}, err
	}
	return preview(before, after, broken), nil
}

// PreviewSubmission is what handing a record in would do.
func (r *Room) PreviewSubmission(ctx context.Context, c identity.Caller, in Submission) (Preview, error) {
	before, err := r.Read(ctx, c, in.Catalog, in.ID)
	if err != nil {
		return Preview{}, err
	}
	after, q := r.handing(ctx, c, before, in.Involvement, in.Visibility)
	broken, err := q.broken()
	if err != nil {
		return Preview{}, err
	}
	after.handIn(r.Clock.Now())
	return preview(before, after, broken), nil
}

// PreviewAssociation is what tying an entity to a record, or untying it, would do.
func (r *Room) PreviewAssociation(ctx context.Context, c identity.Caller, in selling.AssociateOpportunityRequest, untie bool) (Preview, error) {
	before, err := r.Read(ctx, c, in.Catalog, in.OpportunityIdentifier)
	if err != nil {
		return Preview{}, err
	}
	change := tied(in.RelatedEntityIdentifier)
	if untie {
		change = untied(in.RelatedEntityIdentifier)
	}
	after, broken, err := r.related(ctx, c, before, in, change)
	if fault.Is(err, fault.NotFound) { // it is not tied: nothing would change
		err = nil
	}
	if err != nil {
		return Preview{}, err
	}
	return preview(before, after, broken), nil
}

// PreviewAssignment is what giving a record to a colleague would do.
func (r *Room) PreviewAssignment(ctx context.Context, c identity.Caller, in selling.AssignOpportunityRequest) (Preview, error) {
	before, err := r.Read(ctx, c, in.Catalog, in.Identifier)
	if err != nil {
		return Preview{}, err
	}
	after, broken, err := r.assigned(ctx, c, before, in.Assignee)
	if err != nil {
		return Preview{}, err
	}
	return preview(before, after, broken), nil
}
