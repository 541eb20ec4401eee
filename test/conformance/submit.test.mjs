// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';

import {
  GetAwsOpportunitySummaryCommand,
  ListEngagementFromOpportunityTasksCommand,
  paginateListEngagementFromOpportunityTasks,
  ResourceNotFoundException,
  SubmitOpportunityCommand,
  ValidationException,
} from '@aws-sdk/client-partnercentral-selling';

import {
  associate,
  aws,
  Catalog,
  change,
  client,
  codes,
  create,
  read,
  refused,
  share,
  SOLUTION,
  stranger,
  submitted,
} from './cosell.mjs';

describe('StartEngagementFromOpportunityTask', () => {
  test('sharing completes at once, names everything it made, and submits', async () => {
    const id = await create();
    await associate(id, 'Solutions', SOLUTION);
    const task = await share(id);
    assert.equal(task.TaskStatus, 'COMPLETE');
    assert.match(task.TaskId, /^task-[0-9a-z]{13}$/);
    assert.equal(task.TaskArn, `arn:aws:partnercentral:us-east-1::catalog/${Catalog}/engagement-from-opportunity-task/${task.TaskId}`);
    assert.ok(task.StartTime instanceof Date);
    assert.equal(task.OpportunityId, id);
    assert.match(task.EngagementId, /^eng-[0-9a-z]{14}$/);
    assert.match(task.EngagementInvitationId, /^engi-[0-9a-z]{13}$/);
    assert.match(task.ResourceSnapshotJobId, /^job-[0-9a-z]{13}$/);
    assert.equal((await read(id)).LifeCycle.ReviewStatus, 'Submitted');
  });

  test('the same token asks how the task stands', async () => {
    const id = await create();
    await associate(id, 'Solutions', SOLUTION);
    const ClientToken = randomUUID();
    const first = await share(id, { ClientToken });
    const again = await share(id, { ClientToken });
    assert.equal(again.TaskId, first.TaskId);
    assert.equal(again.EngagementId, first.EngagementId);
  });

  test('one request sent many times at once starts one task', async () => {
    const id = await create();
    await associate(id, 'Solutions', SOLUTION);
    const ClientToken = randomUUID();
    const tasks = await Promise.all(Array.from({ length: 10 }, () => share(id, { ClientToken })));
    assert.equal(new Set(tasks.map((t) => t.TaskId)).size, 1);
  });

  test('a draft that is not ready is refused with every field it lacks', async () => {
    const id = await create({ Project: { Title: 'Only a title' }, LifeCycle: undefined });
    const e = await refused(share(id), ValidationException);
    assert.equal(e.Reason, 'BUSINESS_VALIDATION_FAILED');
    const found = codes(e);
    for (const field of ['lifeCycle.targetCloseDate', 'project.customerBusinessProblem', 'project.customerUseCase', 'project.deliveryModels']) {
      assert.ok(found.includes(`${field} REQUIRED_FIELD_MISSING`), `${field} is not in ${found.join(', ')}`);
    }
    assert.equal((await read(id)).LifeCycle.ReviewStatus, 'Pending Submission');
  });

  test('asking for less than the record says is refused', async () => {
    const id = await create();
    await associate(id, 'Solutions', SOLUTION);
    const e = await refused(share(id, { AwsSubmission: { InvolvementType: 'For Visibility Only' } }), ValidationException);
    assert.match(codes(e).join(), /primaryNeedsFromAws INVALID_VALUE/);
  });

  test('an unknown opportunity is not found', async () => {
    await refused(share('O9999999999999'), ResourceNotFoundException);
  });
});

