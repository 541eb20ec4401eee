import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { weigh, type Piece } from '../../weigh';

const chunk = (bytes: number, more: Partial<Piece> = {}): Piece => ({
  type: 'chunk',
  code: randomBytes(bytes).toString('latin1'),
  ...more,
});
const kB = (bytes: number) => weigh(built(bytes)).map(({ page, language, kB }) => [page, language, kB]);
const bare = kB(0).map(([, , kB]) => Number(kB));

function built(bytes: number): Record<string, Piece> {
  return {
    'entry.js': chunk(0, { isEntry: true, imports: ['shared.js'] }),
    'shared.js': chunk(0),
    'signin.js': chunk(0, { facadeModuleId: '/x/features/session/SignInPage.tsx', imports: ['shared.js'] }),
    'list.js': chunk(0, { facadeModuleId: '/x/features/opportunities/ListPage.tsx', imports: ['table.js'] }),
    'table.js': chunk(bytes, { imports: ['entry.js'] }),
    'later.js': chunk(500_000),
    ...Object.fromEntries(
      ['i18n/en/index.ts', 'i18n/messages/all.en.js', 'i18n/ja/index.ts', 'i18n/messages/all.ja.js'].map(
        module => [module, chunk(module.includes('ja') ? 20_000 : 0, { facadeModuleId: `/x/${module}` })],
      ),
    ),
    'style.css': { type: 'asset' },
  };
}

it('counts what a page imports once, in the language of the reader, and nothing that comes later', () => {
  const heavy = kB(100_000);
  const more = heavy.map(([, , kB], i) => Number(kB) - (bare[i] ?? 0));
  expect(heavy.map(([page, language]) => `${page} ${language}`)).toEqual([
    'sign-in en',
    'sign-in ja',
    'list en',
    'list ja',
  ]);
  for (const kB of more.slice(0, 2)) expect(Math.abs(kB)).toBeLessThan(5);
  for (const kB of more.slice(2)) expect(kB).toBeGreaterThan(95);
  expect(bare[1]).toBeGreaterThan(Number(bare[0]) + 25);
});

it('refuses a build without the pages that it weighs', () => {
  expect(() => weigh({ 'entry.js': chunk(0, { isEntry: true }) })).toThrow('SignInPage');
});
