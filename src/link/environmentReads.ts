import type { Fact } from '../core/fact';
import type { FactView, Linker } from '../core/link';
import { compareText } from '../core/span';
import { outcomeOf, type VariableHelper } from '../core/variableHelper';
import { resolve } from './resolve';

type Asked = Fact<'env.asked'>;
type Read = Fact<'env.read'>;

/**
 * Reads that several files make together: one calls a helper, or takes a member of an object, and another says that this
 * reads the environment. Roots are the files that ask.
 */
export const environmentReads: Linker = {
  name: 'environment reads',
  reads: ['env.asked', 'env.shared', 'symbol.exported', 'package.declared', 'alias.declared'],
  emits: ['env.read'],
  roots: (view) => [...new Set(view.of('env.asked').map((fact) => fact.at.file))].sort(compareText),
  link: (root, view) => ({ facts: view.in(root, 'env.asked').flatMap((asked) => readOf(asked, view) ?? []) }),
};

function readOf(asked: Asked, view: FactView): Read | undefined {
  const { kind: _, helper: __, owner: ___, call, assumed, ...read } = asked;
  const meant = meaningOf(asked, view);
  if (meant === 'object' && !call) return { kind: 'env.read', ...read };
  if (meant === undefined || meant === 'object' || !call)
    return assumed && call ? { kind: 'env.read', ...without(read), ...assumed } : undefined;
  const { missing, fallback } = outcomeOf(meant, call);
  if (missing === 'nothing') return { kind: 'env.read', ...read };
  if (missing === 'answers')
    return {
      kind: 'env.read',
      ...without(read),
      need: 'optional',
      ...(fallback ? { fallback } : {}),
      ...(fallback?.is === 'literal' && fallback.value === '' ? {} : { answered: true }),
    };
  return { kind: 'env.read', ...without(read), need: 'required', validated: read.when !== 'call' };
}

/** What a place does with the value matters no more where the helper has decided. */
function without(read: Omit<Read, 'kind'>): Omit<Read, 'kind'> {
  const { fallback: _, handedOn: __, answered: ___, ...rest } = read;
  return rest;
}

/** The helper that is called, or the object of variables. */
function meaningOf(asked: Asked, view: FactView): VariableHelper | 'object' | undefined {
  const { helper, owner } = asked;
  const found = resolve(helper, asked.at.file, view, owner);
  if (found.in === 'global')
    return /^(?:process|Bun)$/.test(found.name) && found.path.join('.') === 'env' ? 'object' : undefined;
  if (found.in !== 'file' || found.path.length > 0) return undefined;
  const shared = view
    .by('env.shared', 'file and symbol', (fact) => `${fact.at.file} ${fact.symbol}`)
    .get(`${found.file} ${found.symbol}`)?.[0];
  return shared && (shared.helper ?? 'object');
}
