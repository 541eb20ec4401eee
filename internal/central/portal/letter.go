// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// Letter is a mail that was written to somebody of the partner, such as a verification code.
type Letter struct {
	ID      string    `json:"id"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
	Sent    time.Time `json:"sent"`
	State   string    `json:"state" enum:"kept,waiting,sent,refused,stuck" doc:"kept: there is no mail server, so it is read here"`
	Trouble string    `json:"trouble,omitempty" doc:"what the mail server said last"`
}

// Letters are the last ones, the newest first: all of the account for those who administer it, else those to the reader.
type Letters struct {
	Items []Letter `json:"items" nullable:"false"`
}

func (p *Portal) letters() {
	serve(p, pages.Operation("listLetters", http.MethodGet, "/api/central/letters", "Read what was mailed", 200), p.listLetters)
}

func (p *Portal) listLetters(ctx context.Context, who identity.Caller, _ *struct{}) (Letters, error) {
	found, err := p.Notices.Letters(ctx, who)
	out := Letters{Items: []Letter{}}
	for _, l := range found {
		out.Items = append(out.Items, Letter{l.ID, l.To, l.Subject, l.Body, l.Sent, string(l.State), l.Trouble})
	}
	return out, err
}
