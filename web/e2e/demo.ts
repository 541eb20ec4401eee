import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createI18n, type I18n, type Locale } from '../src/i18n/create';
import en from '../src/i18n/en';
import ja from '../src/i18n/ja';

interface User {
  role: string;
  email: string;
  password: string;
}

const factsFile = join(process.env.E2E_DATA ?? '', 'demo.json');
const facts = () => JSON.parse(readFileSync(factsFile, 'utf8')) as { users: User[] };

/** The first user of a role whom the demo has; the first partner's users come first. */
export function userOf(role: string): User {
  const user = facts().users.find(one => one.role === role);
  if (!user) throw new Error(`demo.json has no user with the role ${role}`);
  return user;
}

interface Fixtures {
  /** The texts of the project's language: one test body runs in both. */
  i18n: I18n;
  signIn: (role: string) => Promise<void>;
}

export const test = base.extend<Fixtures, { told: void }>({
  // The demo answers a moment before it has written down who may sign in.
  told: [
    async ({}, use) => {
      await expect.poll(() => existsSync(factsFile), { timeout: 60_000 }).toBe(true);
      await use();
    },
    { scope: 'worker', auto: true },
  ],
  i18n: async ({ locale }, use) => {
    const language: Locale = locale?.startsWith('ja') ? 'ja' : 'en';
    await use(createI18n(language, language === 'ja' ? ja : en));
  },
  signIn: async ({ page }, use) => {
    await use(async role => {
      const { email, password } = userOf(role);
      const answer = await page.request.post('/api/session', { data: { email, password } });
      expect(answer.status(), await answer.text()).toBe(200);
    });
  },
});

export { expect };

/** No fault that axe can find, serious or not. */
export async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(node => node.html).join(' ')}`,
  );
  expect(found).toEqual([]);
}

/** Keeps a picture of the page beside the test's result. */
export async function picture(page: Page, name: string) {
  const info = test.info();
  await page.screenshot({ path: info.outputPath(`${info.project.name}-${name}.png`) });
}

/** Cloudscape's Select and Multiselect are buttons with a list. */
export async function choose(page: Page, label: string, option: string) {
  await page.getByRole('button', { name: label }).first().click();
  await page.getByRole('option', { name: option, exact: true }).first().click();
}
