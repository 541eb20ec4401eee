// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account

// Answers, as the model spells them: members in alphabetical order, and what is absent as null. Members of a union that are not
// set are left out.

// Verification is how a verification stands.
type Verification struct {
	CompletedAt                 *string                     `json:"CompletedAt"`
	StartedAt                   string                      `json:"StartedAt"`
	VerificationResponseDetails VerificationResponseDetails `json:"VerificationResponseDetails"`
	VerificationStatus          string                      `json:"VerificationStatus"`
	VerificationStatusReason    *string                     `json:"VerificationStatusReason"`
	VerificationType            string                      `json:"VerificationType"`
}

// VerificationResponseDetails hold one of the two.
type VerificationResponseDetails struct {
	BusinessVerificationResponse   *BusinessVerificationResponse   `json:"BusinessVerificationResponse,omitempty"`
	RegistrantVerificationResponse *RegistrantVerificationResponse `json:"RegistrantVerificationResponse,omitempty"`
}

// BusinessVerificationResponse is what was asked, and where the registrant may add to it.
type BusinessVerificationResponse struct {
	BusinessVerificationDetails BusinessVerificationDetails `json:"BusinessVerificationDetails"`
	CompletionURL               *string                     `json:"CompletionUrl"`
	CompletionURLExpiresAt      *string                     `json:"CompletionUrlExpiresAt"`
}

// RegistrantVerificationResponse is where the registrant proves who he is, and until when.
type RegistrantVerificationResponse struct {
	CompletionURL          string `json:"CompletionUrl"`
	CompletionURLExpiresAt string `json:"CompletionUrlExpiresAt"`
}

// CreatePartnerResponse is the new partner.
type CreatePartnerResponse struct {
	AllianceLeadContact                  AllianceLeadContact `json:"AllianceLeadContact"`
	ARN                                  string              `json:"Arn"`
	AwsTrainingCertificationEmailDomains []PartnerDomain     `json:"AwsTrainingCertificationEmailDomains"`
	Catalog                              string              `json:"Catalog"`
	CreatedAt                            string              `json:"CreatedAt"`
	ID                                   string              `json:"Id"`
	LegalName                            string              `json:"LegalName"`
	Profile                              PartnerProfile      `json:"Profile"`
}

// PartnerProfile is what other partners may see. Until the first update was moderated it holds little.
type PartnerProfile struct {
	Description             *string            `json:"Description"`
	DisplayName             string             `json:"DisplayName"`
	Headquarters            *Headquarters      `json:"Headquarters"`
	IndustrySegments        []string           `json:"IndustrySegments"`
	LocalizedContents       []LocalizedContent `json:"LocalizedContents"`
	LogoURL                 *string            `json:"LogoUrl"`
	PrimarySolutionType     string             `json:"PrimarySolutionType"`
	ProfileID               *string            `json:"ProfileId"`
	TranslationSourceLocale *string            `json:"TranslationSourceLocale"`
	WebsiteURL              *string            `json:"WebsiteUrl"`
}

// PartnerDomain is an e-mail domain whose certifications count for the partner.
type PartnerDomain struct {
	DomainName   string `json:"DomainName"`
	RegisteredAt string `json:"RegisteredAt"`
}

// GetPartnerResponse is a partner.
type GetPartnerResponse struct {
	ARN                                  string          `json:"Arn"`
	AwsTrainingCertificationEmailDomains []PartnerDomain `json:"AwsTrainingCertificationEmailDomains"`
	Catalog                              string          `json:"Catalog"`
	CreatedAt                            string          `json:"CreatedAt"`
	ID                                   string          `json:"Id"`
	LegalName                            string          `json:"LegalName"`
	Profile                              PartnerProfile  `json:"Profile"`
}

// ListPartnersResponse is one page of partners.
type ListPartnersResponse struct {
	NextToken          *string          `json:"NextToken"`
	PartnerSummaryList []PartnerSummary `json:"PartnerSummaryList"`
}

// PartnerSummary is a partner in a list.
type PartnerSummary struct {
	ARN       string `json:"Arn"`
	Catalog   string `json:"Catalog"`
	CreatedAt string `json:"CreatedAt"`
	ID        string `json:"Id"`
	LegalName string `json:"LegalName"`
}

// AllianceLeadContactResponse is a partner's alliance lead.
type AllianceLeadContactResponse struct {
	AllianceLeadContact AllianceLeadContact `json:"AllianceLeadContact"`
	ARN                 string              `json:"Arn"`
	Catalog             string              `json:"Catalog"`
	ID                  string              `json:"Id"`
}

// ProfileVisibilityResponse says whether other partners see the profile.
type ProfileVisibilityResponse struct {
	ARN        string `json:"Arn"`
	Catalog    string `json:"Catalog"`
	ID         string `json:"Id"`
	ProfileID  string `json:"ProfileId"`
	Visibility string `json:"Visibility"`
}

// ProfileUpdateTask is an update of a profile, and what moderation made of it.
type ProfileUpdateTask struct {
	ARN             string        `json:"Arn"`
	Catalog         string        `json:"Catalog"`
	EndedAt         *string       `json:"EndedAt"`
	ErrorDetailList []ErrorDetail `json:"ErrorDetailList"`
	ID              string        `json:"Id"`
	StartedAt       string        `json:"StartedAt"`
	Status          string        `json:"Status"`
	TaskDetails     TaskDetails   `json:"TaskDetails"`
	TaskID          string        `json:"TaskId"`
}

