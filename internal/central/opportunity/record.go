// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
)

// A Record is one opportunity as the rules see it: the document with the partner's and the review's members, and what
// the API keeps beside it.
type Record struct {
	Key
	Version     int64
	Doc         doc.Doc // without Arn, Catalog, Id and dates: those are written from the record itself
	Origin      string
	Involvement string
	Visibility  string
	Owner       string // mail address of the user who owns it
	OwnerName   string
	Created     time.Time
	Modified    time.Time // the optimistic lock: it rises with every change
	Submitted   time.Time // zero before the first submission
	Shared      time.Time // by AWS; zero for what AWS did not share
	Follows     bool      // the review is that of another partner's record, and not decided yet. Source: reference 9.4

	contacts []byte // Customer.Contacts, sealed; nil for none
}

// Paths of members that this room itself reads and writes.
const (
	reviewPath    = catalogue.PathReviewStatus
	commentsPath  = catalogue.PathReviewComments
	reasonPath    = catalogue.PathReviewReason
	stagePath     = catalogue.PathStage
	contactsPath  = catalogue.PathContacts
	spendPath     = catalogue.PathSpend
	teamPath      = "OpportunityTeam"
	relatedPath   = "RelatedEntityIdentifiers"
	referencePath = "PartnerOpportunityIdentifier"
)

// Review is the review status.
func (r *Record) Review() string { return doc.Text(r.Doc, reviewPath) }

// Stage is the partner's sales stage.
func (r *Record) Stage() string { return doc.Text(r.Doc, stagePath) }

// Title is the project's, Company the customer's.
func (r *Record) Title() string   { return doc.Text(r.Doc, catalogue.PathTitle) }
func (r *Record) Company() string { return doc.Text(r.Doc, catalogue.PathCompany) }

// State is what review and stage together allow.
func (r *Record) State() rule.State { return rule.StateOf(r.Review(), r.Stage()) }

// Locked is the LastModifiedDate as the wire shows it, which the next update has to name.
func (r *Record) Locked() string { return selling.Timestamp(r.Modified) }

// Related are the identifiers of one type that are associated.
func (r *Record) Related(kind string) []string { return doc.Texts(r.Doc, relatedPath+"."+kind) }

// clone is a record that may be changed without touching this one.
func (r *Record) clone() *Record {
	c := *r
	c.Doc = doc.Clone(r.Doc)
	return &c
}

// forRules is the record as the rule engine takes it.
func (r *Record) forRules() rule.Record {
	return rule.Record{
		Doc: r.Doc, Origin: r.Origin, Involvement: r.Involvement, Visibility: r.Visibility,
		Solutions: r.Related(rule.Solutions), Products: r.Related(rule.AwsProducts),
		MPSolutions: r.Related(rule.MPSolutions), MPProducts: r.Related(rule.MPProducts),
		Offers: r.Related(rule.MPOffers), OfferSets: r.Related(rule.MPOfferSets),
	}
}

// spend is the AWS entry of the expected customer spend, or the first entry where there is none for AWS.
func (r *Record) spend() doc.Doc {
	entries := doc.Objects(r.Doc, spendPath)
	i := slices.IndexFunc(entries, func(e doc.Doc) bool { return doc.Text(e, "TargetCompany") == "AWS" })
	switch {
	case i >= 0:
		return entries[i]
	case len(entries) > 0:
		return entries[0]
	}
	return nil
}

// cents is an amount in hundredths, as lists sort and filter by it. What has no such number counts as nothing; what is
// beyond any deal, as the most that a column holds.
func cents(amount string) int64 {
	d, err := decimal.NewFromString(amount)
	if err != nil {
		return 0
	}
	const most = 1<<63 - 1
	d = d.Shift(2).Truncate(0)
	if d.GreaterThan(decimal.NewFromInt(most)) {
		return most
	}
	return d.IntPart()
}

// day is a date such as 2026-12-31 as the number 20261231; 0 for anything else.
func day(date string) int64 {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0
	}
	return int64(t.Year()*10000 + int(t.Month())*100 + t.Day())
}

// Date is the text of a day's number, empty for 0.
func Date(day int64) string {
	if day == 0 {
		return ""
	}
	return time.Date(int(day/10000), time.Month(day/100%100), int(day%100), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// reference is the partner's own identifier, nil for none.
func (r *Record) reference() any {
	if ref := doc.Text(r.Doc, referencePath); strings.TrimSpace(ref) != "" {
		return ref
	}
	return nil
}

// needs are what the partner wants from AWS.
func (r *Record) needs() []string { return doc.Texts(r.Doc, "PrimaryNeedsFromAws") }
