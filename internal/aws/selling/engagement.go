// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling

// CreateEngagementRequest makes an engagement with the caller as its first member.
type CreateEngagementRequest struct {
	Catalog     string              `json:"Catalog"`
	ClientToken string              `json:"ClientToken"`
	Contexts    []EngagementContext `json:"Contexts,omitempty"`
	Description string              `json:"Description,omitempty"`
	Title       string              `json:"Title,omitempty"`
}

// CreateEngagementResponse names the new engagement.
type CreateEngagementResponse struct {
	Arn        string `json:"Arn"`
	ID         string `json:"Id"`
	ModifiedAt string `json:"ModifiedAt"`
}

// GetEngagementRequest reads one engagement; the identifier may be an ARN.
type GetEngagementRequest struct {
	Catalog    string `json:"Catalog"`
	Identifier string `json:"Identifier"`
}

// GetEngagementResponse is an engagement as its members see it.
type GetEngagementResponse struct {
	Arn         string              `json:"Arn"`
	Contexts    []EngagementContext `json:"Contexts"`
	CreatedAt   string              `json:"CreatedAt"`
	CreatedBy   string              `json:"CreatedBy"`
	Description *string             `json:"Description"`
	ID          string              `json:"Id"`
	MemberCount int                 `json:"MemberCount"`
	ModifiedAt  string              `json:"ModifiedAt"`
	ModifiedBy  string              `json:"ModifiedBy"`
	Title       *string             `json:"Title"`
}

// ListEngagementsRequest reads a page of the engagements that the caller is a member of.
type ListEngagementsRequest struct {
	Catalog              string   `json:"Catalog"`
	ContextTypes         []string `json:"ContextTypes,omitempty"`
	CreatedBy            []string `json:"CreatedBy,omitempty"`
	EngagementIdentifier []string `json:"EngagementIdentifier,omitempty"`
	ExcludeContextTypes  []string `json:"ExcludeContextTypes,omitempty"`
	ExcludeCreatedBy     []string `json:"ExcludeCreatedBy,omitempty"`
	MaxResults           int      `json:"MaxResults,omitempty"`
	NextToken            string   `json:"NextToken,omitempty"`
	Sort                 *Sort    `json:"Sort,omitempty"`
}

// ListEngagementsResponse is one page.
type ListEngagementsResponse struct {
	EngagementSummaryList []EngagementSummary `json:"EngagementSummaryList"`
	NextToken             *string             `json:"NextToken"`
}

// EngagementSummary is an engagement in a list.
type EngagementSummary struct {
	Arn          string   `json:"Arn"`
	ContextTypes []string `json:"ContextTypes"`
	CreatedAt    string   `json:"CreatedAt"`
	CreatedBy    string   `json:"CreatedBy"`
	ID           string   `json:"Id"`
	MemberCount  int      `json:"MemberCount"`
	ModifiedAt   string   `json:"ModifiedAt"`
	ModifiedBy   string   `json:"ModifiedBy"`
	Title        *string  `json:"Title"`
}

// ListEngagementMembersRequest reads who is in an engagement.
type ListEngagementMembersRequest struct {
	Catalog    string `json:"Catalog"`
	Identifier string `json:"Identifier"`
	MaxResults int    `json:"MaxResults,omitempty"`
	NextToken  string `json:"NextToken,omitempty"`
}

// ListEngagementMembersResponse is one page.
type ListEngagementMembersResponse struct {
	EngagementMemberList []EngagementMember `json:"EngagementMemberList"`
	NextToken            *string            `json:"NextToken"`
}

// EngagementMember is an account in an engagement; AWS is the account aws.
type EngagementMember struct {
	AccountID   string  `json:"AccountId"`
	CompanyName *string `json:"CompanyName"`
	WebsiteURL  *string `json:"WebsiteUrl"`
}
