import { expect, test } from 'vitest';
import { draftOf, newDraft, targetOf } from './target';

test('a target that is opened and saved is what it was', () => {
  const called = {
    id: 'crm',
    destination: 'crm',
    tries: 5,
    ageSeconds: 3600,
    role: 'arn:aws:iam::111111111111:role/x',
    deadLetter: 'arn:aws:sqs:us-east-1:111111111111:dead',
    path: ['$.detail.opportunity.identifier'],
    header: { 'X-Of': 'cosell' },
    query: { a: 'b' },
    transformer: { paths: { id: '$.id' }, template: '{"id": <id>}' },
  };
  expect(targetOf(draftOf(called))).toEqual(called);
  const queued = {
    id: 'q',
    queue: 'arn:aws:sqs:us-east-1:111111111111:events.fifo',
    group: '$.source',
    tries: 1,
    ageSeconds: 60,
    role: '',
    deadLetter: '',
    inputPath: '$.detail',
  };
  expect(targetOf(draftOf(queued))).toEqual(queued);
});

test('what belongs to another choice is not sent', () => {
  const draft = {
    ...draftOf({ id: 'x', queue: 'arn', group: 'g' }),
    to: 'destination' as const,
    destination: 'd',
  };
  expect(targetOf(draft)).not.toHaveProperty('queue');
  expect(targetOf(draft)).not.toHaveProperty('group');
  expect(targetOf({ ...draft, input: 'event', template: 'x', constant: '1' })).not.toHaveProperty(
    'transformer',
  );
});

test('figures that are none are left to the server to refuse, and not taken for its standard', () => {
  for (const tries of ['', 'many', '0', '1.5']) {
    expect(targetOf({ ...draftOf({ id: 'x' }), tries }).tries).toBe(-1);
  }
});

test('a new target has an id of its own', () => {
  const first = newDraft([]);
  expect([first.id, newDraft([draftOf({ id: 'target-2' })]).id]).toEqual(['target-1', 'target-3']);
});
