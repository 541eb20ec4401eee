// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package collaboration_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack/slacktest"

	"cosell/internal/aws/selling"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/collaboration"
	"cosell/internal/central/collaboration/slack"
	"cosell/internal/central/review"
	"cosell/internal/clock"
	"cosell/internal/outbound"
)

// A workspace stands for Slack: it knows names, pins and members, and fails once where it is told to.
type workspace struct {
	mu       sync.Mutex
	channels map[string]string // id by name
	creator  string
	pinned   bool
	posted   []string
	shared   []string
	seated   []string
	archived []string
	fail     map[string][]string // answers of methods that come before the right one
}

const me = "W012A3CDE" // who slacktest says that a token belongs to

func (s *workspace) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// handle serves a method, unless it is to fail first: "429", "500", "lost" (done, but nobody is told) or an error of Slack's.
func (s *workspace) handle(c slacktest.Customize, method string, do func(r *http.Request) any) {
	c.Handle("/"+method, func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		_ = r.ParseForm()
		how := ""
		if next := s.fail[method]; len(next) > 0 {
			how, s.fail[method] = next[0], next[1:]
		}
		switch how {
		case "":
			s.answer(w, do(r))
		case "429":
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(http.StatusTooManyRequests)
		case "500":
			w.WriteHeader(http.StatusInternalServerError)
		case "lost":
			do(r)
			w.WriteHeader(http.StatusBadGateway)
		default:
			s.answer(w, map[string]any{"ok": false, "error": how})
		}
	})
}

func refused(code string) any { return map[string]any{"ok": false, "error": code} }

func (s *workspace) bind(c slacktest.Customize) {
	ok := map[string]any{"ok": true}
	s.handle(c, "auth.test", func(*http.Request) any {
		return map[string]any{"ok": true, "url": "https://aws-partners.slack.com/", "user_id": me}
	})
	s.handle(c, "conversations.create", func(r *http.Request) any {
		name := r.Form.Get("name")
		if s.channels[name] != "" {
			return refused("name_taken")
		}
		s.channels[name] = fmt.Sprintf("C%04d", len(s.channels)+1)
		return map[string]any{"ok": true, "channel": map[string]any{"id": s.channels[name], "name": name, "creator": s.creator}}
	})
	s.handle(c, "conversations.list", func(*http.Request) any {
		list := []any{}
		for name, id := range s.channels {
			list = append(list, map[string]any{"id": id, "name": name, "creator": s.creator})
		}
		return map[string]any{"ok": true, "channels": list}
	})
	s.handle(c, "pins.list", func(*http.Request) any {
		items := []any{}
		if s.pinned {
			items = append(items, map[string]any{"type": "message"})
		}
		return map[string]any{"ok": true, "items": items}
	})
	s.handle(c, "conversations.history", func(*http.Request) any {
		list := []any{}
		for _, text := range s.posted {
			list = append(list, map[string]any{"type": "message", "text": text, "ts": "1.2"})
		}
		return map[string]any{"ok": true, "messages": list}
	})
	s.handle(c, "chat.postMessage", func(r *http.Request) any {
		s.posted = append(s.posted, r.Form.Get("text"))
		return map[string]any{"ok": true, "channel": r.Form.Get("channel"), "ts": "1.2"}
	})
	s.handle(c, "pins.add", func(*http.Request) any { s.pinned = true; return ok })
	s.handle(c, "conversations.inviteShared", func(r *http.Request) any {
		if slices.Contains(s.shared, r.Form.Get("emails")) {
			return refused("already_invited")
		}
		s.shared = append(s.shared, r.Form.Get("emails"))
		return map[string]any{"ok": true, "invite_id": "I1"}
	})
	s.handle(c, "users.lookupByEmail", func(r *http.Request) any {
		if strings.HasPrefix(r.Form.Get("email"), "nobody@") {
			return refused("users_not_found")
		}
		return map[string]any{"ok": true, "user": map[string]any{"id": "U-" + r.Form.Get("email")}}
	})
	s.handle(c, "conversations.invite", func(r *http.Request) any {
		if slices.Contains(s.seated, r.Form.Get("users")) {
			return refused("already_in_channel")
		}
		s.seated = append(s.seated, r.Form.Get("users"))
		return map[string]any{"ok": true, "channel": map[string]any{"id": r.Form.Get("channel")}}
	})
	s.handle(c, "conversations.archive", func(r *http.Request) any { s.archived = append(s.archived, r.Form.Get("channel")); return ok })
}

