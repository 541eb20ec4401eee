// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/oklog/ulid/v2"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity/policy"
	"cosell/internal/sqldb"
)

// MaxActiveKeys is how many access keys of a client are active at once: the old one and its successor.
const MaxActiveKeys = 2

// A Client is a program that calls the API for a partner. What it may do, its policies say.
type Client struct {
	Account  string
	ID       string
	Name     string
	Managed  []string // names of AWS's own policies
	Document string   // a policy document of the partner's, or empty
}

// A Key is an access key. The secret is shown once, when the key is issued.
type Key struct {
	Account string
	ID      string
	Secret  string
}

// AddClient takes a client in and answers its id.
func (r *Room) AddClient(ctx context.Context, c Client) (id string, err error) {
	if strings.TrimSpace(c.Name) == "" {
		return "", refuse("Name", "The client has no name. Give one that says what calls.")
	}
	if _, err := c.policies(); err != nil {
		return "", err
	}
	names, err := json.Marshal(append([]string{}, c.Managed...))
	if err != nil {
		return "", err
	}
	id = ulid.Make().String()
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if _, err := Of(tx, c.Account); err != nil {
			return err
		}
		tx.About(c.Account, clientSubject(id))
		_, err := tx.Exec(`INSERT INTO api_client (account_id, id, name, managed, document, created_us) VALUES (?, ?, ?, ?, ?, ?)`,
			c.Account, id, c.Name, string(names), c.Document, sqldb.Micros(tx.Now()))
		return err
	})
	return id, err
}

// SetPolicies changes what a client may do, at once.
func (r *Room) SetPolicies(ctx context.Context, c Client) error {
	if _, err := c.policies(); err != nil {
		return err
	}
	names, err := json.Marshal(append([]string{}, c.Managed...))
	if err != nil {
		return err
	}
	defer r.keys.forget()
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.About(c.Account, clientSubject(c.ID))
		n, err := tx.Exec(`UPDATE api_client SET managed = ?, document = ? WHERE account_id = ? AND id = ?`,
			string(names), c.Document, c.Account, c.ID)
		if err == nil && n == 0 {
			return fault.Missing()
		}
		return err
	})
}

// policies are what the client may do.
func (c Client) policies() ([]policy.Document, error) { return documents(c.Managed, c.Document) }

// documents are AWS's own policies of these names, and the partner's where there is one.
func documents(names []string, document string) ([]policy.Document, error) {
	found := []policy.Document{}
	for _, name := range names {
		p, known := policy.Managed(name)
		if !known {
			return nil, managedUnknown(name)
		}
		found = append(found, p)
	}
	if document == "" {
		return found, nil
	}
	p, err := policy.Parse([]byte(document))
	if err != nil {
		return nil, policyUnfit("Document", err)
	}
	return append(found, p), nil
}

// IssueKey makes an access key for a client.
func (r *Room) IssueKey(ctx context.Context, account, client string) (Key, error) {
	k := newKey(account, lastingKey)
	return k, r.keep(ctx, client, k)
}

// ImportKey takes an access key in that exists elsewhere, such as one that a demo prints.
func (r *Room) ImportKey(ctx context.Context, client string, k Key) error {
	if len(k.ID) < 16 || len(k.ID) > 128 || len(k.Secret) < 16 {
		return refuse("Key", "An access key id has 16 to 128 characters and its secret at least 16.")
	}
	return r.keep(ctx, client, k)
}

func (r *Room) keep(ctx context.Context, client string, k Key) error {
	sealed, err := r.box.Seal(ctx, k.Account, keyWhere(k.ID), []byte(k.Secret))
	if err != nil {
		return err
	}
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		// The client's row is claimed, so that two at once cannot both be the last one.
		var name string
		err := tx.Row(`SELECT name FROM api_client WHERE account_id = ? AND id = ?`+tx.Dialect().Lock, k.Account, client).Scan(&name)
		if errors.Is(err, sqldb.ErrNone) {
			return fault.Missing()
		}
		if err != nil {
			return err
		}
		var active int
		if err := tx.Row(`SELECT count(*) FROM access_key WHERE account_id = ? AND client_id = ? AND active = 1`,
			k.Account, client).Scan(&active); err != nil {
			return err
		}
		if active >= MaxActiveKeys {
			return &fault.Fault{Kind: fault.QuotaExceeded, Msg: fmt.Sprintf("The client %s has two active access keys. Disable one first.", name)}
		}
		tx.About(k.Account, keySubject(k.ID))
		_, err = tx.Exec(`INSERT INTO access_key (account_id, id, client_id, secret, active, created_us) VALUES (?, ?, ?, ?, 1, ?)`,
			k.Account, k.ID, client, sealed, sqldb.Micros(tx.Now()))
		return err
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return refuse("Key", "The access key %s exists already. Give another one.", k.ID)
	}
	return err
}

// DisableKey ends an access key: at once on this node, and within a second on every other.
func (r *Room) DisableKey(ctx context.Context, account, id string) error {
	defer r.keys.forget()
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		tx.About(account, keySubject(id))
		n, err := tx.Exec(`UPDATE access_key SET active = 0 WHERE account_id = ? AND id = ?`, account, id)
		if err == nil && n == 0 {
			return fault.Missing()
		}
		return err
	})
}

func keyWhere(id string) string { return "access_key.secret/" + id }

// What ids of AWS begin with. The rest is drawn.
const (
	lastingKey   = "AKIA"
	temporaryKey = "ASIA"
	roleID       = "AROA"
	userID       = "AIDA"
)

// newKey looks like AWS's: an id of 20 characters and a secret of 40.
func newKey(account, kind string) Key {
	return Key{Account: account, ID: drawID(kind), Secret: draw(30)}
}

func drawID(kind string) string {
	id := make([]byte, 10)
	_, _ = rand.Read(id) // never fails: crypto/rand ends the process instead
	return kind + base32.StdEncoding.EncodeToString(id)
}

// draw is n random bytes as text.
func draw(n int) string {
	secret := make([]byte, n)
	_, _ = rand.Read(secret)
	return base64.StdEncoding.EncodeToString(secret)
}

func loadClient(tx *sqldb.Tx, account, id string) (Client, error) {
	c := Client{Account: account, ID: id}
	var names string
	err := tx.Row(`SELECT name, managed, document FROM api_client WHERE account_id = ? AND id = ?`, account, id).
		Scan(&c.Name, &names, &c.Document)
	if err != nil {
		return Client{}, err
	}
	if c.Managed, err = knownManaged(names); err != nil {
		return Client{}, fmt.Errorf("policies of client %s: %w", id, err)
	}
	return c, nil
}

// knownManaged reads a stored list of AWS's own policies. One that a newer program knows, and this one not, is no reason
// to allow anything else.
func knownManaged(stored string) (names []string, err error) {
	if err := json.Unmarshal([]byte(stored), &names); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(names, func(name string) bool { _, known := policy.Managed(name); return !known }), nil
}
