import type { Case } from '../../core/rule';
import type { Step } from '../../core/step';
import { type Handler, listed, readinessOf, served, titleOf } from './handlers';

/**
 * A route that decides who gets traffic decides by other things than before: nothing is wrong with that, and yet a deploy can end
 * with fewer instances in traffic. Somebody has to look.
 */
export function answerSteps(c: Case<'handler.resolved'>): Step[] {
  const before = served(c.base);
  for (const now of served(c.head)) {
    const readiness = readinessOf(now);
    const was = before.find(({ method, path }) => method === now.method && path === now.path);
    if (!readiness || !was || saidBy(was) === saidBy(now)) continue;
    const canFail = now.coupled !== 'none';
    // Whether anybody acts on a path of this name is not known: only that it can now say no is worth a look.
    if (readiness.by === 'generic name' && (!canFail || was.coupled !== 'none')) continue;
    const [probe] = readiness.probes;
    const asker = probe ? `, which ${titleOf(probe)} asks,` : '';
    return [
      {
        id: `readiness/${now.path.replace(/^\//, '')}/watch`,
        kind: 'observe',
        phase: 'release',
        subject: `route ${now.method} ${now.path}`,
        title: `Have the number of ready instances in view: ${now.path}${asker} asked ${asked(was)} before and asks ${asked(now)} now${canFail ? ', so that an instance for which it fails gets no traffic' : ''}`,
        check: 'as many instances are ready as before, through the whole deploy',
        ifFails: 'stop',
        origin: 'FOUND',
        evidence: [
          { at: now.at, note: 'what it asks' },
          ...readiness.probes.slice(0, 2).map(({ at, pathAt }) => ({ at: pathAt ?? at, note: 'asks this path' })),
        ],
        change: { class: 'health check', reversible: 'yes' },
      },
    ];
  }
  return [];
}

/** What the answer depends on, without places. */
function saidBy(handler: Handler): string {
  return JSON.stringify([namesOf(handler), handler.coupled]);
}

const namesOf = ({ systems }: Handler) => [...new Set(systems.map(({ system }) => system))].sort();

const asked = (handler: Handler): string => listed(namesOf(handler)) || 'nothing';
