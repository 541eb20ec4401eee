// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"fmt"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/ace/rule"
	"cosell/internal/connector/crm"
	"cosell/internal/connector/crm/embedded"
	"cosell/internal/connector/ledger"
	"cosell/internal/connector/mapping"
	"cosell/internal/connector/remote"
)

// fromAWS is the rule id of a refusal that AWS gave: it has AWS's words in English, with the names of the wire.
const fromAWS = "aws"

// A text is one thing said in both languages. In refusals, %s stands for what the CRM calls the field.
type text struct{ en, ja string }

// refusals say what is wrong with a field and how it is mended, by AWS's code.
var refusals = map[catalogue.Code]struct{ says, fix text }{
	catalogue.RequiredFieldMissing: {text{"%s is required.", "「%s」は必須です。"}, text{"Fill in %s.", "「%s」を入力してください。"}},
	catalogue.InvalidEnumValue:     {text{"AWS does not offer this value for %s.", "「%s」の値は AWS の選択肢にありません。"}, text{"Choose another value for %s.", "「%s」で別の値を選んでください。"}},
	catalogue.InvalidStringFormat:  {text{"AWS does not take %s in this form.", "「%s」の形式が AWS の条件を満たしていません。"}, text{"Correct how %s is written.", "「%s」の書き方を修正してください。"}},
	catalogue.InvalidValue:         {text{"AWS does not take this value of %s.", "「%s」の値は AWS で受け付けられません。"}, text{"Correct %s.", "「%s」の値を修正してください。"}},
	catalogue.NotEnoughValues:      {text{"%s has too few entries.", "「%s」の件数が足りません。"}, text{"Add entries to %s.", "「%s」を追加してください。"}},
	catalogue.TooManyValues:        {text{"%s has too many entries.", "「%s」の件数が多すぎます。"}, text{"Take entries out of %s.", "「%s」の件数を減らしてください。"}},
	catalogue.ValueOutOfRange:      {text{"%s is outside of what AWS takes.", "「%s」が AWS で受け付けられる範囲を超えています。"}, text{"Correct %s.", "「%s」の値を修正してください。"}},
	catalogue.DuplicateKeyValue:    {text{"AWS has this value of %s already.", "同じ「%s」がすでに AWS に登録されています。"}, text{"Give %s another value.", "「%s」を別の値に変更してください。"}},
	catalogue.InvalidResourceState: {text{"%s cannot be changed in the present state of the review.", "「%s」は現在のレビュー状況では変更できません。"}, text{"Wait for the review of AWS, then change %s.", "AWS のレビューが終わってから「%s」を変更してください。"}},
	catalogue.ActionNotPermitted:   {text{"AWS does not allow this change of %s.", "「%s」のこの変更は AWS で許可されていません。"}, text{"Put %s back to what AWS has.", "「%s」を AWS の値に戻してください。"}},
}

// failures say what became of a call, by the kind of AWS's refusal.
var failures = map[remote.Kind]struct{ says, fix text }{
	remote.Refused:    {text{"AWS did not accept what was sent.", "送信した内容が AWS で受け付けられませんでした。"}, text{"Read AWS's own words and correct the deal.", "AWS からのメッセージを確認し、商談を修正してください。"}},
	remote.NotFound:   {text{"AWS has no such opportunity.", "AWS に該当するオポチュニティがありません。"}, text{"Check that the opportunity still exists in this catalog.", "オポチュニティがこのカタログに存在するか確認してください。"}},
	remote.Denied:     {text{"The connector's keys may not make this call.", "コネクタのキーにこの操作の権限がありません。"}, text{"Allow the operation in the IAM policy of the connector's keys.", "コネクタのキーの IAM ポリシーで、この操作を許可してください。"}},
	remote.Conflict:   {text{"The opportunity was changed at AWS meanwhile.", "その間に AWS 側でオポチュニティが変更されました。"}, text{"Retry; the connector reads it again first.", "再試行してください。最新の内容を読み直してから処理します。"}},
	remote.Quota:      {text{"A limit of the AWS account is reached.", "AWS アカウントの上限に達しました。"}, text{"Have the limit raised at AWS, or free some of it.", "AWS に上限の引き上げを依頼するか、不要なものを整理してください。"}},
	remote.Credential: {text{"AWS does not accept the connector's keys.", "コネクタのキーが AWS で認証されませんでした。"}, text{"Have the connector's keys renewed.", "管理者にキーの更新を依頼してください。"}},
	remote.Throttled:  {text{"AWS asks for fewer calls; the connector goes on shortly.", "AWS から送信を抑えるよう求められています。まもなく再開します。"}, text{}},
	remote.Down:       {text{"AWS does not answer; the connector tries again.", "AWS から応答がありません。自動で再試行します。"}, text{}},
	remote.Unreached:  {text{"AWS cannot be reached; the connector tries again.", "AWS に接続できません。自動で再試行します。"}, text{}},
	remote.Unknown:    {text{"AWS does not answer; the connector tries again.", "AWS から応答がありません。自動で再試行します。"}, text{}},
}

