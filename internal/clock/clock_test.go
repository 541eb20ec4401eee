// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package clock_test

import (
	"errors"
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

func TestTheMovableClockIsHeldAndLetGo(t *testing.T) {
	var c clock.Movable
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

func TestTheMovableClockGoesForwardAndWakesWhoIsDue(t *testing.T) {
	var c clock.Movable
	began := c.Now()
	soon, late := c.After(time.Hour), c.After(100*time.Hour)
	if err := c.Move(began.Add(72 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	if at := <-soon; at.Before(began.Add(72 * time.Hour)) {
		t.Errorf("woke at %v, before the clock was moved", at)
	}
	select {
	case at := <-late:
		t.Errorf("who waits for 100 hours woke after 72, at %v", at)
	default:
	}
	if d := c.Now().Sub(began); d < 72*time.Hour || d > 73*time.Hour {
		t.Errorf("moved by 72 hours, it shows %v more", d)
	}
	if err := c.Move(began); !errors.Is(err, clock.ErrBack) {
		t.Errorf("moved into its past: %v", err)
	}
}

func TestAFrozenClockStandsStillAndGoesOnFromThere(t *testing.T) {
	var c clock.Movable
	c.Freeze()
	at := c.Now()
	<-c.After(time.Millisecond) // who only looks from time to time is not stopped
	if !c.Now().Equal(at) {
		t.Errorf("frozen at %v, shows %v", at, c.Now())
	}
	if err := c.Move(at.Add(time.Hour)); err != nil || !c.Now().Equal(at.Add(time.Hour)) {
		t.Errorf("frozen and moved by an hour, shows %v, %v", c.Now(), err)
	}
	var again clock.Movable
	again.Restore(c.Position())
	if !again.Now().Equal(at.Add(time.Hour)) {
		t.Errorf("after a restart the frozen clock shows %v", again.Now())
	}
	again.Resume()
	if d := again.Now().Sub(at.Add(time.Hour)); d < 0 || d > time.Minute {
		t.Errorf("resumed, it is %v off", d)
	}
	var third clock.Movable
	third.Restore(again.Position())
	if d := third.Now().Sub(again.Now()); d.Abs() > time.Minute {
		t.Errorf("after a restart the clock is %v off", d)
	}
}
