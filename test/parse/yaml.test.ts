import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSource } from '../../src/core/source';
import { entryOf, get, keySpan, spanOf, type Tree, textOf } from '../../src/core/tree';
import { parseYaml, yamlTrees, yamlTreesWithin } from '../../src/parse/yaml';

const read = (text: string, path = 'a.yaml') => parseYaml(createSource(path, text));
const first = (text: string, path?: string): Tree => {
  const tree = read(text, path)[0]?.tree;
  assert.ok(tree, 'no tree');
  return tree;
};
const plain = (tree: Tree | undefined): unknown =>
  tree?.is === 'map'
    ? Object.fromEntries(tree.entries.map((entry) => [entry.key, plain(entry.value)]))
    : tree?.is === 'list'
      ? tree.items.map(plain)
      : tree?.value;

describe('parse/yaml', () => {
  it('resolves anchors and merge keys, and keeps numbers as they are written', () => {
    const tree = first('base: &b { a: 1, b: 2 }\nmore:\n  <<: *b\n  b: 3\nagain: *b\ntag: 1.10\nversion: "1"\n');
    assert.deepEqual(plain(tree), {
      base: { a: 1, b: 2 },
      more: { a: 1, b: 3 },
      again: { a: 1, b: 2 },
      tag: '1.10',
      version: '1',
    });
  });

  it('knows where keys and values stand', () => {
    const text = '# ä\nouter:\r\n  inner: "x y"  # note\r\n  list:\r\n    - one\r\n';
    const outer = entryOf(first(text), 'outer');
    const inner = entryOf(outer?.value, 'inner');
    assert.ok(outer && inner);
    assert.deepEqual([keySpan(inner).line, keySpan(inner).column], [3, 3]);
    assert.equal(text.slice(inner.value.start, inner.value.end), '"x y"');
    const one = get(outer.value, 'list', 0);
    assert.ok(one);
    assert.deepEqual([spanOf(one).line, spanOf(one).column, spanOf(one).endColumn], [5, 7, 10]);
    assert.equal(text.slice(outer.value.start, outer.value.end).trimEnd().endsWith('- one'), true);
  });

  it('keeps a broken document apart from the others', () => {
    const documents = read('a: 1\n---\nb: [1, 2\n---\nc: 3\n');
    assert.equal(plain(documents[0]?.tree) !== undefined, true);
    const broken = documents.find((document) => document.error);
    assert.match(broken?.error?.reason ?? '', /^YAML: /);
    assert.equal(broken?.tree, undefined);
  });

  it('cuts off aliases that multiply', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    const started = process.cpuUsage().user;
    const [document] = read(lines.join('\n'));
    // A tree that shares its parts is small, but whoever walks it meets each as often as it is repeated.
    assert.equal(document?.tree, undefined);
    assert.match(document?.error?.reason ?? '', /more nodes/);
    assert.ok((process.cpuUsage().user - started) / 1000 < 1500);
  });

  it('reads a document inside a block of another, with the places of the outer file', () => {
    const text =
      'patches:\n  - target: { kind: Deployment }\n    patch: |-\n      - op: replace\n        path: /spec/replicas\n        value: 4\n';
    const block = get(first(text), 'patches', 0, 'patch');
    assert.ok(block);
    const [patch] = yamlTreesWithin(text, block);
    const value = get(patch, 0, 'value');
    assert.ok(value);
    assert.equal(textOf(value), '4');
    assert.deepEqual([spanOf(value).line, spanOf(value).column], [6, 16]);
  });

  it('does not start on what is nested without end', () => {
    const endless = [
      '['.repeat(20_000),
      '{a: '.repeat(5_000),
      '- '.repeat(5_000),
      Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    ];
    for (const text of endless) assert.equal(read(text)[0]?.error?.reason, 'YAML: nested too deeply');
  });

  it('never throws, and every place lies in the text', () => {
    const inside = (tree: Tree, length: number): boolean =>
      tree.start >= 0 &&
      tree.end <= length &&
      (tree.is === 'map'
        ? tree.entries.every((entry) => entry.keyEnd <= length && inside(entry.value, length))
        : tree.is !== 'list' || tree.items.every((item) => inside(item, length)));
    const piece = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '|',
      '>',
      '&x ',
      '*x',
      '<<: ',
      '#',
      '---\n',
      '{{ .Values.a }}',
      '{{- if x }}',
      '{{- end }}',
      '\t',
      '? ',
      '!!',
      '%',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.boolean(), (pieces, helm) => {
        const text = pieces.join('');
        for (const tree of yamlTrees(createSource(helm ? 'chart/templates/a.yaml' : 'a.yaml', text)))
          assert.ok(inside(tree, text.length));
      }),
      { numRuns: 150 },
    );
  });
});
