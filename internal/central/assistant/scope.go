// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package assistant

import (
	"slices"

	"cosell/internal/central/identity"
)

// An Effect says what a scope lets an assistant do.
type Effect string

// The effects.
const (
	Reads    Effect = "read"    // it shows what the user sees
	Proposes Effect = "propose" // it stores a proposal; no record changes before a person approves
	Approves Effect = "approve" // it hands over an approval that a person has signed
	Unmasks  Effect = "unmask"  // no tool: answers show what they otherwise hide
)

// A Scope is one thing that a token may allow: a tool of its own name, or to see personal data.
type Scope struct {
	Name   string // stable: tokens and clients name it
	Effect Effect
	Desk   bool // for the AWS desk; the others are for partners
	EN, JA string
	HelpEN string // for assistants and docs/mcp.md
	HelpJA string
}

// PersonalData is the scope without which names, addresses and numbers of people are hidden from an assistant.
const PersonalData = "personal_data"

// Scopes is the table of all scopes, in the order of the page and of docs/mcp.md.
var Scopes = []Scope{
	{Name: "list_opportunities", Effect: Reads, EN: "List opportunities", JA: "オポチュニティの一覧",
		HelpEN: "Lists and searches the opportunities that the user sees, a page at a time.",
		HelpJA: "ユーザーが閲覧できるオポチュニティを一覧、検索します。"},
	{Name: "get_opportunity", Effect: Reads, EN: "Read an opportunity", JA: "オポチュニティの参照",
		HelpEN: "Reads one opportunity: its document, what AWS discloses of its own side, the latest history, and what may be done with it now.",
		HelpJA: "オポチュニティの内容、AWS 側の公開情報、最近の履歴、現在可能な操作を参照します。"},
	{Name: "check_opportunity", Effect: Reads, EN: "Say why a record cannot be submitted", JA: "送信できない理由の確認",
		HelpEN: "Says everything that a submission would be refused for now: field, rule, value and fix.",
		HelpJA: "現時点で送信が拒否される理由を、項目、ルール、値、対処とともに示します。"},
	{Name: "find_fields", Effect: Reads, EN: "Look fields up", JA: "項目の検索",
		HelpEN: "Looks fields up in the catalogue: path, label, type, limit, value set and help, by path or by words.",
		HelpJA: "項目のパス、名称、型、上限、値の一覧、説明を検索します。"},
	{Name: "list_values", Effect: Reads, EN: "Look values up", JA: "選択肢の検索",
		HelpEN: "Lists the values that a field takes, with their names in English and Japanese.",
		HelpJA: "項目で選択できる値を、英語名と日本語名とともに一覧します。"},
	{Name: "list_solutions", Effect: Reads, EN: "List solutions", JA: "ソリューションの一覧",
		HelpEN: "Lists the partner's solutions, which can be associated with opportunities.",
		HelpJA: "オポチュニティに関連付けられる自社のソリューションを一覧します。"},
	{Name: "list_products", Effect: Reads, EN: "List AWS products", JA: "AWS 製品の一覧",
		HelpEN: "Looks up the AWS products that can be associated with opportunities.",
		HelpJA: "オポチュニティに関連付けられる AWS 製品を検索します。"},
	{Name: "list_colleagues", Effect: Reads, EN: "List colleagues", JA: "担当者候補の一覧",
		HelpEN: "Lists the colleagues who may own opportunities.",
		HelpJA: "オポチュニティを担当できる社内のユーザーを一覧します。"},
	{Name: "sync_hints", Effect: Reads, EN: "Give hints for a sync", JA: "同期のヒント",
		HelpEN: "Says of one opportunity what a CRM sync needs to know: the current version, which fields it may write now, and what others changed since an access key last wrote.",
		HelpJA: "CRM との同期に必要な情報（現在のバージョン、書き込み可能な項目、前回の API 書き込み以降の変更）を示します。"},
	{Name: "list_proposals", Effect: Reads, EN: "List proposals", JA: "提案の一覧",
		HelpEN: "Lists proposals and what became of them.",
		HelpJA: "提案とその結果を一覧します。"},
	{Name: "get_proposal", Effect: Reads, EN: "Read a proposal", JA: "提案の参照",
		HelpEN: "Reads one proposal: its change before and after, what stands against it, and what became of it.",
		HelpJA: "提案の変更内容（変更前と変更後）、問題点、結果を参照します。"},
	{Name: "propose_draft", Effect: Proposes, EN: "Propose a new opportunity", JA: "新規オポチュニティの提案",
		HelpEN: "Proposes a new draft. Nothing is created before a person approves.",
		HelpJA: "新しい下書きを提案します。承認されるまで作成されません。"},
	{Name: "propose_update", Effect: Proposes, EN: "Propose changed fields", JA: "項目変更の提案",
		HelpEN: "Proposes new values for fields of an opportunity. Nothing changes before a person approves.",
		HelpJA: "オポチュニティの項目の変更を提案します。承認されるまで変更されません。"},
	{Name: "propose_association", Effect: Proposes, EN: "Propose an association", JA: "関連付けの提案",
		HelpEN: "Proposes to associate a solution, product or Marketplace entity, or to take it away. Nothing changes before a person approves.",
		HelpJA: "ソリューション、製品などの関連付けまたは解除を提案します。承認されるまで変更されません。"},
	{Name: "propose_assignment", Effect: Proposes, EN: "Propose an assignment", JA: "担当変更の提案",
		HelpEN: "Proposes to give an opportunity to a colleague. Nothing changes before a person approves.",
		HelpJA: "オポチュニティの担当者の変更を提案します。承認されるまで変更されません。"},
	{Name: "propose_submission", Effect: Proposes, EN: "Propose a submission", JA: "送信の提案",
		HelpEN: "Proposes to submit an opportunity to AWS. Nothing is submitted before a person approves.",
		HelpJA: "オポチュニティの AWS への送信を提案します。承認されるまで送信されません。"},
	{Name: "approve_with_signature", Effect: Approves, EN: "Hand over a signed approval", JA: "署名付き承認の受け渡し",
		HelpEN: "Executes a proposal that a person has approved by a signature with a registered key. The signature decides, not the assistant.",
		HelpJA: "登録済みの鍵で署名された承認に基づき、提案を実行します。"},
	{Name: "review_queue", Effect: Reads, Desk: true, EN: "Read the review queue", JA: "レビューキューの参照",
		HelpEN: "Lists what partners handed in, the longest waiting first.",
		HelpJA: "パートナーが送信したオポチュニティを、待ち時間の長い順に一覧します。"},
	{Name: PersonalData, Effect: Unmasks, EN: "See personal data", JA: "個人情報の表示",
		HelpEN: "Shows names, mail addresses and phone numbers of contacts and team members, which are hidden otherwise.",
		HelpJA: "連絡先やチームの氏名、メールアドレス、電話番号を表示します。ない場合は伏せられます。"},
}

// Find is the scope of a name.
func Find(name string) (Scope, bool) {
	i := slices.IndexFunc(Scopes, func(s Scope) bool { return s.Name == name })
	if i < 0 {
		return Scope{}, false
	}
	return Scopes[i], true
}

// FitsFor says whether a scope is of any use to a caller: what the caller may not do, no token allows.
func (s Scope) FitsFor(c identity.Caller) bool {
	if s.Desk {
		return c.Reviews()
	}
	return c.UsesACE() && c.Admitted() == nil
}

// ScopesFor are the scopes that a caller may give to an assistant.
func ScopesFor(c identity.Caller) []Scope {
	fit := []Scope{}
	for _, s := range Scopes {
		if s.FitsFor(c) {
			fit = append(fit, s)
		}
	}
	return fit
}
