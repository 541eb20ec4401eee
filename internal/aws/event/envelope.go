// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package event is the shape of EventBridge events as AWS Partner Central sends them: the envelope and every detail of the Selling
// and of the Account API. Events carry identifiers, not data; whoever receives one reads the resource again.
package event

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"cosell/internal/aws/selling"
)

// SourceSelling is the source of all events of the Selling API.
const SourceSelling = "aws.partnercentral-selling"

// The detail-types of the Selling API.
const (
	TypeOpportunityCreated = "Opportunity Created"
	TypeOpportunityUpdated = "Opportunity Updated"
	TypeInvitationCreated  = "Engagement Invitation Created"
	TypeInvitationAccepted = "Engagement Invitation Accepted"
	TypeInvitationRejected = "Engagement Invitation Rejected"
	TypeInvitationExpired  = "Engagement Invitation Expired"
	TypeMemberAdded        = "Engagement Member Added"
	TypeSnapshotCreated    = "Engagement Resource Snapshot Created"
	TypeEngagementCreated  = "Engagement Created"
	TypeEngagementUpdated  = "Engagement Updated"
)

// Types are all detail-types of the Selling API.
var Types = []string{
	TypeOpportunityCreated, TypeOpportunityUpdated, TypeInvitationCreated, TypeInvitationAccepted, TypeInvitationRejected,
	TypeInvitationExpired, TypeMemberAdded, TypeSnapshotCreated, TypeEngagementCreated, TypeEngagementUpdated,
}

// An Envelope is one event on the wire.
type Envelope struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       string          `json:"time"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
}

// A Head is what every event says besides its detail.
type Head struct {
	ID      string    // of this event: a UUID, the same when it is delivered again
	Account string    // who receives it, not who caused it
	Catalog string    // also stands in the detail, where rules filter on it
	Time    time.Time // sent to the second
}

// JSON is the event as it is sent.
func (e Envelope) JSON() []byte { return encode(e) }

// envelope puts a detail into its envelope. Details are structs of text, which always encode.
func envelope(h Head, detailType string, detail any, resources ...string) Envelope {
	return envelopeOf(SourceSelling, h, detailType, detail, resources...)
}

// envelopeOf is envelope for any source.
func envelopeOf(source string, h Head, detailType string, detail any, resources ...string) Envelope {
	if resources == nil {
		resources = []string{}
	}
	return Envelope{
		Version: "0", ID: h.ID, DetailType: detailType, Source: source, Account: h.Account,
		Time: h.Time.UTC().Format("2006-01-02T15:04:05Z"), Region: selling.Region, Resources: resources, Detail: encode(detail),
	}
}

func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Parse reads an event that somebody sent us. Members that are not known here are ignored, as AWS asks of receivers.
func Parse(raw []byte) (Envelope, error) {
	var e Envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		return Envelope{}, fmt.Errorf("the event is not JSON in EventBridge's envelope: %w", err)
	}
	if e.ID == "" || e.DetailType == "" || e.Source == "" || len(e.Detail) == 0 {
		return Envelope{}, fmt.Errorf("the event lacks id, detail-type, source or detail")
	}
	return e, nil
}

// Opportunity says which opportunity an Opportunity Created or Updated event is about; ok is false for all other events.
func (e Envelope) Opportunity() (catalog, id string, ok bool) {
	if e.Source != SourceSelling || (e.DetailType != TypeOpportunityCreated && e.DetailType != TypeOpportunityUpdated) {
		return "", "", false
	}
	var d opportunityDetail
	if err := json.Unmarshal(e.Detail, &d); err != nil || !selling.OpportunityID.MatchString(d.Opportunity.Identifier) || d.Catalog == "" {
		return "", "", false
	}
	return d.Catalog, d.Opportunity.Identifier, true
}
