// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package engagement

import (
	"context"
	"errors"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// A Referral is an opportunity that the AWS desk refers to a partner. The opportunity is a request of CreateOpportunity,
// with the AWS products in RelatedEntityIdentifiers; what of it a partner may see before it accepts, the invitation says.
type Referral struct {
	Catalog     string
	Partner     string // account
	Opportunity doc.Doc
	Contacts    []selling.SenderContact // people at AWS; none: the caller
	Message     string
}

// A With stores something together with what a use case does with an invitation.
type With func(tx *sqldb.Tx, invitation string) error

func Along(tx *sqldb.Tx, invitation string, all []With) error {
	for _, with := range all {
		if err := with(tx, invitation); err != nil {
			return err
		}
	}
	return nil
}

// Refer has AWS refer an opportunity to a partner, and answers the identifier of the invitation.
func (r *Room) Refer(ctx context.Context, c identity.Caller, in Referral, with ...With) (id string, err error) {
	if err := desk(c, in.Catalog); err != nil {
		return "", err
	}
	if broken := requested(in.Catalog, in.Opportunity); len(broken) > 0 {
		return "", fault.Malformed(broken...)
	}
	if broken := Wording(in.Message, in.Contacts); len(broken) > 0 {
		return "", fault.Malformed(broken...)
	}
	if len(in.Contacts) == 0 && c.Email != "" {
		in.Contacts = []selling.SenderContact{{Email: c.Email, FirstName: selling.OrNull(c.Name)}}
	}
	err = r.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := known(tx, in.Partner); err != nil {
			return err
		}
		if id, err = r.refer(tx, in, 0); err != nil {
			return err
		}
		return Along(tx, id, with)
	})
	return id, err
}

// requested is what AWS's model has against an opportunity as a request of CreateOpportunity.
func requested(catalog string, opportunity doc.Doc) []catalogue.Violation {
	asked := doc.Clone(opportunity)
	asked["Catalog"], asked["ClientToken"] = catalog, "desk"
	return catalogue.CheckRequest("CreateOpportunity", asked)
}

// CheckReferral is all for which Refer would refuse an opportunity, whoever the partner is.
func CheckReferral(catalog string, opportunity doc.Doc) []catalogue.Violation {
	if broken := requested(catalog, opportunity); len(broken) > 0 {
		return broken
	}
	_, missing := offered(opportunity)
	return incomplete(missing)
}

// incomplete refuses a referral of which its invitation could not say enough.
func incomplete(missing []string) []catalogue.Violation {
	return lacks(missing, "referral-complete", "is required for a referral", "は AWS 紹介では必須です。")
}

// desk lets the AWS desk in, into a catalog that exists.
func desk(c identity.Caller, catalog string) error {
	if !c.Reviews() {
		return fault.Denied("Only the AWS desk shares opportunities and leads of AWS.")
	}
	return opportunity.KnownCatalog(catalog)
}

func known(tx *sqldb.Tx, partner string) error {
	_, err := identity.Of(tx, partner)
	if fault.Is(err, fault.NotFound) {
		return fault.Broken(violation("Partner", catalogue.InvalidValue, "referral-partner", partner, "is no partner", "はパートナーのアカウントではありません。",
			"Name the account of a partner.", "パートナーのアカウントを指定してください。"))
	}
	return err
}

// Wording is what AWS's model has against the message and the people of an invitation of AWS: at Message and Contacts.
func Wording(message string, people []selling.SenderContact) (broken []catalogue.Violation) {
	if message != "" {
		broken = under("Invitation.Message", "Message", modelled(doc.Doc{"Message": message}))
	}
	if len(people) == 0 {
		return broken
	}
	list := make([]any, len(people))
	for i, c := range people {
		list[i] = doc.Doc{"BusinessTitle": said(c.BusinessTitle), "Email": c.Email, "FirstName": said(c.FirstName), "LastName": said(c.LastName),
			"Phone": said(c.Phone)}
	}
	return append(broken, under("Invitation.Payload.OpportunityInvitation.SenderContacts", "Contacts",
		modelled(doc.Doc{"Payload": doc.Doc{"OpportunityInvitation": doc.Doc{"SenderContacts": list}}}))...)
}

