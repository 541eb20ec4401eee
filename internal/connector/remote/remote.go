// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package remote calls Partner Central through its published interface: a base URL and keys, ours or AWS's.
//
// It makes one attempt a call. Retries, quotas and the record of what was sent belong to whoever calls, who must count
// every request.
package remote

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/clock"
)

// Config says where Partner Central is and who calls.
type Config struct {
	Endpoint    string // https://partnercentral-selling.us-east-1.api.aws, or our own
	Catalog     string // AWS or Sandbox
	Credentials aws.CredentialsProvider
	HTTP        *http.Client // nil: one that waits 20 seconds for an answer
	Clock       clock.Clock
}

// A Client calls the Selling API for one account and catalog.
type Client struct {
	api     *awsjson.Client
	catalog string
	url     string
}

// wait is how long an answer may take.
const wait = 20 * time.Second

// New makes a client; it does not call anybody yet.
func New(cfg Config) (*Client, error) {
	if cfg.HTTP == nil {
		cfg.HTTP = &http.Client{Timeout: wait}
	}
	if cfg.Catalog == "" {
		return nil, fmt.Errorf("partner central at %s: choose catalog AWS or Sandbox", cfg.Endpoint)
	}
	api, err := awsjson.NewClient(awsjson.ClientConfig{
		Endpoint: cfg.Endpoint, Target: selling.Target, SigningName: selling.SigningName, Region: selling.Region,
		Credentials: cfg.Credentials, HTTP: cfg.HTTP, Attempts: 1, Integrator: "Cosell|Cosell Connector", Clock: cfg.Clock,
	})
	if err != nil {
		return nil, fmt.Errorf("partner central: %w", err)
	}
	return &Client{api: api, catalog: cfg.Catalog, url: cfg.Endpoint}, nil
}

// Catalog is the catalog that is called.
func (c *Client) Catalog() string { return c.catalog }

// URL is where the calls go.
func (c *Client) URL() string { return c.url }

// Do sends a request that is already written, once, and answers what came back. The error is an *Error.
func (c *Client) Do(ctx context.Context, operation string, body []byte) ([]byte, error) {
	var answer []byte
	if err := c.api.Call(ctx, operation, body, &answer); err != nil {
		return nil, errorOf(operation, err)
	}
	return answer, nil
}

func (c *Client) call(ctx context.Context, operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	answer, err := c.Do(ctx, operation, body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return garbled(operation, err)
	}
	return nil
}

func (c *Client) document(ctx context.Context, operation string, in any) (doc.Doc, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	answer, err := c.Do(ctx, operation, body)
	if err != nil {
		return nil, err
	}
	d, err := doc.Parse(answer)
	if err != nil {
		return nil, garbled(operation, err)
	}
	return d, nil
}

// Get reads an opportunity as the partner sees it, with members that nobody here knows.
func (c *Client) Get(ctx context.Context, id string) (doc.Doc, error) {
	d, err := c.document(ctx, "GetOpportunity", selling.GetOpportunityRequest{Catalog: c.catalog, Identifier: id})
	if err == nil && doc.Text(d, "Id") != id {
		return nil, garbled("GetOpportunity", fmt.Errorf("the answer is about %q, not %q", doc.Text(d, "Id"), id))
	}
	return d, err
}

// Summary reads AWS's own side of an opportunity.
func (c *Client) Summary(ctx context.Context, id string) (doc.Doc, error) {
	return c.document(ctx, "GetAwsOpportunitySummary", selling.GetAwsOpportunitySummaryRequest{Catalog: c.catalog, RelatedOpportunityIdentifier: id})
}

// List reads a page of opportunities.
func (c *Client) List(ctx context.Context, in selling.ListOpportunitiesRequest) (selling.ListOpportunitiesResponse, error) {
	in.Catalog = c.catalog
	var out selling.ListOpportunitiesResponse
	err := c.call(ctx, "ListOpportunities", in, &out)
	return out, err
}

// Solutions reads a page of the partner's solutions.
func (c *Client) Solutions(ctx context.Context, in selling.ListSolutionsRequest) (selling.ListSolutionsResponse, error) {
	in.Catalog = c.catalog
	var out selling.ListSolutionsResponse
	err := c.call(ctx, "ListSolutions", in, &out)
	return out, err
}
