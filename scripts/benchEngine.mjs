// The engine for measurements, bundled from src/, so that a measurement never runs yesterday's build.
import { load } from './bundle.mjs';

/** What makes a session, both sorts of parts, and the rules. */
export function loadEngine() {
  return load("export * from './src/engine/session'; export * from './src/parts'; export * from './src/rules/index';");
}

/** Findings of a repository in memory. `base` absent: nothing is at the base. */
export function reviewOf(engine, { head, base, policy, history = false }) {
  const session = engine.createSession(engine.partsFor({ history }), {
    base: base ? 'reads-through' : 'empty',
    policy: policy ?? {},
    today: '2026-01-01',
    failed: (where, error) => {
      throw new Error(`${where}: ${error.stack}`);
    },
  });
  for (const [file, text] of Object.entries(head)) session.setHead(file, text);
  if (base)
    for (const file of new Set([...Object.keys(base), ...Object.keys(head)]))
      if (base[file] !== head[file]) session.setBase(file, base[file]);
  return session.review();
}
