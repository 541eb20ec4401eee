// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mcp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// Bridge answers one assistant on a transport, such as stdio, by what a running Cosell answers over HTTP at address, whose
// path is /mcp. It knows no tools itself: it offers those that the token allows there.
func Bridge(ctx context.Context, address, token, version string, t sdk.Transport) error {
	at, err := url.Parse(address)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return fmt.Errorf("%q is no address such as http://127.0.0.1:8080", address)
	}
	if at.Path == "" || at.Path == "/" {
		at.Path = "/mcp"
	}
	client := sdk.NewClient(&sdk.Implementation{Name: "cosell", Version: version}, nil)
	there, err := client.Connect(ctx, &sdk.StreamableClientTransport{Endpoint: at.String(), DisableStandaloneSSE: true,
		HTTPClient: &http.Client{Transport: bearer{token, at.Host}}}, nil)
	if err != nil {
		return fmt.Errorf("reach Cosell at %s: %w", at.Redacted(), err)
	}
	defer func() { _ = there.Close() }() // nothing is kept there
	tools, err := there.ListTools(ctx, nil)
	if err != nil {
		return fmt.Errorf("ask Cosell at %s for its tools: %w", at.Redacted(), err)
	}
	s := sdk.NewServer(&sdk.Implementation{Name: "cosell", Title: "Cosell", Version: version},
		&sdk.ServerOptions{Instructions: instructions, Capabilities: &sdk.ServerCapabilities{}})
	for _, tool := range tools.Tools {
		s.AddTool(tool, func(ctx context.Context, req *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
			return there.CallTool(ctx, &sdk.CallToolParams{Name: req.Params.Name, Arguments: req.Params.Arguments})
		})
	}
	return s.Run(ctx, t)
}

// bearer puts the token into every request to one host. It never follows the token to another one.
type bearer struct{ token, host string }

// errElsewhere says that the answer leads to another host.
var errElsewhere = errors.New("the answer leads to another host, which does not get the token")

// RoundTrip sends a request with the token.
func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != b.host {
		return nil, errElsewhere
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token)
	return http.DefaultTransport.RoundTrip(r)
}
