// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package verification_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/verification"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) }, centraltest.Schemas()...)
}

// business is a request for a business that any registry could have.
func business(change func(*account.BusinessVerificationDetails)) account.StartVerificationRequest {
	d := account.BusinessVerificationDetails{LegalName: "Alpha Software", RegistrationID: "HRB 1234", CountryCode: "DE"}
	if change != nil {
		change(&d)
	}
	return account.StartVerificationRequest{VerificationDetails: &account.VerificationDetails{BusinessVerificationDetails: &d}}
}

var registrant = account.StartVerificationRequest{VerificationDetails: &account.VerificationDetails{RegistrantVerificationDetails: &struct{}{}}}

func start(t *testing.T, w *centraltest.World, who identity.Caller, in account.StartVerificationRequest) (account.Verification, error) {
	t.Helper()
	return w.Verifications.Start(t.Context(), who, in, idempotency.Ticket{})
}

func status(t *testing.T, w *centraltest.World, who identity.Caller, kind string) account.Verification {
	t.Helper()
	v, err := w.Verifications.Get(t.Context(), who, account.GetVerificationRequest{VerificationType: kind})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Reason
}

func work(t *testing.T, w *centraltest.World) {
	t.Helper()
	if err := w.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func linkOf(v account.Verification) string {
	return strings.TrimPrefix(v.VerificationResponseDetails.RegistrantVerificationResponse.CompletionURL, centraltest.CompletionURL)
}

func TestTheRegistryTurnsDownWhatIsInNoRegister(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		for _, broken := range []func(*account.BusinessVerificationDetails){
			func(d *account.BusinessVerificationDetails) { d.CountryCode = "QQ" },
			func(d *account.BusinessVerificationDetails) { d.RegistrationID = "none" },
			func(d *account.BusinessVerificationDetails) { d.LegalName = "1234" },
		} {
			if _, err := start(t, w, w.A.API, business(broken)); err != nil {
				t.Fatal(err)
			}
			work(t, w)
			if v := status(t, w, w.A.API, account.BusinessVerification); v.VerificationStatus != account.VerificationInProgress || v.CompletedAt != nil {
				t.Errorf("before its time: %+v", v)
			}
			clk.Advance(centraltest.Moderation)
			work(t, w)
			if v := status(t, w, w.A.API, account.BusinessVerification); v.VerificationStatus != account.VerificationRejected || v.VerificationStatusReason == nil || v.CompletedAt == nil {
				t.Errorf("%+v", v)
			}
		}
		// Who was turned down begins again, and may succeed.
		if _, err := start(t, w, w.A.API, business(nil)); err != nil {
			t.Fatal(err)
		}
		clk.Advance(centraltest.Moderation)
		work(t, w)
		if v := status(t, w, w.A.API, account.BusinessVerification); v.VerificationStatus != account.VerificationSucceeded || v.VerificationStatusReason != nil {
			t.Errorf("%+v", v)
		}
		if _, err := start(t, w, w.A.API, business(nil)); reason(err) != account.AccountAlreadyVerified {
			t.Error(err)
		}
		if _, err := w.Verifications.Get(t.Context(), w.B.API, account.GetVerificationRequest{VerificationType: account.BusinessVerification}); reason(err) != account.VerificationNotFound {
			t.Errorf("another account's: %v", err)
		}
	})
}

func TestARegistrantCompletesAtTheLinkInTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		first, err := start(t, w, w.A.API, registrant)
		if err != nil || first.VerificationStatus != account.VerificationPendingCustomerAction {
			t.Fatalf("%+v %v", first, err)
		}
		if _, err := start(t, w, w.A.API, registrant); reason(err) != account.VerificationAlreadyInProgress {
			t.Error(err)
		}
		clk.Advance(verification.LinkValidity)
		if err := w.Verifications.Complete(t.Context(), linkOf(first)); !fault.Is(err, fault.NotFound) {
			t.Errorf("a link that has expired: %v", err)
		}
		work(t, w)
		if v := status(t, w, w.A.API, account.RegistrantVerification); v.VerificationStatus != account.VerificationFailed || v.VerificationStatusReason == nil {
			t.Errorf("%+v", v)
		}
		second, err := start(t, w, w.A.API, registrant)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"", "X", linkOf(first), linkOf(second) + "A"} {
			if err := w.Verifications.Complete(t.Context(), bad); !fault.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if err := w.Verifications.Complete(t.Context(), linkOf(second)); err != nil {
			t.Fatal(err)
		}
		if err := w.Verifications.Complete(t.Context(), linkOf(second)); !fault.Is(err, fault.NotFound) {
			t.Errorf("a link that was used: %v", err)
		}
		clk.Advance(2 * verification.LinkValidity)
		work(t, w)
		if v := status(t, w, w.A.API, account.RegistrantVerification); v.VerificationStatus != account.VerificationSucceeded {
			t.Errorf("%+v", v)
		}
	})
}

