// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package opportunity

import (
	"strconv"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/sqldb"
)

// managerTitle is the role in the team of who looks after the customer.
const managerTitle = "PartnerAccountManager"

// judged are what people are told of the desk's decisions.
var judged = map[string]notice.Kind{ActionOpen: notice.ReviewOpened, ActionApprove: notice.ReviewApproved, ActionAsk: notice.ReviewAction,
	ActionReject: notice.ReviewRejected}

// seated is the mail address of who has a role in the team.
func (r *Record) seated(title string) string {
	for _, member := range doc.Objects(r.Doc, teamPath) {
		if doc.Text(member, "BusinessTitle") == title {
			return doc.Text(member, "Email")
		}
	}
	return ""
}

// An announcer tells people of one step of a record, as whoever took it.
type announcer struct {
	tx     *sqldb.Tx
	by     identity.Caller
	after  *Record
	posted error // the first notice that could not be posted
}

// tell posts a notice to people of the partner.
func (a *announcer) tell(kind notice.Kind, users []string, values ...string) {
	if a.posted != nil {
		return
	}
	data := map[string]string{"company": a.after.Company()}
	for i := 0; i+1 < len(values); i += 2 {
		data[values[i]] = values[i+1]
	}
	a.posted = notice.Post(a.tx, notice.Notice{Account: a.after.Account, Kind: kind, Subject: a.after.ID(), Cause: strconv.FormatInt(a.after.Version, 10),
		Users: users, By: a.by.Principal, Data: data})
}

// announce tells people what a step made of a record. The Sandbox is for programs, and nobody is told of it. before is nil
// for a new record.
func announce(tx *sqldb.Tx, c identity.Caller, before *Record, s step) error {
	if s.after.Catalog != selling.CatalogAWS {
		return nil
	}
	a := announcer{tx: tx, by: c, after: s.after}
	a.hands(before)
	if kind, decided := judged[s.action]; decided {
		a.tell(kind, []string{s.after.Owner})
	}
	switch {
	case s.action == ActionAWS:
		a.side(s.beside)
	case s.action == ActionSubmit && !s.after.Follows && a.posted == nil:
		return a.desk()
	}
	return a.posted
}

// hands tells both sides of who has the record now. A program makes drafts for their owners, who know of them from there.
func (a *announcer) hands(before *Record) {
	if a.by.Role == "" && (before == nil || before.Review() == rule.ReviewPending) {
		return
	}
	if before == nil {
		before = &Record{Owner: a.by.Email} // whoever made it had it first
	}
	if was, is := before.Owner, a.after.Owner; was != is {
		a.tell(notice.OwnerGained, []string{is}, "by", a.by.Name)
		if was != "" {
			a.tell(notice.OwnerLost, []string{was}, "by", a.by.Name, "to", a.after.OwnerName)
		}
	}
	if is := a.after.seated(managerTitle); is != "" && is != before.seated(managerTitle) {
		a.tell(notice.ManagerNamed, []string{is}, "by", a.by.Name)
	}
}

// side tells the owner what AWS has changed, as far as AWS discloses it.
func (a *announcer) side(changed []Change) {
	side, _, err := SideIn(a.tx, a.after.Key)
	if err != nil {
		a.posted = err
		return
	}
	owner := []string{a.after.Owner}
	for _, c := range changed {
		value, _ := c.After.(string)
		if value == "" || isUndisclosed(c.Path) && !side.Over() {
			continue
		}
		switch c.Path {
		case awsPrefix + catalogue.PathStage:
			a.tell(notice.AWSStage, owner, "awsStage", value)
		case awsPrefix + catalogue.PathCloseDate:
			a.tell(notice.AWSCloseDate, owner, "date", value)
		case awsPrefix + "InvolvementType":
			a.tell(notice.AWSInvolvement, owner, "involvement", value)
		}
	}
}

// desk tells the AWS desk that a record waits for it.
func (a *announcer) desk() error {
	partner, err := identity.Of(a.tx, a.after.Account)
	if err != nil {
		return err
	}
	return notice.Post(a.tx, notice.Notice{Account: identity.AWS, Kind: notice.DeskSubmitted, Subject: a.after.ID(),
		Cause: strconv.FormatInt(a.after.Version, 10), Data: map[string]string{"partner": partner.Name, "company": a.after.Company()}})
}
