// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import {
  ConflictException,
  CreateResourceSnapshotCommand,
  CreateResourceSnapshotJobCommand,
  DeleteResourceSnapshotJobCommand,
  GetResourceSnapshotCommand,
  GetResourceSnapshotJobCommand,
  GetSellingSystemSettingsCommand,
  ListEngagementResourceAssociationsCommand,
  paginateListResourceSnapshotJobs,
  paginateListResourceSnapshots,
  PutSellingSystemSettingsCommand,
  ResourceNotFoundException,
  StartResourceSnapshotJobCommand,
  StopResourceSnapshotJobCommand,
  ValidationException,
} from '@aws-sdk/client-partnercentral-selling';

import { associate, aws, Catalog, change, client, create, partner, refused, share, SOLUTION, stranger } from './cosell.mjs';

// What the partner shows all members, and AWS's side, which only the owner reads.
const SUMMARY = 'OpportunitySummaryView';
const FULL = 'AwsOpportunitySummaryFullView';

// shared is an opportunity in an engagement, as requests about snapshots name it.
async function shared(ResourceSnapshotTemplateIdentifier = SUMMARY) {
  const ResourceIdentifier = await create();
  await associate(ResourceIdentifier, 'Solutions', SOLUTION);
  const { EngagementId } = await share(ResourceIdentifier);
  return { Catalog, EngagementIdentifier: EngagementId, ResourceType: 'Opportunity', ResourceIdentifier, ResourceSnapshotTemplateIdentifier };
}

const take = (place, ClientToken = randomUUID()) => aws.send(new CreateResourceSnapshotCommand({ ...place, ClientToken }));
const latest = (place, from = aws) => from.send(new GetResourceSnapshotCommand(place));
const named = ({ Id }) => ({ Catalog, ResourceSnapshotJobIdentifier: Id });
const job = (of) => aws.send(new GetResourceSnapshotJobCommand(named(of)));
const setRole = (ResourceSnapshotJobRoleIdentifier, from = aws) =>
  from.send(new PutSellingSystemSettingsCommand({ Catalog, ResourceSnapshotJobRoleIdentifier }));

// watched is a shared opportunity with a job that nobody made before: the submission's own watches the summary only.
async function watched(options = {}) {
  const place = await shared(FULL);
  const made = await aws.send(new CreateResourceSnapshotJobCommand({ ...place, ClientToken: randomUUID(), ...options }));
  return { place, made };
}

// eventually asks again until the answer suits.
async function eventually(ask, suits) {
  for (let i = 0; i < 200; i++) {
    const answer = await ask().catch((e) => {
      if (!(e instanceof ResourceNotFoundException)) throw e;
    });
    if (answer && suits(answer)) return answer;
    await wait(50);
  }
  assert.fail('it did not come to be within ten seconds');
}

describe('CreateResourceSnapshot', () => {
  test('each call makes the next revision, and the same token none', async () => {
    const place = await shared();
    const token = randomUUID();
    const first = await take(place, token);
    const again = await take(place, token);
    const next = await take(place);
    assert.equal(again.Revision, first.Revision);
    assert.equal(again.Arn, first.Arn);
    assert.equal(next.Revision, first.Revision + 1);
    assert.equal(
      next.Arn,
      `arn:aws:partnercentral:us-east-1::catalog/${Catalog}/engagement/${place.EngagementIdentifier}/resource/Opportunity/${place.ResourceIdentifier}/template/${SUMMARY}/snapshot/${next.Revision}`,
    );
  });

  test('an engagement or an opportunity that is not there is not found, an unknown template refused', async () => {
    const place = await shared();
    await refused(take({ ...place, EngagementIdentifier: 'eng-00000000000000' }), ResourceNotFoundException);
    await refused(take({ ...place, ResourceIdentifier: 'O9999999999999' }), ResourceNotFoundException);
    await refused(take({ ...place, ResourceSnapshotTemplateIdentifier: 'Opportunity' }), ValidationException);
  });
});

