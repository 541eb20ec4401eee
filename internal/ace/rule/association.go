// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"cosell/internal/ace/catalogue"
)

// associationRules look at solutions, products and offers, and at who an opportunity is assigned to.
var associationRules = []Rule{
	{ID: "submit-needs-solution", Says: "A submitted opportunity has a solution, or describes another one.",
		SaysJA: "送信するには、ソリューションの関連付け、またはその他のソリューションの説明が必要です。",
		Source: "reference B24, ruling 6 [C][W]", Broken: submitNeedsSolution},
	{ID: "committed-needs-solution", Says: "From Committed on a solution or Marketplace listing is associated; a description does not do.",
		SaysJA: "「コミット済み」以降は、ソリューションまたは Marketplace 製品の関連付けが必要です。",
		Source: "reference 3.3, B25 [W]", Broken: committedNeedsSolution},
	{ID: "last-solution-stays", Says: "The last solution that the state needs is not taken away.",
		SaysJA: "現在の状態に必要な最後のソリューションは解除できません。", Source: "reference 7.1", Broken: lastSolutionStays},
	{ID: "association-limit", Says: "At most 10 solutions, 20 AWS products, 10 Marketplace solutions, 10 Marketplace products, 1 offer and 1 offer set.",
		SaysJA: "関連付けの上限は、ソリューション 10、AWS 製品 20、Marketplace ソリューション 10、Marketplace 製品 10、オファー 1、オファーセット 1 です。",
		Source: "reference 7.1, 13 [M]", Broken: associationLimit},
	{ID: "association-identifier", Says: "Solutions are named by id, AWS products by a listed code, Marketplace entities by ARN.",
		SaysJA: "ソリューションは ID、AWS 製品は一覧のコード、Marketplace のエンティティは ARN で指定します。",
		Source: "reference 7.1 [M][D]", Broken: associationIdentifier},
	{ID: "association-usable", Says: "An associated solution is the partner's own and active; a Marketplace entity is public or limited.",
		SaysJA: "関連付けできるのは、自社の有効なソリューションと、公開または限定公開の Marketplace エンティティだけです。",
		Source: "reference 7.1 [D]", Broken: associationUsable},
	{ID: "offer-or-offer-set", Says: "An opportunity has an offer or an offer set, not both.",
		SaysJA: "オファーとオファーセットは同時に関連付けできません。", Source: "reference 7.1 [D]", Broken: offerOrOfferSet},
	{ID: "offer-used-once", Says: "An offer belongs to one opportunity.", SaysJA: "オファーは 1 つのオポチュニティにだけ関連付けできます。",
		Source: "reference 7.1 [D]", Broken: offerUsedOnce},
	{ID: "assignee-is-user", Says: "An opportunity is assigned to an active user of the partner who may use ACE.",
		SaysJA: "割り当て先は、ACE を利用できる自社の有効なユーザーでなければなりません。", Source: "reference 7.2 [D]", Broken: assigneeIsUser},
	{ID: "assignee-title", Says: "An assignee is the opportunity's owner or the partner's account manager.",
		SaysJA: "割り当て先の役割は、オポチュニティ所有者またはパートナー営業担当者です。", Source: "reference 7.2 [M]", Broken: assigneeTitle},
}

// A kind is one type of related entity.
type kind struct {
	name  string // as in RelatedEntityType
	limit int
	of    func(*Record) []string
	form  *regexp.Regexp
	want  string // how the identifier looks
}

var kinds = []kind{
	{Solutions, 10, func(r *Record) []string { return r.Solutions }, regexp.MustCompile(`^S-[0-9]{1,19}$`), "S-0000000"},
	{AwsProducts, 20, func(r *Record) []string { return r.Products }, nil, "AmazonS3"},
	{MPSolutions, 10, func(r *Record) []string { return r.MPSolutions }, marketplaceARN("Solution"), arn + "Solution/soln-…"},
	{MPProducts, 10, func(r *Record) []string { return r.MPProducts }, marketplaceARN("[A-Za-z]*Product"), arn + "SaaSProduct/prod-…"},
	{MPOffers, 1, func(r *Record) []string { return r.Offers }, marketplaceARN("Offer"), arn + "Offer/offer-…"},
	{MPOfferSets, 1, func(r *Record) []string { return r.OfferSets }, marketplaceARN("OfferSet"), arn + "OfferSet/offerset-…"},
}

const arn = "arn:aws:aws-marketplace:us-east-1:111122223333:AWSMarketplace/"

func marketplaceARN(entity string) *regexp.Regexp {
	return regexp.MustCompile(`^arn:aws:aws-marketplace:[a-z]{1,2}-[a-z]*-\d+:\d{12}:AWSMarketplace/` + entity + `/.+$`)
}

