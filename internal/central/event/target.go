// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/event/input"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// A Target is where a rule sends what it takes, what of it, and how patiently. It has a destination or a queue.
type Target struct {
	ID          string
	Destination string        // an API destination, by name
	Queue       string        // an SQS queue of the account, by ARN
	Tries       int           // attempts at most, the first included; 0 means EventBridge's 185 retries after it
	Age         time.Duration // how long it is tried; 0 means EventBridge's 24 hours
	Settings
}

// Settings are the rest of a target, as they are stored. At most one of Input, InputPath and Transformer is set; without
// any the whole event is sent.
type Settings struct {
	Role        string       `json:"role,omitempty"` // an ARN; kept, and decides nothing here
	Input       string       `json:"input,omitempty"`
	InputPath   string       `json:"inputPath,omitempty"`
	Transformer *Transformer `json:"transformer,omitempty"`

	Path   []string          `json:"path,omitempty"` // values for the stars of the destination's address; a path such as $.detail.id takes them from the event
	Header map[string]string `json:"header,omitempty"`
	Query  map[string]string `json:"query,omitempty"`

	Group      string `json:"group,omitempty"`      // message group of a FIFO queue; may be a path too
	DeadLetter string `json:"deadLetter,omitempty"` // ARN of a queue that gets what could not be delivered
}

// A Transformer is a template, with the paths that give its variables their values.
type Transformer struct {
	Paths    map[string]string `json:"paths,omitempty"`
	Template string            `json:"template"`
}

func (r *Rule) checkTargets(f *form, account string) {
	f.within("Targets", int64(len(r.Targets)), 0, maxTargets, "targets", "件")
	seen := map[string]bool{}
	for i := range r.Targets {
		t, at := &r.Targets[i], fmt.Sprintf("Targets[%d].", i)
		t.check(f, at, account)
		if seen[t.ID] {
			f.breach(at+"ID", catalogue.DuplicateKeyValue, catalogue.Violation{
				Message: "Two targets have the same id.", MessageJA: "ターゲットの ID が重複しています。", Value: t.ID,
				FixEN: "Give each target of the rule an id of its own.", FixJA: "ターゲットごとに異なる ID を指定してください。"})
		}
		seen[t.ID] = true
	}
}

func (t *Target) check(f *form, at, account string) {
	if t.Tries == 0 {
		t.Tries = MaxRetries + 1
	}
	if t.Age == 0 {
		t.Age = MaxAge
	}
	f.name(at+"ID", t.ID)
	if t.Queue == "" {
		f.name(at+"Destination", t.Destination)
	} else {
		t.checkQueue(f, at, account)
	}
	if t.DeadLetter != "" {
		f.queue(at+"DeadLetter", account, t.DeadLetter)
	}
	f.within(at+"Tries", int64(t.Tries), 1, MaxRetries+1, "attempts", "回")
	f.within(at+"Age", int64(t.Age/time.Second), int64(MinAge/time.Second), int64(MaxAge/time.Second), "seconds", "秒")
	t.checkInput(f, at)
	t.checkCall(f, at)
}

// checkQueue holds a queue against its target: only FIFO queues have message groups, and they need one.
func (t *Target) checkQueue(f *form, at, account string) {
	if t.Destination != "" {
		f.wrong(at+"Destination", t.Destination, "A target has a destination or a queue, not both.", "送信先とキューは同時に指定できません。",
			"Leave one of them out.", "どちらか一方を削除してください。")
	}
	f.queue(at+"Queue", account, t.Queue)
	if fifo := strings.HasSuffix(t.Queue, ".fifo"); fifo != (t.Group != "") {
		f.wrong(at+"Group", t.Group, "A message group goes with a FIFO queue, and a FIFO queue needs one.",
			"メッセージグループは FIFO キューにのみ指定でき、FIFO キューでは必須です。", "Give a group to a queue whose name ends with .fifo, and to no other.",
			".fifo で終わるキューにのみグループを指定してください。")
	}
	f.short(at+"Group", t.Group, 128)
}

func (f *form) queue(field, account, value string) {
	if _, ok := queueOf(account, value); !ok {
		f.wrong(field, value, field+" is not the ARN of a queue of this account.", field+" はこのアカウントの SQS キューの ARN ではありません。",
			"Write an ARN such as arn:aws:sqs:us-east-1:"+account+":events.", "arn:aws:sqs:us-east-1:"+account+":events のような ARN を指定してください。")
	}
}

