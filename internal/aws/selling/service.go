// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package selling holds the names and shapes of the Partner Central Selling API: what both sides of the wire must spell alike.
//
// It decides nothing. An opportunity itself is not typed here; it travels as a document.
package selling

// How the service is called. Source: model metadata.
const (
	Target         = "AWSPartnerCentralSelling"
	SigningName    = "partnercentral-selling"
	APIVersion     = "2022-07-26"
	Region         = "us-east-1" // the only one
	ErrorNamespace = "com.amazon.partnerintegrationapi.common"

	Endpoint     = "https://partnercentral-selling.us-east-1.api.aws"
	EndpointFIPS = "https://partnercentral-selling-fips.us-east-1.api.aws"
)

// The two catalogs: disjoint data in one account.
const (
	CatalogAWS     = "AWS"
	CatalogSandbox = "Sandbox"
)

// An Operation is one call of the service.
type Operation struct {
	Name  string
	Empty bool // answers no body
	Token bool // carries a ClientToken that makes a repeated call harmless

	// AWS's quota for each account, in this operation. PerDay is over any 24 hours; 0 where AWS publishes none. Rates that AWS
	// does not publish are those of the other reads and writes.
	PerSecond int
	PerDay    int
}

// Action is the IAM action that a caller needs.
func (o Operation) Action() string { return ActionPrefix + o.Name }

// ActionPrefix begins every IAM action and condition key of the service.
const ActionPrefix = "partnercentral:"

// Rates of calls whose quota is published, and of those that are treated alike.
const (
	readRate, readsPerDay   = 10, 100_000
	writeRate, writesPerDay = 1, 10_000
)

// Operations are all calls of the service, in AWS's order. Quotas: AWS documentation, "Quotas for the Partner Central API".
var Operations = []Operation{
	{Name: "AcceptEngagementInvitation", Empty: true, PerSecond: writeRate},
	{Name: "AssignOpportunity", Empty: true, PerSecond: writeRate, PerDay: writesPerDay},
	{Name: "AssociateOpportunity", Empty: true, PerSecond: writeRate, PerDay: writesPerDay},
	{Name: "CreateEngagement", Token: true, PerSecond: 15},
	{Name: "CreateEngagementContext", Token: true, PerSecond: writeRate},
	{Name: "CreateEngagementInvitation", Token: true, PerSecond: writeRate},
	{Name: "CreateOpportunity", Token: true, PerSecond: writeRate, PerDay: writesPerDay},
	{Name: "CreateResourceSnapshot", Token: true, PerSecond: writeRate},
	{Name: "CreateResourceSnapshotJob", Token: true, PerSecond: writeRate},
	{Name: "DeleteResourceSnapshotJob", Empty: true, PerSecond: writeRate},
	{Name: "DisassociateOpportunity", Empty: true, PerSecond: writeRate, PerDay: writesPerDay},
	{Name: "GetAwsOpportunitySummary", PerSecond: readRate, PerDay: readsPerDay},
	{Name: "GetEngagement", PerSecond: readRate},
	{Name: "GetEngagementInvitation", PerSecond: readRate, PerDay: readsPerDay},
	{Name: "GetOpportunity", PerSecond: readRate, PerDay: readsPerDay},
	{Name: "GetProspectingFromEngagementTask", PerSecond: 100},
	{Name: "GetResourceSnapshot", PerSecond: readRate},
	{Name: "GetResourceSnapshotJob", PerSecond: readRate},
	{Name: "GetSellingSystemSettings", PerSecond: readRate},
	{Name: "ListEngagementByAcceptingInvitationTasks", PerSecond: readRate},
	{Name: "ListEngagementFromOpportunityTasks", PerSecond: readRate},
	{Name: "ListEngagementInvitations", PerSecond: readRate, PerDay: readsPerDay},
	{Name: "ListEngagementMembers", PerSecond: readRate},
	{Name: "ListEngagementResourceAssociations", PerSecond: readRate},
	{Name: "ListEngagements", PerSecond: readRate},
	{Name: "ListOpportunities", PerSecond: readRate, PerDay: readsPerDay},
	{Name: "ListOpportunityFromEngagementTasks", PerSecond: readRate},
	{Name: "ListProspectingFromEngagementTasks", PerSecond: 50},
	{Name: "ListResourceSnapshotJobs", PerSecond: readRate},
	{Name: "ListResourceSnapshots", PerSecond: readRate},
	{Name: "ListSolutions", PerSecond: readRate, PerDay: readsPerDay},
	{Name: "ListTagsForResource", PerSecond: readRate},
	{Name: "PutSellingSystemSettings", PerSecond: writeRate},
	{Name: "RejectEngagementInvitation", Empty: true, PerSecond: writeRate, PerDay: writesPerDay},
	{Name: "StartEngagementByAcceptingInvitationTask", Token: true, PerSecond: writeRate, PerDay: writesPerDay},
	{Name: "StartEngagementFromOpportunityTask", Token: true, PerSecond: writeRate, PerDay: writesPerDay},
	{Name: "StartOpportunityFromEngagementTask", Token: true, PerSecond: writeRate},
	{Name: "StartProspectingFromEngagementTask", Token: true, PerSecond: 2},
	{Name: "StartResourceSnapshotJob", Empty: true, PerSecond: writeRate},
	{Name: "StopResourceSnapshotJob", Empty: true, PerSecond: writeRate},
	{Name: "SubmitOpportunity", Empty: true, PerSecond: writeRate},
	{Name: "TagResource", PerSecond: writeRate},
	{Name: "UntagResource", PerSecond: writeRate},
	{Name: "UpdateEngagementContext", PerSecond: writeRate},
	{Name: "UpdateOpportunity", PerSecond: writeRate, PerDay: writesPerDay},
}

// OperationNamed finds an operation by its name.
func OperationNamed(name string) (Operation, bool) {
	for _, o := range Operations {
		if o.Name == name {
			return o, true
		}
	}
	return Operation{}, false
}

// Exceptions are the errors that the service models, with their HTTP status.
var Exceptions = map[string]int{
	"AccessDeniedException":         400,
	"ConflictException":             400,
	"InternalServerException":       500,
	"ResourceNotFoundException":     400,
	"ServiceQuotaExceededException": 400,
	"ThrottlingException":           400,
	"ValidationException":           400,
}
