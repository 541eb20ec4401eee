// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { GetOpportunityCommand, ResourceNotFoundException } from '@aws-sdk/client-partnercentral-selling';

import { aws, create, read, refused } from './cosell.mjs';

describe('GetOpportunity', () => {
  test('reading changes nothing', async () => {
    const id = await create();
    const first = await read(id);
    const again = await read(id);
    delete first.$metadata;
    delete again.$metadata;
    assert.deepEqual(again, first);
  });

  test('the owner is on the team from the start', async () => {
    const { OpportunityTeam } = await read(await create());
    const owner = OpportunityTeam.find((m) => m.BusinessTitle === 'OpportunityOwner');
    assert.match(owner.Email, /@/);
    assert.ok(owner.FirstName && owner.LastName);
    assert.equal(owner.Phone, undefined);
  });

  test('an opportunity that does not exist is not found', async () => {
    const e = await refused(read('O9999999999999'), ResourceNotFoundException);
    assert.equal(e.message, 'Resource not found');
  });

  test('an opportunity is found in its own catalog only', async () => {
    const Identifier = await create();
    await refused(aws.send(new GetOpportunityCommand({ Catalog: 'AWS', Identifier })), ResourceNotFoundException);
  });
});
