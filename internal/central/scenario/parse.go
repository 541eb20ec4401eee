// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/rule"
	"cosell/internal/aws/selling"
	"cosell/internal/central/opportunity"
	"cosell/internal/central/opportunity/listing"
	"cosell/internal/central/review"
)

// Limits of a script, in characters and elements.
const (
	maxName    = 60
	maxWords   = 1000
	maxComment = 255
	maxScenes  = 20
	maxSteps   = 20
	maxTeam    = 10
)

var (
	nameForm    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	accountForm = regexp.MustCompile(`^[0-9]{12}$`)
)

func (p *parser) readScript(n *yaml.Node) {
	s := &p.script
	p.fields(n, "scenario", "シナリオ", map[string]field{
		"name": p.checked(func(text string) error {
			if len(text) > maxName || !nameForm.MatchString(text) {
				return fmt.Errorf("%q is no name: small letters, digits and single dashes, at most %d", text, maxName)
			}
			s.Name = text
			return nil
		}).needed(),
		"title":  p.words(&s.Title).needed(),
		"says":   p.words(&s.Says),
		"source": p.text(maxWords, &s.Source),
		"for":    {read: p.readMatch},
		"calendar": p.checked(func(text string) (err error) {
			s.Calendar, err = ParseCalendar(text)
			return err
		}),
		"play": {need: true, read: func(n *yaml.Node) { p.list(n, "scene", "場面", maxScenes, p.readScene) }},
	})
	for i, c := range s.Scenes {
		if slices.ContainsFunc(s.Scenes[:i], func(b Scene) bool { return b.When == c.When && (b.Stage == "" || b.Stage == c.Stage) }) {
			p.wrong(n.Line, fmt.Sprintf("A scene before it takes every %q already.", c.When), fmt.Sprintf("前の場面が %q をすべて処理します。", c.When),
				"Put the steps into one scene, or name the stage of the earlier one.", "1 つの場面にまとめるか、前の場面にステージを指定してください。")
		}
	}
}

// words reads a text in both languages.
func (p *parser) words(into *Words) field {
	return field{read: func(n *yaml.Node) {
		p.fields(n, "text in both languages", "2 言語のテキスト", map[string]field{
			"en": p.text(maxWords, &into.EN).needed(), "ja": p.text(maxWords, &into.JA).needed()})
	}}
}

func (p *parser) readMatch(n *yaml.Node) {
	m := &p.script.For
	p.fields(n, "choice of records", "対象の条件", map[string]field{
		"catalog": p.choice([]string{selling.CatalogAWS, selling.CatalogSandbox}, &m.Catalog),
		"partner": p.account(&m.Partner),
		"title": p.checked(func(text string) error {
			m.Title, m.title = text, wildcard(text)
			return nil
		}),
		"share": p.number(1, 100, &m.Share),
		"every": p.number(2, 1_000_000, &m.Every),
	})
}

// account reads the number of an AWS account.
func (p *parser) account(into *string) field {
	return p.checked(func(text string) error {
		if !accountForm.MatchString(text) {
			return fmt.Errorf("%q is no AWS account: 12 digits in quotation marks", text)
		}
		*into = text
		return nil
	})
}

func (p *parser) readScene(n *yaml.Node) {
	var ids []string
	for _, t := range triggers {
		ids = append(ids, t.id)
	}
	var c Scene
	p.fields(n, "scene", "場面", map[string]field{
		"when":  p.choice(ids, &c.When).needed(),
		"stage": p.choice(listing.Stages, &c.Stage),
		"steps": {need: true, read: func(n *yaml.Node) {
			p.list(n, "step", "ステップ", maxSteps, func(n *yaml.Node) { c.Steps = append(c.Steps, p.readStep(n)) })
		}},
	})
	p.follows(n, c)
	if c.Stage != "" && c.When != stageChanged {
		p.wrong(n.Line, "A stage belongs to "+stageChanged+".", "ステージは "+stageChanged+" の場面だけで指定できます。", "Leave the stage out.", "ステージを削除してください。")
	}
	p.script.Scenes = append(p.script.Scenes, c)
}

