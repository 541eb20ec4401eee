/** How much of a limit is used, in whole percent; little is not nothing, and nearly all is not all. */
export function share(used: number, limit: number): number {
  if (limit <= 0 || used >= limit) return 100;
  if (used <= 0) return 0;
  return Math.min(99, Math.max(1, Math.round((used / limit) * 100)));
}
