// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';

import {
  AcceptConnectionInvitationCommand,
  AccessDeniedException,
  AssociateAwsTrainingCertificationEmailDomainCommand,
  CancelConnectionCommand,
  CancelConnectionInvitationCommand,
  CancelProfileUpdateTaskCommand,
  ConflictException,
  CreateConnectionInvitationCommand,
  CreatePartnerCommand,
  DisassociateAwsTrainingCertificationEmailDomainCommand,
  GetAllianceLeadContactCommand,
  GetConnectionCommand,
  GetConnectionInvitationCommand,
  GetConnectionPreferencesCommand,
  GetPartnerCommand,
  GetProfileUpdateTaskCommand,
  GetProfileVisibilityCommand,
  GetVerificationCommand,
  ListConnectionInvitationsCommand,
  ListConnectionsCommand,
  ListPartnersCommand,
  ListTagsForResourceCommand,
  PutAllianceLeadContactCommand,
  PutProfileVisibilityCommand,
  RejectConnectionInvitationCommand,
  ResourceNotFoundException,
  SendEmailVerificationCodeCommand,
  StartProfileUpdateTaskCommand,
  StartVerificationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateConnectionPreferencesCommand,
  ValidationException,
} from '@aws-sdk/client-partnercentral-account';

import { Catalog, details, mine, own, theirs, until } from './account.mjs';
import { partner, refused, stranger } from './cosell.mjs';

const type = 'OPPORTUNITY_COLLABORATION';
const me = await own(mine);
const they = await own(theirs);

const connections = (ConnectionType) => mine.send(new ListConnectionsCommand({ Catalog, ConnectionType }));
const invite = (change = {}) =>
  mine.send(
    new CreateConnectionInvitationCommand({
      Catalog,
      ConnectionType: type,
      ReceiverIdentifier: they.Profile.ProfileId,
      Email: 'mina@kaede-cloud.example',
      Name: '山本 さやか',
      Message: '一緒に進めましょう。\nLet us share opportunities.',
      ...change,
    }),
  );
const answer = (Command, who, Identifier, more = {}) => who.send(new Command({ Catalog, Identifier, ...more }));
const disconnect = (Identifier) =>
  mine.send(new CancelConnectionCommand({ Catalog, Identifier, ConnectionType: type, Reason: 'No common customers at the moment' }));

const profile = (DisplayName, change = {}) => ({
  DisplayName,
  Description: 'We build on AWS.',
  WebsiteUrl: 'https://kaede-cloud.example',
  LogoUrl: 'https://kaede-cloud.example/logo.png',
  PrimarySolutionType: 'CONSULTING_SERVICES',
  IndustrySegments: ['RETAIL', 'MANUFACTURING'],
  TranslationSourceLocale: 'ja-JP',
  ...change,
});
const update = (TaskDetails) => mine.send(new StartProfileUpdateTaskCommand({ Catalog, Identifier: me.Id, TaskDetails }));
const task = () => mine.send(new GetProfileUpdateTaskCommand({ Catalog, Identifier: me.Id }));
const ended = () => until(task, (t) => t.Status !== 'IN_PROGRESS');

