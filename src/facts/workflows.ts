import type { Extractor } from '../core/extract';
import type { Act, Fact } from '../core/fact';
import { directoryOf } from '../core/path';
import type { Source } from '../core/source';
import type { Span } from '../core/span';
import {
  type Entry,
  entriesOf,
  entryOf,
  entrySpan,
  flagOf,
  get,
  isNull,
  itemsOf,
  keySpan,
  spanOf,
  type Tree,
  textOf,
  textsOf,
} from '../core/tree';
import { parseYaml } from '../parse/yaml';
import { actOfAction, actsOfScript, actsOnServer, nameIn } from './delivery/acts';
import { pipelineVariables } from './delivery/pipelineVariables';

const workflow = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/;
const action = /(?:^|\/)action\.ya?ml$/;

/** Jobs of GitHub Actions: what they do, in which order, under which gates. */
export const workflows: Extractor = {
  name: 'workflows',
  emits: ['job.declared', 'env.declared', 'text.unread'],
  files: /(?:^|\/)(?:\.(?:github|gitea|forgejo)\/workflows\/[^/]+|action)\.ya?ml$/,
  accepts: (path, text) =>
    workflow.test(path) ? /^["']?jobs["']?\s*:/m.test(text) : /^\s*using\s*:\s*["']?composite/m.test(text),
  extract(source) {
    const [document] = parseYaml(source);
    if (document?.error)
      return [
        {
          kind: 'text.unread',
          at: source.span(document.error.start, document.error.end),
          reason: document.error.reason,
          hides: ['job.declared'],
        },
      ];
    const tree = document?.tree;
    if (!tree) return [];
    return action.test(source.path) && !workflow.test(source.path)
      ? compositeOf(source, tree)
      : workflowOf(source, tree);
  },
};

function compositeOf(source: Source, tree: Tree): Fact[] {
  const { acts, calls } = stepsOf(source, get(tree, 'runs', 'steps'), false);
  return [
    {
      kind: 'job.declared',
      at: spanOf({ ...tree, end: tree.start }),
      workflow: source.path,
      job: directoryOf(source.path),
      acts,
      needs: [],
      on: ['composite'],
      ...(calls.length > 0 ? { calls } : {}),
    },
  ];
}

interface Trigger {
  on: string[];
  cron: string[];
  branches: string[];
  paths: string[];
  tags: boolean;
  place?: Span;
}

function triggerOf(tree: Tree): Trigger {
  const entry = entryOf(tree, 'on') ?? entryOf(tree, 'true');
  const value = entry?.value;
  const on = value?.is === 'map' ? entriesOf(value).map(({ key }) => key) : textsOf(value);
  const push = get(value, 'push');
  return {
    on,
    cron: itemsOf(get(value, 'schedule')).flatMap((item) => textOf(get(item, 'cron')) ?? []),
    branches: textsOf(get(push, 'branches')),
    paths: textsOf(get(push, 'paths')),
    tags: get(push, 'tags') !== undefined,
    ...(entry ? { place: keySpan(entry) } : {}),
  };
}

interface Group {
  group?: string;
  cancels?: boolean;
  places: Record<string, Span>;
}

/** `concurrency: name` or the mapping; a condition that is not constant counts as cancelling when it can be true. */
function groupOf(tree: Tree | undefined): Group | undefined {
  const entry = entryOf(tree, 'concurrency');
  if (!entry || isNull(entry.value)) return undefined;
  const group = entryOf(entry.value, 'group');
  const name = textOf(entry.value) ?? textOf(group?.value);
  const cancel = entryOf(entry.value, 'cancel-in-progress');
  const places: Record<string, Span> = { concurrency: keySpan(entry) };
  if (group) places.group = spanOf(group.value);
  if (cancel) places.cancels = entrySpan(cancel);
  if (cancel) places.cancelValue = spanOf(cancel.value);
  return {
    ...(name === undefined ? {} : { group: name }),
    ...(cancel ? cancelsOf(cancel.value) : { cancels: false }),
    places,
  };
}

function cancelsOf(value: Tree): { cancels?: boolean } {
  const flag = flagOf(value);
  if (flag !== undefined) return { cancels: flag };
  // `${{ github.event_name == 'pull_request' }}` spares what was pushed; anything else cannot be told.
  return {};
}

const previews = /preview|pull[_-]?request|ephemeral|review[_-]app|\bpr[_-]|[_-]pr\b/i;

