// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package snapshot_test

import (
	"sync"
	"testing"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/clock"
)

// TestOfMembersWhoPublishAtOnceOneBringsTheProject has two members publish their opportunities to an engagement without a
// project at the same time.
func TestOfMembersWhoPublishAtOnceOneBringsTheProject(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, _ *clock.Manual) {
		for range 5 {
			mine, engagement := shared(t, w, w.A)
			theirs, _ := shared(t, w, w.B)
			join(t, w, w.B, engagement)
			var both sync.WaitGroup
			for id, p := range map[string]centraltest.Partner{mine: w.A, theirs: w.B} {
				both.Go(func() {
					if _, err := watch(t, w, p, id, engagement, selling.TemplateSummary); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			got, err := w.Engagements.Get(t.Context(), w.A.API, selling.GetEngagementRequest{Catalog: aws, Identifier: engagement})
			must(t, err)
			if len(got.Contexts) != 1 || got.Contexts[0].Type != selling.ContextCustomerProject {
				t.Errorf("the engagement has the contexts %+v", got.Contexts)
			}
		}
	})
}
