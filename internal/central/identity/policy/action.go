// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package policy

import "strings"

// Prefix begins the actions of both APIs.
const Prefix = "partnercentral:"

// An API is one of the two that share the actions.
type API int

// The APIs. An action of neither is one of the pages and of other programmes, which no API here calls.
const (
	Selling API = 1 << iota
	Account
)

// The types of resources that policies name. Source: reference 15.1.
const (
	opportunity    = "opportunity"
	engagement     = "engagement"
	invitation     = "engagement-invitation"
	prospecting    = "prospecting-from-engagement-task"
	snapshot       = "resource-snapshot"
	snapshotJob    = "resource-snapshot-job"
	partner        = "partner"
	connection     = "connection"
	connectionCall = "connection-invitation"
	preferences    = "connection-preferences"
)

// An Action is one row: what a policy may say of it. Source: reference 15.1 and 15.2; resource types that AWS does not
// document are those that the identifier in the request names.
type Action struct {
	Name      string // without its prefix: the operation's own
	API       API
	Resources []string // types that a policy may name; none: the action acts on "*"
	Keys      []string // condition keys beside the catalog
}

var (
	onOpportunity = []string{opportunity}
	onEngagement  = []string{engagement}
	onInvitation  = []string{invitation}
	onJob         = []string{snapshotJob}
	onPartner     = []string{partner}
	onCall        = []string{connectionCall}
	taggable      = []string{opportunity, snapshotJob, partner}

	related  = []string{KeyRelatedEntityType}
	verified = []string{KeyVerificationType}
	tagging  = []string{KeyRequestTag, KeyTagKeys}
	untags   = []string{KeyTagKeys, KeyResourceTag}
	tagged   = []string{KeyResourceTag} // of resources that carry tags
)

