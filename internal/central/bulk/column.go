// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/width"

	"cosell/internal/ace/catalogue"
)

// A Column is a field of an opportunity as a sheet has it.
type Column struct {
	*catalogue.Field
	EN, JA string // headings
	Key    bool   // it says which record a row is about, and on what version of it the row was decided
}

// Language is en or ja.
type Language string

// The languages of sheets.
const (
	English  Language = "en"
	Japanese Language = "ja"
)

// Heading is the column's name in a sheet.
func (c *Column) Heading(l Language) string {
	if l == Japanese {
		return c.JA
	}
	return c.EN
}

// Need says whether a cell may be empty: required, conditional or optional.
func (c *Column) Need() string { return c.ImportNeed }

// tidied says whether people type values of the column in many ways, and it is shown as it is kept.
func (c *Column) tidied() bool {
	return c.Type == "currency" || c.Type == "phone" || c.ID == idPostal || c.ID == idAccount || c.ID == idDUNS
}

// currencies are the fields that say which currency an amount is in.
var currencies = map[string]string{idRevenue: "expected_spend_currency", "software_value": "software_value_currency"}

// Ids of fields that this room itself asks for. The paths that belong to them are the catalogue's business.
const (
	idOpportunity = "opportunity_id"
	idModified    = "last_modified_date"
	idOwner       = "owner_email"
	idSolutions   = "solutions"
	idProducts    = "aws_products"
	idReference   = "partner_crm_id"
	idCountry     = "country"
	idPostal      = "postal_code"
	idWebsite     = "customer_website"
	idAccount     = "customer_aws_account_id"
	idDUNS        = "customer_duns"
	idNeeds       = "primary_need_from_aws"
	idCompany     = "customer_company_name"
	idTitle       = "project_title"
	idRevenue     = "expected_monthly_aws_revenue"
	idTeamTitle   = "partner_contact_title"
	idStage       = "stage"
)

// importColumns are the columns of the import sheet in the order of their letters. Columns are made when the first sheet needs
// them: most runs of the program see none.
var importColumns = sync.OnceValue(func() []*Column {
	var all []*Column
	for _, f := range catalogue.Opportunity.Fields {
		if f.ImportColumn.Header != "" {
			all = append(all, &Column{Field: f, EN: f.ImportColumn.Header, JA: f.LabelJA})
		}
	}
	slices.SortStableFunc(all, func(a, b *Column) int {
		if by := len(a.ImportColumn.Letter) - len(b.ImportColumn.Letter); by != 0 {
			return by
		}
		return strings.Compare(a.ImportColumn.Letter, b.ImportColumn.Letter)
	})
	return all
})

// named is a column that the import sheet does not have, by the names of forms.
func named(id string) *Column {
	f := catalogue.Opportunity.ByID(id)
	return &Column{Field: f, EN: f.LabelEN, JA: f.LabelJA}
}

// updateColumns are those of the sheet that changes come by: which record, and all of it that UpdateOpportunity writes.
// Who is in the team and what is associated has ways of its own.
var updateColumns = sync.OnceValue(func() []*Column {
	keys := []*Column{named(idOpportunity), named(idModified)}
	for _, k := range keys {
		k.Key = true
	}
	all := append(keys, named(idStage), named("closed_lost_reason"))
	for _, c := range importColumns() {
		if c.SetBy("UpdateOpportunity") && !team(c.Field) && c.ID != idSolutions && c.ID != idProducts {
			all = append(all, c)
		}
	}
	return all
})

// exportColumns are those of an export: all that the import sheet has, with what only a stored record has before it.
var exportColumns = sync.OnceValue(func() []*Column {
	return append([]*Column{
		named(idOpportunity), named("review_status"), named(idStage), named("closed_lost_reason"), named("origin"), named("involvement_type"),
		named("visibility"), named("created_date"), named(idModified)}, importColumns()...)
})

// team says whether a field is one of a person of the partner.
func team(f *catalogue.Field) bool {
	_, of := f.Selector["BusinessTitle"]
	return of
}

// columnsOf are the columns that a kind of file has.
func columnsOf(k Kind) []*Column {
	if k == Update {
		return updateColumns()
	}
	return importColumns()
}

// byHeading finds columns by what their headings are called, in any of their languages.
func byHeading(columns []*Column) map[string]*Column {
	found := map[string]*Column{}
	for _, c := range columns {
		for _, name := range []string{c.EN, c.JA, c.LabelEN, c.LabelJA, c.ID} {
			if name = bare(name); found[name] == nil {
				found[name] = c
			}
		}
	}
	return found
}

// bare is a heading without the marks of required fields.
func bare(heading string) string { return folded(strings.Trim(heading, "*＊ \u3000")) }

// folded is a heading or value as it is compared: in one width, without regard to case and spaces.
func folded(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return unicode.ToLower(r)
	}, width.Fold.String(text))
}