// modelled is what the model has against a part of an invitation, and against what is not there of it.
func modelled(invitation doc.Doc) []catalogue.Violation {
	return catalogue.CheckRequest("CreateEngagementInvitation", doc.Doc{"Invitation": invitation})
}

func said(text *string) any {
	if text == nil {
		return nil
	}
	return *text
}

// under are the breaches below a path, which has another name for whoever sent it.
func under(path, name string, broken []catalogue.Violation) (found []catalogue.Violation) {
	for _, v := range broken {
		rest, below := strings.CutPrefix(v.At, path)
		if !below || rest != "" && rest[0] != '.' && rest[0] != '[' {
			continue
		}
		v.At = name + rest
		renamed := strings.NewReplacer(path, name, catalogue.WireName(path), catalogue.WireName(name))
		for _, text := range []*string{&v.Field, &v.Path, &v.Message, &v.MessageJA, &v.FixEN, &v.FixJA} {
			*text = renamed.Replace(*text)
		}
		found = append(found, v)
	}
	return found
}

// simulate is the invitation that a partner's own "AWS Referral" in the Sandbox becomes. The number of the record stays
// reserved for the opportunity that is made of it. Source: reference 12.
func (r *Room) simulate(tx *sqldb.Tx, rec *opportunity.Record) error {
	_, err := r.refer(tx, Referral{Catalog: rec.Catalog, Partner: rec.Account, Opportunity: rec.Doc}, rec.Number)
	return err
}

// refer makes AWS's engagement for the deal, sends the invitation, and seals for AWS what is withheld until it is accepted.
func (r *Room) refer(tx *sqldb.Tx, in Referral, number int64) (id string, err error) {
	offered, missing := offered(in.Opportunity)
	if len(missing) > 0 {
		return "", fault.Broken(incomplete(missing)...)
	}
	offered.SenderContacts = in.Contacts
	e := &engagement{catalog: in.Catalog, title: offered.Project.Title, description: offered.Project.BusinessProblem, creator: identity.AWS}
	if err := r.start(tx, e, []selling.ContextPayload{projectOf(offered)}); err != nil {
		return "", err
	}
	company, err := companyOf(tx, in.Partner)
	if err != nil {
		return "", err
	}
	// The title of a referral is that of the project, and it says nothing of an engagement. Source: reference 5.1.
	i := &Invitation{Catalog: in.Catalog, Engagement: e.id, Sender: identity.AWS, Receiver: in.Partner, alias: company,
		title: e.title, message: in.Message, PayloadType: selling.PayloadOpportunity}
	if err := r.send(tx, i, offer{Payload: selling.InvitationPayload{OpportunityInvitation: offered}}); err != nil {
		return "", err
	}
	sealed, err := r.Box.SealTx(tx, identity.AWS, i.withheld(), doc.Append(nil, in.Opportunity))
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(`INSERT INTO engagement_referral (catalog, invitation, number, opportunity) VALUES (?, ?, ?, ?)`, i.Catalog, i.ID, number, sealed)
	return i.ID, err
}

func (i *Invitation) withheld() string {
	return "engagement_referral.opportunity/" + i.Catalog + "/" + i.ID
}

