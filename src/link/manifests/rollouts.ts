import type { Fact, FactTypes } from '../../core/fact';
import { entryOf, flagOf, get, isOpen, itemsOf, keySpan, numberOf, type Tree, textOf } from '../../core/tree';
import type { Manifest } from './manifest';

type Rollout = FactTypes['rollout.declared'];

/** Progressive delivery that Argo Rollouts or Flagger drives. */
export function rolloutFacts(manifest: Manifest): Fact[] {
  if (manifest.kind === 'Rollout') return argo(manifest);
  if (manifest.kind === 'Canary' && /flagger/.test(manifest.apiVersion)) return flagger(manifest);
  return [];
}

/** Milliseconds of `30s`, `5m`, `1h` or a number of seconds. */
export function holdOf(tree: Tree | undefined): number | undefined {
  const number = numberOf(tree);
  if (number !== undefined) return number * 1000;
  const match = /^(\d+)(ms|s|m|h)?$/.exec(textOf(tree) ?? '');
  const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? 's'];
  return match && unit ? Number(match[1]) * unit : undefined;
}

function argo(manifest: Manifest): Fact[] {
  const { tree, environment, name } = manifest;
  const strategy = get(tree, 'spec', 'strategy');
  const canary = entryOf(strategy, 'canary');
  const blueGreen = entryOf(strategy, 'blueGreen');
  const entry = canary ?? blueGreen;
  if (!entry || isOpen(entry.value) || isOpen(strategy)) return [];
  const common = {
    kind: 'rollout.declared' as const,
    at: keySpan(entry),
    workload: name,
    environment,
    tool: 'argo-rollouts',
  };
  if (canary) {
    const steps: Rollout['steps'] = [];
    const analysis = templatesOf(get(canary.value, 'analysis'));
    let manual = false;
    const list = get(canary.value, 'steps');
    for (const item of itemsOf(list)) {
      const share = numberOf(get(item, 'setWeight'));
      const pause = entryOf(item, 'pause');
      if (share !== undefined) steps.push({ share });
      else if (pause) {
        const holdMs = get(pause.value, 'duration') ? holdOf(get(pause.value, 'duration')) : ('manual' as const);
        if (holdMs === 'manual') manual = true;
        const last = steps.at(-1);
        if (last && last.holdMs === undefined && holdMs !== undefined) last.holdMs = holdMs;
        else steps.push(holdMs === undefined ? {} : { holdMs });
      } else {
        analysis.push(...templatesOf(get(item, 'analysis')));
        if (get(item, 'experiment')) analysis.push('experiment');
        if (get(item, 'plugin')) analysis.push('plugin');
      }
    }
    const hidden = isOpen(list) || manifest.open;
    const stops = analysis.length > 0 || hidden ? 'automatic' : manual ? 'manual' : 'none';
    return [{ ...common, style: 'canary', steps, analysis, stops }];
  }
  const value = entry.value;
  const analysis = [
    ...templatesOf(get(value, 'prePromotionAnalysis')),
    ...templatesOf(get(value, 'postPromotionAnalysis')),
  ];
  const manual = flagOf(get(value, 'autoPromotionEnabled')) === false;
  const stops = analysis.length > 0 || manifest.open ? 'automatic' : manual ? 'manual' : 'none';
  return [{ ...common, style: 'blue-green', steps: [], analysis, stops }];
}

function templatesOf(analysis: Tree | undefined): string[] {
  return itemsOf(get(analysis, 'templates')).flatMap((item) => textOf(get(item, 'templateName')) ?? []);
}

function flagger(manifest: Manifest): Fact[] {
  const { tree, environment } = manifest;
  const analysis = entryOf(get(tree, 'spec'), 'analysis') ?? entryOf(get(tree, 'spec'), 'canaryAnalysis');
  const workload = textOf(get(tree, 'spec', 'targetRef', 'name')) ?? manifest.name;
  if (!analysis || isOpen(analysis.value)) return [];
  const value = analysis.value;
  const holdMs = holdOf(get(value, 'interval'));
  const hold = holdMs === undefined ? {} : { holdMs };
  const most = numberOf(get(value, 'maxWeight')) ?? 100;
  const step = numberOf(get(value, 'stepWeight'));
  const listed = itemsOf(get(value, 'stepWeights')).flatMap((item) => numberOf(item) ?? []);
  const shares =
    listed.length > 0
      ? listed
      : step && step > 0
        ? Array.from({ length: Math.min(100, Math.floor(most / step)) }, (_, i) => (i + 1) * step)
        : [];
  const metrics = itemsOf(get(value, 'metrics')).flatMap((item) => textOf(get(item, 'name')) ?? []);
  const hooks = itemsOf(get(value, 'webhooks')).flatMap((item) => textOf(get(item, 'type')) ?? 'rollout');
  const checks = hooks.filter((type) => type === 'rollout' || type === 'pre-rollout' || type === 'rollback');
  const manual = hooks.some((type) => /^confirm-/.test(type));
  const open = manifest.open || isOpen(get(value, 'metrics')) || isOpen(get(value, 'webhooks'));
  return [
    {
      kind: 'rollout.declared',
      at: keySpan(analysis),
      workload,
      environment,
      style: shares.length > 0 ? 'canary' : 'blue-green',
      steps: shares.map((share) => ({ share, ...hold })),
      analysis: [...metrics, ...checks],
      stops: metrics.length > 0 || checks.length > 0 || open ? 'automatic' : manual ? 'manual' : 'none',
      tool: 'flagger',
    },
  ];
}
