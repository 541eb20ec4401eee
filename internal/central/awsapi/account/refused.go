// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"

	"cosell/internal/ace/catalogue"
	"cosell/internal/aws/account"
	"cosell/internal/central/awsapi/door"
	"cosell/internal/central/fault"
)

// A RefusedOperation is known, checked and authorised, and then refused with one of AWS's own errors, because it needs a
// register that only AWS keeps.
type RefusedOperation struct {
	Name   string
	Error  string // exception
	Reason string // its reason, or the code of its detail
	Why    string // for the coverage page
}

const noRegister = "Qualifications - certifications and launched opportunities that count for a partner's tier - are in AWS's registers only."

// refusals are the operations without a use case. Each first looks for the partner, as AWS does.
var refusals = map[string]struct {
	refuse func() *fault.Fault
	error  string
	reason string
}{
	"GetQualificationsAssociationDetails": {func() *fault.Fault {
		return fault.Because(fault.AccessDenied, account.DeniedAccess, noRegister)
	}, "AccessDeniedException", account.DeniedAccess},
	"GetQualificationsAssociationTask": {func() *fault.Fault {
		return fault.Because(fault.NotFound, account.QualificationsAssociationTaskNotFound, "No association of qualifications was started.")
	}, "ResourceNotFoundException", account.QualificationsAssociationTaskNotFound},
	"GetQualificationsDisassociationTask": {func() *fault.Fault {
		return fault.Because(fault.NotFound, account.QualificationsDisassociationTaskNotFound, "No disassociation of qualifications was started.")
	}, "ResourceNotFoundException", account.QualificationsDisassociationTaskNotFound},
	"StartQualificationsAssociationTask": {func() *fault.Fault {
		return fault.Broken(catalogue.Violation{Code: account.CodeIneligibleAccountTier, Rule: "qualifications-register",
			Message: "The account has no tier: " + noRegister, MessageJA: "アカウントにティアがありません。資格情報は AWS の登録簿にのみあります。",
			FixEN: "Associate qualifications at AWS.", FixJA: "資格情報の関連付けは AWS で行ってください。"})
	}, "ValidationException", account.CodeIneligibleAccountTier},
	"StartQualificationsDisassociationTask": {func() *fault.Fault {
		return fault.Broken(catalogue.Violation{Code: account.CodeQualificationsAssociationNotFound, Rule: "qualifications-associated",
			Message: "The account's qualifications are associated with no other partner.", MessageJA: "資格情報はどのパートナーにも関連付けられていません。",
			FixEN: "There is nothing to disassociate.", FixJA: "解除するものはありません。"})
	}, "ValidationException", account.CodeQualificationsAssociationNotFound},
}

// Refused lists the operations that are refused, by name.
func Refused() []RefusedOperation {
	var all []RefusedOperation
	for _, row := range new(Rooms).rows() {
		if f, refused := refusals[row.name]; refused {
			all = append(all, RefusedOperation{row.name, f.error, f.reason, noRegister})
		}
	}
	return all
}

// refused makes an operation that finds the partner and refuses.
func refused(r *Rooms) door.Handler {
	return func(ctx context.Context, q door.Call) ([]byte, error) {
		in, err := door.Decode[account.PartnerRequest](q)
		if err != nil {
			return nil, err
		}
		if _, err := r.Profiles.Get(ctx, q.Who, in); err != nil {
			return nil, err
		}
		return nil, refusals[q.Operation].refuse()
	}
}
