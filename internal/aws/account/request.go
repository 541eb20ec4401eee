// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account

// Requests, as the model spells them. Members that may be left out are left out when empty.

// SendEmailVerificationCodeRequest asks for a code that proves who reads an address.
type SendEmailVerificationCodeRequest struct {
	Catalog string `json:"Catalog"`
	Email   string `json:"Email"`
}

// StartVerificationRequest begins the verification that its details are of.
type StartVerificationRequest struct {
	ClientToken         string               `json:"ClientToken,omitempty"`
	VerificationDetails *VerificationDetails `json:"VerificationDetails,omitempty"`
}

// VerificationDetails hold one of the two.
type VerificationDetails struct {
	BusinessVerificationDetails   *BusinessVerificationDetails `json:"BusinessVerificationDetails,omitempty"`
	RegistrantVerificationDetails *struct{}                    `json:"RegistrantVerificationDetails,omitempty"`
}

// BusinessVerificationDetails say which business is to be verified.
type BusinessVerificationDetails struct {
	CountryCode                 string `json:"CountryCode"`
	JurisdictionOfIncorporation string `json:"JurisdictionOfIncorporation,omitempty"`
	LegalName                   string `json:"LegalName"`
	RegistrationID              string `json:"RegistrationId"`
}

// GetVerificationRequest asks how the latest verification of a type stands.
type GetVerificationRequest struct {
	VerificationType string `json:"VerificationType"`
}

// CreatePartnerRequest makes the account a partner.
type CreatePartnerRequest struct {
	AllianceLeadContact   AllianceLeadContact `json:"AllianceLeadContact"`
	Catalog               string              `json:"Catalog"`
	ClientToken           string              `json:"ClientToken,omitempty"`
	EmailVerificationCode string              `json:"EmailVerificationCode"`
	LegalName             string              `json:"LegalName"`
	PrimarySolutionType   string              `json:"PrimarySolutionType"`
	Tags                  []Tag               `json:"Tags,omitempty"`
}

// AllianceLeadContact is the person who answers for the partnership.
type AllianceLeadContact struct {
	BusinessTitle string `json:"BusinessTitle"`
	Email         string `json:"Email"`
	FirstName     string `json:"FirstName"`
	LastName      string `json:"LastName"`
}

// Tag is a key with a value, of the partner's own choice.
type Tag struct {
	Key   string `json:"Key"`
	Value string `json:"Value"`
}

// A PartnerRequest names a partner by id or ARN: GetPartner and the other readings of one partner send it.
type PartnerRequest struct {
	Catalog    string `json:"Catalog"`
	Identifier string `json:"Identifier"`
}

// ListPartnersRequest asks for the account's partners.
type ListPartnersRequest struct {
	Catalog   string `json:"Catalog"`
	NextToken string `json:"NextToken,omitempty"`
}

// PutAllianceLeadContactRequest replaces the alliance lead. Another address needs a code that was sent to it.
type PutAllianceLeadContactRequest struct {
	AllianceLeadContact   AllianceLeadContact `json:"AllianceLeadContact"`
	Catalog               string              `json:"Catalog"`
	EmailVerificationCode string              `json:"EmailVerificationCode,omitempty"`
	Identifier            string              `json:"Identifier"`
}

// PutProfileVisibilityRequest shows the profile to other partners, or hides it.
type PutProfileVisibilityRequest struct {
	Catalog    string `json:"Catalog"`
	Identifier string `json:"Identifier"`
	Visibility string `json:"Visibility"`
}

// StartProfileUpdateTaskRequest replaces the profile, once it was moderated.
type StartProfileUpdateTaskRequest struct {
	Catalog     string      `json:"Catalog"`
	ClientToken string      `json:"ClientToken,omitempty"`
	Identifier  string      `json:"Identifier"`
	TaskDetails TaskDetails `json:"TaskDetails"`
}

// TaskDetails are a profile as it is to become.
type TaskDetails struct {
	Description             string             `json:"Description"`
	DisplayName             string             `json:"DisplayName"`
	Headquarters            *Headquarters      `json:"Headquarters,omitempty"`
	IndustrySegments        []string           `json:"IndustrySegments"`
	LocalizedContents       []LocalizedContent `json:"LocalizedContents,omitempty"`
	LogoURL                 string             `json:"LogoUrl"`
	PrimarySolutionType     string             `json:"PrimarySolutionType"`
	TranslationSourceLocale string             `json:"TranslationSourceLocale"`
	WebsiteURL              string             `json:"WebsiteUrl"`
}

