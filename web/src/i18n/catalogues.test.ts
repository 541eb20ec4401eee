import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { expect, test } from 'vitest';
import { actions } from '../gen/actions';
import { fields, values, type FieldId, type ValueSet } from '../gen/fields';
import { help } from '../gen/help';
import { createI18n } from './create';
import enActions from './en/actions';
import jaActions from './ja/actions';
import en, { type MessageKey } from './en';
import ja from './ja';

const keys = Object.keys(en) as MessageKey[];

/** The names and kinds of the arguments of a message. */
function argumentsOf(elements: MessageFormatElement[]): string[] {
  return elements.flatMap(element => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      const inner = Object.values(element.options).flatMap(option => argumentsOf(option.value));
      return [element.value, ...inner];
    }
    return 'value' in element ? [element.value] : [];
  });
}

const names = (message: string) => [...new Set(argumentsOf(parse(message)))].sort();

test('a message has the same arguments in both languages', () => {
  for (const key of keys) expect(names(ja[key]), key).toEqual(names(en[key]));
});

test('no message is empty, and no Japanese sentence was left in English', () => {
  for (const key of keys) {
    expect(en[key].trim(), key).not.toBe('');
    expect(ja[key].trim(), key).not.toBe('');
    const sentence = / \w+ \w+ /.test(en[key]);
    if (sentence) expect(ja[key], key).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  }
});

test('the keys stand in order, so that a new one has one place', () => {
  for (const area of Object.values(
    import.meta.glob<{ default: object }>(
      './*/{access,account,actions,audit,bulk,connector,dashboard,desk,errors,leads,moderation,openid,opportunities,partners,proposals,events,finder,shares,shell,simulation}.ts',
      {
        eager: true,
      },
    ),
  )) {
    const inFile = Object.keys(area.default);
    expect(inFile).toEqual([...inFile].sort());
  }
});

test('every action of the audit log has its words in both languages', () => {
  for (const action of actions) {
    expect(enActions[action].trim(), action).not.toBe('');
    expect(jaActions[action], action).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  }
});

test('every field of the form has its label and help in both languages', () => {
  for (const [id, field] of Object.entries(fields)) {
    for (const text of [field.en, field.ja, ...help[id as FieldId]]) expect(text, id).not.toBe('');
  }
});

test('every value has a text in both languages', () => {
  const japanese = createI18n('ja', ja);
  for (const set of Object.keys(values) as ValueSet[]) {
    for (const [api, , own] of values[set]) {
      expect(own, `${set} ${api}`).not.toBe('');
      expect(japanese.tx(set, api), `${set} ${api}`).toContain(own);
    }
  }
});
