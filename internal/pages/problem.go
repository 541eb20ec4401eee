// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pages

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// A Problem is a refusal as the pages read it (RFC 9457). The code is for them, the words are for people.
type Problem struct {
	Type    string      `json:"type"`
	Title   string      `json:"title"`
	Status  int         `json:"status"`
	Code    string      `json:"code" enum:"invalid,stale,state,not-found,signed-out,wrong-password,forbidden,terms,too-many,unavailable,internal"`
	Detail  string      `json:"detail"`
	Version string      `json:"version,omitempty" doc:"of stale: the current version"`
	Errors  []Violation `json:"errors,omitempty" nullable:"false"`
}

// A Violation is one thing that is wrong, and how to mend it.
type Violation struct {
	Location  string `json:"location" doc:"path of the field, with indexes where known; empty: the whole record"`
	Field     string `json:"field,omitempty" doc:"AWS's FieldName"`
	Code      string `json:"code"`
	Message   string `json:"message"`
	MessageJA string `json:"messageJa"`
	FixEN     string `json:"fixEn"`
	FixJA     string `json:"fixJa"`
	Rule      string `json:"rule,omitempty"`
	Value     string `json:"value,omitempty" doc:"absent when sensitive"`
}

// NewProblem is a refusal with this code.
func NewProblem(status int, code, detail string, wrong ...Violation) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail, Errors: wrong}
}

// NotFound refuses what is not there, or is somebody else's.
func NotFound() *Problem {
	return NewProblem(http.StatusNotFound, "not-found", "There is nothing here, or it is not yours.")
}

// Unavailable says that the store cannot be reached. It says when to come back, too.
func Unavailable() error {
	return huma.ErrorWithHeaders(NewProblem(http.StatusServiceUnavailable, "unavailable",
		"The service cannot store or read data at the moment. Try again in some seconds."), http.Header{"Retry-After": {"2"}})
}

// TooMany says that the caller has to wait.
func TooMany(wait time.Duration) error {
	seconds := strconv.Itoa(int((wait + time.Second - 1) / time.Second))
	return huma.ErrorWithHeaders(NewProblem(http.StatusTooManyRequests, "too-many",
		"Too many requests. Try again in "+seconds+" s."), http.Header{"Retry-After": {seconds}})
}

// Internal says that it is our mistake, and no more.
func Internal() *Problem {
	return NewProblem(http.StatusInternalServerError, "internal",
		"Something went wrong on our side. Try again, and name the time when you report it.")
}

// Error is the sentence for people.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is the media type of the answer.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// Write answers with the problem.
func (p *Problem) Write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", p.ContentType(""))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client has gone; nobody is left to be told
}

// The library that reads requests words its own refusals in English with places of its own. Here they become problems:
// it has one place for that, for the whole program.
func init() {
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError { return misread(status, errs) }
}

// misread is the refusal of a request that could not be read at all.
func misread(status int, errs []error) *Problem {
	code := map[int]string{401: "signed-out", 403: "forbidden", 404: "not-found", 409: "stale", 429: "too-many", 503: "unavailable"}[status]
	switch {
	case code != "":
	case status >= http.StatusInternalServerError:
		return Internal()
	case status == http.StatusUnprocessableEntity:
		status, code = http.StatusBadRequest, "invalid" // 422 is for what a person typed
	default:
		code = "invalid"
	}
	p := NewProblem(status, code, "The request does not have the form that this endpoint takes.")
	for _, err := range errs {
		location := ""
		if d, ok := err.(huma.ErrorDetailer); ok {
			location = strings.TrimPrefix(strings.TrimPrefix(d.ErrorDetail().Location, "body"), ".")
		}
		p.Errors = append(p.Errors, Misread(location))
	}
	return p
}

// Misread is what is wrong with a value that has not the form that was agreed; a page that sends it has a mistake.
func Misread(location string) Violation {
	return Violation{
		Location: location, Code: "INVALID_VALUE", Rule: "request-form",
		Message:   "This part of the request cannot be read.",
		MessageJA: "リクエストのこの部分を読み取れません。",
		FixEN:     "Reload the page and try again.",
		FixJA:     "ページを再読み込みして、もう一度お試しください。",
	}
}

// Malformed refuses a part of a request that cannot be read.
func Malformed(location, why string) *Problem {
	return NewProblem(http.StatusBadRequest, "invalid", fmt.Sprintf("The request cannot be used: %s.", why), Misread(location))
}
