import '@cloudscape-design/global-styles/index.css';
import './app/japanese.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { createApp } from './app/router';
import { showAppearance } from './app/theme';
import { fetchLanguage, LocaleProvider } from './i18n';

showAppearance();
const app = createApp();
// Texts, session, page and what the page shows come side by side, not one after the other.
fetchLanguage();
void app.router.load();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <LocaleProvider>
      <App app={app} />
    </LocaleProvider>
  </StrictMode>,
);
