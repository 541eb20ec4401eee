// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

// StartEngagementByAcceptingInvitationTaskRequest accepts an invitation and makes an opportunity of it.
type StartEngagementByAcceptingInvitationTaskRequest struct {
	Catalog     string `json:"Catalog"`
	ClientToken string `json:"ClientToken"`
	Identifier  string `json:"Identifier"`
	Tags        []Tag  `json:"Tags,omitempty"`
}

// InvitationTask is how a task stands that makes an opportunity of an invitation.
type InvitationTask struct {
	EngagementInvitationID *string `json:"EngagementInvitationId"`
	Message                *string `json:"Message"`
	OpportunityID          *string `json:"OpportunityId"`
	ReasonCode             *string `json:"ReasonCode"`
	ResourceSnapshotJobID  *string `json:"ResourceSnapshotJobId"`
	StartTime              string  `json:"StartTime"`
	TaskArn                string  `json:"TaskArn"`
	TaskID                 string  `json:"TaskId"`
	TaskStatus             string  `json:"TaskStatus"`
}

// ListEngagementByAcceptingInvitationTasksRequest reads a page of the caller's tasks on invitations.
type ListEngagementByAcceptingInvitationTasksRequest struct {
	Catalog                        string   `json:"Catalog"`
	EngagementInvitationIdentifier []string `json:"EngagementInvitationIdentifier,omitempty"`
	MaxResults                     int      `json:"MaxResults,omitempty"`
	NextToken                      string   `json:"NextToken,omitempty"`
	OpportunityIdentifier          []string `json:"OpportunityIdentifier,omitempty"`
	Sort                           *Sort    `json:"Sort,omitempty"`
	TaskIdentifier                 []string `json:"TaskIdentifier,omitempty"`
	TaskStatus                     []string `json:"TaskStatus,omitempty"`
}

// ListEngagementByAcceptingInvitationTasksResponse is one page.
type ListEngagementByAcceptingInvitationTasksResponse struct {
	NextToken     *string          `json:"NextToken"`
	TaskSummaries []InvitationTask `json:"TaskSummaries"`
}

// StartOpportunityFromEngagementTaskRequest makes an opportunity of a lead.
type StartOpportunityFromEngagementTaskRequest struct {
	Catalog           string `json:"Catalog"`
	ClientToken       string `json:"ClientToken"`
	ContextIdentifier string `json:"ContextIdentifier"`
	Identifier        string `json:"Identifier"`
	Tags              []Tag  `json:"Tags,omitempty"`
}

// OpportunityTask is how a task stands that makes an opportunity of a lead.
type OpportunityTask struct {
	ContextID             *string `json:"ContextId"`
	EngagementID          *string `json:"EngagementId"`
	Message               *string `json:"Message"`
	OpportunityID         *string `json:"OpportunityId"`
	ReasonCode            *string `json:"ReasonCode"`
	ResourceSnapshotJobID *string `json:"ResourceSnapshotJobId"`
	StartTime             string  `json:"StartTime"`
	TaskArn               string  `json:"TaskArn"`
	TaskID                string  `json:"TaskId"`
	TaskStatus            string  `json:"TaskStatus"`
}

// ListOpportunityFromEngagementTasksRequest reads a page of the caller's tasks on leads.
type ListOpportunityFromEngagementTasksRequest struct {
	Catalog               string   `json:"Catalog"`
	ContextIdentifier     []string `json:"ContextIdentifier,omitempty"`
	EngagementIdentifier  []string `json:"EngagementIdentifier,omitempty"`
	MaxResults            int      `json:"MaxResults,omitempty"`
	NextToken             string   `json:"NextToken,omitempty"`
	OpportunityIdentifier []string `json:"OpportunityIdentifier,omitempty"`
	Sort                  *Sort    `json:"Sort,omitempty"`
	TaskIdentifier        []string `json:"TaskIdentifier,omitempty"`
	TaskStatus            []string `json:"TaskStatus,omitempty"`
}

// ListOpportunityFromEngagementTasksResponse is one page.
type ListOpportunityFromEngagementTasksResponse struct {
	NextToken     *string           `json:"NextToken"`
	TaskSummaries []OpportunityTask `json:"TaskSummaries"`
}
