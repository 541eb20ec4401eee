// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

const (
	eventRate = 200 // events a second, sent whether or not the ones before have been answered
	targets   = 10
	slowness  = 4 * time.Second   // of the slow target: less than the bus waits
	arrival   = 120 * time.Second // the last event must be there so long after it was sent
)

// A landing is a target with all paths, and notes when each event came.
type landing struct {
	*httptest.Server
	mu  sync.Mutex
	got map[int]time.Time
}

func newLanding() *landing {
	l := &landing{got: map[int]time.Time{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(slowness):
		case <-r.Context().Done():
		}
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		now := time.Now()
		var e struct{ Detail struct{ N int } }
		if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
			http.Error(w, "not an event", http.StatusBadRequest)
			return
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if _, twice := l.got[e.Detail.N]; !twice {
			l.got[e.Detail.N] = now
		}
	})
	l.Server = httptest.NewServer(mux)
	return l
}

// A sender puts events onto the demo's bus.
type sender struct {
	demo   *server
	signer *v4.Signer
	http   *http.Client
}

// call sends one signed request to the bus.
func (s *sender) call(ctx context.Context, operation string, in any) ([]byte, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.demo.address+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSEvents."+operation)
	sum, key := sha256.Sum256(body), s.demo.facts.key(0)
	creds := aws.Credentials{AccessKeyID: key.ID, SecretAccessKey: key.Secret}
	if err := s.signer.SignHTTP(ctx, creds, r, hex.EncodeToString(sum[:]), "events", "us-east-1", time.Now()); err != nil {
		return nil, fmt.Errorf("sign %s: %w", operation, err)
	}
	answer, err := s.http.Do(r)
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

type object = map[string]any

// route makes a rule that takes the events for one target, and the target at an address.
func (s *sender) route(ctx context.Context, name, address string) error {
	text, err := s.call(ctx, "CreateApiDestination", object{"Name": name, "ConnectionArn": connectionOf(s), "InvocationEndpoint": address, "HttpMethod": "POST"})
	if err != nil {
		return err
	}
	var made struct {
		ARN string `json:"ApiDestinationArn"`
	}
	if err := json.Unmarshal(text, &made); err != nil {
		return err
	}
	if _, err := s.call(ctx, "PutRule", object{"Name": name, "EventPattern": fmt.Sprintf(`{"source":["bench"],"detail":{"target":[%q]}}`, name)}); err != nil {
		return err
	}
	_, err = s.call(ctx, "PutTargets", object{"Rule": name, "Targets": []object{{"Id": "t", "Arn": made.ARN}}})
	return err
}

func connectionOf(s *sender) string {
	return "arn:aws:events:us-east-1:" + s.demo.facts.Partners[0].AccountID + ":connection/bench"
}

// put sends n events at the rate, in turns to the names, and answers when each was sent.
func (s *sender) put(ctx context.Context, first, n int, names []string) (sent map[int]time.Time, err error) {
	sent = make(map[int]time.Time, n)
	errs := make(chan error, n)
	var all sync.WaitGroup
	tick := time.NewTicker(time.Second / eventRate)
	defer tick.Stop()
	for i := first; i < first+n; i++ {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		sent[i] = time.Now()
		all.Go(func() {
			_, err := s.call(ctx, "PutEvents", object{"Entries": []object{{"Source": "bench", "DetailType": "Bench",
				"Detail": fmt.Sprintf(`{"n":%d,"target":%q}`, i, names[i%len(names)])}}})
			if err != nil {
				errs <- err
			}
		})
	}
	all.Wait()
	close(errs)
	return sent, <-errs
}

// delays waits until the events for healthy targets have landed, and answers how long each took, in seconds, ascending.
func (l *landing) delays(sent map[int]time.Time, counts func(n int) bool) (took []float64, err error) {
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		took = took[:0]
		missing := 0
		l.mu.Lock()
		for n, at := range sent {
			if came, there := l.got[n]; there {
				took = append(took, came.Sub(at).Seconds())
			} else if counts(n) {
				missing++
			}
		}
		l.mu.Unlock()
		if missing == 0 {
			slices.Sort(took)
			return took, nil
		}
		if time.Since(begun) > arrival {
			return nil, fmt.Errorf("%d of %d events have not arrived after %v", missing, len(sent), arrival)
		}
	}
}

// p99 is the value that 99 of a hundred do not pass.
func p99(ascending []float64) float64 { return ascending[min(len(ascending)*99/100, len(ascending)-1)] }

// Events measures how long an event takes to its target: among healthy ones, and beside a dead and a slow one.
func Events(ctx context.Context, dir string, n int) (results []Result, err error) {
	demo, err := startDemo(ctx, dir, "--fresh")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, demo.stop()) }()
	l := newLanding()
	defer l.Close()
	s := &sender{demo: demo, signer: v4.NewSigner(), http: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	if _, err := s.call(ctx, "CreateConnection", object{"Name": "bench", "AuthorizationType": "BASIC",
		"AuthParameters": object{"BasicAuthParameters": object{"Username": "bench", "Password": "bench"}}}); err != nil {
		return nil, err
	}
	var names []string
	for i := range targets {
		names = append(names, fmt.Sprint("healthy-", i))
		if err := s.route(ctx, names[i], l.URL+"/"+names[i]); err != nil {
			return nil, err
		}
	}
	run := func(first int, to []string) ([]float64, error) {
		sent, err := s.put(ctx, first, n, to)
		if err != nil {
			return nil, err
		}
		return l.delays(sent, func(n int) bool { return n%len(to) < targets })
	}
	if _, err := run(0, names); err != nil { // caches fill, connections open
		return nil, fmt.Errorf("warm up: %w", err)
	}
	before, err := demo.spent()
	if err != nil {
		return nil, err
	}
	calm, err := run(n, names)
	if err != nil {
		return nil, err
	}
	after, err := demo.spent()
	if err != nil {
		return nil, err
	}
	latency := Result{ID: "event_latency", Says: fmt.Sprintf("an event is at its target, p99, %d events a second to %d targets", eventRate, targets),
		Value: p99(calm), Min: calm[0], Max: calm[len(calm)-1], Unit: "s", Reach: 0.05, Atmost: true, Note: fmt.Sprintf("p50 %.4f s of %d events; processor time %.0f us an event", calm[len(calm)/2], n, (after-before)/float64(n)*1e6)}
	latency.judge()
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close() // nobody listens there any more
	for name, address := range map[string]string{"dead": dead.URL, "slow": l.URL + "/slow"} {
		if err := s.route(ctx, name, address); err != nil {
			return nil, err
		}
	}
	busy, err := run(2*n, append(slices.Clone(names), "dead", "slow"))
	if err != nil {
		return nil, err
	}
	isolation := Result{ID: "event_isolation", Says: "p99 to healthy targets beside a dead and a slow one, against p99 without them",
		Value: p99(busy) / p99(calm), Min: busy[0] / calm[0], Max: busy[len(busy)-1] / calm[len(calm)-1], Unit: "x", Reach: 2, Atmost: true,
		Note: fmt.Sprintf("p99 %.4f s against %.4f s, %d events each", p99(busy), p99(calm), n)}
	isolation.judge()
	return []Result{latency, isolation}, nil
}
