// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { openPage } from '../../test/render';
import { fakeServer, ok, type Call } from '../../test/server';
import { asked, comment, crm, customer, noWebsite } from './sample';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const deals = '/api/connector/objects/Opportunity/records';
const row = { ...asked, modifiedDate: '2026-11-02T00:00:00Z', account: { id: 'AC-1', name: customer.name } };
const property = (call: Call, name: string) =>
  (
    JSON.parse(call.query.get('filter') ?? '{"tokens":[]}') as { tokens: { property?: string }[] }
  ).tokens.find(token => token.property === name);

test('a seller reads on her first page what AWS wants, answers it, and only her changes are sent', async () => {
  const server = fakeServer({
    ...crm,
    [`GET ${deals}`]: call =>
      property(call, 'pairing') ? { body: { items: [], total: 0 } } : { body: { items: [row], total: 1 } },
    [`PUT ${deals}/OP-1`]: ok({ id: 'OP-1', version: 'v2' }),
  });
  const { app } = await openPage('/crm/deals', 'ja');
  await screen.findByText(comment);
  const mine = server.sent('GET', deals).filter(call => property(call, 'owner'));
  expect(mine.length).toBe(server.sent('GET', deals).length); // her own deals alone
  fireEvent.click(screen.getByRole('link', { name: /^AWS に回答/ }));

  await screen.findByText(`AWS に回答：${asked.name}`);
  const problem = screen.getByLabelText('お客様のビジネス課題（任意）');
  expect(screen.getByText(comment)).toBeTruthy();
  expect(screen.getByLabelText('Web サイト（任意）')).toBeTruthy();
  expect(screen.queryByText('次のステップ（任意）')).toBeNull(); // AWS does not take it now
  fireEvent.change(problem, { target: { value: '算定根拠：利用部門は 5 部門です。' } });
  fireEvent.click(screen.getByRole('button', { name: '保存して AWS に再送信' }));
  await waitFor(() => expect(app.router.state.location.pathname).toBe('/crm/deals/OP-1'));
  expect(server.sent('PUT', `${deals}/OP-1`).map(call => call.body)).toEqual([
    { version: 'v1', fields: { Description: '算定根拠：利用部門は 5 部門です。' } },
  ]);
});

