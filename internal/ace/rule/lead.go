// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
)

// The statuses of an invitation, and so of a referral or lead that AWS shares.
const (
	InvitationPending  = "PENDING"
	InvitationAccepted = "ACCEPTED"
	InvitationRejected = "REJECTED"
	InvitationExpired  = "EXPIRED"
)

// The qualification of an accepted lead.
const (
	LeadOpen         = "Open"
	LeadResearch     = "Research"
	LeadQualified    = "Qualified"
	LeadDisqualified = "Disqualified"
)

// A LeadMoment is what is about to happen to a referral or lead.
type LeadMoment int

// The moments of a referral or lead.
const (
	OnAccept      LeadMoment = iota + 1 // the invitation is accepted
	OnReject                            // the invitation is rejected
	OnLeadUpdate                        // the partner changes an accepted lead
	OnLeadConvert                       // the lead becomes an opportunity
)

// The payloads of an invitation that rules tell apart.
const (
	OpportunityInvitation = "OpportunityInvitation"
	LeadInvitation        = "LeadInvitation"
)

// An Interaction is one contact with a customer, as far as a lead needs it.
type Interaction struct{ Email, FirstName, LastName, BusinessTitle string }

// A LeadChange is one step of a referral or lead.
type LeadChange struct {
	Moment          LeadMoment
	Payload         string // OpportunityInvitation or LeadInvitation
	Invitation      string // status before the step
	Expires         time.Time
	Now             time.Time
	RejectionReason string
	Qualification   string        // of the lead, after an update
	Changed         []string      // paths of the lead that an update changes
	Interactions    []Interaction // that an update adds
	HasInteraction  bool          // the lead has one already
}

// A LeadRule is one demand of ACE on referrals and leads.
type LeadRule struct {
	ID     string
	Says   string
	SaysJA string
	Source string
	Broken func(LeadChange) []catalogue.Violation
}

// LeadRules are all rules on referrals and leads in the order in which breaches are reported.
var LeadRules = []LeadRule{
	{ID: "invitation-is-pending", Says: "An invitation is answered once, while it is pending.",
		SaysJA: "招待に回答できるのは、承諾待ちの間の 1 回だけです。", Source: "reference 5.2, 9.3 [D]", Broken: invitationIsPending},
	{ID: "invitation-in-time", Says: "An invitation is answered before it expires.",
		SaysJA: "招待には期限までに回答します。", Source: "reference 5.2, ruling 11 [D][G]", Broken: invitationInTime},
	{ID: "referral-rejection-has-reason", Says: "Rejecting an opportunity of AWS takes a reason; rejecting a lead does not.",
		SaysJA: "AWS 紹介を拒否するには理由が必要です（リードの場合は任意）。", Source: "reference 5.4, ruling 20 [D]", Broken: referralRejectionHasReason},
	{ID: "lead-is-accepted", Says: "A lead is worked on after it was accepted.", SaysJA: "リードを更新できるのは、承諾した後だけです。",
		Source: "reference 5.3, 9.2 [T][G]", Broken: leadIsAccepted},
	{ID: "lead-field-is-open", Says: "Of an accepted lead the partner changes only its own fields; the campaign is AWS's.",
		SaysJA: "承諾したリードでは、パートナーの項目だけを変更できます。", Source: "lead field sheet [C]", Broken: leadFieldIsOpen},
	{ID: "lead-status-listed", Says: "A lead is Open, Research, Qualified or Disqualified.",
		SaysJA: "リードステータスは、オープン、調査中、認定済み、失格のいずれかです。", Source: "lead field sheet [C], reference 9.2", Broken: leadStatusListed},
	{ID: "lead-has-interaction", Says: "A lead has at least one interaction, and each names its contact with title, e-mail and name.",
		SaysJA: "リードにはインタラクションが 1 件以上必要で、それぞれに連絡先（役職、E メール、氏名）が必要です。", Source: "reference 9.2 [M]", Broken: leadHasInteraction},
	{ID: "disqualified-lead-stays", Says: "A disqualified lead does not become an opportunity.",
		SaysJA: "失格となったリードはオポチュニティに変換できません。", Source: "reference 9.2, 11 [M]", Broken: disqualifiedLeadStays},
}

