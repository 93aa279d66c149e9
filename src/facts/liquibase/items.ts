import type { Tree } from '../../core/tree';
import type { XmlElement } from '../../parse/xml';
import { hole, type Ranged } from '../codeMigrations/sqlText';
import type { SqlText } from '../codeMigrations/values';

/** One element of a changelog, whatever it is written in: `createTable` with its attributes and columns. */
export interface Item extends Ranged {
  name: string;
  /** Where the element itself is told, without what is inside. */
  head: readonly [number, number];
  children: readonly Item[];
  /** An attribute as it is written; nothing when it is absent. */
  get(name: string): string | undefined;
  /** A text with its places: of an attribute of this name, or what stands inside. */
  text(name?: string): SqlText | undefined;
}

/** What Liquibase puts in from its parameters is not known: `${schema}`. */
export function withoutParameters(text: string): string {
  return text.replace(/\$\{[^{}]*\}/g, hole);
}

export function fromXml(element: XmlElement, source: string): Item {
  const children = element.children.map((child) => fromXml(child, source));
  return {
    name: element.name,
    range: [element.start, element.end],
    head: [element.start, element.headEnd],
    children,
    get: (name) => element.attributes.get(name),
    text(name) {
      const attribute = name === undefined ? undefined : element.attributes.get(name);
      if (attribute !== undefined) return placed(attribute, source, element.start, element.headEnd, false);
      const inner = name === undefined ? undefined : element.children.find((child) => child.name === name);
      const { texts } = inner ?? element;
      const text = texts.map((one) => one.text).join('');
      const [first] = texts;
      const last = texts.at(-1);
      return text.trim() === '' || !first || !last ? undefined : placed(text, source, first.start, last.end, true);
    },
  };
}

/** Lists whose items are elements themselves: `changes: [{ createTable: … }]` is `<createTable/>` right inside of its changeSet. */
const wrapping = new Set(['changes', 'columns', 'databaseChangeLog']);

/** `{ createTable: { tableName: …, columns: [{ column: … }] } }`. */
export function fromTree(name: string, at: Tree, head: readonly [number, number], source: string): Item {
  const children: Item[] = [];
  const add = (list: Tree, into: Item[]) => {
    for (const item of list.is === 'list' ? list.items : [list]) {
      if (item.is === 'list') add(item, into);
      if (item.is !== 'map') continue;
      for (const { key, value, keyStart, keyEnd } of item.entries)
        into.push(fromTree(key, value, [keyStart, keyEnd], source));
    }
  };
  const attributes = new Map<string, Tree>();
  if (at.is === 'map')
    for (const { key, value, keyStart, keyEnd } of at.entries) {
      if (wrapping.has(key)) add(value, children);
      else if (value.is === 'scalar') attributes.set(key, value);
      if (!wrapping.has(key) && (value.is !== 'scalar' || elements.has(key)))
        children.push(fromTree(key, value, [keyStart, keyEnd], source));
    }
  else if (at.is === 'list') add(at, children);
  const written = (tree: Tree | undefined) =>
    tree?.is === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
  return {
    name,
    range: [head[0], Math.max(head[1], at.end)],
    head,
    children,
    get: (key) => written(attributes.get(key)),
    text(key) {
      const tree = key === undefined ? at : (attributes.get(key) ?? at);
      const text = written(tree);
      if (text === undefined || text.trim() === '') return undefined;
      return placed(text, source, tree.start, tree.end, true);
    },
  };
}

/** Scalars that are elements: a rollback may be a text, and an empty one says that there is none. */
const elements = new Set(['rollback', 'sql', 'empty', 'stop']);

const entity = /^&(?:#\d+|#x[\da-f]+|\w+);/i;

/**
 * The places of a text that was written with indentation, escapes or entities around its characters. Where the two cannot be laid
 * side by side, the whole of it is the place.
 */
function placed(text: string, source: string, start: number, end: number, exact: boolean): SqlText {
  const places = exact ? align(text, source, start, end) : undefined;
  return {
    text: withoutParametersInPlace(text),
    place: (offset) => places?.[Math.min(offset, places.length - 1)] ?? start,
    placeOfEnd: (offset) => {
      if (!places || offset === 0) return end;
      return (places[Math.min(offset, places.length) - 1] ?? end - 1) + 1;
    },
    holes: text.includes('${'),
  };
}

/** Keeps the length, and with it the places. */
function withoutParametersInPlace(text: string): string {
  return text.replace(/\$\{[^{}]*\}/g, (all) => (all.length < hole.length ? all : hole.padEnd(all.length)));
}

function align(text: string, source: string, start: number, end: number): number[] | undefined {
  const places: number[] = [];
  let at = start;
  // The mark of a block, `|` or `>-`, and the quote in front of a text are no part of it.
  const block = /^[|>][^\n]*\n/.exec(source.slice(start, Math.min(end, start + 200)));
  if (block) at += block[0].length;
  else if (/^["']/.test(source.slice(at, at + 1)) && source[at] !== text[0]) at++;
  for (let i = 0; i < text.length; ) {
    if (at >= end) {
      if (text.slice(i).trim() !== '') return undefined;
      for (; i < text.length; i++) places.push(end);
      break;
    }
    const wanted = text[i] as string;
    const found = source[at] as string;
    const escaped = found === '&' ? entity.exec(source.slice(at, at + 12)) : null;
    if (escaped && wanted !== '&') {
      places.push(at);
      at += escaped[0].length;
      i++;
    } else if (escaped && /^&(?:amp|#38|#x26);/i.test(escaped[0])) {
      places.push(at);
      at += escaped[0].length;
      i++;
    } else if (wanted === found) {
      places.push(at++);
      i++;
    } else if (found === '\\' && /[nrt]/.test(source[at + 1] ?? '') && /\s/.test(wanted)) {
      places.push(at);
      at += 2;
      i++;
    } else if (/\s/.test(wanted) && /\S/.test(found)) {
      places.push(at);
      i++;
    } else if (/[\s\\]/.test(found) || (found === "'" && source[at - 1] === "'")) at++;
    else return undefined;
  }
  return places;
}