describe('ListEngagementFromOpportunityTasks', () => {
  const list = (filter, from = aws) => from.send(new ListEngagementFromOpportunityTasksCommand({ Catalog, ...filter }));

  test('a task is found by its opportunity, its engagement, its own id and its ARN', async () => {
    const id = await create();
    await associate(id, 'Solutions', SOLUTION);
    const task = await share(id);
    for (const filter of [
      { OpportunityIdentifier: [id] },
      { EngagementIdentifier: [task.EngagementId] },
      { TaskIdentifier: [task.TaskId] },
      { TaskIdentifier: [task.TaskArn], TaskStatus: ['COMPLETE'] },
    ]) {
      const { TaskSummaries } = await list(filter);
      assert.deepEqual(
        TaskSummaries.map((t) => [t.TaskId, t.TaskStatus, t.OpportunityId, t.EngagementId, t.ReasonCode]),
        [[task.TaskId, 'COMPLETE', id, task.EngagementId, undefined]],
        JSON.stringify(filter),
      );
    }
    assert.deepEqual((await list({ OpportunityIdentifier: [id], TaskStatus: ['FAILED'] })).TaskSummaries, []);
    assert.deepEqual((await list({ OpportunityIdentifier: [id] }, client(stranger))).TaskSummaries, []);
  });

  test('the paginator meets every task once', async () => {
    const ids = [await submitted(), await submitted(), await submitted()];
    const found = [];
    const by = { SortBy: 'StartTime', SortOrder: 'ASCENDING' };
    for await (const page of paginateListEngagementFromOpportunityTasks(
      { client: aws, pageSize: 2 },
      { Catalog, OpportunityIdentifier: ids, Sort: by },
    )) {
      found.push(...page.TaskSummaries.map((t) => t.OpportunityId));
    }
    assert.deepEqual(found, ids);
  });
});

describe('SubmitOpportunity', () => {
  const submit = (Identifier) =>
    aws.send(new SubmitOpportunityCommand({ Catalog, Identifier, InvolvementType: 'Co-Sell', Visibility: 'Full' }));

  test('a complete draft goes to review, once', async () => {
    const id = await create();
    await associate(id, 'Solutions', SOLUTION);
    const answer = await submit(id);
    assert.equal(answer.$metadata.httpStatusCode, 200);
    assert.equal((await read(id)).LifeCycle.ReviewStatus, 'Submitted');
    const e = await refused(submit(id), ValidationException);
    assert.match(codes(e).join(), /INVALID_RESOURCE_STATE/);
  });
});

describe('the review, as the Sandbox catalog lets a partner play it', () => {
  test('action is asked for, the record is mended, goes back to review and is approved', async () => {
    const id = await submitted();
    await change(id, (o) => {
      o.LifeCycle.ReviewStatus = 'Action Required';
      o.LifeCycle.ReviewComments = 'Please give the street of the plant.';
    });
    const asked = await read(id);
    assert.equal(asked.LifeCycle.ReviewStatus, 'Action Required');
    assert.equal(asked.LifeCycle.ReviewComments, 'Please give the street of the plant.');

    await change(id, (o) => {
      o.Customer.Account.Address.StreetAddress = '1402 Third Avenue';
    });
    const mended = await read(id);
    assert.equal(mended.LifeCycle.ReviewStatus, 'Submitted');
    assert.equal(mended.Customer.Account.Address.StreetAddress, '1402 Third Avenue');

    await change(id, (o) => (o.LifeCycle.ReviewStatus = 'Approved'));
    assert.equal((await read(id)).LifeCycle.ReviewStatus, 'Approved');
  });

  test('a rejected opportunity stays as it is', async () => {
    const id = await submitted();
    await change(id, (o) => (o.LifeCycle.ReviewStatus = 'Rejected'));
    await refused(
      change(id, (o) => (o.LifeCycle.NextSteps = 'Try again')),
      ValidationException,
    );
  });
});

describe('GetAwsOpportunitySummary', () => {
  const summary = (RelatedOpportunityIdentifier) =>
    aws.send(new GetAwsOpportunitySummaryCommand({ Catalog, RelatedOpportunityIdentifier }));

  test('AWS has no side before the submission, and one after it', async () => {
    const id = await create();
    await refused(summary(id), ResourceNotFoundException);
    await associate(id, 'Solutions', SOLUTION);
    await share(id);
    const theirs = await summary(id);
    assert.equal(theirs.Catalog, Catalog);
    assert.equal(theirs.RelatedOpportunityId, id);
    assert.equal(theirs.Origin, 'Partner Referral');
    assert.equal(theirs.InvolvementType, 'Co-Sell');
    assert.equal(theirs.Visibility, 'Full');
    assert.deepEqual(theirs.RelatedEntityIds?.Solutions, [SOLUTION]);
  });
});
