import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { FollowLink } from '../../components/FollowLink';
import { useI18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';
import { figuresOf, listHref, type Dashboard, type Figure } from './api';

/** Characters of the largest type that a column has room for. */
const roomy = 8;

/** How things stand, in a few large figures; the revenue of each currency stands by itself. */
export function Standing({ board }: { board: Dashboard }) {
  const i18n = useI18n();
  const { t, number, money } = i18n;
  const one = (figure: Figure, label: string, value: string) => (
    <div key={label}>
      <Box variant="awsui-key-label">{label}</Box>
      <Box fontSize={value.length > roomy ? 'heading-xl' : 'display-l'} fontWeight="bold">
        <FollowLink
          href={listHref(figure)}
          fontSize="inherit"
          ariaLabel={t('dashboard.open', { value, what: label })}
        >
          <span style={{ whiteSpace: 'nowrap' }}>{value}</span>
        </FollowLink>
      </Box>
    </div>
  );
  const revenue = figuresOf(board, 'revenue').filter(figure => figure.currency);
  return (
    <Container header={<Header variant="h2">{t('dashboard.now')}</Header>}>
      <SpaceBetween size="l">
        <ColumnLayout columns={4} variant="text-grid" minColumnWidth={200}>
          {[
            ...figuresOf(board, 'now').map(figure =>
              one(figure, t(`dashboard.now.${figure.at}` as MessageKey), number(figure.count)),
            ),
            ...revenue.map(figure =>
              one(
                figure,
                t('dashboard.revenue', { currency: figure.currency ?? '' }),
                money(String(Math.round(Number(figure.amount))), figure.currency),
              ),
            ),
          ]}
        </ColumnLayout>
      </SpaceBetween>
    </Container>
  );
}
