// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// conns is how many connections press at once, each waiting for its answer before it sends again.
const conns = 16

// press sends ready-made requests for the given time and answers how many a second were answered with 200.
// Each connection has its own share of requests and starts over at its end unless they may be sent only once.
// The client is a few lines over TCP, so that the load costs less than the servers that it measures.
func press(ctx context.Context, address string, requests [][]byte, once bool, d time.Duration) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var done atomic.Int64
	var all sync.WaitGroup
	errs := make(chan error, conns)
	share := len(requests) / conns
	start := time.Now()
	for i := range conns {
		all.Go(func() {
			n, err := drive(ctx, address, requests[i*share:(i+1)*share], once)
			done.Add(n)
			if err != nil {
				errs <- err
			}
		})
	}
	all.Wait()
	took := time.Since(start)
	select {
	case err := <-errs:
		return 0, err
	default:
		return float64(done.Load()) / took.Seconds(), nil
	}
}

func drive(ctx context.Context, address string, requests [][]byte, once bool) (n int64, err error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return 0, err
	}
	defer func() { _ = c.Close() }() // nothing is lost on it
	in := bufio.NewReaderSize(c, 32<<10)
	for i := 0; ctx.Err() == nil; i++ {
		if i == len(requests) {
			if once {
				return n, fmt.Errorf("the %d prepared requests ran out before the time did", len(requests))
			}
			i = 0
		}
		if _, err := c.Write(requests[i]); err != nil {
			return n, err
		}
		if err := answer(in); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// answer reads one HTTP/1.1 answer with a Content-Length and demands status 200.
func answer(in *bufio.Reader) error {
	status, err := in.ReadSlice('\n')
	if err != nil {
		return err
	}
	ok := bytes.HasPrefix(status, []byte("HTTP/1.1 200"))
	first := string(bytes.TrimSpace(status))
	length := -1
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return fmt.Errorf("%s without a Content-Length", first)
	}
	if !ok {
		body, _ := io.ReadAll(io.LimitReader(in, int64(length))) // for the message only
		return fmt.Errorf("%s: %s", first, body)
	}
	_, err = in.Discard(length)
	return err
}
