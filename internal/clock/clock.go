// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package clock is the one source of time: product code asks a Clock, never the time package.
//
// Rules, expiry, quotas and leases are all decided on instants that a test or the demo may move by hand.
package clock

import (
	"sync"
	"time"
)

// A Clock tells the time and waits for it.
type Clock interface {
	// Now is the current instant in UTC.
	Now() time.Time
	// After delivers the instant once d has passed on this clock. A d of zero or less is due at once.
	After(d time.Duration) <-chan time.Time
}

// System is the machine's clock.
type System struct{}

// Now is the current instant in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// After delivers the instant once d has passed.
func (System) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Manual is a clock that stands still until somebody moves it.
type Manual struct {
	mu      sync.Mutex
	now     time.Time
	waiters []waiter
}

type waiter struct {
	due time.Time
	c   chan time.Time
}

// NewManual is a clock that shows start.
func NewManual(start time.Time) *Manual { return &Manual{now: start.UTC()} }

// Now is the instant that the clock shows.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// After delivers the instant once the clock has been moved by d or more.
func (m *Manual) After(d time.Duration) <-chan time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := make(chan time.Time, 1)
	if d <= 0 {
		c <- m.now
		return c
	}
	m.waiters = append(m.waiters, waiter{m.now.Add(d), c})
	return c
}

// Advance moves the clock by d, which may be negative, and wakes whoever is due.
func (m *Manual) Advance(d time.Duration) { m.Set(m.Now().Add(d)) }

// Set moves the clock to t and wakes whoever is due.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = t.UTC()
	still := m.waiters[:0]
	for _, w := range m.waiters {
		if w.due.After(m.now) {
			still = append(still, w)
			continue
		}
		w.c <- m.now
	}
	m.waiters = still
}
