// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"context"
	"strconv"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A Decision is what the AWS desk makes of a record that was handed in.
type Decision struct {
	Action  string // ActionOpen, ActionApprove, ActionAsk or ActionReject
	Version string // the LastModifiedDate that it was decided on; empty: any
	Comment string
	Reason  string
	Led     bool // it was taken on the record that this one follows
}

// leadsTo gives the review status that each decision brings.
var leadsTo = map[string]string{
	ActionOpen: rule.ReviewInReview, ActionApprove: rule.ReviewApproved, ActionAsk: rule.ReviewActionRequired, ActionReject: rule.ReviewRejected,
}

// Decisions are those that the desk may take on a record now.
func (r *Record) Decisions() []string {
	possible := []string{}
	if r.Follows {
		return possible
	}
	for _, action := range []string{ActionOpen, ActionApprove, ActionAsk, ActionReject} {
		if rule.NextReview(r.Review(), leadsTo[action]) {
			possible = append(possible, action)
		}
	}
	return possible
}

// Lead hands a record in with the one that it follows, which knows how far AWS is involved and what others see. What is in it was
// decided there, so it is not refused. A record that follows no more, or was handed in before, stays as it is.
func (r *Room) Lead(ctx context.Context, c identity.Caller, k Key, involvement, visibility string) (*Record, error) {
	return r.change(ctx, c, k, func(before *Record) (step, error) {
		if !before.Follows || before.Review() != rule.ReviewPending {
			return step{}, nil
		}
		after := before.clone()
		after.Involvement, after.Visibility = involvement, visibility
		after.handIn(r.Clock.Now())
		after.Follows = true
		return step{action: ActionSubmit, after: after, also: []With{ensureSide}}, nil
	})
}

// Decide moves the review of a record on. Who may do so, and what must be said with it, the room of the desk knows.
func (r *Room) Decide(ctx context.Context, c identity.Caller, k Key, d Decision, along ...With) (*Record, error) {
	return r.change(ctx, c, k, func(before *Record) (step, error) {
		if err := before.is(d.Version); err != nil {
			return step{}, err
		}
		switch {
		case before.Follows && !d.Led:
			return step{}, fault.Broken(led)
		case d.Led && !before.Follows:
			return step{}, nil // it was decided with the other meanwhile
		}
		to := leadsTo[d.Action]
		if !rule.NextReview(before.Review(), to) {
			return step{}, fault.Broken(noTransition(before.Review(), to))
		}
		after := before.clone()
		doc.Set(after.Doc, reviewPath, to)
		after.say(commentsPath, d.Comment)
		after.say(reasonPath, d.Reason)
		after.Follows = before.Follows && to != rule.ReviewApproved && to != rule.ReviewRejected
		return step{action: d.Action, comment: d.Comment, after: after, also: append(r.reviewed(after), along...)}, nil
	})
}

// say sets a text, or takes it out when there is none.
func (r *Record) say(path, text string) {
	if text == "" {
		doc.Delete(r.Doc, path)
		return
	}
	doc.Set(r.Doc, path, text)
}

// led refuses a decision on a record that follows another. Source: reference 9.4.
var led = catalogue.Violation{
	Field: catalogue.WireName(reviewPath), Path: reviewPath, At: reviewPath, Code: catalogue.InvalidResourceState, Rule: "review-follows",
	Message:   "The opportunity was taken over from another partner's, and is decided with that one.",
	MessageJA: "このオポチュニティは別のパートナーのオポチュニティから引き継がれたもので、レビュー結果は引き継ぎ元に従います。",
	FixEN:     "Decide on the opportunity of the partner who sent the invitation.",
	FixJA:     "招待を送信したパートナーのオポチュニティをレビューしてください。",
}

// ledSide refuses a change of AWS's side of a record that follows another: until AWS has decided, it works on the other one.
// Source: reference 9.4.
var ledSide = catalogue.Violation{
	Field: catalogue.WireName(reviewPath), Path: reviewPath, At: reviewPath, Code: catalogue.InvalidResourceState, Rule: "review-follows",
	Message:   "The opportunity was taken over from another partner's, and waits for the decision on that one. Until then it has no AWS side of its own.",
	MessageJA: "このオポチュニティは別のパートナーのオポチュニティから引き継がれたもので、引き継ぎ元のレビューが終わるまで AWS 側の情報は変更できません。",
	FixEN:     "Change the AWS side of the sender's opportunity, or decide on that one first.",
	FixJA:     "引き継ぎ元のオポチュニティの AWS 側の情報を変更するか、先に引き継ぎ元をレビューしてください。",
}

