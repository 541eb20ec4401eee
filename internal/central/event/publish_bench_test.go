// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"fmt"
	"testing"

	"cosell/internal/central/event"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// BenchmarkPublish is what an event costs inside its transaction, without the commit.
func BenchmarkPublish(b *testing.B) {
	for _, rules := range []int{0, 1, 100} {
		b.Run(fmt.Sprint("rules-", rules), func(b *testing.B) {
			clk := clock.NewManual(sqldbtest.Start)
			d := newDeskOn(b, sqldbtest.SQLite(b, clk, schemas...), clk, patient)
			s := newSink(b)
			for i := range rules {
				d.connect(s, event.Target{})
				err := d.PutRule(b.Context(), lead, event.Rule{Name: fmt.Sprint("r", i), Enabled: true,
					Pattern: fmt.Sprintf(`{"detail":{"catalog":["Sandbox"],"opportunity":{"identifier":["O%d"]}}}`, i),
					Targets: []event.Target{{ID: "crm", Destination: "crm"}}})
				if err != nil {
					b.Fatal(err)
				}
			}
			if rules > 0 {
				if err := d.DeleteRule(b.Context(), lead, "all"); err != nil {
					b.Fatal(err)
				}
			}
			e := opportunityUpdated(tenant, "O1")
			b.ResetTimer()
			for done := 0; done < b.N; {
				err := d.db.InTx(b.Context(), func(tx *sqldb.Tx) error {
					for n := 0; n < 500 && done < b.N; n++ {
						if err := d.Publish(tx, e); err != nil {
							return err
						}
						done++
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
