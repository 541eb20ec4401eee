// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/ace/doc"
	"cosell/internal/central/event/pattern"
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
	Role              string // an ARN that AWS wants for some targets; it is kept, and decides nothing here
	Enabled           bool
	Targets           []Target

	Changed time.Time // read only, with a change of its targets too
}

// NewRule makes a rule with its targets, and refuses a name that is taken.
func (b *Bus) NewRule(ctx context.Context, who identity.Caller, r Rule) error {
	return b.putRule(ctx, who, r, mustBeNew, "")
}

// ChangeRule changes a rule that is there, provided that it is of the version, and puts its targets in place of those that
// it had. The empty version is any.
func (b *Bus) ChangeRule(ctx context.Context, who identity.Caller, r Rule, version string) error {
	return b.putRule(ctx, who, r, mustBeThere, version)
}

// PutRule stores a rule with its targets, in place of one of the same name.
func (b *Bus) PutRule(ctx context.Context, who identity.Caller, r Rule) error {
	return b.putRule(ctx, who, r, eitherWay, "")
}

func (b *Bus) putRule(ctx context.Context, who identity.Caller, r Rule, p presence, version string) error {
	var f form
	r.check(&f)
	r.checkTargets(&f, who.Account)
	b.reachable(&f, r.Targets)
	return b.saveRule(ctx, who, f, r, p, version, func(tx *sqldb.Tx) error {
		if err := b.known(tx, who.Account, r.Targets); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM event_target WHERE account_id = ? AND rule = ?`, who.Account, r.Name); err != nil {
			return fmt.Errorf("delete targets of %s: %w", r.Name, err)
		}
		for _, t := range r.Targets {
			if err := t.store(tx, who.Account, r.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// DefineRule stores a rule and leaves its targets as they are. The tags are those of a rule that was not there before.
func (b *Bus) DefineRule(ctx context.Context, who identity.Caller, r Rule, tags map[string]string) error {
	var f form
	r.check(&f)
	f.tags(tags)
	return b.saveRule(ctx, who, f, r, eitherWay, "", func(tx *sqldb.Tx) error {
		if len(tags) == 0 {
			return nil
		}
		return storeTags(tx, who.Account, r.Name, tags)
	})
}

// saveRule stores the rule itself, and what belongs to it by the same decision.
func (b *Bus) saveRule(ctx context.Context, who identity.Caller, f form, r Rule, p presence, version string, more func(tx *sqldb.Tx) error) error {
	if err := manage(who); err != nil {
		return err
	}
	if err := f.err(); err != nil {
		return err
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := holds(tx, "Rule", "event_rule", who.Account, r.Name, version); err != nil {
			return err
		}
		var others, same int
		err := tx.Row(`SELECT COUNT(CASE WHEN name <> ? THEN 1 END), COUNT(CASE WHEN name = ? THEN 1 END) FROM event_rule
			WHERE account_id = ?`, r.Name, r.Name, who.Account).Scan(&others, &same)
		if err != nil {
			return fmt.Errorf("count the rules: %w", err)
		}
		if err := p.check(same == 1, "Rule", r.Name); err != nil {
			return err
		}
		if others >= maxRules {
			return tooMany("An account", maxRules, "event rules")
		}
		_, err = tx.Exec(`INSERT INTO event_rule (account_id, name, description, pattern, role, enabled, changed_us)
			VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, name) DO UPDATE SET description = excluded.description,
			pattern = excluded.pattern, role = excluded.role, enabled = excluded.enabled,
			changed_us = CASE WHEN event_rule.changed_us < excluded.changed_us THEN excluded.changed_us ELSE event_rule.changed_us + 1 END`,
			who.Account, r.Name, r.Description, r.Pattern, r.Role, bit(r.Enabled), sqldb.Micros(tx.Now()))
		if err != nil {
			return fmt.Errorf("store rule %s: %w", r.Name, err)
		}
		if err := more(tx); err != nil {
			return err
		}
		return changed(tx, who.Account)
	})
}

func (r *Rule) check(f *form) {
	f.name("Name", r.Name)
	f.short("Description", r.Description, 512)
	f.short("Role", r.Role, 1600)
	f.pattern(r.Pattern)
}

// pattern refuses what is no pattern.
func (f *form) pattern(text string) {
	const field = "Pattern"
	_, err := pattern.Parse([]byte(text))
	if err == nil {
		return
	}
	at, fix := field, `Write an object such as {"detail-type":["Opportunity Updated"]}.`
	if p, ok := errors.AsType[*pattern.Fault](err); ok {
		fix = p.Fix
		if p.At != "" {
			at += "." + p.At
		}
	}
	f.breach(field, catalogue.InvalidStringFormat, catalogue.Violation{Message: err.Error(),
		MessageJA: "イベントパターンが正しくありません: " + at, FixEN: fix, FixJA: "イベントパターンを修正してください: " + fix})
}

// tooMany refuses what is over a quota.
func tooMany(who string, most int, what string) error {
	return (&fault.Fault{Kind: fault.QuotaExceeded, Msg: fmt.Sprintf("%s has at most %d %s. Delete those that you do not use.", who, most, what)}).Telling(
		fault.State("event-limit", fmt.Sprintf("%s has at most %d %s.", who, most, what), fmt.Sprintf("作成できる数の上限（%d 件）に達しています。", most),
			"Delete those that you do not use.", "使用していないものを削除してください。"))
}

// bit is how a truth is stored.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// SwitchRule enables a rule or disables it. What it has taken before goes on its way.
func (b *Bus) SwitchRule(ctx context.Context, who identity.Caller, name string, enabled bool) error {
	if err := manage(who); err != nil {
		return err
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		now := sqldb.Micros(tx.Now())
		n, err := tx.Exec(`UPDATE event_rule SET enabled = ?, `+later+` WHERE account_id = ? AND name = ?`, bit(enabled), now, now, who.Account, name)
		if err != nil {
			return fmt.Errorf("switch rule %s: %w", name, err)
		}
		if n == 0 {
			return missing("Rule", name)
		}
		return changed(tx, who.Account)
	})
}

// DeleteRule takes a rule and its targets away. What it has taken and not delivered goes to the dead-letter queue.
func (b *Bus) DeleteRule(ctx context.Context, who identity.Caller, name string) error {
	return b.deleteRule(ctx, who, name, true)
}

// DeleteBareRule takes a rule away that has no targets any more, and refuses as long as it has.
func (b *Bus) DeleteBareRule(ctx context.Context, who identity.Caller, name string) error {
	return b.deleteRule(ctx, who, name, false)
}

func (b *Bus) deleteRule(ctx context.Context, who identity.Caller, name string, whole bool) error {
	if err := manage(who); err != nil {
		return err
	}
	return b.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`DELETE FROM event_rule WHERE account_id = ? AND name = ?`, who.Account, name)
		if err != nil {
			return fmt.Errorf("delete rule %s: %w", name, err)
		}
		if n == 0 {
			return missing("Rule", name)
		}
		targets, err := tx.Exec(`DELETE FROM event_target WHERE account_id = ? AND rule = ?`, who.Account, name)
		if err != nil {
			return fmt.Errorf("delete targets of %s: %w", name, err)
		}
		if targets > 0 && !whole {
			var f form
			f.breach("Name", catalogue.ActionNotPermitted, catalogue.Violation{Message: "Rule can't be deleted since it has targets.",
				MessageJA: "ターゲットが残っているルールは削除できません。", Value: name,
				FixEN: "Remove the targets first.", FixJA: "先にターゲットを削除してください。"})
			return f.err()
		}
		if _, err := tx.Exec(`DELETE FROM event_tag WHERE account_id = ? AND rule = ?`, who.Account, name); err != nil {
			return fmt.Errorf("delete tags of %s: %w", name, err)
		}
		return changed(tx, who.Account)
	})
}

// ruleColumns are what scanRule reads.
const ruleColumns = `name, description, pattern, role, enabled, changed_us`

func scanRule(scan func(...any) error) (r Rule, err error) {
	var enabled int
	var changed int64
	err = scan(&r.Name, &r.Description, &r.Pattern, &r.Role, &enabled, &changed)
	r.Enabled, r.Changed = enabled == 1, sqldb.Time(changed)
	return r, err
}

// Rule is one rule with its targets.
func (b *Bus) Rule(ctx context.Context, who identity.Caller, name string) (r Rule, err error) {
	if err := look(who); err != nil {
		return r, err
	}
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		r, err = scanRule(tx.Row(`SELECT `+ruleColumns+` FROM event_rule WHERE account_id = ? AND name = ?`, who.Account, name).Scan)
		if errors.Is(err, sqldb.ErrNone) {
			return missing("Rule", name)
		}
		if err != nil {
			return fmt.Errorf("read rule %s: %w", name, err)
		}
		r.Targets, err = readTargets(tx, who.Account, name)
		return err
	})
	return r, err
}

// Rules lists the account's rules by name, without their targets.
func (b *Bus) Rules(ctx context.Context, who identity.Caller, w Window) (Listing[Rule], error) {
	return list(ctx, b, who, w, query{what: "rules", from: `SELECT ` + ruleColumns + ` FROM event_rule`},
		func(scan func(...any) error) (Rule, string, error) {
			r, err := scanRule(scan)
			return r, r.Name, err
		})
}

// RulesAt lists the names of the rules with a target at a destination, given by its name, or at a queue, given by its ARN.
func (b *Bus) RulesAt(ctx context.Context, who identity.Caller, destination, queue string, w Window) (Listing[string], error) {
	q := query{what: "rules at", from: `SELECT DISTINCT rule FROM event_target`, name: "rule", where: ` AND queue = ?`, args: []any{queue}}
	if destination != "" {
		q.where, q.args = ` AND destination = ?`, []any{destination}
	}
	return list(ctx, b, who, w, q, func(scan func(...any) error) (name string, _ string, err error) {
		err = scan(&name)
		return name, name, err
	})
}

// TestPattern says whether a pattern takes an event, which is given as its whole envelope.
func (b *Bus) TestPattern(_ context.Context, who identity.Caller, text, event string) (bool, error) {
	if err := look(who); err != nil {
		return false, err
	}
	var f form
	f.pattern(text)
	d, err := doc.Parse([]byte(event))
	if err != nil {
		f.breach("Event", catalogue.InvalidStringFormat, catalogue.Violation{
			Message: "The event is not a JSON object: " + err.Error() + ".", MessageJA: "イベントが JSON オブジェクトではありません。",
			FixEN: "Paste a whole event, from version to detail.", FixJA: "version から detail まで、イベント全体を貼り付けてください。"})
	} else if lacks := slices.DeleteFunc(slices.Clone(needed), func(name string) bool { return doc.Has(d, name) }); len(lacks) > 0 {
		f.breach("Event", catalogue.RequiredFieldMissing, catalogue.Violation{
			Message: fmt.Sprintf("The event lacks %v.", lacks), MessageJA: fmt.Sprintf("イベントに %v がありません。", lacks),
			FixEN: "Paste a whole event, from version to detail.", FixJA: "version から detail まで、イベント全体を貼り付けてください。"})
	}
	if err := f.err(); err != nil {
		return false, err
	}
	p, err := pattern.Parse([]byte(text))
	return err == nil && p.Match(d), err
}

// needed are the members without which EventBridge tests no event.
var needed = []string{"id", "account", "source", "time", "region", "resources", "detail-type"}
