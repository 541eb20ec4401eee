import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemText, useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { choices } from '../opportunities/columns';
import { saveAward, type Award } from './api';

/** Awards competencies and programs to a partner, or takes them away. */
export function AwardModal({ award, onClose }: { award: Award; onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [competencies, setCompetencies] = useState(award.competencies);
  const [programs, setPrograms] = useState(award.programs);
  const save = useMutation({
    mutationFn: () => saveAward(award, competencies, programs),
    onSuccess: () => {
      flash.success(t('awards.saved', { name: award.partner.name }));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['awards'] }),
  });
  const one = (
    label: string,
    set: 'partner_competency' | 'partner_program',
    chosen: string[],
    choose: (to: string[]) => void,
  ) => {
    const options = choices(set, i18n).map(([value, text]) => ({ value, label: text }));
    return (
      <FormField label={t('common.optional', { label })} stretch>
        <Multiselect
          options={options}
          selectedOptions={options.filter(option => chosen.includes(option.value))}
          onChange={e => choose(e.detail.selectedOptions.map(option => option.value ?? ''))}
          placeholder={t('form.chooseMany')}
          deselectAriaLabel={option => t('form.remove', { name: option.label ?? '' })}
          filteringType="auto"
          filteringPlaceholder={t('form.filter')}
          filteringAriaLabel={t('form.filter')}
          empty={t('form.noMatch')}
          expandToViewport
        />
      </FormField>
    );
  };
  return (
    <Question
      title={award.partner.name}
      action={t('action.save')}
      busy={save.isPending}
      onAction={() => save.mutate()}
      onClose={onClose}
      size="large"
    >
      <SpaceBetween size="m">
        <span>{t('awards.text')}</span>
        {save.isError && <Alert type="error">{problemText(save.error, i18n)}</Alert>}
        {one(t('partners.competencies'), 'partner_competency', competencies, setCompetencies)}
        {one(t('partners.programs'), 'partner_program', programs, setPrograms)}
      </SpaceBetween>
    </Question>
  );
}
