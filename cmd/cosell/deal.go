// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"cosell/internal/central/portal"
)

// A referCommand has AWS refer an opportunity to a partner.
type referCommand struct {
	File    string `arg:"" help:"JSON of a CreateOpportunity request; - reads it from standard input."`
	Partner string `help:"Account of the partner." required:"" placeholder:"ACCOUNT"`
	Catalog string `help:"AWS or Sandbox." default:"AWS" placeholder:"NAME"`
	Message string `help:"What the invitation says." placeholder:"TEXT"`
}

// Run sends the invitation.
func (c *referCommand) Run(s *session, act *actCommand) error {
	text, err := jsonFrom(s.in, c.File)
	if err != nil {
		return err
	}
	return send(s, act, "referrals", portal.Referral{Catalog: c.Catalog, Partner: c.Partner, Message: c.Message, Opportunity: text})
}

// A leadCommand has AWS share a lead with a partner.
type leadCommand struct {
	File    string `arg:"" help:"JSON of a Lead context: Customer and Interactions; - reads it from standard input."`
	Partner string `help:"Account of the partner." required:"" placeholder:"ACCOUNT"`
	Catalog string `help:"AWS or Sandbox." default:"AWS" placeholder:"NAME"`
	Message string `help:"What the invitation says." placeholder:"TEXT"`
}

// Run sends the invitation.
func (c *leadCommand) Run(s *session, act *actCommand) error {
	text, err := jsonFrom(s.in, c.File)
	if err != nil {
		return err
	}
	return send(s, act, "leads", portal.LeadShare{Catalog: c.Catalog, Partner: c.Partner, Message: c.Message, Lead: text})
}

// jsonFrom reads a file, or standard input for a dash.
func jsonFrom(in io.Reader, file string) (text []byte, err error) {
	if file == "-" {
		text, err = io.ReadAll(io.LimitReader(in, 1<<20))
	} else {
		text, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, err
	}
	if !json.Valid(text) {
		return nil, fmt.Errorf("%s is no JSON: write the request as the AWS CLI takes it with --cli-input-json", file)
	}
	return text, nil
}

func send(s *session, act *actCommand, path string, body any) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	var out portal.Invited
	if err := at.call(s.ctx, http.MethodPost, path, body, &out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s is sent\n", out.Invitation)
	return err
}

// A partnerCommand does something for a partner.
type partnerCommand struct {
	Account string `arg:"" help:"Account of the partner that acts."`
	ID      string `arg:"" help:"Invitation, connection, or opportunity."`
	Catalog string `help:"AWS or Sandbox." default:"AWS" placeholder:"NAME"`
	Reason  string `help:"Why; to decline an opportunity, and to disconnect." placeholder:"REASON"`

	action string
}

// Run does it.
func (c *partnerCommand) Run(s *session, act *actCommand) error {
	return perform(s, act, portal.Act{As: "partner", Do: c.action, Account: c.Account, Catalog: c.Catalog, Entity: c.ID, Reason: c.Reason})
}

// A qualifyCommand says what a partner thinks of a lead.
type qualifyCommand struct {
	Account string `arg:"" help:"Account of the partner that has accepted the lead."`
	ID      string `arg:"" help:"Invitation of the lead."`
	Catalog string `help:"AWS or Sandbox." default:"AWS" placeholder:"NAME"`
	Status  string `help:"Qualified or Disqualified." default:"Qualified" placeholder:"STATUS"`
	Action  string `help:"What the customer does next; an interaction is kept with it." placeholder:"TEXT"`
	Contact string `help:"Mail address of the lead's person whom it was with. Default: who was met last." placeholder:"ADDRESS"`
}

// Run does it.
func (c *qualifyCommand) Run(s *session, act *actCommand) error {
	return perform(s, act, portal.Act{As: "partner", Do: "qualify", Account: c.Account, Catalog: c.Catalog, Entity: c.ID, Status: c.Status,
		Action: c.Action, Contact: c.Contact})
}

// An inviteCommand has a partner invite another to its opportunity.
type inviteCommand struct {
	Account string `arg:"" help:"Account of the partner that invites."`
	ID      string `arg:"" help:"Its opportunity: O and digits."`
	To      string `arg:"" help:"Account of the partner that is invited."`
	Catalog string `help:"AWS or Sandbox." default:"AWS" placeholder:"NAME"`
	Message string `help:"What the invitation says." default:"Please work on this with us." placeholder:"TEXT"`
}

