import Alert from '@cloudscape-design/components/alert';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText } from '../../app/flash';
import { useI18n } from '../../i18n';
import { begin, factsQuery, runQuery, type Run } from './api';
import { send } from './upload';

interface Props {
  kind: 'import' | 'update';
  submit?: boolean;
  /** A run whose file has not come whole: the same file goes on. */
  of?: Run;
}

/** A file to choose, and its way to the server. What is there stays there when the connection is lost. */
export function UploadForm({ kind, submit, of }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const router = useRouter();
  const queries = useQueryClient();
  const facts = useQuery(factsQuery);
  const [files, setFiles] = useState<File[]>([]);
  const [token] = useState(() => crypto.randomUUID());
  const [run, setRun] = useState<Run | undefined>(of);
  const file = files[0];
  const other = run && file && (run.file !== file.name || run.size !== file.size);
  const upload = useMutation({
    mutationFn: async (chosen: File) => {
      const begun = run ?? (await begin({ kind, file: chosen.name, size: chosen.size, submit, token }));
      setRun(begun);
      return send(begun, chosen, facts.data?.piece ?? 256 * 1024, setRun);
    },
    onSuccess: async done => {
      queries.setQueryData(runQuery(done.id).queryKey, done);
      await router.navigate({ to: '/bulk/$id', params: { id: done.id } });
    },
  });
  const lost = upload.error instanceof ApiError && upload.error.status === 0;
  const again = t('bulk.again', { file: run?.file ?? '' });
  return (
    <SpaceBetween size="m">
      {run && !upload.isPending && run.received < run.size && <Alert type="info">{again}</Alert>}
      {upload.isError && (
        <Alert type="error">{lost ? t('bulk.lost') : problemText(upload.error, i18n)}</Alert>
      )}
      <FormField label={t('bulk.file')} errorText={other ? again : undefined}>
        <FileUpload
          value={files}
          onChange={e => setFiles(e.detail.value)}
          accept=".csv,.txt,.tsv,.xlsx"
          showFileSize
          showFileLastModified
          constraintText={
            facts.data &&
            t('bulk.choose.hint', { rows: facts.data.rows, size: Math.floor(facts.data.bytes / 2 ** 20) })
          }
          i18nStrings={{
            uploadButtonText: () => t('bulk.choose'),
            dropzoneText: () => t('bulk.choose'),
            removeFileAriaLabel: () => t('action.remove'),
            limitShowFewer: '',
            limitShowMore: '',
            errorIconAriaLabel: t('error.title'),
          }}
        />
      </FormField>
      {upload.isPending && run && (
        <ProgressBar label={t('bulk.uploading')} value={(100 * run.received) / Math.max(1, run.size)} />
      )}
      <Button
        variant="primary"
        formAction="none"
        disabled={!file || other}
        disabledReason={t(other ? 'reason.otherFile' : 'reason.file')}
        loading={upload.isPending}
        onClick={() => file && upload.mutate(file)}
      >
        {run ? t('bulk.goOn') : t('bulk.upload')}
      </Button>
    </SpaceBetween>
  );
}
