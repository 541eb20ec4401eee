import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import { busy, runQuery, type Run } from './api';

/** Runs whose end is waited for in this browser, so that nobody is told twice. */
const followed = new Set<string>();

/** How often in a row nobody may answer before it is given up. */
const patience = 60;

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** Waits for the end of a run and tells of it, wherever the reader is by then. */
export function useFollowRun() {
  const flash = useFlash();
  const i18n = useI18n();
  const queries = useQueryClient();
  const now = useRef({ flash, i18n });
  useEffect(() => {
    now.current = { flash, i18n };
  });
  return useCallback(
    (run: Run) => {
      if (followed.has(run.id)) return;
      followed.add(run.id);
      void (async () => {
        let seen = run;
        let lost = 0;
        while (busy(seen) && lost < patience) {
          await wait(700);
          try {
            seen = await queries.fetchQuery({ ...runQuery(run.id), staleTime: 0 });
            lost = 0;
          } catch {
            lost++;
          }
        }
        followed.delete(run.id);
        if (busy(seen)) return; // nobody is reached any more; the history has the end
        await queries.invalidateQueries();
        const { t } = now.current.i18n;
        const left = seen.bad + seen.failed;
        const name = t(`bulk.kind.${seen.kind}`);
        now.current.flash.show({
          type: left > 0 ? 'warning' : 'success',
          content:
            left > 0
              ? t('bulk.done', { name, done: seen.done, left })
              : t('bulk.doneAll', { name, done: seen.done }),
        });
      })();
    },
    [queries],
  );
}
