import { once, type Source } from '../core/source';
import { lineStarts } from '../core/span';

/** One instruction. Offsets are UTF-16 units of the file. */
export interface DockerInstruction {
  /** In capitals: `RUN`. */
  keyword: string;
  start: number;
  end: number;
  /** Arguments as they are written, with line continuations, without flags. */
  text: string;
  textStart: number;
  /** Words of the JSON form; absent for the shell form. */
  json?: string[];
  flags: Record<string, string>;
  /** Names and values of ENV, ARG and LABEL. */
  pairs: { name: string; value?: string; start: number; end: number }[];
  /** Script of a here-document. */
  script?: { text: string; start: number };
}

export interface DockerStage {
  /** Name behind `AS`. */
  name?: string;
  /** Image or stage that it starts from, as it is written. */
  image: string;
  imageStart: number;
  imageEnd: number;
  from: DockerInstruction;
  instructions: DockerInstruction[];
}

export interface DockerDocument {
  /** ARG instructions in front of the first stage. */
  globals: DockerInstruction[];
  stages: DockerStage[];
  error?: string;
}

type Instruction = import('dockerfile-ast').Instruction;

/** What the instructions of the package have beyond the common ones; each sort has some. */
interface Extras {
  getProperties?(): {
    getName(): string;
    getValue(): string | null;
    getRange(): import('vscode-languageserver-types').Range;
  }[];
  getFlags?(): { getName(): string; getValue(): string | null }[];
  getHeredocs?(): { getContentRange(): import('vscode-languageserver-types').Range | null }[];
}

/** Reads a Dockerfile into its stages. Never throws. */
export const parseDockerfile = once((source: Source): DockerDocument => {
  const { text } = source;
  const globals: DockerInstruction[] = [];
  const stages: DockerStage[] = [];
  try {
    const { DockerfileParser } = require('dockerfile-ast') as typeof import('dockerfile-ast');
    const lines = lineStarts(text);
    const offset = (at: { line: number; character: number }) => (lines[at.line] ?? text.length) + at.character;
    for (const node of DockerfileParser.parse(text).getInstructions()) {
      const instruction = read(node, text, offset);
      if (instruction.keyword === 'FROM') {
        const [image = ''] = instruction.text.trim().split(/\s+/);
        const name = /\s+AS\s+(\S+)/i.exec(instruction.text)?.[1];
        const imageStart = instruction.textStart + instruction.text.indexOf(image);
        stages.push({
          image,
          imageStart,
          imageEnd: imageStart + image.length,
          from: instruction,
          instructions: [],
          ...(name === undefined ? {} : { name }),
        });
      } else (stages.at(-1)?.instructions ?? globals).push(instruction);
    }
    return { globals, stages };
  } catch (error) {
    return { globals: [], stages: [], error: `Dockerfile: ${(error as Error).message}` };
  }
});

function read(
  node: Instruction,
  text: string,
  offset: (at: { line: number; character: number }) => number,
): DockerInstruction {
  const extras = node as Instruction & Extras;
  const range = node.getRange();
  const args = node.getArgumentsRange();
  const textStart = args ? offset(args.start) : offset(range.end);
  const textEnd = args ? offset(args.end) : textStart;
  const written = text.slice(textStart, textEnd);
  const json = wordsOf(written);
  const content = extras.getHeredocs?.()[0]?.getContentRange();
  const script = content && {
    start: offset(content.start),
    text: text.slice(offset(content.start), offset(content.end)),
  };
  const pairs = (extras.getProperties?.() ?? []).map((property) => {
    const at = property.getRange();
    const value = property.getValue();
    return {
      name: property.getName(),
      start: offset(at.start),
      end: offset(at.end),
      ...(value === null ? {} : { value }),
    };
  });
  return {
    keyword: node.getKeyword(),
    start: offset(range.start),
    end: offset(range.end),
    text: written,
    textStart,
    flags: Object.fromEntries((extras.getFlags?.() ?? []).map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    pairs,
    ...(json ? { json } : {}),
    ...(script ? { script } : {}),
  };
}

/** The exec form; anything that is no JSON list of texts is run by a shell. */
function wordsOf(written: string): string[] | undefined {
  if (!written.startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(written.replace(/\\\r?\n/g, ' '));
    return Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string')
      ? words
      : undefined;
  } catch {
    return undefined;
  }
}
