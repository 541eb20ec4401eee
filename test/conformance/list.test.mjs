// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';

import {
  ListOpportunitiesCommand,
  ListSolutionsCommand,
  paginateListOpportunities,
  paginateListSolutions,
  ValidationException,
} from '@aws-sdk/client-partnercentral-selling';

import { aws, Catalog, change, complete, create, read, refused, SOLUTION, stranger, client } from './cosell.mjs';

const ids = (page) => page.OpportunitySummaries.map((o) => o.Id);
const list = (filter) => aws.send(new ListOpportunitiesCommand({ Catalog, ...filter }));

describe('ListOpportunities', () => {
  const company = `Copperfield ${randomUUID()}`;
  const made = [];

  before(async () => {
    for (let n = 0; n < 5; n++) {
      const like = complete();
      like.Customer.Account.CompanyName = company;
      like.LifeCycle.TargetCloseDate = `2031-0${9 - n}-15`;
      made.push(await create({ Customer: like.Customer, LifeCycle: like.LifeCycle }));
    }
  });

  test('the paginator meets every opportunity once', async () => {
    const found = [];
    let pages = 0;
    const by = { SortBy: 'CreatedDate', SortOrder: 'ASCENDING' };
    for await (const page of paginateListOpportunities({ client: aws, pageSize: 2 }, { Catalog, CustomerCompanyName: [company], Sort: by })) {
      pages++;
      found.push(...ids(page));
    }
    assert.deepEqual(found, made);
    assert.ok(pages >= 3, `${pages} pages of 2`);
  });

  test('a summary says where the opportunity stands', async () => {
    const [o] = (await list({ Identifier: [made[0]] })).OpportunitySummaries;
    assert.equal(o.Catalog, Catalog);
    assert.equal(o.Customer.Account.CompanyName, company);
    assert.equal(o.LifeCycle.Stage, 'Prospect');
    assert.equal(o.LifeCycle.ReviewStatus, 'Pending Submission');
    assert.equal(o.LifeCycle.TargetCloseDate, '2031-09-15');
    assert.ok(o.LastModifiedDate instanceof Date);
    assert.equal(o.Project.ExpectedCustomerSpend[0].Amount, '2500.00');
    assert.equal(o.Customer.Contacts, undefined, 'lists show no contacts');
  });

  test('every sort order holds', async () => {
    const all = { CustomerCompanyName: [company] };
    const sorted = (SortBy, SortOrder) => list({ ...all, Sort: { SortBy, SortOrder } }).then(ids);
    assert.deepEqual(await sorted('TargetCloseDate', 'ASCENDING'), [...made].reverse());
    assert.deepEqual(await sorted('TargetCloseDate', 'DESCENDING'), made);
    assert.deepEqual(await sorted('CreatedDate', 'DESCENDING'), [...made].reverse());
    assert.deepEqual((await sorted('Identifier', 'ASCENDING')).sort(), [...made].sort());
    assert.equal((await sorted('CustomerCompanyName', 'ASCENDING')).length, 5);
    assert.deepEqual(await list(all).then(ids), [...made].reverse(), 'the latest change comes first unless asked otherwise');
  });

  test('filters must all hold; of the values of one filter, any', async () => {
    const all = { CustomerCompanyName: [company] };
    assert.deepEqual(await list({ ...all, Identifier: [made[1], made[3], 'O9999999999999'] }).then(ids), [made[3], made[1]]);
    assert.equal((await list({ ...all, LifeCycleStage: ['Prospect', 'Qualified'] })).OpportunitySummaries.length, 5);
    assert.deepEqual(await list({ ...all, LifeCycleStage: ['Launched'] }).then(ids), []);
    assert.equal((await list({ ...all, LifeCycleReviewStatus: ['Pending Submission'] })).OpportunitySummaries.length, 5);
    assert.deepEqual(await list({ ...all, LifeCycleReviewStatus: ['Approved', 'Rejected'] }).then(ids), []);
    assert.deepEqual(await list({ ...all, TargetCloseDate: { AfterTargetCloseDate: '2031-08-01' } }).then(ids), [made[1], made[0]]);
    assert.equal((await list({ ...all, LifeCycleStage: [] })).OpportunitySummaries.length, 5, 'an empty list is no filter');
  });

  test('the last change that was seen is where the next reading begins', async () => {
    const { LastModifiedDate } = await change(made[2], (o) => (o.LifeCycle.NextSteps = 'Seen'));
    const found = await list({ LastModifiedDate: { AfterLastModifiedDate: LastModifiedDate }, CustomerCompanyName: [company] }).then(ids);
    assert.deepEqual(found, [made[2]], 'the bound itself is included');
    assert.deepEqual((await read(made[2])).LastModifiedDate, LastModifiedDate);
  });

  test('a token belongs to its query', async () => {
    const { NextToken } = await list({ CustomerCompanyName: [company], MaxResults: 2 });
    assert.ok(NextToken);
    await refused(list({ CustomerCompanyName: [company], MaxResults: 2, LifeCycleStage: ['Launched'], NextToken }), ValidationException);
    await refused(list({ NextToken: 'made up' }), ValidationException);
  });

  test('more than a hundred at once is refused', async () => {
    const e = await refused(list({ MaxResults: 101 }), ValidationException);
    assert.equal(e.Reason, 'REQUEST_VALIDATION_FAILED');
  });

  test('another partner sees nothing of it, and the other catalog neither', async () => {
    const theirs = await client(stranger).send(new ListOpportunitiesCommand({ Catalog, CustomerCompanyName: [company] }));
    assert.deepEqual(ids(theirs), []);
    assert.deepEqual(ids(await list({ Catalog: 'AWS', CustomerCompanyName: [company] })), []);
  });
});

describe('ListSolutions', () => {
  test('the solution of the Sandbox is always there', async () => {
    const { SolutionSummaries } = await aws.send(new ListSolutionsCommand({ Catalog, Identifier: [SOLUTION] }));
    assert.deepEqual(
      SolutionSummaries.map((s) => [s.Id, s.Status, s.Catalog]),
      [[SOLUTION, 'Active', Catalog]],
    );
    assert.ok(SolutionSummaries[0].Name && SolutionSummaries[0].Category && SolutionSummaries[0].CreatedDate instanceof Date);
  });

  test('the paginator meets every solution once', async () => {
    const found = [];
    for await (const page of paginateListSolutions({ client: aws, pageSize: 1 }, { Catalog: 'AWS', Status: ['Active'] })) {
      found.push(...page.SolutionSummaries.map((s) => s.Id));
    }
    assert.ok(found.length >= 2);
    assert.deepEqual(found, [...new Set(found)].sort());
  });
});
