// What is shipped inside dist/parsers/.

/** File in dist/parsers → the packages in it. typescript-estree needs the same copy of TypeScript that we read trees with. */
export const PARSERS = {
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
export const WASM = [
  '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
  'web-tree-sitter/web-tree-sitter.wasm',
];

/** Packages whose code is in the product. */
export const bundledPackages = [
  ...new Set([
    ...Object.values(PARSERS).flat(),
    ...WASM.map((file) =>
      file
        .split('/')
        .slice(0, file.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  ]),
];
