// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package review

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
)

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
	Motion            string                // empty: as it is
	Insights          *opportunity.Insights // nil: as they are
	now               time.Time
}

// SetSide changes AWS's side of a record. What comes along is stored with it; not when nothing changes.
func (r *Room) SetSide(ctx context.Context, c identity.Caller, catalog, id string, in SideChange, along ...opportunity.With) (*opportunity.Record, error) {
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
		if in.Motion != "" {
			side.Motion = in.Motion
		}
		if in.Insights != nil {
			side.Insights = in.Insights
		}
		return nil
	}, along...)
}

// AsItIs is the change of a file's side that changes nothing, to begin a smaller change with.
func (f File) AsItIs() SideChange {
	s := f.Side
	return SideChange{Version: f.Locked(), Stage: s.Stage, TargetCloseDate: s.CloseDate, NextSteps: s.NextSteps, ClosedLostReason: s.LostReason,
		InvolvementReason: s.InvolvementReason, Team: s.Team}
}

// TeamTitles are the roles of AWS's people. Source: model, AwsMemberBusinessTitle.
var TeamTitles = []string{"AWSSalesRep", "AWSAccountOwner", "WWPSPDM", "PDM", "PSM", "ISVSM"}

// Motions are the co-sell motions. Source: reference 6.4.
var Motions = []string{opportunity.FieldEngaged, opportunity.AgentEngaged, opportunity.PartnerLed}

// What insights may say. Source: model, EngagementScore, OpportunityQualityTrend and RecommendationType; reference 6.3.
var (
	Scores              = []string{"High", "Medium", "Low"}
	Trends              = []string{"Improving", "Declining", "No Change"}
	RecommendationTypes = []string{"OpportunityQuality", "SolutionRecommendation", "SpecialistRecommendation"}
)

// MostRecommendations is how many recommendations there may be. Source: reference 6.3.
const MostRecommendations = 5

// sound holds insights against AWS's lists.
func sound(i *opportunity.Insights) (broken []catalogue.Violation) {
	if i == nil {
		return nil
	}
	refuse := func(path, value, what, fixEN, fixJA string) {
		broken = append(broken, odd("Insights."+path, value, catalogue.InvalidValue, what, fixEN, fixJA))
	}
	if i.EngagementScore != "" && !slices.Contains(Scores, i.EngagementScore) {
		refuse("EngagementScore", i.EngagementScore, "is no engagement score", "Choose High, Medium or Low.", "高（High）、中（Medium）、低（Low）から選択してください。")
	}
	if i.QualityScore < 0 || i.QualityScore > 100 {
		refuse("OpportunityQuality.Score", strconv.Itoa(i.QualityScore), "is not from 0 to 100", "Give a score from 0 to 100.", "0 から 100 の値を指定してください。")
	}
	if i.QualityTrend != "" && !slices.Contains(Trends, i.QualityTrend) {
		refuse("OpportunityQuality.Trend", i.QualityTrend, "is no trend", "Choose Improving, Declining or No Change.", "改善（Improving）、悪化（Declining）、変化なし（No Change）から選択してください。")
	}
	if len(i.Recommendations) > MostRecommendations {
		refuse("Recommendations", strconv.Itoa(len(i.Recommendations)), "are more than 5", "Keep at most 5.", "5 件以内にしてください。")
	}
	for _, rec := range i.Recommendations {
		if !slices.Contains(RecommendationTypes, rec.Type) {
			refuse("Recommendations[].Type", rec.Type, "is no kind of recommendation", "Choose OpportunityQuality, SolutionRecommendation or SpecialistRecommendation.",
				"OpportunityQuality、SolutionRecommendation、SpecialistRecommendation から選択してください。")
		}
	}
	return broken
}

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
	if in.Motion != "" && !slices.Contains(Motions, in.Motion) {
		broken = append(broken, odd("CosellMotion", in.Motion, catalogue.InvalidEnumValue, "is no co-sell motion",
			"Choose AWS Field-engaged, Agent-engaged or Partner-led.", "AWS フィールド関与（AWS Field-engaged）、エージェント関与（Agent-engaged）、パートナー主導（Partner-led）から選択してください。"))
	}
	broken = append(broken, sound(in.Insights)...)
	named := map[string]bool{}
	for i, m := range in.Team {
		broken = append(broken, member(i, m)...)
		if named[m.BusinessTitle] {
			broken = append(broken, odd(at(i, "BusinessTitle"), m.BusinessTitle, catalogue.InvalidValue, "is taken by two people of the team",
				"Keep one person for each role.", "役割ごとに 1 人を登録してください。"))
		}
		named[m.BusinessTitle] = true
		if !slices.Contains(TeamTitles, m.BusinessTitle) {
			broken = append(broken, odd(catalogue.PathTeamTitle, m.BusinessTitle, catalogue.InvalidEnumValue, "is no role of AWS's team",
				"Choose a role from the list.", "一覧から役割を選択してください。"))
		}
	}
	return broken
}

// mailAddress is one as AWS takes it.
var mailAddress = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)

// longest is how many characters a name or an address of the team has. Source: model, AwsTeamMember.
const longest = 80

func at(i int, member string) string { return fmt.Sprintf("OpportunityTeam[%d].%s", i, member) }

// member holds one of AWS's people against what the partner has to see: a name, or an address to write to.
func member(i int, m selling.AwsTeamMember) (broken []catalogue.Violation) {
	said := func(s *string) bool { return s != nil && strings.TrimSpace(*s) != "" }
	if !said(m.LastName) && !said(m.FirstName) && !said(m.Email) {
		return []catalogue.Violation{odd(at(i, "LastName"), "", catalogue.RequiredFieldMissing, "is missing", "Give the name or the mail address of everybody in the team.",
			"チーム全員の氏名またはメールアドレスを入力してください。")}
	}
	for _, f := range []struct {
		name  string
		value *string
	}{{"LastName", m.LastName}, {"FirstName", m.FirstName}, {"Email", m.Email}} {
		value := ""
		if f.value != nil {
			value = *f.value
		}
		switch {
		case len([]rune(value)) > longest:
			broken = append(broken, odd(at(i, f.name), value, catalogue.InvalidStringFormat, "is longer than 80 characters", "Shorten it.", "80 文字以内にしてください。"))
		case f.name == "Email" && value != "" && !mailAddress.MatchString(value):
			broken = append(broken, odd(at(i, f.name), value, catalogue.InvalidStringFormat, "is no mail address", "Give one such as name@example.com.",
				"name@example.com の形式で入力してください。"))
		}
	}
	return broken
}

func odd(path, value string, code catalogue.Code, what, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: catalogue.WireName(path), Path: path, At: path, Code: code, Rule: "aws-side", Value: catalogue.Shown(value, false),
		Message: catalogue.WireName(path) + " " + what, MessageJA: "この値は使用できません。", FixEN: fixEN, FixJA: fixJA}
}
