import type { I18n } from '../../i18n';

/** The name of a topic in the reader's language. */
export function topicText(id: string, { t, has }: I18n): string {
  const key = `support.topic.${id}`;
  return has(key) ? t(key) : id;
}
