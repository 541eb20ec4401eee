// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package selling_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"

	"cosell/internal/aws/selling"
)

// A model is AWS's published description of the service, as far as these tests read it.
type model struct {
	Metadata   map[string]any `json:"metadata"`
	Operations map[string]struct {
		Input, Output struct {
			Shape string `json:"shape"`
		}
	} `json:"operations"`
	Shapes map[string]shape `json:"shapes"`
}

type shape struct {
	Type      string   `json:"type"`
	Exception bool     `json:"exception"`
	Fault     bool     `json:"fault"`
	Required  []string `json:"required"`
	Members   map[string]struct {
		Idem bool `json:"idempotencyToken"`
	} `json:"members"`
}

func readModel(t *testing.T) model {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "..", "shared", "reference", "models", "partnercentral-selling.json"))
	if err != nil {
		const missing = "AWS's service model is not at ../shared/reference/models, so nothing was compared with it"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	var m model
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTheServiceIsCalledAsTheModelSays(t *testing.T) {
	t.Parallel()
	m := readModel(t)
	for key, want := range map[string]string{
		"targetPrefix": selling.Target, "signingName": selling.SigningName, "apiVersion": selling.APIVersion, "jsonVersion": "1.0",
	} {
		if got := m.Metadata[key]; got != want {
			t.Errorf("%s is %v in the model, %q here", key, got, want)
		}
	}
}

func TestEveryOperationOfTheModelIsHere(t *testing.T) {
	t.Parallel()
	m := readModel(t)
	var names []string
	for _, o := range selling.Operations {
		names = append(names, o.Name)
		of, known := m.Operations[o.Name]
		if !known {
			t.Errorf("%s is not in the model", o.Name)
			continue
		}
		if o.Empty != (of.Output.Shape == "") {
			t.Errorf("%s: Empty is %v, the model's output is %q", o.Name, o.Empty, of.Output.Shape)
		}
		if _, token := m.Shapes[of.Input.Shape].Members["ClientToken"]; o.Token != token {
			t.Errorf("%s: Token is %v, in the model %v", o.Name, o.Token, token)
		}
		if o.PerSecond == 0 || o.Action() != "partnercentral:"+o.Name {
			t.Errorf("%s: %+v", o.Name, o)
		}
	}
	if len(names) != len(m.Operations) || !slices.IsSorted(names) {
		t.Errorf("%d operations, sorted: %v; the model has %d", len(names), slices.IsSorted(names), len(m.Operations))
	}
}

func TestExceptionsHaveTheStatusesOfTheModel(t *testing.T) {
	t.Parallel()
	m := readModel(t)
	for name, s := range m.Shapes {
		if !s.Exception {
			continue
		}
		want := 400
		if s.Fault {
			want = 500
		}
		if got := selling.Exceptions[name]; got != want {
			t.Errorf("%s: status %d, want %d", name, got, want)
		}
	}
	for name := range selling.Exceptions {
		if !m.Shapes[name].Exception {
			t.Errorf("%s is no exception of the model", name)
		}
	}
}

// shapes ties every Go type to the shape of the model that it stands for.
var shapes = map[string]any{
	"GetOpportunityRequest":                            selling.GetOpportunityRequest{},
	"ListOpportunitiesRequest":                         selling.ListOpportunitiesRequest{},
	"LastModifiedDate":                                 selling.LastModifiedFilter{},
	"CreatedDateFilter":                                selling.CreatedDateFilter{},
	"TargetCloseDateFilter":                            selling.TargetCloseDateFilter{},
	"OpportunitySort":                                  selling.Sort{},
	"SolutionSort":                                     selling.Sort{},
	"ListTasksSortBase":                                selling.Sort{},
	"AssociateOpportunityRequest":                      selling.AssociateOpportunityRequest{},
	"DisassociateOpportunityRequest":                   selling.AssociateOpportunityRequest{},
	"AssignOpportunityRequest":                         selling.AssignOpportunityRequest{},
	"AssigneeContact":                                  selling.Assignee{},
	"SubmitOpportunityRequest":                         selling.SubmitOpportunityRequest{},
	"StartEngagementFromOpportunityTaskRequest":        selling.StartEngagementFromOpportunityTaskRequest{},
	"AwsSubmission":                                    selling.AwsSubmission{},
	"Tag":                                              selling.Tag{},
	"ListEngagementFromOpportunityTasksRequest":        selling.ListEngagementFromOpportunityTasksRequest{},
	"ListSolutionsRequest":                             selling.ListSolutionsRequest{},
	"GetAwsOpportunitySummaryRequest":                  selling.GetAwsOpportunitySummaryRequest{},
	"CreateOpportunityResponse":                        selling.CreateOpportunityResponse{},
	"UpdateOpportunityResponse":                        selling.UpdateOpportunityResponse{},
	"ListOpportunitiesResponse":                        selling.ListOpportunitiesResponse{},
	"OpportunitySummary":                               selling.OpportunitySummary{},
	"CustomerSummary":                                  selling.CustomerSummary{},
	"AccountSummary":                                   selling.AccountSummary{},
	"AddressSummary":                                   selling.AddressSummary{},
	"LifeCycleSummary":                                 selling.LifeCycleSummary{},
	"ProjectSummary":                                   selling.ProjectSummary{},
	"ExpectedContractDuration":                         selling.ExpectedContractDuration{},
	"ExpectedCustomerSpend":                            selling.ExpectedCustomerSpend{},
	"StartEngagementFromOpportunityTaskResponse":       selling.EngagementTask{},
	"ListEngagementFromOpportunityTaskSummary":         selling.EngagementTask{},
	"ListEngagementFromOpportunityTasksResponse":       selling.ListEngagementFromOpportunityTasksResponse{},
	"ListSolutionsResponse":                            selling.ListSolutionsResponse{},
	"SolutionBase":                                     selling.SolutionBase{},
	"GetAwsOpportunitySummaryResponse":                 selling.GetAwsOpportunitySummaryResponse{},
	"AwsOpportunityLifeCycle":                          selling.AwsLifeCycle{},
	"ProfileNextStepsHistory":                          selling.NextStep{},
	"AwsTeamMember":                                    selling.AwsTeamMember{},
	"AwsOpportunityRelatedEntities":                    selling.RelatedEntities{},
	"CreateEngagementRequest":                          selling.CreateEngagementRequest{},
	"CreateEngagementResponse":                         selling.CreateEngagementResponse{},
	"GetEngagementRequest":                             selling.GetEngagementRequest{},
	"GetEngagementResponse":                            selling.GetEngagementResponse{},
	"ListEngagementsRequest":                           selling.ListEngagementsRequest{},
	"ListEngagementsResponse":                          selling.ListEngagementsResponse{},
	"EngagementSummary":                                selling.EngagementSummary{},
	"EngagementSort":                                   selling.Sort{},
	"ListEngagementMembersRequest":                     selling.ListEngagementMembersRequest{},
	"ListEngagementMembersResponse":                    selling.ListEngagementMembersResponse{},
	"EngagementMember":                                 selling.EngagementMember{},
	"EngagementContextDetails":                         selling.EngagementContext{},
	"EngagementContextPayload":                         selling.ContextPayload{},
	"CustomerProjectsContext":                          selling.CustomerProject{},
	"EngagementCustomer":                               selling.EngagementCustomer{},
	"EngagementCustomerProjectDetails":                 selling.EngagementProject{},
	"LeadContext":                                      selling.Lead{},
	"LeadCustomer":                                     selling.LeadCustomer{},
	"LeadAddress":                                      selling.LeadAddress{},
	"LeadInsights":                                     selling.LeadInsights{},
	"LeadInteraction":                                  selling.LeadInteraction{},
	"LeadContact":                                      selling.LeadContact{},
	"ProspectingResult":                                selling.ProspectingResult{},
	"ProspectingResultAws":                             selling.ProspectingResultAws{},
	"ProspectingResultCustomer":                        selling.ProspectingCustomer{},
	"ProspectingInsights":                              selling.ProspectingInsights{},
	"CreateEngagementContextRequest":                   selling.CreateEngagementContextRequest{},
	"CreateEngagementContextResponse":                  selling.EngagementContextResponse{},
	"UpdateEngagementContextRequest":                   selling.UpdateEngagementContextRequest{},
	"UpdateEngagementContextResponse":                  selling.EngagementContextResponse{},
	"UpdateEngagementContextPayload":                   selling.ContextChange{},
	"UpdateLeadContext":                                selling.LeadChange{},
	"CreateEngagementInvitationRequest":                selling.CreateEngagementInvitationRequest{},
	"Invitation":                                       selling.Invitation{},
	"Receiver":                                         selling.Receiver{},
	"AccountReceiver":                                  selling.AccountReceiver{},
	"Payload":                                          selling.InvitationPayload{},
	"LeadInvitationPayload":                            selling.LeadInvitation{},
	"LeadInvitationCustomer":                           selling.LeadInvitationCustomer{},
	"LeadInvitationInteraction":                        selling.LeadInvitationInteraction{},
	"OpportunityInvitationPayload":                     selling.OpportunityInvitation{},
	"ProjectDetails":                                   selling.ProjectDetails{},
	"SenderContact":                                    selling.SenderContact{},
	"CreateEngagementInvitationResponse":               selling.CreateEngagementInvitationResponse{},
	"GetEngagementInvitationRequest":                   selling.EngagementInvitationRequest{},
	"AcceptEngagementInvitationRequest":                selling.EngagementInvitationRequest{},
	"RejectEngagementInvitationRequest":                selling.RejectEngagementInvitationRequest{},
	"GetEngagementInvitationResponse":                  selling.GetEngagementInvitationResponse{},
	"EnrichmentContext":                                selling.EnrichmentContext{},
	"InvitationProspectingResultAws":                   selling.InvitationProspecting{},
	"EngagementMemberSummary":                          selling.EngagementMemberSummary{},
	"ListEngagementInvitationsRequest":                 selling.ListEngagementInvitationsRequest{},
	"ListEngagementInvitationsResponse":                selling.ListEngagementInvitationsResponse{},
	"EngagementInvitationSummary":                      selling.EngagementInvitationSummary{},
	"OpportunityEngagementInvitationSort":              selling.Sort{},
	"StartEngagementByAcceptingInvitationTaskRequest":  selling.StartEngagementByAcceptingInvitationTaskRequest{},
	"StartEngagementByAcceptingInvitationTaskResponse": selling.InvitationTask{},
	"ListEngagementByAcceptingInvitationTaskSummary":   selling.InvitationTask{},
	"ListEngagementByAcceptingInvitationTasksRequest":  selling.ListEngagementByAcceptingInvitationTasksRequest{},
	"ListEngagementByAcceptingInvitationTasksResponse": selling.ListEngagementByAcceptingInvitationTasksResponse{},
	"StartOpportunityFromEngagementTaskRequest":        selling.StartOpportunityFromEngagementTaskRequest{},
	"StartOpportunityFromEngagementTaskResponse":       selling.OpportunityTask{},
	"ListOpportunityFromEngagementTaskSummary":         selling.OpportunityTask{},
	"ListOpportunityFromEngagementTasksRequest":        selling.ListOpportunityFromEngagementTasksRequest{},
	"ListOpportunityFromEngagementTasksResponse":       selling.ListOpportunityFromEngagementTasksResponse{},
	"StartProspectingFromEngagementTaskRequest":        selling.StartProspectingFromEngagementTaskRequest{},
	"StartProspectingFromEngagementTaskResponse":       selling.StartProspectingFromEngagementTaskResponse{},
	"GetProspectingFromEngagementTaskRequest":          selling.GetProspectingFromEngagementTaskRequest{},
	"GetProspectingFromEngagementTaskResponse":         selling.GetProspectingFromEngagementTaskResponse{},
	"EngagementProspectingResult":                      selling.EngagementProspecting{},
	"ListProspectingFromEngagementTasksRequest":        selling.ListProspectingFromEngagementTasksRequest{},
	"ListProspectingFromEngagementTasksResponse":       selling.ListProspectingFromEngagementTasksResponse{},
	"ProspectingTaskSummary":                           selling.ProspectingTask{},
	"ProspectingFromEngagementTaskSort":                selling.Sort{},
	"GetOpportunityRequest":                            selling.GetOpportunityRequest{},
	"ListOpportunitiesRequest":                         selling.ListOpportunitiesRequest{},
	"LastModifiedDate":                                 selling.LastModifiedFilter{},
	"CreatedDateFilter":                                selling.CreatedDateFilter{},
	"TargetCloseDateFilter":                            selling.TargetCloseDateFilter{},
	"OpportunitySort":                                  selling.Sort{},
	"SolutionSort":                                     selling.Sort{},
	"ListTasksSortBase":                                selling.Sort{},
	"AssociateOpportunityRequest":                      selling.AssociateOpportunityRequest{},
	"DisassociateOpportunityRequest":                   selling.AssociateOpportunityRequest{},
	"AssignOpportunityRequest":                         selling.AssignOpportunityRequest{},
	"AssigneeContact":                                  selling.Assignee{},
	"SubmitOpportunityRequest":                         selling.SubmitOpportunityRequest{},
	"StartEngagementFromOpportunityTaskRequest":        selling.StartEngagementFromOpportunityTaskRequest{},
	"AwsSubmission":                                    selling.AwsSubmission{},
	"Tag":                                              selling.Tag{},
	"CreateResourceSnapshotRequest":                    selling.CreateResourceSnapshotRequest{},
	"CreateResourceSnapshotResponse":                   selling.CreateResourceSnapshotResponse{},
	"GetResourceSnapshotRequest":                       selling.GetResourceSnapshotRequest{},
	"GetResourceSnapshotResponse":                      selling.GetResourceSnapshotResponse{},
	"ResourceSnapshotPayload":                          selling.ResourceSnapshotPayload{},
	"OpportunitySummaryView":                           selling.OpportunitySummaryView{},
	"Customer":                                         selling.Customer{},
	"Account":                                          selling.Account{},
	"Address":                                          selling.Address{},
	"Contact":                                          selling.Contact{},
	"LifeCycleForView":                                 selling.LifeCycleForView{},
	"ProjectView":                                      selling.ProjectView{},
	"RelatedEntityIdentifiers":                         selling.RelatedIdentifiers{},
	"AwsOpportunitySummaryFullView":                    selling.AwsOpportunitySummaryFullView{},
	"ListResourceSnapshotsRequest":                     selling.ListResourceSnapshotsRequest{},
	"ListResourceSnapshotsResponse":                    selling.ListResourceSnapshotsResponse{},
	"ResourceSnapshotSummary":                          selling.ResourceSnapshotSummary{},
	"ListEngagementResourceAssociationsRequest":        selling.ListEngagementResourceAssociationsRequest{},
	"ListEngagementResourceAssociationsResponse":       selling.ListEngagementResourceAssociationsResponse{},
	"EngagementResourceAssociationSummary":             selling.EngagementResourceAssociationSummary{},
	"CreateResourceSnapshotJobRequest":                 selling.CreateResourceSnapshotJobRequest{},
	"CreateResourceSnapshotJobResponse":                selling.CreateResourceSnapshotJobResponse{},
	"GetResourceSnapshotJobRequest":                    selling.ResourceSnapshotJobRequest{},
	"StartResourceSnapshotJobRequest":                  selling.ResourceSnapshotJobRequest{},
	"StopResourceSnapshotJobRequest":                   selling.ResourceSnapshotJobRequest{},
	"DeleteResourceSnapshotJobRequest":                 selling.ResourceSnapshotJobRequest{},
	"GetResourceSnapshotJobResponse":                   selling.GetResourceSnapshotJobResponse{},
	"ListResourceSnapshotJobsRequest":                  selling.ListResourceSnapshotJobsRequest{},
	"SortObject":                                       selling.SortObject{},
	"ListResourceSnapshotJobsResponse":                 selling.ListResourceSnapshotJobsResponse{},
	"ResourceSnapshotJobSummary":                       selling.ResourceSnapshotJobSummary{},
	"PutSellingSystemSettingsRequest":                  selling.PutSellingSystemSettingsRequest{},
	"PutSellingSystemSettingsResponse":                 selling.SellingSystemSettings{},
	"GetSellingSystemSettingsRequest":                  selling.GetSellingSystemSettingsRequest{},
	"GetSellingSystemSettingsResponse":                 selling.SellingSystemSettings{},
	"TagResourceRequest":                               selling.TagResourceRequest{},
	"TagResourceResponse":                              selling.TagsAnswer{},
	"UntagResourceRequest":                             selling.UntagResourceRequest{},
	"UntagResourceResponse":                            selling.TagsAnswer{},
	"ListTagsForResourceRequest":                       selling.ListTagsForResourceRequest{},
	"ListTagsForResourceResponse":                      selling.ListTagsForResourceResponse{},
	"ListEngagementFromOpportunityTasksRequest":        selling.ListEngagementFromOpportunityTasksRequest{},
	"ListSolutionsRequest":                             selling.ListSolutionsRequest{},
	"GetAwsOpportunitySummaryRequest":                  selling.GetAwsOpportunitySummaryRequest{},
	"CreateOpportunityResponse":                        selling.CreateOpportunityResponse{},
	"UpdateOpportunityResponse":                        selling.UpdateOpportunityResponse{},
	"ListOpportunitiesResponse":                        selling.ListOpportunitiesResponse{},
	"OpportunitySummary":                               selling.OpportunitySummary{},
	"CustomerSummary":                                  selling.CustomerSummary{},
	"AccountSummary":                                   selling.AccountSummary{},
	"AddressSummary":                                   selling.AddressSummary{},
	"LifeCycleSummary":                                 selling.LifeCycleSummary{},
	"ProjectSummary":                                   selling.ProjectSummary{},
	"ExpectedContractDuration":                         selling.ExpectedContractDuration{},
	"ExpectedCustomerSpend":                            selling.ExpectedCustomerSpend{},
	"StartEngagementFromOpportunityTaskResponse":       selling.EngagementTask{},
	"ListEngagementFromOpportunityTaskSummary":         selling.EngagementTask{},
	"ListEngagementFromOpportunityTasksResponse":       selling.ListEngagementFromOpportunityTasksResponse{},
	"ListSolutionsResponse":                            selling.ListSolutionsResponse{},
	"SolutionBase":                                     selling.SolutionBase{},
	"GetAwsOpportunitySummaryResponse":                 selling.GetAwsOpportunitySummaryResponse{},
	"AwsOpportunityLifeCycle":                          selling.AwsLifeCycle{},
	"ProfileNextStepsHistory":                          selling.NextStep{},
	"AwsTeamMember":                                    selling.AwsTeamMember{},
	"AwsOpportunityRelatedEntities":                    selling.RelatedEntities{},
}

func TestTypesHaveTheMembersOfTheModel(t *testing.T) {
	t.Parallel()
	m := readModel(t)
	for name, value := range shapes {
		s, known := m.Shapes[name]
		if !known {
			t.Errorf("the model has no shape %s", name)
			continue
		}
		want := make([]string, 0, len(s.Members))
		for member := range s.Members {
			want = append(want, member)
		}
		sort.Strings(want)
		typ := reflect.TypeOf(value)
		var got []string
		for i := range typ.NumField() {
			tag, option, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			got = append(got, tag)
			if slices.Contains(s.Required, tag) && option == "omitempty" {
				t.Errorf("%s.%s is required by the model and would be left out", name, tag)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %v, in alphabetical order the model has %v", name, got, want)
		}
	}
}
