// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package slack makes channels in a Slack workspace: each step finds what an earlier attempt has left, and does not do it
// again.
package slack

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Settings say which workspace it is.
type Settings struct {
	URL    string // of Slack's API, with a slash at its end
	Token  string // of a bot in the workspace
	Client *http.Client
}

// A Workspace is where channels are made.
type Workspace struct{ api *slack.Client }

// New is the workspace of a token; nil without one.
func New(s Settings) *Workspace {
	if s.Token == "" {
		return nil
	}
	return &Workspace{slack.New(s.Token, slack.OptionAPIURL(s.URL), slack.OptionHTTPClient(s.Client))}
}

// Busy is the error of a call that Slack has put off.
type Busy struct{ For time.Duration }

func (b Busy) Error() string { return "Slack asks to come back in " + b.For.String() }

// Refused is the error of a call that Slack will refuse again.
type Refused struct{ Code string } // in Slack's words: missing_scope

func (r Refused) Error() string { return "Slack refuses: " + r.Code }

// passing are refusals that may be gone at the next attempt. Source: Slack's list of errors of its methods.
var passing = []string{"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "ratelimited"}

// meaning is the error of a call in this package's words.
func meaning(err error) error {
	if busy, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return Busy{max(busy.RetryAfter, time.Second)}
	}
	if said, ok := errors.AsType[slack.SlackErrorResponse](err); ok && !slices.Contains(passing, said.Err) {
		return Refused{said.Err}
	}
	return err
}

// is says whether Slack has refused with one of some words.
func is(err error, codes ...string) bool {
	r, ok := errors.AsType[Refused](meaning(err))
	return ok && slices.Contains(codes, r.Code)
}

// A Channel is one of the workspace.
type Channel struct{ ID, Link string }

// Make makes a private channel. One of this name that this bot has made before is taken; one that somebody else has made
// is refused as name_taken.
func (w *Workspace) Make(ctx context.Context, name string) (Channel, error) {
	me, err := w.api.AuthTestContext(ctx)
	if err != nil {
		return Channel{}, meaning(err)
	}
	made, err := w.api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: name, IsPrivate: true})
	switch {
	case err == nil:
		return channel(me.URL, made.ID), nil
	case !is(err, "name_taken"):
		return Channel{}, meaning(err)
	}
	taken := meaning(err)
	for q := (slack.GetConversationsParameters{Types: []string{"private_channel"}, ExcludeArchived: true, Limit: 200}); ; {
		found, next, err := w.api.GetConversationsContext(ctx, &q)
		if err != nil {
			return Channel{}, meaning(err)
		}
		for i := range found {
			if found[i].Name == name && found[i].Creator == me.UserID {
				return channel(me.URL, found[i].ID), nil
			}
		}
		if q.Cursor = next; next == "" {
			return Channel{}, taken
		}
	}
}

func channel(team, id string) Channel {
	return Channel{ID: id, Link: strings.TrimSuffix(team, "/") + "/archives/" + id}
}

// Greet writes the first message of a channel and pins it. Where one is pinned already it does nothing, and where the
// message is there, as its first line tells, it is not written again.
func (w *Workspace) Greet(ctx context.Context, id, firstLine, text string) error {
	pinned, _, err := w.api.ListPinsContext(ctx, id)
	if err != nil || len(pinned) > 0 {
		return meaning(err)
	}
	past, err := w.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: id, Limit: 50})
	if err != nil {
		return meaning(err)
	}
	at := ""
	for i := range past.Messages {
		if strings.HasPrefix(past.Messages[i].Text, firstLine) {
			at = past.Messages[i].Timestamp
		}
	}
	if at == "" {
		_, at, err = w.api.PostMessageContext(ctx, id, slack.MsgOptionText(firstLine+"\n"+text, false), slack.MsgOptionDisableLinkUnfurl())
	}
	if err != nil {
		return meaning(err)
	}
	err = w.api.AddPinContext(ctx, id, slack.NewRefToMessage(id, at))
	if is(err, "already_pinned") {
		return nil
	}
	return meaning(err)
}

// there are Slack's words for somebody who is in a channel, or invited, already.
var there = []string{"already_in_channel", "already_invited", "invite_already_pending", "user_already_in_channel"}

// Share invites somebody of another organisation by mail.
func (w *Workspace) Share(ctx context.Context, id, mail string) error {
	_, _, err := w.api.InviteSharedEmailsToConversationContext(ctx, id, mail)
	if is(err, there...) {
		return nil
	}
	return meaning(err)
}

// Seat puts somebody of the workspace itself into a channel; false where the workspace does not know the address.
func (w *Workspace) Seat(ctx context.Context, id, mail string) (bool, error) {
	user, err := w.api.GetUserByEmailContext(ctx, mail)
	if is(err, "users_not_found") {
		return false, nil
	}
	if err != nil {
		return false, meaning(err)
	}
	_, err = w.api.InviteUsersToConversationContext(ctx, id, user.ID)
	if is(err, append([]string{"cant_invite_self"}, there...)...) {
		return true, nil
	}
	return err == nil, meaning(err)
}

// Archive closes a channel for good. One that is closed or gone stays so.
func (w *Workspace) Archive(ctx context.Context, id string) error {
	err := w.api.ArchiveConversationContext(ctx, id)
	if is(err, "already_archived", "channel_not_found") {
		return nil
	}
	return meaning(err)
}
