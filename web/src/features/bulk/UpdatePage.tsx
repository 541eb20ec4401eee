import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { getRouteApi } from '@tanstack/react-router';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { tableAt } from './api';
import { UploadForm } from './UploadForm';

const route = getRouteApi('/shell/bulk/update');

/** Changes by a file: it is prepared from a list, changed at home, and brought back. */
export function UpdatePage() {
  const { t, locale } = useI18n();
  const { ids = [], ...view } = route.useSearch();
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink topic="bulk" about={t('bulk.update')} />}>
          {t('bulk.update')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">{t('bulk.update.prepare')}</Header>}>
          <SpaceBetween size="s">
            <Box>{t('bulk.update.prepareText')}</Box>
            <SpaceBetween direction="horizontal" size="xs">
              <Button iconName="download" href={tableAt('prepared', 'xlsx', locale, view, ids)} download>
                Excel (XLSX)
              </Button>
              <Button iconName="download" href={tableAt('prepared', 'csv', locale, view, ids)} download>
                CSV
              </Button>
            </SpaceBetween>
          </SpaceBetween>
        </Container>
        <Container
          header={
            <Header variant="h2" description={t('bulk.update.uploadText')}>
              {t('bulk.import.upload')}
            </Header>
          }
        >
          <UploadForm kind="update" />
        </Container>
      </SpaceBetween>
    </ContentLayout>
  );
}
