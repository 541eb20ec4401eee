import { ok, person } from '../../test/server';
import type { CrmField, Deal, FieldType, Finding } from './types';

const field = (
  name: string,
  label: string,
  labelJa: string,
  type: FieldType,
  more: Partial<CrmField> = {},
): CrmField => ({
  name,
  label,
  labelJa,
  type,
  required: false,
  open: false,
  sensitive: false,
  readOnly: false,
  shared: false,
  length: 0,
  section: 'Opportunity',
  values: [],
  ...more,
});

const opportunity = {
  name: 'Opportunity',
  label: 'Opportunity',
  labelJa: '商談',
  fields: [
    field('Name', 'Opportunity name', '商談名', 'text', { required: true }),
    field('AccountId', 'Account', '取引先', 'reference', { object: 'Account', required: true }),
    field('StageName', 'Stage', 'フェーズ', 'picklist', {
      values: [{ value: 'Qualification', label: 'Qualification', labelJa: '評価' }],
    }),
    field('NextStep', 'Next step', '次のステップ', 'text', { length: 255 }),
    field('Description', "Customer's business problem", 'お客様のビジネス課題', 'longtext'),
  ],
};

const account = {
  name: 'Account',
  label: 'Account',
  labelJa: '取引先',
  fields: [
    field('Name', 'Account name', '取引先名', 'text', { required: true, section: 'Account' }),
    field('Website', 'Website', 'Web サイト', 'url', { section: 'Account' }),
  ],
};

const record = (object: string, id: string, name: string, fields: Deal['fields']): Deal => ({
  object,
  id,
  version: 'v1',
  name,
  fields: { Name: name, ...fields },
  references: {},
  related: [],
  pairing: { state: 'none', parked: 0, problems: 0 },
  comments: [],
  parked: [],
  allowed: { edit: true, share: false, sync: false },
  log: [],
});

export const customer = record('Account', 'AC-1', 'さくら製薬株式会社', {
  Website: 'https://sakura.example',
});

export const comment = '想定月額の算定根拠をお知らせください。';

/** A deal for which AWS asks for more. */
export const asked: Deal = {
  ...record('Opportunity', 'OP-1', '治験文書管理のSaaS化', {
    AccountId: 'AC-1',
    StageName: 'Qualification',
    NextStep: '監査部門へのデモ',
    Description: '紙の文書を電子化したい。',
  }),
  references: { AccountId: { id: 'AC-1', name: customer.name, object: 'Account' } },
  pairing: {
    state: 'synced',
    opportunityId: 'O7',
    reviewStatus: 'Action Required',
    reviewComments: comment,
    parked: 0,
    problems: 0,
  },
  allowed: { edit: true, share: false, sync: true },
  editable: [
    { object: 'Account', id: 'AC-1', field: 'Website' },
    { object: 'Opportunity', id: 'OP-1', field: 'Description' },
  ],
};

export const noWebsite: Finding = {
  location: 'Customer.Account.WebsiteUrl',
  code: 'REQUIRED_FIELD_MISSING',
  message: "The customer's website is missing.",
  messageJa: 'お客様の Web サイトが入力されていません。',
  fixEn: 'Enter it on the account.',
  fixJa: '取引先に入力してください。',
  rule: 'B03',
  crmObject: 'Account',
  crmField: 'Website',
  crmLabel: 'Website',
  crmLabelJa: 'Web サイト',
  recordId: 'AC-1',
};

export const seller = {
  ...person,
  realm: 'connector',
  role: 'Seller',
  user: { id: 'US-1', name: '小川 みどり', email: 'seller@kaede.example' },
  features: ['operations'],
};

export const crm = {
  'GET /api/session': ok(seller),
  'GET /api/connector/objects/Opportunity': ok(opportunity),
  'GET /api/connector/objects/Account': ok(account),
  'GET /api/connector/objects/Account/records': ok({ items: [], total: 0 }),
  'GET /api/connector/objects/Account/records/AC-1': ok(customer),
  'GET /api/connector/objects/Opportunity/records/OP-1': ok(asked),
  'GET /api/connector/objects/Opportunity/records/OP-1/preflight': ok({ violations: [] as Finding[] }),
};
