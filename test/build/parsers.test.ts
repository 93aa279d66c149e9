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
        assert.deepEqual(Object.keys(shippedPackage).sort(), Object.keys(installedPackage).sort());
      }
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
