// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"cosell/internal/central/bulk"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

type (
	// BulkFormat is how a file is to be written.
	BulkFormat struct {
		Format   string `query:"format" doc:"csv or xlsx"`
		Language string `query:"language" doc:"en or ja"`
	}
	bulkTemplateIn struct {
		Language string `query:"language" doc:"en or ja"`
	}
	bulkTableIn struct {
		BulkFormat
		pages.List
		IDs string `query:"ids" doc:"identifiers with commas between; absent: all of the view"`
	}
	bulkErrorsIn struct {
		ID string `path:"id"`
		BulkFormat
	}
	bulkLogIn struct {
		ID string `path:"id"`
		BulkFormat
		Of string `query:"of" doc:"done or failed"`
	}
)

func (p *Portal) bulkFiles() {
	const one = "/api/central/bulk/runs/{id}"
	download(p, pages.Operation("bulkTemplate", http.MethodGet, "/api/central/bulk/template", "Download the template of imports", 200),
		func(ctx context.Context, who identity.Caller, in *bulkTemplateIn, w *attachment) error {
			l := language(in.Language)
			return p.Bulk.Template(ctx, who, l, w.named("opportunities-template-"+string(l), bulk.XLSX))
		})
	download(p, pages.Operation("bulkExport", http.MethodGet, "/api/central/bulk/export", "Download the opportunities of a view", 200, 400),
		func(ctx context.Context, who identity.Caller, in *bulkTableIn, w *attachment) error {
			e, err := in.export()
			if err != nil {
				return err
			}
			return p.Bulk.Export(ctx, who, e, w.named("opportunities", e.Format))
		})
	download(p, pages.Operation("bulkPrepared", http.MethodGet, "/api/central/bulk/prepared", "Download the file that changes are made in", 200, 400),
		func(ctx context.Context, who identity.Caller, in *bulkTableIn, w *attachment) error {
			e, err := in.export()
			if err != nil {
				return err
			}
			return p.Bulk.Prepare(ctx, who, e, w.named("opportunities-update", e.Format))
		})
	download(p, pages.Operation("bulkErrors", http.MethodGet, one+"/errors", "Download the rows that are not good", 200, 404),
		func(ctx context.Context, who identity.Caller, in *bulkErrorsIn, w *attachment) error {
			f := format(in.Format)
			return p.Bulk.Faulty(ctx, who, in.ID, f, language(in.Language), w.named("errors", f))
		})
	download(p, pages.Operation("bulkLog", http.MethodGet, one+"/log", "Download what became of the rows", 200, 404),
		func(ctx context.Context, who identity.Caller, in *bulkLogIn, w *attachment) error {
			f, name := format(in.Format), "failed"
			if in.Of == "done" {
				name = "succeeded"
			}
			return p.Bulk.Log(ctx, who, in.ID, in.Of == "done", f, language(in.Language), w.named(name, f))
		})
}

// language and format are what was asked for, or the first of each.
func language(asked string) bulk.Language {
	if asked == string(bulk.Japanese) {
		return bulk.Japanese
	}
	return bulk.English
}

func format(asked string) bulk.Format {
	if asked == string(bulk.XLSX) {
		return bulk.XLSX
	}
	return bulk.CSV
}

func (in *bulkTableIn) export() (bulk.Export, error) {
	var ids []string
	if in.IDs != "" {
		ids = strings.Split(in.IDs, ",")
	}
	s, err := selection(ids, in.List)
	return bulk.Export{Selection: s, Format: format(in.Format), Language: language(in.Language)}, err
}

// An attachment is a file on its way to a browser. Nothing is said before its first byte, so that a refusal can still be one.
type attachment struct {
	to    huma.Context
	name  string
	media string
	begun bool
}

var mediaTypes = map[bulk.Format]string{bulk.CSV: "text/csv; charset=utf-8",
	bulk.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

// named gives the file its name and sort.
func (a *attachment) named(name string, kind bulk.Format) io.Writer {
	return a.as(name+"."+string(kind), mediaTypes[kind])
}

// as gives the file its whole name and its media type.
func (a *attachment) as(name, media string) io.Writer {
	a.name, a.media = name, media
	return a
}

// disposition has a browser keep a file, by its name in whatever script that is, and open it nowhere.
func disposition(name string) string {
	plain := !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' })
	if plain {
		return `attachment; filename="` + name + `"`
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// Write sends a part of the file.
func (a *attachment) Write(part []byte) (int, error) {
	if !a.begun {
		a.begun = true
		a.to.SetHeader("Content-Type", a.media)
		a.to.SetHeader("Content-Disposition", disposition(a.name))
		a.to.SetHeader("Content-Security-Policy", "default-src 'none'; sandbox")
		a.to.SetHeader("X-Content-Type-Options", "nosniff")
		a.to.SetStatus(http.StatusOK)
	}
	return a.to.BodyWriter().Write(part)
}

// download makes an endpoint of a use case that writes a file.
func download[In any](p *Portal, op huma.Operation, do func(context.Context, identity.Caller, *In, *attachment) error) {
	op.Tags = []string{"central"}
	huma.Register(p.api, op, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
		who, err := p.caller(ctx)
		if err != nil {
			return nil, p.refuse(ctx, op, err)
		}
		return &huma.StreamResponse{Body: func(to huma.Context) {
			a := &attachment{to: to}
			if err := do(ctx, who, in, a); err != nil {
				p.broken(ctx, op, a, err)
			}
		}}, nil
	})
}

// broken refuses a file of which nothing is sent yet. One that has begun is broken off, so that nobody takes it for whole.
func (p *Portal) broken(ctx context.Context, op huma.Operation, a *attachment, err error) {
	refusal := p.refuse(ctx, op, err)
	if a.begun {
		panic(http.ErrAbortHandler)
	}
	problem, is := errors.AsType[*pages.Problem](refusal)
	if !is {
		problem = pages.Internal()
	}
	a.to.SetHeader("Content-Type", problem.ContentType(""))
	a.to.SetStatus(problem.Status)
	_ = json.NewEncoder(a.to.BodyWriter()).Encode(problem) // the client has gone; nobody is left to be told
}
