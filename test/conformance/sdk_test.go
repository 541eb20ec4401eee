// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package conformance proves with AWS's own clients that the program is what they expect: the SDKs for JavaScript, Python and Go, the CLI, and curl.
package conformance

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"testing"
	"time"
)

// patience bounds a hanging run of the SDK; it measures nothing.
const patience = 10 * time.Minute

// need skips a test whose tool is missing, in words; under CI that is a failure.
func need(t *testing.T, present bool, missing string) {
	t.Helper()
	switch {
	case present:
	case os.Getenv("CI") == "true":
		t.Fatal(missing)
	default:
		t.Skip("NOT RUN: " + missing)
	}
}

func found(tool string) bool {
	_, err := exec.LookPath(tool)
	return err == nil
}

func needSDK(t *testing.T) {
	t.Helper()
	_, err := os.Stat("node_modules/@aws-sdk/client-partnercentral-account")
	need(t, found("node") && err == nil, "the AWS SDK for JavaScript is not installed; run `npm ci` in test/conformance with Node 20 or later")
}

// runScript runs one script under node's own test runner, and shows its report when something failed.
func runScript(t *testing.T, script string, env ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "--test", "--test-reporter=spec", script)
	cmd.Env = append(append(os.Environ(), "NO_COLOR=1"), env...)
	report, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, report)
		return
	}
	if !bytes.Contains(report, []byte("\u2139 fail 0")) || bytes.Contains(report, []byte("\u2139 tests 0\n")) {
		t.Errorf("the report counts no tests:\n%s", report)
	}
}
