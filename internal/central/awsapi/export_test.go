// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi

// Wire is an error as AWS says it.
var Wire = wire

// KeysOf are the condition keys that an operation's row reads from the request, and whether it names a resource.
func KeysOf(name string) (keys map[string]string, resource bool) {
	for _, r := range new(Rooms).rows() {
		if r.name == name {
			return r.keys, r.resource != nil
		}
	}
	return nil, false
}
