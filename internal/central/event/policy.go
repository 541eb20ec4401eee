// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"cosell/internal/outbound"
)

// Limits of a target's patience, as EventBridge has them.
const (
	MaxRetries = 185
	MinAge     = time.Minute
	MaxAge     = 24 * time.Hour
)

// The waits between attempts double from first to longest, each shaken by a fifth so that deliveries that failed
// together do not come back together. With these figures 185 retries and 24 hours end at about the same time.
const (
	firstWait   = time.Second
	longestWait = 8 * time.Minute
	longestAsk  = time.Hour // a target's Retry-After is heeded up to here
)

// A Verdict is what one attempt came to.
type Verdict struct {
	Code    string        // EventBridge's ERROR_CODE; empty: delivered
	Message string        // for whoever looks into the dead-letter queue; no answer text of the target
	Final   bool          // no retry can mend it
	After   time.Duration // the target asked not to be called earlier
}

// Delivered says whether the target has taken the event.
func (v Verdict) Delivered() bool { return v.Code == "" }

// Error codes of dead letters.
const (
	codeTarget      = "ERROR_FROM_TARGET"
	codePermission  = "NO_PERMISSIONS"
	codeResource    = "NO_RESOURCE"
	codeParameter   = "INVALID_PARAMETER"
	codeThrottled   = "THROTTLING"
	codeTimeout     = "TIMEOUT"
	codeConnection  = "CONNECTION_FAILURE"
	codeCertificate = "SDK_CLIENT_ERROR"
	codeInternal    = "INTERNAL_ERROR"
)

// answers is EventBridge's table of an API destination's answers. A row holds from its status to the next row's.
var answers = []struct {
	from  int
	code  string
	final bool
}{
	{100, codeTarget, true},
	{200, "", true},
	{300, codeTarget, true}, // a redirect could lead anywhere: it is not followed
	{400, codeTarget, true},
	{401, codePermission, false}, // with a fresh token
	{402, codeTarget, true},
	{407, codePermission, false}, // as 401
	{408, codeTarget, true},
	{409, codeTarget, false},
	{410, codeTarget, true},
	{429, codeThrottled, false},
	{430, codeTarget, true},
	{500, codeTarget, false},
}

// judgeAnswer says what an answer of the target means.
func judgeAnswer(status int, header http.Header, now time.Time) Verdict {
	row := answers[0]
	for _, r := range answers {
		if status >= r.from {
			row = r
		}
	}
	if row.code == "" {
		return Verdict{}
	}
	v := Verdict{Code: row.code, Final: row.final,
		Message: fmt.Sprintf("The destination answered %d %s.", status, http.StatusText(status))}
	if !row.final {
		v.After = retryAfter(header.Get("Retry-After"), now)
	}
	return v
}

// retryAfter reads seconds or a date; what is neither counts as not said.
func retryAfter(value string, now time.Time) time.Duration {
	var wait time.Duration
	if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	} else if seconds, err := strconv.Atoi(value); err == nil {
		wait = time.Duration(min(seconds, int(longestAsk/time.Second))) * time.Second
	}
	return min(max(wait, 0), longestAsk)
}

// judgeFailure says what it means that there was no answer.
func judgeFailure(err error) Verdict {
	var slow net.Error
	var refused *outbound.Refused
	var record tls.RecordHeaderError
	var cert *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.As(err, &refused):
		return Verdict{Code: codeParameter, Message: "The destination may not be called: " + refused.Error(), Final: true}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return Verdict{Code: codeTimeout, Message: "The destination did not answer in time."}
	case errors.As(err, &cert), errors.As(err, &authority), errors.As(err, &record),
		errors.Is(err, http.ErrSchemeMismatch):
		return Verdict{Code: codeCertificate, Message: "No trusted TLS connection to the destination can be made."}
	}
	return Verdict{Code: codeConnection, Message: "No connection to the destination can be made."}
}

// A policy is how long a target is tried.
type policy struct {
	retries int
	age     time.Duration
}

// next is the whole retry policy: after attempt number attempt, which ended at now, in a delivery that began at since.
// chance in [0,1) shakes the wait. The last word is a dead letter with the verdict that the attempt had.
func (p policy) next(v Verdict, attempt int, since, now time.Time, chance float64) (state State, due time.Time) {
	switch {
	case v.Delivered():
		return Delivered, time.Time{}
	case v.Final, attempt > p.retries:
		return Dead, time.Time{}
	}
	wait := longestWait
	if attempt < 20 { // beyond, the doubling has long passed the longest wait
		wait = min(longestWait, firstWait<<(attempt-1))
	}
	wait = time.Duration(float64(wait) * (0.8 + 0.4*chance))
	due = now.Add(max(wait, v.After))
	if due.After(since.Add(p.age)) {
		return Dead, time.Time{}
	}
	return Waiting, due
}

// lastWord is the message of a dead letter: why the last attempt failed, and in EventBridge's words which limit was
// reached, where it was one.
func (p policy) lastWord(v Verdict, attempt int) string {
	switch {
	case v.Final:
		return v.Message
	case attempt > p.retries:
		return fmt.Sprintf("%s MaximumRetryAttempts reached: %d attempts.", v.Message, attempt)
	}
	return fmt.Sprintf("%s MaximumEventAgeInSeconds reached: %d seconds.", v.Message, int64(p.age/time.Second))
}
