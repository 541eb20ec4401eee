// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/event"
	"cosell/internal/central/engagement"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

const events = "/api/central/event-"

// wired makes a connection, a destination and a rule over the pages.
func (s *stage) wired(who identity.Caller, address string) {
	s.t.Helper()
	s.want(s.call(who, "POST", events+"connections", map[string]any{"name": "crm", "auth": "API_KEY", "client": "X-Api-Key", "secret": "canary-secret",
		"params": []any{map[string]any{"in": "header", "name": "X-Tenant", "value": "canary-tenant", "secret": true}}}), 201)
	s.want(s.call(who, "POST", events+"destinations", map[string]any{"name": "crm", "url": address + "/events/*", "connection": "crm", "rate": 10}), 201)
	s.want(s.call(who, "POST", events+"rules", map[string]any{"name": "all", "enabled": true, "pattern": `{"source":["aws.partnercentral-selling"]}`,
		"targets": []any{map[string]any{"id": "crm", "destination": "crm", "tries": 1, "path": []any{"$.detail.opportunity.identifier"},
			"header": map[string]any{"X-Of": "cosell"}, "transformer": map[string]any{"paths": map[string]any{"id": "$.id"}, "template": `{"event": <id>}`}}}}), 201)
}

func TestRulesAndTheirTargetsAreMadeChangedAndTriedOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		got := make(chan string, 10)
		sink := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got <- r.URL.Path + " " + r.Header.Get("X-Api-Key") + " " + r.Header.Get("X-Tenant")
		}))
		t.Cleanup(sink.Close)
		lead, admin := s.A.Lead, s.A.Admin
		s.wired(lead, sink.URL)
		rule := s.want(s.call(admin, "GET", events+"rules/all", nil), 200)
		target := rule.list("targets")[0].(doc.Doc)
		if rule.body["enabled"] != true || target["destination"] != "crm" || doc.Get(target, "transformer.template") != `{"event": <id>}` {
			t.Errorf("the rule is %s", rule.text)
		}
		if again := s.want(s.call(lead, "POST", events+"rules", map[string]any{"name": "all", "pattern": `{"source":["x"]}`}), 409); again.str("code") != "state" {
			t.Errorf("a name that is taken: %s", again.text)
		}
		s.want(s.call(lead, "PUT", events+"rules/none", map[string]any{"pattern": `{"source":["x"]}`, "version": rule.str("version")}), 404)
		refused := s.want(s.call(lead, "PUT", events+"rules/all", map[string]any{"pattern": `{"source":"x"}`, "version": rule.str("version"), "targets": []any{map[string]any{"id": "crm", "destination": "no one"}}}), 422)
		if at := locations(refused); !slices.Contains(at, "Pattern") || !slices.Contains(at, "Targets[0].Destination") {
			t.Errorf("refused at %v", at)
		}

		sent := s.want(s.call(lead, "POST", events+"rules/all/sample", map[string]any{"target": "crm", "type": event.TypeOpportunityUpdated}), 200)
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		select {
		case call := <-got:
			if call != "/events/O0000000 canary-secret canary-tenant" {
				t.Errorf("the destination was called with %s", call)
			}
		default:
			t.Errorf("the sample did not arrive: %s", s.call(lead, "GET", "/api/central/deliveries/"+sent.str("delivery"), nil).text)
		}

		if off := s.want(s.call(admin, "POST", events+"rules/all/switch", map[string]any{"enabled": false}), 200); off.body["enabled"] != false || len(off.list("targets")) != 1 {
			t.Errorf("switched off: %s", off.text)
		}
		list := s.want(s.call(admin, "GET", events+"rules?filter=%7B%22tokens%22%3A%5B%7B%22property%22%3A%22name%22%2C%22operator%22%3A%22%5E%22%2C%22value%22%3A%22al%22%7D%5D%7D", nil), 200)
		if len(list.list("items")) != 1 || list.list("items")[0].(doc.Doc)["name"] != "all" {
			t.Errorf("listed: %s", list.text)
		}
		s.want(s.call(admin, "DELETE", events+"rules/all", nil), 200)
		s.want(s.call(admin, "GET", events+"rules/all", nil), 404)
	})
}

