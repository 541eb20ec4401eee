// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package policy

// Like is the matcher of patterns.
var Like = like
