// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"log/slog"
	"sync"

	"cosell/internal/sqldb"
)

// A rulebook keeps the compiled rules of accounts.
//
// Nobody tells it of changes: each event is stored together with the version of the rules it was judged by, which its
// transaction reads. Versions are drawn by chance, never counted, so the rules of a transaction that was undone can
// stand under no version that anybody else will see. Hence it is right on every node and inside every transaction.
type rulebook struct {
	log *slog.Logger
	mu  sync.Mutex
	by  map[string]ruleset
}

type ruleset struct {
	version int64
	rules   []compiled
}

// A compiled rule is enabled and has targets.
type compiled struct {
	name    string
	pattern Pattern
	targets []string
}

func newRulebook(log *slog.Logger) *rulebook { return &rulebook{log: log, by: map[string]ruleset{}} }

func (b *rulebook) of(tx *sqldb.Tx, account string, version int64) ([]compiled, error) {
	b.mu.Lock()
	set := b.by[account]
	b.mu.Unlock()
	if set.version == version {
		return set.rules, nil
	}
	rules, err := b.load(tx, account)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	b.by[account] = ruleset{version, rules}
	b.mu.Unlock()
	return rules, nil
}

func (b *rulebook) load(tx *sqldb.Tx, account string) (rules []compiled, err error) {
	rows, err := tx.Query(`SELECT r.name, r.pattern, t.id FROM event_rule r
		JOIN event_target t ON t.account_id = r.account_id AND t.rule = r.name
		WHERE r.account_id = ? AND r.enabled = 1 ORDER BY r.name, t.id`, account)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var name, pattern, target string
		if err := rows.Scan(&name, &pattern, &target); err != nil {
			return nil, err
		}
		if n := len(rules); n > 0 && rules[n-1].name == name {
			rules[n-1].targets = append(rules[n-1].targets, target)
			continue
		}
		p, err := ParsePattern([]byte(pattern))
		if err != nil {
			// Only a newer program can have stored it. The decision that publishes must not fail for that.
			b.log.Error("a rule is passed over: its pattern cannot be read", "account", account, "rule", name, "error", err)
			continue
		}
		rules = append(rules, compiled{name, p, []string{target}})
	}
	return rules, rows.Err()
}

// changed marks the account's rules as new, for every node.
func changed(tx *sqldb.Tx, account string) error {
	_, err := tx.Exec(`INSERT INTO event_ruleset (account_id, version) VALUES (?, ?)
		ON CONFLICT (account_id) DO UPDATE SET version = excluded.version`, account, drawn())
	if err != nil {
		return fmt.Errorf("mark the rules as changed: %w", err)
	}
	return nil
}

// drawn is a version that was never used and is not 0.
func drawn() int64 {
	var chance [8]byte
	_, _ = rand.Read(chance[:]) // never fails: crypto/rand ends the process instead
	return int64(binary.BigEndian.Uint64(chance[:])>>1) | 1
}
