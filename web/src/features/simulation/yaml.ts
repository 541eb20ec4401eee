/** A part of a line of YAML, by what it is. */
export interface Part {
  kind: 'comment' | 'key' | 'text';
  text: string;
}

const keys = /((?:^|[{,[-])\s*)([A-Za-z][\w -]*)(?=:(?:\s|$))/g;

/** Where a comment begins: at a "#" that begins the line or follows a space, outside of quotes. */
function commentAt(line: string): number {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    if (quote) quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = /[\s{[,:-]/.test(line.charAt(i - 1) || ' ') ? c : '';
    else if (c === '#' && /^$|\s/.test(line.charAt(i - 1))) return i;
  }
  return line.length;
}

/** Cuts a line of a script into what is shown in different colours. The parts together are the line. */
export function partsOf(line: string): Part[] {
  const end = commentAt(line);
  const said = line.slice(0, end);
  const parts: Part[] = [];
  let from = 0;
  const add = (kind: Part['kind'], text: string) => {
    if (text) parts.push({ kind, text });
  };
  for (const match of said.matchAll(keys)) {
    const at = match.index + (match[1] ?? '').length;
    add('text', said.slice(from, at));
    add('key', match[2] ?? '');
    from = at + (match[2] ?? '').length;
  }
  add('text', said.slice(from));
  add('comment', line.slice(end));
  return parts;
}
