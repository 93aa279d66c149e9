import type { FactTypes } from '../../core/fact';
import { parseImage } from '../../core/image';
import { baseName } from '../../core/path';
import type { Source } from '../../core/source';
import { isFloatingTag, isVersionOfDistribution, needsNoTag, toolsOf } from '../../knowledge/imageTools';
import type { DockerInstruction, DockerStage } from '../../parse/dockerfile';
import { type ShellCommand, shellCommands } from '../../parse/shell';
import { installOf } from './installs';

const stageNamed = (name: string, stages: readonly DockerStage[]) =>
  stages.find((stage, index) => stage.name?.toLowerCase() === name.toLowerCase() || String(index) === name);

/** The stage and those that it starts from, nearest first. */
export function chainOf(stage: DockerStage, stages: readonly DockerStage[]): DockerStage[] {
  const chain = [stage];
  for (let at: DockerStage | undefined = stage; at && chain.length < 50; ) {
    const before: readonly DockerStage[] = stages.slice(0, stages.indexOf(at));
    at = stageNamed(at.image, before);
    if (at) chain.push(at);
  }
  return chain;
}

/** Stages that the final image is made of: those it starts from and those it copies from, with theirs. */
function stagesOf(chain: readonly DockerStage[], stages: readonly DockerStage[]): DockerStage[] {
  const used = new Set<DockerStage>();
  const visit = (stage: DockerStage) => {
    if (used.has(stage)) return;
    used.add(stage);
    for (const other of chainOf(stage, stages)) visit(other);
    for (const instruction of stage.instructions) {
      const from = instruction.flags.from ?? /--mount=\S*from=([\w.-]+)/.exec(instruction.text)?.[1];
      const other = from === undefined ? undefined : stageNamed(from, stages);
      if (other) visit(other);
    }
  };
  for (const stage of chain) visit(stage);
  return stages.filter((stage) => used.has(stage));
}

/** Defaults of ARG and values of ENV, the later ones first. */
export function variablesIn(globals: readonly DockerInstruction[], chain: readonly DockerStage[]): Map<string, string> {
  const variables = new Map<string, string>();
  const all = [...globals, ...chain.toReversed().flatMap((stage) => stage.instructions)];
  for (const instruction of all) {
    if (instruction.keyword !== 'ARG' && instruction.keyword !== 'ENV') continue;
    for (const { name, value } of instruction.pairs) {
      const text = value === undefined ? undefined : filled(value, variables);
      if (text !== undefined) variables.set(name, text);
    }
  }
  return variables;
}

/** The text with its variables; nothing when one of them has no value here. */
export function filled(text: string, variables: ReadonlyMap<string, string>): string | undefined {
  let known = true;
  const result = text.replace(
    /\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)/g,
    (_, braced?: string, fallback?: string, plain?: string) => {
      const value = variables.get(braced ?? plain ?? '') ?? fallback;
      if (value === undefined) known = false;
      return value ?? '';
    },
  );
  return known ? result : undefined;
}

const development =
  /(?:^|[._-])(?:dev|devel|development|debug|test|tests|testing|e2e|ci|lint|local|devcontainer|storybook|loadtest)(?:[._-]|$)/i;

export function isForDevelopment(path: string, stage?: string): boolean {
  return (
    /(?:^|\/)(?:hack|dev|devel|development|loadtests?|local|ci)\//i.test(path) ||
    development.test(baseName(path).replace(/^(?:docker|container)file/i, '')) ||
    (stage !== undefined && development.test(stage))
  );
}

export function commandsIn(instruction: DockerInstruction): ShellCommand[] {
  if (instruction.keyword !== 'RUN') return [];
  if (instruction.script) return shellCommands(instruction.script.text, instruction.script.start);
  if (instruction.json)
    return [
      {
        words: instruction.json,
        start: instruction.textStart,
        end: instruction.textStart + instruction.text.length,
        before: '',
        after: '',
        assigns: [],
        leaders: [],
      },
    ];
  return shellCommands(instruction.text, instruction.textStart);
}

/** Whether a stage of the final image installs what the lock file says. */
export function installsFrozen(chain: readonly DockerStage[], stages: readonly DockerStage[]): boolean {
  return stagesOf(chain, stages).some((stage) =>
    stage.instructions.some((instruction) =>
      commandsIn(instruction).some((command) => installOf(command.words)?.frozen === true),
    ),
  );
}

type Floating = NonNullable<FactTypes['image.built']['floating']>;

