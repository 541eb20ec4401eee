// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import {
  ListOpportunitiesCommand,
  PartnerCentralSellingServiceException,
  ResourceNotFoundException,
  SubmitOpportunityCommand,
  ValidationException,
} from '@aws-sdk/client-partnercentral-selling';

import { associate, aws, Catalog, client, create, partner, read, refused, SOLUTION, stranger } from './cosell.mjs';

describe('the front door', () => {
  test('an unknown access key is refused', async () => {
    const e = await refused(
      read('O1234567', client({ accessKeyId: 'AKIANOBODYKNOWSTHIS', secretAccessKey: 'x' })),
      PartnerCentralSellingServiceException,
    );
    assert.equal(e.name, 'UnrecognizedClientException');
    assert.equal(e.$metadata.httpStatusCode, 403);
    assert.equal(e.message, 'The security token included in the request is invalid.');
  });

  test('a wrong secret is refused', async () => {
    const e = await refused(read('O1234567', client({ ...partner, secretAccessKey: 'wrong' })), PartnerCentralSellingServiceException);
    assert.equal(e.name, 'InvalidSignatureException');
    assert.equal(e.$metadata.httpStatusCode, 403);
  });

  test('a session token that the key does not have is refused', async () => {
    const odd = client(partner, {
      credentials: { accessKeyId: partner.accessKeyId, secretAccessKey: partner.secretAccessKey, sessionToken: 'made up' },
    });
    const e = await refused(read('O1234567', odd), PartnerCentralSellingServiceException);
    assert.equal(e.name, 'UnrecognizedClientException');
  });

  test('a signature for another Region is refused', async () => {
    const e = await refused(read('O1234567', client(partner, { region: 'eu-west-1' })), PartnerCentralSellingServiceException);
    assert.equal(e.name, 'InvalidSignatureException');
  });

  test("a client whose clock is wrong mends itself by the answer's date", async () => {
    const id = await create();
    const late = client(partner, { systemClockOffset: -3_600_000 });
    assert.equal((await read(id, late)).Id, id);
  });

  test('an operation that is not served says so', async () => {
    const odd = client();
    odd.middlewareStack.add(
      (next) => (call) => {
        call.request.headers['x-amz-target'] = 'AWSPartnerCentralSelling.ListSecrets';
        return next(call);
      },
      { step: 'build' }, // before it is signed
    );
    const e = await refused(odd.send(new ListOpportunitiesCommand({ Catalog })), PartnerCentralSellingServiceException);
    assert.equal(e.name, 'UnknownOperationException');
    assert.equal(e.$metadata.httpStatusCode, 404);
  });
});

describe('tenants', () => {
  test("a stranger's opportunity is as unknown as one that does not exist", async () => {
    const id = await create();
    const theirs = client(stranger);
    const foreign = await refused(read(id, theirs), ResourceNotFoundException);
    const absent = await refused(read('O9999999999999', theirs), ResourceNotFoundException);
    assert.equal(foreign.message, absent.message);
    assert.equal(foreign.$metadata.httpStatusCode, 400);
    await refused(
      theirs.send(new SubmitOpportunityCommand({ Catalog, Identifier: id, InvolvementType: 'Co-Sell' })),
      ResourceNotFoundException,
    );
    assert.equal((await read(id)).LifeCycle.ReviewStatus, 'Pending Submission');
  });
});

describe('a ValidationException', () => {
  test('names reason, fields, codes and the request', async () => {
    const e = await refused(associate(await create(), 'Pets', SOLUTION), ValidationException);
    assert.equal(e.name, 'ValidationException');
    assert.equal(e.$fault, 'client');
    assert.equal(e.$metadata.httpStatusCode, 400);
    assert.equal(e.Reason, 'REQUEST_VALIDATION_FAILED');
    assert.equal(e.ErrorList[0].Code, 'INVALID_ENUM_VALUE');
    assert.match(e.ErrorList[0].Message, /Member must satisfy enum value set: \[/);
  });

  test('an identifier that is none is a mistake of the request', async () => {
    const e = await refused(read('1234567'), ValidationException);
    assert.equal(e.Reason, 'REQUEST_VALIDATION_FAILED');
    assert.match(e.ErrorList[0].Message, /Member must satisfy regular expression pattern/);
  });
});
