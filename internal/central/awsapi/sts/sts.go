// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Package sts is the door for AWS's Security Token Service: who am I, and temporary credentials of a role or of oneself.
//
// It stands at the address of the other operations and speaks the older query protocol. What it answers, rooms decide.
package sts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"cosell/internal/aws/awsjson"
	"cosell/internal/aws/awsquery"
	"cosell/internal/aws/sigv4"
	"cosell/internal/central/audit"
	"cosell/internal/central/awsapi"
	"cosell/internal/central/fault"
	"cosell/internal/central/identity"
	"cosell/internal/central/identity/policy"
	"cosell/internal/clock"
	"cosell/internal/telemetry"
)

// How the service is called. Source: STS API reference; AWS SDK service model.
const (
	SigningName = "sts"
	Version     = "2011-06-15"
	Namespace   = "https://sts.amazonaws.com/doc/2011-06-15/"
)

// Limits of requests. Source: STS API reference, AssumeRole.
const (
	maxPolicy     = 2048 // characters of an inline session policy
	maxPolicyARNs = 10
	minExternalID = 2
	maxExternalID = 1224
	minRoleARN    = 20
	maxRoleARN    = 2048
)

// usualToken is how long credentials of GetSessionToken last that nobody gave a duration, in seconds.
const usualToken = 12 * 60 * 60

// Config is what the door is made of. Observe may be left out.
type Config struct {
	Identity *identity.Room
	Region   string
	Clock    clock.Clock
	Log      *slog.Logger
	Observe  func(ctx context.Context, x awsjson.Exchange)
}

// rows are the operations, by name.
var rows = []struct {
	name string
	do   func(*door, context.Context, awsquery.Params) (any, error)
}{
	{"AssumeRole", (*door).assumeRole},
	{"GetCallerIdentity", (*door).getCallerIdentity},
	{"GetSessionToken", (*door).getSessionToken},
}

// operations are the rows as the server takes them.
func operations(d *door) map[string]awsquery.Operation {
	all := make(map[string]awsquery.Operation, len(rows))
	for _, r := range rows {
		all[r.name] = func(ctx context.Context, p awsquery.Params) (any, error) { return r.do(d, followed(ctx, r.name, p), p) }
	}
	return all
}

// followed lays the audit's trail of a call.
func followed(ctx context.Context, operation string, p awsquery.Params) context.Context {
	who := awsapi.CallerOf(ctx)
	return audit.Follow(ctx, audit.Trail{Door: audit.DoorAPI, Action: operation, Target: p["RoleArn"], Account: who.Account, Kind: who.Kind(),
		Actor: who.Principal, ActorName: who.Name, Request: telemetry.RequestID(ctx)})
}

// Served lists what this door serves, by name.
func Served() []string {
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.name
	}
	return names
}

// New opens the door.
func New(cfg Config) *awsquery.Server {
	d := &door{cfg.Identity}
	verifier := sigv4.New(sigv4.Config{Clock: cfg.Clock, Region: cfg.Region, Services: []string{SigningName}, Lookup: cfg.Identity.Lookup})
	return awsquery.NewServer(awsquery.Config{
		Namespace: Namespace, Version: Version, Observe: cfg.Observe, Log: cfg.Log, Clock: cfg.Clock,
		Operations: operations(d),
		Authenticate: func(r *http.Request, body []byte) (context.Context, error) {
			key, err := verifier.Verify(r, body, SigningName)
			if err != nil {
				return nil, refused(err)
			}
			who, known := key.Principal.(identity.Caller)
			if !known {
				return nil, errors.New("the access key's principal is no caller")
			}
			return awsapi.WithCaller(r.Context(), who), nil
		},
	})
}

type door struct{ identity *identity.Room }

// credentials are temporary ones as AWS writes them.
type credentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string `xml:"SecretAccessKey"`
	SessionToken    string `xml:"SessionToken"`
	Expiration      string `xml:"Expiration"`
}

func written(t identity.Temporary) credentials {
	return credentials{AccessKeyID: t.ID, SecretAccessKey: t.Secret, SessionToken: t.Token, Expiration: t.Expires.UTC().Format(time.RFC3339)}
}

// getCallerIdentity needs no permission, as with AWS.
func (d *door) getCallerIdentity(ctx context.Context, p awsquery.Params) (any, error) {
	who := awsapi.CallerOf(ctx)
	return struct {
		ARN     string `xml:"Arn"`
		UserID  string `xml:"UserId"`
		Account string `xml:"Account"`
	}{who.ARN, who.UserID, who.Account}, p.Known()
}

type assumed struct {
	Credentials credentials `xml:"Credentials"`
	User        struct {
		ID  string `xml:"AssumedRoleId"`
		ARN string `xml:"Arn"`
	} `xml:"AssumedRoleUser"`
	PackedPolicySize int `xml:"PackedPolicySize,omitempty"` // percent of what a session policy may be
}

