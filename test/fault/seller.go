// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote"
	"cosell/internal/connector/sync"
	"cosell/internal/jobq"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/test/program"
)

// A seller works in the CRM of the first partner, beside the running program: a second node that saves and shares, and
// leaves all work with AWS to the program.
type seller struct {
	account  string
	customer string // CRM ids, once they are made
	contact  string
	shared   []string // deals whose share was acknowledged
}

// share saves n new deals and shares them.
func (s *seller) share(t *testing.T, d *program.Demo, url string, n int) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), url, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	deals, room := s.rooms(t, db, d)
	save := func(object string, fields crm.Fields) string {
		t.Helper()
		r, err := deals.Save(t.Context(), embedded.User{Account: s.account, ID: "US-1", Email: "seller@kaede-cloud.example"}, crm.Write{Object: object, Fields: fields})
		if err != nil {
			t.Fatalf("save %s: %v", object, err)
		}
		return r.ID
	}
	if s.customer == "" {
		s.customer = save(crm.Account, crm.Fields{"Name": "Fjordlight Shipping AS", "Industry": "Transportation & Logistics",
			"Website": "https://fjordlight.example", "BillingCountry": "Norway", "BillingPostalCode": "0150", "BillingCity": "Oslo"})
		s.contact = save(crm.Contact, crm.Fields{"AccountId": s.customer, "FirstName": "Ingrid", "LastName": "Solberg",
			"Email": "ingrid@fjordlight.example", "Phone": "+4722555107"})
	}
	for range n {
		id := save(crm.Opportunity, crm.Fields{"Name": fmt.Sprintf("Ballast planning %d", len(s.shared)), "AccountId": s.customer,
			"ContactId": s.contact, "StageName": "Qualification", "CloseDate": time.Now().AddDate(0, 3, 0).Format(time.DateOnly),
			"NextStep": "Collect samples", "Type": "New Business", "AwsMonthlyRevenue": "11500", "UseCase": "Containers & Serverless",
			"DeliveryModels": []string{"SaaS or PaaS"}, "SalesActivities": []string{"Conducted POC / Demo"},
			"PrimaryNeeds": []string{"Co-Sell - Deal Support"}, "Solutions": []string{"S-0051001"},
			"Description": "Waiting time at anchor costs more than bunker fuel."})
		if _, err := room.Share(t.Context(), s.account, crm.Opportunity, id, plan.Share{}, "US-1"); err != nil {
			t.Fatalf("share %s: %v", id, err)
		}
		s.shared = append(s.shared, id)
	}
}

// rooms are the CRM and the connector on the program's database. Their queue is never started.
func (s *seller) rooms(t *testing.T, db *sqldb.DB, d *program.Demo) (*embedded.Room, *sync.Room) {
	t.Helper()
	key, err := secret.ReadKeyFile(filepath.Join(d.Dir, "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	box, err := secret.Open(db, key)
	if err != nil {
		t.Fatal(err)
	}
	pairs, err := mapping.New(mapping.Standard(), embedded.Objects())
	if err != nil {
		t.Fatal(err)
	}
	s.account = d.Partners[0].AccountID
	log := slog.New(slog.DiscardHandler)
	client, err := remote.New(remote.Config{Endpoint: d.AWS, Catalog: "AWS", Clock: clock.System{}, // named, never called
		Credentials: credentials.NewStaticCredentialsProvider(d.Partners[0].AccessKeyID, d.Partners[0].SecretAccessKey, "")})
	if err != nil {
		t.Fatal(err)
	}
	var room *sync.Room
	deals := embedded.New(db, box, func(tx *sqldb.Tx, account string, c crm.Change) error { return room.Changed(tx, account, c) })
	book := ledger.New(db, box, func(tx *sqldb.Tx, k ledger.Key, state ledger.State) error {
		return deals.Mark(tx, k.Account, k.Object, k.Record, string(state))
	})
	room = sync.New(sync.Config{DB: db, Clock: clock.System{}, Jobs: jobq.New(db, clock.System{}, log), Ledger: book, Mapping: pairs, Log: log,
		Tenants: []sync.Tenant{{Account: s.account, CRM: deals.Tenant(s.account), Remote: client}}})
	return deals, room
}
