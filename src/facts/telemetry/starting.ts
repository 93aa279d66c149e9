import type { Fact } from '../../core/fact';
import type { Source } from '../../core/source';
import { instrumentedPackages, telemetrySdks } from '../../knowledge/telemetry';
import type { Node, NodeOf } from '../../parse/typescript';
import { requiredModule } from '../code/bindings';
import { bare, isFunction, memberPath } from '../code/nodes';
import type { FileScope } from '../code/scope';

interface Loaded {
  specifier: string;
  node: Node;
}

/** Starts of an SDK in this file, and imports of a local file that starts one. */
export function startFacts(scope: FileScope, source: Source): Fact[] {
  const facts: Fact[] = [];
  const loaded = loadedIn(scope);
  const first = loaded.find(({ specifier }) => instrumentedPackages.test(specifier));
  for (const { specifier, node } of loaded) {
    const sdk = Object.hasOwn(telemetrySdks, specifier) ? telemetrySdks[specifier] : undefined;
    const local =
      /^\.{1,2}\/(?:[\w.-]+\/)*[\w.-]*(?:trac(?:e|er|ing)|instrument(?:ation|s)?|otel|opentelemetry|telemetry|apm)[\w.-]*$/i.test(
        specifier,
      );
    if (sdk?.starts.includes('import') || (local && !bindsTypes(node)))
      facts.push({
        kind: 'telemetry.started',
        at: source.span(node.range[0], node.range[1]),
        sort: sdk?.sort ?? 'traces',
        library: specifier,
        // The order of imports is the order of loading.
        afterImports: first !== undefined && first.node.range[0] < node.range[0],
        ...(first
          ? { imported: { name: first.specifier, at: source.span(first.node.range[0], first.node.range[1]) } }
          : {}),
        flushedOnExit: false,
        patches: sdk?.patches ?? true,
        batches: sdk?.batches ?? false,
      });
  }
  for (const call of scope.code.of('CallExpression')) {
    const started = startedBy(call, scope);
    if (!started) continue;
    const sdk = telemetrySdks[started];
    if (!sdk) continue;
    // Whatever this file imports is loaded before its first line runs; a `require` counts where it stands.
    const before = loaded.find(
      ({ specifier, node }) =>
        instrumentedPackages.test(specifier) &&
        (node.type === 'ImportDeclaration' || node.range[0] < call.range[0]) &&
        !isInFunction(node),
    );
    facts.push({
      kind: 'telemetry.started',
      at: source.span(call.range[0], call.range[1]),
      sort: sdk.sort,
      library: started,
      afterImports: before !== undefined,
      ...(before
        ? { imported: { name: before.specifier, at: source.span(before.node.range[0], before.node.range[1]) } }
        : {}),
      flushedOnExit: false,
      patches: sdk.patches,
      batches: sdk.batches,
    });
  }
  return facts;
}

/** Imports and requires at the top of the file, in the order in which they load. */
function loadedIn(scope: FileScope): Loaded[] {
  const loaded: Loaded[] = [];
  for (const node of scope.code.of('ImportDeclaration')) {
    const types =
      node.importKind === 'type' ||
      (node.specifiers.length > 0 &&
        node.specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type'));
    if (!types) loaded.push({ specifier: node.source.value, node });
  }
  for (const node of scope.code.of('CallExpression')) {
    const specifier = requiredModule(node);
    if (specifier !== undefined && !isInFunction(node)) loaded.push({ specifier, node });
  }
  return loaded.sort((a, b) => a.node.range[0] - b.node.range[0]);
}

function isInFunction(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) return true;
  return false;
}

/** `import { span } from './tracing'` uses what the file exports; `import './tracing'` starts it. */
function bindsTypes(node: Node): boolean {
  return node.type === 'ImportDeclaration' && node.specifiers.length > 0;
}

function startedBy(call: NodeOf<'CallExpression'>, scope: FileScope): string | undefined {
  const path = memberPath(call.callee);
  const name = path?.at(-1) ?? '';
  const ref = scope.ref(call.callee);
  if (ref.in === 'import') {
    const sdk = Object.hasOwn(telemetrySdks, ref.specifier) ? telemetrySdks[ref.specifier] : undefined;
    const member =
      [ref.name, ...ref.path].filter((part) => part !== '()' && part !== 'default' && part !== '*').at(-1) ?? '';
    if (sdk && (sdk.starts.includes(member) || sdk.starts.includes(name))) return ref.specifier;
  }
  // `const sdk = new NodeSDK(…); sdk.start()`
  if (ref.in === 'file' && ref.path.at(-1) === 'start') {
    const callee = bare(call.callee);
    const owner = callee.type === 'MemberExpression' ? scope.definition(callee.object) : undefined;
    if (owner?.type === 'NewExpression') {
      const made = scope.ref(owner.callee);
      if (made.in === 'import' && telemetrySdks[made.specifier]?.starts.includes('start')) return made.specifier;
    }
  }
  return undefined;
}
