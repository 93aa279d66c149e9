import assert from 'node:assert/strict';
import Ajv from 'ajv';
import ts from 'typescript';
import { z } from 'zod';
import type { Content } from '../../src/core/fact';
import { createSource } from '../../src/core/source';
import { payloads } from '../../src/facts/payloads';
import { shapes } from '../../src/facts/shapes';
import { unreadable } from '../../src/rules/rollback/shapes';

/** What the validator itself says: does `schema` take `sample`? */
type Accepts = (schema: string, sample: unknown) => boolean;

interface Row {
  change: string;
  before: string;
  after: string;
  /** A message of the version that shows the difference, as its own schema takes it. */
  old?: unknown;
  fresh?: unknown;
  /** The new version cannot read the old message; the old one cannot read the new message. */
  forth: boolean;
  back: boolean;
}

function table(name: string, read: (text: string) => Content, accepts: Accepts, rows: readonly Row[]) {
  describe(`rules: ${name}`, function () {
    this.timeout(180_000);
    for (const row of rows)
      it(row.change, () => {
        const before = read(row.before);
        const after = read(row.after);
        assert.equal(unreadable(before, after).length > 0, row.forth, 'new reads old');
        assert.equal(unreadable(after, before).length > 0, row.back, 'old reads new');
        if (row.old !== undefined) {
          assert.ok(accepts(row.before, row.old), 'the old sample is one of the old version');
          assert.equal(accepts(row.after, row.old), !row.forth, 'validator: new reads old');
        }
        if (row.fresh !== undefined) {
          assert.ok(accepts(row.after, row.fresh), 'the new sample is one of the new version');
          assert.equal(accepts(row.before, row.fresh), !row.back, 'validator: old reads new');
        }
      });
  });
}

function declared(text: string): Content {
  const [fact] = shapes.extract(createSource('src/a.ts', text));
  assert.ok(fact?.kind === 'shape.declared', text);
  return fact.content;
}

const o = (fields: string, after = '') => `z.object({ ${fields} })${after}`;

