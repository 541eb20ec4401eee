/** The path to go to after signing in: only one of ours, never another site ("//evil.example"). */
export function localPath(next: unknown): string | undefined {
  if (typeof next !== 'string' || !next.startsWith('/')) return undefined;
  const there = new URL(next, 'http://here.invalid');
  if (there.host !== 'here.invalid' || there.pathname === '/login') return undefined;
  return there.pathname + there.search;
}
