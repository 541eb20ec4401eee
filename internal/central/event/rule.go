// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// EventBridge's quotas for a bus.
const (
	maxRules   = 300
	maxTargets = 5 // per rule
)

// A Rule takes events by its pattern and sends each to all of its targets.
type Rule struct {
	Name, Description string
	Pattern           string // JSON
	Enabled           bool
	Targets           []Target
}

// A Target is where a rule sends what it takes, and how patiently.
type Target struct {
	ID          string
	Destination string        // by name
	Tries       int           // attempts at most, the first included; 0 means EventBridge's 185 retries after it
	Age         time.Duration // how long it is tried; 0 means EventBridge's 24 hours
}

// PutRule stores a rule with its targets, in place of one of the same name.
func (b *Bus) PutRule(ctx context.Context, who identity.Caller, r Rule) error {
	if err := manage(who); err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		var rules int
		err := tx.Row(`SELECT COUNT(*) FROM event_rule WHERE account_id = ? AND name <> ?`, who.Account, r.Name).Scan(&rules)
		if err != nil {
			return fmt.Errorf("count the rules: %w", err)
		}
		if rules >= maxRules {
			return &fault.Fault{Kind: fault.QuotaExceeded, Msg: fmt.Sprintf("An account has at most %d event rules.", maxRules)}
		}
		if err := b.known(tx, who.Account, r.Targets); err != nil {
			return err
		}
		if err := r.store(tx, who.Account); err != nil {
			return fmt.Errorf("store rule %s: %w", r.Name, err)
		}
		return changed(tx, who.Account)
	})
}

func (r *Rule) check() error {
	var f form
	f.name("Name", r.Name)
	if _, err := ParsePattern([]byte(r.Pattern)); err != nil {
		f.pattern(err)
	}
	f.within("Targets", int64(len(r.Targets)), 0, maxTargets, "targets", "件")
	seen := map[string]bool{}
	for i := range r.Targets {
		t, at := &r.Targets[i], fmt.Sprintf("Targets[%d].", i)
		if t.Tries == 0 {
			t.Tries = MaxRetries + 1
		}
		if t.Age == 0 {
			t.Age = MaxAge
		}
		f.name(at+"ID", t.ID)
		f.name(at+"Destination", t.Destination)
		f.within(at+"Tries", int64(t.Tries), 1, MaxRetries+1, "attempts", "回")
		f.within(at+"Age", int64(t.Age/time.Second), int64(MinAge/time.Second), int64(MaxAge/time.Second), "seconds", "秒")
		if seen[t.ID] {
			f.breach(at+"ID", catalogue.DuplicateKeyValue, catalogue.Violation{
				Message: "Two targets have the same id.", MessageJA: "ターゲットの ID が重複しています。", Value: t.ID,
				FixEN: "Give each target of the rule an id of its own.", FixJA: "ターゲットごとに異なる ID を指定してください。"})
		}
		seen[t.ID] = true
	}
	return f.err()
}

func (f *form) pattern(err error) {
	fix := "Write an object such as {\"detail-type\":[\"Opportunity Updated\"]}."
	at := "Pattern"
	var p *PatternFault
	if errors.As(err, &p) {
		fix, at = p.Fix, join("Pattern", p.At)
	}
	f.breach("Pattern", catalogue.InvalidStringFormat, catalogue.Violation{Message: err.Error(),
		MessageJA: "イベントパターンが正しくありません: " + at, FixEN: fix, FixJA: "イベントパターンを修正してください: " + fix})
}