// inSlack gives a world a workspace, and a channel that is asked for and approved.
func inSlack(t *testing.T, w *centraltest.World, clk *clock.Manual, fail map[string][]string) (*workspace, collaboration.Channel) {
	t.Helper()
	s := &workspace{channels: map[string]string{}, creator: me, fail: fail}
	server := slacktest.NewTestServer(s.bind)
	server.Start()
	t.Cleanup(server.Stop)
	client := outbound.New(outbound.Settings{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	w.Channels.Slack = slack.New(slack.Settings{URL: server.GetAPIURL(), Token: "xoxb-test", Client: client.HTTP()})
	id := approved(t, w, clk, "Qualified")
	if _, err := w.Desk.SetSide(t.Context(), w.Reviewer, aws, id, review.SideChange{Team: []selling.AwsTeamMember{
		{BusinessTitle: "AWSSalesRep", FirstName: new("Morgan"), LastName: new("Reyes"), Email: new("morgan@amazon.example")},
		{BusinessTitle: "PDM", FirstName: new("No"), LastName: new("Body"), Email: new("nobody@amazon.example")}}}); err != nil {
		t.Fatal(err)
	}
	ch := must(w.Channels.Request(t.Context(), w.A.Lead, request(w, id, w.A.Lead, w.A.User)))(t)
	return s, must(w.Channels.Decide(t.Context(), w.Reviewer, ch.ID, collaboration.Decision{Version: version(ch), Approve: true}))(t)
}

func work(t *testing.T, w *centraltest.World, clk *clock.Manual, rounds int) {
	t.Helper()
	for range rounds {
		if err := w.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		clk.Advance(2 * time.Minute)
	}
}

func read(t *testing.T, w *centraltest.World, id string) collaboration.Channel {
	t.Helper()
	return must(w.Channels.Read(t.Context(), w.Reviewer, id))(t)
}

func TestSlackGetsOneChannelOneGreetingAndOneInvitationEachWhateverFails(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]map[string][]string{
		"nothing":             {},
		"rate limits":         {"conversations.create": {"429"}, "conversations.inviteShared": {"429", "", "429"}},
		"the answer was lost": {"conversations.create": {"lost"}, "chat.postMessage": {"lost"}, "pins.add": {"lost"}, "conversations.inviteShared": {"lost", "", "lost"}, "conversations.invite": {"lost"}},
		"Slack is down":       {"auth.test": {"500", "500"}, "pins.list": {"internal_error"}, "users.lookupByEmail": {"service_unavailable"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
				again := map[string][]string{}
				for method, how := range fail {
					again[method] = slices.Clone(how) // both databases fail alike
				}
				s, ch := inSlack(t, w, clk, again)
				work(t, w, clk, 8)
				ch = read(t, w, ch.ID)
				if ch.State != collaboration.Created || ch.Link != "https://aws-partners.slack.com/archives/C0001" || ch.SlackID != "C0001" || ch.Trouble != "" {
					t.Fatalf("%+v", ch)
				}
				if len(s.channels) != 1 || s.channels[ch.Name] == "" || len(s.posted) != 1 || !s.pinned {
					t.Errorf("channels %v, greeted %d times, pinned %v", s.channels, len(s.posted), s.pinned)
				}
				slices.Sort(s.shared)
				if !slices.Equal(s.shared, []string{"lead@alpha.example", "user@alpha.example"}) || !slices.Equal(s.seated, []string{"U-morgan@amazon.example"}) {
					t.Errorf("invited %v, seated %v", s.shared, s.seated)
				}
				if !strings.Contains(s.posted[0], ch.Opportunity()+"?tab=channel") || strings.Contains(s.posted[0], ch.Company) {
					t.Errorf("the greeting is %q", s.posted[0])
				}
			})
		})
	}
}

func TestWhatSlackRefusesIsToldToTheDeskWhichTriesAgainOrGivesALink(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		ctx := t.Context()
		s, ch := inSlack(t, w, clk, map[string][]string{"conversations.create": {"missing_scope", "restricted_action"}})
		work(t, w, clk, 1)
		if ch = read(t, w, ch.ID); ch.State != collaboration.Approved || ch.Trouble != "missing_scope" {
			t.Fatalf("%+v", ch)
		}
		ch = must(w.Channels.Retry(ctx, w.Reviewer, ch.ID, version(ch)))(t)
		work(t, w, clk, 1)
		if ch = read(t, w, ch.ID); ch.Trouble != "restricted_action" {
			t.Fatalf("%+v", ch)
		}
		ch = must(w.Channels.Retry(ctx, w.Reviewer, ch.ID, version(ch)))(t)
		work(t, w, clk, 1)
		if ch = read(t, w, ch.ID); ch.State != collaboration.Created || len(s.channels) != 1 {
			t.Fatalf("%+v", ch)
		}
		clk.Advance(collaboration.InvitationValidity)
		if ch = read(t, w, ch.ID); ch.People[0].Stand != collaboration.Expired {
			t.Errorf("an invitation of Slack's after two weeks is %s", ch.People[0].Stand)
		}
		must(w.Channels.Answer(ctx, w.A.Lead, ch.ID, collaboration.Accepted))(t)
		ch = must(w.Channels.Archive(ctx, w.Reviewer, ch.ID, version(ch)))(t)
		work(t, w, clk, 1)
		if !slices.Equal(s.archived, []string{"C0001"}) {
			t.Errorf("archived in Slack: %v", s.archived)
		}
	})
}

func TestANameThatSomebodyElseHasTakenIsNotUsed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		s, ch := inSlack(t, w, clk, map[string][]string{})
		s.mu.Lock()
		s.channels[ch.Name], s.creator = "C0666", "U-somebody"
		s.mu.Unlock()
		work(t, w, clk, 1)
		if ch = read(t, w, ch.ID); ch.State != collaboration.Approved || ch.Trouble != "name_taken" || len(s.posted) > 0 {
			t.Fatalf("%+v, posted %v", ch, s.posted)
		}
		ch = must(w.Channels.Open(t.Context(), w.Reviewer, ch.ID, version(ch), "https://aws-partners.slack.com/archives/C0777"))(t)
		if ch.State != collaboration.Created || ch.Trouble != "" {
			t.Errorf("%+v", ch)
		}
	})
}

func TestASlackThatStaysDownIsToldAfterTheLastTry(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *centraltest.World, clk *clock.Manual) {
		_, ch := inSlack(t, w, clk, map[string][]string{"auth.test": slices.Repeat([]string{"500"}, 20)})
		work(t, w, clk, 10)
		if ch = read(t, w, ch.ID); ch.State != collaboration.Approved || ch.Trouble != "unreachable" {
			t.Errorf("%+v", ch)
		}
	})
}
