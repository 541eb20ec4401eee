// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package quota

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// settings are what is in force. They are read anew after trusted, so that a change on one node shows on all.
type settings struct {
	on        bool
	percent   int
	overrides map[string]Rate
	mode      Mode
	read      time.Time
	turn      int // counts changes that this node has seen
}

// trusted is how long settings that were read are taken for current.
const trusted = time.Second

// rate is what an operation may be called at.
func (s *settings) rate(operation string, published Rate) Rate {
	if own, set := s.overrides[operation]; set {
		return own
	}
	if s.percent == 100 {
		return published
	}
	share := func(n int) int { return max(1, n*s.percent/100) }
	out := Rate{PerSecond: share(published.PerSecond)}
	if published.PerDay > 0 {
		out.PerDay = share(published.PerDay)
	}
	return out
}

// settings are those in force. While one caller reads them anew, or the database cannot be read, the last known ones hold.
func (r *Room) settings(ctx context.Context) *settings {
	s, now := r.current.Load(), r.clock.Now()
	if s != nil && !now.Before(s.read) && now.Sub(s.read) < trusted {
		return s
	}
	if s == nil {
		r.refresh.Lock() // nothing is known yet: wait for who reads
	} else if !r.refresh.TryLock() {
		return s
	}
	defer r.refresh.Unlock()
	if latest := r.current.Load(); latest != s {
		return latest
	}
	return r.read(ctx, now)
}

// read reads the settings anew, for who holds refresh. One that fails is tried again by the next call, or, where settings are
// known, after trusted.
func (r *Room) read(ctx context.Context, now time.Time) *settings {
	s := r.current.Load()
	fresh, err := r.load(ctx)
	switch {
	case err != nil && s == nil:
		return &r.defaults
	case err != nil:
		fresh = *s
	case s != nil:
		fresh.turn = s.turn
		if fresh.on != s.on || fresh.mode != s.mode || fresh.percent != s.percent || !maps.Equal(fresh.overrides, s.overrides) {
			fresh.turn++
		}
	}
	fresh.read = now
	r.current.Store(&fresh)
	return &fresh
}

// load puts what was set while programs run over the defaults.
func (r *Room) load(ctx context.Context) (settings, error) {
	s := r.defaults
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		s.mode, s.overrides = Default, maps.Clone(r.defaults.overrides)
		if s.overrides == nil {
			s.overrides = map[string]Rate{}
		}
		rows, err := tx.Query(`SELECT '', mode, percent, 0 FROM quota_mode UNION ALL SELECT operation, '', per_second, per_day FROM quota_override`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			var operation string
			var mode Mode
			var rate Rate
			if err := rows.Scan(&operation, &mode, &rate.PerSecond, &rate.PerDay); err != nil {
				return err
			}
			if operation == "" {
				s.mode = mode
				if rate.PerSecond != 0 { // the percentage, in the row of the mode
					s.percent = rate.PerSecond
				}
			} else {
				s.overrides[operation] = rate
			}
		}
		return rows.Err()
	})
	if s.mode != Default {
		s.on = s.mode == On
	}
	return s, err
}

// A Mode says whether quotas hold.
type Mode string

// The modes.
const (
	Default Mode = "" // as the program was started
	On      Mode = "on"
	Off     Mode = "off"
)

// An Entry is the rate of one operation of the Selling API.
type Entry struct {
	Operation string
	Published Rate
	InForce   Rate
	Override  bool
}

// A State is what is in force, for a page.
type State struct {
	On      bool
	Mode    Mode
	Percent int
	Entries []Entry
}

var deskOnly = fault.Denied("Only the AWS desk decides on quotas.")

// mayDecide says who changes quotas: AWS, not a partner.
func mayDecide(c identity.Caller) bool { return c.Reviews() || c.System }

// State tells what is in force. Every caller of an account may know it.
func (r *Room) State(ctx context.Context, c identity.Caller) (State, error) {
	if c.Account == "" {
		return State{}, fault.Denied("Nobody is signed in.")
	}
	s, err := r.load(ctx)
	if err != nil {
		return State{}, fmt.Errorf("read quotas: %w", err)
	}
	out := State{On: s.on, Mode: s.mode, Percent: s.percent}
	for _, operation := range slices.Sorted(maps.Keys(r.published)) {
		published := r.published[operation]
		_, own := s.overrides[operation]
		out.Entries = append(out.Entries, Entry{operation, published, s.rate(operation, published), own})
	}
	return out, nil
}

