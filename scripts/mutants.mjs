// Takes every rule out of the registry, one after the other, and shows that a test of test/rules.test.ts turns red without it.
//
//   node scripts/mutants.mjs [part of a rule's id …]
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';
import Mocha from 'mocha';
import { root } from './installOnce.mjs';
import { schemaValidators } from './schemaValidators.mjs';

const require = createRequire(path.join(root, 'package.json'));
// Inside the repository, so that packages are found.
const folder = path.join(root, 'out', 'mutants');

/** The tests still know every rule; the engine is built without the one that is named. */
const withoutOne = {
  name: 'without-one',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]parts\.ts$/ }, ({ path: file }) => ({
      loader: 'ts',
      contents: fs
        .readFileSync(file, 'utf8')
        .replace(
          /import \{ rules \} from '([^']+)';/,
          (_, from) =>
            `import { rules as all } from '${from}';\nconst rules = all.filter((rule) => rule.id !== globalThis.mutant);`,
        ),
    }));
  },
};

fs.mkdirSync(folder, { recursive: true });
const bundle = path.join(folder, 'rules.test.js');
await esbuild.build({
  absWorkingDir: root,
  stdin: {
    contents: "import './test/rules.test'; export { rules } from './src/rules';",
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  packages: 'external',
  plugins: [withoutOne, schemaValidators(root)],
  logLevel: 'warning',
  outfile: bundle,
});

/** Runs the tests of one rule without it; the number of tests that fail. */
async function run(id, mutant) {
  globalThis.mutant = mutant;
  delete require.cache[bundle];
  const mocha = new Mocha({
    reporter: 'min',
    timeout: 20_000,
    grep: new RegExp(`: (?:case folders|examples of the rule pages) ${id}\\b`),
  });
  mocha.reporter(class Silent {});
  mocha.addFile(bundle);
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      resolve({ passed: runner.stats.passes, failed: runner.stats.failures });
      mocha.dispose();
    });
  });
}

const filters = process.argv.slice(2);
delete process.env.UPDATE;
globalThis.mutant = undefined;
// A first load without mocha's interface would fail, so the list of rules comes from a bundle of its own.
const { load } = await import('./bundle.mjs');
const { rules } = await load("export { rules } from './src/rules'");
const chosen = rules.filter(({ id }) => filters.length === 0 || filters.some((part) => id.includes(part)));
const width = Math.max(10, ...chosen.map(({ id }) => id.length)) + 2;
const started = Date.now();
const survivors = [];
console.log(`${'rule taken out'.padEnd(width)}red of tests`);
for (const { id } of chosen) {
  const { passed, failed } = await run(id, id);
  if (failed === 0) survivors.push(id);
  console.log(`${id.padEnd(width)}${failed > 0 ? `${failed} of ${passed + failed}` : 'SURVIVES'}`);
}
fs.rmSync(folder, { recursive: true, force: true });
console.log(
  `${chosen.length - survivors.length} of ${chosen.length} rules are missed by a test when they are gone, in ${((Date.now() - started) / 1000).toFixed(1)} s.`,
);
process.exitCode = survivors.length > 0 || chosen.length === 0 ? 1 : 0;
