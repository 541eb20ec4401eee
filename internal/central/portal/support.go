// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/central/support"
	"cosell/internal/pages"
)

// SupportTopic is what a case may be about.
type SupportTopic struct {
	ID   string `json:"id"`
	Area string `json:"area" enum:"ace,tools"`
}

// SupportFacts are what a form for cases needs to know.
type SupportFacts struct {
	Topics    []SupportTopic `json:"topics" nullable:"false"`
	FileBytes int64          `json:"fileBytes" doc:"of one file at most"`
	Piece     int            `json:"piece" doc:"bytes of a file that come at once at most"`
	Files     int            `json:"files" doc:"at one message at most"`
	Endings   []string       `json:"endings" nullable:"false" doc:"how names of files may end"`
}

// SupportFile is a file at a message, or on its way.
type SupportFile struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Size     int64  `json:"size"`
	Received int64  `json:"received"`
}

// SupportMessage is one word in a case.
type SupportMessage struct {
	Seq   int64         `json:"seq"`
	Side  string        `json:"side" enum:"partner,aws"`
	Name  string        `json:"name"`
	Mine  bool          `json:"mine"`
	At    time.Time     `json:"at"`
	Body  string        `json:"body"`
	State string        `json:"state" enum:"open,waiting-partner,waiting-aws,resolved,reopened" doc:"of the case, after it"`
	Files []SupportFile `json:"files" nullable:"false"`
}

// SupportSummary is a case as a list shows it.
type SupportSummary struct {
	ID          string    `json:"id"`
	Partner     Partner   `json:"partner"`
	Topic       string    `json:"topic"`
	Subject     string    `json:"subject"`
	State       string    `json:"state" enum:"open,waiting-partner,waiting-aws,resolved,reopened"`
	Opportunity string    `json:"opportunity,omitempty"`
	OpenedBy    string    `json:"openedBy"`
	Opened      time.Time `json:"opened"`
	Changed     time.Time `json:"changed"`
}

// SupportCase is a case whole.
type SupportCase struct {
	SupportSummary
	Version  string           `json:"version"`
	Messages []SupportMessage `json:"messages" nullable:"false" doc:"the first first"`
	Steps    []string         `json:"steps" nullable:"false" doc:"what the caller may do now: reply, resolve, reopen"`
}

// SupportPage is a page of cases, the latest change first unless asked otherwise.
type SupportPage struct {
	Items []SupportSummary `json:"items" nullable:"false"`
	Next  string           `json:"next,omitempty"`
}

// SupportOpening is a new case.
type SupportOpening struct {
	_           struct{} `json:"-" additionalProperties:"true"`
	Topic       string   `json:"topic,omitempty" required:"false"`
	Subject     string   `json:"subject,omitempty" required:"false"`
	Body        string   `json:"body,omitempty" required:"false"`
	Opportunity string   `json:"opportunity,omitempty" required:"false" doc:"absent: about none"`
	Files       []string `json:"files,omitempty" required:"false" nullable:"false"`
	ClientToken string   `json:"clientToken,omitempty" required:"false" doc:"the same one opens one case"`
}

// SupportWord is one more word in a case.
type SupportWord struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Version string   `json:"version,omitempty" required:"false"`
	Step    string   `json:"step,omitempty" required:"false" doc:"reply, resolve or reopen"`
	Body    string   `json:"body,omitempty" required:"false" doc:"needed, but with resolve"`
	Files   []string `json:"files,omitempty" required:"false" nullable:"false"`
}

// SupportUpload begins a file.
type SupportUpload struct {
	_    struct{} `json:"-" additionalProperties:"true"`
	Name string   `json:"name,omitempty" required:"false"`
	Size int64    `json:"size,omitempty" required:"false"`
}

type (
	supportOpenIn struct{ Body SupportOpening }
	supportWordIn struct {
		ID   string `path:"id"`
		Body SupportWord
	}
	supportUploadIn struct{ Body SupportUpload }
)

func (p *Portal) support() {
	const cases, one, files = "/api/central/support/cases", "/api/central/support/cases/{id}", "/api/central/support/files"
	serve(p, pages.Operation("supportFacts", http.MethodGet, "/api/central/support/facts", "Say what support cases take", 200), p.supportFacts)
	serve(p, pages.Operation("listSupportCases", http.MethodGet, cases, "List support cases", 200, 400), p.listSupportCases)
	serve(p, pages.Operation("openSupportCase", http.MethodPost, cases, "Open a support case", 201, 409, 422), p.openSupportCase)
	serve(p, pages.Operation("getSupportCase", http.MethodGet, one, "Read a support case", 200, 404), p.getSupportCase)
	serve(p, pages.Operation("answerSupportCase", http.MethodPost, one+"/messages", "Say something in a support case, end it or reopen it", 201, 404, 409, 422), p.answerSupportCase)
	serve(p, pages.Operation("beginSupportFile", http.MethodPost, files, "Begin a file for a support case", 201, 409, 422), p.beginSupportFile)
	serve(p, pages.Operation("sendSupportPiece", http.MethodPut, files+"/{id}", "Send the next piece of a file", 200, 404, 422), p.sendSupportPiece)
	download(p, pages.Operation("downloadSupportFile", http.MethodGet, files+"/{id}", "Download a file of a support case", 200, 404),
		func(ctx context.Context, who identity.Caller, in *recordIn, w *attachment) error {
			return p.Support.Download(ctx, who, in.ID, func(f support.File) io.Writer { return w.as(f.Name, f.Media) })
		})
}

