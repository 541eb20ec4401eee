// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package bench

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// A Key signs requests.
type Key struct{ ID, Secret string }

// signed is a whole request for operation, ready to be written to a connection.
func signed(ctx context.Context, signer *v4.Signer, key Key, address, operation string, body []byte, at time.Time) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AWSPartnerCentralSelling."+operation)
	sum := sha256.Sum256(body)
	creds := aws.Credentials{AccessKeyID: key.ID, SecretAccessKey: key.Secret}
	if err := signer.SignHTTP(ctx, creds, r, hex.EncodeToString(sum[:]), "partnercentral-selling", "us-east-1", at); err != nil {
		return nil, fmt.Errorf("sign %s: %w", operation, err)
	}
	return plain(r, body)
}

// plain is the request as bytes.
func plain(r *http.Request, body []byte) ([]byte, error) {
	var b bytes.Buffer
	r.Body = http.NoBody
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n", r.Method, r.URL.RequestURI(), r.URL.Host, len(body))
	if err := r.Header.Write(&b); err != nil {
		return nil, err
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes(), nil
}
