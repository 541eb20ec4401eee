// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sigv4

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"cosell/internal/aws/awsjson"
)

const whole = "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261120/us-east-1/partnercentral-selling/aws4_request, " +
	"SignedHeaders=content-type;host;x-amz-date, Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func TestThePartsOfAnAuthorizationHeaderMayComeInAnyOrder(t *testing.T) {
	t.Parallel()
	_, parts, _ := strings.Cut(whole, " ")
	p := strings.Split(parts, ", ")
	for _, header := range []string{
		whole,
		"AWS4-HMAC-SHA256 " + strings.Join(p, ","),
		"AWS4-HMAC-SHA256 " + p[2] + ", " + p[0] + ",  " + p[1],
	} {
		a, err := parseAuthorization(header)
		if err != nil {
			t.Fatalf("%s: %v", header, err)
		}
		if a.accessKeyID != "AKIAEXAMPLE" || a.date != "20261120" || a.service != "partnercentral-selling" || len(a.signed) != 3 {
			t.Errorf("read %+v", a)
		}
	}
}

func TestAnAuthorizationHeaderHoldsEachPartOnceAndNothingElse(t *testing.T) {
	t.Parallel()
	_, parts, _ := strings.Cut(whole, " ")
	p := strings.Split(parts, ", ")
	for _, header := range []string{
		"", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512 " + parts, "aws4-hmac-sha256 " + parts,
		whole + ", " + p[2], whole + ", Extra=1", whole + ",", strings.Join(p[:2], ", "),
		strings.Replace(whole, "aws4_request", "aws4_reques", 1), strings.Replace(whole, "aws4_request", "aws4_request/x", 1),
		strings.Replace(whole, "AKIAEXAMPLE", "", 1), strings.Replace(whole, "AKIAEXAMPLE", strings.Repeat("A", 129), 1),
		strings.Replace(whole, "20261120", "2026112", 1), strings.Replace(whole, "host", "Host", 1),
		strings.ToUpper(whole), whole + strings.Repeat(" ", maxAuthorization),
	} {
		if a, err := parseAuthorization(header); err == nil {
			t.Errorf("accepted %q as %+v", header, a)
		}
	}
}

func FuzzParseAuthorization(f *testing.F) {
	f.Add(whole)
	f.Add(strings.ReplaceAll(whole, ", ", ","))
	f.Add("AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request")
	f.Add("AWS4-HMAC-SHA256 ,,,===;;;")
	f.Fuzz(func(t *testing.T, header string) {
		a, err := parseAuthorization(header)
		if err != nil {
			var refusal *awsjson.Error
			if !errors.As(err, &refusal) || refusal.Status != 403 {
				t.Fatalf("%v is no refusal of the front door", err)
			}
			return
		}
		if !slices.IsSorted(a.signed) || len(a.signed) == 0 || len(a.signed) > maxSignedHeaders || len(a.signature) != 64 ||
			strings.Join(a.signed, ";") != a.signedList || len(a.date) != 8 {
			t.Fatalf("accepted %q as %+v", header, a)
		}
		again, err := parseAuthorization(algorithm + " Credential=" + a.accessKeyID + "/" + a.date + "/" + a.region + "/" + a.service +
			"/" + terminator + ", SignedHeaders=" + a.signedList + ", Signature=" + a.signature)
		if err != nil || again.accessKeyID != a.accessKeyID || again.region != a.region || again.service != a.service {
			t.Fatalf("%q read as %+v, written and read again as %+v, %v", header, a, again, err)
		}
	})
}
