// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package rule

import "cosell/internal/ace/doc"

// Normalize is the document of a change with AWS's silent corrections made: what it stores instead of what it was sent.
func Normalize(c Change) doc.Doc {
	return doc.Clone(c.After.Doc)
}
