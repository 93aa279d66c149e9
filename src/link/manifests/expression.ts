import { entryOf, isNull, type ScalarTree, type Tree, type TreeDoc } from '../../core/tree';

/** What an expression gives: a tree, `null` for what the values do not set, `undefined` for what cannot be told. */
export type Given = Tree | null | undefined;

export interface Context {
  /** Merged values of the chart. */
  values: Tree;
  /** Name of the chart, which stands for the release too. */
  chart: string;
  doc: TreeDoc;
  /** Named templates of the chart that are one expression. */
  helpers?: ReadonlyMap<string, string>;
  /** What the blocks of a `range` stand for at the moment: `0` the member, `0k` its key. */
  members?: ReadonlyMap<string, Tree>;
}

type Token = { sort: 'path' | 'word' | 'text' | 'number' | 'open' | 'close' | 'pipe'; text: string };

const tokenPattern = /"((?:[^"\\]|\\.)*)"|`([^`]*)`|([()|])|([^\s()|"`]+)/g;

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  for (const match of expression.matchAll(tokenPattern)) {
    const [, double, back, mark, word = ''] = match;
    if (double !== undefined) tokens.push({ sort: 'text', text: double.replace(/\\(.)/g, '$1') });
    else if (back !== undefined) tokens.push({ sort: 'text', text: back });
    else if (mark) tokens.push({ sort: mark === '(' ? 'open' : mark === ')' ? 'close' : 'pipe', text: mark });
    else if (/^-?\d+(?:\.\d+)?$/.test(word)) tokens.push({ sort: 'number', text: word });
    else tokens.push({ sort: word.startsWith('.') || word.startsWith('$') ? 'path' : 'word', text: word });
  }
  return tokens;
}

/** Evaluates an expression of a template as far as the values tell; everything else is `undefined`. */
export function evaluate(expression: string, context: Context): Given {
  if (expression.length > 2000) return undefined;
  const tokens = tokensOf(expression);
  const state = { tokens, at: 0, depth: 0 };
  const given = pipeline(state, context);
  return state.at < tokens.length ? undefined : given;
}

interface State {
  tokens: Token[];
  at: number;
  depth: number;
}

function pipeline(state: State, context: Context): Given {
  if (++state.depth > 50) return undefined;
  let given = command(state, context, []);
  while (state.tokens[state.at]?.sort === 'pipe') {
    state.at++;
    given = command(state, context, [given]);
  }
  state.depth--;
  return given;
}

function command(state: State, context: Context, piped: Given[]): Given {
  const first = state.tokens[state.at];
  let name: string | undefined;
  if (first?.sort === 'word' && !/^(?:true|false|nil)$/.test(first.text)) {
    name = first.text;
    state.at++;
  }
  const args: Given[] = [];
  const written: string[] = [];
  for (;;) {
    const token = state.tokens[state.at];
    if (!token || token.sort === 'close' || token.sort === 'pipe') break;
    state.at++;
    written.push(token.text);
    if (token.sort === 'open') {
      args.push(pipeline(state, context));
      if (state.tokens[state.at]?.sort === 'close') state.at++;
    } else args.push(operand(token, context));
  }
  args.push(...piped);
  if (name === undefined) return args.length === 1 ? args[0] : undefined;
  return call(name, args, written, context);
}

function operand(token: Token, context: Context): Given {
  if (token.sort === 'text') return scalar(token.text, context);
  if (token.sort === 'number') return scalar(Number(token.text), context);
  if (token.text === 'true' || token.text === 'false') return scalar(token.text === 'true', context);
  if (token.text === 'nil') return null;
  if (token.sort !== 'path') return undefined;
  const [, id, rest = ''] = token.text.startsWith('$~') ? (/^\$~(\d+k?)((?:\.[\w-]+)*)$/.exec(token.text) ?? []) : [];
  if (id !== undefined) {
    const member = context.members?.get(id);
    return member && memberAt(member, rest.split('.').slice(1));
  }
  const path = token.text.replace(/^\$/, '').split('.').slice(1);
  if (path[0] === 'Chart' && path[1] === 'Name') return scalar(context.chart, context);
  if (path[0] === 'Release' && path[1] === 'Name') return scalar(context.chart, context);
  if (path[0] !== 'Values') return undefined;
  return memberAt(context.values, path.slice(1));
}

function memberAt(tree: Tree, path: readonly string[]): Given {
  let at = tree;
  for (const step of path) {
    if (at.is !== 'map') return isNull(at) ? null : undefined;
    const next = entryOf(at, step)?.value;
    if (!next) return at.open ? undefined : null;
    at = next;
  }
  return isNull(at) ? null : at;
}

function scalar(value: ScalarTree['value'], { doc }: Context): ScalarTree {
  return { is: 'scalar', doc, start: 0, end: 0, value, quoted: typeof value === 'string' };
}

/** Whether a template takes it for true; `undefined`: cannot be told. */
export function truth(given: Given): boolean | undefined {
  if (given === undefined) return undefined;
  if (given === null) return false;
  if (given.is === 'map') return given.open && given.entries.length === 0 ? undefined : given.entries.length > 0;
  if (given.is === 'list') return given.open && given.items.length === 0 ? undefined : given.items.length > 0;
  if (given.template) return undefined;
  return given.value !== null && given.value !== false && given.value !== '' && given.value !== 0;
}

const same = new Set([
  'quote',
  'squote',
  'toString',
  'trim',
  'int',
  'int64',
  'float64',
  'toYaml',
  'toJson',
  'trimSuffix',
  'kebabcase',
]);

function call(name: string, args: Given[], written: string[], context: Context): Given {
  const last = args.at(-1);
  const bool = (value: boolean | undefined): Given => (value === undefined ? undefined : scalar(value, context));
  if (same.has(name)) return last;
  switch (name) {
    case 'nindent':
    case 'indent':
    case 'trunc':
    case 'required':
      return last;
    case 'default': {
      const set = truth(last);
      return set === undefined ? undefined : set ? last : args[0];
    }
    case 'coalesce': {
      for (const arg of args) {
        const set = truth(arg);
        if (set === undefined) return undefined;
        if (set) return arg;
      }
      return null;
    }
    case 'tpl':
      return args[0]?.is === 'scalar' && !String(args[0].value).includes('{{') ? args[0] : undefined;
    case 'include': {
      const helper = helperGives(written, context);
      if (helper !== undefined) return helper;
      // Helpers for names give the name of the release or of the chart; nothing else is known of a helper that cannot be read.
      return /(?:full)?name$/i.test(written[0] ?? '') && !/account|namespace/i.test(written[0] ?? '')
        ? scalar(nameFrom(written[0] ?? '', context.chart), context)
        : undefined;
    }
    case 'not': {
      const value = truth(last);
      return bool(value === undefined ? undefined : !value);
    }
    case 'empty': {
      const value = truth(last);
      return bool(value === undefined ? undefined : !value);
    }
    case 'and':
    case 'or': {
      const values = args.map(truth);
      const decides = name === 'or';
      if (values.includes(decides)) return bool(decides);
      return values.includes(undefined) ? undefined : bool(!decides);
    }
    case 'eq':
    case 'ne': {
      const [a, b] = args;
      if (a === undefined || b === undefined || args.length > 2) return undefined;
      const texts = [a, b].map((arg) => (arg === null ? '' : arg.is === 'scalar' ? String(arg.value) : undefined));
      if (texts.includes(undefined)) return undefined;
      return bool((texts[0] === texts[1]) === (name === 'eq'));
    }
    case 'kindIs': {
      const kind = args[0]?.is === 'scalar' ? args[0].value : undefined;
      return kind === 'invalid' && last !== undefined ? bool(last === null) : undefined;
    }
    case 'hasKey': {
      const [map, key] = args;
      if (map === null) return bool(false);
      if (map?.is !== 'map' || key?.is !== 'scalar' || map.open) return undefined;
      return bool(entryOf(map, String(key.value)) !== undefined);
    }
    case 'printf': {
      const [format, ...rest] = args;
      if (format?.is !== 'scalar') return undefined;
      let next = 0;
      let known = true;
      const text = String(format.value).replace(/%[sdvq]/g, () => {
        const arg = rest[next++];
        if (arg?.is !== 'scalar' || arg.template) known = false;
        return arg?.is === 'scalar' ? String(arg.value) : '';
      });
      return known ? scalar(text, context) : undefined;
    }
    default:
      return undefined;
  }
}

/** A helper that is given the whole context says what its one expression says. */
function helperGives([name = '', given, ...more]: readonly string[], context: Context): Given {
  const expression = more.length === 0 && (given === '.' || given === '$') ? context.helpers?.get(name) : undefined;
  if (expression === undefined) return undefined;
  const helpers = new Map(context.helpers);
  // One that asks for itself gives nothing.
  helpers.delete(name);
  return evaluate(expression, { ...context, helpers });
}

/** `shop.workerFullname` of the chart `shop` → `shop-worker`. */
function nameFrom(helper: string, chart: string): string {
  const own = helper.slice(helper.lastIndexOf('.') + 1).replace(/[-_.]?(?:full)?name$/i, '');
  const words = own.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  return words === '' ? chart : `${chart}-${words}`;
}

/** A text with its expressions filled in; `known` tells whether all of them could be. */
export function fill(text: string, context: Context): { text: string; known: boolean; only?: Tree | null } {
  let known = true;
  let only: Given;
  let count = 0;
  const filled = text.replace(/\{\{ (.*?) \}\}/gs, (whole, expression: string) => {
    count++;
    only = evaluate(expression, context);
    if (only === null) return '';
    if (only?.is === 'scalar' && !only.template) return String(only.value ?? '');
    if (only?.is !== undefined && whole === text) return '';
    known = false;
    return whole;
  });
  return {
    text: filled,
    known,
    ...(known && count === 1 && /^\{\{ [^{}]* \}\}$/.test(text) ? { only: only ?? null } : {}),
  };
}
