// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package notice

import "cosell/internal/central/identity"

// A row is all that is known of a kind. The heading is also what a mail's subject says, so it may name the identifier and
// nothing else: no customer, no person, no amount. The line may name the values that are posted with it; how a value is
// written, its name says: see forms.
type row struct {
	group Group
	roles []identity.Role // who is told beside those whom the notice names
	link  string          // address of the page, with {id}
	en    Text
	ja    Text
}

// A Text is a notice in one language.
type Text struct{ Heading, Line string }

const (
	toOpportunity = "/opportunities/{id}"
	toChannel     = "/opportunities/{id}?tab=channel"
	toInvitation  = "/invitations/{id}"
	toLead        = "/leads/{id}"
)

var rows = map[Kind]*row{
	ReviewOpened: {group: Reviews, link: toOpportunity,
		en: Text{"Opportunity {id} is in review", "AWS has begun to review the opportunity with {company}."},
		ja: Text{"オポチュニティ {id} のレビューが始まりました", "{company} のオポチュニティを AWS がレビューしています。"}},
	ReviewApproved: {group: Reviews, link: toOpportunity,
		en: Text{"Opportunity {id} was approved", "AWS approved the opportunity with {company}. Keep its stage and next steps up to date."},
		ja: Text{"オポチュニティ {id} が承認されました", "{company} のオポチュニティを AWS が承認しました。ステージと次のステップを最新の状態に保ってください。"}},
	ReviewAction: {group: Reviews, link: toOpportunity,
		en: Text{"Action required: opportunity {id}", "AWS asks for more about the opportunity with {company}. Read the comments, correct it and submit it again."},
		ja: Text{"対応が必要です: オポチュニティ {id}", "{company} のオポチュニティについて、AWS が追加情報を求めています。コメントを確認し、修正して再送信してください。"}},
	ReviewRejected: {group: Reviews, link: toOpportunity,
		en: Text{"Opportunity {id} was rejected", "AWS rejected the opportunity with {company}. The reason is with the opportunity."},
		ja: Text{"オポチュニティ {id} が却下されました", "{company} のオポチュニティを AWS が却下しました。理由はオポチュニティの画面で確認できます。"}},

	ReferralArrived: {group: Shares, roles: leads, link: toInvitation,
		en: Text{"AWS referred an opportunity to you", "AWS referred an opportunity with {company}. Answer by {until}."},
		ja: Text{"AWS からオポチュニティの紹介が届きました", "{company} のオポチュニティを AWS が紹介しました。{until} までに回答してください。"}},
	LeadArrived: {group: Shares, roles: leads, link: toInvitation,
		en: Text{"AWS shared a lead with you", "AWS shared a lead: {company}. It waits for you to accept or reject it by {until}; its contacts are shown once you have accepted."},
		ja: Text{"AWS からリードが共有されました", "{company} のリードが承諾待ちです。{until} までに承諾または拒否してください。連絡先は承諾後に表示されます。"}},
	LeadFromFinder: {group: Shares, roles: leads, link: toInvitation,
		en: Text{"New lead from AWS Partner Solutions Finder", "{company} found you in AWS Partner Solutions Finder. The lead waits for you to accept or reject it by {until}."},
		ja: Text{"AWS Partner ソリューションファインダーから新しいリードが届きました", "{company} から AWS Partner ソリューションファインダー経由で問い合わせがありました。リードは承諾待ちです。{until} までに承諾または拒否してください。"}},
	InvitationCame: {group: Shares, roles: leads, link: toInvitation,
		en: Text{"You were invited to collaborate", "{partner} invites you to work together on an opportunity. Answer by {until}."},
		ja: Text{"コラボレーションへの招待が届きました", "{partner} から、オポチュニティでの協業の招待が届きました。{until} までに回答してください。"}},
	ShareExpiring: {group: Shares, roles: leads, link: toInvitation,
		en: Text{"An invitation expires soon", "The invitation of {partner} expires on {until}. Accept or reject it before."},
		ja: Text{"招待の回答期限が近づいています", "{partner} からの招待は {until} に期限切れになります。それまでに承諾または拒否してください。"}},
	ShareExpired: {group: Shares, roles: leads, link: toInvitation,
		en: Text{"An invitation has expired", "Nobody answered the invitation of {partner} in time."},
		ja: Text{"招待が期限切れになりました", "{partner} からの招待は、期限までに回答がなかったため終了しました。"}},
	InvitationYes: {group: Shares, roles: leads, link: toInvitation,
		en: Text{"Your invitation was accepted", "{partner} accepted your invitation to collaborate."},
		ja: Text{"招待が承諾されました", "{partner} がコラボレーションの招待を承諾しました。"}},
	InvitationNo: {group: Shares, roles: leads, link: toInvitation,
		en: Text{"Your invitation was rejected", "{partner} rejected your invitation to collaborate."},
		ja: Text{"招待が拒否されました", "{partner} がコラボレーションの招待を拒否しました。"}},
	InvitationLapsed: {group: Shares, roles: leads, link: toInvitation,
		en: Text{"Your invitation has expired", "{partner} did not answer your invitation in time."},
		ja: Text{"送信した招待が期限切れになりました", "{partner} から期限までに回答がなかったため、招待は終了しました。"}},

	OwnerGained: {group: Owners, link: toOpportunity,
		en: Text{"You now own opportunity {id}", "{by} made you the owner of the opportunity with {company}."},
		ja: Text{"オポチュニティ {id} の所有者になりました", "{by} が {company} のオポチュニティをあなたに移管しました。"}},
	OwnerLost: {group: Owners, link: toOpportunity,
		en: Text{"Opportunity {id} was transferred", "The opportunity with {company} now belongs to {to}. {by} transferred it."},
		ja: Text{"オポチュニティ {id} が移管されました", "{company} のオポチュニティの所有者は {to} に変わりました（操作: {by}）。"}},
	ManagerNamed: {group: Owners, link: toOpportunity,
		en: Text{"You were assigned to opportunity {id}", "{by} made you the account manager for the opportunity with {company}."},
		ja: Text{"オポチュニティ {id} の担当になりました", "{by} が {company} のオポチュニティのアカウントマネージャーにあなたを割り当てました。"}},

	LeadGained: {group: Owners, link: toLead,
		en: Text{"You now own a lead", "{by} made you the owner of the lead {company}."},
		ja: Text{"リードの所有者になりました", "{by} が {company} のリードをあなたに移管しました。"}},
	LeadLost: {group: Owners, link: toLead,
		en: Text{"A lead of yours was transferred", "The lead {company} now belongs to {to}. {by} transferred it."},
		ja: Text{"リードが移管されました", "{company} のリードの所有者は {to} に変わりました（操作: {by}）。"}},
	ViewGained: {group: Owners, link: "/{id}",
		en: Text{"A list view was transferred to you", "{by} transferred the view {name} to you."},
		ja: Text{"リストビューがあなたに移管されました", "{by} がビュー「{name}」をあなたに移管しました。"}},
	ViewLost: {group: Owners, link: "/{id}",
		en: Text{"A list view of yours was transferred", "The view {name} now belongs to {to}. {by} transferred it."},
		ja: Text{"リストビューが移管されました", "ビュー「{name}」の所有者は {to} に変わりました（操作: {by}）。"}},
	OwnerOfMany: {group: Owners, link: "/opportunities",
		en: Text{"Opportunities were transferred to you", "{by} transferred opportunities to you ({count}): {deals}."},
		ja: Text{"オポチュニティがあなたに移管されました", "{by} があなたにオポチュニティ {count} 件を移管しました：{deals}"}},
	ManagerOfMany: {group: Owners, link: "/opportunities",
		en: Text{"You were assigned to opportunities", "{by} made you the account manager for opportunities ({count}): {deals}."},
		ja: Text{"オポチュニティの担当になりました", "{by} がオポチュニティ {count} 件のアカウントマネージャーにあなたを割り当てました：{deals}"}},

	AWSStage: {group: Changes, link: toOpportunity,
		en: Text{"AWS changed the stage of opportunity {id}", "AWS moved its side of the opportunity with {company} to {awsStage}."},
		ja: Text{"AWS がオポチュニティ {id} のステージを変更しました", "{company} のオポチュニティの AWS 側のステージが「{awsStage}」になりました。"}},
	AWSCloseDate: {group: Changes, link: toOpportunity,
		en: Text{"AWS changed the close date of opportunity {id}", "AWS expects the opportunity with {company} to close on {date}."},
		ja: Text{"オポチュニティ {id} の AWS 終了日が変更されました", "{company} のオポチュニティの AWS 終了日が {date} になりました。"}},
	AWSInvolvement: {group: Changes, link: toOpportunity,
		en: Text{"AWS changed its involvement in opportunity {id}", "AWS now takes part in the opportunity with {company} as {involvement}."},
		ja: Text{"AWS がオポチュニティ {id} への関与を変更しました", "{company} のオポチュニティへの AWS の関与が「{involvement}」になりました。"}},

	BulkFinished: {group: Bulk, link: "/bulk/{id}",
		en: Text{"Your bulk action is finished", "Done: {count}. Failed: {failed}."},
		ja: Text{"一括処理が完了しました", "完了 {count} 件、失敗 {failed} 件。"}},
	BulkRefused: {group: Bulk, link: "/bulk/{id}",
		en: Text{"Your file could not be read", "The file {file} was refused. The reasons are with the bulk action."},
		ja: Text{"ファイルを読み込めませんでした", "ファイル {file} を読み込めませんでした。理由は一括処理の画面で確認できます。"}},

	ConnectionAsked: {group: Connections, roles: heads, link: "/connections",
		en: Text{"A partner wants to connect", "{partner} sent you a connection request. Answer by {until}."},
		ja: Text{"接続リクエストが届きました", "{partner} から接続リクエストが届きました。{until} までに回答してください。"}},
	ConnectionYes: {group: Connections, roles: heads, link: "/connections",
		en: Text{"Your connection request was accepted", "You are connected with {partner} now."},
		ja: Text{"接続リクエストが承認されました", "{partner} と接続されました。"}},
	ConnectionNo: {group: Connections, roles: heads, link: "/connections",
		en: Text{"Your connection request was rejected", "{partner} rejected your connection request."},
		ja: Text{"接続リクエストが拒否されました", "{partner} が接続リクエストを拒否しました。"}},
	ConnectionOver: {group: Connections, roles: heads, link: "/connections",
		en: Text{"A connection request has expired", "The connection request between you and {partner} was not answered in time."},
		ja: Text{"接続リクエストが期限切れになりました", "{partner} との接続リクエストは、期限までに回答がなかったため終了しました。"}},

	ChannelAsked: {group: Desk, roles: desk, link: "/aws/channels?opportunity={id}",
		en: Text{"Collaboration channel requested for {id}", "{partner} asks for a collaboration channel for the opportunity with {company}."},
		ja: Text{"{id} のコラボレーションチャンネルのリクエストが届きました", "{partner} が {company} のオポチュニティのコラボレーションチャンネルをリクエストしました。"}},
	ChannelCreated: {group: Channels, link: toChannel,
		en: Text{"The collaboration channel for {id} is ready", "AWS opened a channel for the opportunity with {company}. You were invited to it."},
		ja: Text{"{id} のコラボレーションチャンネルが作成されました", "AWS が {company} のオポチュニティのチャンネルを作成し、あなたを招待しました。"}},
	ChannelDeclined: {group: Channels, link: toChannel,
		en: Text{"The collaboration channel for {id} was declined", "AWS declined the channel for the opportunity with {company}. The reason is with the opportunity."},
		ja: Text{"{id} のコラボレーションチャンネルのリクエストが却下されました", "AWS が {company} のオポチュニティのチャンネルのリクエストを却下しました。理由はオポチュニティの画面で確認できます。"}},

	CaseOpened: {group: Support, roles: desk, link: "/support/{id}",
		en: Text{"Support case {id} was opened", "{partner} opened a support case."},
		ja: Text{"サポートケース {id} が作成されました", "{partner} がサポートケースを作成しました。"}},
	CaseAnswered: {group: Support, link: "/support/{id}",
		en: Text{"AWS answered support case {id}", "There is a new answer to your support case."},
		ja: Text{"サポートケース {id} に AWS が回答しました", "サポートケースに新しい回答があります。"}},
	CaseReplied: {group: Support, roles: desk, link: "/support/{id}",
		en: Text{"New reply in support case {id}", "{partner} replied in a support case."},
		ja: Text{"サポートケース {id} に返信がありました", "{partner} がサポートケースに返信しました。"}},

	ProfilePublished: {group: Account, roles: heads, link: "/account/profile",
		en: Text{"Your profile was published", "The update of your partner profile passed moderation. Other partners see it now."},
		ja: Text{"プロフィールが公開されました", "パートナープロフィールの更新がレビューを通過し、ほかのパートナーに公開されました。"}},
	ProfileRefused: {group: Account, roles: heads, link: "/account/profile",
		en: Text{"Your profile update was refused", "The update of your partner profile did not pass moderation. What to correct is on the profile's page."},
		ja: Text{"プロフィールの更新が承認されませんでした", "パートナープロフィールの更新がレビューを通過しませんでした。修正が必要な点はプロフィールの画面で確認できます。"}},
	VerificationYes: {group: Account, roles: admins, link: "/account/profile",
		en: Text{"Your account verification succeeded", "AWS verified your account ({verification})."},
		ja: Text{"アカウントの検証が完了しました", "アカウントの検証（{verification}）が完了しました。"}},
	VerificationNo: {group: Account, roles: admins, link: "/account/profile",
		en: Text{"Your account verification did not succeed", "AWS could not verify your account ({verification}). Correct the details and start again."},
		ja: Text{"アカウントの検証ができませんでした", "アカウントの検証（{verification}）ができませんでした。内容を修正して、もう一度開始してください。"}},
	UserInvited: {group: Account, roles: heads, link: "/account/users",
		en: Text{"A user was invited", "{by} invited {to}."},
		ja: Text{"ユーザーが招待されました", "{by} が {to} を招待しました。"}},

	DeliveryDead: {group: Trouble, roles: admins, link: "/deliveries",
		en: Text{"Events could not be delivered", "The rule {rule} could not deliver events, which are in the dead-letter queue now."},
		ja: Text{"イベントを配信できませんでした", "ルール {rule} のイベントを配信できず、デッドレターキューに移しました。"}},
	MailBounced: {group: Trouble, roles: admins, link: "/account/letters",
		en: Text{"A mail was refused", "The mail server refused a mail to {to} for good."},
		ja: Text{"メールを配信できませんでした", "{to} 宛てのメールがメールサーバーに拒否されました。"}},

	DeskSubmitted: {group: Desk, roles: desk, link: "/desk/{id}",
		en: Text{"Opportunity {id} waits for review", "{partner} submitted an opportunity with {company}."},
		ja: Text{"オポチュニティ {id} がレビュー待ちです", "{partner} が {company} のオポチュニティを送信しました。"}},
}
