// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account

// Reasons are what each exception says beside its message. Source: model.

// Reasons of an AccessDeniedException.
const (
	DeniedAccess = "ACCESS_DENIED"
)

// Reasons of a ConflictException.
const (
	ConflictClientToken                            = "CONFLICT_CLIENT_TOKEN"
	DuplicatePartner                               = "DUPLICATE_PARTNER"
	IncompatibleProfileState                       = "INCOMPATIBLE_PROFILE_STATE"
	IncompatiblePartnerProfileTaskState            = "INCOMPATIBLE_PARTNER_PROFILE_TASK_STATE"
	DuplicateConnectionInvitation                  = "DUPLICATE_CONNECTION_INVITATION"
	IncompatibleConnectionInvitationState          = "INCOMPATIBLE_CONNECTION_INVITATION_STATE"
	IncompatibleConnectionInvitationReceiver       = "INCOMPATIBLE_CONNECTION_INVITATION_RECEIVER"
	DuplicateConnection                            = "DUPLICATE_CONNECTION"
	IncompatibleConnectionState                    = "INCOMPATIBLE_CONNECTION_STATE"
	IncompatibleConnectionPreferencesRevision      = "INCOMPATIBLE_CONNECTION_PREFERENCES_REVISION"
	AccountAlreadyVerified                         = "ACCOUNT_ALREADY_VERIFIED"
	VerificationAlreadyInProgress                  = "VERIFICATION_ALREADY_IN_PROGRESS"
	IncompatibleQualificationsAssociationTaskState = "INCOMPATIBLE_QUALIFICATIONS_ASSOCIATION_TASK_STATE"
)

// Reasons of a ResourceNotFoundException.
const (
	PartnerNotFound                          = "PARTNER_NOT_FOUND"
	PartnerProfileNotFound                   = "PARTNER_PROFILE_NOT_FOUND"
	PartnerProfileTaskNotFound               = "PARTNER_PROFILE_TASK_NOT_FOUND"
	PartnerDomainNotFound                    = "PARTNER_DOMAIN_NOT_FOUND"
	SenderProfileNotFound                    = "SENDER_PROFILE_NOT_FOUND"
	ReceiverProfileNotFound                  = "RECEIVER_PROFILE_NOT_FOUND"
	ConnectionInvitationNotFound             = "CONNECTION_INVITATION_NOT_FOUND"
	ConnectionNotFound                       = "CONNECTION_NOT_FOUND"
	VerificationNotFound                     = "VERIFICATION_NOT_FOUND"
	QualificationsAssociationTaskNotFound    = "QUALIFICATIONS_ASSOCIATION_TASK_NOT_FOUND"
	QualificationsDisassociationTaskNotFound = "QUALIFICATIONS_DISASSOCIATION_TASK_NOT_FOUND"
)

// Reasons of a ServiceQuotaExceededException.
const (
	LimitExceededNumberOfEmail                         = "LIMIT_EXCEEDED_NUMBER_OF_EMAIL"
	LimitExceededNumberOfDomain                        = "LIMIT_EXCEEDED_NUMBER_OF_DOMAIN"
	LimitExceededNumberOfConnectionInvitationPerDay    = "LIMIT_EXCEEDED_NUMBER_OF_CONNECTION_INVITATION_PER_DAY"
	LimitExceededNumberOfActiveConnection              = "LIMIT_EXCEEDED_NUMBER_OF_ACTIVE_CONNECTION"
	LimitExceededNumberOfOpenConnectionInvitation      = "LIMIT_EXCEEDED_NUMBER_OF_OPEN_CONNECTION_INVITATION"
	LimitExceededNumberOfProfileUpdatePerDay           = "LIMIT_EXCEEDED_NUMBER_OF_PROFILE_UPDATE_PER_DAY"
	LimitExceededNumberOfProfileVisibilityUpdatePerDay = "LIMIT_EXCEEDED_NUMBER_OF_PROFILE_VISIBILITY_UPDATE_PER_DAY"
)

