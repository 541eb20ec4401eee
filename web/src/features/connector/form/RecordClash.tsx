import { ClashAlert } from '../../../components/clash/ClashAlert';
import { useI18n } from '../../../i18n';
import { useNamed } from '../choices';
import type { CrmObject } from '../types';
import { crmText, fieldOf, labelOf } from '../values';
import { clashesOf, type RecordForm } from './useRecordForm';

/** Both versions of a CRM record that somebody else saved first. */
export function RecordClash({ object: described, form }: { object: CrmObject; form: RecordForm }) {
  const object = useNamed(described);
  const i18n = useI18n();
  if (!form.theirs) return null;
  return (
    <ClashAlert
      {...clashesOf(form)}
      label={name => {
        const field = fieldOf(object, name);
        return field ? labelOf(field, i18n) : name;
      }}
      shown={(name, value) =>
        crmText(fieldOf(object, name), value, i18n, form.theirs?.fields) || i18n.t('history.nothing')
      }
      onSettle={form.settle}
    />
  );
}
