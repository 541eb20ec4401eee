// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package catalogue_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write data/constraints.json anew from AWS's model; read the diff before committing it")

// A modelShape is one shape of AWS's service model, as botocore writes it.
type modelShape struct {
	Type            string                 `json:"type"`
	Required        []string               `json:"required"`
	Members         map[string]modelMember `json:"members"`
	Member          modelMember            `json:"member"`
	Key             modelMember            `json:"key"`
	Value           modelMember            `json:"value"`
	Enum            []string               `json:"enum"`
	Min             int                    `json:"min"`
	Max             int                    `json:"max"`
	Pattern         string                 `json:"pattern"`
	Sensitive       bool                   `json:"sensitive"`
	Union           bool                   `json:"union"`
	TimestampFormat string                 `json:"timestampFormat"`
}

type modelMember struct {
	Shape            string `json:"shape"`
	IdempotencyToken bool   `json:"idempotencyToken"`
}

type model struct {
	Operations map[string]struct {
		Input modelMember `json:"input"`
	} `json:"operations"`
	Shapes map[string]modelShape `json:"shapes"`
}

// root is the folder that holds go.mod.
func root(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if filepath.Dir(folder) == folder {
			t.Fatal("no go.mod above the test")
		}
		folder = filepath.Dir(folder)
	}
}

// sellingModel reads AWS's model of the Selling API.
func sellingModel(t *testing.T) model {
	t.Helper()
	return readModel(t, "partnercentral-selling.json")
}

// readModel reads one of AWS's models, which are kept beside the repository and not in it.
func readModel(t *testing.T, name string) model {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "..", "shared", "reference", "models", name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("AWS's model is missing: %v", err)
		}
		t.Skipf("AWS's model is not beside this repository, so nothing is held against it: %v", err)
	}
	var m model
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return m
}
