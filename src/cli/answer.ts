import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Policy, policyOf } from '../core/policy';
import type { Review } from '../core/review';
import { fileSpan } from '../core/span';
import { createSession, type Session } from '../engine/session';
import { changedFacts } from '../host/changes';
import { fill } from '../host/fill';
import { type Compared, type Head, openBase, openHead } from '../host/node/comparison';
import { type ChangedFile, isUnanswerable, type Unanswerable, unanswerable } from '../host/ports';
import { attributesOf, createIntake } from '../intake';
import { ignoreMatcher } from '../parse/globs';
import type { PolicyProblem } from '../parse/policy';
import { partsFor } from '../parts';
import { readPolicies } from '../policies';
import type { Arguments } from './args';
import { narrow, rootOf } from './narrow';
import { progress, type Terminal } from './terminal';

/** A review with everything that other commands need to go on. */
export interface Answer {
  review: Review;
  /** Rules that threw: what they would have said is missing, so the answer cannot be yes. */
  failedRules: string[];
  session: Session;
  head: Head;
  compared: Compared;
  changes: readonly ChangedFile[];
  policy: Policy;
  /** The policy of the service or folder that was asked for: sections of its package replace the root's. */
  ownPolicy: Policy;
  /** `sha256:…` of the policy's text. */
  policyHash: string | null;
  notes: string[];
}

/** Opens both sides, reads them into a session and reviews. */
export async function answer(
  { flags, positionals }: Pick<Arguments, 'flags' | 'positionals'>,
  terminal: Terminal,
  now: Date,
): Promise<Answer | Unanswerable> {
  const folder = path.resolve(terminal.cwd, positionals[0] ?? '.');
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : undefined);
  const baseDir = text('base-dir');
  const head = await openHead(folder, text('head'), baseDir !== undefined, ignoreMatcher);
  if (isUnanswerable(head)) return head;

  const parts = partsFor({ history: flags.history === true });
  const known = new Set(parts.rules.map((rule) => rule.id as string));
  const instead = askedPolicy(terminal.cwd, text('policy'));
  if (instead && isUnanswerable(instead)) return instead;
  const { policy, packages, problems, texts } = await readPolicies(head.files, known, instead);

  const base = text('base');
  const compared = await openBase(
    head,
    {
      ...(base !== undefined ? { base } : {}),
      ...(baseDir !== undefined ? { baseDir: path.resolve(terminal.cwd, baseDir) } : {}),
      ...(policy.compare_with ? { compareWith: policy.compare_with } : {}),
      now,
    },
    ignoreMatcher,
  );
  if (isUnanswerable(compared)) return compared;

  const notes = [...compared.notes];
  if (compared.base.is === 'none') notes.push(`No base to compare with: ${compared.base.because}.`);
  const failures: PolicyProblem[] = [];
  const session = createSession(parts, {
    base: compared.base.is === 'tree' ? 'reads-through' : compared.base.is,
    names: { base: nameOf(compared, baseDir), head: head.name },
    policy,
    packagePolicies: packages,
    today: now.toISOString().slice(0, 10),
    failed: (where, error) => {
      // Rules are asked again and again; one line tells it.
      const reason = `internal error: ${(error as Error).message}`;
      if (failures.some((f) => f.at.file === where && f.reason === reason)) return;
      failures.push({ at: fileSpan(where), reason });
      terminal.error.write(`release-readiness: ${where}: ${(error as Error).stack ?? String(error)}\n`);
    },
  });
  const intake = createIntake(policy, await attributesOf(head.files));
  const waiting = progress(terminal);
  const { excluded, changes } = await fill(
    session,
    { head: head.files, headName: head.name, base: compared.base, notes },
    intake,
    (done, all) => waiting.show(`Reading ${done} of ${all} files`),
  );
  session.setChanges(changedFacts(changes));
  waiting.show('Reviewing');
  const review = session.review();
  waiting.end();
  const service = text('service');
  if (service !== undefined && !review.services.includes(service)) return noSuchService(service, review.services);
  const scopes = session.scopes();
  const wrong = [...problems, ...failures.filter((f) => known.has(f.at.file))];
  for (const { at, reason } of problems)
    terminal.error.write(`release-readiness: ${at.file}:${at.line}:${at.column}: ${reason}\n`);
  return {
    review: narrow(
      {
        ...review,
        excluded,
        changedFiles: compared.base.is === 'tree' ? changes.length : review.changedFiles,
        unread: [...wrong.map((one) => ({ ...one, changed: true })), ...review.unread],
      },
      head.within,
      service,
      scopes,
    ),
    failedRules: failures.map((f) => f.at.file).filter((where) => known.has(where)),
    session,
    head,
    compared,
    changes,
    policy,
    ownPolicy: policyOf(policy, packages)(rootOf(service, scopes) ?? head.within),
    policyHash: texts.length > 0 ? `sha256:${createHash('sha256').update(texts.join('\0')).digest('hex')}` : null,
    notes,
  };
}

function noSuchService(name: string, names: readonly string[]): Unanswerable {
  return unanswerable(
    `There is no service "${name}" here${names.length > 0 ? `; there are ${names.join(', ')}` : ''}.`,
  );
}

function nameOf({ base }: Compared, baseDir: string | undefined): string {
  return base.is === 'tree' ? (baseDir ?? base.name) : 'nothing';
}

/** The policy that the caller names instead of the repository's. */
function askedPolicy(
  cwd: string,
  asked: string | undefined,
): { file: string; text: string } | Unanswerable | undefined {
  if (asked === undefined) return undefined;
  const full = path.resolve(cwd, asked);
  if (!existsSync(full)) return unanswerable(`There is no policy ${asked}.`);
  try {
    return { file: asked.replaceAll('\\', '/'), text: readFileSync(full, 'utf8') };
  } catch (error) {
    return unanswerable(`The policy ${asked} could not be read: ${(error as Error).message}`);
  }
}
