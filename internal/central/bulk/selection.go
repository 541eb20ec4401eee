// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/sqldb"
)

// A Selection is records that something is done to: those that are named, else all of a view.
type Selection struct {
	IDs  []string // of opportunities, or of invitations
	View opportunity.Browse
}

// A Plan is what an action on a selection would do, before anybody confirms it.
type Plan struct {
	Total    int // records in the selection
	Eligible int
	Reasons  []Reason // why the others are left out
	Most     int      // records that may be in a selection
	Over     bool     // there are more
}

// A Reason is why some records of a selection are left out.
type Reason struct {
	catalogue.Violation
	Count int
}

// An Order asks for an action on a selection.
type Order struct {
	Kind      Kind
	Selection Selection
	Target    string // a colleague's mail address; for assign and transfer
	Token     string
}

// chosen is one record of a selection and what stands against it.
type chosen struct {
	row Row
	why *catalogue.Violation
}

// openStages are those of a deal that is neither won nor lost. Source: the guide, on transfers.
var openStages = []string{rule.StageProspect, rule.StageQualified, rule.StageTechnicalValidation, rule.StageBusinessValidation, rule.StageCommitted}

// against says why a record is not given to somebody. Source: the guide: open stages; draft, action required or approved.
func against(k Kind, review, stage string) *catalogue.Violation {
	state := rule.StateOf(review, stage)
	if k == Transfer && !slices.Contains(openStages, stage) {
		return &catalogue.Violation{Field: idStage, Path: catalogue.PathStage, At: catalogue.PathStage, Code: catalogue.InvalidResourceState, Rule: "bulk-stage", Value: stage,
			Message: "An opportunity that is launched or lost is not transferred.", MessageJA: "ローンチ済みまたは失注のオポチュニティは移管できません。",
			FixEN: "Choose opportunities that are still open.", FixJA: "進行中のオポチュニティを選択してください。"}
	}
	if !rule.MayCall(state, rule.CallAssign, "") {
		return &catalogue.Violation{Field: "review_status", Path: catalogue.PathReviewStatus, At: catalogue.PathReviewStatus, Code: catalogue.InvalidResourceState, Rule: "bulk-status", Value: review,
			Message:   "An opportunity that is " + state.String() + " is not given to somebody else.",
			MessageJA: "状態が「" + state.JA() + "」のオポチュニティは、担当者を変更できません。",
			FixEN:     "Choose drafts, opportunities with an action required, or approved ones.", FixJA: "下書き、要対応、承認済みのオポチュニティを選択してください。"}
	}
	return nil
}

// Plan counts what an action on a selection would do.
func (r *Room) Plan(ctx context.Context, c identity.Caller, k Kind, s Selection) (Plan, error) {
	all, over, err := r.choose(ctx, c, k, s)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{Total: len(all), Most: r.RecordLimit, Over: over, Reasons: []Reason{}}
	for _, one := range all {
		if one.why == nil {
			p.Eligible++
			continue
		}
		i := slices.IndexFunc(p.Reasons, func(other Reason) bool { return other.Message == one.why.Message })
		if i < 0 {
			p.Reasons = append(p.Reasons, Reason{Violation: *one.why, Count: 1})
		} else {
			p.Reasons[i].Count++
		}
	}
	return p, nil
}

// Act begins an action on a selection. What is not eligible becomes a row that says why, so that the log has it.
func (r *Room) Act(ctx context.Context, c identity.Caller, in Order) (Run, error) {
	if err := person(c); err != nil {
		return Run{}, err
	}
	run := begun(c, in.Kind, in.Token)
	if in.Kind != Accept {
		if err := r.colleague(ctx, c, in.Target); err != nil {
			return Run{}, err
		}
		run.Target = in.Target
	}
	all, over, err := r.choose(ctx, c, in.Kind, in.Selection)
	if err != nil {
		return Run{}, err
	}
	if over {
		return Run{}, fault.Broken(tooMany(r.RecordLimit))
	}
	run.State, run.Total = Finished, len(all)
	sealed := make([][]byte, len(all))
	for i := range all {
		row := &all[i].row
		row.Number, row.State = i+1, good
		if why := all[i].why; why != nil {
			row.State, row.Problems = bad, []Problem{{"", *why}}
		} else {
			run.State = Running
		}
		if sealed[i], err = r.seal(ctx, &run, row); err != nil {
			return Run{}, err
		}
	}
	return r.keep(ctx, run, func(tx *sqldb.Tx) error {
		for i := range all {
			if err := insertRow(tx, &run, &all[i].row, sealed[i]); err != nil {
				return err
			}
		}
		if run.State != Running {
			return nil
		}
		return r.enqueue(tx, &run)
	})
}

func tooMany(most int) catalogue.Violation {
	return catalogue.Violation{Field: "selection", Path: "selection", At: "selection", Code: catalogue.TooManyValues, Rule: "bulk-many",
		Message:   fmt.Sprintf("At most %d records are changed at once.", most),
		MessageJA: fmt.Sprintf("一度に操作できるのは %d 件までです。", most),
		FixEN:     "Select fewer, or narrow the list with a filter.", FixJA: "選択する件数を減らすか、フィルターで絞り込んでください。"}
}

