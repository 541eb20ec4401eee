// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"fmt"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A Connection is how the bus proves to a destination who it is: OAuth client credentials.
type Connection struct {
	Name     string
	TokenURL string
	ClientID string
	Secret   string // is never read out again; empty in a change keeps what is stored
	ClientIn string // "header" (the default) or "body": where id and secret travel
	Scope    string
}

// A Destination is a web address that takes events.
type Destination struct {
	Name, URL  string
	Method     string // POST (the default), PUT or PATCH
	Connection string // by name
}

// secretAt names the place that a connection's secret is sealed for.
func secretAt(name string) string { return "event_connection.secret/" + name }

// PutConnection stores a connection, in place of one of the same name. Tokens that were got before are not used again.
func (b *Bus) PutConnection(ctx context.Context, who identity.Caller, c Connection) error {
	if err := manage(who); err != nil {
		return err
	}
	if c.ClientIn == "" {
		c.ClientIn = inHeader
	}
	var f form
	f.name("Name", c.Name)
	f.address(b.client, "TokenURL", c.TokenURL)
	f.needed("ClientID", c.ClientID, "Enter the client id that the destination's owner gave you.", "送信先の管理者から受け取ったクライアント ID を入力してください。")
	f.oneOf("ClientIn", c.ClientIn, inHeader, inBody)
	if err := f.err(); err != nil {
		return err
	}
	var sealed []byte
	if c.Secret != "" {
		var err error
		if sealed, err = b.secrets.Seal(ctx, who.Account, secretAt(c.Name), []byte(c.Secret)); err != nil {
			return fmt.Errorf("seal the secret of connection %s: %w", c.Name, err)
		}
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error { return c.store(tx, who.Account, sealed) })
}

func (c Connection) store(tx *sqldb.Tx, account string, sealed []byte) error {
	now := sqldb.Micros(tx.Now())
	if sealed == nil {
		n, err := tx.Exec(`UPDATE event_connection SET token_url = ?, client_id = ?, client_in = ?, scope = ?,
			version = ?, changed_us = ? WHERE account_id = ? AND name = ?`,
			c.TokenURL, c.ClientID, c.ClientIn, c.Scope, drawn(), now, account, c.Name)
		if err != nil {
			return fmt.Errorf("change connection %s: %w", c.Name, err)
		}
		if n == 1 {
			return nil
		}
		var f form
		f.needed("Secret", "", "Enter the client secret that belongs to the client id.", "クライアント ID に対応するクライアントシークレットを入力してください。")
		return f.err()
	}
	_, err := tx.Exec(`INSERT INTO event_connection (account_id, name, token_url, client_id, client_in, scope, secret,
		version, changed_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, name) DO UPDATE SET
		token_url = excluded.token_url, client_id = excluded.client_id, client_in = excluded.client_in,
		scope = excluded.scope, secret = excluded.secret, version = excluded.version,
		changed_us = excluded.changed_us`,
		account, c.Name, c.TokenURL, c.ClientID, c.ClientIn, c.Scope, sealed, drawn(), now)
	if err != nil {
		return fmt.Errorf("store connection %s: %w", c.Name, err)
	}
	return nil
}

// Connections lists the account's connections, without secrets, by name.
func (b *Bus) Connections(ctx context.Context, who identity.Caller) (list []Connection, err error) {
	if err := look(who); err != nil {
		return nil, err
	}
	err = b.each(ctx, `SELECT name, token_url, client_id, client_in, scope FROM event_connection
		WHERE account_id = ? ORDER BY name`, []any{who.Account}, func(scan func(...any) error) error {
		var c Connection
		defer func() { list = append(list, c) }()
		return scan(&c.Name, &c.TokenURL, &c.ClientID, &c.ClientIn, &c.Scope)
	})
	return list, err
}

// PutDestination stores a destination, in place of one of the same name.
func (b *Bus) PutDestination(ctx context.Context, who identity.Caller, d Destination) error {
	if err := manage(who); err != nil {
		return err
	}
	if d.Method == "" {
		d.Method = "POST"
	}
	var f form
	f.name("Name", d.Name)
	f.address(b.client, "URL", d.URL)
	f.oneOf("Method", d.Method, "POST", "PUT", "PATCH")
	f.name("Connection", d.Connection)
	if err := f.err(); err != nil {
		return err
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`INSERT INTO event_destination (account_id, name, url, method, connection, changed_us)
			SELECT account_id, ?, ?, ?, name, CAST(? AS BIGINT) FROM event_connection WHERE account_id = ? AND name = ?
			ON CONFLICT (account_id, name) DO UPDATE SET url = excluded.url, method = excluded.method,
			connection = excluded.connection, changed_us = excluded.changed_us`,
			d.Name, d.URL, d.Method, sqldb.Micros(tx.Now()), who.Account, d.Connection)
		if err != nil {
			return fmt.Errorf("store destination %s: %w", d.Name, err)
		}
		var f form
		if n == 0 {
			f.breach("Connection", catalogue.InvalidValue, catalogue.Violation{
				Message: "There is no connection of this name.", MessageJA: "この名前の接続はありません。", Value: d.Connection,
				FixEN: "Make the connection first.", FixJA: "先に接続を作成してください。"})
		}
		return f.err()
	})
}

// Destinations lists the account's destinations, by name.
func (b *Bus) Destinations(ctx context.Context, who identity.Caller) (list []Destination, err error) {
	if err := look(who); err != nil {
		return nil, err
	}
	err = b.each(ctx, `SELECT name, url, method, connection FROM event_destination WHERE account_id = ? ORDER BY name`,
		[]any{who.Account}, func(scan func(...any) error) error {
			var d Destination
			defer func() { list = append(list, d) }()
			return scan(&d.Name, &d.URL, &d.Method, &d.Connection)
		})
	return list, err
}

// DeleteDestination takes a destination away. Deliveries that wait for it go to the dead-letter queue.
func (b *Bus) DeleteDestination(ctx context.Context, who identity.Caller, name string) error {
	return b.remove(ctx, who, `DELETE FROM event_destination WHERE account_id = ? AND name = ?`, name)
}

// DeleteConnection takes a connection away; destinations that use it cannot be reached from then on.
func (b *Bus) DeleteConnection(ctx context.Context, who identity.Caller, name string) error {
	return b.remove(ctx, who, `DELETE FROM event_connection WHERE account_id = ? AND name = ?`, name)
}

func (b *Bus) remove(ctx context.Context, who identity.Caller, statement, name string) error {
	if err := manage(who); err != nil {
		return err
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(statement, who.Account, name)
		if err != nil {
			return fmt.Errorf("delete %s: %w", name, err)
		}
		if n == 0 {
			return fault.Missing()
		}
		return nil
	})
}

// each runs a query on a snapshot and hands over its rows.
func (b *Bus) each(ctx context.Context, query string, args []any, row func(scan func(...any) error) error) error {
	return b.db.View(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Query(query, args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // Err is read below
		for rows.Next() {
			if err := row(rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}
