// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package registrant_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cosell/internal/aws/account"
	"cosell/internal/central/audit"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/registrant"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

func TestTheHolderOfALinkCompletesAVerification(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	v, err := w.Verifications.Start(t.Context(), w.A.API, account.StartVerificationRequest{VerificationDetails: &account.VerificationDetails{
		RegistrantVerificationDetails: &struct{}{}}}, idempotency.Ticket{})
	if err != nil {
		t.Fatal(err)
	}
	link := registrant.Path + strings.TrimPrefix(v.VerificationResponseDetails.RegistrantVerificationResponse.CompletionURL, centraltest.CompletionURL)
	page := registrant.Handler(w.Verifications, slog.New(slog.DiscardHandler))
	call := func(method, path string, status int, says string) {
		t.Helper()
		rec := httptest.NewRecorder()
		page.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), method, path, nil))
		if rec.Code != status || !strings.Contains(rec.Body.String(), says) || rec.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%s %s: %d %s", method, path, rec.Code, rec.Body)
		}
	}
	status := func() string {
		v, err := w.Verifications.Get(t.Context(), w.A.API, account.GetVerificationRequest{VerificationType: account.RegistrantVerification})
		if err != nil {
			t.Fatal(err)
		}
		return v.VerificationStatus
	}
	call(http.MethodGet, link, http.StatusOK, "本人です")
	if got := status(); got != account.VerificationPendingCustomerAction {
		t.Errorf("looking at the page made it %s", got)
	}
	call(http.MethodPost, link+"X", http.StatusNotFound, "無効")
	call(http.MethodPost, link, http.StatusOK, "完了しました")
	if got := status(); got != account.VerificationSucceeded {
		t.Errorf("it is %s", got)
	}
	call(http.MethodPost, link, http.StatusNotFound, "unknown")
	log, _, err := w.Audit.Page(t.Context(), w.A.Lead, audit.Query{Size: 10})
	if err != nil || len(log) != 1 || log[0].Action != "completeVerification" || log[0].Actor != "registrant" || strings.Contains(link, log[0].Subject) {
		t.Errorf("the audit log has %+v, %v", log, err)
	}
}

// FuzzLink: no link makes a server fault, and none that was not given out completes anything.
func FuzzLink(f *testing.F) {
	clk := clock.NewManual(sqldbtest.Start)
	w := centraltest.New(f, sqldbtest.SQLite(f, clk, centraltest.Schemas()...), clk)
	page := registrant.Handler(w.Verifications, slog.New(slog.DiscardHandler))
	f.Add("ABC")
	f.Add("%00")
	f.Fuzz(func(t *testing.T, link string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, registrant.Path, nil)
		r.URL.Path += link
		rec := httptest.NewRecorder()
		page.ServeHTTP(rec, r)
		if rec.Code == http.StatusOK || rec.Code >= http.StatusInternalServerError {
			t.Fatalf("%q: %d", link, rec.Code)
		}
	})
}
