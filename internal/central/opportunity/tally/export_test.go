// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package tally

// SelectCounts is the statement that a dashboard costs.
const SelectCounts = selectCounts
