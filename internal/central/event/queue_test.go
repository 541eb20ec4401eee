// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event_test

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"cosell/internal/central/event"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

// A message is one that a queue has taken.
type message struct {
	QueueURL   string `json:"QueueUrl"`
	Body       string `json:"MessageBody"`
	Group      string `json:"MessageGroupId"`
	Once       string `json:"MessageDeduplicationId"`
	Attributes map[string]struct {
		StringValue string
	} `json:"MessageAttributes"`
}

// A post is an SQS endpoint. refuse answers in its place when it is set.
type post struct {
	*httptest.Server
	mu     sync.Mutex
	got    []message
	refuse func(w http.ResponseWriter)
}

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		var m message
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil || r.Header.Get("X-Amz-Target") != "AmazonSQS.SendMessage" ||
			!strings.Contains(r.Header.Get("Authorization"), "Credential=OPERATOR/") {
			t.Errorf("%s %v: %v", r.Header.Get("X-Amz-Target"), r.Header, err)
		}
		if p.refuse != nil {
			p.refuse(w)
			return
		}
		p.got = append(p.got, m)
		sum := md5.Sum([]byte(m.Body))
		_, _ = fmt.Fprintf(w, `{"MessageId":"1","MD5OfMessageBody":%q}`, hex.EncodeToString(sum[:]))
	}))
	t.Cleanup(p.Close)
	return p
}

// refusal answers with an error of SQS.
func (p *post) refusal(status int, code string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = func(w http.ResponseWriter) {
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"__type":"com.amazonaws.sqs#%s","message":"no"}`, code)
	}
	if code == "" {
		p.refuse = nil
	}
}

func eachPost(t *testing.T, test func(*testing.T, *desk, *post)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
		p := newPost(t)
		d := newDeskOn(t, db, clk, patient, func(o *event.Options) {
			o.Queues = event.Queues{Endpoint: p.URL, KeyID: "OPERATOR", Secret: "secret"}
		})
		d.clk = clk
		test(t, d, p)
	}, schemas...)
}

const queue = "arn:aws:sqs:us-east-1:" + tenant + ":events"

func (d *desk) rule(target event.Target) {
	d.t.Helper()
	target.ID = "t"
	if err := d.PutRule(d.t.Context(), lead, event.Rule{Name: "all", Enabled: true, Pattern: `{"source":["aws.partnercentral-selling"]}`,
		Targets: []event.Target{target}}); err != nil {
		d.t.Fatal(err)
	}
}

func TestAQueueGetsTheEventInItsGroup(t *testing.T) {
	t.Parallel()
	eachPost(t, func(t *testing.T, d *desk, p *post) {
		d.rule(event.Target{Queue: queue + ".fifo", Settings: event.Settings{Group: "$.detail.opportunity.identifier"}})
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		got := d.only()
		if got.State != event.Delivered || len(p.got) != 1 {
			t.Fatalf("%+v, received %+v", got, p.got)
		}
		m := p.got[0]
		if m.Body != string(got.Event) || m.Group != "O1" || !strings.HasPrefix(m.Once, got.ID) || m.QueueURL != p.URL+"/"+tenant+"/events.fifo" {
			t.Errorf("the message is %+v", m)
		}
	})
}

func TestRefusalsOfAQueueAreRetriableOrFinal(t *testing.T) {
	t.Parallel()
	eachPost(t, func(t *testing.T, d *desk, p *post) {
		d.rule(event.Target{Queue: queue})
		for _, c := range []struct {
			status int
			code   string
			state  event.State
			want   string
		}{
			{400, "QueueDoesNotExist", event.Dead, "NO_RESOURCE"},
			{403, "AccessDeniedException", event.Dead, "NO_PERMISSIONS"},
			{403, "UnrecognizedClientException", event.Waiting, "NO_PERMISSIONS"},
			{400, "RequestThrottled", event.Waiting, "THROTTLING"},
			{400, "InvalidMessageContents", event.Dead, "INVALID_PARAMETER"},
			{503, "ServiceUnavailable", event.Waiting, "ERROR_FROM_TARGET"},
		} {
			p.refusal(c.status, c.code)
			d.clk.Advance(time.Millisecond)
			d.publish(opportunityUpdated(tenant, "O1"))
			d.work()
			if got := d.list()[0]; got.State != c.state || got.Code != c.want {
				t.Errorf("%s makes it %s %s (%s), want %s %s", c.code, got.State, got.Code, got.Message, c.state, c.want)
			}
		}
	})
}

func TestADeadLetterIsCopiedToItsQueueAndPurged(t *testing.T) {
	t.Parallel()
	eachPost(t, func(t *testing.T, d *desk, p *post) {
		s := newSink(t)
		s.status(http.StatusNotFound)
		d.connect(s, event.Target{Settings: event.Settings{DeadLetter: queue}})
		p.refusal(503, "ServiceUnavailable")
		d.publish(opportunityUpdated(tenant, "O1"))
		d.work()
		if len(p.got) != 0 || d.only().State != event.Dead {
			t.Fatalf("received %+v, %+v", p.got, d.only())
		}
		p.refusal(0, "")
		d.clk.Advance(time.Minute)
		d.work()
		if len(p.got) != 1 || p.got[0].Body != string(d.only().Event) {
			t.Fatalf("received %+v", p.got)
		}
		for name, want := range map[string]string{"ERROR_CODE": "ERROR_FROM_TARGET", "RULE_ARN": "arn:aws:events:us-east-1:" + tenant + ":rule/all",
			"TARGET_ARN": "crm", "RETRY_ATTEMPTS": "0"} {
			if got := p.got[0].Attributes[name].StringValue; got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if n, err := d.Purge(t.Context(), lead, []string{d.only().ID, "unknown"}); err != nil || n != 1 || len(d.list()) != 0 {
			t.Errorf("purged %d, %v; %d are left", n, err, len(d.list()))
		}
	})
}

func TestQueuesAreTheAccountsOwn(t *testing.T) {
	t.Parallel()
	eachPost(t, func(t *testing.T, d *desk, _ *post) {
		for _, arn := range []string{"arn:aws:sqs:us-east-1:222222222222:events", "arn:aws:sqs:us-east-1:" + tenant + ":a/../../222222222222/events", "http://127.0.0.1/", queue + "?x"} {
			err := d.PutRule(t.Context(), lead, event.Rule{Name: "q", Pattern: `{"a":["b"]}`, Targets: []event.Target{{ID: "t", Queue: arn}}})
			if got := breaches(t, err); got != "Targets[0].Queue INVALID_VALUE" {
				t.Errorf("%s: %s", arn, got)
			}
		}
	})
	clk := clock.NewManual(sqldbtest.Start)
	d := newDesk(t, sqldbtest.SQLite(t, clk, schemas...), clk)
	err := d.PutRule(t.Context(), lead, event.Rule{Name: "q", Pattern: `{"a":["b"]}`, Targets: []event.Target{{ID: "t", Queue: queue}}})
	if got := breaches(t, err); got != "Targets[0].Queue INVALID_VALUE" {
		t.Errorf("without a queue service: %s", got)
	}
}
