// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// The ways in which a connection proves who calls. The empty way is OAuth.
const (
	OAuth  = "OAUTH_CLIENT_CREDENTIALS"
	Basic  = "BASIC"
	APIKey = "API_KEY"
)

// Where a parameter of a connection travels, and where an OAuth client's id and secret do.
const (
	InHeader = "header"
	InQuery  = "query"
	InBody   = "body"
)

// A Parameter goes along with every call.
type Parameter struct {
	In     string `json:"in"`
	Name   string `json:"name"`
	Value  string `json:"value"` // of a secret one it is never read out again; empty in a change keeps what is stored
	Secret bool   `json:"secret,omitempty"`
}

// A Connection is how the bus proves to a destination who it is.
type Connection struct {
	Name        string `json:"-"`
	Description string `json:"-"`
	Auth        string `json:"auth"`
	// ClientID and Secret are of an OAuth client, or a user's name and password, or a header's name and a key. Secret is
	// never read out again; empty in a change, it keeps what is stored.
	ClientID string `json:"client"`
	Secret   string `json:"-"`

	TokenURL    string      `json:"tokenUrl,omitempty"` // of OAuth, as all with Token
	TokenMethod string      `json:"tokenMethod,omitempty"`
	TokenParams []Parameter `json:"tokenParams,omitempty"`
	ClientIn    string      `json:"clientIn,omitempty"` // header (the default) or body
	Scope       string      `json:"scope,omitempty"`

	Params []Parameter `json:"params,omitempty"` // of each call

	ARN           string    `json:"-"` // read only, as the instants
	Made, Changed time.Time `json:"-"`
}

// withheld is what a connection keeps sealed, by the place of each.
type withheld struct {
	Secret string            `json:"secret"`
	Params map[string]string `json:"params,omitempty"`
}

// maxParams is EventBridge's limit for parameters of one kind.
const maxParams = 100

// secretAt names the place that a connection's secrets are sealed for.
func secretAt(name string) string { return "event_connection.secret/" + name }

// NewConnection stores a connection that is not there yet.
func (b *Bus) NewConnection(ctx context.Context, who identity.Caller, c Connection) (Connection, error) {
	return b.saveConnection(ctx, who, c, mustBeNew, "")
}

// ChangeConnection replaces a connection that is there, provided that it is of the version; the empty version is any. Tokens
// that were got before are not used again.
func (b *Bus) ChangeConnection(ctx context.Context, who identity.Caller, c Connection, version string) (Connection, error) {
	return b.saveConnection(ctx, who, c, mustBeThere, version)
}

// PutConnection stores a connection, in place of one of the same name.
func (b *Bus) PutConnection(ctx context.Context, who identity.Caller, c Connection) error {
	_, err := b.saveConnection(ctx, who, c, eitherWay, "")
	return err
}

// A presence is what must be there before something is stored under a name.
type presence int

const (
	eitherWay presence = iota
	mustBeNew
	mustBeThere
)

// check refuses what is there and must not be, and the other way round.
func (p presence) check(there bool, what, name string) error {
	switch {
	case p == mustBeNew && there:
		return (&fault.Fault{Kind: fault.Conflict, Msg: fmt.Sprintf("%s %s already exists. Choose another name, or change the one that is there.", what, name)}).Telling(
			fault.State("event-name", fmt.Sprintf("%s %s already exists.", what, name), fmt.Sprintf("%s はすでに存在します。", name),
				"Choose another name, or change the one that is there.", "別の名前を指定するか、既存のものを変更してください。"))
	case p == mustBeThere && !there:
		return missing(what, name)
	}
	return nil
}

// missing refuses what does not exist, in EventBridge's words.
func missing(what, name string) error {
	return &fault.Fault{Kind: fault.NotFound, Msg: fmt.Sprintf("%s %s does not exist.", what, name)}
}

func (b *Bus) saveConnection(ctx context.Context, who identity.Caller, c Connection, p presence, version string) (Connection, error) {
	if err := manage(who); err != nil {
		return c, err
	}
	if err := c.check(b); err != nil {
		return c, err
	}
	old, err := b.stored(ctx, who.Account, c.Name)
	if err != nil {
		return c, err
	}
	if err := p.check(old.version != 0, "Connection", c.Name); err != nil {
		return c, err
	}
	sealed, err := b.seal(ctx, who.Account, c, old)
	if err != nil {
		return c, err
	}
	err = b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := holds(tx, "Connection", "event_connection", who.Account, c.Name, version); err != nil {
			return err
		}
		now, err := readConnection(tx, who.Account, c.Name)
		if err != nil && !errors.Is(err, sqldb.ErrNone) {
			return fmt.Errorf("read connection %s: %w", c.Name, err)
		}
		if err := p.check(now.version != 0, "Connection", c.Name); err != nil {
			return err
		}
		if now.version != old.version {
			return (&fault.Fault{Kind: fault.Conflict, Msg: "Connection " + c.Name + " was changed by somebody else meanwhile. Try again."}).Telling(
				fault.State("event-connection", "Connection "+c.Name+" was changed by somebody else meanwhile.", "ほかのユーザーが接続 "+c.Name+" を変更しました。",
					"Reload the page, and change it again.", "ページを再読み込みして、もう一度変更してください。"))
		}
		if now.version == 0 {
			if err := quota(tx, who.Account, "event_connection", "connections"); err != nil {
				return err
			}
			now.uid, now.Made = newUID(), tx.Now()
		}
		c.ARN, c.Made, c.Changed = connectionARN(who.Account, c.Name, now.uid), now.Made, after(tx, now.Changed)
		return c.store(tx, who.Account, now.uid, sealed)
	})
	return c.public(), err
}

