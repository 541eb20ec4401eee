// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package scenario plays the people whom somebody waits for, by a script: AWS's reviewer, seller and account manager, and
// partners.
//
// A scenario says who does what, on which event or after how long, with which records. What begins a scene is found in
// the transaction of the event; its steps are jobs from then on, so that they survive whatever happens and are done once.
package scenario

import (
	"embed"
	"io/fs"
	"log/slog"

	"cosell/internal/central/connection"
	"cosell/internal/central/engagement"
	"cosell/internal/central/event"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/central/review"
	"cosell/internal/central/task"
	"cosell/internal/clock"
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
	return sqldb.Schema{Room: "scenario", Files: files}
}

// Options are what the room works with.
type Options struct {
	DB            *sqldb.DB
	Jobs          *jobq.Jobs
	Bus           *event.Bus
	Tokens        *page.Tokens
	Opportunities *opportunity.Room
	Engagements   *engagement.Room
	Tasks         *task.Room
	Connections   *connection.Room
	Desk          *review.Room
	Log           *slog.Logger
	Partners      bool           // scenarios may act for partners, too: nobody but those who try things out is a partner here
	Clock         *clock.Movable // nil: time is the machine's, and nobody moves it
}

// A Room plays scenarios.
type Room struct {
	Options
	stage    stage
	standing []Script // asked after those that were started
	actors   map[string]identity.Caller
}

// New is the room. From now on it looks at every record and every event, and takes what a scenario is about.
func New(o Options) *Room {
	r := &Room{Options: o, actors: map[string]identity.Caller{}}
	for _, a := range actors {
		if a.side != ofAWS {
			continue // who it is, the scene says
		}
		r.actors[a.id] = identity.Caller{Account: identity.AWS, Partner: identity.Partner{Account: identity.AWS, Name: "AWS"},
			Principal: "scenario", Name: a.name, System: true}
	}
	jobq.Handle(o.Jobs, r.play, jobq.Policy{Limit: attempts})
	o.Opportunities.Watch(r.happened)
	o.Bus.Watch(r.published)
	return r
}

// Standing has a script played always, after those that were started: the automatic reviewer of the settings.
func (r *Room) Standing(s Script) { r.standing = append(r.standing, s) }

// enter lets the AWS desk in: scenarios act in its name.
func enter(c identity.Caller) error {
	if !c.Reviews() {
		return fault.Denied("Only the AWS desk directs scenarios.")
	}
	return nil
}
