// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice

import (
	"context"

	"cosell/internal/sqldb"
)

// MailNow is what the job does.
func (r *Room) MailNow(ctx context.Context, w Way) error {
	return r.mailAll(ctx, func(*sqldb.Tx) error { return nil }, w)
}

// Refused is what the outbox calls.
var Refused = refused

// Next is when a digest comes.
var Next = Times.next