// stored is the connection as it is now, without a version when there is none. Secrets are opened and sealed outside of
// the transaction that stores them: the box has a database of its own to ask.
func (b *Bus) stored(ctx context.Context, account, name string) (c connection, err error) {
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		c, err = readConnection(tx, account, name)
		if errors.Is(err, sqldb.ErrNone) {
			c = connection{}
			return nil
		}
		return err
	})
	if err != nil {
		return c, fmt.Errorf("read connection %s: %w", name, err)
	}
	return c, nil
}

// seal seals what is secret. What was not sent again is kept from the old connection.
func (b *Bus) seal(ctx context.Context, account string, c Connection, old connection) ([]byte, error) {
	var kept withheld
	if old.version != 0 {
		var err error
		if kept, err = b.open(ctx, account, old); err != nil {
			return nil, err
		}
	}
	keep, err := c.withhold(kept)
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(keep)
	if err != nil {
		return nil, fmt.Errorf("write the secrets of connection %s: %w", c.Name, err)
	}
	sealed, err := b.secrets.Seal(ctx, account, secretAt(c.Name), plain)
	if err != nil {
		return nil, fmt.Errorf("seal the secrets of connection %s: %w", c.Name, err)
	}
	return sealed, nil
}

func (c *Connection) store(tx *sqldb.Tx, account, uid string, sealed []byte) error {
	settings, err := json.Marshal(c.public())
	if err != nil {
		return fmt.Errorf("write connection %s: %w", c.Name, err)
	}
	_, err = tx.Exec(`INSERT INTO event_connection (account_id, name, uid, description, settings, secret, version, made_us,
		changed_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, name) DO UPDATE SET
		description = excluded.description, settings = excluded.settings, secret = excluded.secret,
		version = excluded.version, changed_us = excluded.changed_us`,
		account, c.Name, uid, c.Description, string(settings), sealed, drawn(), sqldb.Micros(c.Made), sqldb.Micros(c.Changed))
	if err != nil {
		return fmt.Errorf("store connection %s: %w", c.Name, err)
	}
	return nil
}

// open reads what a stored connection keeps sealed.
func (b *Bus) open(ctx context.Context, account string, c connection) (w withheld, err error) {
	plain, err := b.secrets.Open(ctx, account, secretAt(c.Name), c.sealed)
	if err != nil {
		return w, fmt.Errorf("open the secrets of connection %s: %w", c.Name, err)
	}
	if err := json.Unmarshal(plain, &w); err != nil {
		return w, fmt.Errorf("read the secrets of connection %s: %w", c.Name, err)
	}
	return w, nil
}

// withhold collects what is secret; what was not sent again is taken from kept.
func (c *Connection) withhold(kept withheld) (withheld, error) {
	keep := withheld{Secret: c.Secret, Params: map[string]string{}}
	var f form
	if keep.Secret == "" {
		keep.Secret = kept.Secret
	}
	f.needed("Secret", keep.Secret, "Enter the secret that belongs to the client id, the user or the key.",
		"クライアント ID、ユーザー、またはキーに対応するシークレットを入力してください。")
	for _, list := range []struct {
		field string
		all   []Parameter
	}{{"Params", c.Params}, {"TokenParams", c.TokenParams}} {
		for i, p := range list.all {
			at := list.field + "/" + p.In + "/" + p.Name
			switch {
			case !p.Secret:
			case p.Value != "":
				keep.Params[at] = p.Value
			case kept.Params[at] != "":
				keep.Params[at] = kept.Params[at]
			default:
				f.needed(fmt.Sprintf("%s[%d].Value", list.field, i), "", "Enter the parameter's value.", "パラメーターの値を入力してください。")
			}
		}
	}
	return keep, f.err()
}

// public is the connection without its secrets.
func (c Connection) public() Connection {
	c.Secret, c.Params, c.TokenParams = "", masked(c.Params), masked(c.TokenParams)
	return c
}

func masked(params []Parameter) []Parameter {
	params = slices.Clone(params)
	for i := range params {
		if params[i].Secret {
			params[i].Value = ""
		}
	}
	return params
}

