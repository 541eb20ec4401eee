// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import {
  AcceptEngagementInvitationCommand,
  ConflictException,
  CreateEngagementCommand,
  CreateEngagementContextCommand,
  CreateEngagementInvitationCommand,
  CreateOpportunityCommand,
  GetEngagementCommand,
  GetEngagementInvitationCommand,
  GetProspectingFromEngagementTaskCommand,
  ListEngagementByAcceptingInvitationTasksCommand,
  ListEngagementInvitationsCommand,
  ListEngagementMembersCommand,
  ListEngagementsCommand,
  ListOpportunityFromEngagementTasksCommand,
  ListProspectingFromEngagementTasksCommand,
  RejectEngagementInvitationCommand,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  StartEngagementByAcceptingInvitationTaskCommand,
  StartOpportunityFromEngagementTaskCommand,
  StartProspectingFromEngagementTaskCommand,
  UpdateEngagementContextCommand,
  ValidationException,
} from '@aws-sdk/client-partnercentral-selling';

import { aws, Catalog, client, codes, complete, partner, read, refused, stranger } from './cosell.mjs';

const other = client(stranger);
const token = () => ({ ClientToken: randomUUID() });

const customer = { CompanyName: 'Tidewater Robotics', CountryCode: 'US', Industry: 'Manufacturing', WebsiteUrl: 'https://tidewater-robotics.example' };
const project = {
  Title: 'Fleet telemetry on AWS',
  BusinessProblem: 'Robots report their faults by hand; the plant wants them at once.',
  TargetCompletionDate: '2061-06-30',
};
const projectContext = { Type: 'CustomerProject', Payload: { CustomerProject: { Customer: customer, Project: project } } };
const interaction = {
  SourceType: 'Event',
  Usecase: 'Analytics',
  BusinessProblem: project.BusinessProblem,
  Contact: { BusinessTitle: 'Head of Platform', Email: 'mina.park@tidewater-robotics.example', FirstName: 'Mina', LastName: 'Park' },
};
const company = { CompanyName: 'Tidewater Robotics', Industry: 'Manufacturing' };
const leadContext = { Type: 'Lead', Payload: { Lead: { Customer: company, Interactions: [interaction] } } };

const engage = async (...Contexts) =>
  (await aws.send(new CreateEngagementCommand({ Catalog, ...token(), Title: 'Fleet telemetry', Description: 'Faults at once', Contexts }))).Id;
const get = (Identifier, from = aws) => from.send(new GetEngagementCommand({ Catalog, Identifier }));
const invitation = (Identifier, from = aws) => from.send(new GetEngagementInvitationCommand({ Catalog, Identifier }));
const accept = (Identifier, options = token()) =>
  aws.send(new StartEngagementByAcceptingInvitationTaskCommand({ Catalog, Identifier, ...options }));
const reject = (Identifier, RejectionReason) => aws.send(new RejectEngagementInvitationCommand({ Catalog, Identifier, RejectionReason }));
const received = (filter = {}) =>
  aws.send(new ListEngagementInvitationsCommand({ Catalog, ParticipantType: 'RECEIVER', MaxResults: 100, ...filter }));

// referral plays AWS in the Sandbox: the identifiers of the invitation and of the opportunity that it may become.
async function referral() {
  const Title = `Referred ${randomUUID()}`;
  const request = complete({ Origin: 'AWS Referral' });
  request.Project.Title = Title;
  const { Id: opportunity } = await aws.send(new CreateOpportunityCommand(request));
  const list = (await received({ Status: ['PENDING'] })).EngagementInvitationSummaries;
  return { opportunity, id: list.find((i) => i.EngagementTitle === Title.slice(0, 40)).Id };
}