describe('StartVerification', () => {
  test('a business is verified by the registry, and not twice', async () => {
    const VerificationDetails = {
      BusinessVerificationDetails: { LegalName: me.LegalName, RegistrationId: '0100-01-000001', CountryCode: 'JP' },
    };
    const begun = await mine.send(new StartVerificationCommand({ VerificationDetails }));
    assert.equal(begun.VerificationStatus, 'IN_PROGRESS');
    assert.ok(begun.StartedAt instanceof Date);
    await until(
      () => mine.send(new GetVerificationCommand({ VerificationType: 'BUSINESS_VERIFICATION' })),
      (v) => v.VerificationStatus === 'SUCCEEDED',
    );
    const e = await refused(mine.send(new StartVerificationCommand({ VerificationDetails })), ConflictException);
    assert.equal(e.Reason, 'ACCOUNT_ALREADY_VERIFIED');
  });

  test('what is in no register is rejected with its reason', async () => {
    await theirs.send(
      new StartVerificationCommand({
        VerificationDetails: { BusinessVerificationDetails: { LegalName: they.LegalName, RegistrationId: 'unknown', CountryCode: 'US' } },
      }),
    );
    const v = await until(
      () => theirs.send(new GetVerificationCommand({ VerificationType: 'BUSINESS_VERIFICATION' })),
      (one) => one.VerificationStatus !== 'IN_PROGRESS',
    );
    assert.equal(v.VerificationStatus, 'REJECTED');
    assert.match(v.VerificationStatusReason, /digit/);
  });

  test('a verification without details is refused at its field', async () => {
    const e = await refused(mine.send(new StartVerificationCommand({})), ValidationException);
    assert.equal(e.Reason, 'BUSINESS_VALIDATION_FAILED');
    assert.deepEqual(details(e), ['verificationDetails REQUIRED_FIELD_MISSING']);
  });
});

describe('GetVerification', () => {
  test('a registrant completes at the CompletionUrl, and the verification has succeeded', async () => {
    const begun = await mine.send(
      new StartVerificationCommand({ VerificationDetails: { RegistrantVerificationDetails: {} } }),
    );
    const { CompletionUrl, CompletionUrlExpiresAt } = begun.VerificationResponseDetails.RegistrantVerificationResponse;
    assert.ok(CompletionUrlExpiresAt > new Date());
    assert.equal((await fetch(CompletionUrl)).status, 200);
    const still = await mine.send(new GetVerificationCommand({ VerificationType: 'REGISTRANT_VERIFICATION' }));
    assert.equal(still.VerificationStatus, 'PENDING_CUSTOMER_ACTION');
    assert.equal((await fetch(CompletionUrl, { method: 'POST' })).status, 200);
    const done = await mine.send(new GetVerificationCommand({ VerificationType: 'REGISTRANT_VERIFICATION' }));
    assert.equal(done.VerificationStatus, 'SUCCEEDED');
    assert.equal((await fetch(CompletionUrl, { method: 'POST' })).status, 404);
  });

  test('a verification that was never started is not found', async () => {
    const e = await refused(
      theirs.send(new GetVerificationCommand({ VerificationType: 'REGISTRANT_VERIFICATION' })),
      ResourceNotFoundException,
    );
    assert.equal(e.Reason, 'VERIFICATION_NOT_FOUND');
  });
});

describe('SendEmailVerificationCode', () => {
  test('an address gets five codes a day in catalog AWS, and none are counted in the Sandbox', async () => {
    const Email = `lead-${randomUUID()}@kaede-cloud.example`;
    for (let n = 0; n < 6; n++) await mine.send(new SendEmailVerificationCodeCommand({ Catalog, Email }));
    for (let n = 0; n < 5; n++) await mine.send(new SendEmailVerificationCodeCommand({ Catalog: 'AWS', Email }));
    const e = await mine.send(new SendEmailVerificationCodeCommand({ Catalog: 'AWS', Email })).catch((error) => error);
    assert.equal(e.name, 'ServiceQuotaExceededException');
    assert.equal(e.Reason, 'LIMIT_EXCEEDED_NUMBER_OF_EMAIL');
  });
});

describe('CreatePartner', () => {
  const request = {
    Catalog,
    LegalName: me.LegalName,
    PrimarySolutionType: 'CONSULTING_SERVICES',
    AllianceLeadContact: { FirstName: 'さやか', LastName: '山本', Email: 'sayaka@kaede-cloud.example', BusinessTitle: 'Alliance Lead' },
    EmailVerificationCode: '123456',
  };

  test('an account is one partner in a catalog', async () => {
    const e = await refused(mine.send(new CreatePartnerCommand(request)), ConflictException);
    assert.equal(e.Reason, 'DUPLICATE_PARTNER');
  });

  test('a code that is no code breaks the model', async () => {
    const e = await refused(mine.send(new CreatePartnerCommand({ ...request, EmailVerificationCode: '12345x' })), ValidationException);
    assert.equal(e.Reason, 'REQUEST_VALIDATION_FAILED');
    assert.deepEqual(details(e), ['emailVerificationCode INVALID_STRING_FORMAT']);
  });
});

