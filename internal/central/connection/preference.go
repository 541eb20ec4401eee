// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package connection

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// preferences say who may invite an account. They leave connections that exist alone. Source: reference 16.4.
type preferences struct {
	access   string
	excluded []string // profile or account ids
	revision int64
	updated  time.Time
}

// untouched are the preferences of an account that never set any. They are as old as the API's version.
var untouched = preferences{access: account.AllowAll, revision: 1, updated: time.Date(2025, 4, 4, 0, 0, 0, 0, time.UTC)}

func preferencesOf(tx *sqldb.Tx, acct, catalog string) (preferences, error) {
	var p preferences
	var excluded string
	var updated int64
	err := tx.Row(`SELECT access, excluded, revision, updated_us FROM connection_preference WHERE account_id = ? AND catalog = ?`, acct, catalog).
		Scan(&p.access, &excluded, &p.revision, &updated)
	if errors.Is(err, sqldb.ErrNone) {
		return untouched, nil
	}
	if err != nil {
		return p, err
	}
	p.updated = sqldb.Time(updated)
	return p, json.Unmarshal([]byte(excluded), &p.excluded)
}

// excludes says whether the preferences shut somebody out by name.
func (p preferences) excludes(s side) bool {
	return p.access == account.AllowByDefaultDenySome && (slices.Contains(p.excluded, s.account) || s.profile != "" && slices.Contains(p.excluded, s.profile))
}

func (p preferences) wire(acct, catalog string) account.ConnectionPreferences {
	return account.ConnectionPreferences{Catalog: catalog, ARN: account.PreferencesARN(acct, catalog), AccessType: p.access,
		ExcludedParticipantIDs: p.excluded, UpdatedAt: selling.Timestamp(p.updated), Revision: p.revision}
}

// Preferences answers GetConnectionPreferences.
func (r *Room) Preferences(ctx context.Context, c identity.Caller, catalog string) (out account.ConnectionPreferences, err error) {
	if err := reads(c, catalog); err != nil {
		return out, err
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		p, err := preferencesOf(tx, c.Account, catalog)
		out = p.wire(c.Account, catalog)
		return err
	})
	return out, err
}

// Prefer answers UpdateConnectionPreferences. The revision is the one that the caller has read.
func (r *Room) Prefer(ctx context.Context, c identity.Caller, in account.UpdateConnectionPreferencesRequest) (out account.ConnectionPreferences, err error) {
	if err := connects(c, in.Catalog); err != nil {
		return out, err
	}
	if in.AccessType != account.AllowByDefaultDenySome && len(in.ExcludedParticipantIdentifiers) > 0 {
		return out, fault.Broken(excludesNobody)
	}
	if sorted := slices.Sorted(slices.Values(in.ExcludedParticipantIdentifiers)); len(slices.Compact(sorted)) < len(in.ExcludedParticipantIdentifiers) {
		return out, fault.Broken(excludesTwice)
	}
	excluded, err := json.Marshal(append([]string{}, in.ExcludedParticipantIdentifiers...))
	if err != nil {
		return out, err
	}
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		now := sqldb.Micros(tx.Now())
		// The first change finds no row and makes one of revision 2; a later one must find the revision that it was decided on.
		if in.Revision == untouched.revision {
			if _, err := tx.Exec(`INSERT INTO connection_preference (account_id, catalog, access, excluded, revision, updated_us) VALUES (?, ?, ?, '[]', ?, ?)
				ON CONFLICT (account_id, catalog) DO NOTHING`, c.Account, in.Catalog, untouched.access, untouched.revision, now); err != nil {
				return err
			}
		}
		n, err := tx.Exec(`UPDATE connection_preference SET access = ?, excluded = ?, revision = revision + 1, updated_us = ?
			WHERE account_id = ? AND catalog = ? AND revision = ?`, in.AccessType, string(excluded), now, c.Account, in.Catalog, in.Revision)
		if err != nil {
			return err
		}
		if n == 0 {
			return because(fault.Conflict, account.IncompatibleConnectionPreferencesRevision,
				"The preferences were changed since the revision that you sent. Read them again with GetConnectionPreferences.")
		}
		p, err := preferencesOf(tx, c.Account, in.Catalog)
		out = p.wire(c.Account, in.Catalog)
		return err
	})
	return out, err
}
