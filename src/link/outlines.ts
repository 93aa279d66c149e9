import type { Ref } from '../core/fact';
import type { FactView } from '../core/link';
import { moduleOf } from './modulePaths';

/** Files that are looked through for one name. */
const mostFiles = 1000;

/** Whether the file may export the name, itself or through `export *`; asked before it is parsed for its summary. */
export function mayExport(file: string, name: string, view: FactView): boolean {
  return sortOf(file, name, view) !== undefined;
}

/** An imported function of the repository: calling it is no call of a client, whatever it does inside. */
export function isOwnFunction(ref: Ref, file: string, view: FactView): boolean {
  if (ref.in !== 'import') return false;
  const [name, ...path] = ref.name === '*' ? ref.path : [ref.name, ...ref.path];
  if (name === undefined || path.length > 0 || name.startsWith('(')) return false;
  const module = moduleOf(ref.specifier, file, view);
  return typeof module !== 'string' && sortOf(module.file, name, view) === 'function';
}

/** What the outlines say of a name: a function, something else, or that they cannot tell; nothing when nobody exports it. */
function sortOf(file: string, name: string, view: FactView): 'function' | 'other' | undefined {
  return view.memo(`outlined ${file} ${name}`, () => search(file, name, view, new Set()));
}

function search(file: string, name: string, view: FactView, seen: Set<string>): 'function' | 'other' | undefined {
  if (seen.has(file)) return undefined;
  if (seen.size > mostFiles) return 'other';
  seen.add(file);
  const outline = view.outline(file);
  const own = outline.find((fact) => fact.name === name);
  if (own) return own.sort === 'function' ? 'function' : 'other';
  if (outline.some((fact) => fact.name === '?')) return 'other';
  if (name === 'default') return undefined;
  for (const { sort, specifier } of outline) {
    if (sort !== 'elsewhere' || specifier === undefined) continue;
    const module = moduleOf(specifier, file, view);
    const found = typeof module === 'string' ? undefined : search(module.file, name, view, seen);
    if (found) return found;
  }
  return undefined;
}
