/** One simple command of a script. Offsets are UTF-16 units of the text plus the base that was given. */
export interface ShellCommand {
  /** Words without their quotes; expansions are kept as they are written. */
  words: string[];
  start: number;
  end: number;
  /** Operator in front of it. */
  before: Operator;
  /** Operator behind it. */
  after: Operator;
  /** Assignments in front of the command: `NODE_ENV=production`. */
  assigns: string[];
  /** Words of the shell in front of it: `exec`, `if`, `!`, `sudo`, … */
  leaders: string[];
}

export type Operator = '&&' | '||' | ';' | '|' | '&' | '';

const leaders = new Set([
  'exec',
  'sudo',
  'time',
  'nohup',
  'command',
  'if',
  'then',
  'else',
  'elif',
  'while',
  'until',
  'do',
  '!',
  '{',
  '(',
  'env',
  'set-e',
]);
const closers = new Set(['fi', 'done', 'esac', '}', ')']);

/**
 * Splits a script into its simple commands. Quotes, comments, line continuations, substitutions and here-documents are understood;
 * functions, loops and conditions are seen as the commands inside them. Never throws and is linear in the text.
 */
export function shellCommands(text: string, base = 0): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let word = '';
  let inWord = false;
  let start = -1;
  let end = 0;
  let before: Operator = '';
  const heredocs: string[] = [];

  const endWord = (at: number) => {
    if (!inWord) return;
    words.push(word);
    word = '';
    inWord = false;
    end = at;
  };
  const endCommand = (at: number, operator: Operator) => {
    endWord(at);
    if (words.length > 0) commands.push(made(words, base + start, base + end, before, operator));
    else if (operator === ';' && commands.length > 0 && before === ';') return;
    words = [];
    start = -1;
    before = operator;
  };
  const add = (at: number, part: string) => {
    if (start === -1) start = at;
    word += part;
    inWord = true;
  };

  let at = 0;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '\\' && (text[at + 1] === '\n' || text.startsWith('\r\n', at + 1))) {
      endWord(at);
      at += text[at + 1] === '\n' ? 2 : 3;
      // A comment line inside a continued command, as Dockerfiles allow.
      for (let rest = commentLine(text, at); rest !== -1; rest = commentLine(text, at)) at = rest;
    } else if (char === '\\') {
      add(at, text[at + 1] ?? '');
      at += 2;
    } else if (char === "'" || char === '"') {
      const close = closing(text, at, char);
      const inside = text.slice(at + 1, close);
      add(at, char === '"' ? inside.replace(/\\(["\\$`])/g, '$1').replace(/\\\r?\n/g, '') : inside);
      at = close + 1;
      end = at;
    } else if (char === '$' && (text[at + 1] === '(' || text[at + 1] === '{')) {
      const close = balanced(text, at + 1);
      add(at, text.slice(at, close));
      at = close;
    } else if (char === '`') {
      const close = text.indexOf('`', at + 1);
      const to = close === -1 ? text.length : close + 1;
      add(at, text.slice(at, to));
      at = to;
    } else if (char === '#' && !inWord) {
      const newline = text.indexOf('\n', at);
      at = newline === -1 ? text.length : newline;
    } else if (char === '\n') {
      endCommand(at, ';');
      at++;
      while (heredocs.length > 0) at = afterHeredoc(text, at, heredocs.shift() ?? '');
    } else if (char === '<' && text.startsWith('<<', at) && !text.startsWith('<<<', at)) {
      endWord(at);
      const match = /^<<-?\s*(["']?)([\w.-]+)\1/.exec(text.slice(at, at + 80));
      if (match) heredocs.push(match[2] ?? '');
      at += match ? match[0].length : 2;
    } else if (char === '&' && text[at + 1] === '&') {
      endCommand(at, '&&');
      at += 2;
    } else if (char === '|') {
      const or = text[at + 1] === '|';
      endCommand(at, or ? '||' : '|');
      at += or ? 2 : 1;
    } else if (char === ';') {
      endCommand(at, ';');
      at += text[at + 1] === ';' ? 2 : 1;
    } else if (char === '&' && text[at - 1] !== '>' && text[at + 1] !== '>') {
      endCommand(at, '&');
      at++;
    } else if ((char === '(' || char === ')') && !inWord) {
      add(at, char);
      endWord(at + 1);
      at++;
    } else if (/\s/.test(char)) {
      endWord(at);
      at++;
    } else {
      add(at, char);
      at++;
      end = at;
    }
  }
  endCommand(text.length, '');
  return commands.filter((command) => command.words.length > 0 || command.assigns.length > 0);
}

function made(all: string[], start: number, end: number, before: Operator, after: Operator): ShellCommand {
  let from = 0;
  const front: string[] = [];
  const assigns: string[] = [];
  for (; from < all.length; from++) {
    const word = all[from] ?? '';
    if (/^[A-Za-z_]\w*\+?=/.test(word)) assigns.push(word);
    else if (leaders.has(word)) front.push(word);
    else if (front.includes('sudo') && /^-/.test(word)) continue;
    else break;
  }
  const words = all.slice(from);
  while (words.length > 0 && closers.has(words.at(-1) ?? '')) words.pop();
  return { words, start, end, before, after, assigns, leaders: front };
}

function commentLine(text: string, from: number): number {
  const match = /^[ \t]*#[^\n]*\n/.exec(text.slice(from, from + 2000));
  return match ? from + match[0].length : -1;
}

function closing(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

/** Offset behind the bracket that closes the one at `from`. */
function balanced(text: string, from: number): number {
  const open = text[from];
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === "'" && open === '(') at = closing(text, at, "'");
    else if (char === open) depth++;
    else if (char === close && --depth === 0) return at + 1;
  }
  return text.length;
}

function afterHeredoc(text: string, from: number, word: string): number {
  for (let at = from; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    if (text.slice(at, end).trim() === word) return Math.min(text.length, end + 1);
    at = end + 1;
  }
  return text.length;
}
