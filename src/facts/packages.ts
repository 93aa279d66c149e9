import type { Extractor } from '../core/extract';
import type { Fact, FactTypes } from '../core/fact';
import { baseName, directoryOf, resolvePath } from '../core/path';
import type { Source } from '../core/source';
import { fileSpan } from '../core/span';
import { entriesOf, flagOf, get, itemsOf, keySpan, spanOf, type Tree, textOf, textsOf } from '../core/tree';
import { isEverybodysHost, isSharedDomain } from '../knowledge/hosts';
import { isProductPath } from '../knowledge/paths';
import {
  applicationPackages,
  clientPackages,
  runsProcess,
  serverPackages,
  startsItself,
  workerPackages,
} from '../knowledge/services';
import { parseJson } from '../parse/json';

const lockFiles: Record<string, FactTypes['package.declared']['lockfile']> = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
};

/** Packages, their aliases and lock files, and the services among them: package.json, tsconfig, lock files. */
export const packages: Extractor = {
  name: 'packages',
  emits: ['package.declared', 'service.declared', 'alias.declared', 'text.unread'],
  files:
    /(?:^|\/)(?:package\.json|[tj]sconfig[\w.-]*\.json|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/,
  accepts: (path) => !/(?:^|\/)node_modules\//.test(path),
  extract(source) {
    const name = baseName(source.path);
    const root = directoryOf(source.path);
    const lockfile = Object.hasOwn(lockFiles, name) ? lockFiles[name] : undefined;
    if (lockfile) return [lockFact(source, root, lockfile)];
    const { tree, error } = parseJson(source);
    const facts = name === 'package.json' ? packageOf(source, root, tree) : aliasesOf(source, root, tree);
    if (error)
      facts.push({
        kind: 'text.unread',
        at: source.span(error.start, error.end),
        reason: error.reason,
        hides: ['package.declared', 'service.declared', 'alias.declared'],
      });
    return facts;
  },
};

/** A lock file is a file of its own, so it gives a nameless fact with the same root as its package. */
function lockFact(source: Source, root: string, lockfile: FactTypes['package.declared']['lockfile']): Fact {
  return {
    kind: 'package.declared',
    at: fileSpan(source.path),
    name: '',
    root,
    dependencies: {},
    devDependencies: {},
    scripts: {},
    ...(lockfile ? { lockfile } : {}),
  };
}

function strings(tree: Tree | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { key, value } of entriesOf(tree)) texts[key] = textOf(value) ?? '';
  return texts;
}

function plainOf(tree: Tree): unknown {
  if (tree.is === 'map') return Object.fromEntries(entriesOf(tree).map(({ key, value }) => [key, plainOf(value)]));
  return tree.is === 'list' ? tree.items.map(plainOf) : tree.value;
}

function packageOf(source: Source, root: string, json: Tree | undefined): Fact[] {
  if (json?.is !== 'map') return [];
  const nameNode = get(json, 'name');
  const named = textOf(nameNode);
  const at = nameNode ? spanOf(nameNode) : fileSpan(source.path);
  const name = named || baseName(root) || 'repository';
  const devDependencies = strings(get(json, 'devDependencies'));
  const own = { ...strings(get(json, 'optionalDependencies')), ...strings(get(json, 'dependencies')) };
  // A peer that the package does not install itself is still used by it.
  const peers = Object.entries(strings(get(json, 'peerDependencies'))).filter(([peer]) => !(peer in devDependencies));
  const dependencies = { ...Object.fromEntries(peers), ...own };
  const repository = textOf(get(json, 'repository')) ?? textOf(get(json, 'repository', 'url'));
  const homepage = textOf(get(json, 'homepage'));
  const author =
    textOf(get(json, 'author')) ?? textOf(get(json, 'author', 'email')) ?? textOf(get(json, 'author', 'url'));
  const hosts = hostsIn([homepage, repository, author]);
  const main = textOf(get(json, 'main')) ?? textOf(get(json, 'module'));
  const exports = get(json, 'exports');
  const imports = get(json, 'imports');
  const listed = get(json, 'workspaces');
  const workspaces = listed && textsOf(listed.is === 'list' ? listed : get(listed, 'packages'));
  const declared: Fact<'package.declared'> = {
    kind: 'package.declared',
    at,
    name,
    root,
    dependencies,
    devDependencies,
    scripts: strings(get(json, 'scripts')),
    ...(exports ? { exports: plainOf(exports) } : {}),
    ...(main ? { main } : {}),
    ...(imports?.is === 'map' ? { imports: plainOf(imports) as Record<string, unknown> } : {}),
    ...(flagOf(get(json, 'private')) ? { private: true } : {}),
    ...(get(json, 'bin') ? { bin: true } : {}),
    ...(homepage ? { homepage } : {}),
    ...(repository ? { repository } : {}),
    ...(hosts.length > 0 ? { hosts } : {}),
    ...(workspaces ? { workspaces } : {}),
  };
  if (!isProductPath(source.path)) return [declared];
  const serves = servesWhat(declared, own);
  return serves ? [declared, { kind: 'service.declared', at, name, root, serves, from: 'package' }] : [declared];
}

