// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"net/http"
	"testing"
	"time"

	"cosell/internal/sqldb/sqldbtest"
	"cosell/test/program"
)

// told is how long a client may wait at most to be told that the database is gone. Two seconds are aimed at; the rest is
// for a busy machine.
const told = 6 * time.Second

func TestALostDatabaseIsToldSoonAndTheProgramGoesOnWhenItIsBack(t *testing.T) {
	t.Parallel()
	cluster := sqldbtest.NewCluster(t)
	url, began := cluster.Database(t), time.Now()
	d := program.Start(t, t.TempDir(), []string{"COSELL_DATABASE_URL=" + url})
	c, j, person := newCaller(d.AWS, d.Partners[1]), &journal{acked: map[string]string{}}, signIn(t, d)
	for _, fault := range []struct {
		name       string
		lose, mend func(testing.TB)
	}{
		{"stopped", cluster.Crash, cluster.Restart},
		{"frozen", cluster.Freeze, cluster.Thaw},
	} {
		work := begin(t, c, j, fault.name)
		j.wait(t, j.count()+10)
		fault.lose(t)
		lost := time.Now()
		work.waitRefused(t, 8) // who waited for an answer when it happened, too
		if took := time.Since(lost); took > told {
			t.Errorf("%s: clients were told after %v that the database is gone", fault.name, took)
		}
		work.end()
		t.Run(fault.name, func(t *testing.T) {
			unserved(t, d, c, person)
		})
		fault.mend(t)
		back := time.Now()
		served(t, c, person)
		t.Logf("%s: served again %v after the database was back", fault.name, time.Since(back).Round(time.Millisecond))
		settle(t, c, j)
	}
	kept(t, c, j, nil)
	if code := d.Stop(); code != 0 {
		t.Errorf("asked to end, the program answered %d:\n%s", code, d.Output())
	}
	accounted(t, url, began)
}

// unserved wants that both doors tell soon, in their own words, that the store cannot serve.
func unserved(t *testing.T, d *program.Demo, c *caller, person *browser) {
	t.Helper()
	timed := func(what string, ask func()) {
		t.Helper()
		from := time.Now()
		ask()
		if took := time.Since(from); took > told {
			t.Errorf("%s was told after %v that the database is gone", what, took)
		} else {
			t.Logf("%s: told after %v", what, took.Round(time.Millisecond))
		}
	}
	for _, operation := range []string{"ListOpportunities", "CreateOpportunity"} {
		timed(operation, func() {
			in := map[string]any{"Catalog": "AWS"}
			if operation == "CreateOpportunity" {
				in["ClientToken"] = "never-" + t.Name()
			}
			if status, out, err := c.call(t.Context(), operation, in); err != nil || !unavailable(status, out) {
				t.Errorf("%s: %d %v %v", operation, status, out, err)
			}
		})
	}
	timed("a write of the pages", func() { person.writes(t, http.StatusServiceUnavailable) })
	timed("a read of the pages", func() {
		status, out, err := person.send(http.MethodGet, "/api/central/opportunities", "")
		if err != nil || status != http.StatusServiceUnavailable || out["code"] != "unavailable" {
			t.Errorf("a list of the pages: %d %v %v", status, out, err)
		}
	})
	timed("readiness", func() {
		if status := state(t, d, "/readyz"); status != http.StatusServiceUnavailable {
			t.Errorf("/readyz answers %d", status)
		}
	})
	if status := state(t, d, "/healthz"); status != http.StatusOK {
		t.Errorf("/healthz answers %d: the process itself lives", status)
	}
}

func state(t *testing.T, d *program.Demo, path string) int {
	t.Helper()
	answer, err := http.Get(d.Portal + path)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close() // it was not read
	return answer.StatusCode
}

// served waits until both doors serve again.
func served(t *testing.T, c *caller, person *browser) {
	t.Helper()
	for end := time.Now().Add(bound); ; time.Sleep(20 * time.Millisecond) {
		status, out, err := c.call(t.Context(), "ListOpportunities", map[string]any{"Catalog": "AWS"})
		if err == nil && status == http.StatusOK {
			break
		}
		if err != nil || !unavailable(status, out) || time.Now().After(end) {
			t.Fatalf("the database is back and a read is answered with %d %v %v", status, out, err)
		}
	}
	person.reads(t)
	person.writes(t, http.StatusOK)
}
