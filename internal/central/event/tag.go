// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// maxTags is AWS's limit for a rule.
const maxTags = 50

func (f *form) tags(tags map[string]string) {
	f.within("Tags", int64(len(tags)), 0, maxTags, "tags", "件")
	for name, value := range tags {
		f.needed("Tags.Key", name, "Name the tag.", "タグのキーを入力してください。")
		f.short("Tags.Key", name, 128)
		f.short("Tags.Value", value, 256)
		if strings.HasPrefix(strings.ToLower(name), "aws:") {
			f.wrong("Tags.Key", name, "Tags that begin with aws: are AWS's own.", "aws: で始まるタグは予約されています。", "Choose another name.", "別のキーを指定してください。")
		}
	}
}

func storeTags(tx *sqldb.Tx, account, rule string, tags map[string]string) error {
	for name, value := range tags {
		_, err := tx.Exec(`INSERT INTO event_tag (account_id, rule, name, value) VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id, rule, name) DO UPDATE SET value = excluded.value`, account, rule, name, value)
		if err != nil {
			return fmt.Errorf("store tag %s of rule %s: %w", name, rule, err)
		}
	}
	return nil
}

func readTags(tx *sqldb.Tx, account, rule string) (map[string]string, error) {
	tags := map[string]string{}
	err := eachRow(tx, `SELECT name, value FROM event_tag WHERE account_id = ? AND rule = ?`, []any{account, rule},
		func(scan func(...any) error) error {
			var name, value string
			err := scan(&name, &value)
			tags[name] = value
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read tags of rule %s: %w", rule, err)
	}
	return tags, nil
}

// Tags are the tags of a rule.
func (b *Bus) Tags(ctx context.Context, who identity.Caller, rule string) (tags map[string]string, err error) {
	if err := look(who); err != nil {
		return nil, err
	}
	err = b.db.View(ctx, func(tx *sqldb.Tx) error {
		var one int
		err := tx.Row(`SELECT 1 FROM event_rule WHERE account_id = ? AND name = ?`, who.Account, rule).Scan(&one)
		if errors.Is(err, sqldb.ErrNone) {
			return missing("Rule", rule)
		}
		if err != nil {
			return fmt.Errorf("look for rule %s: %w", rule, err)
		}
		tags, err = readTags(tx, who.Account, rule)
		return err
	})
	return tags, err
}

// Tag gives a rule tags, in place of those of the same names.
func (b *Bus) Tag(ctx context.Context, who identity.Caller, rule string, tags map[string]string) error {
	var f form
	f.tags(tags)
	return b.changeTargets(ctx, who, rule, f, func(tx *sqldb.Tx) error {
		if err := storeTags(tx, who.Account, rule, tags); err != nil {
			return err
		}
		all, err := readTags(tx, who.Account, rule)
		if err == nil && len(all) > maxTags {
			return tooMany("A rule", maxTags, "tags")
		}
		return err
	})
}

// Untag takes tags off a rule; those that it does not have are passed over.
func (b *Bus) Untag(ctx context.Context, who identity.Caller, rule string, names []string) error {
	return b.changeTargets(ctx, who, rule, form{}, func(tx *sqldb.Tx) error {
		for _, name := range names {
			if _, err := tx.Exec(`DELETE FROM event_tag WHERE account_id = ? AND rule = ? AND name = ?`, who.Account, rule, name); err != nil {
				return fmt.Errorf("delete tag %s of rule %s: %w", name, rule, err)
			}
		}
		return nil
	})
}