table(
  'shapes of zod',
  (schema) => declared(`import { z } from 'zod';\nexport const Message = ${schema};\n`),
  // The samples of this table are our own text, and the library needs to see them made.
  (schema, sample) => (new Function('z', `return ${schema}`)(z) as z.ZodType).safeParse(sample).success,
  [
    {
      change: 'a required field is added',
      before: o('a: z.string()'),
      after: o('a: z.string(), b: z.string()'),
      old: { a: 'x' },
      fresh: { a: 'x', b: 'y' },
      forth: true,
      back: false,
    },
    {
      change: 'an optional field is added',
      before: o('a: z.string()'),
      after: o('a: z.string(), b: z.string().optional()'),
      old: { a: 'x' },
      fresh: { a: 'x', b: 'y' },
      forth: false,
      back: false,
    },
    {
      change: 'an optional field is added to a strict object',
      before: o('a: z.string()', '.strict()'),
      after: o('a: z.string(), b: z.string().optional()', '.strict()'),
      old: { a: 'x' },
      fresh: { a: 'x', b: 'y' },
      forth: false,
      back: true,
    },
    {
      change: 'a field with a default is added',
      before: o('a: z.string()'),
      after: o('a: z.string(), b: z.number().default(1)'),
      old: { a: 'x' },
      fresh: { a: 'x', b: 2 },
      forth: false,
      back: false,
    },
    {
      change: 'a required field is removed',
      before: o('a: z.string(), b: z.string()'),
      after: o('a: z.string()'),
      old: { a: 'x', b: 'y' },
      fresh: { a: 'x' },
      forth: false,
      back: true,
    },
    {
      change: 'a field is renamed',
      before: o('userId: z.string()'),
      after: o('accountId: z.string()'),
      old: { userId: 'x' },
      fresh: { accountId: 'x' },
      forth: true,
      back: true,
    },
    {
      change: 'a number becomes a text',
      before: o('a: z.number()'),
      after: o('a: z.string()'),
      old: { a: 1 },
      fresh: { a: '1' },
      forth: true,
      back: true,
    },
    {
      change: 'a number becomes a whole number',
      before: o('a: z.number()'),
      after: o('a: z.number().int()'),
      old: { a: 1.5 },
      fresh: { a: 1 },
      forth: true,
      back: false,
    },
    {
      change: 'an enum gets a value',
      before: o("a: z.enum(['paid', 'open'])"),
      after: o("a: z.enum(['paid', 'open', 'late'])"),
      old: { a: 'paid' },
      fresh: { a: 'late' },
      forth: false,
      back: true,
    },
    {
      change: 'an enum loses a value',
      before: o("a: z.enum(['paid', 'open'])"),
      after: o("a: z.enum(['paid'])"),
      old: { a: 'open' },
      fresh: { a: 'paid' },
      forth: true,
      back: false,
    },
    {
      change: 'an enum becomes any text',
      before: o("a: z.enum(['paid'])"),
      after: o('a: z.string()'),
      old: { a: 'paid' },
      fresh: { a: 'odd' },
      forth: false,
      back: true,
    },
    {
      change: 'a field may be null',
      before: o('a: z.string()'),
      after: o('a: z.string().nullable()'),
      old: { a: 'x' },
      fresh: { a: null },
      forth: false,
      back: true,
    },
    {
      change: 'a field may be absent',
      before: o('a: z.string()'),
      after: o('a: z.string().optional()'),
      old: { a: 'x' },
      fresh: {},
      forth: false,
      back: true,
    },
    {
      change: 'a required field deep inside is added',
      before: o('who: z.object({ id: z.string() })'),
      after: o('who: z.object({ id: z.string(), tenant: z.string() })'),
      old: { who: { id: 'x' } },
      fresh: { who: { id: 'x', tenant: 't' } },
      forth: true,
      back: false,
    },
    {
      change: 'a field of the items of a list is renamed',
      before: o('items: z.array(z.object({ sku: z.string() }))'),
      after: o('items: z.array(z.object({ article: z.string() }))'),
      old: { items: [{ sku: 'x' }] },
      fresh: { items: [{ article: 'x' }] },
      forth: true,
      back: true,
    },
    {
      change: 'an object becomes strict',
      before: o('a: z.string(), b: z.string().optional()'),
      after: o('a: z.string()', '.strict()'),
      old: { a: 'x', b: 'y' },
      fresh: { a: 'x' },
      forth: true,
      back: false,
    },
    {
      change: 'a literal changes',
      before: o("kind: z.literal('v1')"),
      after: o("kind: z.literal('v2')"),
      old: { kind: 'v1' },
      fresh: { kind: 'v2' },
      forth: true,
      back: true,
    },
    {
      change: 'a field is extended',
      before: o('a: z.string()'),
      after: o('a: z.string()', '.extend({ b: z.boolean() })'),
      old: { a: 'x' },
      fresh: { a: 'x', b: true },
      forth: true,
      back: false,
    },
    {
      change: 'a type becomes a choice',
      before: o('a: z.string()'),
      after: o('a: z.union([z.string(), z.number()])'),
      old: { a: 'x' },
      fresh: { a: 1 },
      forth: false,
      back: true,
    },
    {
      change: 'a whole optional object with a required field is added',
      before: o('a: z.string()'),
      after: o('a: z.string(), who: z.object({ id: z.string() }).optional()'),
      old: { a: 'x' },
      fresh: { a: 'x', who: { id: 'y' } },
      forth: false,
      back: false,
    },
    {
      change: 'fields are only put in another order',
      before: o('a: z.string(), b: z.number()'),
      after: o('b: z.number(), a: z.string()'),
      old: { a: 'x', b: 1 },
      fresh: { b: 1, a: 'x' },
      forth: false,
      back: false,
    },
  ],
);