describe('ListPartners', () => {
  test('the account finds itself, in each catalog as another partner', async () => {
    const { PartnerSummaryList, NextToken } = await mine.send(new ListPartnersCommand({ Catalog }));
    assert.equal(PartnerSummaryList.length, 1);
    assert.equal(NextToken, undefined);
    assert.notEqual((await own(mine, 'AWS')).Id, PartnerSummaryList[0].Id);
  });
});

describe('GetPartner', () => {
  test('a partner is read by its id and by its ARN', async () => {
    const byArn = await mine.send(new GetPartnerCommand({ Catalog, Identifier: me.Arn }));
    assert.equal(byArn.Id, me.Id);
    assert.ok(byArn.CreatedAt instanceof Date);
    assert.match(byArn.Profile.ProfileId, /^pprofile-[a-z0-9]{13}$/);
  });

  test("another account's partner is not found", async () => {
    for (const Identifier of [they.Id, they.Arn, 'partner-0000000000000']) {
      const e = await refused(mine.send(new GetPartnerCommand({ Catalog, Identifier })), ResourceNotFoundException);
      assert.equal(e.Reason, 'PARTNER_NOT_FOUND');
    }
  });
});

describe('PutAllianceLeadContact', () => {
  const contact = { FirstName: 'Ken', LastName: '田中', Email: 'ken@kaede-cloud.example', BusinessTitle: 'CEO' };

  test('a new address needs a code, which in the Sandbox may be any', async () => {
    const put = (EmailVerificationCode) =>
      mine.send(new PutAllianceLeadContactCommand({ Catalog, Identifier: me.Id, AllianceLeadContact: contact, EmailVerificationCode }));
    assert.deepEqual(details(await refused(put(), ValidationException)), ['emailVerificationCode REQUIRED_FIELD_MISSING']);
    assert.deepEqual((await put('000000')).AllianceLeadContact, contact);
  });
});

describe('GetAllianceLeadContact', () => {
  test('the alliance lead is the one that was put last', async () => {
    const { AllianceLeadContact } = await mine.send(new GetAllianceLeadContactCommand({ Catalog, Identifier: me.Id }));
    assert.equal(AllianceLeadContact.Email, 'ken@kaede-cloud.example');
  });
});

describe('StartProfileUpdateTask', () => {
  test('there is one update at a time', async () => {
    const begun = await update(profile('カエデクラウド'));
    assert.equal(begun.Status, 'IN_PROGRESS');
    const e = await refused(update(profile('Another')), ConflictException);
    assert.equal(e.Reason, 'INCOMPATIBLE_PARTNER_PROFILE_TASK_STATE');
    assert.equal((await ended()).Status, 'SUCCEEDED');
    assert.equal((await own(mine)).Profile.DisplayName, 'カエデクラウド');
  });
});

describe('GetProfileUpdateTask', () => {
  test('an update that moderation turns down says why, and changes nothing', async () => {
    await update(profile('<b>Kaede</b>', { LogoUrl: 'https://localhost/logo.exe' }));
    const failed = await ended();
    assert.equal(failed.Status, 'FAILED');
    assert.deepEqual(
      failed.ErrorDetailList.map((e) => e.Reason),
      ['INVALID_CONTENT', 'INVALID_LOGO_URL', 'INVALID_LOGO_FILE'],
    );
    assert.equal((await own(mine)).Profile.DisplayName, 'カエデクラウド');
  });
});

describe('CancelProfileUpdateTask', () => {
  test('an update is withdrawn while it is in progress, and once', async () => {
    const { TaskId } = await update(profile('Never seen'));
    const cancel = () => mine.send(new CancelProfileUpdateTaskCommand({ Catalog, Identifier: me.Id, TaskId }));
    assert.equal((await cancel()).Status, 'CANCELED');
    assert.equal((await refused(cancel(), ConflictException)).Reason, 'INCOMPATIBLE_PARTNER_PROFILE_TASK_STATE');
  });
});

