// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package awsapi_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/quota"
	"cosell/internal/clock"
	"cosell/internal/sqldb"
	"cosell/internal/sqldb/sqldbtest"
)

func TestACallOverTheRateIsRefusedBeforeItDoesAnything(t *testing.T) {
	t.Parallel()
	sqldbtest.Each(t, callsOverTheRate, append(centraltest.Schemas(), quota.Schema())...)
}

func callsOverTheRate(t *testing.T, db *sqldb.DB, clk *clock.Manual) {
	d := newDesk(t, centraltest.New(t, db, clk))
	quotas, err := quota.New(quota.Options{DB: db, Clock: clk, On: true})
	if err != nil {
		t.Fatal(err)
	}
	verifier := sigv4.New(sigv4.Config{Clock: clk, Region: selling.Region, Services: []string{selling.SigningName}, Lookup: d.Identity.Lookup})
	server, err := awsjson.NewServer(awsjson.Config{Services: []awsjson.Service{d.service}, Clock: clk,
		Authenticate: awsapi.Admitted(quotas, awsapi.Authenticate(verifier))})
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewServer(server)
	defer door.Close()
	call := func(p centraltest.Partner, secret, operation, body string) *awsjson.APIError {
		t.Helper()
		c, err := awsjson.NewClient(awsjson.ClientConfig{Endpoint: door.URL, Target: selling.Target, SigningName: selling.SigningName, Region: selling.Region,
			Credentials: credentials.NewStaticCredentialsProvider(p.Key.ID, secret, ""), Attempts: 1, Clock: clk})
		if err != nil {
			t.Fatal(err)
		}
		err = c.Call(context.Background(), operation, []byte(body), nil)
		if err == nil {
			return nil
		}
		e, ok := errors.AsType[*awsjson.APIError](err)
		if !ok {
			t.Fatal(err)
		}
		return e
	}
	const draft = `{"Catalog":"AWS","ClientToken":"t1"}`
	for range 3 { // what nobody signed does not count
		if e := call(d.A, "wrong", "CreateOpportunity", draft); e == nil || e.Type != "InvalidSignatureException" {
			t.Fatal(e)
		}
	}
	if e := call(d.A, d.A.Key.Secret, "CreateOpportunity", draft); e != nil {
		t.Fatal(e)
	}
	e := call(d.A, d.A.Key.Secret, "CreateOpportunity", `{"Catalog":"Sandbox","ClientToken":"t2"}`) // in any catalog
	if e == nil || e.Type != "ThrottlingException" || e.Status != http.StatusBadRequest || e.RequestID == "" {
		t.Fatalf("over the rate: %v", e)
	}
	if e := call(d.B, d.B.Key.Secret, "CreateOpportunity", draft); e != nil {
		t.Errorf("another account: %v", e)
	}
	if e := call(d.A, d.A.Key.Secret, "UpdateOpportunity", `{}`); e == nil || e.Type != "ValidationException" {
		t.Errorf("another operation: %v", e)
	}
	if e := call(d.A, d.A.Key.Secret, "DeleteEverything", `{}`); e == nil || e.Type != "UnknownOperationException" {
		t.Errorf("no operation: %v", e)
	}
	var n int
	if err := db.View(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(`SELECT count(*) FROM opportunity`).Scan(&n) }); err != nil || n != 2 {
		t.Errorf("%d opportunities, %v", n, err)
	}
	clk.Advance(time.Second)
	if e := call(d.A, d.A.Key.Secret, "CreateOpportunity", `{"Catalog":"Sandbox","ClientToken":"t2"}`); e != nil {
		t.Errorf("a second later: %v", e)
	}
}
