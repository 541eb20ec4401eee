// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"cosell/internal/central/identity"
	"cosell/internal/mail"
)

// SettingsPath is the page where people choose how they are told.
const SettingsPath = "/settings/notifications"

// words are what a letter says around its notices. The heading may name a number of notices and nothing else.
type words struct {
	greeting, many, daily, weekly, more, why, choose string
}

var letterWords = map[Language]words{
	English: {"Hello %s,", "Notifications (%d)", "Daily summary (%d)", "Weekly summary (%d)", "More notifications are on the page: %d.",
		"You get this mail because of your notification settings.", "Change how you are notified"},
	Japanese: {"%s 様", "通知（%d 件）", "日次まとめ（%d 件）", "週次まとめ（%d 件）", "ほかに %d 件の通知があります。通知の画面で確認してください。",
		"このメールは、通知の設定に基づいてお送りしています。", "通知の設定を変更する"},
}

// groupNames are what groups are called, on pages and in digests.
var groupNames = map[Group]map[Language]string{
	Reviews:     {English: "Reviews by AWS", Japanese: "AWS のレビュー"},
	Shares:      {English: "Referrals, leads and invitations", Japanese: "紹介・リード・招待"},
	Owners:      {English: "Ownership", Japanese: "所有者の変更"},
	Changes:     {English: "Changes by AWS", Japanese: "AWS による変更"},
	Bulk:        {English: "Bulk actions", Japanese: "一括処理"},
	Connections: {English: "Connections", Japanese: "接続"},
	Channels:    {English: "Collaboration channels", Japanese: "コラボレーションチャンネル"},
	Support:     {English: "Support cases", Japanese: "サポートケース"},
	Account:     {English: "Account", Japanese: "アカウント"},
	Trouble:     {English: "Delivery problems", Japanese: "配信エラー"},
	Desk:        {English: "AWS desk", Japanese: "AWS デスク"},
}

// Name is what a group is called.
func (g Group) Name(l Language) string { return groupNames[g][l] }

// A part is a notice in a letter.
type part struct{ Heading, Line, URL string }

// A section is the notices of one group in a letter.
type section struct {
	Name  string
	Parts []part
}

// A page is what a letter is made of.
type page struct {
	Greeting, More, Why, Choose, ChooseURL string
	Sections                               []section
	Language                               Language
	Named                                  bool // sections have their names
}

// mostInLetter is how many notices a letter has.
const mostInLetter = 100

// letter writes notices to their reader.
func (r *Room) letter(u identity.User, w Way, zone *time.Location, all []Entry) (mail.Letter, error) {
	language := languageOf(u)
	said, base := letterWords[language], strings.TrimSuffix(r.Pages(), "/")
	p := page{Greeting: fmt.Sprintf(said.greeting, u.Name()), Why: said.why, Choose: said.choose, ChooseURL: base + SettingsPath, Language: language, Named: w != AtOnce}
	if extra := len(all) - mostInLetter; extra > 0 {
		p.More = fmt.Sprintf(said.more, extra)
	}
	shown := all[:min(len(all), mostInLetter)]
	for _, g := range Groups {
		s := section{Name: groupNames[g][language]}
		for i := range shown {
			if e := &shown[i]; e.Group == g {
				text := e.Text(language, zone)
				s.Parts = append(s.Parts, part{text.Heading, text.Line, base + e.Link()})
			}
		}
		if len(s.Parts) > 0 {
			p.Sections = append(p.Sections, s)
		}
	}
	l := mail.Letter{To: u.Email, Reader: u.ID, Unsubscribe: p.ChooseURL, Body: p.text()}
	switch {
	case w == Daily:
		l.Subject = fmt.Sprintf(said.daily, len(all))
	case w == Weekly:
		l.Subject = fmt.Sprintf(said.weekly, len(all))
	case len(all) == 1:
		l.Subject = all[0].Text(language, zone).Heading
	default:
		l.Subject = fmt.Sprintf(said.many, len(all))
	}
	var b strings.Builder
	err := letterPage.Execute(&b, p)
	l.HTML = b.String()
	return l, err
}

// text is the letter without any markup.
func (p *page) text() string {
	var b strings.Builder
	b.WriteString(p.Greeting + "\n\n")
	for _, s := range p.Sections {
		if p.Named {
			b.WriteString("[" + s.Name + "]\n\n")
		}
		for _, one := range s.Parts {
			b.WriteString(one.Heading + "\n" + one.Line + "\n" + one.URL + "\n\n")
		}
	}
	if p.More != "" {
		b.WriteString(p.More + "\n\n")
	}
	b.WriteString("-- \n" + p.Why + "\n" + p.Choose + ": " + p.ChooseURL + "\n")
	return b.String()
}

var letterPage = template.Must(template.New("letter").Parse(`<!DOCTYPE html>
<html lang="{{.Language}}">
<head><meta charset="utf-8"></head>
<body style="margin:0;padding:24px;font-family:'Open Sans','Hiragino Kaku Gothic ProN','Noto Sans JP',Meiryo,sans-serif;color:#0f141a;line-height:1.5">
<p>{{.Greeting}}</p>
{{range .Sections}}{{if $.Named}}<h2 style="font-size:16px;margin:24px 0 8px">{{.Name}}</h2>
{{end}}{{range .Parts}}<p style="margin:0 0 16px"><a href="{{.URL}}" style="color:#006ce0;font-weight:bold">{{.Heading}}</a><br>{{.Line}}</p>
{{end}}{{end}}{{with .More}}<p>{{.}}</p>
{{end}}<p style="margin-top:32px;border-top:1px solid #c6c6cd;padding-top:12px;font-size:12px;color:#424650">{{.Why}}
<a href="{{.ChooseURL}}" style="color:#006ce0">{{.Choose}}</a></p>
</body>
</html>
`))
