import type { Fact, SafeValue, Slot } from '../../core/fact';
import type { Edit, Evidence, Fix } from '../../core/finding';
import { requiredReads } from '../../core/requiredReads';
import type { Span } from '../../core/span';
import { isSecretName } from '../../knowledge/secretNames';

export type Read = Fact<'env.read'>;
export type Declared = Fact<'env.declared'>;
export { isRequired, requiredReads } from '../../core/requiredReads';

export type Resolved = Fact<'env.resolved'>;

/**
 * Reads that have nothing else to use: also those that only hand the value on, where another environment shows that it is meant to
 * be there.
 */
export function reliedOn(reads: readonly Read[]): readonly Read[] {
  const required = requiredReads(reads);
  if (required.length > 0 || reads.some((read) => read.validated || read.answered || read.fallback)) return required;
  return reads.filter((read) => read.handedOn && read.access === 'direct' && read.via !== 'compose');
}

export function isSecret(name: string, value?: SafeValue): boolean {
  return value?.class === 'secret' || value?.class === 'encrypted' || isSecretName(name);
}

/** The declaration's own line, so that a new one can stand before it whatever follows the value. */
function lineStart(at: Span): Span {
  const start = at.start - (at.column - 1);
  return { ...at, start, end: start, column: 1, endLine: at.line, endColumn: 1 };
}

export const isDotenv = (path: string) => /(?:^|\/)[^/]*\.?env(?:[.-][^/]*)?$/i.test(path);

/** Adds `NAME=` to the .env file of a declaration. */
export function addToDotenv(name: string, beside: Span | undefined, title: string): Fix[] {
  if (!beside || !isDotenv(beside.file)) return [];
  return [{ title, safe: false, edits: [{ at: lineStart(beside), text: `${name}=\n` }] }];
}

export function readEvidence(reads: readonly Read[], first: Span): Evidence[] {
  return reads
    .filter((read) => read.at !== first)
    .slice(0, 3)
    .map((read) => ({ at: read.at, note: 'also read here' }));
}

const validators: Record<string, string> = {
  z: 'z.string().min(1)',
  zod: 'zod.string().min(1)',
  v: 'v.string()',
  Joi: 'Joi.string().required()',
  yup: 'yup.string().required()',
  str: 'str()',
};

/** Writes one more variable where its neighbours stand; nothing where the form of the neighbours is not known. */
export function addAtSlot(name: string, slot: Slot, secret: boolean): Edit[] {
  const pad = (width: number) => ' '.repeat(Math.max(0, slot.at.column - 1 - width));
  switch (slot.form) {
    case 'schema': {
      const check = validators[slot.like ?? ''];
      return check === undefined ? [] : [{ at: slot.at, text: `${name}: ${check},\n${pad(0)}` }];
    }
    case 'compose-map':
      return [{ at: slot.at, text: `${name}: \${${name}:?}\n${pad(0)}` }];
    case 'compose-list':
      return [{ at: slot.at, text: `${name}=\${${name}:?}\n${pad(2)}- ` }];
    case 'map':
      return [{ at: slot.at, text: `${name}: ""\n${pad(0)}` }];
    case 'literal':
      return [{ at: slot.at, text: `${name}=\n${pad(2)}- ` }];
    case 'container': {
      const value =
        secret && slot.like !== undefined
          ? `valueFrom:\n${pad(0)}  secretKeyRef:\n${pad(0)}    name: ${slot.like}\n${pad(0)}    key: ${name}`
          : 'value: ""';
      return [{ at: slot.at, text: `name: ${name}\n${pad(0)}${value}\n${pad(2)}- ` }];
    }
  }
}

export function addToManifest(name: string, slot: Slot | undefined): Fix[] {
  const edits = slot ? addAtSlot(name, slot, isSecret(name)) : [];
  return edits.length > 0 ? [{ title: `Add ${name} to ${slot?.at.file}`, safe: false, edits }] : [];
}