// Actions are those of both APIs, by name.
var Actions = []Action{
	{"AcceptConnectionInvitation", Account, onCall, nil},
	{"AcceptEngagementInvitation", Selling, onInvitation, nil},
	{"AssignOpportunity", Selling, onOpportunity, tagged},
	{"AssociateAwsTrainingCertificationEmailDomain", Account, onPartner, tagged},
	{"AssociateOpportunity", Selling, onOpportunity, append(related, tagged...)},
	{"CancelConnection", Account, []string{connection}, nil},
	{"CancelConnectionInvitation", Account, onCall, nil},
	{"CancelProfileUpdateTask", Account, onPartner, tagged},
	{"CreateConnectionInvitation", Account, nil, nil},
	{"CreateEngagement", Selling, nil, nil},
	{"CreateEngagementContext", Selling, onEngagement, nil},
	{"CreateEngagementInvitation", Selling, onEngagement, nil},
	{"CreateOpportunity", Selling, nil, tagging},
	{"CreatePartner", Account, nil, tagging},
	{"CreateResourceSnapshot", Selling, onEngagement, nil},
	{"CreateResourceSnapshotJob", Selling, nil, tagging},
	{"DeleteResourceSnapshotJob", Selling, onJob, tagged},
	{"DisassociateAwsTrainingCertificationEmailDomain", Account, onPartner, tagged},
	{"DisassociateOpportunity", Selling, onOpportunity, append(related, tagged...)},
	{"GetAllianceLeadContact", Account, onPartner, tagged},
	{"GetAwsOpportunitySummary", Selling, onOpportunity, tagged},
	{"GetConnection", Account, []string{connection}, nil},
	{"GetConnectionInvitation", Account, onCall, nil},
	{"GetConnectionPreferences", Account, []string{preferences}, nil},
	{"GetEngagement", Selling, onEngagement, nil},
	{"GetEngagementInvitation", Selling, onInvitation, nil},
	{"GetOpportunity", Selling, onOpportunity, tagged},
	{"GetPartner", Account, onPartner, tagged},
	{"GetProfileUpdateTask", Account, onPartner, tagged},
	{"GetProfileVisibility", Account, onPartner, tagged},
	{"GetProspectingFromEngagementTask", Selling, []string{prospecting}, nil},
	{"GetQualificationsAssociationDetails", Account, onPartner, tagged},
	{"GetQualificationsAssociationTask", Account, onPartner, tagged},
	{"GetQualificationsDisassociationTask", Account, onPartner, tagged},
	{"GetResourceSnapshot", Selling, []string{snapshot}, nil},
	{"GetResourceSnapshotJob", Selling, onJob, tagged},
	{"GetSellingSystemSettings", Selling, nil, nil},
	{"GetVerification", Account, nil, verified},
	{"ListConnectionInvitations", Account, nil, nil},
	{"ListConnections", Account, nil, nil},
	{"ListEngagementByAcceptingInvitationTasks", Selling, nil, nil},
	{"ListEngagementFromOpportunityTasks", Selling, nil, nil},
	{"ListEngagementInvitations", Selling, nil, nil},
	{"ListEngagementMembers", Selling, onEngagement, nil},
	{"ListEngagementResourceAssociations", Selling, nil, nil},
	{"ListEngagements", Selling, nil, nil},
	{"ListOpportunities", Selling, nil, nil},
	{"ListOpportunityFromEngagementTasks", Selling, nil, nil},
	{"ListPartners", Account, nil, nil},
	{"ListProspectingFromEngagementTasks", Selling, nil, nil},
	{"ListResourceSnapshotJobs", Selling, nil, nil},
	{"ListResourceSnapshots", Selling, nil, nil},
	{"ListSolutions", Selling, nil, nil},
	{"ListTagsForResource", Selling | Account, taggable, tagged},
	{"PutAllianceLeadContact", Account, onPartner, tagged},
	{"PutProfileVisibility", Account, onPartner, tagged},
	{"PutSellingSystemSettings", Selling, nil, nil},
	{"RejectConnectionInvitation", Account, onCall, nil},
	{"RejectEngagementInvitation", Selling, onInvitation, nil},
	{"SendEmailVerificationCode", Account, nil, nil},
	{"StartEngagementByAcceptingInvitationTask", Selling, onInvitation, tagging},
	{"StartEngagementFromOpportunityTask", Selling, onOpportunity, append(tagging, tagged...)},
	{"StartOpportunityFromEngagementTask", Selling, onEngagement, tagging},
	{"StartProfileUpdateTask", Account, onPartner, tagged},
	{"StartProspectingFromEngagementTask", Selling, nil, nil},
	{"StartQualificationsAssociationTask", Account, onPartner, tagged},
	{"StartQualificationsDisassociationTask", Account, onPartner, tagged},
	{"StartResourceSnapshotJob", Selling, onJob, tagged},
	{"StartVerification", Account, nil, verified},
	{"StopResourceSnapshotJob", Selling, onJob, tagged},
	{"SubmitOpportunity", Selling, onOpportunity, tagged},
	{"TagResource", Selling | Account, taggable, append(tagging, tagged...)},
	{"UntagResource", Selling | Account, taggable, untags},
	{"UpdateConnectionPreferences", Account, []string{preferences}, nil},
	{"UpdateEngagementContext", Selling, onEngagement, nil},
	{"UpdateOpportunity", Selling, onOpportunity, tagged},
}

// ActionNamed finds an action by the operation's name.
func ActionNamed(name string) (Action, bool) {
	for _, a := range Actions {
		if a.Name == name {
			return a, true
		}
	}
	return Action{}, false
}

// withoutCatalog are the actions whose request has no Catalog.
var withoutCatalog = map[string]bool{"GetVerification": true, "ListTagsForResource": true, "StartVerification": true, "TagResource": true, "UntagResource": true}

// ConditionKeys are all that a policy may ask about the action beside what it may ask about the caller, as AWS's reference
// writes them: aws:RequestTag/${TagKey}.
func (a Action) ConditionKeys() []string {
	var all []string
	if !withoutCatalog[a.Name] {
		all = []string{KeyCatalog}
	}
	for _, k := range a.Keys {
		if strings.HasSuffix(k, "/") {
			k += "${TagKey}"
		}
		all = append(all, k)
	}
	return all
}
