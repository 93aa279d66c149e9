import type { Policy } from '../core/policy';
import { compareSpans, lineStarts, type Span, spanAt } from '../core/span';
import { policyDoubts } from './policyDoubts';
import { isTooDeep } from './yaml';

/** Something in the policy that does not count, and why. */
export interface PolicyProblem {
  at: Span;
  reason: string;
}

export interface ReadPolicy {
  /** What can be relied on: a part that is wrong is left out, never guessed. */
  policy: Policy;
  problems: PolicyProblem[];
}

/** Name of the policy at the root of a repository. */
export { policyFile } from '../core/policy';

/** What the schema's validator says of one place; the messages are ours. */
interface SchemaError {
  instancePath: string;
  schemaPath: string;
  keyword: string;
  /** Set on errors about the name of a property, which `propertyNames` tells once more. */
  propertyName?: string;
  params: Record<string, unknown>;
}
interface Validator {
  (data: unknown): boolean;
  errors?: SchemaError[] | null;
}

type Yaml = typeof import('yaml');
type Parsed = import('yaml').Document.Parsed;
type Steps = readonly (string | number)[];

/** Longest policy that is read, in UTF-16 units. */
const longest = 512 * 1024;

/**
 * Reads `.release-readiness.yaml` (JSON is YAML). Never throws: a part that the schema does not know, or that contradicts
 * itself, is named with its place and left out, and the rest counts. Leaving a part out is the strict side: a severity
 * falls back to the rule's own, a waiver brings its finding back.
 */
export function readPolicy(file: string, text: string, rules: ReadonlySet<string>): ReadPolicy {
  const starts = lineStarts(text);
  const place = (from: number, to: number) =>
    spanAt(file, starts, Math.min(from, text.length), Math.min(to, text.length));
  if (text.length > longest) return { policy: {}, problems: [{ at: place(0, 0), reason: 'the policy is too long' }] };
  if (isTooDeep(text)) return { policy: {}, problems: [{ at: place(0, 0), reason: 'YAML: nested too deeply' }] };
  const yaml = require('yaml') as Yaml;
  let document: Parsed;
  let value: unknown;
  try {
    document = yaml.parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    const [failure] = document.errors;
    if (failure) {
      const reason = `YAML: ${failure.message.split('\n')[0]}`;
      return { policy: {}, problems: [{ at: place(...failure.pos), reason }] };
    }
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return { policy: {}, problems: [{ at: place(0, 0), reason: `YAML: ${(error as Error).message}` }] };
  }
  if (value === null || value === undefined) return { policy: {}, problems: [] };
  if (!isRecord(value))
    return { policy: {}, problems: [{ at: place(0, 0), reason: 'a policy is a mapping; write "version: 1" first' }] };
  const problems: PolicyProblem[] = [];
  // Where each acceptance stands, before some are dropped and the others move up.
  const written = new Map(Array.isArray(value.waivers) ? value.waivers.map((one: unknown, i) => [one, i]) : []);
  const spanOf = (steps: Steps, key?: string) => place(...rangeOf(yaml, document, steps, key));
  dropWhatTheSchemaRejects(value, (steps, reason, key) => problems.push({ at: spanOf(steps, key), reason }));
  const policy = value as Policy;
  for (const { steps, key, reason, drop } of policyDoubts(policy, rules)) {
    problems.push({ at: spanOf(steps, key), reason });
    if (drop && key !== undefined) delete (at(value, steps) as Record<string, unknown> | undefined)?.[key];
  }
  if (policy.waivers)
    policy.waivers = policy.waivers.map((one) => ({ ...one, at: spanOf(['waivers', written.get(one) ?? 0]) }));
  return { policy, problems: problems.sort((a, b) => compareSpans(a.at, b.at)) };
}

/** Takes out what is wrong, at the smallest place that stands for itself, until the rest is valid. */
function dropWhatTheSchemaRejects(
  value: Record<string, unknown>,
  tell: (steps: Steps, reason: string, key?: string) => void,
): void {
  const validate = require('validator:policy') as Validator;
  for (let round = 0; round < 50 && !validate(value); round++) {
    const errors = bestErrors(validate.errors ?? []);
    const told = new Set<string>();
    for (const error of errors) {
      const { steps, key, reason } = explained(error, value);
      const line = JSON.stringify([steps, key, reason]);
      if (!told.has(line)) tell(steps, reason, key);
      told.add(line);
    }
    if (errors.some((error) => error.keyword === 'required' && error.instancePath === '')) {
      value.version = 1;
      continue;
    }
    const places = errors.map((error) => dropped(explained(error, value)));
    // Later items first, so that the numbers of earlier ones still fit.
    for (const steps of places.sort((a, b) => Number(b.at(-1)) - Number(a.at(-1)) || 0)) remove(value, steps);
    if (errors.length === 0) break;
  }
}

const sums = new Set(['oneOf', 'anyOf', 'not', 'if']);

