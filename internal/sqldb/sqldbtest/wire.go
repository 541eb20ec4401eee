// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sqldbtest

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

// A Wire stands between a program and a PostgreSQL server, and is cut when the test says so.
type Wire struct {
	Server string // the folder of the server's socket
	// Cut looks at bytes before they pass, and says whether their connection ends here; they are lost then. Connections
	// are numbered. It is called for many connections at once.
	Cut func(conn int, toServer bool, bytes []byte) bool
}

// Serve answers the folder of a socket that leads to the server, until the test ends.
func (w Wire) Serve(t testing.TB) (folder string) {
	t.Helper()
	folder, err := os.MkdirTemp("/tmp", "wire") // short, as a socket's path has to be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	listener, err := net.Listen("unix", filepath.Join(folder, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for conn := 0; ; conn++ {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", filepath.Join(w.Server, ".s.PGSQL.5432"))
			if err != nil {
				_ = client.Close()
				continue
			}
			go w.pass(conn, client, server, true)
			go w.pass(conn, server, client, false)
		}
	}()
	return folder
}

func (w Wire) pass(conn int, from, to net.Conn, toServer bool) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buffer := make([]byte, 1<<16)
	for {
		n, err := from.Read(buffer)
		if err != nil || w.Cut(conn, toServer, buffer[:n]) {
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}
