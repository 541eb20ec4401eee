// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"encoding/json"
	"fmt"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/sqldb"
)

// region is where Partner Central publishes all its events.
const region = "us-east-1"

// A note is a stored event.
type note struct {
	account, id        string
	at                 time.Time
	source, detailType string
	resources, detail  json.RawMessage
}

// envelope is the event as targets get it: EventBridge's members in EventBridge's order, time in whole seconds.
func (n note) envelope() (json.RawMessage, error) {
	return encode(struct {
		Version    string          `json:"version"`
		ID         string          `json:"id"`
		DetailType string          `json:"detail-type"`
		Source     string          `json:"source"`
		Account    string          `json:"account"`
		Time       string          `json:"time"`
		Region     string          `json:"region"`
		Resources  json.RawMessage `json:"resources"`
		Detail     json.RawMessage `json:"detail"`
	}{"0", n.id, n.detailType, n.source, n.account, n.at.UTC().Format(time.RFC3339), region, n.resources, n.detail})
}

// doc is the envelope as patterns see it.
func (n note) doc() (doc.Doc, error) {
	text, err := n.envelope()
	if err != nil {
		return nil, fmt.Errorf("envelope of %s: %w", n.id, err)
	}
	d, err := doc.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("envelope of %s: %w", n.id, err)
	}
	return d, nil
}

func readNote(tx *sqldb.Tx, account, id string) (note, error) {
	n := note{account: account, id: id}
	var at int64
	var resources, detail string
	err := tx.Row(`SELECT at_us, source, detail_type, resources, detail FROM event WHERE account_id = ? AND id = ?`,
		account, id).Scan(&at, &n.source, &n.detailType, &resources, &detail)
	n.at, n.resources, n.detail = sqldb.Time(at), json.RawMessage(resources), json.RawMessage(detail)
	return n, err
}
