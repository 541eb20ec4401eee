// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/pages"
)

// Notice is something that the signed-in user was told.
type Notice struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	Group     string    `json:"group"`
	GroupEN   string    `json:"groupEn"`
	GroupJA   string    `json:"groupJa"`
	At        time.Time `json:"at"`
	Seen      bool      `json:"seen"`
	Link      string    `json:"link" doc:"path of the page about it"`
	Heading   string    `json:"heading"`
	HeadingJA string    `json:"headingJa"`
	Line      string    `json:"line"`
	LineJA    string    `json:"lineJa"`
}

// Notices are a page of what the signed-in user was told, the latest first.
type Notices struct {
	Items  []Notice `json:"items" nullable:"false"`
	Unread int      `json:"unread" doc:"counted as far as 1000"`
	pages.Page
}

// Unread is how much the signed-in user was told and has not seen.
type Unread struct {
	Unread int `json:"unread" doc:"counted as far as 1000"`
}

// MarkNotices notes what the signed-in user has seen.
type MarkNotices struct {
	_    struct{} `json:"-" additionalProperties:"true"`
	IDs  []string `json:"ids,omitempty" required:"false" nullable:"false"`
	Seen bool     `json:"seen,omitempty" required:"false"`
	UpTo string   `json:"upTo,omitempty" required:"false" doc:"id: all up to there were seen"`
}

type markNoticesIn struct{ Body MarkNotices }

func (p *Portal) notices() {
	const all = "/api/central/notices"
	serve(p, pages.Operation("listNotices", http.MethodGet, all, "Read what the signed-in user was told", 200, 400), p.listNotices)
	serve(p, pages.Operation("markNotices", http.MethodPost, all+"/marks", "Note what the signed-in user has seen", 200, 422), p.markNotices)
}

func (p *Portal) listNotices(ctx context.Context, who identity.Caller, in *listIn) (out Notices, err error) {
	l, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"group": {Operators: "="}, "seen": {Operators: "="}}, Sorts: []string{"at"}, Sort: "at"})
	if err != nil {
		return out, err
	}
	q := notice.Query{Size: l.Size, Before: l.Cursor}
	for _, t := range l.Tokens {
		if t.Property == "seen" {
			if len(t.Values) != 1 || t.Values[0] != "no" {
				return out, pages.Malformed("filter", "the only value of seen is no")
			}
			q.Unread = true
			continue
		}
		for _, v := range t.Values {
			q.Groups = append(q.Groups, notice.Group(v))
		}
	}
	found, err := p.Notices.List(ctx, who, q)
	if err != nil {
		return out, err
	}
	out = Notices{Items: []Notice{}, Unread: found.Unread, Page: pages.Page{Next: found.Next, Total: found.Total, TotalCapped: found.Total == notice.Counted}}
	for i := range found.Items {
		e := &found.Items[i]
		en, ja := e.Text(notice.English, found.Zone), e.Text(notice.Japanese, found.Zone)
		out.Items = append(out.Items, Notice{ID: e.ID, Kind: string(e.Kind), Group: string(e.Group), GroupEN: e.Group.Name(notice.English), GroupJA: e.Group.Name(notice.Japanese), At: e.At, Seen: e.Seen, Link: e.Link(),
			Heading: en.Heading, HeadingJA: ja.Heading, Line: en.Line, LineJA: ja.Line})
	}
	return out, nil
}

func (p *Portal) markNotices(ctx context.Context, who identity.Caller, in *markNoticesIn) (Unread, error) {
	var err error
	if in.Body.UpTo != "" {
		err = p.Notices.MarkAll(ctx, who, in.Body.UpTo)
	} else {
		err = p.Notices.Mark(ctx, who, in.Body.IDs, in.Body.Seen)
	}
	if err != nil {
		return Unread{}, err
	}
	n, err := p.Notices.Unread(ctx, who)
	return Unread{n}, err
}
