import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSource } from '../../src/core/source';
import { get, type Tree } from '../../src/core/tree';
import { attributeOf, blocksOf, isDynamic, parseHcl } from '../../src/parse/hcl';

const read = (text: string) => parseHcl(createSource('main.tf', text));
const plain = (tree: Tree | undefined): unknown =>
  tree === undefined
    ? undefined
    : tree.is === 'map'
      ? Object.fromEntries(tree.entries.map((entry) => [entry.key, plain(entry.value)]))
      : tree.is === 'list'
        ? tree.items.map(plain)
        : tree.template
          ? `computed: ${tree.value}`
          : tree.value;

describe('parse/hcl', () => {
  const text = `# a comment with { braces }
resource "aws_lb" "web" { # the balancer
  name         = "shop-\${var.stage}"
  idle_timeout = 120 // seconds
  internal     = false
  subnets      = var.public ? var.a : var.b
  tags = {
    Team    = "checkout"
    "quoted" : null,
    (local.key) = 1
  }
  access_logs {
    enabled = true
  }
  dynamic "env" {
    for_each = var.env
    content { name = env.key }
  }
}

resource "aws_ecs_task_definition" "web" {
  container_definitions = jsonencode([
    { name = "web", portMappings = [{ containerPort = 3000 }], environment = concat(local.env, []) },
  ])
  policy = <<-JSON
    { "a": "}" }
  JSON
  list = [for x in var.xs : x]
  long = (
    1 + 2
  )
}
`;
  const { body, error } = read(text);
  const [lb, task] = body.blocks;

  it('reads blocks with their labels and places', () => {
    assert.equal(error, undefined);
    assert.deepEqual([lb?.type, lb?.labels], ['resource', ['aws_lb', 'web']]);
    assert.equal(text.slice(lb?.start, lb?.headEnd), 'resource "aws_lb" "web" ');
    assert.equal(text[(lb?.end ?? 0) - 1], '}');
    assert.equal(blocksOf(lb, 'access_logs').length, 1);
    assert.ok(lb && isDynamic(lb, 'env'));
  });

  it('reads literals, and keeps computed values as they are written', () => {
    const value = (key: string) => plain(attributeOf(lb, key)?.value);
    assert.equal(value('idle_timeout'), 120);
    assert.equal(value('internal'), false);
    assert.equal(value('name'), `computed: shop-\${var.stage}`);
    assert.equal(value('subnets'), 'computed: var.public ? var.a : var.b');
    assert.deepEqual(value('tags'), { Team: 'checkout', quoted: null, '(local.key)': 1 });
    const timeout = attributeOf(lb, 'idle_timeout');
    assert.equal(text.slice(timeout?.keyStart, timeout?.value.end), 'idle_timeout = 120');
  });

  it('reads jsonencode and heredocs', () => {
    const containers = attributeOf(task, 'container_definitions')?.value;
    assert.equal(plain(get(containers, 0, 'portMappings', 0, 'containerPort')), 3000);
    assert.equal(plain(get(containers, 0, 'environment')), 'computed: concat(local.env, [])');
    assert.equal(plain(attributeOf(task, 'policy')?.value), '    { "a": "}" }\n');
    assert.equal(plain(attributeOf(task, 'list')?.value), 'computed: [for x in var.xs : x]');
    assert.match(String(plain(attributeOf(task, 'long')?.value)), /^computed: \(/);
  });

  it('tells what it could not read', () => {
    assert.match(read('resource "a" "b" {\n  x = 1\n').error?.reason ?? '', /closing brace/);
    assert.match(read('a = 1\n}').error?.reason ?? '', /too many/);
    assert.equal(read('a = 1\n}').body.attributes.length, 1);
    assert.match(read(`a = ${'['.repeat(5000)}`).error?.reason ?? '', /nested too deeply/);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'a',
      ' = ',
      '{',
      '}',
      '[',
      ']',
      '"',
      '${',
      '<<EOT\n',
      '\n',
      ',',
      '1',
      '#',
      '/*',
      '(',
      ')',
      '?',
      'for ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join('');
        for (const block of read(source).body.blocks) assert.ok(block.end <= source.length);
      }),
    );
  });
});
