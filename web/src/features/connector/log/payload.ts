import type { Fields } from '../types';

/** The object that a text says in JSON; undefined when it says none. */
export function parsePayload(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined; // the form says so
  }
}
