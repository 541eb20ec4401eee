// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"cosell/internal/central/collaboration"
	"cosell/internal/central/identity"
	"cosell/internal/pages"
)

// ChannelPerson is somebody whom the partner chose for a channel.
type ChannelPerson struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Email string    `json:"email"`
	State string    `json:"state" enum:"chosen,invited,accepted,declined,left,expired"`
	Since time.Time `json:"since"`
	Me    bool      `json:"me"`
	May   []string  `json:"may" nullable:"false" doc:"what the caller may answer: accept, decline or leave"`
}

// Channel is a channel about an opportunity, or the request for one.
type Channel struct {
	ID          string          `json:"id"`
	Version     string          `json:"version"`
	Opportunity string          `json:"opportunity"`
	Title       string          `json:"title" doc:"of the opportunity when the channel was asked for"`
	Company     string          `json:"company"`
	Partner     *Partner        `json:"partner,omitempty" doc:"at the AWS desk"`
	State       string          `json:"state" enum:"requested,approved,created,declined,archived"`
	Purpose     string          `json:"purpose,omitempty"`
	AskedBy     string          `json:"askedBy"`
	Asked       time.Time       `json:"asked"`
	DecidedBy   string          `json:"decidedBy,omitempty"`
	Decided     *time.Time      `json:"decided,omitempty"`
	Reason      string          `json:"reason,omitempty" doc:"why it was declined"`
	Trouble     string          `json:"trouble,omitempty" doc:"at the AWS desk: in Slack's words, why it could not be made"`
	Name        string          `json:"name" doc:"in Slack"`
	Link        string          `json:"link,omitempty"`
	Created     *time.Time      `json:"created,omitempty"`
	Archived    *time.Time      `json:"archived,omitempty"`
	People      []ChannelPerson `json:"people" nullable:"false"`
}

// ChannelCandidate is somebody whom a partner may choose.
type ChannelCandidate struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	OptedOut bool   `json:"optedOut" doc:"wants no invitations"`
}

// ChannelTab is what a partner sees of the channels of an opportunity.
type ChannelTab struct {
	Channels   []Channel          `json:"channels" nullable:"false" doc:"the latest first"`
	Stops      []pages.Violation  `json:"stops" nullable:"false" doc:"why no channel can be asked for now; empty: one can be"`
	Candidates []ChannelCandidate `json:"candidates" nullable:"false"`
	OptedOut   bool               `json:"optedOut" doc:"the caller wants no invitations"`
}

// ChannelPage is a page of channels at the AWS desk, the oldest request first unless asked otherwise.
type ChannelPage struct {
	Items   []Channel `json:"items" nullable:"false"`
	Next    string    `json:"next,omitempty"`
	BySlack bool      `json:"bySlack" doc:"the program makes channels in Slack by itself"`
}

// ChannelRequest asks for a channel.
type ChannelRequest struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	People  []string `json:"people,omitempty" required:"false" nullable:"false" doc:"ids of candidates"`
	Purpose string   `json:"purpose,omitempty" required:"false"`
}

// ChannelAnswer is what somebody says of his own invitation.
type ChannelAnswer struct {
	_      struct{} `json:"-" additionalProperties:"true"`
	Answer string   `json:"answer,omitempty" required:"false" doc:"accept, decline or leave"`
}

// ChannelOptOut says whether the caller wants no invitations.
type ChannelOptOut struct {
	_  struct{} `json:"-" additionalProperties:"true"`
	On bool     `json:"on,omitempty" required:"false"`
}

// ChannelStep is what the AWS desk does with a channel.
type ChannelStep struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Version string   `json:"version,omitempty" required:"false"`
	Do      string   `json:"do,omitempty" required:"false" doc:"approve, decline, open, retry or archive"`
	Link    string   `json:"link,omitempty" required:"false" doc:"with open, and with approve where the channel is there already"`
	Reason  string   `json:"reason,omitempty" required:"false" doc:"with decline"`
}

type (
	channelRequestIn struct {
		ID   string `path:"id"`
		Body ChannelRequest
	}
	channelAnswerIn struct {
		ID   string `path:"id"`
		Body ChannelAnswer
	}
	channelOptOutIn struct{ Body ChannelOptOut }
	channelStepIn   struct {
		ID   string `path:"id"`
		Body ChannelStep
	}
)

func (p *Portal) channels() {
	const tab, desk = "/api/central/opportunities/{id}/channel", "/api/central/desk/channels"
	serve(p, pages.Operation("opportunityChannel", http.MethodGet, tab, "Read the channels of an opportunity", 200, 404), p.opportunityChannel)
	serve(p, pages.Operation("requestChannel", http.MethodPost, tab, "Ask for a channel", 201, 404, 409, 422), p.requestChannel)
	serve(p, pages.Operation("answerChannel", http.MethodPost, "/api/central/channels/{id}/answer", "Answer the invitation to a channel", 200, 404, 409), p.answerChannel)
	serve(p, pages.Operation("optOutOfChannels", http.MethodPut, "/api/central/channels/opt-out", "Take invitations to channels, or none", 200), p.optOut)
	serve(p, pages.Operation("deskChannels", http.MethodGet, desk, "List channels and requests for them", 200, 400), p.deskChannels)
	serve(p, pages.Operation("deskChannel", http.MethodGet, desk+"/{id}", "Read a channel at the AWS desk", 200, 404), p.deskChannel)
	serve(p, pages.Operation("deskChannelStep", http.MethodPost, desk+"/{id}/step", "Decide on a channel", 200, 404, 409, 422), p.deskChannelStep)
}