/** What the compiler says of a message that is written down where the type is wanted. */
function compiles(type: string, sample: unknown): boolean {
  // A name, so that a field more than the type has is no error: readers do not look at it.
  const text = `type Other = number;\nconst sample = ${JSON.stringify(sample)} as const;\ninterface Message ${type}\nconst message: Mutable<Message> = sample;\ntype Mutable<T> = T extends (infer I)[] ? readonly Mutable<I>[] : T extends object ? { readonly [K in keyof T]: Mutable<T[K]> } : T;\n`;
  const options: ts.CompilerOptions = { strict: true, noEmit: true, noLib: true, target: ts.ScriptTarget.ES2022 };
  const lib =
    'interface Array<T> { length: number; [n: number]: T }\ninterface ReadonlyArray<T> { readonly length: number; readonly [n: number]: T }\ninterface Boolean {}\ninterface Function {}\ninterface CallableFunction {}\ninterface NewableFunction {}\ninterface IArguments {}\ninterface Number {}\ninterface Object {}\ninterface RegExp {}\ninterface String {}\n';
  const files: Record<string, string> = { 'lib.ts': lib, 'a.ts': text };
  const host: ts.CompilerHost = {
    fileExists: (name) => files[name] !== undefined,
    readFile: (name) => files[name],
    getSourceFile: (name, target) =>
      files[name] === undefined ? undefined : ts.createSourceFile(name, files[name], target),
    getDefaultLibFileName: () => 'lib.ts',
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => {},
  };
  return ts.getPreEmitDiagnostics(ts.createProgram(['lib.ts', 'a.ts'], options, host)).length === 0;
}

table('shapes of types', (type) => declared(`export interface Message ${type}\n`), compiles, [
  {
    change: 'a member is added',
    before: '{ a: string }',
    after: '{ a: string; b: number }',
    old: { a: 'x' },
    fresh: { a: 'x', b: 1 },
    forth: true,
    back: false,
  },
  {
    change: 'a member is removed',
    before: '{ a: string; b: number }',
    after: '{ a: string }',
    old: { a: 'x', b: 1 },
    fresh: { a: 'x' },
    forth: false,
    back: true,
  },
  {
    change: 'a choice of texts gets one',
    before: "{ a: 'x' | 'y' }",
    after: "{ a: 'x' | 'y' | 'z' }",
    old: { a: 'x' },
    fresh: { a: 'z' },
    forth: false,
    back: true,
  },
  {
    change: 'a member becomes optional',
    before: '{ a: string }',
    after: '{ a?: string }',
    old: { a: 'x' },
    fresh: {},
    forth: false,
    back: true,
  },
  {
    change: 'another way to write the same',
    before: '{ a: string[]; b: null | string }',
    after: '{ a: Array<string>; b: string | null }',
    old: { a: ['x'], b: null },
    fresh: { a: ['y'], b: 'z' },
    forth: false,
    back: false,
  },
  {
    change: 'a member of unknown type',
    before: '{ a: Other }',
    after: '{ a: number }',
    old: { a: 1 },
    fresh: { a: 2 },
    forth: false,
    back: false,
  },
]);

const s = (schema: object) =>
  JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title: 'm', type: 'object', ...schema });
const text = { type: 'string' };

function ofFile(path: string, content: string, direction: 'read' | 'write'): Content {
  const fact = payloads
    .extract(createSource(path, content))
    .find((one) => one.kind === 'payload.exchanged' && one.direction === direction);
  assert.ok(fact?.kind === 'payload.exchanged', content);
  return { shape: fact.shape, strict: fact.strict, open: fact.open === true, known: fact.known ?? 'used' };
}

