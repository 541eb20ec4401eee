// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"errors"
	"fmt"
	"testing"

	"cosell/internal/ace/catalogue"
	"cosell/internal/sqldb"
)

func TestAnUnknownErrorTellsTheClientNothing(t *testing.T) {
	t.Parallel()
	f := Of(errors.New("password of the database is hunter2"))
	if f.Kind != Internal || f.Msg != "The request failed on the server." {
		t.Errorf("got kind %d, %q", f.Kind, f.Msg)
	}
}

func TestAWrappedFaultIsFound(t *testing.T) {
	t.Parallel()
	if err := fmt.Errorf("update: %w", Missing()); !Is(err, NotFound) {
		t.Error("the fault inside is lost")
	}
}

func TestAStoreThatIsGoneIsUnavailable(t *testing.T) {
	t.Parallel()
	if err := fmt.Errorf("save: %w", sqldb.ErrUnavailable); !Is(err, Unavailable) {
		t.Error("want Unavailable")
	}
}

func TestOneViolationSpeaksForItself(t *testing.T) {
	t.Parallel()
	v := catalogue.Violation{Message: "project.title is required"}
	if got := Broken(v).Msg; got != v.Message {
		t.Errorf("message %q", got)
	}
	if got := Broken(v, v).Msg; got == v.Message {
		t.Error("two violations must not be told as one")
	}
}
