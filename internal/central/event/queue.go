// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"cosell/internal/jobq"
	"cosell/internal/sqldb"
)

// Queues is the operator's SQS: AWS's own, or a program that speaks as it does. Without an endpoint there are no queues.
type Queues struct {
	Endpoint string // https://sqs.us-east-1.amazonaws.com
	Region   string // of the signature; empty means us-east-1
	KeyID    string
	Secret   string
}

// queues sends messages. nil has nowhere to send them.
type queues struct {
	client   *sqs.Client
	endpoint string
}

func (q Queues) open(client *http.Client) *queues {
	if q.Endpoint == "" {
		return nil
	}
	at := strings.TrimRight(q.Endpoint, "/")
	return &queues{endpoint: at, client: sqs.New(sqs.Options{
		Region: orElse(q.Region, region), BaseEndpoint: aws.String(at), HTTPClient: client,
		Credentials: credentials.NewStaticCredentialsProvider(q.KeyID, q.Secret, ""),
		Retryer:     aws.NopRetryer{}, // the bus tries again by itself, and keeps account of it
	})}
}

// send brings a load to the course's queue. Its delivery is the message's id to a FIFO queue, so that an attempt whose
// answer was lost puts no second message beside the first.
func (q *queues) send(ctx context.Context, limit time.Duration, c course, l load) Verdict {
	m := &sqs.SendMessageInput{MessageBody: aws.String(string(l.body))}
	if c.target.Group != "" {
		group := l.value(c.target.Group)
		if group == "" || len(group) > 128 {
			return Verdict{Code: codeParameter, Final: true, Message: "The event gives no message group of 1 to 128 characters."}
		}
		m.MessageGroupId = aws.String(group)
		m.MessageDeduplicationId = aws.String(c.Delivery + "-" + strconv.FormatInt(sqldb.Micros(c.since), 36))
	}
	return q.put(ctx, limit, c.Account, c.target.Queue, m)
}

func (q *queues) put(ctx context.Context, limit time.Duration, account, queue string, m *sqs.SendMessageInput) Verdict {
	name, ok := queueOf(account, queue)
	if q == nil || !ok {
		return Verdict{Code: codeResource, Final: true, Message: "No queue service is set up for this queue."}
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	m.QueueUrl = aws.String(q.endpoint + "/" + account + "/" + name)
	if _, err := q.client.SendMessage(ctx, m); err != nil {
		return judgeQueue(err)
	}
	return Verdict{}
}

// refusals are the answers of SQS that are told apart. Others are judged by their status.
var refusals = map[string]struct {
	code  string
	final bool
}{
	"QueueDoesNotExist": {codeResource, true}, "AWS.SimpleQueueService.NonExistentQueue": {codeResource, true},
	"AccessDenied": {codePermission, true}, "AccessDeniedException": {codePermission, true},
	// The operator's key is wrong for all of them at once, which can be mended.
	"InvalidClientTokenId": {codePermission, false}, "UnrecognizedClientException": {codePermission, false},
	"SignatureDoesNotMatch": {codePermission, false}, "ExpiredToken": {codePermission, false}, "InvalidSecurity": {codePermission, false},
	"RequestThrottled": {codeThrottled, false}, "ThrottlingException": {codeThrottled, false}, "Throttling": {codeThrottled, false},
	"OverLimit": {codeThrottled, false}, "KmsThrottled": {codeThrottled, false},
	"InvalidMessageContents": {codeParameter, true}, "UnsupportedOperation": {codeParameter, true}, "InvalidParameterValue": {codeParameter, true},
}

func judgeQueue(err error) Verdict {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		v := judgeFailure(err)
		v.Message = strings.ReplaceAll(v.Message, "The destination", "The queue service")
		return v
	}
	v := Verdict{Code: codeTarget, Final: api.ErrorFault() == smithy.FaultClient, Message: "The queue service refused the message."}
	if row, known := refusals[api.ErrorCode()]; known {
		v.Code, v.Final = row.code, row.final
		v.Message = "The queue service refused the message: " + api.ErrorCode() + "."
	}
	return v
}

// bury is the job that lays a copy of a dead letter into the queue that its target names for them.
type bury struct {
	Account  string `json:"account"`
	Delivery string `json:"delivery"`
	Queue    string `json:"queue"`
}

// Kind is stored with every job.
func (bury) Kind() string { return "event.bury" }

// burying is how that is tried: for about a day. The letter also lies in the bus's own dead-letter queue.
var burying = jobq.Policy{Limit: 180, Timeout: time.Minute, Backoff: func(attempt int) time.Duration {
	return min(firstWait<<min(attempt-1, 20), longestWait)
}}

func (b *Bus) bury(ctx context.Context, job jobq.Job[bury]) error {
	var d Delivery
	err := b.db.View(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Query(joined(`event_delivery`)+` WHERE d.account_id = ? AND d.id = ? AND d.state = ?`, job.Args.Account, job.Args.Delivery, string(Dead))
		if err != nil {
			return err
		}
		list, err := scanDeliveries(rows)
		if len(list) == 1 {
			d = list[0]
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read dead letter %s: %w", job.Args.Delivery, err)
	}
	if d.ID == "" {
		return nil // it was sent again, or forgotten
	}
	v := b.queues.put(ctx, b.limit, job.Args.Account, job.Args.Queue, d.letter(job.Args.Account, job.Args.Queue))
	if v.Delivered() {
		return nil
	}
	failed := fmt.Errorf("copy dead letter %s: %s %s", d.ID, v.Code, v.Message)
	if v.Final {
		return jobq.Dead{Err: failed}
	}
	return failed
}

// letter is a dead letter as EventBridge lays it into a queue: the event, with what became of it as attributes.
func (d Delivery) letter(account, queue string) *sqs.SendMessageInput {
	attributes := map[string]types.MessageAttributeValue{}
	for name, value := range map[string]string{"RULE_ARN": RuleARN(account, d.Rule), "TARGET_ARN": d.Destination, "ERROR_CODE": d.Code,
		"ERROR_MESSAGE": d.Message, "RETRY_ATTEMPTS": strconv.Itoa(d.Attempts - 1)} {
		if value != "" { // SQS refuses attributes without a value
			attributes[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
		}
	}
	m := &sqs.SendMessageInput{MessageBody: aws.String(string(d.Event)), MessageAttributes: attributes}
	if strings.HasSuffix(queue, ".fifo") {
		m.MessageGroupId, m.MessageDeduplicationId = aws.String(d.Rule), aws.String(d.ID+"-"+strconv.Itoa(d.Redriven))
	}
	return m
}
