import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useQueries, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { InfoLink } from '../../components/InfoLink';
import { Nothing } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { mappingQuery, objectQuery } from './api';
import { objectText } from './objects';
import { awsText } from './record/planValue';
import type { CrmField, MappedPair } from './types';
import { fieldOf, pickText } from './values';

/** Which field of the CRM is which field of AWS, and who wins where both changed it. */
export function MappingPage() {
  const i18n = useI18n();
  const { t, pick } = i18n;
  const { data } = useSuspenseQuery(mappingQuery);
  const [wanted, setWanted] = useState('');
  const names = [...new Set(data.pairs.map(pair => pair.crmObject))];
  const objects = useQueries({ queries: names.map(objectQuery) });
  const described = (pair: MappedPair): CrmField | undefined => {
    const object = objects[names.indexOf(pair.crmObject)]?.data;
    return object && fieldOf(object, pair.crmField);
  };
  const words = (pair: MappedPair) =>
    [pick(pair.crmLabel, pair.crmLabelJa), pick(pair.label, pair.labelJa), pair.path, pair.crmField].join(
      ' ',
    );
  const shown = data.pairs.filter(pair => words(pair).toLowerCase().includes(wanted.trim().toLowerCase()));

  return (
    <Table<MappedPair>
      variant="full-page"
      stickyHeader
      resizableColumns
      wrapLines
      enableKeyboardNavigation
      items={shown}
      trackBy={pair => `${pair.crmObject} ${pair.crmField} ${pair.path}`}
      stickyColumns={{ first: 1 }}
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={`(${shown.length})`}
          description={t('mapping.text')}
          info={<InfoLink topic="mapping" about={t('nav.mapping')} />}
        >
          {t('nav.mapping')}
        </Header>
      }
      filter={
        <TextFilter
          filteringText={wanted}
          onChange={e => setWanted(e.detail.filteringText)}
          filteringPlaceholder={t('mapping.find')}
          filteringAriaLabel={t('mapping.find')}
          filteringClearAriaLabel={t('action.clearFilters')}
          countText={wanted && t('table.matches', { total: shown.length })}
        />
      }
      ariaLabels={{ tableLabel: t('nav.mapping') }}
      empty={<Nothing title={t('table.noMatch')} text={t('table.noMatchText')} />}
      columnDefinitions={[
        {
          id: 'crm',
          header: t('mapping.crm'),
          isRowHeader: true,
          width: 210,
          cell: pair => (
            <SpaceBetween size="xxxs">
              <Box fontWeight="bold">{pick(pair.crmLabel, pair.crmLabelJa)}</Box>
              <Box variant="small">{`${objectText(pair.crmObject, i18n)} - ${pair.crmField}`}</Box>
            </SpaceBetween>
          ),
        },
        { id: 'way', header: t('mapping.way'), width: 130, cell: pair => t(`mapping.way.${pair.way}`) },
        {
          id: 'aws',
          header: t('mapping.aws'),
          width: 290,
          cell: pair => (
            <SpaceBetween size="xxxs">
              <Box fontWeight="bold">{pick(pair.label, pair.labelJa)}</Box>
              <Box variant="small">{pair.path}</Box>
            </SpaceBetween>
          ),
        },
        {
          id: 'required',
          header: t('mapping.required'),
          width: 105,
          cell: pair =>
            pair.required ? <Badge color="blue">{t('mapping.required.yes')}</Badge> : t('common.empty'),
        },
        { id: 'wins', header: t('mapping.wins'), width: 165, cell: pair => t(`mapping.wins.${pair.wins}`) },
        {
          id: 'picks',
          header: t('mapping.picks'),
          width: 260,
          cell: pair => <Picks pair={pair} field={described(pair)} />,
        },
        {
          id: 'convert',
          header: t('mapping.convert'),
          minWidth: 180,
          cell: pair => {
            const key = `mapping.convert.${pair.convert}`;
            return i18n.has(key) ? t(key) : pair.convert;
          },
        },
      ]}
    />
  );
}

/** Which value of a picklist is which of AWS's. */
function Picks({ pair, field }: { pair: MappedPair; field: CrmField | undefined }) {
  const i18n = useI18n();
  const { t, pick } = i18n;
  if (pair.picks.length === 0) return t('common.empty');
  return (
    <ExpandableSection
      headerText={t('mapping.pickCount', { count: pair.picks.length })}
      headerAriaLabel={`${t('mapping.picks')} - ${pick(pair.crmLabel, pair.crmLabelJa)}`}
    >
      {pair.picks.map(({ crm, ace }) => (
        <div key={`${crm} ${ace}`}>
          {t('mapping.pick', { crm: pickText(field, crm, i18n), aws: awsText(pair.path, ace, i18n) })}
        </div>
      ))}
    </ExpandableSection>
  );
}
