// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/bulk"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// each runs a test on both databases.
func each(t *testing.T, test func(*testing.T, *centraltest.World, *clock.Manual)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) { test(t, centraltest.New(t, db, clk), clk) }, centraltest.Schemas()...)
}

// complete is a row of the import sheet that can be handed in.
var complete = map[string]string{
	"Customer/Company Name": "株式会社みなと物流", "Industry Vertical": "Retail", "Country": "日本", "Postal Code": "100-0001",
	"Customer Website": "www.minato.example.com", "Partner Primary Need from AWS": "Co-Sell - Architectural Validation", "Partner Project Title": "Data lake",
	"Customer Business Problem": "Store data arrives a day late and nobody can act on it in time.", "Solution Offered": "Other",
	"Other Solution Offered": "A data platform", "Use Case": "Storage & Backup", "Estimated AWS Monthly Recurring Revenue": "12,500.00",
	"Target Close Date": "03/31/2027", "Opportunity Type": "Net New Business", "Delivery Model": "SaaS or PaaS",
	"Is Opportunity from Marketing Activity?": "No", "Sales Activities": "Initialized discussions with customer", "Partner CRM Unique Identifier": "",
	"Customer Phone": "", "Opportunity Owner Email": "", "AWS Products": "AmazonS3; AmazonEC2Linux", "AWS Account ID": "",
}

// file is a CSV file of rows, each the complete one with changes.
func file(rows ...map[string]string) []byte {
	var heading []string
	for name := range complete {
		heading = append(heading, name)
	}
	slices.Sort(heading)
	var out strings.Builder
	w := csv.NewWriter(&out)
	_ = w.Write(heading)
	for _, row := range rows {
		var cells []string
		for _, name := range heading {
			if text, changed := row[name]; changed {
				cells = append(cells, text)
			} else {
				cells = append(cells, complete[name])
			}
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return []byte(out.String())
}

// upload brings a file in, in pieces, and has it judged.
func upload(t testing.TB, w *centraltest.World, c identity.Caller, in bulk.Begin, content []byte) bulk.Run {
	t.Helper()
	in.Size = int64(len(content))
	run, err := w.Bulk.Begin(t.Context(), c, in)
	if err != nil {
		t.Fatal(err)
	}
	for run.State == bulk.Uploading {
		end := min(run.Received+bulk.MostPiece, run.Size)
		if run, err = w.Bulk.Piece(t.Context(), c, run.ID, run.Received, content[run.Received:end]); err != nil {
			t.Fatal(err)
		}
	}
	drain(t, w)
	return read(t, w, c, run.ID)
}

func drain(t testing.TB, w *centraltest.World) {
	t.Helper()
	if err := w.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, w *centraltest.World, c identity.Caller, id string) bulk.Run {
	t.Helper()
	run, err := w.Bulk.Read(t.Context(), c, id)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// rows are all rows of a run.
func rows(t testing.TB, w *centraltest.World, c identity.Caller, id string) []bulk.Row {
	t.Helper()
	_, page, err := w.Bulk.Rows(t.Context(), c, id, bulk.RowQuery{Size: 5000})
	if err != nil {
		t.Fatal(err)
	}
	return page.Rows
}

// start has a run carried out.
func start(t testing.TB, w *centraltest.World, c identity.Caller, id string) bulk.Run {
	t.Helper()
	if _, err := w.Bulk.Start(t.Context(), c, id); err != nil {
		t.Fatal(err)
	}
	drain(t, w)
	return read(t, w, c, id)
}

// says are the rules that stand against a row, each with its column.
func says(row bulk.Row) []string {
	var all []string
	for _, p := range row.Problems {
		all = append(all, p.Column+" "+p.Rule)
	}
	slices.Sort(all)
	return all
}

// number is how many opportunities a partner has.
func number(t testing.TB, w *centraltest.World, account string) (n int) {
	t.Helper()
	err := w.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		return tx.Row(`SELECT count(*) FROM opportunity WHERE account_id = ?`, account).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func many(n int) []map[string]string {
	all := make([]map[string]string, n)
	for i := range all {
		all[i] = map[string]string{"Partner CRM Unique Identifier": fmt.Sprintf("CRM-%d", i)}
	}
	return all
}

// engagementReferral is an opportunity that AWS refers.
func engagementReferral(partner string, d doc.Doc) engagement.Referral {
	return engagement.Referral{Catalog: selling.CatalogAWS, Partner: partner, Opportunity: d}
}
