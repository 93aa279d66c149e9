import type { Fact, Gate, Imports } from '../core/fact';
import type { FactView } from '../core/link';

type Summary = Fact<'function.summarised'>;

/** Where a function can ask for a flag before it does anything. */
export function gateInside({ entry, at, async, method, params }: Summary, view: FactView): Gate | undefined {
  if (!entry) return undefined;
  const start = { ...at, end: at.start, endLine: at.line, endColumn: at.column };
  return {
    ...entry,
    async: async === true,
    ...(async || method ? {} : { asyncAt: start }),
    params,
    imports: importsOf(at.file, view),
  };
}

/** A question in front of a statement of a function, or of the module when it is loaded. */
export function gateBefore(
  at: Gate['at'],
  around: { async: boolean; onLoad: boolean; params: string[] },
  view: FactView,
): Gate {
  const { async, onLoad, params } = around;
  return {
    at,
    form: 'statement',
    async,
    ...(onLoad ? { onLoad: true as const } : {}),
    params,
    imports: importsOf(at.file, view),
  };
}

function importsOf(file: string, view: FactView): Imports {
  return view.memo(`imports ${file}`, () => {
    const facts = view.summaries(file, 'module.imported').filter((one) => one.local !== '' && !one.typeOnly);
    const last = view.summaries(file, 'module.imported').find((one) => one.last)?.last;
    return {
      quote: "'",
      end: ';',
      ...last,
      names: facts.map(({ local, specifier, name }) => ({ local, specifier, name })),
    };
  });
}
