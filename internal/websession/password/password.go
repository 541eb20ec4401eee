// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package password hashes and verifies passwords with argon2id, few at once.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// What a computation costs: OWASP's second choice for argon2id. A hash carries its own numbers, so they can change.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	threads   = 1
	saltLen   = 16
	hashLen   = 32
)

const (
	shortest = 8    // characters of a new password
	longest  = 1024 // bytes that are hashed at all
	queue    = 32   // computations that may wait, for each that may run
)

// ErrBusy says that too many computations wait already; try again in some seconds.
var ErrBusy = errors.New("too many sign-ins at once")

// A Hasher computes. One is shared by the whole program, so that its limit holds for all.
type Hasher struct {
	slots   chan struct{}
	waiting atomic.Int64
}

// New is a Hasher that computes at most parallel hashes at once, 19 MiB each.
func New(parallel int) *Hasher { return &Hasher{slots: make(chan struct{}, parallel)} }

// Check says what is wrong with a new password; nil when nothing is. Any characters are fine (ASVS 5.0, V6.2).
func Check(plain string) error {
	switch {
	case !utf8.ValidString(plain):
		return errors.New("the password is not valid text; type it again")
	case utf8.RuneCountInString(plain) < shortest:
		return fmt.Errorf("the password is shorter than %d characters; take a longer one", shortest)
	case len(plain) > longest:
		return fmt.Errorf("the password is longer than %d bytes; take a shorter one", longest)
	}
	return nil
}

// Hash is the text to store for a new password (PHC string format).
func (h *Hasher) Hash(ctx context.Context, plain string) (string, error) {
	if err := Check(plain); err != nil {
		return "", err
	}
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // never fails
	p := parameters{memoryKiB, passes, threads}
	sum, err := h.compute(ctx, plain, salt, p, hashLen)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.threads, b64(salt), b64(sum)), nil
}

// Verify says whether plain is the password of the stored hash, and whether the hash is old: then store a new
// one while the password is at hand. For a user that does not exist the hash is empty, and takes as long.
func (h *Hasher) Verify(ctx context.Context, stored, plain string) (right, old bool, err error) {
	p, salt, want, known := parse(stored)
	if !known {
		p, salt, want = parameters{memoryKiB, passes, threads}, make([]byte, saltLen), make([]byte, hashLen)
	}
	if len(plain) > longest {
		plain, known = plain[:longest], false // no password is so long; it takes as long as any other
	}
	got, err := h.compute(ctx, plain, salt, p, uint32(len(want)))
	if err != nil {
		return false, false, err
	}
	same := subtle.ConstantTimeCompare(got, want) == 1
	return same && known, p != parameters{memoryKiB, passes, threads} || len(want) != hashLen, nil
}

func (h *Hasher) compute(ctx context.Context, plain string, salt []byte, p parameters, length uint32) ([]byte, error) {
	if h.waiting.Add(1) > int64(cap(h.slots)*(queue+1)) {
		h.waiting.Add(-1)
		return nil, ErrBusy
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(plain), salt, p.passes, p.memory, p.threads, length), nil
}

type parameters struct {
	memory, passes uint32
	threads        uint8
}

// parse reads a PHC string. What asks for absurd work is not one of ours.
func parse(stored string) (p parameters, salt, hash []byte, ok bool) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); err != nil {
		return p, nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return p, nil, nil, false
	}
	hash, err = base64.RawStdEncoding.DecodeString(parts[5])
	ok = err == nil && len(salt) >= 8 && len(salt) <= 64 && len(hash) >= 16 && len(hash) <= 64 &&
		p.memory >= 8*uint32(p.threads) && p.memory <= 256*1024 && p.passes >= 1 && p.passes <= 16 && p.threads >= 1 && p.threads <= 16
	return p, salt, hash, ok
}
