// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

// A means says how an exception of AWS's models is brought about here, or why it is not.
type means struct {
	exception string
	service   string   // signing name's last word: selling or account; empty: both
	of        []string // operations; nil: every one of the service that the model gives the exception
	// One of the three is given. do is tried on each operation of a running program; test is a promise of a script or a test
	// in Go; reason says why the exception does not come about.
	do     string
	test   string
	reason string
}

// What is done to a running program.
const (
	saysNothing   = "a request without any member"
	callsTwice    = "the second call in a second, where quotas admit one"
	orderedToFail = "the quirk server-errors"
	namesNobody   = "an identifier that nobody has"
)

const (
	validation = "ValidationException"
	denied     = "AccessDeniedException"
	throttling = "ThrottlingException"
	internal   = "InternalServerException"
	notFound   = "ResourceNotFoundException"
	conflict   = "ConflictException"
	exceeded   = "ServiceQuotaExceededException"
)

// ways are all means. A test holds them complete against AWS's models, each operation and exception once.
var ways = []means{
	{exception: validation, do: saysNothing},
	{exception: denied, test: "TestEveryOperationAsksThePolicies"},
	{exception: throttling, do: callsTwice},
	{exception: internal, do: orderedToFail},

	{exception: notFound, service: "selling", do: namesNobody, of: []string{
		"AcceptEngagementInvitation", "AssignOpportunity", "AssociateOpportunity", "CreateEngagementContext", "CreateEngagementInvitation", "CreateResourceSnapshot",
		"CreateResourceSnapshotJob", "DeleteResourceSnapshotJob", "DisassociateOpportunity", "GetAwsOpportunitySummary", "GetEngagement", "GetEngagementInvitation",
		"GetOpportunity", "GetProspectingFromEngagementTask", "GetResourceSnapshot", "GetResourceSnapshotJob", "ListEngagementMembers", "ListResourceSnapshots",
		"RejectEngagementInvitation", "StartEngagementByAcceptingInvitationTask", "StartEngagementFromOpportunityTask", "StartOpportunityFromEngagementTask",
		"StartResourceSnapshotJob", "StopResourceSnapshotJob", "SubmitOpportunity", "UpdateEngagementContext", "UpdateOpportunity"}},
	{exception: notFound, service: "selling", reason: "A filter that nothing meets answers an empty list.", of: []string{
		"ListEngagementByAcceptingInvitationTasks", "ListEngagementFromOpportunityTasks", "ListEngagementInvitations", "ListEngagementResourceAssociations",
		"ListEngagements", "ListOpportunities", "ListOpportunityFromEngagementTasks", "ListResourceSnapshotJobs", "ListSolutions"}},
	{exception: notFound, service: "selling", reason: "The request names nothing that must exist, or names it in a field, whose answer is a ValidationException.",
		of: []string{"CreateEngagement", "CreateOpportunity", "GetSellingSystemSettings", "PutSellingSystemSettings"}},
	{exception: notFound, service: "selling", reason: "An engagement that is not there fails by itself, with a reason code in the task; the others go on.",
		of: []string{"StartProspectingFromEngagementTask"}},
	{exception: notFound, service: "selling", reason: "What is not there and what is not the caller's is denied in the same words.",
		of: []string{"ListTagsForResource", "TagResource", "UntagResource"}},
	{exception: notFound, service: "account", do: namesNobody, of: []string{
		"AcceptConnectionInvitation", "AssociateAwsTrainingCertificationEmailDomain", "CancelConnection", "CancelConnectionInvitation", "CancelProfileUpdateTask",
		"CreateConnectionInvitation", "DisassociateAwsTrainingCertificationEmailDomain", "GetAllianceLeadContact", "GetConnection", "GetConnectionInvitation", "GetPartner",
		"GetProfileUpdateTask", "GetProfileVisibility", "GetQualificationsAssociationDetails", "GetQualificationsAssociationTask", "GetQualificationsDisassociationTask",
		"GetVerification", "ListTagsForResource", "PutAllianceLeadContact", "PutProfileVisibility", "RejectConnectionInvitation", "StartProfileUpdateTask",
		"StartQualificationsAssociationTask", "StartQualificationsDisassociationTask", "TagResource", "UntagResource"}},

	{exception: conflict, service: "selling", of: []string{"CreateOpportunity"}, test: "the same token with another request is a conflict"},
	{exception: conflict, service: "selling", of: []string{"CreateEngagement"}, test: "TestPartnersWorkTogetherAsRecorded"},
	{exception: conflict, service: "selling", of: []string{"CreateEngagementInvitation"}, test: "a connected partner is invited once, one without connection is not"},
	{exception: conflict, service: "selling", of: []string{"CreateResourceSnapshotJob"}, test: "a new job is stopped, and an engagement, opportunity and template have one"},
	{exception: conflict, service: "selling", of: []string{"DeleteResourceSnapshotJob"}, test: "only a stopped job is deleted"},
	{exception: conflict, service: "selling", of: []string{"StartEngagementByAcceptingInvitationTask"}, test: "a referral becomes an approved opportunity with everything in it"},
	{exception: conflict, service: "selling", of: []string{"UpdateEngagementContext"}, test: "a lead gets one more interaction, and an old lock is refused"},
	{exception: conflict, service: "selling", of: []string{"UpdateOpportunity"}, test: "a stale LastModifiedDate is a conflict and changes nothing"},
	{exception: conflict, service: "selling", of: []string{"CreateEngagementContext", "CreateResourceSnapshot", "StartEngagementFromOpportunityTask",
		"StartOpportunityFromEngagementTask", "StartProspectingFromEngagementTask"}, test: "TestATokenOfAnotherRequestIsAConflict"},
	{exception: conflict, service: "selling", of: []string{"AcceptEngagementInvitation", "RejectEngagementInvitation"},
		reason: "A second answer is a ValidationException with INVALID_RESOURCE_STATE; a conflict is answered only when two come in the same moment, and one of them is stored."},
	{exception: conflict, service: "selling", of: []string{"TagResource", "UntagResource"},
		reason: "Changes of the same tags are made one after the other; the last one holds."},

	{exception: exceeded, service: "selling", of: []string{"CreateEngagementContext"}, test: "the sixth context is over the limit"},
	{exception: exceeded, service: "selling", of: []string{"CreateEngagementInvitation", "UpdateEngagementContext"}, test: "TestAnEngagementHasItsLimits"},
	{exception: exceeded, service: "selling", of: []string{"CreateEngagement", "CreateResourceSnapshot", "CreateResourceSnapshotJob"},
		reason: "AWS publishes no number of engagements, snapshots or jobs that an account may have, so there is none here."},
	{exception: exceeded, service: "selling", of: []string{"StartEngagementByAcceptingInvitationTask", "StartEngagementFromOpportunityTask", "StartOpportunityFromEngagementTask"},
		reason: "What a task does beyond the call ends in its status, FAILED, with the reason code ServiceQuotaExceeded."},

	{exception: conflict, service: "account", of: []string{"AcceptConnectionInvitation"}, test: "only the sender cancels, and what was cancelled is over"},
	{exception: conflict, service: "account", of: []string{"CancelConnection"}, test: "either side ends a connection, once"},
	{exception: conflict, service: "account", of: []string{"CancelConnectionInvitation", "RejectConnectionInvitation"}, test: "TestAnInvitationEndsOnce"},
	{exception: conflict, service: "account", of: []string{"CancelProfileUpdateTask"}, test: "an update is withdrawn while it is in progress, and once"},
	{exception: conflict, service: "account", of: []string{"CreateConnectionInvitation"}, test: "a token sent again gets the same invitation, another request with it a conflict"},
	{exception: conflict, service: "account", of: []string{"CreatePartner"}, test: "an account is one partner in a catalog"},
	{exception: conflict, service: "account", of: []string{"StartProfileUpdateTask"}, test: "there is one update at a time"},
	{exception: conflict, service: "account", of: []string{"StartVerification"}, test: "a business is verified by the registry, and not twice"},
	{exception: conflict, service: "account", of: []string{"UpdateConnectionPreferences"}, test: "who is excluded does not invite, and a stale revision is refused"},
	{exception: conflict, service: "account", of: []string{"AssociateAwsTrainingCertificationEmailDomain", "DisassociateAwsTrainingCertificationEmailDomain"},
		test: "TestATokenOfAnotherRequestIsAConflict"},
	{exception: conflict, service: "account", of: []string{"StartQualificationsAssociationTask", "StartQualificationsDisassociationTask"},
		reason: "The operation is always refused, so there is nothing that another call could be in conflict with."},
	{exception: conflict, service: "account", of: []string{"TagResource", "UntagResource"},
		reason: "Changes of the same tags are made one after the other; the last one holds."},

	{exception: exceeded, service: "account", of: []string{"AcceptConnectionInvitation", "CreateConnectionInvitation"}, test: "TestOpenInvitationsAndConnectionsAreLimited"},
	{exception: exceeded, service: "account", of: []string{"AssociateAwsTrainingCertificationEmailDomain"}, test: "TestTagsAndDomainsAreLimited"},
	{exception: exceeded, service: "account", of: []string{"PutProfileVisibility", "StartProfileUpdateTask"}, test: "TestUpdatesAndVisibilityOfADayAreCounted"},
	{exception: exceeded, service: "account", of: []string{"SendEmailVerificationCode"}, test: "an address gets five codes a day in catalog AWS, and none are counted in the Sandbox"},
	{exception: exceeded, service: "account", of: []string{"StartVerification"},
		reason: "AWS publishes no number of verifications that an account may start, so there is none here."},
}

