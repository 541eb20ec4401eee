// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"cosell/internal/central/event"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// Whatever targets answer and whatever is done to rules, jobs and dead letters meanwhile: each event that a rule took has
// one delivery, which was made as often as it was counted, and which ends.
func TestEveryEventIsAccountedWhateverHappens(t *testing.T) {
	t.Parallel()
	for seed := range uint64(15) {
		r := rand.New(rand.NewPCG(seed, 0))
		clk := clock.NewManual(sqldbtest.Start)
		d, s := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk), newSink(t)
		codes, steps := []int{200, 200, 202, 301, 401, 404, 409, 429, 500, 503}, []string{"publish", "publish", "work", "wait", "redrive", "lose"}
		answers := make([]int, 1+r.IntN(12))
		for i := range answers {
			answers[i] = codes[r.IntN(len(codes))]
		}
		made := 0
		s.answer = func(w http.ResponseWriter, _ *http.Request) bool {
			code := answers[made%len(answers)]
			made++
			w.WriteHeader(code)
			return code/100 == 2
		}
		d.connect(s, event.Target{Tries: 1 + r.IntN(4)})
		published := 0
		for range 25 {
			switch steps[r.IntN(len(steps))] {
			case "publish":
				d.publish(opportunityUpdated(tenant, "O1"))
				published++
			case "work":
				d.work()
			case "wait":
				d.clk.Advance(time.Minute)
				d.work()
			case "redrive":
				for _, dead := range d.list(event.Dead) {
					if n, err := d.Redrive(t.Context(), lead, []string{dead.ID}); err != nil || n != 1 {
						t.Fatalf("seed %d: redrive: %d, %v", seed, n, err)
					}
				}
			case "lose": // an operator deletes all jobs
				err := d.db.InTx(t.Context(), func(tx *sqldb.Tx) error {
					_, err := tx.Exec(`DELETE FROM job WHERE kind = ?`, "event.deliver")
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		for range 30 { // the sweep finds what was lost
			d.clk.Advance(11 * time.Minute)
			d.work()
		}
		all, received := d.list(), slices.Clone(s.got)
		if len(all) != published {
			t.Fatalf("seed %d: %d deliveries of %d events", seed, len(all), published)
		}
		for _, l := range all {
			took := slices.Contains(received, l.EventID)
			if l.State == event.Waiting || took != (l.State == event.Delivered) || l.Attempts == 0 {
				t.Fatalf("seed %d: %+v, received: %t", seed, l, took)
			}
		}
		slices.Sort(received)
		if len(slices.Compact(received)) != len(s.got) {
			t.Fatalf("seed %d: an event was taken twice without a fault: %v", seed, s.got)
		}
	}
}
