// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"fmt"
	"testing"
	"time"

	"cosell/internal/sqldb/sqldbtest"
	"cosell/test/program"
)

func TestAKilledProgramLosesNothingThatItAcknowledged(t *testing.T) {
	t.Parallel()
	rounds := 100
	if testing.Short() {
		rounds = 10
	}
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		dir := program.Seeded(t)
		killLoop(t, dir, "sqlite:"+dir+"/cosell.db", rounds)
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		killLoop(t, t.TempDir(), sqldbtest.PostgresURL(t), rounds/5)
	})
}

// killLoop throws the switch so many times while one partner's program creates opportunities and the other one's
// connector brings deals from its CRM.
func killLoop(t *testing.T, dir, url string, rounds int) {
	// The connector may write as fast as it can, so that its work is under way whenever the switch is thrown.
	env := []string{"COSELL_DATABASE_URL=" + url, "COSELL_WRITES_PER_SECOND=1000", "COSELL_READS_PER_SECOND=1000",
		"COSELL_WRITES_PER_DAY=1000000", "COSELL_READS_PER_DAY=1000000"}
	began := time.Now()
	j, s := &journal{acked: map[string]string{}}, &seller{}
	for round := range rounds {
		d := program.Start(t, dir, env)
		c := newCaller(d.AWS, d.Partners[1])
		settle(t, c, j)
		shared := s.steps.Load()
		s.work(t, d)
		load := begin(t, c, j, fmt.Sprintf("k-%d", round))
		j.wait(t, j.count()+5+round%37)
		s.wait(t, shared+int64(round%5)) // of six
		d.Kill()
		load.end()
		s.end()
		if t.Failed() {
			t.Fatal(d.Output())
		}
	}
	d := program.Start(t, dir, env)
	c := newCaller(d.AWS, d.Partners[1])
	settle(t, c, j)
	stored := list(t, c)
	for ref, id := range j.acked {
		if len(stored[ref]) != 1 || stored[ref][0] != id {
			t.Errorf("%s was acknowledged as %s and is stored as %v", ref, id, stored[ref])
		}
	}
	s.person.url = d.Portal
	s.arrived(t, url)
	s.brought(t, newCaller(d.AWS, d.Partners[0]))
	if code := d.Stop(); code != 0 {
		t.Errorf("asked to end, the program answered %d", code)
	}
	accounted(t, url, began)
	t.Logf("%d rounds, %d acknowledged", rounds, len(j.acked))
}
