// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package collaboration keeps the channels in which a partner and AWS talk about an opportunity: who asked for one, what
// the AWS desk decided, and who was invited.
//
// A channel is made in Slack where a token is set, by a job that may run more than once; else the desk makes it by hand and
// gives its link.
package collaboration

import (
	"embed"
	"io/fs"
	"time"

	"cosell/internal/central/collaboration/slack"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/jobq"
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
	return sqldb.Schema{Room: "collaboration", Files: files}
}

// Options are what the room works with. All but Slack is needed.
type Options struct {
	DB            *sqldb.DB
	Jobs          *jobq.Jobs
	Tokens        *page.Tokens
	Identity      *identity.Room
	Opportunities *opportunity.Room
	Slack         *slack.Workspace // nil: channels are made by hand
	// PageOf is the address of the page of an opportunity's channel, for the channel's first message.
	PageOf func(opportunity string) string
}

// A Room keeps channels.
type Room struct{ Options }

// tries is how often a channel is tried to be made before a person has to look.
const tries = 8

// New is the room. It declares its jobs, which run once the jobs are started.
func New(o Options) *Room {
	r := &Room{o}
	jobq.Handle(o.Jobs, r.make, jobq.Policy{Limit: tries, Timeout: 5 * time.Minute})
	jobq.Handle(o.Jobs, r.close, jobq.Policy{Limit: tries})
	return r
}

// BySlack says whether channels are made in Slack by the program.
func (r *Room) BySlack() bool { return r.Slack != nil }

// A State is how far a channel is.
type State string

// The states.
const (
	Requested State = "requested" // the AWS desk has not decided
	Approved  State = "approved"  // is being made
	Created   State = "created"
	Declined  State = "declined"
	Archived  State = "archived"
)

// States are all states with what may follow; a channel ends in those that nothing follows.
var States = map[State][]State{
	Requested: {Approved, Created, Declined}, Approved: {Created, Declined}, Created: {Archived}, Declined: {}, Archived: {},
}

// open says whether an opportunity gets no other channel meanwhile.
func (s State) open() bool { return len(States[s]) > 0 }

// A Stand is how somebody stands to a channel.
type Stand string

// The stands.
const (
	Chosen   Stand = "chosen"  // the channel is not there yet
	Invited  Stand = "invited" //
	Accepted Stand = "accepted"
	Refused  Stand = "declined"
	Left     Stand = "left"
	Expired  Stand = "expired" // was not answered in time; it is not stored
)

// Stands are all stands that somebody may have, with those that he himself may choose next.
var Stands = map[Stand][]Stand{
	Chosen: {Refused}, Invited: {Accepted, Refused}, Expired: {Accepted, Refused}, Accepted: {Left}, Refused: {}, Left: {},
}

// InvitationValidity is how long an invitation of Slack's to another organisation is good for. Source: Slack's help,
// "Use Slack Connect to invite people".
const InvitationValidity = 14 * 24 * time.Hour

// A Person was chosen by the partner for a channel.
type Person struct {
	ID, Name, Email string
	Stand           Stand
	Since           time.Time
}

// A Channel is one of an opportunity.
type Channel struct {
	Account     string
	ID          string
	Catalog     string
	Number      int64
	Version     int64
	State       State
	Title       string // of the opportunity when it was asked for
	Company     string
	Purpose     string
	AskedBy     string
	AskedName   string
	Asked       time.Time
	DecidedName string
	Decided     time.Time // zero: not yet
	Reason      string    // why it was declined
	Trouble     string    // in Slack's words, why it could not be made; empty: there is none
	Name        string    // in Slack
	SlackID     string    // empty: made by hand
	Link        string
	Made        time.Time
	Closed      time.Time
	People      []Person
	Partner     identity.Partner // for the AWS desk
}

// Alive says whether something may still become of the channel, or go on in it.
func (c Channel) Alive() bool { return c.State.open() }

// Opportunity is the identifier of the channel's opportunity.
func (c Channel) Opportunity() string { return c.key().ID() }

func (c Channel) key() opportunity.Key {
	return opportunity.Key{Account: c.Account, Catalog: c.Catalog, Number: c.Number}
}

// about is what transactions say that they are about.
func (c Channel) about(tx *sqldb.Tx) { tx.About(c.Account, "channel/"+c.ID) }