// colleague refuses somebody who may not own opportunities.
func (r *Room) colleague(ctx context.Context, c identity.Caller, email string) error {
	owners, err := r.Identity.Owners(ctx, c)
	if err != nil || slices.ContainsFunc(owners, func(u identity.User) bool { return u.Email == email }) {
		return err
	}
	return fault.Malformed(catalogue.Violation{Field: "target", Path: "target", At: "target", Code: catalogue.InvalidValue, Rule: "bulk-colleague",
		Message: "This is no active user of your company with an ACE role.", MessageJA: "ACE の役割を持つ自社の有効なユーザーではありません。",
		FixEN: "Choose a colleague from the list.", FixJA: "一覧から担当者を選択してください。"})
}

// choose finds the records of a selection. over says that there are more than may be.
func (r *Room) choose(ctx context.Context, c identity.Caller, k Kind, s Selection) (all []chosen, over bool, err error) {
	if err := enter(c); err != nil {
		return nil, false, err
	}
	if len(s.IDs) > r.RecordLimit {
		return nil, true, nil
	}
	switch k {
	case Accept:
		return r.invitations(ctx, c, s.IDs)
	case Assign, Transfer:
		all, err = r.records(ctx, c, k, s)
		over = len(all) > r.RecordLimit
		return all[:min(len(all), r.RecordLimit)], over, err
	case Import, Update:
	}
	return nil, false, fault.Malformed(fileFault("bulk-kind", "The kind is accept, assign or transfer.", "種別は accept、assign、transfer のいずれかです。",
		"Choose one of them.", "いずれかを選択してください。"))
}

// records are the opportunities of a selection; of a view, one more than may be.
func (r *Room) records(ctx context.Context, c identity.Caller, k Kind, s Selection) (all []chosen, err error) {
	if len(s.IDs) == 0 {
		return all, r.each(ctx, c, s.View, r.RecordLimit+1, func(row listing.Row) error {
			all = append(all, chosen{Row{Subject: opportunity.Key{Number: row.Number}.ID(), body: body{Company: row.Company, Title: row.Title}},
				against(k, row.Review, row.Stage)})
			return nil
		})
	}
	for _, id := range s.IDs {
		rec, err := r.Opportunities.Read(ctx, c, catalog, id)
		if fault.Is(err, fault.NotFound) {
			why := refused(err)[0]
			all = append(all, chosen{Row{Subject: catalogue.Shown(id, false)}, &why})
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, chosen{Row{Subject: rec.ID(), body: body{Company: rec.Company(), Title: rec.Title()}}, against(k, rec.Review(), rec.Stage())})
	}
	return all, nil
}

// invitations are AWS's referrals that wait for an answer: those that are named, or all.
func (r *Room) invitations(ctx context.Context, c identity.Caller, ids []string) (all []chosen, over bool, err error) {
	if len(ids) > 0 {
		for _, id := range ids {
			i, err := r.Engagements.GetInvitation(ctx, c, selling.EngagementInvitationRequest{Catalog: catalog, Identifier: id})
			if err != nil && !final(err) {
				return nil, false, err
			}
			one := chosen{row: Row{Subject: catalogue.Shown(id, false)}}
			if err != nil {
				one.why = &refused(err)[0]
			} else {
				one.row.Title = *orEmpty(i.EngagementTitle)
				one.why = unanswerable(i.Status, i.PayloadType)
			}
			all = append(all, one)
		}
		return all, false, nil
	}
	token := (*string)(nil)
	for {
		in := selling.ListEngagementInvitationsRequest{Catalog: catalog, ParticipantType: selling.ParticipantReceiver,
			Status: []string{rule.InvitationPending}, PayloadType: []string{selling.PayloadOpportunity}, MaxResults: 100, NextToken: *orEmpty(token)}
		page, err := r.Engagements.ListInvitations(ctx, c, in)
		if err != nil {
			return nil, false, err
		}
		for _, i := range page.EngagementInvitationSummaries {
			if len(all) == r.RecordLimit {
				return all, true, nil
			}
			all = append(all, chosen{row: Row{Subject: i.ID, body: body{Title: *orEmpty(i.EngagementTitle)}}})
		}
		if token = page.NextToken; token == nil {
			return all, false, nil
		}
	}
}

func orEmpty(text *string) *string {
	if text == nil {
		return new(string)
	}
	return text
}

// unanswerable says why an invitation is not accepted together with others.
func unanswerable(status, payload string) *catalogue.Violation {
	if status == rule.InvitationPending && payload == selling.PayloadOpportunity {
		return nil
	}
	return &catalogue.Violation{Field: "status", Path: "status", At: "status", Code: catalogue.InvalidResourceState, Rule: "bulk-invitation", Value: status,
		Message: "The invitation offers no opportunity that waits for an answer.", MessageJA: "回答待ちのオポチュニティの招待ではありません。",
		FixEN: "Choose invitations that are pending.", FixJA: "回答待ちの招待を選択してください。"}
}

// each visits the opportunities of a view in its order, most at most.
func (r *Room) each(ctx context.Context, c identity.Caller, view opportunity.Browse, most int, visit func(listing.Row) error) error {
	view.Catalog, view.Size, view.Cursor = catalog, 100, ""
	for seen := 0; ; {
		shelf, err := r.Opportunities.Browse(ctx, c, view)
		if err != nil {
			return err
		}
		for _, row := range shelf.Rows {
			if seen++; seen > most {
				return nil
			}
			if err := visit(row); err != nil {
				return fmt.Errorf("opportunity %s: %w", strconv.FormatInt(row.Number, 10), err)
			}
		}
		if view.Cursor = shelf.Next; view.Cursor == "" {
			return nil
		}
	}
}
