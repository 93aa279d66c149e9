import * as vscode from 'vscode';
import { type Evidence, type Finding, fingerprint, mistakeTitles, type Severity } from '../core/finding';
import { baseName, directoryOf } from '../core/path';
import { answerOf, type Review } from '../core/review';
import { mistakeOf } from '../core/rule';
import { compareText, type Span } from '../core/span';
import type { Origin, Step } from '../core/step';
import { editorMarkdown } from '../report/escape';
import type { Repository } from './repository';

/** A line of the tree. Everything shown is text and a codicon; never colour alone. */
export interface Node {
  id: string;
  label: string;
  description?: string;
  tooltip?: vscode.MarkdownString | string;
  icon?: string;
  color?: string;
  context?: string;
  at?: { root: vscode.Uri; span: Span };
  /** What choosing the line does, where it does not open a place. */
  run?: vscode.Command;
  finding?: { finding: Finding; root: vscode.Uri };
  ticked?: boolean;
  step?: { step: Step; root: vscode.Uri };
  children?: Node[];
  open?: boolean;
}

const icons: Record<Severity, [string, string]> = {
  blocker: ['error', 'list.errorForeground'],
  warning: ['warning', 'list.warningForeground'],
  note: ['info', ''],
};

export function countIntroduced(review: Review): Record<Severity, number> {
  const counts: Record<Severity, number> = { blocker: 0, warning: 0, note: 0 };
  for (const finding of review.findings)
    if (!finding.suppressed && finding.status !== 'existing') counts[finding.severity]++;
  return counts;
}

export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The lines of one repository. */
export function nodesOf(repository: Repository, isTicked: (root: vscode.Uri, step: string) => boolean): Node[] {
  const { state, root } = repository;
  if (state.is === 'failed')
    return [
      {
        id: `failed ${root}`,
        label: 'The review failed',
        description: state.because,
        icon: 'error',
        tooltip: 'See the log: Release Readiness in the Output view',
      },
    ];
  if (state.is !== 'reviewed') return [];
  const { review } = state.reviewed;
  const open = review.findings.filter((f) => !f.suppressed && f.status !== 'existing');
  const existing = review.findings.filter((f) => !f.suppressed && f.status === 'existing');
  const accepted = review.findings.filter((f) => f.suppressed);
  const nodes: Node[] = [verdictNode(repository, review)];
  if (review.compared !== 'no base' && review.changedFiles === 0) nodes.push(sinceReleaseNode(root));
  nodes.push(...subjectNodes(root, open, 'new'));
  nodes.push(...checklist(root, review.steps, isTicked));
  if (existing.length > 0)
    nodes.push({
      id: `existing ${root}`,
      label: `Existing (${existing.length})`,
      description: review.compared === 'no base' ? 'without a base nothing is new' : 'not made by this change',
      icon: 'history',
      children: subjectNodes(root, existing, 'existing'),
    });
  if (accepted.length > 0) {
    nodes.push({
      id: `accepted ${root}`,
      label: `Accepted (${accepted.length})`,
      icon: 'pass',
      children: accepted.map((f) => ({
        ...findingNode(root, f, 'accepted'),
        description: `${f.suppressed?.reason ?? ''}${f.suppressed?.until ? `, until ${f.suppressed.until}` : ''}`,
      })),
    });
  }
  const idle = review.suppressions.filter((s) => s.state !== 'active');
  if (idle.length > 0) {
    nodes.push({
      id: `idle ${root}`,
      label: `Acceptances without effect (${idle.length})`,
      icon: 'circle-slash',
      children: idle.map((s, i) => ({
        id: `idle ${root} ${i} ${s.at.file}:${s.at.line}`,
        label: s.rules.join(', ') || 'release-readiness comment',
        description: s.because ?? s.state,
        icon: 'comment',
        at: { root, span: s.at },
      })),
    });
  }
  return [...nodes, ...unreadNodes(root, review)];
}

