// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// drain is how long jobs and requests that have begun may go on after the program was told to end.
const drain = 10 * time.Second

// A door is one listening address and what answers there.
type door struct {
	name     string
	listener net.Listener
	server   *http.Server
	done     chan error
}

// flagNames are the settings' flags that commands call by shorter names.
var flagNames = map[string]string{"portal-listen": "listen", "data-dir": "data"}

// open listens at address; port 0 takes a free one. Nothing is answered before serve.
func open(name, address string) (*door, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		flag := map[string]string{"portal": "portal-listen", "aws": "aws-listen"}[name]
		return nil, fmt.Errorf("%s address: %w; is another program there? choose one with --%s", name, err, cmp.Or(flagNames[flag], flag))
	}
	return &door{name: name, listener: l, done: make(chan error, 1)}, nil
}

// url is the address as clients on this machine see it.
func (d *door) url() string { return "http://" + d.listener.Addr().String() }

// serve answers with h until close.
func (d *door) serve(h http.Handler, log *slog.Logger) {
	d.server = &http.Server{
		Handler: h, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		WriteTimeout: time.Minute, MaxHeaderBytes: 32 << 10,
	}
	go func() {
		err := d.server.Serve(d.listener)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		d.done <- err
	}()
}

// close lets requests that have begun finish until ctx ends. Then it cuts them off: a client that goes on sending for ever
// is no failure of this program.
func (d *door) close(ctx context.Context, log *slog.Logger) error {
	err := d.server.Shutdown(ctx)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		log.Warn("requests that did not end were cut off", "door", d.name)
		err = d.server.Close()
	}
	if err != nil {
		return fmt.Errorf("close the %s door: %w", d.name, err)
	}
	return nil
}
