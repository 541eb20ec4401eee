// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package plan

import (
	"maps"
	"slices"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/mapping"
)

// steps turns the decisions into what is to be done, in the order in which AWS takes it: associations before the update
// that may need them, what is no longer associated after it, submission last.
func (m *maker) steps() {
	m.inward()
	m.document()
	ties, unties := m.associations()
	blocked := len(m.plan.Unfit) > 0 || m.Share.Involvement == ""
	switch {
	case blocked:
	case m.AWS == nil:
		m.step(Create, "", "Create the opportunity in Partner Central.", "Partner Central に案件を作成します。")
		m.plan.Steps = append(m.plan.Steps, ties...)
		m.assign()
		m.step(Submit, "", "Submit it to AWS as "+m.Share.Involvement+".", "AWS に送信します("+m.Share.Involvement+")。")
	default:
		m.plan.Steps = append(m.plan.Steps, ties...)
		updated := m.changes()
		if updated {
			m.step(Update, "", "Update the opportunity: "+m.named(ToAWS, false)+".", "案件を更新します: "+m.named(ToAWS, true)+"。")
		}
		m.plan.Steps = append(m.plan.Steps, unties...)
		m.assign()
		// An update sends an opportunity back to review by itself; a draft, or one that is answered without one, is submitted.
		if m.plan.State == rule.Draft || m.plan.Answers && !updated {
			m.step(Submit, "", "Submit it to AWS as "+m.Share.Involvement+".", "AWS に送信します("+m.Share.Involvement+")。")
		}
	}
	m.tell()
}

// assign gives the opportunity to the owner of the deal when that is somebody else since the last time. An owner that was
// changed in Partner Central stays until the CRM's changes too.
func (m *maker) assign() {
	email := strings.ToLower(m.Owner.Email)
	if email == "" || email == m.base.Owner {
		m.plan.Owner = email
		return
	}
	for _, member := range doc.Objects(m.AWS, "OpportunityTeam") {
		if doc.Text(member, "BusinessTitle") == "OpportunityOwner" && strings.EqualFold(doc.Text(member, "Email"), email) {
			m.plan.Owner = email
			return
		}
	}
	if rule.MayCall(m.plan.State, rule.CallAssign, "") {
		m.step(Assign, email, "Assign it to "+email+".", email+" に割り当てます。")
	}
}

func (m *maker) step(o Operation, entity, says, saysJA string) {
	m.plan.Steps = append(m.plan.Steps, Step{Operation: o, Says: says, SaysJA: saysJA, Entity: entity})
}

// document is the opportunity as it is to be. Members that nobody here knows stay as they are.
func (m *maker) document() {
	if m.AWS == nil {
		m.plan.Document = m.Mapping.Document(m.crm)
		return
	}
	d := doc.Clone(m.AWS)
	for _, f := range m.plan.Fields {
		if f.Goes() == ToAWS && !mapping.Associated(f.Pair.Path) {
			mapping.Put(d, f.Pair.Path, f.CRM)
		}
	}
	mapping.Tidy(d)
	m.plan.Document = d
}

func (m *maker) changes() bool {
	for _, f := range m.plan.Fields {
		if f.Goes() == ToAWS && !mapping.Associated(f.Pair.Path) {
			return true
		}
	}
	return false
}

// associations are the steps that tie and untie entities, and the lists as they are to be.
func (m *maker) associations() (ties, unties []Step) {
	for _, f := range m.plan.Fields {
		kind, associated := strings.CutPrefix(f.Pair.Path, "RelatedEntityIdentifiers.")
		if !associated {
			continue
		}
		have, _ := f.AWS.([]string)
		want := have
		if f.Goes() == ToAWS {
			want, _ = f.CRM.([]string)
		}
		switch kind {
		case rule.Solutions:
			m.plan.Solutions = want
		case rule.AwsProducts:
			m.plan.Products = want
		}
		for _, id := range want {
			if !slices.Contains(have, id) {
				ties = append(ties, Step{Operation: Associate, Type: kind, Entity: id, Says: "Associate " + id + ".", SaysJA: id + " を関連付けます。"})
			}
		}
		for _, id := range have {
			if !slices.Contains(want, id) {
				unties = append(unties, Step{Operation: Disassociate, Type: kind, Entity: id, Says: "Disassociate " + id + ".", SaysJA: id + " の関連付けを外します。"})
			}
		}
	}
	return ties, unties
}

// inward collects what is written into the CRM.
func (m *maker) inward() {
	for i, f := range m.plan.Fields {
		if f.Goes() != ToCRM {
			continue
		}
		v, err := m.Mapping.Back(f.Pair, f.AWS, m.CRM)
		if err != nil {
			m.plan.Fields[i] = f.as(Refused, "AWS's value cannot be expressed in the CRM's terms: "+err.Error(), "AWS の値を CRM の値に変換できません。")
			continue
		}
		if m.plan.Write == nil {
			m.plan.Write = map[string]crm.Fields{}
		}
		if m.plan.Write[f.Pair.Object] == nil {
			m.plan.Write[f.Pair.Object] = crm.Fields{}
		}
		m.plan.Write[f.Pair.Object][f.Pair.Field] = v
	}
}