func (d *door) assumeRole(ctx context.Context, p awsquery.Params) (any, error) {
	a, err := assumption(p)
	if err != nil {
		return nil, err
	}
	t, err := d.identity.Assume(ctx, awsapi.CallerOf(ctx), a)
	if err != nil {
		return nil, refused(err)
	}
	out := assumed{Credentials: written(t), PackedPolicySize: (len(a.Document)*100 + maxPolicy - 1) / maxPolicy}
	out.User.ID, out.User.ARN = t.UserID, t.ARN
	return out, nil
}

// assumption reads the parameters of AssumeRole. MFA, session tags and source identities are not served: a request with one
// of them is refused rather than granted without it.
func assumption(p awsquery.Params) (a identity.Assumption, err error) {
	if err := p.Known("RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId", "Policy", "PolicyArns."); err != nil {
		return a, err
	}
	a.Role, a.Name, a.ExternalID = p["RoleArn"], p["RoleSessionName"], p["ExternalId"]
	_, external := p["ExternalId"]
	switch {
	case len(a.Role) < minRoleARN || len(a.Role) > maxRoleARN:
		return a, awsquery.Validation(fmt.Sprintf("1 validation error detected: Value '%.100s' at 'roleArn' failed to satisfy constraint: Member must have length between %d and %d", a.Role, minRoleARN, maxRoleARN))
	case external && (len(a.ExternalID) < minExternalID || len(a.ExternalID) > maxExternalID):
		return a, awsquery.Validation(fmt.Sprintf("1 validation error detected: Value at 'externalId' failed to satisfy constraint: Member must have length between %d and %d", minExternalID, maxExternalID))
	}
	seconds, err := p.Whole("DurationSeconds", int(identity.UsualSession/time.Second))
	if err != nil {
		return a, err
	}
	a.Duration = time.Duration(seconds) * time.Second
	return a, sessionPolicies(p, &a)
}

// sessionPolicies are those that narrow a session.
func sessionPolicies(p awsquery.Params, a *identity.Assumption) error {
	document, inline := p["Policy"]
	if len(document) > maxPolicy {
		return awsquery.Validation(fmt.Sprintf("1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to %d", maxPolicy))
	}
	if inline {
		if _, err := policy.Parse([]byte(document)); err != nil {
			return &awsquery.Error{Code: "MalformedPolicyDocument", Status: http.StatusBadRequest, Message: err.Error()}
		}
		a.Document = document
	}
	arns, err := p.Members("PolicyArns", "arn")
	if err != nil {
		return err
	}
	if len(arns) > maxPolicyARNs {
		return awsquery.Validation(fmt.Sprintf("1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to %d", maxPolicyARNs))
	}
	for _, arn := range arns {
		name, _ := policy.ManagedName(arn)
		if _, known := policy.Managed(name); !known {
			return awsquery.Validation(fmt.Sprintf("The policy %.200s does not exist here. Give the ARN of one of AWS's own: arn:aws:iam::aws:policy/ and one of %v", arn, policy.ManagedNames()))
		}
		a.Managed = append(a.Managed, name)
	}
	return nil
}

func (d *door) getSessionToken(ctx context.Context, p awsquery.Params) (any, error) {
	if err := p.Known("DurationSeconds"); err != nil {
		return nil, err
	}
	seconds, err := p.Whole("DurationSeconds", usualToken)
	if err != nil {
		return nil, err
	}
	t, err := d.identity.Session(ctx, awsapi.CallerOf(ctx), time.Duration(seconds)*time.Second)
	if err != nil {
		return nil, refused(err)
	}
	return struct {
		Credentials credentials `xml:"Credentials"`
	}{written(t)}, nil
}

// onWire is the one place where a kind of refusal becomes STS's words. A kind that is not here is our own failure.
var onWire = map[fault.Kind]struct {
	code   string
	status int
}{
	fault.Invalid:       {"ValidationError", http.StatusBadRequest},
	fault.AccessDenied:  {"AccessDenied", http.StatusForbidden},
	fault.Throttled:     {"Throttling", http.StatusBadRequest},
	fault.QuotaExceeded: {"LimitExceeded", http.StatusBadRequest},
	fault.Unavailable:   {"ServiceUnavailable", http.StatusServiceUnavailable},
}

// refused is an error as STS says it. What the front door has said already stays as it is.
func refused(err error) error {
	if e, said := errors.AsType[*awsjson.Error](err); said {
		return e
	}
	f := fault.Of(err)
	row, known := onWire[f.Kind]
	if !known {
		return awsquery.Internal(err)
	}
	return &awsquery.Error{Code: row.code, Status: row.status, Message: f.Msg, Cause: f.Err}
}
