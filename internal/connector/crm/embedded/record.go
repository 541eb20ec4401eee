// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cosell/internal/connector/crm"
	"cosell/internal/sqldb"
)

// An author is who writes.
type author struct {
	account string
	id      string
	own     bool // the integration user
}

// tries is how often a write without a version is decided anew when another was faster.
const tries = 16

func (r *Room) read(ctx context.Context, account, object, id string) (crm.Record, error) {
	rec, err := r.load(ctx, account, object, id)
	if err != nil {
		return crm.Record{}, fmt.Errorf("read %s %s: %w", object, id, err)
	}
	return rec, nil
}

func (r *Room) load(ctx context.Context, account, object, id string) (crm.Record, error) {
	var row stored
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		var err error
		row, err = scanRecord(tx.Row(`SELECT `+columns+` FROM crm_record WHERE account_id = ? AND object = ? AND id = ? AND deleted = 0`,
			account, object, id).Scan)
		return err
	})
	if errors.Is(err, sqldb.ErrNone) {
		return crm.Record{}, crm.ErrNotFound
	}
	if err != nil {
		return crm.Record{}, err
	}
	return r.open(ctx, account, row)
}

func (r *Room) find(ctx context.Context, account, object, field, value string) ([]crm.Record, error) {
	o, known := ObjectNamed(object)
	f, has := o.Field(field)
	if !known || !has || (!f.ExternalID && f.Type != crm.Reference) {
		return nil, fmt.Errorf("find %s by %s: the field is neither an external id nor a reference", object, field)
	}
	table := "crm_reference"
	if f.ExternalID {
		table = "crm_external"
	}
	var rows []stored
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		var err error
		rows, err = records(tx, `SELECT `+columns+` FROM crm_record WHERE account_id = ? AND object = ? AND deleted = 0 AND id IN
			(SELECT id FROM `+table+` WHERE account_id = ? AND object = ? AND field = ? AND value = ?)
			ORDER BY created_at, id LIMIT 2000`, account, object, account, object, field, value)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find %s by %s: %w", object, field, err)
	}
	return r.openAll(ctx, account, rows)
}

// save decides a write on what the record is, outside a transaction, since sealing reads keys; the transaction then
// takes it only if the record is still the same.
func (r *Room) save(ctx context.Context, who author, w crm.Write) (crm.Record, error) {
	o, known := ObjectNamed(w.Object)
	if !known {
		return crm.Record{}, fmt.Errorf("save %s: the CRM has no such object", w.Object)
	}
	for range tries {
		rec, err := r.saveOnce(ctx, who, o, w)
		if errors.Is(err, crm.ErrStale) && w.Version == "" {
			continue
		}
		if err != nil {
			return crm.Record{}, fmt.Errorf("save %s: %w", w.Object, err)
		}
		return rec, nil
	}
	return crm.Record{}, fmt.Errorf("save %s %s: %w", w.Object, w.ID, crm.ErrStale)
}

func (r *Room) saveOnce(ctx context.Context, who author, o crm.Object, w crm.Write) (crm.Record, error) {
	before, err := r.target(ctx, who.account, o, w)
	if err != nil {
		return crm.Record{}, err
	}
	if w.Version != "" && before.Version != w.Version {
		return crm.Record{}, crm.ErrStale
	}
	changes, faults := o.Check(w.Fields, !who.own)
	after := before
	after.Fields = maps.Clone(before.Fields)
	if after.Fields == nil {
		after.Fields = crm.Fields{}
	}
	maps.Copy(after.Fields, changes)
	if w.Key.Field != "" && before.ID == "" {
		after.Fields[w.Key.Field] = w.Key.Value
	}
	// The connector may fill a record that a seller left incomplete.
	if !who.own || before.ID == "" {
		faults = append(faults, unless(faults, o.Missing(after.Fields))...)
	}
	faults = append(faults, r.dangling(ctx, who.account, o, changes)...)
	if len(faults) > 0 {
		return crm.Record{}, &crm.Refusal{Object: o.Name, Faults: faults}
	}
	if before.ID == "" {
		n, err := r.ids.Next(ctx)
		if err != nil {
			return crm.Record{}, err
		}
		after.Object, after.ID = o.Name, prefixes[o.Name]+strconv.FormatInt(n, 10)
	}
	return r.write(ctx, who, o, before, after)
}

