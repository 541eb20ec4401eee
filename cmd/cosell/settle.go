// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"runtime/debug"
	"time"
)

// garbage is how much the heap may grow between two collections, in percent of what is alive. Little is alive, some
// 10 MB, so that collecting at Go's own 100 would take a fifth of the processor under load.
const garbage = 300

// first is how long the first round of all timed jobs takes at most on a database that has little to do.
const first = 3 * time.Second

// collectSeldom has garbage collected less often than Go does, unless the environment says how often. It comes before all else:
// starting makes little but garbage.
func collectSeldom() {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(garbage)
	}
}

// settle gives back what starting has used, and once more what the first jobs have.
func settle() {
	debug.FreeOSMemory()
	time.AfterFunc(first, func() {
		debug.FreeOSMemory()
		forgetProgram()
	})
}
