// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity_test

import (
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/aws/sigv4"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
	"cosell/internal/clock"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
	"cosell/internal/websession/password"
)

const trustCRM = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/CRM"},"Action":"sts:AssumeRole"}}`

func TestRolesAreDecidedOnByThoseWhoAdministerTheAccount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ctx := t.Context()
		role := identity.RoleEntry{Name: "Sync", Trust: trustCRM, Managed: []string{policy.OpportunityManagement}}
		for name, c := range map[string]identity.Caller{"user": w.A.User, "reviewer": w.Reviewer, "api": w.A.API, "nobody": {}} {
			_, listed := w.Identity.IAMRoles(ctx, c)
			for _, err := range []error{w.Identity.AddRole(ctx, c, role), w.Identity.SetRole(ctx, c, role), w.Identity.DropRole(ctx, c, "Sync"), listed} {
				if !fault.Is(err, fault.AccessDenied) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if err := w.Identity.AddRole(ctx, w.A.Admin, role); err != nil {
			t.Fatal(err)
		}
		if err := w.Identity.AddRole(ctx, w.A.Lead, role); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "Sync already") {
			t.Errorf("the same name again: %v", err)
		}
		if err := w.Identity.AddRole(ctx, w.B.Lead, role); err != nil {
			t.Errorf("the same name in another account: %v", err)
		}
		role.Managed, role.MaxSession = []string{policy.FullAccess}, 2*time.Hour
		if err := w.Identity.SetRole(ctx, w.A.Lead, role); err != nil {
			t.Fatal(err)
		}
		all, err := w.Identity.IAMRoles(ctx, w.A.Admin)
		if err != nil || len(all) != 1 || all[0].ARN() != "arn:aws:iam::111111111111:role/Sync" || !slices.Equal(all[0].Managed, role.Managed) || all[0].MaxSession != 2*time.Hour {
			t.Errorf("%+v, %v", all, err)
		}
		if other, err := w.Identity.IAMRoles(ctx, w.B.Admin); err != nil || len(other) != 1 || other[0].Managed[0] != policy.OpportunityManagement || other[0].MaxSession != time.Hour {
			t.Errorf("the other account's: %+v, %v", other, err)
		}
		if err := w.Identity.DropRole(ctx, w.A.Admin, "Sync"); err != nil {
			t.Fatal(err)
		}
		if err := w.Identity.DropRole(ctx, w.A.Admin, "Sync"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a role that is gone: %v", err)
		}
		if err := w.Identity.SetRole(ctx, w.A.Admin, role); !fault.Is(err, fault.NotFound) {
			t.Errorf("a change of a role that is gone: %v", err)
		}
	})
}

func TestRolesWithoutSenseAreRefusedInWords(t *testing.T) {
	t.Parallel()
	w, _ := lite(t)
	ok := identity.RoleEntry{Name: "Sync", Trust: trustCRM}
	for says, change := range map[string]func(*identity.RoleEntry){
		"no name of a role": func(e *identity.RoleEntry) { e.Name = "a b" },
		"cannot be read":    func(e *identity.RoleEntry) { e.Trust = "{" },
		"whom it trusts":    func(e *identity.RoleEntry) { e.Trust = `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}` },
		"managed policy":    func(e *identity.RoleEntry) { e.Managed = []string{"X"} },
		"no Statement":      func(e *identity.RoleEntry) { e.Document = "{}" },
		"1 and 12 hours":    func(e *identity.RoleEntry) { e.MaxSession = 13 * time.Hour },
	} {
		e := ok
		change(&e)
		if err := w.Identity.AddRole(t.Context(), w.A.Admin, e); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

func TestSessionsAreForgottenAWeekAfterTheirEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		jobs := jobq.New(w.DB, clk, slog.New(slog.DiscardHandler))
		w.Identity.Schedule(jobs)
		if got := jobs.Kinds(); !slices.Equal(got, []string{"identity.prune {}"}) {
			t.Fatalf("kinds %v: a stored job would not be found any more", got)
		}
		if err := w.Identity.AddRole(t.Context(), w.A.Admin, identity.RoleEntry{Name: "Sync", Trust: trustCRM}); err != nil {
			t.Fatal(err)
		}
		s, err := w.Identity.Assume(t.Context(), w.A.API, identity.Assumption{Role: "arn:aws:iam::111111111111:role/Sync", Name: "s1", Duration: time.Hour})
		if err != nil || !s.Expires.Equal(clk.Now().Add(time.Hour)) {
			t.Fatalf("until %s, %v", s.Expires, err)
		}
		key, err := w.Identity.Lookup(t.Context(), s.ID)
		if err != nil || key.Secret != s.Secret || key.SessionToken != s.Token || !key.Expires.Equal(s.Expires) || key.Principal.(identity.Caller).Kind() != "api" {
			t.Fatalf("%+v, %v", key, err)
		}
		for _, step := range []struct {
			wait time.Duration
			want int64
		}{{7 * 24 * time.Hour, 0}, {2 * time.Hour, 1}} {
			clk.Advance(step.wait)
			if n, err := w.Identity.Prune(t.Context()); n != step.want || err != nil {
				t.Errorf("after %s more: %d forgotten, %v", step.wait, n, err)
			}
		}
		if _, err := w.Identity.Lookup(t.Context(), s.ID); !errors.Is(err, sigv4.ErrUnknownKey) {
			t.Errorf("a forgotten session: %v", err)
		}
	})
}

func TestSessionsAgeByTheMachineAndNotByTheClockThatPeopleMove(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, moved *clock.Manual) {
		if err := w.Identity.AddRole(t.Context(), w.A.Admin, identity.RoleEntry{Name: "Sync", Trust: trustCRM}); err != nil {
			t.Fatal(err)
		}
		machine := clock.NewManual(moved.Now())
		people := identity.New(w.DB, w.Box, machine, password.New(1))
		moved.Advance(30 * 24 * time.Hour)
		s, err := people.Assume(t.Context(), w.A.API, identity.Assumption{Role: "arn:aws:iam::111111111111:role/Sync", Name: "s1", Duration: time.Hour})
		if err != nil || !s.Expires.Equal(machine.Now().Add(time.Hour)) {
			t.Fatalf("until %s, %v", s.Expires, err)
		}
		moved.Advance(30 * 24 * time.Hour)
		if n, err := people.Prune(t.Context()); n != 0 || err != nil {
			t.Errorf("%d forgotten while they are good, %v", n, err)
		}
		machine.Advance(8 * 24 * time.Hour)
		if n, err := people.Prune(t.Context()); n != 1 || err != nil {
			t.Errorf("%d forgotten a week after their end, %v", n, err)
		}
	})
}

func TestSecretsOfASessionAreSealed(t *testing.T) {
	t.Parallel()
	w, _ := lite(t)
	if err := w.Identity.AddRole(t.Context(), w.A.Admin, identity.RoleEntry{Name: "Sync", Trust: trustCRM}); err != nil {
		t.Fatal(err)
	}
	s, err := w.Identity.Assume(t.Context(), w.A.API, identity.Assumption{Role: "arn:aws:iam::111111111111:role/Sync", Name: "s1", Duration: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	var stored []byte
	if err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT secret FROM sts_session WHERE id = ?`, s.ID).Scan(&stored)
	}); err != nil {
		t.Fatal(err)
	}
	if text := string(stored); len(text) < 100 || strings.Contains(text, s.Secret) || strings.Contains(text, s.Token) {
		t.Error("the database shows the secrets of a session")
	}
}
