// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package telemetry_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cosell/internal/telemetry"
)

func TestNumbersThatCannotBeReadLeaveThePageToTheOthers(t *testing.T) {
	t.Parallel()
	m := telemetry.NewMetrics()
	var trouble error
	m.Gauges("jobs", "Jobs.", []string{"kind", "state"}, func() ([]telemetry.Sample, error) {
		return []telemetry.Sample{{Labels: []string{"note", "dead"}, Value: 3}}, trouble
	})
	m.Gauge("answer", "Always there.", func() float64 { return 42 })
	mux := http.NewServeMux()
	m.Register(mux, "all")
	scrape := func() string {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
		if w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
		return w.Body.String()
	}
	if page := scrape(); !strings.Contains(page, `cosell_jobs{kind="note",state="dead"} 3`) {
		t.Errorf("the jobs are missing:\n%s", page)
	}
	trouble = errors.New("the database is away")
	if page := scrape(); strings.Contains(page, "cosell_jobs{") || !strings.Contains(page, "cosell_answer 42") {
		t.Errorf("with the database away:\n%s", page)
	}
}
