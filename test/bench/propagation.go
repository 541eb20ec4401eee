// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"time"
)

// changes is how many saves are followed to the other side. They come slower than the write quota of one a second.
const (
	changes = 20
	pace    = 1500 * time.Millisecond
	tooLong = 30 * time.Second
)

// Propagation measures how long a save in the CRM takes to be at AWS, and AWS's word to be in the CRM.
func Propagation(ctx context.Context, dir string) (results []Result, err error) {
	demo, err := startDemo(ctx, dir, "--fresh")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, demo.stop()) }()
	seller, err := signIn(ctx, demo, "Seller")
	if err != nil {
		return nil, err
	}
	desk, err := signIn(ctx, demo, "AWSReviewer")
	if err != nil {
		return nil, err
	}
	if err := settled(ctx, seller); err != nil {
		return nil, err
	}
	pair, err := approvedDeal(ctx, seller)
	if err != nil {
		return nil, err
	}
	out, err := follow(ctx, func(text string) error { return seller.saveNextStep(ctx, pair, text) }, func(text string) (bool, error) {
		body, err := call(ctx, demo, demo.facts.key(0), "GetOpportunity", map[string]string{"Catalog": "AWS", "Identifier": pair.opportunity})
		return bytes.Contains(body, []byte(text)), err
	})
	if err != nil {
		return nil, fmt.Errorf("CRM to AWS: %w", err)
	}
	back, err := follow(ctx, func(text string) error { return desk.sayNextStep(ctx, pair, text) }, func(text string) (bool, error) {
		body, err := seller.get(ctx, "/api/connector/objects/Opportunity/records/"+pair.record)
		return bytes.Contains(body, []byte(text)), err
	})
	if err != nil {
		return nil, fmt.Errorf("AWS to CRM: %w", err)
	}
	return []Result{
		latency("crm_to_aws", "a save in the CRM is at AWS, p95, quota free", out),
		latency("aws_to_crm", "AWS's next step is in the CRM, p95", back),
	}, nil
}

func latency(id, says string, took []float64) Result {
	slices.Sort(took)
	r := Result{ID: id, Says: says, Value: took[len(took)*95/100], Min: took[0], Max: took[len(took)-1], Unit: "s", Reach: 2, Atmost: true}
	r.judge()
	return r
}

// follow makes changes and waits for each to be seen, in seconds.
func follow(ctx context.Context, change func(text string) error, seen func(text string) (bool, error)) (took []float64, err error) {
	for i := range changes {
		text := fmt.Sprintf("Step %d of %d", i, time.Now().UnixNano())
		start := time.Now()
		if err := change(text); err != nil {
			return nil, err
		}
		for {
			there, err := seen(text)
			if err != nil {
				return nil, err
			}
			if there {
				break
			}
			if time.Since(start) > tooLong {
				return nil, fmt.Errorf("%q has not arrived after %v", text, tooLong)
			}
			time.Sleep(5 * time.Millisecond)
		}
		took = append(took, time.Since(start).Seconds())
		time.Sleep(pace - min(pace, time.Since(start)))
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return took, nil
}

// A visitor is somebody signed in to the pages.
type visitor struct {
	base string
	http *http.Client
}

// signIn signs in as the first user who has a role.
func signIn(ctx context.Context, s *server, role string) (*visitor, error) {
	i := slices.IndexFunc(s.facts.Users, func(u user) bool { return u.Role == role })
	if i < 0 {
		return nil, fmt.Errorf("nobody has the role %s", role)
	}
	return signInAs(ctx, s, s.facts.Users[i])
}

func signInAs(ctx context.Context, s *server, u user) (*visitor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	v := &visitor{base: s.facts.Portal, http: &http.Client{Jar: jar, Timeout: 20 * time.Second}}
	_, err = v.send(ctx, http.MethodPost, "/api/session", map[string]string{"email": u.Email, "password": u.Password})
	return v, err
}

func (v *visitor) get(ctx context.Context, path string) ([]byte, error) {
	return v.send(ctx, http.MethodGet, path, nil)
}

func (v *visitor) send(ctx context.Context, method, path string, in any) ([]byte, error) {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, v.base+path, body)
	if err != nil {
		return nil, err
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := v.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }() // read to its end
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, text)
	}
	return text, err
}

// A pairing is a deal and its opportunity.
type pairing struct{ record, opportunity string }

// settled waits until no deal of the sample data waits for the connector any more: the quota is free then.
func settled(ctx context.Context, v *visitor) error {
	filter := url.QueryEscape(`{"tokens":[{"property":"pairing","operator":"=","value":["waiting"]}]}`)
	for begun := time.Now(); time.Since(begun) < 2*tooLong; time.Sleep(pace) {
		text, err := v.get(ctx, "/api/connector/objects/Opportunity/records?filter="+filter)
		if err != nil {
			return err
		}
		var page struct{ Items []json.RawMessage }
		if err := json.Unmarshal(text, &page); err != nil {
			return err
		}
		if len(page.Items) == 0 {
			return nil
		}
	}
	return errors.New("the sample data's deals still wait for the connector after a minute")
}

// approvedDeal finds a deal that AWS has approved and that is still open.
func approvedDeal(ctx context.Context, v *visitor) (pairing, error) {
	filter := url.QueryEscape(`{"tokens":[{"property":"pairing","operator":"=","value":["synced"]}]}`)
	text, err := v.get(ctx, "/api/connector/objects/Opportunity/records?pageSize=100&filter="+filter)
	if err != nil {
		return pairing{}, err
	}
	var page struct {
		Items []struct {
			ID      string
			Stage   string
			Pairing struct{ OpportunityID, ReviewStatus string }
		}
	}
	if err := json.Unmarshal(text, &page); err != nil {
		return pairing{}, err
	}
	for _, r := range page.Items {
		if r.Pairing.ReviewStatus == "Approved" && !strings.HasPrefix(r.Stage, "Closed") && r.Stage != "Launched" {
			return pairing{r.ID, r.Pairing.OpportunityID}, nil
		}
	}
	return pairing{}, errors.New("no deal is shared, approved and open")
}

func (v *visitor) saveNextStep(ctx context.Context, p pairing, text string) error {
	path := "/api/connector/objects/Opportunity/records/" + p.record
	body, err := v.get(ctx, path)
	if err != nil {
		return err
	}
	var deal struct{ Version string }
	if err := json.Unmarshal(body, &deal); err != nil {
		return err
	}
	_, err = v.send(ctx, http.MethodPut, path, map[string]any{"version": deal.Version, "fields": map[string]string{"NextStep": text}})
	return err
}

func (v *visitor) sayNextStep(ctx context.Context, p pairing, text string) error {
	path := "/api/central/desk/opportunities/" + p.opportunity
	body, err := v.get(ctx, path)
	if err != nil {
		return err
	}
	var record struct{ Version string }
	if err := json.Unmarshal(body, &record); err != nil {
		return err
	}
	_, err = v.send(ctx, http.MethodPut, path+"/aws-side", map[string]any{"version": record.Version, "nextSteps": text})
	return err
}