// tell adds the steps that write to the CRM what AWS says.
func (m *maker) tell() {
	if m.AWS == nil {
		return
	}
	facts := Facts(m.AWS, m.Summary)
	for name, v := range facts {
		if old := m.ACE[name]; !mapping.Same(old, v) {
			m.plan.ACE = facts
		}
	}
	if len(m.plan.Write) > 0 || m.plan.ACE != nil {
		says, saysJA := "Write to the CRM what AWS says.", "AWS の情報を CRM に書き込みます。"
		if len(m.plan.Write) > 0 {
			says, saysJA = "Write to the CRM: "+m.named(ToCRM, false)+".", "CRM に書き込みます: "+m.named(ToCRM, true)+"。"
		}
		m.step(WriteCRM, "", says, saysJA)
	}
	comment := doc.Text(m.AWS, catalogue.PathReviewComments)
	review := doc.Text(m.AWS, catalogue.PathReviewStatus)
	asked := review == rule.ReviewActionRequired || review == rule.ReviewRejected
	if asked && comment != "" && (comment != m.base.Comment || review != m.base.Review) {
		m.plan.Comment = comment
		m.step(Comment, "", "Show the reviewer's comment on the CRM record.", "レビュー担当者のコメントを CRM のレコードに表示します。")
	}
}

// named lists the labels of the fields that go to a side, for people.
func (m *maker) named(side Decision, ja bool) string {
	var labels []string
	for _, f := range m.plan.Fields {
		if f.Goes() != side || side == ToAWS && mapping.Associated(f.Pair.Path) {
			continue
		}
		en, own := mapping.Label(f.Pair.Path)
		if ja {
			en = own
		}
		labels = append(labels, en)
	}
	if ja {
		return strings.Join(labels, "、")
	}
	return strings.Join(labels, ", ")
}

// Facts are what AWS says about an opportunity, for the CRM's ACE opportunity.
func Facts(aws, summary doc.Doc) crm.Fields {
	f := crm.Fields{
		"Name": doc.Text(aws, catalogue.PathTitle), "ReviewStatus": doc.Text(aws, catalogue.PathReviewStatus),
		"ReviewStatusReason": doc.Text(aws, catalogue.PathReviewReason), "ReviewComments": doc.Text(aws, catalogue.PathReviewComments),
		"Stage": doc.Text(aws, catalogue.PathStage),
	}
	for name, path := range map[string]string{
		"InvolvementType": "InvolvementType", "Visibility": "Visibility", "CosellMotion": "CosellMotion", "AwsStage": catalogue.PathStage,
		"AwsCloseDate": catalogue.PathCloseDate, "AwsClosedLostReason": catalogue.PathLostReason, "AwsNextSteps": catalogue.PathNextSteps,
		"EngagementScore": catalogue.PathEngagementScore, "NextBestActions": catalogue.PathNextBestActions,
	} {
		f[name] = doc.Text(summary, path)
	}
	f["AwsTeam"] = team(summary)
	return f
}

