import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useI18n } from '../../../i18n';
import type { WholeLead } from '../api';

/** How the people of a lead were met, in the order in which it was written down. */
export function Interactions({ lead }: { lead: WholeLead }) {
  const { t, time, fullName } = useI18n();
  const met = lead.Interactions ?? [];
  const or = (text: string | null | undefined) => text || t('common.empty');
  return (
    <Table
      variant="container"
      wrapLines
      items={met}
      header={
        <Header variant="h2" counter={`(${met.length})`}>
          {t('lead.interactions')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('lead.interactions') }}
      columnDefinitions={[
        {
          id: 'when',
          header: t('history.when'),
          cell: i => time(i.InteractionDate ?? undefined),
          isRowHeader: true,
        },
        {
          id: 'who',
          header: t('lead.name'),
          cell: i => `${fullName(i.Contact.FirstName, i.Contact.LastName)} (${i.Contact.BusinessTitle})`,
        },
        { id: 'email', header: t('session.email'), cell: i => i.Contact.Email },
        { id: 'source', header: t('lead.source'), cell: i => or(i.SourceName ?? i.SourceType) },
        { id: 'action', header: t('lead.action'), cell: i => or(i.CustomerAction) },
        { id: 'problem', header: t('lead.problem'), cell: i => or(i.BusinessProblem) },
      ]}
    />
  );
}
