import PropertyFilter from '@cloudscape-design/components/property-filter';
import type { ReactNode } from 'react';
import type { Token } from '../../api/list';
import { useI18n } from '../../i18n';
import { freeTextOf, groups, options, properties, queryOf, tokensOf, type Filter } from './filters';

interface Props {
  filters: Filter[];
  filter: Token[] | undefined;
  placeholder: string;
  freeText: ':' | '^' | 'none';
  chooser: ReactNode;
  countText: string;
  onChange: (tokens: Token[]) => void;
}

/** What filters a list. */
export function FilterBar({ filters, filter, placeholder, freeText, chooser, countText, onChange }: Props) {
  const i18n = useI18n();
  return (
    <PropertyFilter
      query={queryOf(filter, i18n)}
      onChange={e => onChange(tokensOf(e.detail, i18n))}
      customControl={chooser}
      filteringProperties={properties(filters, i18n)}
      customGroupsText={groups(i18n)}
      filteringOptions={options(filters, i18n)}
      filteringPlaceholder={placeholder}
      filteringAriaLabel={placeholder}
      disableFreeTextFiltering={freeText === 'none'}
      freeTextFiltering={freeTextOf(freeText, i18n)}
      countText={countText}
      hideOperations
      expandToViewport
    />
  );
}
