// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"strings"
	"testing"

	"cosell/internal/aws/selling"
	"cosell/internal/central/page"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestEveryListIsReadFromAnIndexInItsOrder(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, _ *clock.Manual) {
		for _, after := range []*page.Mark{nil, {Key: "5", ID: "job-1"}} {
			for _, falling := range []bool{false, true} {
				for _, in := range []selling.ListResourceSnapshotJobsRequest{{}, {Status: selling.JobRunning}, {EngagementIdentifier: "eng-1"},
					{EngagementIdentifier: "eng-1", Status: selling.JobStopped}} {
					query, args := jobsQuery("111111111111", in, falling, after, 10)
					sqldbtest.NoScanNoSort(t, db, query, args...)
				}
			}
		}
		for _, after := range []*page.Mark{nil, {Key: "5/" + selling.TemplateSummary, ID: "3"}} {
			for _, in := range []selling.ListResourceSnapshotsRequest{{}, {ResourceIdentifier: "O1"}, {CreatedBy: "111111111111"},
				{ResourceIdentifier: "O1", ResourceSnapshotTemplateIdentifier: selling.TemplateSummary}} {
				in.EngagementIdentifier = "eng-1"
				query, args := snapshotsQuery("111111111111", in, after, 10)
				sqldbtest.NoScanNoSort(t, db, query, args...)
			}
		}
		for _, in := range []selling.ListEngagementResourceAssociationsRequest{{}, {CreatedBy: "111111111111"}, {ResourceIdentifier: "O1"}} {
			in.Catalog = selling.CatalogAWS
			w := walk{account: "111111111111", in: in, at: "eng-1", passed: 5}
			query, args := w.query([]string{"eng-1"}, 10)
			sqldbtest.NoScanNoSort(t, db, query, args...)
			query, args = w.query([]string{"eng-1", "eng-2"}, 10) // the pairs of a hundred engagements at most may be sorted
			for _, line := range sqldbtest.Plan(t, db, query, args...) {
				if strings.Contains(line, "SCAN ") || strings.Contains(line, "Seq Scan") {
					t.Errorf("%+v: %s", in, line)
				}
			}
		}
	}, Schema())
}

func TestEachTemplateIsFoundByItsNameAndNoOtherIs(t *testing.T) {
	t.Parallel()
	for _, tpl := range templates {
		if found, err := templateNamed(tpl.name); err != nil || found != tpl {
			t.Errorf("%s: %v", tpl.name, err)
		}
	}
	if _, err := templateNamed("Opportunity"); err == nil {
		t.Error("the template of old recordings is taken")
	}
}