describe('GetResourceSnapshot', () => {
  test('a snapshot shows what its template says, and stays as it was taken', async () => {
    const place = await shared();
    const { Revision } = await take(place);
    await change(place.ResourceIdentifier, (o) => (o.LifeCycle.ReviewStatus = 'Approved'));
    await change(place.ResourceIdentifier, (o) => (o.LifeCycle.NextSteps = 'Sign'));
    await take(place);
    const then = await latest({ ...place, Revision });
    assert.deepEqual(Object.keys(then.Payload), ['OpportunitySummary']);
    assert.equal(then.Payload.OpportunitySummary.Lifecycle.NextSteps, 'Agree on the pilot line');
    assert.equal(then.Payload.OpportunitySummary.Customer.Account.CompanyName, 'Tidewater Robotics');
    assert.equal(then.Payload.OpportunitySummary.Project.Title, undefined);
    assert.ok(then.CreatedAt instanceof Date);
    assert.equal(then.CreatedBy, partner.accountId);
    const now = await latest(place);
    assert.ok(now.Revision > Revision);
    assert.equal(now.Payload.OpportunitySummary.Lifecycle.NextSteps, 'Sign');
  });

  test("AWS's side is a snapshot for its owner", async () => {
    const place = await shared(FULL);
    await take(place);
    const got = await latest(place);
    assert.deepEqual(Object.keys(got.Payload), ['AwsOpportunitySummaryFullView']);
    assert.equal(got.Payload.AwsOpportunitySummaryFullView.RelatedOpportunityId, place.ResourceIdentifier);
    assert.deepEqual(got.TargetMemberAccounts, [partner.accountId]);
  });

  test('who is no member of the engagement finds nothing', async () => {
    const place = await shared();
    await take(place);
    await refused(latest(place, client(stranger)), ResourceNotFoundException);
  });
});

describe('ListResourceSnapshots', () => {
  test('the paginator meets every revision once, in order', async () => {
    const place = await shared(FULL);
    for (let i = 0; i < 3; i++) await take(place);
    const found = [];
    for await (const page of paginateListResourceSnapshots(
      { client: aws, pageSize: 2 },
      { Catalog, EngagementIdentifier: place.EngagementIdentifier, ResourceSnapshotTemplateIdentifier: FULL },
    )) {
      found.push(...page.ResourceSnapshotSummaries.map((s) => s.Revision));
    }
    assert.deepEqual(found, [1, 2, 3]);
  });
});

describe('ListEngagementResourceAssociations', () => {
  test('a published opportunity is associated with its engagement, for members only', async () => {
    const place = await shared();
    await take(place);
    const list = (filter, from = aws) => from.send(new ListEngagementResourceAssociationsCommand({ Catalog, ...filter }));
    const { EngagementResourceAssociationSummaries: found } = await list({ ResourceIdentifier: place.ResourceIdentifier });
    assert.deepEqual(found, [
      {
        Catalog,
        CreatedBy: partner.accountId,
        EngagementId: place.EngagementIdentifier,
        ResourceId: place.ResourceIdentifier,
        ResourceType: 'Opportunity',
      },
    ]);
    const theirs = await list({ ResourceIdentifier: place.ResourceIdentifier }, client(stranger));
    assert.deepEqual(theirs.EngagementResourceAssociationSummaries, []);
    await refused(list({ EngagementIdentifier: place.EngagementIdentifier }, client(stranger)), ResourceNotFoundException);
  });
});

describe('CreateResourceSnapshotJob', () => {
  test('a new job is stopped, and an engagement, opportunity and template have one', async () => {
    const { place, made } = await watched();
    assert.match(made.Id, /^job-[0-9a-z]{13}$/);
    assert.equal(made.Arn, `arn:aws:partnercentral:us-east-1:${partner.accountId}:catalog/${Catalog}/resource-snapshot-job/${made.Id}`);
    assert.equal((await job(made)).Status, 'Stopped');
    await refused(aws.send(new CreateResourceSnapshotJobCommand({ ...place, ClientToken: randomUUID() })), ConflictException);
  });
});

