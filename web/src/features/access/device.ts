const browsers: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

const first = (among: [RegExp, string][], text: string) => among.find(([form]) => form.test(text))?.[1];

/** Browser and system as a browser names itself; a program's own first word, else undefined. */
export function deviceOf(agent: string): string | undefined {
  const words = [first(browsers, agent), first(systems, agent)].filter(Boolean);
  return words.length > 0 ? words.join(', ') : agent.split(' ')[0] || undefined;
}
