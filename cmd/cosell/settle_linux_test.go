// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"
	"strings"
	"testing"
)

func TestOnlyPagesThatAreAsInTheFileAreLetGo(t *testing.T) {
	const smaps = `00400000-01b47000 r-xp 00000000 fe:00 11 /opt/cosell
Size:              23836 kB
Anonymous:             0 kB
01b47000-035bd000 r--p 01747000 fe:00 11 /opt/cosell
Anonymous:             0 kB
035bd000-0375a000 rw-p 031bd000 fe:00 11 /opt/cosell
Anonymous:             0 kB
04000000-04001000 r--p 031be000 fe:00 11 /opt/cosell
Anonymous:             4 kB
7fa60cfc0000-7fa60d300000 r--p 00000000 fe:00 12 /opt/other
Anonymous:             0 kB
7fa60d400000-7fa60d500000 rw-p 00000000 00:00 0
Anonymous:          1024 kB
`
	want := []span{{0x400000, 0x1b47000}, {0x1b47000, 0x35bd000}}
	if got := unchanged(strings.NewReader(smaps), "/opt/cosell"); !slices.Equal(got, want) {
		t.Errorf("let go: %x, want %x", got, want)
	}
}
