// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package fault breaks the running program on purpose and looks at what is left: kills, full disks, lost databases.
package fault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"cosell/test/program"
)

// A caller sends signed requests and never tries again: a lost answer is a finding here.
type caller struct {
	url    string
	key    program.Partner
	signer *v4.Signer
	http   *http.Client
}

func newCaller(url string, key program.Partner) *caller {
	return &caller{url: url, key: key, signer: v4.NewSigner(), http: &http.Client{Timeout: 20 * time.Second}}
}

// call answers the status and the body of one operation. An error means that no answer came.
func (c *caller) call(ctx context.Context, operation string, in any) (int, map[string]any, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return 0, nil, err
	}
	status, _, out, err := c.send(ctx, operation, body)
	return status, out, err
}

// send signs any body and answers the headers too.
func (c *caller) send(ctx context.Context, operation string, body []byte) (int, http.Header, map[string]any, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AWSPartnerCentralSelling."+operation)
	sum := sha256.Sum256(body)
	creds := aws.Credentials{AccessKeyID: c.key.AccessKeyID, SecretAccessKey: c.key.SecretAccessKey}
	err = c.signer.SignHTTP(ctx, creds, r, hex.EncodeToString(sum[:]), "partnercentral-selling", "us-east-1", time.Now())
	if err != nil {
		return 0, nil, nil, err
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, nil, nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil, nil, err
	}
	out := map[string]any{}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &out); err != nil {
			return answer.StatusCode, answer.Header, nil, fmt.Errorf("%s answered %d: %s", operation, answer.StatusCode, text)
		}
	}
	return answer.StatusCode, answer.Header, out, nil
}

// errorType is the exception's name in AWS's error envelope.
func errorType(out map[string]any) string {
	text, _ := out["__type"].(string)
	return text[strings.LastIndex(text, "#")+1:]
}
