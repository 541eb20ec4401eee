// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import {
  AccessDeniedException,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  ValidationException,
} from '@aws-sdk/client-partnercentral-selling';

import { aws, Catalog, client, codes, create, partner, refused, stranger } from './cosell.mjs';

const arnOf = (id, account = partner.accountId) => `arn:aws:partnercentral:us-east-1:${account}:catalog/${Catalog}/opportunity/${id}`;
const tag = (ResourceArn, Tags, from = aws) => from.send(new TagResourceCommand({ ResourceArn, Tags }));
const tags = async (ResourceArn, from = aws) => (await from.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;

describe('TagResource', () => {
  test('a key that is there already gets the new value', async () => {
    const arn = arnOf(await create({ Tags: [{ Key: 'team', Value: 'east' }] }));
    await tag(arn, [{ Key: 'team', Value: 'west' }, { Key: '案件', Value: '' }]);
    assert.deepEqual(await tags(arn), [{ Key: 'team', Value: 'west' }, { Key: '案件', Value: '' }]);
  });

  test('keys of AWS and keys given twice are refused', async () => {
    const arn = arnOf(await create());
    const e = await refused(tag(arn, [{ Key: 'aws:x', Value: '' }, { Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }]), ValidationException);
    assert.deepEqual(codes(e), ['tags.key ACTION_NOT_PERMITTED', 'tags.key DUPLICATE_KEY_VALUE']);
    assert.deepEqual(await tags(arn), []);
  });

  test('what is not there and what is not ours is denied in the same words', async () => {
    const id = await create();
    const missing = await refused(tag(arnOf('O9999999999999'), [{ Key: 'a', Value: '' }]), AccessDeniedException);
    const foreign = await refused(tag(arnOf(id), [{ Key: 'a', Value: '' }], client(stranger)), AccessDeniedException);
    assert.equal(foreign.message, missing.message);
  });
});

describe('UntagResource', () => {
  test('named keys go, others stay, and keys that are not there are passed over', async () => {
    const arn = arnOf(await create({ Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] }));
    await aws.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: ['a', 'c'] }));
    assert.deepEqual(await tags(arn), [{ Key: 'b', Value: '2' }]);
  });
});

describe('ListTagsForResource', () => {
  test('an opportunity has the tags that it was created with, by key', async () => {
    const arn = arnOf(await create({ Tags: [{ Key: 'b', Value: '2' }, { Key: 'a', Value: '1' }] }));
    assert.deepEqual(await tags(arn), [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }]);
  });
});
