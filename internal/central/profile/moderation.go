// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"cosell/internal/aws/account"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/sqldb"
)

// moderateJob has an update of a profile moderated.
type moderateJob struct {
	Account string `json:"account"`
	Catalog string `json:"catalog"`
	ID      string `json:"id"`
}

// Kind names the job in the store; it stays.
func (moderateJob) Kind() string { return "profile.moderate" }

// A text is a profile in one language, as moderation reads it.
type text struct {
	locale, name, description, website, logo string
}

// moderation are the rules that need nobody's eyes. INVALID_LOGO and INVALID_LOGO_SIZE need the picture itself, which is not
// fetched here: only a person at the AWS desk gives these.
var moderation = []struct {
	reason, says string
	broken       func(text) bool
}{
	{account.InvalidContent, "Display name and description are plain text: without markup and without mail addresses.", func(t text) bool {
		return unfit.MatchString(t.name) || unfit.MatchString(t.description)
	}},
	{account.InvalidWebsiteURL, "The website must be at a public domain name.", func(t text) bool { return !public(t.website) }},
	{account.InvalidLogoURL, "The logo must be at a public domain name.", func(t text) bool { return !public(t.logo) }},
	{account.InvalidLogoFile, "The logo must be a picture: PNG, JPEG, GIF, SVG or WebP.", func(t text) bool { return !picture(t.logo) }},
}

var unfit = regexp.MustCompile(`<[A-Za-z/!][^>]*>|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]`)

// public says whether an address is at a domain name that everybody can reach.
func public(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	_, number := netip.ParseAddr(host)
	return number != nil && strings.Contains(strings.Trim(host, "."), ".") && !strings.HasSuffix(host, ".localhost")
}

var pictures = []string{"", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"}

// picture says whether the address may be that of a picture. One without an ending may be anything.
func picture(address string) bool {
	u, err := url.Parse(address)
	return err == nil && slices.Contains(pictures, strings.ToLower(path.Ext(u.Path)))
}

// findings are what moderation finds in a profile by itself.
func findings(d account.TaskDetails) []account.ErrorDetail {
	texts := []text{{d.TranslationSourceLocale, d.DisplayName, d.Description, d.WebsiteURL, d.LogoURL}}
	for _, l := range d.LocalizedContents {
		texts = append(texts, text{l.Locale, l.DisplayName, l.Description, l.WebsiteURL, l.LogoURL})
	}
	var found []account.ErrorDetail
	for _, t := range texts {
		for _, m := range moderation {
			if m.broken(t) && len(found) < mostFindings {
				found = append(found, account.ErrorDetail{Locale: t.locale, Message: m.says, Reason: m.reason})
			}
		}
	}
	return found
}

// mostFindings is the longest list of the model.
const mostFindings = 50

// moderate decides an update. One that was cancelled or decided meanwhile stays as it is.
func (r *Room) moderate(ctx context.Context, job moderateJob) error {
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		rec, t, err := r.waiting(tx, job)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		found := findings(t.details)
		taken, err := r.taken(tx, rec, t.details.DisplayName)
		if err != nil {
			return err
		}
		if taken {
			found = append(found, account.ErrorDetail{Locale: t.details.TranslationSourceLocale, Reason: account.DuplicateProfile,
				Message: "Another partner has a profile with this display name."})
		}
		return r.decide(tx, rec, t, found)
	})
}

// waiting is a task that is in progress, with its partner claimed.
func (r *Room) waiting(tx *sqldb.Tx, job moderateJob) (*Record, task, error) {
	rec, err := r.Of(tx, job.Account, job.Catalog)
	if err != nil {
		return nil, task{}, err
	}
	if rec, err = r.claim(tx, identity.Caller{Account: rec.Account}, rec.Catalog, rec.ID); err != nil {
		return nil, task{}, err
	}
	t, err := loadTask(tx, `account_id = ? AND catalog = ? AND id = ? AND status = ?`, job.Account, job.Catalog, job.ID, account.TaskInProgress)
	return rec, t, err
}

// taken says whether another partner of the catalog has a display name.
func (r *Room) taken(tx *sqldb.Tx, rec *Record, name string) (bool, error) {
	var other string
	err := tx.Row(`SELECT account_id FROM account_partner WHERE catalog = ? AND display_key = ? AND account_id <> ?`,
		rec.Catalog, keyOf(name), rec.Account).Scan(&other)
	if errors.Is(err, sqldb.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// decide ends a task: with findings it has failed, without the profile becomes what the task says. Headquarters that an
// update does not name stay.
func (r *Room) decide(tx *sqldb.Tx, rec *Record, t task, found []account.ErrorDetail) error {
	if len(found) > 0 {
		return t.end(tx, account.TaskFailed, found)
	}
	next := t.details
	if next.Headquarters == nil && rec.Profile != nil {
		next.Headquarters = rec.Profile.Headquarters
	}
	whole, err := json.Marshal(next)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE account_partner SET profile = ?, display_key = ? WHERE account_id = ? AND catalog = ?`,
		string(whole), keyOf(next.DisplayName), rec.Account, rec.Catalog); err != nil {
		return err
	}
	return t.end(tx, account.TaskSucceeded, nil)
}

// A Verdict is what the AWS desk makes of an update: it fails for what is found, and succeeds when nothing is.
type Verdict struct {
	Account, Catalog, TaskID string
	Found                    []account.ErrorDetail
}

// Judge has the AWS desk decide an update before moderation does.
func (r *Room) Judge(ctx context.Context, c identity.Caller, v Verdict) error {
	if !c.Reviews() {
		return fault.Denied("Only the AWS desk decides on updates of a profile.")
	}
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		rec, t, err := r.waiting(tx, moderateJob{v.Account, v.Catalog, v.TaskID})
		if err != nil {
			return err
		}
		return r.decide(tx, rec, t, v.Found)
	})
}
