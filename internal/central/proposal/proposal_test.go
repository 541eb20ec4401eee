// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package proposal_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/proposal"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// each runs a test on both databases.
func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) }, centraltest.Schemas()...)
}

// title proposes another title.
func title(t *testing.T, w *centraltest.World, c identity.Caller, id, text string) proposal.Proposal {
	t.Helper()
	value, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return propose(t, w, c, proposal.Change{Kind: proposal.Update, Opportunity: id, Edits: []proposal.Edit{{Path: "Project.Title", Value: value}}})
}

func propose(t *testing.T, w *centraltest.World, c identity.Caller, change proposal.Change) proposal.Proposal {
	t.Helper()
	change.Catalog = selling.CatalogAWS
	p, err := w.Proposals.Propose(t.Context(), c, "Helper", change)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// changes are a proposal's of every kind but Create, on a draft that has none of them yet.
func changes(id string, p centraltest.Partner) []proposal.Change {
	return []proposal.Change{
		{Kind: proposal.Update, Opportunity: id, Edits: []proposal.Edit{{Path: "Project.Title", Value: json.RawMessage(`"Another"`)}}},
		{Kind: proposal.Associate, Opportunity: id, Type: selling.RelatedSolutions, Entity: p.Solution},
		{Kind: proposal.Disassociate, Opportunity: id, Type: "AwsProducts", Entity: "AmazonS3"},
		{Kind: proposal.Assign, Opportunity: id, Email: p.User.Email, As: "OpportunityOwner"},
		{Kind: proposal.Submit, Opportunity: id, Involvement: "Co-Sell"},
	}
}

// draft is a record that may be submitted, with a product.
func draft(t *testing.T, w *centraltest.World, c identity.Caller) string {
	t.Helper()
	id := w.Create(c, selling.CatalogAWS, centraltest.Complete(t, "Project.OtherSolutionDescription", "Our own"))
	if _, err := w.Opportunities.Associate(t.Context(), c, selling.AssociateOpportunityRequest{Catalog: selling.CatalogAWS,
		OpportunityIdentifier: id, RelatedEntityType: "AwsProducts", RelatedEntityIdentifier: "AmazonS3"}); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestWhatIsExecutedIsWhatTheDiffSaid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		lead := w.A.Lead
		for i := range changes("", w.A) {
			id := draft(t, w, lead)
			p := propose(t, w, lead, changes(id, w.A)[i])
			before := w.Read(lead, selling.CatalogAWS, id)
			if len(p.Diff) == 0 || p.Version != before.Version || p.Hash == "" || len(p.Problems) > 0 {
				t.Errorf("%s is proposed as %+v", p.Kind(), p)
			}
			if _, err := w.Proposals.Approve(t.Context(), lead, p.ID, strings.Repeat("0", 64)); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s is approved by another hash: %v", p.Kind(), err)
			}
			done, err := w.Proposals.Approve(t.Context(), lead, p.ID, p.Hash)
			if err != nil || done.Status != proposal.Executed || done.Person != lead.Name || done.Way != proposal.OnPage {
				t.Fatalf("%s: %+v, %v", p.Kind(), done, err)
			}
			after := w.Read(lead, selling.CatalogAWS, id)
			for _, c := range p.Diff {
				if c.Path == "Involvement" || c.Path == "Visibility" {
					continue
				}
				if got := doc.Get(after.Doc, c.Path); !doc.Equal(doc.Doc{"v": got}, doc.Doc{"v": c.After}) {
					t.Errorf("%s: %s is %v, proposed was %v", p.Kind(), c.Path, got, c.After)
				}
			}
			if after.Version != before.Version+1 {
				t.Errorf("%s made version %d of %d", p.Kind(), after.Version, before.Version)
			}
			if _, err := w.Proposals.Approve(t.Context(), lead, p.ID, p.Hash); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s is executed twice: %v", p.Kind(), err)
			}
			if again := w.Read(lead, selling.CatalogAWS, id); again.Version != after.Version {
				t.Errorf("%s was executed twice", p.Kind())
			}
		}
	})
}

func TestAProposalOnAnOldVersionIsStaleAndLosesNobodysEdit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		lead := w.A.Lead
		for i := range changes("", w.A) {
			id := draft(t, w, lead)
			p := propose(t, w, lead, changes(id, w.A)[i])
			clk.Advance(time.Minute)
			if err := w.Update(lead, selling.CatalogAWS, id, "Project.Title", "By hand"); err != nil {
				t.Fatal(err)
			}
			version := w.Read(lead, selling.CatalogAWS, id).Version
			for range 2 {
				if _, err := w.Proposals.Approve(t.Context(), lead, p.ID, p.Hash); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "anew") {
					t.Errorf("%s: %v", p.Kind(), err)
				}
			}
			got, err := w.Proposals.Read(t.Context(), lead, p.ID)
			if err != nil || got.Status != proposal.Stale {
				t.Errorf("%s is %s, %v", p.Kind(), got.Status, err)
			}
			after := w.Read(lead, selling.CatalogAWS, id)
			if after.Version != version || doc.Text(after.Doc, "Project.Title") != "By hand" {
				t.Errorf("%s changed the record", p.Kind())
			}
		}
	})
}

func TestManyWhoApproveAtOnceExecuteItOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		lead := w.A.Lead
		id := draft(t, w, lead)
		document := doc.Append(nil, centraltest.Complete(t))
		for _, p := range []proposal.Proposal{title(t, w, lead, id, "At once"), propose(t, w, lead, proposal.Change{Kind: proposal.Create, Document: document})} {
			var group sync.WaitGroup
			var mu sync.Mutex
			executed := 0
			for range 8 {
				group.Go(func() {
					_, err := w.Proposals.Approve(t.Context(), lead, p.ID, p.Hash)
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err == nil:
						executed++
					case !fault.Is(err, fault.Conflict):
						t.Errorf("%s: %v", p.Kind(), err)
					}
				})
			}
			group.Wait()
			got, err := w.Proposals.Read(t.Context(), lead, p.ID)
			if err != nil || got.Status != proposal.Executed || executed != 1 {
				t.Errorf("%s: %d executed it, it is %s, %v", p.Kind(), executed, got.Status, err)
			}
		}
		var records int
		if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(`SELECT count(*) FROM opportunity`).Scan(&records) }); err != nil || records != 2 {
			t.Errorf("there are %d records, %v", records, err)
		}
	})
}

func TestAProposalExpiresIsRejectedAndIsForgotten(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		lead := w.A.Lead
		id := draft(t, w, lead)
		no, late := title(t, w, lead, id, "One"), title(t, w, lead, id, "Two")
		if p, err := w.Proposals.Reject(t.Context(), lead, no.ID, " Not now "); err != nil || p.Status != proposal.Rejected || p.Comment != "Not now" {
			t.Errorf("rejected: %+v, %v", p, err)
		}
		if _, err := w.Proposals.Reject(t.Context(), lead, late.ID, strings.Repeat("x", 501)); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("a long comment: %v", err)
		}
		clk.Advance(proposal.Life)
		for _, p := range []proposal.Proposal{no, late} {
			if _, err := w.Proposals.Approve(t.Context(), lead, p.ID, p.Hash); !fault.Is(err, fault.Conflict) {
				t.Errorf("approved all the same: %v", err)
			}
			if _, err := w.Proposals.Reject(t.Context(), lead, p.ID, ""); !fault.Is(err, fault.Conflict) {
				t.Errorf("rejected all the same: %v", err)
			}
		}
		if p, err := w.Proposals.Read(t.Context(), lead, late.ID); err != nil || p.Status != proposal.Expired {
			t.Errorf("after its time it is %s, %v", p.Status, err)
		}
		if w.Read(lead, selling.CatalogAWS, id).Version != 2 {
			t.Error("something was executed")
		}
		clk.Advance(proposal.Retention)
		if n, err := w.Proposals.Prune(t.Context()); n != 0 || err != nil {
			t.Errorf("forgot %d too early, %v", n, err)
		}
		clk.Advance(time.Second)
		if n, err := w.Proposals.Prune(t.Context()); n != 2 || err != nil {
			t.Errorf("forgot %d, %v", n, err)
		}
	})
}

func TestAProposalIsSeenByItsPartnerOnlyAndOthersOfItsOwnOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		id := draft(t, w, w.A.Lead)
		p := title(t, w, w.A.Lead, id, "Secret")
		for name, who := range map[string]identity.Caller{"another partner": w.B.Lead, "an ACE User": w.A.User} {
			if _, err := w.Proposals.Read(t.Context(), who, p.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s reads it: %v", name, err)
			}
			if _, err := w.Proposals.Approve(t.Context(), who, p.ID, p.Hash); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s approves it: %v", name, err)
			}
			if _, err := w.Proposals.Reject(t.Context(), who, p.ID, ""); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s rejects it: %v", name, err)
			}
			if list, err := w.Proposals.List(t.Context(), who, proposal.Query{}); err != nil || len(list.Items) != 0 || list.Total != 0 {
				t.Errorf("%s lists %+v, %v", name, list, err)
			}
		}
		for _, who := range []identity.Caller{w.A.Admin, w.Reviewer} {
			if _, err := w.Proposals.List(t.Context(), who, proposal.Query{}); !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s lists: %v", who.Role, err)
			}
		}
		mine := draft(t, w, w.A.User)
		own := title(t, w, w.A.User, mine, "Own")
		done, err := w.Proposals.Approve(t.Context(), w.A.Lead, own.ID, own.Hash)
		if err != nil || done.Person != w.A.Lead.Name || done.UserName != w.A.User.Name {
			t.Errorf("the lead approves: %+v, %v", done, err)
		}
	})
}

