import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useFollow } from '../../components/follow';
import { useI18n } from '../../i18n';
import { CompanyFacts } from '../leads/details/LeadFacts';
import { Interactions } from '../leads/details/Interactions';
import type { Context, Engagement, Lead } from './api';

/** The lead of an engagement: the company and how it was met. What is done with it has a page of its own. */
export function LeadContext({ engagement, context }: { engagement: Engagement; context: Context }) {
  const { t } = useI18n();
  const follow = useFollow();
  const lead = context.lead as Lead;
  return (
    <SpaceBetween size="l">
      <CompanyFacts
        lead={lead}
        actions={
          <Button href={`/leads/${engagement.id}`} onFollow={follow}>
            {t('leads.open')}
          </Button>
        }
      />
      <Interactions lead={lead} />
    </SpaceBetween>
  );
}
