import { applyDensity, applyMode, Density, Mode } from '@cloudscape-design/global-styles';
import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';
export interface Appearance {
  theme: Theme;
  density: 'comfortable' | 'compact';
}

const storageKey = 'cosell.appearance';
const standard: Appearance = { theme: 'system', density: 'comfortable' };
const darkDevice = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let current = kept();

function kept(): Appearance {
  try {
    const found = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Appearance>;
    return {
      theme: found.theme === 'light' || found.theme === 'dark' ? found.theme : standard.theme,
      density: found.density === 'compact' ? 'compact' : 'comfortable',
    };
  } catch {
    return standard;
  }
}

export function showAppearance() {
  const dark = current.theme === 'dark' || (current.theme === 'system' && darkDevice.matches);
  applyMode(dark ? Mode.Dark : Mode.Light);
  applyDensity(current.density === 'compact' ? Density.Compact : Density.Comfortable);
}

darkDevice.addEventListener('change', showAppearance);

export function changeAppearance(change: Partial<Appearance>) {
  current = { ...current, ...change };
  localStorage.setItem(storageKey, JSON.stringify(current));
  showAppearance();
  listeners.forEach(listener => listener());
}

export function useAppearance(): Appearance {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
