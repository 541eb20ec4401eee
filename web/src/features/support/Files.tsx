import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import { useQuery } from '@tanstack/react-query';
import { useI18n } from '../../i18n';
import { factsQuery } from './api';

interface Props {
  files: File[];
  onChange: (files: File[]) => void;
  refused?: string;
}

/** Files for a message, before they are sent. */
export function Files({ files, onChange, refused }: Props) {
  const { t } = useI18n();
  const facts = useQuery(factsQuery).data;
  return (
    <FormField label={t('common.optional', { label: t('support.files') })} errorText={refused} stretch>
      <FileUpload
        multiple
        value={files}
        onChange={e => onChange(e.detail.value)}
        accept={facts?.endings.join(',')}
        showFileSize
        tokenLimit={facts?.files}
        constraintText={
          facts &&
          t('support.files.hint', {
            size: Math.floor(facts.fileBytes / 2 ** 20),
            count: facts.files,
            endings: facts.endings.join(' '),
          })
        }
        i18nStrings={{
          uploadButtonText: () => t('support.files.choose'),
          dropzoneText: () => t('support.files.choose'),
          removeFileAriaLabel: index => t('form.remove', { name: files[index]?.name ?? '' }),
          limitShowFewer: t('support.files.fewer'),
          limitShowMore: t('support.files.more'),
          errorIconAriaLabel: t('error.title'),
        }}
      />
    </FormField>
  );
}
