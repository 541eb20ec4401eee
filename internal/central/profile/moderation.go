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
	"strconv"
	"strings"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/account"
	"cosell/internal/aws/selling"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/notice"
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
		found, err := r.suggestions(tx, rec, t.details)
		if err != nil {
			return err
		}
		return r.decide(tx, rec, t, found)
	})
}

// suggestions are what an update fails for, if nobody decides otherwise.
func (r *Room) suggestions(tx *sqldb.Tx, rec *Record, d account.TaskDetails) ([]account.ErrorDetail, error) {
	found := findings(d)
	taken, err := r.taken(tx, rec, d.DisplayName)
	if taken {
		found = append(found, account.ErrorDetail{Locale: d.TranslationSourceLocale, Reason: account.DuplicateProfile,
			Message: "Another partner has a profile with this display name."})
	}
	return found, err
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
		if err := announce(tx, t, notice.ProfileRefused); err != nil {
			return err
		}
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
	if err := announce(tx, t, notice.ProfilePublished); err != nil {
		return err
	}
	if err := describe(tx, rec.Account, rec.Catalog, &next); err != nil {
		return err
	}
	return t.end(tx, account.TaskSucceeded, nil)
}

// announce tells the partner's people how an update has ended. The Sandbox is for programs, and nobody is told of it.
func announce(tx *sqldb.Tx, t task, kind notice.Kind) error {
	if t.catalog != selling.CatalogAWS {
		return nil
	}
	return notice.Post(tx, notice.Notice{Account: t.account, Kind: kind, Subject: t.id})
}

// A Verdict is what the AWS desk makes of an update: it approves it, or says what is wrong with it. A finding without a locale
// is about the profile's own.
type Verdict struct {
	TaskID  string
	Approve bool
	Found   []account.ErrorDetail
}

// reasons are those for which an update fails. Source: model, ProfileValidationErrorReason.
var reasons = []string{account.InvalidContent, account.DuplicateProfile, account.InvalidLogo, account.InvalidLogoURL, account.InvalidLogoFile,
	account.InvalidLogoSize, account.InvalidWebsiteURL}

// longestFinding is how many characters a finding may have. The model has no limit.
const longestFinding = 500

func (v Verdict) check() (broken []catalogue.Violation) {
	if v.Approve == (len(v.Found) > 0) {
		return []catalogue.Violation{verdict("Found", catalogue.InvalidValue, "profile-verdict", "An update is approved without findings, or rejected with at least one.",
			"承認する場合は指摘なし、却下する場合は 1 件以上の指摘が必要です。", "Say what is wrong with the update, or approve it.", "更新内容の問題点を指摘するか、承認してください。")}
	}
	if len(v.Found) > mostFindings {
		broken = append(broken, verdict("Found", catalogue.TooManyValues, "profile-findings", "There are more than 50 findings.", "指摘が 50 件を超えています。",
			"Keep at most 50.", "50 件以内にしてください。"))
	}
	for i, f := range v.Found {
		at := "Found[" + strconv.Itoa(i) + "]."
		if !slices.Contains(reasons, f.Reason) {
			broken = append(broken, verdict(at+"Reason", catalogue.InvalidEnumValue, "profile-reason", "The reason is not on AWS's list.", "理由が一覧にありません。",
				"Choose a reason from the list.", "一覧から理由を選択してください。"))
		}
		if n := len([]rune(strings.TrimSpace(f.Message))); n == 0 || n > longestFinding {
			broken = append(broken, verdict(at+"Message", catalogue.InvalidStringFormat, "profile-says-why", "A finding says in 1 to 500 characters what is wrong.",
				"指摘の内容は 1～500 文字で入力してください。", "Say what the partner has to correct.", "パートナーが修正すべき点を入力してください。"))
		}
	}
	return broken
}

func verdict(at string, code catalogue.Code, rule, en, ja, fixEN, fixJA string) catalogue.Violation {
	return catalogue.Violation{Field: catalogue.WireName(at), Path: at, At: at, Code: code, Rule: rule, Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA}
}

// Judge has the AWS desk decide an update before moderation does.
func (r *Room) Judge(ctx context.Context, c identity.Caller, v Verdict) error {
	if err := reviewing(c); err != nil {
		return err
	}
	if broken := v.check(); len(broken) > 0 {
		return fault.Broken(broken...)
	}
	return r.db.InTx(ctx, func(tx *sqldb.Tx) error {
		named, err := loadTask(tx, `id = ?`, v.TaskID)
		if err != nil {
			return err
		}
		rec, t, err := r.waiting(tx, moderateJob{named.account, named.catalog, named.id})
		if fault.Is(err, fault.NotFound) {
			return fault.Broken(over)
		}
		if err != nil {
			return err
		}
		found := slices.Clone(v.Found)
		for i := range found {
			if found[i].Locale == "" {
				found[i].Locale = t.details.TranslationSourceLocale
			}
		}
		if v.Approve {
			taken, err := r.taken(tx, rec, t.details.DisplayName)
			if err != nil {
				return err
			}
			if taken {
				return fault.Broken(nameTaken)
			}
		}
		return r.decide(tx, rec, t, found)
	})
}

var (
	over = verdict("TaskID", catalogue.InvalidResourceState, "profile-waits", "The update was decided or cancelled meanwhile.", "この更新は、すでに判定されたか、取り消されています。",
		"Read it again.", "内容を読み直してください。")
	nameTaken = verdict("Found", catalogue.InvalidResourceState, "profile-duplicate", "Another partner has a profile with this display name, so the update cannot be approved.",
		"同じ表示名のプロファイルが別のパートナーにあるため、承認できません。", "Reject it as a duplicate.", "重複を理由に却下してください。")
)