func (t *Target) checkInput(f *form, at string) {
	n := 0
	for _, set := range []bool{t.Input != "", t.InputPath != "", t.Transformer != nil} {
		n += bit(set)
	}
	if n > 1 {
		f.wrong(at+"Input", "", "Only one of Input, InputPath and InputTransformer must be provided.",
			"Input、InputPath、InputTransformer は同時に指定できません。", "Leave two of them out.", "いずれか一つだけを指定してください。")
	}
	f.short(at+"Input", t.Input, 8192)
	if t.Input != "" && !json.Valid([]byte(t.Input)) {
		f.wrong(at+"Input", t.Input, "Input is not JSON.", "Input が JSON ではありません。", `Write JSON: a text goes into quotes.`, "JSON を指定してください。文字列は引用符で囲みます。")
	}
	if t.InputPath != "" {
		f.path(at+"InputPath", t.InputPath)
	}
	if t.Transformer != nil {
		if _, err := input.ParseTemplate(t.Transformer.Paths, t.Transformer.Template); err != nil {
			f.wrong(at+"InputTransformer", t.Transformer.Template, "InputTransformer cannot be used: "+err.Error()+".",
				"入力トランスフォーマーが正しくありません。", `Write for example {"id": <id>} with the path $.id for id.`, `{"id": <id>} のように記述し、id のパスに $.id を指定してください。`)
		}
	}
}

func (f *form) path(field, text string) {
	if _, err := input.ParsePath(text); err != nil {
		f.wrong(field, text, field+": "+err.Error()+".", field+" のパスが正しくありません。", "Write a path such as $.detail.opportunity.identifier.",
			"$.detail.opportunity.identifier のようなパスを指定してください。")
	}
}

// maxCallParams is EventBridge's limit for what a target adds to a call, of each kind.
const maxCallParams = 100

func (t *Target) checkCall(f *form, at string) {
	f.within(at+"Path", int64(len(t.Path)), 0, maxCallParams, "values", "件")
	f.within(at+"Header", int64(len(t.Header)), 0, maxCallParams, "headers", "件")
	f.within(at+"Query", int64(len(t.Query)), 0, maxCallParams, "parameters", "件")
	for i, v := range t.Path {
		f.dynamic(fmt.Sprintf("%sPath[%d]", at, i), v)
	}
	for name, v := range t.Header {
		f.header(at+"Header", name)
		f.value(at+"Header", v)
		f.dynamic(at+"Header", v)
	}
	for _, v := range t.Query {
		f.dynamic(at+"Query", v)
	}
}

// dynamic checks a value that may be a path into the event.
func (f *form) dynamic(field, value string) {
	f.short(field, value, 512)
	if strings.HasPrefix(value, "$.") {
		f.path(field, value)
	}
}

// reachable refuses queues where the operator has set up none.
func (b *Bus) reachable(f *form, targets []Target) {
	if b.queues != nil {
		return
	}
	for i, t := range targets {
		if t.Queue != "" || t.DeadLetter != "" {
			f.wrong(fmt.Sprintf("Targets[%d].Queue", i), orElse(t.Queue, t.DeadLetter), "No queue service is set up here.", "キューサービスが設定されていません。",
				"Have the operator set COSELL_SQS_URL, or use an API destination.", "運用担当者に COSELL_SQS_URL の設定を依頼するか、API 送信先を使用してください。")
		}
	}
}

// known refuses targets whose destination is not there.
func (b *Bus) known(tx *sqldb.Tx, account string, targets []Target) error {
	var f form
	for i, t := range targets {
		if t.Queue != "" {
			continue
		}
		var one int
		err := tx.Row(`SELECT 1 FROM event_destination WHERE account_id = ? AND name = ?`, account, t.Destination).Scan(&one)
		if errors.Is(err, sqldb.ErrNone) {
			f.breach(fmt.Sprintf("Targets[%d].Destination", i), catalogue.InvalidValue, catalogue.Violation{
				Message: "There is no destination of this name.", MessageJA: "この名前の送信先はありません。", Value: t.Destination,
				FixEN: "Make the destination first.", FixJA: "先に送信先を作成してください。"})
		} else if err != nil {
			return fmt.Errorf("look for destination %s: %w", t.Destination, err)
		}
	}
	return f.err()
}

