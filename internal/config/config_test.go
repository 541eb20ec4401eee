// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package config_test

import (
	"errors"
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/config"
)

var update = flag.Bool("update", false, "write generated pages anew")

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cosell.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func problems(t *testing.T, from config.Sources) config.Problems {
	t.Helper()
	_, err := config.Load(from)
	var ps config.Problems
	if !errors.As(err, &ps) {
		t.Fatalf("Load: %v, want Problems", err)
	}
	return ps
}

func TestNothingGivenIsASafeDefault(t *testing.T) {
	t.Parallel()
	c, err := config.Load(config.Sources{Env: []string{"PATH=/bin"}})
	if err != nil {
		t.Fatal(err)
	}
	if c.PortalListen != "127.0.0.1:8080" || c.SessionIdle != 8*time.Hour || c.AllowPlainHTTP || c.OutboundNetworks != nil {
		t.Errorf("defaults are %+v", c)
	}
	if c.DatabaseURL != "sqlite:cosell-data/cosell.db" || c.MasterKeyFile != "cosell-data/master.key" {
		t.Errorf("derived %q, %q", c.DatabaseURL, c.MasterKeyFile)
	}
	if c.WritesPerSecond != 1 || c.WritesPerDay != 10000 || c.ReadsPerSecond != 10 || c.ReadsPerDay != 100000 {
		t.Error("the quotas are not those of AWS")
	}
}

func TestAFlagWinsOverTheEnvironmentAndThatOverTheFile(t *testing.T) {
	t.Parallel()
	path := file(t, "poll_seconds: 100\nwrites_per_day: 500\nreads_per_day: 7\noutbound_networks:\n  - 10.0.0.0/8\n  - 192.168.1.1/24\n")
	c, err := config.Load(config.Sources{
		Flags: map[string]string{"poll-seconds": "300", "config": path},
		Env:   []string{"COSELL_POLL_SECONDS=200", "COSELL_WRITES_PER_DAY=600"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.PollInterval != 300*time.Second || c.WritesPerDay != 600 || c.ReadsPerDay != 7 {
		t.Errorf("poll %v, writes %d, reads %d", c.PollInterval, c.WritesPerDay, c.ReadsPerDay)
	}
	if want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.168.1.0/24")}; !slices.Equal(c.OutboundNetworks, want) {
		t.Errorf("networks %v", c.OutboundNetworks)
	}
	for name, want := range map[string]string{"POLL_SECONDS": "flag", "WRITES_PER_DAY": "environment", "READS_PER_DAY": "file", "LOG_LEVEL": "default"} {
		if got := c.Origin(name); got != want {
			t.Errorf("%s comes from %s, want %s", name, got, want)
		}
	}
}

func TestWhatClientsOfARunningProgramNeedIsNoMistakeInTheEnvironment(t *testing.T) {
	t.Parallel()
	if _, err := config.Load(config.Sources{Env: []string{"COSELL_CONTROL_URL=http://127.0.0.1:1", "COSELL_CONTROL_TOKEN=t", "COSELL_MCP_TOKEN=m"}}); err != nil {
		t.Error(err)
	}
}

func TestAllThatIsWrongIsToldAtOnceWithItsFix(t *testing.T) {
	t.Parallel()
	path := file(t, "poll_second: 1\nlog_level: loud\n")
	ps := problems(t, config.Sources{
		Flags: map[string]string{"config": path, "portal-listen": "8080", "remote-secret-access-key": "hunter2"},
		Env:   []string{"COSELL_WRITES_PER_DAY=0", "COSELL_LOG_FROMAT=json", "COSELL_MASTER_KEY=hunter2", "COSELL_OUTBOUND_NETWORKS=10.0.0.1"},
	})
	text := ps.Error()
	for _, want := range []string{
		`poll_second (` + path + `:1) is not a setting: did you mean poll_seconds?`,
		`COSELL_LOG_LEVEL (` + path + `:2) "loud" is not one of debug, info, warn, error: write for example COSELL_LOG_LEVEL=info.`,
		`--portal-listen "8080" is not host:port`,
		`COSELL_WRITES_PER_DAY (environment) "0" is not a whole number from 1 to 10000000`,
		`COSELL_LOG_FROMAT (environment) is not a setting: did you mean COSELL_LOG_FORMAT?`,
		`COSELL_MASTER_KEY (environment) is not 32 bytes`,
		`COSELL_OUTBOUND_NETWORKS (environment) "10.0.0.1" is not networks`,
		`COSELL_REMOTE_SECRET_ACCESS_KEY (flag) is secret`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("missing: %s", want)
		}
	}
	if len(ps) != 8 {
		t.Errorf("%d problems, want 8:\n%s", len(ps), text)
	}
	if strings.Contains(text, "hunter2") {
		t.Error("a secret is in the error")
	}
}

func TestAFileThatCannotBeReadIsTold(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"twice":     "poll_seconds: 60\npoll_seconds: 70\n",
		"itself":    "config: other.yaml\n",
		"list":      "- poll_seconds\n",
		"broken":    "poll_seconds: [\n",
		"nested":    "poll_seconds: {a: 1}\n",
		"case":      "Poll_Seconds: 60\n",
		"documents": "poll_seconds: 60\n---\npoll_seconds: 60\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if ps := problems(t, config.Sources{Flags: map[string]string{"config": file(t, text)}}); len(ps) != 1 || ps[0].Fix == "" {
				t.Errorf("%v, want one problem with a fix", ps)
			}
		})
	}
	if ps := problems(t, config.Sources{Env: []string{"COSELL_CONFIG=" + filepath.Join(t.TempDir(), "none.yaml")}}); len(ps) != 1 {
		t.Errorf("a missing file: %v", ps)
	}
	if _, err := config.Load(config.Sources{Flags: map[string]string{"config": file(t, "# nothing yet\n")}}); err != nil {
		t.Errorf("an empty file: %v", err)
	}
}

