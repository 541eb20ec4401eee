// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"errors"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// Who is on the other side of an invitation.
const (
	WithAWS      = "AWS"
	WithPartners = "Partners"
)

// A Span narrows a list of invitations further than the API does.
type Span struct {
	With         string    // WithAWS or WithPartners; empty: both
	From, Before time.Time // when it lapses; zero: no bound
}

// narrow puts the span into a query on one side's invitations. other is the column of the other side.
func (s Span) narrow(sql string, args []any, other string) (string, []any) {
	switch s.With {
	case WithAWS:
		sql, args = sql+" AND COALESCE("+other+", "+other+") = ?", append(args, identity.AWS)
	case WithPartners:
		sql, args = sql+" AND "+other+" <> ?", append(args, identity.AWS)
	}
	if !s.From.IsZero() {
		sql, args = sql+" AND expires_us >= ?", append(args, sqldb.Micros(s.From))
	}
	if !s.Before.IsZero() {
		sql, args = sql+" AND expires_us > 0 AND expires_us < ?", append(args, sqldb.Micros(s.Before))
	}
	return sql, args
}

// A Waiting is how many invitations of one sort lapse on the same day.
type Waiting struct {
	Received bool // by the caller's partner; else sent
	AWS      bool // is on the other side
	Kind     string
	Day      time.Time // UTC's; zero for those that stay open
	Count    int
}

const (
	dayUs      = int64(24 * time.Hour / time.Microsecond)
	waitingFor = `SELECT CASE WHEN sender = 'aws' THEN 1 ELSE 0 END, payload_type, expires_us / 86400000000, count(*) FROM engagement_invitation
		WHERE receiver = ? AND catalog = ? AND status = 'PENDING' GROUP BY 1, 2, 3 ORDER BY 3, 2, 1`
	waitingOn = `SELECT CASE WHEN receiver = 'aws' THEN 1 ELSE 0 END, payload_type, expires_us / 86400000000, count(*) FROM engagement_invitation
		WHERE sender = ? AND catalog = ? AND status = 'PENDING' GROUP BY 1, 2, 3 ORDER BY 3, 2, 1`
)

// Waiting counts the invitations that wait for an answer: the partner's own, and others'.
func (r *Room) Waiting(ctx context.Context, c identity.Caller, catalog string) (all []Waiting, err error) {
	if err := enter(c, catalog); err != nil {
		return nil, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		received, err := waiting(tx, waitingFor, c.Account, catalog, true)
		if err != nil {
			return err
		}
		sent, err := waiting(tx, waitingOn, c.Account, catalog, false)
		all = append(received, sent...)
		return err
	})
	return all, err
}

func waiting(tx *sqldb.Tx, query, account, catalog string, received bool) (all []Waiting, err error) {
	rows, err := tx.Query(query, account, catalog)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		w := Waiting{Received: received}
		var aws int
		var day int64
		if err := rows.Scan(&aws, &w.Kind, &day, &w.Count); err != nil {
			return nil, err
		}
		if w.AWS = aws == 1; day > 0 {
			w.Day = sqldb.Time(day * dayUs).UTC()
		}
		all = append(all, w)
	}
	return all, rows.Err()
}
