import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import { useNarrow } from '../../../components/narrow';
import { useI18n } from '../../../i18n';
import { leadStatuses, type LeadStatus } from '../api';

type Step = { status: LeadStatus; drawn: StepsProps.Status };

const way: LeadStatus[] = ['Open', 'Research', 'Qualified'];

/** The way of a lead: where it stands, and what is still possible. A disqualified lead has left the way. */
export function statusPath(now: string): Step[] {
  if (now === 'Disqualified')
    return [
      ...way.map(status => ({ status, drawn: 'pending' as const })),
      { status: 'Disqualified', drawn: 'error' },
    ];
  const at = way.findIndex(status => status === now);
  return leadStatuses.map((status, number) => {
    if (status === now) return { status, drawn: now === 'Qualified' ? 'success' : 'in-progress' };
    return { status, drawn: status !== 'Disqualified' && number < at ? 'success' : 'pending' };
  });
}

interface Props {
  now: string;
  /** Opens the form for another status; absent where none may be set. */
  onChoose?: (status: LeadStatus) => void;
}

export function StatusPath({ now, onChoose }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const narrow = useNarrow();
  const words: Partial<Record<StepsProps.Status, string>> = {
    success: t('stage.passed'),
    'in-progress': t('stage.now'),
    pending: t('stage.ahead'),
    error: t('stage.now'),
  };
  return (
    <Container header={<Header variant="h2">{t('leads.status')}</Header>}>
      <Steps
        orientation={narrow ? 'vertical' : 'horizontal'}
        ariaLabel={t('leads.status')}
        steps={statusPath(now).map(({ status, drawn }) => {
          const text = t(`leads.status.${status}`);
          return {
            status: drawn,
            statusIconAriaLabel: words[drawn],
            header:
              onChoose && status !== now ? (
                <Link
                  href="#"
                  ariaLabel={t('leads.setStatus', { status: text })}
                  onFollow={e => {
                    e.preventDefault();
                    onChoose(status);
                  }}
                >
                  {text}
                </Link>
              ) : (
                text
              ),
            details: t(`leads.means.${status}`),
          };
        })}
      />
    </Container>
  );
}
