// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// occupy makes the data folder when it is missing and keeps it for this process until leave: a second program would tell
// other addresses in demo.json, and --fresh would take the database away from under the first. The system ends the
// occupation together with the process.
func occupy(dir string) (leave func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w; choose another one with --data", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "in-use"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w; make it writable, or choose another one with --data", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer func() { _ = f.Close() }() // nothing was written
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("occupy the data folder %s: %w", dir, err)
		}
		by := "another cosell"
		if text, err := os.ReadFile(f.Name()); err == nil && len(text) > 0 {
			by += " (process " + strings.TrimSpace(string(text)) + ")"
		}
		return nil, fmt.Errorf("the data folder %s is in use by %s: end that one, or choose another folder with --data", dir, by)
	}
	// Who it is, is for people: the lock alone decides. A full disk must not keep the program from serving what it has.
	if err := f.Truncate(0); err == nil {
		_, _ = fmt.Fprintln(f, os.Getpid())
	}
	return f.Close, nil
}
