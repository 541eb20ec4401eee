// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package telemetry is what the program tells about itself: log lines without secrets, metrics, and health.
package telemetry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

const (
	hidden   = "(hidden)"
	longest  = 8 << 10 // bytes of one text in a log line; what is longer is cut
	deepest  = 32      // levels of one value; what lies deeper is hidden
	maxItems = 1000    // members of one list or object
)

// NewLog is a logger that writes "text" or "json" lines of at least level to w.
// Sensitive are paths such as "Customer.Contacts[].Email": a member at such a path, at any depth, is hidden.
func NewLog(w io.Writer, format string, level slog.Level, sensitive []string) *slog.Logger {
	var h slog.Handler = slog.NewTextHandler(w, &slog.HandlerOptions{Level: level})
	if format == "json" {
		h = slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level})
	}
	return slog.New(NewRedactor(h, sensitive))
}

// A Redactor is a log handler that hides secrets and personal data and leaves one line a line.
// Secrets are known by the names of their members, personal data by their paths.
type Redactor struct {
	next  slog.Handler
	paths map[string][][]string // last segment: the paths that end with it, lower case
	group []string              // open groups, lower case
}

// NewRedactor wraps next.
func NewRedactor(next slog.Handler, sensitive []string) *Redactor {
	r := &Redactor{next: next, paths: map[string][][]string{}}
	for _, p := range sensitive {
		segments := split(p)
		if len(segments) == 0 {
			continue
		}
		last := segments[len(segments)-1]
		r.paths[last] = append(r.paths[last], segments)
	}
	return r
}

// Enabled says whether lines of this level are written.
func (r *Redactor) Enabled(ctx context.Context, level slog.Level) bool {
	return r.next.Enabled(ctx, level)
}

// Handle writes one line.
func (r *Redactor) Handle(ctx context.Context, rec slog.Record) error {
	clean := slog.NewRecord(rec.Time, rec.Level, Plain(rec.Message), rec.PC)
	if id := RequestID(ctx); id != "" {
		clean.AddAttrs(slog.String("request", id))
	}
	rec.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(r.attr(a, r.group, 0))
		return true
	})
	return r.next.Handle(ctx, clean)
}

// WithAttrs is a handler whose lines all carry attrs.
func (r *Redactor) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = r.attr(a, r.group, 0)
	}
	return &Redactor{next: r.next.WithAttrs(clean), paths: r.paths, group: r.group}
}

// WithGroup is a handler whose members stand below name.
func (r *Redactor) WithGroup(name string) slog.Handler {
	if name == "" {
		return r
	}
	return &Redactor{next: r.next.WithGroup(Plain(name)), paths: r.paths, group: append(slices.Clip(r.group), split(name)...)}
}

func (r *Redactor) attr(a slog.Attr, at []string, depth int) slog.Attr {
	path := append(slices.Clip(at), split(a.Key)...)
	key, v := Plain(a.Key), a.Value.Resolve()
	if v.Kind() == slog.KindGroup && depth < deepest {
		members := make([]slog.Attr, 0, len(v.Group()))
		for _, m := range v.Group() {
			members = append(members, r.attr(m, path, depth+1))
		}
		if r.hides(path) {
			return slog.String(key, hidden)
		}
		return slog.Attr{Key: key, Value: slog.GroupValue(members...)}
	}
	if r.hides(path) {
		return slog.String(key, hidden)
	}
	switch v.Kind() {
	case slog.KindString:
		return slog.String(key, Plain(v.String()))
	case slog.KindAny, slog.KindGroup:
		return slog.Any(key, r.readable(v.Any(), path, depth))
	default: // numbers, booleans and times
		return slog.Attr{Key: key, Value: v}
	}
}

// readable is v as it may be written; a value whose own methods panic, such as a nil pointer, costs only itself.
func (r *Redactor) readable(v any, at []string, depth int) (out any) {
	defer func() {
		if recover() != nil {
			out = fmt.Sprintf("(%T that cannot be read)", v)
		}
	}()
	return r.clean(v, at, depth)
}

