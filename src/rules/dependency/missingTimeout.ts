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
  by: callKey,
  judge(c, policy) {
    for (const call of c.head.of('call.resolved')) {
      const verdict = judgeCall(call, policy);
      if (verdict) return verdict;
    }
    return undefined;
  },
});

function judgeCall(call: Fact<'call.resolved'>, policy: Policy): Verdict | undefined {
  if (call.limitMs !== 'none' || call.stream || call.clientSide || !call.complete) return undefined;
  const { defaultLimitMs } = call;
  if (defaultLimitMs === undefined || (typeof defaultLimitMs === 'number' && defaultLimitMs <= safeDefaultMs))
    return undefined;
  const inRequest = call.during === 'request' || call.during === 'health';
  const own =
    defaultLimitMs === 'none'
      ? `${call.package} has no default limit`
      : `${call.package} waits up to ${lasting(defaultLimitMs)} by default`;
  const fix = timeoutFix(call);
  const most = durationMs(partyOf(call.system, [call.package], policy)?.timeout_max);
  const hint = clientOf(call.package === 'fetch' ? 'global:fetch' : call.package, undefined)?.hint;
  return {
    what: `${call.package} calls ${call.system === 'HTTP' ? 'another system' : call.system} ${defaultLimitMs === 'none' ? 'without a time limit' : `with only the client's default limit of ${lasting(defaultLimitMs)}`}`,
    why: `${own}. When ${call.system === 'HTTP' ? 'the other side' : call.system} is slow, ${inRequest ? 'the requests that call it wait with it' : 'what calls it waits with it'}; connections and memory pile up until the service stops answering.`,
    todo: `Set a limit${hint ? ` (${hint})` : ''} ${most ? `of at most ${lasting(most)}, which is what the policy allows` : 'below what the caller is willing to wait'}, and decide what happens when it is reached.`,
    severity: defaultLimitMs === 'none' || inRequest ? 'warning' : 'note',
    subject: callSubject(call),
    at: call.at,
    ...(fix ? { fixes: [fix] } : {}),
    evidence: call.declaredAt ? [{ at: call.declaredAt, note: 'the client is made here, without a limit' }] : [],
  };
}
