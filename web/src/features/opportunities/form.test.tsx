// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Form } from '../../api/central';
import { openPage } from '../../test/render';
import { fakeServer, ok, person, presets } from '../../test/server';

afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.unstubAllGlobals();
});

const refusal = (location: string, message: string, messageJa: string) => ({
  location,
  code: 'REQUIRED_FIELD_MISSING',
  message,
  messageJa,
  rule: 'required',
});

const noCompany = refusal('Customer.Account.CompanyName', 'The company is missing.', '会社名がありません。');
const noTitle = refusal('Project.Title', 'The title is missing.', 'タイトルがありません。');
const noOwner = refusal('', 'You have no right to submit.', '送信する権限がありません。');

const company = (form: Form) =>
  (form.document.Customer as { Account?: { CompanyName?: string } })?.Account?.CompanyName;

const lists = {
  'GET /api/session': ok(person),
  'GET /api/central/views/opportunities': ok(presets),
  'GET /api/central/opportunities': ok({ items: [], total: 0 }),
  'GET /api/central/users': ok({ items: [] }),
  'GET /api/central/solutions': ok({ items: [{ id: 'S-1', name: 'Data Lake' }] }),
  'GET /api/central/products': ok({ items: [] }),
};

test('Next shows the refusals of the step beside their fields, and goes on once they are mended', async () => {
  const server = fakeServer({
    ...lists,
    'POST /api/central/opportunities/check': call => {
      const missing = company(call.body as Form) ? [noTitle] : [noCompany, noTitle];
      return { body: { violations: missing } };
    },
  });
  await openPage('/opportunities/create', 'ja');
  fireEvent.click(await screen.findByRole('button', { name: '次へ' }));
  expect(await screen.findByText(/会社名がありません。/)).toBeTruthy();
  expect(screen.queryByText(/タイトルがありません。/)).toBeNull(); // of a step not yet reached
  const field = screen.getByLabelText('お客様の会社名');
  expect(field.getAttribute('aria-invalid')).toBe('true');

  fireEvent.change(field, { target: { value: '株式会社みなと物流' } });
  expect(screen.queryByText(/会社名がありません。/)).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: '次へ' }));
  expect(await screen.findByLabelText('プロジェクトのタイトル')).toBeTruthy();
  expect(screen.queryByText(/タイトルがありません。/)).toBeNull();
  const sent = server.sent('POST', '/api/central/opportunities/check').at(-1)?.body as Form & {
    moment: string;
  };
  expect(sent.moment).toBe('submit');
  expect(company(sent)).toBe('株式会社みなと物流');
});

