// @vitest-environment jsdom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { openPage } from '../../test/render';
import { fakeServer, ok, person, reviewer } from '../../test/server';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const proposal = {
  id: 'prop-1',
  kind: 'update',
  status: 'pending',
  opportunity: 'O5',
  title: 'Migration',
  user: 'Aiko Tanaka',
  assistant: 'Helper',
  problems: 1,
  created: '2026-11-20T01:00:00Z',
  expires: '2026-11-23T01:00:00Z',
  version: '2026-11-19T01:00:00Z',
  company: 'Kumo',
  hash: 'abc',
  statement: 'cosell approval 1\n1\nprop-1\nabc\n',
  diff: [
    { path: 'LifeCycle.Stage', before: 'Prospect', after: 'Technical Validation' },
    { path: 'LifeCycle.NextSteps', before: null, after: 'Call on Monday' },
  ],
  findings: [
    {
      location: 'Customer.Account.WebsiteUrl',
      code: 'REQUIRED_FIELD_MISSING',
      message: 'customer.account.websiteUrl is required',
      messageJa: '',
      fixEn: 'Enter the website.',
      fixJa: 'ウェブサイトを入力してください。',
      rule: 'website',
    },
  ],
};

test('the list begins with what waits for a decision', async () => {
  const server = fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/proposals': ok({ items: [proposal], total: 1, totalCapped: false }),
  });
  await openPage('/proposals');
  expect((await screen.findByText('Change fields')).closest('a')?.getAttribute('href')).toBe(
    '/proposals/prop-1',
  );
  const [asked] = server.sent('GET', '/api/central/proposals');
  expect(JSON.parse(asked?.query.get('filter') ?? '')).toEqual({
    tokens: [{ property: 'status', operator: '=', value: ['pending'] }],
  });
});

test('a person sees each value before and after, and approves just what was shown', async () => {
  const server = fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/proposals/prop-1': ok(proposal),
    'POST /api/central/proposals/prop-1/approve': ok({ ...proposal, status: 'executed' }),
  });
  await openPage('/proposals/prop-1');
  await screen.findByText('Technical Validation');
  screen.getByText('Call on Monday');
  screen.getByText('(empty)');
  screen.getByText(/Enter the website\./);
  fireEvent.click(screen.getByRole('button', { name: 'Approve and execute' }));
  expect(server.sent('POST', '/api/central/proposals/prop-1/approve')).toEqual([]);
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.click(dialog.getByRole('button', { name: 'Approve and execute' }));
  await screen.findByText('The proposal is executed.');
  expect(server.sent('POST', '/api/central/proposals/prop-1/approve')[0]?.body).toEqual({ hash: 'abc' });
});

test('an outdated proposal says so and offers no decision', async () => {
  fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/proposals/prop-1': ok({ ...proposal, status: 'stale', findings: [] }),
  });
  await openPage('/proposals/prop-1', 'ja');
  await screen.findByText(/提案後にオポチュニティが変更されました/);
  expect(screen.queryByRole('button', { name: '承認して実行' })).toBeNull();
  expect(screen.queryByRole('button', { name: '却下' })).toBeNull();
});

const scope = (name: string, effect: string) => ({
  name,
  effect,
  labelEn: `Label ${name}`,
  labelJa: '',
  helpEn: 'Help.',
  helpJa: '',
});

test('a token begins with what only reads, and is shown once', async () => {
  const server = fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/assistant-scopes': ok({
      items: [
        scope('list_products', 'read'),
        scope('propose_update', 'propose'),
        scope('personal_data', 'unmask'),
      ],
    }),
    'GET /api/central/assistant-tokens': ok({ items: [] }),
    'GET /api/central/approval-keys': ok({ items: [] }),
    'POST /api/central/assistant-tokens': call =>
      (call.body as { name: string }).name
        ? {
            body: {
              id: 'T1',
              name: 'Helper',
              state: 'active',
              scopes: ['list_products'],
              text: 'cosell_mcp_secret',
            },
          }
        : {
            status: 422,
            body: {
              code: 'invalid',
              errors: [
                { location: 'name', code: 'INVALID_VALUE', message: '', fixEn: 'Say which assistant.' },
              ],
            },
          },
  });
  await openPage('/assistants/issue');
  await screen.findByLabelText('Label propose_update');

  fireEvent.click(screen.getByRole('button', { name: 'Issue token' }));
  await screen.findByText('Say which assistant.');
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Helper' } });
  fireEvent.click(screen.getByLabelText('Label propose_update'));
  fireEvent.click(screen.getByRole('button', { name: 'Issue token' }));
  await screen.findByDisplayValue('cosell_mcp_secret');
  expect(server.sent('POST', '/api/central/assistant-tokens')[1]?.body).toEqual({
    name: 'Helper',
    scopes: ['list_products', 'propose_update'],
    days: 30,
  });
  fireEvent.click(screen.getAllByRole('button', { name: 'Close' }).at(-1)!);
  await screen.findByText('No tokens');
  expect(screen.queryByDisplayValue('cosell_mcp_secret')).toBeNull();
});

test('the desk has tokens, and no keys that approve', async () => {
  fakeServer({
    'GET /api/session': ok(reviewer),
    'GET /api/central/assistant-scopes': ok({ items: [scope('review_queue', 'read')] }),
    'GET /api/central/assistant-tokens': ok({ items: [] }),
  });
  await openPage('/assistants');
  await screen.findByText('No tokens');
  expect(screen.queryByText('Keys that sign approvals')).toBeNull();
});