func TestTheListIsPagedBothWaysAndFiltered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		lead := w.A.Lead
		id := draft(t, w, lead)
		for i := range 5 {
			p := title(t, w, lead, id, fmt.Sprint("Title ", i))
			if i == 0 {
				if _, err := w.Proposals.Reject(t.Context(), lead, p.ID, ""); err != nil {
					t.Fatal(err)
				}
			}
			clk.Advance(time.Second)
		}
		list := func(q proposal.Query) (titles string, page proposal.Page) {
			page, err := w.Proposals.List(t.Context(), lead, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page.Items {
				titles += p.Title[len("Title "):]
			}
			return titles, page
		}
		first, page := list(proposal.Query{Size: 2})
		second, page2 := list(proposal.Query{Size: 2, Token: page.Next})
		third, page3 := list(proposal.Query{Size: 2, Token: page2.Next})
		back, _ := list(proposal.Query{Size: 2, Token: page3.Previous})
		if first != "43" || second != "21" || third != "0" || back != "21" || page.Previous != "" || page3.Next != "" || page.Total != 5 {
			t.Errorf("pages %q %q %q, back %q, %d", first, second, third, back, page.Total)
		}
		if got, page := list(proposal.Query{Statuses: []proposal.Status{proposal.Pending}}); got != "4321" || page.Total != 4 {
			t.Errorf("pending are %q of %d", got, page.Total)
		}
		if got, _ := list(proposal.Query{Statuses: []proposal.Status{proposal.Rejected, proposal.Expired}}); got != "0" {
			t.Errorf("rejected are %q", got)
		}
		if _, err := w.Proposals.List(t.Context(), lead, proposal.Query{Statuses: []proposal.Status{"other"}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a status that is none: %v", err)
		}
		if _, err := w.Proposals.List(t.Context(), w.B.Lead, proposal.Query{Size: 2, Token: page.Next}); !fault.Is(err, fault.Invalid) {
			t.Errorf("another partner goes on: %v", err)
		}
	})
}

func TestAnAssistantThatRunsWildIsStopped(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		id := draft(t, w, w.A.Lead)
		for i := range proposal.MostPending {
			title(t, w, w.A.Lead, id, fmt.Sprint("Title ", i))
		}
		one := proposal.Change{Kind: proposal.Update, Catalog: selling.CatalogAWS, Opportunity: id, Edits: []proposal.Edit{{Path: "Project.Title", Value: json.RawMessage(`"x"`)}}}
		if _, err := w.Proposals.Propose(t.Context(), w.A.Lead, "Helper", one); !fault.Is(err, fault.QuotaExceeded) {
			t.Errorf("one more: %v", err)
		}
		clk.Advance(proposal.Life)
		if _, err := w.Proposals.Propose(t.Context(), w.A.Lead, "Helper", one); err != nil {
			t.Errorf("after the others expired: %v", err)
		}
	})
}

func TestWhatIsStoredOfAProposalTellsNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		propose(t, w, w.A.Lead, proposal.Change{Kind: proposal.Create,
			Document: doc.Append(nil, centraltest.Complete(t, "Customer.Contacts[0].Email", "canary@customer.example"))})
		var body []byte
		if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(`SELECT body FROM proposal`).Scan(&body) }); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(body), "canary") {
			t.Error("the contact stands in the database")
		}
	})
}

func TestOnlyAnEd25519KeyIsRegistered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		const pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n"
		k, err := w.Proposals.AddKey(t.Context(), w.A.Lead, "Laptop", pem)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"", "x", "AAAA", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"} {
			if _, err := w.Proposals.AddKey(t.Context(), w.A.Lead, "Laptop", bad); !fault.Is(err, fault.BusinessInvalid) {
				t.Errorf("%q is taken: %v", bad, err)
			}
		}
		if _, err := w.Proposals.AddKey(t.Context(), w.A.Admin, "Laptop", pem); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a Cloud Admin registers: %v", err)
		}
		if keys, err := w.Proposals.Keys(t.Context(), w.A.User); err != nil || len(keys) != 0 {
			t.Errorf("a colleague sees %v, %v", keys, err)
		}
		if err := w.Proposals.RevokeKey(t.Context(), w.A.User, k.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a colleague revokes: %v", err)
		}
		if keys, err := w.Proposals.Keys(t.Context(), w.A.Lead); err != nil || len(keys) != 1 || keys[0].Name != "Laptop" {
			t.Errorf("the keys are %v, %v", keys, err)
		}
	})
}
