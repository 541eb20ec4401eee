// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package embedded

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"cosell/internal/connector/crm"
	"cosell/internal/sqldb"
)

// A stored record is a row: what lists filter and sort by in columns, the rest as JSON, personal data sealed.
type stored struct {
	object, id string
	version    int64
	name       string
	nameFold   string
	parent     string
	stage      string
	owner      string
	close      string
	mark       string
	fields     string
	sealed     []byte
	created    int64
	modified   int64
	by         string
}

const columns = `object, id, version, name, parent, stage, owner, close_date, mark, fields, sealed, created_at, modified_at, modified_by`

func scanRecord(scan func(...any) error) (stored, error) {
	var s stored
	err := scan(&s.object, &s.id, &s.version, &s.name, &s.parent, &s.stage, &s.owner, &s.close, &s.mark, &s.fields, &s.sealed,
		&s.created, &s.modified, &s.by)
	return s, err
}

func records(tx *sqldb.Tx, query string, args ...any) ([]stored, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error shows in rows.Err
	var out []stored
	for rows.Next() {
		s, err := scanRecord(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

func (s stored) insert(tx *sqldb.Tx, account string) error {
	_, err := tx.Exec(`INSERT INTO crm_record (account_id, object, id, version, name, name_fold, parent, stage, owner, close_date,
		mark, fields, sealed, created_at, modified_at, modified_by, deleted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, 0)`,
		account, s.object, s.id, s.version, s.name, s.nameFold, s.parent, s.stage, s.owner, s.close, s.fields, s.sealed,
		s.created, s.modified, s.by)
	return err
}

func (s stored) update(tx *sqldb.Tx, account string, was int64) error {
	n, err := tx.Exec(`UPDATE crm_record SET version = ?, name = ?, name_fold = ?, parent = ?, stage = ?, owner = ?, close_date = ?,
		fields = ?, sealed = ?, modified_at = ?, modified_by = ? WHERE account_id = ? AND object = ? AND id = ? AND version = ? AND deleted = 0`,
		s.version, s.name, s.nameFold, s.parent, s.stage, s.owner, s.close, s.fields, s.sealed, s.modified, s.by,
		account, s.object, s.id, was)
	if err != nil {
		return err
	}
	if n == 0 {
		return crm.ErrStale
	}
	return nil
}

// place ties sealed bytes to their row, so that they cannot be moved to another.
func place(object, id string) string { return "crm_record.sealed/" + object + "/" + id }

func (r *Room) seal(ctx context.Context, account string, o crm.Object, rec crm.Record) (stored, error) {
	plain, secret := crm.Fields{}, crm.Fields{}
	private := false
	for name, v := range rec.Fields {
		if crm.Empty(v) {
			continue
		}
		f, _ := o.Field(name)
		if f.Sensitive {
			secret[name] = v
		} else {
			plain[name] = v
		}
	}
	for _, name := range o.NameIn {
		f, _ := o.Field(name)
		private = private || f.Sensitive
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return stored{}, fmt.Errorf("values of %s %s: %w", o.Name, rec.ID, err)
	}
	s := stored{object: o.Name, id: rec.ID, parent: rec.Fields.Text("AccountId"), stage: rec.Fields.Text("StageName"),
		owner: rec.Fields.Text("Owner"), close: rec.Fields.Text("CloseDate"), fields: string(text)}
	if !private { // a person's name is personal data: such objects are not listed by name
		s.name = nameOf(o, rec.Fields)
		s.nameFold = strings.ToLower(s.name)
	}
	if len(secret) == 0 {
		return s, nil
	}
	if text, err = json.Marshal(secret); err != nil {
		return stored{}, fmt.Errorf("values of %s %s: %w", o.Name, rec.ID, err)
	}
	s.sealed, err = r.box.Seal(ctx, account, place(o.Name, rec.ID), text)
	if err != nil {
		return stored{}, fmt.Errorf("seal %s %s: %w", o.Name, rec.ID, err)
	}
	return s, nil
}

func (r *Room) open(ctx context.Context, account string, s stored) (crm.Record, error) {
	fields, err := bag([]byte(s.fields))
	if err != nil {
		return crm.Record{}, err
	}
	if len(s.sealed) > 0 {
		text, err := r.box.Open(ctx, account, place(s.object, s.id), s.sealed)
		if err != nil {
			return crm.Record{}, fmt.Errorf("open %s %s: %w", s.object, s.id, err)
		}
		private, err := bag(text)
		if err != nil {
			return crm.Record{}, err
		}
		maps.Copy(fields, private)
	}
	return crm.Record{Object: s.object, ID: s.id, Version: strconv.FormatInt(s.version, 10), Fields: fields,
		CreatedDate: sqldb.Time(s.created), ModifiedDate: sqldb.Time(s.modified), ModifiedBy: s.by}, nil
}

func (r *Room) openAll(ctx context.Context, account string, rows []stored) ([]crm.Record, error) {
	out := make([]crm.Record, 0, len(rows))
	for _, s := range rows {
		rec, err := r.open(ctx, account, s)
		if err != nil {
			return nil, err
		}
		out = append(out, rec)
	}
	return out, nil
}
