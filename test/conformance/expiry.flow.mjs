// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// AWS's opportunity that nobody answers. The clock is moved for everybody, so this flow is played last.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { RejectEngagementInvitationCommand, ValidationException } from '@aws-sdk/client-partnercentral-selling';

import { refused } from './cosell.mjs';
import { accounts, control, eventually } from './flow.mjs';

const [mine] = accounts('Sandbox');

describe('Expiry', () => {
  test('a referral that is not answered in five business days expires, and is past answering', async () => {
    const { invitation } = await mine.refer();
    const { InvitationDate, ExpirationDate } = await mine.invitation(invitation);
    const days = (ExpirationDate - InvitationDate) / 86_400_000;
    assert.ok(days > 4 && days < 10, `five business days, and not ${days}`);
    await control('POST', 'clock', { to: new Date(ExpirationDate.getTime() - 60_000).toISOString() });
    assert.equal((await mine.invitation(invitation)).Status, 'PENDING', 'a minute before it still can be answered');

    await control('POST', 'clock', { by: '2 minutes' });
    await eventually(
      () => mine.invitation(invitation),
      (i) => i.Status === 'EXPIRED',
    );
    await refused(mine.accept(invitation), ValidationException);
    await refused(mine.send(RejectEngagementInvitationCommand, { Identifier: invitation, RejectionReason: 'Other' }), ValidationException);
    assert.ok((await mine.received({ Status: ['EXPIRED'] })).some((i) => i.Id === invitation));
  });
});
