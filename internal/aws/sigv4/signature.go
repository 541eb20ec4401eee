// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"sync"
)

// maxSigningKeys bounds the cache; past it the cache starts anew, which costs four HMACs per key once.
const maxSigningKeys = 4096

// signingKeys remembers derived keys. A key is found by the hash of its secret, so a changed secret never meets an old key, and
// by its whole scope, so yesterday's keys die with the next reset.
type signingKeys struct {
	mu   sync.RWMutex
	keys map[scope][sha256.Size]byte
}

type scope struct {
	secret                [sha256.Size]byte
	date, region, service string
}

// signature is the hex signature of a canonical request.
func (k *signingKeys) signature(secret string, a *authorization, stamp string, canonical []byte) [2 * sha256.Size]byte {
	key := k.derive(secret, a)
	hash := sha256.Sum256(canonical)
	text := make([]byte, 0, 192)
	text = append(text, algorithm+"\n"...)
	text = append(text, stamp...)
	text = append(text, '\n')
	text = append(text, a.date...)
	text = append(text, '/')
	text = append(text, a.region...)
	text = append(text, '/')
	text = append(text, a.service...)
	text = append(text, "/"+terminator+"\n"...)
	text = hex.AppendEncode(text, hash[:])
	sum := mac(key[:], text)
	var out [2 * sha256.Size]byte
	hex.Encode(out[:], sum[:])
	return out
}

func (k *signingKeys) derive(secret string, a *authorization) [sha256.Size]byte {
	at := scope{secret: sha256.Sum256([]byte(secret)), date: a.date, region: a.region, service: a.service}
	k.mu.RLock()
	key, ok := k.keys[at]
	k.mu.RUnlock()
	if ok {
		return key
	}
	key = mac([]byte("AWS4"+secret), []byte(a.date))
	for _, part := range [...]string{a.region, a.service, terminator} {
		key = mac(key[:], []byte(part))
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.keys == nil || len(k.keys) >= maxSigningKeys {
		k.keys = map[scope][sha256.Size]byte{}
	}
	k.keys[at] = key
	return key
}

func mac(key, text []byte) (sum [sha256.Size]byte) {
	h := hmac.New(sha256.New, key)
	h.Write(text)
	h.Sum(sum[:0])
	return sum
}
