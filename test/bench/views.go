// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"time"
)

// A condition is one of a view, as the page sends it.
type condition struct {
	Property string   `json:"property,omitempty"`
	Operator string   `json:"operator"`
	Value    []string `json:"value"`
}

// views are filters of every kind: those that have columns, those that only the index of facts answers, searches, and
// several together; each finds much, little or nothing.
var views = map[string][]condition{
	"all":                      {},
	"stage":                    {{"stage", "=", []string{"Qualified", "Committed"}}},
	"not a stage":              {{"stage", "!=", []string{"Launched", "Closed Lost"}}},
	"action required":          {{"review_status", "=", []string{"Action Required"}}},
	"company begins":           {{"customer_company_name", "^", []string{"company 07"}}},
	"company contains":         {{"customer_company_name", ":", []string{"pany 1"}}},
	"title is rare":            {{"project_title", ":", []string{"123456"}}},
	"closes this quarter":      {{"target_close_date", ">=", []string{"2027-01-01"}}, {"target_close_date", "<", []string{"2027-04-01"}}},
	"two weeks without change": {{"last_modified_date", "<=", []string{"2026-09-01"}}, {"stage", "!=", []string{"Launched", "Closed Lost"}}},
	"industry":                 {{"industry", "=", []string{"Financial Services"}}},
	"no industry":              {{"industry", "=", []string{""}}},
	"use case":                 {{"use_case", "!=", []string{"Migration"}}},
	"revenue":                  {{"expected_monthly_aws_revenue", ">", []string{"50000"}}},
	"problem contains":         {{"customer_business_problem", ":", []string{"forecast"}}},
	"next step contains":       {{"next_steps", ":", []string{"milestone"}}},
	"search, much":             {{"", ":", []string{"project"}}},
	"search, little":           {{"", ":", []string{"654321"}}},
	"search, nothing":          {{"", ":", []string{"zzqx"}}},
	"search, Japanese":         {{"", ":", []string{"クラウド"}}},
	"four at once": {{"stage", "=", []string{"Qualified"}}, {"industry", "=", []string{"Financial Services"}},
		{"target_close_date", ">=", []string{"2027-02-01"}}, {"", ":", []string{"forecast"}}},
}

const (
	looks    = 15  // how often each view is opened
	viewTime = 100 // milliseconds that a view may take, p95
)

// Views opens list views with filters of every kind at a million rows, as the page does, and answers how long the server takes.
// It works on the table that Lists has filled. The first run reads all rows into the index of facts, which takes half an hour.
func Views(ctx context.Context, dir string, fixture map[string]any, progress io.Writer) (r Result, err error) {
	folder := filepath.Join(dir, fmt.Sprintf("rows-%d", many))
	if err := filled(ctx, folder, many, fixture); err != nil {
		return r, fmt.Errorf("fill %s: %w", folder, err)
	}
	file := filepath.Join(folder, "cosell.db")
	if err := putAside(ctx, file); err != nil {
		return r, err
	}
	s, err := startDemo(ctx, folder)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := allRead(ctx, file, progress); err != nil {
		return r, err
	}
	u := s.facts.Users[slices.IndexFunc(s.facts.Users, func(u user) bool { return u.Email == manyRowsUser })]
	v, err := signInAs(ctx, s, u)
	if err != nil {
		return r, err
	}
	return open(ctx, v)
}

func open(ctx context.Context, v *visitor) (r Result, err error) {
	var all []float64
	slowest, worst := "", 0.0
	for name, conditions := range views {
		text, err := json.Marshal(map[string]any{"tokens": conditions})
		if err != nil {
			return r, err
		}
		var took []float64
		for range looks {
			start := time.Now()
			if _, err := v.get(ctx, "/api/central/opportunities?pageSize=50&filter="+url.QueryEscape(string(text))); err != nil {
				return r, fmt.Errorf("%s: %w", name, err)
			}
			took = append(took, float64(time.Since(start).Microseconds())/1000)
		}
		slices.Sort(took)
		all = append(all, took...)
		if at := took[len(took)*95/100]; at > worst {
			slowest, worst = name, at
		}
	}
	slices.Sort(all)
	r = Result{ID: "view_time", Says: fmt.Sprintf("a view of %d rows is answered, p95 of the slowest of %d filters (%s)", many, len(views), slowest),
		Value: worst, Min: all[0], Max: all[len(all)-1], Unit: "ms", Reach: viewTime, Atmost: true,
		Note: fmt.Sprintf("p50 of all %.1f ms, p95 %.1f ms", all[len(all)/2], all[len(all)*95/100])}
	r.judge()
	return r, nil
}

// putAside has rows read into the index of facts that were copied behind its back.
func putAside(ctx context.Context, file string) (err error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, `INSERT INTO opportunity_unread (account_id, catalog, number, mark)
		SELECT o.account_id, o.catalog, o.number, 1 FROM opportunity o WHERE NOT EXISTS (SELECT 1 FROM opportunity_fact f
		WHERE f.account_id = o.account_id AND f.catalog = o.catalog AND f.number = o.number) ON CONFLICT DO NOTHING`)
	return err
}

// allRead waits until no row is left to be read.
func allRead(ctx context.Context, file string, progress io.Writer) (err error) {
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro&_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for i := 0; ctx.Err() == nil; i++ {
		var left int
		if err := db.QueryRowContext(ctx, `SELECT count(*) FROM opportunity_unread`).Scan(&left); err != nil {
			return err
		}
		if left == 0 {
			return nil
		}
		if i%60 == 0 {
			fmt.Fprintf(progress, "  %d rows are still to be read\n", left)
		}
		time.Sleep(time.Second)
	}
	return ctx.Err()
}
