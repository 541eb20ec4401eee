// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

const (
	warm    = time.Second
	measure = 3 * time.Second
)

// A turn measures one side once, in operations a second.
type turn func() (float64, error)

// A bill is what turns cost a server in processor time: it hangs less on what else the machine does than the clock.
type bill struct {
	server  *server
	seconds float64
	done    float64
}

// press is a turn that presses the server and adds to the bill.
func (b *bill) press(ctx context.Context, requests [][]byte, once bool, d time.Duration) (float64, error) {
	before, err := b.server.spent()
	if err != nil {
		return 0, err
	}
	rate, err := press(ctx, b.server.address, requests, once, d)
	if err != nil {
		return 0, err
	}
	after, err := b.server.spent()
	b.seconds += after - before
	b.done += rate * d.Seconds()
	return rate, err
}

// micros is the processor time of one operation.
func (b *bill) micros() float64 { return b.seconds / b.done * 1e6 }

// alternate runs the two sides in turns.
func alternate(num, den turn) (a, b []float64, err error) {
	for range pairs {
		n, err := num()
		if err != nil {
			return nil, nil, err
		}
		d, err := den()
		if err != nil {
			return nil, nil, err
		}
		a, b = append(a, n), append(b, d)
	}
	return a, b, nil
}

// call sends one signed request and answers the body.
func call(ctx context.Context, s *server, key Key, operation string, in any) ([]byte, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	raw, err := signed(ctx, v4.NewSigner(), key, s.address, operation, body, time.Now())
	if err != nil {
		return nil, err
	}
	head, rest, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.address+"/", bytes.NewReader(rest))
	if err != nil {
		return nil, err
	}
	for _, line := range bytes.Split(head, []byte("\r\n"))[2:] {
		name, value, _ := bytes.Cut(line, []byte(": "))
		r.Header.Set(string(name), string(value))
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }() // read to its end
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %s", operation, answer.Status, text)
	}
	return text, err
}

// sample is the opportunity of the load: about 2.7 KB, as partners send it.
func sample(fixture map[string]any, token string) ([]byte, error) {
	fixture["ClientToken"], fixture["Catalog"] = token, "AWS"
	delete(fixture, "PartnerOpportunityIdentifier")
	return json.Marshal(fixture)
}

// Wire measures reading and creating over the wire. Where profile is not empty, the server writes into that file where its
// processor time goes.
func Wire(ctx context.Context, dir, profile string, fixture map[string]any) (results []Result, err error) {
	args := []string{"--fresh"}
	if profile != "" {
		args = append(args, "--cpu-profile", profile)
	}
	demo, err := startDemo(ctx, dir, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, demo.stop()) }()
	get, err := gets(ctx, demo, fixture)
	if err != nil {
		return nil, fmt.Errorf("get_ratio: %w", err)
	}
	created, err := creates(ctx, dir, demo, fixture)
	if err != nil {
		return nil, fmt.Errorf("create_ratio: %w", err)
	}
	return append([]Result{get}, created...), nil
}

func gets(ctx context.Context, demo *server, fixture map[string]any) (r Result, err error) {
	key := demo.facts.key(1)
	signer, at := v4.NewSigner(), time.Now()
	var ours, theirs [][]byte
	var same []byte
	for i := range 512 {
		body, err := sample(fixture, fmt.Sprintf("get-%d", i))
		if err != nil {
			return r, err
		}
		text, err := call(ctx, demo, key, "CreateOpportunity", json.RawMessage(body))
		if err != nil {
			return r, err
		}
		var made struct{ Id string }
		if err := json.Unmarshal(text, &made); err != nil {
			return r, err
		}
		in, err := json.Marshal(map[string]string{"Catalog": "AWS", "Identifier": made.Id})
		if err != nil {
			return r, err
		}
		if same == nil {
			if same, err = call(ctx, demo, key, "GetOpportunity", json.RawMessage(in)); err != nil {
				return r, err
			}
		}
		one, err := signed(ctx, signer, key, demo.address, "GetOpportunity", in, at)
		if err != nil {
			return r, err
		}
		ours = append(ours, one)
	}
	bare, err := startBare(ctx, same)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	for _, one := range ours {
		theirs = append(theirs, bytes.Replace(one, []byte(demo.address), []byte(bare.address), 1))
	}
	pressed := func(b *bill, requests [][]byte) turn {
		return func() (float64, error) { return b.press(ctx, requests, false, measure) }
	}
	us, them := &bill{server: demo}, &bill{server: bare}
	for _, warmUp := range []turn{
		func() (float64, error) { return press(ctx, demo.address, ours, false, warm) },
		func() (float64, error) { return press(ctx, bare.address, theirs, false, warm) },
	} {
		if _, err := warmUp(); err != nil {
			return r, err
		}
	}
	num, den, err := alternate(pressed(us, ours), pressed(them, theirs))
	if err != nil {
		return r, err
	}
	r = ratio(Result{ID: "get_ratio", Reach: 0.25, Aim: 0.35,
		Says: "GetOpportunity, signed, over a bare net/http handler that answers the same bytes"}, num, den)
	r.Note = fmt.Sprintf("%.0f a second on one core against %.0f", median(num), median(den))
	return r.billed(us, them), nil
}

// most is how many creates a second are prepared for.
const most = 12_000

func creates(ctx context.Context, dir string, demo *server, fixture map[string]any) (results []Result, err error) {
	key := demo.facts.key(1)
	bare, err := startBare(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	round := 0
	prepare := func(address, path string, n int) ([][]byte, error) {
		round++
		signer, at := v4.NewSigner(), time.Now()
		all := make([][]byte, 0, n)
		for i := range n {
			body, err := sample(fixture, fmt.Sprintf("c-%d-%d-%d", at.Unix(), round, i))
			if err != nil {
				return nil, err
			}
			one, err := signed(ctx, signer, key, address, "CreateOpportunity", body, at)
			if err != nil {
				return nil, err
			}
			all = append(all, bytes.Replace(one, []byte("POST / "), []byte("POST "+path+" "), 1))
		}
		return all, nil
	}
	echoes, err := prepare(bare.address, "/echo", 512)
	if err != nil {
		return nil, err
	}
	us, them := &bill{server: demo}, &bill{server: bare}
	ours := func() (float64, error) {
		requests, err := prepare(demo.address, "/", int(most*measure.Seconds()))
		if err != nil {
			return 0, err
		}
		return us.press(ctx, requests, true, measure)
	}
	if _, err := ours(); err != nil {
		return nil, err
	}
	num, den, err := alternate(ours, func() (float64, error) { return them.press(ctx, echoes, false, measure) })
	if err != nil {
		return nil, err
	}
	wire := ratio(Result{ID: "create_ratio", Reach: 0.08, Aim: 0.15,
		Says: "CreateOpportunity, signed and durable, over a bare POST that echoes the same body"}, num, den).billed(us, them)
	body, err := sample(fixture, "row")
	if err != nil {
		return nil, err
	}
	raw, err := os.MkdirTemp(dir, "raw")
	if err != nil {
		return nil, err
	}
	num, den, err = alternate(ours, func() (float64, error) { return rawInserts(ctx, raw, body, measure) })
	if err != nil {
		return nil, err
	}
	return []Result{wire, ratio(Result{ID: "create_vs_insert", Reach: 1, Aim: 1.5,
		Says: "CreateOpportunity over the wire against raw durable INSERTs of the same bytes, one by one"}, num, den)}, nil
}
