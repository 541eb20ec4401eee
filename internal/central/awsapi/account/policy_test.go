// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"cosell/internal/aws/account"
	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/selling"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/centraltest"
	"cosell/internal/central/identity"
	"cosell/internal/central/quota"
	"cosell/internal/clock"
	"cosell/internal/sqldb/sqldbtest"
)

func TestAPolicyAsksForTheTagsOfTheCallersOwnPartner(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk, _ *clock.Manual) {
		id, other := d.Introduce(d.A, "AWS").ID, d.Introduce(d.B, "AWS").ID
		mine, theirs := account.PartnerARN(d.A.Account, "AWS", id), account.PartnerARN(d.B.Account, "AWS", other)
		d.must(d.A.API, "TagResource", fill(`{"ResourceArn":"{1}","Tags":[{"Key":"Team","Value":"East"}]}`, mine))
		d.must(d.B.API, "TagResource", fill(`{"ResourceArn":"{1}","Tags":[{"Key":"Team","Value":"West"}]}`, theirs))
		for wanted, may := range map[string]bool{"East": true, "West": false} {
			if err := d.Identity.SetPolicies(t.Context(), identity.Client{Account: d.A.Account, ID: d.A.Client,
				Document: `{"Statement":{"Effect":"Allow","Action":"partnercentral:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/Team":"` + wanted + `"}}}}`}); err != nil {
				t.Fatal(err)
			}
			who := d.Caller(d.A.Key.ID)
			for operation, body := range map[string]string{
				"GetPartner":          fill(`{"Catalog":"AWS","Identifier":"{1}"}`, id),
				"ListTagsForResource": fill(`{"ResourceArn":"{1}"}`, mine),
			} {
				if _, e := d.call(who, operation, body); (e == nil) != may {
					t.Errorf("%s of a partner tagged East, for who may read %s: %v", operation, wanted, e)
				}
			}
			// What another partner is tagged with opens nothing.
			if _, e := d.call(who, "ListTagsForResource", fill(`{"ResourceArn":"{1}"}`, theirs)); e == nil || e.Type != "AccessDeniedException" {
				t.Errorf("another partner, for who may read %s: %v", wanted, e)
			}
		}
	})
}

func TestACallOverTheRateIsToldWhichQuotaItWas(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(sqldbtest.Start)
	db := sqldbtest.SQLite(t, clk, append(centraltest.Schemas(), quota.Schema())...)
	d := newDesk(t, centraltest.New(t, db, clk))
	quotas, err := quota.New(quota.Options{DB: db, Clock: clk, On: true})
	if err != nil {
		t.Fatal(err)
	}
	server, err := awsjson.NewServer(awsjson.Config{Services: []awsjson.Service{d.service}, Clock: clk, Authenticate: awsapi.Admitted(quotas,
		awsapi.Authenticate(sigv4.New(sigv4.Config{Clock: clk, Region: selling.Region, Services: []string{account.SigningName}, Lookup: d.Identity.Lookup})))})
	if err != nil {
		t.Fatal(err)
	}
	var body string
	outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, r)
		body = answer.Body.String()
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	defer outer.Close()
	client, err := awsjson.NewClient(awsjson.ClientConfig{Endpoint: outer.URL, Target: account.Target, SigningName: account.SigningName, Region: selling.Region,
		Credentials: credentials.NewStaticCredentialsProvider(d.A.Key.ID, d.A.Key.Secret, ""), Attempts: 1, Clock: clk})
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		err = client.Call(context.Background(), "ListPartners", []byte(`{"Catalog":"AWS"}`), nil)
		if e, refused := errors.AsType[*awsjson.APIError](err); refused && e.Type == "ThrottlingException" {
			if !strings.Contains(body, `"ServiceCode":"partnercentral-account"`) || !strings.Contains(body, `"QuotaCode":"ListPartnersPerSecond"`) {
				t.Errorf("it is told %s", body)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Error("a hundred calls at one instant are within the rate")
}