describe('CreateEngagement', () => {
  test('an engagement has its creator as the only member', async () => {
    const request = new CreateEngagementCommand({ Catalog, ...token(), Title: 'Fleet telemetry', Description: 'x' });
    const made = await aws.send(request);
    assert.equal(made.Arn, `arn:aws:partnercentral:us-east-1::catalog/${Catalog}/engagement/${made.Id}`);
    assert.ok(made.ModifiedAt instanceof Date);
    assert.equal((await aws.send(request)).Id, made.Id, 'the same token makes nothing');
    assert.equal((await get(made.Id)).MemberCount, 1);
  });

  test('a payload of another type than the context is refused', async () => {
    const e = await refused(engage({ ...leadContext, Type: 'CustomerProject' }), ValidationException);
    assert.deepEqual(codes(e), ['contexts.type INVALID_VALUE']);
  });
});

describe('GetEngagement', () => {
  test('a member reads contexts as they were given, a stranger finds nothing', async () => {
    const id = await engage(leadContext, projectContext);
    const got = await get(id);
    assert.equal(got.Contexts[0].Payload.Lead.Interactions[0].Contact.LastName, 'Park');
    assert.deepEqual(got.Contexts[1].Payload.CustomerProject.Customer, customer);
    assert.equal((await get(got.Arn)).Id, id);
    await refused(get(id, other), ResourceNotFoundException);
  });
});

describe('ListEngagements', () => {
  test('engagements are found by the types of their contexts', async () => {
    const id = await engage(leadContext);
    const list = (filter) => aws.send(new ListEngagementsCommand({ Catalog, MaxResults: 100, ...filter }));
    const ids = async (filter) => (await list(filter)).EngagementSummaryList.map((e) => e.Id);
    assert.ok((await ids({ ContextTypes: ['Lead'] })).includes(id));
    assert.ok(!(await ids({ ExcludeContextTypes: ['Lead'] })).includes(id));
    assert.deepEqual(await ids({ EngagementIdentifier: [id], CreatedBy: [partner.accountId] }), [id]);
  });
});

describe('ListEngagementMembers', () => {
  test('members are named with their companies', async () => {
    const list = await aws.send(new ListEngagementMembersCommand({ Catalog, Identifier: await engage() }));
    assert.equal(list.EngagementMemberList.length, 1);
    assert.ok(list.EngagementMemberList[0].CompanyName);
  });
});

describe('CreateEngagementContext', () => {
  test('the sixth context is over the limit', async () => {
    const EngagementIdentifier = await engage();
    const add = () => aws.send(new CreateEngagementContextCommand({ Catalog, ...token(), EngagementIdentifier, ...projectContext }));
    for (const want of ['1', '2', '3', '4', '5']) assert.equal((await add()).ContextId, want);
    await refused(add(), ServiceQuotaExceededException);
  });
});

describe('UpdateEngagementContext', () => {
  test('a lead gets one more interaction, and an old lock is refused', async () => {
    const EngagementIdentifier = await engage(leadContext);
    const { ModifiedAt: EngagementLastModifiedAt } = await get(EngagementIdentifier);
    const update = () =>
      aws.send(
        new UpdateEngagementContextCommand({
          Catalog,
          EngagementIdentifier,
          ContextIdentifier: '1',
          EngagementLastModifiedAt,
          Type: 'Lead',
          Payload: { Lead: { Customer: company, QualificationStatus: 'Qualified', Interaction: interaction } },
        }),
      );
    await update();
    await refused(update(), ConflictException);
    const { Lead } = (await get(EngagementIdentifier)).Contexts[0].Payload;
    assert.equal(Lead.Interactions.length, 2);
    assert.equal(Lead.QualificationStatus, 'Qualified');
    assert.ok(Lead.Interactions[1].InteractionDate instanceof Date);
  });
});