/** What the change touches first; what was not understood before it is one line below. */
function unreadNodes(root: vscode.Uri, { unread, compared }: Review): Node[] {
  if (unread.length === 0) return [];
  const group = (all: Review['unread'], label: string, name: string, more: Node[] = []): Node => ({
    id: `unread ${root} ${name}`,
    label: `${label} (${all.length})`,
    icon: 'eye-closed',
    context: 'unread',
    children: [
      ...all.map((u, i) => ({
        id: `unread ${root} ${name} ${i} ${u.at.file}:${u.at.line}`,
        ...placeOf(root, u.at, u.reason),
        icon: 'file',
      })),
      ...more,
    ],
  });
  const [mine, older] = [unread.filter(({ changed }) => changed), unread.filter(({ changed }) => !changed)];
  if (compared === 'no base') return [group(unread, 'Not read', 'all')];
  if (mine.length === 0) return [group(older, 'Not read, and not changed', 'older')];
  return [
    group(mine, 'Not read', 'changed', older.length > 0 ? [group(older, 'In files that did not change', 'older')] : []),
  ];
}

/** A line for a place: the name of the file first, because a side bar is narrow. */
function placeOf(root: vscode.Uri, span: Span, note: string): Omit<Node, 'id'> {
  return {
    label: `${baseName(span.file)}:${span.line}`,
    description: [note, directoryOf(span.file)].filter(Boolean).join(' · '),
    tooltip: `${span.file}:${span.line}\n${note}`,
    at: { root, span },
  };
}

function verdictNode(repository: Repository, review: Review): Node {
  const counts = countIntroduced(review);
  const summary = [
    counts.blocker && plural(counts.blocker, 'blocker'),
    counts.warning && plural(counts.warning, 'warning'),
    counts.note && plural(counts.note, 'note'),
  ]
    .filter(Boolean)
    .join(', ');
  const { state, root } = repository;
  const base = state.is === 'reviewed' ? state.baseName : undefined;
  switch (answerOf(review)) {
    case 'no-base':
      return {
        id: `verdict ${root}`,
        label: 'No base to compare with',
        description: state.is === 'reviewed' ? (state.because ?? '') : '',
        icon: 'question',
        context: 'verdict',
      };
    case 'not-ready':
      return {
        id: `verdict ${root}`,
        label: 'Not ready',
        description: summary,
        icon: 'error',
        color: 'list.errorForeground',
        context: 'verdict',
      };
    case 'ready':
      return review.changedFiles === 0
        ? {
            id: `verdict ${root}`,
            label: `Nothing changed against ${base?.split(' ')[0] ?? 'the base'}`,
            description: `${plural(review.findings.filter((f) => f.status === 'existing').length, 'existing finding')}`,
            icon: 'check',
            context: 'verdict',
          }
        : {
            id: `verdict ${root}`,
            label: 'Ready',
            description: summary || 'nothing introduced',
            icon: 'pass-filled',
            color: 'testing.iconPassed',
            context: 'verdict',
          };
  }
}

/** What was merged is part of its own base: how to ask for it all the same. */
function sinceReleaseNode(root: vscode.Uri): Node {
  return {
    id: `since ${root}`,
    label: 'Compare with the last release…',
    description: 'what was merged since counts as new then',
    tooltip: 'Name a tag, a pattern of tags or a branch in the setting releaseReadiness.compareWith',
    icon: 'git-compare',
    run: {
      title: 'Open Settings',
      command: 'workbench.action.openSettings',
      arguments: ['releaseReadiness.compareWith'],
    },
  };
}

