import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { unused } from './unused.ts';
import { scale } from './weigh.ts';

export default defineConfig({
  plugins: [react(), unused(), scale()],
  server: { proxy: { '/api': process.env.API ?? 'http://127.0.0.1:8080' } },
  build: { chunkSizeWarningLimit: 1024 },
  test: { include: ['src/**/*.test.{ts,tsx}'], testTimeout: 90_000 },
});
