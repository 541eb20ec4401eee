// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package registrant is the page at which a registrant completes his verification: the CompletionUrl of the Account API
// leads here. Whoever holds the link may complete it, and nobody has to sign in.
package registrant

import (
	"html/template"
	"log/slog"
	"net/http"

	"cosell/internal/central/audit"
	"cosell/internal/central/fault"
	"cosell/internal/central/verification"
	"cosell/internal/telemetry"
)

// Path is where the page stands; the link's own part follows.
const Path = "/verification/"

// page is served in three states. It loads nothing, and no script runs on it.
var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Registrant verification / 本人確認</title></head>
<body>{{if eq . "ask"}}
<h1>Registrant verification</h1><p>Confirm that you are the person who registered this AWS account as a partner.</p>
<h1 lang="ja">本人確認</h1><p lang="ja">この AWS アカウントをパートナーとして登録した本人であることを確認してください。</p>
<form method="post"><button>I am the registrant / <span lang="ja">本人です</span></button></form>
{{else if eq . "done"}}
<h1>Thank you. Your verification is complete.</h1><h1 lang="ja">ありがとうございます。本人確認が完了しました。</h1>
{{else}}
<h1>This link is unknown, was used, or has expired.</h1><p>Start the verification again.</p>
<h1 lang="ja">このリンクは無効か、使用済みまたは期限切れです。</h1><p lang="ja">検証をもう一度開始してください。</p>
{{end}}</body></html>
`))

// Handler serves the page. Looking at it changes nothing, so that mail programs which follow links complete nothing.
func Handler(rooms *verification.Room, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	show := func(w http.ResponseWriter, r *http.Request, status int, state string) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		if err := page.Execute(w, state); err != nil {
			log.DebugContext(r.Context(), "a reader of the verification page went away", "error", err)
		}
	}
	mux.HandleFunc("GET "+Path+"{link}", func(w http.ResponseWriter, r *http.Request) { show(w, r, http.StatusOK, "ask") })
	mux.HandleFunc("POST "+Path+"{link}", func(w http.ResponseWriter, r *http.Request) {
		// The link is a secret, and the log names it as little as any other. Who has it is the registrant.
		ctx := audit.Follow(r.Context(), audit.Trail{Door: audit.DoorPages, Action: "completeVerification", Target: Path, Kind: "partner",
			Actor: "registrant", ActorName: "Registrant", Request: telemetry.RequestID(r.Context())})
		err := rooms.Complete(ctx, r.PathValue("link"))
		switch {
		case err == nil:
			show(w, r, http.StatusOK, "done")
		case fault.Is(err, fault.NotFound):
			show(w, r, http.StatusNotFound, "unknown")
		default:
			log.ErrorContext(r.Context(), "a verification could not be completed", "error", err)
			http.Error(w, "The service cannot store data at the moment. Nothing was changed; retry later.", http.StatusServiceUnavailable)
		}
	})
	return mux
}