// target is the record that a write means; an empty record when one is to be made.
func (r *Room) target(ctx context.Context, account string, o crm.Object, w crm.Write) (crm.Record, error) {
	if w.ID != "" {
		return r.load(ctx, account, o.Name, w.ID)
	}
	if w.Key.Field == "" {
		return crm.Record{}, nil
	}
	found, err := r.find(ctx, account, o.Name, w.Key.Field, w.Key.Value)
	if err != nil || len(found) == 0 {
		return crm.Record{}, err
	}
	return found[0], nil
}

// dangling lists references that point to no record.
func (r *Room) dangling(ctx context.Context, account string, o crm.Object, changes crm.Fields) []crm.Fault {
	var faults []crm.Fault
	for name := range changes {
		f, _ := o.Field(name)
		id := changes.Text(name)
		if f.Type != crm.Reference || id == "" {
			continue
		}
		if _, err := r.load(ctx, account, f.To, id); errors.Is(err, crm.ErrNotFound) {
			faults = append(faults, crm.Fault{Field: name, Code: "INVALID_VALUE",
				Message: fmt.Sprintf("%s: there is no %s %s.", f.Label, f.To, id), MessageJA: fmt.Sprintf("%s「%s」は存在しません。", f.LabelJA, id)})
		}
	}
	return faults
}

// unless leaves out faults of fields that have one already.
func unless(have, more []crm.Fault) []crm.Fault {
	named := map[string]bool{}
	for _, f := range have {
		named[f.Field] = true
	}
	var out []crm.Fault
	for _, f := range more {
		if !named[f.Field] {
			out = append(out, f)
		}
	}
	return out
}

func (r *Room) write(ctx context.Context, who author, o crm.Object, before, after crm.Record) (crm.Record, error) {
	row, err := r.seal(ctx, who.account, o, after)
	if err != nil {
		return crm.Record{}, err
	}
	err = r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		now := tx.Now()
		after.ModifiedDate, after.ModifiedBy = now, who.id
		row.modified, row.by = sqldb.Micros(now), who.id
		if before.ID == "" {
			after.Version, after.CreatedDate = "1", now
			row.version, row.created = 1, sqldb.Micros(now)
			if err := row.insert(tx, who.account); err != nil {
				return err
			}
		} else {
			was, err := strconv.ParseInt(before.Version, 10, 64)
			if err != nil {
				return err
			}
			row.version = was + 1
			after.Version = strconv.FormatInt(row.version, 10)
			if err := row.update(tx, who.account, was); err != nil {
				return err
			}
		}
		if err := tie(tx, who.account, o, after); err != nil {
			return err
		}
		return r.feed(tx, who, crm.Change{Object: o.Name, ID: after.ID})
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return crm.Record{}, r.taken(o, after, before.ID == "")
	}
	if err != nil {
		return crm.Record{}, err
	}
	return after, nil
}

// taken explains a unique key that another record has. A new record found by its key is simply the other one now.
func (r *Room) taken(o crm.Object, rec crm.Record, isNew bool) error {
	if isNew {
		for _, f := range o.Fields {
			if f.ExternalID && rec.Fields.Text(f.Name) != "" {
				return crm.ErrStale
			}
		}
	}
	var faults []crm.Fault
	for _, f := range o.Fields {
		if f.ExternalID && rec.Fields.Text(f.Name) != "" {
			faults = append(faults, crm.Fault{Field: f.Name, Code: "INVALID_VALUE",
				Message: f.Label + " is taken by another record.", MessageJA: f.LabelJA + "は別のレコードで使われています。"})
		}
	}
	return &crm.Refusal{Object: o.Name, Faults: faults}
}

