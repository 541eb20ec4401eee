import { createMemoryHistory } from '@tanstack/react-router';
import { configure, render } from '@testing-library/react';
import { vi } from 'vitest';
import type { Locale } from '../i18n';

configure({
  asyncUtilTimeout: 20_000, // the first page loads its code
  defaultHidden: true, // asking jsdom what is hidden takes most of a test's time
  getElementError: message => new Error(message ?? ''), // without the whole page in it
});

/** Shows the whole application at an address, in a language; `again` in a browser that has kept what it was given. */
export async function openPage(path: string, locale: Locale = 'en', again = false) {
  prepareBrowser();
  if (!again) localStorage.clear();
  localStorage.setItem('cosell.language', locale);
  const [{ App }, { createApp }, { LocaleProvider }] = await Promise.all([
    import('../app/App'),
    import('../app/router'),
    import('../i18n'),
  ]);
  const app = createApp(createMemoryHistory({ initialEntries: [path] }));
  const view = render(
    <LocaleProvider>
      <App app={app} />
    </LocaleProvider>,
  );
  return { ...view, app };
}

/** What browsers have and jsdom lacks. */
function prepareBrowser() {
  window.matchMedia ??= () =>
    ({
      matches: false,
      addEventListener: () => {},
      removeEventListener: () => {},
    }) as unknown as MediaQueryList;
  window.scrollTo = vi.fn();
  globalThis.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
}
