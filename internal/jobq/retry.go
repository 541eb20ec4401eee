// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package jobq

import (
	"errors"
	"fmt"
	"time"
)

// Snooze is answered by a handler whose job cannot be done yet: it runs again later, at no cost of an attempt.
type Snooze struct{ For time.Duration }

func (s Snooze) Error() string { return fmt.Sprintf("not yet: again in %s", s.For) }

// Dead is answered by a handler when no retry can mend the job.
type Dead struct{ Err error }

func (d Dead) Error() string {
	if d.Err == nil {
		return "given up"
	}
	return d.Err.Error()
}

func (d Dead) Unwrap() error { return d.Err }

// An Outcome is how a run ended.
type Outcome string

// The outcomes.
const (
	Done        Outcome = "done"
	Retried     Outcome = "retried"
	Snoozed     Outcome = "snoozed"
	Buried      Outcome = "dead"
	Interrupted Outcome = "interrupted" // by Stop; it costs no attempt
	Lost        Outcome = "lost"        // another run has the job
)

// next is the whole retry policy: attempt is 1 on the first run, at is when the job is due again.
func next(err error, attempt int, p Policy, now time.Time) (how Outcome, at time.Time) {
	if err == nil {
		return Done, now
	}
	if s, ok := errors.AsType[Snooze](err); ok {
		return Snoozed, now.Add(max(s.For, 0))
	}
	if _, ok := errors.AsType[Dead](err); ok || attempt >= p.Limit {
		return Buried, now
	}
	return Retried, now.Add(max(p.Backoff(attempt), 0))
}

// whole is the policy with its gaps filled.
func (p Policy) whole() Policy {
	if p.Limit <= 0 {
		p.Limit = 10
	}
	if p.Backoff == nil {
		p.Backoff = func(attempt int) time.Duration {
			return min(time.Duration(attempt)*time.Duration(attempt)*time.Second, time.Hour)
		}
	}
	if p.Timeout <= 0 {
		p.Timeout = time.Minute
	}
	return p
}