describe('GetResourceSnapshotJob', () => {
  test('a job tells what it watches, and when it last ran', async () => {
    const { place, made } = await watched();
    const before = await job(made);
    assert.equal(before.EngagementId, place.EngagementIdentifier);
    assert.equal(before.ResourceId, place.ResourceIdentifier);
    assert.equal(before.ResourceSnapshotTemplateName, FULL);
    assert.equal(before.LastSuccessfulExecutionDate, undefined);
    await aws.send(new StartResourceSnapshotJobCommand(named(made)));
    const after = await eventually(() => job(made), (j) => j.LastSuccessfulExecutionDate);
    assert.ok(after.LastSuccessfulExecutionDate instanceof Date);
    await refused(client(stranger).send(new GetResourceSnapshotJobCommand(named(made))), ResourceNotFoundException);
  });
});

describe('ListResourceSnapshotJobs', () => {
  test("the paginator meets every job of the caller's engagement once", async () => {
    const { place, made } = await watched();
    const found = [];
    for await (const page of paginateListResourceSnapshotJobs(
      { client: aws, pageSize: 1 },
      { Catalog, EngagementIdentifier: place.EngagementIdentifier, Sort: { SortBy: 'CreatedDate', SortOrder: 'DESCENDING' } },
    )) {
      found.push(...page.ResourceSnapshotJobSummaries.map((j) => j.Id));
    }
    assert.equal(new Set(found).size, found.length);
    assert.ok(found.includes(made.Id));
  });
});

describe('StartResourceSnapshotJob', () => {
  test('a running job publishes what changed, and starting it twice does no harm', async () => {
    const { place, made } = await watched();
    await aws.send(new StartResourceSnapshotJobCommand(named(made)));
    await aws.send(new StartResourceSnapshotJobCommand(named(made)));
    assert.equal((await job(made)).Status, 'Running');
    await eventually(() => latest(place), (s) => s.Revision === 1);
    await change(place.ResourceIdentifier, (o) => (o.LifeCycle.ReviewStatus = 'Approved'));
    const next = await eventually(() => latest(place), (s) => s.Revision === 2);
    assert.ok(next.Payload.AwsOpportunitySummaryFullView.Insights, 'the approval discloses insights');
  });
});

describe('StopResourceSnapshotJob', () => {
  test('a stopped job stays stopped when it is stopped again', async () => {
    const { made } = await watched();
    await aws.send(new StartResourceSnapshotJobCommand(named(made)));
    await aws.send(new StopResourceSnapshotJobCommand(named(made)));
    await aws.send(new StopResourceSnapshotJobCommand(named(made)));
    assert.equal((await job(made)).Status, 'Stopped');
  });
});

describe('DeleteResourceSnapshotJob', () => {
  test('only a stopped job is deleted', async () => {
    const { made } = await watched();
    await aws.send(new StartResourceSnapshotJobCommand(named(made)));
    await refused(aws.send(new DeleteResourceSnapshotJobCommand(named(made))), ConflictException);
    await aws.send(new StopResourceSnapshotJobCommand(named(made)));
    await aws.send(new DeleteResourceSnapshotJobCommand(named(made)));
    await refused(job(made), ResourceNotFoundException);
  });
});

// The other partner's settings, since jobs of this one run meanwhile.
describe('PutSellingSystemSettings', () => {
  const theirs = client(stranger);
  const arn = (name) => `arn:aws:iam::${stranger.accountId}:role/${name}`;
  before(() => setRole('ResourceSnapshotJobRole', theirs));

  test('a role is set by its name or its ARN, and cleared by none', async () => {
    assert.equal((await setRole('Named', theirs)).ResourceSnapshotJobRoleArn, arn('Named'));
    assert.equal((await setRole(arn('path/InFull'), theirs)).ResourceSnapshotJobRoleArn, arn('path/InFull'));
    assert.equal((await setRole(undefined, theirs)).ResourceSnapshotJobRoleArn, undefined);
  });

  test("another account's role is refused", async () => {
    await refused(setRole(`arn:aws:iam::${partner.accountId}:role/Theirs`, theirs), ValidationException);
  });
});

describe('GetSellingSystemSettings', () => {
  test('the demo begins with a role for snapshot jobs', async () => {
    const settings = await aws.send(new GetSellingSystemSettingsCommand({ Catalog }));
    assert.equal(settings.Catalog, Catalog);
    assert.equal(settings.ResourceSnapshotJobRoleArn, `arn:aws:iam::${partner.accountId}:role/ResourceSnapshotJobRole`);
  });
});
