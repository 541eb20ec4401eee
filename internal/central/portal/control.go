// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"crypto/subtle"
	"net/http"
	"path"
	"strings"

	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// ControlPath is where the desk's endpoints answer a program that knows the control token instead of a session:
// /control/clock is /api/central/desk/clock.
const ControlPath = "/control/"

const deskPath = "/api/central/desk/"

// operator is who acts by the control token: somebody at the AWS desk who has not signed in.
var operator = identity.Caller{Account: identity.AWS, Partner: identity.Partner{Account: identity.AWS, Name: "AWS"}, Principal: "control",
	Name: "AWS desk", Role: identity.AWSReviewer}

type operatorKey struct{}

// Control serves the desk's endpoints to whoever has the token. It knows no cookies, so that no other site can use it.
func (p *Portal) Control(token string) http.Handler {
	refused := pages.NewProblem(http.StatusUnauthorized, "signed-out", "The control token is missing or wrong. It stands in demo.json in the data folder.")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !bearer || token == "" || subtle.ConstantTimeCompare([]byte(given), []byte(token)) != 1 {
			refused.Write(w)
			return
		}
		if path.Clean(r.URL.Path) != r.URL.Path { // nothing leads out of the desk
			pages.NotFound().Write(w)
			return
		}
		q := r.Clone(context.WithValue(r.Context(), operatorKey{}, true))
		q.URL.Path = deskPath + strings.TrimPrefix(r.URL.Path, ControlPath)
		q.URL.RawPath = ""
		w.Header().Set("Cache-Control", "no-store")
		p.handler.ServeHTTP(w, q)
	})
}
