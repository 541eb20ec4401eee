// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"bytes"
	"fmt"

	awsevent "cosell/internal/aws/event"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// A series is a place that this transaction alone takes snapshots at.
type series struct {
	place
	account string // who owns the opportunity
	latest  int    // 0 before the first snapshot
}

// lock makes the series of an account's opportunity this transaction's. Whoever reads the record after it, and not before,
// takes its snapshots in the order in which the record changed.
func (r *Room) lock(tx *sqldb.Tx, p place, account string) (s series, err error) {
	s = series{place: p, account: account}
	if _, err := tx.Exec(`INSERT INTO resource_snapshot_series (catalog, engagement, number, template, account_id, latest)
		VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`, append(p.args(), account)...); err != nil {
		return series{}, err
	}
	err = tx.Row(`SELECT latest FROM resource_snapshot_series WHERE catalog = ? AND engagement = ? AND number = ? AND template = ?`+
		tx.Dialect().Lock, p.args()...).Scan(&s.latest)
	return s, err
}

// fresh locks the series and reads the record as it is now.
func (r *Room) fresh(tx *sqldb.Tx, p place, account string) (series, *opportunity.Record, error) {
	s, err := r.lock(tx, p, account)
	if err != nil {
		return series{}, nil, err
	}
	rec, err := r.Opportunities.ReadIn(tx, opportunity.Key{Account: account, Catalog: p.catalog, Number: p.number})
	return s, rec, err
}

// viewOf is what the place's template shows of a record, nil where there is nothing to show yet.
func (p place) viewOf(tx *sqldb.Tx, rec *opportunity.Record) ([]byte, error) {
	side, _, err := opportunity.SideIn(tx, rec.Key)
	if err != nil {
		return nil, err
	}
	return p.write(rec, side)
}

// follow takes the next snapshot when the view differs from the latest one.
func (r *Room) follow(tx *sqldb.Tx, s series, rec *opportunity.Record, members []string) error {
	view, err := s.viewOf(tx, rec)
	if view == nil || err != nil {
		return err
	}
	if s.latest > 0 {
		last, err := stored(tx, s.place, s.latest)
		if err != nil {
			return err
		}
		shown, err := r.Box.OpenTx(tx, s.account, s.where(s.latest), last.sealed)
		if err != nil {
			return err
		}
		if bytes.Equal(shown, view) {
			return nil
		}
	}
	_, err = r.take(tx, s, view, members)
	return err
}

// take stores the next snapshot and tells the members who may read it.
func (r *Room) take(tx *sqldb.Tx, s series, view []byte, members []string) (revision int, err error) {
	revision = s.latest + 1
	sealed, err := r.Box.SealTx(tx, s.account, s.where(revision), view)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(`INSERT INTO resource_snapshot (catalog, engagement, number, template, revision, account_id, created_us, payload)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, append(s.args(), revision, s.account, sqldb.Micros(tx.Now()), sealed)...); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(`UPDATE resource_snapshot_series SET latest = ? WHERE catalog = ? AND engagement = ? AND number = ? AND template = ?`,
		append([]any{revision}, s.args()...)...); err != nil {
		return 0, err
	}
	return revision, r.tell(tx, s, revision, members)
}

// tell puts the event on the bus of every partner who may read the snapshot. AWS has no bus here.
func (r *Room) tell(tx *sqldb.Tx, s series, revision int, members []string) error {
	readers := s.readers(s.account, members)
	for _, account := range readers {
		if account == identity.AWS {
			continue
		}
		e := awsevent.SnapshotCreated(awsevent.Head{Account: account, Catalog: s.catalog}, awsevent.Snapshot{
			Engagement: s.engagement, Opportunity: s.resource(), Template: s.name, Revision: revision, CreatedBy: s.account, Targets: readers})
		if err := opportunity.Publish(r.Bus, tx, e); err != nil {
			return err
		}
	}
	return nil
}

// where is the place that a snapshot's payload is sealed for.
func (p place) where(revision int) string {
	return fmt.Sprintf("resource_snapshot.payload/%s/%s/%s/%s/%d", p.catalog, p.engagement, p.resource(), p.name, revision)
}

// A copied snapshot is one as it is stored.
type copied struct {
	place
	revision int
	account  string // who owns the opportunity
	at       int64
	sealed   []byte
}

// stored is the snapshot of a revision; sqldb.ErrNone when there is none.
func stored(tx *sqldb.Tx, p place, revision int) (copied, error) {
	c := copied{place: p, revision: revision}
	err := tx.Row(`SELECT account_id, created_us, payload FROM resource_snapshot
		WHERE catalog = ? AND engagement = ? AND number = ? AND template = ? AND revision = ?`, append(p.args(), revision)...).
		Scan(&c.account, &c.at, &c.sealed)
	return c, err
}
