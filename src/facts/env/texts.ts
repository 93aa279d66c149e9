import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import { entriesOf, keySpan, type Tree, textOf } from '../../core/tree';
import { isPlatformVariable, variableName } from '../../knowledge/environmentVariables';

type Read = Fact<'env.read'>;

/** Reads outside code, where one regular expression knows the form. */
export function textRead(source: Source, start: number, name: string, read: Partial<Read> & { via: string }): Read[] {
  if (!variableName.test(name) || isPlatformVariable(name)) return [];
  return [
    {
      kind: 'env.read',
      at: source.span(start, start + name.length),
      name,
      need: 'optional',
      access: 'direct',
      side: 'server',
      when: 'start',
      validated: false,
      ...read,
    },
  ];
}

/** `url = env("DATABASE_URL")` of a Prisma schema. */
export function prismaReads(source: Source): Read[] {
  const reads: Read[] = [];
  for (const match of source.text.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*env\([ \t]*"([^"\n]+)"/gm)) {
    const [whole, key, name = ''] = match;
    // The shadow database exists only where migrations are written.
    const need = key === 'shadowDatabaseUrl' ? 'optional' : 'required';
    reads.push(
      ...textRead(source, match.index + whole.length - name.length - 1, name, { need, when: 'deploy', via: 'prisma' }),
    );
  }
  return reads;
}

const expansion = /(\$?)\$(?:\{([A-Za-z_]\w*)(?:(:?[-?+=])([^}\n]*))?\}|([A-Z_][A-Z0-9_]*))/g;

/** `${X}`, `${X:-default}`, `${X:?message}` of shell and compose; `$$` is a dollar sign there. */
export function expansionReads(source: Source, via: string, when: Read['when'], known: ReadonlySet<string>): Read[] {
  const reads: Read[] = [];
  for (const match of source.text.matchAll(expansion)) {
    const [whole, escaped, braced, operator = '', rest = '', plain] = match;
    const name = braced ?? plain ?? '';
    if (escaped || known.has(name) || inComment(source.text, match.index)) continue;
    const start = match.index + whole.indexOf(name);
    const insists = operator.endsWith('?');
    const fallback = operator.endsWith('-') || operator.endsWith('=');
    reads.push(
      ...textRead(source, start, name, {
        need: insists ? 'required' : 'optional',
        ...(fallback ? { fallback: rest === '' ? { is: 'literal', value: '' } : { is: 'unknown' } } : {}),
        validated: insists,
        when,
        via,
      }),
    );
  }
  return reads;
}

function inComment(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  return /(?:^|\s)#/.test(line);
}

/** Names that a shell script sets itself. */
export function assignedIn(text: string): Set<string> {
  const names = new Set<string>();
  for (const [, name = ''] of text.matchAll(
    /(?:^|[\s;&(])(?:export\s+|local\s+|readonly\s+|declare\s+(?:-\w+\s+)?)?([A-Za-z_]\w*)\+?=/gm,
  ))
    names.add(name);
  for (const [, name = ''] of text.matchAll(/\b(?:for|select)\s+([A-Za-z_]\w*)\b/g)) names.add(name);
  for (const [, list = ''] of text.matchAll(/\bread\s+((?:-\w+\s+)*[A-Za-z_][\w ]*)/g))
    for (const name of list.split(/\s+/)) names.add(name);
  return names;
}

/** Names that a Dockerfile sets with ARG or ENV. */
export function setInDockerfile(text: string): Set<string> {
  const names = new Set<string>();
  for (const [, list = ''] of text.matchAll(/^[ \t]*(?:ARG|ENV)[ \t]+((?:.*\\\r?\n)*.*)/gim))
    for (const [, name = ''] of list.matchAll(/(?:^|\s)([A-Za-z_]\w*)(?==|\s|$)/g)) names.add(name);
  return names;
}

/** Leaves of `custom-environment-variables.json`: node-config sets the key when the variable exists. */
export function mappedReads(tree: Tree | undefined): Read[] {
  return entriesOf(tree).flatMap((entry): Read[] => {
    if (entry.value.is === 'map') return mappedReads(entry.value);
    const name = textOf(entry.value);
    if (name === undefined || !variableName.test(name) || isPlatformVariable(name)) return [];
    return [
      {
        kind: 'env.read',
        at: keySpan(entry),
        name,
        need: 'optional',
        access: 'direct',
        side: 'server',
        when: 'start',
        validated: false,
        via: 'node-config',
      },
    ];
  });
}
