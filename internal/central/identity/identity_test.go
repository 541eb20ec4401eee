// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/sigv4"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
	"cosell/internal/websession"
)

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) },
		centraltest.Schemas()...)
}

func lite(t *testing.T) (*centraltest.World, *clock.Manual) {
	t.Helper()
	clk := clock.NewManual(sqldbtest.Start)
	return centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk), clk
}

func TestADisabledKeyIsRefusedAtOnceAndOnOtherNodesWithinASecond(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		other := identity.New(w.DB, w.Box, clk, nil) // another node on the same database
		for _, node := range []*identity.Room{w.Identity, other} {
			k, err := node.Lookup(t.Context(), w.A.Key.ID)
			if err != nil || k.Secret != w.A.Key.Secret || k.Principal.(identity.Caller).Account != w.A.Account {
				t.Fatalf("found %v, %v", k.ID, err)
			}
		}
		if err := w.Identity.DisableKey(t.Context(), w.A.Account, w.A.Key.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Identity.Lookup(t.Context(), w.A.Key.ID); !errors.Is(err, sigv4.ErrUnknownKey) {
			t.Errorf("on the node that disabled it: %v", err)
		}
		clk.Advance(time.Second)
		if _, err := other.Lookup(t.Context(), w.A.Key.ID); !errors.Is(err, sigv4.ErrUnknownKey) {
			t.Errorf("on another node after a second: %v", err)
		}
		if err := w.Identity.DisableKey(t.Context(), w.B.Account, w.A.Key.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another partner's key: %v", err)
		}
	})
}

func TestAClientHasTwoActiveKeysForRotationAndNoThird(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		second, err := w.Identity.IssueKey(t.Context(), w.A.Account, w.A.Client)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Identity.IssueKey(t.Context(), w.A.Account, w.A.Client); !fault.Is(err, fault.QuotaExceeded) {
			t.Fatalf("a third key: %v", err)
		}
		if w.Caller(second.ID).Account != w.A.Account || w.Caller(w.A.Key.ID).Account != w.A.Account {
			t.Error("both keys must work while the client moves from one to the other")
		}
		if err := w.Identity.DisableKey(t.Context(), w.A.Account, w.A.Key.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Identity.IssueKey(t.Context(), w.A.Account, w.A.Client); err != nil {
			t.Errorf("a key after one was disabled: %v", err)
		}
		if _, err := w.Identity.IssueKey(t.Context(), w.B.Account, w.A.Client); !fault.Is(err, fault.NotFound) {
			t.Errorf("a key for another partner's client: %v", err)
		}
	})
}

func TestSecretsAreNotReadableInTheDatabase(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, centraltest.Schemas()...)
	w := centraltest.New(t, db, clk)
	var path string
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error {
		var n int
		var name string
		return tx.Row("PRAGMA database_list").Scan(&n, &name, &path)
	}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{w.A.Key.Secret, centraltest.Password} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s shows a secret", filepath.Base(f))
			}
		}
	}
}

func TestAPartnerHasAtMostTwentyACEManagers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		add := func(i int, role identity.Role) (string, error) {
			return w.Identity.AddUser(t.Context(), identity.User{Account: w.A.Account, Email: fmt.Sprintf("m%d@alpha.example", i), LastName: "M", Role: role}, centraltest.Password)
		}
		var last string
		for i := range identity.MaxACEManagers {
			var err error
			if last, err = add(i, identity.ACEManager); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := add(100, identity.ACEManager); !fault.Is(err, fault.QuotaExceeded) {
			t.Errorf("the 21st: %v", err)
		}
		id, err := add(101, identity.ACEUser)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Identity.ChangeRole(t.Context(), w.A.Account, id, identity.ACEManager); !fault.Is(err, fault.QuotaExceeded) {
			t.Errorf("the 21st by a change of role: %v", err)
		}
		if err := w.Identity.SetActive(t.Context(), w.A.Account, last, false); err != nil {
			t.Fatal(err)
		}
		if err := w.Identity.ChangeRole(t.Context(), w.A.Account, id, identity.ACEManager); err != nil {
			t.Errorf("after one left: %v", err)
		}
		if err := w.Identity.SetActive(t.Context(), w.A.Account, last, true); !fault.Is(err, fault.QuotaExceeded) {
			t.Errorf("the 21st by coming back: %v", err)
		}
	})
}

func TestSignInKnowsActiveUsersOnly(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		realm := w.Identity.Realm()
		who, err := realm.Authenticate(t.Context(), "Lead@Alpha.Example", centraltest.Password)
		if err != nil || who.Role != string(identity.AllianceLead) || who.Account.Name != w.A.Name {
			t.Fatalf("%+v, %v", who, err)
		}
		for _, try := range [][2]string{{"lead@alpha.example", "wrong password"}, {"nobody@alpha.example", centraltest.Password}} {
			if _, err := realm.Authenticate(t.Context(), try[0], try[1]); !errors.Is(err, websession.ErrWrong) {
				t.Errorf("%s: %v", try[0], err)
			}
		}
		if err := realm.SetLanguage(t.Context(), who.ID, "ja"); err != nil {
			t.Fatal(err)
		}
		if who, err = realm.Lookup(t.Context(), who.ID); err != nil || who.Language != "ja" {
			t.Errorf("%+v, %v", who, err)
		}
		w.Person(identity.User{Account: w.A.Account, Email: "next@alpha.example", LastName: "Next", Role: identity.AllianceLead})
		if err := w.Identity.ChangeRole(t.Context(), w.A.Account, who.ID, identity.ACEUser); err != nil {
			t.Fatal(err)
		}
		if c, err := w.Identity.CallerOf(t.Context(), who.ID); err != nil || !c.OwnOnly() {
			t.Errorf("a changed role does not count at once: %+v, %v", c, err)
		}
		if err := w.Identity.SetActive(t.Context(), w.A.Account, who.ID, false); err != nil {
			t.Fatal(err)
		}
		if _, err := realm.Lookup(t.Context(), who.ID); !errors.Is(err, websession.ErrGone) {
			t.Errorf("a user who left is still signed in: %v", err)
		}
		if _, err := realm.Authenticate(t.Context(), "lead@alpha.example", centraltest.Password); !errors.Is(err, websession.ErrWrong) {
			t.Errorf("a user who left signs in: %v", err)
		}
	})
}

