import assert from 'node:assert/strict';
import { type Files, open } from '../support/project';

/** `NAME!` required, `NAME?` optional, `NAME~` required but handed on; default and whether a missing value stops the start. */
function reads(head: Files, file = 'src/main.ts'): string[] {
  const session = open({ head });
  session.review();
  return session
    .facts('env.read')
    .filter((read) => read.at.file === file && read.access === 'direct')
    .map((read) => {
      const need = read.need === 'optional' ? '?' : read.handedOn ? '~' : '!';
      const fallback = read.fallback?.is === 'literal' ? `=${read.fallback.value}` : read.fallback ? '=…' : '';
      return `${read.name}${need}${fallback}${read.validated ? ' checked' : ''}`;
    });
}

const throwing = `export function must(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(\`\${name} is not set\`);
  return value;
}
`;

describe('reads of the environment through helpers', function () {
  this.timeout(180_000);

  const helpers: [string, string, string, string[]][] = [
    ['a test that throws', throwing, "use(must('QUEUE_URL'))", ['QUEUE_URL! checked']],
    ['called when asked', throwing, "export const f = () => use(must('QUEUE_URL'))", ['QUEUE_URL!']],
    [
      'an operator that throws',
      'export const must = (key: string) => process.env[key] ?? fail(key);',
      "use(must('QUEUE_URL'))",
      ['QUEUE_URL! checked'],
    ],
    [
      'a default that is given, and one that is not',
      'export const must = (key: string, fallback?: string) => process.env[key] ?? fallback;',
      "use(must('QUEUE_URL', 'q')); const b = must('BUCKET')!; use(b.length)",
      ['QUEUE_URL?=q', 'BUCKET!'],
    ],
    [
      'a default of the helper itself',
      "export function must(key: string, fallback = '') { return process.env[key] || fallback; }",
      "use(must('QUEUE_URL'))",
      ['QUEUE_URL?'],
    ],
    [
      'throws unless a default is given',
      `export function must(key: string, fallback?: string): string {
        const value = process.env[key];
        if (value !== undefined) return value;
        if (fallback !== undefined) return fallback;
        throw new Error(key);
      }`,
      "use(must('QUEUE_URL')); use(must('BUCKET', 'b')); use(must('TOPIC', undefined))",
      ['QUEUE_URL! checked', 'BUCKET?=b', 'TOPIC! checked'],
    ],
    [
      'throws when both are missing',
      `export const must = (key: string, fallback?: string) => {
        const value = process.env[key] ?? fallback;
        if (value === undefined && fallback === undefined) { throw new Error(key); }
        return value;
      };`,
      "use(must('QUEUE_URL')); use(must('BUCKET', 'b'))",
      ['QUEUE_URL! checked', 'BUCKET?=b'],
    ],
    [
      'a switch, off and on',
      `export function must(key: string, required = true) {
        const value = process.env[key];
        if (!value && required) throw new Error(key);
        return value;
      }`,
      "use(must('QUEUE_URL')); if (must('BUCKET', false)) use()",
      ['QUEUE_URL! checked', 'BUCKET?'],
    ],
    [
      'options',
      `export function must(key: string, options: { default?: string; optional?: boolean } = {}) {
        const value = process.env[key];
        if (value === undefined) {
          if (options.default !== undefined) return options.default;
          throw new Error(key);
        }
        return value;
      }`,
      "use(must('QUEUE_URL')); use(must('BUCKET', { default: 'b' }))",
      ['QUEUE_URL! checked', 'BUCKET?=b'],
    ],
    [
      'a number that is checked is no value that is missing',
      `export function must(key: string, fallback: number): number {
        const value = process.env[key];
        if (!value) return fallback;
        const parsed = Number(value);
        if (Number.isNaN(parsed)) throw new Error(key);
        return parsed;
      }`,
      "use(must('QUEUE_SIZE', 5))",
      ['QUEUE_SIZE?=5'],
    ],
    [
      'a helper built on another',
      `${throwing}export const mustNumber = (key: string) => Number(must(key));`,
      "use(must('QUEUE_URL'))",
      ['QUEUE_URL! checked'],
    ],
    [
      'warns only',
      'export function must(k: string) { const v = process.env[k]; if (!v) console.warn(k); return v; }',
      "if (must('QUEUE_URL')) use()",
      ['QUEUE_URL?'],
    ],
    [
      'leaves the process',
      'export function must(k: string) { const v = process.env[k]; if (!v) { console.error(k); process.exit(1); } return v; }',
      "use(must('QUEUE_URL'))",
      ['QUEUE_URL! checked'],
    ],
    [
      'throws in some set-ups only',
      'export function must(k: string) { const v = process.env[k]; if (!v && isLambda()) throw new Error(k); return v as string; }',
      "use(must('QUEUE_URL'))",
      ['QUEUE_URL?'],
    ],
    ['no helper', 'export const must = (key: string) => table[key];', "use(must('QUEUE_URL'))", []],
  ];
  for (const [title, helper, use, expected] of helpers) {
    it(`imported: ${title}`, () =>
      assert.deepEqual(
        reads({ 'src/env.ts': helper, 'src/main.ts': `import { must } from './env';\n${use}` }),
        expected,
      ));
    it(`same file: ${title}`, () => {
      const text = `${helper.replaceAll('export ', '')}\n${use}`;
      assert.deepEqual(reads({ 'src/main.ts': text }), expected);
    });
  }

  const ways: [string, Files][] = [
    [
      'a barrel',
      {
        'src/lib/env.ts': throwing,
        'src/lib/index.ts': "export * from './env';",
        'src/main.ts': "import { must } from './lib';\nuse(must('QUEUE_URL'));",
      },
    ],
    [
      'an alias',
      {
        'tsconfig.json': '{"compilerOptions":{"baseUrl":".","paths":{"@lib/*":["src/lib/*"]}}}',
        'src/lib/env.ts': throwing,
        'src/main.ts': "import { must } from '@lib/env';\nuse(must('QUEUE_URL'));",
      },
    ],
    [
      'a workspace package',
      {
        'package.json': '{"workspaces":["packages/*"]}',
        'packages/env/package.json': '{"name":"@acme/env","main":"src/index.ts"}',
        'packages/env/src/index.ts': throwing,
        'src/main.ts': "import { must } from '@acme/env';\nuse(must('QUEUE_URL'));",
      },
    ],
    [
      'another name',
      {
        'src/env.ts': throwing,
        'src/main.ts': "import { must as required } from './env';\nuse(required('QUEUE_URL'));",
      },
    ],
    [
      'a namespace',
      {
        'src/env.ts': throwing,
        'src/main.ts': "import * as environment from './env';\nuse(environment.must('QUEUE_URL'));",
      },
    ],
    [
      'a default export',
      {
        'src/requireVar.ts': `${throwing}export default must;`,
        'src/main.ts': "import requireVar from './requireVar';\nuse(requireVar('QUEUE_URL'));",
      },
    ],
    [
      'CommonJS',
      {
        'src/env.js': `${throwing.replace('export ', '').replaceAll(': string', '')}module.exports = { must };`,
        'src/main.ts': "const { must } = require('./env');\nuse(must('QUEUE_URL'));",
      },
    ],
    [
      'a static method',
      {
        'src/env.ts': `export class Settings { static must(name: string) { const v = process.env[name]; if (v == null) throw new Error(name); return v; } }`,
        'src/main.ts': "import { Settings } from './env';\nuse(Settings.must('QUEUE_URL'));",
      },
    ],
    [
      'an instance',
      {
        'src/env.ts': `class Settings { must(name: string) { const v = process.env[name]; if (v == null) throw new Error(name); return v; } }\nexport const settings = new Settings();`,
        'src/main.ts': "import { settings } from './env';\nuse(settings.must('QUEUE_URL'));",
      },
    ],
    [
      'an object',
      {
        'src/env.ts': `export const settings = { must(name: string) { const v = process.env[name]; if (v == null) throw new Error(name); return v; } };`,
        'src/main.ts': "import { settings } from './env';\nuse(settings.must('QUEUE_URL'));",
      },
    ],
    [
      'a helper known by its name',
      {
        'src/env.ts': throwing.replace('must', 'getEnv'),
        'src/main.ts': "import { getEnv } from './env';\nuse(getEnv('QUEUE_URL'));",
      },
    ],
  ];
  for (const [title, files] of ways)
    it(`through ${title}`, () => assert.deepEqual(reads(files), ['QUEUE_URL! checked']));

  it('a helper that answers is no requirement, whatever its name says', () =>
    assert.deepEqual(
      reads({
        'src/env.ts': "export const requireEnv = (key: string) => process.env[key] ?? 'unset';",
        'src/main.ts': "import { requireEnv } from './env';\nuse(requireEnv('QUEUE_URL'));",
      }),
      ['QUEUE_URL?'],
    ));

  const objects: [string, Files][] = [
    [
      'export const env = process.env',
      {
        'src/env.ts': 'export const env = process.env;',
        'src/main.ts': "import { env } from './env';\nuse(env.QUEUE_URL!);",
      },
    ],
    [
      'export default process.env',
      { 'src/env.ts': 'export default process.env;', 'src/main.ts': "import env from './env';\nuse(env.QUEUE_URL!);" },
    ],
    [
      'const { env } = process',
      {
        'src/env.ts': 'const { env } = process;\nexport { env };',
        'src/main.ts': "import { env } from './env';\nuse(env.QUEUE_URL!);",
      },
    ],
    [
      'module.exports = process.env',
      {
        'src/env.js': 'module.exports = process.env;',
        'src/main.ts': "const env = require('./env');\nuse(env.QUEUE_URL!);",
      },
    ],
    [
      'a copy',
      {
        'src/env.ts': 'export const env = { ...process.env };',
        'src/main.ts': "import { env } from './env';\nuse(env.QUEUE_URL!);",
      },
    ],
    [
      'a pattern',
      {
        'src/env.ts': 'export const env = process.env;',
        'src/main.ts': "import { env } from './env';\nconst { QUEUE_URL } = env;\nuse(QUEUE_URL.length);",
      },
    ],
  ];
  for (const [title, files] of objects)
    it(`the object of variables: ${title}`, () => assert.deepEqual(reads(files), ['QUEUE_URL!']));

  it('an object of settings is not the environment', () =>
    assert.deepEqual(
      reads({
        'src/env.ts': 'export const env = process.env;\nexport const limits = { QUEUE_SIZE: 5 };',
        'src/main.ts': "import { limits } from './env';\nuse(limits.QUEUE_SIZE);",
      }),
      [],
    ));

  it('a changed helper changes what its callers need', () => {
    const files = { 'src/env.ts': throwing, 'src/main.ts': "import { must } from './env';\nuse(must('QUEUE_URL'));" };
    const session = open({ head: files });
    session.review();
    const needs = () =>
      session
        .facts('env.read')
        .filter((r) => r.at.file === 'src/main.ts')
        .map((r) => r.need);
    assert.deepEqual(needs(), ['required']);
    session.setHead('src/env.ts', "export const must = (key: string) => process.env[key] ?? 'none';");
    session.review();
    assert.deepEqual(needs(), ['optional']);
    session.setHead('src/env.ts', 'export const other = 1;');
    session.review();
    assert.deepEqual(needs(), []);
  });
});
