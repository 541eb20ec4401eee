// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mcp_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"cosell/internal/ace/doc"
	"cosell/internal/central/assistant"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/identity"
	"cosell/internal/central/mcp"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// A stage is Central with its door for assistants, served over HTTP.
type stage struct {
	*centraltest.World
	t      *testing.T
	clk    *clock.Manual
	door   *mcp.Door
	server *httptest.Server
	log    bytes.Buffer
}

// each runs a test on both databases.
func each(t *testing.T, test func(*testing.T, *stage)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		s := &stage{World: centraltest.New(t, db, clk), t: t, clk: clk}
		s.door = mcp.New(mcp.Rooms{Assistants: s.Assistants, Identity: s.Identity, Opportunities: s.Opportunities, Solutions: s.Solutions,
			Review: s.Desk, Proposals: s.Proposals, Pages: "https://cosell.example", Version: "test", Log: slog.New(slog.NewTextHandler(&s.log, nil))})
		s.server = httptest.NewServer(s.door.Handler())
		t.Cleanup(s.server.Close)
		test(t, s)
	}, centraltest.Schemas()...)
}

// all are the names of all scopes that a caller may give.
func all(c identity.Caller) (names []string) {
	for _, s := range assistant.ScopesFor(c) {
		names = append(names, s.Name)
	}
	return names
}

// token issues a token; without scopes it has all.
func (s *stage) token(c identity.Caller, scopes ...string) string {
	s.t.Helper()
	if scopes == nil {
		scopes = all(c)
	}
	_, text, err := s.Assistants.Issue(s.t.Context(), c, "Helper", scopes, 30)
	if err != nil {
		s.t.Fatal(err)
	}
	return text
}

// bearer puts a token into every request.
type bearer struct{ token string }

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token)
	return http.DefaultTransport.RoundTrip(r)
}

// connect is the SDK's own client over HTTP.
func (s *stage) connect(token string) *sdk.ClientSession {
	s.t.Helper()
	return s.over(&sdk.StreamableClientTransport{Endpoint: s.server.URL, HTTPClient: &http.Client{Transport: bearer{token}}, DisableStandaloneSSE: true})
}

// over is the SDK's own client on any transport.
func (s *stage) over(t sdk.Transport) *sdk.ClientSession {
	s.t.Helper()
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(s.t.Context(), t, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Close() }) // the server may have gone first
	return c
}

// A reply is what a tool answered.
type reply struct {
	refused bool
	text    string
	body    doc.Doc
}

func (r reply) str(path string) string { return doc.Text(r.body, path) }

func (r reply) list(path string) []doc.Doc { return doc.Objects(r.body, path) }

// call calls a tool.
func (s *stage) call(c *sdk.ClientSession, tool string, args any) reply {
	s.t.Helper()
	if args == nil {
		args = map[string]any{}
	}
	res, err := c.CallTool(s.t.Context(), &sdk.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		s.t.Fatalf("%s: %v", tool, err)
	}
	var text strings.Builder
	for _, part := range res.Content {
		if t, ok := part.(*sdk.TextContent); ok {
			text.WriteString(t.Text)
		}
	}
	r := reply{refused: res.IsError, text: text.String()}
	if d, err := doc.Parse([]byte(r.text)); err == nil {
		r.body = d
	}
	return r
}

// want is call for what must succeed.
func (s *stage) want(c *sdk.ClientSession, tool string, args any) reply {
	s.t.Helper()
	r := s.call(c, tool, args)
	if r.refused {
		s.t.Fatalf("%s is refused: %s\nlog: %s", tool, r.text, s.log.String())
	}
	return r
}

// args are a tool's arguments.
type args = map[string]any

// complete is a document for propose_draft.
func complete(t *testing.T, changes ...any) map[string]any {
	t.Helper()
	var d map[string]any
	if err := json.Unmarshal(doc.Append(nil, centraltest.Complete(t, changes...)), &d); err != nil {
		t.Fatal(err)
	}
	return d
}
