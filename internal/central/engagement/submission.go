// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"errors"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	awsevent "cosell/internal/aws/event"
	"cosell/internal/aws/selling"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// Ties are what ties an opportunity to AWS. Invitation is empty where AWS was a member before it was invited.
type Ties struct {
	Engagement, Invitation string
	New                    bool // the engagement was made just now
}

// Engage makes whatever is missing between an opportunity that is handed in and AWS: the engagement with the customer's
// project, and AWS's invitation. Source: reference 10.1.
func (r *Room) Engage(tx *sqldb.Tx, rec *opportunity.Record) (t Ties, err error) {
	e, fresh, err := r.host(tx, rec)
	if err != nil {
		return t, err
	}
	offered, _ := offered(rec.Doc)
	offered.SenderContacts = team(rec.Doc)
	t.Engagement, t.New = e.id, fresh
	t.Invitation, err = r.inviteAWS(tx, e, rec.Account, offered)
	return t, err
}

// host is the engagement of an opportunity with the customer's project; where there is none it is made. fresh says that.
func (r *Room) host(tx *sqldb.Tx, rec *opportunity.Record) (e *engagement, fresh bool, err error) {
	offered, _ := offered(rec.Doc)
	id, found, err := EngagementOf(tx, rec.Key)
	if err != nil {
		return nil, false, err
	}
	if found {
		if e, err = find(tx, rec.Catalog, id, rec.Account); err != nil {
			return nil, false, err
		}
		return e, false, r.describe(tx, e, rec.Account, offered)
	}
	e = &engagement{catalog: rec.Catalog, title: offered.Project.Title, description: offered.Project.BusinessProblem, creator: rec.Account}
	if err := r.start(tx, e, []selling.ContextPayload{projectOf(offered)}); err != nil {
		return nil, false, err
	}
	company, err := companyOf(tx, rec.Account)
	if err != nil {
		return nil, false, err
	}
	// A submission tells of its first member, too; CreateEngagement does not. Source: reference 14.3.
	if err := r.tell(tx, rec.Catalog, rec.Account, func(h awsevent.Head) awsevent.Envelope {
		return awsevent.MemberAdded(h, e.id, rec.Account, company)
	}); err != nil {
		return nil, false, err
	}
	if err := Tie(tx, rec.Key, e.id); err != nil {
		return nil, false, err
	}
	return e, true, r.describe(tx, e, rec.Account, offered)
}

// Project gives an engagement the customer's project of an opportunity that a member publishes to it, where it has none, and
// keeps that the opportunity is worked on in it.
func (r *Room) Project(tx *sqldb.Tx, rec *opportunity.Record, engagement string) error {
	e, err := find(tx, rec.Catalog, engagement, rec.Account)
	if err != nil {
		return err
	}
	if err := Tie(tx, rec.Key, e.id); err != nil {
		return err
	}
	offered, _ := offered(rec.Doc)
	return r.describe(tx, e, rec.Account, offered)
}

// describe adds the customer's project to an engagement that has none. Of two at once the second one waits, and finds the project.
func (r *Room) describe(tx *sqldb.Tx, e *engagement, account string, offered *selling.OpportunityInvitation) error {
	p := projectOf(offered)
	known := p.CustomerProject.Customer != nil || p.CustomerProject.Project != nil
	project := bitOf([]string{selling.ContextCustomerProject})
	if e.types&project != 0 || !known {
		return nil
	}
	if err := tx.Row(`SELECT types FROM engagement WHERE catalog = ? AND id = ?`+tx.Dialect().Lock, e.catalog, e.id).Scan(&e.types); err != nil {
		return err
	}
	if e.types&project != 0 {
		return nil
	}
	id, err := r.addContext(tx, e, p)
	if err != nil {
		return err
	}
	_, err = r.changed(tx, e, account, id)
	return err
}

