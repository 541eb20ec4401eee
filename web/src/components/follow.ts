import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

interface Followed {
  preventDefault: () => void;
  detail: { href?: string; external?: boolean };
}

/** For onFollow of links: stays in the application on a plain click and leaves the rest to the browser. */
export function useFollow() {
  const { history } = useRouter();
  return useCallback(
    (event: CustomEvent<{ href?: string; external?: boolean }> | Followed) => {
      const { href, external } = event.detail;
      if (!href || external) return;
      event.preventDefault();
      history.push(href);
    },
    [history],
  );
}
