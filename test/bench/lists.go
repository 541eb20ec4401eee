// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A query is one list that is offered, by its name.
type query struct {
	name string
	in   map[string]any
}

// queries are every sort of ListOpportunities, alone and with every filter. Each finds more than a page in a
// thousand rows, so that both sizes answer the same amount.
func queries() (all []query) {
	filters := map[string]map[string]any{
		"":         {},
		"stage":    {"LifeCycleStage": []string{"Qualified", "Technical Validation"}},
		"review":   {"LifeCycleReviewStatus": []string{"Approved"}},
		"company":  {"CustomerCompanyName": []string{"Company 07"}},
		"modified": {"LastModifiedDate": map[string]string{"AfterLastModifiedDate": "2026-03-01T00:00:00Z", "BeforeLastModifiedDate": "2026-06-01T00:00:00Z"}},
		"created":  {"CreatedDate": map[string]string{"AfterCreatedDate": "2025-03-01T00:00:00Z"}},
		"close":    {"TargetCloseDate": map[string]string{"AfterTargetCloseDate": "2027-03-01", "BeforeTargetCloseDate": "2027-09-01"}},
	}
	for _, sort := range []string{"LastModifiedDate", "Identifier", "CustomerCompanyName", "CreatedDate", "TargetCloseDate"} {
		for _, order := range []string{"ASCENDING", "DESCENDING"} {
			for filter, in := range filters {
				q := query{name: strings.Trim(sort+" "+strings.ToLower(order[:4])+" "+filter, " "), in: map[string]any{
					"Catalog": "AWS", "MaxResults": 50, "Sort": map[string]string{"SortBy": sort, "SortOrder": order}}}
				for k, v := range in {
					q.in[k] = v
				}
				all = append(all, q)
			}
		}
	}
	slices.SortFunc(all, func(a, b query) int { return strings.Compare(a.name, b.name) })
	return all
}

const (
	few  = 1_000
	many = 1_000_000
	asks = 31 // how often each list is asked at each size

	manyRowsUser = "dana@harborline.example" // the alliance lead of the partner that has the rows

	growth = 1.5 // how much longer a page may take at the larger size
)

// Lists compares a page of 50 at a million rows with one at a thousand: every sort, every filter, and pages in the
// middle. The table of a million is kept in dir for the next run.
func Lists(ctx context.Context, dir string, fixture map[string]any) (r Result, err error) {
	sizes := []int{few, many}
	var servers []*server
	defer func() {
		for _, s := range servers {
			err = errors.Join(err, s.stop())
		}
	}()
	for _, n := range sizes {
		folder := filepath.Join(dir, fmt.Sprintf("rows-%d", n))
		if err := filled(ctx, folder, n, fixture); err != nil {
			return r, fmt.Errorf("fill %s: %w", folder, err)
		}
		s, err := startDemo(ctx, folder)
		if err != nil {
			return r, err
		}
		servers = append(servers, s)
		if err := allRead(ctx, filepath.Join(folder, "cosell.db"), io.Discard); err != nil {
			return r, err
		}
	}
	var ratios, busy []float64
	var over []string
	worst := ""
	for _, q := range queries() {
		one, cpu, err := compare(ctx, servers, q)
		if err != nil {
			return r, fmt.Errorf("%s: %w", q.name, err)
		}
		if len(ratios) == 0 || one > slices.Max(ratios) {
			worst = q.name
		}
		ratios, busy = append(ratios, one), append(busy, cpu)
		if one > growth || cpu > growth {
			over = append(over, fmt.Sprintf("%s %.1f (%.1f)", q.name, one, cpu))
		}
	}
	slices.Sort(ratios)
	slices.Sort(busy)
	r = Result{ID: "list_scaling", Says: fmt.Sprintf("a page of 50 at %d rows over the same at %d rows, p50, worst of %d lists (%s)", many, few, len(ratios), worst),
		Value: ratios[len(ratios)-1], Min: ratios[0], Max: ratios[len(ratios)-1], Unit: "x", Reach: growth, Atmost: true,
		Note: fmt.Sprintf("by processor time the worst is %.2f; %s", busy[len(busy)-1], strings.Join(over, ", "))}
	r.judge()
	return r, nil
}

// compare answers how much longer the list takes on the last server than on the first, and how much more processor time:
// the worse of first pages and pages in the middle.
func compare(ctx context.Context, servers []*server, q query) (clock, busy float64, err error) {
	tokens := make([]any, len(servers))
	for page := range 2 {
		took, ran := make([][]float64, len(servers)), make([]float64, len(servers))
		for i, s := range servers {
			if ran[i], err = s.ran(); err != nil {
				return 0, 0, err
			}
		}
		for range asks {
			for i, s := range servers {
				if page == 1 && tokens[i] == nil {
					continue
				}
				q.in["NextToken"] = tokens[i]
				if page == 0 {
					q.in["NextToken"] = nil
				}
				next, d, err := ask(ctx, s, q.in)
				if err != nil {
					return 0, 0, err
				}
				if page == 0 {
					tokens[i] = next
				}
				took[i] = append(took[i], float64(d))
			}
		}
		if len(took[0]) > 0 && len(took[1]) > 0 {
			for i, s := range servers {
				now, err := s.ran()
				if err != nil {
					return 0, 0, err
				}
				ran[i] = now - ran[i]
			}
			clock, busy = math.Max(clock, median(took[1])/median(took[0])), math.Max(busy, ran[1]/ran[0])
		}
		if page == 0 {
			if err := deeper(ctx, servers, q, tokens); err != nil {
				return 0, 0, err
			}
		}
	}
	return clock, busy, nil
}

// deeper moves the tokens some pages on, so that the second look is not at the table's edge.
func deeper(ctx context.Context, servers []*server, q query, tokens []any) error {
	for i, s := range servers {
		for range 3 {
			if tokens[i] == nil {
				break
			}
			q.in["NextToken"] = tokens[i]
			next, _, err := ask(ctx, s, q.in)
			if err != nil {
				return err
			}
			if next != nil {
				tokens[i] = next
			}
		}
	}
	return nil
}

func ask(ctx context.Context, s *server, in map[string]any) (next any, took time.Duration, err error) {
	start := time.Now()
	text, err := call(ctx, s, s.facts.key(1), "ListOpportunities", in)
	if err != nil {
		return nil, 0, err
	}
	took = time.Since(start)
	var out struct{ NextToken *string }
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, 0, err
	}
	if out.NextToken != nil {
		next = *out.NextToken
	}
	return next, took, nil
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// filled makes sure that folder holds a demo whose second partner has n opportunities.
func filled(ctx context.Context, folder string, n int, fixture map[string]any) error {
	mark := filepath.Join(folder, "filled")
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	demo, err := startDemo(ctx, folder, "--fresh")
	if err != nil {
		return err
	}
	err = templates(ctx, demo, fixture)
	account := demo.facts.Partners[1].AccountID
	if err := errors.Join(err, demo.stop()); err != nil {
		return err
	}
	if err := multiply(ctx, filepath.Join(folder, "cosell.db"), account, n); err != nil {
		return err
	}
	return os.WriteFile(mark, nil, 0o600)
}

// templates creates an opportunity in each of the states that rows are copied in.
func templates(ctx context.Context, demo *server, fixture map[string]any) error {
	for i := range 4 { // a few texts of different length
		body, err := sample(fixture, fmt.Sprintf("template-%d", i))
		if err != nil {
			return err
		}
		if _, err := call(ctx, demo, demo.facts.key(1), "CreateOpportunity", json.RawMessage(body)); err != nil {
			return err
		}
	}
	return nil
}