// inviteAWS is AWS's invitation into an engagement: the one that waits or was accepted, else a new one.
func (r *Room) inviteAWS(tx *sqldb.Tx, e *engagement, account string, offered *selling.OpportunityInvitation) (id string, err error) {
	err = tx.Row(`SELECT id FROM engagement_invitation WHERE catalog = ? AND engagement = ? AND receiver = ? AND status IN (?, ?)
		ORDER BY invited_us DESC, id LIMIT 1`, e.catalog, e.id, identity.AWS, rule.InvitationPending, rule.InvitationAccepted).Scan(&id)
	if !errors.Is(err, sqldb.ErrNone) {
		return id, err
	}
	member, err := isMember(tx, e.catalog, e.id, identity.AWS)
	if member || err != nil {
		return "", err
	}
	i := &Invitation{Catalog: e.catalog, Engagement: e.id, Sender: account, Receiver: identity.AWS, alias: "AWS", title: e.title,
		description: e.description, PayloadType: selling.PayloadOpportunity}
	if err := r.vacant(tx, i); err != nil {
		return "", err
	}
	err = r.send(tx, i, offer{Payload: selling.InvitationPayload{OpportunityInvitation: offered}})
	return i.ID, err
}

// team are the partner's people of an opportunity, as an invitation names them.
func team(d doc.Doc) (all []selling.SenderContact) {
	for _, m := range doc.Objects(d, "OpportunityTeam") {
		all = append(all, selling.SenderContact{BusinessTitle: selling.OrNull(doc.Text(m, "BusinessTitle")), Email: doc.Text(m, "Email"),
			FirstName: selling.OrNull(doc.Text(m, "FirstName")), LastName: selling.OrNull(doc.Text(m, "LastName")), Phone: selling.OrNull(doc.Text(m, "Phone"))})
	}
	return all[:min(len(all), 3)]
}

// reviewed has AWS answer the invitation into the engagement of a record: it accepts with the approval and declines with
// the rejection.
func (r *Room) reviewed(tx *sqldb.Tx, rec *opportunity.Record) error {
	id, found, err := EngagementOf(tx, rec.Key)
	if !found || err != nil {
		return err // submitted without an engagement
	}
	i := &Invitation{}
	err = i.scan(tx.Row(`SELECT `+invitationColumns+` FROM engagement_invitation WHERE catalog = ? AND engagement = ? AND receiver = ? AND status = ?`,
		rec.Catalog, id, identity.AWS, rule.InvitationPending).Scan)
	if errors.Is(err, sqldb.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	if rec.Review() == rule.ReviewRejected {
		reason := doc.Text(rec.Doc, catalogue.PathReviewReason)
		if reason == "" {
			reason = "Other"
		}
		return r.reject(tx, i, reason)
	}
	return r.Accept(tx, i)
}

// Tie keeps which engagement an opportunity is worked on in. An opportunity that is tied stays where it is.
func Tie(tx *sqldb.Tx, k opportunity.Key, engagement string) error {
	_, err := tx.Exec(`INSERT INTO engagement_resource (account_id, catalog, number, engagement) VALUES (?, ?, ?, ?)
		ON CONFLICT (account_id, catalog, number) DO NOTHING`, k.Account, k.Catalog, k.Number, engagement)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE engagement_lead SET stale = stale + 1 WHERE account_id = ? AND catalog = ? AND engagement = ?`, k.Account, k.Catalog, engagement)
	return err
}

// EngagementOf is the engagement that an opportunity is worked on in.
func EngagementOf(tx *sqldb.Tx, k opportunity.Key) (id string, found bool, err error) {
	err = tx.Row(`SELECT engagement FROM engagement_resource WHERE account_id = ? AND catalog = ? AND number = ?`, k.Account, k.Catalog, k.Number).Scan(&id)
	if errors.Is(err, sqldb.ErrNone) {
		return "", false, nil
	}
	return id, err == nil, err
}

// Resource is the opportunity of a member that an engagement is about: the first, where there are several.
func (r *Room) Resource(tx *sqldb.Tx, catalog, engagement, account string) (k opportunity.Key, found bool, err error) {
	k = opportunity.Key{Account: account, Catalog: catalog}
	err = tx.Row(`SELECT number FROM engagement_resource WHERE catalog = ? AND engagement = ? AND account_id = ? ORDER BY number LIMIT 1`,
		catalog, engagement, account).Scan(&k.Number)
	if errors.Is(err, sqldb.ErrNone) {
		return k, false, nil
	}
	return k, err == nil, err
}
