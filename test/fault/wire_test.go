// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/test/program"
)

// raw sends bytes to a door and reads whatever comes until the door closes or wait is over.
func raw(t *testing.T, url, request string, wait time.Duration) (answer string, closed bool) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()                                   // nothing more to say
	go func() { _, _ = io.WriteString(conn, request) }() // the door may close before all is sent
	if err := conn.SetReadDeadline(time.Now().Add(wait)); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(conn)
	return string(text), !isTimeout(err)
}

func isTimeout(err error) bool {
	late, ok := err.(net.Error)
	return ok && late.Timeout()
}

// A path and the headers that lead to something at each door.
var doors = map[string]struct{ line, headers string }{
	"aws": {"POST / HTTP/1.1", "Host: cosell\r\nContent-Type: application/x-amz-json-1.0\r\n" +
		"X-Amz-Target: AWSPartnerCentralSelling.ListOpportunities\r\n"},
	"portal": {"POST /api/session HTTP/1.1", "Host: cosell\r\nContent-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n"},
}

// Requests that break HTTP itself. The first line and the headers of the door come before them.
var broken = map[string]string{
	"length and chunks":       "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: cosell\r\n\r\n",
	"two lengths":             "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
	"negative length":         "Content-Length: -1\r\n\r\n",
	"huge length":             "Content-Length: 99999999999999999999\r\n\r\n{}",
	"unknown coding":          "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
	"bad chunk size":          "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
	"huge chunk size":         "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
	"chunk without its end":   "Transfer-Encoding: chunked\r\n\r\n2\r\n{}0\r\n\r\n",
	"header without a colon":  "Nonsense\r\nContent-Length: 2\r\n\r\n{}",
	"space before a colon":    "Content-Length : 2\r\n\r\n{}",
	"control byte in a value": "X-Thing: a\x00b\r\nContent-Length: 2\r\n\r\n{}",
	"headers of 64 KiB":       "X-Thing: " + strings.Repeat("a", 64<<10) + "\r\nContent-Length: 2\r\n\r\n{}",
	"thousands of headers":    strings.Repeat("X-Thing: a\r\n", 10_000) + "Content-Length: 2\r\n\r\n{}",
	"two hosts":               "Host: other\r\nContent-Length: 2\r\n\r\n{}",
	"expectation unknown":     "Expect: the-unexpected\r\nContent-Length: 2\r\n\r\n{}",
}

func TestBrokenHTTPIsRefusedAtBothDoorsAndOthersAreServed(t *testing.T) {
	t.Parallel()
	d := program.Start(t, program.Seeded(t), nil)
	for door, at := range doors {
		for name, rest := range broken {
			t.Run(door+"/"+name, func(t *testing.T) {
				answer, _ := raw(t, urlOf(d, door), at.line+"\r\n"+at.headers+"Connection: close\r\n"+rest, 20*time.Second)
				if !strings.HasPrefix(answer, "HTTP/1.1 4") && !(name == "unknown coding" && strings.HasPrefix(answer, "HTTP/1.1 501")) {
					t.Errorf("answered with %.200q", answer)
				}
				if n := strings.Count(answer, "HTTP/1.1 "); n > 1 && !strings.HasPrefix(answer, "HTTP/1.1 100") {
					t.Errorf("one request has %d answers: %.400q", n, answer)
				}
			})
		}
		for name, bytes := range map[string]string{"TLS": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "noise": strings.Repeat("\xff\x00", 4096), "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"} {
			answer, _ := raw(t, urlOf(d, door), bytes+"\r\n\r\n", 20*time.Second)
			if answer != "" && !strings.HasPrefix(answer, "HTTP/1.1 4") && !strings.HasPrefix(answer, "HTTP/1.1 505") {
				t.Errorf("%s: %s: %.200q", door, name, answer)
			}
		}
	}
	served(t, newCaller(d.AWS, d.Partners[1]), signIn(t, d))
	lives(t, d)
}

func urlOf(d *program.Demo, door string) string {
	if door == "aws" {
		return d.AWS
	}
	return d.Portal
}

// lives wants that nothing inside went wrong on the way.
func lives(t *testing.T, d *program.Demo) {
	t.Helper()
	if out := d.Output(); strings.Contains(out, "panic") || strings.Contains(out, "goroutine ") {
		t.Errorf("the program has trouble:\n%s", out)
	}
	if code := d.Stop(); code != 0 {
		t.Errorf("asked to end, the program answered %d:\n%s", code, d.Output())
	}
}

