// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"

	"cosell/internal/aws/account"
)

// A model is AWS's published description of the service, as far as these tests read it.
type model struct {
	Metadata   map[string]any `json:"metadata"`
	Operations map[string]struct {
		Input, Output struct {
			Shape string `json:"shape"`
		}
	} `json:"operations"`
	Shapes map[string]struct {
		Exception bool           `json:"exception"`
		Fault     bool           `json:"fault"`
		Enum      []string       `json:"enum"`
		Required  []string       `json:"required"`
		Members   map[string]any `json:"members"`
	} `json:"shapes"`
}

func readModel(t *testing.T) model {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "reference", "models", "partnercentral-account.json"))
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
		"targetPrefix": account.Target, "signingName": account.SigningName, "apiVersion": account.APIVersion, "jsonVersion": "1.0",
	} {
		if got := m.Metadata[key]; got != want {
			t.Errorf("%s is %v in the model, %q here", key, got, want)
		}
	}
}

func TestEveryOperationOfTheModelIsHere(t *testing.T) {
	t.Parallel()
	m := readModel(t)
	if len(account.Operations) != len(m.Operations) {
		t.Errorf("%d operations; the model has %d", len(account.Operations), len(m.Operations))
	}
	for i, o := range account.Operations {
		of, known := m.Operations[o.Name]
		if !known || i > 0 && account.Operations[i-1].Name >= o.Name {
			t.Errorf("%s is not in the model, or not in its place", o.Name)
		}
		want := account.NoToken
		if in := m.Shapes[of.Input.Shape]; in.Members["ClientToken"] != nil {
			want = account.OptionalToken
			if slices.Contains(in.Required, "ClientToken") {
				want = account.RequiredToken
			}
		}
		if o.Token != want || of.Output.Shape == "" || o.Action() != "partnercentral:"+o.Name {
			t.Errorf("%s: token %d, want %d; output %q", o.Name, o.Token, want, of.Output.Shape)
		}
	}
}

func TestExceptionsAndReasonsAreThoseOfTheModel(t *testing.T) {
	t.Parallel()
	m := readModel(t)
	n := 0
	for name, s := range m.Shapes {
		if !s.Exception {
			continue
		}
		n++
		want := 400
		if s.Fault {
			want = 500
		}
		if got := account.Exceptions[name]; got != want {
			t.Errorf("%s: status %d, want %d", name, got, want)
		}
		if reasons := m.Shapes[name+"Reason"].Enum; name != "ValidationException" && !slices.Equal(reasons, account.Reasons[name]) {
			t.Errorf("%s has the reasons %v, in the model %v", name, account.Reasons[name], reasons)
		}
	}
	if n != len(account.Exceptions) {
		t.Errorf("%d exceptions; the model has %d", len(account.Exceptions), n)
	}
}

func TestValuesAreThoseOfTheModel(t *testing.T) {
	t.Parallel()
	m := readModel(t)
	for shape, values := range map[string][]string{
		"VerificationType": {account.BusinessVerification, account.RegistrantVerification},
		"VerificationStatus": {account.VerificationPendingCustomerAction, account.VerificationInProgress, account.VerificationFailed,
			account.VerificationSucceeded, account.VerificationRejected},
		"ProfileVisibility": {account.Private, account.Public},
		"ProfileTaskStatus": {account.TaskInProgress, account.TaskCanceled, account.TaskSucceeded, account.TaskFailed},
		"ProfileValidationErrorReason": {account.InvalidContent, account.DuplicateProfile, account.InvalidLogo, account.InvalidLogoURL,
			account.InvalidLogoFile, account.InvalidLogoSize, account.InvalidWebsiteURL},
		"ConnectionType": {account.OpportunityCollaboration, account.Subsidiary},
		"InvitationStatus": {account.InvitationPending, account.InvitationAccepted, account.InvitationRejected, account.InvitationCanceled,
			account.InvitationExpired},
		"ParticipantType":        {account.Sender, account.Receiver},
		"ConnectionTypeStatus":   {account.ConnectionActive, account.ConnectionCanceled},
		"AccessType":             {account.AllowAll, account.DenyAll, account.AllowByDefaultDenySome},
		"BusinessValidationCode": account.BusinessCodes,
		"FieldValidationCode":    account.FieldCodes,
	} {
		if want := m.Shapes[shape].Enum; !slices.Equal(values, want) {
			t.Errorf("%s is %v, in the model %v", shape, values, want)
		}
	}
}

