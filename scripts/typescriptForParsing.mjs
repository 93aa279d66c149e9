// The part of TypeScript that parses.
//
// TypeScript is published as one script in a function of its own, from which a bundler can leave nothing out, and running it
// costs more than parsing hundreds of files. Read as a module that exports only the names that the parser's packages mention,
// it loses the checker, the emitter, the code fixes and the server: less than half is left, and loading it costs half the CPU.
import fs from 'node:fs';
import path from 'node:path';

/** Packages that are bundled with TypeScript and use names of it; what they mention is kept. */
const users = [
  '@typescript-eslint/typescript-estree/dist',
  '@typescript-eslint/tsconfig-utils/dist',
  '@typescript-eslint/project-service/dist',
  'ts-api-utils/lib',
];
const mention = /\b(?:ts\d*|typescript_1|tsutils|import_typescript\d*\.default)\.(\w+)/g;
/** They make programs, which need a checker; a parse of one text makes none. */
const ofPrograms = /^(?:create(?!SourceFile$)\w+|readConfigFile|server|parse\w*Config\w*|getParsed\w+)$/;

/** For esbuild: whoever requires `typescript` gets the names that are mentioned. */
export function typescriptForParsing(root) {
  const file = path.join(root, 'node_modules', 'typescript', 'lib', 'typescript.js');
  const namespace = 'typescript-for-parsing';
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /^typescript$/ }, () => ({ path: 'typescript', namespace }));
      // The packages take it for a script, not for a translated module, which is asked for its default export.
      build.onLoad({ filter: /.*/, namespace }, () => ({
        contents: `module.exports = { ...require(${JSON.stringify(file)}) };`,
        resolveDir: root,
      }));
      build.onLoad({ filter: /[\\/]typescript[\\/]lib[\\/]typescript\.js$/ }, () => {
        const text = fs.readFileSync(file, 'utf8');
        return { contents: asModule(text, mentioned(root, exportsOf(text))), resolveDir: path.dirname(file) };
      });
    },
  };
}

function mentioned(root, exported) {
  const found = new Set();
  for (const folder of users.map((name) => path.join(root, 'node_modules', name)))
    for (const file of fs.readdirSync(folder, { recursive: true })) {
      if (!/\.c?js$/.test(file)) continue;
      for (const [, name] of fs.readFileSync(path.join(folder, file), 'utf8').matchAll(mention))
        if (exported.has(name) && !ofPrograms.test(name)) found.add(name);
    }
  return [...found].sort();
}

/** The names that it lists for readers that do not run it. */
function exportsOf(text) {
  const list = text.slice(after(text, '0 && (module.exports = {'));
  return new Set([...list.matchAll(/^ {2}(\w+),?$/gm)].map(([, name]) => name));
}

/** Without the function around it, without what stands for all its exports, and without the server. */
function asModule(text, names) {
  const helpers = text.slice(after(text, '\n"use strict";\n'), after(text, '\n// src/typescript/typescript.ts\n'));
  const compiler = after(text, '\n// src/compiler/');
  const body = text
    .slice(compiler, after(text, '\n// src/server/', compiler))
    // An object of getters, and an entry in a table of code fixes, serve only who reads them.
    .replace(/^var (\w+) = \{\};\n__export\(\1, \{/gm, 'var $1 = /* @__PURE__ */ exported({')
    .replace(/^(?=register(?:CodeFix|Refactor)\()/gm, '/* @__PURE__ */ ');
  const exported = 'function exported(all) { const target = {}; __export(target, all); return target; }';
  return `${helpers}\n${exported}\n// ${body}\nexport { ${names.join(', ')} };`;
}

function after(text, mark, from = 0) {
  const at = text.indexOf(mark, from);
  if (at < 0) throw new Error(`TypeScript is written in another way than before: there is no ${JSON.stringify(mark)}`);
  return at + mark.length;
}
