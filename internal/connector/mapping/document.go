// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mapping

import (
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/connector/crm"
)

const (
	countryPath    = "Customer.Account.Address.CountryCode"
	industryPath   = "Customer.Account.Industry"
	otherIndustry  = "Customer.Account.OtherIndustry"
	spendPath      = "Project.ExpectedCustomerSpend"
	amountPath     = spendPath + "[].Amount"
	currencyPath   = spendPath + "[].CurrencyCode"
	estimationPath = spendPath + "[].EstimationUrl"
	contactsPath   = "Customer.Contacts"
)

// A fixedValue is what every opportunity from a CRM says beside the mapped fields.
type fixedValue struct {
	path  string
	value string
}

var fixed = []fixedValue{
	{spendPath + "[].Frequency", "Monthly"},
	{spendPath + "[].TargetCompany", "AWS"},
}

// read takes a value out of a document: nil, a string or a []string.
func read(d doc.Doc, path string) any {
	element := element(d, path)
	if element == nil {
		return nil
	}
	_, member := split(path)
	switch v := doc.Get(element, member).(type) {
	case nil:
		return nil
	case []any:
		list := make([]string, 0, len(v))
		for _, e := range v {
			if s, ok := e.(string); ok {
				list = append(list, s)
			}
		}
		return list
	default:
		return doc.Text(element, member)
	}
}

// split cuts a path into its list, if it leads through one, and the member below.
func split(path string) (list, member string) {
	list, member, found := strings.Cut(path, "[].")
	if !found {
		return "", path
	}
	return list, member
}

// element is the object that holds a path's member: the document, or the element of a list that the catalogue's selector
// means. Nil when there is none.
func element(d doc.Doc, path string) doc.Doc {
	list, _ := split(path)
	if list == "" {
		return d
	}
	for _, e := range doc.Objects(d, list) {
		if list != spendPath || doc.Text(e, "TargetCompany") == "AWS" {
			return e
		}
	}
	return nil
}

// Put writes a canonical value into a document; an empty value takes the member out. Tidy ends a
// series of them. Only what a pair names changes.
func Put(d doc.Doc, path string, v any) {
	list, member := split(path)
	in := element(d, path)
	if in == nil {
		if crm.Empty(v) {
			return
		}
		in = doc.Doc{}
		elements, _ := doc.Get(d, list).([]any)
		doc.Set(d, list, append(slices.Clone(elements), in))
	}
	switch v := v.(type) {
	case []string:
		texts := make([]any, 0, len(v))
		for _, s := range v {
			texts = append(texts, s)
		}
		doc.Set(in, member, texts)
		if len(texts) == 0 {
			doc.Delete(in, member)
		}
	case string:
		doc.Set(in, member, v)
		if v == "" {
			doc.Delete(in, member)
		}
	default:
		doc.Delete(in, member)
	}
	settle(d, list)
}

// settle completes the elements of a list with what is fixed.
func settle(d doc.Doc, list string) {
	for _, f := range fixed {
		l, member := split(f.path)
		if list == "" || l != list {
			continue
		}
		in := element(d, f.path)
		if in == nil {
			in = blank(d, list)
		}
		if in != nil && doc.Text(in, member) == "" {
			doc.Set(in, member, f.value)
		}
	}
}

// Tidy drops elements of lists that say nothing any more, once all values are put.
func Tidy(d doc.Doc) {
	for _, list := range []string{spendPath, contactsPath} {
		elements, _ := doc.Get(d, list).([]any)
		kept := slices.DeleteFunc(slices.Clone(elements), func(e any) bool {
			o, isObject := e.(doc.Doc)
			return isObject && saysNothing(o, list)
		})
		switch {
		case len(kept) == 0:
			doc.Delete(d, list)
		case len(kept) < len(elements):
			doc.Set(d, list, kept)
		}
	}
}

// blank is the element that was just begun and does not yet say whose spend it is.
func blank(d doc.Doc, list string) doc.Doc {
	for _, e := range doc.Objects(d, list) {
		if doc.Text(e, "TargetCompany") == "" {
			return e
		}
	}
	return nil
}

func saysNothing(o doc.Doc, list string) bool {
	own := doc.Clone(o)
	for _, f := range fixed {
		if l, member := split(f.path); l == list {
			doc.Delete(own, member)
		}
	}
	if list == spendPath {
		doc.Delete(own, "CurrencyCode") // a currency without an amount or an estimate is no spend
	}
	return !doc.Says(own)
}

// Document is a new opportunity that says the values.
func (m *Mapping) Document(values Values) doc.Doc {
	d := doc.Doc{}
	for _, p := range m.pairs {
		if v := values[p.Path]; !crm.Empty(v) && !Associated(p.Path) {
			Put(d, p.Path, v)
		}
	}
	Tidy(d)
	return d
}

// Associated says whether a path is tied to an opportunity by AssociateOpportunity rather than written in its document.
func Associated(path string) bool { return strings.HasPrefix(path, "RelatedEntityIdentifiers.") }

// A condition clears members that ACE does not take beside another value.
type condition struct {
	unless func(Values) bool
	clear  []string
}

func is(path string, values ...string) func(Values) bool {
	return func(v Values) bool {
		s, _ := v[path].(string)
		return slices.Contains(values, s)
	}
}

var conditions = []condition{
	{is("Marketing.Source", "Marketing Activity"), []string{"Marketing.CampaignName", "Marketing.Channels", "Marketing.UseCases", "Marketing.AwsFundingUsed"}},
	{is("Marketing.AwsFundingUsed", "Yes"), []string{"Marketing.UseCases"}},
	{is("Project.CompetitorName", "*Other"), []string{"Project.OtherCompetitorNames"}},
	{is("LifeCycle.Stage", "Closed Lost"), []string{"LifeCycle.ClosedLostReason"}},
	{is(industryPath, "Other"), []string{otherIndustry}},
	{is("OpportunityType", "Expansion", "Flat Renewal"), []string{"Project.RelatedOpportunityIdentifier"}},
	{func(v Values) bool { return crm.Empty(v["RelatedEntityIdentifiers.Solutions"]) }, []string{"Project.OtherSolutionDescription"}},
	{func(v Values) bool { return !crm.Empty(v[amountPath]) || !crm.Empty(v[estimationPath]) }, []string{currencyPath}},
}

// derive brings values into what ACE takes together. A salesperson's leftovers in a hidden field are no mistake.
func derive(v Values, b Bundle) {
	if s, _ := v[industryPath].(string); s == "Other" && crm.Empty(v[otherIndustry]) {
		if own := b[crm.Account].Fields.Text("Industry"); fold(own) != "other" {
			v[otherIndustry] = own
		}
	}
	if _, mapped := v[currencyPath]; mapped && crm.Empty(v[currencyPath]) {
		v[currencyPath] = "USD"
	}
	for _, c := range conditions {
		if c.unless(v) {
			continue
		}
		for _, path := range c.clear {
			if _, mapped := v[path]; mapped {
				v[path] = nil
			}
		}
	}
}

// Label is the catalogue's name of a path.
func Label(path string) (en, ja string) {
	f := catalogue.Opportunity.ByPath(path)
	if f == nil {
		return path, path
	}
	return f.LabelEN, f.LabelJA
}
