import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';

const scenarios = createRoute({
  getParentRoute: () => shell,
  path: '/aws/scenarios',
  staticData: { crumb: 'nav.scenarios' },
});

const list = createRoute({
  getParentRoute: () => scenarios,
  path: '/',
  staticData: { help: 'scenarios' },
  component: lazyRouteComponent(() => import('./ScenariosPage'), 'ScenariosPage'),
});

const scenario = createRoute({
  getParentRoute: () => scenarios,
  path: '/$name',
  staticData: { crumb: '$name', help: 'scenarios' },
  component: lazyRouteComponent(() => import('./ScenarioPage'), 'ScenarioPage'),
});

/** Beside the list, since a scenario may have any name. */
const script = createRoute({
  getParentRoute: () => shell,
  path: '/aws/script',
  validateSearch: (search): { from?: string } => ({
    from: typeof search.from === 'string' ? search.from : undefined,
  }),
  staticData: { crumb: 'scenarios.own', contentType: 'form', help: 'scenarios' },
  component: lazyRouteComponent(() => import('./ScriptPage'), 'ScriptPage'),
});

const simulation = createRoute({
  getParentRoute: () => shell,
  path: '/aws/simulation',
  staticData: { crumb: 'nav.simulation', help: 'simulation' },
  component: lazyRouteComponent(() => import('./SimulationPage'), 'SimulationPage'),
});

export const simulationRoutes = [scenarios.addChildren([list, scenario]), script, simulation] as const;