func (t *Target) store(tx *sqldb.Tx, account, rule string) error {
	settings, err := json.Marshal(t.Settings)
	if err != nil {
		return fmt.Errorf("write target %s: %w", t.ID, err)
	}
	_, err = tx.Exec(`INSERT INTO event_target (account_id, rule, id, destination, queue, settings, retries, max_age_s)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, rule, id) DO UPDATE SET destination = excluded.destination,
		queue = excluded.queue, settings = excluded.settings, retries = excluded.retries, max_age_s = excluded.max_age_s`,
		account, rule, t.ID, t.Destination, t.Queue, string(settings), t.Tries-1, int64(t.Age/time.Second))
	if err != nil {
		return fmt.Errorf("store target %s of %s: %w", t.ID, rule, err)
	}
	return nil
}

// targetColumns are what scanTarget reads.
const targetColumns = `id, destination, queue, settings, retries, max_age_s`

func scanTarget(scan func(...any) error) (t Target, err error) {
	var settings string
	var retries int
	var age int64
	if err := scan(&t.ID, &t.Destination, &t.Queue, &settings, &retries, &age); err != nil {
		return t, err
	}
	t.Tries, t.Age = retries+1, time.Duration(age)*time.Second
	if err := json.Unmarshal([]byte(settings), &t.Settings); err != nil {
		return t, fmt.Errorf("settings of target %s: %w", t.ID, err)
	}
	return t, nil
}

func readTargets(tx *sqldb.Tx, account, rule string) (all []Target, err error) {
	err = eachRow(tx, `SELECT `+targetColumns+` FROM event_target WHERE account_id = ? AND rule = ? ORDER BY id`,
		[]any{account, rule}, func(scan func(...any) error) error {
			t, err := scanTarget(scan)
			all = append(all, t)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read targets of %s: %w", rule, err)
	}
	return all, nil
}

// PutTargets adds targets to a rule, in place of those with the same id. The others stay.
func (b *Bus) PutTargets(ctx context.Context, who identity.Caller, rule string, targets []Target) error {
	r := Rule{Name: rule, Targets: targets}
	var f form
	r.checkTargets(&f, who.Account)
	b.reachable(&f, targets)
	return b.changeTargets(ctx, who, rule, f, func(tx *sqldb.Tx) error {
		if err := b.known(tx, who.Account, r.Targets); err != nil {
			return err
		}
		for _, t := range r.Targets {
			if err := t.store(tx, who.Account, rule); err != nil {
				return err
			}
		}
		all, err := readTargets(tx, who.Account, rule)
		if err != nil {
			return err
		}
		if len(all) > maxTargets {
			return tooMany("A rule", maxTargets, "targets")
		}
		return nil
	})
}

// RemoveTargets takes targets off a rule and answers those that it did not have. What was taken for one and is not
// delivered goes to the dead-letter queue.
func (b *Bus) RemoveTargets(ctx context.Context, who identity.Caller, rule string, ids []string) (unknown []string, err error) {
	err = b.changeTargets(ctx, who, rule, form{}, func(tx *sqldb.Tx) error {
		unknown = nil
		for _, id := range ids {
			n, err := tx.Exec(`DELETE FROM event_target WHERE account_id = ? AND rule = ? AND id = ?`, who.Account, rule, id)
			if err != nil {
				return fmt.Errorf("delete target %s of %s: %w", id, rule, err)
			}
			if n == 0 {
				unknown = append(unknown, id)
			}
		}
		return nil
	})
	return unknown, err
}

func (b *Bus) changeTargets(ctx context.Context, who identity.Caller, rule string, f form, do func(tx *sqldb.Tx) error) error {
	if err := manage(who); err != nil {
		return err
	}
	if err := f.err(); err != nil {
		return err
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		now := sqldb.Micros(tx.Now())
		n, err := tx.Exec(`UPDATE event_rule SET `+later+` WHERE account_id = ? AND name = ?`, now, now, who.Account, rule)
		if err != nil {
			return fmt.Errorf("lock rule %s: %w", rule, err)
		}
		if n == 0 {
			return missing("Rule", rule)
		}
		if err := do(tx); err != nil {
			return err
		}
		return changed(tx, who.Account)
	})
}
