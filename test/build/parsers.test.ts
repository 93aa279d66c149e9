// A parser is shipped as one bundle without node_modules. A bundle that still asks for a package works here and fails where the
// extension is installed, so each is loaded from a folder where there is nothing else, and must be what the package is.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PACKAGES: Record<string, readonly string[]> = {
  typescript: ['typescript', '@typescript-eslint/typescript-estree'],
  'sql-parser-cst': ['sql-parser-cst'],
  yaml: ['yaml'],
  'parse-xml': ['@rgrove/parse-xml'],
  'dockerfile-ast': ['dockerfile-ast'],
  'jsonc-parser': ['jsonc-parser'],
  'toml-eslint-parser': ['toml-eslint-parser'],
  tldts: ['tldts'],
  'secretlint-core': ['@secretlint/core'],
  'secretlint-rules': ['@secretlint/secretlint-rule-preset-recommend'],
  'web-tree-sitter': ['web-tree-sitter'],
  croner: ['croner'],
  'temporal-polyfill': ['temporal-polyfill'],
  picomatch: ['picomatch'],
  ignore: ['ignore'],
  ipaddr: ['ipaddr.js'],
};

/** Sources of some folders, whole, cut off in the middle, and with something missing. */
function* textsOfCode(): Iterable<string> {
  for (const folder of ['src/parse', 'src/link'])
    for (const file of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const text = fs.readFileSync(path.join(folder, file), 'utf8');
      yield text;
      yield text.slice(0, text.length / 2);
      yield text.replace(/[;)]/, '');
    }
  yield '@decorated() class A<T> { declare a: T; static { } accessor b = 1n } export = A';
  yield 'const a = <b c={d} {...e}>{f}&amp;</b>;';
  yield 'abstract abstract class A { constructor(readonly ...a, private {}) }';
}

/** The tree as text, or the error. */
function answerOf(parser: { parse(text: string, options: object): unknown }, text: string): string {
  try {
    const tree = parser.parse(text, {
      allowInvalidAST: true,
      jsDocParsingMode: 'none',
      jsx: false,
      loc: true,
      range: true,
    });
    return JSON.stringify(tree, (field, value: unknown) =>
      field === 'parent' ? undefined : typeof value === 'bigint' ? `${value}n` : value,
    );
  } catch (error) {
    const { name, message, location } = error as Error & { location?: unknown };
    return `${name}: ${message} ${JSON.stringify(location)}`;
  }
}

describe('parser bundles', () => {
  const shipped = path.resolve('dist', 'parsers');
  let alone: string;

  before(() => {
    alone = fs.mkdtempSync(path.join(os.tmpdir(), 'parsers-'));
    fs.cpSync(shipped, alone, { recursive: true });
  });
  after(() => fs.rmSync(alone, { recursive: true }));

  it('are the ones that this test knows', () => {
    const bundles = fs.readdirSync(shipped).filter((file) => file.endsWith('.js'));
    assert.deepEqual(
      bundles.sort(),
      Object.keys(PACKAGES)
        .map((name) => `${name}.js`)
        .sort(),
    );
  });

  for (const [file, packages] of Object.entries(PACKAGES))
    it(`${file} stands alone and exports what the package exports`, () => {
      const bundle = require(path.join(alone, `${file}.js`));
      for (const name of packages) {
        const shippedPackage = packages.length > 1 ? bundle[name] : bundle;
        const installedPackage = require(name);
        assert.equal(typeof shippedPackage, typeof installedPackage);
        const names = Object.keys(shippedPackage).sort();
        // Of TypeScript only what parses is shipped.
        const expected = Object.keys(installedPackage).filter((one) => name !== 'typescript' || names.includes(one));
        assert.ok(names.length > 0);
        assert.deepEqual(names, expected.sort());
      }
    });

  it('read TypeScript as the whole package does: every node and every error', () => {
    const typescript = '@typescript-eslint/typescript-estree';
    const shippedParser = require(path.join(alone, 'typescript.js'))[typescript];
    const wholeParser = require(typescript);
    let errors = 0;
    let trees = 0;
    for (const text of textsOfCode()) {
      const read = answerOf(shippedParser, text);
      assert.equal(read, answerOf(wholeParser, text), text.slice(0, 200));
      if (read.startsWith('{')) trees++;
      else errors++;
    }
    assert.ok(trees > 50 && errors > 50, `${trees} trees, ${errors} errors`);
  });

  it('read TypeScript and SQL', () => {
    const typescript = require(path.join(alone, 'typescript.js'))['@typescript-eslint/typescript-estree'];
    assert.equal(typescript.parse('const port: number = 1;').body[0].type, 'VariableDeclaration');
    const sql = require(path.join(alone, 'sql-parser-cst.js'));
    assert.equal(sql.parse('drop table t', { dialect: 'postgresql' }).statements[0].type, 'drop_table_stmt');
  });

  it('read Terraform with the grammar beside them', async () => {
    const { Parser, Language } = require(path.join(alone, 'web-tree-sitter.js'));
    await Parser.init();
    const parser = new Parser();
    parser.setLanguage(await Language.load(path.join(alone, 'tree-sitter-hcl.wasm')));
    assert.equal(parser.parse('a = 1').rootNode.type, 'config_file');
  });
});
