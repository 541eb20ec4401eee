// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package clock

import (
	"errors"
	"sync"
	"time"
)

// Movable is the machine's clock, but it can be moved forward, frozen, and let go again.
//
// Demo and sandbox run on it, so that a person sees today what would happen next week. It goes back for nobody but
// Release: what was decided on it stays in the past.
type Movable struct {
	mu      sync.Mutex
	ahead   time.Duration // of the machine's clock; less than nothing after a freeze
	frozen  bool
	at      time.Time // what it shows while it is frozen
	held    bool
	heldAt  time.Time // what it shows while it is held
	waiters map[*pending]bool
}

// A pending is somebody who waits.
type pending struct {
	due   time.Time
	c     chan time.Time
	timer *time.Timer
}

// A Position is how a Movable stands to the machine's clock: what has to be kept for it to go on after a restart.
type Position struct {
	Ahead  time.Duration
	Frozen bool
	At     time.Time // where it is frozen
}

// ErrBack says that the clock was to be moved into its past.
var ErrBack = errors.New("the clock goes forward only")

// Now is the instant that the clock shows, in UTC.
func (c *Movable) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Movable) now() time.Time {
	switch {
	case c.held:
		return c.heldAt
	case c.frozen:
		return c.at
	}
	return System{}.Now().Add(c.ahead)
}

// After delivers the instant once the clock has been moved by d or d has passed on the machine's clock, whichever comes
// first: a frozen clock stops nothing that only looks from time to time. While the clock is held, waiting moves it on by d.
func (c *Movable) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	due := make(chan time.Time, 1)
	if c.held {
		c.heldAt = c.heldAt.Add(max(d, 0))
		due <- c.heldAt
		return due
	}
	if d <= 0 {
		due <- c.now()
		return due
	}
	p := &pending{due: c.now().Add(d), c: due}
	if c.waiters == nil {
		c.waiters = map[*pending]bool{}
	}
	c.waiters[p] = true
	p.timer = time.AfterFunc(d, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.wake(p)
	})
	return due
}

// wake ends a wait, once.
func (c *Movable) wake(p *pending) {
	if c.waiters[p] {
		delete(c.waiters, p)
		p.c <- c.now()
	}
}

// wakeDue ends the waits that the clock has gone past.
func (c *Movable) wakeDue() {
	now := c.now()
	for p := range c.waiters {
		if !p.due.After(now) {
			p.timer.Stop()
			c.wake(p)
		}
	}
}

// Move sets the clock to t and wakes whoever is due; it goes on from there unless it is frozen. ErrBack refuses a t
// before Now.
func (c *Movable) Move(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if t.Before(now) {
		return ErrBack
	}
	if c.frozen {
		c.at = t.UTC()
	}
	c.ahead += t.Sub(now)
	c.wakeDue()
	return nil
}

// Freeze stops the clock where it is.
func (c *Movable) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frozen, c.at = true, c.now()
}

// Resume lets a frozen clock go on from where it stands.
func (c *Movable) Resume() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen {
		c.ahead, c.frozen = c.at.Sub(System{}.Now()), false
	}
}

// Position is how the clock stands now.
func (c *Movable) Position() Position {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Position{Ahead: c.ahead, Frozen: c.frozen, At: c.at}
}

// Restore puts the clock where it stood before a restart.
func (c *Movable) Restore(p Position) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead, c.frozen, c.at = p.Ahead, p.Frozen, p.At.UTC()
	c.wakeDue()
}

// Hold stops the clock at t, past or future, until Release. The demo writes its past with it: held at one day after the
// other, while real code does what happened then, one thing after the other.
func (c *Movable) Hold(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held, c.heldAt = true, t.UTC()
}

// Release ends Hold: the clock stands as it did before.
func (c *Movable) Release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = false
}