/** Hosts of addresses and mail addresses that only their owner uses. */
function hostsIn(texts: readonly (string | undefined)[]): string[] {
  const hosts = texts.flatMap((text) =>
    [...(text ?? '').matchAll(/(?:\/\/|@)(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})/gi)].map((m) => (m[1] ?? '').toLowerCase()),
  );
  return [...new Set(hosts)].filter((host) => !isSharedDomain(host) && !isEverybodysHost(host));
}

const starting = ['start', 'start:prod', 'start:production', 'start:server', 'serve', 'worker', 'start:worker'];
const bundles =
  /(?:^|[\s&/])(?:vite|react-scripts|ng|expo|gatsby|parcel|electron(?:-\w+)?|webpack|rspack|craco|vue-cli-service)(?:\.[cm]?js)?(?=\s|$)/;

/** `undefined`: a workspace root that only holds other packages together. */
function servesWhat(
  declared: Fact<'package.declared'>,
  dependencies: Record<string, string>,
): FactTypes['service.declared']['serves'] | undefined {
  const { scripts, devDependencies } = declared;
  const uses = (known: ReadonlySet<string>, among = dependencies) => Object.keys(among).some((name) => known.has(name));
  const published = declared.exports !== undefined || (declared.main !== undefined && !declared.private);
  const runs = starting.some((script) => startsItself(scripts[script]) && runsProcess.test(scripts[script] ?? ''));
  const server = uses(serverPackages);
  const holdsOthers =
    declared.workspaces !== undefined || (scripts.start !== undefined && !startsItself(scripts.start));
  if (runs && (server || (!holdsOthers && !declared.bin))) return !server && uses(workerPackages) ? 'worker' : 'app';
  if (holdsOthers) return undefined;
  if (!published && uses(applicationPackages)) return 'app';
  if (!published && server && startsItself(scripts.dev) && runsProcess.test(scripts.dev ?? '')) return 'app';
  const client = uses(clientPackages) || uses(clientPackages, devDependencies);
  const bundled = ['start', 'dev', 'build', 'serve'].some((script) => bundles.test(scripts[script] ?? ''));
  if (client && bundled && !published && declared.main === undefined) return 'client';
  return 'library';
}

/** One fact per alias, and one with an empty pattern for what the config inherits from or hands over to. */
function aliasesOf(source: Source, root: string, json: Tree | undefined): Fact[] {
  const facts: Fact[] = [];
  const options = get(json, 'compilerOptions');
  const baseUrl = textOf(get(options, 'baseUrl'));
  const base = baseUrl === undefined ? root : resolvePath(root, baseUrl);
  if (base !== undefined) {
    for (const entry of entriesOf(get(options, 'paths'))) {
      facts.push({
        kind: 'alias.declared',
        at: keySpan(entry),
        root,
        pattern: entry.key,
        targets: textsOf(entry.value).flatMap((target) => resolvePath(base, target) ?? []),
        ...(baseUrl === undefined ? {} : { baseUrl: base }),
      });
    }
  }
  const extended = get(json, 'extends');
  const parents = textsOf(extended);
  const targets = parents.flatMap((written) => {
    if (!written.startsWith('.')) return [];
    return resolvePath(root, /\.jsonc?$/.test(written) ? written : `${written}.json`) ?? [];
  });
  const references = itemsOf(get(json, 'references')).flatMap((item) => {
    const path = resolvePath(root, textOf(get(item, 'path')) ?? '');
    if (path === undefined) return [];
    return path.endsWith('.json') ? path : path === '' ? 'tsconfig.json' : `${path}/tsconfig.json`;
  });
  if (parents.length > 0 || references.length > 0 || baseUrl !== undefined)
    facts.push({
      kind: 'alias.declared',
      at: extended ? spanOf(extended) : fileSpan(source.path),
      root,
      pattern: '',
      targets,
      ...(parents[0] === undefined ? {} : { extends: parents[0] }),
      ...(baseUrl === undefined || base === undefined ? {} : { baseUrl: base }),
      ...(references.length > 0 ? { references } : {}),
    });
  return facts;
}
