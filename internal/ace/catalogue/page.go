// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue

// A Choice is a code with its names.
type Choice struct {
	ID string `json:"id"`
	EN string `json:"labelEn"`
	JA string `json:"labelJa"`
}

// pageNames are the parts of pages that fields are shown in.
var pageNames = map[string][]Choice{
	"steps": {
		{"1_customer", "Customer", "お客様"}, {"2_project", "Project", "プロジェクト"},
		{"3_additional", "Additional details", "追加情報"}, {"4_contacts", "Contacts", "連絡先"},
	},
	"tabs": {
		{"summary", "Summary", "概要"}, {"customer", "Customer", "お客様"}, {"project", "Project", "プロジェクト"},
		{"next_steps", "Next steps", "次のステップ"}, {"contacts", "Contacts", "連絡先"},
		{"software_revenue", "Software revenue", "ソフトウェア収益"}, {"additional", "Additional details", "追加情報"},
	},
	"sections": {
		{"identifiers", "Identifiers", "識別子"}, {"lifecycle", "Life cycle", "ライフサイクル"}, {"customer", "Customer", "お客様"},
		{"contact", "Contact", "連絡先"}, {"contacts", "Customer contacts", "お客様の連絡先"}, {"project", "Project", "プロジェクト"},
		{"marketing", "Marketing", "マーケティング"}, {"software_revenue", "Software revenue", "ソフトウェア収益"},
		{"partner", "Partner", "パートナー"}, {"aws", "AWS", "AWS"}, {"additional", "Additional details", "追加情報"},
	},
	"families": families,
}

// families are the families of AWS products, the largest first.
var families = []Choice{
	{"Compute", "Compute", "コンピューティング"}, {"Machine Learning", "Machine Learning", "機械学習"}, {"AI/ML", "AI/ML", "AI／機械学習"},
	{"Management & Governance", "Management & Governance", "管理とガバナンス"},
	{"Customer Engagement", "Customer Engagement", "カスタマーエンゲージメント"},
	{"Security, Identity & Compliance", "Security, Identity & Compliance", "セキュリティ、アイデンティティ、コンプライアンス"},
	{"Storage", "Storage", "ストレージ"}, {"Developer Tools", "Developer Tools", "デベロッパーツール"},
	{"Networking & Content Delivery", "Networking & Content Delivery", "ネットワーキングとコンテンツ配信"},
	{"Analytics", "Analytics", "分析"}, {"Database", "Database", "データベース"},
	{"Business Applications", "Business Applications", "ビジネスアプリケーション"}, {"Media Services", "Media Services", "メディアサービス"},
	{"Internet of Things", "Internet of Things", "IoT"}, {"Migration & Transfer", "Migration & Transfer", "移行と転送"},
	{"Application Integration", "Application Integration", "アプリケーション統合"},
	{"End User Computing", "End User Computing", "エンドユーザーコンピューティング"}, {"Support", "Support", "サポート"},
	{"Containers", "Containers", "コンテナ"}, {"Game Tech", "Game Tech", "ゲーム"},
	{"High Performance Computing (HPC)", "High Performance Computing (HPC)", "ハイパフォーマンスコンピューティング（HPC）"},
	{"Front-End Web & Mobile", "Front-End Web & Mobile", "フロントエンドのウェブとモバイル"}, {"Marketplace", "Marketplace", "Marketplace"},
	{"Healthcare AI", "Healthcare AI", "ヘルスケア AI"}, {"Blockchain", "Blockchain", "ブロックチェーン"},
	{"Satellite", "Satellite", "衛星"}, {"Robotics", "Robotics", "ロボット工学"},
	{"Quantum Technologies", "Quantum Technologies", "量子テクノロジー"}, {"Private Rate Card", "Private Rate Card", "個別料金表"},
	{"AR & VR", "AR & VR", "AR と VR"},
}

// Names lists the parts of pages in their order: "steps" of the form, "tabs" of the details, "sections" of the
// catalogue, "families" of the AWS products.
func Names(list string) []Choice { return pageNames[list] }
