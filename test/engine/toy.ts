import type { Extractor } from '../../src/core/extract';
import type { Fact } from '../../src/core/fact';
import type { FactView, Linker, ScopeLinker } from '../../src/core/link';
import { defineRule } from '../../src/core/rule';
import type { Source } from '../../src/core/source';
import type { Parts } from '../../src/engine/session';
import { suppressions } from '../../src/facts/suppressions';

/**
 * A small world that uses every mechanism of the engine, in a line-based language:
 * `read X` needs a variable, `set X` declares one, `call path` follows another file, `use NAME` is vocabulary,
 * `drop NAME` puts a name in question, `service` makes the folder a service.
 */
function lines(source: Source, word: string): { rest: string; start: number; end: number }[] {
  const found: { rest: string; start: number; end: number }[] = [];
  for (const match of source.text.matchAll(new RegExp(`^${word} (\\S+)`, 'gm'))) {
    found.push({ rest: match[1] ?? '', start: match.index, end: match.index + match[0].length });
  }
  return found;
}

const files = /\.toy$/;

const reads: Extractor = {
  name: 'reads',
  emits: ['env.read', 'env.declared', 'flag.read', 'service.declared'],
  files,
  accepts: (_path, text) => /^(read|set|service|entry)/m.test(text),
  extract(source) {
    const facts: Fact[] = [];
    for (const { rest, start, end } of lines(source, 'read')) {
      facts.push({
        kind: 'env.read',
        at: source.span(start, end),
        name: rest,
        need: 'required',
        access: 'direct',
        side: 'server',
        when: 'start',
        validated: false,
        via: 'toy',
      });
    }
    for (const { rest, start, end } of lines(source, 'set')) {
      facts.push({
        kind: 'env.declared',
        at: source.span(start, end),
        name: rest,
        environment: 'production',
        family: 'env',
        layer: 0,
        source: 'toy',
        when: 'start',
      });
    }
    for (const { rest, start, end } of lines(source, 'entry')) {
      facts.push({
        kind: 'flag.read',
        at: source.span(start, end),
        key: rest,
        library: 'toy',
        test: 'boolean',
        scope: 'call',
      });
    }
    for (const { start, end } of lines(source, 'service')) {
      const root = source.path.slice(0, source.path.lastIndexOf('/'));
      facts.push({
        kind: 'service.declared',
        at: source.span(start, end),
        name: root,
        root,
        serves: 'app',
        from: 'package',
      });
    }
    return facts;
  },
};

const calls: Extractor = {
  name: 'calls',
  when: 'summary',
  emits: ['module.imported'],
  files,
  accepts: (_path, text) => /^call/m.test(text),
  extract: (source) =>
    lines(source, 'call').map(({ rest, start, end }) => ({
      kind: 'module.imported',
      at: source.span(start, end),
      local: rest,
      specifier: rest,
      name: rest,
      typeOnly: false,
    })),
};

const drops: Extractor = {
  name: 'drops',
  emits: ['ddl.operation'],
  files,
  accepts: (_path, text) => /^drop/m.test(text),
  extract: (source) =>
    lines(source, 'drop').map(({ rest, start, end }, statement) => ({
      kind: 'ddl.operation',
      at: source.span(start, end),
      database: 'db',
      migration: source.path,
      direction: 'up',
      statement,
      transaction: 0,
      op: 'column.drop',
      dialect: 'postgresql',
      table: 't',
      column: rest,
    })),
};

const uses: Extractor = {
  name: 'uses',
  when: 'vocabulary',
  vocabulary: 'columns',
  emits: ['column.used'],
  files,
  accepts: (_path, text) => /^use/m.test(text),
  extract: (source) =>
    lines(source, 'use').map(({ rest, start, end }) => ({
      kind: 'column.used',
      at: source.span(start, end),
      column: rest,
      access: 'read',
      via: 'toy',
    })),
};

const scopes: ScopeLinker = {
  name: 'services',
  reads: ['service.declared'],
  scopes(view) {
    const roots = [...new Set(view.of('service.declared').map((s) => s.root))].sort();
    const above = (path: string) =>
      roots.filter((root) => path.startsWith(`${root}/`)).sort((a, b) => b.length - a.length);
    return {
      roots,
      nameOf: (root) => root,
      shared: () => false,
      databases: () => ['db'],
      services: (path) => [above(path)[0] ?? ''],
    };
  },
};

/** Whether somebody sets X: a small value of the whole side. */
function setsX(view: FactView): boolean {
  return view.settled('X is set', () => view.of('env.declared').some((fact) => fact.name === 'X'));
}