describe('CreateEngagementInvitation', () => {
  test('a connected partner is invited once, one without connection is not', async () => {
    const EngagementIdentifier = await engage(projectContext);
    const invite = (AwsAccountId) =>
      aws.send(
        new CreateEngagementInvitationCommand({
          Catalog,
          ...token(),
          EngagementIdentifier,
          Invitation: {
            Message: 'Join us',
            Receiver: { Account: { AwsAccountId } },
            Payload: {
              OpportunityInvitation: { Customer: customer, Project: { ...project, ExpectedCustomerSpend: [] }, ReceiverResponsibilities: ['Reseller'] },
            },
          },
        }),
      );
    const e = await refused(invite('999999999999'), ValidationException);
    assert.deepEqual(codes(e), ['invitation.receiver.account.awsAccountId ACTION_NOT_PERMITTED']);
    const { Id } = await invite(stranger.accountId); // the demo has connected the two
    assert.equal((await invitation(Id, other)).Status, 'PENDING');
    await refused(invite(stranger.accountId), ConflictException);
    const sent = await aws.send(new ListEngagementInvitationsCommand({ Catalog, ParticipantType: 'SENDER', EngagementIdentifier: [EngagementIdentifier] }));
    assert.deepEqual(sent.EngagementInvitationSummaries.map((i) => i.Id), [Id]);
  });
});

describe('GetEngagementInvitation', () => {
  test('a referral says what it is about, and withholds people, address and identifiers', async () => {
    const { id } = await referral();
    const got = await invitation(id);
    assert.equal(got.SenderAwsAccountId, 'aws');
    assert.equal(got.EngagementId, undefined);
    assert.equal(got.Payload.OpportunityInvitation.Customer.CompanyName, 'Tidewater Robotics');
    assert.ok(got.ExpirationDate > got.InvitationDate);
    for (const withheld of ['mina.park', '98101', 'Seattle']) assert.ok(!JSON.stringify(got).includes(withheld), withheld);
    await refused(invitation(id, other), ResourceNotFoundException);
  });
});

describe('ListEngagementInvitations', () => {
  test('invitations are found by status, payload and sender', async () => {
    const { id } = await referral();
    const ids = async (filter) => (await received(filter)).EngagementInvitationSummaries.map((i) => i.Id);
    assert.ok((await ids({ Status: ['PENDING'], PayloadType: ['OpportunityInvitation'], SenderAwsAccountId: ['aws'] })).includes(id));
    assert.ok(!(await ids({ PayloadType: ['LeadInvitation'] })).includes(id));
  });
});

describe('AcceptEngagementInvitation', () => {
  test('accepting joins the engagement, and a second answer is refused', async () => {
    const { id, opportunity } = await referral();
    const call = () => aws.send(new AcceptEngagementInvitationCommand({ Catalog, Identifier: id }));
    await call();
    const { EngagementId } = await invitation(id);
    assert.equal((await get(EngagementId)).MemberCount, 2);
    await refused(read(opportunity), ResourceNotFoundException);
    await refused(call(), ValidationException);
  });
});

describe('RejectEngagementInvitation', () => {
  test('an opportunity is declined with a reason, and then closed to its receiver', async () => {
    const { id } = await referral();
    assert.deepEqual(codes(await refused(reject(id), ValidationException)), ['rejectionReason REQUIRED_FIELD_MISSING']);
    await reject(id, 'Unable to support');
    const got = await invitation(id);
    assert.equal(got.Status, 'REJECTED');
    assert.equal(got.Payload, undefined);
    await refused(accept(id), ValidationException);
  });
});

describe('StartEngagementByAcceptingInvitationTask', () => {
  test('a referral becomes an approved opportunity with everything in it', async () => {
    const { id, opportunity } = await referral();
    const options = { ...token(), Tags: [{ Key: 'team', Value: 'east' }] };
    const task = await accept(id, options);
    assert.equal(task.TaskStatus, 'COMPLETE');
    assert.equal(task.OpportunityId, opportunity, 'the identifier that CreateOpportunity answered');
    assert.match(task.ResourceSnapshotJobId, /^job-[0-9a-z]{13}$/);
    assert.equal((await accept(id, options)).TaskId, task.TaskId);
    const record = await read(opportunity);
    assert.equal(record.LifeCycle.ReviewStatus, 'Approved');
    assert.equal(record.LifeCycle.Stage, 'Prospect');
    assert.equal(record.Customer.Contacts[0].LastName, 'Park');
    await refused(accept(id), ConflictException);
  });
});