const ajv = new Ajv({ strict: false });
table(
  'shapes of JSON Schema',
  (schema) => ofFile('events/m.schema.json', schema, 'read'),
  (schema, sample) => ajv.compile(JSON.parse(schema) as object)(sample) === true,
  [
    {
      change: 'a required field is added',
      before: s({ properties: { a: text }, required: ['a'] }),
      after: s({ properties: { a: text, b: text }, required: ['a', 'b'] }),
      old: { a: 'x' },
      fresh: { a: 'x', b: 'y' },
      forth: true,
      back: false,
    },
    {
      change: 'a field is no longer required',
      before: s({ properties: { a: text }, required: ['a'] }),
      after: s({ properties: { a: text } }),
      old: { a: 'x' },
      fresh: {},
      forth: false,
      back: true,
    },
    {
      change: 'an optional field in a closed object',
      before: s({ properties: { a: text }, additionalProperties: false }),
      after: s({ properties: { a: text, b: text }, additionalProperties: false }),
      old: { a: 'x' },
      fresh: { b: 'y' },
      forth: false,
      back: true,
    },
    {
      change: 'an enum gets a value',
      before: s({ properties: { a: { enum: ['x'] } } }),
      after: s({ properties: { a: { enum: ['x', 'y'] } } }),
      old: { a: 'x' },
      fresh: { a: 'y' },
      forth: false,
      back: true,
    },
    {
      change: 'a whole number becomes any number',
      before: s({ properties: { a: { type: 'integer' } } }),
      after: s({ properties: { a: { type: 'number' } } }),
      old: { a: 1 },
      fresh: { a: 1.5 },
      forth: false,
      back: true,
    },
    {
      change: 'a definition is moved',
      before: s({ properties: { a: text } }),
      after: s({ properties: { a: { $ref: '#/definitions/t' } }, definitions: { t: text } }),
      old: { a: 'x' },
      fresh: { a: 'y' },
      forth: false,
      back: false,
    },
  ],
);

const api = (schema: object, direction: 'request' | 'answer') =>
  JSON.stringify({
    openapi: '3.0.3',
    paths: {
      '/orders': {
        post: {
          ...(direction === 'request' ? { requestBody: { content: { 'application/json': { schema } } } } : {}),
          responses: {
            200: direction === 'answer' ? { content: { 'application/json': { schema } } } : { description: '' },
          },
        },
      },
    },
  });
interface Content30 {
  content: { 'application/json': { schema: object } };
}
interface Document {
  paths: { '/orders': { post: { requestBody?: Content30; responses: { '200': Partial<Content30> } } } };
}
table(
  'shapes of OpenAPI',
  (document) => ofFile('openapi.json', document, document.includes('requestBody') ? 'read' : 'write'),
  (document, sample) => {
    const { post } = (JSON.parse(document) as Document).paths['/orders'];
    const content = post.requestBody?.content ?? post.responses['200'].content;
    // The one word of OpenAPI 3.0 that JSON Schema does not know, and the validator does.
    return new Ajv({ strict: false }).compile(content?.['application/json'].schema ?? false)(sample) === true;
  },
  [
    {
      change: 'a request needs another field',
      before: api({ type: 'object', properties: { a: text } }, 'request'),
      after: api({ type: 'object', properties: { a: text, b: text }, required: ['b'] }, 'request'),
      old: { a: 'x' },
      fresh: { a: 'x', b: 'y' },
      forth: true,
      back: false,
    },
    {
      change: 'an answer loses a field',
      before: api({ type: 'object', properties: { a: text, b: text }, required: ['a', 'b'] }, 'answer'),
      after: api({ type: 'object', properties: { a: text }, required: ['a'] }, 'answer'),
      old: { a: 'x', b: 'y' },
      fresh: { a: 'x' },
      forth: false,
      back: true,
    },
    {
      change: 'a field of an answer may be null',
      before: api({ type: 'object', properties: { a: text }, required: ['a'] }, 'answer'),
      after: api({ type: 'object', properties: { a: { type: 'string', nullable: true } }, required: ['a'] }, 'answer'),
      old: { a: 'x' },
      fresh: { a: null },
      forth: false,
      back: true,
    },
  ],
);
