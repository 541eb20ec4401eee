// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sync_test

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote/remotetest"
	"cosell/internal/connector/sync"
	"cosell/internal/jobq"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const kaede = "111122223333"

// A world is a whole connector with its embedded CRM, and a Partner Central that keeps quotas.
type world struct {
	t       testing.TB
	clk     *clock.Manual
	db      *sqldb.DB
	jobs    *jobq.Jobs
	ledger  *ledger.Ledger
	crm     *embedded.Room
	central *remotetest.Central
	sync    *sync.Room
	seller  embedded.User
	owner   func(string) plan.Person
	knows   func(string) bool
}

// A property here works a whole connector on a real database: fewer draws than rapid's hundred are enough for a run.
func TestMain(m *testing.M) {
	flag.Parse()
	if !slices.ContainsFunc(os.Args, func(a string) bool { return strings.Contains(a, "rapid.checks") }) {
		if err := flag.Set("rapid.checks", "30"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func schemas() []sqldb.Schema {
	return []sqldb.Schema{jobq.Schema(), secret.Schema(), embedded.Schema(), ledger.Schema()}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	clk := clock.NewManual(sqldbtest.Start)
	return worldOn(t, sqldbtest.SQLite(t, clk, schemas()...), clk)
}

func worldOn(t testing.TB, db *sqldb.DB, clk *clock.Manual) *world {
	t.Helper()
	w := &world{t: t, clk: clk, db: db, central: remotetest.New(t, clk)}
	w.seller = embedded.User{Account: kaede, ID: "US-1", Email: "seller@kaede.example"}
	w.start()
	return w
}

// colleague gives the CRM another user.
func (w *world) colleague(email string) {
	w.t.Helper()
	if _, err := w.crm.AddUser(w.t.Context(), embedded.User{Account: kaede, Email: email, Name: email, Role: embedded.Seller}, "-"); err != nil {
		w.t.Fatal(err)
	}
}

// start makes the connector, as a process does when it begins.
func (w *world) start() {
	w.t.Helper()
	key, err := secret.ParseMasterKey(strings.Repeat("5a", 32))
	if err != nil {
		w.t.Fatal(err)
	}
	box, err := secret.Open(w.db, key)
	if err != nil {
		w.t.Fatal(err)
	}
	m, err := mapping.New(mapping.Standard(), embedded.Objects())
	if err != nil {
		w.t.Fatal(err)
	}
	w.jobs = jobq.New(w.db, w.clk, slog.New(slog.DiscardHandler))
	w.crm = embedded.New(w.db, box, func(tx *sqldb.Tx, account string, c crm.Change) error { return w.sync.Changed(tx, account, c) })
	w.ledger = ledger.New(w.db, box, func(tx *sqldb.Tx, k ledger.Key, s ledger.State, review string) error {
		return w.crm.Mark(tx, k.Account, k.Object, k.Record, string(s), review)
	})
	w.sync = sync.New(sync.Config{DB: w.db, Clock: w.clk, Jobs: w.jobs, Ledger: w.ledger, Mapping: m, Log: slog.New(slog.DiscardHandler),
		Tenants: []sync.Tenant{{Account: kaede, CRM: w.crm.Tenant(kaede), Remote: w.central.Client(w.t), Owner: w.owner, Knows: w.knows}}})
}

func (w *world) save(object string, fields crm.Fields) string {
	w.t.Helper()
	rec, err := w.crm.Save(w.t.Context(), w.seller, crm.Write{Object: object, Fields: fields})
	if err != nil {
		w.t.Fatal(err)
	}
	return rec.ID
}

func (w *world) edit(object, id string, fields crm.Fields) {
	w.t.Helper()
	if _, err := w.crm.Save(w.t.Context(), w.seller, crm.Write{Object: object, ID: id, Fields: fields}); err != nil {
		w.t.Fatal(err)
	}
}

// deal makes an account with a contact and an opportunity that ACE takes.
func (w *world) deal(name string) string {
	w.t.Helper()
	a := w.save(crm.Account, crm.Fields{"Name": "Fjordlight Shipping AS", "Industry": "Transportation & Logistics", "Website": "https://fjordlight.example",
		"BillingCountry": "Norway", "BillingPostalCode": "0150", "BillingCity": "Oslo"})
	c := w.save(crm.Contact, crm.Fields{"AccountId": a, "FirstName": "Ingrid", "LastName": "Solberg", "Email": "ingrid@fjordlight.example", "Phone": "+4722555107"})
	return w.save(crm.Opportunity, crm.Fields{"Name": name, "AccountId": a, "ContactId": c, "StageName": "Qualification", "CloseDate": "2027-03-31",
		"NextStep": "Collect samples", "Type": "New Business", "AwsMonthlyRevenue": "11500", "UseCase": "Containers & Serverless",
		"DeliveryModels": []string{"SaaS or PaaS"}, "SalesActivities": []string{"Conducted POC / Demo"}, "PrimaryNeeds": []string{"Co-Sell - Deal Support"},
		"Solutions": []string{"S-0072001"}, "Description": "Waiting time at anchor costs more than bunker fuel."})
}

func (w *world) share(id string) {
	w.t.Helper()
	if _, err := w.sync.Share(w.t.Context(), kaede, crm.Opportunity, id, plan.Share{}, w.seller.Email); err != nil {
		w.t.Fatal(err)
	}
}

// settle works until nothing waits, moving the clock to whatever is due next; it gives up after a day.
func (w *world) settle() {
	w.t.Helper()
	w.until(w.clk.Now().Add(24 * time.Hour))
}

func (w *world) until(end time.Time) {
	w.t.Helper()
	for range 20_000 {
		if err := w.jobs.Drain(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
		waiting, err := w.jobs.Waiting(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		next := time.Time{}
		for _, e := range waiting {
			if next.IsZero() || e.At.Before(next) {
				next = e.At
			}
		}
		if next.IsZero() || next.After(end) {
			return
		}
		if next.After(w.clk.Now()) {
			w.clk.Set(next)
		}
	}
	w.t.Fatal("the queue does not come to rest")
}

func (w *world) pairing(id string) ledger.Pairing {
	w.t.Helper()
	p, err := w.sync.Pairing(w.t.Context(), kaede, crm.Opportunity, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) record(object, id string) crm.Record {
	w.t.Helper()
	rec, err := w.crm.Read(w.t.Context(), w.seller, object, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return rec
}

func (w *world) ace(id string) crm.Fields {
	w.t.Helper()
	found, err := w.crm.Tenant(kaede).Find(w.t.Context(), crm.ACEOpportunity, "OpportunityRef", id)
	if err != nil || len(found) != 1 {
		w.t.Fatalf("%d ACE opportunities of %s: %v", len(found), id, err)
	}
	return found[0].Fields
}

func (w *world) entries(f ledger.Filter) []ledger.Entry {
	w.t.Helper()
	f.Limit = 1000
	page, err := w.ledger.List(w.t.Context(), kaede, f)
	if err != nil {
		w.t.Fatal(err)
	}
	return page.Rows
}

// event is what AWS's bus tells the connector of an opportunity.
func (w *world) event(id string) {
	w.t.Helper()
	if err := w.db.InTx(context.Background(), func(tx *sqldb.Tx) error {
		_, err := w.sync.EventOn(tx, kaede, "AWS", id, jobq.Event)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

// atRest holds what must be true when nothing waits: quotas kept, every log row ended, nobody in a middle state.
func (w *world) atRest() {
	w.t.Helper()
	w.central.WithinQuota(w.t)
	for _, e := range w.entries(ledger.Filter{Outcomes: []string{"waiting"}}) {
		w.t.Errorf("the log row of %s for %s was never ended: %s", e.Operation, e.Key, e.Message)
	}
	status, err := w.sync.Status(w.t.Context(), kaede)
	if err != nil {
		w.t.Fatal(err)
	}
	if n := status.Records[ledger.Waiting]; n > 0 {
		w.t.Errorf("%d records wait for nothing", n)
	}
}
