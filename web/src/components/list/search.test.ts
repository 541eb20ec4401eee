import { expect, test } from 'vitest';
import { listSearch } from './search';

test('a whole search survives', () => {
  const search = {
    filter: [
      { property: 'stage', operator: '=', value: ['Prospect'] },
      { operator: ':', value: 'acme' },
    ],
    sort: 'company',
    order: 'asc',
    page: 3,
    cursor: 'abc',
  };
  expect(listSearch(search)).toEqual(search);
});

test('what cannot be understood is left out', () => {
  expect(
    listSearch({
      filter: [{ operator: 7 }, 'x', null, { operator: '=', value: [1] }],
      sort: 3,
      order: 'up',
      page: -1,
    }),
  ).toEqual({ filter: [] });
});

test('a page without its cursor begins at the first page', () => {
  expect(listSearch({ page: 4 })).toEqual({});
  expect(listSearch({ cursor: 'abc' })).toEqual({});
});

test('names what it drops, so that the router drops it as well', () => {
  for (const filter of [{ a: 1 }, '{bad', 7, null])
    expect(listSearch({ filter, sort: 3, order: 'up', page: 'x', cursor: 1 })).toStrictEqual({
      filter: undefined,
      sort: undefined,
      order: undefined,
      page: undefined,
      cursor: undefined,
      view: undefined,
    });
});
