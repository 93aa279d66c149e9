// Catches ECS services that go on starting a version which never becomes healthy.
// Without the circuit breaker the deployment has no end: tasks are started and stopped for hours, and nothing is taken back.
// bad:  resource "aws_ecs_service" "shop" { … }
// good: deployment_circuit_breaker { enable = true  rollback = true }
import { defineRule } from '../../core/rule';
import { isReleased } from '../workloads';

const service = (breaker: string) => `resource "aws_ecs_service" "shop" {
  name            = "shop"
  task_definition = aws_ecs_task_definition.shop.arn
${breaker}}
`;

export const ecsNoCircuitBreaker = defineRule({
  id: 'rollout/ecs-no-circuit-breaker',
  meta: {
    title: 'ECS deployment without a circuit breaker',
    why: 'When the new tasks do not become healthy, ECS starts them again and again. The deployment neither fails nor goes back; somebody has to notice.',
    todo: 'Add deployment_circuit_breaker with enable = true and rollback = true.',
    severity: 'warning',
    sources: ['https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html'],
    examples: [
      { title: 'No breaker', head: { 'infra/shop.tf': service('') }, expect: ['rollout/ecs-no-circuit-breaker'] },
      {
        title: 'With a way back',
        head: {
          'infra/shop.tf': service('  deployment_circuit_breaker {\n    enable   = true\n    rollback = true\n  }\n'),
        },
        expect: [],
      },
    ],
  },
  reads: ['workload.declared'],
  within: 'repository',
  by: (fact) => (fact.platform === 'ecs' ? `${fact.environment} ${fact.name}` : ''),
  judge(c) {
    for (const workload of c.head.of('workload.declared')) {
      if (workload.circuitBreaker !== false || !isReleased(workload)) continue;
      // CodeDeploy and external controllers end a deployment themselves.
      if (workload.strategy !== undefined && workload.strategy !== 'ECS') continue;
      const written = workload.places?.circuitBreaker;
      const end = workload.places?.end;
      const text = '  deployment_circuit_breaker {\n    enable   = true\n    rollback = true\n  }\n';
      return {
        what: `ECS service ${workload.name} has no ${written ? 'enabled ' : ''}deployment circuit breaker`,
        subject: `workload ${workload.name}`,
        at: written ?? workload.at,
        fixes: written
          ? [{ title: 'Enable it', safe: false, edits: [{ at: written, text: 'enable = true' }] }]
          : end
            ? [
                {
                  title: 'Add a circuit breaker',
                  safe: false,
                  edits: [{ at: { ...end, end: end.start, endLine: end.line, endColumn: end.column }, text }],
                },
              ]
            : [],
      };
    }
    return undefined;
  },
});
