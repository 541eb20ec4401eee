import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSuspenseQuery } from '@tanstack/react-query';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { FactorPart } from './FactorPart';
import { IdentityPart } from './IdentityPart';
import { PasswordPart } from './PasswordPart';
import { securityQuery } from './security';
import { SessionsPart } from './SessionsPart';

/** How somebody signs in: password, second step, and the sessions that are open. */
export function SecurityPage() {
  const { t } = useI18n();
  const { data } = useSuspenseQuery(securityQuery);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={t('security.text')}
          info={<InfoLink topic="security" about={t('security.title')} />}
        >
          {t('security.title')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {data.offered && <FactorPart security={data} />}
        {data.password && <PasswordPart />}
        {(data.provider || data.identities.length > 0) && <IdentityPart security={data} />}
        <SessionsPart />
      </SpaceBetween>
    </ContentLayout>
  );
}
