// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"cmp"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"log/slog"
	"sync"

	"cosell/internal/ace/doc"
	"cosell/internal/central/event/pattern"
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

// A ruleset is all by which an account's events are judged.
type ruleset struct {
	version int64
	judges  []judge
	index   *pattern.Index // over the judges, in their order
}

// A judge is an enabled rule that has targets, or an archive.
type judge struct {
	rule    string
	targets []string
	archive string // empty for a rule
}

// taking lists the judges that take an event.
func (s ruleset) taking(event doc.Doc) (all []judge) {
	for _, i := range s.index.Match(event) {
		all = append(all, s.judges[i])
	}
	return all
}

func newRulebook(log *slog.Logger) *rulebook { return &rulebook{log: log, by: map[string]ruleset{}} }

func (b *rulebook) of(tx *sqldb.Tx, account string, version int64) (ruleset, error) {
	b.mu.Lock()
	set := b.by[account]
	b.mu.Unlock()
	if set.version == version {
		return set, nil
	}
	set, err := b.load(tx, account)
	if err != nil {
		return ruleset{}, err
	}
	set.version = version
	b.mu.Lock()
	b.by[account] = set
	b.mu.Unlock()
	return set, nil
}

// sources are a rule for each of its targets, and archives. A text that is no pattern, only a newer program can have
// stored: it is passed over, for the decision that publishes must not fail for that.
const sources = `SELECT r.name, r.pattern, t.id, '' FROM event_rule r
	JOIN event_target t ON t.account_id = r.account_id AND t.rule = r.name
	WHERE r.account_id = ? AND r.enabled = 1 AND r.pattern <> ''
	UNION ALL SELECT '', a.pattern, '', a.name FROM event_archive a WHERE a.account_id = ? ORDER BY 1, 4, 3`

func (b *rulebook) load(tx *sqldb.Tx, account string) (set ruleset, err error) {
	rows, err := tx.Query(sources, account, account)
	if err != nil {
		return set, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	var patterns []pattern.Pattern
	for rows.Next() {
		var j judge
		var text, target string
		if err := rows.Scan(&j.rule, &text, &target, &j.archive); err != nil {
			return set, err
		}
		if n := len(set.judges); n > 0 && j.rule != "" && set.judges[n-1].rule == j.rule {
			set.judges[n-1].targets = append(set.judges[n-1].targets, target)
			continue
		}
		p, err := pattern.Parse([]byte(cmp.Or(text, everything)))
		if err != nil {
			b.log.Error("a rule is passed over: its pattern cannot be read", "account", account, "rule", j.rule, "archive", j.archive, "error", err)
			continue
		}
		if target != "" {
			j.targets = []string{target}
		}
		set.judges, patterns = append(set.judges, j), append(patterns, p)
	}
	set.index = pattern.NewIndex(patterns)
	return set, rows.Err()
}

// everything is the pattern of an archive that has none: what is replayed is not archived again.
const everything = `{"replay-name":[{"exists":false}]}`

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
