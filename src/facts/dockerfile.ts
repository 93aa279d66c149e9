import type { Extractor } from '../core/extract';
import type { Fact } from '../core/fact';
import { baseName, directoryOf } from '../core/path';
import { requestOf } from '../core/probeRequest';
import { safeValue } from '../core/safeValue';
import type { Source } from '../core/source';
import { fileSpan } from '../core/span';
import { isShippedPath } from '../knowledge/paths';
import { type DockerInstruction, type DockerStage, parseDockerfile } from '../parse/dockerfile';
import { durationOf } from './delivery/durations';
import { entryOf } from './delivery/entry';
import { entryScriptsOf } from './delivery/entryScripts';
import { chainOf, filled, floatingIn, installsFrozen, isForDevelopment, toolsIn, variablesIn } from './delivery/stages';

/** What an image is built of, how it starts, and what its HEALTHCHECK, EXPOSE, ENV and ARG declare. */
export const dockerfile: Extractor = {
  name: 'dockerfile',
  emits: ['image.built', 'probe.declared', 'port.declared', 'env.declared', 'text.unread'],
  files: /(?:^|\/)(?:(?:Docker|Container)file(?:\.[\w.-]+)?|[\w.-]+\.(?:docker|container)file)$/i,
  accepts: (path, text) =>
    isShippedPath(path) && !/\.(?:dockerignore|md|txt)$/i.test(path) && /^[ \t]*FROM\s/im.test(text),
  extract(source) {
    const { globals, stages, error } = parseDockerfile(source);
    if (error) return [{ kind: 'text.unread', at: fileSpan(source.path), reason: error, hides: ['image.built'] }];
    const last = stages.at(-1);
    if (!last) return [];
    const chain = chainOf(last, stages);
    const variables = variablesIn(globals, chain);
    return [
      imageOf(source, last, chain, stages, variables),
      ...probeOf(source, chain, variables),
      ...portsOf(source, chain, variables),
      ...environmentOf(source, globals, stages, chain),
    ];
  },
};

/** The last instruction of a sort that counts for the final image: a later stage overrides the stage it starts from. */
function lastOf(keyword: string, chain: readonly DockerStage[]): DockerInstruction | undefined {
  for (const stage of chain) {
    const found = stage.instructions.findLast((instruction) => instruction.keyword === keyword);
    if (found) return found;
  }
  return undefined;
}

function imageOf(
  source: Source,
  last: DockerStage,
  chain: readonly DockerStage[],
  stages: readonly DockerStage[],
  variables: ReadonlyMap<string, string>,
): Fact {
  const entrypoint = lastOf('ENTRYPOINT', chain);
  const cmd = lastOf('CMD', chain);
  const { entry, init, command } = entryOf(entrypoint, cmd);
  const starts = entrypoint && !entrypoint.json ? entrypoint : (cmd ?? entrypoint);
  const root = chain.at(-1) ?? last;
  const base = filled(root.image, variables) ?? root.image;
  const floating = floatingIn(source, chain, stages, variables);
  const user = lastOf('USER', chain)?.text.trim();
  const stopSignal = lastOf('STOPSIGNAL', chain)?.text.trim();
  const installs = floating.some((item) => item.what === 'install');
  return {
    kind: 'image.built',
    at: source.span(last.from.start, last.from.end),
    dockerfile: source.path,
    base,
    pinned: !floating.some((item) => item.what === 'base'),
    tools: toolsIn(chain, stages, variables),
    entry,
    init,
    install: installs ? 'floating' : installsFrozen(chain, stages) ? 'frozen' : 'none',
    ...(command.length > 0 ? { command } : {}),
    ...(entry === 'exec' && !init ? entryScriptsOf(command, chain, stages, directoryOf(source.path)) : {}),
    ...(entrypoint && cmd ? {} : entrypoint ? { startedBy: 'ENTRYPOINT' } : cmd ? { startedBy: 'CMD' } : {}),
    ...(last.name === undefined ? {} : { stage: last.name }),
    ...(isForDevelopment(source.path, last.name) ? { forDevelopment: true } : {}),
    ...(starts ? { commandAt: source.span(starts.start, starts.end) } : {}),
    ...(floating.length > 0 ? { floating } : {}),
    ...(user ? { user } : {}),
    ...(stopSignal ? { stopSignal } : {}),
  };
}

