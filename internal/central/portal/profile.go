// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package portal

import (
	"context"
	"net/http"
	"time"

	"cosell/internal/aws/account"
	"cosell/internal/central/fault"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
	"cosell/internal/central/profile"
	"cosell/internal/pages"
)

// OwnProfile is what the caller's partner is, and what other partners may see of it. Partner is empty while it is not
// registered, Visibility while it has no profile.
type OwnProfile struct {
	Partner      string           `json:"partner,omitempty" doc:"partner-..."`
	Profile      string           `json:"profile,omitempty" doc:"pprofile-..."`
	LegalName    string           `json:"legalName,omitempty"`
	Visibility   string           `json:"visibility,omitempty" enum:"PRIVATE,PUBLIC"`
	MayManage    bool             `json:"mayManage" doc:"whether the caller may change anything of it"`
	Contents     OwnText          `json:"contents"`
	Translations []Translation    `json:"translations" nullable:"false" doc:"the profile in further languages"`
	Contact      *AllianceContact `json:"contact,omitempty"`
	Update       *OwnUpdate       `json:"update,omitempty" doc:"the last one"`
}

// OwnText is a profile in the language that it was written in.
type OwnText struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Website     string   `json:"website"`
	Logo        string   `json:"logo" doc:"address of a picture"`
	Solution    string   `json:"solution" doc:"primary solution type"`
	Industries  []string `json:"industries" nullable:"false"`
	Locale      string   `json:"locale" doc:"such as ja-JP"`
	Country     string   `json:"country" doc:"of the headquarters, ISO 3166-1"`
	Subdivision string   `json:"subdivision" doc:"of the headquarters, ISO 3166-2 without the country"`
}

// Translation is a profile in a further language.
type Translation struct {
	_           struct{} `json:"-" additionalProperties:"true"`
	Locale      string   `json:"locale,omitempty" required:"false" doc:"such as en-US"`
	Name        string   `json:"name,omitempty" required:"false"`
	Description string   `json:"description,omitempty" required:"false"`
	Website     string   `json:"website,omitempty" required:"false"`
	Logo        string   `json:"logo,omitempty" required:"false"`
}

// AllianceContact is the partner's alliance lead, to whom AWS writes.
type AllianceContact struct {
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
	Title     string `json:"title"`
	Email     string `json:"email"`
}

// OwnUpdate is a change of the profile, and what moderation made of it.
type OwnUpdate struct {
	ID           string        `json:"id"`
	Status       string        `json:"status" enum:"IN_PROGRESS,SUCCEEDED,FAILED,CANCELED"`
	Started      time.Time     `json:"started"`
	Ended        *time.Time    `json:"ended,omitempty"`
	Contents     OwnText       `json:"contents"`
	Translations []Translation `json:"translations" nullable:"false"`
	Found        []OwnFinding  `json:"found" nullable:"false"`
}

// OwnFinding is one thing for which moderation refuses an update.
type OwnFinding struct {
	Locale  string `json:"locale"`
	Reason  string `json:"reason" enum:"INVALID_CONTENT,DUPLICATE_PROFILE,INVALID_LOGO,INVALID_LOGO_URL,INVALID_LOGO_FILE,INVALID_LOGO_SIZE,INVALID_WEBSITE_URL"`
	Message string `json:"message"`
}

// NewVisibility says who finds a profile.
type NewVisibility struct {
	_          struct{} `json:"-" additionalProperties:"true"`
	Visibility string   `json:"visibility,omitempty" required:"false" doc:"PRIVATE or PUBLIC"`
}

// NewProfileText is a profile as it is to become.
type NewProfileText struct {
	_           struct{} `json:"-" additionalProperties:"true"`
	Name        string   `json:"name,omitempty" required:"false"`
	Description string   `json:"description,omitempty" required:"false"`
	Website     string   `json:"website,omitempty" required:"false"`
	Logo        string   `json:"logo,omitempty" required:"false"`
	Solution    string   `json:"solution,omitempty" required:"false"`
	Industries  []string `json:"industries,omitempty" required:"false" nullable:"false"`
	Locale      string   `json:"locale,omitempty" required:"false"`
	Country     string   `json:"country,omitempty" required:"false"`
	Subdivision string   `json:"subdivision,omitempty" required:"false"`

	Translations []Translation `json:"translations,omitempty" required:"false" doc:"absent: those that are there stay"`
}

// NewContact is the alliance lead to be. Another mail address needs the code that was sent to it.
type NewContact struct {
	_         struct{} `json:"-" additionalProperties:"true"`
	FirstName string   `json:"firstName,omitempty" required:"false"`
	LastName  string   `json:"lastName,omitempty" required:"false"`
	Title     string   `json:"title,omitempty" required:"false"`
	Email     string   `json:"email,omitempty" required:"false"`
	Code      string   `json:"code,omitempty" required:"false"`
}

