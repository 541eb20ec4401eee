// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';

import { ConflictException, CreateOpportunityCommand, ValidationException } from '@aws-sdk/client-partnercentral-selling';

import { aws, Catalog, codes, complete, create, partner, read, refused } from './cosell.mjs';

describe('CreateOpportunity', () => {
  test('a complete opportunity is stored as it was sent', async () => {
    const sent = complete();
    const made = await aws.send(new CreateOpportunityCommand(sent));
    assert.match(made.Id, /^O[0-9]{1,19}$/);
    assert.equal(made.PartnerOpportunityIdentifier, sent.PartnerOpportunityIdentifier);

    const got = await read(made.Id);
    assert.equal(got.Id, made.Id);
    assert.equal(got.Arn, `arn:aws:partnercentral:us-east-1:${partner.accountId}:catalog/${Catalog}/opportunity/${made.Id}`);
    assert.deepEqual(got.LastModifiedDate, made.LastModifiedDate);
    assert.ok(got.CreatedDate instanceof Date);
    assert.equal(got.LifeCycle.ReviewStatus, 'Pending Submission');
    assert.equal(got.LifeCycle.Stage, 'Prospect');
    assert.equal(got.LifeCycle.TargetCloseDate, sent.LifeCycle.TargetCloseDate);
    assert.equal(got.Customer.Account.CompanyName, sent.Customer.Account.CompanyName);
    assert.deepEqual(got.Customer.Contacts, sent.Customer.Contacts);
    assert.deepEqual(got.Project.DeliveryModels, sent.Project.DeliveryModels);
    assert.equal(got.Project.ExpectedCustomerSpend[0].Amount, '2500.00', "the partner's digits are kept");
    assert.deepEqual(got.RelatedEntityIdentifiers.Solutions, []);
    assert.deepEqual(got.RelatedEntityIdentifiers.AwsProducts, []);
  });

  test('a draft may be almost empty', async () => {
    const { Id } = await aws.send(new CreateOpportunityCommand({ Catalog, ClientToken: randomUUID() }));
    const got = await read(Id);
    assert.equal(got.LifeCycle.Stage, 'Prospect');
    assert.equal(got.LifeCycle.ReviewStatus, 'Pending Submission');
  });

  test('the SDK fills the token when the caller does not', async () => {
    const { Id } = await aws.send(new CreateOpportunityCommand({ Catalog }));
    assert.match(Id, /^O/);
  });

  test('text in any script survives', async () => {
    const Title = '工場のIoT基盤 “<b>” & 𝒳 \\ "引用"';
    const Id = await create({ Project: { ...complete().Project, Title } });
    assert.equal((await read(Id)).Project.Title, Title);
  });

  test('the same token and request answer the first answer again', async () => {
    const sent = complete();
    const first = await aws.send(new CreateOpportunityCommand(sent));
    const again = await aws.send(new CreateOpportunityCommand(sent));
    assert.equal(again.Id, first.Id);
    assert.deepEqual(again.LastModifiedDate, first.LastModifiedDate);
  });

  test('the same token with another request is a conflict', async () => {
    const sent = complete();
    await aws.send(new CreateOpportunityCommand(sent));
    const e = await refused(
      aws.send(new CreateOpportunityCommand({ ...sent, NationalSecurity: undefined })),
      ConflictException,
    );
    assert.match(e.message, /Conflicting client token submitted for a new request body/);
  });

  test('one request sent many times at once makes one opportunity', async () => {
    const sent = complete();
    const made = await Promise.all(Array.from({ length: 20 }, () => aws.send(new CreateOpportunityCommand(sent))));
    assert.equal(new Set(made.map((m) => m.Id)).size, 1);
  });

  test('a request that breaks the model is refused before any rule is asked', async () => {
    const sent = complete({ OpportunityType: 'Surprise' });
    sent.Project.Title = 'x'.repeat(256);
    const e = await refused(aws.send(new CreateOpportunityCommand(sent)), ValidationException);
    assert.equal(e.Reason, 'REQUEST_VALIDATION_FAILED');
    assert.ok(e.ErrorList.length >= 1);
    for (const entry of e.ErrorList) assert.ok(entry.Message && entry.Code, JSON.stringify(entry));
  });

  test('all broken rules are reported at once, by field', async () => {
    const sent = complete({ Marketing: { Source: 'None', CampaignName: 'Autumn' } });
    sent.LifeCycle.TargetCloseDate = '2020-01-31';
    const e = await refused(aws.send(new CreateOpportunityCommand(sent)), ValidationException);
    assert.equal(e.Reason, 'BUSINESS_VALIDATION_FAILED');
    const found = codes(e).join(', ');
    assert.match(found, /lifeCycle\.targetCloseDate VALUE_OUT_OF_RANGE/);
    assert.match(found, /marketing\S* INVALID_VALUE/);
  });

  test('a partner identifier is used once', async () => {
    const PartnerOpportunityIdentifier = `crm-${randomUUID()}`;
    await create({ PartnerOpportunityIdentifier });
    const e = await refused(
      aws.send(new CreateOpportunityCommand(complete({ PartnerOpportunityIdentifier }))),
      ValidationException,
    );
    assert.deepEqual(codes(e), ['partnerOpportunityIdentifier DUPLICATE_KEY_VALUE']);
  });

  test('only AWS makes AWS referrals in catalog AWS', async () => {
    const e = await refused(
      aws.send(new CreateOpportunityCommand(complete({ Catalog: 'AWS', Origin: 'AWS Referral' }))),
      ValidationException,
    );
    assert.ok(codes(e).includes('origin ACTION_NOT_PERMITTED'), codes(e).join(', '));
  });
});
