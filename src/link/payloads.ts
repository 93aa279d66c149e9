import type { Content, Fact, Ref } from '../core/fact';
import type { FactView, Linker } from '../core/link';
import { moduleOf } from './modulePaths';
import { resolve } from './resolve';

type Exchanged = Fact<'payload.exchanged'>;

/** Re-exports and aliases that are followed for one name. */
const mostSteps = 8;

/** Messages with the names of their channels and the shapes of their content followed into other files. */
export const payloads: Linker = {
  name: 'payloads',
  reads: ['payload.exchanged', 'package.declared', 'alias.declared'],
  emits: ['payload.resolved'],
  roots: (view) => [...new Set(view.of('payload.exchanged').map((fact) => fact.at.file))],
  link(file, view) {
    return { facts: view.in(file, 'payload.exchanged').flatMap((fact) => resolved(fact, view) ?? []) };
  },
};

function resolved(fact: Exchanged, view: FactView): Fact<'payload.resolved'> | undefined {
  const { file } = fact.at;
  const channel = fact.through
    ? channelThrough(fact.through, file, fact.holder ?? '', view)
    : fact.named
      ? constantOf(fact.named, file, view, 0)
      : fact.channel;
  if (channel === undefined) return undefined;
  const message = fact.messageNamed ? constantOf(fact.messageNamed, file, view, 0) : fact.message;
  const content = fact.elsewhere ? contentOf(fact.elsewhere, file, view, 0) : undefined;
  const {
    named: _named,
    messageNamed: _messageNamed,
    through: _through,
    elsewhere: _elsewhere,
    kind: _kind,
    message: _message,
    ...own
  } = fact;
  const { open: _open, ...closed } = own;
  const lost = fact.message !== undefined && message === undefined;
  return {
    ...(content ? closed : own),
    kind: 'payload.resolved',
    channel,
    ...(fact.message === undefined ? {} : { message: lost ? '*' : (message as string) }),
    ...(content
      ? {
          shape: content.shape,
          strict: fact.known === 'validated' && content.strict,
          known: fact.known === 'validated' ? content.known : 'typed',
          ...(content.open ? { open: true } : {}),
        }
      : {}),
  };
}

/** Name of the queue that a client was made for: `new Queue('emails')`, here or in another file. */
function channelThrough(ref: Ref, file: string, owner: string, view: FactView): string | undefined {
  const found = resolve(ref, file, view, owner);
  if (found.in !== 'package' || !/^(?:bullmq|bull)$/.test(found.specifier)) return undefined;
  const [first] = found.instance?.args ?? [];
  if (!first || !found.instance) return undefined;
  if (first.is === 'literal') return String(first.value);
  if (first.is === 'env') return first.fallback?.is === 'literal' ? String(first.fallback.value) : `$${first.name}`;
  return first.is === 'ref' ? constantOf(first.ref, found.instance.at.file, view, 0) : undefined;
}

/** Text that a constant of another file stands for: `QueueName.Emails`, `EMAILS`. */
function constantOf(ref: Ref, file: string, view: FactView, steps: number): string | undefined {
  const at = locate(ref, file, view, steps);
  if (!at) return undefined;
  const [member, ...rest] = at.path;
  if (rest.length > 0) return undefined;
  if (member !== undefined) {
    const declared = view.summaries(at.file, 'shape.declared').find((fact) => fact.name === at.name);
    const constants = declared?.constants;
    return constants && Object.hasOwn(constants, member) ? constants[member] : undefined;
  }
  const value = view.summaries(at.file, 'symbol.exported').find((fact) => fact.name === at.name)?.value;
  return value?.is === 'literal' ? String(value.value) : value?.is === 'env' ? `$${value.name}` : undefined;
}

function contentOf(ref: Ref, file: string, view: FactView, steps: number): Content | undefined {
  if (steps > mostSteps) return undefined;
  const at = locate(ref, file, view, steps);
  if (!at || at.path.length > 0) return undefined;
  const declared = view.summaries(at.file, 'shape.declared').find((fact) => fact.name === at.name);
  if (!declared || declared.constants) return undefined;
  return declared.content.elsewhere
    ? contentOf(declared.content.elsewhere, at.file, view, steps + 1)
    : declared.content;
}

/** The file that declares what is imported, through re-exports. */
function locate(
  ref: Ref,
  file: string,
  view: FactView,
  steps: number,
): { file: string; name: string; path: string[] } | undefined {
  if (steps > mostSteps || ref.in !== 'import') return undefined;
  const module = moduleOf(ref.specifier, file, view);
  if (typeof module === 'string') return undefined;
  const [first, ...rest] = ref.path;
  const [name, path] = ref.name === '*' && first !== undefined ? [first, rest] : [ref.name, ref.path];
  if (view.summaries(module.file, 'shape.declared').some((fact) => fact.name === name))
    return { file: module.file, name, path };
  const exports = view.summaries(module.file, 'symbol.exported');
  const own = exports.find((fact) => fact.name === name);
  if (own?.target.in === 'import')
    return locate({ ...own.target, path: [...own.target.path, ...path] }, module.file, view, steps + 1);
  if (own) return { file: module.file, name, path };
  for (const all of exports) {
    if (all.name !== '*' || all.target.in !== 'import') continue;
    const found = locate({ ...all.target, name, path }, module.file, view, steps + 1);
    if (found) return found;
  }
  return undefined;
}
