// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package sigv4_test

import (
	"bytes"
	"crypto/sha256"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

var threeKB = bytes.Repeat([]byte(`{"a":1},`), 384)

// BenchmarkVerify is the whole check of a 3 KB request with a warm key; BenchmarkBodyHash is the part that no verifier can spare.
func BenchmarkVerify(b *testing.B) {
	w := create()
	w.body = threeKB
	w.header["X-Amz-User-Agent"] = "aws-sdk-js/3.1124.0"
	w.header["Amz-Sdk-Invocation-Id"] = "8c56be05-0000-4000-8000-000000000001"
	w.header["Amz-Sdk-Request"] = "attempt=1; max=3"
	r, v := signed(b, w), verifierAt(noon)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Verify(r, w.body, selling); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyUnknownKey(b *testing.B) {
	w := create()
	w.body, w.key.ID = threeKB, "AKIAUNKNOWN"
	r, v := signed(b, w), verifierAt(noon)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Verify(r, w.body, selling); err == nil {
			b.Fatal("accepted")
		}
	}
}

func BenchmarkBodyHash(b *testing.B) {
	for b.Loop() {
		sha256.Sum256(threeKB)
	}
}

// BenchmarkSDKSigner is what signing the same request again with the SDK's own signer would cost.
func BenchmarkSDKSigner(b *testing.B) {
	w := create()
	r := signed(b, w)
	r.Header.Del("Authorization")
	signer, hash := v4.NewSigner(), hexSum(threeKB)
	creds := aws.Credentials{AccessKeyID: w.key.ID, SecretAccessKey: w.key.Secret}
	b.ReportAllocs()
	for b.Loop() {
		if err := signer.SignHTTP(b.Context(), creds, r, hash, selling, "us-east-1", noon); err != nil {
			b.Fatal(err)
		}
	}
}