func TestTheDeskDecidesWhatIsOpen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		if _, err := start(t, w, w.A.API, business(nil)); err != nil {
			t.Fatal(err)
		}
		d := verification.Decision{Account: w.A.Account, Type: account.BusinessVerification, Status: account.VerificationRejected, Reason: "The register names another company."}
		if err := w.Verifications.Decide(t.Context(), w.A.Lead, d); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a partner decides: %v", err)
		}
		for name, bad := range map[string]verification.Decision{
			"open": {Account: d.Account, Type: d.Type, Status: account.VerificationInProgress}, "unknown": {Account: d.Account, Type: d.Type, Status: "MAYBE"},
			"long":   {Account: d.Account, Type: d.Type, Status: d.Status, Reason: strings.Repeat("x", 201)},
			"silent": {Account: d.Account, Type: d.Type, Status: d.Status, Reason: " "},
		} {
			if err := w.Verifications.Decide(t.Context(), w.Reviewer, bad); !fault.Is(err, fault.BusinessInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.Verifications.Decide(t.Context(), w.Reviewer, d); err != nil {
			t.Fatal(err)
		}
		clk.Advance(centraltest.Moderation)
		work(t, w) // the registry answers later, and nobody listens
		if v := status(t, w, w.A.API, account.BusinessVerification); v.VerificationStatus != d.Status || *v.VerificationStatusReason != d.Reason {
			t.Errorf("%+v", v)
		}
		if err := w.Verifications.Decide(t.Context(), w.Reviewer, d); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("decided twice: %v", err)
		}
	})
}

func TestOfManyWhoBeginAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		errs := make([]error, 5)
		var all sync.WaitGroup
		for n := range errs {
			all.Go(func() { _, errs[n] = start(t, w, w.A.API, business(nil)) })
		}
		all.Wait()
		begun := 0
		for _, err := range errs {
			if err == nil {
				begun++
			} else if reason(err) != account.VerificationAlreadyInProgress {
				t.Error(err)
			}
		}
		if begun != 1 {
			t.Errorf("%d have begun", begun)
		}
	})
}

func TestEveryRoleIsJudgedByWhatItMayVerify(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for role, who := range map[string]struct {
			identity.Caller
			may bool
		}{"lead": {w.A.Lead, true}, "admin": {w.A.Admin, true}, "user": {w.A.User, false}, "reviewer": {w.Reviewer, false}, "nobody": {identity.Caller{}, false}} {
			_, err := w.Verifications.Send(t.Context(), who.Caller, account.SendEmailVerificationCodeRequest{Catalog: selling.CatalogAWS, Email: "a@b.example"})
			if (err == nil) != who.may || err != nil && !fault.Is(err, fault.AccessDenied) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}

var digits = regexp.MustCompile(`[0-9]{6}`)

func TestACodeProvesOneThingOnceInTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		claim := verification.Claim{Account: w.A.Account, Catalog: selling.CatalogAWS, Email: "Lead@alpha.example"}
		send := func(want string) {
			t.Helper()
			clk.Advance(time.Second) // letters are read in the order of their time
			if _, err := w.Verifications.Send(ctx, w.A.API, account.SendEmailVerificationCodeRequest{Catalog: claim.Catalog, Email: "lead@ALPHA.example"}); reason(err) != want {
				t.Fatalf("send: %v, want %q", err, want)
			}
			letters, err := w.Outbox.Latest(ctx, w.A.Account, 1)
			if err != nil || len(letters) != 1 || letters[0].To != "lead@ALPHA.example" {
				t.Fatalf("%+v %v", letters, err)
			}
			claim.Code = digits.FindString(letters[0].Body)
		}
		try := func(c verification.Claim, want bool, why string) {
			t.Helper()
			if err := w.Verifications.Try(ctx, c); (err == nil) != want || err != nil && !fault.Is(err, fault.BusinessInvalid) {
				t.Errorf("%s: %v", why, err)
			}
		}
		wrong := func(c verification.Claim) verification.Claim {
			c.Code = fmt.Sprintf("%06d", 999_999-len(c.Code))
			if c.Code == claim.Code {
				c.Code = "000000"
			}
			return c
		}
		try(claim, false, "nothing was sent")
		send("")
		try(claim, true, "the code")
		try(verification.Claim{Account: w.B.Account, Catalog: claim.Catalog, Email: claim.Email, Code: claim.Code}, false, "another account")
		try(verification.Claim{Account: claim.Account, Catalog: claim.Catalog, Email: "x@alpha.example", Code: claim.Code}, false, "another address")
		spend := func() error {
			return w.DB.InTx(ctx, func(tx *sqldb.Tx) error { return w.Verifications.Spend(tx, claim) })
		}
		if err := spend(); err != nil {
			t.Error(err)
		}
		if err := spend(); !fault.Is(err, fault.BusinessInvalid) {
			t.Errorf("spent twice: %v", err)
		}
		send("")
		for range 5 {
			try(wrong(claim), false, "a guess")
		}
		try(claim, false, "after five guesses")
		send("") // a new code begins anew
		try(claim, true, "the new code")
		clk.Advance(verification.CodeValidity)
		try(claim, false, "too late")
		if n, err := w.Verifications.Prune(ctx); n != 1 || err != nil {
			t.Errorf("pruned %d %v", n, err)
		}
		send("")
		send("")
		send(account.LimitExceededNumberOfEmail) // the sixth of the day; the fifth is still good
		try(claim, true, "the last code")
		clk.Advance(24 * time.Hour)
		send("")
	})
}