describe('GetProfileVisibility', () => {
  test("the demo's profiles are public", async () => {
    const { Visibility, ProfileId } = await mine.send(new GetProfileVisibilityCommand({ Catalog, Identifier: me.Id }));
    assert.equal(Visibility, 'PUBLIC');
    assert.equal(ProfileId, me.Profile.ProfileId);
  });
});

describe('TagResource', () => {
  test('tags are set, and a key that is there gets the new value', async () => {
    await mine.send(new TagResourceCommand({ ResourceArn: me.Arn, Tags: [{ Key: '部門', Value: '西' }] }));
    await mine.send(new TagResourceCommand({ ResourceArn: me.Arn, Tags: [{ Key: '部門', Value: '東' }, { Key: 'cost', Value: '' }] }));
    const { Tags } = await mine.send(new ListTagsForResourceCommand({ ResourceArn: me.Arn }));
    assert.deepEqual(Tags, [{ Key: 'cost', Value: '' }, { Key: '部門', Value: '東' }]);
  });
});

describe('ListTagsForResource', () => {
  test("another account's tags are not found", async () => {
    await refused(mine.send(new ListTagsForResourceCommand({ ResourceArn: they.Arn })), ResourceNotFoundException);
  });
});

describe('UntagResource', () => {
  test('tags are taken off', async () => {
    await mine.send(new UntagResourceCommand({ ResourceArn: me.Arn, TagKeys: ['部門', 'cost', 'nothing'] }));
    assert.deepEqual((await mine.send(new ListTagsForResourceCommand({ ResourceArn: me.Arn }))).Tags, []);
  });
});

describe('AssociateAwsTrainingCertificationEmailDomain', () => {
  test('the domain of an own address counts, that of a mail provider does not', async () => {
    const add = (Email) =>
      mine.send(
        new AssociateAwsTrainingCertificationEmailDomainCommand({ Catalog, Identifier: me.Id, Email, EmailVerificationCode: '123456' }),
      );
    await add('training@Kaede-Cloud.example');
    assert.equal((await own(mine)).AwsTrainingCertificationEmailDomains[0].DomainName, 'kaede-cloud.example');
    assert.deepEqual(details(await refused(add('kaede@gmail.com'), ValidationException)), ['INCOMPATIBLE_DOMAIN']);
  });
});

describe('DisassociateAwsTrainingCertificationEmailDomain', () => {
  test('a domain is taken off once', async () => {
    const drop = () =>
      mine.send(
        new DisassociateAwsTrainingCertificationEmailDomainCommand({ Catalog, Identifier: me.Id, DomainName: 'kaede-cloud.example' }),
      );
    await drop();
    assert.equal((await refused(drop(), ResourceNotFoundException)).Reason, 'PARTNER_DOMAIN_NOT_FOUND');
  });
});

describe('ListConnections', () => {
  test("the demo's partners are connected", async () => {
    const { ConnectionSummaries } = await connections(`${type}:ACTIVE`);
    assert.equal(ConnectionSummaries.length, 1);
    assert.equal(ConnectionSummaries[0].OtherParticipantAccountId, stranger.accountId);
    assert.equal(ConnectionSummaries[0].ConnectionTypes[type].OtherParticipant.PartnerProfile.Id, they.Profile.ProfileId);
    assert.equal((await connections('SUBSIDIARY')).ConnectionSummaries.length, 0);
  });

  test('a filter that names no type is refused', async () => {
    assert.deepEqual(details(await refused(connections('FRIENDS'), ValidationException)), ['connectionType INVALID_VALUE']);
  });
});

