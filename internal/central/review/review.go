// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package review is the AWS desk: the queue of what partners handed in, the decisions on it, and AWS's side of a deal.
//
// A person decides, or a scenario plays the person. A reviewer who decides by the rules alone approves what is complete
// and asks for the rest.
package review

import (
	"context"
	"embed"
	"io/fs"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/page"
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
	return sqldb.Schema{Room: "review", Files: files}
}

// Options are what the desk works with. All is needed.
type Options struct {
	DB            *sqldb.DB
	Tokens        *page.Tokens
	Opportunities *opportunity.Room
	Identity      *identity.Room
}

// A Room is the desk.
type Room struct {
	db            *sqldb.DB
	tokens        *page.Tokens
	opportunities *opportunity.Room
	identity      *identity.Room
}

// New is the desk. It watches records from now on.
func New(o Options) *Room {
	r := &Room{db: o.DB, tokens: o.Tokens, opportunities: o.Opportunities, identity: o.Identity}
	o.Opportunities.Watch(r.happened)
	return r
}

// enter lets the desk's people in. To all others a record here does not exist.
func (r *Room) enter(c identity.Caller) error {
	if !c.Reviews() {
		return fault.Denied("Only the AWS desk reviews opportunities.")
	}
	return nil
}

// Queue is a page of what partners handed in, drafts never among it.
func (r *Room) Queue(ctx context.Context, c identity.Caller, in opportunity.Browse) (opportunity.Shelf, error) {
	if err := r.enter(c); err != nil {
		return opportunity.Shelf{}, err
	}
	if err := opportunity.KnownCatalog(in.Catalog); err != nil {
		return opportunity.Shelf{}, err
	}
	return r.opportunities.BrowseAll(ctx, c, in)
}

// Partners are those whose opportunities come to the desk.
func (r *Room) Partners(ctx context.Context, c identity.Caller) ([]identity.Partner, error) {
	if err := r.enter(c); err != nil {
		return nil, err
	}
	return r.identity.Partners(ctx)
}

// A File is a record as the desk sees it.
type File struct {
	*opportunity.Record
	Partner  identity.Partner
	Side     opportunity.Side
	Reviewer Reviewer // who has taken it, while it waits
}

// Summary is AWS's side with nothing held back.
func (f File) Summary() selling.GetAwsOpportunitySummaryResponse { return f.Disclosed(f.Side, true) }

// Open reads a record of any partner. A draft does not exist here.
func (r *Room) Open(ctx context.Context, c identity.Caller, catalog, id string) (File, error) {
	k, err := r.find(ctx, c, catalog, id)
	if err != nil {
		return File{}, err
	}
	rec, err := r.opportunities.ReadFor(ctx, k)
	if err != nil {
		return File{}, err
	}
	p, err := r.identity.Partner(ctx, k.Account)
	if err != nil {
		return File{}, err
	}
	side, err := r.opportunities.SideOf(ctx, k)
	if err != nil {
		return File{}, err
	}
	who, err := r.reviewerOf(ctx, k)
	return File{Record: rec, Partner: p, Side: side, Reviewer: who}, err
}

// find is the key of a record whose partner the desk does not name.
func (r *Room) find(ctx context.Context, c identity.Caller, catalog, id string) (opportunity.Key, error) {
	if err := r.enter(c); err != nil {
		return opportunity.Key{}, err
	}
	if err := opportunity.KnownCatalog(catalog); err != nil {
		return opportunity.Key{}, err
	}
	return r.opportunities.HandedInAs(ctx, catalog, id)
}

// History is a page of what happened to a record, newest first.
func (r *Room) History(ctx context.Context, c identity.Caller, catalog, id string, until int64) ([]opportunity.Entry, int64, error) {
	k, err := r.find(ctx, c, catalog, id)
	if err != nil {
		return nil, 0, err
	}
	return r.opportunities.EntriesOf(ctx, k, until)
}

// Decide takes a decision on a record. A request for action says what to do and why, a rejection says why.
// What comes along is stored with it.
func (r *Room) Decide(ctx context.Context, c identity.Caller, catalog, id string, d opportunity.Decision, along ...opportunity.With) (*opportunity.Record, error) {
	k, err := r.find(ctx, c, catalog, id)
	if err != nil {
		return nil, err
	}
	if broken := check(d); len(broken) > 0 {
		return nil, fault.Malformed(broken...)
	}
	if d.Action == opportunity.ActionOpen || d.Action == opportunity.ActionApprove {
		d.Reason = ""
	}
	return r.opportunities.Decide(ctx, c, k, d, along...)
}

func check(d opportunity.Decision) (broken []catalogue.Violation) {
	switch d.Action {
	case opportunity.ActionOpen, opportunity.ActionApprove:
	case opportunity.ActionAsk:
		if d.Comment == "" {
			broken = append(broken, missing("ReviewComments", "comment", "コメント"))
		}
		broken = append(broken, reason(d.Reason)...)
	case opportunity.ActionReject:
		broken = append(broken, reason(d.Reason)...)
	default:
		broken = append(broken, catalogue.Violation{Field: "decision", Path: "Decision", Code: catalogue.InvalidEnumValue, Rule: "review-decision",
			Value: catalogue.Shown(d.Action, false), Message: "decision must be open, approve, ask or reject",
			MessageJA: "判断は open、approve、ask、reject のいずれかでなければなりません。",
			FixEN:     "Choose open, approve, ask or reject.", FixJA: "open、approve、ask、reject のいずれかを選択してください。"})
	}
	return broken
}

func reason(given string) []catalogue.Violation {
	if given == "" {
		return []catalogue.Violation{missing("ReviewStatusReason", "reason", "理由")}
	}
	if _, listed := catalogue.Find("review_status_reason", given); listed {
		return nil
	}
	return []catalogue.Violation{{Field: "reviewStatusReason", Path: "ReviewStatusReason", At: "ReviewStatusReason", Code: catalogue.InvalidEnumValue,
		Rule: "review-reason", Value: catalogue.Shown(given, false), Message: "The reason is not on AWS's list.", MessageJA: "理由が一覧にありません。",
		FixEN: "Choose a reason from the list.", FixJA: "一覧から理由を選択してください。"}}
}

func missing(path, en, ja string) catalogue.Violation {
	return catalogue.Violation{Field: catalogue.WireName(path), Path: path, At: path, Code: catalogue.RequiredFieldMissing, Rule: "review-says-why",
		Message: "The " + en + " is required.", MessageJA: ja + "は必須です。", FixEN: "Enter a " + en + ".", FixJA: ja + "を入力してください。"}
}
