// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"bytes"
	"context"
	"io"
	"net/http"
)

// drained is how much of an answer is read so that its connection can be used again. Answers that do not say that they
// are this short are cut off: the status is all that counts.
const drained = 64 << 10

// bring makes one attempt. A destination that refuses the token gets a fresh one, once.
func (b *Bus) bring(ctx context.Context, c course) Verdict {
	if c.url == "" {
		return Verdict{Code: codeResource, Final: true,
			Message: "The target, its destination or its connection no longer exists."}
	}
	body, err := c.event.envelope()
	if err != nil {
		return Verdict{Code: codeInternal, Message: "The event cannot be written.", Final: true}
	}
	token, v := b.tokens.of(ctx, c.connection, "")
	if !v.Delivered() {
		return v
	}
	status, v := b.send(ctx, c, token, body)
	if status != http.StatusUnauthorized && status != http.StatusProxyAuthRequired {
		return v
	}
	if token, v = b.tokens.of(ctx, c.connection, token); !v.Delivered() {
		return v
	}
	_, v = b.send(ctx, c, token, body)
	return v
}

func (b *Bus) send(ctx context.Context, c course, token string, body []byte) (status int, v Verdict) {
	ctx, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, c.method, c.url, bytes.NewReader(body))
	if err != nil {
		return 0, Verdict{Code: codeParameter, Message: "The destination's address cannot be used.", Final: true}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "Amazon/EventBridge/ApiDestinations")
	req.Header.Set("Authorization", "Bearer "+token)
	return b.call(req)
}

// call sends a request and judges the answer by its status.
func (b *Bus) call(req *http.Request) (status int, v Verdict) {
	answer, err := b.client.HTTP().Do(req)
	if err != nil {
		return 0, judgeFailure(err)
	}
	if 0 <= answer.ContentLength && answer.ContentLength <= drained {
		_, _ = io.Copy(io.Discard, answer.Body) // for the connection's sake
	}
	_ = answer.Body.Close() // nothing was written
	return answer.StatusCode, judgeAnswer(answer.StatusCode, answer.Header, b.clock.Now())
}
