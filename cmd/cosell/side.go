// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"net/http"

	"cosell/internal/aws/selling"
	"cosell/internal/central/portal"
)

// A sideCommand changes AWS's side of an opportunity.
type sideCommand struct {
	ID                string `arg:"" help:"Opportunity: O and digits."`
	Stage             string `help:"AWS's stage." placeholder:"STAGE"`
	CloseDate         string `help:"AWS's target close date: 2027-03-31." placeholder:"DATE"`
	NextSteps         string `help:"AWS's next steps." placeholder:"TEXT"`
	LostReason        string `help:"With the stage Closed Lost." placeholder:"REASON"`
	Involvement       string `help:"Co-Sell makes more of a record that was submitted for visibility only." placeholder:"TYPE"`
	InvolvementReason string `help:"Why." placeholder:"REASON"`
	Motion            string `help:"AWS Field-engaged, Agent-engaged or Partner-led." placeholder:"MOTION"`
}

// Run lays what was given over what stands, and sends all of it.
func (c *sideCommand) Run(s *session, act *actCommand) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	file, err := at.file(s.ctx, c.ID)
	if err != nil {
		return err
	}
	side, err := standing(file)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		to   *string
		text string
	}{{&side.TargetCloseDate, c.CloseDate}, {&side.NextSteps, c.NextSteps}, {&side.Involvement, c.Involvement},
		{&side.InvolvementReason, c.InvolvementReason}, {&side.CosellMotion, c.Motion}} {
		if f.text != "" {
			*f.to = f.text
		}
	}
	if c.Stage != "" {
		side.Stage, side.ClosedLostReason = c.Stage, "" // a reason belongs to the stage that it comes with
	}
	if c.LostReason != "" {
		side.ClosedLostReason = c.LostReason
	}
	var saved portal.Saved
	if err := at.call(s.ctx, http.MethodPut, record(c.ID)+"/aws-side", side, &saved); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "AWS's side of %s is changed\n", saved.ID)
	return err
}

// standing is AWS's side of a record as it is.
func standing(file portal.DeskRecord) (portal.AwsSide, error) {
	var summary selling.GetAwsOpportunitySummaryResponse
	if err := json.Unmarshal(file.AwsSummary, &summary); err != nil {
		return portal.AwsSide{}, fmt.Errorf("read AWS's side: %w", err)
	}
	side := portal.AwsSide{Version: file.Version, InvolvementReason: said(summary.InvolvementTypeChangeReason)}
	if l := summary.LifeCycle; l != nil {
		side.Stage, side.TargetCloseDate, side.NextSteps, side.ClosedLostReason = said(l.Stage), said(l.TargetCloseDate), said(l.NextSteps), said(l.ClosedLostReason)
	}
	for _, m := range summary.OpportunityTeam {
		side.Team = append(side.Team, portal.TeamMember{BusinessTitle: m.BusinessTitle, FirstName: said(m.FirstName), LastName: said(m.LastName), Email: said(m.Email)})
	}
	return side, nil
}

func said(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
