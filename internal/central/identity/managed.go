// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"maps"
	"slices"
)

// opportunityWork are the actions of AWSPartnerCentralOpportunityManagement that are served here.
var opportunityWork = oneOrMany{
	"partnercentral:CreateOpportunity", "partnercentral:GetOpportunity", "partnercentral:UpdateOpportunity",
	"partnercentral:ListOpportunities", "partnercentral:AssociateOpportunity", "partnercentral:DisassociateOpportunity",
	"partnercentral:AssignOpportunity", "partnercentral:SubmitOpportunity", "partnercentral:GetAwsOpportunitySummary",
	"partnercentral:StartEngagementFromOpportunityTask", "partnercentral:ListEngagementFromOpportunityTasks",
	"partnercentral:ListSolutions",
	"partnercentral:CreateEngagement", "partnercentral:GetEngagement", "partnercentral:ListEngagements", "partnercentral:ListEngagementMembers",
	"partnercentral:CreateEngagementContext", "partnercentral:UpdateEngagementContext",
	"partnercentral:CreateEngagementInvitation", "partnercentral:GetEngagementInvitation", "partnercentral:ListEngagementInvitations",
	"partnercentral:AcceptEngagementInvitation", "partnercentral:RejectEngagementInvitation",
	"partnercentral:StartEngagementByAcceptingInvitationTask", "partnercentral:ListEngagementByAcceptingInvitationTasks",
	"partnercentral:StartOpportunityFromEngagementTask", "partnercentral:ListOpportunityFromEngagementTasks",
	"partnercentral:StartProspectingFromEngagementTask", "partnercentral:GetProspectingFromEngagementTask",
	"partnercentral:ListProspectingFromEngagementTasks",
}

// managed are AWS's own policies by name. Source: reference 15.3. A client may hold any of them.
var managed = map[string]Policy{
	"AWSPartnerCentralFullAccess":            allow(Statement{Action: oneOrMany{"partnercentral:*"}}),
	"AWSPartnerCentralOpportunityManagement": allow(Statement{Action: opportunityWork}),
	"AWSPartnerCentralSandboxFullAccess": allow(Statement{Action: oneOrMany{"partnercentral:*"},
		Condition: map[string]condition{"StringEquals": {KeyCatalog: {"Sandbox"}}}}),
	"AWSPartnerCentralSellingResourceSnapshotJobExecutionRolePolicy": allow(
		Statement{Action: oneOrMany{"partnercentral:GetOpportunity"}}),
}

func allow(s Statement) Policy {
	s.Effect = "Allow"
	if len(s.Resource) == 0 {
		s.Resource = oneOrMany{"*"}
	}
	return Policy{Version: "2012-10-17", Statements: statements{s}}
}

// ManagedPolicies are the names of the policies that AWS defines, sorted.
func ManagedPolicies() []string { return slices.Sorted(maps.Keys(managed)) }
