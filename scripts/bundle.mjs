// Bundles a piece of src/ for a script: `const { rules } = await load("export { rules } from './src/rules'")`.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { root } from './installOnce.mjs';
import { schemaValidators } from './schemaValidators.mjs';

const require = createRequire(path.join(root, 'package.json'));

/** Exports of `contents`, a module that stands at the root of the repository. */
export async function load(contents) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bundle-'));
  const outfile = path.join(folder, 'bundle.cjs');
  try {
    await esbuild.build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      absWorkingDir: root,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      packages: 'external',
      plugins: [schemaValidators(root)],
      logLevel: 'warning',
      outfile,
    });
    // The packages of the repository are found from its own folder, not from the temporary one.
    const module = { exports: {} };
    new Function('module', 'exports', 'require', fs.readFileSync(outfile, 'utf8'))(module, module.exports, require);
    return module.exports;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
