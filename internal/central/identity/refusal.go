// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"cosell/internal/ace/catalogue"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity/policy"
)

// unfit refuses a field of a role or of a client.
func unfit(field, rule, value, en, ja, fixEN, fixJA string) error {
	return fault.Malformed(catalogue.Violation{Field: catalogue.WireName(field), Path: field, At: field, Code: catalogue.InvalidValue, Rule: "role-" + rule,
		Value: catalogue.Shown(value, false), Message: en, MessageJA: ja, FixEN: fixEN, FixJA: fixJA})
}

func nameTaken(name string) error {
	return unfit("Name", "name-once", name, "The account has a role "+name+" already. Give another name, or change that role.", "ロール "+name+" はすでに存在します。",
		"Give another name, or change the role that is there.", "別の名前を指定するか、既存のロールを変更してください。")
}

func nameUnfit(name string) error {
	return unfit("Name", "name", name, fmt.Sprintf("%q is no name of a role. Give 1 to 64 letters, digits and _+=,.@- without spaces.", name), "ロール名として使用できません。",
		"Give 1 to 64 letters, digits and _+=,.@- without spaces.", "半角の英数字と _+=,.@- を使い、空白を含めず 1～64 文字で入力してください。")
}

func sessionUnfit(d time.Duration) error {
	return unfit("MaxSession", "session", d.String(), fmt.Sprintf("A role's sessions last at most between 1 and 12 hours; %s is outside of that.", d),
		"セッションの最長時間は 1～12 時間で指定します。", "Choose between 1 and 12 hours.", "1～12 時間の範囲で指定してください。")
}

func managedUnknown(name string) error {
	names := strings.Join(policy.ManagedNames(), ", ")
	return unfit("Managed", "managed", name, fmt.Sprintf("%q is no managed policy. Give one of %v.", name, policy.ManagedNames()), "AWS 管理ポリシーにこの名前のものはありません。",
		"Give one of "+names+".", "次のいずれかを指定してください: "+names)
}

// policyUnfit refuses a policy that the partner wrote.
func policyUnfit(field string, why error) error {
	en, ja := why.Error(), why.Error()
	if m, is := errors.AsType[*policy.Mistake](why); is {
		en, ja = m.EN, m.JA
	}
	return unfit(field, "policy", "", en, "ポリシーの内容が正しくありません: "+ja, "Mend the policy: "+en, "ポリシーを修正してください: "+ja)
}

func tooManyManagers() error {
	most := fmt.Sprintf("%d", MaxACEManagers)
	return (&fault.Fault{Kind: fault.QuotaExceeded, Msg: "The partner has " + most + " ACE Managers, which is the most it may have. Give another one a different role first."}).
		Telling(fault.State("ace-manager-limit", "Your company has "+most+" ACE managers, which is the most it may have. Invited ones count too.",
			"ACE マネージャーが上限の "+most+" 人に達しています（招待中の人を含みます）。",
			"Give one of them another role first.", "先に、いずれかの ACE マネージャーを別のロールに変更してください。"))
}

func lastLead() error {
	return (&fault.Fault{Kind: fault.QuotaExceeded, Msg: "The partner has one alliance lead only."}).Telling(fault.State("last-alliance-lead",
		"This is the only active alliance lead. Without one, nobody could accept terms or make another.",
		"有効なアライアンスリードはこの 1 人だけです。不在になると、規約への同意や後任の指名ができなくなります。",
		"Make somebody else alliance lead first.", "先に、別の人をアライアンスリードにしてください。"))
}

func tooManyRoles() error {
	most := fmt.Sprintf("%d", MaxRoles)
	return (&fault.Fault{Kind: fault.QuotaExceeded, Msg: "An account has at most " + most + " roles. Delete one first."}).Telling(fault.State("role-limit",
		"The account has "+most+" roles, which is the most it may have.", "このアカウントのロール数が上限の "+most+" 個に達しています。",
		"Delete one that is not needed.", "不要なロールを削除してください。"))
}
