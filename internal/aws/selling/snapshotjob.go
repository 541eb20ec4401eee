// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

// The states of a snapshot job. A new one is stopped.
const (
	JobRunning = "Running"
	JobStopped = "Stopped"
)

// CreateResourceSnapshotJobRequest asks for a job that publishes an opportunity again whenever its view changes.
type CreateResourceSnapshotJobRequest struct {
	Catalog                            string `json:"Catalog"`
	ClientToken                        string `json:"ClientToken"`
	EngagementIdentifier               string `json:"EngagementIdentifier"`
	ResourceIdentifier                 string `json:"ResourceIdentifier"`
	ResourceSnapshotTemplateIdentifier string `json:"ResourceSnapshotTemplateIdentifier"`
	ResourceType                       string `json:"ResourceType"`
	Tags                               []Tag  `json:"Tags,omitempty"`
}

// CreateResourceSnapshotJobResponse names the new job.
type CreateResourceSnapshotJobResponse struct {
	Arn string `json:"Arn"`
	ID  string `json:"Id"`
}

// ResourceSnapshotJobRequest names a job: to read it, to start it, to stop it or to delete it.
type ResourceSnapshotJobRequest struct {
	Catalog                       string `json:"Catalog"`
	ResourceSnapshotJobIdentifier string `json:"ResourceSnapshotJobIdentifier"`
}

// GetResourceSnapshotJobResponse is one job. LastFailure says why its latest run failed, null when it did not.
type GetResourceSnapshotJobResponse struct {
	Arn                          string  `json:"Arn"`
	Catalog                      string  `json:"Catalog"`
	CreatedAt                    string  `json:"CreatedAt"`
	EngagementID                 string  `json:"EngagementId"`
	ID                           string  `json:"Id"`
	LastFailure                  *string `json:"LastFailure"`
	LastSuccessfulExecutionDate  *string `json:"LastSuccessfulExecutionDate"`
	ResourceArn                  string  `json:"ResourceArn"`
	ResourceID                   string  `json:"ResourceId"`
	ResourceSnapshotTemplateName string  `json:"ResourceSnapshotTemplateName"`
	ResourceType                 string  `json:"ResourceType"`
	Status                       string  `json:"Status"`
}

// ListResourceSnapshotJobsRequest reads a page of the caller's jobs.
type ListResourceSnapshotJobsRequest struct {
	Catalog              string      `json:"Catalog"`
	EngagementIdentifier string      `json:"EngagementIdentifier,omitempty"`
	MaxResults           int         `json:"MaxResults,omitempty"`
	NextToken            string      `json:"NextToken,omitempty"`
	Sort                 *SortObject `json:"Sort,omitempty"`
	Status               string      `json:"Status,omitempty"`
}

// SortObject orders a list of jobs, or says only half of it.
type SortObject struct {
	SortBy    string `json:"SortBy,omitempty"`
	SortOrder string `json:"SortOrder,omitempty"`
}

// ListResourceSnapshotJobsResponse is one page.
type ListResourceSnapshotJobsResponse struct {
	NextToken                    *string                      `json:"NextToken"`
	ResourceSnapshotJobSummaries []ResourceSnapshotJobSummary `json:"ResourceSnapshotJobSummaries"`
}

// ResourceSnapshotJobSummary is a job in a list.
type ResourceSnapshotJobSummary struct {
	Arn          string `json:"Arn"`
	EngagementID string `json:"EngagementId"`
	ID           string `json:"Id"`
	Status       string `json:"Status"`
}

// PutSellingSystemSettingsRequest sets the IAM role of the caller's snapshot jobs, by name or ARN; without one it is cleared.
type PutSellingSystemSettingsRequest struct {
	Catalog                           string `json:"Catalog"`
	ResourceSnapshotJobRoleIdentifier string `json:"ResourceSnapshotJobRoleIdentifier,omitempty"`
}

// GetSellingSystemSettingsRequest reads the settings.
type GetSellingSystemSettingsRequest struct {
	Catalog string `json:"Catalog"`
}

// SellingSystemSettings are the settings of an account in a catalog: the answer of both operations.
type SellingSystemSettings struct {
	Catalog                    string  `json:"Catalog"`
	ResourceSnapshotJobRoleArn *string `json:"ResourceSnapshotJobRoleArn"`
}