function workflowOf(source: Source, tree: Tree): Fact[] {
  const title = textOf(get(tree, 'name')) ?? '';
  const trigger = triggerOf(tree);
  const outer = groupOf(tree);
  const facts: Fact[] = [];
  for (const entry of entriesOf(get(tree, 'jobs'))) {
    if (entry.value.is !== 'map') continue;
    facts.push(jobOf(source, entry, { title, trigger, outer }));
    facts.push(...pipelineVariables(source, tree, entry));
  }
  return facts;
}

function jobOf(
  source: Source,
  entry: Entry,
  { title, trigger, outer }: { title: string; trigger: Trigger; outer: Group | undefined },
): Fact {
  const { key: job, value } = entry;
  const inner = groupOf(value);
  const group = inner ?? outer;
  const environment = entryOf(value, 'environment');
  const named = textOf(environment?.value) ?? textOf(get(environment?.value, 'name'));
  const uses = entryOf(value, 'uses');
  const called = textOf(uses?.value);
  const condition = textOf(get(value, 'if'));
  const own = `${title} ${job} ${textOf(get(value, 'name')) ?? ''} ${source.path.slice(source.path.lastIndexOf('/') + 1)}`;
  const steps = get(value, 'steps');
  const lenient = flagOf(get(value, 'continue-on-error')) === true ? entryOf(value, 'continue-on-error') : undefined;
  const { acts: found, calls } = stepsOf(source, steps, hasDatabase(value));
  const meant = asMeant(found, own);
  const acts = lenient
    ? meant.map((act) => ({
        ...act,
        ignoresFailure: true,
        ignoredBy: 'continue-on-error',
        ignoredAt: entrySpan(lenient),
      }))
    : meant;
  const places: Record<string, Span> = { ...group?.places };
  if (environment) places.environment = entrySpan(environment);
  if (trigger.place) places.on = trigger.place;
  const needs = entryOf(value, 'needs');
  if (needs) places.needs = entrySpan(needs);
  // Where another key of the job can be put in.
  const first = entriesOf(value)[0];
  if (first) places.first = spanOf({ doc: first.doc, start: first.keyStart, end: first.keyStart });
  if (called?.startsWith('./') && uses)
    calls.push({ path: called.slice(2), at: spanOf(uses.value), with: inputsOf(get(value, 'with')) });
  const onlyPreviews =
    previews.test(own) ||
    (named !== undefined && previews.test(named)) ||
    (trigger.on.length > 0 && trigger.on.every((event) => /^pull_request/.test(event)));
  const stated = named !== undefined && !/\$\{\{/.test(named) ? named : undefined;
  const target = stated ?? nameIn(own);
  return {
    kind: 'job.declared',
    at: keySpan(entry),
    workflow: source.path,
    job,
    acts:
      target === undefined
        ? acts
        : acts.map((act) => (act.environment === undefined ? { ...act, environment: nameIn(target) ?? target } : act)),
    ...(named === undefined ? {} : { environment: named }),
    needs: textsOf(needs?.value),
    ...(group?.group === undefined ? {} : { group: group.group }),
    ...(group?.cancels === undefined ? {} : { cancels: group.cancels }),
    on: trigger.on,
    ...(trigger.cron.length > 0 ? { cron: trigger.cron } : {}),
    ...(trigger.on.includes('workflow_dispatch') ? { dispatch: true } : {}),
    ...(called === undefined ? {} : { uses: called }),
    ...(called !== undefined && !called.startsWith('./') ? { open: true } : {}),
    ...(onlyPreviews ? { preview: true } : {}),
    ...(isSourceless(steps, found, calls) ? { sourceless: true } : {}),
    title: title || source.path,
    ...(calls.length > 0 ? { calls } : {}),
    ...(condition === undefined ? {} : { condition }),
    ...(trigger.branches.length > 0 ? { branches: trigger.branches } : {}),
    ...(trigger.paths.length > 0 ? { paths: trigger.paths } : {}),
    ...(trigger.tags ? { tags: true } : {}),
    places,
  };
}

/** A deployment to a throw-away cluster is a test, and one of an earlier version is a way back. */
function asMeant(acts: Act[], title: string): Act[] {
  if (/(?:^|[\W_])(?:tests?|testing|e2e|integration|benchmarks?|load)(?:$|[\W_])/i.test(title))
    return acts.filter((act) => act.verb !== 'deploy' && act.verb !== 'migrate');
  if (!/roll-?back|revert/i.test(title)) return acts;
  return acts.map((act) => (act.verb === 'deploy' ? { ...act, verb: 'rollback' } : act));
}

/** No step fetches the repository, and none builds it: a build without a checkout takes the ref from the service. */
function isSourceless(steps: Tree | undefined, acts: readonly Act[], calls: Calls): boolean {
  const fetches = (step: Tree) =>
    /checkout/i.test(textOf(get(step, 'uses')) ?? '') ||
    /\bgit (?:clone|fetch|pull)\b|\bgh repo clone\b|\bref(?:_name)?\b|\bsha\b/.test(textOf(get(step, 'run')) ?? '');
  const list = itemsOf(steps);
  return list.length > 0 && calls.length === 0 && !list.some(fetches) && acts.every((act) => act.verb !== 'build');
}

function inputsOf(tree: Tree | undefined): Record<string, string> {
  return Object.fromEntries(entriesOf(tree).map(({ key, value }) => [key, textOf(value) ?? '']));
}

/** A database that lives as long as the job: what migrates it is a test. */
function hasDatabase(job: Tree): boolean {
  return entriesOf(get(job, 'services')).length > 0;
}

type Calls = { path: string; at: Span; with: Record<string, string> }[];

function stepsOf(source: Source, steps: Tree | undefined, throwAway: boolean): { acts: Act[]; calls: Calls } {
  const acts: Act[] = [];
  const calls: Calls = [];
  for (const step of itemsOf(steps)) {
    const uses = get(step, 'uses');
    const name = textOf(uses);
    const title = textOf(get(step, 'name')) ?? '';
    const run = entryOf(step, 'run');
    const given = (input: string) => textOf(get(step, 'with', input));
    let found: Act[] = [];
    if (uses && name?.startsWith('./'))
      calls.push({ path: name.slice(2), at: spanOf(uses), with: inputsOf(get(step, 'with')) });
    else if (uses && name !== undefined) {
      const act = name.startsWith('appleboy/ssh-action')
        ? actsOnServer(given('script') ?? '')
        : actOfAction(name, given);
      if (act) found = [{ ...act, at: spanOf(uses), ignoresFailure: false }];
    } else if (run) found = actsOfScript(source, ...scriptOf(source, run.value));
    // A step that says what it is counts as a check whatever it runs.
    if (
      /smoke|health ?-?check|sanity|verify (?:the )?(?:deploy|release|rollout)|wait for (?:the )?(?:deploy|rollout|service|app)|post-?deploy/i.test(
        title,
      ) &&
      !found.some((act) => act.verb === 'verify')
    )
      found.push({
        verb: 'verify',
        tool: 'step',
        waits: true,
        ignoresFailure: false,
        at: spanOf(get(step, 'name') ?? step),
        text: title,
      });
    const lenient = lenientStep(step);
    if (lenient)
      found = found.map((act) => ({ ...act, ignoresFailure: true, ignoredBy: lenient.what, ignoredAt: lenient.at }));
    acts.push(...found);
  }
  const migratesTestDatabase = throwAway || acts.some((act) => act.verb === 'test');
  return { acts: migratesTestDatabase ? acts.filter((act) => act.verb !== 'migrate') : acts, calls };
}

function lenientStep(step: Tree): { what: string; at: Span } | undefined {
  const entry = entryOf(step, 'continue-on-error');
  if (entry && flagOf(entry.value) === true) return { what: 'continue-on-error', at: entrySpan(entry) };
  const condition = entryOf(step, 'if');
  // Runs although what came before it failed.
  if (condition && /^(?:\$\{\{\s*)?(?:always\(\)|!cancelled\(\))\s*(?:\}\})?$/.test(textOf(condition.value) ?? ''))
    return { what: `if: ${textOf(condition.value)}`, at: entrySpan(condition) };
  return undefined;
}

/** The script as it stands in the file; folded lines are one line. */
function scriptOf(source: Source, value: Tree): [string, number] {
  const raw = source.text.slice(value.start, value.end);
  const head = /^([|>])[^\n]*\n/.exec(raw);
  if (head) {
    const body = raw.slice(head[0].length);
    return [head[1] === '>' ? body.replace(/\n(?!\s*\n)/g, ' ') : body, value.start + head[0].length];
  }
  if (/^["']/.test(raw)) return [raw.slice(1, -1), value.start + 1];
  return [raw, value.start];
}