func (r *Room) delete(ctx context.Context, who author, object, id string) error {
	err := r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(`UPDATE crm_record SET deleted = 1, version = version + 1, modified_at = ?, modified_by = ?
			WHERE account_id = ? AND object = ? AND id = ? AND deleted = 0`, sqldb.Micros(tx.Now()), who.id, who.account, object, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return crm.ErrNotFound
		}
		if err := untie(tx, who.account, object, id); err != nil {
			return err
		}
		return r.feed(tx, who, crm.Change{Object: object, ID: id, Deleted: true})
	})
	if err != nil {
		return fmt.Errorf("delete %s %s: %w", object, id, err)
	}
	return nil
}

// feed numbers a change and tells whoever wants to know in the same transaction.
func (r *Room) feed(tx *sqldb.Tx, who author, c crm.Change) error {
	if _, err := tx.Exec(`INSERT INTO crm_feed (account_id, last, pruned) VALUES (?, 0, 0) ON CONFLICT (account_id) DO NOTHING`,
		who.account); err != nil {
		return err
	}
	var seq int64
	if err := tx.Row(`UPDATE crm_feed SET last = last + 1 WHERE account_id = ? RETURNING last`, who.account).Scan(&seq); err != nil {
		return err
	}
	own, deleted := 0, 0
	if who.own {
		own = 1
	}
	if c.Deleted {
		deleted = 1
	}
	if _, err := tx.Exec(`INSERT INTO crm_change (account_id, seq, object, id, at, by_user, own, deleted) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		who.account, seq, c.Object, c.ID, sqldb.Micros(tx.Now()), who.id, own, deleted); err != nil {
		return err
	}
	if r.changed == nil {
		return nil
	}
	c.Cursor, c.At, c.By, c.Own = strconv.FormatInt(seq, 10), tx.Now(), who.id, who.own
	return r.changed(tx, who.account, c)
}

// tie writes a record's external ids and references anew.
func tie(tx *sqldb.Tx, account string, o crm.Object, rec crm.Record) error {
	if err := untie(tx, account, o.Name, rec.ID); err != nil {
		return err
	}
	for _, f := range o.Fields {
		v := rec.Fields.Text(f.Name)
		if v == "" {
			continue
		}
		switch {
		case f.ExternalID:
			if _, err := tx.Exec(`INSERT INTO crm_external (account_id, object, field, value, id) VALUES (?, ?, ?, ?, ?)`,
				account, o.Name, f.Name, v, rec.ID); err != nil {
				return err
			}
		case f.Type == crm.Reference:
			if _, err := tx.Exec(`INSERT INTO crm_reference (account_id, object, field, value, id) VALUES (?, ?, ?, ?, ?)`,
				account, o.Name, f.Name, v, rec.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func untie(tx *sqldb.Tx, account, object, id string) error {
	for _, table := range []string{"crm_external", "crm_reference"} {
		if _, err := tx.Exec(`DELETE FROM `+table+` WHERE account_id = ? AND object = ? AND id = ?`, account, object, id); err != nil {
			return err
		}
	}
	return nil
}

// nameOf makes the name of a record of its fields. A person's family name comes first where it is written in Chinese
// characters, kana or hangul.
func nameOf(o crm.Object, f crm.Fields) string {
	if family := f.Text("LastName"); slices.Contains(o.NameIn, "LastName") && strings.ContainsFunc(family, eastern) {
		return strings.TrimSpace(family + " " + f.Text("FirstName"))
	}
	parts := make([]string, 0, len(o.NameIn))
	for _, name := range o.NameIn {
		if s := f.Text(name); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

func eastern(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// bag reads stored values; JSON knows no list of texts, so lists are turned back.
func bag(text []byte) (crm.Fields, error) {
	var in map[string]any
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, fmt.Errorf("stored values: %w", err)
	}
	out := make(crm.Fields, len(in))
	for name, v := range in {
		if list, ok := v.([]any); ok {
			texts := make([]string, 0, len(list))
			for _, e := range list {
				s, _ := e.(string)
				texts = append(texts, s)
			}
			out[name] = texts
			continue
		}
		out[name] = v
	}
	return out, nil
}