// The other things that a row of the log, or a record that failed, can say.
var (
	decidedAnew = text{"The opportunity changed at AWS meanwhile; it was read again and decided anew.", "その間に AWS 側でオポチュニティが変更されたため、読み直して処理し直しました。"}
	nothingLeft = text{"There was nothing left to send.", "送信する内容がなくなったため、処理を終了しました。"}
	itsTurn     = text{"Waits for its turn or for AWS.", "順番または AWS の処理を待っています。"}
	ourFault    = text{"The connector could not finish this. Ask your administrator to look into the server's log.", "コネクタの処理が完了しませんでした。管理者にサーバーのログの確認を依頼してください。"}
	seeLog      = text{"The last sync did not succeed. The sync log says why.", "直近の同期が完了しませんでした。原因は同期ログで確認できます。"}
	noEntity    = text{"AWS does not have what the deal names in %s.", "「%s」に指定したものが AWS に登録されていません。"}
	otherEntity = text{"Choose another entry in %s.", "「%s」で別のものを選んでください。"}
)

// reworded says a refusal of AWS in the CRM's words. The row of the log, where there is one, tells the value and the rule.
func (p *Portal) reworded(v catalogue.Violation, e *ledger.Entry) catalogue.Violation {
	if v.Rule != fromAWS {
		return v
	}
	v.Rule = ""
	if e != nil && v.Path == "" {
		v = tied(v, *e)
	}
	label := p.label(v.Path)
	switch w, known := refusals[v.Code]; {
	case v.Path == "":
		f := failures[remote.Means(string(v.Code))]
		v.Message, v.MessageJA = f.says.en, f.says.ja
		if v.FixEN == "" {
			v.FixEN, v.FixJA = f.fix.en, f.fix.ja
		}
	case mapping.Associated(v.Path) && (v.Code == catalogue.InvalidValue || v.Code == catalogue.InvalidStringFormat || remote.Means(string(v.Code)) == remote.NotFound):
		v.Message, v.MessageJA = noEntity.about(label)
		v.FixEN, v.FixJA = otherEntity.about(label)
	default:
		if !known {
			w = refusals[catalogue.InvalidValue]
		}
		v.Message, v.MessageJA = w.says.about(label)
		v.FixEN, v.FixJA = w.fix.about(label)
	}
	if e == nil || e.Payload == nil || v.Path == "" {
		return v
	}
	return ruled(v, *e)
}

func (t text) about(label text) (en, ja string) {
	return fmt.Sprintf(t.en, label.en), fmt.Sprintf(t.ja, label.ja)
}

// label is what the CRM calls the field of a path, or ACE where the CRM has none.
func (p *Portal) label(path string) (l text) {
	if pair, mapped := p.Sync.Mapping.For(path); mapped {
		l.en, l.ja = crmLabel(pair.Object, pair.Field)
		return l
	}
	l.en, l.ja = mapping.Label(path)
	return l
}

// tied finds the field of a refused association: AWS names none.
func tied(v catalogue.Violation, e ledger.Entry) catalogue.Violation {
	kind := doc.Text(e.Payload, "RelatedEntityType")
	if kind == "" || remote.Means(string(v.Code)) != remote.NotFound && remote.Means(string(v.Code)) != remote.Refused {
		return v
	}
	v.Path = "RelatedEntityIdentifiers." + kind
	v.At, v.Value = v.Path, catalogue.Shown(doc.Text(e.Payload, "RelatedEntityIdentifier"), false)
	return v
}

