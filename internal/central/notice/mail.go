// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/jobq"
	"cosell/internal/mail"
	"cosell/internal/sqldb"
)

// Retention is how long a notice is kept at least.
const Retention = 90 * 24 * time.Hour

// mailJob writes the letters of what is mailed at once, digestJob those of digests, pruneJob forgets what is old.
type (
	mailJob   struct{}
	digestJob struct{}
	pruneJob  struct{}
)

// Kind names the job in the store; it stays.
func (mailJob) Kind() string { return "notice.mail" }

// Kind names the job in the store; it stays.
func (digestJob) Kind() string { return "notice.digest" }

// Kind names the job in the store; it stays.
func (pruneJob) Kind() string { return "notice.prune" }

// How long a notice waits for its letter at most, and how often somebody looks whether a digest is due.
const (
	soon   = 15 * time.Second
	minute = time.Minute
)

// Schedule has notices mailed, and letters that were refused told to the administrators.
func (r *Room) Schedule(jobs *jobq.Jobs) {
	jobq.Handle(jobs, func(ctx context.Context, j jobq.Job[mailJob]) error { return r.mailAll(ctx, j.Hold, AtOnce) }, jobq.Policy{})
	jobq.Handle(jobs, func(ctx context.Context, j jobq.Job[digestJob]) error {
		return errors.Join(r.mailAll(ctx, j.Hold, Daily), r.mailAll(ctx, j.Hold, Weekly))
	}, jobq.Policy{})
	jobq.Handle(jobs, func(ctx context.Context, _ jobq.Job[pruneJob]) error { return r.prune(ctx) }, jobq.Policy{})
	jobs.Every(mailJob{}, soon)
	jobs.Every(digestJob{}, minute)
	jobs.Every(pruneJob{}, 24*time.Hour)
	r.Outbox.OnRefused(refused)
}

// A waiting reader has notices that are to be mailed, since the first of them.
type waiting struct {
	account, user string
	since         int64
}

// mailAll writes to everybody for whom something waits to be mailed in a way, and is due.
func (r *Room) mailAll(ctx context.Context, hold func(*sqldb.Tx) error, w Way) error {
	var all []waiting
	err := r.DB.View(ctx, func(tx *sqldb.Tx) error {
		all = nil
		rows, err := tx.Query(`SELECT account_id, user_id, MIN(at_us) FROM notice WHERE mail = ? AND mail > 0 GROUP BY account_id, user_id ORDER BY account_id, user_id`, int(w))
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			var one waiting
			if err := rows.Scan(&one.account, &one.user, &one.since); err != nil {
				return err
			}
			all = append(all, one)
		}
		return rows.Err()
	})
	if err != nil {
		return fmt.Errorf("find notices to mail: %w", err)
	}
	for _, one := range all {
		err := r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
			tx.Bookkeeping()
			if err := hold(tx); err != nil {
				return err
			}
			return r.write(tx, one, w)
		})
		if err != nil {
			return fmt.Errorf("mail notices to %s: %w", one.user, err)
		}
	}
	return nil
}

// write writes one letter of what waits, once it is due. What its reader has seen meanwhile is not mailed.
func (r *Room) write(tx *sqldb.Tx, to waiting, w Way) error {
	u, err := identity.FindUser(tx, to.account, to.user)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	times, _, err := chosenTimes(tx, u)
	if err != nil {
		return err
	}
	if w != AtOnce && tx.Now().Before(times.next(w, sqldb.Time(to.since))) {
		return nil
	}
	all, err := claim(tx, to, w)
	if err != nil {
		return err
	}
	unseen := all[:0]
	for _, e := range all {
		if !e.Seen {
			unseen = append(unseen, e)
		}
	}
	if len(unseen) == 0 || !u.Active {
		return nil
	}
	l, err := r.letter(u, w, times.location(), unseen)
	if err != nil {
		return err
	}
	return r.Outbox.Post(tx, u.Account, l)
}

// claim takes what waits for somebody's letter of a way; nobody else writes of it then. Claimed rows have the way's negative,
// which nobody outside of the transaction sees.
func claim(tx *sqldb.Tx, to waiting, w Way) ([]Entry, error) {
	const mine = ` AND account_id = ? AND user_id = ?`
	if _, err := tx.Exec(`UPDATE notice SET mail = ? WHERE mail = ? AND mail > 0`+mine, -int(w), int(w), to.account, to.user); err != nil {
		return nil, err
	}
	all, err := read(tx, `mail = ?`+mine+` ORDER BY id`, -int(w), to.account, to.user)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(`UPDATE notice SET mail = 0 WHERE mail = ?`+mine, -int(w), to.account, to.user)
	return all, err
}

// refused tells the administrators of an address that takes no mail, once a day. A mail to the AWS desk has nobody to tell.
func refused(tx *sqldb.Tx, account string, l mail.Letter) error {
	return Post(tx, Notice{Account: account, Kind: MailBounced, Subject: strings.ToLower(l.To), Cause: tx.Now().UTC().Format(time.DateOnly),
		Data: map[string]string{"to": l.To}})
}

func (r *Room) prune(ctx context.Context) error {
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`DELETE FROM notice WHERE at_us < ?`, sqldb.Micros(tx.Now().Add(-Retention)))
		return err
	})
}

// Sends says whether letters leave the program, for there is a mail server.
func (r *Room) Sends() bool { return r.Outbox.Sends() }

// mostLetters is how many letters are shown: the last ones are what somebody looks for.
const mostLetters = 50

// Letters are what was last mailed, the newest first: to everybody of the account for those who administer it, else to the
// caller.
func (r *Room) Letters(ctx context.Context, c identity.Caller) ([]mail.Letter, error) {
	if err := enter(c); err != nil {
		return nil, err
	}
	if c.Administers() {
		return r.Outbox.Latest(ctx, c.Account, mostLetters)
	}
	return r.Outbox.LatestTo(ctx, c.Account, c.Principal, mostLetters)
}
