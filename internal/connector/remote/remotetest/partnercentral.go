// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package remotetest is a small Partner Central for tests of the connector: it keeps quotas, loses answers when told to,
// and writes a journal of every effect.
package remotetest

import (
	"context"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/clock"
	"cosell/internal/connector/remote"
)

// A Fault is what goes wrong with one call.
type Fault int

// The faults.
const (
	None       Fault = iota
	LostAnswer       // the effect happens; the connection breaks before the answer
	Broken           // 500 before anything happens
	BrokenLate       // the effect happens; the answer is a 500
	Throttled        // ThrottlingException, nothing happens
	Page             // an HTML page of a proxy, status 502, nothing happens
	Empty            // the effect happens; the answer is an empty 200
	Expired          // the token has expired
	Denied           // the policy forbids the call
	Overtaken        // somebody else changes the opportunity just before
)

// A Call is one request that reached the service.
type Call struct {
	Operation string
	At        time.Time
	Body      doc.Doc
	Fault     Fault
	Effect    bool // it changed something
	OverQuota bool
}

// An Opportunity is one record of the service.
type Opportunity struct {
	Doc       doc.Doc
	Summary   doc.Doc
	Created   time.Time
	Solutions []string
	Products  []string
}

// Central is the service.
type Central struct {
	URL string

	clk    clock.Clock
	mu     sync.Mutex
	n      int64
	byID   map[string]*Opportunity
	tokens map[string]token
	calls  []Call
	fault  func(operation string, body doc.Doc) Fault
	quota  bool
	unique bool
	newer  bool
	change func(id string)
	refuse func(operation string, body doc.Doc) error
	async  int
	own    map[string]string // the partner's solutions, by identifier, with their states
}

type token struct {
	sum    [sha256.Size]byte
	answer []byte
	at     time.Time
}

// New starts a service that keeps AWS's quotas.
func New(t testing.TB, clk clock.Clock) *Central {
	t.Helper()
	c := &Central{clk: clk, byID: map[string]*Opportunity{}, tokens: map[string]token{}, quota: true}
	s, err := awsjson.NewServer(awsjson.Config{Services: []awsjson.Service{{Target: selling.Target, SigningName: selling.SigningName,
		ErrorNamespace: selling.ErrorNamespace, Operations: c.operations()}}, Clock: clk})
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(c.faulty(s))
	t.Cleanup(h.Close)
	c.URL = h.URL
	return c
}

// Client is a client of the service.
func (c *Central) Client(t testing.TB) *remote.Client {
	t.Helper()
	r, err := remote.New(remote.Config{Endpoint: c.URL, Catalog: "AWS", Clock: c.clk,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDTEST", "secret", ""), HTTP: &http.Client{Timeout: 10 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// FailBy has fault decide about every call.
func (c *Central) FailBy(fault func(operation string, body doc.Doc) Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault = fault
}

// FailOnce has the next n calls of an operation fail.
func (c *Central) FailOnce(operation string, f Fault, n int) {
	c.FailBy(func(op string, _ doc.Doc) Fault {
		if op == operation && n > 0 {
			n--
			return f
		}
		return None
	})
}

// RefuseBy has refuse answer calls with an error of its own.
func (c *Central) RefuseBy(refuse func(operation string, body doc.Doc) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refuse = refuse
}

// Asynchronous has the next n answers of a task say that it is in progress.
func (c *Central) Asynchronous(n int) { c.async = n }

// UniqueReferences has the service refuse a second opportunity with the same partner reference. AWS's sources do not say
// that it does, so nobody may rely on it.
func (c *Central) UniqueReferences() { c.unique = true }

// Newer has the service take what its model does not list, as AWS does when it is ahead of us.
func (c *Central) Newer() { c.newer = true }

// Solutions are the partner's, by identifier, with their states.
func (c *Central) Solutions(own map[string]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.own = own
}

// Unlimited lifts the quotas.
func (c *Central) Unlimited() { c.quota = false }

// OnChange has change told the id of every opportunity that changes, as an event bus would be.
func (c *Central) OnChange(change func(id string)) { c.change = change }

// Calls is the journal.
func (c *Central) Calls() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Call(nil), c.calls...)
}

// Operations lists the names of the writing calls that had an effect, in order.
func (c *Central) Operations() []string {
	out := []string{}
	for _, call := range c.Calls() {
		if call.Effect {
			out = append(out, call.Operation)
		}
	}
	return out
}

// Count is how many opportunities there are.
func (c *Central) Count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.byID)
}

