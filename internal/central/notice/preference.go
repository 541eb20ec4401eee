// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // people are where they are on every machine
	"unicode"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A Way is how something is mailed. Ways are stored as numbers, which stay.
type Way int

// The ways.
const (
	Never Way = iota
	AtOnce
	Daily
	Weekly
)

var ways = []string{Never: "never", AtOnce: "at-once", Daily: "daily", Weekly: "weekly"}

// String is the way's name.
func (w Way) String() string { return ways[w] }

// ParseWay reads the name of a way.
func ParseWay(name string) (Way, bool) {
	i := slices.Index(ways, name)
	return Way(max(i, 0)), i >= 0
}

// A Wish is how somebody wants to be told of a group. The zero Wish is not at all.
type Wish struct {
	Page bool
	Mail Way
}

// wishesOf are the choices of an account's people about a group, by user.
func wishesOf(tx *sqldb.Tx, account string, g Group) (map[string]Wish, error) {
	rows, err := tx.Query(`SELECT user_id, page, mail FROM notice_choice WHERE account_id = ? AND grp = ?`, account, string(g))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	all := map[string]Wish{}
	for rows.Next() {
		var user string
		var page, mail int
		if err := rows.Scan(&user, &page, &mail); err != nil {
			return nil, err
		}
		all[user] = Wish{Page: page == 1, Mail: Way(mail)}
	}
	return all, rows.Err()
}

// Times are when somebody's digests come.
type Times struct {
	Zone     string // of the time zone database
	Minute   int    // of the day
	Business bool   // not on Saturdays, Sundays and holidays of the country of the zone, where they are known
}

// Preferences are how somebody wants to be told.
type Preferences struct {
	Times
	Wishes   map[Group]Wish // of the groups that there are for the person's role
	Language Language
	Email    string
	Version  int64 // 0: nothing was ever saved
}

// usualTimes are those of people who have not chosen: nine in the morning where their language is at home.
func usualTimes(l Language) Times {
	if l == Japanese {
		return Times{Zone: "Asia/Tokyo", Minute: 9 * 60, Business: true}
	}
	return Times{Zone: "UTC", Minute: 9 * 60, Business: true}
}

// languageOf is the language that a user is written to. Who has not chosen one is known by how the name is written.
func languageOf(u identity.User) Language {
	japanese := strings.ContainsFunc(u.LastName+u.FirstName, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) })
	if u.Language == string(Japanese) || u.Language == "" && japanese {
		return Japanese
	}
	return English
}

