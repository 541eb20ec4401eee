import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { factsQuery, templateAt } from './api';
import { UploadForm } from './UploadForm';

/** The way of a sheet in: template, file, and what becomes of good rows. */
export function ImportPage() {
  const { t, date, locale } = useI18n();
  const facts = useQuery(factsQuery);
  const [then, setThen] = useState('submit');
  const other = locale === 'ja' ? 'en' : 'ja';
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink topic="bulk" about={t('bulk.import')} />}>
          {t('bulk.import')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">{t('bulk.import.prepare')}</Header>}>
          <SpaceBetween size="s">
            <Box>{t('bulk.import.prepareText')}</Box>
            {facts.data && <Box>{t('bulk.template.changed', { date: date(facts.data.template) })}</Box>}
            <SpaceBetween direction="horizontal" size="xs">
              <Button iconName="download" href={templateAt(locale)} download>
                {t('bulk.template')}
              </Button>
              <Button variant="link" href={templateAt(other)} download>
                {t(`bulk.template.${other}`)}
              </Button>
            </SpaceBetween>
          </SpaceBetween>
        </Container>
        <Container
          header={
            <Header variant="h2" description={t('bulk.import.uploadText')}>
              {t('bulk.import.upload')}
            </Header>
          }
        >
          <SpaceBetween size="m">
            <FormField label={t('bulk.import.then')}>
              <RadioGroup
                value={then}
                onChange={e => setThen(e.detail.value)}
                items={[
                  {
                    value: 'submit',
                    label: t('bulk.import.submit'),
                    description: t('bulk.import.submitText'),
                  },
                  {
                    value: 'drafts',
                    label: t('bulk.import.drafts'),
                    description: t('bulk.import.draftsText'),
                  },
                ]}
              />
            </FormField>
            <UploadForm kind="import" submit={then === 'submit'} />
          </SpaceBetween>
        </Container>
      </SpaceBetween>
    </ContentLayout>
  );
}
