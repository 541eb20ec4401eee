// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"cosell/internal/clock"
)

func TestTheControlInterfaceIsThereOnlyWhereTheClockMoves(t *testing.T) {
	t.Parallel()
	control := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	for _, c := range []struct {
		name    string
		movable *clock.Movable
		want    int
	}{{"production", nil, http.StatusNotFound}, {"demo", &clock.Movable{}, http.StatusTeapot}} {
		mux := http.NewServeMux()
		mountControl(mux, c.movable, control)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/control/clock", nil))
		if w.Code != c.want {
			t.Errorf("%s answers %d, want %d", c.name, w.Code, c.want)
		}
	}
}