// shapes ties every shape of the model that a Go type stands for to that type.
var shapes = map[string]any{
	"SendEmailVerificationCodeRequest":                       account.SendEmailVerificationCodeRequest{},
	"StartVerificationRequest":                               account.StartVerificationRequest{},
	"VerificationDetails":                                    account.VerificationDetails{},
	"BusinessVerificationDetails":                            account.BusinessVerificationDetails{},
	"GetVerificationRequest":                                 account.GetVerificationRequest{},
	"CreatePartnerRequest":                                   account.CreatePartnerRequest{},
	"AllianceLeadContact":                                    account.AllianceLeadContact{},
	"Tag":                                                    account.Tag{},
	"GetPartnerRequest":                                      account.PartnerRequest{},
	"GetAllianceLeadContactRequest":                          account.PartnerRequest{},
	"GetProfileVisibilityRequest":                            account.PartnerRequest{},
	"GetProfileUpdateTaskRequest":                            account.PartnerRequest{},
	"ListPartnersRequest":                                    account.ListPartnersRequest{},
	"PutAllianceLeadContactRequest":                          account.PutAllianceLeadContactRequest{},
	"PutProfileVisibilityRequest":                            account.PutProfileVisibilityRequest{},
	"StartProfileUpdateTaskRequest":                          account.StartProfileUpdateTaskRequest{},
	"TaskDetails":                                            account.TaskDetails{},
	"LocalizedContent":                                       account.LocalizedContent{},
	"Headquarters":                                           account.Headquarters{},
	"CancelProfileUpdateTaskRequest":                         account.CancelProfileUpdateTaskRequest{},
	"AssociateAwsTrainingCertificationEmailDomainRequest":    account.AssociateAwsTrainingCertificationEmailDomainRequest{},
	"DisassociateAwsTrainingCertificationEmailDomainRequest": account.DisassociateAwsTrainingCertificationEmailDomainRequest{},
	"CreateConnectionInvitationRequest":                      account.CreateConnectionInvitationRequest{},
	"RejectConnectionInvitationRequest":                      account.RejectConnectionInvitationRequest{},
	"ListConnectionInvitationsRequest":                       account.ListConnectionInvitationsRequest{},
	"ListConnectionsRequest":                                 account.ListConnectionsRequest{},
	"CancelConnectionRequest":                                account.CancelConnectionRequest{},
	"UpdateConnectionPreferencesRequest":                     account.UpdateConnectionPreferencesRequest{},
	"ListTagsForResourceRequest":                             account.ListTagsForResourceRequest{},
	"TagResourceRequest":                                     account.TagResourceRequest{},
	"UntagResourceRequest":                                   account.UntagResourceRequest{},
	"StartVerificationResponse":                              account.Verification{},
	"VerificationResponseDetails":                            account.VerificationResponseDetails{},
	"BusinessVerificationResponse":                           account.BusinessVerificationResponse{},
	"RegistrantVerificationResponse":                         account.RegistrantVerificationResponse{},
	"CreatePartnerResponse":                                  account.CreatePartnerResponse{},
	"PartnerProfile":                                         account.PartnerProfile{},
	"PartnerDomain":                                          account.PartnerDomain{},
	"GetPartnerResponse":                                     account.GetPartnerResponse{},
	"ListPartnersResponse":                                   account.ListPartnersResponse{},
	"PartnerSummary":                                         account.PartnerSummary{},
	"GetAllianceLeadContactResponse":                         account.AllianceLeadContactResponse{},
	"GetProfileVisibilityResponse":                           account.ProfileVisibilityResponse{},
	"GetProfileUpdateTaskResponse":                           account.ProfileUpdateTask{},
	"ErrorDetail":                                            account.ErrorDetail{},
	"GetConnectionInvitationResponse":                        account.ConnectionInvitation{},
	"ConnectionInvitationSummary":                            account.ConnectionInvitationSummary{},
	"ListConnectionInvitationsResponse":                      account.ListConnectionInvitationsResponse{},
	"Connection":                                             account.Connection{},
	"ConnectionTypeDetail":                                   account.ConnectionTypeDetail{},
	"Participant":                                            account.Participant{},
	"PartnerProfileSummary":                                  account.PartnerProfileSummary{},
	"SellerProfileSummary":                                   account.SellerProfileSummary{},
	"AccountSummary":                                         account.AccountSummary{},
	"AcceptConnectionInvitationResponse":                     account.AcceptConnectionInvitationResponse{},
	"ConnectionSummary":                                      account.ConnectionSummary{},
	"ConnectionTypeSummary":                                  account.ConnectionTypeSummary{},
	"ListConnectionsResponse":                                account.ListConnectionsResponse{},
	"GetConnectionPreferencesResponse":                       account.ConnectionPreferences{},
	"ListTagsForResourceResponse":                            account.ListTagsForResourceResponse{},
	"GetVerificationResponse":                                account.Verification{},
	"PutAllianceLeadContactResponse":                         account.AllianceLeadContactResponse{},
	"PutProfileVisibilityResponse":                           account.ProfileVisibilityResponse{},
	"StartProfileUpdateTaskResponse":                         account.ProfileUpdateTask{},
	"CancelProfileUpdateTaskResponse":                        account.ProfileUpdateTask{},
	"CreateConnectionInvitationResponse":                     account.ConnectionInvitation{},
	"RejectConnectionInvitationResponse":                     account.ConnectionInvitation{},
	"CancelConnectionInvitationResponse":                     account.ConnectionInvitation{},
	"GetConnectionResponse":                                  account.Connection{},
	"CancelConnectionResponse":                               account.Connection{},
	"UpdateConnectionPreferencesResponse":                    account.ConnectionPreferences{},
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

func TestARNsAreThoseOfAWS(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		account.PartnerARN("111111111111", "AWS", "partner-a1b2c3d4e5f6g"): "arn:aws:partnercentral:us-east-1:111111111111:catalog/AWS/partner/partner-a1b2c3d4e5f6g",
		account.PreferencesARN("111111111111", "Sandbox"):                  "arn:aws:partnercentral:us-east-1:111111111111:catalog/Sandbox/connection-preferences",
		account.ConnectionARN("AWS", "pac-a1b2c3d4e5f6g"):                  "arn:aws:partnercentral:us-east-1::catalog/AWS/connection/pac-a1b2c3d4e5f6g",
		account.InvitationARN("AWS", "pacinv-a1b2c3d4e5f6g"):               "arn:aws:partnercentral:us-east-1::catalog/AWS/connection-invitation/pacinv-a1b2c3d4e5f6g",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestOnlyThePartnersARNIsRead(t *testing.T) {
	t.Parallel()
	want := account.PartnerName{Account: "111111111111", Catalog: "AWS", ID: "partner-a1b2c3d4e5f6g"}
	if got, ok := account.ParsePartnerARN(account.PartnerARN(want.Account, want.Catalog, want.ID)); !ok || got != want {
		t.Errorf("%+v %v", got, ok)
	}
	for _, arn := range []string{"", "partner-a1b2c3d4e5f6g", account.ConnectionARN("AWS", "pac-a1b2c3d4e5f6g"), account.PreferencesARN("111111111111", "AWS"),
		account.PartnerARN("1", "AWS", "partner-a1b2c3d4e5f6g"), account.PartnerARN("111111111111", "AWS", "x"), account.PartnerARN("111111111111", "A/B", "partner-1")} {
		if got, ok := account.ParsePartnerARN(arn); ok {
			t.Errorf("%q is read as %+v", arn, got)
		}
	}
}
