// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package scenario

// Queries are those of lists and of what is due, with arguments that they take.
var Queries = map[string][]any{selectRuns: {1 << 62, 20}, selectRunsOf: {"launched", 1 << 62, 20}, selectNext: {0}}
