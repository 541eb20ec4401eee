import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { InfoLink } from '../../components/InfoLink';
import { Nothing } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { lettersQuery, type Letter } from './api';

const route = getRouteApi('/shell/account/letters');

const looks: Record<Letter['state'], StatusIndicatorProps.Type> = {
  kept: 'info',
  waiting: 'pending',
  sent: 'success',
  refused: 'error',
  stuck: 'error',
};

function State({ letter }: { letter: Letter }) {
  const { t } = useI18n();
  return <StatusIndicator type={looks[letter.state]}>{t(`letters.state.${letter.state}`)}</StatusIndicator>;
}

/** What was mailed: to everybody of the company for those who administer it, else to the reader. */
export function LettersPage() {
  const { t, time } = useI18n();
  const { letter: id } = route.useSearch();
  const navigate = route.useNavigate();
  const letters = useSuspenseQuery({ ...lettersQuery, refetchInterval: 10_000 });
  const { items } = letters.data;
  const chosen = items.find(one => one.id === id) ?? items[0];
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={t('letters.text')}
          info={<InfoLink topic="letters" about={t('nav.letters')} />}
          actions={
            <Button
              iconName="refresh"
              ariaLabel={t('action.refresh')}
              loading={letters.isFetching}
              onClick={() => void letters.refetch()}
            />
          }
        >
          {t('nav.letters')}
        </Header>
      }
    >
      <Grid
        gridDefinition={
          chosen
            ? [{ colspan: { default: 12, m: 7 } }, { colspan: { default: 12, m: 5 } }]
            : [{ colspan: 12 }]
        }
      >
        <Table
          variant="container"
          wrapLines
          items={items}
          trackBy="id"
          selectionType="single"
          selectedItems={chosen ? [chosen] : []}
          onSelectionChange={e =>
            void navigate({ search: { letter: e.detail.selectedItems[0]?.id }, replace: true })
          }
          onRowClick={e => void navigate({ search: { letter: e.detail.item.id }, replace: true })}
          header={
            <Header variant="h2" counter={`(${items.length})`}>
              {t('letters.list')}
            </Header>
          }
          ariaLabels={{
            tableLabel: t('letters.list'),
            selectionGroupLabel: t('letters.list'),
            itemSelectionLabel: (_, one) => t('table.select', { name: `${one.subject} ${one.to}` }),
          }}
          empty={<Nothing title={t('letters.none')} text={t('letters.noneText')} />}
          columnDefinitions={[
            { id: 'subject', header: t('letters.subject'), cell: one => one.subject, isRowHeader: true },
            { id: 'to', header: t('letters.to'), cell: one => one.to, width: 200 },
            { id: 'sent', header: t('letters.sent'), cell: one => time(one.sent), width: 170 },
            ...(items.some(one => one.state !== 'kept')
              ? [
                  {
                    id: 'state',
                    header: t('letters.state'),
                    cell: (one: Letter) => <State letter={one} />,
                    width: 130,
                  },
                ]
              : []),
          ]}
        />
        {chosen && <Reading letter={chosen} />}
      </Grid>
    </ContentLayout>
  );
}

function Reading({ letter }: { letter: Letter }) {
  const { t, time } = useI18n();
  return (
    <Container header={<Header variant="h2">{letter.subject}</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={2}
          items={[
            { label: t('letters.to'), value: letter.to },
            { label: t('letters.sent'), value: time(letter.sent) },
            { label: t('letters.state'), value: <State letter={letter} /> },
            ...(letter.trouble ? [{ label: t('letters.trouble'), value: letter.trouble }] : []),
          ]}
        />
        {letter.body
          .trim()
          .split(/\n{2,}/)
          .map(part => (
            <Box key={part} variant="p">
              <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{part}</span>
            </Box>
          ))}
      </SpaceBetween>
    </Container>
  );
}
