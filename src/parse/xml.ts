import { once, type Source } from '../core/source';

export interface XmlElement {
  /** Name without its namespace. */
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  /** The texts directly inside, entities resolved. */
  texts: readonly { text: string; start: number; end: number }[];
  /** UTF-16 offsets; `headEnd` is the end of the start tag. */
  start: number;
  headEnd: number;
  end: number;
}

export interface XmlDocument {
  root?: XmlElement;
  error?: { reason: string; start: number; end: number };
}

const deepest = 200;

/**
 * Reads XML into elements with their places. Entities that a document declares itself are never resolved: a text with a DTD is not
 * read. Never throws; a broken text has no root.
 */
export const parseXmlText = once((source: Source): XmlDocument => {
  const { text } = source;
  const broken = (reason: string, at = 0): XmlDocument => ({ error: { reason: `XML: ${reason}`, start: at, end: at } });
  const declared = /<!(?:DOCTYPE|ENTITY)\b/.exec(text);
  if (declared) return broken('documents with a DTD are not read', declared.index);
  if (isTooDeep(text)) return broken('nested too deeply');
  try {
    const xml = require('@rgrove/parse-xml') as typeof import('@rgrove/parse-xml');
    const { root } = xml.parseXml(text, { includeOffsets: true, preserveCdata: true });
    return root ? { root: convert(xml, root, text) } : broken('no element');
  } catch (error) {
    const at = (error as { pos?: number }).pos ?? 0;
    const message = error instanceof RangeError ? 'nested too deeply' : ((error as Error).message.split('\n')[0] ?? '');
    return broken(message.replace(/ \(line \d+, column \d+\)$/, ''), at);
  }
});

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
    const next = text[at + 1];
    if (next === '/') depth--;
    else if (next === '!') {
      const close = text.startsWith('<![CDATA[', at) ? ']]>' : '-->';
      const end = text.indexOf(close, at);
      // What is never closed is broken, and the parser stops there.
      if (end === -1) return false;
      at = end;
    } else if (next !== '?') {
      const end = endOfTag(text, at);
      if (text[end - 2] !== '/' && ++depth > deepest) return true;
      at = end - 1;
    }
  }
  return false;
}

/** Behind the `>` of a tag; one inside of quotes does not end it. */
function endOfTag(text: string, start: number): number {
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const char = text[at] as string;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at + 1;
  }
  return text.length;
}

type Xml = typeof import('@rgrove/parse-xml');

function convert(xml: Xml, node: import('@rgrove/parse-xml').XmlElement, text: string): XmlElement {
  const texts: XmlElement['texts'][number][] = [];
  const children: XmlElement[] = [];
  for (const child of node.children) {
    const { start, end } = child;
    if (child instanceof xml.XmlElement) children.push(convert(xml, child, text));
    else if (child instanceof xml.XmlCdata) texts.push({ text: child.text, start: start + '<![CDATA['.length, end });
    else if (child instanceof xml.XmlText) texts.push({ text: child.text, start, end });
  }
  const { start } = node;
  return {
    name: localName(node.name),
    attributes: new Map(Object.entries(node.attributes)),
    children,
    texts,
    start,
    headEnd: endOfTag(text, start),
    end: node.end,
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
