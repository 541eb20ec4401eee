// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"cosell/web"
)

const script = "console.log('pages');\n"

func built() fstest.MapFS {
	return fstest.MapFS{
		".gitkeep":            {},
		"index.html":          {Data: []byte("<!doctype html><title>Cosell</title>")},
		"assets/app-1a2b.js":  {Data: []byte(strings.Repeat(script, 200))},
		"assets/tiny-3c4d.js": {Data: []byte("1")},
	}
}

func ask(t *testing.T, files fstest.MapFS, method, path string, header ...string) *http.Response {
	t.Helper()
	pages, err := web.New(files)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r io.Reader) string {
	t.Helper()
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

func TestPathsOfPagesGetTheIndex(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/index.html", "/opportunities", "/opportunities/O123", "/desk"} {
		answer := ask(t, built(), http.MethodGet, path)
		if body := text(t, answer.Body); answer.StatusCode != http.StatusOK || !strings.Contains(body, "<title>Cosell") {
			t.Errorf("%s: %d %q, want the index", path, answer.StatusCode, body)
		}
		if got := answer.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: Cache-Control %q, want no-cache: a new release must be seen at once", path, got)
		}
	}
}

func TestMissingAssetsAndEndpointsAreNeverTheIndex(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/assets/app-of-last-release.js", "/api/nothing"} {
		answer := ask(t, built(), http.MethodGet, path)
		if body := text(t, answer.Body); answer.StatusCode != http.StatusNotFound || strings.Contains(body, "<") {
			t.Errorf("%s: %d %q, want a plain 404", path, answer.StatusCode, body)
		}
	}
}

func TestHashedFilesAreKeptForAYearAndSentCompressed(t *testing.T) {
	t.Parallel()
	answer := ask(t, built(), http.MethodGet, "/assets/app-1a2b.js", "Accept-Encoding", "gzip, br")
	if got := answer.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("Cache-Control %q", got)
	}
	if got := answer.Header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("Content-Encoding %q, want gzip", got)
	}
	plain, err := gzip.NewReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := text(t, plain); got != strings.Repeat(script, 200) {
		t.Errorf("unpacked to %d characters of other text", len(got))
	}
}

func TestFilesGoOutPlainWhenAskedOrWhenCompressionDoesNotPay(t *testing.T) {
	t.Parallel()
	for path, header := range map[string]string{"/assets/app-1a2b.js": "", "/assets/tiny-3c4d.js": "gzip"} {
		answer := ask(t, built(), http.MethodGet, path, "Accept-Encoding", header)
		if got := answer.Header.Get("Content-Encoding"); got != "" {
			t.Errorf("%s: Content-Encoding %q, want none", path, got)
		}
		if got := answer.Header.Get("Vary"); got != "Accept-Encoding" {
			t.Errorf("%s: Vary %q", path, got)
		}
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/assets/app-1a2b.js", "/assets/none.js"} {
		answer := ask(t, built(), http.MethodGet, path)
		if got := answer.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'self'") || strings.Contains(got, "unsafe") {
			t.Errorf("%s: Content-Security-Policy %q", path, got)
		}
		if got := answer.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options %q", path, got)
		}
	}
}

func TestWithoutABuildTheAnswerSaysWhatToRun(t *testing.T) {
	t.Parallel()
	answer := ask(t, fstest.MapFS{".gitkeep": {}}, http.MethodGet, "/")
	if body := text(t, answer.Body); answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "make web") {
		t.Errorf("%d %q, want 503 naming the command", answer.StatusCode, body)
	}
}

func TestPagesAreOnlyRead(t *testing.T) {
	t.Parallel()
	answer := ask(t, built(), http.MethodPost, "/opportunities")
	if answer.StatusCode != http.StatusMethodNotAllowed || answer.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, Allow %q", answer.StatusCode, answer.Header.Get("Allow"))
	}
	if head := ask(t, built(), http.MethodHead, "/"); head.StatusCode != http.StatusOK || text(t, head.Body) != "" {
		t.Errorf("HEAD: %d with a body", head.StatusCode)
	}
}