/** What makes two builds of one commit differ. */
export function floatingIn(
  source: Source,
  chain: readonly DockerStage[],
  stages: readonly DockerStage[],
  variables: ReadonlyMap<string, string>,
): Floating {
  const floating: Floating = [];
  for (const stage of stagesOf(chain, stages)) {
    if (stage.name !== undefined && development.test(stage.name)) continue;
    const written = filled(stage.image, variables);
    // An image that is an argument as a whole is what the pipeline hands in; its default serves whoever builds at home.
    const given = /^\$(?:\w+|\{\w+(?::?-[^}]*)?\})$/.test(stage.image);
    if (written !== undefined && !given && !stageNamed(stage.image, stages.slice(0, stages.indexOf(stage)))) {
      const { name, tag, digest } = parseImage(written);
      const moves = isFloatingTag(tag) && !(tag !== undefined && isVersionOfDistribution(name, tag));
      if (digest === undefined && moves && !needsNoTag(name))
        floating.push({ what: 'base', text: written, at: source.span(stage.imageStart, stage.imageEnd) });
    }
    for (const instruction of stage.instructions) {
      const commands = commandsIn(instruction);
      commands.forEach((command, index) => {
        const install = installOf(command.words);
        if (install && !install.frozen && !command.assigns.some((assign) => /^CI=/.test(assign)))
          floating.push({
            what: 'install',
            text: command.words.join(' '),
            at: source.span(wordStart(source.text, command), command.end),
            ...(install.fixed === undefined ? {} : { frozen: install.fixed }),
          });
        const next = commands[index + 1];
        const url = /^(?:curl|wget)$/.test(command.words[0] ?? '')
          ? command.words.find((word) => /^https?:/.test(word))
          : undefined;
        if (
          url !== undefined &&
          command.after === '|' &&
          next &&
          /^(?:sh|bash)$/.test(next.words[0] ?? '') &&
          !isVersioned(url, next)
        )
          floating.push({ what: 'script', text: url, at: source.span(command.start, next.end) });
      });
    }
  }
  return floating;
}

/** Start of the command's own first word, behind assignments and `sudo`. */
function wordStart(text: string, command: ShellCommand): number {
  const at = text.indexOf(command.words[0] ?? '', command.start);
  return at === -1 || at > command.end ? command.start : at;
}

/** A script that names a version, or is told one, gives the same result next year. */
function isVersioned(url: string, shell: ShellCommand): boolean {
  return (
    /v?\d+\.\d+|\b[0-9a-f]{40}\b|setup_\d+/.test(url) ||
    /\$\{?\w*(?:version|sha|tag|rev)/i.test(url) ||
    shell.words.some((word) => /\d+\.\d+|version/i.test(word)) ||
    shell.assigns.some((assign) => /version/i.test(assign))
  );
}

/** Programs that the final image has; `*` when there may be others. */
export function toolsIn(
  chain: readonly DockerStage[],
  stages: readonly DockerStage[],
  variables: ReadonlyMap<string, string>,
): string[] {
  const tools = new Set<string>();
  const base = chain.at(-1);
  const image = base && filled(base.image, variables);
  for (const tool of image === undefined ? ['*'] : toolsOf(image)) tools.add(tool);
  for (const stage of chain)
    for (const instruction of stage.instructions) {
      for (const command of commandsIn(instruction)) for (const tool of installedBy(command)) tools.add(tool);
      if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
      for (const word of instruction.text.trim().split(/\s+/)) {
        const copied = /(?:^|\/)s?bin\/([\w.-]+)$/.exec(word)?.[1];
        if (copied) tools.add(copied);
        // Somebody else's whole file system, or its folder of programs.
        if (
          instruction.flags.from !== undefined &&
          /^\/(?:usr\/(?:local\/)?)?(?:s?bin\/?)?$/.test(word) &&
          !stageNamed(instruction.flags.from, stages)
        )
          tools.add('*');
        else if (instruction.flags.from !== undefined && word === '/') tools.add('*');
      }
    }
  return [...tools].sort();
}

function installedBy(command: ShellCommand): string[] {
  const [program = '', ...rest] = command.words;
  const plain = rest.filter((word) => !word.startsWith('-'));
  const [verb, ...names] = plain;
  if (
    /^(?:apk|apt|apt-get|aptitude|yum|dnf|microdnf|zypper|tdnf)$/.test(program) &&
    /^(?:add|install)$/.test(verb ?? '')
  )
    return names.flatMap((name) => {
      const tool = name.replace(/[=<>~@].*$/, '');
      return /\$/.test(tool) ? ['*'] : [tool];
    });
  if (program === 'npm' && (rest.includes('-g') || rest.includes('--global')))
    return names.map((name) => name.replace(/(?<=.)@.*$/, ''));
  // A script of the repository, or of somebody else, may install anything.
  if (
    /(?:^|\/)[\w.-]*(?:install|setup|bootstrap|deps)[\w.-]*\.sh$/.test(
      [program, ...rest].find((word) => word.endsWith('.sh')) ?? '',
    )
  )
    return ['*'];
  return /^(?:curl|wget)$/.test(program) && command.after === '|' ? ['*'] : [];
}
