// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// What the flows of AWS's guides start from: two partners, each with AWS's own clients, and somebody who plays AWS.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import {
  AssociateOpportunityCommand,
  CreateEngagementInvitationCommand,
  CreateOpportunityCommand,
  GetEngagementInvitationCommand,
  GetOpportunityCommand,
  ListEngagementInvitationsCommand,
  ListSolutionsCommand,
  StartEngagementByAcceptingInvitationTaskCommand,
  StartEngagementFromOpportunityTaskCommand,
  UpdateOpportunityCommand,
} from '@aws-sdk/client-partnercentral-selling';

import { client, complete, facts, partner, stranger } from './cosell.mjs';

const token = () => ({ ClientToken: randomUUID() });

// An account is a partner in a catalog: each call of the Selling API with the catalog filled in.
class Account {
  constructor(keys, Catalog) {
    this.id = keys.accountId;
    this.Catalog = Catalog;
    this.client = client(keys);
  }

  send(Command, input = {}) {
    return this.client.send(new Command({ Catalog: this.Catalog, ...input }));
  }

  read(Identifier) {
    return this.send(GetOpportunityCommand, { Identifier });
  }

  async create(change = {}) {
    return (await this.send(CreateOpportunityCommand, complete({ Catalog: this.Catalog, ...change }))).Id;
  }

  // change reads the whole record, edits it and sends it back, as the guide tells clients.
  async change(Identifier, edit) {
    const record = await this.read(Identifier);
    edit(record);
    return this.send(UpdateOpportunityCommand, { ...record, Identifier });
  }

  // solve associates the first active solution that the partner has.
  async solve(OpportunityIdentifier) {
    const { SolutionSummaries } = await this.send(ListSolutionsCommand, { Status: ['Active'] });
    await this.send(AssociateOpportunityCommand, {
      OpportunityIdentifier,
      RelatedEntityType: 'Solutions',
      RelatedEntityIdentifier: SolutionSummaries[0].Id,
    });
  }

  submit(Identifier) {
    return this.send(StartEngagementFromOpportunityTaskCommand, {
      ...token(),
      Identifier,
      AwsSubmission: { InvolvementType: 'Co-Sell', Visibility: 'Full' },
    });
  }

  accept(Identifier) {
    return this.send(StartEngagementByAcceptingInvitationTaskCommand, { ...token(), Identifier });
  }

  invitation(Identifier) {
    return this.send(GetEngagementInvitationCommand, { Identifier });
  }

  invite(EngagementIdentifier, receiver, Payload) {
    return this.send(CreateEngagementInvitationCommand, {
      ...token(),
      EngagementIdentifier,
      Invitation: { Message: 'Join us', Receiver: { Account: { AwsAccountId: receiver.id } }, Payload },
    });
  }

  async received(filter = {}) {
    const list = await this.send(ListEngagementInvitationsCommand, { ParticipantType: 'RECEIVER', MaxResults: 100, ...filter });
    return list.EngagementInvitationSummaries;
  }

  // refer plays AWS, as the Sandbox lets partners: the invitation, and the opportunity that it becomes when it is accepted.
  async refer() {
    const title = `Referred ${randomUUID()}`;
    const request = complete({ Catalog: this.Catalog, Origin: 'AWS Referral' });
    request.Project.Title = title;
    const { Id: opportunity } = await this.send(CreateOpportunityCommand, request);
    const found = (await this.received({ Status: ['PENDING'] })).find((i) => i.EngagementTitle === title.slice(0, 40));
    return { opportunity, invitation: found.Id };
  }
}

export const accounts = (Catalog) => [new Account(partner, Catalog), new Account(stranger, Catalog)];

// control calls what `cosell act` calls.
export async function control(method, path, body) {
  const answer = await fetch(`${facts.control}/control/${path}`, {
    method,
    headers: { Authorization: `Bearer ${facts.token}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

// review is what AWS's reviewer decides: open, approve, ask or reject.
export async function review(id, decision, comment, reason = 'Other') {
  const { version } = await control('GET', `opportunities/${id}`);
  return control('POST', `opportunities/${id}/decision`, { version, decision, comment: comment ?? '', reason });
}

// eventually asks again until the answer suits; what comes later is done by jobs.
export async function eventually(ask, suits) {
  let answer;
  for (let n = 0; n < 200; n++) {
    answer = await ask();
    if (suits(answer)) return answer;
    await pause(100);
  }
  assert.fail(`it did not come to be within twenty seconds: ${JSON.stringify(answer)}`);
}
