// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package task

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/opportunity"
	"cosell/internal/sqldb"
)

// Convert answers StartOpportunityFromEngagementTask: the lead of a context becomes an opportunity of the caller's own, a
// draft, and the engagement gets the customer's project. Source: reference 10.3.
func (r *Room) Convert(ctx context.Context, c identity.Caller, in selling.StartOpportunityFromEngagementTaskRequest, ticket idempotency.Ticket) (out selling.OpportunityTask, err error) {
	if err := errors.Join(enterShared(c, in.Catalog), checked(in.Tags)); err != nil {
		return out, err
	}
	if again, seen, err := idempotency.Replay[selling.OpportunityTask](ctx, r.DB, ticket); seen || err != nil {
		return again, err
	}
	id := selling.IDOf(in.Identifier)
	t := begin(c, in.Catalog, fromEngagement)
	t.engagement, t.context = id, in.ContextIdentifier
	var lead *selling.Lead
	var no refusal
	err = r.DB.View(ctx, func(tx *sqldb.Tx) error {
		p, found, err := r.Engagements.Context(tx, c.Account, in.Catalog, id, in.ContextIdentifier)
		if err != nil {
			return err
		}
		lead, no = p.Lead, inconvertible(p, found)
		if no.reason == "" {
			no, err = r.converted(tx, t)
		}
		return err
	})
	if err != nil {
		return out, err
	}
	if no.reason != "" {
		out, err = fail(ctx, r, t, no.reason, no.message, ticket, leadTask)
		return out, err
	}
	_, err = r.Opportunities.Adopt(ctx, c, opportunity.Adoption{Catalog: in.Catalog, Origin: opportunity.OriginPartner, Review: rule.ReviewPending,
		Document: draft(lead, r.Opportunities.Clock.Now())},
		func(tx *sqldb.Tx, rec *opportunity.Record) error {
			if no, err := r.converted(tx, t); err != nil || no.reason != "" {
				return errorOf(no, err)
			}
			made, err := r.Engagements.AddContext(tx, c.Account, in.Catalog, id, project(lead, rec))
			t.context = made.ContextID
			return err
		},
		func(tx *sqldb.Tx, rec *opportunity.Record) error {
			if err := r.Engagements.Converted(tx, c, id, rec.Key); err != nil {
				return err
			}
			if t.job, err = r.Watch(tx, rec, id, template); err != nil {
				return err
			}
			t.number = rec.Number
			if err := label(tx, rec, t.job, in.Tags); err != nil {
				return err
			}
			if err := t.insert(tx); err != nil {
				return err
			}
			out = leadTask(t)
			return ticket.KeepAnswer(tx, out)
		})
	return raced(ctx, r, ticket, out, err)
}

// A refusal is why a task fails; the zero refusal is none.
type refusal struct{ reason, message string }

// inconvertible says why a context becomes no opportunity.
func inconvertible(p selling.ContextPayload, found bool) refusal {
	switch {
	case !found:
		return refusal{contextNotFound, "The engagement has no such context. Read the engagement and name its lead."}
	case p.CustomerProject != nil:
		return refusal{customerProjectContextNotPermitted, "The context is a customer's project already. Name the lead of the engagement."}
	case p.Lead == nil:
		return refusal{engagementValidationFailed, "The context is no lead. Name the lead of the engagement."}
	}
	step := rule.LeadChange{Moment: rule.OnLeadConvert, Payload: rule.LeadInvitation, Invitation: rule.InvitationAccepted, HasInteraction: len(p.Lead.Interactions) > 0}
	if p.Lead.QualificationStatus != nil {
		step.Qualification = *p.Lead.QualificationStatus
	}
	broken := rule.CheckLead(step)
	switch {
	case len(broken) == 0:
		return refusal{}
	case step.Qualification == rule.LeadDisqualified:
		return refusal{disqualifiedLeadNotPermitted, broken[0].Message + ". " + broken[0].FixEN}
	default:
		return refusal{engagementValidationFailed, broken[0].Message + ". " + broken[0].FixEN}
	}
}

// converted refuses to make a second opportunity of the caller's in one engagement.
func (r *Room) converted(tx *sqldb.Tx, t *row) (refusal, error) {
	k, found, err := r.Engagements.Resource(tx, t.catalog, t.engagement, t.account)
	if !found || err != nil {
		return refusal{}, err
	}
	return refusal{opportunityConflict, "The lead was converted already: the opportunity is " + k.ID() + "."}, nil
}

func errorOf(no refusal, err error) error {
	if err != nil {
		return err
	}
	return (&fault.Fault{Kind: fault.Conflict, Msg: no.message}).Telling(fault.State("lead-once",
		"The lead was converted meanwhile: your company has an opportunity of it.", "このリードはすでに変換され、自社のオポチュニティが作成されています。",
		"Reload the page and go on with that opportunity.", "ページを再読み込みし、作成されたオポチュニティで対応を続けてください。"))
}

const (
	titleOfLead = "Converted from Lead"
	closeDays   = 90 // until the target close date
)

