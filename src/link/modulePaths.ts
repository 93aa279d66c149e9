import type { Fact } from '../core/fact';
import type { FactView } from '../core/link';
import { directoryOf, resolvePath } from '../core/path';

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
/** A written JavaScript extension may stand for its TypeScript twin. */
const twins: Record<string, string[]> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
/** Where a bundler or framework template looks when no configuration in the repository says so. */
const conventions: { prefix: string; folders: string[] }[] = [
  { prefix: '@/', folders: ['src', 'app', ''] },
  { prefix: '~/', folders: ['app', 'src', ''] },
  { prefix: '$lib/', folders: ['src/lib'] },
];

/** `outside`: a package that is not in the repository. `missing`: it points into the repository and is not there. */
export type Module = { file: string } | 'outside' | 'missing';

/** The file that a specifier names, seen from a file. */
export function moduleOf(specifier: string, from: string, view: FactView): Module {
  const folder = directoryOf(from);
  return view.memo(`module ${folder} ${specifier}`, () => find(specifier, folder, view));
}

function find(specifier: string, folder: string, view: FactView): Module {
  if (specifier.startsWith('.')) {
    const path = resolvePath(folder, specifier);
    const file = path === undefined ? undefined : fileAt(path, view);
    return file === undefined ? 'missing' : { file };
  }
  if (specifier.startsWith('/')) return 'missing';
  const own = specifier.startsWith('#') ? imported(specifier, folder, view) : undefined;
  const file =
    own ?? aliased(specifier, folder, view) ?? workspace(specifier, view) ?? conventional(specifier, folder, view);
  if (file !== undefined) return { file };
  return /^(?:@\/|~\/|#|\$lib\b)/.test(specifier) ? 'missing' : 'outside';
}

/** A path as written, with each extension, as its TypeScript twin, or as a folder with an index. */
function fileAt(path: string, view: FactView): string | undefined {
  const written = /\.[cm]?[jt]sx?$/.exec(path)?.[0];
  if (written !== undefined) {
    if (view.exists(path)) return path;
    const stem = path.slice(0, -written.length);
    for (const twin of twins[written] ?? []) if (view.exists(stem + twin)) return stem + twin;
  }
  for (const extension of extensions) if (view.exists(path + extension)) return path + extension;
  const index = path === '' ? 'index' : `${path}/index`;
  for (const extension of extensions) if (view.exists(index + extension)) return index + extension;
  return undefined;
}

function* foldersUp(folder: string): Iterable<string> {
  for (let at = folder; ; at = directoryOf(at)) {
    yield at;
    if (at === '') return;
  }
}

function packagesByRoot(view: FactView): ReadonlyMap<string, readonly Fact<'package.declared'>[]> {
  return view.by('package.declared', 'root', (fact) => fact.root);
}

/** The nearest package.json upwards. */
export function packageAround(folder: string, view: FactView): Fact<'package.declared'> | undefined {
  const byRoot = packagesByRoot(view);
  for (const at of foldersUp(folder)) {
    const found = byRoot.get(at)?.find((fact) => fact.name !== '' || Object.keys(fact.dependencies).length > 0);
    if (found) return found;
  }
  return undefined;
}

/** `#name` through `imports` of the nearest package.json. */
function imported(specifier: string, folder: string, view: FactView): string | undefined {
  const around = packageAround(folder, view);
  for (const [pattern, target] of Object.entries(around?.imports ?? {})) {
    const rest = matched(pattern, specifier);
    if (rest === undefined || !around) continue;
    for (const path of targetsOf(target)) {
      const file = inPackage(around.root, path.replace('*', rest), view);
      if (file !== undefined) return file;
    }
  }
  return undefined;
}

/** What `*` stands for when the pattern fits; `''` for a pattern without one. */
function matched(pattern: string, text: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text ? '' : undefined;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
  return fits ? text.slice(before.length, text.length - after.length) : undefined;
}

/** Targets of `exports` or `imports`, by the conditions a release is built with. */
function targetsOf(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  if (Array.isArray(target)) return target.flatMap(targetsOf);
  if (typeof target !== 'object' || target === null) return [];
  const map = target as Record<string, unknown>;
  return ['source', 'import', 'require', 'node', 'default', 'types'].flatMap((condition) =>
    condition in map ? targetsOf(map[condition]) : [],
  );
}

/** A path of a package; what is built from sources is looked for in them. */
function inPackage(root: string, path: string, view: FactView): string | undefined {
  const at = resolvePath(root, path.replace(/^\.\//, ''));
  if (at === undefined) return undefined;
  const direct = fileAt(at, view);
  if (direct !== undefined) return direct;
  const inside = root === '' ? at : at.slice(root.length + 1);
  const stem = inside
    .replace(/^(?:dist|lib|build|out)\/(?:(?:cjs|esm|src)\/)?/, '')
    .replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
  if (stem === inside) return undefined;
  return fileAt(resolvePath(root, `src/${stem}`) ?? '', view) ?? fileAt(resolvePath(root, stem) ?? '', view);
}

/** Aliases of the nearest tsconfig upwards, with what it inherits from and hands over to. */
function aliased(specifier: string, folder: string, view: FactView): string | undefined {
  const byRoot = view.by('alias.declared', 'root', (fact) => fact.root);
  const byFile = view.by('alias.declared', 'file', (fact) => fact.at.file);
  for (const at of foldersUp(folder)) {
    const facts = byRoot.get(at);
    if (!facts) continue;
    const all = inherited(facts, byFile);
    const fitting = all
      .flatMap((fact) => {
        const rest = fact.pattern === '' ? undefined : matched(fact.pattern, specifier);
        return rest === undefined ? [] : [{ fact, rest }];
      })
      .sort((a, b) => b.fact.pattern.length - a.fact.pattern.length);
    for (const { fact, rest } of fitting)
      for (const target of fact.targets) {
        const file = fileAt(target.replace('*', rest), view);
        if (file !== undefined) return file;
      }
    for (const fact of all) {
      const base = fact.baseUrl === undefined ? undefined : resolvePath(fact.baseUrl, specifier);
      const file = base === undefined ? undefined : fileAt(base, view);
      if (file !== undefined) return file;
    }
  }
  return undefined;
}

type Alias = Fact<'alias.declared'>;

function inherited(facts: readonly Alias[], byFile: ReadonlyMap<string, readonly Alias[]>): Alias[] {
  const seen = new Set<string>();
  const all: Alias[] = [];
  const open = [...new Set(facts.map((fact) => fact.at.file))];
  for (let file = open.shift(); file !== undefined; file = open.shift()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const fact of byFile.get(file) ?? []) {
      all.push(fact);
      if (fact.pattern === '') open.push(...fact.targets, ...(fact.references ?? []));
    }
  }
  return all;
}

function workspace(specifier: string, view: FactView): string | undefined {
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
  const found = view.by('package.declared', 'name', (fact) => fact.name).get(name)?.[0];
  if (!found || name === '') return undefined;
  const rest = specifier.slice(name.length + 1);
  const key = rest === '' ? '.' : `./${rest}`;
  for (const path of exported(found.exports, key)) {
    const file = inPackage(found.root, path, view);
    if (file !== undefined) return file;
  }
  if (rest !== '')
    return inPackage(found.root, rest, view) ?? fileAt(resolvePath(found.root, `src/${rest}`) ?? '', view);
  const main = found.main === undefined ? undefined : inPackage(found.root, found.main, view);
  return main ?? inPackage(found.root, 'src/index', view) ?? inPackage(found.root, 'index', view);
}

function exported(exports: unknown, key: string): string[] {
  if (exports === undefined) return [];
  const map = typeof exports === 'object' && exports !== null && !Array.isArray(exports) ? exports : undefined;
  const paths = map && Object.keys(map).some((name) => name.startsWith('.'));
  if (!paths) return key === '.' ? targetsOf(exports) : [];
  return Object.entries(map)
    .sort(([a], [b]) => b.length - a.length)
    .flatMap(([pattern, target]) => {
      const rest = matched(pattern, key);
      return rest === undefined ? [] : targetsOf(target).map((path) => path.replace('*', rest));
    });
}

function conventional(specifier: string, folder: string, view: FactView): string | undefined {
  for (const { prefix, folders } of conventions) {
    if (!specifier.startsWith(prefix)) continue;
    const root = packageAround(folder, view)?.root ?? '';
    for (const one of folders) {
      const path = resolvePath(root, `${one}/${specifier.slice(prefix.length)}`);
      const file = path === undefined ? undefined : fileAt(path, view);
      if (file !== undefined) return file;
    }
  }
  return undefined;
}