func TestAPatternIsTriedOnASampleOfEveryPublishedType(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		tried := s.want(s.call(s.A.Lead, "POST", events+"patterns/test", map[string]any{"pattern": `{"detail-type":[{"prefix":"Partner Connection"}]}`}), 200)
		var taken, all []string
		var sample string
		for _, item := range tried.list("samples") {
			one := item.(doc.Doc)
			all = append(all, one["type"].(string))
			if one["takes"] == true {
				taken = append(taken, one["type"].(string))
			}
			if doc.Get(one, "event.account") != s.A.Account || doc.Get(one, "event.detail-type") != one["type"] {
				t.Errorf("the sample is %v", one)
			}
		}
		if want := slices.Concat(event.Types, event.AccountTypes); !slices.Equal(all, want) || !slices.Equal(taken, event.AccountTypes) {
			t.Errorf("of %v are taken %v", all, taken)
		}
		sample = `{"id":"1","account":"2","source":"mine","time":"2027-01-01T00:00:00Z","region":"us-east-1","resources":[],"detail-type":"Stock","detail":{}}`
		for pattern, want := range map[string]bool{`{"source":["mine"]}`: true, `{"source":["other"]}`: false} {
			if r := s.want(s.call(s.A.Admin, "POST", events+"patterns/test", map[string]any{"pattern": pattern, "event": sample}), 200); r.body["takes"] != want {
				t.Errorf("%s takes %v", pattern, r.body["takes"])
			}
		}
		if r := s.want(s.call(s.A.Lead, "POST", events+"patterns/test", map[string]any{"pattern": `{`}), 422); !slices.Equal(locations(r), []string{"Pattern"}) {
			t.Errorf("no pattern: %s", r.text)
		}
		if r := s.want(s.call(s.A.Lead, "POST", events+"patterns/test", map[string]any{"pattern": `{"source":["x"]}`, "event": `{}`}), 422); !slices.Equal(locations(r), []string{"Event"}) {
			t.Errorf("no event: %s", r.text)
		}
	})
}

func TestSecretsOfConnectionsGoInAndNeverComeOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		s.wired(s.A.Lead, "http://127.0.0.1:1")
		read := s.want(s.call(s.A.Lead, "GET", events+"connections", nil), 200)
		kept := s.want(s.call(s.A.Admin, "PUT", events+"connections/crm", map[string]any{"auth": "API_KEY", "client": "X-Api-Key", "description": "ours", "version": s.opened(s.A.Admin, "connections/crm"),
			"params": []any{map[string]any{"in": "header", "name": "X-Tenant", "secret": true}}}), 200)
		if kept.str("description") != "ours" || strings.Contains(read.text+kept.text, "canary") {
			t.Errorf("read: %s\nkept: %s", read.text, kept.text)
		}
		if lacks := s.want(s.call(s.A.Lead, "POST", events+"connections", map[string]any{"name": "new", "auth": "BASIC", "client": "me"}), 422); !slices.Equal(locations(lacks), []string{"Secret"}) {
			t.Errorf("without a secret: %s", lacks.text)
		}
		s.want(s.call(s.A.Lead, "DELETE", events+"connections/crm", nil), 200)
		gone := s.want(s.call(s.A.Lead, "GET", events+"destinations", nil), 200)
		if d := gone.list("items")[0].(doc.Doc); d["connected"] != false || !strings.Contains(gone.text, `"rate":10`) {
			t.Errorf("without its connection: %s", gone.text)
		}
		for _, path := range []string{"rules/all", "destinations", "connections"} {
			if other := s.call(s.B.Lead, "GET", events+path, nil); strings.Contains(other.text, "crm") {
				t.Errorf("another tenant reads %s", other.text)
			}
		}
		s.want(s.call(s.B.Lead, "DELETE", events+"destinations/crm", nil), 404)
	})
}

func TestArchivesAreReplayedOverThePages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		lead := s.A.Lead
		s.wired(lead, "http://127.0.0.1:1")
		s.want(s.call(lead, "POST", events+"archives", map[string]any{"name": "kept", "days": 30}), 201)
		s.want(s.call(lead, "POST", opportunities, s.complete(s.A)), 201)
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		changed := s.want(s.call(lead, "PUT", events+"archives/kept", map[string]any{"days": 60, "description": "two months"}), 200)
		if !strings.Contains(changed.text, `"days":60`) || !strings.Contains(changed.text, `"events":1`) {
			t.Errorf("the archive is %s", changed.text)
		}
		refused := s.want(s.call(lead, "POST", events+"replays", map[string]any{"name": "again", "archive": "kept", "from": "yesterday"}), 422)
		if !slices.Equal(locations(refused), []string{"EventStartTime", "EventEndTime"}) {
			t.Errorf("refused at %v", locations(refused))
		}
		from, until := s.clk.Now().Add(-time.Hour).Format(time.RFC3339), s.clk.Now().Add(time.Hour).Format(time.RFC3339)
		s.want(s.call(lead, "POST", events+"replays", map[string]any{"name": "again", "archive": "kept", "rules": []any{"all"}, "from": from, "until": until}), 201)
		if err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		replays := s.want(s.call(lead, "GET", events+"replays", nil), 200)
		if r := replays.list("items")[0].(doc.Doc); r["state"] != "COMPLETED" || r["ended"] == nil || r["last"] == nil {
			t.Errorf("the replay is %s", replays.text)
		}
		s.want(s.call(lead, "POST", events+"replays/again/cancel", map[string]any{}), 409)
		s.want(s.call(s.A.Admin, "DELETE", events+"archives/kept", nil), 200)

		dead := s.want(s.call(lead, "GET", "/api/central/deliveries", nil), 200)
		var ids []any
		for _, d := range dead.list("items") {
			ids = append(ids, d.(doc.Doc)["id"])
		}
		if len(ids) != 2 {
			t.Fatalf("deliveries are %s", dead.text)
		}
		if other := s.want(s.call(s.B.Lead, "POST", "/api/central/deliveries/purge", map[string]any{"ids": ids}), 200); other.text != `{"purged":0}`+"\n" {
			t.Errorf("another tenant purged: %s", other.text)
		}
		if purged := s.want(s.call(lead, "POST", "/api/central/deliveries/purge", map[string]any{"ids": ids}), 200); purged.text != `{"purged":2}`+"\n" {
			t.Errorf("purged: %s", purged.text)
		}
		if left := s.want(s.call(lead, "GET", "/api/central/deliveries", nil), 200); len(left.list("items")) != 0 {
			t.Errorf("left: %s", left.text)
		}
	})
}

