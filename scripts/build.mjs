// Builds the three entry points into dist/, the parsers beside them into dist/parsers/, and with --tests the tests into out/test/.
//
//   node scripts/build.mjs [--tests] [--production]
//
// A parser costs up to 350 ms to load, so no entry point contains one: each is a file of its own, and a `require` inside a
// function of src/ becomes a `require` of that file, still executed only when the function runs.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { PARSERS, WASM } from './bundledPackages.mjs';
import { schemaValidators } from './schemaValidators.mjs';
import { typescriptForParsing } from './typescriptForParsing.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const parsersDir = path.join(dist, 'parsers');

const ENTRIES = { extension: 'src/vscode/extension.ts', worker: 'src/vscode/worker.ts', cli: 'src/cli/main.ts' };

/** The UMD build hides its requires behind a parameter, so a bundle of it would still look for its parts in node_modules. */
const INSTEAD_OF_UMD = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' };

const fileOf = new Map(Object.entries(PARSERS).flatMap(([file, packages]) => packages.map((name) => [name, file])));
const isParser = new RegExp(`^(?:${[...fileOf.keys()].map((name) => name.replaceAll('.', '\\.')).join('|')})$`);

/** ESM packages inside a CommonJS bundle may ask where they are. */
const importMeta = {
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
  logLimit: 10,
  legalComments: 'none',
  ...importMeta,
};

/** In src/: a parser is a file beside the bundle, and stays lazy. */
const lazyParsers = {
  name: 'lazy-parsers',
  setup(build) {
    build.onResolve({ filter: isParser }, ({ path: name, kind, importer }) => {
      if (kind === 'import-statement' && !importer.includes('node_modules'))
        return {
          errors: [
            {
              text: `"${name}" would load together with the extension: use require('${name}') inside the function that needs it`,
            },
          ],
        };
      return { path: name, namespace: 'parser' };
    });
    build.onLoad({ filter: /.*/, namespace: 'parser' }, ({ path: name }) => {
      const file = fileOf.get(name);
      const member = PARSERS[file].length > 1 ? `[${JSON.stringify(name)}]` : '';
      return { contents: `module.exports = require('./parsers/${file}.js')${member};` };
    });
    build.onResolve({ filter: /^\.\/parsers\//, namespace: 'parser' }, ({ path: file }) => ({
      path: file,
      external: true,
    }));
    build.onResolve({ filter: /\.wasm$/ }, ({ path: file, kind }) =>
      kind === 'require-resolve' && WASM.includes(file)
        ? { path: `./parsers/${path.basename(file)}`, external: true }
        : undefined,
    );
  },
};

/** In dist/parsers/: an entry point that is nothing but the packages. */
const parserEntries = {
  name: 'parser-entries',
  setup(build) {
    build.onResolve({ filter: /^parser:/ }, ({ path: entry }) => ({ path: entry.slice(7), namespace: 'parser-entry' }));
    build.onLoad({ filter: /.*/, namespace: 'parser-entry' }, ({ path: file }) => {
      const packages = PARSERS[file];
      const contents =
        packages.length > 1
          ? packages.map((name) => `exports[${JSON.stringify(name)}] = require('${name}');`).join('\n')
          : `module.exports = require('${packages[0]}');`;
      return { contents, resolveDir: root };
    });
  },
};

async function buildParsers() {
  const names = Object.keys(PARSERS);
  const files = [...names.map((name) => `${name}.js`), ...WASM.map((file) => path.basename(file))];
  const stampFile = path.join(root, '.cache', 'parsers.built'); // not in dist/, which is shipped
  const stamp = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .update(JSON.stringify([PARSERS, WASM, INSTEAD_OF_UMD, common]))
    .update(fs.readFileSync(path.join(root, 'scripts', 'typescriptForParsing.mjs')))
    .digest('hex');
  const present = fs.existsSync(stampFile) && files.every((file) => fs.existsSync(path.join(parsersDir, file)));
  if (present && fs.readFileSync(stampFile, 'utf8') === stamp) return;

  // Built aside and moved into place: a build that is interrupted, or runs twice at once, leaves no half of a parser behind.
  fs.mkdirSync(dist, { recursive: true });
  const aside = fs.mkdtempSync(path.join(dist, '.parsers-'));
  try {
    await esbuild.build({
      ...common,
      entryPoints: names.map((name) => ({ in: `parser:${name}`, out: name })),
      outdir: aside,
      alias: INSTEAD_OF_UMD,
      minify: true,
      plugins: [parserEntries, typescriptForParsing(root)],
    });
    for (const file of WASM)
      fs.copyFileSync(path.join(root, 'node_modules', file), path.join(aside, path.basename(file)));
    fs.chmodSync(aside, 0o755);
    fs.rmSync(parsersDir, { recursive: true, force: true });
    fs.renameSync(aside, parsersDir);
    fs.mkdirSync(path.dirname(stampFile), { recursive: true });
    fs.writeFileSync(stampFile, stamp);
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}

async function buildEntries(production) {
  const present = Object.entries(ENTRIES).filter(([, file]) => fs.existsSync(path.join(root, file)));
  await Promise.all(
    present.map(([name, file]) => {
      const hasHashbang = fs.readFileSync(path.join(root, file), 'utf8').startsWith('#!');
      const hashbang = name === 'cli' && !hasHashbang ? '#!/usr/bin/env node\n' : '';
      return esbuild.build({
        ...common,
        banner: { js: hashbang + common.banner.js },
        entryPoints: [{ in: file, out: name }],
        outdir: dist,
        external: ['vscode'],
        plugins: [lazyParsers, schemaValidators(root)],
        minify: production,
        sourcemap: production ? false : 'linked',
      });
    }),
  );
  if (production)
    for (const name of Object.keys(ENTRIES)) fs.rmSync(path.join(dist, `${name}.js.map`), { force: true });
  const cli = path.join(dist, 'cli.js');
  if (fs.existsSync(cli)) fs.chmodSync(cli, 0o755);
}

async function buildTests() {
  const tests = fs
    .readdirSync(path.join(root, 'test'), { recursive: true })
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.ts') && !/\/(?:fixtures|base|head)\//.test(file));
  const outputs = new Set();
  const entryPoints = [...tests, 'test/vscode/index.ts'].map((file) => {
    const out = file.replace(/^test\//, '').replace(/\.ts$/, '');
    outputs.add(path.normalize(`${out}.js`));
    return { in: file, out };
  });
  const outdir = path.join(root, 'out', 'test');
  // A test that was renamed or removed must not go on passing from its old bundle.
  if (fs.existsSync(outdir))
    for (const file of fs.readdirSync(outdir, { recursive: true }))
      if (file.endsWith('.js') && !outputs.has(file)) fs.rmSync(path.join(outdir, file), { force: true });
  await esbuild.build({
    ...common,
    entryPoints,
    outdir,
    packages: 'external',
    external: ['vscode'],
    plugins: [schemaValidators(root)],
    sourcemap: 'inline',
    sourcesContent: false,
  });
}

const { values: options } = parseArgs({ options: { tests: { type: 'boolean' }, production: { type: 'boolean' } } });
try {
  await Promise.all([
    buildParsers(),
    buildEntries(options.production ?? false),
    options.tests ? buildTests() : undefined,
  ]);
} catch (error) {
  // esbuild has printed its own errors with their places; a stack of this script would only bury them.
  if (!error.errors) console.error(error);
  process.exitCode = 1;
}