func noTransition(from, to string) catalogue.Violation {
	return catalogue.Violation{
		Field: catalogue.WireName(reviewPath), Path: reviewPath, At: reviewPath, Code: catalogue.InvalidResourceState, Value: to, Rule: "review-transition",
		Message:   "Cannot transition opportunity from status '" + from + "' to '" + to + "'.",
		MessageJA: "オポチュニティのステータスを '" + from + "' から '" + to + "' に変更することはできません。",
		FixEN:     "Read the opportunity again and choose a decision that its status allows.",
		FixJA:     "オポチュニティを読み直し、現在のステータスで可能な判断を選択してください。",
	}
}

// SetSide changes AWS's side of a record. change works on a copy, and may be asked again when somebody was
// faster. What comes along is stored with it; not when nothing changes. A record that follows another is refused.
func (r *Room) SetSide(ctx context.Context, c identity.Caller, k Key, version string, change func(*Record, *Side) error, along ...With) (*Record, error) {
	return r.change(ctx, c, k, func(before *Record) (step, error) {
		if err := before.is(version); err != nil {
			return step{}, err
		}
		if !rule.MayCall(before.State(), rule.CallSummary, "") {
			return step{}, fault.Missing() // a draft is not AWS's yet
		}
		if before.Follows {
			return step{}, fault.Broken(ledSide)
		}
		was, err := r.SideOf(ctx, k)
		if err != nil {
			return step{}, err
		}
		after, side := before.clone(), was
		if err := change(after, &side); err != nil {
			return step{}, err
		}
		store := func(tx *sqldb.Tx, rec *Record) error { return side.store(tx, rec.Key) }
		changed := append(differences(was.forHistory(), side.forHistory()), involved(before, after)...)
		if len(changed) == 0 {
			return step{}, nil
		}
		return step{action: ActionAWS, after: after, beside: changed, also: append([]With{store}, along...)}, nil
	})
}

// awsPrefix begins the paths of AWS's side in a history.
const awsPrefix = "AwsOpportunitySummary."

// forHistory is the side as a document whose paths say that it is AWS's.
func (s Side) forHistory() doc.Doc {
	team := make([]any, len(s.Team))
	for i, m := range s.Team {
		team[i] = doc.Doc{"BusinessTitle": m.BusinessTitle, "Email": text(m.Email), "FirstName": text(m.FirstName), "LastName": text(m.LastName)}
	}
	return doc.Doc{"AwsOpportunitySummary": doc.Doc{
		"LifeCycle": doc.Doc{"Stage": orNil(s.Stage), "TargetCloseDate": orNil(s.CloseDate), "ClosedLostReason": orNil(s.LostReason),
			"NextSteps": orNil(s.NextSteps)},
		"OpportunityTeam": team, "InvolvementTypeChangeReason": orNil(s.InvolvementReason),
		"CosellMotion": orNil(s.Motion), "Insights": s.Insights.forHistory(),
	}}
}

func (i *Insights) forHistory() any {
	if i == nil {
		return nil
	}
	list := make([]any, len(i.Recommendations))
	for n, rec := range i.Recommendations {
		list[n] = doc.Doc{"Type": rec.Type, "Details": rec.Details}
	}
	return doc.Doc{"EngagementScore": orNil(i.EngagementScore), "NextBestActions": orNil(i.NextBestActions), "Recommendations": list,
		"OpportunityQuality": doc.Doc{"Score": strconv.Itoa(i.QualityScore), "Trend": orNil(i.QualityTrend)}}
}

func text(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func involved(before, after *Record) []Change {
	if before.Involvement == after.Involvement {
		return nil
	}
	return []Change{{awsPrefix + "InvolvementType", before.Involvement, after.Involvement}}
}

// undisclosed are the paths of a history that the partner sees only once AWS's deal is over.
var undisclosed = []string{awsPrefix + catalogue.PathStage, awsPrefix + catalogue.PathCloseDate, awsPrefix + catalogue.PathLostReason}

// disclose takes out of entries what the partner does not see yet.
func disclose(entries []Entry, s Side) {
	if s.Over() {
		return
	}
	for i := range entries {
		kept := entries[i].Changes[:0]
		for _, c := range entries[i].Changes {
			if !isUndisclosed(c.Path) {
				kept = append(kept, c)
			}
		}
		entries[i].Changes = kept
	}
}

func isUndisclosed(path string) bool {
	for _, p := range undisclosed {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}