/** Walks `call` lines from every `entry`, at most four hops, and tells which variables are reached, and whether X is set. */
const walker: Linker = {
  name: 'walker',
  reads: ['flag.read', 'env.declared'],
  emits: ['call.resolved'],
  roots: (view) => [...new Set(view.of('flag.read').map((f) => f.at.file))],
  link(root, view) {
    const facts: Fact<'call.resolved'>[] = [];
    const walk = (path: string, hops: number, seen: ReadonlySet<string>) => {
      for (const read of view.in(path, 'env.read')) {
        facts.push({
          kind: 'call.resolved',
          at: read.at,
          system: read.name,
          package: root,
          operation: 'reached',
          retried: false,
          fallback: setsX(view),
          breaker: false,
          failure: 'passed',
          during: 'request',
          guards: [],
          complete: true,
          category: 'other',
          clientSide: false,
          stream: false,
        });
      }
      if (hops === 0) return;
      for (const call of view.summaries(path, 'module.imported')) {
        if (!seen.has(call.specifier) && view.exists(call.specifier))
          walk(call.specifier, hops - 1, new Set([...seen, call.specifier]));
      }
    };
    walk(root, 4, new Set([root]));
    return { facts };
  },
};

const undeclared = defineRule({
  id: 'infrastructure/toy-undeclared',
  meta: { title: 'read but not declared', why: 'it fails', todo: 'declare it', severity: 'blocker', examples: [] },
  reads: ['env.read', 'env.declared'],
  needs: ['env.declared'],
  within: 'service',
  by: (fact) => fact.name,
  judge(c) {
    const [read] = c.head.of('env.read');
    if (!read || c.head.of('env.declared').length > 0) return undefined;
    return {
      what: `${read.name} is read but not set`,
      subject: `env ${read.name}`,
      at: read.at,
      evidence: [
        ...c.head.of('env.read').map((r) => ({ at: r.at, note: 'read here' })),
        ...c.head.of('env.read').flatMap((r) => (/why/.test(r.at.file) ? [{ at: r.at, note: 'why it is read' }] : [])),
      ],
      times: c.head.of('env.read').length,
    };
  },
  *steps(c) {
    if (c.base.of('env.read').length > 0) return;
    yield {
      id: `env/${c.key}`,
      kind: 'config',
      phase: 'before',
      subject: c.key,
      title: `Set ${c.key}`,
      origin: 'FOUND',
      evidence: [],
    };
  },
});

const reached = defineRule({
  id: 'dependency/toy-reached',
  meta: { title: 'reached from an entry', why: 'it is live', todo: 'look', severity: 'warning', examples: [] },
  reads: ['call.resolved'],
  within: 'repository',
  by: (fact) => fact.system,
  judge(c) {
    const [call] = c.head.of('call.resolved');
    return (
      call && {
        what: `${call.system} is reached`,
        severity: call.fallback ? 'note' : 'warning',
        subject: call.system,
        at: call.at,
        evidence: c.head.of('call.resolved').map((f) => ({ at: f.at, note: f.package })),
      }
    );
  },
});

const droppedButUsed = defineRule({
  id: 'migration/toy-dropped-used',
  meta: { title: 'dropped but used', why: 'it breaks', todo: 'wait', severity: 'blocker', examples: [] },
  reads: ['ddl.operation', 'column.used'],
  within: 'database',
  by: (fact) => fact.column ?? '',
  judge(c) {
    const [drop] = c.head.of('ddl.operation');
    const used = c.head.of('column.used');
    return drop && used.length > 0
      ? {
          what: `${drop.column} is dropped but used`,
          subject: `column ${drop.column}`,
          at: drop.at,
          evidence: used.map((u) => ({ at: u.at, note: 'used here' })),
        }
      : undefined;
  },
});

const dropped = defineRule({
  id: 'migration/toy-dropped',
  meta: { title: 'dropped', why: 'it is gone', todo: 'wait', severity: 'blocker', examples: [] },
  reads: ['ddl.operation'],
  within: 'database',
  yieldsTo: ['migration/toy-dropped-used'],
  by: (fact) => fact.column ?? '',
  judge(c) {
    const [drop] = c.head.of('ddl.operation');
    return drop && { what: `${drop.column} is dropped`, subject: `column ${drop.column}`, at: drop.at };
  },
});

export const toy: Parts = {
  extractors: [reads, calls, drops, uses, { ...suppressions, files }],
  scopes,
  linkers: [walker],
  systemOf: () => undefined,
  vocabularies: [
    {
      name: 'columns',
      reads: ['ddl.operation'],
      words: (facts) =>
        [...new Set(facts.of('ddl.operation').map((d) => d.column ?? ''))].filter((w) => w !== '').sort(),
    },
  ],
  rules: [undeclared, reached, droppedButUsed, dropped],
};
