// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package review is the AWS desk: the queue of what partners handed in, the decisions on it, and AWS's side of a deal.
//
// A person decides, or the automatic reviewer does: it approves what is complete and asks for the rest.
package review

import (
	"context"
	"slices"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
)

// A Room is the desk.
type Room struct {
	opportunities *opportunity.Room
	identity      *identity.Room
	auto          automatic
}

// New is the desk.
func New(opportunities *opportunity.Room, people *identity.Room) *Room {
	return &Room{opportunities: opportunities, identity: people}
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
	Partner identity.Partner
	Side    opportunity.Side
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
	return File{Record: rec, Partner: p, Side: side}, err
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
func (r *Room) Decide(ctx context.Context, c identity.Caller, catalog, id string, d opportunity.Decision) (*opportunity.Record, error) {
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
	return r.opportunities.Decide(ctx, c, k, d)
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

// A SideChange is AWS's side as the desk wants it, all of it: what is empty is cleared.
type SideChange struct {
	Version           string // the LastModifiedDate that it was decided on; empty: any
	Stage             string
	TargetCloseDate   string
	NextSteps         string
	ClosedLostReason  string
	Involvement       string // empty: as it is
	InvolvementReason string
	Team              []selling.AwsTeamMember
	now               time.Time
}

// SetSide changes AWS's side of a record.
func (r *Room) SetSide(ctx context.Context, c identity.Caller, catalog, id string, in SideChange) (*opportunity.Record, error) {
	k, err := r.find(ctx, c, catalog, id)
	if err != nil {
		return nil, err
	}
	in.now = r.opportunities.Clock.Now()
	return r.opportunities.SetSide(ctx, c, k, in.Version, func(rec *opportunity.Record, side *opportunity.Side) error {
		if broken := in.check(rec); len(broken) > 0 {
			return fault.Broken(broken...)
		}
		side.Stage, side.CloseDate, side.LostReason = in.Stage, in.TargetCloseDate, in.ClosedLostReason
		side.Remember(in.NextSteps, in.now)
		side.Team = in.Team
		if in.Involvement != "" {
			rec.Involvement = in.Involvement
		}
		side.InvolvementReason = in.InvolvementReason
		return nil
	})
}

// teamTitles are the roles of AWS's people. Source: model, AwsMemberBusinessTitle.
var teamTitles = []string{"AWSSalesRep", "AWSAccountOwner", "WWPSPDM", "PDM", "PSM", "ISVSM"}

// check holds AWS's side against AWS's own lists and the way involvement may change.
func (in SideChange) check(rec *opportunity.Record) (broken []catalogue.Violation) {
	listed := func(path, set, value string) {
		if _, found := catalogue.Find(set, value); value != "" && !found {
			broken = append(broken, odd(path, value, catalogue.InvalidEnumValue, "is not on AWS's list", "Choose a value from the list.", "一覧から選択してください。"))
		}
	}
	listed(catalogue.PathStage, "aws_stage", in.Stage)
	listed(catalogue.PathLostReason, "aws_closed_lost_reason", in.ClosedLostReason)
	listed("InvolvementType", "involvement_type", in.Involvement)
	listed("InvolvementTypeChangeReason", "involvement_type_change_reason", in.InvolvementReason)
	if _, err := time.Parse(time.DateOnly, in.TargetCloseDate); in.TargetCloseDate != "" && err != nil {
		broken = append(broken, odd(catalogue.PathCloseDate, in.TargetCloseDate, catalogue.InvalidStringFormat, "is not a date",
			"Give a date such as 2026-12-31.", "2026-12-31 のような日付を指定してください。"))
	}
	if len([]rune(in.NextSteps)) > 255 {
		broken = append(broken, odd(catalogue.PathNextSteps, in.NextSteps, catalogue.InvalidStringFormat, "is longer than 255 characters",
			"Shorten it.", "255 文字以内にしてください。"))
	}
	if (in.Stage == rule.StageClosedLost) != (in.ClosedLostReason != "") {
		broken = append(broken, odd(catalogue.PathLostReason, in.ClosedLostReason, catalogue.InvalidValue, "belongs to the stage Closed Lost, and to that only",
			"Give a reason with Closed Lost, none with another stage.", "失注の場合だけ理由を指定してください。"))
	}
	if rec.Involvement == selling.CoSell && in.Involvement == selling.ForVisibilityOnly {
		broken = append(broken, odd("InvolvementType", in.Involvement, catalogue.ActionNotPermitted, "cannot follow Co-Sell: involvement is only ever upgraded",
			"Leave it at Co-Sell.", "「共同販売」のままにしてください。"))
	}
	for _, m := range in.Team {
		if !slices.Contains(teamTitles, m.BusinessTitle) {
			broken = append(broken, odd(catalogue.PathTeamTitle, m.BusinessTitle, catalogue.InvalidEnumValue, "is no role of AWS's team",
				"Choose a role from the list.", "一覧から役割を選択してください。"))
		}
	}
	return broken
}

func odd(path, value string, code catalogue.Code, what, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: catalogue.WireName(path), Path: path, At: path, Code: code, Rule: "aws-side", Value: catalogue.Shown(value, false),
		Message: catalogue.WireName(path) + " " + what, MessageJA: "この値は使用できません。", FixEN: fixEN, FixJA: fixJA}
}
