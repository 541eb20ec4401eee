import '@cloudscape-design/global-styles/index.css';
import './app/japanese.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { FlashProvider } from './app/flash';
import { queries, router } from './app/router';
import { showAppearance } from './app/theme';
import { LocaleProvider } from './i18n';

showAppearance();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <LocaleProvider>
      <QueryClientProvider client={queries}>
        <FlashProvider>
          <RouterProvider router={router} />
        </FlashProvider>
      </QueryClientProvider>
    </LocaleProvider>
  </StrictMode>,
);
