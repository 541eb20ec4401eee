// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ConflictException, UpdateOpportunityCommand, ValidationException } from '@aws-sdk/client-partnercentral-selling';

import { aws, change, codes, create, read, refused, submitted } from './cosell.mjs';

describe('UpdateOpportunity', () => {
  test('a whole record that was read may be sent back changed', async () => {
    const id = await create();
    const answer = await change(id, (o) => {
      o.Project.Title = 'A better title';
      o.LifeCycle.NextSteps = 'Meet the plant manager';
    });
    assert.equal(answer.Id, id);
    const got = await read(id);
    assert.equal(got.Project.Title, 'A better title');
    assert.deepEqual(got.LastModifiedDate, answer.LastModifiedDate);
    assert.equal(got.LifeCycle.NextStepsHistory?.[0]?.Value, 'Meet the plant manager');
  });

  test('what is left out is emptied', async () => {
    const id = await create();
    await change(id, (o) => delete o.Project.CustomerUseCase);
    assert.equal((await read(id)).Project.CustomerUseCase, undefined);
  });

  test('a stale LastModifiedDate is a conflict and changes nothing', async () => {
    const id = await create();
    const old = await read(id);
    await change(id, (o) => (o.Project.Title = 'First'));
    await refused(
      aws.send(new UpdateOpportunityCommand({ ...old, Identifier: id, Project: { ...old.Project, Title: 'Second' } })),
      ConflictException,
    );
    assert.equal((await read(id)).Project.Title, 'First');
  });

  test('of writers that saw the same version, one succeeds', async () => {
    const id = await create();
    const seen = await read(id);
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((Title) =>
        aws.send(new UpdateOpportunityCommand({ ...seen, Identifier: id, Project: { ...seen.Project, Title } })),
      ),
    );
    assert.equal(outcomes.filter((o) => o.status === 'fulfilled').length, 1);
    for (const o of outcomes) if (o.status === 'rejected') assert.ok(o.reason instanceof ConflictException, o.reason);
  });

  test('while AWS reviews, nothing can be changed', async () => {
    const id = await submitted();
    const e = await refused(
      change(id, (o) => (o.Project.Title = 'Too late')),
      ValidationException,
    );
    assert.equal(e.Reason, 'BUSINESS_VALIDATION_FAILED');
    assert.match(codes(e).join(), /INVALID_RESOURCE_STATE|ACTION_NOT_PERMITTED/);
    assert.notEqual((await read(id)).Project.Title, 'Too late');
  });

  test('an approved opportunity moves on, but keeps its title', async () => {
    const id = await submitted();
    await change(id, (o) => (o.LifeCycle.ReviewStatus = 'Approved'));
    await change(id, (o) => (o.LifeCycle.Stage = 'Qualified'));
    assert.equal((await read(id)).LifeCycle.Stage, 'Qualified');
    const e = await refused(
      change(id, (o) => (o.Project.Title = 'Another deal')),
      ValidationException,
    );
    assert.match(codes(e).join(), /project\.title/);
  });

  test('Closed Lost needs its reason', async () => {
    const id = await submitted();
    await change(id, (o) => (o.LifeCycle.ReviewStatus = 'Approved'));
    const e = await refused(
      change(id, (o) => (o.LifeCycle.Stage = 'Closed Lost')),
      ValidationException,
    );
    assert.deepEqual(codes(e), ['lifeCycle.closedLostReason REQUIRED_FIELD_MISSING']);
    await change(id, (o) => {
      o.LifeCycle.Stage = 'Closed Lost';
      o.LifeCycle.ClosedLostReason = 'Price';
    });
    assert.equal((await read(id)).LifeCycle.ClosedLostReason, 'Price');
  });
});
