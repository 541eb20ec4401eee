// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"maps"
	"slices"
	"strings"
)

// The names of AWS's own policies that other rooms speak of.
const (
	FullAccess            = "AWSPartnerCentralFullAccess"
	OpportunityManagement = "AWSPartnerCentralOpportunityManagement"
	SandboxFullAccess     = "AWSPartnerCentralSandboxFullAccess"
	SnapshotJobExecution  = "AWSPartnerCentralSellingResourceSnapshotJobExecutionRolePolicy"
	ChannelManagement     = "AWSPartnerCentralChannelManagement"
	MarketingManagement   = "AWSPartnerCentralMarketingManagement"
	BenefitManagement     = "PartnerCentralIncentiveBenefitManagement"
	UserRoleAssociation   = "PartnerCentralAccountManagementUserRoleAssociation"
	EventBridgeFullAccess = "AmazonEventBridgeFullAccess"
	EventBridgeReadOnly   = "AmazonEventBridgeReadOnlyAccess"
)

// managed are AWS's own policies by name, with what they allow. Source: reference 15.3. The three of programmes that are
// not part of this system allow the actions of those programmes, which nothing here asks for.
var managed = map[string]Document{
	FullAccess: allows(nil, []string{"*"}, "partnercentral:*", "aws-marketplace:ListEntities", "aws-marketplace:DescribeEntity",
		"iam:ListRoles", "iam:PassRole"),
	OpportunityManagement: both(
		allows(nil, []string{"*"}, append(opportunityWork(), "partnercentral:ListPartners", "partnercentral:GetPartner",
			"partnercentral:*CollaborationChannel*", "partnercentral:UseSession",
			"aws-marketplace:ListEntities", "aws-marketplace:DescribeEntity")...),
		allows(nil, []string{"arn:aws:partnercentral:*:*:catalog/*/opportunity/*", "arn:aws:partnercentral:*:*:catalog/*/resource-snapshot-job/*"},
			tagActions...)),
	SandboxFullAccess: both(
		allows(map[string]map[string]values{"StringEquals": {KeyCatalog: {"Sandbox"}}}, []string{"*"}, "partnercentral:*"),
		allows(nil, []string{"arn:aws:iam::*:role/*"}, "iam:PassRole")),
	SnapshotJobExecution: both(
		allows(nil, []string{"arn:aws:partnercentral:*::catalog/*/engagement/*"}, "partnercentral:CreateResourceSnapshot"),
		allows(nil, []string{"arn:aws:partnercentral:*:*:catalog/*/opportunity/*"}, "partnercentral:GetOpportunity")),
	ChannelManagement: allows(nil, []string{"*"}, "partnercentral:*ChannelHandshake*", "partnercentral:*ProgramManagementAccount*",
		"partnercentral:*Relationship*"),
	MarketingManagement: allows(nil, []string{"*"}, "partnercentral:*Marketing*"),
	BenefitManagement:   allows(nil, []string{"*"}, "partnercentral:*Benefit*"),
	UserRoleAssociation: both(
		allows(nil, []string{"arn:aws:iam::*:role/PartnerCentralRoleFor*"}, "iam:PassRole"),
		allows(nil, []string{"*"}, "iam:ListRoles", AssociateUser, DisassociateUser)),
	EventBridgeFullAccess: allows(nil, []string{"*"}, "events:*"),
	EventBridgeReadOnly:   allows(nil, []string{"*"}, "events:Describe*", "events:List*", "events:TestEventPattern"),
}

// The actions by which users of the pages are given roles, and lose them.
const (
	AssociateUser    = "partnercentral-account-management:AssociatePartnerUser"
	DisassociateUser = "partnercentral-account-management:DisassociatePartnerUser"
)

// tagActions are allowed on resources of some types only.
var tagActions = []string{"partnercentral:TagResource", "partnercentral:UntagResource", "partnercentral:ListTagsForResource"}

// opportunityWork are all actions of the Selling API but those on its settings, and those on tags.
func opportunityWork() []string {
	var all []string
	for _, a := range Actions {
		if action := Prefix + a.Name; a.API == Selling && !strings.HasSuffix(a.Name, "SellingSystemSettings") {
			all = append(all, action)
		}
	}
	return all
}

// allows is a policy of one statement. The table is part of the program: a row that cannot be read is its mistake.
func allows(on map[string]map[string]values, resources []string, actions ...string) Document {
	w := writtenStatement{Effect: "Allow", Action: actions, Resource: resources, Condition: on}
	s, err := w.compile(false)
	if err != nil {
		panic(err)
	}
	return Document{statements: []statement{s}}
}

func both(a, b Document) Document {
	return Document{statements: append(slices.Clone(a.statements), b.statements...)}
}

// Managed finds one of AWS's own policies by its name.
func Managed(name string) (Document, bool) {
	d, known := managed[name]
	return d, known
}

// managedARN begins the ARNs of AWS's own policies.
const managedARN = "arn:aws:iam::aws:policy/"

// ManagedName is the name in the ARN of one of AWS's own policies; what is not such an ARN answers false.
func ManagedName(arn string) (string, bool) {
	path, found := strings.CutPrefix(arn, managedARN)
	return path[strings.LastIndexByte(path, '/')+1:], found
}

// ManagedNames are the names of the policies that AWS defines, sorted.
func ManagedNames() []string { return slices.Sorted(maps.Keys(managed)) }
