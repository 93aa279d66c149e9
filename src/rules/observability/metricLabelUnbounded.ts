// Catches metrics that make a time series of every URL, user or error text.
// Memory of the process and of the metrics store grows with traffic, until dashboards and alerts stop answering: right after a release.
// bad:  requests.inc({ path: req.originalUrl })
// good: requests.inc({ route: req.route.path })
import { defineRule } from '../../core/rule';

const file = (label: string) =>
  `import { Counter } from 'prom-client';\n\nconst requests = new Counter({ name: 'http_requests_total', help: 'Requests', labelNames: ['route'] });\n\nexport function count(req, res, next) {\n  requests.inc({ route: ${label} });\n  next();\n}\n`;

export const metricLabelUnbounded = defineRule({
  id: 'observability/metric-label-unbounded',
  meta: {
    title: 'Label with values without end',
    why: 'Each value of a label is a time series of its own, in the process and in the metrics store. A label with a URL, an id or an error text grows with traffic until one of the two runs out of memory.',
    todo: 'Use the route template, a class of errors or another small set of values, and put the detail into a log or a span.',
    severity: 'warning',
    sources: ['https://prometheus.io/docs/practices/naming/#labels'],
    examples: [
      {
        title: 'The raw URL',
        head: { 'src/metrics.ts': file('req.originalUrl') },
        expect: ['observability/metric-label-unbounded'],
      },
      { title: 'The route', head: { 'src/metrics.ts': file('req.route.path') }, expect: [] },
    ],
  },
  reads: ['metric.emitted'],
  within: 'repository',
  by: (fact) => (fact.unbounded.length > 0 ? fact.name : ''),
  judge(c) {
    const [first, ...others] = c.head.of('metric.emitted').filter((fact) => fact.unbounded.length > 0);
    if (!first) return undefined;
    return {
      what: `metric ${first.name} gets a label without end: ${first.unbounded[0]}`,
      subject: `metric ${first.name}`,
      at: first.at,
      times: others.length + 1,
      evidence: others.map((fact) => ({ at: fact.at, note: fact.unbounded[0] ?? '' })),
    };
  },
});
