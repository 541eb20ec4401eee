import type { Plugin } from 'vite';

/** Parts of libraries that no page uses but that pages would bring along, with what stands in their place. */
const parts: { [end: string]: string } = {
  // The drawer of the layout that announces features brings lists that are dragged.
  '/app-layout/visual-refresh-toolbar/drawer/feature-notifications-drawer-content.js':
    'export const RuntimeContentPart = () => null; export default () => null;',
};

export function unused(): Plugin {
  return {
    name: 'cosell-unused',
    apply: 'build',
    enforce: 'pre',
    load: id => Object.entries(parts).find(([end]) => id.endsWith(end))?.[1],
  };
}
