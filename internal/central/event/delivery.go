// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"cosell/internal/sqldb"
)

// A State is where a delivery stands. Waiting has an instant at which it is due; the others are final.
type State string

// The states of a delivery.
const (
	Waiting   State = "waiting"
	Delivered State = "delivered"
	Dead      State = "dead" // in the dead-letter queue
)

// plan makes one delivery and the job that is due at once.
func (b *Bus) plan(tx *sqldb.Tx, n note, rule, target string) error {
	id, now := newID(tx.Now()), sqldb.Micros(tx.Now())
	_, err := tx.Exec(`INSERT INTO event_delivery (account_id, id, event_id, detail_type, rule, target, destination,
		state, since_us, attempts, due_us, ended_us, code, message, redriven)
		VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, 0, ?, 0, '', '', 0)`,
		n.account, id, n.id, n.detailType, rule, target, string(Waiting), now, now)
	if err != nil {
		return err
	}
	return nil
}
