// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package tag keeps the labels that partners put on what they own: a key and a value, by the resource's ARN.
//
// The rooms whose resources can be tagged say which exist; this one knows nothing else of them.
package tag

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
func Schema() sqldb.Schema {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sqldb.Schema{Room: "tag", Files: files}
}

// Exists says whether an account has a resource of some type.
type Exists func(tx *sqldb.Tx, account, catalog, id string) (bool, error)

// A Room answers the operations on tags.
type Room struct {
	db    *sqldb.DB
	types map[string]Exists // by the type in the ARN
}

// New is the room. types are the resources that can be tagged, by the type that their ARNs name: opportunity,
// resource-snapshot-job, partner.
func New(db *sqldb.DB, types map[string]Exists) *Room { return &Room{db: db, types: types} }

// Tag answers TagResource: a key that is there already gets the new value.
func (r *Room) Tag(ctx context.Context, c identity.Caller, in selling.TagResourceRequest) (selling.TagsAnswer, error) {
	if broken := Check(in.Tags); len(broken) > 0 {
		return selling.TagsAnswer{}, fault.Broken(broken...)
	}
	return selling.TagsAnswer{}, r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := r.enter(tx, c, in.ResourceArn); err != nil {
			return err
		}
		return Put(tx, in.ResourceArn, in.Tags)
	})
}

// Untag answers UntagResource. Keys that are not there are passed over.
func (r *Room) Untag(ctx context.Context, c identity.Caller, in selling.UntagResourceRequest) (selling.TagsAnswer, error) {
	return selling.TagsAnswer{}, r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := r.enter(tx, c, in.ResourceArn); err != nil {
			return err
		}
		return change(tx, in.ResourceArn, func(have []selling.Tag) ([]selling.Tag, error) {
			return slices.DeleteFunc(have, func(t selling.Tag) bool { return slices.Contains(in.TagKeys, t.Key) }), nil
		})
	})
}

// List answers ListTagsForResource: all tags, by key.
func (r *Room) List(ctx context.Context, c identity.Caller, in selling.ListTagsForResourceRequest) (out selling.ListTagsForResourceResponse, err error) {
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		if err := r.enter(tx, c, in.ResourceArn); err != nil {
			return err
		}
		out.Tags, err = Tags(tx, in.ResourceArn)
		return err
	})
	return out, err
}

// Of are the tags of a resource of an account, for policies that ask about them.
func (r *Room) Of(ctx context.Context, account, arn string) (map[string]string, error) {
	tags := map[string]string{}
	if name, ours := selling.ParseARN(arn); !ours || name.Account != account {
		return tags, nil
	}
	err := r.db.View(ctx, func(tx *sqldb.Tx) error {
		all, err := Tags(tx, arn)
		for _, t := range all {
			tags[t.Key] = t.Value
		}
		return err
	})
	return tags, err
}

// enter lets a caller at a resource of its account. What is another account's, of another type or not there at all is denied
// in the same words, since AWS does so. Source: reference 9.7.
func (r *Room) enter(tx *sqldb.Tx, c identity.Caller, arn string) error {
	denied := fault.Denied("You are not authorized to access the tags of this resource.")
	name, ours := selling.ParseARN(arn)
	exists := r.types[name.Type]
	if !ours || exists == nil || name.Account != c.Account || !c.UsesACE() || c.OwnOnly() {
		return denied
	}
	found, err := exists(tx, name.Account, name.Catalog, name.ID)
	if err == nil && !found {
		return denied
	}
	return err
}

// Tags are all tags of a resource, by key; none of one that has none or is not there.
func Tags(tx *sqldb.Tx, arn string) ([]selling.Tag, error) { return read(tx, arn, "") }

// read is Tags, with what a dialect adds to hold them.
func read(tx *sqldb.Tx, arn, hold string) ([]selling.Tag, error) {
	name, _ := selling.ParseARN(arn)
	var text []byte
	err := tx.Row(`SELECT tags FROM resource_tags WHERE account_id = ? AND arn = ?`+hold, name.Account, arn).Scan(&text)
	if errors.Is(err, sqldb.ErrNone) {
		return []selling.Tag{}, nil
	}
	if err != nil {
		return nil, err
	}
	all := []selling.Tag{}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("stored tags of %s: %w", arn, err)
	}
	return all, nil
}

// Put puts tags that Check has passed on a resource that exists. More than a resource may have are refused.
func Put(tx *sqldb.Tx, arn string, tags []selling.Tag) error {
	if len(tags) == 0 {
		return nil
	}
	return change(tx, arn, func(have []selling.Tag) ([]selling.Tag, error) {
		for _, t := range tags {
			at, found := slices.BinarySearchFunc(have, t, byKey)
			if found {
				have[at] = t
			} else {
				have = slices.Insert(have, at, t)
			}
		}
		if len(have) > Most {
			return nil, fault.Broken(tooMany(len(have)))
		}
		return have, nil
	})
}

// Give gives a resource that is made in this transaction its first tags, which Check has passed.
func Give(tx *sqldb.Tx, arn string, tags []selling.Tag) error {
	if len(tags) == 0 {
		return nil
	}
	name, ours := selling.ParseARN(arn)
	if !ours {
		return notTaggable(arn)
	}
	first := slices.Clone(tags)
	slices.SortFunc(first, byKey)
	text, err := json.Marshal(first)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO resource_tags (account_id, arn, tags) VALUES (?, ?, ?)`, name.Account, arn, string(text))
	return err
}

func byKey(a, b selling.Tag) int { return strings.Compare(a.Key, b.Key) }

func notTaggable(arn string) error {
	return fmt.Errorf("%.80q is not the ARN of a resource that can be tagged", arn)
}

// Forget takes all tags off a resource that is deleted.
func Forget(tx *sqldb.Tx, arn string) error {
	name, _ := selling.ParseARN(arn)
	_, err := tx.Exec(`DELETE FROM resource_tags WHERE account_id = ? AND arn = ?`, name.Account, arn)
	return err
}

// change reads the tags of a resource, has them changed, and stores them. Nobody else changes them meanwhile.
func change(tx *sqldb.Tx, arn string, do func(have []selling.Tag) ([]selling.Tag, error)) error {
	name, ours := selling.ParseARN(arn)
	if !ours {
		return notTaggable(arn)
	}
	if _, err := tx.Exec(`INSERT INTO resource_tags (account_id, arn, tags) VALUES (?, ?, '[]') ON CONFLICT DO NOTHING`, name.Account, arn); err != nil {
		return err
	}
	have, err := read(tx, arn, tx.Dialect().Lock)
	if err != nil {
		return err
	}
	if have, err = do(have); err != nil {
		return err
	}
	text, err := json.Marshal(have)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE resource_tags SET tags = ? WHERE account_id = ? AND arn = ?`, string(text), name.Account, arn)
	return err
}
