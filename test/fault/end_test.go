// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"cosell/test/program"
)

// A begun is a request whose headers and half of whose body have arrived.
type begun struct {
	conn net.Conn
	rest string
}

// half begins a request without a signature: its answer is a refusal, which is an answer.
func half(t *testing.T, d *program.Demo) *begun {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(d.AWS, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // it may be closed already
	body := `{"Catalog": "AWS"}`
	if _, err := fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: cosell\r\nContent-Type: application/x-amz-json-1.0\r\n"+
		"X-Amz-Target: AWSPartnerCentralSelling.ListOpportunities\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:9]); err != nil {
		t.Fatal(err)
	}
	return &begun{conn, body[9:]}
}

// finish sends the rest and answers the status.
func (b *begun) finish(t *testing.T) int {
	t.Helper()
	if _, err := io.WriteString(b.conn, b.rest); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(b.conn), nil)
	if err != nil {
		t.Fatalf("a request that had begun got no answer: %v", err)
	}
	_ = answer.Body.Close() // only the status counts
	return answer.StatusCode
}

// closed waits until a door takes no more connections: the program has been told.
func closed(t *testing.T, url string) {
	t.Helper()
	for end := time.Now().Add(bound); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			return
		}
		_ = conn.Close() // still open
	}
	t.Fatal("the door stays open")
}

func TestAskedToEndTheProgramAnswersWhatHasBegunAndEndsWithZero(t *testing.T) {
	t.Parallel()
	dir, began := program.Seeded(t), time.Now()
	d := program.Start(t, dir, nil)
	c, j := newCaller(d.AWS, d.Partners[1]), &journal{acked: map[string]string{}}
	slow := half(t, d)
	work := begin(t, c, j, "end")
	j.wait(t, 20)
	d.Signal(syscall.SIGTERM)
	closed(t, d.AWS)
	if status := slow.finish(t); status != http.StatusBadRequest && status != http.StatusForbidden {
		t.Errorf("a request that had begun was answered with %d", status)
	}
	if code := d.Wait(t); code != 0 {
		t.Errorf("asked to end, the program answered %d:\n%s", code, d.Output())
	}
	work.end()
	if _, err := os.Stat(filepath.Join(dir, "demo.json")); err == nil {
		t.Error("demo.json still says that the program is ready")
	}
	if _, err := os.Stat(filepath.Join(dir, "cosell.db-wal")); err == nil {
		t.Error("the database was not closed: its log is still there")
	}
	d = program.Start(t, dir, nil)
	c = newCaller(d.AWS, d.Partners[1])
	settle(t, c, j)
	kept(t, c, j, nil)
	d.Stop()
	accounted(t, "sqlite:"+dir+"/cosell.db", began)
}

func TestAClientThatNeverEndsDoesNotKeepTheProgramLongerThanTenSeconds(t *testing.T) {
	t.Parallel()
	d := program.Start(t, program.Seeded(t), nil)
	half(t, d)
	from := time.Now()
	if code := d.Stop(); code != 0 || time.Since(from) > 20*time.Second { // ten, and a busy machine
		t.Errorf("the program answered %d after %v:\n%s", code, time.Since(from), d.Output())
	}
}

func TestAskedTwiceTheProgramEndsAtOnceAndNothingIsLost(t *testing.T) {
	t.Parallel()
	dir, began := program.Seeded(t), time.Now()
	d := program.Start(t, dir, nil)
	j := &journal{acked: map[string]string{}}
	half(t, d) // holds the first one up
	work := begin(t, newCaller(d.AWS, d.Partners[1]), j, "twice")
	j.wait(t, 20)
	d.Signal(syscall.SIGTERM)
	closed(t, d.AWS)
	from := time.Now()
	d.Signal(syscall.SIGTERM)
	if code := d.Wait(t); code != -1 || time.Since(from) > 5*time.Second {
		t.Errorf("asked twice, the program answered %d after %v:\n%s", code, time.Since(from), d.Output())
	}
	work.end()
	d = program.Start(t, dir, nil)
	c := newCaller(d.AWS, d.Partners[1])
	settle(t, c, j)
	kept(t, c, j, nil)
	d.Stop()
	accounted(t, "sqlite:"+dir+"/cosell.db", began)
}

// Moments of the start, as shares of the time that a whole first start takes, in per cent.
var moments = []int{2, 15, 40, 65, 90, 97}

func TestEndedWhileItMakesItsSampleDataTheProgramBeginsAgain(t *testing.T) {
	t.Parallel()
	from := time.Now()
	whole := program.Start(t, t.TempDir(), nil)
	took := time.Since(from)
	want := len(list(t, newCaller(whole.AWS, whole.Partners[0]))) // not all are there at every start: their days are counted back from today
	whole.Kill()
	these := moments
	if testing.Short() {
		these = []int{50}
	}
	dir := t.TempDir()
	for i, share := range these {
		d := program.Launch(t, nil, dir, nil)
		select {
		case <-d.Ended():
			t.Fatalf("the program ended by itself:\n%s", d.Output())
		case <-time.After(took * time.Duration(share) / 100):
		}
		if i%2 == 1 {
			d.Kill()
			continue
		}
		if code := d.Stop(); code != 0 && !(code == -1 && share < 20) { // so early nobody listens for signals yet
			t.Errorf("after %d %% of the start the program was asked to end and answered %d:\n%s", share, code, d.Output())
		}
		if d.Output() != "" && !strings.Contains(d.Output(), "Cosell is ready") {
			t.Errorf("asked to end, there is nothing to complain of:\n%s", d.Output())
		}
	}
	d := program.Start(t, dir, nil)
	if got := len(list(t, newCaller(d.AWS, d.Partners[0]))); got != want {
		t.Errorf("%d opportunities in the sample data, want %d", got, want)
	}
	signIn(t, d).reads(t)
}

func TestEndedDuringALaterStartTheProgramKeepsItsData(t *testing.T) {
	t.Parallel()
	dir := program.Seeded(t)
	from := time.Now()
	d := program.Start(t, dir, nil)
	took := time.Since(from)
	want := list(t, newCaller(d.AWS, d.Partners[1]))
	d.Kill()
	for _, share := range moments {
		d := program.Launch(t, nil, dir, nil)
		select {
		case <-d.Ended():
			t.Fatalf("the program ended by itself:\n%s", d.Output())
		case <-time.After(took * time.Duration(share) / 100):
		}
		if code := d.Stop(); code != 0 && code != -1 { // -1: nobody listened for signals yet
			t.Errorf("after %d %% of the start the program was asked to end and answered %d:\n%s", share, code, d.Output())
		}
	}
	d = program.Start(t, dir, nil)
	if got := list(t, newCaller(d.AWS, d.Partners[1])); len(got) != len(want) || len(got) == 0 {
		t.Errorf("%d opportunities, want %d", len(got), len(want))
	}
}
