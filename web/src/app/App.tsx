import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { FlashProvider } from './flash';
import type { createApp } from './router';

/** The pages with what they share; the language stands around it. */
export function App({ app }: { app: ReturnType<typeof createApp> }) {
  return (
    <QueryClientProvider client={app.queries}>
      <FlashProvider>
        <RouterProvider router={app.router} />
      </FlashProvider>
    </QueryClientProvider>
  );
}
