import type { Page } from '@playwright/test';
import { expect, picture, test } from './demo';
import { places, type Place } from './routes';

test.use({ viewport: { width: 390, height: 844 } });

/** What sticks out of the screen and cannot be scrolled to within its own frame. */
const outside = (page: Page) =>
  page.evaluate(() => {
    const held = (element: Element | null): boolean =>
      element !== null &&
      element !== document.body &&
      (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(element).overflowX) ||
        held(element.parentElement));
    if (document.documentElement.scrollWidth <= window.innerWidth) return [];
    return [...document.querySelectorAll('main *, header *')]
      .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1 && !held(one.parentElement))
      .slice(0, 5)
      .map(one => `${one.tagName.toLowerCase()}: ${(one.textContent ?? '').slice(0, 60)}`)
      .concat(`${document.documentElement.scrollWidth} px`);
  });

const post = async (page: Page, path: string, data: object) => {
  const answer = await page.request.post(path, { data });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as Record<string, string>;
};

const items = async (page: Page, path: string) => {
  const answer = await page.request.get(path);
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return ((await answer.json()) as { items: Record<string, string>[] }).items;
};

/** Opportunities that AWS has approved and that are open. */
const approved = (page: Page) => {
  const tokens = [
    { property: 'reviewStatus', operator: '=', value: 'Approved' },
    { property: 'stage', operator: '=', value: ['Qualified', 'Technical Validation'] },
  ];
  return items(page, `/api/central/opportunities?filter=${encodeURIComponent(JSON.stringify({ tokens }))}`);
};

/** Makes a record where the demo has none, as the partner's alliance lead. */
const makers: Record<NonNullable<Place['makes']>, (page: Page) => Promise<void>> = {
  run: async page => {
    const text = 'Customer/Company Name,Country\r\nMinato,Japan\r\n';
    const { id } = await post(page, '/api/central/bulk/runs', {
      kind: 'import',
      file: 'phone.csv',
      size: text.length,
      token: crypto.randomUUID(),
    });
    const answer = await page.request.put(`/api/central/bulk/runs/${id}/file`, {
      data: { start: 0, data: Buffer.from(text).toString('base64') },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
  },
  case: async page => {
    await post(page, '/api/central/support/cases', {
      topic: 'crm-api',
      subject: '電話からの質問 on a phone',
      body: 'A question',
      clientToken: crypto.randomUUID(),
    });
  },
  rule: async page => {
    const pattern = '{"source":["aws.partnercentral-selling"]}';
    await post(page, '/api/central/event-rules', { name: `phone-${Date.now()}`, pattern, enabled: false });
  },
  channel: async page => {
    const path = `/api/central/opportunities/${(await approved(page)).at(-1)?.id}/channel`;
    const { candidates } = (await (await page.request.get(path)).json()) as { candidates: { id: string }[] };
    await post(page, path, { people: [candidates[0]?.id], purpose: 'Plan on a phone' });
  },
  proposal: async page => {
    const name = `phone ${Date.now()}`;
    const token = { name, scopes: ['propose_update'], days: 1 };
    const { text } = await post(page, '/api/central/assistant-tokens', token);
    const answer = await page.request.post('/mcp', {
      headers: { Authorization: `Bearer ${text}`, Accept: 'application/json, text/event-stream' },
      data: {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: {
          name: 'propose_update',
          arguments: {
            id: (await approved(page)).at(-2)?.id,
            edits: [{ path: 'LifeCycle.NextSteps', value: 'Call the customer from a phone' }],
          },
        },
      },
    });
    expect(answer.ok(), await answer.text()).toBe(true);
  },
  update: async page => {
    const own = (await (await page.request.get('/api/central/profile')).json()) as { contents: object };
    await post(page, '/api/central/profile/updates', own.contents);
  },
};

/** The address of a page, with a record in it. */
async function address(page: Page, asPartner: () => Promise<Page>, path: string, place: Place) {
  const id = async (from: string, field = 'id') => {
    let [first] = await items(page, from);
    if (!first && place.makes) {
      await makers[place.makes](await asPartner());
      [first] = await items(page, from);
    }
    if (!first?.[field]) throw new Error(`the demo has nothing at ${from}`);
    return encodeURIComponent(first[field]);
  };
  let at = path.replace('$slug', 'deals').replace(/\/\$$/, '/no/such/page') + (place.search ?? '');
  if (place.from) at = at.replace(/\$(id|name)/, await id(place.from, place.field));
  return at;
}

for (const role of ['nobody', 'AllianceLead', 'AWSReviewer', 'Seller', 'SalesOps'] as const) {
  test(`every page of ${role} fits on a phone`, async ({ page, signIn, pageOf, alone }) => {
    test.setTimeout(600_000);
    if (role === 'AWSReviewer') await alone('connections'); // a profile is in moderation for a moment
    if (role !== 'nobody') await signIn(role);
    const found: Record<string, string[]> = {};
    for (const [path, place] of Object.entries(places)) {
      if (place.role !== role) continue;
      await page.goto(await address(page, () => pageOf('AllianceLead'), path, place));
      await expect(page.getByRole('heading').first(), path).toBeVisible();
      await page.waitForLoadState('networkidle');
      const wide = await outside(page);
      if (wide.length > 0) found[path] = wide;
      await picture(page, path.replaceAll(/[^a-z]+/g, '-'));
    }
    expect(found).toEqual({});
    if (role !== 'AWSReviewer') return;
    const lead = await pageOf('AllianceLead');
    const { update } = (await (await lead.request.get('/api/central/profile')).json()) as {
      update?: { id: string; status: string };
    };
    if (update?.status === 'IN_PROGRESS') {
      await lead.request.delete(`/api/central/profile/updates/${update.id}`);
    }
  });
}
