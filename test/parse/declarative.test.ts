import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSource } from '../../src/core/source';
import { get, spanOf, textOf } from '../../src/core/tree';
import { parseDockerfile } from '../../src/parse/dockerfile';
import { parseJson } from '../../src/parse/json';
import { shellCommands } from '../../src/parse/shell';
import { parseToml } from '../../src/parse/toml';

describe('parse/json', () => {
  it('reads comments and trailing commas, with places', () => {
    const text = '{\n  // note\n  "a": [1, { "b": "x", },],\n}';
    const { tree, error } = parseJson(createSource('a.json', text));
    assert.equal(error, undefined);
    const b = get(tree, 'a', 1, 'b');
    assert.ok(b);
    assert.equal(text.slice(b.start, b.end), '"x"');
    assert.deepEqual([spanOf(b).line, spanOf(b).column], [3, 19]);
  });

  it('tells where a text breaks off', () => {
    const { tree, error } = parseJson(createSource('a.json', '{ "a": '));
    assert.equal(tree, undefined);
    assert.match(error?.reason ?? '', /^JSON: /);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseJson(createSource('a.json', text))));
    assert.doesNotThrow(() => parseJson(createSource('a.json', '['.repeat(50_000))));
  });
});

describe('parse/toml', () => {
  it('reads tables, dotted keys and lists of tables', () => {
    const text =
      'app = "shop"\n[env]\nLOG.level = "info"\n[[services]]\nport = 1\n[[services.checks]]\npath = "/a"\n[[services]]\nport = 2\n';
    const { tree } = parseToml(createSource('fly.toml', text));
    assert.equal(textOf(get(tree, 'env', 'LOG', 'level')), 'info');
    assert.equal(textOf(get(tree, 'services', 1, 'port')), '2');
    const path = get(tree, 'services', 0, 'checks', 0, 'path');
    assert.ok(path);
    assert.equal(text.slice(path.start, path.end), '"/a"');
  });

  it('never throws', () => {
    const piece = fc.constantFrom('a', '=', '"', '[', ']', '{', '}', '.', '\n', '1', '#', ' ', ',');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        (pieces) => void parseToml(createSource('a.toml', pieces.join(''))),
      ),
    );
  });
});

describe('parse/dockerfile', () => {
  it('reads stages, flags, pairs and both forms of a command', () => {
    const text =
      'ARG NODE=22\r\nFROM --platform=linux/amd64 node:$NODE AS build\r\nENV A=1 B="two words"\r\nRUN npm ci \\\r\n  && npm run build\r\nFROM build\r\nCMD ["node", "-e", "f(1, 2)"]\r\n';
    const { globals, stages } = parseDockerfile(createSource('Dockerfile', text));
    assert.equal(globals[0]?.pairs[0]?.value, '22');
    const [build, last] = stages;
    assert.deepEqual([build?.name, build?.image, last?.image], ['build', 'node:$NODE', 'build']);
    assert.deepEqual(
      build?.instructions[0]?.pairs.map((pair) => pair.value),
      ['1', 'two words'],
    );
    const run = build?.instructions[1];
    assert.equal(text.slice(run?.start, run?.end), 'RUN npm ci \\\r\n  && npm run build');
    assert.deepEqual(last?.instructions[0]?.json, ['node', '-e', 'f(1, 2)']);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'FROM a',
      'RUN ',
      '\\\n',
      '\n',
      '<<EOT',
      'EOT',
      '["',
      '"]',
      'ENV A=',
      '"',
      '#',
      ' AS b',
      '--from=',
      'HEALTHCHECK CMD ',
      'ONBUILD ',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        (pieces) => void parseDockerfile(createSource('Dockerfile', pieces.join(''))),
      ),
    );
  });
});

describe('parse/shell', () => {
  const words = (text: string) => shellCommands(text).map((command) => command.words.join(' '));

  it('splits commands, and joins lines that go on', () => {
    assert.deepEqual(words('a b && c "d e" || f; g | h\ni \\\n  j # note\nk'), [
      'a b',
      'c d e',
      'f',
      'g',
      'h',
      'i j',
      'k',
    ]);
  });

  it('knows the operators, assignments and words of the shell around a command', () => {
    const [migrate, shrug, start] = shellCommands('CI=1 sudo npm run migrate || true\nexec node server.js');
    assert.deepEqual(
      [migrate?.assigns, migrate?.leaders, migrate?.after, shrug?.before],
      [['CI=1'], ['sudo'], '||', '||'],
    );
    assert.deepEqual([start?.leaders, start?.words], [['exec'], ['node', 'server.js']]);
  });

  it('looks into loops and conditions, and past here-documents', () => {
    assert.deepEqual(words('if [ -f x ]; then kubectl apply -f x; fi\nfor i in 1 2; do echo $i; done'), [
      '[ -f x ]',
      'kubectl apply -f x',
      'for i in 1 2',
      'echo $i',
    ]);
    assert.deepEqual(words('cat <<EOF > f\nkubectl delete all\nEOF\nls'), ['cat > f', 'ls']);
  });

  it('keeps substitutions whole', () => {
    assert.deepEqual(words('echo $(date; echo "x") $(a b) `ls; pwd`'), ['echo $(date; echo "x") $(a b) `ls; pwd`']);
  });

  it('gives places in the text', () => {
    const text = '  npm ci &&\n  npm test';
    const [, second] = shellCommands(text, 100);
    assert.equal(text.slice((second?.start ?? 0) - 100, (second?.end ?? 0) - 100), 'npm test');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', ' ', '"', "'", '\\', '\n', '$', '(', ')', '{', '}', '`', '|', '&', ';', '<', '#'),
        }),
        (text) => {
          for (const command of shellCommands(text)) assert.ok(command.start >= 0 && command.end <= text.length);
        },
      ),
    );
  });
});
