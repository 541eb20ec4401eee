// SPDX-FileCopyrightText: The Cosell authors
// SPDX-License-Identifier: Apache-2.0

// What the tests of the Account API start from: AWS's own client for the demo's two partners, whom the demo has connected.

import { setTimeout as pause } from 'node:timers/promises';

import { GetPartnerCommand, ListPartnersCommand, PartnerCentralAccountClient } from '@aws-sdk/client-partnercentral-account';

import { facts, partner, stranger } from './cosell.mjs';

export const Catalog = 'Sandbox';

export function client(keys, options = {}) {
  return new PartnerCentralAccountClient({
    region: 'us-east-1',
    endpoint: facts.aws,
    credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey },
    ...options,
  });
}

export const mine = client(partner);
export const theirs = client(stranger);

// own is a partner as it reads itself.
export async function own(who, catalog = Catalog) {
  const { PartnerSummaryList } = await who.send(new ListPartnersCommand({ Catalog: catalog }));
  return who.send(new GetPartnerCommand({ Catalog: catalog, Identifier: PartnerSummaryList[0].Id }));
}

// until asks again until the answer is as wanted; the demo's registry and moderation take some seconds.
export async function until(ask, wanted) {
  for (let n = 0; n < 100; n++) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    await pause(300);
  }
  throw new Error('what was waited for did not come');
}

export const details = (e) => (e.ErrorDetails ?? []).map((d) => d.BusinessValidationError?.Code ?? `${d.FieldValidationError.Name} ${d.FieldValidationError.Code}`).sort();