// Keys of what a step gives.
const (
	keyComment           = "comment"
	keyReason            = "reason"
	keyStage             = "stage"
	keyCloseDate         = "closeDate"
	keyNextSteps         = "nextSteps"
	keyLostReason        = "lostReason"
	keyMotion            = "motion"
	keyInvolvement       = "involvement"
	keyInvolvementReason = "involvementReason"
	keyTeam              = "team"
	keyInsights          = "insights"
	keyMessage           = "message"
	keyPartner           = "partner"
	keyStatus            = "status"
	keyAction            = "action"
	keyContact           = "contact"
	keyOpportunity       = "opportunity"
	keyLead              = "lead"
)

func (p *parser) readStep(n *yaml.Node) Step {
	var s Step
	g, before := &s.Given, len(p.problems)
	known := map[string]field{
		"after": p.checked(func(text string) (err error) {
			s.After, err = ParsePace(text)
			return err
		}),
		"as":           p.choice(actorIDs(), &s.As).needed(),
		"do":           p.choice(actionIDs(), &s.Do).needed(),
		keyComment:     p.text(maxComment, &g.Comment),
		keyReason:      p.text(maxComment, &g.Reason),
		keyStage:       p.text(maxComment, &g.Stage),
		keyCloseDate:   p.checked(g.readCloseDate),
		keyNextSteps:   p.text(maxComment, &g.NextSteps),
		keyLostReason:  p.text(maxComment, &g.LostReason),
		keyMessage:     p.text(maxComment, &g.Message),
		keyPartner:     p.account(&g.Partner),
		keyStatus:      p.text(maxComment, &g.Status),
		keyAction:      p.text(maxComment, &g.Action),
		keyContact:     p.text(maxComment, &g.Contact),
		keyOpportunity: {read: func(n *yaml.Node) { g.Opportunity = p.readObject(n) }},
		keyLead:        {read: func(n *yaml.Node) { g.Lead = p.readObject(n) }},
		keyMotion:      p.choice(review.Motions, &g.Motion),
		keyInvolvement: p.choice(values("involvement_type"), &g.Involvement), keyInvolvementReason: p.choice(values("involvement_type_change_reason"), &g.InvolvementReason),
		keyTeam: {read: func(n *yaml.Node) {
			p.list(n, "member", "メンバー", maxTeam, func(n *yaml.Node) { g.Team = append(g.Team, p.readMember(n)) })
		}},
		keyInsights: {read: func(n *yaml.Node) { g.Insights = p.readInsights(n) }},
	}
	p.fields(n, "step", "ステップ", known)
	p.chosen(n, actionOf(s.Do))
	if act := actionOf(s.Do); act != nil && len(p.problems) == before {
		p.fits(n, act, s)
		p.modelled(n, s.Given)
	}
	return s
}

// chosen holds what a step says against the values that there are for it.
func (p *parser) chosen(n *yaml.Node, act *action) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		var value string
		if of := act.mayBe(n.Content[i].Value); len(of) > 0 {
			p.choice(of, &value).read(n.Content[i+1])
		}
	}
}

// follows refuses a step on something that neither the event nor a step before it brings into the scene.
func (p *parser) follows(n *yaml.Node, c Scene) {
	t := triggerOf(c.When)
	if t == nil {
		return
	}
	is := t.about | aPartner
	for _, s := range c.Steps {
		act := actionOf(s.Do)
		if act == nil {
			continue
		}
		if act.with&is == 0 || s.As == other && is&another == 0 {
			p.wrong(n.Line, fmt.Sprintf("%s cannot follow on %q here: the scene has nothing to do it with.", s.Do, c.When),
				fmt.Sprintf("%q の場面には %s の対象がありません。", c.When, s.Do),
				"Choose another event, or put a step before it that makes what it needs.", "別のイベントを選択するか、対象を用意するステップを前に追加してください。")
			return
		}
		is |= act.makes
	}
}

