import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TimeInput from '@cloudscape-design/components/time-input';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { InfoLink } from '../../components/InfoLink';
import { LeaveGuard } from '../../components/LeaveGuard';
import { FollowLink } from '../../components/FollowLink';
import { useI18n } from '../../i18n';
import { preferencesQuery, savePreferences, type Wish } from './api';

const ways = ['at-once', 'daily', 'weekly', 'never'] as const;

/** How the reader is told: in the pages, by mail at once, with a summary, or not at all. */
export function PreferencesPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const { data: stored } = useSuspenseQuery(preferencesQuery);
  const [form, setForm] = useState(stored);
  const changed = useRef(false);
  const set = (part: Partial<typeof form>) => {
    changed.current = true;
    setForm(now => ({ ...now, ...part }));
  };
  const wish = (of: Wish, part: Partial<Wish>) =>
    set({ wishes: form.wishes.map(one => (one.group === of.group ? { ...one, ...part } : one)) });
  const save = useMutation({
    mutationFn: () => savePreferences(form),
    onSuccess: next => {
      changed.current = false;
      queries.setQueryData(preferencesQuery.queryKey, next);
      setForm(next);
      flash.success(t('notices.saved'));
    },
  });
  const { refused, rest } = refusalsOf(save.error, at => at === 'zone' || at === 'time', i18n);
  const zones = useMemo(
    () => [...new Set(['UTC', stored.zone, ...Intl.supportedValuesOf('timeZone')])].map(value => ({ value })),
    [stored.zone],
  );
  const nameOf = (one: Wish) => i18n.pick(one.name, one.nameJa);
  const mails = ways.map(value => ({ value, label: t(`notices.way.${value}`) }));
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={t('notices.settings.text', { email: form.email })}
          info={<InfoLink topic="noticeSettings" about={t('notices.settings')} />}
        >
          {t('notices.settings')}
        </Header>
      }
    >
      <LeaveGuard when={() => changed.current} />
      <form
        onSubmit={e => {
          e.preventDefault();
          save.mutate();
        }}
      >
        <Form
          actions={
            <Button variant="primary" formAction="submit" loading={save.isPending}>
              {t('action.save')}
            </Button>
          }
          errorText={rest.join(' ') || undefined}
        >
          <SpaceBetween size="l">
            {!form.sends && (
              <Alert type="info">
                {t('notices.noServer')} <FollowLink href="/account/letters">{t('nav.letters')}</FollowLink>
              </Alert>
            )}
            <Table
              variant="container"
              items={form.wishes}
              trackBy="group"
              wrapLines
              header={<Header variant="h2">{t('notices.what')}</Header>}
              ariaLabels={{ tableLabel: t('notices.what') }}
              columnDefinitions={[
                {
                  id: 'group',
                  header: t('notices.group'),
                  isRowHeader: true,
                  cell: nameOf,
                },
                {
                  id: 'page',
                  header: t('notices.page'),
                  width: 110,
                  cell: one => (
                    <Checkbox
                      checked={one.page}
                      ariaLabel={t('notices.pageOf', { group: nameOf(one) })}
                      onChange={e => wish(one, { page: e.detail.checked })}
                    />
                  ),
                },
                {
                  id: 'mail',
                  header: t('notices.mail'),
                  width: 175,
                  cell: one => (
                    <Select
                      ariaLabel={t('notices.mailOf', { group: nameOf(one) })}
                      options={mails}
                      selectedOption={mails.find(way => way.value === one.mail) ?? null}
                      onChange={e => wish(one, { mail: e.detail.selectedOption.value as Wish['mail'] })}
                      expandToViewport
                    />
                  ),
                },
              ]}
            />
            <Container header={<Header variant="h2">{t('notices.digest')}</Header>}>
              <SpaceBetween size="m">
                <FormField
                  label={t('notices.time')}
                  description={t('notices.timeHelp')}
                  errorText={refused('time')}
                >
                  <TimeInput
                    value={form.time}
                    format="hh:mm"
                    placeholder="hh:mm"
                    onChange={e => set({ time: e.detail.value })}
                  />
                </FormField>
                <FormField label={t('notices.zone')} errorText={refused('zone')}>
                  <Select
                    options={zones}
                    selectedOption={{ value: form.zone }}
                    filteringType="auto"
                    filteringAriaLabel={t('notices.zone')}
                    virtualScroll
                    onChange={e => set({ zone: e.detail.selectedOption.value ?? form.zone })}
                  />
                </FormField>
                <Checkbox
                  checked={form.businessDays}
                  description={t('notices.businessHelp')}
                  onChange={e => set({ businessDays: e.detail.checked })}
                >
                  {t('notices.business')}
                </Checkbox>
              </SpaceBetween>
            </Container>
          </SpaceBetween>
        </Form>
      </form>
    </ContentLayout>
  );
}
