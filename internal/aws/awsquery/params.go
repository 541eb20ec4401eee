// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsquery

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// mostParams bounds how many parameters a request may have; the longest list of an operation here has ten members.
const mostParams = 200

// Params are the parameters of one request, Action and Version left out. Each has one value.
type Params map[string]string

// decode reads parameters from a form or a query string. A name that comes twice is refused: two readers could take
// different ones for true.
func decode(text string) (action, version string, p Params, err error) {
	if strings.Count(text, "&") >= mostParams {
		return "", "", nil, malformed(fmt.Sprintf("The request has more than %d parameters.", mostParams))
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return "", "", nil, malformed("The parameters of the request cannot be read: " + err.Error() + ".")
	}
	p = make(Params, len(values))
	for name, all := range values {
		if len(all) > 1 {
			return "", "", nil, malformed(fmt.Sprintf("The parameter %.100q comes more than once.", name))
		}
		if !utf8.ValidString(name) || !utf8.ValidString(all[0]) || strings.ContainsRune(all[0], 0) {
			return "", "", nil, malformed("The parameters hold bytes that are no text.")
		}
		p[name] = all[0]
	}
	action, version = p["Action"], p["Version"]
	delete(p, "Action")
	delete(p, "Version")
	return action, version, p, nil
}

func malformed(message string) error {
	return &Error{Code: "MalformedQueryString", Status: http.StatusBadRequest, Message: message}
}

// Whole is a parameter as a whole number; absent answers the default.
func (p Params) Whole(name string, absent int) (int, error) {
	text, given := p[name]
	if !given {
		return absent, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, Validation(fmt.Sprintf("Value '%.40s' at '%s' is not a whole number", text, name))
	}
	return int(n), nil
}

// Members are a field of the members of a list, written as {list}.member.1.{field}. Numbers begin at 1 and leave none out.
func (p Params) Members(list, field string) (all []string, err error) {
	prefix := list + ".member."
	n := 0
	for name := range p {
		if strings.HasPrefix(name, prefix) {
			n++
		}
	}
	for i := 1; i <= n; i++ {
		v, given := p[prefix+strconv.Itoa(i)+"."+field]
		if !given {
			return nil, Validation(fmt.Sprintf("The members of %s are numbered from 1, each with %s and nothing else", list, field))
		}
		all = append(all, v)
	}
	return all, nil
}

// Known refuses parameters other than these; a name that ends in a dot stands for all that begin so. What an operation would
// not look at must not seem to count.
func (p Params) Known(names ...string) error {
	for _, have := range slices.Sorted(maps.Keys(p)) {
		if !slices.ContainsFunc(names, func(n string) bool {
			return n == have || strings.HasSuffix(n, ".") && strings.HasPrefix(have, n)
		}) {
			return Validation(fmt.Sprintf("The parameter %.100s is not served here; leave it out", have))
		}
	}
	return nil
}
