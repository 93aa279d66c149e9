import type { FactView } from '../core/link';
import { directoryOf } from '../core/path';
import { packageAround } from './modulePaths';

/** Folders of a client's package that a platform runs, or that serve the client. */
const onServer =
  /^(?:server|api|backend|functions|netlify|supabase|edge-functions|electron|scripts?)\/|(?:^|\/)server\/|\.server\.\w+$/;

/**
 * The file is part of a program that a visitor's browser, or a person's device, runs: a single-page application, an
 * extension, an app. Its calls wait for that person's network, and it has no environment but what was built into it.
 */
export function runsInBrowser(file: string, view: FactView): boolean {
  return view.memo(`browser ${file}`, () => {
    const own = packageAround(directoryOf(file), view);
    if (!own || !clientRoots(view).includes(own.root)) return false;
    return !onServer.test(own.root === '' ? file : file.slice(own.root.length + 1));
  });
}

const commandLine =
  /^(?:commander|yargs|cac|citty|meow|sade|clipanion|arg|minimist|ink|@oclif\/core|@clack\/prompts|inquirer|@inquirer\/prompts|prompts|command-line-args)$/;

/** The file is part of a command that a person starts on their own machine: a package with a `bin` that reads a command line and serves nothing. */
export function runsInTerminal(file: string, view: FactView): boolean {
  return view.memo(`terminal ${file}`, () => {
    const own = packageAround(directoryOf(file), view);
    if (!own?.bin || !Object.keys(own.dependencies).some((name) => commandLine.test(name))) return false;
    return view.of('service.declared').every((fact) => fact.root !== own.root || fact.serves === 'library');
  });
}

/** Words for a program that stands on the same machine as the browser: a page may well ask whether it is there. */
const besideBrowser = /^(?:agent|companion|daemon|desktop|bridge|studio|native|local)$/;

/** The address of a program on the user's own machine is the same for everybody. */
export function asksUsersMachine(file: string, view: FactView): boolean {
  if (runsInTerminal(file, view)) return true;
  const words = file
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return runsInBrowser(file, view) && words.some((word) => besideBrowser.test(word));
}

/** Programs of browsers, with the libraries that only they are made of. A Dockerfile beside one only hands the files out. */
function clientRoots(view: FactView): readonly string[] {
  return view.settled('client programs', () => {
    const serves = new Map(
      view
        .of('service.declared')
        .flatMap((fact) => (fact.from === 'package' ? [[fact.root, fact.serves] as const] : [])),
    );
    const roots = new Set([...serves].flatMap(([root, what]) => (what === 'client' ? [root] : [])));
    const packages = view.of('package.declared').filter((fact) => fact.name !== '');
    const users = (name: string) =>
      packages.filter((fact) => name in fact.dependencies || name in fact.devDependencies);
    const drawn = packages.filter((fact) => serves.get(fact.root) === 'library' && drawsPages(fact.dependencies));
    for (let before = -1; before !== roots.size; ) {
      before = roots.size;
      for (const fact of drawn) {
        const by = users(fact.name);
        if (by.length > 0 && by.every((user) => roots.has(user.root))) roots.add(fact.root);
      }
    }
    return [...roots];
  });
}

/** A library of a client without a framework for pages may run anywhere. */
function drawsPages(dependencies: Readonly<Record<string, string>>): boolean {
  return ['vue', 'react-dom', 'svelte', 'solid-js', '@angular/core'].some((name) => name in dependencies);
}

const bundlers: readonly [string, string][] = [
  ['next', 'process.env.NEXT_PUBLIC_'],
  ['react-scripts', 'process.env.REACT_APP_'],
  ['expo', 'process.env.EXPO_PUBLIC_'],
  ['gatsby', 'process.env.GATSBY_'],
  ['vite', 'import.meta.env.VITE_'],
];

/** How code that the package's bundler builds for a browser reads a variable. Sources: as for the public prefixes. */
export function publicVariables(file: string, view: FactView): string | undefined {
  const own = packageAround(directoryOf(file), view);
  return bundlers.find(([name]) => own && (name in own.dependencies || name in own.devDependencies))?.[1];
}