func team(summary doc.Doc) string {
	var lines []string
	for _, member := range doc.Objects(summary, "OpportunityTeam") {
		name := strings.TrimSpace(doc.Text(member, "FirstName") + " " + doc.Text(member, "LastName"))
		line := doc.Text(member, "BusinessTitle") + ": " + name
		if mail := doc.Text(member, "Email"); mail != "" {
			line += " <" + mail + ">"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// Agreed is the base after one side of the plan was carried out: after what goes to AWS was sent, or after what goes to
// the CRM was written, of which the CRM then says written.
func (p Plan) Agreed(base *Base, side Decision, aws doc.Doc, written mapping.Values) *Base {
	next := Base{CRM: mapping.Values{}, AWS: mapping.Values{}}
	if base != nil {
		next = *base
		next.CRM, next.AWS = maps.Clone(base.CRM), maps.Clone(base.AWS)
	}
	if side == ToAWS && p.Answers {
		next.Resubmitted()
	}
	if side == ToCRM {
		p.noteQuestion(&next)
		next.Review = doc.Text(aws, catalogue.PathReviewStatus)
		if p.Owner != "" {
			next.Owner = p.Owner
		}
		if p.Comment != "" {
			next.Comment, next.Rounds = p.Comment, next.Rounds+1
		}
	}
	for _, f := range p.Fields {
		path := f.Pair.Path
		switch {
		case f.Decision == Same && aws != nil:
			next.CRM[path], next.AWS[path] = f.CRM, f.AWS
		case f.Goes() != side:
		case side == ToAWS && !mapping.Associated(path):
			next.CRM[path], next.AWS[path] = f.CRM, f.CRM
		case side == ToCRM:
			next.CRM[path], next.AWS[path] = written[path], f.AWS
		}
	}
	return &next
}

// noteQuestion remembers what was edited before the CRM knew of AWS's question.
func (p Plan) noteQuestion(b *Base) {
	if !p.Asked {
		return
	}
	b.Question++
	b.Waiting = mapping.Values{}
	for _, f := range p.Parked() {
		b.Waiting[f.Pair.Path] = f.CRM
	}
}

// Resubmitted notes that the question was answered: when AWS asks again, even in the same words, that is another one.
func (b *Base) Resubmitted() { b.Review, b.Waiting = rule.ReviewSubmitted, nil }

// Without is the plan with fields left as they are on both sides.
func (p Plan) Without(leave func(mapping.Pair) bool) Plan {
	p.Fields = slices.Clone(p.Fields)
	for i, f := range p.Fields {
		if leave(f.Pair) {
			p.Fields[i].Decision = Refused
		}
	}
	return p
}

// Corrected notes what AWS made of the values that were sent: a silent correction is not an edit.
func (b *Base) Corrected(paths []string, aws mapping.Values) {
	for _, path := range paths {
		b.AWS[path] = aws[path]
	}
}

// Sent lists the paths that the plan writes into the opportunity's document.
func (p Plan) Sent() []string {
	var out []string
	for _, f := range p.Fields {
		if f.Goes() == ToAWS && !mapping.Associated(f.Pair.Path) {
			out = append(out, f.Pair.Path)
		}
	}
	return out
}

// Amend puts corrections that somebody made to the payload over the document, by path.
func (p *Plan) Amend(edits doc.Doc) {
	if len(edits) == 0 || p.Document == nil || p.State == rule.ActionRequired && !p.Answers {
		return
	}
	for path, v := range edits {
		if v == nil {
			doc.Delete(p.Document, path)
			continue
		}
		doc.Set(p.Document, path, v)
	}
	at := 0
	for i, s := range p.Steps {
		if s.Operation == Create || s.Operation == Update {
			return
		}
		if s.Operation == Associate {
			at = i + 1
		}
	}
	p.Steps = slices.Insert(p.Steps, at, Step{Operation: Update, Says: "Update the opportunity with the corrected payload.", SaysJA: "修正したペイロードで案件を更新します。"})
}

// Check holds what is to be sent against AWS's model and rules before anything is sent.
func (p Plan) Check(in Input, c rule.Change) []catalogue.Violation {
	if len(p.Unfit) > 0 {
		return p.Unfit
	}
	after := rule.Record{Doc: p.Document, Solutions: p.Solutions, Products: p.Products, Origin: "Partner Referral",
		Involvement: in.Share.Involvement, Visibility: in.Share.Visibility}
	var before *rule.Record
	if in.AWS != nil {
		values := in.Mapping.Read(in.AWS)
		solutions, _ := values[catalogue.PathSolutions].([]string)
		products, _ := values[catalogue.PathProducts].([]string)
		before = &rule.Record{Doc: in.AWS, Solutions: solutions, Products: products, Origin: "Partner Referral",
			Involvement: in.Share.Involvement, Visibility: in.Share.Visibility}
	}
	var found []catalogue.Violation
	for _, s := range p.Steps {
		c.Before, c.After = before, after
		switch s.Operation {
		case Create:
			found = append(found, request(s.Operation, p.Document, c)...)
			c.Moment = rule.OnCreate
		case Update:
			found = append(found, ours(request(s.Operation, p.Document, c), in.AWS, p.Document)...)
			c.Moment = rule.OnUpdate
		case Associate:
			c.Moment = rule.OnAssociate
		case Submit:
			c.Moment, c.Involvement, c.Visibility = rule.OnSubmit, in.Share.Involvement, in.Share.Visibility
		default:
			continue
		}
		found = append(found, rule.Check(c)...)
	}
	return once(found)
}

// request checks the shape of the request that is made of a document.
func request(o Operation, d doc.Doc, c rule.Change) []catalogue.Violation {
	full := doc.Clone(d)
	full["Catalog"] = c.Catalog
	if o == Create {
		full["ClientToken"] = "token"
	} else {
		full["Identifier"], full["LastModifiedDate"] = "O1", "2026-01-01T00:00:00Z"
	}
	return catalogue.CheckRequest(string(o), full)
}

// ours leaves out what AWS itself has said and we only send back: it may be newer than what this program knows.
func ours(in []catalogue.Violation, aws, document doc.Doc) []catalogue.Violation {
	var out []catalogue.Violation
	for _, v := range in {
		if v.At == "" || !mapping.Equal(doc.Get(aws, v.At), doc.Get(document, v.At)) {
			out = append(out, v)
		}
	}
	return out
}

// once leaves out what was said before of the same value.
func once(in []catalogue.Violation) []catalogue.Violation {
	var out []catalogue.Violation
	for _, v := range in {
		if !slices.ContainsFunc(out, func(o catalogue.Violation) bool { return o.Path == v.Path && o.Code == v.Code && o.Value == v.Value }) {
			out = append(out, v)
		}
	}
	return out
}
