import type { Fact, Ref } from '../core/fact';
import type { FactView } from '../core/link';
import { moduleOf } from './modulePaths';
import { mayExport } from './outlines';

type Instance = Fact<'instance.created'>;

/** What a reference turned out to be. `path` is what could not be, or need not be, followed further. */
export type Resolved =
  | { in: 'file'; file: string; symbol: string; path: string[] }
  /** The n-th parameter of a function: the caller knows. */
  | { in: 'parameter'; file: string; symbol: string; index: number; path: string[] }
  /** Something outside the repository, with the instance through which it was reached. */
  | {
      in: 'package';
      specifier: string;
      name: string;
      path: string[];
      /** The client that the package made, whose options count. */
      instance?: Instance;
      /** What the reference itself names; another instance where one was made by another: `t.router({ … })`. */
      named?: Instance;
      /** Members of the package that were called and awaited to get it, where it is what came back. */
      awaited?: string[];
      file: string;
    }
  | { in: 'global'; name: string; path: string[] }
  | { in: 'nowhere'; why: string };

/** Re-exports, aliases, instances and members followed for one reference. */
const mostSteps = 40;

/**
 * Finds what a reference of one file stands for: this file, a relative specifier, `#imports`, a tsconfig alias, a
 * workspace package, otherwise a package outside. `owner` is the function in which the reference stands: it tells
 * which class `this` is. Every file that it reads on the way is read through the view, which remembers it.
 */
export function resolve(ref: Ref, file: string, view: FactView, owner = ''): Resolved {
  return follow(ref, file, owner, view, 0);
}

function follow(ref: Ref, file: string, owner: string, view: FactView, steps: number): Resolved {
  if (steps > mostSteps) return nowhere('too many steps');
  switch (ref.in) {
    case 'unknown':
      return nowhere(ref.why);
    case 'global':
      return ref.name.startsWith('@') ? provided(ref.name, ref.path, view, steps) : { ...ref };
    case 'file':
      return inFile(file, ref.symbol, ref.path, view, steps + 1);
    case 'this': {
      const symbol = classAround(file, owner, view);
      return symbol === undefined
        ? nowhere(`this.${ref.member}`)
        : inFile(file, symbol, [ref.member, ...ref.path], view, steps + 1);
    }
    case 'import': {
      const module = moduleOf(ref.specifier, file, view);
      if (module === 'outside')
        return { in: 'package', specifier: ref.specifier, name: ref.name, path: ref.path, file };
      if (module === 'missing') return nowhere(`${ref.specifier} was not found`);
      return inModule(module.file, ref.name, ref.path, view, steps + 1);
    }
  }
}

function nowhere(why: string): Resolved {
  return { in: 'nowhere', why };
}

/** The class of whose members a function is one: `Health.check/~0` belongs to `Health`. */
function classAround(file: string, owner: string, view: FactView): string | undefined {
  let best: string | undefined;
  for (const { symbol } of view.summaries(file, 'class.declared'))
    if (owner.startsWith(`${symbol}.`) && symbol.length > (best?.length ?? -1)) best = symbol;
  return best;
}

/** An export by name; `*` is the module itself, whose members are its exports. */
function inModule(file: string, name: string, path: string[], view: FactView, steps: number): Resolved {
  if (steps > mostSteps) return nowhere('too many re-exports');
  const exports = view.summaries(file, 'symbol.exported');
  if (name === '*') {
    const [member, ...rest] = path;
    if (member !== undefined && !member.startsWith('(')) {
      const found = named(file, member, rest, exports, view, steps);
      if (found) return found;
    }
    const whole = exports.find((fact) => fact.name === 'default');
    return whole
      ? follow(extended(whole.target, path), file, '', view, steps + 1)
      : nowhere(`${file} has no ${member ?? 'default'} export`);
  }
  const found = named(file, name, path, exports, view, steps);
  if (found) return found;
  // `import x from './commonjs'` is the object of its exports.
  const [member, ...rest] = path;
  if (name === 'default' && member !== undefined) {
    const inside = named(file, member, rest, exports, view, steps);
    if (inside) return inside;
  }
  return nowhere(`${file} does not export ${name}`);
}

function named(
  file: string,
  name: string,
  path: string[],
  exports: readonly Fact<'symbol.exported'>[],
  view: FactView,
  steps: number,
): Resolved | undefined {
  const own = exports.find((fact) => fact.name === name);
  if (own) return follow(extended(own.target, path), file, '', view, steps + 1);
  if (name === 'default') return undefined;
  for (const fact of exports) {
    if (fact.name !== '*' || fact.target.in !== 'import' || steps > mostSteps) continue;
    const module = moduleOf(fact.target.specifier, file, view);
    if (typeof module === 'string' || !mayExport(module.file, name, view)) continue;
    const found = named(module.file, name, path, view.summaries(module.file, 'symbol.exported'), view, steps + 5);
    if (found) return found;
  }
  return undefined;
}

