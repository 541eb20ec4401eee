// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/test/program"
)

// A browser is somebody who is signed in to the pages.
type browser struct {
	url  string
	http *http.Client
}

// signIn signs the second partner's alliance lead in.
func signIn(t *testing.T, d *program.Demo) *browser {
	t.Helper()
	return signInAs(t, d, "dana@")
}

func signInAs(t *testing.T, d *program.Demo, email string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{url: d.Portal, http: &http.Client{Timeout: 20 * time.Second, Jar: jar}}
	for _, u := range d.Users {
		if !strings.HasPrefix(u.Email, email) {
			continue
		}
		body, err := json.Marshal(map[string]string{"email": u.Email, "password": u.Password})
		if err != nil {
			t.Fatal(err)
		}
		if status, out, err := b.send(http.MethodPost, "/api/session", string(body)); err != nil || status != http.StatusOK {
			t.Fatalf("sign in: %d %v %v", status, out, err)
		}
		return b
	}
	t.Fatal("the demo has no such user")
	return nil
}

// send answers the status and the body, which is JSON.
func (b *browser) send(method, path, body string) (int, map[string]any, error) {
	r, err := http.NewRequest(method, b.url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := b.http.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil, err
	}
	out := map[string]any{}
	return answer.StatusCode, out, json.Unmarshal(text, &out)
}

// reads asks for a page's list and wants it.
func (b *browser) reads(t *testing.T) {
	t.Helper()
	if status, out, err := b.send(http.MethodGet, "/api/central/opportunities", ""); err != nil || status != http.StatusOK {
		t.Errorf("a list of the pages: %d %v %v", status, out, err)
	}
}

// writes saves something small. It wants it saved, or the problem that the pages know for a store that cannot serve.
func (b *browser) writes(t *testing.T, want ...int) {
	t.Helper()
	status, out, err := b.send(http.MethodPatch, "/api/session", `{"language":"en"}`)
	if err != nil || !slices.Contains(want, status) || status != http.StatusOK && out["code"] != "unavailable" {
		t.Errorf("a write of the pages: %d %v %v, want %v", status, out, err, want)
	}
}