// Of is a copy of the opportunity with the partner's reference; nil when there is none.
func (c *Central) Of(reference string) doc.Doc {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range c.byID {
		if doc.Text(o.Doc, "PartnerOpportunityIdentifier") == reference {
			return c.shown(o)
		}
	}
	return nil
}

// Edit changes the opportunity of a reference, as AWS or somebody in the portal does.
func (c *Central) Edit(t testing.TB, reference string, edit func(o *Opportunity)) string {
	t.Helper()
	c.mu.Lock()
	id := ""
	for _, o := range c.byID {
		if doc.Text(o.Doc, "PartnerOpportunityIdentifier") == reference {
			id = doc.Text(o.Doc, "Id")
			edit(o)
			c.touch(o)
		}
	}
	c.mu.Unlock()
	if id == "" {
		t.Fatalf("there is no opportunity for %s", reference)
	}
	c.told(id)
	return id
}

// Review sets the review status, and what the reviewer says.
func (c *Central) Review(t testing.TB, reference, status, comment string) {
	t.Helper()
	c.Edit(t, reference, func(o *Opportunity) {
		doc.Set(o.Doc, "LifeCycle.ReviewStatus", status)
		doc.Set(o.Doc, "LifeCycle.ReviewComments", comment)
	})
}

func (c *Central) told(id string) {
	if c.change != nil {
		c.change(id)
	}
}

// touch gives an opportunity a new LastModifiedDate; every one is another.
func (c *Central) touch(o *Opportunity) string {
	c.n++
	at := c.clk.Now().Add(time.Duration(c.n) * time.Microsecond)
	stamp := at.UTC().Format("2006-01-02T15:04:05.000000Z")
	doc.Set(o.Doc, "LastModifiedDate", stamp)
	return stamp
}

func (c *Central) shown(o *Opportunity) doc.Doc {
	d := doc.Clone(o.Doc)
	doc.Set(d, "RelatedEntityIdentifiers.Solutions", anys(o.Solutions))
	doc.Set(d, "RelatedEntityIdentifiers.AwsProducts", anys(o.Products))
	return d
}

func anys(in []string) []any {
	out := []any{}
	for _, s := range in {
		out = append(out, s)
	}
	return out
}

// WithinQuota says whether the calls kept AWS's windows, as the service saw them.
func (c *Central) WithinQuota(t testing.TB) {
	t.Helper()
	over := 0
	calls := c.Calls()
	for _, call := range calls {
		if call.OverQuota {
			over++
		}
	}
	if over > 0 {
		t.Errorf("%d of %d calls were over the quota", over, len(calls))
	}
}

// over says whether one more call breaks a window. Calls that were refused count too.
func (c *Central) over(write bool, at time.Time) bool {
	second, day := 10, 100_000
	if write {
		second, day = 1, 10_000
	}
	inSecond, inDay := 0, 0
	for i := len(c.calls) - 1; i >= 0; i-- {
		call := c.calls[i]
		if at.Sub(call.At) >= 24*time.Hour {
			break
		}
		if writes(call.Operation) != write {
			continue
		}
		inDay++
		if at.Sub(call.At) < time.Second {
			inSecond++
		}
	}
	return inSecond >= second || inDay >= day
}

func writes(operation string) bool {
	switch operation {
	case "GetOpportunity", "GetAwsOpportunitySummary", "ListOpportunities", "ListSolutions":
		return false
	}
	return true
}

type afterKey struct{}

// faulty stands before the service and breaks what comes out of it.
func (c *Central) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault := None
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r.WithContext(context.WithValue(r.Context(), afterKey{}, &fault)))
		switch {
		case fault == LostAnswer:
			panic(http.ErrAbortHandler) // cuts the connection
		case fault == BrokenLate:
			w.WriteHeader(http.StatusInternalServerError)
			return
		case fault == Empty:
			w.WriteHeader(http.StatusOK)
			return
		case fault == Page:
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write([]byte("<html><body>Bad gateway</body></html>"))
			return
		}
		for name, values := range rec.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}
