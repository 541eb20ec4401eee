// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// DefaultRate and MaxRate are how many calls a second a destination gets: EventBridge's default, and its quota.
const (
	DefaultRate = 300
	MaxRate     = 300
)

// A Destination is a web address that takes events.
type Destination struct {
	Name, Description string
	URL               string // a star stands for a value that each target gives
	Method            string // POST (the default), or another
	Connection        string // by name
	Rate              int    // calls a second at most; 0 means EventBridge's 300

	ARN           string // read only, as what follows
	ConnectionARN string // empty when the connection is gone
	Made, Changed time.Time
}

// methods are how a destination may be called.
var methods = []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodDelete}

// NewDestination stores a destination that is not there yet.
func (b *Bus) NewDestination(ctx context.Context, who identity.Caller, d Destination) (Destination, error) {
	return b.saveDestination(ctx, who, d, mustBeNew, "")
}

// ChangeDestination replaces a destination that is there, provided that it is of the version. The empty version is any.
func (b *Bus) ChangeDestination(ctx context.Context, who identity.Caller, d Destination, version string) (Destination, error) {
	return b.saveDestination(ctx, who, d, mustBeThere, version)
}

// PutDestination stores a destination, in place of one of the same name.
func (b *Bus) PutDestination(ctx context.Context, who identity.Caller, d Destination) error {
	_, err := b.saveDestination(ctx, who, d, eitherWay, "")
	return err
}

func (b *Bus) saveDestination(ctx context.Context, who identity.Caller, d Destination, p presence, version string) (Destination, error) {
	if err := manage(who); err != nil {
		return d, err
	}
	if err := d.check(b); err != nil {
		return d, err
	}
	err := b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := holds(tx, "ApiDestination", "event_destination", who.Account, d.Name, version); err != nil {
			return err
		}
		old, err := readDestination(tx, who.Account, d.Name)
		if err != nil && !errors.Is(err, sqldb.ErrNone) {
			return fmt.Errorf("read destination %s: %w", d.Name, err)
		}
		there := err == nil
		if err := p.check(there, "ApiDestination", d.Name); err != nil {
			return err
		}
		if !there {
			if err := quota(tx, who.Account, "event_destination", "API destinations"); err != nil {
				return err
			}
			old.uid, old.Made = newUID(), tx.Now()
		}
		d.ARN, d.Made, d.Changed = destinationARN(who.Account, d.Name, old.uid), old.Made, after(tx, old.Changed)
		return d.store(tx, who.Account, old.uid)
	})
	return d, err
}

func (d *Destination) check(b *Bus) error {
	var f form
	d.Method = orElse(d.Method, http.MethodPost)
	if d.Rate == 0 {
		d.Rate = DefaultRate
	}
	f.name("Name", d.Name)
	f.short("Description", d.Description, 512)
	f.short("InvocationEndpoint", d.URL, 2048)
	f.address(b.client, "InvocationEndpoint", strings.ReplaceAll(d.URL, "*", "x"))
	if star := strings.IndexByte(d.URL, '*'); star >= 0 && strings.Count(d.URL[:star], "/") < 3 {
		f.wrong("InvocationEndpoint", d.URL, "A star stands for a part of the path only.", "アスタリスクはパスにのみ使用できます。",
			"Write the host in full.", "ホスト名を省略せずに入力してください。")
	}
	f.oneOf("HttpMethod", d.Method, methods...)
	f.within("InvocationRateLimitPerSecond", int64(d.Rate), 1, MaxRate, "calls a second", "回/秒")
	f.name("ConnectionArn", d.Connection)
	return f.err()
}

func (d *Destination) store(tx *sqldb.Tx, account, uid string) error {
	k, err := readConnection(tx, account, d.Connection)
	if errors.Is(err, sqldb.ErrNone) {
		var f form
		f.breach("ConnectionArn", catalogue.InvalidValue, catalogue.Violation{
			Message: "There is no connection of this name.", MessageJA: "この名前の接続はありません。", Value: d.Connection,
			FixEN: "Make the connection first.", FixJA: "先に接続を作成してください。"})
		return f.err()
	}
	if err != nil {
		return fmt.Errorf("read connection %s: %w", d.Connection, err)
	}
	d.ConnectionARN = k.ARN
	_, err = tx.Exec(`INSERT INTO event_destination (account_id, name, uid, description, url, method, connection, rate,
		made_us, changed_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, name) DO UPDATE SET
		description = excluded.description, url = excluded.url, method = excluded.method, connection = excluded.connection,
		rate = excluded.rate, changed_us = excluded.changed_us`,
		account, d.Name, uid, d.Description, d.URL, d.Method, d.Connection, d.Rate, sqldb.Micros(d.Made), sqldb.Micros(d.Changed))
	if err != nil {
		return fmt.Errorf("store destination %s: %w", d.Name, err)
	}
	return nil
}

// A destination is a Destination as stored.
type destination struct {
	Destination
	uid string
}

// destinationsFrom reads what scanDestination takes; the connection's part of its ARN is looked up beside it.
const destinationsFrom = `SELECT name, uid, description, url, method, connection, rate, made_us, changed_us, COALESCE((SELECT k.uid
	FROM event_connection k WHERE k.account_id = event_destination.account_id AND k.name = event_destination.connection), '')
	FROM event_destination`

func scanDestination(account string, scan func(...any) error) (d destination, err error) {
	var made, changed int64
	var of string
	err = scan(&d.Name, &d.uid, &d.Description, &d.URL, &d.Method, &d.Connection, &d.Rate, &made, &changed, &of)
	d.ARN, d.Made, d.Changed = destinationARN(account, d.Name, d.uid), sqldb.Time(made), sqldb.Time(changed)
	if of != "" {
		d.ConnectionARN = connectionARN(account, d.Connection, of)
	}
	return d, err
}

func readDestination(tx *sqldb.Tx, account, name string) (destination, error) {
	return scanDestination(account, tx.Row(destinationsFrom+` WHERE account_id = ? AND name = ?`, account, name).Scan)
}

// Destination is one destination.
func (b *Bus) Destination(ctx context.Context, who identity.Caller, name string) (d Destination, err error) {
	if err := look(who); err != nil {
		return d, err
	}
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		stored, err := readDestination(tx, who.Account, name)
		if errors.Is(err, sqldb.ErrNone) {
			return missing("ApiDestination", name)
		}
		d = stored.Destination
		return err
	})
	return d, err
}

// Destinations lists the account's destinations, by name; connection narrows to those that use it, empty to none.
func (b *Bus) Destinations(ctx context.Context, who identity.Caller, connection string, w Window) (Listing[Destination], error) {
	q := query{what: "destinations", from: destinationsFrom}
	if connection != "" {
		q.where, q.args = ` AND connection = ?`, []any{connection}
	}
	return list(ctx, b, who, w, q, func(scan func(...any) error) (Destination, string, error) {
		d, err := scanDestination(who.Account, scan)
		return d.Destination, d.Name, err
	})
}

// DeleteDestination takes a destination away. Deliveries that wait for it go to the dead-letter queue.
func (b *Bus) DeleteDestination(ctx context.Context, who identity.Caller, name string) error {
	return b.remove(ctx, who, "ApiDestination", `DELETE FROM event_destination WHERE account_id = ? AND name = ?`, name)
}