func (k kind) path() string { return "RelatedEntityIdentifiers." + k.name }

// added and removed compare the associations before and after a change.
func (v *view) added(k kind) []string {
	if v.Before == nil {
		return k.of(&v.After)
	}
	return without(k.of(&v.After), k.of(v.Before))
}

func (v *view) removed(k kind) []string {
	if v.Before == nil {
		return nil
	}
	return without(k.of(v.Before), k.of(&v.After))
}

func without(ids, gone []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(gone, id) })
}

func stateAllowsAssociation(v *view) []catalogue.Violation {
	if v.Moment != OnAssociate {
		return nil
	}
	var found []catalogue.Violation
	for _, k := range kinds {
		associated := len(v.added(k)) > 0 && !MayCall(v.state, CallAssociate, k.name)
		disassociated := len(v.removed(k)) > 0 && !MayCall(v.state, CallDisassociate, k.name)
		if associated || disassociated {
			_, ja := label(k.path())
			found = append(found, v.refusedIn(k.path(), "associated with or disassociated from "+k.name, ja+"の関連付けを変更"))
		}
	}
	return found
}

const solutionsPath = "RelatedEntityIdentifiers." + Solutions

func submitNeedsSolution(v *view) []catalogue.Violation {
	described := v.given("Project.OtherSolutionDescription") && !v.Settings.SolutionAtSubmit
	if !v.at(OnSubmit) || v.After.solved() || described {
		return nil
	}
	broken := missing(solutionsPath, "to submit an opportunity", "送信する場合")
	broken.FixEN = "Associate a solution, a Marketplace solution or a Marketplace product."
	broken.FixJA = "ソリューション、Marketplace ソリューション、または Marketplace 製品を関連付けてください。"
	if !v.Settings.SolutionAtSubmit {
		broken.FixEN = "Associate a solution, or describe another solution."
		broken.FixJA = "ソリューションを関連付けるか、その他の提供ソリューションを入力してください。"
	}
	return one(broken)
}

func atCommitment(stage string) bool { return stage == StageCommitted || stage == StageLaunched }

func committedNeedsSolution(v *view) []catalogue.Violation {
	handedIn := v.Moment == OnSubmit || v.Moment == OnUpdate && (v.state == Approved || v.state == ActionRequired)
	if !handedIn || !atCommitment(v.stage) || v.After.solved() {
		return nil
	}
	broken := missing(solutionsPath, "at stage "+v.stage+"; it cannot be Other", "ステージ「"+valueJA("stage", v.stage)+"」の場合")
	broken.FixEN = "Associate a solution, a Marketplace solution or a Marketplace product first."
	broken.FixJA = "先にソリューション、Marketplace ソリューション、または Marketplace 製品を関連付けてください。"
	return one(broken)
}

func lastSolutionStays(v *view) []catalogue.Violation {
	if v.Moment != OnAssociate || v.state == Draft || v.Before == nil || !v.Before.solved() || v.After.solved() {
		return nil
	}
	if v.given("Project.OtherSolutionDescription") && !atCommitment(v.stage) {
		return nil
	}
	return one(breach(solutionsPath, catalogue.InvalidResourceState, "", words{
		en: "The last solution of the opportunity cannot be disassociated in its current state", ja: "現在の状態では、最後のソリューションの関連付けを解除できません。",
		fixEN: "Associate the new solution first, then disassociate the old one.", fixJA: "先に新しいソリューションを関連付けてから、古いものを解除してください。",
	}))
}

func associationLimit(v *view) []catalogue.Violation {
	if v.Moment != OnAssociate {
		return nil
	}
	var found []catalogue.Violation
	for _, k := range kinds {
		if len(k.of(&v.After)) <= k.limit || len(v.added(k)) == 0 {
			continue
		}
		_, ja := label(k.path())
		found = append(found, breach(k.path(), catalogue.TooManyValues, strconv.Itoa(len(k.of(&v.After))), words{
			en:    fmt.Sprintf("An opportunity can be associated with at most %d %s", k.limit, k.name),
			ja:    fmt.Sprintf("%sは %d 件まで関連付けできます。", ja, k.limit),
			fixEN: "Disassociate one first.", fixJA: "先に 1 件の関連付けを解除してください。",
		}))
	}
	return found
}

