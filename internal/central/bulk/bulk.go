// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package bulk does to many opportunities what other rooms do to one: it imports and updates them from sheets, exports
// them, and accepts, assigns and transfers a selection.
//
// Each is a run with rows. A row is judged by the rules that every other door asks, and carried out in a transaction that
// also keeps that it was: whatever is interrupted goes on where it stood, and nothing is done twice.
package bulk

import (
	"embed"
	"io/fs"
	"time"

	"cosell/internal/aws/selling"
	"cosell/internal/central/bulk/sheet"
	"cosell/internal/central/engagement"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
	"cosell/internal/central/solution"
	"cosell/internal/central/task"
	"cosell/internal/clock"
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
	return sqldb.Schema{Room: "bulk", Files: files}
}

// catalog is the one that bulk actions work in, as the pages do; the Sandbox is for programs.
const catalog = selling.CatalogAWS

// What a run takes at most unless Options say otherwise. Source: the guide.
const (
	MostRows    = 1500 // of a file, in or out
	MostRecords = 100  // of a selection
)

// Options are what the room works with. All but the limits is needed.
type Options struct {
	DB            *sqldb.DB
	Box           *secret.Box
	Clock         clock.Clock
	Jobs          *jobq.Jobs
	Tokens        *page.Tokens
	Identity      *identity.Room
	Opportunities *opportunity.Room
	Engagements   *engagement.Room
	Tasks         *task.Room
	Solutions     *solution.Room

	RowLimit    int // of a file; 0: MostRows
	RecordLimit int // of a selection; 0: MostRecords
}

// A Room keeps runs.
type Room struct{ Options }

// long is how long one run of a job may take: a file of a hundred thousand rows is one job.
const long = 2 * time.Hour

// New is the room.
func New(o Options) *Room {
	if o.RowLimit == 0 {
		o.RowLimit = MostRows
	}
	if o.RecordLimit == 0 {
		o.RecordLimit = MostRecords
	}
	r := &Room{o}
	jobq.Handle(o.Jobs, r.check, jobq.Policy{Timeout: long})
	jobq.Handle(o.Jobs, r.work, jobq.Policy{Timeout: long})
	jobq.Handle(o.Jobs, r.prune, jobq.Policy{})
	o.Jobs.Every(pruneJob{}, 24*time.Hour)
	return r
}

// What a file may be, beside the number of its rows.
const (
	MostBytes   = 32 << 20
	mostColumns = 200
	mostCell    = 32_767 // what a spreadsheet itself holds in a cell
	mostPacked  = 512 << 20
)

// limits are those of a file with so many rows beside its heading.
func (r *Room) limits() sheet.Limits {
	return sheet.Limits{Bytes: MostBytes, Unpacked: mostPacked, Rows: r.RowLimit + 1, Columns: mostColumns, Cell: mostCell}
}

// enter lets those in who work with opportunities.
func enter(c identity.Caller) error {
	if !c.UsesACE() {
		return fault.Denied("Your role does not work with opportunities.")
	}
	return nil
}
