// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package crm is the port to a partner's CRM: what the connector asks of it, whichever product it is.
//
// A CRM describes its objects, keeps records with a version, tells what changed, and shows comments to sellers. The
// connector is one user among others: the integration user, whose own writes come back in the feed marked as such.
package crm

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Names of the objects that the connector reads and writes.
const (
	Account        = "Account"
	Contact        = "Contact"
	Opportunity    = "Opportunity"
	Lead           = "Lead"
	ACEOpportunity = "ACEOpportunity"
	ACELead        = "ACELead"
)

// A CRM is a partner's CRM as one tenant sees it. Its methods are called as the integration user.
type CRM interface {
	// Describe lists the objects with their fields.
	Describe(ctx context.Context) ([]Object, error)
	// Read is one record, or ErrNotFound. A deleted record is not found.
	Read(ctx context.Context, object, id string) (Record, error)
	// Find lists the records whose external id or reference field has the value, oldest first, at most 2,000.
	Find(ctx context.Context, object, field, value string) ([]Record, error)
	// Upsert creates or changes a record and answers what it is now.
	Upsert(ctx context.Context, w Write) (Record, error)
	// Delete marks a record as deleted. It shows in the feed.
	Delete(ctx context.Context, object, id string) error
	// Changes lists what changed after the cursor, in the order in which it was committed. The empty cursor stands
	// before the oldest change that is kept. ErrExpired says that changes after the cursor are gone: Scan, then go on
	// from Head.
	Changes(ctx context.Context, after string, limit int) ([]Change, error)
	// Head is the cursor behind the newest change.
	Head(ctx context.Context) (string, error)
	// Scan lists the ids of an object's records in a fixed order, from behind an id.
	Scan(ctx context.Context, object, afterID string, limit int) ([]string, error)
	// Comment shows a remark on a record. A second comment with the same key is the same comment.
	Comment(ctx context.Context, object, id string, c Comment) error
	// Comments lists the remarks on a record, newest first, at most 100.
	Comments(ctx context.Context, object, id string) ([]Comment, error)
}

var (
	// ErrNotFound says that there is no such record, or that it is another tenant's.
	ErrNotFound = errors.New("no such record in the CRM")
	// ErrStale says that the record changed after the version that the write was decided on.
	ErrStale = errors.New("the record changed meanwhile in the CRM")
	// ErrExpired says that the feed no longer reaches back to the cursor.
	ErrExpired = errors.New("the change feed no longer reaches back that far")
)

// A Record is one record of an object.
type Record struct {
	Object       string
	ID           string
	Version      string // opaque; changes with every write
	Fields       Fields
	CreatedDate  time.Time
	ModifiedDate time.Time
	ModifiedBy   string // user id
}

// A Write is a wanted record: the fields named in Fields change, the others stay.
type Write struct {
	Object string
	// ID names the record. When empty, Key does; when there is no such record either, a new one is made.
	ID string
	// Key is an external id field and its value.
	Key Key
	// Version refuses the write with ErrStale unless the record still has it. Empty = whatever the version.
	Version string
	Fields  Fields
}

// A Key names a record by an external id.
type Key struct{ Field, Value string }

// A Change tells that a record was written. It holds no data: read the record.
type Change struct {
	Cursor  string
	Object  string
	ID      string
	At      time.Time
	By      string // user id
	Own     bool   // written through this port, by the integration user: an echo
	Deleted bool
}

// A Comment is a remark on a record.
type Comment struct {
	Key     string // says which comments are the same; empty = each is its own
	Author  string
	Text    string
	FromAWS bool
	At      time.Time
}

// A Refusal is a write that the CRM does not take, with every field that is wrong.
type Refusal struct {
	Object string
	Faults []Fault
}

// A Fault is one wrong field.
type Fault struct {
	Field     string // name; empty = the record as a whole
	Code      string // REQUIRED_FIELD_MISSING, INVALID_ENUM_VALUE, INVALID_STRING_FORMAT, INVALID_VALUE, ACTION_NOT_PERMITTED
	Message   string
	MessageJA string
}

func (r *Refusal) Error() string {
	if len(r.Faults) == 0 {
		return "the CRM refuses the " + r.Object
	}
	f := r.Faults[0]
	more := ""
	if n := len(r.Faults) - 1; n > 0 {
		more = fmt.Sprintf(" (and %d more)", n)
	}
	return fmt.Sprintf("the CRM refuses %s.%s: %s%s", r.Object, f.Field, f.Message, more)
}
