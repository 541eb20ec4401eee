// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package clock_test

import (
	"testing"
	"time"

	"cosell/internal/clock"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestManualStandsStillUntilMoved(t *testing.T) {
	c := clock.NewManual(noon)
	if !c.Now().Equal(noon) {
		t.Fatalf("shows %v, want %v", c.Now(), noon)
	}
	due := c.After(time.Hour)
	c.Advance(59 * time.Minute)
	select {
	case at := <-due:
		t.Fatalf("woke at %v, an hour is not over", at)
	default:
	}
	c.Advance(time.Minute)
	if at := <-due; !at.Equal(noon.Add(time.Hour)) {
		t.Errorf("woke at %v", at)
	}
}

func TestManualGoesBackWithoutWakingAnyone(t *testing.T) {
	c := clock.NewManual(noon)
	due := c.After(time.Minute)
	c.Advance(-time.Hour)
	select {
	case at := <-due:
		t.Fatalf("a step back woke a waiter at %v", at)
	default:
	}
}

func TestNothingToWaitForIsDueAtOnce(t *testing.T) {
	if at := <-clock.NewManual(noon).After(0); !at.Equal(noon) {
		t.Errorf("due at %v", at)
	}
}

func TestTravelIsHeldAndLetGo(t *testing.T) {
	var c clock.Travel
	c.Hold(noon)
	if !c.Now().Equal(noon) {
		t.Errorf("held at %v, shows %v", noon, c.Now())
	}
	if at := <-c.After(time.Hour); !at.Equal(noon.Add(time.Hour)) || !c.Now().Equal(at) {
		t.Errorf("an hour was waited for until %v, and it is %v", at, c.Now())
	}
	c.Release()
	if d := time.Since(c.Now()); d < 0 || d > time.Minute {
		t.Errorf("let go, the clock is %v off", d)
	}
}
