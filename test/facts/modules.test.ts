import assert from 'node:assert/strict';
import type { Fact, Site } from '../../src/core/fact';
import { refText } from '../../src/core/identity';
import { createSource } from '../../src/core/source';
import { modules } from '../../src/facts/modules';

function facts(text: string, path = 'src/a.ts'): Fact[] {
  return modules.extract(createSource(path, text));
}

function sites(text: string, symbol: string, path?: string): readonly Site[] {
  const found = facts(text, path).find((f) => f.kind === 'function.summarised' && f.symbol === symbol);
  assert.ok(found?.kind === 'function.summarised', `${symbol} was not summarised`);
  return found.sites;
}

/** `callee throw/value limit` of the sites of a function, one line each. */
function told(text: string, symbol: string, path?: string): string[] {
  return sites(text, symbol, path).map((s) =>
    [
      `${refText(s.callee)} ${s.consumed ? '' : 'floats '}${s.onThrow}/${s.onValue}`,
      ...(s.limitMs === undefined ? [] : [String(s.limitMs)]),
      ...(s.raises ? ['raises'] : []),
      ...(s.wraps ? [`wraps ${s.wraps}`] : []),
    ].join(' '),
  );
}

const db = "import { pool } from './db';\n";

describe('modules: what becomes of a failure', () => {
  it('answers in the catch clause around an awaited call', () => {
    assert.deepEqual(
      told(
        `${db}export async function h(_q, res) { try { await pool.query('x'); res.end(); } catch { res.status(503).end(); } }`,
        'h',
      ),
      ['./db.pool.query answers/vanishes'],
    );
  });
  it('is out of reach of a try around a promise that is returned', () => {
    assert.deepEqual(
      told(`${db}export async function h() { try { return pool.query('x'); } catch { return null; } }`, 'h'),
      ['./db.pool.query leaves/leaves'],
    );
  });
  it('becomes a value that decides the status later', () => {
    assert.deepEqual(
      told(
        `${db}export async function h(_q, res) { let ok = true; try { await pool.query('x'); } catch { ok = false; } res.status(ok ? 200 : 503).end(); }`,
        'h',
      ),
      ['./db.pool.query answers/vanishes'],
    );
  });
  it('becomes a value that is only told', () => {
    assert.deepEqual(
      told(
        `${db}export async function h() { let state = 'up'; try { await pool.query('x'); } catch { state = 'down'; } return { state }; }`,
        'h',
      ),
      ['./db.pool.query becomes-value/vanishes'],
    );
  });
  it('vanishes where it is only logged', () => {
    assert.deepEqual(
      told(`${db}export async function h() { try { await pool.query('x'); } catch (e) { console.error(e); } }`, 'h'),
      ['./db.pool.query vanishes/vanishes'],
    );
  });
  it('is rethrown, through an outer handler that answers', () => {
    assert.deepEqual(
      told(
        `${db}export async function h(_q, res) { try { try { await pool.query('x'); } catch (e) { throw new Error('db'); } } catch { res.sendStatus(500); } }`,
        'h',
      ),
      ['./db.pool.query answers/vanishes'],
    );
  });
  it('follows then, catch and next', () => {
    assert.deepEqual(
      told(`${db}export const h = (_q, res, next) => { pool.query('x').then(() => res.end()).catch(next); };`, 'h'),
      ['./db.pool.query answers/vanishes'],
    );
    assert.deepEqual(told(`${db}export const h = async () => pool.query('x').then(() => true, () => false);`, 'h'), [
      './db.pool.query becomes-value/leaves',
    ]);
  });
  it('follows a Node callback', () => {
    assert.deepEqual(
      told(
        `${db}export const h = (_q, res) => { pool.query('x', (err) => { if (err) return res.status(503).end(); res.end(); }); };`,
        'h',
      ),
      ['./db.pool.query answers/vanishes'],
    );
  });
  it('is lost with a promise that nobody waits for', () => {
    assert.deepEqual(told(`${db}export const h = () => { pool.query('x'); };`, 'h'), [
      './db.pool.query floats leaves/vanishes',
    ]);
    assert.deepEqual(
      told(`${db}export const h = (list) => { list.forEach(async (x) => { await pool.query(x); }); };`, 'h'),
      ['./db.pool.query vanishes/vanishes'],
    );
  });
  it('keeps the elements of a Promise.all apart', () => {
    const text = `${db}export async function h(_q, res) { const [a, b] = await Promise.allSettled([pool.query('a'), pool.query('b')]); res.status(a.status === 'fulfilled' ? 200 : 503).json({ b }); }`;
    assert.deepEqual(told(text, 'h'), ['./db.pool.query answers/decides-answer', './db.pool.query vanishes/vanishes']);
    const [first, second] = sites(text, 'h');
    assert.equal(first?.together, second?.together);
    assert.notEqual(first?.together, undefined);
  });
});

