// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package secret seals what must not be read in the database: keys, tokens and personal data.
//
// Each tenant has a data key that seals its values (AES-256-GCM). The data keys are stored wrapped under the
// master key, which stands outside the database. Destroying a tenant's data keys makes its values unreadable.
package secret

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"cosell/internal/sqldb"
)

var (
	// ErrUnreadable says that a sealed value was damaged, moved to another place, or sealed for another tenant.
	ErrUnreadable = errors.New("the sealed value cannot be opened: it was damaged or belongs to another place")
	// ErrForgotten says that the key of a sealed value was destroyed.
	ErrForgotten = errors.New("the sealed value's key was destroyed")
	// ErrMasterKey says that the database was sealed under a master key that is not given.
	ErrMasterKey = errors.New("wrong master key")
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of this room.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "secret", Files: files}
}

// A sealed value is: format (1 byte), number of the data key (4), nonce (12), ciphertext, tag (16).
const (
	format   = 1
	header   = 1 + 4
	nonceLen = 12
	tagLen   = 16
	overhead = header + nonceLen + tagLen
)

const (
	// Nonces are random, so a data key is changed before 2^32 seals (NIST SP 800-38D, section 8.3).
	sealLimit = 1 << 32
	// A node takes so many of a key's seals at once and leaves the rest of them unused at its end.
	sealBlock = 1 << 14
	// A data key stays in memory so long; after Forget, other nodes still open values for that time.
	keepFor = time.Minute
)

// A Box seals and opens.
type Box struct {
	db    *sqldb.DB
	ring  ring
	cache cache
}

// Open checks the master key against the database. Also are further keys that may open what was wrapped under
// them: the old key after a change of the master key, until Rotate has run.
func Open(db *sqldb.DB, master MasterKey, also ...MasterKey) (*Box, error) {
	r, err := newRing(master, also)
	if err != nil {
		return nil, err
	}
	b := &Box{db: db, ring: r, cache: newCache()}
	if err := b.checkMaster(context.Background()); err != nil {
		return nil, err
	}
	return b, nil
}

// Seal closes plain for one tenant and one place: where is "table.column/row". Inside of a transaction use
// SealTx: this one may need a transaction of its own.
func (b *Box) Seal(ctx context.Context, tenant, where string, plain []byte) ([]byte, error) {
	k := b.cache.take(tenant, b.db.Clock().Now())
	if k == nil {
		var err error
		if k, err = b.load(ctx, tenant); err != nil {
			return nil, fmt.Errorf("seal %s: %w", where, err)
		}
	}
	return k.seal(tenant, where, plain), nil
}

// SealTx is Seal inside a transaction.
func (b *Box) SealTx(tx *sqldb.Tx, tenant, where string, plain []byte) ([]byte, error) {
	k := b.cache.take(tenant, b.db.Clock().Now())
	if k == nil {
		var err error
		if k, err = b.reserve(tx, tenant); err != nil {
			return nil, fmt.Errorf("seal %s: %w", where, err)
		}
		// The key may be new, so it is remembered only once it is durable.
		tx.AfterCommit(func() { b.cache.put(tenant, k, sealBlock-1, b.db.Clock().Now()) })
	}
	return k.seal(tenant, where, plain), nil
}

// Open opens what Seal closed for the same tenant and place.
func (b *Box) Open(ctx context.Context, tenant, where string, sealed []byte) ([]byte, error) {
	return b.open(tenant, where, sealed, func(number uint32) (k *dataKey, err error) {
		err = b.db.View(ctx, func(tx *sqldb.Tx) error {
			k, err = b.find(tx, tenant, number)
			return err
		})
		if err == nil {
			b.cache.remember(tenant, k, b.db.Clock().Now())
		}
		return k, err
	})
}

// OpenTx is Open inside a transaction: it also opens what the same transaction has sealed.
func (b *Box) OpenTx(tx *sqldb.Tx, tenant, where string, sealed []byte) ([]byte, error) {
	return b.open(tenant, where, sealed, func(number uint32) (*dataKey, error) { return b.find(tx, tenant, number) })
}

func (b *Box) open(tenant, where string, sealed []byte, find func(uint32) (*dataKey, error)) ([]byte, error) {
	if len(sealed) < overhead || sealed[0] != format {
		return nil, fmt.Errorf("open %s: %w", where, ErrUnreadable)
	}
	number := binary.BigEndian.Uint32(sealed[1:])
	k := b.cache.find(tenant, number, b.db.Clock().Now())
	if k == nil {
		var err error
		if k, err = find(number); err != nil {
			return nil, fmt.Errorf("open %s: %w", where, err)
		}
	}
	plain, err := k.open(tenant, where, sealed)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", where, err)
	}
	return plain, nil
}

// A dataKey is one of a tenant's keys, ready for use.
type dataKey struct {
	number uint32
	aead   cipher.AEAD
}

func newDataKey(number uint32, key []byte) (*dataKey, error) {
	aead, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	return &dataKey{number, aead}, nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func (k *dataKey) seal(tenant, where string, plain []byte) []byte {
	out := make([]byte, header+nonceLen, overhead+len(plain))
	out[0] = format
	binary.BigEndian.PutUint32(out[1:], k.number)
	_, _ = rand.Read(out[header:]) // never fails: the program ends when the system has no randomness
	var room [128]byte
	return k.aead.Seal(out, out[header:], plain, bound(room[:0], out[:header], tenant, where))
}

func (k *dataKey) open(tenant, where string, sealed []byte) ([]byte, error) {
	var room [128]byte
	plain, err := k.aead.Open(nil, sealed[header:header+nonceLen], sealed[header+nonceLen:], bound(room[:0], sealed[:header], tenant, where))
	if err != nil {
		return nil, ErrUnreadable
	}
	return plain, nil
}

// bound is what a sealed value is tied to. The length in front of tenant keeps the two names apart.
func bound(dst, head []byte, tenant, where string) []byte {
	dst = append(dst, head...)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(tenant)))
	dst = append(dst, tenant...)
	return append(dst, where...)
}
