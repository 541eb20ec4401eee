// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// An Archive keeps the events that its pattern takes, so that they can be replayed.
type Archive struct {
	Name, Description string
	Pattern           string // JSON; empty: every event that is no replay
	Days              int    // how long events are kept; 0: for ever

	Made          time.Time // read only, as what follows
	Events, Bytes int64
}

// maxDays is AWS's limit for a retention, in days.
const maxDays = 1<<31 - 1

// archiveNamed is EventBridge's pattern for names of archives.
var archiveNamed = regexp.MustCompile(`^[.\-_A-Za-z0-9]{1,48}$`)

// NewArchive makes an archive, which takes what happens from now on.
func (b *Bus) NewArchive(ctx context.Context, who identity.Caller, a Archive) (Archive, error) {
	return b.saveArchive(ctx, who, a, mustBeNew)
}

// ChangeArchive changes an archive. What it holds stays, as long as the new retention lets it.
func (b *Bus) ChangeArchive(ctx context.Context, who identity.Caller, a Archive) (Archive, error) {
	return b.saveArchive(ctx, who, a, mustBeThere)
}

func (b *Bus) saveArchive(ctx context.Context, who identity.Caller, a Archive, p presence) (Archive, error) {
	if err := manage(who); err != nil {
		return a, err
	}
	var f form
	f.name("Name", a.Name)
	if len(a.Name) > 48 {
		f.short("Name", a.Name, 48)
	}
	f.short("Description", a.Description, 512)
	f.within("RetentionDays", int64(a.Days), 0, maxDays, "days", "日")
	if a.Pattern != "" {
		f.pattern(a.Pattern)
	}
	if err := f.err(); err != nil {
		return a, err
	}
	err := b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		old, err := readArchive(tx, who.Account, a.Name)
		if err != nil && !errors.Is(err, sqldb.ErrNone) {
			return fmt.Errorf("read archive %s: %w", a.Name, err)
		}
		there := err == nil
		if err := p.check(there, "Archive", a.Name); err != nil {
			return err
		}
		if a.Made = old.Made; !there {
			a.Made = tx.Now()
			if err := quota(tx, who.Account, "event_archive", "archives"); err != nil {
				return err
			}
		}
		_, err = tx.Exec(`INSERT INTO event_archive (account_id, name, description, pattern, days, made_us) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (account_id, name) DO UPDATE SET description = excluded.description, pattern = excluded.pattern, days = excluded.days`,
			who.Account, a.Name, a.Description, a.Pattern, a.Days, sqldb.Micros(a.Made))
		if err != nil {
			return fmt.Errorf("store archive %s: %w", a.Name, err)
		}
		return changed(tx, who.Account)
	})
	return a, err
}

// archivesFrom reads what scanArchive takes. What an archive holds is counted when it is asked for.
const archivesFrom = `SELECT name, description, pattern, days, made_us,
	(SELECT COUNT(*) FROM event_archived h WHERE h.account_id = event_archive.account_id AND h.archive = event_archive.name),
	(SELECT COALESCE(SUM(h.bytes), 0) FROM event_archived h WHERE h.account_id = event_archive.account_id AND h.archive = event_archive.name)
	FROM event_archive`

func scanArchive(scan func(...any) error) (a Archive, err error) {
	var made int64
	err = scan(&a.Name, &a.Description, &a.Pattern, &a.Days, &made, &a.Events, &a.Bytes)
	a.Made = sqldb.Time(made)
	return a, err
}

func readArchive(tx *sqldb.Tx, account, name string) (Archive, error) {
	return scanArchive(tx.Row(archivesFrom+` WHERE account_id = ? AND name = ?`, account, name).Scan)
}

// Archive is one archive.
func (b *Bus) Archive(ctx context.Context, who identity.Caller, name string) (a Archive, err error) {
	if err := look(who); err != nil {
		return a, err
	}
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		a, err = readArchive(tx, who.Account, name)
		if errors.Is(err, sqldb.ErrNone) {
			return missing("Archive", name)
		}
		return err
	})
	return a, err
}

// Archives lists the account's archives, by name.
func (b *Bus) Archives(ctx context.Context, who identity.Caller, w Window) (Listing[Archive], error) {
	return list(ctx, b, who, w, query{what: "archives", from: archivesFrom}, func(scan func(...any) error) (Archive, string, error) {
		a, err := scanArchive(scan)
		return a, a.Name, err
	})
}

// DeleteArchive takes an archive away, with what it holds. A replay of it ends as failed.
func (b *Bus) DeleteArchive(ctx context.Context, who identity.Caller, name string) error {
	if err := manage(who); err != nil {
		return err
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`DELETE FROM event_archive WHERE account_id = ? AND name = ?`, who.Account, name)
		if err != nil {
			return fmt.Errorf("delete archive %s: %w", name, err)
		}
		if n == 0 {
			return missing("Archive", name)
		}
		if _, err := tx.Exec(`DELETE FROM event_archived WHERE account_id = ? AND archive = ?`, who.Account, name); err != nil {
			return fmt.Errorf("empty archive %s: %w", name, err)
		}
		return changed(tx, who.Account)
	})
}

// archive lays an event into an archive.
func archive(tx *sqldb.Tx, n note, name string) error {
	_, err := tx.Exec(`INSERT INTO event_archived (account_id, archive, at_us, event_id, bytes) VALUES (?, ?, ?, ?, ?)`,
		n.account, name, sqldb.Micros(n.at), n.id, len(n.detail)+len(n.resources))
	if err != nil {
		return fmt.Errorf("archive event %s in %s: %w", n.id, name, err)
	}
	return nil
}

// forgetArchived empties archives of what is older than they keep it, a handful at a time.
func (b *Bus) forgetArchived(ctx context.Context) error {
	type shelf struct {
		account, name string
		days          int
	}
	var shelves []shelf
	err := b.each(ctx, `SELECT account_id, name, days FROM event_archive WHERE days > 0`, nil, func(scan func(...any) error) error {
		var s shelf
		err := scan(&s.account, &s.name, &s.days)
		shelves = append(shelves, s)
		return err
	})
	if err != nil {
		return err
	}
	for _, s := range shelves {
		until := sqldb.Micros(b.clock.Now().AddDate(0, 0, -min(s.days, 100_000)))
		for n := int64(handful); n == handful; {
			err := b.db.InTx(ctx, func(tx *sqldb.Tx) (err error) {
				n, err = tx.Exec(`DELETE FROM event_archived WHERE account_id = ? AND archive = ? AND (at_us, event_id) IN (SELECT at_us,
					event_id FROM event_archived WHERE account_id = ? AND archive = ? AND at_us < ? ORDER BY at_us, event_id LIMIT ?)`,
					s.account, s.name, s.account, s.name, until, handful)
				return err
			})
			if err != nil {
				return fmt.Errorf("archive %s: %w", s.name, err)
			}
		}
	}
	return nil
}