// CodeRequest names the address that a verification code is sent to.
type CodeRequest struct {
	_     struct{} `json:"-" additionalProperties:"true"`
	Email string   `json:"email,omitempty" required:"false"`
}

type (
	visibilityIn  struct{ Body NewVisibility }
	profileTextIn struct{ Body NewProfileText }
	contactIn     struct{ Body NewContact }
	codeIn        struct{ Body CodeRequest }
)

func (p *Portal) profile() {
	const one = "/api/central/profile"
	serve(p, pages.Operation("ownProfile", http.MethodGet, one, "Read the partner's own profile", 200), p.ownProfile)
	serve(p, pages.Operation("setVisibility", http.MethodPut, one+"/visibility", "Say who finds the partner's profile", 200, 404, 409, 422), p.setVisibility)
	serve(p, pages.Operation("updateProfile", http.MethodPost, one+"/updates", "Start an update of the profile", 200, 404, 409, 422), p.updateProfile)
	serve(p, pages.Operation("withdrawUpdate", http.MethodDelete, one+"/updates/{id}", "Withdraw an update of the profile", 200, 404, 409), p.withdrawUpdate)
	serve(p, pages.Operation("setContact", http.MethodPut, one+"/contact", "Say who the alliance lead is", 200, 404, 422), p.setContact)
	serve(p, pages.Operation("sendCode", http.MethodPost, one+"/codes", "Send a verification code to a mail address", 200, 409, 422), p.sendCode)
}

// partner is the caller's partner; its identifier is empty while it is not registered.
func (p *Portal) partner(ctx context.Context, who identity.Caller) (account.PartnerRequest, error) {
	list, err := p.Profiles.List(ctx, who, account.ListPartnersRequest{Catalog: catalog})
	asked := account.PartnerRequest{Catalog: catalog}
	for _, one := range list.PartnerSummaryList {
		asked.Identifier = one.ID
	}
	return asked, err
}

// registered is partner for what only a registered one does.
func (p *Portal) registered(ctx context.Context, who identity.Caller) (account.PartnerRequest, error) {
	asked, err := p.partner(ctx, who)
	if err == nil && asked.Identifier == "" {
		err = pages.NotFound()
	}
	return asked, err
}

func (p *Portal) ownProfile(ctx context.Context, who identity.Caller, _ *noIn) (OwnProfile, error) {
	out := OwnProfile{MayManage: profile.Manages(who), Contents: OwnText{Industries: []string{}}, Translations: []Translation{}}
	asked, err := p.partner(ctx, who)
	if err != nil || asked.Identifier == "" {
		return out, err
	}
	partner, err := p.Profiles.Get(ctx, who, asked)
	if err != nil {
		return out, err
	}
	d := partner.Profile
	out.Partner, out.Profile, out.LegalName = partner.ID, text(d.ProfileID), partner.LegalName
	out.Contents = OwnText{Name: d.DisplayName, Description: text(d.Description), Website: text(d.WebsiteURL), Logo: text(d.LogoURL),
		Solution: d.PrimarySolutionType, Industries: some(d.IndustrySegments), Locale: text(d.TranslationSourceLocale)}
	out.Contents.Country, out.Contents.Subdivision = seat(d.Headquarters)
	out.Translations = translations(d.LocalizedContents)
	contact, err := p.Profiles.Contact(ctx, who, asked)
	if err != nil {
		return out, err
	}
	c := contact.AllianceLeadContact
	out.Contact = &AllianceContact{c.FirstName, c.LastName, c.BusinessTitle, c.Email}
	visibility, err := p.Profiles.Visibility(ctx, who, asked)
	if err != nil && !fault.Is(err, fault.NotFound) { // none is there before the first update was published
		return out, err
	}
	out.Visibility = visibility.Visibility
	out.Update, err = p.lastUpdate(ctx, who, asked)
	return out, err
}

// translations are localized contents as pages have them.
func translations(contents []account.LocalizedContent) []Translation {
	all := make([]Translation, len(contents))
	for i, l := range contents {
		all[i] = Translation{Locale: l.Locale, Name: l.DisplayName, Description: l.Description, Website: l.WebsiteURL, Logo: l.LogoURL}
	}
	return all
}

func localized(all []Translation) []account.LocalizedContent {
	contents := make([]account.LocalizedContent, len(all))
	for i, t := range all {
		contents[i] = account.LocalizedContent{Locale: t.Locale, DisplayName: t.Name, Description: t.Description, WebsiteURL: t.Website, LogoURL: t.Logo}
	}
	return contents
}

func seat(h *account.Headquarters) (country, subdivision string) {
	if h == nil {
		return "", ""
	}
	return h.CountryCode, h.SubdivisionCode
}

