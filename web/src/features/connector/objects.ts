import type { I18n } from '../../i18n';
import type { CrmObject } from './types';

/** The name of an object in our words: a CRM's opportunity is a deal here, since AWS has opportunities too. */
export function objectText(object: string, { t, has }: I18n): string {
  const key = `crm.object.${object}`;
  return has(key) ? t(key) : object;
}

export function createText(object: string, { t, has }: I18n): string {
  const key = `crm.create.${object}`;
  return has(key) ? t(key) : t('record.create');
}

/** The heading of a section of fields. The CRM's own where we have no better. */
export function sectionText(section: string, object: CrmObject, i18n: I18n): string {
  if (section === '' || section === object.label) return objectText(object.name, i18n);
  const key = `crm.section.${section}`;
  return i18n.has(key) ? i18n.t(key) : section;
}

/** People's names rest sealed: the server neither sorts nor filters by them. */
export const isSealed = (object: string) => object === 'Contact';
