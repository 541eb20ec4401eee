import { expect, test } from 'vitest';
import { ApiError, type Violation } from '../../api/client';
import { problemText } from '../../app/flash';
import { createI18n } from '../../i18n/create';
import en from '../../i18n/en';
import ja from '../../i18n/ja';
import { violationText } from './violations';

const english = createI18n('en', en);
const japanese = createI18n('ja', ja);

const state: Violation = {
  location: '',
  code: 'INVALID_RESOURCE_STATE',
  message: 'The connection is ended already.',
  messageJa: 'この接続はすでに終了しています。',
  fixEn: 'Connect again by a new request.',
  fixJa: '新しいリクエストを送信してください。',
};

test('a refusal because of a state says which state, and what to do', () => {
  expect(violationText(state, english)).toBe(
    'The connection is ended already. Connect again by a new request.',
  );
  expect(violationText(state, japanese)).toBe(
    'この接続はすでに終了しています。新しいリクエストを送信してください。',
  );
  expect(violationText({ ...state, message: 'It is ended' }, english)).toBe(
    'It is ended. Connect again by a new request.',
  );
  expect(violationText({ ...state, fixEn: state.message }, english)).toBe(state.message);
});

test('a refusal of a field says what to enter, without the paths of the wire', () => {
  const field = {
    ...state,
    location: 'TaskDetails.WebsiteUrl',
    message: "Value at 'taskDetails.websiteUrl'",
  };
  expect(violationText(field, english)).toBe('Connect again by a new request.');
});

test('a conflict tells what stands in the way, and a stale record when it was changed', () => {
  const refused = new ApiError(409, 'state', 'for programs', [state]);
  expect(problemText(refused, english)).toContain('The connection is ended already.');
  const at = '2026-11-27T16:30:00.000Z';
  const stale = new ApiError(409, 'stale', '', undefined, at);
  expect(problemText(stale, english)).toContain(english.time(at));
  expect(problemText(stale, japanese)).toContain(japanese.time(at));
  expect(problemText(new ApiError(409, 'stale', '', undefined, 'W/7'), english)).toBe(en['error.stale']);
});
