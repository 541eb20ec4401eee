// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cosell/internal/central/assistant"
	"cosell/internal/central/awsapi"
	accountapi "cosell/internal/central/awsapi/account"
	"cosell/internal/central/awsapi/eventbridge"
	"cosell/internal/central/awsapi/sts"
	"cosell/internal/clock"
	"cosell/internal/config"
	"cosell/internal/websession/password"
)

var update = flag.Bool("update", false, "write the list of actions that the pages have texts for")

const actionsModule = "../../web/src/gen/actions.ts"

//go:generate go test -count=1 -run ^TestThePagesKnowEveryActionOfTheAuditLog$ . -update

// reading are operations that change nothing, and so are never in a log. GetSessionToken makes something.
var reading = regexp.MustCompile(`^(Get|List|Describe|Test)[A-Z]`)

// Every name that an audit log can have as its action: endpoints of the pages, operations of AWS's services, tools of assistants,
// kinds of jobs, the page that a registrant opens, and commands of the operator.
func actions(t *testing.T) []string {
	t.Helper()
	names := []string{"completeVerification", actionReset}
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		} `json:"paths"`
	}
	text, err := os.ReadFile("../../web/openapi/central.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	for _, methods := range document.Paths {
		for method, op := range methods {
			if method != "get" {
				names = append(names, op.OperationID)
			}
		}
	}
	served := slices.Concat(eventbridge.Served(), sts.Served())
	for _, o := range awsapi.Served() {
		served = append(served, o.Name)
	}
	for _, o := range accountapi.Served() {
		served = append(served, o.Name)
	}
	for _, name := range served {
		if !reading.MatchString(name) || name == "GetSessionToken" {
			names = append(names, name)
		}
	}
	for _, scope := range assistant.Scopes {
		if scope.Effect != assistant.Reads && scope.Effect != assistant.Unmasks {
			names = append(names, scope.Name)
		}
	}
	names = append(names, jobKinds(t)...)
	slices.Sort(names)
	return slices.Compact(names)
}

func jobKinds(t *testing.T) (kinds []string) {
	t.Helper()
	cfg, err := config.Load(config.Sources{Flags: map[string]string{"data-dir": t.TempDir()}})
	if err != nil {
		t.Fatal(err)
	}
	g, err := layGround(t.Context(), cfg, io.Discard, centralSchemas(), &clock.Movable{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.db.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := furnishCentral(t.Context(), g, password.New(1)); err != nil {
		t.Fatal(err)
	}
	for _, line := range g.jobs.Kinds() {
		kind, _, _ := strings.Cut(line, " ")
		kinds = append(kinds, kind)
	}
	return kinds
}

func TestThePagesKnowEveryActionOfTheAuditLog(t *testing.T) {
	var want strings.Builder
	want.WriteString("// Written by: go test ./cmd/cosell -run TestThePagesKnowEveryActionOfTheAuditLog -update\n\n" +
		"/** Every action that an audit log can have. The texts in both languages are typed by it. */\nexport const actions = [\n")
	for _, name := range actions(t) {
		fmt.Fprintf(&want, "  '%s',\n", name)
	}
	want.WriteString("] as const;\n\nexport type Action = (typeof actions)[number];\n")
	if *update {
		if err := os.WriteFile(actionsModule, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(actionsModule)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want.String() {
		t.Errorf("%s does not list what the program can write. Run: go test ./cmd/cosell -run TestThePagesKnow -update; then give each new action its "+
			"text in web/src/i18n/{en,ja}/actions.ts.", actionsModule)
	}
}
