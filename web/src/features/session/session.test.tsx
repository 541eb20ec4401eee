// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { openPage } from '../../test/render';
import { fakeServer, ok, person, presets } from '../../test/server';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const noRows = ok({ items: [], total: 0 });

test('somebody without a session signs in and arrives where they wanted to go', async () => {
  let signedIn = false;
  const server = fakeServer({
    'GET /api/session': () => (signedIn ? { body: person } : { body: {} }),
    'POST /api/session': call => {
      const { password } = call.body as { password: string };
      if (password !== 'right') return { status: 401, body: { code: 'wrong-password' } };
      signedIn = true;
      return { body: person };
    },
    'GET /api/central/views/opportunities': ok(presets),
    'GET /api/central/opportunities': noRows,
    'GET /api/central/users': noRows,
  });
  const { app } = await openPage('/opportunities?sort=company');
  const email = await screen.findByLabelText('Email');
  fireEvent.change(email, { target: { value: ' aiko@example.com ' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'wrong' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText('Email or password is wrong.')).toBeTruthy();

  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'right' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect(await screen.findByText('No opportunities')).toBeTruthy();
  expect(app.router.state.location.href).toBe('/opportunities?sort=company');
  expect(server.sent('POST', '/api/session').at(-1)?.body).toEqual({
    email: 'aiko@example.com',
    password: 'right',
  });
});

test('a session that ends while a page is open leads to sign-in and keeps the place', async () => {
  let ended = false;
  fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/views/opportunities': ok(presets),
    'GET /api/central/opportunities': () =>
      ended ? { status: 401, body: { code: 'signed-out' } } : { body: { items: [], total: 0 } },
    'GET /api/central/users': noRows,
  });
  const { app } = await openPage('/opportunities');
  await screen.findByText('No opportunities');
  ended = true;
  fireEvent.click(screen.getByRole('button', { name: 'Refresh' }));
  await screen.findByLabelText('Password');
  expect(app.router.state.location.search).toEqual({ next: '/opportunities', ended: true });
  expect(screen.getByText(/your access was taken away/)).toBeTruthy();
});

test('the language of the account is taken over, and a role sees its own pages', async () => {
  fakeServer({
    'GET /api/session': ok({}),
    'POST /api/session': ok({ ...person, role: 'ACEUser', language: 'ja' }),
    'GET /api/central/views/opportunities': ok(presets),
    'GET /api/central/opportunities': noRows,
    'GET /api/central/users': noRows,
  });
  await openPage('/opportunities');
  fireEvent.change(await screen.findByLabelText('Email'), { target: { value: 'a@example.com' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  await screen.findByText('オポチュニティはありません');
  await waitFor(() => expect(document.documentElement.lang).toBe('ja'));
  expect(screen.getAllByText('提案').length).toBeGreaterThan(0);
  expect(screen.queryByText('イベント')).toBeNull();
});

test('whose role needs a second step sets it up before anything else', async () => {
  let whole = false;
  const server = fakeServer({
    'GET /api/session': () => ({ body: whole ? person : { pending: 'enrol' } }),
    'POST /api/session/factor': ok({
      key: 'ABCDEFGH',
      uri: 'otpauth://totp/x',
      side: 10,
      path: 'M0 0h1v1h-1z',
    }),
    'POST /api/session/factor/confirm': () => {
      whole = true;
      return { body: { codes: ['AAAA-BBBB-CCCC-DDDD'] } };
    },
    'GET /api/central/views/opportunities': ok(presets),
    'GET /api/central/opportunities': noRows,
    'GET /api/central/users': noRows,
  });
  await openPage('/opportunities');
  await screen.findByText('Your role needs a second step at sign-in');
  expect(screen.queryByLabelText('Password')).toBeNull();
  fireEvent.change(await screen.findByLabelText('The code that the app shows now'), {
    target: { value: '123456' },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Confirm' }));
  await screen.findByText('AAAA-BBBB-CCCC-DDDD');
  fireEvent.click(screen.getByRole('button', { name: 'I have kept them' }));
  expect(await screen.findByText('No opportunities')).toBeTruthy();
  expect(server.sent('POST', '/api/session/factor/confirm')[0]?.body).toEqual({ code: '123456' });
});

test('whoever comes back from the provider in vain reads why, in our words only', async () => {
  fakeServer({ 'GET /api/session': ok({ provider: 'Example ID' }) });
  await openPage('/login?refused=error.identity-unknown&next=/leads');
  expect(await screen.findByText(/Ask your alliance lead to invite you with that address/)).toBeTruthy();
  expect(await screen.findByRole('button', { name: 'Sign in with Example ID' })).toBeTruthy();
  cleanup();
  await openPage('/login?refused=Call us');
  await screen.findByRole('button', { name: 'Sign in with Example ID' });
  expect(screen.queryByText(/Call us/)).toBeNull();
});

test('without a provider there is nothing else to sign in by', async () => {
  fakeServer({ 'GET /api/session': ok({}) });
  await openPage('/login');
  await screen.findByLabelText('Password');
  expect(screen.queryByRole('button', { name: /Sign in with/ })).toBeNull();
});
