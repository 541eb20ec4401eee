// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package snapshot publishes opportunities to the members of their engagements: immutable copies by a template, numbered
// from 1, and the jobs that take the next one when something changed that the template shows.
//
// Who owns an opportunity publishes it; what members read is the copy, never the record. A copy is sealed for its owner.
package snapshot

import (
	"embed"
	"io/fs"
	"slices"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/event"
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
	return sqldb.Schema{Room: "snapshot", Files: files}
}

// A Membership knows who is in an engagement.
type Membership interface {
	// Members are the accounts of an engagement in the order in which they joined, identity.AWS for AWS. An engagement that
	// does not exist is missing.
	Members(tx *sqldb.Tx, catalog, engagement string) ([]string, error)
	// Joined are the engagements that an account is a member of, by identifier, those behind after, at most limit of them.
	Joined(tx *sqldb.Tx, catalog, account, after string, limit int) ([]string, error)
}

// Options are what the room works with. All but Project is needed.
type Options struct {
	DB            *sqldb.DB
	Box           *secret.Box
	Tokens        *page.Tokens
	Bus           *event.Bus
	Jobs          *jobq.Jobs
	Opportunities *opportunity.Room
	Membership    Membership

	// Project gives an engagement the context CustomerProject of an opportunity where it has none, before something is
	// published to it; nil: engagements have theirs. Source: reference 9.2.
	Project func(tx *sqldb.Tx, rec *opportunity.Record, engagement string) error
}

// A Room keeps snapshots and their jobs.
type Room struct{ Options }

// New is the room. It follows the changes of opportunities.
func New(o Options) *Room {
	r := &Room{Options: o}
	r.Opportunities.Changed = r.changed
	jobq.Handle(r.Jobs, r.refresh, jobq.Policy{})
	jobq.Handle(r.Jobs, r.resume, jobq.Policy{})
	return r
}

// enter lets a caller in who works with opportunities of its account, into a catalog that exists. Who sees only records of
// their own sees nothing that an engagement shares.
func enter(c identity.Caller, catalog string) error {
	if !c.UsesACE() || c.OwnOnly() {
		return fault.Denied("Your role does not work with engagements.")
	}
	return opportunity.KnownCatalog(catalog)
}

// members are those of an engagement that an account is a member of. To others it does not exist.
func (r *Room) members(tx *sqldb.Tx, account, catalog, engagement string) ([]string, error) {
	all, err := r.Membership.Members(tx, catalog, engagement)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(all, account) {
		return nil, fault.Missing()
	}
	return all, nil
}

// A place is where snapshots of one opportunity by one template stand.
type place struct {
	catalog    string
	engagement string
	number     int64
	*template
}

func (p place) args() []any { return []any{p.catalog, p.engagement, p.number, p.name} }

func (p place) resource() string { return opportunity.Key{Number: p.number}.ID() }

// placed is the place that a request names.
func placed(catalog, engagement, resource, templateName string) (place, error) {
	t, err := templateNamed(templateName)
	if err != nil {
		return place{}, err
	}
	p := place{catalog: catalog, engagement: engagement, number: opportunity.ParseID(resource), template: t}
	if p.number <= 0 {
		return place{}, fault.Missing()
	}
	return p, nil
}

// own refuses an opportunity that is not the account's.
func (r *Room) own(tx *sqldb.Tx, account string, p place) error {
	found, err := r.Opportunities.Exists(tx, account, p.catalog, p.resource())
	if err == nil && !found {
		return fault.Missing()
	}
	return err
}

// instant is a time as answers about engagements show it: to the microsecond.
func instant(us int64) string { return sqldb.Time(us).Format("2006-01-02T15:04:05.999999Z") }

// defaultPage is the size of a page that nobody asked to be larger or smaller, where AWS publishes none.
const defaultPage = 100

// sized is how long a page is to be.
func sized(asked, otherwise int) int {
	if asked == 0 {
		return otherwise
	}
	return asked
}

func unknownTemplate(name string) error {
	return fault.Broken(catalogue.Violation{
		Field: "resourceSnapshotTemplateIdentifier", Path: "ResourceSnapshotTemplateIdentifier", At: "ResourceSnapshotTemplateIdentifier",
		Code: catalogue.InvalidValue, Rule: "snapshot-template", Value: catalogue.Shown(name, false),
		Message:   "resourceSnapshotTemplateIdentifier must be " + selling.TemplateSummary + " or " + selling.TemplateAWSFull,
		MessageJA: "このスナップショットテンプレートは存在しません。",
		FixEN:     "Choose " + selling.TemplateSummary + " or " + selling.TemplateAWSFull + ".",
		FixJA:     selling.TemplateSummary + " または " + selling.TemplateAWSFull + " を選択してください。",
	})
}
