// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package policy

import (
	"errors"
	"fmt"
)

// A Mistake is what is wrong with a policy document, with what to write instead, in both languages of the pages.
type Mistake struct{ EN, JA string }

// Error is for programs.
func (m *Mistake) Error() string { return m.EN }

func mistake(en, ja string, args ...any) error {
	return &Mistake{fmt.Sprintf(en, args...), fmt.Sprintf(ja, args...)}
}

// inStatement says which statement a mistake is in.
func inStatement(number int, err error) error {
	en, ja := spoken(err)
	return &Mistake{fmt.Sprintf("statement %d: %s", number, en), fmt.Sprintf("%d 番目の Statement: %s", number, ja)}
}

// unreadable is a document that is no JSON of policies; what JSON's reader says of it is English.
func unreadable(err error) error {
	_, ja := spoken(err)
	return &Mistake{"the policy document cannot be read: " + err.Error(), "ポリシードキュメントを読み取れません: " + ja}
}

func spoken(err error) (en, ja string) {
	if m, is := errors.AsType[*Mistake](err); is {
		return m.EN, m.JA
	}
	return err.Error(), err.Error()
}
