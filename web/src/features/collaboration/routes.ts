import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const area = createRoute({
  getParentRoute: () => shell,
  path: '/aws/channels',
  staticData: { crumb: 'nav.channels' },
});

/** A notice leads to the channels of one opportunity. */
const searchOf = ({ opportunity, ...search }: { [name: string]: unknown }): ListSearch =>
  typeof opportunity === 'string'
    ? { filter: [{ property: 'opportunity', operator: '=', value: opportunity }] }
    : listSearch(search);

const list = createRoute({
  getParentRoute: () => area,
  path: '/',
  validateSearch: searchOf,
  staticData: { contentType: 'table', help: 'channels' },
  component: lazyRouteComponent(() => import('./ChannelsPage'), 'ChannelsPage'),
});

const one = createRoute({
  getParentRoute: () => area,
  path: '/$id',
  staticData: { crumb: 'channels.channel', help: 'channels' },
  component: lazyRouteComponent(() => import('./ChannelPage'), 'ChannelPage'),
});

export const collaborationRoutes = [area.addChildren([list, one])] as const;
