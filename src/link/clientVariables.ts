import type { Fact, Site, Value } from '../core/fact';
import type { FactView } from '../core/link';

const shouted = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
/** Set a limit, a name or a way of speaking rather than saying whom the client is and whom it calls. */
const setting = /time-?out|retr|max|limit|version|debug|log|method|body|format|locale|interval/i;

/** Environment variables that a client, or one call, takes its address and its credentials from. */
export function variablesOf(site: Site, instance: Fact<'instance.created'> | undefined, view: FactView): string[] {
  const named = (options: Record<string, Value>) =>
    Object.entries(options).flatMap(([name, value]) => (setting.test(name) ? [] : [value]));
  const values = [...site.args.slice(0, 1), ...named(site.options)];
  if (instance) values.push(...instance.args.slice(0, 2), ...named(instance.options));
  return [...new Set(values.flatMap((value) => variableOf(value, view) ?? []))].sort();
}

function variableOf(value: Value, view: FactView): string | undefined {
  if (value.is === 'env') return value.name;
  if (value.is === 'unknown') return value.env;
  if (value.is !== 'ref' || value.ref.in === 'unknown') return undefined;
  const { ref } = value;
  const name =
    ref.path.findLast((step) => step !== '()') ??
    (ref.in === 'this' ? ref.member : ref.in === 'file' ? ref.symbol : ref.name);
  return shouted.test(name) && isRead(name, view) ? name : undefined;
}

/** A member of a module of settings has the name of a variable that something reads from the environment. */
function isRead(name: string, view: FactView): boolean {
  return view.settled(`variable ${name}`, () => view.of('env.read').some((read) => read.name === name));
}
