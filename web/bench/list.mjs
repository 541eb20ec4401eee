// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// Measures the list of opportunities in Chromium against a demo that runs: node bench/list.mjs DATA EMAIL
// Times are milliseconds, from the navigation or the click until the rows stand there; the median of five.
import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const [data, email] = process.argv.slice(2);
const { portal, users } = JSON.parse(readFileSync(`${data}/demo.json`, 'utf8'));
const user = users.find(u => u.email === email);
if (!user) throw new Error(`${email} is none of ${users.map(u => u.email).join(', ')}`);

const rounds = 5;
const list = `${portal}/opportunities?view=all`;
const firstRow = () => document.querySelector('main tbody tr a')?.textContent ?? '';
const median = all => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

async function visitor() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const answer = await context.request.post(`${portal}/api/session`, {
    data: { email: user.email, password: user.password },
  });
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()}`);
  return context;
}

/** From the start of the navigation until the first row is painted. */
async function opened(page) {
  await page.goto(list, { waitUntil: 'commit' });
  await page.waitForFunction(firstRow, undefined, { polling: 'raf' });
  return page.evaluate(() => performance.now());
}

/** From a click until other rows are painted. */
async function changed(page, click) {
  const before = await page.evaluate(firstRow);
  const begun = await page.evaluate(() => performance.now());
  await click();
  await page.waitForFunction(
    before => {
      const now = document.querySelector('main tbody tr a')?.textContent ?? '';
      return now !== '' && now !== before;
    },
    before,
    { polling: 'raf' },
  );
  return (await page.evaluate(() => performance.now())) - begun;
}

const cold = [];
const warm = [];
const sorted = [];
const searched = [];
for (let i = 0; i < rounds; i++) {
  const context = await visitor();
  const page = await context.newPage();
  cold.push(await opened(page));
  warm.push(await opened(page));
  const header = page.locator('thead [role="button"]').filter({ hasText: /Customer|Company/ });
  await page.waitForTimeout(500);
  sorted.push(await changed(page, () => header.first().click()));
  await page.waitForTimeout(500);
  const search = page.locator('main input[type="text"], main input[type="search"]').first();
  await search.fill('company 07');
  searched.push(await changed(page, () => search.press('Enter')));
  await context.close();
}
await browser.close();
console.log(`rows visible, empty cache  ${median(cold).toFixed(0)} ms   reach 1000`);
console.log(`rows visible, warm         ${median(warm).toFixed(0)} ms   reach 350`);
console.log(`a sort applied             ${median(sorted).toFixed(0)} ms   reach 200`);
console.log(`a search applied           ${median(searched).toFixed(0)} ms   reach 200`);
