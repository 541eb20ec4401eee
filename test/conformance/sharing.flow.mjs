// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Two partners on one deal: each has an opportunity of its own, and each reads of the other's what snapshots publish.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';

import {
  ConflictException,
  CreateResourceSnapshotCommand,
  GetResourceSnapshotCommand,
  ListEngagementMembersCommand,
  RejectEngagementInvitationCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-partnercentral-selling';

import { inDays, refused } from './cosell.mjs';
import { accounts, eventually } from './flow.mjs';

const [mine, theirs] = accounts('Sandbox');
const template = 'OpportunitySummaryView';

const offer = {
  OpportunityInvitation: {
    SenderContacts: [{ Email: 'alliance@example.com', FirstName: 'Aoi', LastName: 'Sato', BusinessTitle: 'PartnerAccountManager' }],
    ReceiverResponsibilities: ['Services Partner'],
    Customer: { CompanyName: 'Tidewater Robotics', CountryCode: 'US', Industry: 'Manufacturing', WebsiteUrl: 'https://tidewater-robotics.example' },
    Project: {
      Title: 'Fleet telemetry on AWS',
      BusinessProblem: 'Robots report their faults by hand; the plant wants them collected and acted upon at once.',
      TargetCompletionDate: inDays(90),
      ExpectedCustomerSpend: [{ Amount: '2500.00', CurrencyCode: 'USD', Frequency: 'Monthly', TargetCompany: 'AWS' }],
    },
  },
};

// submitted is an opportunity of mine in review, and its engagement.
async function submitted() {
  const id = await mine.create();
  await mine.solve(id);
  return { id, engagement: (await mine.submit(id)).EngagementId };
}

const snapshot = (who, EngagementIdentifier, ResourceIdentifier) =>
  who.send(GetResourceSnapshotCommand, {
    EngagementIdentifier,
    ResourceType: 'Opportunity',
    ResourceIdentifier,
    ResourceSnapshotTemplateIdentifier: template,
  });

describe('Multi-partner', () => {
  test('an invited partner joins with an opportunity of its own, and each reads what the other publishes', async () => {
    const { id, engagement } = await submitted();
    const { Id } = await mine.invite(engagement, theirs, offer);
    const offered = await theirs.invitation(Id);
    assert.equal(offered.Status, 'PENDING');
    assert.equal(offered.SenderAwsAccountId, mine.id);
    await refused(snapshot(theirs, engagement, id), ResourceNotFoundException);

    const task = await theirs.accept(Id);
    assert.equal(task.TaskStatus, 'COMPLETE');
    const own = task.OpportunityId;
    assert.notEqual(own, id);
    assert.equal((await theirs.read(own)).LifeCycle.ReviewStatus, 'Submitted', 'as far as the review of the sender is');
    await refused(theirs.read(id), ResourceNotFoundException);
    await refused(mine.read(own), ResourceNotFoundException);
    const { EngagementMemberList } = await theirs.send(ListEngagementMembersCommand, { Identifier: engagement });
    assert.ok(EngagementMemberList.some((m) => m.AccountId === mine.id) && EngagementMemberList.some((m) => m.AccountId === theirs.id));

    await mine.change(id, (o) => (o.LifeCycle.ReviewStatus = 'Approved'));
    await eventually(
      () => theirs.read(own),
      (o) => o.LifeCycle.ReviewStatus === 'Approved',
    );

    await mine.change(id, (o) => (o.LifeCycle.NextSteps = 'Sign in March'));
    const seen = await eventually(
      () => snapshot(theirs, engagement, id),
      (s) => s.Payload.OpportunitySummary.Lifecycle.NextSteps === 'Sign in March',
    );
    assert.equal(seen.CreatedBy, mine.id);
    await theirs.send(CreateResourceSnapshotCommand, {
      ClientToken: randomUUID(),
      EngagementIdentifier: engagement,
      ResourceType: 'Opportunity',
      ResourceIdentifier: own,
      ResourceSnapshotTemplateIdentifier: template,
    });
    assert.equal((await snapshot(mine, engagement, own)).CreatedBy, theirs.id);

    await refused(mine.invite(engagement, theirs, offer), ConflictException);
  });

  test('who declines stays outside', async () => {
    const { engagement } = await submitted();
    const { Id } = await mine.invite(engagement, theirs, offer);
    await theirs.send(RejectEngagementInvitationCommand, { Identifier: Id, RejectionReason: 'Unable to support' });
    const answered = await mine.invitation(Id);
    assert.equal(answered.Status, 'REJECTED');
    assert.equal(answered.RejectionReason, 'Unable to support');
    await refused(theirs.send(ListEngagementMembersCommand, { Identifier: engagement }), ResourceNotFoundException);
  });
});