// channelAnswers are the answers by the stands that they lead to.
var channelAnswers = map[collaboration.Stand]string{collaboration.Accepted: "accept", collaboration.Refused: "decline", collaboration.Left: "leave"}

func channelView(c collaboration.Channel, who identity.Caller) Channel {
	v := Channel{ID: c.ID, Version: strconv.FormatInt(c.Version, 10), Opportunity: c.Opportunity(), Title: c.Title, Company: c.Company, State: string(c.State),
		Purpose: c.Purpose, AskedBy: c.AskedName, Asked: c.Asked, DecidedBy: c.DecidedName, Decided: instantOrNil(c.Decided), Reason: c.Reason, Name: c.Name,
		Link: c.Link, Created: instantOrNil(c.Made), Archived: instantOrNil(c.Closed), People: []ChannelPerson{}}
	if who.Reviews() {
		v.Partner, v.Trouble = &Partner{c.Partner.Account, c.Partner.Name}, c.Trouble
	}
	for _, one := range c.People {
		view := ChannelPerson{ID: one.ID, Name: one.Name, Email: one.Email, State: string(one.Stand), Since: one.Since, Me: one.ID == who.Principal, May: []string{}}
		if view.Me && c.Alive() {
			for _, next := range collaboration.Stands[one.Stand] {
				view.May = append(view.May, channelAnswers[next])
			}
		}
		v.People = append(v.People, view)
	}
	return v
}

func (p *Portal) opportunityChannel(ctx context.Context, who identity.Caller, in *recordIn) (ChannelTab, error) {
	found, err := p.Channels.Tab(ctx, who, catalog, in.ID)
	out := ChannelTab{Channels: []Channel{}, Stops: violations(found.Stops), Candidates: []ChannelCandidate{}, OptedOut: found.OptedOut}
	for _, c := range found.Channels {
		out.Channels = append(out.Channels, channelView(c, who))
	}
	for _, c := range found.Candidates {
		out.Candidates = append(out.Candidates, ChannelCandidate{ID: c.ID, Name: c.Name(), Email: c.Email, OptedOut: c.OptedOut})
	}
	return out, err
}

func (p *Portal) requestChannel(ctx context.Context, who identity.Caller, in *channelRequestIn) (Channel, error) {
	c, err := p.Channels.Request(ctx, who, collaboration.Request{Catalog: catalog, Opportunity: in.ID, People: in.Body.People, Purpose: in.Body.Purpose})
	return channelView(c, who), err
}

func (p *Portal) answerChannel(ctx context.Context, who identity.Caller, in *channelAnswerIn) (Channel, error) {
	for stand, word := range channelAnswers {
		if word == in.Body.Answer {
			c, err := p.Channels.Answer(ctx, who, in.ID, stand)
			return channelView(c, who), err
		}
	}
	return Channel{}, pages.Malformed("answer", "the answer is accept, decline or leave")
}

func (p *Portal) optOut(ctx context.Context, who identity.Caller, in *channelOptOutIn) (Done, error) {
	err := p.Channels.OptOut(ctx, who, in.Body.On)
	return Done{err == nil}, err
}

func (p *Portal) deskChannels(ctx context.Context, who identity.Caller, in *listIn) (ChannelPage, error) {
	q, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"state": {Operators: "="}, "partner": {Operators: "="}, "opportunity": {Operators: "="}}, Sorts: []string{"asked"}, Sort: "asked", Asc: true})
	if err != nil {
		return ChannelPage{}, err
	}
	found, next, err := p.Channels.Queue(ctx, who, collaboration.Query{States: chosen(q, "state"), Partners: chosen(q, "partner"),
		About: chosen(q, "opportunity"), Asc: q.Asc, Size: q.Size, Token: q.Cursor})
	out := ChannelPage{Items: []Channel{}, Next: text(next), BySlack: p.Channels.BySlack()}
	for _, c := range found {
		out.Items = append(out.Items, channelView(c, who))
	}
	return out, err
}

func (p *Portal) deskChannel(ctx context.Context, who identity.Caller, in *recordIn) (Channel, error) {
	c, err := p.Channels.Read(ctx, who, in.ID)
	return channelView(c, who), err
}

func (p *Portal) deskChannelStep(ctx context.Context, who identity.Caller, in *channelStepIn) (Channel, error) {
	if !who.Reviews() {
		return Channel{}, notAtTheDesk
	}
	b := in.Body
	if err := needVersion(b.Version); err != nil {
		return Channel{}, err
	}
	var c collaboration.Channel
	var err error
	switch b.Do {
	case "approve", "decline":
		c, err = p.Channels.Decide(ctx, who, in.ID, collaboration.Decision{Version: b.Version, Approve: b.Do == "approve", Link: b.Link, Reason: b.Reason})
	case "open":
		c, err = p.Channels.Open(ctx, who, in.ID, b.Version, b.Link)
	case "retry":
		c, err = p.Channels.Retry(ctx, who, in.ID, b.Version)
	case "archive":
		c, err = p.Channels.Archive(ctx, who, in.ID, b.Version)
	default:
		return Channel{}, pages.Malformed("do", "the step is approve, decline, open, retry or archive")
	}
	return channelView(c, who), err
}
