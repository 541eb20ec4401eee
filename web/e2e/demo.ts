import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { createI18n, type I18n, type Locale } from '../src/i18n/create';
import en from '../src/i18n/en';
import ja from '../src/i18n/ja';

interface User {
  name: string;
  role: string;
  email: string;
  password: string;
}

const factsFile = join(process.env.E2E_DATA ?? '', 'demo.json');
interface Partner {
  name: string;
  accountId: string;
}

const facts = () => JSON.parse(readFileSync(factsFile, 'utf8')) as { users: User[]; partners: Partner[] };

/** A user of a role whom the demo has: the first partner's come first, then the second's. */
export function userOf(role: string, which = 0): User {
  const user = facts().users.filter(one => one.role === role)[which];
  if (!user) throw new Error(`demo.json has no user ${which} with the role ${role}`);
  return user;
}

/** The demo's partners: the first has a Japanese name, the second an English one. */
export const partners = () => facts().partners;

interface Fixtures {
  /** The texts of the project's language: one test body runs in both. */
  i18n: I18n;
  /** Signs the page in as the first user of a role, or as a later one. */
  signIn: (role: string, which?: number) => Promise<void>;
  /** The page of somebody else, in the same language. */
  pageOf: (role: string, which?: number) => Promise<Page>;
  /** Waits until no other test of any worker holds the name, and holds it to the test's end. */
  alone: (name: string) => Promise<void>;
}

async function enter(page: Page, role: string, which?: number) {
  const { email, password } = userOf(role, which);
  const answer = await page.request.post('/api/session', { data: { email, password } });
  expect(answer.status(), await answer.text()).toBe(200);
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
    await use((role, which) => enter(page, role, which));
  },
  pageOf: async ({ browser, baseURL, locale, viewport }, use) => {
    const pages: Page[] = [];
    await use(async (role, which) => {
      const context = await browser.newContext({ baseURL, locale, viewport, reducedMotion: 'reduce' });
      const page = await context.newPage();
      pages.push(page);
      await enter(page, role, which);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
  alone: async ({}, use) => {
    const held: string[] = [];
    await use(async name => {
      const place = join(process.env.E2E_DATA ?? '', `alone-${name}`);
      await expect
        .poll(
          () => {
            try {
              mkdirSync(place); // of several who try at once, one makes it
              return true;
            } catch {
              return false;
            }
          },
          { timeout: 170_000, intervals: [500] },
        )
        .toBe(true);
      held.push(place);
    });
    for (const place of held) rmdirSync(place);
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

/** What AWS knows of a deal that it offers to a partner. */
const deal = (title: string) => ({
  OpportunityType: 'Net New Business',
  PrimaryNeedsFromAws: ['Co-Sell - Technical Consultation'],
  Customer: {
    Account: {
      CompanyName: 'Quay Logistics',
      Industry: 'Transportation and Logistics',
      WebsiteUrl: 'https://quay.example',
      Address: { CountryCode: 'JP', PostalCode: '220-0011' },
    },
    Contacts: [{ FirstName: 'Ren', LastName: 'Abe', Email: 'ren.abe@quay.example', BusinessTitle: 'CIO' }],
  },
  LifeCycle: { Stage: 'Prospect', TargetCloseDate: '2028-03-31', NextSteps: 'Call the customer' },
  Project: {
    Title: title,
    CustomerBusinessProblem: 'Containers wait for days, since berths are planned by hand.',
    CustomerUseCase: 'Storage & Backup',
    DeliveryModels: ['SaaS or PaaS'],
    ExpectedCustomerSpend: [
      { Amount: '8000', CurrencyCode: 'USD', Frequency: 'Monthly', TargetCompany: 'AWS' },
    ],
  },
});

/** Has AWS refer a deal to the first partner. */
export async function refer(desk: Page, title: string) {
  const answer = await desk.request.post('/api/central/desk/referrals', {
    data: {
      partner: partners()[0]?.accountId,
      message: 'Can you help?',
      contacts: [],
      opportunity: deal(title),
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
}
