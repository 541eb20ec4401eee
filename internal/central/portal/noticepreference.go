// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
	"cosell/internal/pages"
)

// NoticeWish is how somebody wants to be told of a group of notices.
type NoticeWish struct {
	_     struct{} `json:"-" additionalProperties:"true"`
	Group string   `json:"group,omitempty" required:"false"`
	Page  bool     `json:"page,omitempty" required:"false"`
	Mail  string   `json:"mail,omitempty" required:"false" doc:"never, at-once, daily or weekly"`
}

// WishView is a group of notices, and how the signed-in user is told of it.
type WishView struct {
	Group  string `json:"group"`
	Name   string `json:"name"`
	NameJA string `json:"nameJa"`
	Page   bool   `json:"page" doc:"in the pages"`
	Mail   string `json:"mail" enum:"never,at-once,daily,weekly"`
}

// NoticePreferences are how the signed-in user is told.
type NoticePreferences struct {
	Email        string     `json:"email"`
	Sends        bool       `json:"sends" doc:"there is a mail server; without one letters are only read here"`
	Wishes       []WishView `json:"wishes" nullable:"false"`
	Zone         string     `json:"zone"`
	Time         string     `json:"time" doc:"of the day, 09:00"`
	BusinessDays bool       `json:"businessDays"`
	Version      string     `json:"version"`
}

// SaveNoticePreferences is how the signed-in user wants to be told.
type SaveNoticePreferences struct {
	_            struct{}     `json:"-" additionalProperties:"true"`
	Wishes       []NoticeWish `json:"wishes,omitempty" required:"false" nullable:"false"`
	Zone         string       `json:"zone,omitempty" required:"false"`
	Time         string       `json:"time,omitempty" required:"false"`
	BusinessDays bool         `json:"businessDays,omitempty" required:"false"`
	Version      string       `json:"version,omitempty" required:"false"`
}

type savePreferencesIn struct{ Body SaveNoticePreferences }

func (p *Portal) noticePreferences() {
	const at = "/api/central/notices/preferences"
	serve(p, pages.Operation("readNoticePreferences", http.MethodGet, at, "Read how the signed-in user is told", 200), p.readNoticePreferences)
	serve(p, pages.Operation("saveNoticePreferences", http.MethodPut, at, "Save how the signed-in user is told", 200, 400, 409, 422), p.saveNoticePreferences)
}

func (p *Portal) readNoticePreferences(ctx context.Context, who identity.Caller, _ *struct{}) (NoticePreferences, error) {
	found, err := p.Notices.Preferences(ctx, who)
	return p.preferencesView(found), err
}

func (p *Portal) preferencesView(found notice.Preferences) NoticePreferences {
	out := NoticePreferences{Email: found.Email, Sends: p.Notices.Sends(), Wishes: []WishView{}, Zone: found.Zone,
		Time: fmt.Sprintf("%02d:%02d", found.Minute/60, found.Minute%60), BusinessDays: found.Business, Version: strconv.FormatInt(found.Version, 10)}
	for _, g := range notice.Groups {
		if w, there := found.Wishes[g]; there {
			out.Wishes = append(out.Wishes, WishView{string(g), g.Name(notice.English), g.Name(notice.Japanese), w.Page, w.Mail.String()})
		}
	}
	return out
}

func (p *Portal) saveNoticePreferences(ctx context.Context, who identity.Caller, in *savePreferencesIn) (NoticePreferences, error) {
	version, err := viewVersion(in.Body.Version)
	if err != nil {
		return NoticePreferences{}, err
	}
	at, err := time.Parse("15:04", in.Body.Time)
	if err != nil {
		return NoticePreferences{}, pages.Malformed("body.time", "is a time of the day such as 09:00")
	}
	wanted := notice.Preferences{Times: notice.Times{Zone: in.Body.Zone, Minute: at.Hour()*60 + at.Minute(), Business: in.Body.BusinessDays},
		Wishes: map[notice.Group]notice.Wish{}, Version: version}
	for _, w := range in.Body.Wishes {
		way, known := notice.ParseWay(w.Mail)
		if !known {
			return NoticePreferences{}, pages.Malformed("body.wishes", "mail is never, at-once, daily or weekly")
		}
		wanted.Wishes[notice.Group(w.Group)] = notice.Wish{Page: w.Page, Mail: way}
	}
	saved, err := p.Notices.Choose(ctx, who, wanted)
	return p.preferencesView(saved), err
}