func TestClientsThatSendTheirHeadersForEverAreClosedAndOthersAreServed(t *testing.T) {
	t.Parallel()
	d := program.Start(t, program.Seeded(t), nil)
	c, person := newCaller(d.AWS, d.Partners[1]), signIn(t, d)
	slow := 200
	if testing.Short() {
		slow = 20
	}
	var conns []net.Conn
	for _, door := range []string{"aws", "portal"} {
		for range slow {
			conn, err := net.Dial("tcp", strings.TrimPrefix(urlOf(d, door), "http://"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = conn.Close() }) // the door has closed it
			if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: cosell\r\nX-Slow: "); err != nil {
				t.Fatal(err)
			}
			conns = append(conns, conn)
		}
	}
	from := time.Now()
	for time.Since(from) < time.Second {
		served(t, c, person)
	}
	for _, conn := range conns { // the door gives a client five seconds for its headers
		if err := conn.SetReadDeadline(from.Add(30 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(conn); isTimeout(err) {
			t.Fatalf("a client that never ends its headers is not closed within %v", time.Since(from))
		}
	}
	t.Logf("%d slow clients were closed within %v", len(conns), time.Since(from).Round(time.Millisecond))
	served(t, c, person)
	lives(t, d)
}

// Bodies that are no JSON, or more of it than is read.
func spoilt() map[string]string {
	deep := func(n int) string {
		return `{"Catalog":"AWS","Project":` + strings.Repeat(`{"a":`, n-2) + `{}` + strings.Repeat(`}`, n-2) + `}`
	}
	return map[string]string{
		"empty":               "",
		"no object":           `[]`,
		"cut off":             `{"Catalog":"AWS"`,
		"two documents":       `{"Catalog":"AWS"}{}`,
		"byte order mark":     "\ufeff{\"Catalog\":\"AWS\"}",
		"one byte over 1 MiB": `{"Catalog":"AWS","ClientToken":"` + strings.Repeat("a", 1<<20+1-34) + `"}`,
		"33 levels":           deep(33),
		"10,001 levels":       deep(10_001),
		"100,000 brackets":    strings.Repeat("[", 100_000),
		"duplicate key":       `{"Catalog":"AWS","Catalog":"Sandbox"}`,
		"key in another case": `{"Catalog":"AWS","catalog":"Sandbox"}`,
		"invalid UTF-8":       "{\"Catalog\":\"AWS\",\"ClientToken\":\"\xff\xfe\"}",
		"invalid UTF-8 key":   "{\"Catalog\":\"AWS\",\"\xc0\xaf\":1}",
		"U+0000":              `{"Catalog":"AWS","ClientToken":"u0","Customer":{"Account":{"CompanyName":"a\u0000b"}}}`,
		"lone surrogate":      `{"Catalog":"AWS","ClientToken":"ls","Customer":{"Account":{"CompanyName":"\ud800"}}}`,
		"1e400":               `{"Catalog":"AWS","ClientToken":"big","Project":{"CustomerUseCase":1e400}}`,
		"NaN":                 `{"Catalog":"AWS","Project":{"CustomerUseCase":NaN}}`,
		"20,000 keys":         `{"Catalog":"AWS"` + keys(20_000) + `}`,
	}
}

func keys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"k%d":0`, i)
	}
	return b.String()
}

func TestSpoiltBodiesAreRefusedInTheWordsOfEachDoorAndNothingIsStored(t *testing.T) {
	t.Parallel()
	d := program.Start(t, program.Seeded(t), nil)
	c, person := newCaller(d.AWS, d.Partners[1]), signIn(t, d)
	before := count(t, c)
	known := []string{"SerializationException", "ValidationException", "RequestEntityTooLargeException"}
	for name, body := range spoilt() {
		status, header, out, err := c.send(t.Context(), "CreateOpportunity", []byte(body))
		if err != nil || status < 400 || status > 499 || !slices.Contains(known, errorType(out)) ||
			!strings.HasPrefix(header.Get("x-amzn-ErrorType"), errorType(out)) || header.Get("x-amzn-RequestId") == "" {
			t.Errorf("the AWS door answers %s with %d %v %v", name, status, out, err)
		}
		status, out, err = person.send(http.MethodPost, "/api/central/opportunities", body)
		if err != nil || status < 400 || status > 499 || out["code"] == nil || out["title"] == nil {
			t.Errorf("the pages' door answers %s with %d %v %v", name, status, out, err)
		}
	}
	if after := count(t, c); after != before {
		t.Errorf("%d opportunities, and %d before the refusals", after, before)
	}
	served(t, c, person)
	lives(t, d)
}

func count(t *testing.T, c *caller) (n int) {
	t.Helper()
	look := map[string]any{"Catalog": "AWS", "MaxResults": 100}
	for {
		status, out, err := c.call(t.Context(), "ListOpportunities", look)
		if err != nil || status != http.StatusOK {
			t.Fatalf("list: %d %v %v", status, out, err)
		}
		n += len(out["OpportunitySummaries"].([]any))
		next, _ := out["NextToken"].(string)
		if next == "" {
			return n
		}
		look["NextToken"] = next
	}
}
