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
}

// Names lists the parts of pages in their order: "steps" of the form, "tabs" of the details, "sections" of the catalogue.
func Names(list string) []Choice { return pageNames[list] }
