// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"errors"
	"fmt"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/sqldb"
)

// Version is what a change of a rule, a destination or a connection may name as that which it was decided on: the instant
// of the change before. EventBridge has no versions, and who names none changes whatever is there.
func Version(changed time.Time) string { return changed.UTC().Format(time.RFC3339Nano) }

// later is the instant of a change in SQL: the one that is given, twice, or where the clock stands still the next after the
// change before, so that no two changes have the same version.
const later = `changed_us = CASE WHEN changed_us < ? THEN ? ELSE changed_us + 1 END`

// after is the instant of a change as later has it.
func after(tx *sqldb.Tx, before time.Time) time.Time {
	now := sqldb.Time(sqldb.Micros(tx.Now()))
	if now.After(before) {
		return now
	}
	return before.Add(time.Microsecond)
}

// holds refuses a change that was decided on another version than the stored one, and keeps the row until the end of the
// transaction. The empty version is any.
func holds(tx *sqldb.Tx, what, table, account, name, version string) error {
	if version == "" {
		return nil
	}
	var us int64
	err := tx.Row(`SELECT changed_us FROM `+table+` WHERE account_id = ? AND name = ?`+tx.Dialect().Lock, account, name).Scan(&us)
	if errors.Is(err, sqldb.ErrNone) {
		return missing(what, name)
	}
	if err != nil {
		return fmt.Errorf("read the version of %s %s: %w", what, name, err)
	}
	stored := Version(sqldb.Time(us))
	if stored == version {
		return nil
	}
	v := catalogue.Violation{Field: "version", Path: "Version", At: "Version", Code: catalogue.InvalidValue, Rule: "event-version", Value: version,
		Message:   fmt.Sprintf("%s %s was changed meanwhile: yours is the version of %s, and stored is that of %s.", what, name, spoken(version), spoken(stored)),
		MessageJA: fmt.Sprintf("%s は、開いた後に変更されました。開いたバージョンは %s、保存されているバージョンは %s のものです。", name, spoken(version), spoken(stored)),
		FixEN:     "Open it again, and make your change to what is stored now.",
		FixJA:     "開き直して、現在保存されている内容に変更を加えてください。"}
	return &fault.Fault{Kind: fault.Conflict, Version: stored, Msg: v.Message, Violations: []catalogue.Violation{v}}
}

// spoken is a version for people, to the millisecond. What is none is repeated as it is.
func spoken(version string) string {
	at, err := time.Parse(time.RFC3339Nano, version)
	if err != nil {
		return catalogue.Shown(version, false)
	}
	return at.UTC().Format("2006-01-02 15:04:05.000 UTC")
}
