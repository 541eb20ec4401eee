/** The day of a moment in the reader's zone, "2028-03-31". */
export function dayOf(moment: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/**
 * The first day that may be offered for something that is not over: today where the reader is, and never a day that is over in
 * UTC, by which AWS judges.
 */
export function earliestDay(now: Date): string {
  const here = dayOf(now);
  const there = now.toISOString().slice(0, 10);
  return here > there ? here : there;
}
