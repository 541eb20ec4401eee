// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package crmtest is the contract that every CRM adapter keeps.
package crmtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"cosell/internal/connector/crm"
)

// A World is one fresh CRM under test: two tenants, and a seller of the first who writes beside the connector.
type World struct {
	CRM    crm.CRM
	Other  crm.CRM // another tenant
	Seller func(ctx context.Context, w crm.Write) (crm.Record, error)
}

// Run holds an adapter against the contract. Open makes a fresh, empty world.
func Run(t *testing.T, open func(*testing.T) World) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, World){
		"DescribesTheObjectsTheConnectorNeeds":    describes,
		"KeepsWhatWasWritten":                     keeps,
		"ChangesOnlyTheFieldsThatAreNamed":        changesNamed,
		"RefusesAStaleVersion":                    stale,
		"FindsByExternalIDAndReference":           finds,
		"UpsertsByExternalIDOnce":                 upserts,
		"ARaceOfUpsertsMakesOneRecord":            races,
		"TellsWhoChangedWhat":                     feed,
		"ReadersOfTheFeedMissNothingUnderTraffic": feedUnderTraffic,
		"ListsEveryFaultOfARefusedRecord":         faults,
		"ADeletedRecordIsGoneAndShowsInTheFeed":   deletes,
		"ACommentWithTheSameKeyIsTheSameComment":  comments,
		"ATenantSeesNothingOfAnother":             tenants,
		"ScansAllRecordsInPages":                  scans,
		"KeepsTextByteExact":                      exact,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newAccount(t *testing.T, c crm.CRM, name string) crm.Record {
	t.Helper()
	return must[crm.Record](t)(c.Upsert(t.Context(), crm.Write{Object: crm.Account, Fields: crm.Fields{"Name": name}}))
}

func describes(t *testing.T, w World) {
	objects := must[[]crm.Object](t)(w.CRM.Describe(t.Context()))
	for _, want := range []string{crm.Account, crm.Contact, crm.Opportunity, crm.Lead, crm.ACEOpportunity, crm.ACELead} {
		i := slices.IndexFunc(objects, func(o crm.Object) bool { return o.Name == want })
		if i < 0 {
			t.Errorf("no object %s", want)
			continue
		}
		for _, f := range objects[i].Fields {
			if f.Label == "" || f.LabelJA == "" || f.Type == "" {
				t.Errorf("%s.%s lacks a label or a type: %+v", want, f.Name, f)
			}
			if f.Type == crm.Reference && !slices.ContainsFunc(objects, func(o crm.Object) bool { return o.Name == f.To }) {
				t.Errorf("%s.%s points to %q, which is not described", want, f.Name, f.To)
			}
		}
	}
}

func keeps(t *testing.T, w World) {
	a := newAccount(t, w.CRM, "Acme")
	fields := crm.Fields{"Name": "Deal", "AccountId": a.ID, "StageName": "Prospecting", "CloseDate": "2027-02-28",
		"Amount": "12000.50", "NationalSecurity": true, "DeliveryModels": []string{"Managed Services", "Resell"}}
	made := must[crm.Record](t)(w.CRM.Upsert(t.Context(), crm.Write{Object: crm.Opportunity, Fields: fields}))
	got := must[crm.Record](t)(w.CRM.Read(t.Context(), crm.Opportunity, made.ID))
	if got.Version != made.Version || got.Fields.Text("CloseDate") != "2027-02-28" || got.Fields.Text("Amount") != "12000.5" ||
		!got.Fields.Yes("NationalSecurity") || !slices.Equal(got.Fields.List("DeliveryModels"), []string{"Managed Services", "Resell"}) {
		t.Errorf("read back %+v", got)
	}
}

func changesNamed(t *testing.T, w World) {
	a := must[crm.Record](t)(w.CRM.Upsert(t.Context(), crm.Write{Object: crm.Account, Fields: crm.Fields{"Name": "Acme", "Website": "https://acme.example"}}))
	b := must[crm.Record](t)(w.CRM.Upsert(t.Context(), crm.Write{Object: crm.Account, ID: a.ID, Fields: crm.Fields{"Industry": "Retail"}}))
	if b.Fields.Text("Website") != "https://acme.example" || b.Fields.Text("Industry") != "Retail" || b.Version == a.Version {
		t.Errorf("after a change of one field: %+v", b)
	}
	c := must[crm.Record](t)(w.CRM.Upsert(t.Context(), crm.Write{Object: crm.Account, ID: a.ID, Fields: crm.Fields{"Website": ""}}))
	if !crm.Empty(c.Fields["Website"]) {
		t.Errorf("an emptied field holds %v", c.Fields["Website"])
	}
}

func stale(t *testing.T, w World) {
	a := newAccount(t, w.CRM, "Acme")
	must[crm.Record](t)(w.Seller(t.Context(), crm.Write{Object: crm.Account, ID: a.ID, Version: a.Version, Fields: crm.Fields{"Name": "Acme 2"}}))
	_, err := w.CRM.Upsert(t.Context(), crm.Write{Object: crm.Account, ID: a.ID, Version: a.Version, Fields: crm.Fields{"Name": "Acme 3"}})
	if !errors.Is(err, crm.ErrStale) {
		t.Errorf("a write on an old version: %v, want ErrStale", err)
	}
	if got := must[crm.Record](t)(w.CRM.Read(t.Context(), crm.Account, a.ID)); got.Fields.Text("Name") != "Acme 2" {
		t.Errorf("the newer edit was overwritten: %q", got.Fields.Text("Name"))
	}
}

func finds(t *testing.T, w World) {
	a := newAccount(t, w.CRM, "Acme")
	for i := range 3 {
		must[crm.Record](t)(w.CRM.Upsert(t.Context(), crm.Write{Object: crm.Opportunity, Fields: crm.Fields{
			"Name": fmt.Sprint("Deal ", i), "AccountId": a.ID, "StageName": "Prospecting", "CloseDate": "2027-01-01"}}))
	}
	if got := must[[]crm.Record](t)(w.CRM.Find(t.Context(), crm.Opportunity, "AccountId", a.ID)); len(got) != 3 {
		t.Errorf("%d opportunities of the account, want 3", len(got))
	}
	if got := must[[]crm.Record](t)(w.CRM.Find(t.Context(), crm.Opportunity, "AccountId", "nobody")); len(got) != 0 {
		t.Errorf("%d opportunities of nobody", len(got))
	}
}

func aceWrite(ref, stage string) crm.Write {
	return crm.Write{Object: crm.ACEOpportunity, Key: crm.Key{Field: "OpportunityRef", Value: ref}, Fields: crm.Fields{"Name": "Deal", "Stage": stage}}
}

func upserts(t *testing.T, w World) {
	one := must[crm.Record](t)(w.CRM.Upsert(t.Context(), aceWrite("D-1", "Prospect")))
	two := must[crm.Record](t)(w.CRM.Upsert(t.Context(), aceWrite("D-1", "Qualified")))
	if one.ID != two.ID || two.Fields.Text("Stage") != "Qualified" {
		t.Errorf("the second upsert by the same key made %s beside %s: %v", two.ID, one.ID, two.Fields)
	}
	found := must[[]crm.Record](t)(w.CRM.Find(t.Context(), crm.ACEOpportunity, "OpportunityRef", "D-1"))
	if len(found) != 1 {
		t.Errorf("%d records with the key", len(found))
	}
}

func races(t *testing.T, w World) {
	ids := make([]string, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			r, err := w.CRM.Upsert(t.Context(), aceWrite("D-race", "Prospect"))
			if err != nil {
				t.Error(err)
			}
			ids[i] = r.ID
		})
	}
	all.Wait()
	slices.Sort(ids)
	if len(slices.Compact(ids)) != 1 {
		t.Errorf("one key, several records: %v", ids)
	}
}