// whole are the parameters of a list with the values that were withheld.
func (w withheld) whole(field string, params []Parameter) []Parameter {
	params = slices.Clone(params)
	for i, p := range params {
		if p.Secret {
			params[i].Value = w.Params[field+"/"+p.In+"/"+p.Name]
		}
	}
	return params
}

func (c *Connection) check(b *Bus) error {
	var f form
	f.name("Name", c.Name)
	f.short("Description", c.Description, 512)
	if c.Auth == "" {
		c.Auth = OAuth
	}
	f.oneOf("Auth", c.Auth, OAuth, Basic, APIKey)
	f.needed("ClientID", c.ClientID, "Enter the client id that the destination's owner gave you.",
		"送信先の管理者から受け取ったクライアント ID を入力してください。")
	f.short("ClientID", c.ClientID, 512)
	f.short("Secret", c.Secret, 512)
	switch c.Auth {
	case OAuth:
		c.TokenMethod, c.ClientIn = orElse(c.TokenMethod, http.MethodPost), orElse(c.ClientIn, InHeader)
		f.address(b.client, "TokenURL", c.TokenURL)
		f.oneOf("TokenMethod", c.TokenMethod, http.MethodPost, http.MethodGet, http.MethodPut)
		f.oneOf("ClientIn", c.ClientIn, InHeader, InBody)
	default:
		c.TokenURL, c.TokenMethod, c.TokenParams, c.ClientIn, c.Scope = "", "", nil, "", ""
	}
	if c.Auth == APIKey {
		f.header("ClientID", c.ClientID)
		f.value("Secret", c.Secret)
	}
	f.parameters("Params", c.Params)
	f.parameters("TokenParams", c.TokenParams)
	return f.err()
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (f *form) parameters(field string, params []Parameter) {
	f.within(field, int64(len(params)), 0, maxParams, "parameters", "件")
	seen := map[string]bool{}
	for i, p := range params {
		at := fmt.Sprintf("%s[%d].", field, i)
		f.oneOf(at+"In", p.In, InHeader, InQuery, InBody)
		f.needed(at+"Name", p.Name, "Name the parameter.", "パラメーター名を入力してください。")
		f.short(at+"Value", p.Value, 512)
		if p.In == InHeader && p.Name != "" {
			f.header(at+"Name", p.Name)
			f.value(at+"Value", p.Value)
		}
		if key := p.In + "/" + strings.ToLower(p.Name); seen[key] {
			f.breach(at+"Name", catalogue.DuplicateKeyValue, catalogue.Violation{Message: "Two parameters have the same name.",
				MessageJA: "パラメーター名が重複しています。", Value: p.Name,
				FixEN: "Name each parameter once.", FixJA: "パラメーターごとに異なる名前を指定してください。"})
		} else {
			seen[key] = true
		}
	}
}

// A connection is a Connection as stored.
type connection struct {
	Connection
	account, uid string
	sealed       []byte
	version      int64
}

// connectionColumns are what scanConnection reads.
const connectionColumns = `name, uid, description, settings, secret, version, made_us, changed_us`

func scanConnection(account string, scan func(...any) error) (c connection, err error) {
	c.account = account
	var settings string
	var made, changed int64
	if err := scan(&c.Name, &c.uid, &c.Description, &settings, &c.sealed, &c.version, &made, &changed); err != nil {
		return c, err
	}
	if err := json.Unmarshal([]byte(settings), &c.Connection); err != nil {
		return c, fmt.Errorf("settings of connection %s: %w", c.Name, err)
	}
	c.ARN, c.Made, c.Changed = connectionARN(account, c.Name, c.uid), sqldb.Time(made), sqldb.Time(changed)
	return c, nil
}

func readConnection(tx *sqldb.Tx, account, name string) (connection, error) {
	return scanConnection(account, tx.Row(`SELECT `+connectionColumns+` FROM event_connection
		WHERE account_id = ? AND name = ?`, account, name).Scan)
}

// Connection is one connection, without its secrets.
func (b *Bus) Connection(ctx context.Context, who identity.Caller, name string) (c Connection, err error) {
	if err := look(who); err != nil {
		return c, err
	}
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		stored, err := readConnection(tx, who.Account, name)
		if errors.Is(err, sqldb.ErrNone) {
			return missing("Connection", name)
		}
		c = stored.Connection
		return err
	})
	return c, err
}

// Connections lists the account's connections, without secrets, by name.
func (b *Bus) Connections(ctx context.Context, who identity.Caller, w Window) (Listing[Connection], error) {
	return list(ctx, b, who, w, query{what: "connections", from: `SELECT ` + connectionColumns + ` FROM event_connection`},
		func(scan func(...any) error) (Connection, string, error) {
			c, err := scanConnection(who.Account, scan)
			return c.Connection, c.Name, err
		})
}

// DeleteConnection takes a connection away; destinations that use it cannot be reached from then on.
func (b *Bus) DeleteConnection(ctx context.Context, who identity.Caller, name string) error {
	return b.remove(ctx, who, "Connection", `DELETE FROM event_connection WHERE account_id = ? AND name = ?`, name)
}