describe('modules: what a value decides', () => {
  it('a status by a test', () => {
    assert.deepEqual(
      told(
        'export async function h(res) { const r = await fetch(u); if (!r.ok) { res.status(503).end(); return; } res.end(); }',
        'h',
      ),
      ['fetch leaves/decides-answer'],
    );
  });
  it('a throw that is answered', () => {
    assert.deepEqual(
      told(
        "export async function h(_q, res) { try { const r = await fetch(u); if (!r.ok) throw new Error('no'); res.end(); } catch { res.status(503).end(); } }",
        'h',
      ),
      ['fetch answers/decides-answer'],
    );
  });
  it('a throw that leaves', () => {
    assert.deepEqual(
      told("export async function h() { const r = await fetch(u); if (!r.ok) throw new Error('no'); }", 'h'),
      ['fetch leaves/vanishes raises'],
    );
  });
  it('nothing, in a body that says 503', () => {
    assert.deepEqual(
      told(
        `${db}export async function h() { try { await pool.query('x'); return Response.json({ ok: true }); } catch { return Response.json({ status: 503 }); } }`,
        'h',
      ),
      ['./db.pool.query becomes-value/vanishes'],
    );
  });
  it('nothing, inside a result that always says ok', () => {
    const text = `${db}const ok = (data) => ({ ok: true, data });
export async function report() { const up = await pool.query('x').then(() => true, () => false); return ok({ up }); }`;
    assert.deepEqual(told(text, 'report')[0], './db.pool.query becomes-value/leaves wraps both');
  });
  it('a state by a comparison', () => {
    assert.deepEqual(
      told(
        "import mongoose from 'mongoose';\nexport const h = (ctx) => { ctx.status = mongoose.connection.readyState === 1 ? 200 : 503; };",
        'h',
      ),
      ['mongoose.default.connection.readyState leaves/decides-answer'],
    );
  });
});

describe('modules: time limits', () => {
  const limits = (body: string) => sites(`${db}export async function h(ms) { ${body} }`, 'h').map((s) => s.limitMs);
  it('of an abort signal, also by a constant', () => {
    assert.deepEqual(limits('await fetch(u, { signal: AbortSignal.timeout(400) });'), [400]);
    assert.deepEqual(
      sites('const LIMIT = 2 * 1000;\nexport const h = () => fetch(u, { signal: AbortSignal.timeout(LIMIT) });', 'h')[0]
        ?.limitMs,
      2000,
    );
  });
  it('of a controller with a timer', () => {
    assert.deepEqual(
      limits(
        'const c = new AbortController(); setTimeout(() => c.abort(), 700); await fetch(u, { signal: c.signal });',
      ),
      [700],
    );
  });
  it('of a race with a timer', () => {
    assert.deepEqual(
      limits("await Promise.race([pool.query('x'), new Promise((_, no) => setTimeout(no, 250))]);"),
      [250],
    );
  });
  it('of a wrapper whose parameter is the limit', () => {
    const within = 'const within = (p, ms) => Promise.race([p, new Promise((_, no) => setTimeout(no, ms))]);\n';
    const [read] = sites(within, 'within');
    assert.equal(read?.limitParam, 1);
    const [outer, inner] = sites(
      `${db}${within}export const h = async () => { await within(pool.query('x'), 500); };`,
      'h',
    );
    assert.equal(outer && refText(outer.callee), 'within');
    assert.deepEqual(
      inner?.through?.map((t) => [refText(t.callee), t.arg, t.args[1]]),
      [['within', 0, { is: 'literal', value: 500 }]],
    );
  });
  it('none where the controller is never aborted', () => {
    assert.deepEqual(limits('const c = new AbortController(); await fetch(u, { signal: c.signal });'), [undefined]);
  });
});