// absent are sound requests about what nobody has.
var absent = map[string]string{
	"selling AcceptEngagementInvitation": `"Identifier":"engi-0000000000000"`,
	"selling AssignOpportunity":          `"Identifier":"O9999999999999","Assignee":{"Email":"a@b.example","FirstName":"A","LastName":"B","BusinessTitle":"OpportunityOwner"}`,
	"selling AssociateOpportunity":       `"OpportunityIdentifier":"O9999999999999","RelatedEntityType":"AwsProducts","RelatedEntityIdentifier":"AWSLambda"`,
	"selling CreateEngagementContext":    `"ClientToken":"x","EngagementIdentifier":"eng-00000000000000","Type":"CustomerProject","Payload":{"CustomerProject":` + sharedProject + `}`,
	"selling CreateEngagementInvitation": `"ClientToken":"x","EngagementIdentifier":"eng-00000000000000","Invitation":{"Message":"Join us","Receiver":{"Account":{"AwsAccountId":"444455556666"}},
		"Payload":{"LeadInvitation":{"Customer":{"CompanyName":"A","CountryCode":"US"},"Interaction":{"ContactBusinessTitle":"CIO","SourceType":"Event","Usecase":"Analytics"}}}}`,
	"selling CreateResourceSnapshot":                   `"ClientToken":"x",` + absentSnapshot,
	"selling CreateResourceSnapshotJob":                `"ClientToken":"x",` + absentSnapshot,
	"selling DeleteResourceSnapshotJob":                `"ResourceSnapshotJobIdentifier":"job-0000000000000"`,
	"selling DisassociateOpportunity":                  `"OpportunityIdentifier":"O9999999999999","RelatedEntityType":"AwsProducts","RelatedEntityIdentifier":"AWSLambda"`,
	"selling GetAwsOpportunitySummary":                 `"RelatedOpportunityIdentifier":"O9999999999999"`,
	"selling GetEngagement":                            `"Identifier":"eng-00000000000000"`,
	"selling GetEngagementInvitation":                  `"Identifier":"engi-0000000000000"`,
	"selling GetOpportunity":                           `"Identifier":"O9999999999999"`,
	"selling GetProspectingFromEngagementTask":         `"TaskIdentifier":"task-00000000000000"`,
	"selling GetResourceSnapshot":                      absentSnapshot,
	"selling GetResourceSnapshotJob":                   `"ResourceSnapshotJobIdentifier":"job-0000000000000"`,
	"selling ListEngagementMembers":                    `"Identifier":"eng-00000000000000"`,
	"selling ListResourceSnapshots":                    `"EngagementIdentifier":"eng-00000000000000"`,
	"selling RejectEngagementInvitation":               `"Identifier":"engi-0000000000000","RejectionReason":"Other"`,
	"selling StartEngagementByAcceptingInvitationTask": `"ClientToken":"x","Identifier":"engi-0000000000000"`,
	"selling StartEngagementFromOpportunityTask":       `"ClientToken":"x","Identifier":"O9999999999999","AwsSubmission":{"InvolvementType":"Co-Sell","Visibility":"Full"}`,
	"selling StartOpportunityFromEngagementTask":       `"ClientToken":"x","Identifier":"eng-00000000000000","ContextIdentifier":"1"`,
	"selling StartResourceSnapshotJob":                 `"ResourceSnapshotJobIdentifier":"job-0000000000000"`,
	"selling StopResourceSnapshotJob":                  `"ResourceSnapshotJobIdentifier":"job-0000000000000"`,
	"selling SubmitOpportunity":                        `"Identifier":"O9999999999999","InvolvementType":"Co-Sell","Visibility":"Full"`,
	"selling UpdateEngagementContext": `"EngagementIdentifier":"eng-00000000000000","ContextIdentifier":"1","EngagementLastModifiedAt":"2026-01-31T00:00:00Z",
		"Type":"CustomerProject","Payload":{"CustomerProject":` + sharedProject + `}`,
	"selling UpdateOpportunity": `"Identifier":"O9999999999999","LastModifiedDate":"2026-01-31T00:00:00Z"`,

	"account AcceptConnectionInvitation":                      `"ClientToken":"x","Identifier":"pacinv-0000000000000"`,
	"account AssociateAwsTrainingCertificationEmailDomain":    `"Identifier":"partner-0000000000000","Email":"x@alpha.example","EmailVerificationCode":"000000"`,
	"account CancelConnection":                                `"ClientToken":"x","Identifier":"pac-0000000000000","ConnectionType":"OPPORTUNITY_COLLABORATION","Reason":"x"`,
	"account CancelConnectionInvitation":                      `"ClientToken":"x","Identifier":"pacinv-0000000000000"`,
	"account CancelProfileUpdateTask":                         `"Identifier":"partner-0000000000000","TaskId":"pprofiletask-0000000000000"`,
	"account CreateConnectionInvitation":                      `"ClientToken":"x","ConnectionType":"OPPORTUNITY_COLLABORATION","Email":"a@b.example","Name":"N","Message":"m","ReceiverIdentifier":"pprofile-0000000000000"`,
	"account DisassociateAwsTrainingCertificationEmailDomain": `"Identifier":"partner-0000000000000","DomainName":"alpha.example"`,
	"account GetAllianceLeadContact":                          `"Identifier":"partner-0000000000000"`,
	"account GetConnection":                                   `"Identifier":"pac-0000000000000"`,
	"account GetConnectionInvitation":                         `"Identifier":"pacinv-0000000000000"`,
	"account GetPartner":                                      `"Identifier":"partner-0000000000000"`,
	"account GetProfileUpdateTask":                            `"Identifier":"partner-0000000000000"`,
	"account GetProfileVisibility":                            `"Identifier":"partner-0000000000000"`,
	"account GetQualificationsAssociationDetails":             `"Identifier":"partner-0000000000000"`,
	"account GetQualificationsAssociationTask":                `"Identifier":"partner-0000000000000"`,
	"account GetQualificationsDisassociationTask":             `"Identifier":"partner-0000000000000"`,
	"account GetVerification":                                 `"VerificationType":"REGISTRANT_VERIFICATION"`,
	"account ListTagsForResource":                             absentPartner,
	"account PutAllianceLeadContact":                          `"Identifier":"partner-0000000000000","AllianceLeadContact":{"FirstName":"A","LastName":"B","Email":"lead@alpha.example","BusinessTitle":"C"}`,
	"account PutProfileVisibility":                            `"Identifier":"partner-0000000000000","Visibility":"PRIVATE"`,
	"account RejectConnectionInvitation":                      `"ClientToken":"x","Identifier":"pacinv-0000000000000"`,
	"account StartProfileUpdateTask": `"ClientToken":"x","Identifier":"partner-0000000000000","TaskDetails":{"DisplayName":"A","Description":"We build.","WebsiteUrl":"https://gamma.example",
		"LogoUrl":"https://gamma.example/logo.png","PrimarySolutionType":"SOFTWARE_PRODUCTS","IndustrySegments":["RETAIL"],"TranslationSourceLocale":"ja-JP"}`,
	"account StartQualificationsAssociationTask":    `"Identifier":"partner-0000000000000","PrimaryPartner":{"AccountId":"222222222222"}`,
	"account StartQualificationsDisassociationTask": `"Identifier":"partner-0000000000000","AssociatedPartner":{"AccountId":"222222222222"}`,
	"account TagResource":                           absentPartner + `,"Tags":[{"Key":"k","Value":"v"}]`,
	"account UntagResource":                         absentPartner + `,"TagKeys":["k"]`,
}

const (
	absentSnapshot = `"EngagementIdentifier":"eng-00000000000000","ResourceType":"Opportunity","ResourceIdentifier":"O9999999999999","ResourceSnapshotTemplateIdentifier":"OpportunitySummaryView"`
	absentPartner  = `"ResourceArn":"arn:aws:partnercentral:us-east-1:111122223333:catalog/Sandbox/partner/partner-0000000000000"`
)
