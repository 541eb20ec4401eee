// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package support keeps cases: what partners ask the AWS desk, what it answers, and the files that go with both.
package support

import (
	"context"
	"embed"
	"io/fs"
	"slices"
	"time"

	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/jobq"
	"cosell/internal/secret"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "support", Files: files}
}

// What files may have together unless Options say otherwise.
const (
	MostFile = 5 << 20  // bytes of one
	MostCase = 50 << 20 // bytes of all in one case
)

// Options are what the room works with. All but the limits is needed.
type Options struct {
	DB            *sqldb.DB
	Box           *secret.Box
	Jobs          *jobq.Jobs
	Tokens        *page.Tokens
	Identity      *identity.Room
	Opportunities *opportunity.Room

	FileBytes int64 // of one file; 0: MostFile
	CaseBytes int64 // of all files in a case; 0: MostCase
}

// A Room keeps cases.
type Room struct {
	Options
	numbers *sqldb.Sequence
}

// New is the room. It has files forgotten that nobody has sent, once the jobs are started.
func New(o Options) *Room {
	if o.FileBytes == 0 {
		o.FileBytes = MostFile
	}
	if o.CaseBytes == 0 {
		o.CaseBytes = MostCase
	}
	r := &Room{Options: o, numbers: o.DB.Sequence("support", 100_001)}
	jobq.Handle(o.Jobs, func(ctx context.Context, _ jobq.Job[pruneJob]) error {
		_, err := r.Prune(ctx)
		return err
	}, jobq.Policy{})
	o.Jobs.Every(pruneJob{}, time.Hour)
	return r
}

// A Topic is what a case may be about. Area is the question that leads to it.
type Topic struct{ ID, Area string }

// The areas. Source: CRM guide, "サポートケースの引き上げ": the field "question about".
const (
	AreaTools = "tools" // Partner Central tools
	AreaACE   = "ace"   // ACE leads and opportunities
)

// Topics are all topics, in the order of the form. Source: CRM guide, "サポートケースの引き上げ", "ヘルプの利用", and where it sends
// people to support: unlinking accounts, production tests, backfills, objects in S3, and the Sandbox.
var Topics = []Topic{
	{"crm-onboarding", AreaACE}, {"crm-connector", AreaACE}, {"crm-api", AreaACE}, {"crm-s3", AreaACE}, {"crm-production-test", AreaACE},
	{"crm-backfill", AreaACE}, {"opportunity-review", AreaACE}, {"opportunity", AreaACE}, {"lead", AreaACE}, {"channel", AreaACE}, {"ace-other", AreaACE},
	{"account-linking", AreaTools}, {"account-verification", AreaTools}, {"users-and-roles", AreaTools}, {"profile", AreaTools}, {"tools-other", AreaTools},
}

func isTopic(id string) bool {
	return slices.ContainsFunc(Topics, func(t Topic) bool { return t.ID == id })
}

// A State says who has the next word.
type State string

// The states.
const (
	Open           State = "open" // nobody at AWS has answered
	WaitingPartner State = "waiting-partner"
	WaitingAWS     State = "waiting-aws"
	Resolved       State = "resolved"
	Reopened       State = "reopened"
)

// A Side is one of the two that talk in a case.
type Side string

// The sides.
const (
	SidePartner Side = "partner"
	SideAWS     Side = "aws"
)

// A Step is what somebody does in a case.
type Step string

// The steps.
const (
	Reply   Step = "reply"
	Resolve Step = "resolve"
	Reopen  Step = "reopen"
)

// Next gives the state that a side's step leads to; what is not in it is refused.
var Next = map[State]map[Side]map[Step]State{
	Open:           {SidePartner: {Reply: Open, Resolve: Resolved}, SideAWS: {Reply: WaitingPartner, Resolve: Resolved}},
	WaitingPartner: {SidePartner: {Reply: WaitingAWS, Resolve: Resolved}, SideAWS: {Reply: WaitingPartner, Resolve: Resolved}},
	WaitingAWS:     {SidePartner: {Reply: WaitingAWS, Resolve: Resolved}, SideAWS: {Reply: WaitingPartner, Resolve: Resolved}},
	Reopened:       {SidePartner: {Reply: Reopened, Resolve: Resolved}, SideAWS: {Reply: WaitingPartner, Resolve: Resolved}},
	Resolved:       {SidePartner: {Reopen: Reopened}, SideAWS: {Reopen: Reopened}},
}

// A Case is a question of a partner's.
type Case struct {
	Account     string
	ID          string
	Version     int64
	Topic       string
	Subject     string
	State       State
	Opportunity string // identifier; empty: about none
	OpenedBy    string
	OpenedName  string
	Opened      time.Time
	Changed     time.Time
	Partner     identity.Partner
	Messages    []Message // the first first; of a case that was read alone
	bytes       int64
}

// A Message is one word in a case.
type Message struct {
	Seq    int64
	Side   Side
	Author string // user id
	Name   string
	At     time.Time
	Body   string
	State  State // of the case, after it
	Files  []File
}

// Steps are what the caller may do in a case now.
func (c Case) Steps(who identity.Caller) []Step {
	steps := []Step{}
	for _, s := range []Step{Reply, Resolve, Reopen} {
		if Next[c.State][sideOf(who)][s] != "" {
			steps = append(steps, s)
		}
	}
	return steps
}

func (c Case) about(tx *sqldb.Tx) { tx.About(c.Account, "case/"+c.ID) }

func sideOf(c identity.Caller) Side {
	if c.Reviews() {
		return SideAWS
	}
	return SidePartner
}

// enter lets the AWS desk in, and everybody of a partner: who does not sell may have trouble with the account.
func enter(c identity.Caller) error {
	if c.Reviews() || c.UsesACE() || c.Administers() {
		return nil
	}
	return fault.Denied("Your role does not work with support cases.")
}

// sees says whether a case is the caller's business: an ACE user has his own.
func sees(c identity.Caller, account, openedBy string) bool {
	return c.Reviews() || c.Account == account && (!c.OwnOnly() || c.Principal == openedBy)
}
