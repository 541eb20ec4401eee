// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package intake_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/event"
	"cosell/internal/clock"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/intake"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/remote/remotetest"
	"cosell/internal/connector/schedule"
	"cosell/internal/connector/sync"
	"cosell/internal/jobq"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

const (
	kaede    = "111122223333"
	secret16 = "a-secret-of-some-length"
)

type world struct {
	t       *testing.T
	clk     *clock.Manual
	db      *sqldb.DB
	jobs    *jobq.Jobs
	crm     *embedded.Room
	central *remotetest.Central
	sync    *sync.Room
	intake  *intake.Room
	ledger  *ledger.Ledger
	url     string
	seller  embedded.User
}

// newWorld is a connector; with told, its CRM tells of changes by itself.
func newWorld(t *testing.T, told bool) *world {
	t.Helper()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, jobq.Schema(), secret.Schema(), embedded.Schema(), ledger.Schema(), intake.Schema())
	w := &world{t: t, clk: clk, db: db, central: remotetest.New(t, clk), seller: embedded.User{Account: kaede, ID: "US-1", Email: "s@kaede.example"}}
	key, err := secret.ParseMasterKey(strings.Repeat("5a", 32))
	must(t, err)
	box, err := secret.Open(db, key)
	must(t, err)
	m, err := mapping.New(mapping.Standard(), embedded.Objects())
	must(t, err)
	w.jobs = jobq.New(db, clk, slog.New(slog.DiscardHandler))
	w.crm = embedded.New(db, box, func(tx *sqldb.Tx, account string, c crm.Change) error {
		if !told {
			return nil
		}
		return w.sync.Changed(tx, account, c)
	})
	w.ledger = ledger.New(db, box, nil)
	w.sync = sync.New(sync.Config{DB: db, Clock: clk, Jobs: w.jobs, Ledger: w.ledger, Mapping: m, Log: slog.New(slog.DiscardHandler),
		Tenants: []sync.Tenant{{Account: kaede, CRM: w.crm.Tenant(kaede), Remote: w.central.Client(t)}}})
	w.intake, err = intake.New(db, w.ledger, w.sync, slog.New(slog.DiscardHandler), intake.Client{Account: kaede, ID: "central", Secret: secret16})
	must(t, err)
	must(t, schedule.New(schedule.Config{DB: db, Jobs: w.jobs, Ledger: w.ledger, Sync: w.sync, Intake: w.intake, Poll: 5 * time.Minute, Feed: time.Minute,
		Recheck: 6 * time.Hour, Retention: 30 * 24 * time.Hour, Tidy: func(ctx context.Context, account string, before time.Time) error {
			return w.crm.Tenant(account).Prune(ctx, before)
		}}))
	h := httptest.NewServer(w.intake.Handler())
	t.Cleanup(h.Close)
	w.url = h.URL
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) save(object string, fields crm.Fields) string {
	w.t.Helper()
	rec, err := w.crm.Save(w.t.Context(), w.seller, crm.Write{Object: object, Fields: fields})
	must(w.t, err)
	return rec.ID
}

func (w *world) shared() string {
	w.t.Helper()
	a := w.save(crm.Account, crm.Fields{"Name": "Fjordlight Shipping AS", "Industry": "Retail", "Website": "https://fjordlight.example", "BillingCountry": "Norway", "BillingPostalCode": "0150"})
	id := w.save(crm.Opportunity, crm.Fields{"Name": "Deal", "AccountId": a, "StageName": "Qualification", "CloseDate": "2027-03-31", "AwsMonthlyRevenue": "11500",
		"UseCase": "Containers & Serverless", "DeliveryModels": []string{"SaaS or PaaS"}, "SalesActivities": []string{"Conducted POC / Demo"},
		"PrimaryNeeds": []string{"Co-Sell - Deal Support"}, "Solutions": []string{"S-0072001"}, "Description": "Waiting time at anchor costs more than bunker fuel."})
	_, err := w.sync.Share(w.t.Context(), kaede, crm.Opportunity, id, plan.Share{}, "s")
	must(w.t, err)
	w.settle()
	return id
}

// settle works what is due within a few seconds.
func (w *world) settle() {
	w.t.Helper()
	end := w.clk.Now().Add(20 * time.Second)
	for {
		must(w.t, w.jobs.Drain(w.t.Context()))
		waiting, err := w.jobs.Waiting(w.t.Context())
		must(w.t, err)
		next := time.Time{}
		for _, e := range waiting {
			if next.IsZero() || e.At.Before(next) {
				next = e.At
			}
		}
		if next.IsZero() || next.After(end) {
			return
		}
		w.clk.Set(next)
	}
}

