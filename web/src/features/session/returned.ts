import type { MessageKey } from '../../i18n/en';

const asked = new URLSearchParams(globalThis.location?.search);

/**
 * What the provider has sent the browser back with, as it stood in the address at first: the router takes a code of digits
 * for a number.
 */
export const returned = Object.fromEntries(
  (['code', 'state', 'error', 'iss'] as const).map(name => [name, asked.get(name) ?? undefined]),
);

const refusals = [
  'error.identity-other',
  'error.identity-several',
  'error.identity-shut',
  'error.identity-unknown',
  'error.identity-unverified',
  'error.internal',
  'error.network',
  'error.provider-away',
  'error.provider-doubt',
  'error.provider-late',
  'error.provider-no',
  'error.provider-off',
  'error.unavailable',
] as const satisfies MessageKey[];

/** Why nobody was signed in by the provider: the sign-in page shows these texts and no others. */
export type Refusal = (typeof refusals)[number];

export const isRefusal = (text: unknown): text is Refusal => (refusals as readonly unknown[]).includes(text);
