// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"strconv"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/engagement"
	"cosell/internal/central/opportunity"
)

var pending = is("status", rule.InvitationPending)

// invited is a figure of invitations.
func (d *drawing) invited(at string, want func(engagement.Waiting) bool, filters ...opportunity.Filter) Figure {
	f := Figure{At: at, List: Invitations, Filters: filters}
	for _, w := range d.waiting {
		if want(w) {
			f.Count += int64(w.Count)
		}
	}
	return f
}

// waitingFor is who has to do something next.
func (d *drawing) waitingFor() []Figure {
	found := []Figure{
		figure("draft", d.review(rule.ReviewPending), is("reviewStatus", rule.ReviewPending)),
		figure("action", d.review(rule.ReviewActionRequired), is("reviewStatus", rule.ReviewActionRequired)),
	}
	if d.answers {
		found = append(found, d.invited("answer", func(w engagement.Waiting) bool { return w.Received }, is("direction", selling.ParticipantReceiver), pending))
	}
	found = append(found, figure("review", d.review(rule.ReviewSubmitted, rule.ReviewInReview), is("reviewStatus", rule.ReviewSubmitted, rule.ReviewInReview)))
	if d.answers {
		found = append(found, d.invited("partners", func(w engagement.Waiting) bool { return !w.Received && !w.AWS },
			is("direction", selling.ParticipantSender), pending, is("with", engagement.WithPartners)))
	}
	return found
}

// referred says whether an invitation is a referral of AWS.
func referred(w engagement.Waiting) bool {
	return w.Received && w.AWS && w.Kind == selling.PayloadOpportunity
}

// referrals are those that lapse within some days, today the first of them.
func (d *drawing) referrals(at string, days int) Figure {
	until := d.today.AddDate(0, 0, days)
	return d.invited(at, func(w engagement.Waiting) bool { return referred(w) && !w.Day.IsZero() && w.Day.Before(until) },
		append(toAnswer(), compared("expires", "<", "@today+"+strconv.Itoa(days)))...)
}

func toAnswer() []opportunity.Filter {
	return []opportunity.Filter{is("direction", selling.ParticipantReceiver), pending, is("kind", selling.PayloadOpportunity), is("with", engagement.WithAWS)}
}

// expiring is when AWS's referrals lapse, by day.
func (d *drawing) expiring() (found []Figure) {
	if !d.answers {
		return []Figure{}
	}
	for n := range daysAhead {
		day := d.today.AddDate(0, 0, n)
		found = append(found, d.invited(day.Format(time.DateOnly), func(w engagement.Waiting) bool { return referred(w) && w.Day.Equal(day) },
			append(toAnswer(), is("expires", day.Format(time.DateOnly)))...))
	}
	end := d.today.AddDate(0, 0, daysAhead)
	return append(found, d.invited(later, func(w engagement.Waiting) bool { return referred(w) && !w.Day.Before(end) },
		append(toAnswer(), compared("expires", ">=", end.Format(time.DateOnly)))...))
}
