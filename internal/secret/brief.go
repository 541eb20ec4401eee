// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
)

// A brief value is: format (1 byte), salt (24), ciphertext, tag (16).
const (
	briefFormat   = 2
	saltLen       = 24
	briefHeader   = 1 + saltLen
	briefOverhead = briefHeader + tagLen
)

// SealBrief closes what is handed out and soon forgotten, such as a mark in a list. It needs no database: what is only
// read stays readable while nothing can be written. Each value has a key of its own under the master key, so Forget does
// not reach it, and after a change of the master key it opens only where the old one is given too.
func (b *Box) SealBrief(tenant, where string, plain []byte) ([]byte, error) {
	out := make([]byte, briefHeader, briefOverhead+len(plain))
	out[0] = briefFormat
	_, _ = rand.Read(out[1:]) // never fails: the program ends when the system has no randomness
	return b.ring.brief(b.ring.current, out, plain, tenant, where, true)
}

// OpenBrief opens what SealBrief closed for the same tenant and place.
func (b *Box) OpenBrief(tenant, where string, sealed []byte) ([]byte, error) {
	if len(sealed) >= briefOverhead && sealed[0] == briefFormat {
		for master := range b.ring.roots {
			if plain, err := b.ring.brief(master, sealed[:briefHeader], sealed[briefHeader:], tenant, where, false); err == nil {
				return plain, nil
			}
		}
	}
	return nil, fmt.Errorf("open %s: %w", where, ErrUnreadable)
}

// brief closes text behind head, or opens it. The key is used once, so the nonce may always be the same.
func (r ring) brief(master string, head, text []byte, tenant, where string, closing bool) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, r.roots[master], head[1:], "cosell brief value", keyLen)
	if err != nil {
		return nil, err
	}
	aead, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	var nonce [nonceLen]byte
	tie := bound(nil, head[:1], tenant, where)
	if closing {
		return aead.Seal(head, nonce[:], text, tie), nil
	}
	return aead.Open(nil, nonce[:], text, tie)
}
