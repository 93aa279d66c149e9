import assert from 'node:assert/strict';
import type { Fact } from '../../src/core/fact';
import { createSource } from '../../src/core/source';
import { modules } from '../../src/facts/modules';

/** Of the calls of `pool` in a handler: `never` for a request without a query, otherwise what they need, or `always`. */
function reached(body: string): string[] {
  const text = `import { pool } from './db';\nexport async function handler(req, res, { deep, level }) {\n${body}\n}\n`;
  return modules
    .extract(createSource('src/a.ts', text))
    .filter((fact): fact is Fact<'function.summarised'> => fact.kind === 'function.summarised')
    .flatMap((fn) => fn.sites)
    .filter((site) => site.callee.in === 'import' && site.callee.name === 'pool')
    .map((site) =>
      site.onDemand
        ? 'never'
        : site.needs
          ? site.needs.map((n) => `${n.is ? '' : 'not '}${n.parameter}`).join()
          : 'always',
    );
}

describe('facts: what runs only on demand', () => {
  for (const [body, wanted] of [
    ["if (req.query.deep) await pool.query('x');", 'never'],
    ["if (req.query.deep === 'true') await pool.query('x');", 'never'],
    ["if (req.query['deep'] == null) await pool.query('x');", 'always'],
    ["if (req.query.deep !== 'false') await pool.query('x');", 'always'],
    ["if (req.query.deep !== undefined) await pool.query('x');", 'never'],
    ["if (req.query.deep !== null) await pool.query('x');", 'always'],
    ["if (url.searchParams.get('deep') !== null) await pool.query('x');", 'never'],
    ["const deeply = url.searchParams.get('deep'); if (deeply !== undefined) await pool.query('x');", 'always'],
    ["if (!req.query.shallow) await pool.query('x');", 'always'],
    ["if (!req.query.deep) return res.json({}); await pool.query('x');", 'never'],
    ["if (req.query.shallow) return res.json({}); await pool.query('x');", 'always'],
    ["const { deep: all } = req.query; if (all) await pool.query('x');", 'never'],
    ["const all = req.query.deep === '1'; if (all && ready) await pool.query('x');", 'never'],
    ["if (req.query.deep || always) await pool.query('x');", 'always'],
    ["if (new URL(req.url).searchParams.has('deep')) await pool.query('x');", 'never'],
    ["if (Boolean(req.query.deep)) await pool.query('x'); else await pool.query('y');", 'never always'],
    ["if (req.body.deep) await pool.query('x');", 'always'],
    ["if (order.query.deep) await pool.query('x');", 'always'],
    ["if (deep) await pool.query('x');", '2.deep'],
    ["if (!deep) return; await pool.query('x');", '2.deep'],
    ["level && (await pool.query('x'));", '2.level'],
    ["if (!level) await pool.query('x');", 'not 2.level'],
  ] as const)
    it(`${body} → ${wanted}`, () => assert.equal(reached(body).join(' '), wanted));
});
