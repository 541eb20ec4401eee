// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package assistant has the MCP SDK's own client talk to the real binary, over HTTP and over stdio.
package assistant

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"cosell/test/program"
)

func TestMain(m *testing.M) {
	code := m.Run()
	program.Clean()
	os.Exit(code)
}

// browser is somebody signed in to the pages.
type browser struct {
	t      *testing.T
	at     string
	client *http.Client
}

func signIn(t *testing.T, d *program.Demo, role string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, at: d.Portal, client: &http.Client{Jar: jar}}
	for _, u := range d.Users {
		if u.Role == role {
			b.send("POST", "/api/session", map[string]any{"email": u.Email, "password": u.Password})
			return b
		}
	}
	t.Fatalf("nobody is %s", role)
	return nil
}

// send makes a request and answers its JSON.
func (b *browser) send(method, path string, body map[string]any) map[string]any {
	b.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.at+path, bytes.NewReader(text))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }() // read to its end
	var answer map[string]any
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || res.StatusCode >= 300 {
		b.t.Fatalf("%s %s: %d %v %v", method, path, res.StatusCode, answer, err)
	}
	return answer
}

type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

// stdio starts cosell mcp.
func stdio(t *testing.T, token string, args ...string) sdk.Transport {
	t.Helper()
	cmd := exec.Command(program.Binary(t), append([]string{"mcp"}, args...)...)
	cmd.Env = append(os.Environ(), "COSELL_MCP_TOKEN="+token)
	cmd.Stderr = t.Output()
	return &sdk.CommandTransport{Command: cmd}
}

// ask connects, and answers what a tool says.
func ask(t *testing.T, over sdk.Transport, tool string, args map[string]any) (string, []string) {
	t.Helper()
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), over, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Errorf("the session ends with %v", err)
		}
	}()
	tools, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, one := range tools.Tools {
		names = append(names, one.Name)
	}
	res, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		t.Fatal(err)
	}
	text, _ := res.Content[0].(*sdk.TextContent)
	if res.IsError {
		t.Fatalf("%s: %s", tool, text.Text)
	}
	rows, _, _ := strings.Cut(text.Text, `"next"`) // the token of the next page is another each time
	return rows, names
}

func TestAnAssistantIsAnsweredOverHTTPAndOverStdio(t *testing.T) {
	t.Parallel()
	dir := program.Seeded(t)
	d := program.Start(t, dir, nil)
	lead := signIn(t, d, "AllianceLead")
	scopes := []string{"list_opportunities", "propose_update", "get_proposal"}
	token := fmt.Sprint(lead.send("POST", "/api/central/assistant-tokens", map[string]any{"name": "Test", "scopes": scopes, "days": 1})["text"])

	web := &sdk.StreamableClientTransport{Endpoint: d.Portal + "/mcp", DisableStandaloneSSE: true, HTTPClient: &http.Client{Transport: bearer(token)}}
	first, names := ask(t, web, "list_opportunities", map[string]any{"pageSize": 3})
	if len(names) != len(scopes) || !strings.Contains(first, `"items":[{`) {
		t.Fatalf("over HTTP %v answer %s", names, first)
	}
	for name, over := range map[string]sdk.Transport{"--url": stdio(t, token, "--url", d.Portal), "--data, while it runs": stdio(t, token, "--data", dir)} {
		if got, tools := ask(t, over, "list_opportunities", map[string]any{"pageSize": 3}); got != first || len(tools) != len(scopes) {
			t.Errorf("with %s %v answer %s, want %s", name, tools, got, first)
		}
	}
	if code := d.Stop(); code != 0 {
		t.Fatalf("the demo ends with %d: %s", code, d.Output())
	}
	if got, _ := ask(t, stdio(t, token, "--data", dir), "list_opportunities", map[string]any{"pageSize": 3}); got != first {
		t.Errorf("with --data, while nothing runs, the answer is %s, want %s", got, first)
	}
	cmd := exec.CommandContext(t.Context(), program.Binary(t), "mcp", "--data", dir)
	cmd.Env = append(os.Environ(), "COSELL_MCP_TOKEN=cosell_mcp_wrong")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "not good") {
		t.Errorf("a wrong token: %v %s", err, out)
	}
}
