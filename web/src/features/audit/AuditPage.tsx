import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { useActions } from './actions';
import { auditFile, listAudit, type AuditEntry } from './api';
import { VerifyModal } from './VerifyModal';

const route = getRouteApi('/shell/audit');

/** Who did what in the account, the latest first. Nothing in it can be changed. */
export function AuditPage() {
  const { t, time, number } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [verifying, setVerifying] = useState(false);
  const { words, options } = useActions();
  const who = (e: AuditEntry) => {
    if (e.kind === 'aws') return t('audit.who.aws');
    if (e.kind === 'system') return t('audit.who.system');
    return e.actorName || e.actor;
  };
  const or = (text?: string) => text || t('common.empty');
  return (
    <>
      <ServerTable
        list="audit"
        title={t('nav.audit')}
        info={<InfoLink topic="audit" about={t('nav.audit')} />}
        columns={[
          { id: 'at', header: t('audit.at'), cell: e => time(e.at), width: 200, isRowHeader: true },
          { id: 'who', header: t('audit.who'), cell: who, width: 200 },
          {
            id: 'action',
            header: t('audit.action'),
            cell: e => (
              <>
                {words(e.action)}
                <Box variant="small" display="block" color="text-body-secondary">
                  {e.action}
                </Box>
              </>
            ),
            width: 330,
          },
          {
            id: 'subject',
            header: t('audit.subject'),
            cell: e => or(e.subjectName ?? e.subject),
            width: 240,
          },
          { id: 'door', header: t('audit.door'), cell: e => t(`audit.door.${e.door}`), width: 170 },
          { id: 'remote', header: t('audit.remote'), cell: e => or(e.remote), width: 150 },
          {
            id: 'proposer',
            header: t('audit.proposer'),
            cell: e => or(e.proposer),
            width: 200,
            hidden: true,
          },
          { id: 'actor', header: t('audit.actor'), cell: e => or(e.actor), width: 260, hidden: true },
          { id: 'target', header: t('audit.target'), cell: e => or(e.target), width: 360, hidden: true },
          { id: 'request', header: t('audit.request'), cell: e => or(e.request), width: 320, hidden: true },
          { id: 'position', header: t('audit.position'), cell: e => number(e.position), width: 110 },
          { id: 'hash', header: t('audit.hash'), cell: e => e.hash, width: 520, hidden: true },
        ]}
        filters={[
          { key: 'subject', label: t('audit.subject'), kind: 'exact' },
          { key: 'action', label: t('audit.action'), kind: 'choice', options, equalOnly: true },
          { key: 'actor', label: t('audit.actor'), kind: 'exact' },
          { key: 'at', label: t('audit.at'), kind: 'date' },
        ]}
        filterPlaceholder={t('audit.filter')}
        freeText="none"
        standardSort={{ sort: 'at', order: 'desc' }}
        search={search}
        onSearch={next => void navigate({ search: next })}
        load={listAudit}
        trackBy={e => String(e.position)}
        nameOf={e => String(e.position)}
        actions={() => [
          <Button key="export" iconName="download" href={auditFile(search)} download>
            {t('audit.export')}
          </Button>,
          <Button key="verify" onClick={() => setVerifying(true)}>
            {t('audit.verify')}
          </Button>,
        ]}
        empty={<Nothing title={t('audit.none')} text={t('audit.noneText')} />}
      />
      {verifying && <VerifyModal onClose={() => setVerifying(false)} />}
    </>
  );
}
