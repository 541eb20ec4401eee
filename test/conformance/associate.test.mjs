// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import {
  DisassociateOpportunityCommand,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-partnercentral-selling';

import { associate, aws, Catalog, codes, create, read, refused, SOLUTION } from './cosell.mjs';

const disassociate = (OpportunityIdentifier, RelatedEntityType, RelatedEntityIdentifier) =>
  aws.send(
    new DisassociateOpportunityCommand({ Catalog, OpportunityIdentifier, RelatedEntityType, RelatedEntityIdentifier }),
  );

describe('AssociateOpportunity', () => {
  test('a solution and products appear on the record', async () => {
    const id = await create();
    const before = await read(id);
    const answer = await associate(id, 'Solutions', SOLUTION);
    assert.equal(answer.$metadata.httpStatusCode, 200);
    await associate(id, 'AwsProducts', 'AWSLambda');
    await associate(id, 'AwsProducts', 'AmazonS3');
    const got = await read(id);
    assert.deepEqual(got.RelatedEntityIdentifiers.Solutions, [SOLUTION]);
    assert.deepEqual([...got.RelatedEntityIdentifiers.AwsProducts].sort(), ['AWSLambda', 'AmazonS3']);
    assert.ok(got.LastModifiedDate > before.LastModifiedDate, 'an association is a change');
  });

  test('the same association twice is one', async () => {
    const id = await create();
    await associate(id, 'Solutions', SOLUTION);
    await associate(id, 'Solutions', SOLUTION);
    assert.deepEqual((await read(id)).RelatedEntityIdentifiers.Solutions, [SOLUTION]);
  });

  test('an unknown product code is refused', async () => {
    const e = await refused(associate(await create(), 'AwsProducts', 'NoSuchProduct'), ValidationException);
    assert.match(codes(e).join(), /INVALID_ENUM_VALUE/);
  });

  test("a solution that is not the partner's is refused", async () => {
    const id = await create();
    await assert.rejects(associate(id, 'Solutions', 'S-9999999'), (e) =>
      ['ValidationException', 'ResourceNotFoundException'].includes(e.name),
    );
    assert.deepEqual((await read(id)).RelatedEntityIdentifiers.Solutions, []);
  });

  test('an unknown opportunity is not found', async () => {
    await refused(associate('O9999999999999', 'Solutions', SOLUTION), ResourceNotFoundException);
  });
});

describe('DisassociateOpportunity', () => {
  test('what was associated can be taken off again', async () => {
    const id = await create();
    await associate(id, 'AwsProducts', 'AWSLambda');
    await disassociate(id, 'AwsProducts', 'AWSLambda');
    assert.deepEqual((await read(id)).RelatedEntityIdentifiers.AwsProducts, []);
  });

  test('what is not associated is not found', async () => {
    await refused(disassociate(await create(), 'AwsProducts', 'AWSLambda'), ResourceNotFoundException);
  });
});
