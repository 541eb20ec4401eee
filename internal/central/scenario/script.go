// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"hash/fnv"
	"regexp"
	"strconv"
	"strings"

	"cosell/internal/ace/doc"
	"cosell/internal/central/opportunity"
)

// A Script is a scenario as it is written.
type Script struct {
	Name     string
	Title    Words
	Says     Words
	Source   string // the part of the guides that it follows
	For      Match
	Calendar Calendar
	Scenes   []Scene
	Text     string // YAML
}

// Words are a text in both languages.
type Words struct{ EN, JA string }

// A Match says which records a scenario is about. An empty part takes all.
type Match struct {
	Catalog string
	Partner string // account
	Title   string // with * for any text; case does not matter
	Share   int    // percent, chosen by the record's identifier
	Every   int    // the nth record of those that match otherwise, the 2nth, ...

	title *regexp.Regexp
}

// A Scene is what is done when something happens.
type Scene struct {
	When  string // id of a trigger
	Stage string // the partner's, with "stage changed"; empty: any
	Steps []Step
}

// A Step is what somebody does, so long after the step before.
type Step struct {
	After Pace
	As    string // id of an actor
	Do    string // id of an action
	Given Given
}

// Given is what a step says or sets. What is empty stays as it is.
type Given struct {
	Comment           string                `json:"comment,omitempty"`
	Reason            string                `json:"reason,omitempty"`
	Stage             string                `json:"stage,omitempty"`
	CloseDate         string                `json:"closeDate,omitempty"` // a date, or a span from the day on which it is set
	NextSteps         string                `json:"nextSteps,omitempty"`
	LostReason        string                `json:"lostReason,omitempty"`
	Motion            string                `json:"motion,omitempty"`
	Involvement       string                `json:"involvement,omitempty"`
	InvolvementReason string                `json:"involvementReason,omitempty"`
	Team              []Member              `json:"team,omitempty"`
	Insights          *opportunity.Insights `json:"insights,omitempty"`
	Message           string                `json:"message,omitempty"`
	Partner           string                `json:"partner,omitempty"` // account of the other partner
	Status            string                `json:"status,omitempty"`  // of a lead
	Action            string                `json:"action,omitempty"`  // what the customer of a lead does next
	Contact           string                `json:"contact,omitempty"` // mail address of the person of a lead
	Opportunity       doc.Doc               `json:"opportunity,omitempty"`
	Lead              doc.Doc               `json:"lead,omitempty"`
}

// A Member is one of AWS's people on a deal.
type Member struct {
	Title string `json:"title"`
	First string `json:"first"`
	Last  string `json:"last"`
	Email string `json:"email"`
}

// subject is what something happened to: an opportunity, or, with the number 0, something of the partner that the account
// and the catalog name.
type subject struct {
	opportunity.Key
	entity string // identifier of an invitation or a connection, empty for none
	other  string // account of the other side of it
	title  string
}

// mark tells subjects apart that are no opportunities.
func (s subject) mark() string {
	if s.Number != 0 {
		return ""
	}
	return s.entity
}

// takes says whether a record is one of those that a scenario is about, Every aside.
func (m *Match) takes(script string, s subject) bool {
	return (m.Catalog == "" || m.Catalog == s.Catalog) && (m.Partner == "" || m.Partner == s.Account) &&
		(m.title == nil || m.title.MatchString(s.title)) && (m.Share == 0 || lot(script, s) < m.Share)
}

// lot draws a number from 0 to 99 for a record and a scenario, always the same one.
func lot(script string, s subject) int {
	h := fnv.New32a()
	parts := []string{script, s.Account, s.Catalog, strconv.FormatInt(s.Number, 10)}
	if mark := s.mark(); mark != "" {
		parts = append(parts, mark)
	}
	for _, part := range parts {
		_, _ = h.Write([]byte(part + "\x00")) // never fails
	}
	// FNV's low bits change little with the last digits; its high ones do.
	return int(uint64(h.Sum32()*2654435761) * 100 >> 32)
}

// wildcard compiles a pattern in which * stands for any text.
func wildcard(pattern string) *regexp.Regexp {
	parts := strings.Split(pattern, "*")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile(`(?is)^` + strings.Join(parts, ".*") + `$`)
}
