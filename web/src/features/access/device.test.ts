import { expect, test } from 'vitest';
import { deviceOf } from './device';

test('a browser is named by its name and its system', () => {
  const mozilla = 'Mozilla/5.0 ';
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
  expect(deviceOf(`${mozilla}(Windows NT 10.0; Win64; x64) ${chrome}`)).toBe('Chrome, Windows');
  expect(deviceOf(`${mozilla}(Windows NT 10.0; Win64; x64) ${chrome} Edg/140.0`)).toBe('Edge, Windows');
  expect(deviceOf(`${mozilla}(X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`)).toBe(
    'Firefox, Linux',
  );
  expect(
    deviceOf(`${mozilla}(iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1`),
  ).toBe('Safari, iOS');
  expect(deviceOf('curl/8.5.0')).toBe('curl/8.5.0');
  expect(deviceOf('')).toBeUndefined();
});
