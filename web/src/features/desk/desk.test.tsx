// @vitest-environment jsdom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { AwsSide } from '../../api/central';
import { openPage } from '../../test/render';
import { fakeServer, ok, reviewer } from '../../test/server';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const record = {
  id: 'O5',
  version: 'v1',
  document: {
    Project: { Title: 'Migration' },
    LifeCycle: { Stage: 'Qualified', ReviewStatus: 'In review' },
  },
  involvement: 'Co-Sell',
  visibility: 'Full',
  partner: { id: '111122223333', name: 'Kumo Systems' },
  solutions: [],
  products: [],
  stagesPassed: ['Prospect', 'Qualified'],
  editable: [],
  allowed: { update: false, submit: false, associate: false, assign: false },
  nextStages: [],
  problems: [],
  decisions: ['approve', 'ask', 'reject'],
  points: [],
  awsSideEditable: true,
  awsSummary: {
    LifeCycle: { NextSteps: 'Call the customer' },
    OpportunityTeam: [
      { BusinessTitle: 'PDM', FirstName: 'Robin', LastName: 'Miller', Email: 'robin@aws.example' },
    ],
  },
};

test('the queue begins with what waits for a reviewer', async () => {
  const server = fakeServer({
    'GET /api/session': ok(reviewer),
    'GET /api/central/desk/queue': ok({ items: [] }),
    'GET /api/central/desk/facts': ok({ hints: [], reviewers: [] }),
    'GET /api/central/desk/partners': ok({ items: [] }),
  });
  const { app } = await openPage('/');
  await screen.findByText('Nothing to review');
  expect(app.router.state.location.pathname).toBe('/desk');
  const [asked] = server.sent('GET', '/api/central/desk/queue');
  expect([asked?.query.get('sort'), asked?.query.get('order')]).toEqual(['since', 'asc']);
});

test('a request for action shows what the server refuses beside its field, and goes with the version that was read', async () => {
  const server = fakeServer({
    'GET /api/session': ok(reviewer),
    'GET /api/central/desk/opportunities/O5': ok(record),
    'POST /api/central/desk/opportunities/O5/decision': () => ({
      status: 422,
      body: {
        code: 'invalid',
        errors: [
          { location: 'ReviewComments', code: 'REQUIRED_FIELD_MISSING', message: 'Say what is missing.' },
        ],
      },
    }),
  });
  await openPage('/desk/O5');
  fireEvent.click(await screen.findByRole('button', { name: 'Ask for action' }));
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.click(dialog.getByRole('button', { name: 'Ask for action' }));
  await dialog.findByText('Say what is missing.');
  expect(dialog.getByLabelText('Comment for the partner').getAttribute('aria-invalid')).toBe('true');
  const [sent] = server.sent('POST', '/api/central/desk/opportunities/O5/decision');
  expect(sent?.body).toEqual({ version: 'v1', decision: 'ask', comment: '', reason: '' });
});

test("saving AWS's side sends all of it, so that nothing is cleared by accident", async () => {
  const server = fakeServer({
    'GET /api/session': ok(reviewer),
    'GET /api/central/desk/opportunities/O5': ok(record),
    'PUT /api/central/desk/opportunities/O5/aws-side': ok({
      id: 'O5',
      version: 'v2',
      reviewStatus: 'Approved',
    }),
  });
  await openPage('/desk/O5?tab=aws');
  const steps = await screen.findByLabelText('AWS next steps - optional');
  fireEvent.change(steps, { target: { value: 'Workshop in Osaka' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('The AWS side of O5 is saved.');
  const [sent] = server.sent('PUT', '/api/central/desk/opportunities/O5/aws-side');
  const side = sent?.body as AwsSide;
  expect(side).toEqual({
    version: 'v1',
    stage: '',
    targetCloseDate: '',
    nextSteps: 'Workshop in Osaka',
    closedLostReason: '',
    involvement: 'Co-Sell',
    involvementReason: '',
    team: record.awsSummary.OpportunityTeam,
  });
});
