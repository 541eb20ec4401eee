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
}

func newGates(clk clock.Clock) *gates { return &gates{clock: clk, by: map[string]*gate{}} }

// enter lets a delivery in, or says when its turn will be.
func (g *gates) enter(destination string) (wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := g.by[destination]
	if at == nil {
		at = &gate{}
		g.by[destination] = at
	}
	if at.inside < atOnce {
		at.inside++
		return 0
	}
	now := g.clock.Now()
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
	if at.inside == 0 && !at.free.After(g.clock.Now()) {
		delete(g.by, destination) // nobody waits: what it knew is not needed
	}
}
