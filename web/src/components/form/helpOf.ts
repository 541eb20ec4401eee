import type { FieldId } from '../../gen/fields';
import { help } from '../../gen/help';
import type { I18n } from '../../i18n';

/** What to enter into a field. Only forms say it, so only they bring the texts along. */
export const helpOf = (id: FieldId, { locale }: I18n): string => help[id][locale === 'ja' ? 1 : 0];
