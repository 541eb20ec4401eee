// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package websession_test

import (
	"encoding/base32"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"cosell/internal/websession/totp"
)

// app is the app on somebody's phone.
type app struct{ key []byte }

func (a app) code(s *stage) string { return totp.Code(a.key, totp.Step(s.clk.Now())) }

// post sends a body and answers the status and the answer.
func (b *browser) post(path string, body map[string]string) (int, map[string]any) {
	text, _ := json.Marshal(body)
	w := b.on(0, "POST", path, string(text))
	out := map[string]any{}
	_ = json.Unmarshal(w.Body.Bytes(), &out)
	return w.Code, out
}

// enrol sets an app up and answers it with the recovery codes.
func (b *browser) enrol(t *testing.T, given string) (app, []string) {
	t.Helper()
	status, started := b.post("/api/session/factor", map[string]string{"password": given})
	if status != 200 {
		t.Fatalf("start: %d %v", status, started)
	}
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(started["key"].(string))
	if err != nil || !strings.Contains(started["uri"].(string), started["key"].(string)) || started["path"] == "" {
		t.Fatalf("started with %v, %v", started, err)
	}
	a := app{key}
	if status, _ := b.post("/api/session/factor/confirm", map[string]string{"code": "000000x"}); status != 401 {
		t.Errorf("confirmed by a wrong code: %d", status)
	}
	status, done := b.post("/api/session/factor/confirm", map[string]string{"code": a.code(b.stage)})
	if status != 200 {
		t.Fatalf("confirm: %d %v", status, done)
	}
	codes := []string{}
	for _, c := range done["codes"].([]any) {
		codes = append(codes, c.(string))
	}
	if len(codes) != 10 {
		t.Errorf("%d recovery codes", len(codes))
	}
	return a, codes
}

const bob = "bob@example.com"

func TestACodeIsAskedForAfterThePasswordAndGoodOnce(t *testing.T) {
	t.Parallel()
	eachWith(t, local, "optional", func(t *testing.T, s *stage) {
		b := s.browser()
		b.must(t, bob)
		if status, _ := b.post("/api/session/factor", map[string]string{"password": "wrong"}); status != 422 {
			t.Errorf("begun without the password: %d", status)
		}
		phone, codes := b.enrol(t, "right of "+bob)
		if status, _ := b.post("/api/session/factor", map[string]string{"password": "right of " + bob}); status != 409 {
			t.Errorf("begun twice: %d", status)
		}

		other := s.browser()
		status, half := other.post("/api/session", map[string]string{"email": bob, "password": "right of " + bob})
		if status != 200 || half["pending"] != "code" || half["user"] != nil {
			t.Fatalf("after the password: %d %v", status, half)
		}
		for _, path := range []string{"/api/sessions", "/api/central/x", "/api/session/security"} {
			if w := other.on(0, "GET", path, ""); w.Code != 401 {
				t.Errorf("half a session gets %d from %s", w.Code, path)
			}
		}
		if status, _ := other.post("/api/session/factor", map[string]string{}); status != 401 {
			t.Errorf("half a session enrols: %d", status)
		}
		if status, _ := other.post("/api/session/code", map[string]string{"code": phone.code(s)}); status != 401 {
			t.Errorf("the code that was used to confirm is good again: %d", status)
		}
		s.clk.Advance(30 * time.Second)
		before := other.cookie
		if status, in := other.post("/api/session/code", map[string]string{"code": phone.code(s)}); status != 200 || in["user"] == nil {
			t.Fatalf("the next code: %d %v", status, in)
		}
		if other.cookie == before {
			t.Error("the token is that from before the code")
		}
		other.wantIn(t, 1, true)
		if status, _ := other.post("/api/session/code", map[string]string{"code": phone.code(s)}); status != 401 {
			t.Errorf("a whole session gives a code: %d", status)
		}

		third := s.browser()
		third.post("/api/session", map[string]string{"email": bob, "password": "right of " + bob})
		if status, _ := third.post("/api/session/code", map[string]string{"code": phone.code(s)}); status != 401 {
			t.Errorf("a code is good in another browser too: %d", status)
		}
		if status, _ := third.post("/api/session/code", map[string]string{"code": strings.ToLower(codes[3])}); status != 200 {
			t.Errorf("a recovery code: %d", status)
		}
		fourth := s.browser()
		fourth.post("/api/session", map[string]string{"email": bob, "password": "right of " + bob})
		if status, _ := fourth.post("/api/session/code", map[string]string{"code": codes[3]}); status != 401 {
			t.Errorf("a recovery code is good twice: %d", status)
		}
		w := third.on(0, "GET", "/api/session/security", "")
		if !strings.Contains(w.Body.String(), `"recoveryCodes":9`) || !strings.Contains(w.Body.String(), `"on":true`) {
			t.Errorf("security is %s", w.Body)
		}
		s.clk.Advance(30 * time.Second)
		if status, renewed := third.post("/api/session/factor/codes", map[string]string{"code": phone.code(s)}); status != 200 || len(renewed["codes"].([]any)) != 10 {
			t.Errorf("renewed: %d %v", status, renewed)
		}
		if status, _ := third.post("/api/session/factor/remove", map[string]string{"code": codes[5]}); status != 422 {
			t.Errorf("removed by an old recovery code: %d", status)
		}
		s.clk.Advance(30 * time.Second)
		if status, _ := third.post("/api/session/factor/remove", map[string]string{"code": phone.code(s)}); status != 204 {
			t.Errorf("removed: %d", status)
		}
		s.browser().must(t, bob)
	})
}

