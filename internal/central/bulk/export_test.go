// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bulk

// ImportHeadings are the headings of the import sheet in their order.
func ImportHeadings(l Language) (all []string) {
	for _, c := range importColumns() {
		all = append(all, c.Heading(l))
	}
	return all
}
