// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package mail

import (
	"context"
	"errors"
	"strings"
	"time"

	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// lane is the queue of letters, and senders how many a node sends at once: a slow mail server holds up nothing else.
const (
	lane    = "mail"
	senders = 4
)

// tries are how often a letter is tried, within some three days.
const tries = 24

var policy = jobq.Policy{Limit: tries, Timeout: 2 * time.Minute, Backoff: func(attempt int) time.Duration {
	return min(time.Duration(attempt*attempt)*30*time.Second, 4*time.Hour)
}}

// sendJob sends one letter.
type sendJob struct {
	Tenant string `json:"tenant"`
	ID     string `json:"id"`
}

// Kind names the job in the store; it stays.
func (sendJob) Kind() string { return "mail.send" }

// Through has letters sent through a mail server. It is for wiring: nothing is posted before.
func (o *Outbox) Through(s *Server) { o.server = s }

// Sends says whether there is a mail server.
func (o *Outbox) Sends() bool { return o.server != nil }

// OnRefused has do told of letters that a mail server refused for good, in the transaction that keeps it.
func (o *Outbox) OnRefused(do func(tx *sqldb.Tx, tenant string, l Letter) error) { o.refused = do }

// send sends a letter that waits. What is told to the store after the server has taken it may be lost with the program:
// then the letter goes out again, under the same Message-ID.
func (o *Outbox) send(ctx context.Context, j jobq.Job[sendJob]) error {
	var r row
	err := r.scan(o.db.Row(ctx, `SELECT `+columns+` FROM mail WHERE account_id = ? AND id = ? AND state = ?`, j.Args.Tenant, j.Args.ID, string(Waiting)).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		return nil // sent, or forgotten
	}
	if err != nil {
		return err
	}
	l, err := o.letter(ctx, j.Args.Tenant, r)
	if err != nil {
		return err
	}
	if o.server == nil {
		return o.settle(ctx, j, l, Kept, "") // it was taken out of the settings
	}
	failed := o.server.send(ctx, l)
	_, never := errors.AsType[fatal](failed)
	switch {
	case failed == nil:
		return o.settle(ctx, j, l, Sent, "")
	case never:
		return o.settle(ctx, j, l, Refused, failed.Error())
	case j.Attempt >= tries:
		return o.settle(ctx, j, l, Stuck, failed.Error())
	}
	return errors.Join(failed, o.settle(ctx, j, l, Waiting, failed.Error()))
}

// longest is how much of what a mail server says is kept, in bytes.
const longest = 500

// settle keeps what has become of a letter.
func (o *Outbox) settle(ctx context.Context, j jobq.Job[sendJob], l Letter, state State, trouble string) error {
	if len(trouble) > longest {
		trouble = strings.ToValidUTF8(trouble[:longest], "")
	}
	return o.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE mail SET state = ?, trouble = ? WHERE account_id = ? AND id = ?`, string(state), trouble, j.Args.Tenant, j.Args.ID); err != nil {
			return err
		}
		if state != Refused && state != Stuck {
			return nil
		}
		return o.refused(tx, j.Args.Tenant, l)
	})
}