// Codes of a BusinessValidationError.
const (
	CodeIncompatibleConnectionInvitationRequest = "INCOMPATIBLE_CONNECTION_INVITATION_REQUEST"
	CodeIncompatibleLegalName                   = "INCOMPATIBLE_LEGAL_NAME"
	CodeIncompatibleKnowYourBusinessStatus      = "INCOMPATIBLE_KNOW_YOUR_BUSINESS_STATUS"
	CodeIncompatibleIdentityVerificationStatus  = "INCOMPATIBLE_IDENTITY_VERIFICATION_STATUS"
	CodeInvalidAccountLinkingStatus             = "INVALID_ACCOUNT_LINKING_STATUS"
	CodeInvalidAccountState                     = "INVALID_ACCOUNT_STATE"
	CodeIncompatibleDomain                      = "INCOMPATIBLE_DOMAIN"
	CodeIneligibleAccountTier                   = "INELIGIBLE_ACCOUNT_TIER"
	CodeMissingActiveSubsidiaryConnection       = "MISSING_ACTIVE_SUBSIDIARY_CONNECTION"
	CodeIncompatibleSubsidiaryConnection        = "INCOMPATIBLE_SUBSIDIARY_CONNECTION"
	CodeIncompatiblePrimaryPartner              = "INCOMPATIBLE_PRIMARY_PARTNER"
	CodeQualificationsAssociationLimitExceeded  = "QUALIFICATIONS_ASSOCIATION_LIMIT_EXCEEDED"
	CodeQualificationsAssociationNotFound       = "QUALIFICATIONS_ASSOCIATION_NOT_FOUND"
	CodeQualificationsAssociationExists         = "QUALIFICATIONS_ASSOCIATION_EXISTS"
)

// Reasons lists the reasons of each exception that has any beside those of a validation.
var Reasons = map[string][]string{
	"AccessDeniedException": {
		DeniedAccess, DeniedPartnerState,
	},
	"ConflictException": {
		ConflictClientToken, DuplicatePartner, IncompatibleProfileState,
		IncompatiblePartnerProfileTaskState, DuplicateConnectionInvitation, IncompatibleConnectionInvitationState,
		IncompatibleConnectionInvitationReceiver, DuplicateConnection, IncompatibleConnectionState,
		IncompatibleConnectionPreferencesRevision, AccountAlreadyVerified, VerificationAlreadyInProgress,
		IncompatibleQualificationsAssociationTaskState,
	},
	"ResourceNotFoundException": {
		PartnerNotFound, PartnerProfileNotFound, PartnerProfileTaskNotFound,
		PartnerDomainNotFound, SenderProfileNotFound, ReceiverProfileNotFound,
		ConnectionInvitationNotFound, ConnectionNotFound, VerificationNotFound,
		QualificationsAssociationTaskNotFound, QualificationsDisassociationTaskNotFound,
	},
	"ServiceQuotaExceededException": {
		LimitExceededNumberOfEmail, LimitExceededNumberOfDomain, LimitExceededNumberOfConnectionInvitationPerDay,
		LimitExceededNumberOfActiveConnection, LimitExceededNumberOfOpenConnectionInvitation, LimitExceededNumberOfProfileUpdatePerDay,
		LimitExceededNumberOfProfileVisibilityUpdatePerDay,
	},
}

// BusinessCodes are the codes that stand in a BusinessValidationError rather than at a field.
var BusinessCodes = []string{
	CodeIncompatibleConnectionInvitationRequest,
	CodeIncompatibleLegalName,
	CodeIncompatibleKnowYourBusinessStatus,
	CodeIncompatibleIdentityVerificationStatus,
	CodeInvalidAccountLinkingStatus,
	CodeInvalidAccountState,
	CodeIncompatibleDomain,
	CodeIneligibleAccountTier,
	CodeMissingActiveSubsidiaryConnection,
	CodeIncompatibleSubsidiaryConnection,
	CodeIncompatiblePrimaryPartner,
	CodeQualificationsAssociationLimitExceeded,
	CodeQualificationsAssociationNotFound,
	CodeQualificationsAssociationExists,
}

// DeniedPartnerState is the reason for an account that is not entitled, such as one that has not accepted the terms.
const DeniedPartnerState = "INCOMPATIBLE_BENEFIT_AWS_PARTNER_STATE"

// FieldCodes are the codes of a FieldValidationError.
var FieldCodes = []string{"REQUIRED_FIELD_MISSING", "DUPLICATE_VALUE", "INVALID_VALUE", "INVALID_STRING_FORMAT", "TOO_MANY_VALUES", "ACTION_NOT_PERMITTED", "INVALID_ENUM_VALUE"}
