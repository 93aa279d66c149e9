import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSource } from '../../src/core/source';
import { parseDotenv } from '../../src/parse/dotenv';

const read = (text: string) => parseDotenv(createSource('.env', text));
const values = (text: string) => Object.fromEntries(read(text).entries.map((e) => [e.key, e.value]));

/** The grammar that dotenv documents, as one expression: what it keeps of a text. */
function asDotenv(text: string): Record<string, string> {
  const line =
    /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;
  const result: Record<string, string> = {};
  for (const match of text.replace(/\r\n?/g, '\n').matchAll(line)) {
    let value = (match[2] ?? '').trim();
    const quoted = value.startsWith('"');
    value = value.replace(/^(['"`])([\s\S]*)\1$/gm, '$2');
    if (quoted) value = value.replace(/\\n/g, '\n').replace(/\\r/g, '\r');
    result[match[1] ?? ''] = value;
  }
  return result;
}

describe('parse/dotenv', () => {
  it('reads what dotenv reads', () => {
    const text = [
      'A=1',
      'export B = two words ',
      'C: 7',
      'D="x # y" # note',
      "E='$A\\n'",
      'F=a#b',
      'G="first\\nsecond"',
      'H=`back`',
      'I=',
      'J="open',
      'A=2',
      '  K=v',
      'not a line',
      '# comment = no',
    ].join('\n');
    assert.deepEqual(values(text), asDotenv(text));
    assert.equal(values(text).F, 'a');
    assert.equal(values(text).A, '2');
  });

  it('reads values that span lines', () => {
    const text = 'KEY="-----BEGIN\nline\n-----END"\nNEXT=1';
    assert.deepEqual(values(text), { KEY: '-----BEGIN\nline\n-----END', NEXT: '1' });
  });

  it('knows where everything stands', () => {
    const text = 'A=1\r\nexport DB_URL="x"  # why\r\nB: 2\r\n??\r\n';
    const { entries, ignored } = read(text);
    const [, url] = entries;
    assert.ok(url);
    assert.equal(text.slice(url.keyStart, url.keyEnd), 'DB_URL');
    assert.equal(text.slice(url.valueStart, url.valueEnd), '"x"');
    assert.deepEqual([url.quote, url.exported, url.comment], ['"', true, 'why']);
    assert.deepEqual(
      entries.map((e) => e.value),
      ['1', 'x', '2'],
    );
    assert.deepEqual(
      ignored.map((line) => line.text),
      ['??'],
    );
  });

  it('marks a # that readers do not agree on', () => {
    const { entries } = read('A=a#b\nB=a #b\nC="a#b"');
    assert.deepEqual(
      entries.map((e) => e.hashInside),
      [true, false, false],
    );
  });

  it('never throws and agrees with the grammar on lines of one line', () => {
    const word = fc.string({ unit: fc.constantFrom('a', '1', ' ', '"', "'", '#', '\\', '=', '$', 'n'), maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom('A', 'B_1', 'c.d-e'), word, (key, value) => {
        // A value without its closing quote may run on; one line has nothing to run on to.
        const text = `${key}=${value}`;
        assert.deepEqual(values(text), asDotenv(text));
      }),
      { numRuns: 3000, examples: [['A', '"\\n']] },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const entry of read(text).entries) assert.ok(entry.valueEnd <= text.length);
      }),
    );
  });
});
