import { expect, type Page } from '@playwright/test';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Facts {
  aws: string;
  partners: { name: string; accountId: string; accessKeyId: string; secretAccessKey: string }[];
}

const facts = () => JSON.parse(readFileSync(join(process.env.E2E_DATA ?? '', 'demo.json'), 'utf8')) as Facts;

/** The first or the second partner of the demo. */
export const partnerOf = (index: number) => {
  const partner = facts().partners[index];
  if (!partner) throw new Error(`demo.json has no partner ${index}`);
  return partner;
};

const services = {
  account: ['partnercentral-account', 'PartnerCentralAccount'],
  selling: ['partnercentral-selling', 'AWSPartnerCentralSelling'],
} as const;

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Calls an operation of AWS's interface for programs as a partner, with Signature Version 4. */
export async function call<T>(
  index: number,
  api: keyof typeof services,
  operation: string,
  input: object,
): Promise<T> {
  const { aws } = facts();
  const { accessKeyId, secretAccessKey } = partnerOf(index);
  const [service, target] = services[api];
  const body = JSON.stringify(input);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [time.slice(0, 8), 'us-east-1', service, 'aws4_request'];
  const headers: { [name: string]: string } = {
    'content-type': 'application/x-amz-json-1.0',
    host: new URL(aws).host,
    'x-amz-date': time,
    'x-amz-target': `${target}.${operation}`,
  };
  const names = Object.keys(headers).sort().join(';');
  const lines = Object.keys(headers)
    .sort()
    .map(name => `${name}:${headers[name]}\n`)
    .join('');
  const request = ['POST', '/', '', lines, names, hash(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), hash(request)].join('\n');
  const key = scope.reduce<string | Buffer>((before, part) => mac(before, part), `AWS4${secretAccessKey}`);
  const signature = createHmac('sha256', key).update(text).digest('hex');
  const { host: _, ...sent } = headers; // it is what the address says
  const answer = await fetch(aws, {
    method: 'POST',
    body,
    headers: {
      ...sent,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`,
    },
  });
  const out = await answer.text();
  expect(answer.status, `${operation}: ${out}`).toBe(200);
  return (out ? JSON.parse(out) : {}) as T;
}

/** AWS shares a lead with the first partner. */
export async function shareLead(desk: Page, company: string) {
  const answer = await desk.request.post('/api/central/desk/leads', {
    data: {
      partner: partnerOf(0).accountId,
      message: 'Met at the fair',
      lead: {
        Customer: { CompanyName: company, Industry: 'Retail', Address: { CountryCode: 'JP' } },
        Interactions: [
          {
            SourceType: 'Event',
            SourceName: 'Retail summit',
            Usecase: 'Analytics',
            BusinessProblem: 'Stock figures of the shops arrive two days late.',
            InteractionDate: '2026-05-01T00:00:00Z',
            Contact: {
              FirstName: 'Ai',
              LastName: 'Mori',
              BusinessTitle: 'Head of IT',
              Email: 'ai.mori@quay.example.com',
            },
          },
        ],
      },
    },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}
