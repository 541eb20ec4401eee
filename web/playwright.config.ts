import { defineConfig } from '@playwright/test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const port = process.env.E2E_PORT ?? '8791';
const address = `http://127.0.0.1:${port}`;
// The configuration is read again in every worker: only the first reading makes the folder.
process.env.E2E_DATA ??= mkdtempSync(join(tmpdir(), 'cosell-e2e-'));

export default defineConfig({
  testDir: 'e2e',
  fullyParallel: false,
  workers: 2,
  retries: process.env.CI ? 1 : 0, // told as flaky in the report
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    // Half-faded alerts spoil screenshots and contrast checks.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'en', use: { locale: 'en-US' } },
    { name: 'ja', use: { locale: 'ja-JP' } },
  ],
  webServer: {
    command: `../bin/cosell demo --fresh --data ${process.env.E2E_DATA} --listen 127.0.0.1:${port} --aws-listen 127.0.0.1:0`,
    // The rules leave the desk a week to decide by hand.
    env: { COSELL_REGISTRY_DELAY_SECONDS: '604800', COSELL_MODERATION_DELAY_SECONDS: '604800' },
    url: `${address}/readyz`,
    timeout: 60_000,
    stdout: 'ignore',
    stderr: 'pipe',
  },
});
