// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"cosell/internal/central/portal"
)

// An actCommand does what AWS's people do, in a demo or a sandbox that runs.
type actCommand struct {
	Data  string `help:"Data folder of the running demo or sandbox. Default: ./cosell-data, then ./cosell-sandbox." placeholder:"DIR"`
	URL   string `name:"url" help:"Address of its control interface instead." env:"COSELL_CONTROL_URL" placeholder:"URL"`
	Token string `help:"Control token, with --url." env:"COSELL_CONTROL_TOKEN" placeholder:"TOKEN"`

	Open    decisionCommand `cmd:"" help:"Begin the review of an opportunity."`
	Approve decisionCommand `cmd:"" help:"Approve an opportunity."`
	Ask     decisionCommand `cmd:"" help:"Ask the partner for action; --comment says which."`
	Reject  decisionCommand `cmd:"" help:"Reject an opportunity."`
	Side    sideCommand     `cmd:"" help:"Change AWS's side of an opportunity; what is not named stays."`
	Refer   referCommand    `cmd:"" help:"Refer an opportunity of AWS to a partner."`
	Lead    leadCommand     `cmd:"" help:"Share a lead of AWS with a partner."`

	Accept     partnerCommand `cmd:"" help:"Accept an invitation for a partner: a referral, a lead, a share or a connection."`
	Decline    partnerCommand `cmd:"" help:"Reject an invitation for a partner."`
	Qualify    qualifyCommand `cmd:"" help:"Set the status of a lead for the partner that accepted it."`
	Convert    partnerCommand `cmd:"" help:"Make an opportunity of a lead for the partner that accepted it."`
	Invite     inviteCommand  `cmd:"" help:"Invite another partner to a partner's opportunity."`
	Connect    connectCommand `cmd:"" help:"Ask a partner for another one to be connected."`
	Withdraw   partnerCommand `cmd:"" help:"Take a partner's request to be connected back."`
	Disconnect partnerCommand `cmd:"" help:"End a connection for a partner."`

	Quota    quotaCommand  `cmd:"" help:"Show quotas, turn them on or off, or change rates."`
	Clock    clockCommand  `cmd:"" help:"Show the clock, move it forward, freeze or resume it."`
	Quirk    quirkCommand  `cmd:"" help:"List quirks, turn one on or off."`
	Scenario directCommand `cmd:"" help:"List, start or stop scenarios, and show what they play."`
}

func (c *actCommand) control() (control, error) { return reach(c.Data, c.URL, c.Token) }

func record(id string) string { return "opportunities/" + url.PathEscape(id) }

// A decisionCommand decides on an opportunity.
type decisionCommand struct {
	ID      string `arg:"" help:"Opportunity: O and digits."`
	Comment string `help:"What the partner is told." placeholder:"TEXT"`
	Reason  string `help:"Why, from AWS's list; with ask and reject." default:"Other" placeholder:"REASON"`

	action string
}

// Run decides on the version that is current.
func (c *decisionCommand) Run(s *session, act *actCommand) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	file, err := at.file(s.ctx, c.ID)
	if err != nil {
		return err
	}
	var saved portal.Saved
	err = at.call(s.ctx, http.MethodPost, record(c.ID)+"/decision",
		portal.Decision{Version: file.Version, Decision: c.action, Comment: c.Comment, Reason: c.Reason}, &saved)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s is %s\n", saved.ID, saved.ReviewStatus)
	return err
}

// named tells the commands that decide what they decide.
func (c *actCommand) named() {
	c.Open.action, c.Approve.action, c.Ask.action, c.Reject.action = "open", "approve", "ask", "reject"
	c.Accept.action, c.Decline.action, c.Convert.action = "accept", "decline", "convert"
	c.Withdraw.action, c.Disconnect.action = "withdraw", "disconnect"
}

// A clockCommand shows or changes the clock.
type clockCommand struct {
	To       string `arg:"" optional:"" help:"+3d, +2bd (business days), +90m, an instant such as 2027-04-01T09:00:00Z, next (business day), freeze or resume; nothing shows the clock."`
	Calendar string `help:"Whose business days count: JP, US or none." default:"none" placeholder:"NAME"`
}

// spans are the short names of units.
var spans = []struct{ short, unit string }{{"bd", "business days"}, {"s", "seconds"}, {"m", "minutes"}, {"h", "hours"}, {"d", "days"}, {"w", "weeks"}}

// shift is the wanted change as the endpoint takes it.
func (c *clockCommand) shift() (portal.Shift, error) {
	out := portal.Shift{Calendar: c.Calendar}
	switch c.To {
	case "next":
		out.NextBusinessDay = true
		return out, nil
	case "freeze":
		out.Freeze = true
		return out, nil
	case "resume":
		out.Resume = true
		return out, nil
	}
	number, by := strings.CutPrefix(c.To, "+")
	for _, u := range spans {
		if n, ok := strings.CutSuffix(number, u.short); by && ok && strings.Trim(n, "0123456789") == "" && n != "" {
			out.By = n + " " + u.unit
			return out, nil
		}
	}
	if _, err := time.Parse(time.RFC3339, c.To); err != nil {
		return out, fmt.Errorf("%q says no time: write +3d, +2bd, +90m, an instant such as 2027-04-01T09:00:00Z, next, freeze or resume", c.To)
	}
	out.To = c.To
	return out, nil
}