func TestSettingsThatContradictEachOtherAreRefused(t *testing.T) {
	t.Parallel()
	key := "COSELL_MASTER_KEY=" + strings.Repeat("ab", 32)
	for want, env := range map[string][]string{
		"longer than":     {"COSELL_SESSION_IDLE_HOURS=48"},
		"both given":      {key, "COSELL_MASTER_KEY_FILE=/k"},
		"belong together": {"COSELL_REMOTE_ACCESS_KEY_ID=AKIA1"},
		"unencrypted":     {"COSELL_PORTAL_URL=http://cosell.example.com"},
		"needs a sender":  {"COSELL_SMTP_HOST=mail.example.com"},
		"its password":    {"COSELL_SMTP_USER=cosell"},
		"_FILE are both":  {"COSELL_SMTP_USER=cosell", "COSELL_SMTP_PASSWORD=a", "COSELL_SMTP_PASSWORD_FILE=/p"},
		"client and secr": {"COSELL_OIDC_ISSUER=https://id.example.com/realms/acme", "COSELL_OIDC_CLIENT_ID=cosell"},
		"OIDC_ISSUER (de": {"COSELL_OIDC_CLIENT_SECRET=s", "COSELL_OIDC_CLIENT_ID=cosell", "COSELL_OIDC_NAME=Example ID"},
		"client's secret": {"COSELL_OIDC_ISSUER=http://id.example.com", "COSELL_OIDC_CLIENT_ID=cosell", "COSELL_OIDC_CLIENT_SECRET=s"},
		"http:// or http": {"COSELL_OIDC_ISSUER=https://id.example.com/?tenant=1"},
		"40 characters":   {"COSELL_OIDC_NAME=" + strings.Repeat("x", 41)},
		"send letters":    {"COSELL_SMTP_HOST=mail.example.com", "COSELL_MAIL_FROM=a@example.com", "COSELL_SMTP_TLS=off"},
	} {
		if ps := problems(t, config.Sources{Env: env}); len(ps) != 1 || !strings.Contains(ps.Error(), want) {
			t.Errorf("%v: %v, want one problem with %q", env, ps, want)
		}
	}
	for _, env := range [][]string{
		{"COSELL_PORTAL_URL=http://127.0.0.1:8080"}, {"COSELL_PORTAL_URL=http://localhost:1/"}, {"COSELL_PORTAL_URL=http://[::1]:8080"},
		{"COSELL_PORTAL_URL=http://cosell.example.com", "COSELL_ALLOW_PLAIN_HTTP=on"}, {key},
		{"COSELL_SMTP_HOST=mail.example.com", "COSELL_MAIL_FROM=Cosell <a@example.com>", "COSELL_SMTP_USER=cosell", "COSELL_SMTP_PASSWORD_FILE=/p"},
		{"COSELL_OIDC_ISSUER=https://id.example.com/v2.0/", "COSELL_OIDC_CLIENT_ID=cosell", "COSELL_OIDC_CLIENT_SECRET=s"},
		{"COSELL_OIDC_ISSUER=http://127.0.0.1:9000", "COSELL_OIDC_CLIENT_ID=cosell", "COSELL_OIDC_CLIENT_SECRET=s", "COSELL_OIDC_NAME=Example ID"},
		{"COSELL_SMTP_HOST=localhost", "COSELL_MAIL_FROM=a@example.com", "COSELL_SMTP_TLS=off"},
	} {
		if _, err := config.Load(config.Sources{Env: env}); err != nil {
			t.Errorf("%v: %v", env, err)
		}
	}
}