function extended(ref: Ref, path: readonly string[]): Ref {
  return ref.in === 'unknown' || path.length === 0 ? ref : { ...ref, path: [...ref.path, ...path] };
}

/** A symbol of a file, and its members: results of functions, instances, classes, literals. */
function inFile(file: string, symbol: string, path: string[], view: FactView, steps: number): Resolved {
  if (steps > mostSteps) return nowhere('too many steps');
  const [member, ...rest] = path;
  const parameter = member === undefined ? undefined : /^\((\d+)\)$/.exec(member)?.[1];
  if (parameter !== undefined) return { in: 'parameter', file, symbol, index: Number(parameter), path: rest };
  const functions = functionsOf(file, view);
  if (member === undefined) {
    if (functions.has(symbol)) return { in: 'file', file, symbol, path };
    const made = instanceOf(file, symbol, view);
    // `const GET = handler`, `export default health`: the factory of a plain alias is never recorded, so this is made here.
    return made ? through(made, [], file, view, steps) : { in: 'file', file, symbol, path };
  }
  const own = functions.get(`${symbol}.${member}`);
  if (own) return inFile(file, own.symbol, rest, view, steps + 1);
  const called = functions.get(symbol);
  if (member === '()' && called) {
    const returns = called.returns;
    if (returns?.is !== 'ref') return nowhere(`the result of ${symbol}`);
    return follow(extended(returns.ref, rest), file, symbol, view, steps + 1);
  }
  const declared = view.summaries(file, 'class.declared').find((fact) => fact.symbol === symbol);
  if (declared) {
    const getter = functions.get(`${symbol}.get ${member}`);
    const held = Object.hasOwn(declared.members, member) ? declared.members[member] : undefined;
    if (held) return follow(extended(held, rest), file, `${symbol}.`, view, steps + 1);
    if (getter?.returns?.is === 'ref')
      return follow(extended(getter.returns.ref, rest), file, getter.symbol, view, steps + 1);
    if (declared.extends) return follow(extended(declared.extends, path), file, '', view, steps + 1);
    return nowhere(`${symbol}.${member}`);
  }
  const made = instanceOf(file, symbol, view);
  if (made) return through(made, path, file, view, steps);
  return nowhere(`${symbol}.${member}`);
}

/** What was made by a call: an instance of a class here, the result of a function here, or a client of a package. */
function through(made: Instance, path: string[], file: string, view: FactView, steps: number): Resolved {
  if (made.factory.in === 'global' && made.factory.name === 'state')
    return { in: 'file', file, symbol: made.symbol, path };
  const factory = follow(made.factory, file, made.symbol, view, steps + 1);
  switch (factory.in) {
    case 'package':
      return {
        ...factory,
        path: [...factory.path, ...path],
        instance: factory.instance ?? made,
        named: made,
        ...(made.awaited && !factory.awaited ? { awaited: [factory.name, ...factory.path].filter(isMember) } : {}),
      };
    case 'file': {
      if (factory.path.length > 0) return nowhere(`the result of ${factory.symbol}`);
      if (path.length === 0) return { in: 'file', file, symbol: made.symbol, path };
      const isFunction = functionsOf(factory.file, view).has(factory.symbol);
      return inFile(factory.file, factory.symbol, isFunction ? ['()', ...path] : path, view, steps + 1);
    }
    case 'global':
      return factory.name === 'state' ? factory : nowhere(`the result of ${factory.name}`);
    default:
      return path.length === 0 ? { in: 'file', file, symbol: made.symbol, path } : factory;
  }
}

/** A step of a path that names something; a default export and a whole module have no name of their own. */
function isMember(step: string): boolean {
  return step !== 'default' && step !== '*';
}

/** The one provider of a token in the repository. */
function provided(token: string, path: string[], view: FactView, steps: number): Resolved {
  const providers = view.by('instance.created', 'symbol', (fact) => fact.symbol).get(token) ?? [];
  const [only] = providers;
  if (!only || providers.length > 1) return nowhere(`${providers.length} providers of ${token}`);
  return follow(extended(only.factory, path), only.at.file, '', view, steps + 1);
}

export function instanceOf(file: string, symbol: string, view: FactView): Instance | undefined {
  const all = view.memo(`instances ${file}`, () => {
    const map = new Map<string, Instance>();
    for (const fact of view.summaries(file, 'instance.created')) if (!map.has(fact.symbol)) map.set(fact.symbol, fact);
    return map;
  });
  return all.get(symbol);
}

/** Function summaries of a file by their symbols. */
export function functionsOf(file: string, view: FactView): ReadonlyMap<string, Fact<'function.summarised'>> {
  return view.memo(`functions ${file}`, () => {
    const map = new Map<string, Fact<'function.summarised'>>();
    for (const fact of view.summaries(file, 'function.summarised'))
      if (!map.has(fact.symbol)) map.set(fact.symbol, fact);
    return map;
  });
}
