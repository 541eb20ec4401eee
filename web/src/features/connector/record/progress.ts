import type { StepsProps } from '@cloudscape-design/components/steps';
import type { Pairing } from '../types';

export type Milestone = 'shared' | 'sent' | 'review' | 'approved';

/** How far a deal has come on its way to AWS. A step that nobody took is not drawn as done. */
export function progress(pairing: Pairing): { milestone: Milestone; status: StepsProps.Status }[] {
  const { state, opportunityId, reviewStatus: review } = pairing;
  const submitted = review !== undefined && review !== 'Pending Submission';
  const decided = review === 'Approved' || review === 'Rejected' || review === 'Action Required';

  const shared = state === 'none' ? 'pending' : state === 'blocked' && !opportunityId ? 'warning' : 'success';
  const sent = submitted
    ? 'success'
    : state === 'failed'
      ? 'error'
      : state === 'waiting'
        ? 'in-progress'
        : 'pending';
  const reviewed =
    review === 'Action Required'
      ? 'warning'
      : review === 'Rejected'
        ? 'error'
        : decided
          ? 'success'
          : submitted
            ? 'in-progress'
            : 'pending';
  return [
    { milestone: 'shared', status: shared },
    { milestone: 'sent', status: sent },
    { milestone: 'review', status: reviewed },
    { milestone: 'approved', status: review === 'Approved' ? 'success' : 'pending' },
  ];
}
