import { useSyncExternalStore } from 'react';

const narrow = () => window.matchMedia?.('(max-width: 688px)');

/** Whether the page is as narrow as a phone: what lies side by side elsewhere stands one below the other there. */
export const useNarrow = () =>
  useSyncExternalStore(
    heard => {
      const query = narrow();
      query?.addEventListener('change', heard);
      return () => query?.removeEventListener('change', heard);
    },
    () => narrow()?.matches ?? false,
  );
