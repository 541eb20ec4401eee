// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Two partners connect, work together, part, and connect again.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';

import {
  AcceptConnectionInvitationCommand,
  CancelConnectionCommand,
  CancelConnectionInvitationCommand,
  ConflictException,
  CreateConnectionInvitationCommand,
  GetConnectionCommand,
  GetConnectionInvitationCommand,
  ListConnectionsCommand,
  RejectConnectionInvitationCommand,
} from '@aws-sdk/client-partnercentral-account';
import { CreateEngagementCommand, ValidationException } from '@aws-sdk/client-partnercentral-selling';

import { mine as me, own, theirs as they } from './account.mjs';
import { codes, refused } from './cosell.mjs';
import { accounts } from './flow.mjs';

const Catalog = 'Sandbox';
const ConnectionType = 'OPPORTUNITY_COLLABORATION';
const [mine, theirs] = accounts(Catalog);
const receiver = (await own(they, Catalog)).Profile.ProfileId;

const call = (who, Command, input = {}) => who.send(new Command({ Catalog, ...input }));
const list = async (who) => (await call(who, ListConnectionsCommand, { ConnectionType: `${ConnectionType}:ACTIVE` })).ConnectionSummaries;
const ask = () =>
  call(me, CreateConnectionInvitationCommand, {
    ConnectionType,
    ReceiverIdentifier: receiver,
    Email: 'alliance@example.com',
    Name: 'Aoi Sato',
    Message: 'Let us share opportunities.',
  });

const company = { CompanyName: 'Tidewater Robotics', Industry: 'Manufacturing' };
const lead = {
  LeadInvitation: { Customer: { ...company, CountryCode: 'US' }, Interaction: { ContactBusinessTitle: 'CIO', SourceType: 'Event', Usecase: 'Analytics' } },
};

// invite asks the other partner into a new engagement, for which the two must be connected.
async function invite() {
  const interaction = {
    SourceType: 'Event',
    Usecase: 'Analytics',
    BusinessProblem: 'Robots report their faults by hand; the plant wants them at once.',
    Contact: { BusinessTitle: 'CIO', Email: 'mina.park@tidewater-robotics.example', FirstName: 'Mina', LastName: 'Park' },
  };
  const { Id } = await mine.send(CreateEngagementCommand, {
    ClientToken: randomUUID(),
    Title: 'Fleet telemetry',
    Description: 'Faults at once',
    Contexts: [{ Type: 'Lead', Payload: { Lead: { Customer: company, Interactions: [interaction] } } }],
  });
  return mine.invite(Id, theirs, lead);
}

describe('Connection', () => {
  test('it ends for both, bars invitations, and begins again when an invitation is accepted', async () => {
    const [{ Id }] = await list(me);
    await refused(ask(), ConflictException);
    const over = await call(me, CancelConnectionCommand, { Identifier: Id, ConnectionType, Reason: 'No common customers at the moment' });
    assert.equal(over.ConnectionTypes[ConnectionType].Status, 'CANCELED');
    assert.deepEqual([(await list(me)).length, (await list(they)).length], [0, 0]);
    assert.deepEqual(codes(await refused(invite(), ValidationException)), ['invitation.receiver.account.awsAccountId ACTION_NOT_PERMITTED']);

    const withdrawn = await ask();
    await call(me, CancelConnectionInvitationCommand, { Identifier: withdrawn.Id });
    await refused(call(they, AcceptConnectionInvitationCommand, { Identifier: withdrawn.Id }), ConflictException);

    const declined = await ask();
    assert.equal((await call(they, GetConnectionInvitationCommand, { Identifier: declined.Id })).Status, 'PENDING');
    await call(they, RejectConnectionInvitationCommand, { Identifier: declined.Id, Reason: 'Not now' });
    assert.equal((await call(me, GetConnectionInvitationCommand, { Identifier: declined.Id })).Status, 'REJECTED');

    const welcome = await ask();
    const { Connection } = await call(they, AcceptConnectionInvitationCommand, { Identifier: welcome.Id });
    assert.equal(Connection.ConnectionTypes[ConnectionType].Status, 'ACTIVE');
    for (const who of [me, they]) {
      const [active] = await list(who);
      assert.equal((await call(who, GetConnectionCommand, { Identifier: active.Id })).Id, Connection.Id);
    }
    assert.equal((await theirs.invitation((await invite()).Id)).Status, 'PENDING', 'connected again, they may invite each other');
  });
});
