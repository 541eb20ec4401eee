// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cosell/test/program"
)

// movesTheClock is the flow after which every partner is some days further: it is played last.
const movesTheClock = "expiry.flow.mjs"

// flows are the scripts that play AWS's guides from their beginning to their end, with two partners and with AWS.
func flows(t *testing.T) []string {
	t.Helper()
	scripts, err := filepath.Glob("*.flow.mjs")
	if err != nil {
		t.Fatal(err)
	}
	last := slices.Index(scripts, movesTheClock)
	if last < 0 {
		t.Fatalf("%s is not among %v", movesTheClock, scripts)
	}
	return append(slices.Delete(scripts, last, last+1), movesTheClock)
}

func TestEachFlowOfTheGuidesIsPlayedWithTwoPartners(t *testing.T) {
	t.Parallel()
	needSDK(t)
	scripts := flows(t)
	each(t, func(t *testing.T, demo *program.Demo) {
		for _, script := range scripts {
			t.Run(strings.TrimSuffix(script, ".flow.mjs"), func(t *testing.T) {
				runScript(t, script, "COSELL_FACTS="+filepath.Join(demo.Dir, "demo.json"))
			})
		}
	})
}
