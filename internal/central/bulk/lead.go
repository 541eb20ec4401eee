// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"io"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/bulk/sheet"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// A leadColumn is a field of a lead as a table has it: headed and worded as the catalogue has it.
type leadColumn struct {
	id  string
	say func(*engagement.LeadView) string
}

func met(l *engagement.LeadView) selling.LeadInteraction {
	if n := len(l.Lead.Interactions); n > 0 {
		return l.Lead.Interactions[n-1]
	}
	return selling.LeadInteraction{}
}

func placed(l *engagement.LeadView) selling.LeadAddress {
	if a := l.Lead.Customer.Address; a != nil {
		return *a
	}
	return selling.LeadAddress{}
}

func moment(us int64) string {
	if us == 0 {
		return ""
	}
	return sqldb.Time(us).UTC().Format(time.RFC3339)
}

// leadColumns are those of an export of leads. A lead that waits for an answer has no people in it, nor all of its need.
var leadColumns = []leadColumn{
	{"engagement_id", func(l *engagement.LeadView) string { return l.Engagement }},
	{"lead_stage", func(l *engagement.LeadView) string { return l.Stage }},
	{"lead_status", func(l *engagement.LeadView) string { return *orEmpty(l.Lead.QualificationStatus) }},
	{"company", func(l *engagement.LeadView) string { return l.Lead.Customer.CompanyName }},
	{"website", func(l *engagement.LeadView) string { return *orEmpty(l.Lead.Customer.WebsiteURL) }},
	{"industry", func(l *engagement.LeadView) string { return *orEmpty(l.Lead.Customer.Industry) }},
	{"segment_company_size", func(l *engagement.LeadView) string { return *orEmpty(l.Lead.Customer.MarketSegment) }},
	{"level_of_aws_usage", func(l *engagement.LeadView) string { return *orEmpty(l.Lead.Customer.AwsMaturity) }},
	{"country", func(l *engagement.LeadView) string { return *orEmpty(placed(l).CountryCode) }},
	{"state", func(l *engagement.LeadView) string { return *orEmpty(placed(l).StateOrRegion) }},
	{"city", func(l *engagement.LeadView) string { return *orEmpty(placed(l).City) }},
	{"postal_code", func(l *engagement.LeadView) string { return *orEmpty(placed(l).PostalCode) }},
	{"lead_source", func(l *engagement.LeadView) string { return *orEmpty(met(l).SourceType) }},
	{"campaign_name", func(l *engagement.LeadView) string { return *orEmpty(met(l).SourceName) }},
	{"campaign_id", func(l *engagement.LeadView) string { return *orEmpty(met(l).SourceID) }},
	{"campaign_member_status", func(l *engagement.LeadView) string { return *orEmpty(met(l).CustomerAction) }},
	{"use_case_workload", func(l *engagement.LeadView) string { return *orEmpty(met(l).Usecase) }},
	{"project_description", func(l *engagement.LeadView) string { return *orEmpty(met(l).BusinessProblem) }},
	{"last_name", func(l *engagement.LeadView) string { return met(l).Contact.LastName }},
	{"first_name", func(l *engagement.LeadView) string { return met(l).Contact.FirstName }},
	{"title", func(l *engagement.LeadView) string { return met(l).Contact.BusinessTitle }},
	{"email", func(l *engagement.LeadView) string { return met(l).Contact.Email }},
	{"phone", func(l *engagement.LeadView) string { return *orEmpty(met(l).Contact.Phone) }},
	{"interaction_date", func(l *engagement.LeadView) string { return *orEmpty(met(l).InteractionDate) }},
	{"lead_readiness_score", func(l *engagement.LeadView) string {
		if l.Lead.Insights == nil {
			return ""
		}
		return *orEmpty(l.Lead.Insights.LeadReadinessScore)
	}},
	{"lead_owner_name", func(l *engagement.LeadView) string { return l.Owner.Name }},
	{"lead_owner_email", func(l *engagement.LeadView) string { return l.Owner.Email }},
	{"created_date", func(l *engagement.LeadView) string { return moment(l.Shared) }},
	{"last_modified_date", func(l *engagement.LeadView) string { return moment(l.Modified) }},
	{"invitation_expiration", func(l *engagement.LeadView) string { return moment(l.Expires) }},
}

var leadSheetName = map[Language]string{English: "Leads", Japanese: "リード"}

// ExportLeads writes the leads of a view, or those that are named by their engagements, as many as a file may have.
func (r *Room) ExportLeads(ctx context.Context, c identity.Caller, in Export, w io.Writer) error {
	probe := in.View
	probe.Catalog, probe.Size, probe.Cursor = catalog, 1, ""
	if _, err := r.Engagements.Leads(ctx, c, probe); err != nil { // refused before the first byte is out
		return err
	}
	out, err := in.Format.openLeads(w, in.Language)
	if err != nil {
		return err
	}
	cells := make([]sheet.Cell, 0, len(leadColumns)+1)
	for _, column := range leadColumns {
		f := catalogue.Lead.ByID(column.id)
		cells = append(cells, sheet.Cell{Text: (&Column{EN: f.LabelEN, JA: f.LabelJA}).Heading(in.Language)})
	}
	cells = append(cells, sheet.Cell{Text: named(idOpportunity).Heading(in.Language)})
	if err := out.Row(cells...); err != nil {
		return err
	}
	err = r.eachLead(ctx, c, in.Selection, func(id string) error {
		v, err := r.Engagements.Lead(ctx, c, catalog, id)
		if fault.Is(err, fault.NotFound) {
			return nil // it is gone meanwhile, or another's
		}
		if err != nil {
			return err
		}
		for i, column := range leadColumns {
			cells[i].Text = written(catalogue.Lead.ByID(column.id), in.Language, column.say(&v))
		}
		cells[len(leadColumns)].Text = ""
		if v.Number > 0 {
			cells[len(leadColumns)].Text = opportunity.Key{Number: v.Number}.ID()
		}
		return out.Row(cells...)
	})
	if err != nil {
		return err
	}
	return out.Close()
}

func (f Format) openLeads(w io.Writer, l Language) (sheet.Writer, error) {
	if f == XLSX {
		return sheet.NewXLSX(w, leadSheetName[l])
	}
	return sheet.NewCSV(w)
}

// eachLead visits the leads of a selection in their order, as many as a file may have.
func (r *Room) eachLead(ctx context.Context, c identity.Caller, s Selection, visit func(id string) error) error {
	for _, id := range s.IDs[:min(len(s.IDs), r.RowLimit)] {
		if err := visit(id); err != nil {
			return err
		}
	}
	if len(s.IDs) > 0 {
		return nil
	}
	view := s.View
	view.Catalog, view.Size, view.Cursor = catalog, 100, ""
	for seen := 0; ; {
		shelf, err := r.Engagements.Leads(ctx, c, view)
		if err != nil {
			return err
		}
		for i := range shelf.Rows {
			if seen++; seen > r.RowLimit {
				return nil
			}
			if err := visit(shelf.Rows[i].Engagement); err != nil {
				return err
			}
		}
		if view.Cursor = shelf.Next; view.Cursor == "" {
			return nil
		}
	}
}
