import { expect, test } from 'vitest';
import type { Form } from '../../../api/central';
import { compare } from '../../../components/clash/edits';
import { editsOf, fieldsOf, merged } from './clash';

const form = (title: string, step: string, more: object = {}): Form => ({
  document: { Project: { Title: title, ...more }, LifeCycle: { NextSteps: step, Stage: 'Prospect' } },
  solutions: ['S-1'],
});

test('edits made here meet what the other one saved, field by field', () => {
  const before = form('Shelves', 'Call');
  const mine = { ...form('Fresh shelves', 'Visit'), solutions: ['S-1', 'S-2'] };
  const theirs = form('Shelves', 'Write', { CustomerUseCase: 'Analytics' });
  const edits = editsOf(before, mine);
  expect(Object.keys(edits).sort()).toEqual(['next_steps', 'project_title', 'solutions']);
  expect(compare(fieldsOf(before), fieldsOf(theirs), edits)).toEqual({
    clashes: [{ name: 'next_steps', mine: 'Visit', theirs: 'Write' }],
    others: ['use_case'],
  });
  const kept = merged(theirs, edits, new Set());
  expect(kept.document).toEqual({
    Project: { Title: 'Fresh shelves', CustomerUseCase: 'Analytics' },
    LifeCycle: { NextSteps: 'Visit', Stage: 'Prospect' },
  });
  expect(kept.solutions).toEqual(['S-1', 'S-2']);
  expect(merged(theirs, edits, new Set(['next_steps'])).document.LifeCycle).toEqual({
    NextSteps: 'Write',
    Stage: 'Prospect',
  });
});

test("the partner's own contract value is merged like a field", () => {
  const worth = (Amount: string) =>
    form('Shelves', 'Call', {
      ExpectedCustomerSpend: [{ Amount, CurrencyCode: 'USD', Frequency: 'Monthly', TargetCompany: 'Self' }],
    });
  const edits = editsOf(worth('900'), worth('1200'));
  expect(edits).toEqual({ contract_value: '1200' });
  expect(merged(worth('950'), edits, new Set()).document).toEqual(worth('1200').document);
});
