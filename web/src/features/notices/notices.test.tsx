// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openPage } from '../../test/render';
import { fakeServer, ok, person } from '../../test/server';

const notice = {
  id: '01A',
  kind: 'review.action',
  group: 'reviews',
  groupEn: 'Reviews by AWS',
  groupJa: 'AWS のレビュー',
  at: '2026-11-27T01:00:00Z',
  seen: false,
  link: '/opportunities/O7',
  heading: 'Action required: opportunity O7',
  headingJa: '対応が必要です: オポチュニティ O7',
  line: 'AWS asks for more about the opportunity with Sakura.',
  lineJa: 'さくら商事のオポチュニティについて、AWS が追加情報を求めています。',
};

const preferences = {
  email: 'aiko@example.com',
  sends: false,
  wishes: [
    { group: 'reviews', name: 'Reviews by AWS', nameJa: 'AWS のレビュー', page: true, mail: 'at-once' },
    { group: 'bulk', name: 'Bulk actions', nameJa: '一括処理', page: true, mail: 'never' },
  ],
  zone: 'Asia/Tokyo',
  time: '09:00',
  businessDays: true,
  version: '3',
};

const serve = () =>
  fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/notices': ok({ items: [notice], unread: 1, total: 1, totalCapped: false }),
    'POST /api/central/notices/marks': ok({ unread: 0 }),
    'GET /api/central/notices/preferences': ok(preferences),
    'PUT /api/central/notices/preferences': ({ body }) => ({
      body: { ...preferences, ...(body as object), wishes: preferences.wishes, version: '4' },
    }),
  });

test('the bell tells how much is unread, and marks all as read up to the latest', async () => {
  const server = serve();
  await openPage('/settings/notifications', 'ja');
  const bell = await screen.findByRole('button', { name: '通知、未読 1 件', hidden: false });
  fireEvent.click(bell);
  expect(await screen.findByText(notice.headingJa)).toBeDefined();
  fireEvent.click(await screen.findByText('すべて既読にする'));
  await expect
    .poll(() => server.sent('POST', '/api/central/notices/marks')[0]?.body)
    .toEqual({ upTo: '01A' });
});

test('what is opened from the list is marked as read', async () => {
  const server = serve();
  await openPage('/notifications');
  fireEvent.click(await screen.findByRole('link', { name: notice.heading }));
  await expect
    .poll(() => server.sent('POST', '/api/central/notices/marks')[0]?.body)
    .toEqual({ ids: ['01A'], seen: true });
});

test('settings are saved as a whole, with the version that was read', async () => {
  const server = serve();
  await openPage('/settings/notifications');
  fireEvent.click(await screen.findByRole('checkbox', { name: 'On these pages: Bulk actions' }));
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await expect
    .poll(() => server.sent('PUT', '/api/central/notices/preferences')[0]?.body)
    .toEqual({
      wishes: [
        { group: 'reviews', page: true, mail: 'at-once' },
        { group: 'bulk', page: false, mail: 'never' },
      ],
      zone: 'Asia/Tokyo',
      time: '09:00',
      businessDays: true,
      version: '3',
    });
  expect(await screen.findByText('Your notification settings were saved.')).toBeDefined();
});
