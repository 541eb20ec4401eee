// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// A lead on its way to an opportunity. In the Sandbox a connected partner stands where AWS's people send leads.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';

import {
  AcceptEngagementInvitationCommand,
  ConflictException,
  CreateEngagementCommand,
  GetEngagementCommand,
  ResourceNotFoundException,
  StartOpportunityFromEngagementTaskCommand,
  UpdateEngagementContextCommand,
} from '@aws-sdk/client-partnercentral-selling';

import { complete, refused } from './cosell.mjs';
import { accounts } from './flow.mjs';

const [mine, theirs] = accounts('Sandbox');

const company = { CompanyName: 'Tidewater Robotics', Industry: 'Manufacturing' };
const interaction = {
  SourceType: 'Event',
  Usecase: 'Analytics',
  BusinessProblem: 'Robots report their faults by hand; the plant wants them at once.',
  Contact: { BusinessTitle: 'Head of Platform', Email: 'mina.park@tidewater-robotics.example', FirstName: 'Mina', LastName: 'Park' },
};

describe('Lead to opportunity', () => {
  test('the receiver sees a title only, joins, qualifies, converts, completes and submits', async () => {
    const engagement = await mine.send(CreateEngagementCommand, {
      ClientToken: randomUUID(),
      Title: 'Fleet telemetry',
      Description: 'A lead from the autumn fair',
      Contexts: [{ Type: 'Lead', Payload: { Lead: { Customer: company, Interactions: [interaction] } } }],
    });
    const Identifier = engagement.Id;
    const { Id } = await mine.invite(Identifier, theirs, {
      LeadInvitation: {
        Customer: { ...company, CountryCode: 'US' },
        Interaction: { ContactBusinessTitle: 'Head of Platform', SourceType: 'Event', Usecase: 'Analytics' },
      },
    });
    const offered = await theirs.invitation(Id);
    assert.equal(offered.PayloadType, 'LeadInvitation');
    assert.ok(!JSON.stringify(offered).includes('mina.park'));
    await refused(theirs.send(GetEngagementCommand, { Identifier }), ResourceNotFoundException);

    await theirs.send(AcceptEngagementInvitationCommand, { Identifier: Id });
    const joined = await theirs.send(GetEngagementCommand, { Identifier });
    assert.equal(joined.Contexts[0].Payload.Lead.Interactions[0].Contact.LastName, 'Park');

    const qualify = {
      EngagementIdentifier: Identifier,
      ContextIdentifier: joined.Contexts[0].Id,
      EngagementLastModifiedAt: joined.ModifiedAt,
      Type: 'Lead',
      Payload: { Lead: { Customer: company, QualificationStatus: 'Qualified', Interaction: interaction } },
    };
    await theirs.send(UpdateEngagementContextCommand, qualify);
    await refused(theirs.send(UpdateEngagementContextCommand, qualify), ConflictException);

    const task = await theirs.send(StartOpportunityFromEngagementTaskCommand, {
      ClientToken: randomUUID(),
      Identifier,
      ContextIdentifier: joined.Contexts[0].Id,
    });
    assert.equal(task.TaskStatus, 'COMPLETE');
    const draft = await theirs.read(task.OpportunityId);
    assert.equal(draft.Project.Title, 'Converted from Lead');
    assert.equal(draft.LifeCycle.ReviewStatus, 'Pending Submission');
    await refused(mine.read(task.OpportunityId), ResourceNotFoundException);

    const { Customer, Project, PrimaryNeedsFromAws, OpportunityType, NationalSecurity } = complete();
    await theirs.change(task.OpportunityId, (o) => Object.assign(o, { Customer, Project, PrimaryNeedsFromAws, OpportunityType, NationalSecurity }));
    await theirs.solve(task.OpportunityId);
    const submission = await theirs.submit(task.OpportunityId);
    assert.equal(submission.EngagementId, Identifier, 'the engagement of the lead goes on');
    assert.equal((await theirs.read(task.OpportunityId)).LifeCycle.ReviewStatus, 'Submitted');
  });
});