describe('ListEngagementByAcceptingInvitationTasks', () => {
  test('tasks are found by invitation and status', async () => {
    const { id } = await referral();
    const task = await accept(id);
    const list = await aws.send(
      new ListEngagementByAcceptingInvitationTasksCommand({ Catalog, EngagementInvitationIdentifier: [id], TaskStatus: ['COMPLETE'] }),
    );
    assert.deepEqual(list.TaskSummaries.map((t) => t.TaskId), [task.TaskId]);
  });
});

const convert = (Identifier, ContextIdentifier) =>
  aws.send(new StartOpportunityFromEngagementTaskCommand({ Catalog, ...token(), Identifier, ContextIdentifier }));

describe('StartOpportunityFromEngagementTask', () => {
  test('a lead becomes a draft, and a project says why it does not', async () => {
    const id = await engage(leadContext);
    const task = await convert(id, '1');
    assert.equal(task.TaskStatus, 'COMPLETE');
    assert.equal(task.ContextId, '2');
    const record = await read(task.OpportunityId);
    assert.equal(record.Project.Title, 'Converted from Lead');
    assert.equal(record.LifeCycle.ReviewStatus, 'Pending Submission');
    const failed = await convert(id, '2');
    assert.equal(failed.TaskStatus, 'FAILED');
    assert.equal(failed.ReasonCode, 'CustomerProjectContextNotPermitted');
  });
});

describe('ListOpportunityFromEngagementTasks', () => {
  test('tasks are found by engagement', async () => {
    const id = await engage(leadContext);
    const task = await convert(id, '1');
    const list = await aws.send(new ListOpportunityFromEngagementTasksCommand({ Catalog, EngagementIdentifier: [id] }));
    assert.deepEqual(list.TaskSummaries.map((t) => t.OpportunityId), [task.OpportunityId]);
  });
});

const prospect = (TaskName, ...Identifiers) =>
  aws.send(new StartProspectingFromEngagementTaskCommand({ Catalog, ...token(), TaskName, Identifiers }));

describe('StartProspectingFromEngagementTask', () => {
  test('a task starts for engagements that exist and that do not', async () => {
    const task = await prospect('Autumn', await engage(projectContext), 'eng-00000000000000');
    assert.match(task.TaskId, /^task-[0-9a-z]{14}$/);
    assert.equal(task.TaskStatus, 'PENDING');
  });
});

describe('GetProspectingFromEngagementTask', () => {
  test('an engagement gets its result', async () => {
    const id = await engage(projectContext);
    const { TaskId } = await prospect('Autumn', id);
    const look = () => aws.send(new GetProspectingFromEngagementTaskCommand({ Catalog, TaskIdentifier: TaskId }));
    let got = await look();
    for (let i = 0; i < 300 && got.EndTime === undefined; i++) {
      await wait(200);
      got = await look();
    }
    assert.equal(got.Engagements[0].Status, 'COMPLETED');
    assert.match(got.Engagements[0].EngagementContextId, /^ctx-[0-9a-z]{14}$/);
    const found = (await get(id)).Contexts.find((c) => c.Type === 'ProspectingResult');
    assert.equal(found.Payload.ProspectingResult.Aws.TaskId, TaskId);
  });
});

describe('ListProspectingFromEngagementTasks', () => {
  test('tasks are found by name', async () => {
    const name = randomUUID();
    const { TaskId } = await prospect(name, 'eng-00000000000000');
    const list = await aws.send(new ListProspectingFromEngagementTasksCommand({ Catalog, TaskName: [name] }));
    assert.deepEqual(list.TaskSummaries.map((t) => t.TaskId), [TaskId]);
    assert.equal(list.TaskSummaries[0].TotalEngagementCount, 1);
  });
});
