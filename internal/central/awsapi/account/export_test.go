// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account

// Wire is an error as AWS says it.
var Wire = onWire.Wire