describe('GetConnection', () => {
  test('both sides read one connection, each with the other', async () => {
    const { Id } = (await connections()).ConnectionSummaries[0];
    const a = await answer(GetConnectionCommand, mine, Id);
    const b = await answer(GetConnectionCommand, theirs, Id);
    assert.equal(a.OtherParticipantAccountId, stranger.accountId);
    assert.equal(b.OtherParticipantAccountId, partner.accountId);
    assert.equal(a.ConnectionTypes[type].InviterEmail, b.ConnectionTypes[type].InviterEmail);
    assert.ok(a.ConnectionTypes[type].CreatedAt instanceof Date);
  });
});

describe('CancelConnection', () => {
  test('either side ends a connection, once', async () => {
    const { Id } = (await connections()).ConnectionSummaries[0];
    const over = await disconnect(Id);
    assert.equal(over.ConnectionTypes[type].Status, 'CANCELED');
    assert.equal(over.ConnectionTypes[type].CanceledBy, partner.accountId);
    assert.equal((await refused(disconnect(Id), ConflictException)).Reason, 'INCOMPATIBLE_CONNECTION_STATE');
    assert.equal((await connections()).ConnectionSummaries.length, 0);
    assert.equal((await connections(`${type}:CANCELED`)).ConnectionSummaries[0].Id, Id);
  });
});

describe('CreateConnectionInvitation', () => {
  test('a token sent again gets the same invitation, another request with it a conflict', async () => {
    const ClientToken = randomUUID();
    const first = await invite({ ClientToken });
    assert.equal(first.Status, 'PENDING');
    assert.equal(first.ParticipantType, 'SENDER');
    assert.equal(first.OtherParticipantIdentifier, they.Profile.ProfileId);
    assert.equal((await invite({ ClientToken })).Id, first.Id);
    assert.equal((await refused(invite({ ClientToken, Name: 'Other' }), ConflictException)).Reason, 'CONFLICT_CLIENT_TOKEN');
    assert.equal((await refused(invite(), ConflictException)).Reason, 'DUPLICATE_CONNECTION_INVITATION');
    await answer(CancelConnectionInvitationCommand, mine, first.Id);
  });

  test('nobody invites himself, or who is not there', async () => {
    const e = await refused(invite({ ReceiverIdentifier: me.Profile.ProfileId }), ValidationException);
    assert.deepEqual(details(e), ['INCOMPATIBLE_CONNECTION_INVITATION_REQUEST']);
    const none = await refused(invite({ ReceiverIdentifier: 'pprofile-0000000000000' }), ResourceNotFoundException);
    assert.equal(none.Reason, 'RECEIVER_PROFILE_NOT_FOUND');
  });
});

describe('PutProfileVisibility', () => {
  test('a private profile cannot be invited, and does not invite', async () => {
    const show = (who, Identifier, Visibility) => who.send(new PutProfileVisibilityCommand({ Catalog, Identifier, Visibility }));
    await show(theirs, they.Id, 'PRIVATE');
    assert.equal((await refused(invite(), ResourceNotFoundException)).Reason, 'RECEIVER_PROFILE_NOT_FOUND');
    await show(theirs, they.Id, 'PUBLIC');
    await show(mine, me.Id, 'PRIVATE');
    assert.equal((await refused(invite(), ConflictException)).Reason, 'INCOMPATIBLE_PROFILE_STATE');
    assert.equal((await show(mine, me.Id, 'PUBLIC')).Visibility, 'PUBLIC');
  });
});

describe('GetConnectionInvitation', () => {
  test('both sides read an invitation, and neither learns an account id', async () => {
    const sent = await invite();
    const received = await answer(GetConnectionInvitationCommand, theirs, sent.Id);
    assert.equal(received.ParticipantType, 'RECEIVER');
    assert.equal(received.OtherParticipantIdentifier, me.Profile.ProfileId);
    assert.equal(received.InvitationMessage, '一緒に進めましょう。\nLet us share opportunities.');
    assert.ok(received.ExpiresAt > received.CreatedAt);
    assert.doesNotMatch(JSON.stringify([sent, received]), new RegExp(`${partner.accountId}|${stranger.accountId}`));
    await answer(CancelConnectionInvitationCommand, mine, sent.Id);
  });
});

