// The arrows of the design, read from import lines: whoever breaks one sees here which.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { rules } from '../src/rules';

const src = path.join(process.cwd(), 'src');

interface SourceFile {
  /** Relative to src/, POSIX. */
  file: string;
  text: string;
  imports: { specifier: string; typeOnly: boolean }[];
}

const files: SourceFile[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => {
    const text = readFileSync(path.join(src, file), 'utf8');
    return { file, text, imports: importsOf(file, text) };
  });

/** Imports, exports and calls of `require` and `import()`; what stands in the examples of a rule is text. */
function importsOf(file: string, text: string): SourceFile['imports'] {
  const found: SourceFile['imports'] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      const typeOnly = ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly === true : node.isTypeOnly;
      found.push({ specifier: node.moduleSpecifier.text, typeOnly });
    } else if (ts.isCallExpression(node)) {
      const [argument] = node.arguments;
      const loads =
        node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) && node.expression.text === 'require');
      if (loads && argument && ts.isStringLiteral(argument)) found.push({ specifier: argument.text, typeOnly: false });
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      found.push({ specifier: node.argument.literal.text, typeOnly: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false));
  return found;
}

/** `core`, `host/node`, …; files at the top of src/ are compositions and belong to no folder. */
function folderOf(file: string): string {
  if (file.startsWith('host/node/')) return 'host/node';
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}

/** Folders that each folder may import from, itself always among them. */
const arrows: Record<string, readonly string[]> = {
  core: [],
  knowledge: ['core'],
  parse: ['core'],
  facts: ['core', 'parse', 'knowledge'],
  link: ['core', 'knowledge'],
  rules: ['core', 'knowledge'],
  engine: ['core'],
  plan: ['core'],
  report: ['core'],
  host: ['core'],
  'host/node': ['core', 'host'],
  rehearsal: ['core', 'parse'],
  cli: [
    'core',
    'parse',
    'facts',
    'link',
    'knowledge',
    'rules',
    'engine',
    'plan',
    'report',
    'host',
    'host/node',
    'rehearsal',
    '',
  ],
  vscode: [
    'core',
    'parse',
    'facts',
    'link',
    'knowledge',
    'rules',
    'engine',
    'plan',
    'report',
    'host',
    'host/node',
    'rehearsal',
    '',
  ],
  '': ['core', 'parse', 'facts', 'link', 'knowledge', 'rules', 'engine', 'plan', 'report', 'host', 'rehearsal'],
};
const maySeeNode = new Set(['host/node', 'cli', 'rehearsal']);
/** The editor's own process runs on Node too, but only its desktop pieces may know. */
const editorOnNode = /^vscode\//;
const parserFolders = new Set(['parse', 'rehearsal']);

/** Longest file that is still read in one sitting, in lines. The vocabulary is one list, however long. */
const longest = 350;
const lists = new Set(['core/fact.ts']);

describe('architecture', () => {
  it('every folder is known', () => {
    assert.deepEqual(
      [...new Set(files.map(({ file }) => folderOf(file)))].filter((folder) => !(folder in arrows)),
      [],
    );
  });

  it('arrows point only where the design says', () => {
    const wrong: string[] = [];
    for (const { file, imports } of files) {
      const from = folderOf(file);
      for (const { specifier } of imports) {
        if (!specifier.startsWith('.')) continue;
        const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
        if (target.startsWith('..')) continue;
        const to = folderOf(`${target}.ts`);
        if (to !== from && !arrows[from]?.includes(to)) wrong.push(`${file} imports ${specifier}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('nothing imports a composition root', () => {
    const wrong = files.flatMap(({ file, imports }) =>
      imports
        .filter(({ specifier }) => /(?:^|\/)(?:cli|vscode)\//.test(specifier) && specifier.startsWith('.'))
        .filter(
          ({ specifier }) =>
            !/^(?:cli|vscode)\//.test(path.posix.join(path.posix.dirname(file), specifier)) || folderOf(file) === '',
        )
        .map(({ specifier }) => `${file} imports ${specifier}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('only the editor knows vscode, only hosts know Node', () => {
    const wrong = files.flatMap(({ file, imports }) =>
      imports
        .filter(
          ({ specifier }) =>
            (specifier === 'vscode' && folderOf(file) !== 'vscode') ||
            (specifier.startsWith('node:') && !maySeeNode.has(folderOf(file)) && !editorOnNode.test(file)),
        )
        .map(({ specifier }) => `${file} imports ${specifier}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('packages are loaded lazily, and only where texts are parsed', () => {
    const wrong = files.flatMap(({ file, text, imports }) =>
      imports.flatMap(({ specifier, typeOnly }) => {
        if (/^(?:\.|node:|vscode$|validator:)/.test(specifier)) return [];
        if (typeOnly) return [];
        if (!parserFolders.has(folderOf(file))) return [`${file} loads ${specifier}`];
        const atTop = new RegExp(
          `^(?:import|export|const|let)\\b(?!\\s+type)[^\\n]*'${specifier.replace(/[/.]/g, '\\$&')}'`,
          'm',
        );
        return atTop.test(text) ? [`${file} loads ${specifier} at once`] : [];
      }),
    );
    assert.deepEqual(wrong, []);
  });

  it('no `any`, no default export, no suppressed lint', () => {
    const wrong = files.flatMap(({ file, text }) =>
      [
        /\bas any\b|<any>|: any[;[\]]/,
        /^export default\b/m,
        /biome-ignore|eslint-disable|@ts-(?:ignore|expect-error|nocheck)/,
      ]
        .filter((pattern) =>
          pattern.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, (c) => (/(?:biome|eslint|@ts-)/.test(c) ? c : ''))),
        )
        .map((pattern) => `${file}: ${pattern}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('a file can be read in one sitting', () => {
    const long = files
      .filter(({ file }) => !lists.has(file) && folderOf(file) !== 'knowledge')
      .map(({ file, text }) => `${file} has ${text.split('\n').length - 1} lines`)
      .filter((line) => Number(/ (\d+) lines$/.exec(line)?.[1]) > longest);
    assert.deepEqual(long, []);
  });

  it('one rule one file, in the folder of its mistake, and registered once', () => {
    const found = new Map<string, string>();
    for (const { file, text } of files) {
      if (folderOf(file) !== 'rules') continue;
      const ids = [...text.matchAll(/^ {2}id: '([a-z]+\/[a-z0-9-]+)',$/gm)].map((match) => match[1] ?? '');
      if (ids.length === 0) continue;
      assert.equal(ids.length, 1, `${file} defines more than one rule`);
      const [id = ''] = ids;
      assert.equal(file.split('/')[1], id.split('/')[0], `${file} stands in the folder of another mistake`);
      assert.match(text, /^\s*(?:\/\*|\/\/)/m, `${file} does not say what it catches`);
      assert.equal(found.get(id), undefined, `${id} is defined twice`);
      found.set(id, file);
    }
    assert.deepEqual(rules.map((rule) => rule.id as string).sort(), [...found.keys()].sort());
    assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length);
  });
});
