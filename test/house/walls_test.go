// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package house holds the plan of the house against the house: who may import whom, and how large a room may grow.
package house

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "cosell/"

// walls: a package below from imports nothing below to, directly or through others.
var walls = []struct{ from, to, why string }{
	{"internal/central", "internal/connector", "the halves meet only on the wire"},
	{"internal/connector", "internal/central", "the halves meet only on the wire"},
	{"internal/ace", "internal/central", "what AWS publishes knows no half"},
	{"internal/ace", "internal/connector", "what AWS publishes knows no half"},
	{"internal/ace", "internal/aws", "what ACE means is not how AWS speaks"},
	{"internal/ace", "internal/sqldb", "rules do no I/O"},
	{"internal/ace", "internal/clock", "rules get now as a value"},
	{"internal/ace", "database/sql", "rules do no I/O"},
	{"internal/ace", "net/http", "rules know no protocol"},
	{"internal/ace/rule", "internal/ace/entry", "what is right does not depend on how it was typed"},
	{"internal/aws", "internal/central", "how AWS speaks decides nothing"},
	{"internal/aws", "internal/connector", "how AWS speaks decides nothing"},
	{"internal/aws", "internal/sqldb", "a codec stores nothing"},
	{"internal/connector/plan", "net/http", "a plan is pure; remote and crm do the I/O"},
	{"internal/connector/plan", "database/sql", "a plan is pure; ledger does the I/O"},
	{"internal/connector/mapping", "net/http", "a mapping is pure"},
	{"internal/central/opportunity", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/opportunity", "internal/central/portal", "a room knows no door"},
	{"internal/central/identity/policy", "internal/sqldb", "a policy is evaluated without I/O"},
	{"internal/central/identity/policy", "net/http", "a policy knows no protocol"},
	{"internal/central/identity", "internal/central/link", "who somebody is does not depend on a link"},
	{"internal/central/link", "internal/central/portal", "a room knows no door"},
	{"internal/central/staff", "internal/central/portal", "a room knows no door"},
	{"internal/central/staff", "internal/central/opportunity", "people are managed whatever they own"},
	{"internal/central/identity", "internal/central/staff", "who somebody is does not depend on who let them in"},
	{"internal/websession/totp", "internal/sqldb", "a code follows from a key and an instant alone"},
	{"internal/websession/totp", "net/http", "a code follows from a key and an instant alone"},
	{"internal/websession/openid", "internal/sqldb", "asking a provider stores nothing: the session does"},
	{"internal/websession/openid", "internal/secret", "asking a provider stores nothing: the session does"},
	{"internal/central/quota", "internal/central/opportunity", "calls are counted whatever they are about"},
	{"internal/central/audit", "internal/central/opportunity", "the log tells of what it does not know"},
	{"internal/central/audit", "internal/central/event", "the log tells of what it does not know"},
	{"internal/central/notice", "internal/central/opportunity", "people are told of what the notice itself does not know"},
	{"internal/central/notice", "internal/central/event", "people are told of what the notice itself does not know"},
	{"internal/central/notice", "internal/central/portal", "a room knows no door"},
	{"internal/central/event", "internal/central/opportunity", "the bus carries events of rooms that it does not know"},
	{"internal/central/scenario", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/scenario", "internal/central/portal", "a room knows no door"},
	{"internal/central/quirk", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/quirk", "internal/central/opportunity", "quirks bend what is said, and decide nothing"},
	{"internal/central/tag", "internal/central/opportunity", "labels know nothing of what they are on"},
	{"internal/central/engagement", "internal/central/snapshot", "an engagement knows its members, not what they publish"},
	{"internal/central/engagement", "internal/central/task", "a task takes the steps of several rooms, which know nothing of it"},
	{"internal/central/snapshot", "internal/central/task", "a task takes the steps of several rooms, which know nothing of it"},
	{"internal/central/task", "internal/central/review", "the desk decides on what tasks hand in"},
	{"internal/central/snapshot", "internal/central/engagement", "snapshots ask for members through an interface"},
	{"internal/central/opportunity", "internal/central/listview", "what is looked at does not depend on who looks"},
	{"internal/central/engagement", "internal/central/listview", "what is looked at does not depend on who looks"},
	{"internal/central/listview", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/listview", "internal/central/portal", "a room knows no door"},
	{"internal/central/opportunity/concordance", "internal/central/opportunity/listing", "what finds records knows nothing of lists"},
	{"internal/central/opportunity/tally", "internal/central/opportunity/listing", "what counts records knows nothing of lists"},
	{"internal/central/opportunity", "internal/central/pipeline", "what is counted does not depend on who counts"},
	{"internal/central/engagement", "internal/central/pipeline", "what is counted does not depend on who counts"},
	{"internal/central/pipeline", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/pipeline", "internal/central/portal", "a room knows no door"},
	{"internal/central/connection", "internal/central/recommendation", "partners connect whether or not somebody recommended it"},
	{"internal/central/profile", "internal/central/recommendation", "a profile does not know whom it is recommended to"},
	{"internal/central/recommendation", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/recommendation", "internal/central/portal", "a room knows no door"},
	{"internal/central/connection", "internal/central/opportunity", "partners connect before they share opportunities"},
	{"internal/central/connection", "internal/central/engagement", "engagements ask whether partners are connected, not the other way"},
	{"internal/central/profile", "internal/central/connection", "a profile knows nobody who is connected with it"},
	{"internal/central/verification", "internal/central/profile", "an account is verified before it is a partner"},
	{"internal/central/connection", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/profile", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/event", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/bulk", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/bulk", "internal/central/portal", "a room knows no door"},
	{"internal/central/opportunity", "internal/central/bulk", "a record does not know how many are changed at once"},
	{"internal/central/task", "internal/central/bulk", "an invitation does not know how many are accepted at once"},
	{"internal/central/collaboration", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/collaboration", "internal/central/portal", "a room knows no door"},
	{"internal/central/opportunity", "internal/central/collaboration", "a record does not know where people talk about it"},
	{"internal/central/review", "internal/central/collaboration", "a review does not depend on a channel"},
	{"internal/central/collaboration/slack", "internal/sqldb", "who speaks with Slack stores nothing"},
	{"internal/central/collaboration/slack", "internal/ace", "a chat knows nothing of the trade"},
	{"internal/central/support", "internal/central/awsapi", "a room knows no door"},
	{"internal/central/support", "internal/central/portal", "a room knows no door"},
	{"internal/central/opportunity", "internal/central/support", "a record does not know who has questions about it"},
	{"internal/central/bulk/sheet", "internal/ace", "a table in a file knows nothing of the trade"},
	{"internal/central/bulk/sheet", "internal/sqldb", "a table in a file is read and written without a store"},
	{"internal/central/bulk/sheet", "net/http", "a table in a file knows no protocol"},
	{"internal/central/event/pattern", "internal/sqldb", "a pattern decides on values alone"},
	{"internal/central/event/pattern", "net/http", "a pattern decides on values alone"},
	{"internal/central/event/input", "internal/sqldb", "a template is filled from values alone"},
	{"internal/central/event/input", "net/http", "a template is filled from values alone"},
	{"internal/central/portal", "internal/central/awsapi", "the doors stand side by side"},
	{"internal/central/awsapi", "internal/central/portal", "the doors stand side by side"},
	{"internal/central/mcp", "internal/central/awsapi", "the doors stand side by side"},
	{"internal/central/mcp", "internal/central/portal", "the doors stand side by side"},
	{"internal/central/awsapi", "internal/central/mcp", "the doors stand side by side"},
	{"internal/central/portal", "internal/central/mcp", "the doors stand side by side"},
	{"internal/central/proposal", "internal/central/mcp", "a room knows no door"},
	{"internal/central/assistant", "internal/central/mcp", "a room knows no door"},
	{"internal", "cmd", "cmd wires, and is imported by nobody"},
	{"web", "internal", "the pages are files to Go"},
}

// doors decode, call and encode. They may reach the database through rooms, which are written in transactions, but not take
// it into their own hands.
var doors = []string{"internal/central/awsapi", "internal/central/portal", "internal/connector/portal"}

func TestNoDoorOpensTheDatabase(t *testing.T) {
	t.Parallel()
	imports := listed(t, `{{join .Imports " "}}`)
	for _, door := range doors {
		if _, there := imports[module+door]; !there {
			t.Errorf("the door %s is not there", door)
		}
		for pkg, direct := range imports {
			if !below(pkg, module+door) {
				continue
			}
			for _, i := range direct {
				if i == module+"internal/sqldb" || i == "database/sql" {
					t.Errorf("%s imports %s: a door calls a use case, and no handler opens the database", pkg, i)
				}
			}
		}
	}
}

// ground is domain-free: its rooms import no room above them.
var ground = []string{"clock", "sqldb", "jobq", "secret", "websession", "config", "telemetry", "outbound", "pages", "mail"}

func TestWalls(t *testing.T) {
	t.Parallel()
	deps := dependencies(t)
	for _, w := range walls {
		for pkg, imports := range deps {
			if !below(pkg, module+w.from) {
				continue
			}
			for _, i := range imports {
				if below(i, module+w.to) || i == w.to { // outside of the module a package stands for itself alone
					t.Errorf("%s reaches %s: %s", pkg, i, w.why)
				}
			}
		}
	}
}

func TestTheGroundKnowsNoDomain(t *testing.T) {
	t.Parallel()
	deps := dependencies(t)
	for _, room := range ground {
		for pkg, imports := range deps {
			if !below(pkg, module+"internal/"+room) {
				continue
			}
			for _, i := range imports {
				for _, half := range []string{"internal/central", "internal/connector", "internal/ace", "internal/aws"} {
					if below(i, module+half) {
						t.Errorf("%s reaches %s: the ground carries the house and knows nothing of it", pkg, i)
					}
				}
			}
		}
	}
}

// dependencies are all packages of the module with everything that they reach, tests left out.
func dependencies(t *testing.T) map[string][]string {
	t.Helper()
	return listed(t, `{{join .Deps " "}}`)
}

// listed asks the go command for some packages of every package of the module.
func listed(t *testing.T, of string) map[string][]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.ImportPath}} "+of, "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	deps := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		deps[f[0]] = f[1:]
	}
	if len(deps) == 0 {
		t.Fatal("no packages found")
	}
	return deps
}

func below(pkg, folder string) bool { return pkg == folder || strings.HasPrefix(pkg, folder+"/") }

var root = filepath.Join("..", "..")
