import Alert from '@cloudscape-design/components/alert';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { create, recordQuery } from '../../api/central';
import { sessionQuery } from '../../api/session';
import { readField, textOf } from '../../components/form/document';
import { FollowLink } from '../../components/FollowLink';
import { useI18n } from '../../i18n';
import { convertLead, leadDraftQuery } from '../leads/api';
import { cloneOf, empty } from './create/begin';
import { OpportunityWizard } from './create/OpportunityWizard';

const route = getRouteApi('/shell/opportunities/create');

/** A new opportunity: from nothing, from a lead that becomes it, or from another one that is cloned. */
export function CreatePage() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { lead, clone } = route.useSearch();
  const user = session?.user.id ?? '';
  if (lead) return <FromLead user={user} id={lead} />;
  if (clone) return <FromClone user={user} id={clone} />;
  return <OpportunityWizard user={user} start={{ what: 'new', form: empty, save: create }} />;
}

function FromLead({ user, id }: { user: string; id: string }) {
  const { t } = useI18n();
  const { document } = useSuspenseQuery(leadDraftQuery(id)).data;
  const company = textOf(readField(document, 'customer_company_name'));
  return (
    <OpportunityWizard
      user={user}
      start={{
        what: `lead.${id}`,
        form: { ...empty, document: { ...empty.document, ...document } },
        intro: t('wizard.fromLead', { name: company || id }),
        // No lead says these as an opportunity has them: the server proposes something, so that the form is whole.
        suggested: {
          project_title: textOf(readField(document, 'project_title')),
          target_close_date: textOf(readField(document, 'target_close_date')),
        },
        save: (form, token, submit) => convertLead(id, form, token, submit),
      }}
    />
  );
}

function FromClone({ user, id }: { user: string; id: string }) {
  const { t } = useI18n();
  const { data: record } = useSuspenseQuery({ ...recordQuery(id), staleTime: Infinity });
  if (textOf(readField(record.document, 'review_status')) === 'Pending Submission') {
    return (
      <Alert type="info">
        {t('wizard.cloneDraft')} <FollowLink href={`/opportunities/${id}/edit`}>{id}</FollowLink>
      </Alert>
    );
  }
  return (
    <OpportunityWizard
      user={user}
      start={{
        what: `clone.${id}`,
        form: cloneOf(record, new Date()),
        intro: t('wizard.fromClone', { id }),
        save: create,
      }}
    />
  );
}