test('a record that somebody saved first shows both values, and the chosen one is saved on the new version', async () => {
  let now = asked;
  const server = fakeServer({
    ...crm,
    [`GET ${deals}/OP-1`]: () => ({ body: now }),
    [`PUT ${deals}/OP-1`]: call =>
      (call.body as { version: string }).version === now.version
        ? { body: { id: 'OP-1', version: 'v3' } }
        : { status: 409, body: { code: 'stale', version: now.version } },
  });
  const { app } = await openPage('/crm/deals/OP-1/edit');
  await screen.findByText(`Edit ${asked.name}`);
  const step = screen.getByLabelText('Next step - optional');
  now = { ...asked, version: 'v2', fields: { ...asked.fields, NextStep: 'Book a demo', StageName: '' } };
  fireEvent.change(step, { target: { value: 'Call again' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));

  await screen.findByText('Somebody else was quicker');
  expect(screen.getByText('Book a demo', { selector: 'td *' })).toBeTruthy();
  expect(screen.getByText('Call again', { selector: 'td *' })).toBeTruthy();
  expect(screen.getByText(/Changed by the other person: Stage/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Use these values' }));
  await waitFor(() => expect(screen.queryByText('Somebody else was quicker')).toBeNull());
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(app.router.state.location.pathname).toBe('/crm/deals/OP-1'));
  expect(server.sent('PUT', `${deals}/OP-1`).at(-1)?.body).toEqual({
    version: 'v2',
    fields: { NextStep: 'Call again' },
  });
});

test('sharing says beforehand what AWS would refuse, and leads to the field of the account that mends it', async () => {
  const fresh = { ...asked, pairing: customer.pairing, allowed: { edit: true, share: true, sync: false } };
  let findings = [noWebsite];
  const server = fakeServer({
    ...crm,
    [`GET ${deals}/OP-1`]: ok(fresh),
    [`GET ${deals}/OP-1/preflight`]: () => ({ body: { violations: findings } }),
    [`POST ${deals}/OP-1/share`]: ok({ ...customer.pairing, state: 'waiting' }),
    'PUT /api/connector/objects/Account/records/AC-1': ok({ id: 'AC-1', version: 'v2' }),
  });
  const { app } = await openPage('/crm/deals/OP-1?dialog=share', 'ja');
  let dialog = within(await screen.findByRole('dialog'));
  await dialog.findByText('お客様の Web サイトが入力されていません。');
  expect(dialog.getByText('取引先に入力してください。')).toBeTruthy();
  expect(dialog.getByText('B03')).toBeTruthy();
  expect(dialog.getByRole('button', { name: 'AWS と共有' }).getAttribute('aria-disabled')).toBe('true');
  fireEvent.click(dialog.getByRole('link', { name: 'Web サイトを修正' }));

  await screen.findByText(`「${customer.name}」を編集`);
  const website = screen.getByLabelText('Web サイト（任意）');
  await waitFor(() => expect(document.activeElement).toBe(website));
  findings = [];
  fireEvent.change(website, { target: { value: 'https://sakura-seiyaku.example' } });
  fireEvent.click(screen.getByRole('button', { name: '保存' }));

  dialog = within(await screen.findByRole('dialog'));
  await dialog.findByText('AWS の送信条件を満たしています。');
  fireEvent.click(dialog.getByRole('button', { name: 'AWS と共有' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(app.router.state.location.search).toEqual({});
  expect(server.sent('POST', `${deals}/OP-1/share`)[0]?.body).toEqual({
    involvement: 'Co-Sell',
    visibility: 'Full',
  });
});

const failed = {
  id: 'L1',
  at: '2026-11-02T00:00:00Z',
  object: 'Opportunity',
  recordId: 'OP-1',
  recordName: asked.name,
  direction: 'toAws',
  operation: 'UpdateOpportunity',
  outcome: 'failed',
  attempts: 3,
  code: 'ValidationException',
  message: 'The website is not valid.',
  durationMs: 140,
  payload: { Identifier: 'O7', Customer: { Account: { WebsiteUrl: 'x' } } },
  answer: { Message: 'Validation failed' },
  violations: [noWebsite],
  mayRetry: true,
  mayEdit: true,
};

test('a message that was refused is corrected and sent again, and what is still wrong is said', async () => {
  const retry = '/api/connector/log/L1/retry';
  const server = fakeServer({
    ...crm,
    'GET /api/connector/log/L1': ok(failed),
    'GET /api/connector/log/L2': ok({
      ...failed,
      id: 'L2',
      outcome: 'done',
      mayRetry: false,
      mayEdit: false,
    }),
    [`POST ${retry}`]: call =>
      JSON.stringify(call.body).includes('https')
        ? { status: 202, body: { id: 'L2' } }
        : {
            status: 422,
            body: { code: 'invalid', errors: [{ ...noWebsite, message: 'Still no address.' }] },
          },
  });
  const { app } = await openPage('/connector/log/L1');
  await screen.findByText('The website is not valid.');
  expect(screen.getByText(/"WebsiteUrl": "x"/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Edit and retry' }));
  const dialog = within(await screen.findByRole('dialog'));
  const text = dialog.getByRole('textbox');

  fireEvent.change(text, { target: { value: '{"Identifier": ' } });
  fireEvent.click(dialog.getByRole('button', { name: 'Send again' }));
  await dialog.findByText(/not a JSON object/);
  expect(server.sent('POST', retry)).toEqual([]);

  fireEvent.change(text, { target: { value: '{"Customer": {}}' } });
  fireEvent.click(dialog.getByRole('button', { name: 'Send again' }));
  await dialog.findByText('Still no address.');

  const whole = { Customer: { Account: { WebsiteUrl: 'https://sakura.example' } } };
  fireEvent.change(text, { target: { value: JSON.stringify(whole) } });
  fireEvent.click(dialog.getByRole('button', { name: 'Send again' }));
  await waitFor(() => expect(app.router.state.location.pathname).toBe('/connector/log/L2'));
  expect(server.sent('POST', retry).at(-1)?.body).toEqual({ payload: whole });
});
