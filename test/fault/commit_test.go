// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"bytes"
	"net/http"
	"sync"
	"testing"
	"time"

	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
	"cosell/test/program"
)

// A commitCut cuts the connection on which a record is stored, once, at its commit.
type commitCut struct {
	mu    sync.Mutex
	ref   string // of the record; empty while nothing is to be cut
	after bool   // the server has the commit, and its answer is lost
	on    int    // the connection that carries the record, or -1
	sent  bool   // its commit has passed
	done  bool
}

func (c *commitCut) arm(ref string, after bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ref, c.after, c.on, c.sent, c.done = ref, after, -1, false, false
}

func (c *commitCut) happened() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.done
}

func (c *commitCut) cut(conn int, toServer bool, b []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ref == "" || c.done {
		return false
	}
	if toServer && bytes.Contains(b, []byte(c.ref)) {
		c.on = conn
	}
	if conn != c.on {
		return false
	}
	if toServer && bytes.Contains(bytes.ToLower(b), []byte("commit")) {
		c.sent = true
		c.done = !c.after
		return c.done
	}
	if c.sent && !toServer {
		c.done = true
	}
	return c.done
}

func TestACommitThatIsCutIsToldAndTheSameRequestSettlesIt(t *testing.T) {
	t.Parallel()
	cluster := sqldbtest.NewCluster(t)
	direct, began := cluster.Database(t), time.Now()
	knife := &commitCut{on: -1}
	folder := sqldbtest.Wire{Server: cluster.Folder(), Cut: knife.cut}.Serve(t)
	d := program.Start(t, t.TempDir(), []string{"COSELL_DATABASE_URL=" + sqldbtest.Address(folder, "t1")})
	c, j := newCaller(d.AWS, d.Partners[1]), &journal{acked: map[string]string{}}
	for ref, after := range map[string]bool{"cut-before-the-server-has-it": false, "cut-before-its-answer": true} {
		knife.arm(ref, after)
		status, out, err := create(t.Context(), c, ref)
		if err != nil || !unavailable(status, out) || !knife.happened() {
			t.Fatalf("%s: cut %v, answered %d %v %v", ref, knife.happened(), status, out, err)
		}
		look(t, direct, func(tx *sqldb.Tx) error {
			var n int
			err := tx.Row(`SELECT COUNT(*) FROM opportunity WHERE partner_ref = ?`, ref).Scan(&n)
			if (n == 1) != after {
				t.Errorf("%s: %d records are stored", ref, n)
			}
			return err
		})
		var id string
		for end := time.Now().Add(bound); id == ""; time.Sleep(20 * time.Millisecond) {
			status, out, err := create(t.Context(), c, ref) // the same bytes and the same token, as an SDK repeats them
			if err == nil && status == http.StatusOK {
				id, _ = out["Id"].(string)
			} else if err != nil || !unavailable(status, out) || time.Now().After(end) {
				t.Fatalf("%s, repeated: %d %v %v", ref, status, out, err)
			}
		}
		j.answered(ref, id)
		if status, out, err := create(t.Context(), c, ref); err != nil || status != http.StatusOK || out["Id"] != id {
			t.Errorf("%s, once more: %d %v %v, want %s", ref, status, out, err, id)
		}
	}
	kept(t, c, j, nil)
	if code := d.Stop(); code != 0 {
		t.Errorf("asked to end, the program answered %d:\n%s", code, d.Output())
	}
	accounted(t, direct, began)
}
