import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, use, useMemo, useRef, useState, type ReactNode } from 'react';
import { ApiError } from '../api/client';
import { violationText } from '../components/form/violations';
import { useI18n, type I18n } from '../i18n';

type Item = Pick<FlashbarProps.MessageDefinition, 'type' | 'header' | 'content' | 'action' | 'buttonText'>;

interface Flash {
  items: FlashbarProps.MessageDefinition[];
  show: (item: Item) => void;
  success: (content: ReactNode) => void;
  failure: (problem: unknown) => void;
}

const FlashContext = createContext<Flash | undefined>(undefined);

/** The words for a failed call. Violations bring their own words, first among them the field's. */
export function problemText(problem: unknown, i18n: I18n): string {
  const { t, has } = i18n;
  if (!(problem instanceof ApiError)) return t('error.internal');
  const first = problem.violations[0];
  if (first) return violationText(first, i18n);
  // Versions of records are the moments of their last changes.
  if (problem.code === 'stale' && problem.version && /^\d{4}-\d\d-\d\dT/.test(problem.version))
    return t('error.staleSince', { at: i18n.time(problem.version) });
  const key = `error.${problem.code}`;
  return has(key) ? t(key) : t('error.internal');
}

/** Messages live above the router, so that they survive navigation. */
export function FlashProvider({ children }: { children: ReactNode }) {
  const i18n = useI18n();
  const [items, setItems] = useState<FlashbarProps.MessageDefinition[]>([]);
  const count = useRef(0);

  const flash = useMemo<Flash>(() => {
    const show = (item: Item) => {
      const id = String(++count.current);
      const onDismiss = () => setItems(all => all.filter(other => other.id !== id));
      setItems(all => [
        { ...item, id, dismissible: true, dismissLabel: i18n.t('action.close'), onDismiss },
        ...all.slice(0, 4),
      ]);
    };
    return {
      items,
      show,
      success: content => show({ type: 'success', content }),
      failure: problem =>
        show({ type: 'error', header: i18n.t('error.title'), content: problemText(problem, i18n) }),
    };
  }, [items, i18n]);

  return <FlashContext value={flash}>{children}</FlashContext>;
}

export function useFlash(): Flash {
  const flash = use(FlashContext);
  if (!flash) throw new Error('useFlash outside of FlashProvider');
  return flash;
}
