// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package quirk has Partner Central behave in the ways of the real one that nobody documents, or that only a bad day shows.
//
// Each quirk is a row: what it does, where that is known from, and what can be set. All are off until somebody turns them on.
package quirk

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The ids of the quirks.
const (
	ReadsLag         = "reads-lag"
	ApprovedTerminal = "approved-terminal"
	EscapedText      = "escaped-text"
	StrictSpend      = "strict-spend"
	DuplicateEvents  = "duplicate-events"
	ThrottlingStorm  = "throttling-storm"
	ServerErrors     = "server-errors"
	SlowAnswers      = "slow-answers"
	NullReasonCode   = "null-reason-code"
)

// A Quirk is one way of the real Partner Central.
type Quirk struct {
	ID         string
	What       string
	WhatJA     string
	Source     string
	Where      string // where it bites: Operations, Events
	Parameters []Parameter
}

// Where quirks bite.
const (
	Operations = "operations"
	Events     = "events"
)

// A Parameter is something that can be set of a quirk.
type Parameter struct {
	Name    string
	Default string
	Rule    string // what a value is, to follow "want"
	RuleJA  string
	takes   func(string) bool
}

// whole takes a whole number.
func whole(name, standard string, low, high int) Parameter {
	return Parameter{Name: name, Default: standard, Rule: fmt.Sprintf("a whole number from %d to %d", low, high),
		RuleJA: fmt.Sprintf("%d から %d までの整数", low, high),
		takes: func(v string) bool {
			n, err := strconv.Atoi(v)
			return err == nil && n >= low && n <= high
		}}
}

var operationsForm = regexp.MustCompile(`^(\*|[A-Za-z]+(,[A-Za-z]+)*)$`)

// longest is how long a list of operations may be, in bytes.
const longest = 2000

// which takes the names of operations.
func which(standard string) Parameter {
	return Parameter{Name: "operations", Default: standard, Rule: "* for all, or names of operations with commas between them",
		RuleJA: "すべてを表す *、またはコンマ区切りの操作名", takes: func(v string) bool { return len(v) <= longest && operationsForm.MatchString(v) }}
}

// oneOf takes one of several words.
func oneOf(name string, words ...string) Parameter {
	list := strings.Join(words, ", ")
	return Parameter{Name: name, Default: words[0], Rule: "one of " + list, RuleJA: list + " のいずれか",
		takes: func(v string) bool { return slices.Contains(words, v) }}
}

// quirks are all of them.
var quirks = []Quirk{
	{ID: ReadsLag, What: "A new opportunity is not found, nor listed, for a while after CreateOpportunity.",
		WhatJA: "CreateOpportunity の直後、しばらくの間、新しいオポチュニティが取得も一覧表示もできません。",
		Source: "inferred: AWS nowhere promises to read what was just written", Where: Operations, Parameters: []Parameter{whole("milliseconds", "500", 1, 60_000)}},
	{ID: ApprovedTerminal, What: "UpdateOpportunity refuses a record once it is Approved.", WhatJA: "承認済みのレコードに対する UpdateOpportunity を拒否します。",
		Source: "reference 3.2: Approved is terminal on the axis of the review [W]", Where: Operations},
	{ID: EscapedText, What: "Free text comes back HTML-escaped from reads.", WhatJA: "読み取り時に、自由記述のテキストが HTML エスケープされて返されます。",
		Source: "reference 1.2: recorded, &amp; and &amp;colon; [P]", Where: Operations, Parameters: []Parameter{whole("times", "2", 1, 2)}},
	{ID: StrictSpend, What: "The expected spend is one entry, for AWS, monthly and in USD, as older documents have it.",
		WhatJA: "想定支出を、旧資料のとおり AWS 向け、毎月、USD の 1 件に限ります。", Source: "reference 18, conflicts 3 to 5 [W]", Where: Operations},
	{ID: DuplicateEvents, What: "Events are published more than once, each time with an id of its own.", WhatJA: "イベントが、その都度異なる ID で複数回発行されます。",
		Source: "reference 14: one update usually made two events in the same second [P]", Where: Events,
		Parameters: []Parameter{whole("copies", "2", 2, 10), oneOf("types", "Opportunity Updated", "all")}},
	{ID: ThrottlingStorm, What: "Some calls are answered with ThrottlingException, whatever their rate.", WhatJA: "呼び出し頻度にかかわらず、一部の呼び出しに ThrottlingException を返します。",
		Source: "reference 13 [D]", Where: Operations, Parameters: []Parameter{whole("percent", "50", 1, 100), which("*")}},
	{ID: ServerErrors, What: "Some calls fail on the side of AWS.", WhatJA: "一部の呼び出しが AWS 側のエラーで失敗します。", Source: "reference 1.3 [M]", Where: Operations,
		Parameters: []Parameter{whole("percent", "20", 1, 100), oneOf("kind", "InternalServerException", "ServiceUnavailable"), which("*")}},
	{ID: SlowAnswers, What: "Answers take their time.", WhatJA: "応答に時間がかかります。", Source: "reference 11: recorded tasks blocked for 5 to 9 seconds [P]", Where: Operations,
		Parameters: []Parameter{whole("milliseconds", "7000", 1, 30_000), which("StartEngagementFromOpportunityTask,StartEngagementByAcceptingInvitationTask,StartOpportunityFromEngagementTask")}},
	{ID: NullReasonCode, What: `Lists of tasks carry the text "null" as the ReasonCode of what succeeded.`, WhatJA: `成功したタスクの一覧で、ReasonCode に文字列 "null" が入ります。`,
		Source: "reference 11: recorded [P]", Where: Operations},
}

func quirkOf(id string) *Quirk {
	i := slices.IndexFunc(quirks, func(q Quirk) bool { return q.ID == id })
	if i < 0 {
		return nil
	}
	return &quirks[i]
}

// values are the parameters of a quirk that is on: by name, those that nobody has set at their defaults.
type values map[string]string

func (v values) number(name string) int {
	n, err := strconv.Atoi(v[name])
	if err != nil {
		return 0 // only a newer program can have stored it
	}
	return n
}

func (v values) span(name string) time.Duration {
	return time.Duration(v.number(name)) * time.Millisecond
}

// covers says whether the parameter operations names one.
func (v values) covers(operation string) bool {
	return v["operations"] == "*" || slices.Contains(strings.Split(v["operations"], ","), operation)
}
