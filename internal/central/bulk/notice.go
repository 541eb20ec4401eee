// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"strconv"

	"cosell/internal/central/notice"
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
func (r *Run) announce(tx *sqldb.Tx) error {
	n, err := counts(tx, r.Account, r.ID)
	if err != nil {
		return err
	}
	cause, done := strconv.FormatInt(sqldb.Micros(tx.Now()), 10), strconv.Itoa(n.Done)
	if err := notice.Post(tx, notice.Notice{Account: r.Account, Kind: notice.BulkFinished, Subject: r.ID, Cause: cause, Users: []string{r.UserID},
		Data: map[string]string{"count": done, "failed": strconv.Itoa(n.Failed + n.Bad)}}); err != nil {
		return err
	}
	told, some := received[r.Kind]
	if !some || n.Done == 0 {
		return nil
	}
	return notice.Post(tx, notice.Notice{Account: r.Account, Kind: told.many, Subject: r.ID, Cause: cause, Users: []string{r.Target}, By: r.UserID,
		Data: map[string]string{"by": r.UserName, "count": done}})
}