// Run invites.
func (c *inviteCommand) Run(s *session, act *actCommand) error {
	return perform(s, act, portal.Act{As: "partner", Do: "invite", Account: c.Account, Catalog: c.Catalog, Opportunity: c.ID, Partner: c.To, Message: c.Message})
}

// A connectCommand has a partner ask another to be connected.
type connectCommand struct {
	Account string `arg:"" help:"Account of the partner that asks."`
	To      string `arg:"" help:"Account of the partner that is asked."`
	Catalog string `help:"AWS or Sandbox." default:"AWS" placeholder:"NAME"`
	Message string `help:"What the request says." default:"Let us share opportunities." placeholder:"TEXT"`
}

// Run asks.
func (c *connectCommand) Run(s *session, act *actCommand) error {
	return perform(s, act, portal.Act{As: "partner", Do: "connect", Account: c.Account, Catalog: c.Catalog, Partner: c.To, Message: c.Message})
}

func perform(s *session, act *actCommand, body portal.Act) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	var out portal.Acted
	if err := at.call(s.ctx, http.MethodPost, "acts", body, &out); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, cmp.Or(out.Opportunity, out.Entity, body.Entity, body.Opportunity)+": "+body.Do+" is done")
	return err
}

// A quotaCommand shows or changes the rates at which accounts may call.
type quotaCommand struct {
	Set string `arg:"" optional:"" help:"on, off, default, a share such as 10%, a rate such as CreateOpportunity=5/20000, or CreateOpportunity=default; nothing shows the quotas."`
}

// Run changes the quotas and shows those in force.
func (c *quotaCommand) Run(s *session, act *actCommand) error {
	method, path, body, err := c.request()
	if err != nil {
		return err
	}
	at, err := act.control()
	if err != nil {
		return err
	}
	var q portal.Quotas
	if err := at.call(s.ctx, method, path, body, &q); err != nil {
		return err
	}
	t := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "quotas are %s, at %d%% of AWS's rates\n", onOff[q.On], q.Percent)
	for _, r := range q.Rates {
		if c.Set == "" || r.Own {
			fmt.Fprintf(t, "%s\t%d in a second\t%s\t%s\n", r.Operation, r.PerSecond, daily(r.PerDay), map[bool]string{true: "set"}[r.Own])
		}
	}
	return t.Flush()
}

func daily(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n) + " in 24 hours"
}

// request is the change as the endpoints take it.
func (c *quotaCommand) request() (method, path string, body any, err error) {
	mode, percent := c.Set, 0
	operation, rate, own := strings.Cut(c.Set, "=")
	second, day, hasDay := strings.Cut(rate, "/")
	share, isShare := strings.CutSuffix(c.Set, "%")
	switch {
	case c.Set == "":
		return http.MethodGet, "quotas", nil, nil
	case c.Set == "default":
		mode = ""
		return http.MethodPut, "quotas", portal.SetQuotas{Mode: &mode, Percent: &percent}, nil
	case c.Set == "on" || c.Set == "off":
		return http.MethodPut, "quotas", portal.SetQuotas{Mode: &mode}, nil
	case own && rate == "default":
		return http.MethodDelete, "quotas/" + url.PathEscape(operation), nil, nil
	case own:
		var r portal.Rate
		var errs [2]error
		r.PerSecond, errs[0] = strconv.Atoi(second)
		if hasDay {
			r.PerDay, errs[1] = strconv.Atoi(day)
		}
		if errs[0] == nil && errs[1] == nil {
			return http.MethodPut, "quotas/" + url.PathEscape(operation), r, nil
		}
	case isShare:
		if percent, err = strconv.Atoi(share); err == nil {
			return http.MethodPut, "quotas", portal.SetQuotas{Percent: &percent}, nil
		}
	}
	return "", "", nil, fmt.Errorf("%q says no quota: write on, off, default, 10%%, CreateOpportunity=5, CreateOpportunity=5/20000 or CreateOpportunity=default", c.Set)
}
