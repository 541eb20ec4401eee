import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { ClockPanel } from './ClockPanel';
import { Quirks } from './Quirks';
import { Quotas } from './Quotas';

/** The conditions under which this Partner Central runs: its time, its quotas, and the ways in which it behaves like the real one. */
export function SimulationPage() {
  const { t } = useI18n();
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={t('simulation.text')}
          info={<InfoLink topic="simulation" about={t('nav.simulation')} />}
        >
          {t('nav.simulation')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <ClockPanel />
        <Quotas />
        <Quirks />
      </SpaceBetween>
    </ContentLayout>
  );
}
