import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Rule } from '../src/core/rule';
import { parts } from '../src/parts';
import { rules } from '../src/rules';
import { type Files, type Project, review } from './support/project';
import { renderCase } from './support/render';

const root = join(process.cwd(), 'test', 'rules');
/** `UPDATE=1 npm run test:node` rewrites the expectations; read the difference before you commit it. */
const update = process.env.UPDATE === '1';

function read(folder: string): Files {
  const files: Files = {};
  const walk = (at: string) => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      else files[relative(folder, path).split(sep).join('/')] = readFileSync(path, 'utf8');
    }
  };
  if (existsSync(folder)) walk(folder);
  return files;
}

const folders = (at: string) =>
  existsSync(at)
    ? readdirSync(at)
        .filter((name) => statSync(join(at, name)).isDirectory())
        .sort()
    : [];

describe('rules: case folders', () => {
  for (const rule of rules) {
    const cases = folders(join(root, rule.id));
    it(`${rule.id} has a bad case and a near miss`, () => {
      assert.ok(
        cases.some((name) => name.startsWith('bad-')),
        'no bad-* case',
      );
      assert.ok(
        cases.some((name) => name.startsWith('ok-')),
        'no ok-* case',
      );
    });
    for (const name of cases) {
      it(`${rule.id} ${name}`, () => {
        const at = join(root, rule.id, name);
        const result = review({ base: read(join(at, 'base')), head: read(join(at, 'head')), policy: readPolicy(at) });
        const mine = { ...result, findings: result.findings.filter((f) => f.rule === rule.id) };
        if (rule.meta.plan) {
          const asked = askedBy(rule, {
            base: read(join(at, 'base')),
            head: read(join(at, 'head')),
            policy: readPolicy(at),
          });
          if (name.startsWith('ok-')) return assert.deepEqual(asked, []);
          assert.ok(asked.length > 0, 'a bad case must be asked for');
          const actual = asked.map((step) => `- asks: ${step.title}\n`).join('');
          const expected = join(at, 'expected.md');
          if (update) writeFileSync(expected, actual);
          return assert.equal(actual, readFileSync(expected, 'utf8'));
        }
        if (name.startsWith('ok-')) return assert.equal(renderCase({ ...mine, unread: [] }), '');
        assert.ok(mine.findings.length > 0, 'a bad case must be reported');
        const actual = renderCase(result);
        const expected = join(at, 'expected.md');
        if (update || !existsSync(expected)) writeFileSync(expected, actual);
        return assert.equal(actual, readFileSync(expected, 'utf8'));
      });
    }
  }
});

describe('rules: examples of the rule pages', () => {
  for (const rule of rules) {
    it(`${rule.id} has a bad and a good example`, () => {
      assert.ok(
        rule.meta.examples.some((e) => e.expect.includes(rule.id)),
        'no example that is reported',
      );
      assert.ok(
        rule.meta.examples.some((e) => !e.expect.includes(rule.id)),
        'no example that is safe',
      );
    });
    for (const example of rule.meta.examples) {
      it(`${rule.id}: ${example.title}`, () => {
        const policy = rule.meta.off
          ? { ...example.policy, rules: { [rule.id]: rule.meta.severity } }
          : (example.policy ?? {});
        const result = review({ base: example.base ?? {}, head: example.head, policy });
        const ids = new Set<string>(
          rule.meta.plan
            ? askedBy(rule, { base: example.base ?? {}, head: example.head }).map(() => rule.id)
            : result.findings.map((f) => f.rule),
        );
        for (const id of example.expect)
          assert.ok(ids.has(id), `${id} was expected; got ${[...ids].join(', ') || 'nothing'}`);
        if (!example.expect.includes(rule.id)) assert.ok(!ids.has(rule.id), `${rule.id} must stay silent`);
      });
    }
  }
});

/** What one rule asks in the plan, as the registry has it. */
function askedBy({ id }: Rule, project: Project) {
  return review({ ...project, parts: { ...parts, rules: parts.rules.filter((rule) => rule.id === id) } }).steps;
}

function readPolicy(at: string) {
  const path = join(at, 'policy.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
