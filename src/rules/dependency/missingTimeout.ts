/*
 * What it catches: a call to a system outside the process that has no time limit: the client has none of its own (or a very
 * long one), and nobody set one at the call, where the client is made, or around it.
 *
 * Why it breaks a release: the day the other side is slow, every request that calls it waits, connections and memory pile up,
 * and the whole service stops answering, together with its health check.
 *
 * Bad:  await axios.get(url)
 * Good: await axios.get(url, { timeout: 2000 })      await fetch(url, { signal: AbortSignal.timeout(2000) })
 */
import type { Fact } from '../../core/fact';
import { lasting } from '../../core/phrase';
import { durationMs, type Policy } from '../../core/policy';
import { defineRule, type Verdict } from '../../core/rule';
import { clientOf, safeDefaultMs } from '../../knowledge/thirdParties';
import { callKey, callSubject } from './calls';
import { partyOf } from './systems';
import { timeoutFix } from './timeoutFix';

type Call = Fact<'call.resolved'>;

const axiosCall = (options: string) => ({
  'package.json':
    '{ "name": "shop", "scripts": { "start": "node dist/main.js" }, "dependencies": { "axios": "1.7.0", "express": "5.0.0" } }\n',
  'src/rates.ts': `import axios from 'axios';\nexport async function rates() {\n  const { data } = await axios.get('https://rates.example.org/latest'${options});\n  return data;\n}\n`,
});

export const missingTimeout = defineRule({
  id: 'dependency/missing-timeout',
  meta: {
    title: 'An outbound call without a time limit',
    why: 'When the other side is slow, every request that calls it waits with it; connections and memory pile up until the whole service stops answering.',
    todo: 'Set a limit below what the caller is willing to wait, and decide what happens when it is reached.',
    severity: 'warning',
    examples: [
      { title: 'axios has no limit of its own', head: axiosCall(''), expect: ['dependency/missing-timeout'] },
      { title: 'a limit at the call', head: axiosCall(', { timeout: 2000 }'), expect: [] },
    ],
  },
  reads: ['call.resolved'],
  within: 'repository',
  by: keyOf,
  judge(c, policy) {
    const calls = c.head.of('call.resolved').filter((call) => isLimitless(call));
    const [first] = calls;
    return first && verdictOn(calls.find((call) => isInRequest(call)) ?? first, calls, policy);
  },
});

/** Limits that are set where a client is made are missing once, however many calls it serves. */
function keyOf(call: Call): string {
  const { declaredAt } = call;
  return declaredAt && isSetOnClient(call) ? `${declaredAt.file} ${call.package} ${call.system}` : callKey(call);
}

function clientOfCall(call: Call) {
  return clientOf(call.package === 'fetch' ? 'global:fetch' : call.package, undefined);
}

function isSetOnClient(call: Call): boolean {
  return clientOfCall(call)?.onClient === true;
}

function isInRequest(call: Call): boolean {
  return call.during === 'request' || call.during === 'health';
}

function isLimitless(call: Call): boolean {
  if (call.limitMs !== 'none' || call.stream || call.clientSide || call.aside || !call.complete) return false;
  const { defaultLimitMs } = call;
  return defaultLimitMs === 'none' || (defaultLimitMs !== undefined && defaultLimitMs > safeDefaultMs);
}

function verdictOn(call: Call, calls: readonly Call[], policy: Policy): Verdict {
  const defaultLimitMs = call.defaultLimitMs as number | 'none';
  const inRequest = isInRequest(call);
  const own =
    defaultLimitMs === 'none'
      ? `${call.package} has no default limit`
      : `${call.package} waits up to ${lasting(defaultLimitMs)} by default`;
  const fix = timeoutFix(call);
  const most = durationMs(partyOf(call.system, [call.package], policy)?.timeout_max);
  const hint = clientOfCall(call)?.hint;
  const made = isSetOnClient(call) ? call.declaredAt : undefined;
  return {
    what: `${call.package} calls ${call.system === 'HTTP' ? 'another system' : call.system} ${defaultLimitMs === 'none' ? 'without a time limit' : `with only the client's default limit of ${lasting(defaultLimitMs)}`}`,
    why: `${own}. When ${call.system === 'HTTP' ? 'the other side' : call.system} is slow, ${inRequest ? 'the requests that call it wait with it' : 'what calls it waits with it'}; connections and memory pile up until the service stops answering.`,
    todo: `Set a limit${hint ? ` (${hint})` : ''} ${most ? `of at most ${lasting(most)}, which is what the policy allows` : 'below what the caller is willing to wait'}, and decide what happens when it is reached.`,
    severity: defaultLimitMs === 'none' || inRequest ? 'warning' : 'note',
    subject: callSubject(call),
    at: made ?? call.at,
    ...(fix ? { fixes: [fix] } : {}),
    evidence: made
      ? calls.slice(0, 5).map(({ at }) => ({ at, note: 'a call of this client' }))
      : call.declaredAt
        ? [{ at: call.declaredAt, note: 'the client is made here, without a limit' }]
        : [],
  };
}