describe('modules: paths without an answer', () => {
  const silence = (text: string) => {
    const found = facts(text).find((f) => f.kind === 'function.summarised' && f.symbol === 'h');
    assert.ok(found?.kind === 'function.summarised');
    return [
      found.answers,
      found.silentAt && `${found.silentAt.line}:${found.silentAt.column}`,
      found.silentSends ?? false,
    ];
  };
  it('ends with a status that was not sent', () => {
    assert.deepEqual(
      silence('export async function h(_q, res) {\n  try { await x(); res.end(); }\n  catch { res.status(503); }\n}'),
      ['sometimes', '3:11', true],
    );
  });
  it('ends after a branch', () => {
    assert.deepEqual(silence('export function h(_q, res) {\n  if (a) {\n    res.end();\n  }\n}'), [
      'sometimes',
      '2:3',
      false,
    ]);
  });
  it('ends in a rejection that is only logged', () => {
    assert.deepEqual(
      silence('export function h(_q, res) {\n  x().then(() => res.end()).catch((e) => { console.error(e); });\n}'),
      ['sometimes', '2:35', false],
    );
  });
  it('answers on every path', () => {
    for (const body of [
      'if (a) { res.end(); return; } res.status(404).end();',
      'try { res.end(); } catch (e) { next(e); }',
      'switch (a) { case 1: res.end(); break; default: res.sendStatus(400); }',
      'x((error) => { res.status(error ? 500 : 200).end(); });',
      'return respond(res);',
      'throw new Error();',
    ])
      assert.notEqual(silence(`export function h(_q, res, next) { ${body} }`)[0], 'sometimes', body);
  });
});

describe('modules: names', () => {
  const told = (text: string, kind: Fact['kind']) =>
    facts(text).flatMap((f) =>
      f.kind !== kind
        ? []
        : f.kind === 'symbol.exported'
          ? `${f.name} = ${refText(f.target)}`
          : f.kind === 'instance.created'
            ? `${f.symbol} = ${refText(f.factory)}`
            : f.kind === 'class.declared'
              ? `${f.symbol}${f.extends ? ` extends ${refText(f.extends)}` : ''} { ${Object.entries(f.members)
                  .map(([k, v]) => `${k}: ${refText(v)}`)
                  .join(', ')} }`
              : f.kind === 'module.imported'
                ? `${f.local} = ${f.specifier}.${f.name}`
                : [],
    );
  it('exports of both module systems', () => {
    assert.deepEqual(
      told(
        "export { a as b } from './x';\nexport * from './y';\nexport const c = 1;\nexport default function d() {}\n",
        'symbol.exported',
      ),
      ['* = ./y.*', 'b = ./x.a', 'c = c', 'default = d'],
    );
    assert.deepEqual(told("const a = () => {};\nmodule.exports = { a, b: require('./b') };\n", 'symbol.exported'), [
      'default = default',
      'a = a',
      'b = default.b',
    ]);
    assert.deepEqual(told("module.exports = require('./all');\n", 'symbol.exported'), [
      '* = ./all.*',
      'default = ./all.default',
    ]);
  });
  it('imports, required and awaited ones included', () => {
    assert.deepEqual(
      told(
        "import x, { y as z } from 'm';\nconst { q } = require('n');\nconst o = await import('p');\n",
        'module.imported',
      ),
      ['x = m.default', 'z = m.y', 'q = n.q', 'o = p.*'],
    );
  });
  it('instances, behind awaits, fallbacks and the global object', () => {
    assert.deepEqual(
      told(
        "import { Pool } from 'pg';\nconst g = globalThis;\nexport const a = new Pool();\nexport const b = g.pool ?? new Pool();\nif (!g.kept) g.kept = new Pool();\nexport const c = g.kept;\n",
        'instance.created',
      ),
      ['a = pg.Pool', 'b = pg.Pool', 'c = pg.Pool'],
    );
  });
  it('members by the types and tokens of a container', () => {
    assert.deepEqual(
      told(
        "import { Inject } from '@nestjs/common';\nimport { DataSource } from 'typeorm';\nimport { Mailer } from './mailer';\nexport class A extends B { constructor(private db: DataSource, private mail: Mailer, @Inject('CACHE') private cache: Cache) { super(); } }\n",
        'class.declared',
      ),
      ['A extends B { db: typeorm.DataSource, mail: ./mailer.Mailer, cache: @CACHE }'],
    );
  });
});

describe('modules: broken and hostile text', () => {
  it('gives nothing and does not throw', () => {
    for (const text of [
      'const = ;',
      `${'('.repeat(20000)}`,
      `x${'.a()'.repeat(20000)}`,
      '\u0000',
      `const a = ${'b+'.repeat(5000)}1;`,
    ])
      assert.ok(Array.isArray(facts(text)));
  });
  it('ends on names that stand for each other', () => {
    assert.ok(Array.isArray(facts('const a = b; const b = a; a.query();')));
    assert.equal(facts('class A extends A { x = this.x; get y() { return this.y; } }')[0]?.kind, 'function.summarised');
  });
});
