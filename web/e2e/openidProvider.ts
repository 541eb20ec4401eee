import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const clientId = 'cosell';
export const clientSecret = 'known to both';

/** What the provider says of somebody: claims of the ID token, beside what every token has. */
export type Claims = Record<string, unknown>;

const b64 = (text: string) => Buffer.from(text).toString('base64url');

function json(out: ServerResponse, status: number, body: unknown) {
  out.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

/** An OpenID provider whose sign-in page is a list of the people that it knows. */
export async function startProvider(people: Record<string, Claims>) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const granted = new Map<string, { asked: URLSearchParams; claims: Claims }>();
  let down = false;

  const signed = (claims: Claims) => {
    const text = `${b64(JSON.stringify({ alg: 'RS256', kid: '1' }))}.${b64(JSON.stringify(claims))}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
  };

  const choice = (asked: URLSearchParams) => {
    const back = (more: Record<string, string>) => {
      const to = new URL(asked.get('redirect_uri') ?? '');
      for (const [name, value] of Object.entries({ state: asked.get('state') ?? '', iss: issuer, ...more }))
        to.searchParams.set(name, value);
      return to.href.replaceAll('&', '&amp;');
    };
    const links = Object.entries(people).map(([name, claims]) => {
      const code = randomUUID();
      granted.set(code, { asked, claims });
      return `<li><a href="${back({ code })}">${name}</a></li>`;
    });
    return `<!doctype html><html lang="en"><title>Example ID</title><h1>Who are you?</h1>
      <ul>${links.join('')}<li><a href="${back({ error: 'access_denied' })}">Cancel</a></li></ul></html>`;
  };

  const trade = (sent: URLSearchParams, authorization: string, out: ServerResponse) => {
    const code = sent.get('code') ?? '';
    const grant = granted.get(code);
    granted.delete(code);
    const proof = createHash('sha256')
      .update(sent.get('code_verifier') ?? '')
      .digest('base64url');
    const client = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
    const known = `${clientId}:${encodeURIComponent(clientSecret).replaceAll('%20', '+')}`;
    if (!grant || proof !== grant.asked.get('code_challenge') || client !== known) {
      json(out, 400, { error: 'invalid_grant' });
      return;
    }
    const now = Math.floor(Date.now() / 1000);
    const token = { iss: issuer, aud: clientId, iat: now, exp: now + 60, nonce: grant.asked.get('nonce') };
    json(out, 200, {
      access_token: 'unused',
      token_type: 'Bearer',
      id_token: signed({ ...token, ...grant.claims }),
    });
  };

  const server = createServer((request, out) => {
    const url = new URL(request.url ?? '/', issuer);
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      if (down) return json(out, 503, { error: 'temporarily_unavailable' });
      switch (url.pathname) {
        case '/.well-known/openid-configuration':
          return json(out, 200, {
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            jwks_uri: `${issuer}/keys`,
          });
        case '/keys':
          return json(out, 200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', use: 'sig' }] });
        case '/authorize':
          return out.writeHead(200, { 'Content-Type': 'text/html' }).end(choice(url.searchParams));
        case '/token':
          return trade(new URLSearchParams(body), request.headers.authorization ?? '', out);
        default:
          return out.writeHead(404).end();
      }
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    /** From now on nothing is answered but that it cannot be. */
    fail: () => (down = true),
    recover: () => (down = false),
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
