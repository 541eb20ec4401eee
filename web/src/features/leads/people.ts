import type { WholeLead as Lead } from './api';

interface Person {
  email: string;
  first: string;
  last: string;
  title: string;
  /** When they were met last; absent where nobody noted it. */
  met?: string;
}

/** The people of a lead, each once, who was met last first. */
export function peopleOf(lead: Lead): Person[] {
  const people = new Map<string, Person>();
  for (const { Contact: contact, InteractionDate: date } of lead.Interactions ?? []) {
    const key = contact.Email.toLowerCase();
    const before = people.get(key);
    const met = date ?? undefined;
    people.delete(key); // a later entry comes first among those of the same time
    people.set(key, {
      email: contact.Email,
      first: contact.FirstName,
      last: contact.LastName,
      title: contact.BusinessTitle,
      met: later(before?.met, met) ? met : before?.met,
    });
  }
  return [...people.values()].reverse().sort((a, b) => moment(b.met) - moment(a.met));
}

const moment = (time: string | undefined) => (time ? Date.parse(time) : 0);
const later = (before: string | undefined, after: string | undefined) => moment(after) >= moment(before);
