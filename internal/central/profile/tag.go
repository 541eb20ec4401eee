// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"regexp"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/account"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// mostTags is how many tags a partner has. Source: model, TagList.
const mostTags = 200

// tagText is what tags are written in. Source: reference 2.
var tagText = regexp.MustCompile(`^[\p{L}\p{N}\p{Z}_.:/=+\-@]*$`)

// tagsBroken says what is wrong with tags.
func tagsBroken(tags []account.Tag) (broken []catalogue.Violation) {
	seen := map[string]bool{}
	for _, t := range tags {
		switch {
		case seen[t.Key]:
			broken = append(broken, tagTwice)
		case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
			broken = append(broken, tagReserved)
		case !tagText.MatchString(t.Key) || !tagText.MatchString(t.Value):
			broken = append(broken, tagMisspelt)
		}
		seen[t.Key] = true
	}
	return broken
}

func putTags(tx *sqldb.Tx, rec *Record, tags []account.Tag) error {
	for _, t := range tags {
		if _, err := tx.Exec(`INSERT INTO partner_tag (account_id, catalog, tag_key, tag_value) VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id, catalog, tag_key) DO UPDATE SET tag_value = excluded.tag_value`, rec.Account, rec.Catalog, t.Key, t.Value); err != nil {
			return err
		}
	}
	return nil
}

// named is the caller's partner that an ARN names.
func (r *Room) named(tx *sqldb.Tx, c identity.Caller, arn string) (*Record, error) {
	name, isPartner := account.ParsePartnerARN(arn)
	if !isPartner {
		return nil, notFound()
	}
	return r.claim(tx, c, name.Catalog, arn)
}

// Tags answers ListTagsForResource.
func (r *Room) Tags(ctx context.Context, c identity.Caller, in account.ListTagsForResourceRequest) (out account.ListTagsForResourceResponse, err error) {
	if err := belongs(c); err != nil {
		return out, err
	}
	err = r.db.View(ctx, func(tx *sqldb.Tx) error {
		out = account.ListTagsForResourceResponse{ResourceARN: in.ResourceARN}
		name, _ := account.ParsePartnerARN(in.ResourceARN)
		rec, err := r.own(tx, c, name.Catalog, in.ResourceARN)
		if err != nil {
			return err
		}
		out.Tags, err = tagsOf(tx, rec.Account, rec.Catalog)
		return err
	})
	return out, err
}

// Labels are the tags of an account's own partner, for policies that ask about them; none of anything else.
func (r *Room) Labels(ctx context.Context, acct, arn string) (map[string]string, error) {
	name, isPartner := account.ParsePartnerARN(arn)
	if !isPartner || name.Account != acct {
		return nil, nil
	}
	var tags []account.Tag
	err := r.db.View(ctx, func(tx *sqldb.Tx) (err error) {
		tags, err = tagsOf(tx, acct, name.Catalog)
		return err
	})
	labels := make(map[string]string, len(tags))
	for _, t := range tags {
		labels[t.Key] = t.Value
	}
	return labels, err
}

// tagsOf are the tags of the account's partner, of which it has one in a catalog, by key.
func tagsOf(tx *sqldb.Tx, acct, catalog string) (tags []account.Tag, err error) {
	tags = []account.Tag{}
	rows, err := tx.Query(`SELECT tag_key, tag_value FROM partner_tag WHERE account_id = ? AND catalog = ? ORDER BY tag_key`, acct, catalog)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err is read below
	for rows.Next() {
		var t account.Tag
		if err := rows.Scan(&t.Key, &t.Value); err != nil {
			return nil, err
		}
		tags = append(tags, t)
	}
	return tags, rows.Err()
}

// Tag answers TagResource: keys that are there get the new value.
func (r *Room) Tag(ctx context.Context, c identity.Caller, in account.TagResourceRequest) (struct{}, error) {
	if err := manages(c); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		rec, err := r.named(tx, c, in.ResourceARN)
		if err != nil {
			return err
		}
		if broken := tagsBroken(in.Tags); len(broken) > 0 {
			return fault.Broken(broken...)
		}
		if err := putTags(tx, rec, in.Tags); err != nil {
			return err
		}
		var n int
		if err := tx.Row(`SELECT count(*) FROM partner_tag WHERE account_id = ? AND catalog = ?`, rec.Account, rec.Catalog).Scan(&n); err != nil {
			return err
		}
		if n > mostTags {
			return fault.Broken(tooManyTags)
		}
		return nil
	})
}

// Untag answers UntagResource. Keys that are not there are no mistake.
func (r *Room) Untag(ctx context.Context, c identity.Caller, in account.UntagResourceRequest) (struct{}, error) {
	if err := manages(c); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		rec, err := r.named(tx, c, in.ResourceARN)
		if err != nil {
			return err
		}
		for _, key := range in.TagKeys {
			if _, err := tx.Exec(`DELETE FROM partner_tag WHERE account_id = ? AND catalog = ? AND tag_key = ?`, rec.Account, rec.Catalog, key); err != nil {
				return err
			}
		}
		return nil
	})
}