func feed(t *testing.T, w World) {
	ctx := t.Context()
	a := newAccount(t, w.CRM, "Acme")
	head := must[string](t)(w.CRM.Head(ctx))
	if later := must[[]crm.Change](t)(w.CRM.Changes(ctx, head, 10)); len(later) != 0 {
		t.Errorf("changes behind the newest: %+v", later)
	}
	must[crm.Record](t)(w.Seller(ctx, crm.Write{Object: crm.Account, ID: a.ID, Fields: crm.Fields{"Name": "Acme 2"}}))
	must[crm.Record](t)(w.CRM.Upsert(ctx, crm.Write{Object: crm.Account, ID: a.ID, Fields: crm.Fields{"Name": "Acme 3"}}))
	got := must[[]crm.Change](t)(w.CRM.Changes(ctx, head, 10))
	if len(got) != 2 || got[0].Own || !got[1].Own || got[0].ID != a.ID || got[0].By == got[1].By || got[0].At.IsZero() {
		t.Errorf("the feed tells %+v; want the seller's change, then our own", got)
	}
	if again := must[[]crm.Change](t)(w.CRM.Changes(ctx, got[0].Cursor, 10)); len(again) != 1 || again[0].Cursor != got[1].Cursor {
		t.Errorf("from behind the first change: %+v", again)
	}
}

