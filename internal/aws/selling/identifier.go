// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// What identifiers look like. Patterns match the whole text.
var (
	OpportunityID     = regexp.MustCompile(`^O[0-9]{1,19}$`)
	SolutionID        = regexp.MustCompile(`^S-[0-9]{1,19}$`)
	EngagementID      = regexp.MustCompile(`^eng-[0-9a-z]{14}$`)
	InvitationID      = regexp.MustCompile(`^engi-[0-9a-z]{13}$`)
	TaskID            = regexp.MustCompile(`^task-[0-9a-z]{13}$`)
	ProspectingTaskID = regexp.MustCompile(`^task-[0-9a-z]{14}$`)
	SnapshotJobID     = regexp.MustCompile(`^job-[0-9a-z]{13}$`)
	AccountID         = regexp.MustCompile(`^[0-9]{12}$`)
	ClientToken       = regexp.MustCompile(`^.{1,255}$`)
)

// NewID is an identifier of AWS's kind: a prefix and n digits or small letters, by chance.
func NewID(prefix string, n int) string {
	const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
	id := []byte(prefix)
	var chance [32]byte
	for len(id) < len(prefix)+n {
		_, _ = rand.Read(chance[:]) // never fails: crypto/rand ends the process instead
		for _, b := range chance {
			if b < 252 && len(id) < len(prefix)+n { // 252 is the last multiple of 36: all characters are as likely
				id = append(id, alphabet[b%36])
			}
		}
	}
	return string(id)
}

// AWSAccount stands for AWS itself where an account id is expected.
const AWSAccount = "aws"

const arnHead = "arn:aws:partnercentral:" + Region + ":"

// OpportunityARN names an opportunity; it holds the account that owns it.
func OpportunityARN(account, catalog, id string) string {
	return arnHead + account + ":catalog/" + catalog + "/opportunity/" + id
}

// SolutionARN names a solution; it holds the account that owns it.
func SolutionARN(account, catalog, id string) string {
	return arnHead + account + ":catalog/" + catalog + "/solution/" + id
}

// SnapshotJobARN names a snapshot job; it holds the account that owns it.
func SnapshotJobARN(account, catalog, id string) string {
	return arnHead + account + ":catalog/" + catalog + "/resource-snapshot-job/" + id
}

// EngagementARN names an engagement. Engagements, invitations and tasks belong to no single account, so the ARN holds none.
func EngagementARN(catalog, id string) string {
	return arnHead + ":catalog/" + catalog + "/engagement/" + id
}

// InvitationARN names an engagement invitation.
func InvitationARN(catalog, id string) string {
	return arnHead + ":catalog/" + catalog + "/engagement-invitation/" + id
}

// EngagementFromOpportunityTaskARN names a task that shares an opportunity with AWS.
func EngagementFromOpportunityTaskARN(catalog, id string) string {
	return arnHead + ":catalog/" + catalog + "/engagement-from-opportunity-task/" + id
}

// EngagementByAcceptingInvitationTaskARN names a task that makes an opportunity of an invitation.
func EngagementByAcceptingInvitationTaskARN(catalog, id string) string {
	return arnHead + ":catalog/" + catalog + "/engagement-by-accepting-invitation-task/" + id
}

// OpportunityFromEngagementTaskARN names a task that makes an opportunity of a lead.
func OpportunityFromEngagementTaskARN(catalog, id string) string {
	return arnHead + ":catalog/" + catalog + "/opportunity-from-engagement-task/" + id
}

// ProspectingTaskARN names a prospecting task. Its service is spelled otherwise, and it holds the account.
func ProspectingTaskARN(account, catalog, id string) string {
	return "arn:aws:partnercentral-selling:" + Region + ":" + account + ":catalog/" + catalog + "/prospecting-from-engagement-task/" + id
}

// SnapshotARN names one revision of an opportunity's snapshot in an engagement.
func SnapshotARN(catalog, engagement, opportunity, template string, revision int) string {
	return fmt.Sprintf("%s/resource/Opportunity/%s/template/%s/snapshot/%d", EngagementARN(catalog, engagement), opportunity, template, revision)
}

// IDOf is the identifier in an id or an ARN: AWS takes either for engagements, invitations and tasks.
func IDOf(idOrARN string) string {
	return idOrARN[strings.LastIndexByte(idOrARN, '/')+1:]
}

// Instant is what of t an opportunity can carry: whole milliseconds. SDKs keep no more of a timestamp, and the LastModifiedDate that
// a client reads must come back unchanged, since it is the lock of the next update. Two changes of one record within a
// millisecond therefore need instants at least one millisecond apart.
func Instant(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// Timestamp writes an Instant: UTC, to the second when it falls on one, else to the millisecond.
func Timestamp(t time.Time) string {
	t = Instant(t)
	if t.Nanosecond() == 0 {
		return t.Format("2006-01-02T15:04:05Z")
	}
	return t.Format("2006-01-02T15:04:05.000Z")
}

// ParseTimestamp reads any ISO 8601 instant that AWS or a client writes. Instants are compared, never their text: AWS itself
// shows one instant in different precisions.
func ParseTimestamp(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%.40q is not an instant such as 2026-01-31T23:59:59Z", s)
	}
	return t.UTC(), nil
}