// fits holds what a step gives against what its action takes.
func (p *parser) fits(n *yaml.Node, act *action, s Step) {
	if !slices.Contains(act.by, s.As) {
		p.wrong(n.Line, fmt.Sprintf("The %s does not %s.", s.As, act.id), fmt.Sprintf("%s は %s を実行できません。", s.As, act.id),
			"Let the "+strings.Join(act.by, " or the ")+" do it.", strings.Join(act.by, "、")+" を指定してください。")
	}
	given := 0
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch key := n.Content[i].Value; {
		case key == "after" || key == "as" || key == "do":
		case slices.Contains(act.takes, key):
			given++
		default:
			p.wrong(n.Content[i].Line, fmt.Sprintf("%s does not take %s.", act.id, key), fmt.Sprintf("%s に %s は指定できません。", act.id, key), "Leave it out.", "削除してください。")
		}
	}
	for _, key := range act.needs {
		if !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Value == key }) {
			p.wrong(n.Line, fmt.Sprintf("%s needs a %s.", act.id, key), fmt.Sprintf("%s には %s が必要です。", act.id, key), "Add "+key+".", key+" を追加してください。")
		}
	}
	if act.some && given == 0 {
		list := strings.Join(act.takes, ", ")
		p.wrong(n.Line, act.id+" sets nothing.", act.id+" に設定する値がありません。", "Give at least one of "+list+".", list+" のいずれかを指定してください。")
	}
	if (s.Given.Stage == rule.StageClosedLost) != (s.Given.LostReason != "") {
		p.wrong(n.Line, "A lost reason and the stage Closed Lost belong together.", "失注理由とステージ Closed Lost は併せて指定します。", "Give both or neither.", "両方を指定するか、両方を省略してください。")
	}
}

func (g *Given) readCloseDate(text string) error {
	_, span := ParsePace(text)
	if _, date := time.Parse(time.DateOnly, text); date != nil && span != nil {
		return fmt.Errorf("%q is no date; write one such as 2027-03-31, or a span from then on such as 90 days", text)
	}
	g.CloseDate = text
	return nil
}

func (p *parser) readMember(n *yaml.Node) (m Member) {
	p.fields(n, "member of AWS's team", "AWS チームのメンバー", map[string]field{
		"title": p.choice(review.TeamTitles, &m.Title).needed(), "first": p.text(maxComment, &m.First), "last": p.text(maxComment, &m.Last),
		"email": p.text(maxComment, &m.Email)})
	return m
}

func (p *parser) readInsights(n *yaml.Node) *opportunity.Insights {
	i := &opportunity.Insights{}
	p.fields(n, "set of insights", "インサイト", map[string]field{
		"engagement": p.choice(review.Scores, &i.EngagementScore), "quality": p.number(0, 100, &i.QualityScore).needed(),
		"trend": p.choice(review.Trends, &i.QualityTrend), "nextBestActions": p.text(maxWords, &i.NextBestActions),
		"recommendations": {read: func(n *yaml.Node) {
			p.list(n, "recommendation", "推奨事項", review.MostRecommendations, func(n *yaml.Node) {
				var rec opportunity.Recommendation
				p.fields(n, "recommendation", "推奨事項", map[string]field{
					"type": p.choice(review.RecommendationTypes, &rec.Type).needed(), "details": p.text(maxWords, &rec.Details).needed()})
				i.Recommendations = append(i.Recommendations, rec)
			})
		}},
	})
	return i
}

func actorIDs() (ids []string) {
	for _, a := range actors {
		ids = append(ids, a.id)
	}
	return ids
}

func actionIDs() (ids []string) {
	for _, a := range actions {
		ids = append(ids, a.id)
	}
	return ids
}

// values are those of one of AWS's lists.
func values(set string) (all []string) {
	for _, v := range catalogue.Values(set) {
		if v.API != "" {
			all = append(all, v.API)
		}
	}
	return all
}
