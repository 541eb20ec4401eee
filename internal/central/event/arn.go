// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"regexp"
	"strings"

	"github.com/google/uuid"
)

// BusName is the one bus of an account, to which AWS's services send their events.
const BusName = "default"

// ARNs of what an account has on its bus.
func arn(account, resource string) string {
	return "arn:aws:events:" + region + ":" + account + ":" + resource
}

// BusARN is the ARN of an account's bus.
func BusARN(account string) string { return arn(account, "event-bus/"+BusName) }

// RuleARN is the ARN of a rule.
func RuleARN(account, name string) string { return arn(account, "rule/"+name) }

// ArchiveARN is the ARN of an archive.
func ArchiveARN(account, name string) string { return arn(account, "archive/"+name) }

// ReplayARN is the ARN of a replay.
func ReplayARN(account, name string) string { return arn(account, "replay/"+name) }

func connectionARN(account, name, uid string) string { return arn(account, "connection/"+name+"/"+uid) }

func destinationARN(account, name, uid string) string {
	return arn(account, "api-destination/"+name+"/"+uid)
}

// newUID is the last part of the ARN of what may be deleted and made again under its name.
func newUID() string { return uuid.NewString() }

// NameIn takes the name out of an ARN of the account; kind is rule, archive, connection or api-destination. It is empty
// for every other text, also for another account's ARN.
func NameIn(account, kind, text string) string {
	rest, ok := strings.CutPrefix(text, arn(account, kind+"/"))
	if !ok {
		return ""
	}
	if kind == "rule" { // of the default bus its name may stand in between, and need not
		rest = strings.TrimPrefix(rest, BusName+"/")
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// queueARN is the form of a queue's ARN, with account and name.
var queueARN = regexp.MustCompile(`^arn:aws:sqs:[a-z0-9-]{1,32}:([0-9]{12}):([A-Za-z0-9_-]{1,80}(?:\.fifo)?)$`)

// queueOf is the name of an account's own queue. A queue of another account is none: the bus calls with the operator's
// hand, and must not reach for one tenant what belongs to another.
func queueOf(account, text string) (name string, ok bool) {
	m := queueARN.FindStringSubmatch(text)
	if m == nil || m[1] != account {
		return "", false
	}
	return m[2], true
}
