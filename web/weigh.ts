import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What a chunk of a build is to the scale. */
export interface Piece {
  type: 'chunk' | 'asset';
  isEntry?: boolean;
  facadeModuleId?: string | null;
  imports?: string[];
  code?: string;
}

/** How much JavaScript comes before a page shows itself, compressed: kB of 1000 bytes. */
export const most = 400;

/** Pages that are weighed, by the module that is theirs. The languages are weighed too: a page comes in one. */
const pages = { 'sign-in': 'features/session/SignInPage.tsx', list: 'features/opportunities/ListPage.tsx' };
const languages = {
  en: ['i18n/en/index.ts', 'i18n/messages/all.en.js'],
  ja: ['i18n/ja/index.ts', 'i18n/messages/all.ja.js'],
};

/** Adds up all that each page needs in each language: the entry, the page and the texts, with what they import. */
export function weigh(bundle: Record<string, Piece>): { page: string; language: string; kB: number }[] {
  const chunks = Object.entries(bundle).filter(([, piece]) => piece.type === 'chunk');
  const one = (what: string, is: (piece: Piece) => boolean | undefined): string => {
    const found = chunks.find(([, piece]) => is(piece));
    if (!found) throw new Error(`the build has no chunk for ${what}`);
    return found[0];
  };
  const of = (module: string) => one(module, piece => piece.facadeModuleId?.endsWith(`/${module}`));
  const sizes = new Map<string, number>();
  const size = (name: string) => {
    if (!sizes.has(name)) sizes.set(name, gzipSync(bundle[name]?.code ?? '', { level: 9 }).length);
    return sizes.get(name) ?? 0;
  };
  const needed = (name: string, all: Set<string>): Set<string> => {
    if (all.has(name)) return all;
    all.add(name);
    for (const other of bundle[name]?.imports ?? []) needed(other, all);
    return all;
  };
  const entry = one('the entry', piece => piece.isEntry);
  return Object.entries(pages).flatMap(([page, module]) =>
    Object.entries(languages).map(([language, texts]) => {
      const all = new Set<string>();
      for (const name of [entry, of(module), ...texts.map(of)]) needed(name, all);
      return { page, language, kB: Math.round([...all].reduce((sum, name) => sum + size(name), 0) / 1000) };
    }),
  );
}

/** Says at each build how heavy the first pages are, and breaks one that is too heavy. */
export function scale(): Plugin {
  return {
    name: 'cosell-scale',
    apply: 'build',
    generateBundle(_, bundle) {
      const weights = weigh(bundle as Record<string, Piece>);
      const text = weights.map(({ page, language, kB }) => `${page} ${language} ${kB} kB`).join(', ');
      this.info(`JavaScript before a page shows itself, compressed: ${text}`);
      if (weights.some(({ kB }) => kB > most))
        this.error(
          `A first page may have ${most} kB of JavaScript: ${text}. Load later what it does not show at once.`,
        );
    },
  };
}
