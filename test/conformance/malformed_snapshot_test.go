// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"encoding/json"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
)

// What a request about snapshots, their jobs or tags can be about.
const (
	aCopy  = "a snapshot" // of an opportunity in an engagement
	aJob   = "a snapshot job"
	aLabel = "a tag" // of an opportunity
	anyone = "the account"
)

// copied is what a snapshot is of, as requests name it.
const copied = `"EngagementIdentifier":"{engagement}","ResourceType":"Opportunity","ResourceIdentifier":"{id}","ResourceSnapshotTemplateIdentifier":"OpportunitySummaryView"`

// labelled is the ARN of the opportunity that a tag is on.
const labelled = `"ResourceArn":"arn:aws:partnercentral:us-east-1:{account}:catalog/Sandbox/opportunity/{id}"`

// snapshotBodies are requests about snapshots, their jobs and tags: {id} is an opportunity that {engagement} has a snapshot of, and {job} a
// job that is stopped.
var snapshotBodies = map[string]subjectBody{
	"CreateResourceSnapshot": {aCopy, `{"Catalog":"Sandbox","ClientToken":"t",` + copied + `}`},
	"GetResourceSnapshot":    {aCopy, `{"Catalog":"Sandbox","Revision":1,` + copied + `}`},
	"ListResourceSnapshots":  {aCopy, `{"Catalog":"Sandbox","MaxResults":5,"NextToken":null,"CreatedBy":"{account}",` + copied + `}`},
	"ListEngagementResourceAssociations": {aCopy, `{"Catalog":"Sandbox","MaxResults":5,"NextToken":null,"CreatedBy":"{account}","EngagementIdentifier":"{engagement}",
		"ResourceType":"Opportunity","ResourceIdentifier":"{id}"}`},
	"CreateResourceSnapshotJob": {aCopy, `{"Catalog":"Sandbox","ClientToken":"t","Tags":[{"Key":"k","Value":"v"}],` + copied + `}`},
	"GetResourceSnapshotJob":    {aJob, `{"Catalog":"Sandbox","ResourceSnapshotJobIdentifier":"{job}"}`},
	"StartResourceSnapshotJob":  {aJob, `{"Catalog":"Sandbox","ResourceSnapshotJobIdentifier":"{job}"}`},
	"StopResourceSnapshotJob":   {aJob, `{"Catalog":"Sandbox","ResourceSnapshotJobIdentifier":"{job}"}`},
	"DeleteResourceSnapshotJob": {aJob, `{"Catalog":"Sandbox","ResourceSnapshotJobIdentifier":"{job}"}`},
	"ListResourceSnapshotJobs": {aJob, `{"Catalog":"Sandbox","MaxResults":5,"NextToken":null,"EngagementIdentifier":"{engagement}","Status":"Stopped",
		"Sort":{"SortBy":"CreatedDate","SortOrder":"ASCENDING"}}`},
	"GetSellingSystemSettings": {anyone, `{"Catalog":"Sandbox"}`},
	"PutSellingSystemSettings": {anyone, `{"Catalog":"Sandbox","ResourceSnapshotJobRoleIdentifier":"ResourceSnapshotJobRole"}`},
	"TagResource":              {aLabel, `{` + labelled + `,"Tags":[{"Key":"k","Value":"w"},{"Key":"l","Value":""}]}`},
	"UntagResource":            {aLabel, `{` + labelled + `,"TagKeys":["k","l"]}`},
	"ListTagsForResource":      {aLabel, `{` + labelled + `}`},
}

// A placing is where an opportunity was put, for the requests about it.
type placing struct{ engagement, job string }

// copyOf makes an opportunity, an engagement, and a snapshot of the one in the other; with a job it also watches it.
func (s *stranger) copyOf(watched bool) (id string) {
	send := func(operation, body string, into any) {
		s.Helper()
		d, err := doc.Parse([]byte(body))
		if err != nil {
			s.Fatalf("%s: %v", operation, err)
		}
		s.renew(d, "")
		if err := s.client.Call(s.Context(), operation, d, into); err != nil {
			s.Fatalf("%s: %v", operation, err)
		}
	}
	var place placing
	var made selling.CreateEngagementResponse
	send("CreateEngagement", `{"Catalog":"Sandbox","ClientToken":"t","Title":"Fleet telemetry","Description":"Faults at once"}`, &made)
	id, place.engagement = s.opportunity(), made.ID
	s.places[id] = place
	send("CreateResourceSnapshot", s.filled(snapshotBodies["CreateResourceSnapshot"].body, id), nil)
	if watched {
		var job struct{ Id string }
		send("CreateResourceSnapshotJob", s.filled(snapshotBodies["CreateResourceSnapshotJob"].body, id), &job)
		place.job = job.Id
		s.places[id] = place
	}
	return id
}

// misfits says whether a value has another JSON type than the sound one that it replaces: no member takes two.
func misfits(sound, v any) bool {
	kind := func(v any) int {
		switch v.(type) {
		case string:
			return 1
		case json.Number:
			return 2
		case bool:
			return 3
		case []any:
			return 4
		case map[string]any:
			return 5
		}
		return 0
	}
	a, b := kind(sound), kind(v)
	return a != 0 && b != 0 && a != b
}
