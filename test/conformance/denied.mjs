// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Run by policy_test.go, with keys that the demo does not have: the first may work in the Sandbox only, the second is of a
// partner that has not accepted the terms.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import {
  AccessDeniedException,
  CreateOpportunityCommand,
  InternalServerException,
  ListOpportunitiesCommand,
} from '@aws-sdk/client-partnercentral-selling';

import { aws, client, complete, create, read, refused, stranger } from './cosell.mjs';

describe('an access key', () => {
  test('may do what its policy allows, and nothing else', async () => {
    const id = await create();
    assert.equal((await read(id)).Id, id);
    const e = await refused(aws.send(new CreateOpportunityCommand(complete({ Catalog: 'AWS' }))), AccessDeniedException);
    assert.equal(e.$metadata.httpStatusCode, 400);
    assert.match(e.message, /not authorized to perform: partnercentral:CreateOpportunity/);
    assert.equal(e.Reason, undefined);
  });

  test('of a partner without terms may do nothing', async () => {
    const e = await refused(client(stranger).send(new ListOpportunitiesCommand({ Catalog: 'AWS' })), AccessDeniedException);
    assert.equal(e.Reason, 'INCOMPATIBLE_BENEFIT_AWS_PARTNER_STATE');
  });
});

describe('a fault of the service', () => {
  test('is an InternalServerException that tells nothing but the request', async () => {
    const once = client(undefined, { maxAttempts: 1, endpoint: process.env.COSELL_BROKEN });
    const e = await refused(once.send(new ListOpportunitiesCommand({ Catalog: 'AWS' })), InternalServerException);
    assert.equal(e.$metadata.httpStatusCode, 500);
    assert.equal(e.$fault, 'server');
    assert.doesNotMatch(e.message, /invariant/);
  });
});
