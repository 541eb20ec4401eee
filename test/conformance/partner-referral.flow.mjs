// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// A partner's opportunity: handed in, asked for more, mended, approved, won. AWS is played at its control interface.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import {
  GetAwsOpportunitySummaryCommand,
  ListEngagementMembersCommand,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-partnercentral-selling';

import { codes, refused } from './cosell.mjs';
import { accounts, review } from './flow.mjs';

const [mine, theirs] = accounts('AWS');

describe('Partner referral', () => {
  test('AWS asks for action, the partner mends, AWS approves, the deal is launched; another partner sees nothing', async () => {
    const id = await mine.create();
    await mine.solve(id);
    const task = await mine.submit(id);
    assert.equal(task.TaskStatus, 'COMPLETE');
    const status = async () => (await mine.read(id)).LifeCycle.ReviewStatus;
    assert.equal(await status(), 'Submitted');

    await review(id, 'open');
    assert.equal(await status(), 'In review');
    const e = await refused(
      mine.change(id, (o) => (o.LifeCycle.NextSteps = 'Too early')),
      ValidationException,
    );
    assert.match(codes(e).join(), /INVALID_RESOURCE_STATE|ACTION_NOT_PERMITTED/);

    await review(id, 'ask', 'Please give the street of the plant.', 'Other');
    const asked = (await mine.read(id)).LifeCycle;
    assert.equal(asked.ReviewStatus, 'Action Required');
    assert.equal(asked.ReviewComments, 'Please give the street of the plant.');

    await mine.change(id, (o) => (o.Customer.Account.Address.StreetAddress = '1402 Third Avenue'));
    assert.equal(await status(), 'Submitted');
    await review(id, 'open');
    await review(id, 'approve', 'Good luck');
    assert.equal(await status(), 'Approved');

    assert.equal((await mine.invitation(task.EngagementInvitationId)).Status, 'ACCEPTED', 'AWS joins when it approves');
    const members = await mine.send(ListEngagementMembersCommand, { Identifier: task.EngagementId });
    assert.equal(members.EngagementMemberList.length, 2);
    const side = await mine.send(GetAwsOpportunitySummaryCommand, { RelatedOpportunityIdentifier: id });
    assert.equal(side.InvolvementType, 'Co-Sell');

    for (const Stage of ['Qualified', 'Technical Validation', 'Business Validation', 'Committed', 'Launched']) {
      await mine.change(id, (o) => {
        o.LifeCycle.Stage = Stage;
        o.LifeCycle.NextSteps = `After ${Stage}`;
        o.Customer.Account.AwsAccountId = '123456789012';
      });
    }
    const won = (await mine.read(id)).LifeCycle;
    assert.equal(won.Stage, 'Launched');
    assert.ok(won.NextStepsHistory.length >= 5);

    await refused(theirs.read(id), ResourceNotFoundException);
  });

  test('what AWS rejects stays as it is, and AWS does not join', async () => {
    const id = await mine.create();
    await mine.solve(id);
    const task = await mine.submit(id);
    await review(id, 'open');
    await review(id, 'reject', 'There is no project here.', 'Other');
    assert.equal((await mine.read(id)).LifeCycle.ReviewStatus, 'Rejected');
    assert.equal((await mine.invitation(task.EngagementInvitationId)).Status, 'REJECTED');
    await refused(
      mine.change(id, (o) => (o.LifeCycle.NextSteps = 'Try again')),
      ValidationException,
    );
  });
});
