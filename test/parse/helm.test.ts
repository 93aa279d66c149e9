import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSource } from '../../src/core/source';
import { get, isOpen, type Tree } from '../../src/core/tree';
import { maskTemplates } from '../../src/parse/helm';
import { parseYaml } from '../../src/parse/yaml';

const read = (text: string) => parseYaml(createSource('chart/templates/a.yaml', text))[0];
const value = (tree: Tree | undefined) => (tree?.is === 'scalar' ? tree.value : undefined);

describe('parse/helm', () => {
  it('keeps the length and every line break', () => {
    const text =
      'a: {{ .Values.a | default "}}" }}\n{{/* a comment }} with braces */}}\nb:\n  {{- toYaml .Values.b | nindent 2 }}\n';
    const { text: masked } = maskTemplates(text);
    assert.equal(masked.length, text.length);
    assert.deepEqual(
      [...masked.matchAll(/\n/g)].map((m) => m.index),
      [...text.matchAll(/\n/g)].map((m) => m.index),
    );
    assert.ok(!masked.includes('{{'));
  });

  it('remembers what stands in place of a value', () => {
    const tree = read('image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"\nport: {{ .Values.port }}\n')?.tree;
    assert.equal(value(get(tree, 'image')), '{{ .Values.image.name }}:{{ .Values.image.tag }}');
    assert.equal(value(get(tree, 'port')), '{{ .Values.port }}');
    assert.ok(isOpen(get(tree, 'port')));
  });

  it('opens the parent of what a template adds', () => {
    const tree = read(
      [
        'spec:',
        '  probe:',
        '    {{- toYaml .Values.probe | nindent 4 }}',
        '  env:',
        '    - name: A',
        '      value: "1"',
        '    {{- toYaml .Values.extra | nindent 4 }}',
        '  labels:',
        '    app: x',
        '    {{- include "x.labels" . | nindent 4 }}',
        '  last: 1',
      ].join('\n'),
    )?.tree;
    assert.ok(isOpen(get(tree, 'spec', 'probe')));
    assert.ok(isOpen(get(tree, 'spec', 'env')));
    assert.ok(isOpen(get(tree, 'spec', 'labels')));
    assert.ok(!isOpen(get(tree, 'spec')));
    assert.ok(!isOpen(get(tree, 'spec', 'env', 0)));
    assert.equal(value(get(tree, 'spec', 'last')), 1);
  });

  it('keeps both branches of a condition, and says when each holds', () => {
    const document = read(
      '{{- if .Values.a }}\nx: 1\n{{- else if eq .Values.b "c" }}\nx: 2\n{{- else }}\nx: 3\n{{- end }}\n',
    );
    const tree = document?.tree;
    assert.equal(tree?.is === 'map' && tree.entries.length, 3);
    assert.deepEqual(
      document?.regions.map((region) => region.tests),
      [
        [{ test: '.Values.a', holds: true }],
        [
          { test: '.Values.a', holds: false },
          { test: 'eq .Values.b "c"', holds: true },
        ],
        [
          { test: '.Values.a', holds: false },
          { test: 'eq .Values.b "c"', holds: false },
        ],
      ],
    );
  });

  it('resolves the dot of `with` and plain variables, and names that of `range`', () => {
    const { masks, openings } = maskTemplates(
      '{{- with .Values.web }}\na: {{ .port }}\nb:\n  {{- toYaml .probe | nindent 2 }}\nc: {{ $.Release.Name }}\n{{- end }}\n{{- $image := .Values.image }}\nd: {{ $image.tag }}\n{{- range .Values.list }}\ne: {{ .name }}\n{{- end }}\n',
    );
    assert.deepEqual(
      masks.map((mask) => mask.expression),
      ['.Values.web.port', '.Release.Name', '.Values.image.tag', '$~0.name'],
    );
    assert.equal(openings[0]?.expression, 'toYaml .Values.web.probe | nindent 2');
  });

  it('never throws and never changes the length', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '-',
      ' ',
      '"',
      '`',
      '/*',
      '*/',
      'if x',
      'end',
      'with .a',
      'range .b',
      'else',
      'define "x"',
      '.Values.x',
      '$x := .y',
      '| nindent 2',
      '\n',
      'a: ',
      '(',
      ')',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        assert.equal(maskTemplates(text).text.length, text.length);
      }),
      { numRuns: 500 },
    );
  });
});
