import Icon from '@cloudscape-design/components/icon';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { User } from '../../api/central';
import type { Lead } from '../../api/views';
import { FollowLink } from '../../components/FollowLink';
import type { Filter } from '../../components/list/filters';
import type { Column } from '../../components/list/ServerTable';
import type { I18n } from '../../i18n';
import { choices } from '../opportunities/columns';
import { leadStatuses } from './api';
import { statusText } from './words';

const met = ({ lead }: Lead) => lead.Interactions?.at(-1);

export function leadColumns(i18n: I18n): Column<Lead>[] {
  const { t, tx, time } = i18n;
  const or = (text: string | null | undefined) => text || t('common.empty');
  return [
    {
      id: 'company',
      header: t('lead.company'),
      cell: lead => (
        <>
          <FollowLink href={`/leads/${lead.id}`}>{lead.company || lead.id}</FollowLink>
          {lead.flagged && (
            <>
              {' '}
              <Icon name="flag" ariaLabel={t('flag.flagged')} />
            </>
          )}
        </>
      ),
      sort: 'company',
      width: 260,
      isRowHeader: true,
    },
    {
      id: 'stage',
      header: t('leads.stage'),
      cell: lead =>
        lead.stage === 'PENDING' ? (
          <StatusIndicator type="pending">{t('leads.pending')}</StatusIndicator>
        ) : (
          <StatusIndicator>{t('leads.accepted')}</StatusIndicator>
        ),
      width: 215,
    },
    {
      id: 'status',
      header: t('leads.status'),
      cell: lead => or(statusText(lead.status, i18n)),
      width: 160,
    },
    {
      id: 'owner',
      header: t('leads.owner'),
      cell: lead => lead.owner?.name ?? t('leads.nobody'),
      width: 170,
    },
    {
      id: 'contact',
      header: t('leads.contact'),
      cell: lead => t(lead.stage === 'PENDING' ? 'leads.contactHidden' : 'leads.contactShown'),
      width: 190,
    },
    {
      id: 'industry',
      header: t('lead.industry'),
      cell: lead => or(tx('industry', lead.lead.Customer.Industry ?? '')),
      width: 200,
    },
    {
      id: 'country',
      header: t('lead.country'),
      cell: lead => or(tx('country', lead.lead.Customer.Address?.CountryCode ?? '')),
      width: 150,
    },
    { id: 'source', header: t('lead.source'), cell: lead => or(met(lead)?.SourceType), width: 180 },
    { id: 'shared', header: t('leads.shared'), cell: lead => time(lead.shared), sort: 'shared', width: 200 },
    {
      id: 'modified',
      header: t('leads.updated'),
      cell: lead => time(lead.modified),
      sort: 'modified',
      width: 200,
    },
    { id: 'expires', header: t('leads.answerBy'), cell: lead => or(time(lead.expires)), width: 200 },
    {
      id: 'campaign',
      header: t('leads.campaign'),
      cell: lead => or(met(lead)?.SourceName),
      width: 240,
      hidden: true,
    },
    {
      id: 'useCase',
      header: t('lead.useCase'),
      cell: lead => or(met(lead)?.Usecase),
      width: 240,
      hidden: true,
    },
    {
      id: 'readiness',
      header: t('lead.readiness'),
      cell: lead => or(lead.lead.Insights?.LeadReadinessScore),
      width: 150,
      hidden: true,
    },
    {
      id: 'opportunity',
      header: t('leads.opportunity'),
      cell: lead =>
        lead.opportunity ? (
          <FollowLink href={`/opportunities/${lead.opportunity}`}>{lead.opportunity}</FollowLink>
        ) : (
          t('common.empty')
        ),
      width: 150,
    },
  ];
}

export function leadFilters(i18n: I18n, users: User[]): Filter[] {
  const { t } = i18n;
  const anywhere = (key: string, label: string): Filter => ({ key, label, kind: 'anywhere' });
  return [
    {
      key: 'status',
      label: t('leads.status'),
      kind: 'choice',
      options: leadStatuses.map(one => [one, t(`leads.status.${one}`)] as const),
    },
    {
      key: 'stage',
      label: t('leads.stage'),
      kind: 'choice',
      options: [
        ['PENDING', t('leads.pending')],
        ['ACCEPTED', t('leads.accepted')],
      ],
    },
    ...(users.length > 0
      ? [
          {
            key: 'owner',
            label: t('leads.owner'),
            kind: 'choice' as const,
            options: users.map(user => [user.email, user.name] as const),
            mayBeEmpty: true as const,
          },
        ]
      : []),
    anywhere('company', t('lead.company')),
    {
      key: 'industry',
      label: t('lead.industry'),
      kind: 'choice',
      options: choices('industry', i18n),
      mayBeEmpty: true,
    },
    {
      key: 'country',
      label: t('lead.country'),
      kind: 'choice',
      options: choices('country', i18n),
      mayBeEmpty: true,
    },
    anywhere('lead_source', t('lead.source')),
    anywhere('campaign_name', t('leads.campaign')),
    { key: 'use_case_workload', label: t('lead.useCase'), kind: 'code' },
    anywhere('project_description', t('lead.problem')),
    anywhere('segment_company_size', t('lead.segment')),
    anywhere('level_of_aws_usage', t('lead.maturity')),
    anywhere('website', t('lead.website')),
    { key: 'shared', label: t('leads.shared'), kind: 'day' },
    { key: 'modified', label: t('leads.updated'), kind: 'day' },
    {
      key: 'flagged',
      label: t('flag.flagged'),
      kind: 'choice',
      equalOnly: true,
      options: [
        ['Yes', t('flag.yes')],
        ['No', t('flag.no')],
      ],
    },
  ];
}