// SetMode switches quotas on or off for all accounts: at once on this node, and within a second on every other.
func (r *Room) SetMode(ctx context.Context, c identity.Caller, m Mode) error {
	if !mayDecide(c) {
		return deskOnly
	}
	if m != Default && m != On && m != Off {
		return refuse("mode", string(m), "The mode is on, off, or empty for the one that the program was started with.", "モードは on、off、または起動時の設定を表す空文字のいずれかです。")
	}
	return r.change(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO quota_mode (id, mode, percent, set_by, at_us) VALUES (1, ?, 0, ?, ?)
			ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, set_by = excluded.set_by, at_us = excluded.at_us`,
			string(m), c.Principal, sqldb.Micros(tx.Now()))
		return err
	})
}

// SetPercent has quotas hold at a share of the published rates, for all accounts; 0 is the share that the program was
// started with. Rates of their own stay as they are.
func (r *Room) SetPercent(ctx context.Context, c identity.Caller, percent int) error {
	if !mayDecide(c) {
		return deskOnly
	}
	if percent < 0 || percent > mostPercent {
		return refuse("percent", strconv.Itoa(percent), fmt.Sprintf("The percentage is from 1 to %d, or 0 for the one that the program was started with.", mostPercent),
			fmt.Sprintf("割合は 1 から %d の範囲で指定してください。0 は起動時の設定を表します。", mostPercent))
	}
	return r.change(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO quota_mode (id, mode, percent, set_by, at_us) VALUES (1, '', ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET percent = excluded.percent, set_by = excluded.set_by, at_us = excluded.at_us`,
			percent, c.Principal, sqldb.Micros(tx.Now()))
		return err
	})
}

// Override gives an operation another rate, for all accounts. Source of the need: an account's quota is raised on request.
func (r *Room) Override(ctx context.Context, c identity.Caller, operation string, rate Rate) error {
	if !mayDecide(c) {
		return deskOnly
	}
	if err := rate.check(operation); err != nil {
		return err
	}
	return r.change(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`INSERT INTO quota_override (operation, per_second, per_day, set_by, at_us) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (operation) DO UPDATE SET per_second = excluded.per_second, per_day = excluded.per_day, set_by = excluded.set_by, at_us = excluded.at_us`,
			operation, rate.PerSecond, rate.PerDay, c.Principal, sqldb.Micros(tx.Now()))
		return err
	})
}

// Restore takes an override back.
func (r *Room) Restore(ctx context.Context, c identity.Caller, operation string) error {
	if !mayDecide(c) {
		return deskOnly
	}
	return r.change(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`DELETE FROM quota_override WHERE operation = ?`, operation)
		if err == nil && n == 0 {
			return fault.Missing()
		}
		return err
	})
}

// change stores a setting and has this node read it at once.
func (r *Room) change(ctx context.Context, do func(*sqldb.Tx) error) error {
	if err := r.db.InTx(ctx, do); err != nil {
		return err
	}
	r.refresh.Lock()
	defer r.refresh.Unlock()
	r.read(ctx, r.clock.Now())
	return nil
}

// Highest rates that may be set.
const (
	mostPercent   = 1000
	mostPerSecond = 10_000
	mostPerDay    = 100_000_000
)

var operationName = regexp.MustCompile(`^[A-Z][A-Za-z]{2,63}$`)

func (rate Rate) check(operation string) error {
	switch {
	case !operationName.MatchString(operation):
		return refuse("operation", operation, fmt.Sprintf("%q is no name of an operation, such as GetOpportunity.", operation), "操作名が正しくありません。GetOpportunity のような名前を指定してください。")
	case rate.PerSecond < 1 || rate.PerSecond > mostPerSecond:
		return refuse("perSecond", strconv.Itoa(rate.PerSecond), fmt.Sprintf("The calls in a second are from 1 to %d.", mostPerSecond), fmt.Sprintf("1 秒あたりの呼び出し数は 1 から %d の範囲で指定してください。", mostPerSecond))
	case rate.PerDay < 0 || rate.PerDay > mostPerDay:
		return refuse("perDay", strconv.Itoa(rate.PerDay), fmt.Sprintf("The calls in 24 hours are from 0, which is no limit, to %d.", mostPerDay), fmt.Sprintf("24 時間あたりの呼び出し数は 0 (無制限) から %d の範囲で指定してください。", mostPerDay))
	}
	return nil
}

func refuse(field, value, en, ja string) error {
	return fault.Malformed(catalogue.Violation{Field: field, Path: field, At: field, Code: catalogue.InvalidValue, Rule: "quota-" + field,
		Value: value, Message: en, MessageJA: ja, FixEN: en, FixJA: ja})
}

// ParseOverrides reads "CreateOpportunity=5/20000,ListOpportunities=50": calls in a second, and in 24 hours where there is a
// limit to those. The empty text is no override.
func ParseOverrides(text string) (map[string]Rate, error) {
	all := map[string]Rate{}
	if text == "" {
		return all, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		operation, rates, _ := strings.Cut(strings.TrimSpace(part), "=")
		second, day, daily := strings.Cut(rates, "/")
		var rate Rate
		var err error
		if rate.PerSecond, err = strconv.Atoi(second); err != nil {
			return nil, fmt.Errorf("%q: write an operation, =, and the calls in a second, such as GetOpportunity=50", part)
		}
		if daily {
			if rate.PerDay, err = strconv.Atoi(day); err != nil {
				return nil, fmt.Errorf("%q: behind the slash stand the calls in 24 hours, such as GetOpportunity=50/200000", part)
			}
		}
		if _, twice := all[operation]; twice {
			return nil, fmt.Errorf("%s comes twice", operation)
		}
		if err := rate.check(operation); err != nil {
			return nil, err
		}
		all[operation] = rate
	}
	return all, nil
}