// sent is the value of a path in what was sent. Who reads it sees all of what was sent beside it.
func sent(payload doc.Doc, path string) string {
	if id := doc.Text(payload, "RelatedEntityIdentifier"); id != "" && mapping.Associated(path) {
		return catalogue.Shown(id, false)
	}
	var all []string
	doc.Each(payload, doc.Row(path), func(_ string, v any) {
		switch v := v.(type) {
		case nil, doc.Doc:
		case []any:
			for _, one := range v {
				all = append(all, fmt.Sprint(one))
			}
		default:
			all = append(all, fmt.Sprint(v))
		}
	})
	return catalogue.Shown(strings.Join(all, ", "), false)
}

// moments are those of the calls that carry a whole opportunity.
var moments = map[string]rule.Moment{"CreateOpportunity": rule.OnCreate, "UpdateOpportunity": rule.OnUpdate}

// ruled finds the rule of ours that says the same of what was sent: it knows better how to mend it.
func ruled(v catalogue.Violation, e ledger.Entry) catalogue.Violation {
	moment, whole := moments[e.Operation]
	if !whole {
		return v
	}
	found := append(catalogue.CheckRequest(e.Operation, e.Payload),
		rule.Check(rule.Change{Moment: moment, API: true, After: rule.Record{Doc: e.Payload}, Catalog: e.Key.Catalog, Now: e.At})...)
	for _, ours := range found {
		if ours.Path == v.Path && ours.Code == v.Code {
			v.Rule, v.MessageJA, v.FixEN, v.FixJA = ours.Rule, ours.MessageJA, ours.FixEN, ours.FixJA
			return v
		}
	}
	return v
}

// summary says in a line what several violations come to: how the first is mended, and how many there are beside it.
func (p *Portal) summary(found []catalogue.Violation, e *ledger.Entry) text {
	v := p.reworded(found[0], e)
	says := text{first(v.FixEN, v.Message), first(v.FixJA, v.MessageJA)}
	if v.Path == "" {
		says = text{first(v.Message, v.FixEN), first(v.MessageJA, v.FixJA)}
	}
	if more := len(found) - 1; more > 0 {
		says.en += fmt.Sprintf(" (and %d more)", more)
		says.ja += fmt.Sprintf("（ほか %d 件）", more)
	}
	return says
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// told is what a row of the log says, in the reader's words; what was written down is AWS's words or ours for operators.
func (p *Portal) told(e ledger.Entry) text {
	if len(e.Violations) > 0 {
		return p.summary(e.Violations, &e)
	}
	switch kind := remote.Means(e.Code); {
	case e.Outcome == ledger.LogDone:
		return text{}
	case e.Outcome == ledger.LogSkipped && kind == remote.Conflict:
		return decidedAnew
	case e.Outcome == ledger.LogSkipped:
		return nothingLeft
	case e.Outcome == ledger.LogFailed && (e.Code == "" || e.Code == "Internal"):
		return ourFault
	case e.Outcome == ledger.LogWaiting && e.Code == "":
		return itsTurn
	default:
		return failures[kind].says
	}
}

// stands is what a record says that is held back or has failed.
func (p *Portal) stands(f ledger.Pairing) text {
	switch {
	case len(f.Problems) > 0 && (f.State == ledger.Blocked || f.State == ledger.Failed):
		return p.summary(f.Problems, nil)
	case f.State == ledger.Failed:
		return seeLog
	}
	return text{}
}

// crmPath finds the CRM's own field that a violation of the CRM names as Object.Field.
func crmPath(path string) (object, field string, ok bool) {
	object, field, ok = strings.Cut(path, ".")
	if !ok {
		return "", "", false
	}
	o, known := embedded.ObjectNamed(object)
	if !known || object == crm.ACEOpportunity || object == crm.ACELead {
		return "", "", false
	}
	_, has := o.Field(field)
	return object, field, has
}