describe('CancelConnectionInvitation', () => {
  test('only the sender cancels, and what was cancelled is over', async () => {
    const { Id } = await invite();
    await refused(answer(CancelConnectionInvitationCommand, theirs, Id), AccessDeniedException);
    assert.equal((await answer(CancelConnectionInvitationCommand, mine, Id)).Status, 'CANCELED');
    const e = await refused(answer(AcceptConnectionInvitationCommand, theirs, Id), ConflictException);
    assert.equal(e.Reason, 'INCOMPATIBLE_CONNECTION_INVITATION_STATE');
  });
});

describe('RejectConnectionInvitation', () => {
  test('only the receiver rejects', async () => {
    const { Id } = await invite();
    await refused(answer(RejectConnectionInvitationCommand, mine, Id), AccessDeniedException);
    assert.equal((await answer(RejectConnectionInvitationCommand, theirs, Id, { Reason: 'Not now' })).Status, 'REJECTED');
  });
});

describe('ListConnectionInvitations', () => {
  test('filters narrow, and pages lead through all', async () => {
    const list = (more) => mine.send(new ListConnectionInvitationsCommand({ Catalog, ...more }));
    const all = (await list({})).ConnectionInvitationSummaries.map((i) => i.Id);
    assert.ok(all.length >= 4);
    const found = [];
    let NextToken;
    do {
      const page = await list({ MaxResults: 3, NextToken });
      found.push(...page.ConnectionInvitationSummaries.map((i) => i.Id));
      NextToken = page.NextToken;
    } while (NextToken);
    assert.deepEqual(found, all);
    assert.equal((await list({ Status: 'PENDING' })).ConnectionInvitationSummaries.length, 0);
    assert.equal((await list({ ParticipantType: 'RECEIVER' })).ConnectionInvitationSummaries.length, 0);
    assert.equal((await list({ OtherParticipantIdentifiers: [they.Profile.ProfileId] })).ConnectionInvitationSummaries.length, all.length);
  });
});

describe('GetConnectionPreferences', () => {
  test('who never set any lets everybody invite', async () => {
    const { AccessType, Revision } = await theirs.send(new GetConnectionPreferencesCommand({ Catalog }));
    assert.equal(AccessType, 'ALLOW_ALL');
    assert.equal(Revision, 1);
  });
});

describe('UpdateConnectionPreferences', () => {
  test('who is excluded does not invite, and a stale revision is refused', async () => {
    const prefer = (Revision, AccessType, ExcludedParticipantIdentifiers) =>
      theirs.send(new UpdateConnectionPreferencesCommand({ Catalog, Revision, AccessType, ExcludedParticipantIdentifiers }));
    const put = await prefer(1, 'ALLOW_BY_DEFAULT_DENY_SOME', [me.Profile.ProfileId]);
    assert.deepEqual(put.ExcludedParticipantIds, [me.Profile.ProfileId]);
    assert.equal((await refused(invite(), ConflictException)).Reason, 'INCOMPATIBLE_CONNECTION_INVITATION_RECEIVER');
    const e = await refused(prefer(1, 'DENY_ALL'), ConflictException);
    assert.equal(e.Reason, 'INCOMPATIBLE_CONNECTION_PREFERENCES_REVISION');
    assert.equal((await prefer(put.Revision, 'ALLOW_ALL')).Revision, 3);
  });
});

describe('AcceptConnectionInvitation', () => {
  test('the two are connected again, by the connection that they had', async () => {
    const before = (await connections(`${type}:CANCELED`)).ConnectionSummaries[0].Id;
    const { Id } = await invite();
    const { Connection } = await answer(AcceptConnectionInvitationCommand, theirs, Id);
    assert.equal(Connection.Id, before);
    assert.equal(Connection.ConnectionTypes[type].Status, 'ACTIVE');
    assert.equal(Connection.ConnectionTypes[type].InviterName, '山本 さやか');
    assert.equal((await answer(GetConnectionInvitationCommand, mine, Id)).ConnectionId, before);
    assert.equal((await refused(invite(), ConflictException)).Reason, 'DUPLICATE_CONNECTION');
  });
});