// LocalizedContent is a profile in another language.
type LocalizedContent struct {
	Description string `json:"Description"`
	DisplayName string `json:"DisplayName"`
	Locale      string `json:"Locale"`
	LogoURL     string `json:"LogoUrl"`
	WebsiteURL  string `json:"WebsiteUrl"`
}

// Headquarters are where a partner sits, by ISO 3166.
type Headquarters struct {
	CountryCode     string `json:"CountryCode"`
	SubdivisionCode string `json:"SubdivisionCode"`
}

// CancelProfileUpdateTaskRequest withdraws an update that was not decided yet.
type CancelProfileUpdateTaskRequest struct {
	Catalog     string `json:"Catalog"`
	ClientToken string `json:"ClientToken,omitempty"`
	Identifier  string `json:"Identifier"`
	TaskID      string `json:"TaskId"`
}

// AssociateAwsTrainingCertificationEmailDomainRequest adds the domain of an address whose code was sent.
type AssociateAwsTrainingCertificationEmailDomainRequest struct {
	Catalog               string `json:"Catalog"`
	ClientToken           string `json:"ClientToken,omitempty"`
	Email                 string `json:"Email"`
	EmailVerificationCode string `json:"EmailVerificationCode"`
	Identifier            string `json:"Identifier"`
}

// DisassociateAwsTrainingCertificationEmailDomainRequest takes a domain off.
type DisassociateAwsTrainingCertificationEmailDomainRequest struct {
	Catalog     string `json:"Catalog"`
	ClientToken string `json:"ClientToken,omitempty"`
	DomainName  string `json:"DomainName"`
	Identifier  string `json:"Identifier"`
}

// CreateConnectionInvitationRequest invites another partner, or an account of one's own.
type CreateConnectionInvitationRequest struct {
	Catalog            string `json:"Catalog"`
	ClientToken        string `json:"ClientToken"`
	ConnectionType     string `json:"ConnectionType"`
	Email              string `json:"Email"`
	Message            string `json:"Message"`
	Name               string `json:"Name"`
	ReceiverIdentifier string `json:"ReceiverIdentifier"`
}

// RejectConnectionInvitationRequest declines an invitation.
type RejectConnectionInvitationRequest struct {
	Catalog     string `json:"Catalog"`
	ClientToken string `json:"ClientToken"`
	Identifier  string `json:"Identifier"`
	Reason      string `json:"Reason,omitempty"`
}

// ListConnectionInvitationsRequest asks for invitations; empty filters take all.
type ListConnectionInvitationsRequest struct {
	Catalog                     string   `json:"Catalog"`
	ConnectionType              string   `json:"ConnectionType,omitempty"`
	MaxResults                  int      `json:"MaxResults,omitempty"`
	NextToken                   string   `json:"NextToken,omitempty"`
	OtherParticipantIdentifiers []string `json:"OtherParticipantIdentifiers,omitempty"`
	ParticipantType             string   `json:"ParticipantType,omitempty"`
	Status                      string   `json:"Status,omitempty"`
}

// ListConnectionsRequest asks for connections. ConnectionType is TYPE or TYPE:STATUS.
type ListConnectionsRequest struct {
	Catalog                     string   `json:"Catalog"`
	ConnectionType              string   `json:"ConnectionType,omitempty"`
	MaxResults                  int      `json:"MaxResults,omitempty"`
	NextToken                   string   `json:"NextToken,omitempty"`
	OtherParticipantIdentifiers []string `json:"OtherParticipantIdentifiers,omitempty"`
}

// CancelConnectionRequest ends one type of a connection.
type CancelConnectionRequest struct {
	Catalog        string `json:"Catalog"`
	ClientToken    string `json:"ClientToken"`
	ConnectionType string `json:"ConnectionType"`
	Identifier     string `json:"Identifier"`
	Reason         string `json:"Reason"`
}

// UpdateConnectionPreferencesRequest replaces the preferences of the Revision that was read.
type UpdateConnectionPreferencesRequest struct {
	AccessType                     string   `json:"AccessType"`
	Catalog                        string   `json:"Catalog"`
	ExcludedParticipantIdentifiers []string `json:"ExcludedParticipantIdentifiers,omitempty"`
	Revision                       int64    `json:"Revision"`
}

// ListTagsForResourceRequest asks for the tags of a partner, by its ARN.
type ListTagsForResourceRequest struct {
	ResourceARN string `json:"ResourceArn"`
}

// TagResourceRequest sets tags of a partner.
type TagResourceRequest struct {
	ResourceARN string `json:"ResourceArn"`
	Tags        []Tag  `json:"Tags"`
}

// UntagResourceRequest takes tags off a partner.
type UntagResourceRequest struct {
	ResourceARN string   `json:"ResourceArn"`
	TagKeys     []string `json:"TagKeys"`
}
