// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package conformance

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/identity"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
	"cosell/test/program"
)

// The demo's keys may do everything, so the SDK meets refusals by policy at a door of the test's own.
func TestAWSsSDKUnderstandsRefusalsByPolicy(t *testing.T) {
	t.Parallel()
	needSDK(t)
	clk := clock.System{} // the SDK signs with the machine's time
	w := centraltest.New(t, sqldbtest.SQLite(t, clk, centraltest.Schemas()...), clk)
	verifier := sigv4.New(sigv4.Config{
		Region: selling.Region, Services: []string{selling.SigningName}, Lookup: w.Identity.Lookup, Clock: clk,
	})
	service := awsapi.Service(&awsapi.Rooms{Opportunities: w.Opportunities, Solutions: w.Solutions, Engagements: w.Engagements,
		Snapshots: w.Snapshots, Tags: w.Tags, Tasks: w.Tasks})
	facts := program.Facts{AWS: open(t, service, verifier)}

	service.Operations = map[string]awsjson.Operation{
		"ListOpportunities": func(context.Context, []byte) ([]byte, error) { panic("a broken invariant") },
	}
	broken := open(t, service, verifier)

	unsettled := identity.Partner{Account: "333333333333", Name: "Gamma Consulting"}
	if err := w.Identity.AddPartner(t.Context(), unsettled); err != nil {
		t.Fatal(err)
	}
	for _, c := range []identity.Client{
		{Account: w.A.Account, Name: "sandbox only", Managed: []string{"AWSPartnerCentralSandboxFullAccess"}},
		{Account: unsettled.Account, Name: "no terms", Managed: []string{"AWSPartnerCentralFullAccess"}},
	} {
		facts.Partners = append(facts.Partners, keyOf(t, w, c))
	}
	text, err := json.Marshal(facts)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "demo.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	runScript(t, "denied.mjs", "COSELL_FACTS="+file, "COSELL_BROKEN="+broken)
}

func open(t *testing.T, service awsjson.Service, v *sigv4.Verifier) (url string) {
	t.Helper()
	s, err := awsjson.NewServer(awsjson.Config{Services: []awsjson.Service{service}, Authenticate: awsapi.Authenticate(v)})
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewServer(s)
	t.Cleanup(door.Close)
	return door.URL
}

func keyOf(t *testing.T, w *centraltest.World, c identity.Client) program.Partner {
	t.Helper()
	client, err := w.Identity.AddClient(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	key, err := w.Identity.IssueKey(t.Context(), c.Account, client)
	if err != nil {
		t.Fatal(err)
	}
	return program.Partner{Name: c.Name, AccountID: c.Account, AccessKeyID: key.ID, SecretAccessKey: key.Secret}
}