// known refuses targets whose destination is not there.
func (b *Bus) known(tx *sqldb.Tx, account string, targets []Target) error {
	var f form
	for i, t := range targets {
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

func (r *Rule) store(tx *sqldb.Tx, account string) error {
	_, err := tx.Exec(`INSERT INTO event_rule (account_id, name, description, pattern, enabled, changed_us)
		VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, name) DO UPDATE SET description = excluded.description,
		pattern = excluded.pattern, enabled = excluded.enabled, changed_us = excluded.changed_us`,
		account, r.Name, r.Description, r.Pattern, bit(r.Enabled), sqldb.Micros(tx.Now()))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM event_target WHERE account_id = ? AND rule = ?`, account, r.Name); err != nil {
		return err
	}
	for _, t := range r.Targets {
		_, err := tx.Exec(`INSERT INTO event_target (account_id, rule, id, destination, retries, max_age_s)
			VALUES (?, ?, ?, ?, ?, ?)`, account, r.Name, t.ID, t.Destination, t.Tries-1, int64(t.Age/time.Second))
		if err != nil {
			return err
		}
	}
	return nil
}

// bit is how a truth is stored.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// DeleteRule takes a rule and its targets away. What it has taken and not delivered goes to the dead-letter queue.
func (b *Bus) DeleteRule(ctx context.Context, who identity.Caller, name string) error {
	if err := manage(who); err != nil {
		return err
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`DELETE FROM event_rule WHERE account_id = ? AND name = ?`, who.Account, name)
		if err != nil {
			return fmt.Errorf("delete rule %s: %w", name, err)
		}
		if n == 0 {
			return fault.Missing()
		}
		if _, err := tx.Exec(`DELETE FROM event_target WHERE account_id = ? AND rule = ?`, who.Account, name); err != nil {
			return fmt.Errorf("delete targets of %s: %w", name, err)
		}
		return changed(tx, who.Account)
	})
}

// Rules lists the account's rules with their targets, by name.
func (b *Bus) Rules(ctx context.Context, who identity.Caller) (list []Rule, err error) {
	if err := look(who); err != nil {
		return nil, err
	}
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		list, err = readRules(tx, who.Account)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list event rules: %w", err)
	}
	return list, nil
}

func readRules(tx *sqldb.Tx, account string) (list []Rule, err error) {
	rows, err := tx.Query(`SELECT r.name, r.description, r.pattern, r.enabled, COALESCE(t.id, ''),
		COALESCE(t.destination, ''), COALESCE(t.retries, 0), COALESCE(t.max_age_s, 0) FROM event_rule r
		LEFT JOIN event_target t ON t.account_id = r.account_id AND t.rule = r.name
		WHERE r.account_id = ? ORDER BY r.name, t.id`, account)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var r Rule
		var t Target
		var enabled, retries int
		var age int64
		if err := rows.Scan(&r.Name, &r.Description, &r.Pattern, &enabled, &t.ID, &t.Destination, &retries, &age); err != nil {
			return nil, err
		}
		r.Enabled, t.Tries, t.Age = enabled == 1, retries+1, time.Duration(age)*time.Second
		if n := len(list); n == 0 || list[n-1].Name != r.Name {
			list = append(list, r)
		}
		if last := &list[len(list)-1]; t.ID != "" {
			last.Targets = append(last.Targets, t)
		}
	}
	return list, rows.Err()
}

// TestPattern says whether a pattern takes an event, which is given as its whole envelope.
func (b *Bus) TestPattern(_ context.Context, who identity.Caller, pattern, event string) (bool, error) {
	if err := look(who); err != nil {
		return false, err
	}
	var f form
	p, err := ParsePattern([]byte(pattern))
	if err != nil {
		f.pattern(err)
	}
	d, err := doc.Parse([]byte(event))
	if err != nil {
		f.breach("Event", catalogue.InvalidStringFormat, catalogue.Violation{
			Message: "The event is not a JSON object: " + err.Error() + ".", MessageJA: "イベントが JSON オブジェクトではありません。",
			FixEN: "Paste a whole event, from version to detail.", FixJA: "version から detail まで、イベント全体を貼り付けてください。"})
	}
	if err := f.err(); err != nil {
		return false, err
	}
	return p.Match(d), nil
}