func (w *world) post(path, authorization, contentType, body string) (int, map[string]any) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+path, strings.NewReader(body))
	must(w.t, err)
	req.Header.Set("Authorization", authorization)
	req.Header.Set("Content-Type", contentType)
	res, err := http.DefaultClient.Do(req)
	must(w.t, err)
	defer func() { _ = res.Body.Close() }()
	var out map[string]any
	must(w.t, json.NewDecoder(res.Body).Decode(&out))
	return res.StatusCode, out
}

func (w *world) token() string {
	w.t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"central"}, "client_secret": {secret16}}
	status, out := w.post(intake.TokenPath, "", "application/x-www-form-urlencoded", form.Encode())
	if status != http.StatusOK || out["token_type"] != "Bearer" {
		w.t.Fatalf("token: %d %v", status, out)
	}
	text, _ := out["access_token"].(string)
	return text
}

func (w *world) envelope(id, opportunity string) event.Envelope {
	return event.OpportunityUpdated(event.Head{ID: id, Account: kaede, Catalog: "AWS", Time: w.clk.Now()}, opportunity)
}

func (w *world) id(reference string) string { return doc.Text(w.central.Of(reference), "Id") }

func (w *world) review(reference string) string {
	p, err := w.sync.Pairing(w.t.Context(), kaede, crm.Opportunity, reference)
	must(w.t, err)
	return p.Review
}

func TestAnEventIsTakenOnceAndItsRecordSynced(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	ref := w.shared()
	token := "Bearer " + w.token()
	w.central.Review(t, ref, "Approved", "")
	body := string(w.envelope("e-1", w.id(ref)).JSON())
	for i, want := range []string{"queued", "known", "known"} {
		status, out := w.post(intake.EventsPath, token, "application/json", body)
		if status != http.StatusOK || out["outcome"] != want {
			t.Errorf("delivery %d: %d %v, want %s", i+1, status, out, want)
		}
	}
	w.settle()
	if got := w.review(ref); got != "Approved" {
		t.Errorf("the CRM's review is %q", got)
	}
	status, out := w.post(intake.EventsPath, token, "application/json", string(w.envelope("e-2", "O999").JSON()))
	if status != http.StatusOK || out["outcome"] != "skipped" {
		t.Errorf("an opportunity of nobody: %d %v", status, out)
	}
}

func TestStrangersAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	good := string(w.envelope("e-1", "O1").JSON())
	form := func(id, secret string) string {
		return url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}.Encode()
	}
	for name, body := range map[string]string{"wrong secret": form("central", "nope"), "unknown client": form("nobody", secret16), "no client": "grant_type=client_credentials"} {
		if status, out := w.post(intake.TokenPath, "", "application/x-www-form-urlencoded", body); status != http.StatusUnauthorized {
			t.Errorf("%s: %d %v", name, status, out)
		}
	}
	for name, header := range map[string]string{"no token": "", "wrong token": "Bearer AAAA", "another scheme": "Basic AAAA"} {
		if status, out := w.post(intake.EventsPath, header, "application/json", good); status != http.StatusUnauthorized {
			t.Errorf("%s: %d %v", name, status, out)
		}
	}
	token := "Bearer " + w.token()
	other := event.OpportunityUpdated(event.Head{ID: "e-2", Account: "444455556666", Catalog: "AWS", Time: w.clk.Now()}, "O1")
	for name, c := range map[string]struct {
		body string
		want int
	}{
		"another account": {string(other.JSON()), 400}, "not JSON": {"{", 400}, "no envelope": {"{}", 400}, "too large": {strings.Repeat(" ", 257<<10) + good, 413},
	} {
		if status, out := w.post(intake.EventsPath, token, "application/json", c.body); status != c.want || out["error"] == nil {
			t.Errorf("%s: %d %v, want %d", name, status, out, c.want)
		}
	}
	w.clk.Advance(2 * time.Hour)
	if status, _ := w.post(intake.EventsPath, token, "application/json", good); status != http.StatusUnauthorized {
		t.Errorf("an expired token: %d", status)
	}
}

func TestAClientMaySignInByHeader(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+intake.TokenPath, strings.NewReader("grant_type=client_credentials"))
	must(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth("central", url.QueryEscape(secret16))
	res, err := http.DefaultClient.Do(req)
	must(t, err)
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("answer: %s %v", res.Status, res.Header)
	}
}

func TestLostEventsAreFoundByThePoll(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	var refs []string
	for range 3 {
		refs = append(refs, w.shared())
	}
	must(t, w.intake.Poll(t.Context(), kaede))
	w.settle()
	for _, ref := range refs[:2] {
		w.clk.Advance(time.Second)
		w.central.Review(t, ref, "Approved", "")
	}
	gets := func() (n int) {
		for _, c := range w.central.Calls() {
			if c.Operation == "GetOpportunity" {
				n++
			}
		}
		return n
	}
	before := gets()
	must(t, w.intake.Poll(t.Context(), kaede))
	w.settle()
	if w.review(refs[0]) != "Approved" || w.review(refs[1]) != "Approved" || w.review(refs[2]) != "Submitted" {
		t.Errorf("after the poll: %s, %s, %s", w.review(refs[0]), w.review(refs[1]), w.review(refs[2]))
	}
	if got := gets() - before; got != 2 {
		t.Errorf("the poll had %d opportunities read, want the 2 that changed", got)
	}
	before = gets()
	must(t, w.intake.Poll(t.Context(), kaede))
	w.settle()
	if got := gets() - before; got != 0 {
		t.Errorf("a poll without news had %d opportunities read", got)
	}
}

