import type { Form, Record } from '../../api/central';

/** What somebody had typed into a form when the page went away. */
export interface Kept {
  form: Form;
  step: number;
  at: string;
  /** Of a stored record: what it was when the typing began. */
  base?: Record;
}

const prefix = 'cosell.draft.';

/** Drafts are kept in this browser, each under its user and what it is made from. */
export const keptKey = (user: string, what: string) => `${prefix}${user}.${what}`;

export function readKept(key: string): Kept | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null;
    const usable =
      typeof kept?.form?.document === 'object' && kept.form.document && Number.isInteger(kept.step);
    return usable && !Number.isNaN(Date.parse(kept.at)) ? kept : undefined;
  } catch {
    return undefined; // an unreadable draft is as good as none
  }
}

export function keep(key: string, kept: Kept) {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // The browser keeps no more: the form goes on without.
  }
}

export const forget = (key: string) => localStorage.removeItem(key);

/** At the end of a session nothing that was typed stays in the browser. */
export function forgetAll() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
}
