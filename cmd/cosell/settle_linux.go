// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// forgetProgram lets go of the pages of the program's file that starting has mapped and hardly anything needs again, half of
// all memory otherwise: what registers 400 endpoints is not what serves them. What is needed after all is mapped again from
// the system's cache, by its next use. It is an offer to the system: nothing is lost when it is not taken.
func forgetProgram() {
	maps, err := os.Open("/proc/self/smaps")
	if err != nil {
		return
	}
	defer func() { _ = maps.Close() }()
	program, err := os.Executable()
	if err != nil {
		return
	}
	for _, r := range unchanged(maps, program) {
		_, _, _ = unix.Syscall(unix.SYS_MADVISE, r.from, r.to-r.from, unix.MADV_DONTNEED)
	}
}

// A span is a range of addresses.
type span struct{ from, to uintptr }

// unchanged are the mappings of a file that cannot be written to and hold nothing but what the file does: a page that a loader
// has relocated would be lost.
func unchanged(smaps io.Reader, file string) (all []span) {
	var at span
	var ours bool
	for in := bufio.NewScanner(smaps); in.Scan(); {
		line := in.Text()
		var from, to uintptr
		var access string
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &from, &to, &access); n == 3 {
			at, ours = span{from, to}, access[0] == 'r' && access[1] == '-' && strings.HasSuffix(line, " "+file)
			continue
		}
		var changed int
		if n, _ := fmt.Sscanf(line, "Anonymous: %d kB", &changed); n == 1 && ours && changed == 0 {
			all = append(all, at)
		}
	}
	return all
}