func TestEveryDoorThatHandsARecordInGivesItItsEngagement(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		lead := s.A.Lead
		engaged := func(id string) (found bool) {
			key := s.Read(lead, "AWS", id).Key
			err := s.DB.InTx(t.Context(), func(tx *sqldb.Tx) (err error) {
				_, found, err = engagement.EngagementOf(tx, key)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		made := s.want(s.call(lead, "POST", opportunities, with(s.complete(s.A), "submit", true)), 201)
		if !engaged(made.str("id")) {
			t.Error("created and handed in: no engagement")
		}
		for door, hand := range map[string]func(id, version string) reply{
			"submit": func(id, version string) reply {
				return s.call(lead, "POST", opportunities+"/"+id+"/submit", map[string]any{"version": version, "involvement": "Co-Sell"})
			},
			"form": func(id, version string) reply {
				return s.call(lead, "PUT", opportunities+"/"+id, with(s.complete(s.A), "version", version, "submit", true))
			},
		} {
			draft := s.want(s.call(lead, "POST", opportunities, s.complete(s.A)), 201)
			if engaged(draft.str("id")) {
				t.Errorf("a draft has an engagement")
			}
			s.clk.Advance(time.Minute)
			if r := s.want(hand(draft.str("id"), draft.str("version")), 200); r.str("reviewStatus") != "Submitted" || !engaged(draft.str("id")) {
				t.Errorf("handed in by %s: engaged %t, %s", door, engaged(draft.str("id")), r.text)
			}
		}
	})
}

func TestWhatSomebodyElseHasSavedMeanwhileIsNotOverwritten(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *stage) {
		lead, admin := s.A.Lead, s.A.Admin
		s.wired(lead, "http://127.0.0.1:1")
		forms := map[string]map[string]any{
			"rules/all":        {"enabled": true, "pattern": `{"source":["aws.partnercentral-selling"]}`, "targets": []any{map[string]any{"id": "crm", "destination": "crm", "path": []any{"x"}}}},
			"destinations/crm": {"url": "http://127.0.0.1:1/*", "connection": "crm", "rate": 5},
			"connections/crm":  {"auth": "API_KEY", "client": "X-Api-Key"},
		}
		for path, form := range forms { // the clock stands still: versions differ nevertheless
			opened := s.opened(lead, path)
			save := func(who identity.Caller, version, says string) reply {
				form["version"], form["description"] = version, says
				return s.call(who, "PUT", events+path, form)
			}
			if none := s.want(save(lead, "", "Unread"), 422); !slices.Contains(locations(none), "version") {
				t.Errorf("%s without a version: %s", path, none.text)
			}
			first := s.want(save(lead, opened, "First"), 200).str("version")
			stale := s.want(save(admin, opened, "Second"), 409)
			said, ok := stale.list("errors")[0].(doc.Doc)
			if !ok || stale.str("code") != "stale" || stale.str("version") != first || first == opened || said["rule"] != "event-version" ||
				strings.Count(said["message"].(string), " UTC") != 2 || strings.Count(said["messageJa"].(string), " UTC") != 2 || said["fixEn"] == "" || said["fixJa"] == "" {
				t.Errorf("%s of the version %s, now %s: %s", path, opened, first, stale.text)
			}
			if got := s.opened(lead, path); got != first {
				t.Errorf("%s: a refused change left the version %s, want %s", path, got, first)
			}
			s.want(save(admin, first, "Second"), 200)
		}
		before := s.opened(lead, "rules/all")
		s.want(s.call(lead, "POST", events+"rules/all/switch", map[string]any{"enabled": false}), 200)
		if after := s.opened(lead, "rules/all"); after == before {
			t.Error("a rule that was switched off has the version that it had")
		}
		before = s.opened(lead, "rules/all")
		if _, err := s.Bus.RemoveTargets(t.Context(), s.A.API, "all", []string{"crm"}); err != nil {
			t.Fatal(err)
		}
		if after := s.opened(lead, "rules/all"); after == before {
			t.Error("a rule that lost its target has the version that it had")
		}
	})
}

// opened is the version that a page shows of a rule, a destination or a connection, as its list has it.
func (s *stage) opened(who identity.Caller, path string) string {
	s.t.Helper()
	list, name, _ := strings.Cut(path, "/")
	for _, item := range s.want(s.call(who, "GET", events+list, nil), 200).list("items") {
		if one := item.(doc.Doc); one["name"] == name {
			return one["version"].(string)
		}
	}
	s.t.Fatalf("%s is not listed", path)
	return ""
}
