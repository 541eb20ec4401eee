// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { AssignOpportunityCommand, ValidationException } from '@aws-sdk/client-partnercentral-selling';

import { aws, Catalog, codes, create, facts, read, refused } from './cosell.mjs';

const assign = (Identifier, Email, BusinessTitle = 'OpportunityOwner') =>
  aws.send(
    new AssignOpportunityCommand({
      Catalog,
      Identifier,
      Assignee: { Email, FirstName: 'Not', LastName: 'Believed', BusinessTitle },
    }),
  );

describe('AssignOpportunity', () => {
  test("an opportunity goes to another user of the partner, under that user's own name", async () => {
    const id = await create();
    const manager = facts.users.find((u) => u.role === 'ACEManager');
    const answer = await assign(id, manager.email);
    assert.equal(answer.$metadata.httpStatusCode, 200);
    const owner = (await read(id)).OpportunityTeam.find((m) => m.BusinessTitle === 'OpportunityOwner');
    assert.equal(owner.Email, manager.email);
    assert.notEqual(owner.LastName, 'Believed');
  });

  test('somebody unknown gets nothing', async () => {
    const e = await refused(assign(await create(), 'nobody@elsewhere.example'), ValidationException);
    assert.deepEqual(codes(e), ['assignee.email INVALID_VALUE']);
  });
});