// Run moves the clock and shows how it stands.
func (c *clockCommand) Run(s *session, act *actCommand) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	var now portal.Clock
	if c.To == "" {
		err = at.call(s.ctx, http.MethodGet, "clock", nil, &now)
	} else {
		var shift portal.Shift
		if shift, err = c.shift(); err == nil {
			err = at.call(s.ctx, http.MethodPost, "clock", shift, &now)
		}
	}
	if err != nil {
		return err
	}
	how := ""
	if now.Frozen {
		how = ", frozen"
	}
	_, err = fmt.Fprintf(s.out, "%s, %s ahead%s\n", now.Now.Format(time.RFC1123), time.Duration(now.AheadSeconds)*time.Second, how)
	return err
}

// A quirkCommand lists and turns quirks.
type quirkCommand struct {
	List listQuirks `cmd:"" default:"1" help:"List the quirks."`
	On   turnOn     `cmd:"" help:"Turn a quirk on."`
	Off  turnOff    `cmd:"" help:"Turn a quirk off."`
}

type listQuirks struct{}

// Run lists the quirks with their parameters.
func (listQuirks) Run(s *session, act *actCommand) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	var list portal.Items[portal.Quirk]
	if err := at.call(s.ctx, http.MethodGet, "quirks", nil, &list); err != nil {
		return err
	}
	t := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, q := range list.Items {
		fmt.Fprintf(t, "%s\t%s\t%s\n", q.ID, onOff[q.On], q.What)
		for _, p := range q.Parameters {
			fmt.Fprintf(t, "\t\t  %s=%s (%s)\n", p.Name, p.Value, p.Rule)
		}
	}
	return t.Flush()
}

var onOff = map[bool]string{true: "on", false: "off"}

type turnOn struct {
	ID         string            `arg:"" help:"Quirk."`
	Parameters map[string]string `arg:"" optional:"" help:"Parameters as name=value." mapsep:"none"`
}

// Run turns the quirk on.
func (c *turnOn) Run(s *session, act *actCommand) error {
	return turn(s, act, c.ID, true, c.Parameters)
}

type turnOff struct {
	ID string `arg:"" help:"Quirk."`
}

// Run turns the quirk off.
func (c *turnOff) Run(s *session, act *actCommand) error { return turn(s, act, c.ID, false, nil) }

func turn(s *session, act *actCommand, id string, on bool, parameters map[string]string) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	var q portal.Quirk
	if err := at.call(s.ctx, http.MethodPut, "quirks/"+url.PathEscape(id), portal.Turn{On: on, Parameters: parameters}, &q); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s is %s\n", q.ID, onOff[q.On])
	return err
}

// A directCommand directs scenarios.
type directCommand struct {
	List  listStarted   `cmd:"" default:"1" help:"List the scenarios, those that are started first."`
	Start startScenario `cmd:"" help:"Start a scenario: one that comes with the program, or a file."`
	Stop  stopScenario  `cmd:"" help:"Stop a scenario, and drop what it still has to do."`
	Runs  showRuns      `cmd:"" help:"Show what is played: what is due when, what was done, what was refused and why."`
}

type listStarted struct{}

// Run lists the scenarios.
func (listStarted) Run(s *session, act *actCommand) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	var list portal.Items[portal.Scenario]
	if err := at.call(s.ctx, http.MethodGet, "scenarios", nil, &list); err != nil {
		return err
	}
	t := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, sc := range list.Items {
		fmt.Fprintf(t, "%s\t%s\t%s\n", sc.Name, map[bool]string{true: "started", false: ""}[sc.Started], sc.TitleEN)
	}
	return t.Flush()
}

type startScenario struct {
	What string `arg:"" help:"Name, or a YAML file."`
}

// Run starts the scenario.
func (c *startScenario) Run(s *session, act *actCommand) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	start := portal.Start{Name: c.What}
	text, err := os.ReadFile(c.What)
	switch {
	case err == nil:
		start = portal.Start{Text: string(text)}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	var sc portal.Scenario
	if err := at.call(s.ctx, http.MethodPost, "scenarios", start, &sc); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s is started: %s\n", sc.Name, sc.TitleEN)
	return err
}

type stopScenario struct {
	Name string `arg:"" help:"Name."`
}

// Run stops the scenario.
func (c *stopScenario) Run(s *session, act *actCommand) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	if err := at.call(s.ctx, http.MethodPost, "scenarios/"+url.PathEscape(c.Name)+"/stop", nil, nil); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s is stopped\n", c.Name)
	return err
}

type showRuns struct{}

// Run shows the latest runs.
func (showRuns) Run(s *session, act *actCommand) error {
	at, err := act.control()
	if err != nil {
		return err
	}
	var list portal.RunPage
	if err := at.call(s.ctx, http.MethodGet, "runs?pageSize=100", nil, &list); err != nil {
		return err
	}
	t := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, r := range list.Items {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", cmp.Or(r.Opportunity, r.Entity, r.Partner), r.Scenario, r.Scene, r.Began.Format(time.RFC3339))
		for _, step := range r.Steps {
			fmt.Fprintf(t, "  %s\t%s %s\t%s\t%s\n", step.Due.Format(time.RFC3339), step.Actor, step.Action, step.State, step.Message)
		}
	}
	return t.Flush()
}
