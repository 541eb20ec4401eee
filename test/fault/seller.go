// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cosell/test/program"
)

// A seller works in the CRM of the first partner: saves deals and shares them with AWS, and knows what was acknowledged.
type seller struct {
	account  string
	person   *browser
	customer string // CRM ids, once they are made
	contact  string
	deals    int
	saved    []string // deals whose save was acknowledged
	shared   []string // and those of them whose share was
	steps    atomic.Int64
	all      sync.WaitGroup
}

// work has the seller save and share one deal after the other until the program is gone.
func (s *seller) work(t *testing.T, d *program.Demo) {
	t.Helper()
	if s.person == nil {
		s.account, s.person = d.Partners[0].AccountID, signInAs(t, d, "seller@")
	}
	s.person.url = d.Portal // the session outlives the program
	if s.customer == "" {
		s.customer, _ = s.save(t, "Account", map[string]any{"Name": "Fjordlight Shipping AS", "Industry": "Transportation & Logistics",
			"Website": "https://fjordlight.example", "BillingCountry": "Norway", "BillingPostalCode": "0150", "BillingCity": "Oslo"})
		s.contact, _ = s.save(t, "Contact", map[string]any{"AccountId": s.customer, "FirstName": "Ingrid", "LastName": "Solberg",
			"Email": "ingrid@fjordlight.example", "Phone": "+4722555107"})
	}
	s.all.Go(func() {
		for range 3 { // more would only queue up for later rounds
			if !s.deal(t) {
				return
			}
		}
	})
}

// wait yields until so many saves and shares were acknowledged since the start.
func (s *seller) wait(t *testing.T, n int64) {
	t.Helper()
	for end := time.Now().Add(bound); s.steps.Load() < n && !t.Failed(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d of %d saves and shares were answered within %v", s.steps.Load(), n, bound)
		}
	}
}

// end waits until the seller has stopped.
func (s *seller) end() { s.all.Wait() }

// deal saves a deal and shares it; false says that no answer came.
func (s *seller) deal(t *testing.T) bool {
	t.Helper()
	s.deals++
	id, alive := s.save(t, "Opportunity", map[string]any{"Name": fmt.Sprintf("Ballast planning %d", s.deals), "AccountId": s.customer,
		"ContactId": s.contact, "StageName": "Qualification", "CloseDate": time.Now().AddDate(0, 3, 0).Format(time.DateOnly),
		"NextStep": "Collect samples", "Type": "New Business", "AwsMonthlyRevenue": "11500", "UseCase": "Containers & Serverless",
		"DeliveryModels": []string{"SaaS or PaaS"}, "SalesActivities": []string{"Conducted POC / Demo"},
		"PrimaryNeeds": []string{"Co-Sell - Deal Support"}, "Solutions": []string{"S-0051001"},
		"Description": "Waiting time at anchor costs more than bunker fuel."})
	if !alive {
		return false
	}
	s.saved = append(s.saved, id)
	s.steps.Add(1)
	status, out, err := s.person.send(http.MethodPost, "/api/connector/objects/Opportunity/records/"+id+"/share", `{"involvement":"Co-Sell","visibility":"Full"}`)
	if err != nil {
		return false
	}
	if status != http.StatusAccepted {
		t.Errorf("share %s: %d %v", id, status, out)
		return false
	}
	s.shared = append(s.shared, id)
	s.steps.Add(1)
	return true
}

// save answers the new record's id; false says that no answer came.
func (s *seller) save(t *testing.T, object string, fields map[string]any) (string, bool) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"fields": fields})
	if err != nil {
		t.Error(err)
		return "", false
	}
	status, out, err := s.person.send(http.MethodPost, "/api/connector/objects/"+object+"/records", string(body))
	if err != nil {
		return "", false
	}
	if status != http.StatusCreated {
		t.Errorf("save %s: %d %v", object, status, out)
		return "", false
	}
	return out["id"].(string), true
}

// brought wants one opportunity for each deal whose share was acknowledged, and none twice.
func (s *seller) brought(t *testing.T, c *caller) {
	t.Helper()
	stored := list(t, c)
	for _, deal := range s.shared {
		if len(stored[deal]) != 1 {
			t.Errorf("the deal %s was shared and has become the opportunities %v", deal, stored[deal])
		}
	}
	for _, deal := range s.saved {
		if len(stored[deal]) > 1 {
			t.Errorf("the deal %s has become the opportunities %v", deal, stored[deal])
		}
		status, out, err := s.person.send(http.MethodGet, "/api/connector/objects/Opportunity/records/"+deal, "")
		if err != nil || status != http.StatusOK {
			t.Errorf("the save of the deal %s was acknowledged, and it is answered with %d %v %v", deal, status, out, err)
		}
	}
	t.Logf("%d deals saved, %d shared", len(s.saved), len(s.shared))
}
