// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package quota

import (
	"math"
	"sync"
	"time"
)

// A window remembers when one subject's last calls were admitted.
type window struct {
	mu   sync.Mutex
	gone bool    // forgotten by the room
	ring []int64 // nanoseconds since 1970 of the last admissions, as many as a second allows; the oldest at next
	next int
	last int64 // the latest admission

	block block
}

// A block is the part of a day's quota that this node may use in one bucket.
type block struct {
	start time.Time // of the bucket
	turn  int       // of the settings under which it was taken
	left  int
	spent bool // nothing was left to take
}

// never is before every admission.
const never = math.MinInt64

func newWindow() *window { return &window{last: never} }

// tolerance is how far the clock may go back without anybody having turned it: meanwhile, time stands still. A clock that
// goes back by more was turned, and begins anew.
const tolerance = time.Minute

// roomInSecond says whether one more call fits: there is none among the last n that is younger than a second.
func (w *window) roomInSecond(now time.Time, n int) bool {
	if len(w.ring) != n {
		w.resize(n)
	}
	at := now.UnixNano()
	if w.last != never && at < w.last-int64(tolerance) {
		w.last = never
		for i := range w.ring {
			w.ring[i] = never
		}
	}
	at = max(at, w.last)
	oldest := w.ring[w.next]
	return oldest == never || at-oldest >= int64(time.Second)
}

// note remembers an admission that roomInSecond found room for.
func (w *window) note(now time.Time) {
	w.last = max(now.UnixNano(), w.last)
	w.ring[w.next] = w.last
	w.next = (w.next + 1) % len(w.ring)
}

// resize takes over the latest admissions: what was admitted counts under the new quota too.
func (w *window) resize(n int) {
	ring := make([]int64, n)
	for i := range ring {
		ring[i] = never
	}
	kept := min(n, len(w.ring))
	for i := range kept {
		ring[n-1-i] = w.ring[(w.next+len(w.ring)-1-i)%len(w.ring)]
	}
	w.ring, w.next = ring, 0
}

// idle says whether forgetting the window admits nothing too early. What is left of a block of an earlier bucket then stays
// counted as used.
func (w *window) idle(now time.Time) bool {
	quiet := w.last == never || now.UnixNano()-w.last >= int64(tolerance)
	return quiet && (w.block.left == 0 || !now.Before(w.block.start.Add(bucket)))
}