// location is the time zone; UTC for one that is not known any more.
func (t Times) location() *time.Location {
	zone, err := time.LoadLocation(t.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// timesOf are the times of a user, chosen or usual.
func timesOf(tx *sqldb.Tx, account, user string) (Times, error) {
	u, err := identity.FindUser(tx, account, user)
	if err != nil {
		return Times{}, err
	}
	t, _, err := chosenTimes(tx, u)
	return t, err
}

func chosenTimes(tx *sqldb.Tx, u identity.User) (t Times, version int64, err error) {
	business := 0
	err = tx.Row(`SELECT zone, minute, business, version FROM notice_preference WHERE account_id = ? AND user_id = ?`, u.Account, u.ID).
		Scan(&t.Zone, &t.Minute, &business, &version)
	if errors.Is(err, sqldb.ErrNone) {
		return usualTimes(languageOf(u)), 0, nil
	}
	t.Business = business == 1
	return t, version, err
}

// Preferences are the caller's.
func (r *Room) Preferences(ctx context.Context, c identity.Caller) (p Preferences, err error) {
	if err := enter(c); err != nil {
		return p, err
	}
	return p, r.DB.View(ctx, func(tx *sqldb.Tx) error {
		p, err = preferencesOf(tx, c)
		return err
	})
}

func preferencesOf(tx *sqldb.Tx, c identity.Caller) (p Preferences, err error) {
	u, err := identity.FindUser(tx, c.Account, c.Principal)
	if err != nil {
		return p, err
	}
	p = Preferences{Wishes: map[Group]Wish{}, Language: languageOf(u), Email: u.Email}
	if p.Times, p.Version, err = chosenTimes(tx, u); err != nil {
		return p, err
	}
	for _, g := range For(c.Role) {
		p.Wishes[g] = g.usual()
	}
	rows, err := tx.Query(`SELECT grp, page, mail FROM notice_choice WHERE account_id = ? AND user_id = ?`, c.Account, c.Principal)
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var group Group
		var page, mail int
		if err := rows.Scan((*string)(&group), &page, &mail); err != nil {
			return p, err
		}
		if _, mine := p.Wishes[group]; mine {
			p.Wishes[group] = Wish{Page: page == 1, Mail: Way(mail)}
		}
	}
	return p, rows.Err()
}

func (t Times) check() error {
	if _, err := time.LoadLocation(t.Zone); err != nil || t.Zone == "" || t.Zone == "Local" {
		return fault.Broken(violation("zone", "notice-zone", t.Zone, "There is no such time zone.", "このタイムゾーンはありません。",
			"Choose a time zone from the list, such as Asia/Tokyo.", "Asia/Tokyo のようなタイムゾーンを一覧から選択してください。"))
	}
	if t.Minute < 0 || t.Minute >= 24*60 {
		return fault.Broken(violation("time", "notice-time", strconv.Itoa(t.Minute), "The time of the digest is no time of the day.", "まとめメールの時刻が正しくありません。",
			"Enter a time from 00:00 to 23:59.", "00:00〜23:59 の時刻を入力してください。"))
	}
	return nil
}

// Choose saves how the caller wants to be told, as the caller has read it. What waits to be mailed goes the new way.
func (r *Room) Choose(ctx context.Context, c identity.Caller, in Preferences) (p Preferences, err error) {
	if err := enter(c); err != nil {
		return p, err
	}
	if err := in.check(); err != nil {
		return p, err
	}
	for g := range in.Wishes {
		if !slices.Contains(For(c.Role), g) {
			return p, fault.Malformed(unknownGroup(string(g)))
		}
	}
	return p, r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.About(c.Account, "notice-preference/"+c.Principal)
		if err := in.keepTimes(tx, c); err != nil {
			return err
		}
		for g, w := range in.Wishes {
			if _, err := tx.Exec(`INSERT INTO notice_choice (account_id, user_id, grp, page, mail) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (account_id, user_id, grp) DO UPDATE SET page = excluded.page, mail = excluded.mail`,
				c.Account, c.Principal, string(g), oneIf(w.Page), int(w.Mail)); err != nil {
				return err
			}
			if _, err := tx.Exec(`UPDATE notice SET mail = ? WHERE account_id = ? AND user_id = ? AND grp = ? AND mail > 0`,
				int(w.Mail), c.Account, c.Principal, string(g)); err != nil {
				return err
			}
		}
		p, err = preferencesOf(tx, c)
		return err
	})
}

func (p *Preferences) keepTimes(tx *sqldb.Tx, c identity.Caller) error {
	args := []any{p.Zone, p.Minute, oneIf(p.Business), c.Account, c.Principal}
	if p.Version == 0 {
		n, err := tx.Exec(`INSERT INTO notice_preference (zone, minute, business, account_id, user_id, version) VALUES (?, ?, ?, ?, ?, 1)
			ON CONFLICT (account_id, user_id) DO NOTHING`, args...)
		if err == nil && n == 0 {
			return stale(tx, c)
		}
		return err
	}
	n, err := tx.Exec(`UPDATE notice_preference SET zone = ?, minute = ?, business = ?, version = version + 1
		WHERE account_id = ? AND user_id = ? AND version = ?`, append(args, p.Version)...)
	if err == nil && n == 0 {
		return stale(tx, c)
	}
	return err
}

func stale(tx *sqldb.Tx, c identity.Caller) error {
	now, err := preferencesOf(tx, c)
	if err != nil {
		return err
	}
	return &fault.Fault{Kind: fault.Conflict, Version: strconv.FormatInt(now.Version, 10), Msg: "Your notification settings were changed after you opened them. Reload them and try again."}
}