/** Findings by subject; a subject of one finding is that finding: a line above it would say the same twice. */
function subjectNodes(root: vscode.Uri, findings: readonly Finding[], group: string): Node[] {
  const bySubject = new Map<string, Finding[]>();
  for (const finding of findings) bySubject.set(finding.subject, [...(bySubject.get(finding.subject) ?? []), finding]);
  return [...bySubject].map(([subject, list]) => {
    const worst = list[0] as Finding;
    if (list.length === 1) return findingNode(root, worst, group);
    const [icon, color] = icons[worst.severity];
    return {
      id: `${group} ${root} ${subject}`,
      label: subject,
      description: plural(list.length, 'finding'),
      icon,
      color,
      children: list.map((f) => findingNode(root, f, group)),
      open: group === 'new',
    };
  });
}

function findingNode(root: vscode.Uri, finding: Finding, group: string): Node {
  const [icon, color] = icons[finding.severity];
  const id = `${group} ${root} ${fingerprint(finding)} ${finding.at.file}`;
  return {
    id,
    label: finding.what,
    description: finding.rule,
    tooltip: hoverOf(finding),
    icon,
    color,
    context: 'finding',
    at: { root, span: finding.at },
    finding: { finding, root },
    children: [
      { id: `${id} place`, ...placeOf(root, finding.at, 'here'), icon: 'location' },
      ...placesOf(finding.evidence).map(({ at, note, times }, i) => ({
        id: `${id} ${i}`,
        ...placeOf(root, at, times > 1 ? `${note} (${times}×)` : note),
        icon: 'link',
      })),
    ],
  };
}

/** Two reads on one line are one row, which says so. */
function placesOf(evidence: readonly Evidence[]): (Evidence & { times: number })[] {
  const rows = new Map<string, Evidence & { times: number }>();
  for (const one of evidence) {
    const key = `${one.at.file}:${one.at.line} ${one.note}`;
    const same = rows.get(key);
    if (same) same.times++;
    else rows.set(key, { ...one, times: 1 });
  }
  return [...rows.values()];
}

const originWords: Record<Origin, string> = {
  PROVEN: 'proven by a rehearsal',
  FOUND: 'found in the workspace',
  POLICY: 'from the policy',
  ASK: 'somebody must answer',
  GAP: 'missing',
  ASSUMED: 'assumed',
};

/** Why and what to do; commands are limited to ours. */
export function hoverOf(finding: Finding): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ['releaseReadiness.explain'] };
  text.appendMarkdown(
    `**${mistakeTitles[mistakeOf(finding.rule)]}** · ${finding.severity}${finding.confidence === 'likely' ? ' · likely' : ''}\n\n`,
  );
  text.appendMarkdown(editorMarkdown(finding.why));
  text.appendMarkdown('\n\n**What to do:** ');
  text.appendMarkdown(editorMarkdown(finding.todo));
  text.appendMarkdown(
    `\n\n[Explain ${finding.rule}](command:releaseReadiness.explain?${encodeURIComponent(JSON.stringify([finding.rule]))})`,
  );
  return text;
}

const phases = {
  before: 'Before the deploy',
  release: 'During the release',
  after: 'After the deploy',
  later: 'Later release',
} as const;

function checklist(
  root: vscode.Uri,
  steps: readonly Step[],
  isTicked: (root: vscode.Uri, step: string) => boolean,
): Node[] {
  return (['before', 'release', 'after', 'later'] as const).flatMap((phase) => {
    const mine = steps.filter((s) => s.phase === phase).sort((a, b) => compareText(a.id, b.id));
    if (mine.length === 0) return [];
    return [
      {
        id: `phase ${root} ${phase}`,
        label: phases[phase],
        description: plural(mine.length, 'item'),
        icon: 'checklist',
        children: mine.map((step) => ({
          id: `step ${root} ${step.id}`,
          label: step.title,
          description: originWords[step.origin],
          tooltip: [step.title, step.check && `Check: ${step.check}`, step.ifFails && `If it fails: ${step.ifFails}`]
            .filter(Boolean)
            .join('\n'),
          ticked: isTicked(root, step.id),
          step: { step, root },
          context: 'step',
          ...(step.evidence[0] ? { at: { root, span: step.evidence[0].at } } : {}),
        })),
      },
    ];
  });
}
