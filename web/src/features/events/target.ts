import type { Target } from './api';

export type Pairs = [name: string, value: string][];

/** What a target gets: the whole event, a part of it, a constant, or what a template makes of it. */
export const inputs = ['event', 'path', 'constant', 'transformer'] as const;
export type Input = (typeof inputs)[number];

/** A target while it is edited: maps are lists, so that a name may be empty for a while. */
export interface Draft {
  id: string;
  to: 'destination' | 'queue';
  destination: string;
  queue: string;
  tries: string;
  age: string;
  input: Input;
  inputPath: string;
  constant: string;
  template: string;
  paths: Pairs;
  path: string[];
  header: Pairs;
  query: Pairs;
  group: string;
  deadLetter: string;
  role: string;
}

/** EventBridge's standard: 185 retries after the first attempt, for 24 hours. */
const standard = { tries: 186, age: 86_400 };

export function draftOf(target: Target): Draft {
  const input: Input = target.transformer
    ? 'transformer'
    : target.inputPath
      ? 'path'
      : target.input
        ? 'constant'
        : 'event';
  return {
    id: target.id ?? '',
    to: target.queue ? 'queue' : 'destination',
    destination: target.destination ?? '',
    queue: target.queue ?? '',
    tries: String(target.tries || standard.tries),
    age: String(target.ageSeconds || standard.age),
    input,
    inputPath: target.inputPath ?? '',
    constant: target.input ?? '',
    template: target.transformer?.template ?? '',
    paths: Object.entries(target.transformer?.paths ?? {}),
    path: target.path ?? [],
    header: Object.entries(target.header ?? {}),
    query: Object.entries(target.query ?? {}),
    group: target.group ?? '',
    deadLetter: target.deadLetter ?? '',
    role: target.role ?? '',
  };
}

/** A figure as it was entered; what is none is for the server to refuse. */
const figure = (text: string) => {
  const value = Number(text);
  return text.trim() !== '' && Number.isInteger(value) && value !== 0 ? value : -1;
};

/** The target as the server takes it. What belongs to another choice is left out. */
export function targetOf(draft: Draft): Target {
  const called = draft.to === 'destination';
  return {
    id: draft.id,
    tries: figure(draft.tries),
    ageSeconds: figure(draft.age),
    role: draft.role,
    deadLetter: draft.deadLetter,
    ...(called
      ? {
          destination: draft.destination,
          path: draft.path,
          header: Object.fromEntries(draft.header),
          query: Object.fromEntries(draft.query),
        }
      : { queue: draft.queue, group: draft.group }),
    ...(draft.input === 'path' && { inputPath: draft.inputPath || '$' }),
    ...(draft.input === 'constant' && { input: draft.constant }),
    ...(draft.input === 'transformer' && {
      transformer: { paths: Object.fromEntries(draft.paths), template: draft.template },
    }),
  };
}

/** A new target, with an id that none of the others has. */
export function newDraft(others: Draft[]): Draft {
  let n = others.length + 1;
  while (others.some(one => one.id === `target-${n}`)) n++;
  return draftOf({ id: `target-${n}` });
}
