import Alert from '@cloudscape-design/components/alert';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useI18n } from '../i18n';

/** A page of what partners share, for whoever works with records of their own alone. */
export function NoEngagements({ title }: { title: string }) {
  return (
    <ContentLayout header={<Header variant="h1">{title}</Header>}>
      <OwnOnly />
    </ContentLayout>
  );
}

export function OwnOnly() {
  const { t } = useI18n();
  return (
    <Alert type="info" header={t('partners.ownOnly')}>
      {t('partners.ownOnlyText')}
    </Alert>
  );
}
