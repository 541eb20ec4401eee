// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"cosell/internal/ace/doc"
	wire "cosell/internal/aws/event"
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
	replay             string // by which it is given back; empty for the first time
}

// envelope is the event as targets get it.
func (n note) envelope() (json.RawMessage, error) {
	e := wire.Envelope{Version: "0", ID: n.id, DetailType: n.detailType, Source: n.source, Account: n.account,
		Time: n.at.UTC().Format(time.RFC3339), Region: region, Replay: n.replay, Detail: n.detail}
	if err := json.Unmarshal(n.resources, &e.Resources); err != nil {
		return nil, err
	}
	return e.JSON(), nil
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

// accepted is when the bus took the event, which its id begins with.
func (n note) accepted() time.Time {
	id, err := uuid.Parse(n.id)
	if err != nil {
		return n.at
	}
	var ms int64
	for _, b := range id[:6] {
		ms = ms<<8 | int64(b)
	}
	return time.UnixMilli(ms).UTC()
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