func (p *Portal) supportFacts(context.Context, identity.Caller, *struct{}) (SupportFacts, error) {
	out := SupportFacts{FileBytes: p.Support.FileBytes, Piece: support.MostPiece, Files: support.MostFiles, Endings: support.Endings}
	for _, t := range support.Topics {
		out.Topics = append(out.Topics, SupportTopic(t))
	}
	return out, nil
}

func supportSummary(c support.Case) SupportSummary {
	return SupportSummary{ID: c.ID, Partner: Partner{c.Partner.Account, c.Partner.Name}, Topic: c.Topic, Subject: c.Subject, State: string(c.State),
		Opportunity: c.Opportunity, OpenedBy: c.OpenedName, Opened: c.Opened, Changed: c.Changed}
}

func supportCase(c support.Case, who identity.Caller) SupportCase {
	out := SupportCase{SupportSummary: supportSummary(c), Version: strconv.FormatInt(c.Version, 10), Messages: []SupportMessage{}, Steps: []string{}}
	for _, m := range c.Messages {
		view := SupportMessage{Seq: m.Seq, Side: string(m.Side), Name: m.Name, Mine: m.Author == who.Principal, At: m.At, Body: m.Body, State: string(m.State), Files: []SupportFile{}}
		for _, f := range m.Files {
			view.Files = append(view.Files, supportFile(f))
		}
		out.Messages = append(out.Messages, view)
	}
	for _, s := range c.Steps(who) {
		out.Steps = append(out.Steps, string(s))
	}
	return out
}

func supportFile(f support.File) SupportFile {
	return SupportFile{ID: f.ID, Name: f.Name, Size: f.Size, Received: f.Received}
}

func (p *Portal) listSupportCases(ctx context.Context, who identity.Caller, in *listIn) (SupportPage, error) {
	q, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"state": {Operators: "="}, "topic": {Operators: "="}, "partner": {Operators: "="}},
		Sorts: []string{"changed"}, Sort: "changed"})
	if err != nil {
		return SupportPage{}, err
	}
	found, next, err := p.Support.List(ctx, who, support.Query{States: chosen(q, "state"), Topics: chosen(q, "topic"), Partners: chosen(q, "partner"),
		Asc: q.Asc, Size: q.Size, Token: q.Cursor})
	out := SupportPage{Items: []SupportSummary{}, Next: text(next)}
	for _, c := range found {
		out.Items = append(out.Items, supportSummary(c))
	}
	return out, err
}

func (p *Portal) openSupportCase(ctx context.Context, who identity.Caller, in *supportOpenIn) (SupportCase, error) {
	b := in.Body
	if b.ClientToken == "" || len(b.ClientToken) > 64 {
		return SupportCase{}, pages.Malformed("clientToken", "the token has 1 to 64 bytes")
	}
	c, err := p.Support.Open(ctx, who, support.Opening{Topic: b.Topic, Subject: b.Subject, Body: b.Body, Catalog: catalog, Opportunity: b.Opportunity,
		Files: b.Files, Token: b.ClientToken})
	return supportCase(c, who), err
}

func (p *Portal) getSupportCase(ctx context.Context, who identity.Caller, in *recordIn) (SupportCase, error) {
	c, err := p.Support.Read(ctx, who, in.ID)
	return supportCase(c, who), err
}

func (p *Portal) answerSupportCase(ctx context.Context, who identity.Caller, in *supportWordIn) (SupportCase, error) {
	b := in.Body
	if err := needVersion(b.Version); err != nil {
		return SupportCase{}, err
	}
	c, err := p.Support.Answer(ctx, who, in.ID, support.Word{Version: b.Version, Step: support.Step(b.Step), Body: b.Body, Files: b.Files})
	return supportCase(c, who), err
}

func (p *Portal) beginSupportFile(ctx context.Context, who identity.Caller, in *supportUploadIn) (SupportFile, error) {
	f, err := p.Support.Upload(ctx, who, in.Body.Name, in.Body.Size)
	return supportFile(f), err
}

func (p *Portal) sendSupportPiece(ctx context.Context, who identity.Caller, in *bulkPieceIn) (SupportFile, error) {
	f, err := p.Support.Piece(ctx, who, in.ID, in.Body.Start, in.Body.Data)
	return supportFile(f), err
}
