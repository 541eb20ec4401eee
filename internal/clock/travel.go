// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package clock

import (
	"sync"
	"time"
)

// Travel is the machine's clock, but it can be held at an instant and let go again.
//
// The demo writes its past with it: held at one day after the other, while real code does what happened then. One
// thing happens after the other meanwhile; whoever waits does so for nobody but himself.
type Travel struct {
	mu   sync.Mutex
	held bool
	at   time.Time
}

// Now is the instant that the clock is held at, else the machine's.
func (c *Travel) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held {
		return c.at
	}
	return System{}.Now()
}

// After delivers the instant once d has passed. While the clock is held, that is at once: waiting moves it on by d.
func (c *Travel) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.held {
		return System{}.After(d)
	}
	c.at = c.at.Add(max(d, 0))
	due := make(chan time.Time, 1)
	due <- c.at
	return due
}

// Hold stops the clock at t.
func (c *Travel) Hold(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held, c.at = true, t.UTC()
}

// Release lets the clock show the machine's time again.
func (c *Travel) Release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = false
}