// Referred is the opportunity that AWS refers with an invitation, all of it, and the number that is reserved for it, 0 for
// none. It is for whoever makes the partner's own opportunity of it, once the invitation is accepted.
func (r *Room) Referred(tx *sqldb.Tx, i *Invitation) (d doc.Doc, number int64, err error) {
	var sealed []byte
	err = tx.Row(`SELECT number, opportunity FROM engagement_referral WHERE catalog = ? AND invitation = ?`, i.Catalog, i.ID).Scan(&number, &sealed)
	if errors.Is(err, sqldb.ErrNone) {
		return nil, 0, Used()
	}
	if err != nil {
		return nil, 0, err
	}
	plain, err := r.Box.OpenTx(tx, identity.AWS, i.withheld(), sealed)
	if err != nil {
		return nil, 0, err
	}
	d, err = doc.Parse(plain)
	return d, number, err
}

// Preview is what the pages show of an opportunity that AWS refers, before it is accepted: less than its partner gets, more
// than the invitation says. It is empty once nobody waits for an answer any more. Source: reference 5.1.
func (r *Room) Preview(ctx context.Context, c identity.Caller, catalog, id string) (d doc.Doc, err error) {
	if err := enter(c, catalog); err != nil {
		return nil, err
	}
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		d = nil
		i, err := r.Received(tx, c.Account, catalog, id)
		if err != nil || !i.Referral() || i.Status != rule.InvitationPending {
			return err
		}
		whole, _, err := r.Referred(tx, i)
		if err == nil {
			d = catalogue.Masked(whole, catalogue.Pages)
		}
		return err
	})
	return d, err
}

// lacks refuses an opportunity of which an invitation could not say enough, in the words of whoever asks.
func lacks(paths []string, ruleID, en, ja string) (broken []catalogue.Violation) {
	for _, path := range paths {
		broken = append(broken, violation(path, catalogue.RequiredFieldMissing, ruleID, "", en, ja, "Enter it.", "入力してください。"))
	}
	return broken
}

// offered is what of an opportunity an invitation says, and the paths of what is missing for that.
func offered(d doc.Doc) (o *selling.OpportunityInvitation, missing []string) {
	o = &selling.OpportunityInvitation{}
	for _, f := range []struct {
		path string
		into *string
	}{
		{catalogue.PathCompany, &o.Customer.CompanyName}, {catalogue.PathCountry, &o.Customer.CountryCode},
		{catalogue.PathIndustry, &o.Customer.Industry}, {catalogue.PathWebsite, &o.Customer.WebsiteURL},
		{catalogue.PathTitle, &o.Project.Title}, {catalogue.PathBusinessProblem, &o.Project.BusinessProblem},
		{catalogue.PathCloseDate, &o.Project.TargetCompletionDate},
	} {
		if *f.into = doc.Text(d, f.path); *f.into == "" {
			missing = append(missing, f.path)
		}
	}
	for _, entry := range doc.Objects(d, catalogue.PathSpend) {
		o.Project.ExpectedCustomerSpend = append(o.Project.ExpectedCustomerSpend, selling.ExpectedCustomerSpend{
			Amount: selling.OrNull(doc.Text(entry, "Amount")), CurrencyCode: doc.Text(entry, "CurrencyCode"),
			EstimationURL: selling.OrNull(doc.Text(entry, "EstimationUrl")), Frequency: doc.Text(entry, "Frequency"),
			TargetCompany: doc.Text(entry, "TargetCompany")})
	}
	return o, missing
}

// projectOf is the context of an engagement about an opportunity that is offered. A part of which something is missing is
// left out, since the context could not be read as AWS's model has it.
func projectOf(o *selling.OpportunityInvitation) selling.ContextPayload {
	p := &selling.CustomerProject{}
	if c := o.Customer; c.CompanyName != "" && c.CountryCode != "" && c.Industry != "" && c.WebsiteURL != "" {
		p.Customer = &c
	}
	if o.Project.BusinessProblem != "" && o.Project.TargetCompletionDate != "" && o.Project.Title != "" {
		p.Project = &selling.EngagementProject{BusinessProblem: o.Project.BusinessProblem, TargetCompletionDate: o.Project.TargetCompletionDate, Title: o.Project.Title}
	}
	return selling.ContextPayload{CustomerProject: p}
}
