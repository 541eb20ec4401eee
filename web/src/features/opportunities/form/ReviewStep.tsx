import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { productsQuery, solutionsQuery, type Form } from '../../../api/central';
import { fieldValue } from '../../../components/form/FieldValue';
import type { FieldId } from '../../../gen/fields';
import { useI18n, type I18n } from '../../../i18n';
import { asSent, isShown } from './conditions';
import { contractText } from './contract';
import { steps } from './layout';

type Names = Record<'solutions' | 'products', (id: string) => string>;

function words(form: Form, id: FieldId, names: Names, i18n: I18n) {
  const none = i18n.t('common.empty');
  if (id === 'solutions') return i18n.list((form.solutions ?? []).map(names.solutions)) || none;
  if (id === 'aws_products') return i18n.list((form.products ?? []).map(names.products)) || none;
  if (id === 'involvement_type') return i18n.tx('involvement_type', form.involvement) || none;
  return fieldValue(form.document, id, i18n);
}

const naming = (items: { id: string; name: string }[] | undefined) => (id: string) =>
  items?.find(item => item.id === id)?.name ?? id;

/** All that was typed, step by step, with a way back to each. */
export function ReviewStep({ form, onEdit }: { form: Form; onEdit: (step: number) => void }) {
  const i18n = useI18n();
  const { t, label } = i18n;
  const sent = asSent(form);
  const names: Names = {
    solutions: naming(useQuery(solutionsQuery).data?.items),
    products: naming(useQuery(productsQuery).data?.items),
  };
  return (
    <SpaceBetween size="l">
      {steps.map((step, number) => (
        <SpaceBetween size="xs" key={step.id}>
          <Header
            variant="h3"
            headingTagOverride="h2"
            actions={
              <Button
                onClick={() => onEdit(number)}
                ariaLabel={t('wizard.editStep', { step: t(step.title) })}
              >
                {t('action.edit')}
              </Button>
            }
          >
            {t('wizard.stepTitle', { number: number + 1, title: t(step.title) })}
          </Header>
          <Container>
            <KeyValuePairs
              columns={3}
              items={step.groups.flatMap(group =>
                group.fields
                  .filter(id => isShown(form, id))
                  .flatMap(id => [
                    ...(id === 'contract_duration_value'
                      ? [{ label: t('wizard.contractValue'), value: contractText(sent.document, i18n) }]
                      : []),
                    { label: label(id), value: words(sent, id, names, i18n) },
                  ]),
              )}
            />
          </Container>
        </SpaceBetween>
      ))}
    </SpaceBetween>
  );
}
