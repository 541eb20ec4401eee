import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import type { Refused } from '../../components/form/FormModal';
import { useI18n } from '../../i18n';
import type { ProfileText, ProfileTranslation } from './api';
import { languageName, languages } from './languages';

/** AWS's members by the form's. */
const members = {
  locale: 'Locale',
  name: 'DisplayName',
  description: 'Description',
  website: 'WebsiteUrl',
  logo: 'LogoUrl',
} as const;

const list = 'TaskDetails.LocalizedContents';
const most = 20; // of one profile

/** Whether a refusal belongs to a translation that is on the page. */
export const ofTranslation = (at: string) =>
  Object.values(members).some(member => at.startsWith(`${list}[`) && at.endsWith(`].${member}`));

interface Props {
  /** The profile in its own language: pictures and sites are most often the same. */
  text: ProfileText;
  translations: ProfileTranslation[];
  refused: Refused;
  onChange: (translations: ProfileTranslation[]) => void;
}

/** The profile in further languages, each whole, as partners read it who use that language. */
export function Translations({ text, translations, refused, onChange }: Props) {
  const { t, locale } = useI18n();
  const free = [...languages].filter(
    code => code !== text.locale && translations.every(one => one.locale !== code),
  );
  const add = () =>
    onChange([
      ...translations,
      { locale: free[0], name: '', description: '', website: text.website, logo: text.logo },
    ]);
  const name = (code: string | undefined) => (code ? languageName(code, locale) : '');
  return (
    <SpaceBetween size="l">
      {translations.map((one, i) => {
        const set = (more: ProfileTranslation) =>
          onChange(translations.map((other, n) => (n === i ? { ...other, ...more } : other)));
        const field = (member: keyof typeof members) => ({
          errorText: refused(`${list}[${i}].${members[member]}`),
          stretch: true,
        });
        const options = [...new Set([...(one.locale ? [one.locale] : []), ...free])].map(value => ({
          value,
          label: name(value),
        }));
        return (
          <Container
            key={i}
            header={
              <Header
                variant="h2"
                actions={
                  <Button
                    formAction="none"
                    ariaLabel={t('form.remove', { name: name(one.locale) })}
                    onClick={() => onChange(translations.filter((_, n) => n !== i))}
                  >
                    {t('action.remove')}
                  </Button>
                }
              >
                {t('profile.translation', { language: name(one.locale) })}
              </Header>
            }
          >
            <SpaceBetween size="l">
              <FormField {...field('locale')} label={t('profile.language')}>
                <Select
                  options={options}
                  selectedOption={options.find(option => option.value === one.locale) ?? null}
                  onChange={e => set({ locale: e.detail.selectedOption.value })}
                />
              </FormField>
              <FormField
                {...field('name')}
                label={t('profile.name')}
                constraintText={t('profile.atMost', { max: 80 })}
              >
                <Input value={one.name ?? ''} onChange={e => set({ name: e.detail.value })} />
              </FormField>
              <FormField
                {...field('description')}
                label={t('profile.description')}
                constraintText={t('form.characters', { used: [...(one.description ?? '')].length, max: 600 })}
              >
                <Textarea
                  value={one.description ?? ''}
                  rows={5}
                  onChange={e => set({ description: e.detail.value })}
                />
              </FormField>
              <FormField {...field('website')} label={t('lead.website')}>
                <Input
                  value={one.website ?? ''}
                  inputMode="url"
                  onChange={e => set({ website: e.detail.value })}
                />
              </FormField>
              <FormField {...field('logo')} label={t('profile.logo')}>
                <Input value={one.logo ?? ''} inputMode="url" onChange={e => set({ logo: e.detail.value })} />
              </FormField>
            </SpaceBetween>
          </Container>
        );
      })}
      {free.length > 0 && translations.length < most && (
        <Button formAction="none" iconName="add-plus" onClick={add}>
          {t('profile.translation.add')}
        </Button>
      )}
    </SpaceBetween>
  );
}
