import assert from 'node:assert/strict';
import { createSource } from '../../src/core/source';
import { outlines } from '../../src/facts/outlines';

describe('outlines of a file of code', () => {
  const of = (text: string) =>
    outlines
      .extract(createSource('src/a.ts', text))
      .flatMap((fact) => (fact.kind === 'symbol.outlined' ? [`${fact.name} ${fact.sort}`] : []));

  it('tell functions from other values', () => {
    assert.deepEqual(
      of(
        [
          'export async function load(id: string) {}',
          'export const save = async ({ id }: { id: string }): Promise<void> => {};',
          'export const client = new Client();',
          'export default class Orders {}',
          'const inside = 1;',
        ].join('\n'),
      ),
      ['load function', 'save function', 'client other', 'default other'],
    );
  });

  it('name what a list exports, over several lines', () => {
    assert.deepEqual(of("export {\n  a, // the first\n  b as c,\n} from './b';\nexport type { T } from './t';"), [
      'a other',
      'c other',
      'T other',
    ]);
  });

  it('lead on to other files', () => {
    assert.deepEqual(of("export * from './b';\nexport * as all from './c';"), ['* elsewhere', 'all other']);
  });

  it('admit what they cannot name', () => {
    assert.deepEqual(of('export const { GET, POST } = handlers;'), ['? other']);
    assert.deepEqual(of('module.exports = { a, b };'), ['? other']);
    assert.deepEqual(of('export = client;'), ['? other']);
  });

  it('take no result of a call for a function', () => {
    assert.deepEqual(of('export const db = (await connect()) as Client;\nexport const one = cached(() => 1);'), [
      'db other',
      'one other',
    ]);
  });

  it('stay linear on a list that never ends', () => {
    const started = performance.now();
    outlines.extract(createSource('src/a.ts', `export {${'a, '.repeat(80_000)}`));
    outlines.extract(createSource('src/a.ts', 'export const a = ('.repeat(10_000)));
    assert.ok(performance.now() - started < 2000);
  });
});
