// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package door

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/go-json-experiment/json"

	"cosell/internal/ace/doc"
	"cosell/internal/aws/selling"
	"cosell/internal/central/idempotency"
	"cosell/internal/central/identity"
)

// Answering makes an operation of a use case: it decodes, calls and encodes.
func Answering[In, Out any](do func(context.Context, identity.Caller, In) (Out, error)) Handler {
	return func(ctx context.Context, q Call) ([]byte, error) {
		in, err := Decode[In](q)
		if err != nil {
			return nil, err
		}
		return Encode(do(ctx, q.Who, in))
	}
}

// Silent is Answering for an operation that AWS's model gives no output.
func Silent[In, Out any](do func(context.Context, identity.Caller, In) (Out, error)) Handler {
	return func(ctx context.Context, q Call) ([]byte, error) {
		in, err := Decode[In](q)
		if err != nil {
			return nil, err
		}
		return Nothing(do(ctx, q.Who, in))
	}
}

// Keeping is Answering for an operation with a client token.
func Keeping[In, Out any](do func(context.Context, identity.Caller, In, idempotency.Ticket) (Out, error)) Handler {
	return func(ctx context.Context, q Call) ([]byte, error) {
		in, err := Decode[In](q)
		if err != nil {
			return nil, err
		}
		return Encode(do(ctx, q.Who, in, q.Ticket()))
	}
}

// Decode reads a request that has passed the model's checks into its type. Names are exact; what the type does not have
// is ignored.
func Decode[In any](q Call) (in In, err error) {
	if err := json.Unmarshal(q.Body, &in); err != nil {
		return in, fmt.Errorf("a request passed the checks of the model, and cannot be read: %w", err)
	}
	return in, nil
}

// Encode writes an answer: absent members and lists are null, members of maps are in order, nothing is escaped for HTML.
func Encode[Out any](out Out, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	return json.Marshal(out, json.FormatNilSliceAsNull(true), json.Deterministic(true))
}

// Nothing is AWS's empty output.
func Nothing[T any](_ T, err error) ([]byte, error) { return nil, err }

// Ticket is the request's client token, with what it was used for.
func (q Call) Ticket() idempotency.Ticket {
	return idempotency.Ticket{Account: q.Who.Account, Catalog: q.Catalog, Operation: q.Operation,
		Token: doc.Text(q.Doc, selling.MemberClientToken), Request: sha256.Sum256(doc.Append(make([]byte, 0, len(q.Body)), q.Doc))}
}

// Alone is a use case with nothing else in its transaction.
func Alone[In, Out, With any](do func(context.Context, identity.Caller, In, ...With) (Out, error)) func(context.Context, identity.Caller, In) (Out, error) {
	return func(ctx context.Context, c identity.Caller, in In) (Out, error) { return do(ctx, c, in) }
}
