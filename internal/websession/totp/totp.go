// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package totp makes and checks the six digits that apps of people's phones show: time-based one-time passwords (RFC 6238)
// with SHA-1 and steps of 30 seconds, the only sort that all apps know.
package totp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238's own, and what apps know; a collision helps nobody against an HMAC
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

const (
	keyLen = 20 // bytes; RFC 4226 recommends the length of the hash
	digits = 6
	period = 30 // seconds of a step
	drift  = 1  // steps that a phone's clock may be off
)

var base = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewKey draws a key.
func NewKey() []byte {
	key := make([]byte, keyLen)
	_, _ = rand.Read(key) // never fails: crypto/rand ends the process instead
	return key
}

// Text is a key as people type it into an app.
func Text(key []byte) string { return base.EncodeToString(key) }

// URI is a key as apps read it from a picture.
func URI(issuer, account string, key []byte) string {
	q := url.Values{"secret": {Text(key)}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {fmt.Sprint(digits)}, "period": {fmt.Sprint(period)}}
	// Apps do not take "+" for a space.
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// Step is the number of the step that an instant is in.
func Step(at time.Time) int64 { return at.Unix() / period }

// Code is what an app shows during a step.
func Code(key []byte, step int64) string {
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	mac := hmac.New(sha1.New, key)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

// Check says of which step a code is, if it is of now or of a neighbouring step, and later than the last one that was used:
// a code is good once.
func Check(key []byte, code string, now time.Time, last int64) (step int64, right bool) {
	code = strings.Map(func(r rune) rune {
		switch {
		case '0' <= r && r <= '9':
			return r
		case '０' <= r && r <= '９': // as Japanese keyboards have them
			return r - '０' + '0'
		case r == ' ' || r == '\u3000' || r == '-':
			return -1
		}
		return 'x'
	}, code)
	for s := Step(now) - drift; s <= Step(now)+drift; s++ {
		if subtle.ConstantTimeCompare([]byte(Code(key, s)), []byte(code)) == 1 && s > last {
			step, right = s, true
		}
	}
	return step, right
}
