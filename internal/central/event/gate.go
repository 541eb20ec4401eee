// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"sync"
	"time"

	"cosell/internal/clock"
)

// atOnce is how many deliveries to one destination a node makes at the same time.
const atOnce = 8

// Whoever finds a gate full comes back after a while between these.
const (
	shortestTurn = 100 * time.Millisecond
	longestTurn  = 5 * time.Minute
)

// burst is for how long a destination that was not called saves up calls.
const burst = time.Second

// gates keep a slow destination from holding all workers: the healthy ones go on while its deliveries queue up.
type gates struct {
	clock clock.Clock
	mu    sync.Mutex
	by    map[string]*gate
}

type gate struct {
	inside int
	took   time.Duration // of a delivery, lately
	free   time.Time     // when those who were sent away so far will have had their turn
	next   time.Time     // when the rate lets another call begin
}

func newGates(clk clock.Clock) *gates { return &gates{clock: clk, by: map[string]*gate{}} }

// enter lets a delivery in, or says when its turn will be. rate is how many calls may begin in a second; 0 means any.
func (g *gates) enter(destination string, rate int) (wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := g.by[destination]
	if at == nil {
		at = &gate{}
		g.by[destination] = at
	}
	now := g.clock.Now()
	if rate > 0 && at.next.Sub(now) > 0 {
		return max(at.next.Sub(now), shortestTurn)
	}
	if at.inside < atOnce {
		at.inside++
		if rate > 0 {
			if saved := now.Add(-burst); at.next.Before(saved) {
				at.next = saved
			}
			at.next = at.next.Add(time.Second / time.Duration(rate))
		}
		return 0
	}
	if at.free.Before(now) {
		at.free = now
	}
	at.free = at.free.Add(at.took / atOnce)
	return min(max(at.free.Sub(now), shortestTurn), longestTurn)
}

// leave ends a delivery that took so long.
func (g *gates) leave(destination string, took time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := g.by[destination]
	at.inside--
	at.took = (3*at.took + took) / 4
	if now := g.clock.Now(); at.inside == 0 && !at.free.After(now) && !at.next.After(now.Add(-burst)) {
		delete(g.by, destination) // nobody waits: what it knew is not needed
	}
}
