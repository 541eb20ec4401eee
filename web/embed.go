// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package web serves the built pages from inside the binary.
package web

//go:generate go test -count=1 -run TestFieldsOfTheFormComeFromTheCatalogue -update
//go:generate npm run --silent gen

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// The build has no inline script and no inline style; data: is for the font that Cloudscape carries inside its CSS.
const contentSecurityPolicy = "default-src 'self'; img-src 'self' data:; style-src 'self'; font-src 'self' data:; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// A file is read and compressed once, for the first who asks for it, and then held in memory as it goes out: to do so with all
// of them at the start would take as long as the rest of it, and most programs that run Cosell never ask for a page.
type file struct {
	plain     func() []byte
	zipped    func() []byte // answers nil when compression does not pay
	mediaType string
	cache     string
}

// Handler serves the pages built into the binary. It answers 503 when there are none.
func Handler() (http.Handler, error) {
	built, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("open the built pages: %w", err)
	}
	return New(built)
}

// New serves a built single-page application: its files, and index.html for every path that a page may have.
func New(built fs.FS) (http.Handler, error) {
	files := map[string]file{}
	err := fs.WalkDir(built, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		files["/"+name] = later(built, name)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the built pages: %w", err)
	}
	index, isBuilt := files["/index.html"]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		w.Header().Set("Content-Security-Policy", contentSecurityPolicy)
		found, ok := files[r.URL.Path]
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Pages are only read: use GET.", http.StatusMethodNotAllowed)
		case !isBuilt:
			http.Error(w, "The web application is not built in. Run: make web", http.StatusServiceUnavailable)
		case ok:
			found.send(w, r)
		case strings.HasPrefix(r.URL.Path, "/api/"), strings.HasPrefix(r.URL.Path, "/assets/"):
			// An old tab that asks for a file of the last release must not get HTML as its JavaScript.
			http.NotFound(w, r)
		default:
			index.send(w, r)
		}
	}), nil
}

func later(built fs.FS, name string) file {
	f := file{mediaType: mime.TypeByExtension(path.Ext(name)), cache: "no-cache"}
	if f.mediaType == "" {
		f.mediaType = "application/octet-stream"
	}
	if strings.HasPrefix(name, "assets/") { // names there carry a hash of the content
		f.cache = "public, max-age=31536000, immutable"
	}
	f.plain = sync.OnceValue(func() []byte {
		text, err := fs.ReadFile(built, name)
		if err != nil {
			panic(err) // it was there at the start, and is part of the program
		}
		return text
	})
	f.zipped = sync.OnceValue(func() []byte { return zipped(f.plain()) })
	return f
}

func zipped(plain []byte) []byte {
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	_, err = zip.Write(plain)
	if err := errors.Join(err, zip.Close()); err != nil || out.Len() >= len(plain)*9/10 {
		return nil
	}
	return out.Bytes()
}

func (f file) send(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", f.mediaType)
	w.Header().Set("Cache-Control", f.cache)
	w.Header().Set("Vary", "Accept-Encoding")
	var body []byte
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body = f.zipped()
	}
	if body == nil {
		body = f.plain()
	} else {
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // a browser that left is no error of ours
}