func feedUnderTraffic(t *testing.T, w World) {
	const writers, each = 4, 10
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range each {
				if _, err := w.Seller(t.Context(), crm.Write{Object: crm.Account, Fields: crm.Fields{"Name": "A"}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	seen, cursor, last := map[string]bool{}, "", false
	for {
		changes := must[[]crm.Change](t)(w.CRM.Changes(t.Context(), cursor, 7))
		for _, c := range changes {
			seen[c.ID], cursor = true, c.Cursor
		}
		if len(changes) == 0 {
			if last {
				break
			}
			select {
			case <-done:
				last = true
			default:
			}
		}
	}
	if len(seen) != writers*each {
		t.Errorf("a reader that followed the feed saw %d of %d records", len(seen), writers*each)
	}
}

func faults(t *testing.T, w World) {
	_, err := w.Seller(t.Context(), crm.Write{Object: crm.Opportunity, Fields: crm.Fields{
		"CloseDate": "31.12.2026", "StageName": "Nowhere", "Amount": "much", "Nonsense": "x"}})
	refusal, ok := errors.AsType[*crm.Refusal](err)
	if !ok {
		t.Fatalf("a bad record: %v, want a refusal", err)
	}
	for _, want := range []string{"AccountId", "Amount", "CloseDate", "Name", "Nonsense", "StageName"} {
		if !slices.ContainsFunc(refusal.Faults, func(f crm.Fault) bool { return f.Field == want && f.Message != "" && f.MessageJA != "" }) {
			t.Errorf("nothing is said about %s: %+v", want, refusal.Faults)
		}
	}
}

func deletes(t *testing.T, w World) {
	ctx := t.Context()
	a := newAccount(t, w.CRM, "Acme")
	head := must[string](t)(w.CRM.Head(ctx))
	if err := w.CRM.Delete(ctx, crm.Account, a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.CRM.Read(ctx, crm.Account, a.ID); !errors.Is(err, crm.ErrNotFound) {
		t.Errorf("a deleted record reads %v", err)
	}
	got := must[[]crm.Change](t)(w.CRM.Changes(ctx, head, 10))
	if len(got) != 1 || !got[0].Deleted {
		t.Errorf("the feed tells %+v", got)
	}
	if err := w.CRM.Delete(ctx, crm.Account, a.ID); !errors.Is(err, crm.ErrNotFound) {
		t.Errorf("deleting it again: %v", err)
	}
}

func comments(t *testing.T, w World) {
	ctx := t.Context()
	a := newAccount(t, w.CRM, "Acme")
	for range 2 {
		if err := w.CRM.Comment(ctx, crm.Account, a.ID, crm.Comment{Key: "k", Author: "AWS", Text: "Tell us more", FromAWS: true}); err != nil {
			t.Fatal(err)
		}
	}
	got := must[[]crm.Comment](t)(w.CRM.Comments(ctx, crm.Account, a.ID))
	if len(got) != 1 || got[0].Text != "Tell us more" || !got[0].FromAWS {
		t.Errorf("comments: %+v", got)
	}
	if err := w.CRM.Comment(ctx, crm.Account, "nobody", crm.Comment{Text: "x"}); !errors.Is(err, crm.ErrNotFound) {
		t.Errorf("a comment on no record: %v", err)
	}
}

func tenants(t *testing.T, w World) {
	ctx := t.Context()
	a := newAccount(t, w.CRM, "Secret Inc")
	must[crm.Record](t)(w.CRM.Upsert(ctx, aceWrite("D-1", "Prospect")))
	if _, err := w.Other.Read(ctx, crm.Account, a.ID); !errors.Is(err, crm.ErrNotFound) {
		t.Errorf("another tenant reads the record: %v", err)
	}
	if _, err := w.Other.Upsert(ctx, crm.Write{Object: crm.Account, ID: a.ID, Fields: crm.Fields{"Name": "Mine"}}); !errors.Is(err, crm.ErrNotFound) {
		t.Errorf("another tenant writes the record: %v", err)
	}
	if _, err := w.Other.Upsert(ctx, crm.Write{Object: crm.Contact, Fields: crm.Fields{"LastName": "X", "AccountId": a.ID}}); err == nil {
		t.Error("another tenant's record can be referred to")
	}
	if err := w.Other.Delete(ctx, crm.Account, a.ID); !errors.Is(err, crm.ErrNotFound) {
		t.Errorf("another tenant deletes the record: %v", err)
	}
	if got := must[[]crm.Record](t)(w.Other.Find(ctx, crm.ACEOpportunity, "OpportunityRef", "D-1")); len(got) != 0 {
		t.Error("another tenant finds the record")
	}
	if got := must[[]crm.Change](t)(w.Other.Changes(ctx, "", 10)); len(got) != 0 {
		t.Error("another tenant sees the change")
	}
	if got := must[[]string](t)(w.Other.Scan(ctx, crm.Account, "", 10)); len(got) != 0 {
		t.Error("another tenant scans the record")
	}
}

func scans(t *testing.T, w World) {
	for i := range 5 {
		newAccount(t, w.CRM, fmt.Sprint("A", i))
	}
	var all []string
	for after := ""; ; {
		page := must[[]string](t)(w.CRM.Scan(t.Context(), crm.Account, after, 2))
		if len(page) == 0 {
			break
		}
		all = append(all, page...)
		after = page[len(page)-1]
	}
	slices.Sort(all)
	if len(all) != 5 || len(slices.Compact(all)) != 5 {
		t.Errorf("scanned %v", all)
	}
}

func exact(t *testing.T, w World) {
	for _, name := range []string{" leading and trailing ", "株式会社みなと物流", "عربي", "🙂 emoji", "a\nb", "0150", "e\u0301", "\u200bzero"} {
		a := newAccount(t, w.CRM, name)
		if got := must[crm.Record](t)(w.CRM.Read(t.Context(), crm.Account, a.ID)); got.Fields.Text("Name") != name {
			t.Errorf("%q came back as %q", name, got.Fields.Text("Name"))
		}
	}
}
