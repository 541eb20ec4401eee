import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Cards from '@cloudscape-design/components/cards';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FollowLink } from '../../components/FollowLink';
import { useI18n } from '../../i18n';
import { recommendationsQuery, type Listing, type Recommended as Recommendation } from './api';
import { NextStep } from './Standing';

const few = 3;

interface Props {
  onOpen: (partner: Listing) => void;
  onAsk?: (partner: Listing) => void;
}

/** Whom to connect with, and why. */
export function Recommended({ onOpen, onAsk }: Props) {
  const { t } = useI18n();
  const { data } = useSuspenseQuery(recommendationsQuery);
  const [all, setAll] = useState(false);
  const items = all ? data.items : data.items.slice(0, few);
  return (
    <Cards
      items={items}
      trackBy={({ partner }) => partner.profile}
      cardsPerRow={[{ cards: 1 }, { minWidth: 700, cards: 3 }]}
      header={
        <Header
          variant="h2"
          counter={`(${data.items.length})`}
          description={t('recommended.text')}
          actions={
            data.items.length > few && (
              <Button onClick={() => setAll(!all)}>
                {t(all ? 'recommended.fewer' : 'recommended.more')}
              </Button>
            )
          }
        >
          {t('recommended.title')}
        </Header>
      }
      ariaLabels={{ itemSelectionLabel: () => '', selectionGroupLabel: t('recommended.title') }}
      empty={
        <Box textAlign="center" color="inherit">
          {t('recommended.none')}
        </Box>
      }
      cardDefinition={{
        header: ({ partner }) => (
          <Button
            variant="inline-link"
            ariaLabel={t('partners.profileOf', { name: partner.name })}
            onClick={() => onOpen(partner)}
          >
            {partner.name}
          </Button>
        ),
        sections: [
          { id: 'about', content: ({ partner }) => partner.description },
          { id: 'why', header: t('recommended.why'), content: one => <Reasons of={one} /> },
          { id: 'ask', content: ({ partner }) => <NextStep partner={partner} onAsk={onAsk} /> },
        ],
      }}
    />
  );
}

/** The reasons, each with what it rests on. */
function Reasons({ of: { industries, complement, competent, deals } }: { of: Recommendation }) {
  const { t, tx, list } = useI18n();
  return (
    <SpaceBetween size="xxs">
      {industries.length > 0 && (
        <div>
          {t('recommended.industries', {
            industries: list(industries.map(one => tx('partner_industry_segment', one))),
          })}
        </div>
      )}
      {complement && (
        <div>{t('recommended.complement', { solution: tx('partner_solution_type', complement) })}</div>
      )}
      {competent.length > 0 && (
        <div>
          {t('recommended.competent', {
            competencies: list(competent.map(one => tx('partner_competency', one))),
          })}
        </div>
      )}
      {deals.map(({ industry, count, filters }) => (
        <div key={industry}>
          <FollowLink href={`/opportunities?view=all&filter=${encodeURIComponent(JSON.stringify(filters))}`}>
            {t('recommended.deals', { count, industry: tx('industry', industry) })}
          </FollowLink>
        </div>
      ))}
    </SpaceBetween>
  );
}