// CheckLead holds a step of a referral or lead against every rule and returns all breaches in table order.
func CheckLead(c LeadChange) []catalogue.Violation {
	var found []catalogue.Violation
	for _, r := range LeadRules {
		for _, v := range r.Broken(c) {
			v.Rule = r.ID
			found = append(found, v)
		}
	}
	return found
}

// nextInvitation lists where each status of an invitation may go. Source: reference 9.3.
var nextInvitation = map[string]map[string]bool{
	InvitationPending:  {InvitationAccepted: true, InvitationRejected: true, InvitationExpired: true},
	InvitationAccepted: {},
	InvitationRejected: {},
	InvitationExpired:  {},
}

// NextInvitation says whether a status of an invitation may follow another.
func NextInvitation(from, to string) bool { return nextInvitation[from][to] }

// The time for an answer: business days for an opportunity that AWS refers, days for everything else.
const (
	referralDays   = 5
	invitationDays = 15
	referralHour   = 7 // UTC, at which the last business day ends
)

// Deadline is when an invitation expires. An AWS referral is open until 07:00 UTC of the fifth business day, every other
// invitation for fifteen days to the second. Business days are Monday to Friday. Source: reference 5.2, ruling 11.
func Deadline(payload string, fromAWS bool, invited time.Time) time.Time {
	if payload != OpportunityInvitation || !fromAWS {
		return invited.AddDate(0, 0, invitationDays)
	}
	last := BusinessDay(invited, referralDays)
	return time.Date(last.Year(), last.Month(), last.Day(), referralHour, 0, 0, 0, time.UTC)
}

// BusinessDay is the day that lies a number of business days after another, in UTC.
func BusinessDay(from time.Time, days int) time.Time {
	day := from.UTC()
	for days > 0 {
		day = day.AddDate(0, 0, 1)
		if weekday := day.Weekday(); weekday != time.Saturday && weekday != time.Sunday {
			days--
		}
	}
	return day
}

// BusinessDaysLeft is how many business days lie behind the day of now up to the day of until, in UTC: 0 on the last one.
func BusinessDaysLeft(now, until time.Time) int {
	last := until.UTC().Truncate(24 * time.Hour)
	days := 0
	for day := BusinessDay(now.UTC().Truncate(24*time.Hour), 1); !day.After(last); day = BusinessDay(day, 1) {
		days++
	}
	return days
}

func (c LeadChange) answers() bool { return c.Moment == OnAccept || c.Moment == OnReject }

func leadBreach(path string, code catalogue.Code, value string, w words) []catalogue.Violation {
	v := breach(path, code, value, w)
	if catalogue.Lead.Sensitive(path) && value != "" {
		v.Value = catalogue.Hidden
	}
	return one(v)
}

func invitationIsPending(c LeadChange) []catalogue.Violation {
	to := InvitationAccepted
	if c.Moment == OnReject {
		to = InvitationRejected
	}
	if !c.answers() || NextInvitation(c.Invitation, to) {
		return nil
	}
	return leadBreach("Status", catalogue.InvalidResourceState, c.Invitation, words{
		en:    "The invitation is " + c.Invitation + " and can no longer be answered",
		ja:    "この招待は「" + valueJA("partner_acceptance_status", c.Invitation) + "」のため、回答できません。",
		fixEN: "Ask the sender for a new invitation.", fixJA: "送信者に新しい招待を依頼してください。",
	})
}

func invitationInTime(c LeadChange) []catalogue.Violation {
	if !c.answers() || c.Expires.IsZero() || c.Now.Before(c.Expires) {
		return nil
	}
	return leadBreach("ExpirationDate", catalogue.InvalidResourceState, c.Expires.UTC().Format(time.RFC3339), words{
		en: "The invitation has expired", ja: "この招待は期限切れです。",
		fixEN: "Ask the sender for a new invitation.", fixJA: "送信者に新しい招待を依頼してください。",
	})
}

func referralRejectionHasReason(c LeadChange) []catalogue.Violation {
	if c.Moment != OnReject || c.Payload != OpportunityInvitation || c.RejectionReason != "" {
		return nil
	}
	return one(missing("RejectionReason", "to reject an opportunity", "オポチュニティを拒否する場合"))
}

