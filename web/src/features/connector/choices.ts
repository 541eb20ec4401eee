import { useQuery } from '@tanstack/react-query';
import { noChoices, ownersQuery, solutionsQuery } from './api';
import type { CrmField, CrmObject } from './types';

/** Lists that the CRM's description leaves open and the server has. */
export const choicesOf = { solutions: solutionsQuery, owners: ownersQuery };
export type Choices = keyof typeof choicesOf;

/** What a field is chosen from, if from such a list. */
export const choicesFor = (field: CrmField): Choices | undefined => {
  if (field.type === 'multipicklist' && field.name === 'Solutions') return 'solutions';
  return field.type === 'email' && field.name === 'Owner' ? 'owners' : undefined;
};

/** An object whose open lists have their names, so that values show by name and not by id. */
export function useNamed(object: CrmObject): CrmObject {
  const wants = (choices: Choices) => object.fields.some(field => choicesFor(field) === choices);
  const solutions = useQuery(wants('solutions') ? solutionsQuery : noChoices).data?.items;
  const owners = useQuery(wants('owners') ? ownersQuery : noChoices).data?.items;
  const lists = { solutions, owners };
  return {
    ...object,
    fields: object.fields.map(field => {
      const choices = choicesFor(field);
      const items = choices && lists[choices];
      if (!items) return field;
      return { ...field, values: items.map(({ value, label }) => ({ value, label, labelJa: label })) };
    }),
  };
}
