// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"cosell/internal/aws/sigv4"
	"cosell/internal/central/identity/policy"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
)

// trusted is how long a key that was read is taken for current. Another node's change shows after that.
const trusted = time.Second

// mostKeys bounds what a keyring remembers.
const mostKeys = 4096

// A keyring remembers access keys for a moment, so that a busy client does not read its key at every call.
type keyring struct {
	clock clock.Clock
	mu    sync.RWMutex
	by    map[string]remembered
	turn  int // counts what was forgotten
}

type remembered struct {
	key   sigv4.Key
	until time.Time
}

func newKeyring(clk clock.Clock) *keyring { return &keyring{clock: clk, by: map[string]remembered{}} }

func (k *keyring) find(id string) (key sigv4.Key, turn int, found bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	r, found := k.by[id]
	return r.key, k.turn, found && k.clock.Now().Before(r.until)
}

// remember keeps a key that was read in this turn: one read before a change must not outlive it.
func (k *keyring) remember(key sigv4.Key, read time.Time, turn int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if turn != k.turn {
		return
	}
	if len(k.by) >= mostKeys {
		clear(k.by)
	}
	k.by[key.ID] = remembered{key, read.Add(trusted)}
}

func (k *keyring) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turn++
	clear(k.by)
}

// Lookup finds the caller behind an access key, lasting or temporary, for sigv4: the key's Principal is a Caller.
func (r *Room) Lookup(ctx context.Context, accessKeyID string) (sigv4.Key, error) {
	key, turn, found := r.keys.find(accessKeyID)
	if found {
		return key, nil
	}
	read, open := r.clock.Now(), r.lastingKey
	if strings.HasPrefix(accessKeyID, temporaryKey) {
		open = r.temporaryKey
	}
	key, err := open(ctx, accessKeyID)
	if err != nil {
		return sigv4.Key{}, err
	}
	r.keys.remember(key, read, turn)
	return key, nil
}

// lastingKey reads the key of a client.
func (r *Room) lastingKey(ctx context.Context, id string) (sigv4.Key, error) {
	var c Caller
	var sealed []byte
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		var account, client string
		err := tx.Row(`SELECT account_id, client_id, secret FROM access_key WHERE id = ? AND active = 1`, id).
			Scan(&account, &client, &sealed)
		if errors.Is(err, sqldb.ErrNone) {
			return sigv4.ErrUnknownKey
		}
		if err != nil {
			return err
		}
		c, err = clientCaller(tx, account, client, id)
		return err
	})
	if err != nil {
		return sigv4.Key{}, err
	}
	plain, err := r.box.Open(ctx, c.Account, keyWhere(id), sealed)
	if err != nil {
		return sigv4.Key{}, err
	}
	return sigv4.Key{ID: id, Secret: string(plain), Principal: c}, nil
}

// clientCaller is a client as use cases know it.
func clientCaller(tx *sqldb.Tx, account, client, key string) (Caller, error) {
	who, err := loadClient(tx, account, client)
	if err != nil {
		return Caller{}, err
	}
	p, err := Of(tx, account)
	if err != nil {
		return Caller{}, err
	}
	policies, err := who.policies()
	return Caller{Account: account, Partner: p, Principal: key, Name: who.Name, ARN: who.arn(), UserID: who.userID(),
		grant: &policy.Grant{Identity: policies}}, err
}
