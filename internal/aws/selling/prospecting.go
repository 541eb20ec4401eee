// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

// How prospecting stands, of a task and of each of its engagements.
const (
	ProspectingPending    = "PENDING"
	ProspectingInProgress = "IN_PROGRESS"
	ProspectingCompleted  = "COMPLETED"
	ProspectingFailed     = "FAILED"
)

// StartProspectingFromEngagementTaskRequest has AWS find out about the customers of engagements.
type StartProspectingFromEngagementTaskRequest struct {
	Catalog     string   `json:"Catalog"`
	ClientToken string   `json:"ClientToken"`
	Identifiers []string `json:"Identifiers"`
	TaskName    string   `json:"TaskName"`
}

// StartProspectingFromEngagementTaskResponse names the task.
type StartProspectingFromEngagementTaskResponse struct {
	Identifiers []string `json:"Identifiers"`
	Message     *string  `json:"Message"`
	ReasonCode  *string  `json:"ReasonCode"`
	StartTime   string   `json:"StartTime"`
	TaskArn     string   `json:"TaskArn"`
	TaskID      string   `json:"TaskId"`
	TaskName    string   `json:"TaskName"`
	TaskStatus  string   `json:"TaskStatus"`
}

// GetProspectingFromEngagementTaskRequest asks how a task stands.
type GetProspectingFromEngagementTaskRequest struct {
	Catalog        string `json:"Catalog"`
	TaskIdentifier string `json:"TaskIdentifier"`
}

// GetProspectingFromEngagementTaskResponse is how a task stands, engagement by engagement.
type GetProspectingFromEngagementTaskResponse struct {
	EndTime     *string                 `json:"EndTime"`
	Engagements []EngagementProspecting `json:"Engagements"`
	StartTime   string                  `json:"StartTime"`
	TaskArn     string                  `json:"TaskArn"`
	TaskID      string                  `json:"TaskId"`
	TaskName    string                  `json:"TaskName"`
}

// EngagementProspecting is how prospecting stands for one engagement.
type EngagementProspecting struct {
	EngagementContextID  *string `json:"EngagementContextId"`
	EngagementIdentifier string  `json:"EngagementIdentifier"`
	Message              *string `json:"Message"`
	ReasonCode           *string `json:"ReasonCode"`
	Status               string  `json:"Status"`
}

// ListProspectingFromEngagementTasksRequest reads a page of the caller's prospecting tasks.
type ListProspectingFromEngagementTasksRequest struct {
	Catalog        string   `json:"Catalog"`
	MaxResults     int      `json:"MaxResults,omitempty"`
	NextToken      string   `json:"NextToken,omitempty"`
	Sort           *Sort    `json:"Sort,omitempty"`
	StartAfter     string   `json:"StartAfter,omitempty"`
	StartBefore    string   `json:"StartBefore,omitempty"`
	TaskIdentifier []string `json:"TaskIdentifier,omitempty"`
	TaskName       []string `json:"TaskName,omitempty"`
}

// ListProspectingFromEngagementTasksResponse is one page.
type ListProspectingFromEngagementTasksResponse struct {
	NextToken     *string           `json:"NextToken"`
	TaskSummaries []ProspectingTask `json:"TaskSummaries"`
}

// ProspectingTask is a prospecting task in a list.
type ProspectingTask struct {
	CompletedEngagementCount int     `json:"CompletedEngagementCount"`
	EndTime                  *string `json:"EndTime"`
	FailedEngagementCount    int     `json:"FailedEngagementCount"`
	StartTime                string  `json:"StartTime"`
	TaskArn                  string  `json:"TaskArn"`
	TaskID                   string  `json:"TaskId"`
	TaskName                 string  `json:"TaskName"`
	TotalEngagementCount     int     `json:"TotalEngagementCount"`
}
