// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package proposal

import (
	"encoding/json"
	"testing"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
)

func TestAnEditNamesAFieldThatAnUpdateMayChange(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"LifeCycle.NextSteps": true, "Customer.Contacts[0].Email": true, "Customer.Contacts[1]": true, "Customer.Contacts": true,
		"Project.ExpectedCustomerSpend[0].Amount": true, "Project.DeliveryModels": true, "PrimaryNeedsFromAws": true,
		"": false, "Catalog": false, "Id": false, "Arn": false, "LastModifiedDate": false, "LifeCycle.ReviewStatus": false,
		"LifeCycle.ReviewComments": false, "Origin": false, "RelatedEntityIdentifiers.Solutions": false, "OpportunityTeam[0].Email": false,
		"Customer.Contacts[].Email": false, "Customer.Contacts[x].Email": false, "Customer.Contacts[9999].Email": false,
		"Project.": false, "Proj": false, "project.title": false, "Project.Title.x": false, "Project.Title\n": false,
	} {
		if got := editable(path); got != want {
			t.Errorf("%q is editable: %v", path, got)
		}
	}
}

// Whatever an assistant sends: it is refused, or the document holds the value at its place and nothing of AWS's is touched.
func FuzzEdit(f *testing.F) {
	f.Add("LifeCycle.NextSteps", `"Call"`)
	f.Add("Customer.Contacts[0].Email", `null`)
	f.Add("Project.DeliveryModels", `["SaaS or PaaS"]`)
	f.Add("Customer", `{"Account":{"CompanyName":"x"}}`)
	f.Add("Project.Title", `"a","b":"c"`)
	f.Add("Project.Title", `"***"`)
	f.Fuzz(func(t *testing.T, path, value string) {
		before := doc.Doc{"LifeCycle": doc.Doc{"ReviewStatus": "Approved"}, "RelatedEntityIdentifiers": doc.Doc{"Solutions": []any{"S-1"}}}
		d := doc.Clone(before)
		if broken := apply(d, []Edit{{path, json.RawMessage(value)}}); len(broken) > 0 {
			if broken[0].FixEN == "" || broken[0].FixJA == "" {
				t.Fatalf("%q is refused without a way out: %+v", path, broken)
			}
			if !doc.Equal(d, before) {
				t.Fatalf("%q = %s is refused and changes something", path, value)
			}
			return
		}
		if _, err := doc.Parse(doc.Append(nil, d)); err != nil {
			t.Fatalf("%q = %s makes a document that cannot be read: %v", path, value, err)
		}
		if path != "LifeCycle" && doc.Text(d, "LifeCycle.ReviewStatus") != "Approved" || len(doc.Texts(d, "RelatedEntityIdentifiers.Solutions")) != 1 {
			t.Fatalf("%q = %s touches what is AWS's: %v", path, value, d)
		}
		if got := doc.Text(d, path); got == catalogue.Hidden {
			t.Fatalf("%q takes a hidden value", path)
		}
	})
}
