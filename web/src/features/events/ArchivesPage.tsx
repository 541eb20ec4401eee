import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import { createArchive, deleteArchive, listArchives, updateArchive, type Archive } from './api';
import { FormModal } from '../../components/form/FormModal';
import { DeleteModal } from './form';
import { NamedList } from './NamedList';
import { ReplayModal } from './ReplayModal';

const route = getRouteApi('/shell/bus/events/archives');

/** Archives keep events, so that they can be given back to the bus. */
export function ArchivesPage() {
  const { t, number, time } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [editing, setEditing] = useState<Archive | 'new'>();
  const [deleting, setDeleting] = useState<string>();
  const [replaying, setReplaying] = useState<Archive>();
  return (
    <>
      <NamedList
        list="event-archives"
        title={t('events.archives')}
        columns={[
          {
            id: 'name',
            header: t('events.name'),
            cell: a => a.name,
            sort: 'name',
            width: 200,
            isRowHeader: true,
          },
          {
            id: 'days',
            header: t('events.days'),
            cell: a => (a.days ? t('events.days.count', { days: a.days }) : t('events.days.ever')),
            width: 150,
          },
          { id: 'events', header: t('events.held'), cell: a => number(a.events), width: 150 },
          {
            id: 'pattern',
            header: t('events.pattern'),
            cell: a => a.pattern || t('events.pattern.all'),
            width: 340,
          },
          { id: 'made', header: t('events.made'), cell: a => time(a.made), width: 200 },
          {
            id: 'description',
            header: t('events.description'),
            cell: a => a.description || t('common.empty'),
            width: 280,
          },
        ]}
        search={search}
        onSearch={next => void navigate({ search: next })}
        load={listArchives}
        none={{ title: t('events.archives.none'), text: t('events.archives.noneText') }}
        create={{ text: t('events.archive.create'), onClick: () => setEditing('new') }}
        actions={one => [
          <Button
            key="delete"
            disabled={!one}
            disabledReason={t('reason.one')}
            onClick={() => setDeleting(one?.name)}
          >
            {t('events.delete')}
          </Button>,
          <Button key="edit" disabled={!one} disabledReason={t('reason.one')} onClick={() => setEditing(one)}>
            {t('action.edit')}
          </Button>,
          <Button
            key="replay"
            disabled={!one}
            disabledReason={t('reason.one')}
            onClick={() => setReplaying(one)}
          >
            {t('events.replay.start')}
          </Button>,
        ]}
      />
      {editing && (
        <ArchiveModal of={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {replaying && <ReplayModal archive={replaying} onClose={() => setReplaying(undefined)} />}
      {deleting && (
        <DeleteModal
          name={deleting}
          text={t('events.archive.deleteText')}
          list="event-archives"
          remove={() => deleteArchive(deleting)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}

function ArchiveModal({ of, onClose }: { of?: Archive; onClose: () => void }) {
  const { t } = useI18n();
  const [form, setForm] = useState({
    name: of?.name ?? '',
    description: of?.description ?? '',
    pattern: of?.pattern ?? '',
    days: String(of?.days ?? 90),
  });
  const set = (more: Partial<typeof form>) => setForm({ ...form, ...more });
  const body = { ...form, days: form.days.trim() === '' ? -1 : Number(form.days) };
  return (
    <FormModal
      title={t(of ? 'events.archive.edit' : 'events.archive.create')}
      action={t(of ? 'action.save' : 'action.create')}
      done={t('events.saved', { name: form.name })}
      fields={['Name', 'Description', 'RetentionDays', 'Pattern']}
      list="event-archives"
      save={() => (of ? updateArchive(of.name, body) : createArchive(body))}
      onClose={onClose}
    >
      {refused => [
        <FormField key="name" label={t('events.name')} errorText={refused('Name')}>
          <Input value={form.name} disabled={!!of} onChange={e => set({ name: e.detail.value })} />
        </FormField>,
        <FormField
          key="description"
          label={t('common.optional', { label: t('events.description') })}
          errorText={refused('Description')}
        >
          <Input value={form.description} onChange={e => set({ description: e.detail.value })} />
        </FormField>,
        <FormField
          key="days"
          label={t('events.days')}
          description={t('events.days.help')}
          errorText={refused('RetentionDays')}
        >
          <Input
            type="number"
            inputMode="numeric"
            value={form.days}
            onChange={e => set({ days: e.detail.value })}
          />
        </FormField>,
        <FormField
          key="pattern"
          label={t('common.optional', { label: t('events.pattern') })}
          description={t('events.archive.pattern.help')}
          errorText={refused('Pattern')}
          stretch
        >
          <Textarea
            rows={5}
            spellcheck={false}
            value={form.pattern}
            onChange={e => set({ pattern: e.detail.value })}
          />
        </FormField>,
      ]}
    </FormModal>
  );
}
