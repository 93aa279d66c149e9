import type { CallForm } from '../../core/fact';
import type { Edit } from '../../core/finding';

/**
 * Writes a property into the options of a call that are its argument number `at`: into the object literal that stands there, or
 * as a new last argument, in front of a callback. Nothing where something else stands there, or where the literal has the
 * property already. `skips`: an argument before the options may be left out.
 */
export function optionEdit(form: CallForm, at: number, text: string, skips = false): Edit | undefined {
  if (form.options && form.optionsAt === at) {
    if (form.options.limits?.some((name) => text.startsWith(`${name}:`) || text.includes(`, ${name}:`)))
      return undefined;
    return { at: form.options.at, text: form.options.empty ? ` ${text} ` : ` ${text},` };
  }
  if (form.callback) return at === form.args - 1 ? { at: form.callback, text: `{ ${text} }, ` } : undefined;
  const missing = at - form.args;
  if (missing !== 0 && !(missing === 1 && skips && form.args > 0)) return undefined;
  const before = form.args === 0 || form.trailingComma ? (form.trailingComma ? ' ' : '') : ', ';
  return { at: form.close, text: `${before}${missing === 1 ? 'undefined, ' : ''}{ ${text} }` };
}