func (r *Redactor) clean(v any, at []string, depth int) any {
	if r.hides(at) || depth > deepest {
		return hidden
	}
	switch v := v.(type) {
	case nil, bool, int, int64, float64, json.Number, time.Time, time.Duration:
		return v
	case string:
		return Plain(v)
	case error:
		return Plain(v.Error())
	case *url.URL:
		return Plain(v.Redacted())
	case map[string]any:
		m := make(map[string]any, len(v))
		for _, k := range first(slices.Sorted(maps.Keys(v))) {
			m[Plain(k)] = r.clean(v[k], append(slices.Clip(at), split(k)...), depth+1)
		}
		return m
	case []any:
		list := make([]any, 0, len(v))
		for _, item := range first(v) {
			list = append(list, r.clean(item, at, depth+1))
		}
		return list
	case json.RawMessage:
		return r.parsed(v, at, depth)
	case []byte:
		return fmt.Sprintf("(%d bytes)", len(v))
	case fmt.Stringer:
		return Plain(v.String())
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("(%T)", v)
	}
	return r.parsed(text, at, depth)
}

func (r *Redactor) parsed(text []byte, at []string, depth int) any {
	var tree any
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.UseNumber()
	if err := dec.Decode(&tree); err != nil {
		return fmt.Sprintf("(%d bytes)", len(text))
	}
	return r.clean(tree, at, depth+1)
}

func first[T any](list []T) []T { return list[:min(len(list), maxItems)] }

// hides says whether what stands at path is a secret by its name or sensitive by its path.
func (r *Redactor) hides(path []string) bool {
	if len(path) == 0 {
		return false
	}
	last := path[len(path)-1]
	if isSecret(last) {
		return true
	}
	for _, p := range r.paths[last] {
		if len(path) >= len(p) && slices.Equal(path[len(path)-len(p):], p) {
			return true
		}
	}
	return false
}

var (
	separators = strings.NewReplacer("-", "", "_", "", " ", "")
	secretWord = []string{"password", "passwd", "secret", "authorization", "cookie", "credential", "masterkey",
		"privatekey", "datakey", "apikey", "signature", "sessionid"}
	openTokens = []string{"clienttoken", "nexttoken"} // AWS's words for things that open nothing
)

func isSecret(name string) bool {
	name = separators.Replace(name)
	if strings.Contains(name, "token") && !slices.Contains(openTokens, name) {
		return true
	}
	return slices.ContainsFunc(secretWord, func(w string) bool { return strings.Contains(name, w) })
}

// split is a path in lower case, without list marks and indexes.
func split(path string) []string {
	var out []string
	for s := range strings.SplitSeq(strings.ToLower(path), ".") {
		if i := strings.IndexByte(s, '['); i >= 0 {
			s = s[:i]
		}
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

var (
	escapes  = regexp.MustCompile(`\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|[@-_])`)
	userInfo = regexp.MustCompile(`://[^/\s@:]*:[^/\s@]*@`) // a password inside an address
)

// Plain is text that stays one line of readable characters: no line ends, no terminal sequences, no marks that
// turn the direction of writing, no passwords inside addresses.
func Plain(s string) string {
	cut := len(s) > longest
	if cut {
		s = strings.ToValidUTF8(s[:longest], "")
	}
	if strings.Contains(s, "\x1b") {
		s = escapes.ReplaceAllString(s, "")
	}
	if strings.Contains(s, "://") {
		s = userInfo.ReplaceAllString(s, "://"+hidden+"@")
	}
	if strings.ContainsFunc(s, unwanted) {
		s = strings.Map(func(c rune) rune {
			if unwanted(c) {
				return ' '
			}
			return c
		}, s)
	}
	if cut {
		s += " (cut)"
	}
	return s
}

func unwanted(c rune) bool {
	return unicode.IsControl(c) || c == '\u2028' || c == '\u2029' || unicode.Is(unicode.Bidi_Control, c) || c == unicode.ReplacementChar
}

// Level is the level that the word names: "debug", "info", "warn" or "error".
func Level(word string) (slog.Level, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(word)); err != nil {
		return 0, errors.New("a log level is debug, info, warn or error")
	}
	return l, nil
}