func TestUsersWithoutSenseAreRefusedInWords(t *testing.T) {
	t.Parallel()
	w, _ := lite(t)
	ok := identity.User{Account: w.A.Account, Email: "new@alpha.example", LastName: "New", Role: identity.ACEUser}
	for name, change := range map[string]func(*identity.User){
		"mail address":  func(u *identity.User) { u.Email = "new" },
		"last name":     func(u *identity.User) { u.LastName = " " },
		"is no role":    func(u *identity.User) { u.Role = "King" },
		"AWSReviewer":   func(u *identity.User) { u.Role = identity.AWSReviewer },
		"in use":        func(u *identity.User) { u.Email = "LEAD@alpha.example" },
		"no partner":    func(u *identity.User) { u.Account = "333333333333" },
		"for the accou": func(u *identity.User) { u.Account = identity.AWS },
	} {
		u := ok
		change(&u)
		if _, err := w.Identity.AddUser(t.Context(), u, centraltest.Password); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Identity.AddUser(t.Context(), ok, "short"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a short password: %v", err)
	}
	if _, err := w.Identity.AddUser(t.Context(), ok, centraltest.Password); err != nil {
		t.Errorf("a sensible user: %v", err)
	}
}

func TestAClientMayDoWhatItsPoliciesSay(t *testing.T) {
	t.Parallel()
	w, _ := lite(t)
	const get, put = "partnercentral:GetOpportunity", "partnercentral:UpdateOpportunity"
	for _, c := range []struct {
		name, document  string
		managed         []string
		action, catalog string
		want            bool
	}{
		{name: "nothing allows nothing", action: get, catalog: "AWS"},
		{name: "full access", managed: []string{policy.FullAccess}, action: put, catalog: "AWS", want: true},
		{name: "sandbox elsewhere", managed: []string{policy.SandboxFullAccess}, action: put, catalog: "AWS"},
		{name: "deny wins", managed: []string{policy.FullAccess}, action: put, catalog: "AWS",
			document: `{"Statement":{"Effect":"Deny","Action":"partnercentral:Update*","Resource":"*"}}`},
		{name: "deny of another", managed: []string{policy.FullAccess}, action: get, catalog: "AWS", want: true,
			document: `{"Statement":{"Effect":"Deny","Action":"partnercentral:Update*","Resource":"*"}}`},
		{name: "who asks", action: get, catalog: "AWS", want: true,
			document: `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"who-asks"},"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/who-*"}}}}`},
		{name: "somebody else", action: get, catalog: "AWS",
			document: `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"who-asks"}}}}`},
		{name: "a lasting key has no word on MFA", action: get, catalog: "AWS", want: true, managed: []string{policy.FullAccess},
			document: `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}}`},
	} {
		id, err := w.Identity.AddClient(t.Context(), identity.Client{Account: w.A.Account, Name: c.name, Managed: c.managed, Document: c.document})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		k, err := w.Identity.IssueKey(t.Context(), w.A.Account, id)
		if err != nil {
			t.Fatal(err)
		}
		keys := policy.Keys{}
		keys.Put(policy.KeyCatalog, c.catalog)
		if got := w.Caller(k.ID).Decide(policy.Request{Action: c.action, Resource: "*", Keys: keys}); got.Allowed != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	if (identity.Caller{}).Decide(policy.Request{Action: get, Resource: "*"}).Allowed || (identity.Caller{}).UsesACE() {
		t.Error("the zero caller may do something")
	}
	if _, err := w.Identity.AddClient(t.Context(), identity.Client{Account: w.A.Account, Name: "x", Managed: []string{"AdministratorAccess"}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown managed policy: %v", err)
	}
	if _, err := w.Identity.AddClient(t.Context(), identity.Client{Account: w.A.Account, Name: "x", Document: `{}`}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a document without statements: %v", err)
	}
}

// Not every role works with opportunities, and each reaches its own side only.
func TestEachRoleReachesItsOwnSide(t *testing.T) {
	t.Parallel()
	for _, role := range identity.Roles {
		c := identity.Caller{Account: "111111111111", Role: role}
		if role == identity.AWSReviewer {
			c.Account = identity.AWS
		}
		partner := role != identity.CloudAdmin && role != identity.AWSReviewer
		if c.UsesACE() != partner || c.Reviews() != (role == identity.AWSReviewer) || c.OwnOnly() != (role == identity.ACEUser) {
			t.Errorf("%s: uses ACE %v, reviews %v, own only %v", role, c.UsesACE(), c.Reviews(), c.OwnOnly())
		}
	}
	if (identity.Caller{Account: "111111111111", Role: identity.AWSReviewer}).Reviews() {
		t.Error("a reviewer of a partner sits at the AWS desk")
	}
}