/** Of several errors about one place, the ones that say most: `oneOf` and its like only sum up others. */
function bestErrors(errors: readonly SchemaError[]): SchemaError[] {
  const own = errors.filter((e) => e.propertyName === undefined);
  const telling = own.filter((e) => !sums.has(e.keyword) && e.keyword !== 'required');
  const chosen = own.filter((e) => !sums.has(e.keyword) && !/\/(?:oneOf|anyOf)\//.test(e.schemaPath));
  const summed = own.filter(
    (e) => e.keyword === 'oneOf' && !telling.some((t) => t !== e && t.instancePath.startsWith(e.instancePath)),
  );
  return chosen.length + summed.length > 0 ? [...chosen, ...summed] : own;
}

interface Explained {
  steps: Steps;
  key?: string;
  reason: string;
}

function explained(error: SchemaError, value: unknown): Explained {
  const steps = stepsOf(error.instancePath, value);
  const name = steps.length > 0 ? pathText(steps) : 'the policy';
  const params = error.params;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      return { steps, key, reason: `"${key}" is not known ${steps.length > 0 ? `in ${name}` : 'here'}` };
    }
    case 'propertyNames': {
      const key = String(params.propertyName);
      return { steps, key, reason: `"${key}" is not a name that ${name} may have` };
    }
    case 'required':
      return { steps, reason: `${name} lacks "${String(params.missingProperty)}"` };
    case 'enum':
      return { steps, reason: `${name} must be one of ${(params.allowedValues as unknown[]).map(String).join(', ')}` };
    case 'const':
      return { steps, reason: `${name} must be ${String(params.allowedValue)}` };
    case 'type':
      return { steps, reason: `${name} must be ${typeName(params.type)}` };
    case 'pattern':
      return { steps, reason: `${name} is not written as it must be: ${String(params.pattern)}` };
    case 'minLength':
      return { steps, reason: `${name} must have at least ${String(params.limit)} characters` };
    case 'minItems':
      return { steps, reason: `${name} must have at least ${String(params.limit)} entries` };
    case 'maxItems':
      return { steps, reason: `${name} must have at most ${String(params.limit)} entries` };
    case 'uniqueItems':
      return { steps, reason: `${name} names something twice` };
    case 'oneOf':
      return { steps, reason: `${name} needs either "from" and "to", or "rrule" and "duration"` };
    default:
      return {
        steps,
        reason: `${name} must be ${String(params.comparison ?? '')} ${String(params.limit ?? '')}`.trim(),
      };
  }
}

function typeName(type: unknown): string {
  const names: Record<string, string> = {
    object: 'a mapping',
    array: 'a list',
    string: 'a text (put it in quotes)',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
  };
  return String(type)
    .split(',')
    .map((t) => names[t] ?? t)
    .join(' or ');
}

function pathText(steps: Steps): string {
  return steps.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}

/** The steps of a JSON pointer. Numbers only where the value has a list. */
function stepsOf(pointer: string, value: unknown): (string | number)[] {
  const steps: (string | number)[] = [];
  let current: unknown = value;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(current) ? Number(name) : name;
    steps.push(step);
    current =
      isRecord(current) || Array.isArray(current) ? (current as Record<string | number, unknown>)[step] : undefined;
  }
  return steps;
}

/** Sections whose entries stand for themselves. A wrong entry of another section takes the whole section with it. */
const independent = new Set([
  'rules',
  'waivers',
  'third_parties',
  'metrics',
  'exclude',
  'own_domains',
  'managed_elsewhere',
]);

/** What is left out for an error: the unknown key, an independent entry, or else the section. */
function dropped({ steps, key }: Explained): Steps {
  const [section, entry] = steps;
  if (section === undefined) return key === undefined ? [] : [key];
  if (key !== undefined) return [...steps, key];
  return independent.has(String(section)) && entry !== undefined ? [section, entry] : [section];
}

function remove(value: Record<string, unknown>, steps: Steps): void {
  const last = steps.at(-1);
  if (last === undefined || (steps.length === 1 && last === 'version')) {
    // Another version: nothing says how the rest is meant.
    for (const key of Object.keys(value)) delete value[key];
    value.version = 1;
    return;
  }
  const parent = at(value, steps.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isRecord(parent)) delete parent[String(last)];
}

function at(value: unknown, steps: Steps): unknown {
  let current = value;
  for (const step of steps)
    current =
      isRecord(current) || Array.isArray(current) ? (current as Record<string | number, unknown>)[step] : undefined;
  return current;
}

function rangeOf(yaml: Yaml, document: Parsed, steps: Steps, key?: string): [number, number] {
  for (let length = steps.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(steps.slice(0, length), true);
    if (length === steps.length && key !== undefined && yaml.isMap(node)) {
      const pair = node.items.find((item) => yaml.isScalar(item.key) && String(item.key.value) === key);
      if (pair && yaml.isScalar(pair.key) && pair.key.range) return [pair.key.range[0], pair.key.range[1]];
    }
    if (yaml.isNode(node) && node.range)
      return length === 0 ? [node.range[0], node.range[0]] : [node.range[0], node.range[1]];
  }
  return [0, 0];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
