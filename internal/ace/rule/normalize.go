// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

// beside are members of requests that are kept beside the document, not in it.
var beside = []string{"Catalog", "ClientToken", "Identifier", "LastModifiedDate", "Origin", "Tags"}

// maxHistory is the number of next steps that are remembered.
const maxHistory = 50

// Normalize is the document that is stored for a change: what was sent, without what the operation does not take, with
// AWS's silent corrections made. Check is asked about the change with this document. An update keeps of the stored
// document what UpdateOpportunity cannot set.
func Normalize(c Change) doc.Doc {
	d := taken(c)
	keepContract(c, d)
	prune(d)
	for _, correct := range []func(Change, doc.Doc){
		defaults, spellings, customer, contractValue, estimates, project, marketing, needs, lifecycle, history,
	} {
		correct(c, d)
	}
	return d
}

// taken is what the operation takes of the document.
func taken(c Change) doc.Doc {
	var d doc.Doc
	switch c.Moment {
	case OnCreate:
		d = catalogue.Known("CreateOpportunity", c.After.Doc)
	case OnUpdate, OnSimulatedReview:
		d = catalogue.Known("UpdateOpportunity", c.After.Doc)
		if c.Before != nil {
			for name, v := range doc.Clone(c.Before.Doc) {
				if !slices.Contains(updatable, name) {
					d[name] = v
				}
			}
		}
	case OnSubmit, OnAssociate, OnAssign:
		return doc.Clone(c.After.Doc)
	default:
		return doc.Clone(c.After.Doc)
	}
	for _, name := range beside {
		delete(d, name)
	}
	return d
}

// updatable are the members of an opportunity that UpdateOpportunity replaces.
var updatable = []string{
	"Customer", "LifeCycle", "Marketing", "NationalSecurity", "OpportunityType", "PartnerOpportunityIdentifier",
	"PrimaryNeedsFromAws", "Project", "SoftwareRevenue",
}

// keepContract carries the contract duration over an update that does not name it; an explicit null clears it with the
// partner's own spend entry.
func keepContract(c Change, d doc.Doc) {
	if c.Moment != OnUpdate && c.Moment != OnSimulatedReview || c.Before == nil {
		return
	}
	stored := doc.Get(c.Before.Doc, durationPath)
	switch {
	case !doc.Has(c.After.Doc, durationPath) && doc.Says(stored):
		doc.Set(d, durationPath, stored)
	case doc.Has(c.After.Doc, durationPath) && !doc.Says(doc.Get(d, durationPath)):
		keepEntries(d, func(entry doc.Doc) bool { return doc.Text(entry, "TargetCompany") != forSelf })
		return
	}
	if !doc.Says(doc.Get(d, durationPath)) || slices.ContainsFunc(doc.Objects(d, spendPath), isSelf) {
		return
	}
	for i, entry := range doc.Objects(c.Before.Doc, spendPath) {
		if isSelf(entry) {
			insertEntry(d, i, doc.Clone(entry))
		}
	}
}

func isSelf(entry doc.Doc) bool { return doc.Text(entry, "TargetCompany") == forSelf }

func keepEntries(d doc.Doc, keep func(doc.Doc) bool) {
	var kept []any
	for _, entry := range doc.Objects(d, spendPath) {
		if keep(entry) {
			kept = append(kept, entry)
		}
	}
	if doc.Has(d, spendPath) {
		doc.Set(d, spendPath, kept)
	}
}

// insertEntry puts a spend entry where it stood before, so that nothing else seems to have moved.
func insertEntry(d doc.Doc, i int, entry doc.Doc) {
	entries, _ := doc.Get(d, spendPath).([]any)
	doc.Set(d, spendPath, slices.Insert(slices.Clone(entries), min(i, len(entries)), any(entry)))
}

// prune takes explicit nulls out: an absent member says the same.
func prune(d doc.Doc) {
	for name, v := range d {
		switch v := v.(type) {
		case nil:
			delete(d, name)
		case doc.Doc:
			prune(v)
		case []any:
			for _, element := range v {
				if object, isObject := element.(doc.Doc); isObject {
					prune(object)
				}
			}
		}
	}
}

// defaultValues stand for absent members, whatever the moment.
var defaultValues = map[string]string{
	"NationalSecurity": "No", "OpportunityType": "Net New Business", "Marketing.Source": "None",
}

// defaults fill in what AWS stores for an absent member.
func defaults(c Change, d doc.Doc) {
	if c.Moment == OnAssociate || c.Moment == OnAssign {
		return
	}
	for path, value := range defaultValues {
		if !given(d, path) {
			doc.Set(d, path, value)
		}
	}
	if c.Moment == OnCreate && !given(d, "LifeCycle.Stage") {
		doc.Set(d, "LifeCycle.Stage", StageProspect)
	}
	for _, entry := range doc.Objects(d, spendPath) {
		if doc.Text(entry, "Frequency") == "" {
			entry["Frequency"] = "Monthly"
		}
	}
}

// spellings store the published spelling of a value that came in another that AWS takes; partner programs that AWS does
// not know become nothing.
func spellings(_ Change, d doc.Doc) {
	for _, row := range aliased {
		doc.Each(d, row.Path, func(at string, v any) {
			switch v := v.(type) {
			case string:
				if value, known := catalogue.Find(row.Values, v); known {
					doc.Set(d, at, value.API)
				}
			case []any:
				var kept []any
				for _, spelling := range doc.Texts(doc.Doc{"v": v}, "v") {
					value, known := catalogue.Find(row.Values, spelling)
					if known {
						spelling = value.API
					}
					if (known || row.Values != "apn_program") && !slices.Contains(kept, any(spelling)) {
						kept = append(kept, spelling)
					}
				}
				doc.Set(d, at, kept)
			}
		})
	}
}

