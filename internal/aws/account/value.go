// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account

// Values of closed lists, as the model spells them.

// The types of verifications.
const (
	BusinessVerification   = "BUSINESS_VERIFICATION"
	RegistrantVerification = "REGISTRANT_VERIFICATION"
)

// How a verification stands.
const (
	VerificationPendingCustomerAction = "PENDING_CUSTOMER_ACTION"
	VerificationInProgress            = "IN_PROGRESS"
	VerificationFailed                = "FAILED"
	VerificationSucceeded             = "SUCCEEDED"
	VerificationRejected              = "REJECTED"
)

// Who sees a profile.
const (
	Private = "PRIVATE"
	Public  = "PUBLIC"
)

// How an update of a profile stands.
const (
	TaskInProgress = "IN_PROGRESS"
	TaskCanceled   = "CANCELED"
	TaskSucceeded  = "SUCCEEDED"
	TaskFailed     = "FAILED"
)

// What moderation finds in a profile.
const (
	InvalidContent    = "INVALID_CONTENT"
	DuplicateProfile  = "DUPLICATE_PROFILE"
	InvalidLogo       = "INVALID_LOGO"
	InvalidLogoURL    = "INVALID_LOGO_URL"
	InvalidLogoFile   = "INVALID_LOGO_FILE"
	InvalidLogoSize   = "INVALID_LOGO_SIZE"
	InvalidWebsiteURL = "INVALID_WEBSITE_URL"
)

// The types of connections.
const (
	OpportunityCollaboration = "OPPORTUNITY_COLLABORATION"
	Subsidiary               = "SUBSIDIARY"
)

// How an invitation stands.
const (
	InvitationPending  = "PENDING"
	InvitationAccepted = "ACCEPTED"
	InvitationRejected = "REJECTED"
	InvitationCanceled = "CANCELED"
	InvitationExpired  = "EXPIRED"
)

// What the caller is in an invitation.
const (
	Sender   = "SENDER"
	Receiver = "RECEIVER"
)

// How one type of a connection stands.
const (
	ConnectionActive   = "ACTIVE"
	ConnectionCanceled = "CANCELED"
)

// Who may invite an account.
const (
	AllowAll               = "ALLOW_ALL"
	DenyAll                = "DENY_ALL"
	AllowByDefaultDenySome = "ALLOW_BY_DEFAULT_DENY_SOME"
)