func associationIdentifier(v *view) []catalogue.Violation {
	if v.Moment != OnAssociate {
		return nil
	}
	var found []catalogue.Violation
	for _, k := range kinds {
		for _, id := range v.added(k) {
			en, ja := label(k.path())
			if k.form == nil {
				if _, listed := catalogue.FindProduct(id); !listed {
					found = append(found, breach(k.path(), catalogue.InvalidEnumValue, id, words{
						en: "'" + id + "' is not an AWS product code", ja: "「" + id + "」は AWS 製品コードではありません。",
						fixEN: "Choose a product from the list.", fixJA: "一覧から製品を選択してください。",
					}))
				}
			} else if !k.form.MatchString(id) {
				found = append(found, breach(k.path(), catalogue.InvalidStringFormat, id, words{
					en: "The identifier of " + k.name + " must look like " + k.want, ja: ja + "の識別子の形式が正しくありません（例: " + k.want + "）。",
					fixEN: "Give the identifier of " + en + " as " + k.want + ".", fixJA: ja + "の識別子を " + k.want + " の形式で指定してください。",
				}))
			}
		}
	}
	return found
}

func associationUsable(v *view) []catalogue.Violation {
	if v.Moment != OnAssociate && v.Moment != OnSubmit {
		return nil
	}
	var found []catalogue.Violation
	for _, k := range kinds {
		ids := v.added(k)
		if v.Moment == OnSubmit {
			ids = k.of(&v.After)
		}
		for _, id := range ids {
			if v.usable(k, id) {
				continue
			}
			_, ja := label(k.path())
			found = append(found, breach(k.path(), catalogue.InvalidValue, id, words{
				en: "'" + id + "' does not exist, is not accessible or is not active", ja: ja + "「" + id + "」は存在しないか、アクセスできないか、有効ではありません。",
				fixEN: "Choose an active entry of your own.", fixJA: "自社の有効なものを選択してください。",
			}))
		}
	}
	return found
}

func (v *view) usable(k kind, id string) bool {
	switch k.name {
	case Solutions:
		return v.SolutionState == nil || v.SolutionState(id) == "Active"
	case AwsProducts:
		return true // association-identifier knows the list
	default:
		return v.MarketplaceOK == nil || v.MarketplaceOK(id)
	}
}

func offerOrOfferSet(v *view) []catalogue.Violation {
	if v.Moment != OnAssociate || len(v.After.Offers) == 0 || len(v.After.OfferSets) == 0 {
		return nil
	}
	return one(breach("RelatedEntityIdentifiers."+MPOffers, catalogue.InvalidValue, v.After.Offers[0], words{
		en: "An opportunity can have an offer or an offer set, not both", ja: "オファーとオファーセットは同時に関連付けできません。",
		fixEN: "Disassociate the other one first.", fixJA: "先にもう一方の関連付けを解除してください。",
	}))
}

func offerUsedOnce(v *view) []catalogue.Violation {
	if v.Moment != OnAssociate || v.OfferTaken == nil {
		return nil
	}
	var found []catalogue.Violation
	for _, k := range kinds[4:] { // offers and offer sets
		for _, id := range v.added(k) {
			if other := v.OfferTaken(id); other != "" {
				found = append(found, breach(k.path(), catalogue.InvalidValue, id, words{
					en: "The offer is already associated with " + other + "; an offer belongs to one opportunity", ja: "このオファーはすでに " + other + " に関連付けられています。",
					fixEN: "Choose another offer.", fixJA: "別のオファーを選択してください。",
				}))
			}
		}
	}
	return found
}

func assigneeIsUser(v *view) []catalogue.Violation {
	if v.Moment != OnAssign || v.Assignee == nil || v.Assignee.MayUseACE {
		return nil
	}
	broken := breach("Assignee.Email", catalogue.InvalidValue, catalogue.Hidden, words{
		en: "assignee.email is not an active user who may use ACE", ja: "この E メールは、ACE を利用できる有効なユーザーのものではありません。",
		fixEN: "Choose an active user of your company with an ACE role.", fixJA: "ACE の役割を持つ自社の有効なユーザーを選択してください。",
	})
	return one(broken)
}

func assigneeTitle(v *view) []catalogue.Violation {
	if v.Moment != OnAssign || v.Assignee == nil {
		return nil
	}
	if _, listed := catalogue.Find("partner_team_role", v.Assignee.BusinessTitle); listed {
		return nil
	}
	return one(breach("Assignee.BusinessTitle", catalogue.InvalidValue, v.Assignee.BusinessTitle, words{
		en: "assignee.businessTitle must be OpportunityOwner or PartnerAccountManager", ja: "役割は OpportunityOwner または PartnerAccountManager でなければなりません。",
		fixEN: "Choose OpportunityOwner or PartnerAccountManager.", fixJA: "OpportunityOwner または PartnerAccountManager を選択してください。",
	}))
}