func leadIsAccepted(c LeadChange) []catalogue.Violation {
	if c.answers() || c.Invitation == InvitationAccepted {
		return nil
	}
	return leadBreach("Status", catalogue.InvalidResourceState, c.Invitation, words{
		en:    "The lead cannot be changed while its invitation is " + c.Invitation,
		ja:    "招待が「" + valueJA("partner_acceptance_status", c.Invitation) + "」のリードは更新できません。",
		fixEN: "Accept the invitation first.", fixJA: "先に招待を承諾してください。",
	})
}

func leadFieldIsOpen(c LeadChange) []catalogue.Violation {
	if c.Moment != OnLeadUpdate {
		return nil
	}
	var found []catalogue.Violation
	for _, path := range c.Changed {
		row := catalogue.Lead.ByPath(path)
		if row == nil || MayEditLead(InvitationAccepted, path) {
			continue
		}
		en, ja := row.Named()
		found = append(found, leadBreach(path, catalogue.ActionNotPermitted, "", words{
			en: catalogue.WireName(path) + " is set by AWS and cannot be changed", ja: ja + "は AWS が設定する項目で、変更できません。",
			fixEN: "Leave " + en + " unchanged.", fixJA: ja + "を元の値に戻してください。",
		})...)
	}
	return found
}

const leadStatusPath = "Contexts[].Payload.Lead.QualificationStatus"

func leadStatusListed(c LeadChange) []catalogue.Violation {
	if c.Moment != OnLeadUpdate || c.Qualification == "" {
		return nil
	}
	if _, listed := catalogue.Find("lead_status", c.Qualification); listed || c.Qualification == "Unqualified" {
		return nil
	}
	return leadBreach(leadStatusPath, catalogue.InvalidEnumValue, c.Qualification, words{
		en: "qualificationStatus must be Open, Research, Qualified or Disqualified", ja: "リードステータスの値が一覧にありません。",
		fixEN: "Choose Open, Research, Qualified or Disqualified.", fixJA: "オープン、調査中、認定済み、失格のいずれかを選択してください。",
	})
}

func leadHasInteraction(c LeadChange) []catalogue.Violation {
	const path = "Contexts[].Payload.Lead.Interactions[].Contact"
	if c.Moment != OnLeadUpdate && c.Moment != OnLeadConvert {
		return nil
	}
	if !c.HasInteraction && len(c.Interactions) == 0 {
		return leadBreach("Contexts[].Payload.Lead.Interactions", catalogue.NotEnoughValues, "", words{
			en: "A lead needs at least one interaction", ja: "リードにはインタラクションが 1 件以上必要です。",
			fixEN: "Add how and with whom you talked.", fixJA: "いつ誰とどのように接触したかを追加してください。",
		})
	}
	var found []catalogue.Violation
	for _, i := range c.Interactions {
		for _, part := range []struct{ name, value string }{
			{"BusinessTitle", i.BusinessTitle}, {"Email", i.Email}, {"FirstName", i.FirstName}, {"LastName", i.LastName},
		} {
			if part.value != "" {
				continue
			}
			en, ja := catalogue.Lead.ByPath(path + "." + part.name).Named()
			found = append(found, leadBreach(path+"."+part.name, catalogue.RequiredFieldMissing, "", words{
				en: catalogue.WireName(path+"."+part.name) + " is required", ja: ja + "は必須です。",
				fixEN: "Enter the contact's " + strings.ToLower(en) + ".", fixJA: ja + "を入力してください。",
			})...)
		}
	}
	return found
}

func disqualifiedLeadStays(c LeadChange) []catalogue.Violation {
	if c.Moment != OnLeadConvert || c.Qualification != LeadDisqualified {
		return nil
	}
	return leadBreach(leadStatusPath, catalogue.InvalidResourceState, c.Qualification, words{
		en: "A disqualified lead cannot be converted into an opportunity", ja: "失格のリードはオポチュニティに変換できません。",
		fixEN: "Set the lead to Qualified first.", fixJA: "先にリードステータスを「認定済み」にしてください。",
	})
}

// MayEditLead says whether the partner may change a field of a lead whose invitation has this status.
func MayEditLead(invitation, path string) bool {
	row := catalogue.Lead.ByPath(path)
	if row == nil || row.ReadOnly {
		return false
	}
	switch invitation {
	case InvitationPending:
		return row.Editable.PendingAcceptance
	case InvitationAccepted:
		return row.Editable.Accepted
	default:
		return false
	}
}