// aliased are the fields whose value set has more than one spelling.
var aliased = func() []*catalogue.Field {
	var rows []*catalogue.Field
	for _, row := range catalogue.Opportunity.From("Opportunity") {
		if slices.ContainsFunc(catalogue.Values(row.Values), func(v catalogue.Value) bool { return len(v.Aliases) > 0 }) {
			rows = append(rows, row)
		}
	}
	return rows
}()

// customer puts a classified deal into the United States.
func customer(_ Change, d doc.Doc) {
	if doc.Text(d, "NationalSecurity") == "Yes" && given(d, "Customer") {
		doc.Set(d, countryPath, "US")
	}
}

// contractValue stores an odd target company as AWS, and works the monthly entry out of a total contract value that came
// alone: total by months. AWS does not publish its formula.
func contractValue(_ Change, d doc.Doc) {
	entries := doc.Objects(d, spendPath)
	duration := doc.Says(doc.Get(d, durationPath))
	for _, entry := range entries {
		if company := doc.Text(entry, "TargetCompany"); !duration && company != "" && company != forSelf {
			entry["TargetCompany"] = forAWS
		}
	}
	if len(entries) != 1 || !isSelf(entries[0]) {
		return
	}
	total, isAmount := money(doc.Text(entries[0], "Amount"))
	months, isNumber := money(doc.Text(d, durationPath+".Value"))
	if !isAmount || !isNumber || !months.IsPositive() {
		return
	}
	insertEntry(d, len(entries), doc.Doc{
		"TargetCompany": forAWS, "Frequency": "Monthly", "CurrencyCode": doc.Text(entries[0], "CurrencyCode"),
		"Amount": total.DivRound(months, 2).String(),
	})
}

// estimates take the amount from a pricing estimate, or drop the link where it says another amount.
func estimates(c Change, d doc.Doc) {
	if c.Estimate == nil {
		return
	}
	for _, entry := range doc.Objects(d, spendPath) {
		url, amount := doc.Text(entry, "EstimationUrl"), doc.Text(entry, "Amount")
		if url == "" {
			continue
		}
		estimated, readable := c.Estimate(url)
		switch {
		case amount == "" && readable:
			entry["Amount"] = estimated
		case amount != "" && (!readable || !sameAmount(amount, estimated)):
			delete(entry, "EstimationUrl")
		}
	}
}

func sameAmount(a, b string) bool {
	left, okLeft := money(a)
	right, okRight := money(b)
	return okLeft && okRight && decimal.Decimal.Equal(left, right)
}

// project clears what another choice makes pointless.
func project(c Change, d doc.Doc) {
	if doc.Text(d, "OpportunityType") == "Net New Business" {
		doc.Delete(d, "Project.RelatedOpportunityIdentifier")
	}
	if c.After.solved() {
		doc.Delete(d, "Project.OtherSolutionDescription")
	}
	if stageOf(d) != StageClosedLost {
		doc.Delete(d, "LifeCycle.ClosedLostReason")
	}
}

// marketing clears the use cases of an activity that AWS did not fund.
func marketing(_ Change, d doc.Doc) {
	if doc.Text(d, "Marketing.AwsFundingUsed") == "No" {
		doc.Delete(d, "Marketing.UseCases")
	}
}

// needs write down that a submission for visibility only asks for no support.
func needs(c Change, d doc.Doc) {
	if c.Moment == OnSubmit && c.Involvement == VisibilityOnly && len(doc.Texts(d, needsPath)) == 0 {
		d[needsPath] = []any{NoSupport}
	}
}

// lifecycle keeps what the review wrote, unless the change names it.
func lifecycle(c Change, d doc.Doc) {
	if c.Moment == OnCreate && !given(d, reviewPath) {
		doc.Set(d, reviewPath, ReviewPending)
	}
	if c.Before == nil {
		return
	}
	for _, path := range []string{reviewPath, "LifeCycle.ReviewComments", "LifeCycle.ReviewStatusReason"} {
		if stored := doc.Get(c.Before.Doc, path); stored != nil && !given(d, path) {
			doc.Set(d, path, stored)
		}
	}
}

// history remembers each change of the next steps, the newest first. What is sent as history is not looked at.
func history(c Change, d doc.Doc) {
	const path, stepsPath = "LifeCycle.NextStepsHistory", "LifeCycle.NextSteps"
	if c.Moment != OnCreate && c.Moment != OnUpdate && c.Moment != OnSimulatedReview {
		return
	}
	var remembered []any
	before := ""
	if c.Before != nil {
		remembered, _ = doc.Get(c.Before.Doc, path).([]any)
		before = doc.Text(c.Before.Doc, stepsPath)
	}
	steps := strings.TrimSpace(doc.Text(d, stepsPath))
	if steps != "" && steps != strings.TrimSpace(before) {
		now := doc.Doc{"Value": doc.Text(d, stepsPath), "Time": c.Now.UTC().Format(time.RFC3339)}
		remembered = append([]any{now}, remembered...)
	}
	doc.Delete(d, path)
	if len(remembered) > 0 {
		doc.Set(d, path, remembered[:min(len(remembered), maxHistory)])
	}
}
