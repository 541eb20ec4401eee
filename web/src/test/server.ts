import { vi } from 'vitest';

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

type Answer = { status?: number; body?: unknown };
type Handler = (call: Call) => Answer;

/**
 * Stands in for the server by answering fetch. Routes are "GET /api/session"; what has no route is 404. Every call is
 * kept, so that a test can look at what was sent.
 */
export function fakeServer(routes: { [route: string]: Handler }) {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', async (input: RequestInfo, init?: RequestInit) => {
    const request =
      typeof input === 'string' ? new Request(new URL(input, 'http://cosell.test'), init) : input;
    const address = new URL(request.url);
    const text = await request.text();
    const call: Call = {
      method: request.method,
      path: address.pathname,
      query: address.searchParams,
      body: text ? (JSON.parse(text) as unknown) : undefined,
    };
    calls.push(call);
    const handler = routes[`${call.method} ${call.path}`];
    const { status = 200, body } = handler ? handler(call) : { status: 404, body: { code: 'not-found' } };
    const noContent = status === 204;
    return new Response(noContent ? null : JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json' },
    });
  });
  return {
    calls,
    sent: (method: string, path: string) => calls.filter(c => c.method === method && c.path === path),
  };
}

export const person = {
  realm: 'central',
  user: { id: 'U1', name: 'Aiko Tanaka', email: 'aiko@example.com' },
  role: 'AllianceLead',
  account: { id: '111122223333', name: 'Kumo Systems' },
  language: '',
  features: [],
};

export const reviewer = { ...person, role: 'AWSReviewer', account: { id: 'aws', name: 'AWS' } };

export const ok = (body: unknown) => () => ({ body });

/** The views of a list in which nobody has saved one. */
export const presets = {
  items: [
    {
      id: 'all',
      preset: true,
      waiting: false,
      filters: [],
      sort: 'modified',
      order: 'desc',
      columns: [],
      shared: false,
      mine: false,
      may: { update: false, delete: false, transfer: false },
    },
  ],
};
