// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling_test

import (
	"encoding/json"
	"testing"
	"time"

	"cosell/internal/aws/selling"
)

func TestARNsAreThoseOfAWS(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		selling.OpportunityARN("111111111111", "AWS", "O1234567"):               "arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/opportunity/O1234567",
		selling.SolutionARN("111111111111", "Sandbox", "S-0052021"):             "arn:aws:partnercentral:us-east-1:111111111111:catalog/Sandbox/solution/S-0052021",
		selling.SnapshotJobARN("111111111111", "AWS", "job-0123456789abc"):      "arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/resource-snapshot-job/job-0123456789abc",
		selling.EngagementARN("AWS", "eng-xjn5vr10vyjm1t"):                      "arn:aws:partnercentral:us-east-1::catalog/AWS/engagement/eng-xjn5vr10vyjm1t",
		selling.InvitationARN("AWS", "engi-dansn8enotil9"):                      "arn:aws:partnercentral:us-east-1::catalog/AWS/engagement-invitation/engi-dansn8enotil9",
		selling.EngagementFromOpportunityTaskARN("AWS", "task-0123456789abc"):   "arn:aws:partnercentral:us-east-1::catalog/AWS/engagement-from-opportunity-task/task-0123456789abc",
		selling.SnapshotARN("AWS", "eng-t1mfgo4bsg73e0", "O5465588", "View", 4): "arn:aws:partnercentral:us-east-1::catalog/AWS/engagement/eng-t1mfgo4bsg73e0/resource/Opportunity/O5465588/template/View/snapshot/4",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := selling.IDOf(selling.EngagementARN("AWS", "eng-xjn5vr10vyjm1t")); got != "eng-xjn5vr10vyjm1t" {
		t.Errorf("the id in the ARN is %q", got)
	}
	if got := selling.IDOf("eng-xjn5vr10vyjm1t"); got != "eng-xjn5vr10vyjm1t" {
		t.Errorf("the id is %q", got)
	}
}

func TestAnIdentifierMatchesAsAWhole(t *testing.T) {
	t.Parallel()
	if !selling.OpportunityID.MatchString("O5465588") || !selling.EngagementID.MatchString("eng-xjn5vr10vyjm1t") {
		t.Error("identifiers of AWS are refused")
	}
	for _, bad := range []string{"", "O", "o5465588", "O5465588\n", " O5465588", "O12345678901234567890"} {
		if selling.OpportunityID.MatchString(bad) {
			t.Errorf("%q was taken for an opportunity id", bad)
		}
	}
}

func TestATimestampReadsBackAsTheSameInstant(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("", 9*3600)
	for want, at := range map[string]time.Time{
		"2024-11-15T00:05:50Z":     time.Date(2024, 11, 15, 0, 5, 50, 0, time.UTC),
		"2024-11-15T00:05:50.120Z": time.Date(2024, 11, 15, 9, 5, 50, 120_345_678, tokyo),
	} {
		got := selling.Timestamp(at)
		back, err := selling.ParseTimestamp(got)
		if got != want || err != nil || !back.Equal(selling.Instant(at)) {
			t.Errorf("%v is written %q, want %q, and read as %v, %v", at, got, want, back, err)
		}
	}
	for _, s := range []string{"2025-12-15T19:58:11.520786314Z", "2024-11-15T00:05:50+09:00"} {
		if _, err := selling.ParseTimestamp(s); err != nil {
			t.Error(err)
		}
	}
	for _, s := range []string{"", "2024-11-15", "1731628800", "2024-13-15T00:05:50Z"} {
		if at, err := selling.ParseTimestamp(s); err == nil {
			t.Errorf("%q was read as %v", s, at)
		}
	}
}

func TestAbsentMembersAreNullAsInRecordedAnswers(t *testing.T) {
	t.Parallel()
	for want, answer := range map[string]any{
		`{"NextToken":null,"TaskSummaries":[]}`: selling.ListEngagementFromOpportunityTasksResponse{TaskSummaries: []selling.EngagementTask{}},
		`{"Id":"O5397000","LastModifiedDate":"2025-02-15T00:41:36Z","PartnerOpportunityIdentifier":null}`: selling.CreateOpportunityResponse{
			ID: "O5397000", LastModifiedDate: "2025-02-15T00:41:36Z", PartnerOpportunityIdentifier: selling.OrNull("")},
	} {
		got, err := json.Marshal(answer)
		if err != nil || string(got) != want {
			t.Errorf("%s, %v, want %s", got, err, want)
		}
	}
}

func TestANewIdentifierIsOfAWSsShapeAndLikeNoOther(t *testing.T) {
	t.Parallel()
	seen, letters := map[string]bool{}, map[byte]bool{}
	for range 500 {
		id := selling.NewID("eng-", 14)
		if !selling.EngagementID.MatchString(id) || seen[id] {
			t.Fatalf("%q", id)
		}
		seen[id] = true
		for i := range id[len("eng-"):] {
			letters[id[len("eng-")+i]] = true
		}
	}
	if len(letters) != 36 {
		t.Errorf("identifiers are written in %d characters, want all digits and small letters", len(letters))
	}
	if got := len(selling.NewID("job-", 100)); got != len("job-")+100 {
		t.Errorf("a long one has %d characters", got)
	}
}