func TestWhoseRoleNeedsASecondStepSetsItUpBeforeAnythingElse(t *testing.T) {
	t.Parallel()
	eachWith(t, local, "required", func(t *testing.T, s *stage) {
		const ann = "ann@example.com"
		b := s.browser()
		status, half := b.post("/api/session", map[string]string{"email": ann, "password": "right of " + ann})
		if status != 200 || half["pending"] != "enrol" {
			t.Fatalf("after the password: %d %v", status, half)
		}
		if w := b.on(0, "GET", "/api/session", ""); !strings.Contains(w.Body.String(), `"pending":"enrol"`) || strings.Contains(w.Body.String(), ann) {
			t.Errorf("the session is %s", w.Body)
		}
		if status, _ := b.post("/api/session/code", map[string]string{"code": "123456"}); status != 401 {
			t.Errorf("gives a code without an app: %d", status)
		}
		phone, _ := b.enrol(t, "")
		b.wantIn(t, 0, true)
		s.clk.Advance(30 * time.Second)
		if status, _ := b.post("/api/session/factor/remove", map[string]string{"code": phone.code(s)}); status != 409 {
			t.Errorf("removed what the role needs: %d", status)
		}
		if err := s.sessions.DropFactor(t.Context(), "central", "111111111111", "u1"); err != nil {
			t.Fatal(err)
		}
		if _, again := s.browser().post("/api/session", map[string]string{"email": ann, "password": "right of " + ann}); again["pending"] != "enrol" {
			t.Errorf("after it was taken away: %v", again)
		}
		s.browser().must(t, bob) // no administrator
		// What waits for a code ends soon, and can be left.
		late := s.browser()
		late.post("/api/session", map[string]string{"email": ann, "password": "right of " + ann})
		s.clk.Advance(15 * time.Minute)
		if status, _ := late.post("/api/session/factor", map[string]string{}); status != 401 {
			t.Errorf("after a quarter of an hour: %d", status)
		}
	})
}

func TestGuessingOfCodesIsSlowedDown(t *testing.T) {
	t.Parallel()
	eachWith(t, local, "optional", func(t *testing.T, s *stage) {
		b := s.browser()
		b.must(t, bob)
		b.enrol(t, "right of "+bob)
		other := s.browser()
		other.post("/api/session", map[string]string{"email": bob, "password": "right of " + bob})
		refused, waits := 0, 0
		for range 12 {
			switch status, _ := other.post("/api/session/code", map[string]string{"code": "0000000"}); status {
			case 401:
				refused++
			case 429:
				waits++
			}
			other.post("/api/session", map[string]string{"email": bob, "password": "right of " + bob}) // the password forgives nothing
		}
		if refused > 6 || waits < 6 {
			t.Errorf("%d guesses were heard, %d had to wait", refused, waits)
		}
	})
}

func TestAPasswordIsChangedByWhoKnowsItAndOthersAreOut(t *testing.T) {
	t.Parallel()
	each(t, local, func(t *testing.T, s *stage) {
		b, other := s.browser(), s.browser()
		b.must(t, bob)
		other.must(t, bob)
		for name, c := range map[string]struct {
			body map[string]string
			want int
		}{
			"a wrong one":   {map[string]string{"current": "wrong", "next": "long enough now"}, 422},
			"a short one":   {map[string]string{"current": "right of " + bob, "next": "short"}, 422},
			"without words": {map[string]string{}, 422},
		} {
			if status, got := b.post("/api/session/password", c.body); status != c.want {
				t.Errorf("%s: %d %v", name, status, got)
			}
		}
		other.wantIn(t, 0, true)
		if status, got := b.post("/api/session/password", map[string]string{"current": "right of " + bob, "next": "long enough now"}); status != 204 {
			t.Fatalf("changed: %d %v", status, got)
		}
		b.wantIn(t, 0, true)
		other.wantIn(t, 0, false)
		if w := other.signIn(0, bob, "right of "+bob); w.Code != 401 {
			t.Errorf("the old password: %d", w.Code)
		}
		if w := other.signIn(0, bob, "long enough now"); w.Code != 200 {
			t.Errorf("the new password: %d", w.Code)
		}
		if w := b.on(0, "DELETE", "/api/session/others", ""); w.Code != 204 {
			t.Errorf("end the others: %d %s", w.Code, w.Body)
		}
		b.wantIn(t, 0, true)
		other.wantIn(t, 0, false)
		if status, _ := s.browser().post("/api/session/password", map[string]string{}); status != 401 {
			t.Errorf("nobody changes a password: %d", status)
		}
	})
}
