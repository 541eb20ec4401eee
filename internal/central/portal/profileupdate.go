// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/central/identity"
	"cosell/internal/central/profile"
	"cosell/internal/pages"
)

// ProfileFinding is one thing that is wrong with an update of a profile.
type ProfileFinding struct {
	_       struct{} `json:"-" additionalProperties:"true"`
	Locale  string   `json:"locale,omitempty" required:"false" doc:"absent: the profile's own"`
	Reason  string   `json:"reason,omitempty" required:"false" doc:"INVALID_CONTENT, DUPLICATE_PROFILE, INVALID_LOGO, INVALID_LOGO_URL, INVALID_LOGO_FILE, INVALID_LOGO_SIZE or INVALID_WEBSITE_URL"`
	Message string   `json:"message,omitempty" required:"false" doc:"what the partner is told"`
}

// ProfileText is a profile in one language.
type ProfileText struct {
	Locale      string   `json:"locale"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Website     string   `json:"website"`
	Logo        string   `json:"logo"`
	Solution    string   `json:"solution,omitempty" doc:"primary solution type; of the profile's own language only"`
	Industries  []string `json:"industries,omitempty" nullable:"false" doc:"of the profile's own language only"`
}

// ProfileUpdateSummary is an update of a partner's profile as a list shows it.
type ProfileUpdateSummary struct {
	ID      string     `json:"id"`
	Partner Partner    `json:"partner"`
	Name    string     `json:"name" doc:"display name that it gives"`
	Status  string     `json:"status" enum:"IN_PROGRESS,CANCELED,SUCCEEDED,FAILED"`
	Finds   int        `json:"finds" doc:"what is wrong with it: by the rules while it waits, then as it was decided"`
	Started time.Time  `json:"started"`
	Ended   *time.Time `json:"ended,omitempty" doc:"absent: it waits"`
}

// ProfileUpdate is an update of a partner's profile whole.
type ProfileUpdate struct {
	ProfileUpdateSummary
	Texts    []ProfileText    `json:"texts" nullable:"false" doc:"what the profile would be, its own language first"`
	Before   []ProfileText    `json:"before" nullable:"false" doc:"what it is; empty: there is none yet"`
	Found    []ProfileFinding `json:"found" nullable:"false" doc:"for what it failed"`
	Suggests []ProfileFinding `json:"suggests" nullable:"false" doc:"what the rules find in it, while it waits"`
}

// ProfileUpdatePage is a page of updates, the oldest first unless asked otherwise.
type ProfileUpdatePage struct {
	Items []ProfileUpdateSummary `json:"items" nullable:"false"`
	Next  string                 `json:"next,omitempty"`
}

// ProfileVerdict is what the AWS desk decides on an update.
type ProfileVerdict struct {
	_        struct{}         `json:"-" additionalProperties:"true"`
	Decision string           `json:"decision,omitempty" required:"false" doc:"approve or reject"`
	Found    []ProfileFinding `json:"found,omitempty" required:"false" nullable:"false" doc:"needed with reject"`
}

type verdictIn struct {
	ID   string `path:"id"`
	Body ProfileVerdict
}

func (p *Portal) profileUpdates() {
	const all, one = "/api/central/desk/profile-updates", "/api/central/desk/profile-updates/{id}"
	serve(p, pages.Operation("deskProfileUpdates", http.MethodGet, all, "List updates of partners' profiles", 200, 400), p.deskProfileUpdates)
	serve(p, pages.Operation("deskProfileUpdate", http.MethodGet, one, "Read an update of a partner's profile", 200, 404), p.deskProfileUpdate)
	serve(p, pages.Operation("deskJudgeProfile", http.MethodPost, one+"/decision", "Decide on an update of a partner's profile", 200, 404, 409, 422), p.deskJudgeProfile)
}

func (p *Portal) deskProfileUpdates(ctx context.Context, who identity.Caller, in *listIn) (ProfileUpdatePage, error) {
	q, err := in.Read(pages.Offer{Properties: map[string]pages.Property{"state": {Operators: "="}}, Sorts: []string{"started"}, Sort: "started", Asc: true})
	if err != nil {
		return ProfileUpdatePage{}, err
	}
	asked := profile.Query{Catalog: catalog, Asc: q.Asc, Size: q.Size, Token: q.Cursor}
	if asked.Part, err = part(q); err != nil {
		return ProfileUpdatePage{}, err
	}
	found, next, err := p.Profiles.Updates(ctx, who, asked)
	out := ProfileUpdatePage{Items: []ProfileUpdateSummary{}, Next: text(next)}
	for _, u := range found {
		out.Items = append(out.Items, updateSummary(u))
	}
	return out, err
}

func updateSummary(u profile.Update) ProfileUpdateSummary {
	return ProfileUpdateSummary{ID: u.ID, Partner: Partner{u.Partner.Account, u.Partner.Name}, Name: u.Profile.DisplayName, Status: u.Status,
		Finds: len(u.Found) + len(u.Suggests), Started: u.Started, Ended: instantOrNil(u.Ended)}
}

func (p *Portal) deskProfileUpdate(ctx context.Context, who identity.Caller, in *recordIn) (ProfileUpdate, error) {
	u, err := p.Profiles.Update(ctx, who, in.ID)
	if err != nil {
		return ProfileUpdate{}, err
	}
	return ProfileUpdate{ProfileUpdateSummary: updateSummary(u), Texts: profileTexts(&u.Profile), Before: profileTexts(u.Before),
		Found: profileFindings(u.Found), Suggests: profileFindings(u.Suggests)}, nil
}

// profileTexts lays a profile out by language.
func profileTexts(d *account.TaskDetails) []ProfileText {
	texts := []ProfileText{}
	if d == nil {
		return texts
	}
	texts = append(texts, ProfileText{Locale: d.TranslationSourceLocale, Name: d.DisplayName, Description: d.Description, Website: d.WebsiteURL, Logo: d.LogoURL,
		Solution: d.PrimarySolutionType, Industries: d.IndustrySegments})
	for _, l := range d.LocalizedContents {
		texts = append(texts, ProfileText{Locale: l.Locale, Name: l.DisplayName, Description: l.Description, Website: l.WebsiteURL, Logo: l.LogoURL})
	}
	return texts
}

func profileFindings(found []account.ErrorDetail) []ProfileFinding {
	views := []ProfileFinding{}
	for _, f := range found {
		views = append(views, ProfileFinding{Locale: f.Locale, Reason: f.Reason, Message: f.Message})
	}
	return views
}

func (p *Portal) deskJudgeProfile(ctx context.Context, who identity.Caller, in *verdictIn) (Done, error) {
	if !who.Reviews() {
		return Done{}, notAtTheDesk
	}
	if in.Body.Decision != "approve" && in.Body.Decision != "reject" {
		return Done{}, pages.Malformed("decision", "the decision is approve or reject")
	}
	v := profile.Verdict{TaskID: in.ID, Approve: in.Body.Decision == "approve"}
	for _, f := range in.Body.Found {
		v.Found = append(v.Found, account.ErrorDetail{Locale: f.Locale, Reason: f.Reason, Message: f.Message})
	}
	err := p.Profiles.Judge(ctx, who, v)
	return Done{err == nil}, err
}
