// The engine for measurements: bundled into a temporary file from src/, so that a measurement never runs yesterday's build.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { schemaValidators } from './schemaValidators.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Exports of the TypeScript modules named, by their path below the root. */
export async function load(...modules) {
  const aside = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const outfile = path.join(aside, 'engine.cjs');
  await esbuild.build({
    stdin: { contents: modules.map((name) => `export * from './${name}';`).join('\n'), resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    plugins: [schemaValidators(root)],
    outfile,
    logLevel: 'warning',
  });
  // Parsers are found from the root, as in the tests.
  const require = createRequire(path.join(root, 'package.json'));
  const module = { exports: {} };
  new Function('module', 'exports', 'require', '__filename', '__dirname', fs.readFileSync(outfile, 'utf8'))(
    module,
    module.exports,
    require,
    path.join(root, 'engine.cjs'),
    root,
  );
  fs.rmSync(aside, { recursive: true, force: true });
  return module.exports;
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
