// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// What every conformance test starts from: AWS's own client, pointed at the running binary, and a complete opportunity.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import {
  AssociateOpportunityCommand,
  CreateOpportunityCommand,
  GetOpportunityCommand,
  PartnerCentralSellingClient,
  StartEngagementFromOpportunityTaskCommand,
  UpdateOpportunityCommand,
} from '@aws-sdk/client-partnercentral-selling';

// The facts that `cosell demo` writes once it is ready. The first two partners are strangers to each other.
export const facts = JSON.parse(readFileSync(process.env.COSELL_FACTS, 'utf8'));
export const [partner, stranger] = facts.partners;

export function client(keys = partner, options = {}) {
  return new PartnerCentralSellingClient({
    region: 'us-east-1',
    endpoint: facts.aws,
    credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey },
    ...options,
  });
}

export const aws = client();
export const Catalog = 'Sandbox';

// In catalog Sandbox this solution always exists and is active.
export const SOLUTION = 'S-1234567';

export function inDays(days) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

// complete is an opportunity that lacks nothing for a submission but its solution.
export function complete(change = {}) {
  return {
    Catalog,
    ClientToken: randomUUID(),
    Origin: 'Partner Referral',
    OpportunityType: 'Net New Business',
    NationalSecurity: 'No',
    PartnerOpportunityIdentifier: `crm-${randomUUID()}`,
    PrimaryNeedsFromAws: ['Co-Sell - Architectural Validation'],
    Customer: {
      Account: {
        CompanyName: 'Tidewater Robotics',
        Industry: 'Manufacturing',
        WebsiteUrl: 'https://tidewater-robotics.example',
        Address: { CountryCode: 'US', PostalCode: '98101', StateOrRegion: 'Washington', City: 'Seattle' },
      },
      Contacts: [
        {
          Email: 'mina.park@tidewater-robotics.example',
          FirstName: 'Mina',
          LastName: 'Park',
          BusinessTitle: 'Head of Platform',
          Phone: '+12065550111',
        },
      ],
    },
    Project: {
      Title: 'Fleet telemetry on AWS',
      CustomerBusinessProblem: 'Robots report their faults by hand; the plant wants them collected and acted upon at once.',
      CustomerUseCase: 'IOT',
      DeliveryModels: ['SaaS or PaaS'],
      ExpectedCustomerSpend: [
        { Amount: '2500.00', CurrencyCode: 'USD', Frequency: 'Monthly', TargetCompany: 'AWS' },
      ],
      SalesActivities: ['Initialized discussions with customer'],
    },
    Marketing: { Source: 'None' },
    LifeCycle: { Stage: 'Prospect', TargetCloseDate: inDays(90), NextSteps: 'Agree on the pilot line' },
    ...change,
  };
}

export const create = async (change) => (await aws.send(new CreateOpportunityCommand(complete(change)))).Id;
export const read = (Identifier, from = aws) => from.send(new GetOpportunityCommand({ Catalog, Identifier }));

// change is how AWS's guide tells clients to write: read the whole record, edit it, send the whole record back.
export async function change(Identifier, edit) {
  const record = await read(Identifier);
  edit(record);
  return aws.send(new UpdateOpportunityCommand({ ...record, Identifier }));
}

export const associate = (OpportunityIdentifier, RelatedEntityType, RelatedEntityIdentifier) =>
  aws.send(
    new AssociateOpportunityCommand({ Catalog, OpportunityIdentifier, RelatedEntityType, RelatedEntityIdentifier }),
  );

export const share = (Identifier, options = {}) =>
  aws.send(
    new StartEngagementFromOpportunityTaskCommand({
      Catalog,
      Identifier,
      ClientToken: randomUUID(),
      AwsSubmission: { InvolvementType: 'Co-Sell', Visibility: 'Full' },
      ...options,
    }),
  );

// submitted is an opportunity that waits for its review.
export async function submitted(edit) {
  const id = await create(edit);
  await associate(id, 'Solutions', SOLUTION);
  await share(id);
  return id;
}

// refused runs a call that must fail with the given class of the SDK, and answers the exception.
export async function refused(call, Exception) {
  try {
    await call;
  } catch (e) {
    assert.ok(e instanceof Exception, `got ${e.name} (${e.message}), want ${Exception.name}`);
    assert.match(e.$metadata.requestId, /^[0-9a-f-]{36}$/, 'every refusal names its request');
    return e;
  }
  assert.fail(`the call succeeded, want ${Exception.name}`);
}

export const codes = (e) => (e.ErrorList ?? []).map((entry) => `${entry.FieldName} ${entry.Code}`).sort();
