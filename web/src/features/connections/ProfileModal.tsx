import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useI18n } from '../../i18n';
import type { Listing } from './api';
import { NextStep, Standing } from './Standing';

interface Props {
  partner: Listing;
  onAsk?: (partner: Listing) => void;
  onClose: () => void;
}

/** The public profile of a partner. */
export function ProfileModal({ partner, onAsk, onClose }: Props) {
  const { t, tx, list } = useI18n();
  const or = (text: string) => text || t('common.empty');
  return (
    <Modal
      visible
      size="large"
      header={partner.name}
      closeAriaLabel={t('action.close')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>{t('action.close')}</Button>
        </Box>
      }
    >
      <SpaceBetween size="l">
        <span>{partner.description}</span>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t('partners.solution'), value: or(tx('partner_solution_type', partner.solution)) },
            {
              label: t('partners.industries'),
              value: or(list(partner.industries.map(one => tx('partner_industry_segment', one)))),
            },
            {
              label: t('partners.competencies'),
              value: or(list(partner.competencies.map(one => tx('partner_competency', one)))),
            },
            {
              label: t('partners.programs'),
              value: or(list(partner.programs.map(one => tx('partner_program', one)))),
            },
            { label: t('partners.country'), value: or(tx('country', partner.country)) },
            {
              label: t('lead.website'),
              value: partner.website ? (
                <Link external href={partner.website} externalIconAriaLabel={t('common.newTab')}>
                  {partner.website}
                </Link>
              ) : (
                t('common.empty')
              ),
            },
            { label: t('partners.standing'), value: <Standing partner={partner} /> },
            { label: t('common.actions'), value: <NextStep partner={partner} onAsk={onAsk} /> },
          ]}
        />
      </SpaceBetween>
    </Modal>
  );
}
