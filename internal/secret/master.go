// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

const keyLen = 32

// A MasterKey wraps data keys. It never shows its bytes: not in text, JSON or logs.
type MasterKey struct{ bytes [keyLen]byte }

// Format hides the key from every verb of fmt.
func (MasterKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "(master key)") }

// LogValue hides the key from logs.
func (MasterKey) LogValue() slog.Value { return slog.StringValue("(master key)") }

// ID names the key without telling anything about it.
func (k MasterKey) ID() string {
	id, err := hkdf.Key(sha256.New, k.bytes[:], nil, "cosell master key id", 8)
	if err != nil {
		panic(err) // only for lengths that SHA-256 cannot give
	}
	return hex.EncodeToString(id)
}

var errKeyText = errors.New("a master key is 32 bytes, written as 64 hexadecimal digits or as base64; " +
	"`openssl rand -base64 32` makes one")

// ParseMasterKey reads a key that is written as hexadecimal digits or base64.
func ParseMasterKey(text string) (MasterKey, error) {
	text = strings.TrimSpace(text)
	raw, err := hex.DecodeString(text)
	if err != nil {
		text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
		raw, err = base64.RawStdEncoding.DecodeString(text)
	}
	var k MasterKey
	if err != nil || len(raw) != keyLen { // the decoder's error would quote the key
		return k, errKeyText
	}
	copy(k.bytes[:], raw)
	if k == (MasterKey{}) {
		return k, errors.New("the master key is all zeros: `openssl rand -base64 32` makes one")
	}
	return k, nil
}

// ReadKeyFile reads the master key from a file that not everyone may read.
func ReadKeyFile(path string) (MasterKey, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return MasterKey{}, fmt.Errorf("the master key file %s is not there: restore it from where you keep it, or name another: %w", path, err)
	}
	if err != nil {
		return MasterKey{}, fmt.Errorf("master key file: %w", err)
	}
	if info.Mode().Perm()&0o007 != 0 {
		return MasterKey{}, fmt.Errorf("the master key file %s can be used by everyone on this machine: run chmod 600 %s", path, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return MasterKey{}, fmt.Errorf("master key file: %w", err)
	}
	k, err := ParseMasterKey(string(text))
	if err != nil {
		return k, fmt.Errorf("master key file %s: %w", path, err)
	}
	return k, nil
}

// CreateKeyFile makes a new master key and keeps it in a file that only its owner may read. A file that is there
// stays as it is: the error is then fs.ErrExist.
func CreateKeyFile(path string) (_ MasterKey, err error) {
	var k MasterKey
	_, _ = rand.Read(k.bytes[:]) // never fails
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".master-key-*") // made with mode 0600
	if err != nil {
		return MasterKey{}, fmt.Errorf("create master key file: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(k.bytes[:]) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return MasterKey{}, fmt.Errorf("create master key file: %w", err)
	}
	// A link appears whole or not at all, and never replaces a key that another process has made.
	if err := os.Link(f.Name(), path); err != nil {
		return MasterKey{}, fmt.Errorf("create master key file: %w", err)
	}
	if err := syncDir(dir); err != nil {
		return MasterKey{}, fmt.Errorf("create master key file: %w", err)
	}
	return k, nil
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// A ring is the master keys at hand, ready to wrap and unwrap data keys.
type ring struct {
	current string // id of the key that wraps
	by      map[string]cipher.AEAD
	roots   map[string][]byte // keys under the masters, which brief values have theirs from
}

func newRing(master MasterKey, also []MasterKey) (ring, error) {
	r := ring{current: master.ID(), by: map[string]cipher.AEAD{}, roots: map[string][]byte{}}
	for _, k := range append([]MasterKey{master}, also...) {
		if k == (MasterKey{}) {
			return ring{}, fmt.Errorf("%w: there is none; set COSELL_MASTER_KEY or COSELL_MASTER_KEY_FILE", ErrMasterKey)
		}
		wrapping, err := hkdf.Key(sha256.New, k.bytes[:], nil, "cosell wrap data keys", keyLen)
		if err != nil {
			return ring{}, err
		}
		if r.by[k.ID()], err = newGCM(wrapping); err != nil {
			return ring{}, err
		}
		if r.roots[k.ID()], err = hkdf.Key(sha256.New, k.bytes[:], nil, "cosell brief values", keyLen); err != nil {
			return ring{}, err
		}
	}
	return r, nil
}

func place(tenant string, number uint32) []byte {
	return fmt.Appendf(nil, "data_key/%d/%s", number, tenant)
}

func (r ring) wrap(tenant string, number uint32, key []byte) []byte {
	nonce := make([]byte, nonceLen, nonceLen+keyLen+tagLen)
	_, _ = rand.Read(nonce) // never fails
	return r.by[r.current].Seal(nonce, nonce, key, place(tenant, number))
}

func (r ring) unwrap(master, tenant string, number uint32, wrapped []byte) ([]byte, error) {
	aead := r.by[master]
	if aead == nil {
		return nil, unknownMaster(master)
	}
	if len(wrapped) < nonceLen {
		return nil, ErrUnreadable
	}
	key, err := aead.Open(nil, wrapped[:nonceLen], wrapped[nonceLen:], place(tenant, number))
	if err != nil {
		return nil, ErrUnreadable
	}
	return key, nil
}

func unknownMaster(id string) error {
	return fmt.Errorf("%w: the database is sealed under the master key with the id %s; start with that key", ErrMasterKey, id)
}