/** What people call the image: the folder of its Dockerfile, or the suffix of its name. */
export function imageNameOf(path: string): string {
  const name = baseName(path);
  const suffix =
    /^(?:docker|container)file\.(.+)$/i.exec(name)?.[1] ?? /^(.+)\.(?:docker|container)file$/i.exec(name)?.[1];
  return suffix ?? (baseName(directoryOf(path)) || 'image');
}

function probeOf(source: Source, chain: readonly DockerStage[], variables: ReadonlyMap<string, string>): Fact[] {
  const check = lastOf('HEALTHCHECK', chain);
  if (!check || /^\s*NONE\b/i.test(check.text)) return [];
  const text = check.text.replace(/^\s*CMD\s+/i, '');
  let command = [text];
  if (text.startsWith('[')) {
    try {
      const words: unknown = JSON.parse(text.replace(/\\\r?\n/g, ' '));
      if (Array.isArray(words)) command = words.map(String);
    } catch {}
  }
  const { path, port } = requestOf(command, (name) => variables.get(name));
  const duration = (name: string, fallback: number) =>
    check.flags[name] === undefined ? fallback : durationOf(check.flags[name]);
  const period = duration('interval', 30_000);
  const timeout = duration('timeout', 30_000);
  const retries = check.flags.retries === undefined ? 3 : Number(check.flags.retries);
  const delay = duration('start-period', 0);
  const pathStart = path === undefined ? -1 : source.text.indexOf(path, check.textStart);
  return [
    {
      kind: 'probe.declared',
      at: source.span(check.start, check.end),
      workload: imageNameOf(source.path),
      environment: '',
      role: 'container',
      target: 'command',
      command,
      ...(path === undefined ? {} : { path }),
      ...(port === undefined ? {} : { port }),
      ...(period === undefined ? {} : { periodMs: period }),
      ...(timeout === undefined ? {} : { timeoutMs: timeout }),
      ...(Number.isInteger(retries) ? { failures: retries } : {}),
      ...(delay ? { initialDelayMs: delay } : {}),
      ...(pathStart > -1 && path !== '/' && path !== undefined
        ? { pathAt: source.span(pathStart, pathStart + path.length) }
        : {}),
      source: 'dockerfile',
      dockerfile: source.path,
      build: directoryOf(source.path),
    },
  ];
}

function portsOf(source: Source, chain: readonly DockerStage[], variables: ReadonlyMap<string, string>): Fact[] {
  const facts: Fact[] = [];
  for (const stage of chain)
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== 'EXPOSE') continue;
      for (const match of instruction.text.matchAll(/\S+/g)) {
        const written = filled(match[0].replace(/\/(?:tcp|udp)$/i, ''), variables) ?? '';
        const port = Number(written);
        if (!Number.isInteger(port) || port <= 0 || /\/udp$/i.test(match[0])) continue;
        const start = instruction.textStart + match.index;
        facts.push({
          kind: 'port.declared',
          at: source.span(start, start + match[0].length),
          layer: 'expose',
          port,
          source: source.path,
        });
      }
    }
  return facts;
}

function environmentOf(
  source: Source,
  globals: readonly DockerInstruction[],
  stages: readonly DockerStage[],
  chain: readonly DockerStage[],
): Fact[] {
  const facts: Fact[] = [];
  const declare = (instruction: DockerInstruction, stage: DockerStage | undefined) => {
    if (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG') return;
    const runs = instruction.keyword === 'ENV' && stage !== undefined && chain.includes(stage);
    for (const pair of instruction.pairs)
      facts.push({
        kind: 'env.declared',
        at: source.span(pair.start, pair.end),
        name: pair.name,
        environment: '',
        family: source.path,
        layer: 0,
        source: 'dockerfile',
        when: runs ? 'start' : 'build',
        target: stage?.name ?? imageNameOf(source.path),
        build: directoryOf(source.path),
        // An ARG without a default, and an ENV that hands one on, get their value from whoever builds.
        ...(pair.value === undefined || pair.value === ''
          ? { passes: true }
          : /^\$\{?\w+\}?$/.test(pair.value)
            ? { passes: true, references: pair.value.replace(/\W/g, '') }
            : { value: safeValue(pair.value, pair.name) }),
      });
  };
  for (const instruction of globals) declare(instruction, undefined);
  for (const stage of stages) for (const instruction of stage.instructions) declare(instruction, stage);
  return facts;
}
