// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package telemetry_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"cosell/internal/telemetry"
)

const canary = "CANARY"

var sensitive = []string{"Customer.Contacts[].Email", "Customer.Account.Duns", "LifeCycle.NextSteps"}

func logged(write func(*slog.Logger)) string {
	var out bytes.Buffer
	for _, format := range []string{"text", "json"} {
		write(telemetry.NewLog(&out, format, slog.LevelDebug, sensitive))
	}
	return out.String()
}

func TestSecretsAndSensitiveMembersAreHiddenWhereverTheyStand(t *testing.T) {
	t.Parallel()
	document := map[string]any{"Customer": map[string]any{
		"Account":  map[string]any{"Duns": canary, "CompanyName": "Acme"},
		"Contacts": []any{map[string]any{"Email": canary, "BusinessTitle": "CTO"}},
	}}
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	type account struct{ Duns, CompanyName string }
	for name, write := range map[string]func(*slog.Logger){
		"member": func(l *slog.Logger) { l.Info("m", "password", canary, "seen", "Acme") },
		"spelled": func(l *slog.Logger) {
			l.Info("m", "X-Amz-Security-Token", canary, "Secret_Access_Key", canary, "seen", "Acme")
		},
		"with": func(l *slog.Logger) { l.With("Authorization", canary).Info("m", "seen", "Acme") },
		"group": func(l *slog.Logger) {
			l.WithGroup("Customer").WithGroup("Account").Info("m", "Duns", canary, "seen", "Acme")
		},
		"group value":    func(l *slog.Logger) { l.Info("m", slog.Group("cookies", "a", canary), "seen", "Acme") },
		"document":       func(l *slog.Logger) { l.Info("m", "after", document) },
		"document below": func(l *slog.Logger) { l.Info("m", "job", map[string]any{"payload": []any{document}}) },
		"raw":            func(l *slog.Logger) { l.Info("m", "after", json.RawMessage(text)) },
		"struct":         func(l *slog.Logger) { l.Info("m", "Customer", map[string]any{"Account": account{canary, "Acme"}}) },
		"path":           func(l *slog.Logger) { l.Info("m", "Customer.Contacts[2].Email", canary, "seen", "Acme") },
		"wire field":     func(l *slog.Logger) { l.Info("m", "customer.contacts.email", canary, "seen", "Acme") },
		"header":         func(l *slog.Logger) { l.Info("m", "headers", http.Header{"Cookie": {canary}, "Accept": {"Acme"}}) },
		"address":        func(l *slog.Logger) { l.Info("open postgres://app:"+canary+"@db/x", "seen", "Acme") },
		"address value": func(l *slog.Logger) {
			l.Info("m", "u", &url.URL{Scheme: "https", Host: "Acme", User: url.UserPassword("u", canary)})
		},
		"error": func(l *slog.Logger) { l.Info("m", "error", errors.New("dial https://u:"+canary+"@Acme")) },
		"bytes": func(l *slog.Logger) { l.Info("m", "body", []byte(canary), "seen", "Acme") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := logged(write)
			if strings.Contains(out, canary) {
				t.Errorf("told a secret:\n%s", out)
			}
			if strings.Count(out, "Acme") != 2 {
				t.Errorf("what is harmless is missing:\n%s", out)
			}
		})
	}
}

func TestALineStaysOneLineOfReadableCharacters(t *testing.T) {
	t.Parallel()
	evil := "a\r\nlevel=ERROR msg=forged\x1b[31mred\x1b]0;title\x07\u202eesrever\u2028\x00\u009b1m"
	out := logged(func(l *slog.Logger) {
		l.With(evil, evil).WithGroup(evil).Info(evil, evil, evil, "any", map[string]any{evil: []any{evil}}, "err", errors.New(evil))
	})
	if n := strings.Count(out, "\n"); n != 2 {
		t.Errorf("%d lines, want one for each format", n)
	}
	for _, c := range strings.ReplaceAll(out, "\n", "") {
		if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) || c == '\u2028' {
			t.Fatalf("%q is in the line", c)
		}
	}
	if strings.Contains(out, `\r`) || strings.Contains(out, `\u001b`) || strings.Contains(out, "[31m") {
		t.Errorf("escapes are left:\n%s", out)
	}
}

func TestAnyTextBecomesPlainOnceAndForAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		once := telemetry.Plain(rapid.String().Draw(t, "text"))
		if strings.ContainsFunc(once, unicode.IsControl) {
			t.Fatalf("%q has control characters", once)
		}
		if telemetry.Plain(once) != once {
			t.Fatalf("%q becomes %q", once, telemetry.Plain(once))
		}
	})
	if long := telemetry.Plain(strings.Repeat("語", 10000)); len(long) > 8300 || !strings.HasSuffix(long, "(cut)") {
		t.Errorf("a long text has %d bytes", len(long))
	}
}

func TestAValueThatCannotBeReadCostsOnlyItself(t *testing.T) {
	t.Parallel()
	var cyclic []any
	cyclic = append(cyclic, nil)
	cyclic[0] = cyclic
	var nobody *url.Error
	out := logged(func(l *slog.Logger) {
		l.Info("m", "nil", error(nobody), "channel", make(chan int), "cyclic", cyclic, "seen", "Acme")
	})
	if strings.Count(out, "Acme") != 2 {
		t.Errorf("the line is lost:\n%s", out)
	}
}

func TestALevelIsAWord(t *testing.T) {
	t.Parallel()
	if l, err := telemetry.Level("warn"); err != nil || l != slog.LevelWarn {
		t.Errorf("warn is %v, %v", l, err)
	}
	if _, err := telemetry.Level("loud"); err == nil {
		t.Error("took loud")
	}
}
