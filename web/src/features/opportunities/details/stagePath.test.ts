import { expect, test } from 'vitest';
import { stagePath } from './StagePath';

const words = (passed: string[]) => stagePath(passed).map(step => `${step.stage}: ${step.status}`);

test('an open deal shows where it was, where it is and what comes', () => {
  expect(words(['Prospect', 'Qualified', 'Technical Validation'])).toEqual([
    'Prospect: success',
    'Qualified: success',
    'Technical Validation: in-progress',
    'Business Validation: pending',
    'Committed: pending',
    'Launched: pending',
  ]);
});

test('a stage that was skipped is not drawn as done', () => {
  expect(words(['Prospect', 'Committed'])).toEqual([
    'Prospect: success',
    'Committed: in-progress',
    'Launched: pending',
  ]);
});

test('a lost deal was never launched', () => {
  expect(words(['Prospect', 'Qualified', 'Closed Lost'])).toEqual([
    'Prospect: success',
    'Qualified: success',
    'Closed Lost: error',
  ]);
});

test('a deal that went back shows the later stage as still to come', () => {
  expect(words(['Prospect', 'Technical Validation', 'Qualified'])).toEqual([
    'Prospect: success',
    'Qualified: in-progress',
    'Technical Validation: pending',
    'Business Validation: pending',
    'Committed: pending',
    'Launched: pending',
  ]);
});

test('a launched deal is done', () => {
  expect(words(['Prospect', 'Launched'])).toEqual(['Prospect: success', 'Launched: success']);
});
