// Catches new or changed alerts that do not say what to do.
// Whoever is woken by it starts from nothing, at night, after a release by somebody else.
// bad:  annotations: { summary: Error rate is high }
// good: annotations: { summary: Error rate is high, runbook_url: https://wiki.example/runbooks/errors }
import { defineRule } from '../../core/rule';

const rules = (annotations: string, level = '0.05') => `groups:
  - name: shop
    rules:
      - alert: HighErrorRate
        expr: rate(http_errors_total[5m]) > ${level}
        annotations:
          summary: Error rate is high
${annotations}`;

export const alertWithoutRunbook = defineRule({
  id: 'observability/alert-without-runbook',
  meta: {
    title: 'Alert without a runbook',
    why: 'An alert that fires after the release wakes somebody who did not write it. Without a runbook the first minutes go into finding out what it means.',
    todo: 'Add runbook_url to the annotations: what it means, where to look, how to take the release back.',
    severity: 'note',
    examples: [
      {
        title: 'A new alert',
        base: {},
        head: { 'monitoring/rules.yml': rules('') },
        expect: ['observability/alert-without-runbook'],
      },
      {
        title: 'A new alert with its runbook',
        base: {},
        head: { 'monitoring/rules.yml': rules('          runbook_url: https://wiki.example/errors\n') },
        expect: [],
      },
    ],
  },
  reads: ['metric.queried'],
  within: 'repository',
  by: (fact) => (fact.by === 'alert' && fact.alert !== undefined ? fact.alert : ''),
  judge(c) {
    const [alert] = c.head.of('metric.queried').filter((fact) => fact.runbook === undefined);
    // A repository that has no runbooks at all is not told so once for every alert: only what changes counts.
    if (!alert) return undefined;
    return {
      what: `alert ${alert.alert} has no runbook_url`,
      subject: `alert ${alert.alert}`,
      at: alert.at,
    };
  },
  steps(c) {
    if (c.key === '') return [];
    const [now] = c.head.of('metric.queried');
    const [before] = c.base.of('metric.queried');
    if (!now) return [];
    return [
      {
        id: `alert/${c.key}`,
        kind: 'observe',
        phase: 'before',
        subject: `alert ${c.key}`,
        title: `${before ? 'Load the changed alert' : 'Load the new alert'} ${c.key} into the monitoring`,
        check: 'it is listed there without an error, and does not fire',
        ifFails: 'wait: without it nobody is told',
        origin: 'FOUND',
        evidence: [{ at: now.at, note: before ? 'changed alert' : 'new alert' }],
      },
    ];
  },
});