test('a draft is saved as it is, and a second try after a lost answer cannot make a second record', async () => {
  let lost = true;
  const server = fakeServer({
    ...lists,
    'POST /api/central/opportunities': () => {
      if (!lost)
        return { status: 201, body: { id: 'O7', version: 'v1', reviewStatus: 'Pending Submission' } };
      lost = false;
      return { status: 503, body: { code: 'unavailable' } };
    },
  });
  const { app } = await openPage('/opportunities/create');
  fireEvent.change(await screen.findByLabelText('Customer company name'), { target: { value: 'Minato' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save as draft' }));
  await screen.findByText(/busy or short of room/);
  fireEvent.click(screen.getByRole('button', { name: 'Save as draft' }));
  await screen.findByText('O7 is saved as a draft.');
  await waitFor(() => expect(app.router.state.location.pathname).toBe('/opportunities/O7'));
  const [first, second] = server
    .sent('POST', '/api/central/opportunities')
    .map(call => call.body as Form & { clientToken: string; submit: boolean });
  expect(second?.clientToken).toBe(first?.clientToken);
  expect(second?.submit).toBe(false);
});

const record = {
  id: 'O5',
  version: '2026-11-02T00:00:00.000Z',
  document: {
    Catalog: 'AWS',
    Customer: { Account: { CompanyName: 'Minato', WebsiteUrl: 'https://minato.example' } },
    Project: { Title: 'Migration', FutureMember: { Kept: true } },
    LifeCycle: {
      Stage: 'Qualified',
      ReviewStatus: 'Action Required',
      ReviewStatusReason: 'Clarify Solution',
      ReviewComments: 'Correct the website.',
    },
  },
  involvement: 'Co-Sell',
  visibility: 'Full',
  solutions: [],
  products: [],
  stagesPassed: ['Prospect', 'Qualified'],
  editable: ['Customer.Account.WebsiteUrl'],
  allowed: { update: true, submit: true, associate: false, assign: true },
  nextStages: [],
  problems: [],
};

test('an action that AWS asks for opens only its fields, and saving submits again', async () => {
  const server = fakeServer({
    ...lists,
    'GET /api/central/opportunities/O5': ok(record),
    'PUT /api/central/opportunities/O5': ok({ id: 'O5', version: 'v2', reviewStatus: 'Submitted' }),
  });
  const { app } = await openPage('/opportunities/O5');
  await screen.findByText(/Correct the website\./);
  expect(screen.getByText(/Clarify Solution/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Edit what can be changed' }));
  const website = await screen.findByLabelText('Customer website');
  expect(screen.queryByLabelText('Customer company name')).toBeNull();
  fireEvent.change(website, { target: { value: 'https://minato.example.jp' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save and resubmit' }));
  await screen.findByText(/on its way to AWS/);
  await waitFor(() => expect(app.router.state.location.pathname).toBe('/opportunities/O5'));
  const [saved] = server.sent('PUT', '/api/central/opportunities/O5');
  const form = saved?.body as Form & { version: string; submit: boolean };
  expect(form.version).toBe(record.version);
  expect(form.submit).toBe(true);
  expect(form.document.Project).toEqual(record.document.Project); // members that the pages do not know are kept
  expect(form.solutions).toBeUndefined();
});

test('a save that somebody else has overtaken shows both versions, and loses nothing of either', async () => {
  const website = (version: string, WebsiteUrl: string) => ({
    ...record,
    version,
    document: { ...record.document, Customer: { Account: { WebsiteUrl } } },
  });
  let now = website('v1', 'https://old.example');
  let puts = 0;
  const server = fakeServer({
    ...lists,
    'GET /api/central/opportunities/O5': () => ({ body: now }),
    'PUT /api/central/opportunities/O5': () => {
      if (++puts > 1) return { body: { id: 'O5', version: 'v3', reviewStatus: 'Submitted' } };
      now = website('v2', 'https://theirs.example');
      return { status: 409, body: { code: 'stale' } };
    },
  });
  await openPage('/opportunities/O5/edit');
  fireEvent.change(await screen.findByLabelText('Customer website'), {
    target: { value: 'https://mine.example' },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Save and resubmit' }));
  await screen.findByText('Somebody else was quicker');
  expect(screen.getByText('https://theirs.example')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Use these values' }));
  expect(screen.getByLabelText<HTMLInputElement>('Customer website').value).toBe('https://mine.example');
  fireEvent.click(screen.getByRole('button', { name: 'Save and resubmit' }));
  await waitFor(() => expect(server.sent('PUT', '/api/central/opportunities/O5')).toHaveLength(2));
  const sent = server.sent('PUT', '/api/central/opportunities/O5')[1]?.body as Form & { version: string };
  expect(sent.version).toBe('v2');
  expect(sent.document.Customer).toEqual({ Account: { WebsiteUrl: 'https://mine.example' } });
});

test('what was typed into a stored record is here again after a reload, and can be discarded', async () => {
  let now = record;
  fakeServer({ ...lists, 'GET /api/central/opportunities/O5': () => ({ body: now }) });
  const website = () => screen.findByLabelText<HTMLInputElement>('Customer website');
  await openPage('/opportunities/O5/edit');
  fireEvent.change(await website(), { target: { value: 'https://typed.example' } });
  cleanup();
  await openPage('/opportunities/O5/edit', 'en', true);
  await waitFor(async () => expect((await website()).value).toBe('https://typed.example'));
  expect(screen.getByText(/was not saved yet, and is here again/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Discard what I typed' }));
  expect((await website()).value).toBe('https://minato.example');
  expect(screen.queryByText(/is here again/)).toBeNull();

  // What somebody else saved meanwhile is not written over in silence.
  fireEvent.change(await website(), { target: { value: 'https://typed.example' } });
  cleanup();
  const theirs = { Account: { CompanyName: 'Minato', WebsiteUrl: 'https://theirs.example' } };
  now = { ...record, version: 'v9', document: { ...record.document, Customer: theirs } };
  await openPage('/opportunities/O5/edit', 'en', true);
  expect(await screen.findByText('Somebody else was quicker')).toBeTruthy();
  expect(screen.getByText('https://theirs.example')).toBeTruthy();
  expect((await website()).value).toBe('https://typed.example');
});

test('what would be refused stands in the submit dialog before it is sent, and a refusal of the whole shows', async () => {
  fakeServer({
    ...lists,
    'GET /api/central/opportunities/O5': ok({ ...record, problems: [noTitle] }),
    'POST /api/central/opportunities/O5/submit': () => ({
      status: 422,
      body: { code: 'invalid', errors: [noOwner] },
    }),
  });
  await openPage('/opportunities/O5');
  fireEvent.click(await screen.findByRole('button', { name: 'Submit to AWS' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('The title is missing.')).toBeTruthy();
  fireEvent.click(dialog.getByRole('button', { name: 'Submit to AWS' }));
  await waitFor(() => expect(dialog.getByText('You have no right to submit.')).toBeTruthy());
});

test('a draft that was never shared offers co-selling in full view, as AWS does', async () => {
  fakeServer({
    ...lists,
    'GET /api/central/opportunities/O5': ok({ ...record, involvement: '', visibility: '', editable: ['*'] }),
  });
  await openPage('/opportunities/O5/edit');
  await screen.findByLabelText('Partner primary need from AWS');
  expect(screen.getByRole<HTMLInputElement>('radio', { name: /^Co-Sell/ }).checked).toBe(true);
});
