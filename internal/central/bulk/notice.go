// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"strconv"

	"cosell/internal/central/notice"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// received is what whoever gets the records of a run is told, once for all of them.
var received = map[Kind]struct{ many, each notice.Kind }{
	Transfer: {notice.OwnerOfMany, notice.OwnerGained}, Assign: {notice.ManagerOfMany, notice.ManagerNamed},
}

// summed is a context in which whoever gets the records is not told of each.
func (r *Run) summed(ctx context.Context) context.Context {
	if told, some := received[r.Kind]; some {
		return notice.Summed(ctx, told.each)
	}
	return ctx
}

// announce tells whoever began a run that it has ended, and whoever got its records of them.
func (r *Room) announce(tx *sqldb.Tx, run *Run) error {
	n, err := counts(tx, run.Account, run.ID)
	if err != nil {
		return err
	}
	cause, count := strconv.FormatInt(sqldb.Micros(tx.Now()), 10), strconv.Itoa(n.Done)
	if err := notice.Post(tx, notice.Notice{Account: run.Account, Kind: notice.BulkFinished, Subject: run.ID, Cause: cause, Users: []string{run.UserID},
		Data: map[string]string{"count": count, "failed": strconv.Itoa(n.Failed + n.Bad)}}); err != nil {
		return err
	}
	told, some := received[run.Kind]
	if !some || n.Done == 0 {
		return nil
	}
	deals, err := r.deals(tx, run)
	if err != nil {
		return err
	}
	return notice.Post(tx, notice.Notice{Account: run.Account, Kind: told.many, Subject: run.ID, Cause: cause, Users: []string{run.Target}, By: run.UserID,
		Data: map[string]string{"by": run.UserName, "count": count, "deals": notice.Several(deals)}})
}

// mostNamed is how many records of a run a notice names.
const mostNamed = 5

// deals names the first records that a run has given to somebody, and says when there are more.
func (r *Room) deals(tx *sqldb.Tx, run *Run) ([]string, error) {
	ids, err := firstDone(tx, run)
	if err != nil {
		return nil, err
	}
	all := make([]string, 0, len(ids))
	for i, id := range ids {
		if i == mostNamed {
			return append(all, "…"), nil
		}
		rec, err := r.Opportunities.ReadIn(tx, opportunity.Key{Account: run.Account, Catalog: catalog, Number: opportunity.ParseID(id)})
		if err != nil {
			return nil, err
		}
		all = append(all, rec.Company()+" ("+id+")")
	}
	return all, nil
}

// firstDone are the records of the first rows that are done: one more than a notice names, where there are so many.
func firstDone(tx *sqldb.Tx, r *Run) (ids []string, err error) {
	rows, err := tx.Query(`SELECT subject FROM bulk_row WHERE account_id = ? AND run = ? AND state = ? ORDER BY number LIMIT ?`, r.Account, r.ID, done, mostNamed+1)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
