/** One broken rule, and how to mend it. `location` is the API path of the field; "" means the whole record. */
export interface Violation {
  location: string;
  field?: string;
  code: string;
  message: string;
  messageJa?: string;
  fixEn?: string;
  fixJa?: string;
  rule?: string;
  value?: string;
}

interface Problem {
  status: number;
  code: string;
  detail?: string;
  errors?: Violation[];
  version?: string;
}

/** A problem answer (RFC 9457). The page's catalogue has the text for `code`; violations bring their own. */
export class ApiError extends Error {
  readonly violations: Violation[];
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    violations: Violation[] | undefined,
    /** Of "stale": the version that the record has now. */
    readonly version?: string,
  ) {
    super(`${status} ${code} ${detail}`);
    this.violations = violations ?? [];
  }
}

/** Takes the answer out of a typed call, or throws what the server says is wrong. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  const problem = (error ?? {}) as Partial<Problem>;
  throw new ApiError(
    response.status,
    problem.code ?? (response.status === 401 ? 'signed-out' : 'internal'),
    problem.detail ?? '',
    problem.errors,
    problem.version,
  );
}

/** The fetch of typed clients. It is looked up at each call, so that tests can replace it. */
export async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    throw new ApiError(0, 'network', '', undefined);
  }
}

type Query = Record<string, string | number | boolean | undefined>;

function address(path: string, query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function call<T>(method: string, path: string, query?: Query, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      headers: body === undefined ? { Accept: 'application/json' } : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, 'network', '', undefined);
  }
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as T;
  const problem = answer as Partial<Problem> | undefined;
  throw new ApiError(
    response.status,
    problem?.code ?? (response.status === 401 ? 'signed-out' : 'internal'),
    problem?.detail ?? '',
    problem?.errors,
    problem?.version,
  );
}

export const api = {
  get: <T>(path: string, query?: Query) => call<T>('GET', path, query),
  post: <T>(path: string, body: unknown = {}) => call<T>('POST', path, undefined, body),
  put: <T>(path: string, body: unknown) => call<T>('PUT', path, undefined, body),
  patch: <T>(path: string, body: unknown) => call<T>('PATCH', path, undefined, body),
  remove: <T>(path: string, query?: Query) => call<T>('DELETE', path, query),
};

/** A path with every part escaped: at`/api/central/opportunities/${id}`. */
export function at(parts: TemplateStringsArray, ...names: string[]): string {
  return parts.reduce((path, part, i) => path + encodeURIComponent(names[i - 1] ?? '') + part);
}