func TestTheSandboxTakesAnyCodeAndSendsNone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		ctx := t.Context()
		for range 7 {
			if _, err := w.Verifications.Send(ctx, w.A.API, account.SendEmailVerificationCodeRequest{Catalog: selling.CatalogSandbox, Email: "lead@alpha.example"}); err != nil {
				t.Error(err)
			}
		}
		if letters, err := w.Outbox.Latest(ctx, w.A.Account, 1); err != nil || len(letters) != 0 {
			t.Errorf("%+v %v", letters, err)
		}
		claim := verification.Claim{Account: w.A.Account, Catalog: selling.CatalogSandbox, Email: "lead@alpha.example", Code: "123456"}
		if err := w.Verifications.Try(ctx, claim); err != nil {
			t.Error(err)
		}
		if err := w.DB.InTx(ctx, func(tx *sqldb.Tx) error { return w.Verifications.Spend(tx, claim) }); err != nil {
			t.Error(err)
		}
	})
}

func TestTheDesksListHasEveryAccountOnceOverItsPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		var want []string
		begin := func(p centraltest.Partner, in account.StartVerificationRequest, kind string) {
			if _, err := start(t, w, p.API, in); err != nil {
				t.Fatal(err)
			}
			want = append(want, p.Account+" "+kind)
		}
		begin(w.A, business(nil), account.BusinessVerification)
		begin(w.A, registrant, account.RegistrantVerification) // at the same instant
		for n := range 3 {
			clk.Advance(time.Second)
			begin(w.Newcomer(fmt.Sprintf("33333333333%d", n), fmt.Sprintf("New %d", n)), business(nil), account.BusinessVerification)
		}
		read := func(q verification.Query) (all []string) {
			t.Helper()
			for q.Size = 2; ; {
				cases, next, err := w.Verifications.Queue(t.Context(), w.Reviewer, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range cases {
					all = append(all, c.Partner.Account+" "+c.Type)
				}
				if next == nil {
					return all
				}
				q.Token = *next
			}
		}
		if got := read(verification.Query{Asc: true}); !slices.Equal(got, want) {
			t.Errorf("oldest first: %v, want %v", got, want)
		}
		if err := w.Verifications.Decide(t.Context(), w.Reviewer, verification.Decision{Account: w.A.Account, Type: account.BusinessVerification,
			Status: account.VerificationSucceeded, Attempt: 1}); err != nil {
			t.Fatal(err)
		}
		if got := read(verification.Query{Asc: true, Part: verification.Waiting}); !slices.Equal(got, want[1:]) {
			t.Errorf("waiting: %v, want %v", got, want[1:])
		}
		if got := read(verification.Query{Part: verification.Decided}); !slices.Equal(got, want[:1]) {
			t.Errorf("decided: %v, want %v", got, want[:1])
		}
		slices.Reverse(want)
		if got := read(verification.Query{Types: []string{account.BusinessVerification}}); !slices.Equal(got, slices.DeleteFunc(want, func(s string) bool { return strings.HasSuffix(s, account.RegistrantVerification) })) {
			t.Errorf("businesses, latest first: %v", got)
		}
		if _, _, err := w.Verifications.Queue(t.Context(), w.A.Lead, verification.Query{Size: 2}); !fault.Is(err, fault.AccessDenied) {
			t.Errorf("a partner reads the list: %v", err)
		}
	})
}
