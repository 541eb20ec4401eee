// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi_test

import (
	"testing"

	"cosell/internal/ace/doc"
	"cosell/internal/central/centraltest"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

// published makes an opportunity that was submitted, and an engagement of its partner that nothing is published to yet.
func (d *desk) published(p centraltest.Partner, token string) (id, engagement string) {
	d.t.Helper()
	id = doc.Text(d.must(p.API, "CreateOpportunity", complete(d.t, token)), "Id")
	d.must(p.API, "AssociateOpportunity", fill(`{"Catalog":"AWS","OpportunityIdentifier":"{1}","RelatedEntityType":"Solutions","RelatedEntityIdentifier":"{2}"}`, id, p.Solution))
	d.must(p.API, "SubmitOpportunity", fill(`{"Catalog":"AWS","Identifier":"{1}","InvolvementType":"Co-Sell"}`, id))
	return id, doc.Text(d.must(p.API, "CreateEngagement", fill(`{"Catalog":"AWS","ClientToken":"{1}","Title":"Shared","Description":"x"}`, token)), "Id")
}

// TestSnapshotOperationsAnswerAsRecorded holds snapshots, their jobs, settings and tags against the golden files.
func TestSnapshotOperationsAnswerAsRecorded(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk))
	id, engagement := d.published(d.A, "t1")
	job := ""
	place := `"EngagementIdentifier":"{1}","ResourceType":"Opportunity","ResourceIdentifier":"{2}","ResourceSnapshotTemplateIdentifier":"OpportunitySummaryView"`
	own := `"ResourceArn":"arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/opportunity/{2}"`
	names := map[string]string{}
	for _, c := range []struct{ name, operation, body string }{
		{"settings-none", "GetSellingSystemSettings", `{"Catalog":"AWS"}`},
		{"settings-put", "PutSellingSystemSettings", `{"Catalog":"AWS","ResourceSnapshotJobRoleIdentifier":"SnapshotJobs"}`},
		{"settings-foreign", "PutSellingSystemSettings", `{"Catalog":"AWS","ResourceSnapshotJobRoleIdentifier":"arn:aws:iam::222222222222:role/SnapshotJobs"}`},
		{"settings-get", "GetSellingSystemSettings", `{"Catalog":"AWS"}`},
		{"job-create", "CreateResourceSnapshotJob", `{"Catalog":"AWS","ClientToken":"j1","Tags":[{"Key":"team","Value":"east"}],` + place + `}`},
		{"job-create-again", "CreateResourceSnapshotJob", `{"Catalog":"AWS","ClientToken":"j1","Tags":[{"Key":"team","Value":"east"}],` + place + `}`},
		{"job-create-second", "CreateResourceSnapshotJob", `{"Catalog":"AWS","ClientToken":"j2",` + place + `}`},
		{"job-create-reserved-tag", "CreateResourceSnapshotJob", `{"Catalog":"AWS","ClientToken":"j3","Tags":[{"Key":"AWS:x","Value":""},{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}],` + place + `}`},
		{"job-stopped", "GetResourceSnapshotJob", `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"{3}"}`},
		{"job-start", "StartResourceSnapshotJob", `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"{3}"}`},
		{"job-running", "GetResourceSnapshotJob", `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"{3}"}`},
		{"jobs", "ListResourceSnapshotJobs", `{"Catalog":"AWS","Status":"Running","Sort":{"SortBy":"CreatedDate","SortOrder":"ASCENDING"}}`},
		{"snapshot-create", "CreateResourceSnapshot", `{"Catalog":"AWS","ClientToken":"s1",` + place + `}`},
		{"snapshot-create-again", "CreateResourceSnapshot", `{"Catalog":"AWS","ClientToken":"s1",` + place + `}`},
		{"snapshot-get", "GetResourceSnapshot", `{"Catalog":"AWS",` + place + `}`},
		{"snapshot-first", "GetResourceSnapshot", `{"Catalog":"AWS","Revision":1,` + place + `}`},
		{"snapshot-beyond", "GetResourceSnapshot", `{"Catalog":"AWS","Revision":9,` + place + `}`},
		{"snapshot-template", "GetResourceSnapshot", `{"Catalog":"AWS","EngagementIdentifier":"{1}","ResourceType":"Opportunity","ResourceIdentifier":"{2}","ResourceSnapshotTemplateIdentifier":"Opportunity"}`},
		{"snapshot-full", "CreateResourceSnapshot", `{"Catalog":"AWS","ClientToken":"s2","EngagementIdentifier":"{1}","ResourceType":"Opportunity","ResourceIdentifier":"{2}","ResourceSnapshotTemplateIdentifier":"AwsOpportunitySummaryFullView"}`},
		{"snapshot-full-get", "GetResourceSnapshot", `{"Catalog":"AWS","EngagementIdentifier":"{1}","ResourceType":"Opportunity","ResourceIdentifier":"{2}","ResourceSnapshotTemplateIdentifier":"AwsOpportunitySummaryFullView"}`},
		{"snapshots", "ListResourceSnapshots", `{"Catalog":"AWS","EngagementIdentifier":"{1}"}`},
		{"associations", "ListEngagementResourceAssociations", `{"Catalog":"AWS"}`},
		{"job-delete-running", "DeleteResourceSnapshotJob", `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"{3}"}`},
		{"job-stop", "StopResourceSnapshotJob", `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"{3}"}`},
		{"job-tags", "ListTagsForResource", `{"ResourceArn":"arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/resource-snapshot-job/{3}"}`},
		{"job-delete", "DeleteResourceSnapshotJob", `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"{3}"}`},
		{"job-gone", "GetResourceSnapshotJob", `{"Catalog":"AWS","ResourceSnapshotJobIdentifier":"{3}"}`},
		{"tag", "TagResource", `{` + own + `,"Tags":[{"Key":"team","Value":"east"},{"Key":"案件","Value":""}]}`},
		{"tag-reserved", "TagResource", `{` + own + `,"Tags":[{"Key":"aws:cost","Value":"1"}]}`},
		{"tags", "ListTagsForResource", `{` + own + `}`},
		{"untag", "UntagResource", `{` + own + `,"TagKeys":["team","nothing"]}`},
		{"tags-left", "ListTagsForResource", `{` + own + `}`},
		{"tags-foreign", "ListTagsForResource", `{"ResourceArn":"arn:aws:partnercentral:us-east-1:222222222222:catalog/AWS/opportunity/{2}"}`},
	} {
		body := fill(c.body, engagement, id, job)
		answer, e := d.call(d.A.API, c.operation, body)
		if c.name == "job-create" && e == nil {
			made, err := doc.Parse(answer)
			if err != nil {
				t.Fatal(err)
			}
			job = doc.Text(made, "Id")
		}
		if c.name == "job-start" || c.name == "snapshot-create" {
			if err := d.Jobs.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		golden(t, c.name, masked(c.operation+"\n"+body+"\n\n"+written(answer, e)+"\n", names))
	}
}
