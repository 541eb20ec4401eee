// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// AWS's opportunity, offered to a partner: accepted, or rejected with a reason.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ListEngagementMembersCommand, RejectEngagementInvitationCommand, ResourceNotFoundException, ValidationException } from '@aws-sdk/client-partnercentral-selling';

import { codes, inDays, refused } from './cosell.mjs';
import { accounts } from './flow.mjs';

const [mine, theirs] = accounts('Sandbox');

describe('AWS referral', () => {
  test('accepted, it is an approved opportunity of the partner, which then moves it on', async () => {
    const { invitation, opportunity } = await mine.refer();
    const offered = await mine.invitation(invitation);
    assert.equal(offered.Status, 'PENDING');
    for (const withheld of ['mina.park', '98101', 'Seattle']) assert.ok(!JSON.stringify(offered).includes(withheld), withheld);
    await refused(mine.read(opportunity), ResourceNotFoundException);
    await refused(theirs.invitation(invitation), ResourceNotFoundException);
    await refused(theirs.accept(invitation), ResourceNotFoundException);

    const task = await mine.accept(invitation);
    assert.equal(task.TaskStatus, 'COMPLETE');
    assert.equal(task.OpportunityId, opportunity);
    const record = await mine.read(opportunity);
    assert.equal(record.LifeCycle.ReviewStatus, 'Approved');
    assert.equal(record.Customer.Contacts[0].Email, 'mina.park@tidewater-robotics.example');
    const { EngagementId } = await mine.invitation(invitation);
    assert.equal((await mine.send(ListEngagementMembersCommand, { Identifier: EngagementId })).EngagementMemberList.length, 2);

    await mine.solve(opportunity);
    await mine.change(opportunity, (o) => {
      o.LifeCycle.Stage = 'Qualified';
      o.LifeCycle.TargetCloseDate = inDays(120);
      o.LifeCycle.NextSteps = 'Meet the plant manager';
      o.PrimaryNeedsFromAws ??= ['Co-Sell - Deal Support'];
    });
    assert.equal((await mine.read(opportunity)).LifeCycle.Stage, 'Qualified');
    await refused(theirs.read(opportunity), ResourceNotFoundException);
  });

  test('rejected, it needs a reason, is closed, and cannot be accepted any more', async () => {
    const { invitation, opportunity } = await mine.refer();
    const reject = (reason) => mine.send(RejectEngagementInvitationCommand, { Identifier: invitation, RejectionReason: reason });
    assert.deepEqual(codes(await refused(reject(), ValidationException)), ['rejectionReason REQUIRED_FIELD_MISSING']);
    await reject('Customer problem unclear');
    const closed = await mine.invitation(invitation);
    assert.equal(closed.Status, 'REJECTED');
    assert.equal(closed.Payload, undefined);
    await refused(mine.accept(invitation), ValidationException);
    await refused(mine.read(opportunity), ResourceNotFoundException);
  });
});
