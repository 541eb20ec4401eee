// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"context"
	"errors"
	"sync"
	"time"

	"cosell/internal/aws/sigv4"
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

// Lookup finds the caller behind an access key, for sigv4: the key's Principal is a Caller.
func (r *Room) Lookup(ctx context.Context, accessKeyID string) (sigv4.Key, error) {
	key, turn, found := r.keys.find(accessKeyID)
	if found {
		return key, nil
	}
	read := r.clock.Now()
	c, sealed, err := r.readKey(ctx, accessKeyID)
	if err != nil {
		return sigv4.Key{}, err
	}
	plain, err := r.box.Open(ctx, c.Account, keyWhere(accessKeyID), sealed)
	if err != nil {
		return sigv4.Key{}, err
	}
	key = sigv4.Key{ID: accessKeyID, Secret: string(plain), Principal: c}
	r.keys.remember(key, read, turn)
	return key, nil
}

func (r *Room) readKey(ctx context.Context, id string) (c Caller, sealed []byte, err error) {
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		var account, client string
		err := tx.Row(`SELECT account_id, client_id, secret FROM access_key WHERE id = ? AND active = 1`, id).
			Scan(&account, &client, &sealed)
		if errors.Is(err, sqldb.ErrNone) {
			return sigv4.ErrUnknownKey
		}
		if err != nil {
			return err
		}
		who, err := loadClient(tx, account, client)
		if err != nil {
			return err
		}
		p, err := Of(tx, account)
		if err != nil {
			return err
		}
		policies, err := who.policies()
		c = Caller{Account: account, Partner: p, Principal: id, Name: who.Name, policies: policies}
		return err
	})
	return c, sealed, err
}