// lastUpdate is the last update of the profile; nil where there was none.
func (p *Portal) lastUpdate(ctx context.Context, who identity.Caller, asked account.PartnerRequest) (*OwnUpdate, error) {
	t, err := p.Profiles.Task(ctx, who, asked)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	d := t.TaskDetails
	u := &OwnUpdate{ID: t.TaskID, Status: t.Status, Started: moment(t.StartedAt), Found: []OwnFinding{}, Translations: translations(d.LocalizedContents),
		Contents: OwnText{Name: d.DisplayName, Description: d.Description, Website: d.WebsiteURL, Logo: d.LogoURL, Solution: d.PrimarySolutionType,
			Industries: some(d.IndustrySegments), Locale: d.TranslationSourceLocale}}
	u.Contents.Country, u.Contents.Subdivision = seat(d.Headquarters)
	if t.EndedAt != nil {
		at := moment(*t.EndedAt)
		u.Ended = &at
	}
	for _, f := range t.ErrorDetailList {
		u.Found = append(u.Found, OwnFinding{f.Locale, f.Reason, f.Message})
	}
	return u, nil
}

func (p *Portal) setVisibility(ctx context.Context, who identity.Caller, in *visibilityIn) (OwnProfile, error) {
	one, err := p.registered(ctx, who)
	if err != nil {
		return OwnProfile{}, err
	}
	asked := account.PutProfileVisibilityRequest{Catalog: catalog, Identifier: one.Identifier, Visibility: in.Body.Visibility}
	if err := checked("PutProfileVisibility", asked); err != nil {
		return OwnProfile{}, err
	}
	if _, err := p.Profiles.PutVisibility(ctx, who, asked); err != nil {
		return OwnProfile{}, err
	}
	return p.ownProfile(ctx, who, nil)
}

func (p *Portal) updateProfile(ctx context.Context, who identity.Caller, in *profileTextIn) (OwnProfile, error) {
	one, err := p.registered(ctx, who)
	if err != nil {
		return OwnProfile{}, err
	}
	now, err := p.Profiles.Get(ctx, who, one)
	if err != nil {
		return OwnProfile{}, err
	}
	b := in.Body
	asked := account.StartProfileUpdateTaskRequest{Catalog: catalog, Identifier: one.Identifier, TaskDetails: account.TaskDetails{
		DisplayName: b.Name, Description: b.Description, WebsiteURL: b.Website, LogoURL: b.Logo, PrimarySolutionType: b.Solution,
		IndustrySegments: some(b.Industries), TranslationSourceLocale: b.Locale, LocalizedContents: now.Profile.LocalizedContents}}
	if b.Translations != nil {
		asked.TaskDetails.LocalizedContents = localized(b.Translations)
	}
	if b.Country != "" || b.Subdivision != "" {
		asked.TaskDetails.Headquarters = &account.Headquarters{CountryCode: b.Country, SubdivisionCode: b.Subdivision}
	}
	if err := checked("StartProfileUpdateTask", asked); err != nil {
		return OwnProfile{}, err
	}
	if _, err := p.Profiles.Start(ctx, who, asked, idempotency.Ticket{}); err != nil {
		return OwnProfile{}, err
	}
	return p.ownProfile(ctx, who, nil)
}

func (p *Portal) withdrawUpdate(ctx context.Context, who identity.Caller, in *nameIn) (OwnProfile, error) {
	one, err := p.registered(ctx, who)
	if err != nil {
		return OwnProfile{}, err
	}
	if _, err := p.Profiles.Cancel(ctx, who, account.CancelProfileUpdateTaskRequest{Catalog: catalog, Identifier: one.Identifier, TaskID: in.ID}, idempotency.Ticket{}); err != nil {
		return OwnProfile{}, err
	}
	return p.ownProfile(ctx, who, nil)
}

func (p *Portal) setContact(ctx context.Context, who identity.Caller, in *contactIn) (OwnProfile, error) {
	one, err := p.registered(ctx, who)
	if err != nil {
		return OwnProfile{}, err
	}
	b := in.Body
	asked := account.PutAllianceLeadContactRequest{Catalog: catalog, Identifier: one.Identifier, EmailVerificationCode: b.Code,
		AllianceLeadContact: account.AllianceLeadContact{FirstName: b.FirstName, LastName: b.LastName, BusinessTitle: b.Title, Email: b.Email}}
	if err := checked("PutAllianceLeadContact", asked); err != nil {
		return OwnProfile{}, err
	}
	if _, err := p.Profiles.PutContact(ctx, who, asked); err != nil {
		return OwnProfile{}, err
	}
	return p.ownProfile(ctx, who, nil)
}

func (p *Portal) sendCode(ctx context.Context, who identity.Caller, in *codeIn) (Done, error) {
	asked := account.SendEmailVerificationCodeRequest{Catalog: catalog, Email: in.Body.Email}
	if err := checked("SendEmailVerificationCode", asked); err != nil {
		return Done{}, err
	}
	_, err := p.Verifications.Send(ctx, who, asked)
	return Done{err == nil}, err
}