// draft is the opportunity that a lead becomes: what the lead knows in the terms of an opportunity, and nothing that an
// opportunity could not hold. Source: reference 10.3, step 7.
func draft(lead *selling.Lead, now time.Time) doc.Doc {
	met := lead.Interactions[len(lead.Interactions)-1]
	d := doc.Doc{"OpportunityType": "Net New Business", "NationalSecurity": "No", "Marketing": doc.Doc{"Source": "None"},
		"LifeCycle": doc.Doc{"Stage": rule.StageProspect, "TargetCloseDate": today(now, closeDays)},
		"Project":   doc.Doc{"Title": titleOfLead}}
	say := func(path string, value *string) {
		if value != nil && strings.TrimSpace(*value) != "" {
			doc.Set(d, path, *value)
		}
	}
	say(catalogue.PathCompany, &lead.Customer.CompanyName)
	say(catalogue.PathWebsite, lead.Customer.WebsiteURL)
	if a := lead.Customer.Address; a != nil {
		say(catalogue.PathCity, a.City)
		say(catalogue.PathCountry, a.CountryCode)
		say(catalogue.PathPostalCode, a.PostalCode)
		say(catalogue.PathState, a.StateOrRegion)
	}
	industry, other := industryOf(lead)
	say(catalogue.PathIndustry, industry)
	say(catalogue.PathOtherIndustry, other)
	say(catalogue.PathBusinessProblem, met.BusinessProblem)
	if met.Usecase != nil {
		if v, listed := catalogue.Find("use_case", *met.Usecase); listed {
			say(catalogue.PathUseCase, &v.API)
		}
	}
	doc.Set(d, catalogue.PathContactEmail, strings.ToLower(met.Contact.Email))
	say(catalogue.PathContactFirstName, &met.Contact.FirstName)
	say(catalogue.PathContactLastName, &met.Contact.LastName)
	say(catalogue.PathContactTitle, &met.Contact.BusinessTitle)
	say(catalogue.PathContactPhone, met.Contact.Phone)
	// A lead is free text where an opportunity is not: what does not fit is left for the partner to fill in.
	for _, v := range catalogue.CheckRequest("CreateOpportunity", d) {
		doc.Delete(d, v.Path)
	}
	return d
}

// industryOf is the industry of a lead, which is free text, by ACE's list: Other with the text for one that is not on it.
func industryOf(lead *selling.Lead) (industry, other *string) {
	if lead.Customer.Industry == nil || *lead.Customer.Industry == "" {
		return nil, nil
	}
	if v, listed := catalogue.Find("industry", *lead.Customer.Industry); listed {
		return &v.API, nil
	}
	unlisted := "Other"
	return &unlisted, lead.Customer.Industry
}

// project is the customer's project of the engagement after a lead became an opportunity. A member that the context would
// need and the lead does not tell leaves its part out.
func project(lead *selling.Lead, rec *opportunity.Record) selling.ContextPayload {
	customer := selling.EngagementCustomer{CompanyName: lead.Customer.CompanyName,
		CountryCode: doc.Text(rec.Doc, catalogue.PathCountry), Industry: doc.Text(rec.Doc, catalogue.PathIndustry),
		WebsiteURL: doc.Text(rec.Doc, catalogue.PathWebsite)}
	p := &selling.CustomerProject{}
	if !slices.Contains([]string{customer.CountryCode, customer.Industry, customer.WebsiteURL}, "") {
		p.Customer = &customer
	}
	const least = 20 // characters of a business problem
	if problem := doc.Text(rec.Doc, catalogue.PathBusinessProblem); utf8.RuneCountInString(problem) >= least {
		p.Project = &selling.EngagementProject{BusinessProblem: problem, Title: doc.Text(rec.Doc, catalogue.PathTitle),
			TargetCompletionDate: doc.Text(rec.Doc, catalogue.PathCloseDate)}
	}
	return selling.ContextPayload{CustomerProject: p}
}

func leadTask(t *row) selling.OpportunityTask {
	return selling.OpportunityTask{
		TaskID: t.id, TaskArn: selling.OpportunityFromEngagementTaskARN(t.catalog, t.id), TaskStatus: t.status, StartTime: t.started(),
		Message: selling.OrNull(t.message), ReasonCode: selling.OrNull(t.reason), OpportunityID: t.opportunity(),
		EngagementID: selling.OrNull(t.engagement), ContextID: selling.OrNull(t.context), ResourceSnapshotJobID: selling.OrNull(t.job),
	}
}

// Conversions answers ListOpportunityFromEngagementTasks.
func (r *Room) Conversions(ctx context.Context, c identity.Caller, in selling.ListOpportunityFromEngagementTasksRequest) (out selling.ListOpportunityFromEngagementTasksResponse, err error) {
	q := query{catalog: in.Catalog, kind: fromEngagement, sort: in.Sort, size: in.MaxResults, token: in.NextToken}
	q.filter("id", ids(in.TaskIdentifier))
	q.filter("number", numbers(in.OpportunityIdentifier))
	q.filter("engagement", ids(in.EngagementIdentifier))
	q.filter("context", texts(in.ContextIdentifier))
	q.filter("status", texts(in.TaskStatus))
	out.TaskSummaries, out.NextToken, err = list(ctx, r, c, q, leadTask)
	return out, err
}
