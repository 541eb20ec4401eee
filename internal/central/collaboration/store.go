// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package collaboration

import (
	"errors"
	"strconv"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

const columns = `account_id, id, catalog, number, version, state, title, company, purpose, asked_by, asked_name, asked_us, decided_name, decided_us,
	reason, trouble, name, slack_id, link, created_us, archived_us`

func scan(row func(...any) error) (c Channel, err error) {
	var asked, decided, made, closed int64
	err = row(&c.Account, &c.ID, &c.Catalog, &c.Number, &c.Version, &c.State, &c.Title, &c.Company, &c.Purpose, &c.AskedBy, &c.AskedName, &asked,
		&c.DecidedName, &decided, &c.Reason, &c.Trouble, &c.Name, &c.SlackID, &c.Link, &made, &closed)
	c.Asked, c.Decided, c.Made, c.Closed = sqldb.Time(asked), instant(decided), instant(made), instant(closed)
	return c, err
}

// instant is a time that may not have come; 0 then.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return sqldb.Time(us)
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return sqldb.Micros(t)
}

// load reads a channel with its people. account is empty for the AWS desk, which sees those of all partners.
func load(tx *sqldb.Tx, account, id string) (Channel, error) {
	where, args := "id = ?", []any{id}
	if account != identity.AWS {
		where, args = "account_id = ? AND id = ?", []any{account, id}
	}
	c, err := scan(tx.Row(`SELECT `+columns+` FROM collaboration_channel WHERE `+where, args...).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		return Channel{}, fault.Missing()
	}
	if err != nil {
		return Channel{}, err
	}
	return c, c.readPeople(tx)
}

// of are the channels of an opportunity, the latest first.
func of(tx *sqldb.Tx, k opportunity.Key) ([]Channel, error) {
	return many(tx, `SELECT `+columns+` FROM collaboration_channel WHERE account_id = ? AND catalog = ? AND number = ? ORDER BY asked_us DESC, id DESC LIMIT 20`,
		k.Account, k.Catalog, k.Number)
}

func many(tx *sqldb.Tx, query string, args ...any) (all []Channel, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		c, err := scan(rows.Scan)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		all = append(all, c)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for i := range all {
		if err := all[i].readPeople(tx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// readPeople reads who was chosen. An invitation of Slack's that nobody has answered in time has expired.
func (c *Channel) readPeople(tx *sqldb.Tx) (err error) {
	rows, err := tx.Query(`SELECT user_id, name, email, state, since_us FROM collaboration_person WHERE account_id = ? AND channel = ? ORDER BY name, user_id`,
		c.Account, c.ID)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var p Person
		var since int64
		if err := rows.Scan(&p.ID, &p.Name, &p.Email, &p.Stand, &since); err != nil {
			return err
		}
		p.Since = sqldb.Time(since)
		if p.Stand == Invited && c.SlackID != "" && !tx.Now().Before(p.Since.Add(InvitationValidity)) {
			p.Stand = Expired
		}
		c.People = append(c.People, p)
	}
	return rows.Err()
}

func (c *Channel) insert(tx *sqldb.Tx) error {
	c.about(tx)
	_, err := tx.Exec(`INSERT INTO collaboration_channel (`+columns+`, is_open) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, '', '', ?, '', '', 0, 0, 1)`,
		c.Account, c.ID, c.Catalog, c.Number, c.Version, string(c.State), c.Title, c.Company, c.Purpose, c.AskedBy, c.AskedName, sqldb.Micros(c.Asked), c.Name)
	if err != nil {
		return err
	}
	for _, p := range c.People {
		if _, err := tx.Exec(`INSERT INTO collaboration_person (account_id, channel, user_id, email, name, state, since_us) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			c.Account, c.ID, p.ID, p.Email, p.Name, string(p.Stand), sqldb.Micros(p.Since)); err != nil {
			return err
		}
	}
	return nil
}

// save stores a channel that was decided on as it was read; who was faster is told by a Conflict.
func (c *Channel) save(tx *sqldb.Tx) error {
	c.about(tx)
	open := 0
	if c.State.open() {
		open = 1
	}
	n, err := tx.Exec(`UPDATE collaboration_channel SET version = version + 1, state = ?, is_open = ?, decided_name = ?, decided_us = ?, reason = ?, trouble = ?,
		slack_id = ?, link = ?, created_us = ?, archived_us = ? WHERE account_id = ? AND id = ? AND version = ?`,
		string(c.State), open, c.DecidedName, micros(c.Decided), c.Reason, c.Trouble, c.SlackID, c.Link, micros(c.Made), micros(c.Closed),
		c.Account, c.ID, c.Version)
	if err == nil && n == 0 {
		return stale(c.Version + 1)
	}
	c.Version++
	return err
}

// stand moves somebody.
func (c *Channel) stand(tx *sqldb.Tx, user string, to Stand) error {
	c.about(tx)
	_, err := tx.Exec(`UPDATE collaboration_person SET state = ?, since_us = ? WHERE account_id = ? AND channel = ? AND user_id = ?`,
		string(to), sqldb.Micros(tx.Now()), c.Account, c.ID, user)
	return err
}

// optedOut are the users of an account who want no invitation.
func optedOut(tx *sqldb.Tx, account string) (out map[string]bool, err error) {
	rows, err := tx.Query(`SELECT user_id FROM collaboration_optout WHERE account_id = ?`, account)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	out = map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[id] = true
	}
	return out, rows.Err()
}

func version(n int64) string { return strconv.FormatInt(n, 10) }
