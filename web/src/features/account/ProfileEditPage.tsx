import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormPart from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { showRefused } from '../../components/form/showRefused';
import { LeaveGuard } from '../../components/LeaveGuard';
import { values, type ValueSet } from '../../gen/fields';
import { useI18n } from '../../i18n';
import { profileQuery, updateProfile, type ProfileText } from './api';
import { languageName, languages } from './languages';
import { ofTranslation, Translations } from './Translations';

/** Where a refusal of the update stands: AWS's members by the form's. */
const places: Record<keyof ProfileText, string> = {
  name: 'TaskDetails.DisplayName',
  description: 'TaskDetails.Description',
  website: 'TaskDetails.WebsiteUrl',
  logo: 'TaskDetails.LogoUrl',
  solution: 'TaskDetails.PrimarySolutionType',
  industries: 'TaskDetails.IndustrySegments',
  locale: 'TaskDetails.TranslationSourceLocale',
  country: 'TaskDetails.Headquarters.CountryCode',
  subdivision: 'TaskDetails.Headquarters.SubdivisionCode',
};

const home = '/account/profile';

/** Changes what other partners read about the company. Moderation reads it first. */
export function ProfileEditPage() {
  const i18n = useI18n();
  const { t, tx, locale, ordered } = i18n;
  const flash = useFlash();
  const router = useRouter();
  const queries = useQueryClient();
  const { data: profile } = useSuspenseQuery(profileQuery);
  const { update } = profile;
  // What was refused is mended, not typed again.
  const [before] = useState(update?.status === 'FAILED' ? update.contents : profile.contents);
  const [form, setForm] = useState<ProfileText>(before);
  const [said] = useState((update?.status === 'FAILED' ? update : profile).translations);
  const [translations, setTranslations] = useState(said);
  const done = useRef(false);
  const set = (more: Partial<ProfileText>) => setForm({ ...form, ...more });
  const save = useMutation({
    mutationFn: () => updateProfile({ ...form, translations }),
    onSuccess: async next => {
      done.current = true;
      queries.setQueryData(profileQuery.queryKey, next);
      flash.success(t('profile.update.started'));
      await router.navigate({ to: home });
    },
  });
  useEffect(() => {
    if (save.error) showRefused(); // once the refusal is drawn
  }, [save.error]);
  const known = Object.values(places);
  const { refused, rest } = refusalsOf(save.error, at => known.includes(at) || ofTranslation(at), i18n);
  const choices = (set: ValueSet) =>
    ordered(
      set,
      values[set].map(([value]) => ({ value: value as string, label: tx(set, value) })),
    );
  const field = (name: keyof ProfileText) => ({ errorText: refused(places[name]), stretch: true });
  const spoken = [...new Set([...languages, form.locale].filter(Boolean))].map(value => ({
    value,
    label: languageName(value, locale),
  }));
  const countries = [{ value: '', label: t('form.none') }, ...choices('country')];
  const solutions = choices('partner_solution_type');
  const industries = choices('partner_industry_segment');
  const chosen = <T extends { value: string }>(options: T[], value: string) =>
    options.find(one => one.value === value) ?? null;

  return (
    <ContentLayout header={<Header variant="h1">{t('profile.edit')}</Header>}>
      <LeaveGuard when={() => (form !== before || translations !== said) && !done.current} />
      <form
        onSubmit={event => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <FormPart
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => void router.navigate({ to: home })}>
                {t('action.cancel')}
              </Button>
              <Button variant="primary" loading={save.isPending}>
                {t('profile.edit.send')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
            <Container header={<Header variant="h2">{t('profile.contents')}</Header>}>
              <SpaceBetween size="l">
                <FormField
                  {...field('name')}
                  label={t('profile.name')}
                  constraintText={t('profile.atMost', { max: 80 })}
                >
                  <Input value={form.name} onChange={e => set({ name: e.detail.value })} />
                </FormField>
                <FormField
                  {...field('description')}
                  label={t('profile.description')}
                  description={t('profile.description.help')}
                  constraintText={t('form.characters', { used: [...form.description].length, max: 600 })}
                >
                  <Textarea
                    value={form.description}
                    rows={5}
                    onChange={e => set({ description: e.detail.value })}
                  />
                </FormField>
                <FormField {...field('website')} label={t('lead.website')}>
                  <Input
                    value={form.website}
                    inputMode="url"
                    placeholder="https://www.example.com"
                    onChange={e => set({ website: e.detail.value })}
                  />
                </FormField>
                <FormField {...field('logo')} label={t('profile.logo')} description={t('profile.logo.help')}>
                  <Input
                    value={form.logo}
                    inputMode="url"
                    placeholder="https://www.example.com/logo.png"
                    onChange={e => set({ logo: e.detail.value })}
                  />
                </FormField>
                <FormField {...field('solution')} label={t('profile.solution')}>
                  <Select
                    options={solutions}
                    placeholder={t('form.choose')}
                    selectedOption={chosen(solutions, form.solution)}
                    onChange={e => set({ solution: e.detail.selectedOption.value ?? '' })}
                  />
                </FormField>
                <FormField
                  {...field('industries')}
                  label={t('lead.industry')}
                  constraintText={t('profile.industries.help')}
                >
                  <Multiselect
                    options={industries}
                    placeholder={t('form.chooseMany')}
                    filteringType="auto"
                    filteringPlaceholder={t('form.filter')}
                    filteringAriaLabel={t('form.filter')}
                    deselectAriaLabel={one => t('form.remove', { name: one.label ?? '' })}
                    selectedOptions={industries.filter(one => form.industries.includes(one.value))}
                    onChange={e => set({ industries: e.detail.selectedOptions.map(one => one.value ?? '') })}
                  />
                </FormField>
                <FormField
                  {...field('locale')}
                  label={t('profile.language')}
                  description={t('profile.language.help')}
                >
                  <Select
                    options={spoken}
                    selectedOption={chosen(spoken, form.locale)}
                    placeholder={t('form.choose')}
                    onChange={e => set({ locale: e.detail.selectedOption.value ?? '' })}
                  />
                </FormField>
              </SpaceBetween>
            </Container>
            <Translations
              text={form}
              translations={translations}
              refused={refused}
              onChange={setTranslations}
            />
            <Container header={<Header variant="h2">{t('profile.headquarters')}</Header>}>
              <SpaceBetween size="l">
                <FormField {...field('country')} label={t('common.optional', { label: t('lead.country') })}>
                  <Select
                    options={countries}
                    filteringType="auto"
                    filteringPlaceholder={t('form.filter')}
                    filteringAriaLabel={t('form.filter')}
                    selectedOption={chosen(countries, form.country)}
                    onChange={e => set({ country: e.detail.selectedOption.value ?? '' })}
                  />
                </FormField>
                <FormField
                  {...field('subdivision')}
                  label={t('common.optional', { label: t('profile.subdivision') })}
                  description={t('profile.subdivision.help')}
                >
                  <Input value={form.subdivision} onChange={e => set({ subdivision: e.detail.value })} />
                </FormField>
              </SpaceBetween>
            </Container>
          </SpaceBetween>
        </FormPart>
      </form>
    </ContentLayout>
  );
}
