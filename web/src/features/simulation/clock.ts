import type { Locale } from '../../i18n';

/** A moment in the zone of the reader, which is named: who moves a clock wants to know whose. */
export const minuteOf = (moment: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(moment));

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** How far the clock is ahead, in days, hours and minutes; what is nothing is left out. */
export function aheadText(seconds: number, locale: Locale): string {
  let rest = Math.round(Math.max(0, seconds) / 60) * 60;
  const said: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (unit === 'minute' && said.length === 0))
      said.push(new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count));
  }
  return said.join(' ');
}

/** The instant that a day and a time of the reader's zone mean, as the server takes it; undefined while they are not whole. */
export function instantOf(day: string, time: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !/^\d{2}:\d{2}$/.test(time)) return undefined;
  const at = new Date(`${day}T${time}:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
