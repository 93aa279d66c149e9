import type { Fact, FactTypes } from '../../core/fact';
import type { Source } from '../../core/source';
import { buildConfig, deployConfig, isPublicVariable } from '../../knowledge/environmentVariables';
import type { Code } from '../../parse/typescript';
import { atModuleLevel } from './bindings';
import { type CodeRead, isOurs } from './reads';
import type { Need } from './requirement';

/** Reads of one file as facts; what goes through other files is only asked for. */
export function readFacts(source: Source, code: Code, found: readonly CodeRead[]): Fact[] {
  const tested = new Set(found.filter((read) => read.guard && read.access === 'direct').map((read) => read.name));
  const client = isClient(source.path, code);
  return found.filter(isOurs).map((read) => {
    const at = source.span(read.at.range[0], read.at.range[1]);
    const fields = fieldsOf(source, read, tested.has(read.name), client);
    if (!read.asks) return { kind: 'env.read', at, ...fields };
    const { helper, owner, call, assumed } = read.asks;
    return {
      kind: 'env.asked',
      at,
      ...fields,
      helper,
      ...(owner === undefined ? {} : { owner }),
      ...(call ? { call } : {}),
      ...(assumed ? { assumed: neededAs(read, assumed, tested.has(read.name)) } : {}),
    };
  });
}

function fieldsOf(source: Source, read: CodeRead, tested: boolean, client: boolean): FactTypes['env.read'] {
  const { path } = source;
  const inlined = read.via.startsWith('import.meta') || (isPublicVariable(read.name) && read.access === 'direct');
  const when =
    read.via !== 'runtimeConfig' && (buildConfig.test(path) || inlined)
      ? 'build'
      : deployConfig.test(path)
        ? 'deploy'
        : atModuleLevel(read.at)
          ? 'start'
          : 'call';
  return {
    name: read.name,
    ...neededAs(read, read, tested),
    access: read.access,
    side: client ? 'client' : 'server',
    when,
    validated: read.validated === true,
    ...(read.handedOn && !read.validated ? { handedOn: true } : {}),
    via: read.via,
    ...(read.like === undefined || isPublicVariable(read.name)
      ? {}
      : { slot: { at: source.span(read.at.range[0], read.at.range[0]), form: 'schema' as const, like: read.like } }),
  };
}

/** A variable that the file tests for is known to be missing sometimes, wherever else the file reads it. */
function neededAs(
  read: CodeRead,
  { need, fallback, guard }: Need,
  tested: boolean,
): Pick<FactTypes['env.read'], 'need' | 'fallback' | 'answered'> {
  return {
    need: tested && !read.validated ? 'optional' : need,
    ...(fallback ? { fallback } : {}),
    ...(guard && need === 'optional' && !isNothing(fallback) ? { answered: true } : {}),
  };
}

/** `?? ''` goes on with nothing: it satisfies the compiler. */
const isNothing = (fallback: Need['fallback']) => fallback?.is === 'literal' && fallback.value === '';

/** Only what says so itself: which module ends in the browser otherwise depends on who imports it. */
function isClient(path: string, code: Code): boolean {
  if (/\.client\.[cm]?[jt]sx?$/.test(path)) return true;
  const [first] = code.ast.body;
  return first?.type === 'ExpressionStatement' && first.directive === 'use client';
}