// ErrorDetail is one thing that moderation found.
type ErrorDetail struct {
	Locale  string `json:"Locale"`
	Message string `json:"Message"`
	Reason  string `json:"Reason"`
}

// ConnectionInvitation is an invitation as one of its two participants sees it.
type ConnectionInvitation struct {
	ARN                        string  `json:"Arn"`
	Catalog                    string  `json:"Catalog"`
	ConnectionID               *string `json:"ConnectionId"`
	ConnectionType             string  `json:"ConnectionType"`
	CreatedAt                  string  `json:"CreatedAt"`
	ExpiresAt                  *string `json:"ExpiresAt"`
	ID                         string  `json:"Id"`
	InvitationMessage          string  `json:"InvitationMessage"`
	InviterEmail               string  `json:"InviterEmail"`
	InviterName                string  `json:"InviterName"`
	OtherParticipantIdentifier string  `json:"OtherParticipantIdentifier"`
	ParticipantType            string  `json:"ParticipantType"`
	Status                     string  `json:"Status"`
	UpdatedAt                  string  `json:"UpdatedAt"`
}

// ConnectionInvitationSummary is an invitation in a list.
type ConnectionInvitationSummary struct {
	ARN                        string  `json:"Arn"`
	Catalog                    string  `json:"Catalog"`
	ConnectionID               *string `json:"ConnectionId"`
	ConnectionType             string  `json:"ConnectionType"`
	CreatedAt                  string  `json:"CreatedAt"`
	ExpiresAt                  *string `json:"ExpiresAt"`
	ID                         string  `json:"Id"`
	OtherParticipantIdentifier string  `json:"OtherParticipantIdentifier"`
	ParticipantType            string  `json:"ParticipantType"`
	Status                     string  `json:"Status"`
	UpdatedAt                  string  `json:"UpdatedAt"`
}

// ListConnectionInvitationsResponse is one page of invitations.
type ListConnectionInvitationsResponse struct {
	ConnectionInvitationSummaries []ConnectionInvitationSummary `json:"ConnectionInvitationSummaries"`
	NextToken                     *string                       `json:"NextToken"`
}

// Connection is a connection as one of its two participants sees it.
type Connection struct {
	ARN                       string                          `json:"Arn"`
	Catalog                   string                          `json:"Catalog"`
	ConnectionTypes           map[string]ConnectionTypeDetail `json:"ConnectionTypes"`
	ID                        string                          `json:"Id"`
	OtherParticipantAccountID string                          `json:"OtherParticipantAccountId"`
	UpdatedAt                 string                          `json:"UpdatedAt"`
}

// ConnectionTypeDetail is one type of a connection.
type ConnectionTypeDetail struct {
	CanceledAt       *string     `json:"CanceledAt"`
	CanceledBy       *string     `json:"CanceledBy"`
	CreatedAt        string      `json:"CreatedAt"`
	InviterEmail     string      `json:"InviterEmail"`
	InviterName      string      `json:"InviterName"`
	OtherParticipant Participant `json:"OtherParticipant"`
	Status           string      `json:"Status"`
}

// Participant is the other side: one of the three.
type Participant struct {
	Account        *AccountSummary        `json:"Account,omitempty"`
	PartnerProfile *PartnerProfileSummary `json:"PartnerProfile,omitempty"`
	SellerProfile  *SellerProfileSummary  `json:"SellerProfile,omitempty"`
}

// PartnerProfileSummary is a partner by its profile.
type PartnerProfileSummary struct {
	ID   string `json:"Id"`
	Name string `json:"Name"`
}

// SellerProfileSummary is a seller by its profile.
type SellerProfileSummary struct {
	ID   string `json:"Id"`
	Name string `json:"Name"`
}

// AccountSummary is an account without a profile.
type AccountSummary struct {
	Name string `json:"Name"`
}

// AcceptConnectionInvitationResponse is the connection that an acceptance made or added to.
type AcceptConnectionInvitationResponse struct {
	Connection Connection `json:"Connection"`
}

// ConnectionSummary is a connection in a list.
type ConnectionSummary struct {
	ARN                       string                           `json:"Arn"`
	Catalog                   string                           `json:"Catalog"`
	ConnectionTypes           map[string]ConnectionTypeSummary `json:"ConnectionTypes"`
	ID                        string                           `json:"Id"`
	OtherParticipantAccountID string                           `json:"OtherParticipantAccountId"`
	UpdatedAt                 string                           `json:"UpdatedAt"`
}

// ConnectionTypeSummary is one type of a connection in a list.
type ConnectionTypeSummary struct {
	OtherParticipant Participant `json:"OtherParticipant"`
	Status           string      `json:"Status"`
}

// ListConnectionsResponse is one page of connections.
type ListConnectionsResponse struct {
	ConnectionSummaries []ConnectionSummary `json:"ConnectionSummaries"`
	NextToken           *string             `json:"NextToken"`
}

// ConnectionPreferences say who may invite the account.
type ConnectionPreferences struct {
	AccessType             string   `json:"AccessType"`
	ARN                    string   `json:"Arn"`
	Catalog                string   `json:"Catalog"`
	ExcludedParticipantIDs []string `json:"ExcludedParticipantIds"`
	Revision               int64    `json:"Revision"`
	UpdatedAt              string   `json:"UpdatedAt"`
}

// ListTagsForResourceResponse are the tags of a partner.
type ListTagsForResourceResponse struct {
	ResourceARN string `json:"ResourceArn"`
	Tags        []Tag  `json:"Tags"`
}