func TestACRMThatDoesNotTellIsReadByItsFeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, false)
	ref := w.shared()
	must(t, w.intake.Feed(t.Context(), kaede))
	w.settle()
	w.central.Review(t, ref, "Approved", "")
	must(t, w.intake.Poll(t.Context(), kaede))
	w.settle()
	edit := func(text string) {
		_, err := w.crm.Save(t.Context(), w.seller, crm.Write{Object: crm.Opportunity, ID: ref, Fields: crm.Fields{"NextStep": text}})
		must(t, err)
	}
	edit("Read in the feed")
	must(t, w.intake.Feed(t.Context(), kaede))
	w.settle()
	if got := doc.Text(w.central.Of(ref), "LifeCycle.NextSteps"); got != "Read in the feed" {
		t.Errorf("AWS has %q", got)
	}
	// The reader is away for longer than the feed is kept: everything that is shared is looked at.
	edit("Edited while away")
	w.clk.Advance(73 * time.Hour)
	must(t, w.crm.Tenant(kaede).Prune(t.Context(), w.clk.Now().Add(-72*time.Hour)))
	must(t, w.intake.Feed(t.Context(), kaede))
	w.settle()
	if got := doc.Text(w.central.Of(ref), "LifeCycle.NextSteps"); got != "Edited while away" {
		t.Errorf("after 73 hours AWS has %q", got)
	}
	n := len(w.central.Operations())
	must(t, w.intake.Feed(t.Context(), kaede))
	w.settle()
	if got := w.central.Operations(); len(got) != n {
		t.Errorf("our own writes came back from the feed and sent %v", got[n:])
	}
}

func TestTheClockDoesWhatNobodyAsksFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, true)
	ref := w.shared()
	w.central.Review(t, ref, "Approved", "")
	w.clk.Advance(6 * time.Minute)
	must(t, w.jobs.Drain(t.Context())) // ticks
	w.settle()
	if got := w.review(ref); got != "Approved" {
		t.Errorf("six minutes later the review is %q: nobody polled", got)
	}
	// A record that waits although its job is gone, as after a mistake of ours.
	must(t, w.db.InTx(t.Context(), func(tx *sqldb.Tx) error {
		return w.ledger.Wait(tx, ledger.Key{Account: kaede, Catalog: "AWS", Object: crm.Opportunity, Record: ref})
	}))
	w.clk.Advance(11 * time.Minute)
	must(t, w.jobs.Drain(t.Context()))
	w.settle()
	if p, err := w.sync.Pairing(t.Context(), kaede, crm.Opportunity, ref); err != nil || p.State != ledger.Synced {
		t.Errorf("eleven minutes later it stands at %s (%v)", p.State, err)
	}
}

func TestMistakesInTheScheduleAreNamedAtOnce(t *testing.T) {
	t.Parallel()
	err := schedule.New(schedule.Config{Poll: time.Second, Feed: -1, Retention: time.Hour})
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{"poll every 1s", "negative", "10 and 90 days"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\ndoes not name %q", err, want)
		}
	}
}

func FuzzAnyBytesAreAnEventOrRefused(f *testing.F) {
	f.Add([]byte(`{"version":"0","id":"1","detail-type":"Opportunity Updated","source":"aws.partnercentral-selling","account":"111122223333","detail":{"catalog":"AWS","opportunity":{"identifier":"O1"}}}`))
	f.Add([]byte(`{"id":"1","detail-type":"x","source":"y","detail":[]}`))
	f.Add([]byte(`{"id":"\u0000","detail-type":"x","source":"aws.partnercentral-selling","detail":{"opportunity":null}}`))
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(f, clk, ledger.Schema(), secret.Schema(), jobq.Schema())
	l := ledger.New(db, nil, nil)
	s := sync.New(sync.Config{DB: db, Clock: clk, Jobs: jobq.New(db, clk, slog.New(slog.DiscardHandler)), Ledger: l})
	room, err := intake.New(db, l, s, slog.New(slog.DiscardHandler))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := event.Parse(bytes.Clone(raw))
		if err != nil {
			return
		}
		if out, err := room.Take(t.Context(), kaede, e); err != nil || out == intake.Queued {
			t.Fatalf("%s: %v %v", fmt.Sprintf("%q", raw), out, err)
		}
	})
}
