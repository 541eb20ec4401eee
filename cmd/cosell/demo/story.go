// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/review"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/plan"
	"cosell/internal/connector/sync"
	"cosell/internal/sqldb"
)

// A Story tells the main job: one deal from the CRM to AWS and back, with everything running as it does for users.
type Story struct {
	Builder *Builder // has made the people and the customers
	Ledger  *ledger.Ledger
	Out     io.Writer

	began, stepped time.Time
	deal           string // CRM id
	id             string // opportunity id
	closes         string // target close date that the seller entered while AWS reviewed
	client         *awsjson.Client
}

// patience is how long a step may take before the story says that it failed.
const patience = 60 * time.Second

// Tell plays the story and prints each step with its time. An error names the step that did not come true.
func (s *Story) Tell(ctx context.Context) (err error) {
	s.began = s.Builder.Clock.Now()
	s.stepped = s.began
	if s.client, err = s.Builder.client(s.Builder.seller.Account); err != nil {
		return err
	}
	for i, step := range []struct {
		title string
		play  func(context.Context) error
	}{
		{"A seller edits a CRM opportunity and shares it", s.share},
		{"The connector maps, checks and creates it over the signed wire, associates a solution, submits", s.submitted},
		{"The AWS desk asks for action; the comment appears on the CRM record", s.asked},
		{"The seller corrects it; it is resubmitted and approved", s.approved},
		{"The stage moves in the CRM and arrives at AWS; AWS's next step and close date arrive in the CRM", s.moved},
		{"A second run of the sync sends nothing", s.again},
	} {
		fmt.Fprintf(s.Out, "\n(%d) %s\n", i+1, step.title)
		if err := step.play(ctx); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	_, err = fmt.Fprintf(s.Out, "\nThe story is told in %.1f s.\n", s.Builder.Clock.Now().Sub(s.began).Seconds())
	return err
}

// tell prints what has come true, and how long after the line before.
func (s *Story) tell(format string, args ...any) {
	now := s.Builder.Clock.Now()
	fmt.Fprintf(s.Out, "    %6.2f s  %s\n", now.Sub(s.stepped).Seconds(), fmt.Sprintf(format, args...))
	s.stepped = now
}

func (s *Story) share(ctx context.Context) error {
	b := s.Builder
	rec, err := b.CRM.Save(ctx, b.seller, crm.Write{Object: crm.Opportunity, Fields: crm.Fields{
		"Name": "港湾コンテナの自動検査", "AccountId": b.accounts["minato"], "ContactId": b.contacts["minato"], "Owner": b.seller.Email,
		"StageName": "Prospecting", "CloseDate": b.day(90), "Type": "New Business", "NextStep": "現地調査の日程を決める",
		"UseCase": "AI Machine Learning and Analytics", "DeliveryModels": []string{"Professional Services"}, "Solutions": []string{"S-0051002"},
		"SalesActivities": []string{"Initialized discussions with customer"}, "PrimaryNeeds": []string{"Co-Sell - Technical Consultation"},
		"AwsMonthlyRevenue": "8400",
	}})
	if err != nil {
		return err
	}
	s.deal = rec.ID
	s.tell("%s opens deal %s, %q", b.seller.Name, s.deal, rec.Fields.Text("Name"))
	_, err = b.Sync.Share(ctx, b.seller.Account, crm.Opportunity, s.deal, plan.Share{Involvement: "Co-Sell", Visibility: "Full"}, b.seller.ID)
	var faults *sync.Faults
	if !errors.As(err, &faults) {
		return fmt.Errorf("a deal without a business problem was not stopped before it was sent: %w", err)
	}
	for _, v := range faults.Violations {
		s.tell("the check before sending: %s  (%s, rule %s)", v.FixJA, v.Path, v.Rule)
	}
	if err := b.edit(ctx, crm.Opportunity, s.deal, crm.Fields{"Description": "コンテナの損傷を目視で検査しており、見落としと滞留が増えているため、画像で自動判定したい。"}); err != nil {
		return err
	}
	if _, err := b.Sync.Share(ctx, b.seller.Account, crm.Opportunity, s.deal, plan.Share{Involvement: "Co-Sell", Visibility: "Full"}, b.seller.ID); err != nil {
		return err
	}
	s.tell("the seller writes the business problem and shares the deal")
	return nil
}

func (s *Story) submitted(ctx context.Context) error {
	p, err := s.until(ctx, "submitted", func(p ledger.Pairing) bool { return p.Review == "Submitted" && p.State == ledger.Synced })
	if err != nil {
		return err
	}
	s.id = p.Opportunity
	var rows []ledger.Entry
	err = s.Ledger.DB().View(ctx, func(tx *sqldb.Tx) error {
		rows, err = s.Ledger.Latest(tx, p.Key, 20)
		return err
	})
	if err != nil {
		return err
	}
	for i := len(rows) - 1; i >= 0; i-- {
		if r := rows[i]; r.Direction == ledger.ToAWS && r.Outcome == ledger.LogDone {
			s.tell("%s took %d ms", r.Operation, r.Duration.Milliseconds())
		}
	}
	s.tell("AWS has it as %s, review status %s", s.id, p.Review)
	s.closes = s.Builder.day(100)
	if err := s.Builder.edit(ctx, crm.Opportunity, s.deal, crm.Fields{"CloseDate": s.closes}); err != nil {
		return err
	}
	if _, err := s.until(ctx, "an edit that waits", func(p ledger.Pairing) bool { return p.State == ledger.Parked }); err != nil {
		return err
	}
	s.tell("the seller moves the target close date; the edit waits while AWS reviews")
	return nil
}

func (s *Story) asked(ctx context.Context) error {
	b := s.Builder
	const comment = "想定月額の根拠と、対象となる港の数をお知らせください。"
	for _, d := range []opportunity.Decision{{Action: opportunity.ActionOpen}, {Action: opportunity.ActionAsk, Comment: comment, Reason: "Clarify Revenue"}} {
		if _, err := b.Desk.Decide(ctx, b.reviewer, selling.CatalogAWS, s.id, d); err != nil {
			return err
		}
	}
	s.tell("%s asks: %s", b.reviewer.Name, comment)
	err := s.wait(ctx, "the comment on the CRM record", func() (bool, error) {
		comments, err := b.CRM.Tenant(b.seller.Account).Comments(ctx, crm.Opportunity, s.deal)
		for _, c := range comments {
			if c.FromAWS && strings.Contains(c.Text, comment) {
				return true, err
			}
		}
		return false, err
	})
	if err != nil {
		return err
	}
	// The comment may stand there before the outcome of the sync does.
	if _, err := s.until(ctx, "action required", func(p ledger.Pairing) bool { return p.Review == "Action Required" && p.State == ledger.Parked }); err != nil {
		return err
	}
	s.tell("the comment stands on the deal in the CRM; the edit waits for the seller's answer")
	return nil
}

func (s *Story) approved(ctx context.Context) error {
	b := s.Builder
	if err := b.edit(ctx, crm.Opportunity, s.deal, crm.Fields{"AwsMonthlyRevenue": "9600",
		"Description": "コンテナの損傷を目視で検査しており、見落としと滞留が増えている。3 つの港を対象に、画像で自動判定したい。"}); err != nil {
		return err
	}
	s.tell("the seller corrects revenue and business problem")
	if _, err := s.until(ctx, "submitted again", func(p ledger.Pairing) bool { return p.Review == "Submitted" && p.State == ledger.Synced }); err != nil {
		return err
	}
	o := doc.Doc{}
	if err := s.client.Call(ctx, "GetOpportunity", map[string]string{"Catalog": selling.CatalogAWS, "Identifier": s.id}, &o); err != nil {
		return err
	}
	if got := doc.Text(o, catalogue.PathCloseDate); got != s.closes {
		return fmt.Errorf("the edit that waited did not go with the answer: AWS has target close date %q, not %q", got, s.closes)
	}
	s.tell("AWS has the correction and the edit that waited; the review begins again")
	if _, err := b.Desk.Decide(ctx, b.reviewer, selling.CatalogAWS, s.id, opportunity.Decision{Action: opportunity.ActionApprove}); err != nil {
		return err
	}
	if _, err := s.until(ctx, "approved", func(p ledger.Pairing) bool { return p.Review == "Approved" && p.State == ledger.Synced }); err != nil {
		return err
	}
	s.tell("%s approves; the CRM knows", b.reviewer.Name)
	return nil
}

func (s *Story) moved(ctx context.Context) error {
	b := s.Builder
	if err := b.edit(ctx, crm.Opportunity, s.deal, crm.Fields{"StageName": "Qualification"}); err != nil {
		return err
	}
	err := s.waitAt(ctx, politely, "stage Qualified at AWS", func() (bool, error) {
		o := doc.Doc{}
		err := s.client.Call(ctx, "GetOpportunity", map[string]string{"Catalog": selling.CatalogAWS, "Identifier": s.id}, &o)
		return doc.Text(o, catalogue.PathStage) == "Qualified", err
	})
	if err != nil {
		return err
	}
	s.tell("the stage is Qualified at AWS")
	closes := b.day(120)
	if _, err := b.Desk.SetSide(ctx, b.reviewer, selling.CatalogAWS, s.id, review.SideChange{
		Stage: "Launched", TargetCloseDate: closes, NextSteps: "Specialist SA prepares the PoC", Team: team}); err != nil {
		return err
	}
	err = s.wait(ctx, "AWS's next step and close date in the CRM", func() (bool, error) {
		found, err := b.CRM.Tenant(b.seller.Account).Find(ctx, crm.ACEOpportunity, "AwsOpportunityId", s.id)
		if err != nil || len(found) == 0 {
			return false, err
		}
		f := found[0].Fields
		return f.Text("AwsNextSteps") == "Specialist SA prepares the PoC" && f.Text("AwsCloseDate") == closes, nil
	})
	if err != nil {
		return err
	}
	s.tell("the CRM shows AWS's next step, and its close date %s", closes)
	return nil
}

func (s *Story) again(ctx context.Context) error {
	b := s.Builder
	if err := s.quiet(ctx); err != nil {
		return err
	}
	before, err := s.sent(ctx)
	if err != nil {
		return err
	}
	p, err := b.Sync.SyncNow(ctx, b.seller.Account, crm.Opportunity, s.deal)
	if err != nil {
		return err
	}
	if err := s.quiet(ctx); err != nil {
		return err
	}
	after, err := s.sent(ctx)
	if err != nil {
		return err
	}
	if after != before {
		return fmt.Errorf("%d rows were in the log of %s, now %d: something was written again", before, p.Name, after)
	}
	s.tell("both sides were read, nothing was written")
	return nil
}

// sent counts what was written to either side for the deal.
func (s *Story) sent(ctx context.Context) (n int, err error) {
	err = s.Ledger.DB().View(ctx, func(tx *sqldb.Tx) error {
		p, err := s.pairing(ctx)
		if err != nil {
			return err
		}
		rows, err := s.Ledger.Latest(tx, p.Key, 200)
		n = len(rows)
		return err
	})
	return n, err
}

// quiet waits until no job is left for the connector.
func (s *Story) quiet(ctx context.Context) error {
	return s.wait(ctx, "the connector's queue to be empty", func() (bool, error) {
		waiting, err := s.Builder.Jobs.Waiting(ctx)
		for _, w := range waiting {
			if w.Queue == sync.Queue && w.At.Before(s.Builder.Clock.Now().Add(patience)) {
				return false, err
			}
		}
		return true, err
	})
}

func (s *Story) pairing(ctx context.Context) (ledger.Pairing, error) {
	return s.Builder.Sync.Pairing(ctx, s.Builder.seller.Account, crm.Opportunity, s.deal)
}

// until waits for the pairing to be as wanted.
func (s *Story) until(ctx context.Context, what string, done func(ledger.Pairing) bool) (p ledger.Pairing, err error) {
	err = s.wait(ctx, what, func() (bool, error) {
		p, err = s.pairing(ctx)
		return done(p), err
	})
	if err != nil {
		err = fmt.Errorf("%w; the pairing is %s, review %s: %s", err, p.State, p.Review, p.Message)
	}
	return p, err
}

// wait looks until something has come true.
func (s *Story) wait(ctx context.Context, what string, done func() (bool, error)) error {
	return s.waitAt(ctx, 10*time.Millisecond, what, done)
}

// politely is how often a story looks over the wire: AWS's quota of reads is the connector's too.
const politely = 250 * time.Millisecond

// waitAt is wait at a pace of its own.
func (s *Story) waitAt(ctx context.Context, pace time.Duration, what string, done func() (bool, error)) error {
	clk := s.Builder.Clock
	for end := clk.Now().Add(patience); clk.Now().Before(end); {
		if ok, err := done(); err != nil || ok {
			return err
		}
		select {
		case <-clk.After(pace):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return fmt.Errorf("after %v still not true: %s", patience, what)
}
