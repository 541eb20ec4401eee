import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormPart from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { saveAwsSide, type AwsSide, type DeskRecord, type TeamMember } from '../../api/central';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { CatalogueField } from '../../components/form/CatalogueField';
import { readField, textOf, type Doc } from '../../components/form/document';
import { useForm } from '../../components/form/useForm';
import { violationText } from '../../components/form/violations';
import { LeaveGuard } from '../../components/LeaveGuard';
import { useI18n } from '../../i18n';
import { AwsSide as AwsSideView } from '../opportunities/details/AwsSide';
import { TeamEditor } from './TeamEditor';

const teamOf = (aws: Doc | undefined): TeamMember[] =>
  (Array.isArray(aws?.OpportunityTeam) ? (aws.OpportunityTeam as Doc[]) : []).map(person => ({
    BusinessTitle: textOf(person.BusinessTitle),
    FirstName: textOf(person.FirstName),
    LastName: textOf(person.LastName),
    Email: textOf(person.Email),
  }));

/** AWS's own side of the deal, to be kept by the desk. The partner's values stay untouched. */
export function AwsSideForm({ record }: { record: DeskRecord }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const form = useForm({ document: record.awsSummary ?? {}, involvement: record.involvement });
  const [team, setTeam] = useState(() => teamOf(record.awsSummary));
  const [teamChanged, setTeamChanged] = useState(false);
  const document = form.form.document;
  const upgraded =
    form.text('involvement_type') === 'Co-Sell' && record.involvement === 'For Visibility Only';

  const side = (): AwsSide => ({
    version: record.version,
    stage: textOf(readField(document, 'aws_stage')),
    targetCloseDate: textOf(readField(document, 'aws_close_date')),
    nextSteps: textOf(readField(document, 'aws_next_steps')),
    closedLostReason: textOf(readField(document, 'aws_closed_lost_reason')),
    involvement: form.text('involvement_type'),
    involvementReason: textOf(readField(document, 'involvement_change_reason')),
    team: team.filter(member => member.BusinessTitle || member.Email),
  });
  const save = useMutation({
    mutationFn: () => saveAwsSide(record.id, side()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['desk'] });
      await queries.invalidateQueries({ queryKey: ['opportunity', record.id] });
      flash.success(t('desk.side.saved', { id: record.id }));
    },
  });
  const violations = save.error instanceof ApiError ? save.error.violations : [];

  if (!record.awsSideEditable) return <AwsSideView record={record} />;
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <LeaveGuard when={() => (form.changed || teamChanged) && !save.isSuccess} />
      <FormPart
        actions={
          <Button variant="primary" loading={save.isPending}>
            {t('action.save')}
          </Button>
        }
      >
        <SpaceBetween size="l">
          {save.isError && (
            <Alert type="error">
              {violations.length === 0
                ? problemText(save.error, i18n)
                : violations.map(violation => (
                    <div key={violation.location + violation.message}>{violationText(violation, i18n)}</div>
                  ))}
            </Alert>
          )}
          <Container
            header={
              <Header variant="h2" description={t('desk.side.text')}>
                {t('desk.side')}
              </Header>
            }
          >
            <SpaceBetween size="l">
              <ColumnLayout columns={2}>
                <CatalogueField id="aws_stage" form={form} optional />
                <CatalogueField id="aws_close_date" form={form} optional />
              </ColumnLayout>
              {form.text('aws_stage') === 'Closed Lost' && (
                <CatalogueField id="aws_closed_lost_reason" form={form} />
              )}
              <CatalogueField id="aws_next_steps" form={form} optional />
              {record.involvement === 'For Visibility Only' && (
                <CatalogueField id="involvement_type" form={form} />
              )}
              {upgraded && <CatalogueField id="involvement_change_reason" form={form} />}
            </SpaceBetween>
          </Container>
          <TeamEditor
            team={team}
            onChange={next => {
              setTeam(next);
              setTeamChanged(true);
            }}
          />
        </SpaceBetween>
      </FormPart>
    </form>
  );
}