func TestWhatIsPrintedShowsNoSecretAndLoadsAgain(t *testing.T) {
	t.Parallel()
	c, err := config.Load(config.Sources{Env: []string{
		"COSELL_DATABASE_URL=postgres://app:hunter2@db/cosell?sslpassword=hunter3",
		"COSELL_REMOTE_ACCESS_KEY_ID=AKIA1", "COSELL_REMOTE_SECRET_ACCESS_KEY=hunter4",
		"COSELL_POLL_SECONDS=61", "COSELL_OUTBOUND_NETWORKS=10.0.0.0/8,fd00::/8", "COSELL_REVIEW_AUTO=on",
	}})
	if err != nil {
		t.Fatal(err)
	}
	var table, doc strings.Builder
	if err := c.Print(&table); err != nil {
		t.Fatal(err)
	}
	if err := c.PrintYAML(&doc); err != nil {
		t.Fatal(err)
	}
	if s := table.String() + doc.String(); strings.Contains(s, "hunter") {
		t.Errorf("a secret is printed:\n%s", s)
	}
	if !regexp.MustCompile(`(?m)^COSELL_POLL_SECONDS +61 +environment +Time between`).MatchString(table.String()) {
		t.Errorf("the table does not say where POLL_SECONDS comes from:\n%s", table.String())
	}
	again, err := config.Load(config.Sources{Env: []string{"COSELL_CONFIG=" + file(t, strings.ReplaceAll(doc.String(), "remote_access_key_id", "# "))}})
	if err != nil {
		t.Fatalf("%v\n%s", err, doc.String())
	}
	if again.PollInterval != c.PollInterval || !slices.Equal(again.OutboundNetworks, c.OutboundNetworks) || !again.ReviewAuto {
		t.Errorf("read back %+v", again)
	}
}

func TestEverySettingIsWholeAndItsDefaultIsAllowed(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
	seen := map[string]bool{}
	for _, s := range config.Settings {
		if !name.MatchString(s.Name) || seen[s.Name] || s.Help == "" || s.Rule == "" || s.Group == "" {
			t.Errorf("row %+v", s)
		}
		seen[s.Name] = true
		if strings.Contains(s.Rule+s.Help, "|") {
			t.Errorf("%s: a bar breaks the page's table", s.Name)
		}
		for _, value := range []string{s.Default, s.Example} {
			if value == "" || s.Secret {
				continue
			}
			env := []string{s.Variable() + "=" + value, "COSELL_ALLOW_PLAIN_HTTP=on"}
			if s.Name == "ALLOW_PLAIN_HTTP" {
				env = env[:1]
			}
			if _, err := config.Load(config.Sources{Env: env}); err != nil && s.Name != "CONFIG" {
				t.Errorf("%s does not take %q: %v", s.Name, value, err)
			}
		}
	}
}

func TestTheConfigurationPageIsCurrent(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "configuration.md")
	var want strings.Builder
	if err := config.Page(&want); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil || string(have) != want.String() {
		t.Errorf("docs/configuration.md is not what the table says (%v): run `go test ./internal/config -update` and read the diff", err)
	}
}

func FuzzAnyFileIsReadOrRefused(f *testing.F) {
	for _, seed := range []string{"poll_seconds: 60", "a: &x [*x]", "? [1]\n: 2", "---\n...", "\xff", "poll_seconds: !!binary aGk="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := config.Load(config.Sources{Flags: map[string]string{"config": file(t, text)}})
		var ps config.Problems
		if err != nil && !errors.As(err, &ps) {
			t.Errorf("%v is not Problems", err)
		}
	})
}
