// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"cosell/internal/sqldb/sqldbtest"
	"cosell/test/program"
)

func TestMain(m *testing.M) {
	code := m.Run()
	program.Clean()
	os.Exit(code)
}

// onPostgres is the sample data whose records are on PostgreSQL.
var onPostgres program.Sample

// each runs test against the demo on SQLite and on PostgreSQL, both as they are after the first start.
func each(t *testing.T, test func(*testing.T, *program.Demo)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, program.Start(t, program.Seeded(t), nil))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		const database = "COSELL_DATABASE_URL="
		url := sqldbtest.PostgresFilled(t, "sample", func(url string) error { return onPostgres.Make(t, database+url) })
		test(t, program.Start(t, onPostgres.Copy(t), []string{database + url}))
	})
}

func TestAWSsSDKForJavaScriptIsAnswered(t *testing.T) {
	t.Parallel()
	needSDK(t)
	scripts, err := filepath.Glob("*.test.mjs")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	each(t, func(t *testing.T, demo *program.Demo) {
		for _, script := range scripts {
			t.Run(strings.TrimSuffix(script, ".test.mjs"), func(t *testing.T) {
				runScript(t, script, "COSELL_FACTS="+filepath.Join(demo.Dir, "demo.json"))
			})
		}
	})
}

// An answer is what curl received.
type answer struct {
	status  string
	headers map[string]string
	body    string
}

// curl signs with curl's own Signature Version 4, which AWS did not write.
func curl(t *testing.T, url string, args ...string) answer {
	t.Helper()
	all := append([]string{"--silent", "--show-error", "--include", "--max-time", "60", "--noproxy", "*", "--request", "POST", url}, args...)
	out, err := exec.CommandContext(t.Context(), "curl", all...).CombinedOutput()
	if err != nil {
		t.Fatalf("curl: %v\n%s", err, out)
	}
	head, body, _ := strings.Cut(string(out), "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	a := answer{headers: map[string]string{}, body: body}
	if parts := strings.Fields(lines[0]); len(parts) > 1 {
		a.status = parts[1]
	}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		a.headers[name] = value
	}
	return a
}

func TestCurlIsAnsweredOnTheRouteByName(t *testing.T) {
	t.Parallel()
	need(t, found("curl"), "curl is not installed")
	each(t, func(t *testing.T, demo *program.Demo) {
		partner := demo.Partners[0]
		signed := []string{
			"--aws-sigv4", "aws:amz:us-east-1:partnercentral-selling", "--user", partner.AccessKeyID + ":" + partner.SecretAccessKey,
			"--header", "Content-Type: application/json", "--header", "User-Agent: curl signs this header too",
		}
		post := func(operation, body string, args ...string) answer {
			return curl(t, demo.AWS+"/"+operation, append(args, "--data", body)...)
		}

		made := post("CreateOpportunity", `{"Catalog":"Sandbox","ClientToken":"curl","Unknown":{"member":true},"Project":null}`, signed...)
		var created struct{ Id string }
		if err := json.Unmarshal([]byte(made.body), &created); err != nil || made.status != "200" || made.headers["Content-Type"] != "application/json" {
			t.Fatalf("create: %+v, %v", made, err)
		}
		got := post("GetOpportunity", fmt.Sprintf(`{"Catalog":"Sandbox","Identifier":%q}`, created.Id), signed...)
		if got.status != "200" || !strings.Contains(got.body, `"Id":"`+created.Id+`"`) || strings.Contains(got.body, ": ") {
			t.Errorf("get: %+v", got)
		}

		absent := post("GetOpportunity", `{"Catalog":"Sandbox","Identifier":"O9999999999999"}`, signed...)
		const namespace = ":http://internal.amazon.com/coral/com.amazon.partnerintegrationapi.common/"
		if absent.status != "400" || absent.body != `{"Message":"Resource not found"}` || absent.headers["x-amzn-ErrorType"] != "ResourceNotFoundException"+namespace {
			t.Errorf("not found: %+v", absent)
		}
		unsigned := post("GetOpportunity", `{}`, "--header", "Content-Type: application/json")
		if unsigned.status != "403" || !strings.HasPrefix(unsigned.headers["x-amzn-ErrorType"], "MissingAuthenticationToken:") {
			t.Errorf("unsigned: %+v", unsigned)
		}
		for _, a := range []answer{made, got, absent, unsigned} {
			if len(a.headers["x-amzn-RequestId"]) != 36 {
				t.Errorf("no request id: %+v", a)
			}
		}
	})
}
