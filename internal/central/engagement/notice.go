// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"strings"
	"time"

	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// finder is how the source of a lead is called that a customer found by himself.
const finder = "Partner Solutions Finder"

// arrived tells the receiver's people of an invitation, and has them reminded of it in time.
func (r *Room) arrived(tx *sqldb.Tx, i *Invitation, o offer) error {
	if !i.shown() || i.Receiver == identity.AWS {
		return nil
	}
	n := i.notice(i.Receiver, notice.InvitationCame)
	switch lead, referred := o.Payload.LeadInvitation, o.Payload.OpportunityInvitation; {
	case i.Sender == identity.AWS && lead != nil:
		n.Kind, n.Data["company"] = notice.LeadArrived, lead.Customer.CompanyName
		for _, source := range []*string{lead.Interaction.SourceType, lead.Interaction.SourceName} {
			if source != nil && strings.Contains(*source, finder) {
				n.Kind = notice.LeadFromFinder
			}
		}
	case i.Referral() && referred != nil:
		n.Kind, n.Data["company"] = notice.ReferralArrived, referred.Customer.CompanyName
	}
	if err := notice.Post(tx, n); err != nil {
		return err
	}
	if at := reminder(instant(i.expires)); at.After(tx.Now()) {
		return r.Jobs.Enqueue(tx, remindJob{i.Catalog, i.ID}, jobq.At(at))
	}
	return nil
}

// shown says whether people see the invitation: the Sandbox is for programs.
func (i *Invitation) shown() bool { return i.Catalog == selling.CatalogAWS }

// notice is what the people of one side are told of the invitation.
func (i *Invitation) notice(account string, kind notice.Kind) notice.Notice {
	other := i.Company
	if account == i.Sender {
		other = i.alias
	}
	return notice.Notice{Account: account, Kind: kind, Subject: i.ID, Data: map[string]string{"partner": other, "until": notice.Until(instant(i.expires))}}
}

// answered tells the sender's people how an invitation has ended, and the receiver's when nobody of them answered.
func (r *Room) answered(tx *sqldb.Tx, i *Invitation) error {
	if !i.shown() {
		return nil
	}
	kind := map[string]notice.Kind{rule.InvitationAccepted: notice.InvitationYes, rule.InvitationRejected: notice.InvitationNo,
		rule.InvitationExpired: notice.InvitationLapsed}[i.Status]
	if i.Sender != identity.AWS && i.Receiver != identity.AWS {
		n := i.notice(i.Sender, kind)
		if n.Data["partner"] == "" {
			company, err := companyOf(tx, i.Receiver)
			if err != nil {
				return err
			}
			n.Data["partner"] = company
		}
		if err := notice.Post(tx, n); err != nil {
			return err
		}
	}
	if i.Status != rule.InvitationExpired || i.Receiver == identity.AWS {
		return nil
	}
	return notice.Post(tx, i.notice(i.Receiver, notice.ShareExpired))
}

// remindJob tells people of an invitation that nobody has answered yet.
type remindJob struct {
	Catalog string `json:"catalog"`
	ID      string `json:"id"`
}

// Kind names the job in the store; it stays.
func (remindJob) Kind() string { return "engagement.remind" }

// reminder is when people are reminded: one business day before the invitation ends.
func reminder(expires time.Time) time.Time {
	at := expires.AddDate(0, 0, -1)
	for at.UTC().Weekday() == time.Saturday || at.UTC().Weekday() == time.Sunday {
		at = at.AddDate(0, 0, -1)
	}
	return at
}

func (r *Room) remind(ctx context.Context, j jobq.Job[remindJob]) error {
	return r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := j.Hold(tx); err != nil {
			return err
		}
		i, err := load(tx, j.Args.Catalog, j.Args.ID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil || i.Status != rule.InvitationPending || !tx.Now().Before(instant(i.expires)) {
			return err
		}
		return notice.Post(tx, i.notice(i.Receiver, notice.ShareExpiring))
	})
}
